"""What athletes may look for in vain, and why."""

from __future__ import annotations

from models import load
from models.catalogue.entry import LeftOut

__all__ = ["LEFT_OUT"]

LEFT_OUT = (
    LeftOut(
        "Acute to chronic workload ratio (ACWR)",
        "It was to tell the risk of injury. With a constant or a random number in place of the "
        "chronic load the odds came out much the same, and neither the ratio nor acute load "
        "told who would be injured (c-statistics of 0.574 and 0.544, where 0.5 is a coin).",
        ("Impellizzeri 2020",),
    ),
    LeftOut(
        "Edwards', Lucia's and Friel's zones",
        "Not part of any load: a beat more or less at the edge of a zone changes a minute's "
        "points by up to double, while the training impulse rises smoothly. Computed for those who "
        "know them from elsewhere.",
        ("Edwards 1993", "Lucia 2003", "Friel 2006"),
        (load.edwards_points, load.lucia_points, load.zonal_heart_rate_tss),
    ),
    LeftOut(
        "The device's own figures",
        "Normalized power, training stress and training effect stay as the device recorded them "
        "(`device_values` of `kneedrive show`) beside ours, and no load is made of them: they "
        "rest on thresholds that the device had at the time, by formulas that differ between "
        "makers.",
    ),
    LeftOut(
        "VO2max, race predictions and recovery hours",
        "Nothing in the plan rests on them, and how makers estimate them is not published in full, "
        "so nobody could check them.",
    ),
    LeftOut(
        "Balance of W' within a session",
        "It needs to know W' far better than training tells: field and laboratory differed by "
        "27 %.",
        ("Karsten 2014",),
    ),
)
