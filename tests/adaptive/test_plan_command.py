"""`kneedrive plan` with its options, and the athlete's hand in it: pin, move, unpin."""

from datetime import date, timedelta

import pytest

import sample_data

TODAY = sample_data.TODAY


@pytest.fixture
def begun(strengthening):
    """The programme began four weeks ago, strengthening two weeks after."""
    return strengthening


def blocks(plan, kind="strengthening"):
    return [block for day in plan["days"] for block in day["blocks"] if block["kind"] == kind]


def places(plan):
    return [(b["kind"], b["start"]) for day in plan["days"] for b in day["blocks"]]


def test_the_options_stand_beside_the_subcommands(kneedrive, library):
    options = ("--library", library, "--today", TODAY)
    plain = kneedrive("plan", "--week", "2026-W49", *options)
    told = kneedrive("plan", "--week", "2026-W49", "--explain", *options)
    assert plain.status == told.status == 0
    assert "Week 49" in plain.out
    assert "The rules behind it" in told.out
    assert "The rules behind it" not in plain.out


def test_several_weeks_are_a_list_of_plans_in_json(begun):
    document = begun("plan", "--weeks", 3)
    assert list(document) == ["weeks"]
    assert [plan["week"] for plan in document["weeks"]] == ["2026-W48", "2026-W49", "2026-W50"]
    assert document["weeks"][0]["days"] == begun("plan")["days"]


def test_several_weeks_name_the_phases_to_come(begun, kneedrive, library):
    out = kneedrive("plan", "--weeks", 8, "--library", library, "--today", TODAY).out
    assert "Foreseen: from Thu" in out.replace("\n", " ")
    assert ": integration" in out
    for week in range(48, 54):
        assert f"Week {week}," in out


@pytest.mark.parametrize("other", [("--diff",), ("--week", "2026-W49")])
def test_several_weeks_go_with_no_single_week(kneedrive, library, other):
    answer = kneedrive("plan", "--weeks", 2, *other, "--library", library, "--today", TODAY)
    assert answer.status == 2


def test_the_first_plan_has_changed_nothing(begun, kneedrive, library):
    document = begun("plan", "--diff")
    assert document["since"] is None
    assert document["changes"] == []
    assert document["week"] == "2026-W48"
    out = kneedrive("plan", "--diff", "--library", library, "--today", TODAY).out
    assert "Nothing changed in the plan of week 48" in out


def test_another_phase_is_named_as_the_cause_of_all_it_changes(begun, kneedrive, library):
    before = begun("plan")
    begun("phase", "set", "activation")
    document = begun("plan", "--diff")
    assert document["since"] == TODAY.isoformat()
    gone = [c for c in document["changes"] if c["kind"] == "strengthening"]
    assert [c["from"] for c in gone] == [block["start"] for block in blocks(before)]
    assert all("the phase is activation" in change["cause"] for change in gone)
    assert begun("plan", "--diff") == document, "asked again it is answered again"
    out = kneedrive("plan", "--diff", "--library", library, "--today", TODAY).out
    assert "Since the plan of Mon 23 Nov" in out
    assert "The phase is activation" in out


def test_a_pinned_block_stays_where_it_is_until_it_is_let_go(begun):
    plan = begun("plan")
    first = blocks(plan)[0]
    answer = begun("plan", "pin", first["id"])
    assert answer["pin"]["date"] == first["id"][:10]
    assert answer["refused"] == answer["changes"] == []
    pinned = begun("plan")
    assert places(pinned) == places(plan)
    assert [block["id"] for block in blocks(pinned) if block["pinned"]] == [first["id"]]
    begun("plan", "unpin", first["id"])
    assert not any(block["pinned"] for block in blocks(begun("plan")))


def test_a_move_that_breaks_no_rule_is_done_and_holds(begun, kneedrive, library):
    begun("calendar", "add", "sat", "Rest day")
    begun("calendar", "add", "sun", "Rest day")
    plan = begun("plan")
    last = blocks(plan)[-1]
    options = ("--library", library, "--today", TODAY, "--json")
    others = [day["date"] for day in plan["days"] if day["date"] != last["id"][:10]]
    for day in others:
        answer = kneedrive("plan", "move", last["id"], day, *options)
        if answer.status == 0:
            break
        assert all(one["why"].endswith(".") and one["rule"] for one in answer.json()["refused"])
        assert places(begun("plan")) == places(plan), "a refused move changes nothing"
    assert answer.status == 0, "some day of this week is free for it"
    moved = answer.json()
    assert [b["id"][:10] for b in blocks(moved["plan"]) if b["pinned"]] == [day]
    assert places(begun("plan")) == places(moved["plan"])
    causes = {c["cause"] for c in moved["changes"] if c["kind"] == "strengthening"}
    assert all(cause.startswith("you put strengthening on ") for cause in causes)
    assert len(blocks(moved["plan"])) <= len(blocks(plan))


def test_a_refused_move_names_the_rule_in_words(begun, kneedrive, library):
    plan = begun("plan")
    first = blocks(plan)[0]
    hard = next(
        day["date"]
        for day in plan["days"]
        if {"key", "brick"} & {s["class"] for s in day["sessions"]}
    )
    words = ("plan", "move", first["id"], hard, "--library", library, "--today", TODAY)
    plain, explained = kneedrive(*words), kneedrive(*words, "--explain")
    assert plain.status == explained.status == 1
    assert plain.out.startswith("It stays where it is.")
    assert "(H" not in plain.out
    assert "(H" in explained.out


def test_a_name_must_mean_one_block(begun, kneedrive, library):
    options = ("--library", library, "--today", TODAY)
    several = kneedrive("plan", "pin", "strengthening", *options)
    assert several.status == 2
    assert all(block["id"] in several.err for block in blocks(begun("plan")))
    none = kneedrive("plan", "pin", "juggling", *options)
    assert none.status == 2
    assert "no block that is still to come is called juggling" in none.err


def test_a_block_moves_within_its_week(begun, kneedrive, library):
    first = blocks(begun("plan"))[0]
    later = TODAY + timedelta(days=9)
    answer = kneedrive("plan", "move", first["id"], later, "--library", library, "--today", TODAY)
    assert answer.status == 2
    assert "another week" in answer.err


def test_what_is_not_pinned_cannot_be_let_go(begun, kneedrive, library):
    first = blocks(begun("plan"))[0]
    answer = kneedrive("plan", "unpin", first["id"], "--library", library, "--today", TODAY)
    assert answer.status == 1
    assert "is not pinned" in answer.err


def test_a_block_of_a_coming_week_is_found_by_its_id(begun):
    first = blocks(begun("plan", "--week", "2026-W49"))[0]
    assert date.fromisoformat(first["id"][:10]) > TODAY + timedelta(days=6)
    answer = begun("plan", "pin", first["id"])
    assert answer["plan"]["week"] == "2026-W49"
    assert [b["id"] for b in blocks(answer["plan"]) if b["pinned"]] == [first["id"]]


@pytest.mark.parametrize("columns", ["40", "80", "160"])
def test_no_answer_is_wider_than_the_terminal(begun, kneedrive, library, monkeypatch, columns):
    begun("plan")
    begun("phase", "set", "integration")
    monkeypatch.setenv("COLUMNS", columns)
    for command in ("plan --explain", "plan --weeks 2", "plan --diff"):
        answer = kneedrive(*command.split(), "--library", library, "--today", TODAY)
        assert answer.status == 0
        assert max(map(len, answer.out.splitlines())) <= int(columns)


def test_drills_of_a_run_that_took_place_are_done_and_not_moved(ask):
    """Also where the run began at another hour than was expected."""
    monday, tuesday = (date(2026, 11, day) for day in (16, 17))
    ask("phase", "set", "integration", today=date(2026, 11, 9))
    planned = [block["start"][:10] for block in blocks(ask("plan", today=monday), "drills")]
    assert tuesday.isoformat() in planned
    for today in (tuesday, tuesday + timedelta(days=1)):
        plan = ask("plan", "--diff", today=today)
        (done,) = [b for day in plan["days"] for b in day["done"] if b["kind"] == "drills"]
        assert done["start"][:10] == tuesday.isoformat()
        assert [change for change in plan["changes"] if change["kind"] == "drills"] == []
