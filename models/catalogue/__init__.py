"""Every metric that kneedrive computes or shows: what it says, how far to trust it, from whom.

For the reference page and its tests; no command loads this. What a function takes and gives
stands in its own docstring, what a number means to an athlete stands here.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.catalogue import athlete, form, session
from models.catalogue.entry import GRADES, UNITS, Grade, LeftOut, Metric
from models.catalogue.left_out import LEFT_OUT
from models.catalogue.sources import SOURCES

__all__ = ["CATALOGUE", "GRADES", "LEFT_OUT", "SOURCES", "UNITS", "Grade", "LeftOut", "Metric"]

CATALOGUE: Mapping[str, tuple[Metric, ...]] = {
    "Load of a session": session.LOAD,
    "Class of a session": session.CLASS,
    "Bests": session.BESTS,
    "Thresholds": athlete.THRESHOLDS,
    "Days and weeks": athlete.DAYS,
    "Form": form.FORM,
    "Change of form": form.CHANGE,
}
