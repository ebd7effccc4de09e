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


def words(axis):
    return [text.get_text() for text in axis.texts]


def test_the_confusion_has_a_field_for_each_pair_of_classes_that_occur():
    (axis,) = figures.confusion(ROWS).axes
    assert [tick.get_text() for tick in axis.get_yticklabels()] == ["easy", "key"]
    assert words(axis) == ["1", "1", "1", "2"]
    brick = replace(ROWS[0], truth="brick", predicted="brick")
    (axis,) = figures.confusion([*ROWS, brick]).axes
    assert len(words(axis)) == 9


def test_each_bin_is_a_point_where_it_was_said_and_was_so():
    (axis,) = figures.reliability(ROWS).axes
    (points,) = axis.collections
    assert points.get_offsets().tolist() == pytest.approx(
        np.array([[0.05, 0], [0.35, 1], [0.65, 0], [0.95, 1]])
    )
    assert points.get_sizes().argmax() == 3


def test_a_cross_marks_where_the_curve_stands_without_the_uncertain():
    (axis,) = figures.risk_coverage(ROWS).axes
    curve, cross = axis.get_lines()
    assert curve.get_xdata()[-1] == 1
    assert curve.get_ydata()[-1] == pytest.approx(2 / 5)
    found = scores(ROWS)
    assert (cross.get_xdata()[0], cross.get_ydata()[0]) == (found.coverage, 0)


def test_a_session_is_drawn_as_far_as_it_was_recorded_with_its_intervals():
    (axis,) = figures.session(SEEN).axes
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["of threshold pace"]
    assert [patch.get_x() for patch in axis.patches] == [10, 20]
    nothing = replace(SEEN, minutes=np.empty(0), effort=np.empty(0), heart_rate=np.empty(0))
    (axis,) = figures.session(replace(nothing, intervals=())).axes
    assert axis.get_legend() is None


def test_a_picture_for_a_page_keeps_its_words_and_is_the_same_each_time():
    drawn = figures.svg(figures.session(SEEN))
    assert drawn.startswith("<svg")
    assert ">of threshold pace</text>" in drawn
    assert "DOCTYPE" not in drawn
    assert drawn == figures.svg(figures.session(SEEN))
