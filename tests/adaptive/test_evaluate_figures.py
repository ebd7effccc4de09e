"""The pictures of an evaluation show what was counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from adaptive import figures
from adaptive.evaluation_report import Seen
from models.evaluation import Scored, scores

START = datetime(2026, 3, 2, 18, tzinfo=UTC)
ROWS = [
    Scored("a", f"{day}", START + timedelta(days=day), "T1", truth, called, chance, uncertain)
    for day, (truth, called, chance, uncertain) in enumerate(
        [
            ("key", "key", 0.97, False),
            ("key", "key", 0.93, False),
            ("key", "easy", 0.35, True),
            ("easy", "easy", 0.05, False),
            ("easy", "key", 0.65, True),
        ]
    )
]
SEEN = Seen(
    measure="threshold pace",
    minutes=np.arange(40.0),
    effort=np.linspace(0.7, 1.0, 40),
    heart_rate=np.full(40, np.nan),
    intervals=((10.0, 14.0), (20.0, 24.0)),
    numbers={},
)


def test_the_confusion_has_a_field_for_each_pair_of_classes_that_occur():
    (field,) = figures.confusion(ROWS).data
    assert list(field.y) == ["easy", "key"]
    assert field.text.tolist() == [[1, 1], [1, 2]]
    brick = replace(ROWS[0], truth="brick", predicted="brick")
    (field,) = figures.confusion([*ROWS, brick]).data
    assert field.text.size == 9


def test_each_bin_is_a_point_where_it_was_said_and_was_so():
    _, points = figures.reliability(ROWS).data
    assert list(zip(points.x, points.y, strict=True)) == [
        pytest.approx(one) for one in [(0.05, 0), (0.35, 1), (0.65, 0), (0.95, 1)]
    ]
    assert np.argmax(points.marker.size) == 3


def test_a_cross_marks_where_the_curve_stands_without_the_uncertain():
    figure = figures.risk_coverage(ROWS)
    curve, cross = figure.data
    assert curve.x[-1] == 1
    assert curve.y[-1] == pytest.approx(2 / 5)
    found = scores(ROWS)
    assert (cross.x[0], cross.y[0]) == (found.coverage, 0)
    assert f"{found.coverage:.0%}" in figure.layout.meta["says"]


def test_a_session_is_drawn_as_far_as_it_was_recorded_with_its_intervals():
    figure = figures.missed(SEEN)
    assert [one.name for one in figure.data] == ["of threshold pace"]
    assert [one.x0 for one in figure.layout.shapes if one.type == "rect"] == [10, 20]
    assert "2 intervals" in figure.layout.meta["says"]
    nothing = replace(SEEN, minutes=np.empty(0), effort=np.empty(0), heart_rate=np.empty(0))
    assert not figures.missed(replace(nothing, intervals=())).data
