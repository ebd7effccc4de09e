"""The table of phases and events: complete, and no event skips a phase on the way up."""

from dataclasses import replace
from importlib.resources import files
from itertools import product

import pytest
from shifting_cases import on

from adaptive.programme.rulebook import RulebookError
from adaptive.shifting import gates, table
from adaptive.shifting.deciding import Happening, step
from adaptive.shifting.table import PHASES

TABLE = table.standard()
UP = {"ready", "ready_on_cadence"}
DOWN = {"slipping", "cadence_drop", "boost", "layoff", "long_layoff", "cleared"}


@pytest.mark.parametrize(("phase", "event"), list(product(PHASES, TABLE.events)))
def test_every_event_is_defined_in_every_phase_and_says_why(phase, event):
    found = step(TABLE, phase, on(3), Happening(event, "7 of 8 checks good", until=on(9)))
    lead = TABLE.events[event].lead(phase)
    kinds = {
        "stays": (),
        "as told": (),
        "holds": ("hold",),
        "asks": ("ask",),
        "holds and asks": ("hold", "ask"),
    }
    assert tuple(one.kind for one in found) == kinds.get(lead, ("move",))
    for one in found:
        assert one.before == phase
        assert one.phase == (lead if one.kind == "move" else phase)
        assert one.rule == event
        assert "{" not in one.why
        assert one.why[0].isupper() or one.why[0].isdigit()
        assert (one.until is None) == (one.kind == "move")


@pytest.mark.parametrize("phase", PHASES)
def test_up_leads_one_phase_at_most_and_down_never_up(phase):
    place = PHASES.index(phase)
    for name, event in TABLE.events.items():
        to = event.to(phase)
        if name in UP:
            assert to in {None, *PHASES[place + 1 : place + 2]}
        elif name in DOWN:
            assert to is None or PHASES.index(to) <= place
        else:
            assert to is None


def test_cadence_alone_never_leaves_activation():
    assert TABLE.events["ready_on_cadence"].lead("activation") == "stays"
    assert TABLE.events["cadence_drop"].lead("activation") == "stays"


def test_every_gate_of_the_table_has_its_function_and_the_other_way_round():
    assert set(TABLE.gates) == set(gates._GATES)


def test_illness_a_race_and_a_stop_sign_move_nothing():
    for name in ("ill", "well", "taper", "race", "red_flag", "nothing"):
        assert {TABLE.events[name].lead(phase) for phase in PHASES} == {"stays"}


def text():
    return (files("adaptive.shifting") / "shifts.toml").read_text(encoding="utf-8")


def test_a_table_that_skips_a_phase_does_not_load():
    broken = text().replace('activation = "strengthening"', 'activation = "integration"', 1)
    with pytest.raises(RulebookError, match="event ready: from activation it skips a phase"):
        table.load(broken)


def test_a_table_with_a_phase_left_out_does_not_load_and_names_every_fault():
    broken = text().replace('activation = "strengthening"\n', "", 1).replace("cool_down_days", "x")
    with pytest.raises(RulebookError) as caught:
        table.load(broken)
    assert {"event ready: activation is missing", "numbers: x is not a field"} <= set(
        caught.value.faults
    )


def test_a_table_is_a_value():
    assert replace(TABLE) == table.load(text())
