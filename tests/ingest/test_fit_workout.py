"""The structured workout in a FIT file: its steps in our units."""

import fit_bytes as fb
import pytest

from ingest.formats import read


def activity(*parts):
    return read(fb.fit(fb.file_id(), *parts), "a test")


def workout_step(duration, target, custom=(0, 0)):
    """(type, value) of the duration, (type, value) of the target, custom bounds."""
    fields = [(1, 1, fb.ENUM), (2, 4, fb.UINT32), (3, 1, fb.ENUM), (4, 4, fb.UINT32)]
    fields += [(5, 4, fb.UINT32), (6, 4, fb.UINT32), (7, 1, fb.ENUM)]
    named = fb.table(4, 26, [(8, 8, fb.STRING)], [[b"4 x 1 km"]])
    row = [*duration, *target, *custom, 0]
    found = activity(fb.records(), fb.session(), named, fb.table(5, 27, fields, [row]))
    assert found.workout.name == found.name == "4 x 1 km"
    step = found.workout.steps[0]
    assert step.intensity == "active"
    return step


@pytest.mark.parametrize(
    ("duration", "kind", "value"),
    [
        ((0, 90_000), "time", 90),
        ((1, 100_000), "distance", 1000),
        ((5, 0), "open", None),
        ((2, 250), "hr_less_than", 150),
    ],
)
def test_a_workout_steps_duration_has_its_unit(duration, kind, value):
    step = workout_step(duration, (2, 0))
    assert (step.duration_kind, step.duration) == (kind, value)
    assert (step.target_kind, step.target_low) == ("open", None)


@pytest.mark.parametrize(
    ("target", "custom", "expected"),
    [
        ((0, 0), (3000, 3500), ("speed", 3.0, 3.5, "m/s")),
        ((4, 0), (1250, 1300), ("power", 250, 300, "W")),
        ((4, 0), (88, 94), ("power", 88, 94, "percent")),
        ((1, 0), (240, 250), ("heart_rate", 140, 150, "bpm")),
        ((1, 0), (80, 90), ("heart_rate", 80, 90, "percent")),
        ((1, 3), (0, 0), ("heart_rate", 3, 3, "zone")),
        # Garmin's watches note a zone's bounds beside it, in plain beats; the zone counts.
        ((1, 3), (118, 135), ("heart_rate", 3, 3, "zone")),
        ((3, 0), (85, 95), ("cadence", 85, 95, "rpm")),
        ((2, 0), (0, 0), ("open", None, None, None)),
    ],
)
def test_a_workout_steps_target_has_bounds_and_unit(target, custom, expected):
    step = workout_step((0, 60_000), target, custom)
    assert (step.target_kind, step.target_low, step.target_high, step.target_unit) == expected


def test_a_repeating_step_says_from_where_and_how_often():
    step = workout_step((6, 1), (2, 4))
    assert (step.duration_kind, step.duration) == ("repeat", None)
    assert (step.repeat_from, step.repeat_count) == (1, 4)
