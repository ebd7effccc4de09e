"""What is foretold keeps strengthening away from hard sessions that then really come."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - local time
WEEKS = 16


@pytest.fixture(scope="module")
def measured():
    """The measuring of `benchmarks/rhythm.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))
        import rhythm

        yield rhythm
    for name in ("rhythm", "rhythm_athletes", "report"):
        sys.modules.pop(name, None)


def life(measured, *habits):
    """Each habit is (weekday, hour, hard, every how many weeks)."""
    return measured.Life.of(
        [
            measured.session(
                MONDAY + timedelta(weeks=week, days=weekday, hours=hour), 45, "run", hard=hard
            )
            for week in range(WEEKS)
            for weekday, hour, hard, every in habits
            if week % every == 0
        ],
        WEEKS,
    )


def score(measured, athlete, way):
    found, before = measured.Score(), []
    for monday in athlete.mondays:
        before += (blocks := measured.replanned(athlete, way, monday, before))
        found.add(athlete, blocks)
    return found


def test_a_steady_athlete_gets_all_strengthening_and_none_of_it_before_hard_days(measured):
    steady = life(measured, (0, 7, False, 1), (1, 7, True, 1), (3, 7, False, 1), (5, 7, True, 1))
    found = score(measured, steady, measured.whole_rhythm)
    assert found.too_near == 0
    assert found.done == 2 * found.weeks


def test_a_hard_day_that_comes_every_third_week_is_kept_clear_of_in_all_weeks(measured):
    athlete = life(measured, (0, 7, False, 1), (3, 18, False, 1), (4, 7, True, 3))
    assert score(measured, athlete, measured.four_weeks).too_near > 0
    assert score(measured, athlete, measured.expected_only).too_near > 0
    safe = score(measured, athlete, measured.whole_rhythm)
    assert safe.too_near == 0
    assert safe.done >= 1.5 * safe.weeks
