"""A hold that was decided is taken back like a move, and is not decided anew."""

from datetime import timedelta

import sample_data
from adaptive.library.store import Store
from adaptive.shifts import Shift

TODAY = sample_data.TODAY


def hold(day):
    return Shift(
        day=day,
        kind="hold",
        before="strengthening",
        phase="strengthening",
        reason="setback",
        rule="agree",
        why="Cadence and checks agree.",
        until=day + timedelta(days=7),
    )


def test_the_hold_that_was_decided_last_is_undone_before_any_move(strengthening, library):
    day = TODAY - timedelta(days=1)
    strengthening("plan")
    with Store.open(library) as store:
        store.shifts.keep([hold(day)], day, day)
    assert strengthening("phase")["overlay"] == "hold"
    after = strengthening("phase", "undo")
    assert (after["phase"], after["overlay"]) == ("strengthening", None)
    undone = [one for one in after["history"] if one.get("undone")]
    assert [one["rule"] for one in undone] == ["agree"]
    assert strengthening("phase", "undo")["phase"] == "activation"


def test_a_hold_that_is_over_is_no_more_to_be_undone(strengthening, library):
    day = TODAY - timedelta(days=9)
    with Store.open(library) as store:
        store.shifts.keep([hold(day)], day, day)
    assert strengthening("phase", "undo")["phase"] == "activation"
