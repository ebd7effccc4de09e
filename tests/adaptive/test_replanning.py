"""Plans are kept with all they were made from, made again, and every change has its cause."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from week_strategies import FIVE_RUNS, FULL, MONDAY, brick, laws, session, week, weeks

from adaptive.library.plan_json import blocks_from_json, from_json, to_json
from adaptive.planner import plan
from adaptive.programme.rulebook import standard
from adaptive.replanning.changes import Change, changes, sentences
from adaptive.replanning.differences import differences
from adaptive.week import (
    Availability,
    Condition,
    DayOff,
    DoneBlock,
    DoneExercise,
    Intended,
    Pin,
    Settings,
)

BOOK = standard()

some = settings(laws, max_examples=1500 if FULL else 50)
few = settings(laws, max_examples=200 if FULL else 12)
"""The search for causes plans dozens of weeks."""


def day(number):
    return MONDAY + timedelta(days=number)


def at(number, hour, minute=0):
    return datetime.combine(day(number), time(hour, minute))


def recorded(planned, **fields):
    return replace(planned, id=f"{planned.day:%a}".lower(), origin="done", **fields)


def swapped(sessions, old, *new):
    return tuple(one for one in sessions if one is not old) + new


@st.composite
def everything_told(draw):
    """Weeks with all that the athlete may have told."""
    inputs = draw(weeks())
    some = st.dictionaries(st.sampled_from(inputs.days), st.none(), max_size=3)
    return replace(
        inputs,
        conditions={
            d: Condition("hold", "hold", "your back", may_step_up=False) for d in draw(some)
        },
        days_off={d: DayOff(d, equipment=frozenset({"band"})) for d in draw(some)},
        availability=Availability({draw(st.integers(0, 6)): ((time(6), time(8, 30)),), 2: ()}),
        levels=draw(st.dictionaries(st.sampled_from(sorted(BOOK.exercises)), st.integers(0, 4))),
        equipment=draw(st.sampled_from([None, frozenset(), frozenset({"step", "band"})])),
        pins=tuple(Pin("strengthening", d, time(18, 5)) for d in draw(some)),
        intended=tuple(Intended("drills", at(2, 7), "warm_up") for _ in draw(some)),
        emphasis=draw(st.sampled_from([frozenset(), frozenset({"tightness", "weakness"})])),
        done_blocks=(
            *inputs.done_blocks,
            DoneBlock("activation", at(-3, 8), 9.5, effort=0.1 + 0.2),
            DoneBlock(
                "strengthening", at(-2, 8), 15, "A", logged=True, exercises=(DoneExercise("a", 12),)
            ),
        ),
    )


@some
@given(everything_told())
def test_inputs_written_and_read_again_are_the_same(inputs):
    assert from_json(to_json(inputs)) == inputs


@some
@given(weeks())
def test_a_plan_made_again_from_its_written_inputs_is_the_same(inputs):
    made = plan(inputs, BOOK)
    again = plan(from_json(to_json(inputs)), BOOK)
    assert again == made
    assert blocks_from_json(to_json(made.blocks)) == made.blocks


def test_inputs_of_an_earlier_version_take_the_defaults_and_of_a_later_one_are_read():
    written = to_json(week(*FIVE_RUNS))
    assert '"pins":[]' in written
    older = written.replace(',"pins":[]', "")
    newer = written.replace('"pins":[]', '"pins":[],"moon":"full"')
    assert from_json(older) == from_json(newer) == week(*FIVE_RUNS)


def test_what_are_no_inputs_is_refused():
    with pytest.raises(ValueError, match="today"):
        from_json("{}")


@some
@given(weeks())
def test_the_same_inputs_change_nothing(inputs):
    assert changes(inputs, inputs, BOOK) == ()
    assert differences(inputs, inputs, (), {}) == []


@few
@given(weeks(), weeks())
def test_all_differences_together_make_the_later_week(before, after):
    """What they leave alone no plan of the later week depends on."""
    found = differences(before, after, plan(before, BOOK).blocks, {})
    inputs = before
    for one in found:
        inputs = one.apply(inputs)
    assert sorted(inputs.sessions, key=repr) == sorted(after.sessions, key=repr)
    assert (inputs.today, inputs.now) == (after.today, after.now)
    assert (inputs.settings, inputs.sports) == (after.settings, after.sports)
    assert inputs.phase_by_day == after.phase_by_day


@few
@given(weeks(), weeks())
def test_every_change_is_told_in_a_sentence_and_belongs_to_the_time_ahead(before, after):
    found = changes(before, after, BOOK)
    lines = sentences(found)
    assert len(lines) == len({change.cause for change in found})
    assert all(line.endswith(".") and line[0].isupper() for line in lines)
    for change in found:
        assert change.was != change.now
        assert change.now is None or change.now in plan(after, BOOK).blocks


def test_an_easy_run_that_was_recorded_as_key_moves_strengthening_and_says_so():
    thursday = FIVE_RUNS[3]
    before = week(*FIVE_RUNS, today=day(1))
    hard = recorded(thursday, session_class="key", kind="tempo")
    after = week(*swapped(FIVE_RUNS, thursday, hard), today=day(3))
    done = tuple(
        DoneBlock(block.kind, block.start, block.minutes, block.pair)
        for block in plan(week(*FIVE_RUNS), BOOK).blocks
        if block.day == MONDAY
    )
    before, after = replace(before, done_blocks=done), replace(after, done_blocks=done)
    found = changes(before, after, BOOK, {"thu": "9 min above threshold"})
    moved = [change for change in found if change.kind == "strengthening"]
    assert [change.was.day for change in moved] == [day(3)]
    assert all(change.sessions == ("thu",) for change in moved)
    line = next(line for line in sentences(found) if "trengthening" in line)
    assert line.startswith(
        "Thursday's easy run was recorded as key, tempo (9 min above threshold): "
    )
    assert "strengthening" in line


def test_of_many_differences_the_one_that_did_it_is_named():
    """Wednesday's ride became hard; that the others were recorded moved nothing."""
    sessions = (
        session(0, "07:00"),
        session(2, "07:00", family="ride"),
        session(4, "07:00"),
        session(6, "07:00", "long", 100, entry_id="e6"),
    )
    before = week(*sessions, sports=frozenset({"run", "ride"}))
    hard = replace(sessions[3], start=at(5, 9))
    after = replace(
        before,
        sessions=(recorded(sessions[0], duration_min=52), *sessions[1:3], hard),
        settings=Settings(rest_days="keep"),
        now=at(0, 8),
        done_blocks=tuple(
            DoneBlock(b.kind, b.start, b.minutes, b.pair)
            for b in plan(before, BOOK).blocks
            if b.day == MONDAY
        ),
    )
    found = changes(before, after, BOOK)
    moved = [change for change in found if change.kind == "strengthening"]
    assert moved
    assert {change.cause for change in moved} == {
        "Sunday's long run was moved to Saturday",
    }


def test_when_two_things_are_needed_both_are_named():
    """Either of two easy days would have done: only that both became hard left no place."""
    sessions = (session(0, "07:00"), session(1, "07:00"), session(3, "07:00", "long", 100))
    rest = Settings(rest_days="keep")
    before = week(*sessions, settings=rest)
    after = replace(
        before,
        sessions=(
            *(replace(s, session_class="key", kind="tempo") for s in sessions[:2]),
            sessions[2],
        ),
    )
    gone = [c for c in changes(before, after, BOOK) if c.kind == "strengthening"]
    assert [change.what for change in gone] == ["went"]
    assert gone[0].cause == (
        "Monday's easy run is now planned as key, tempo, and "
        "Tuesday's easy run is now planned as key, tempo"
    )


def test_a_strengthening_that_was_not_done_is_named_as_the_cause():
    before = week(*FIVE_RUNS)
    after = week(*(recorded(s) if s.day == MONDAY else s for s in FIVE_RUNS), today=day(1))
    found = changes(before, after, BOOK)
    assert not [c for c in found if c.was and c.was.day == MONDAY and c.what == "went"]
    causes = {change.cause for change in found if change.kind == "strengthening"}
    assert causes == {"Monday's strengthening was not done"}


def test_what_passes_as_planned_changes_nothing():
    before = week(*FIVE_RUNS)
    done = tuple(
        DoneBlock(b.kind, b.start, b.minutes, b.pair)
        for b in plan(before, BOOK).blocks
        if b.day == MONDAY
    )
    after = week(
        *(recorded(s) if s.day == MONDAY else s for s in FIVE_RUNS), today=day(1), done_blocks=done
    )
    assert changes(before, after, BOOK) == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": at(3, 9)}, "Thursday's easy run is now planned at 09:00, not 07:00"),
        ({"start": at(4, 7)}, "Thursday's easy run was moved to Friday"),
        ({"duration_min": 75}, "Thursday's easy run is now planned with 75 min, not 45"),
        ({"uncertain": True}, "Thursday's easy run is now planned as perhaps hard"),
        ({"kind": "race", "session_class": "key"}, "Thursday's easy run is now planned as a race"),
        (
            {"earliest": at(3, 6), "latest": at(3, 9, 30)},
            "Thursday's easy run is now planned between 06:00 and 09:59",
        ),
        ({"origin": "done", "id": "x"}, "Thursday's easy run was recorded"),
        ({"title": "5 km"}, "times and lengths of sessions wavered a little"),
    ],
)
def test_what_became_of_a_session_is_said_in_a_clause(fields, words):
    thursday = replace(FIVE_RUNS[3], entry_id="e")
    before = week(*swapped(FIVE_RUNS, FIVE_RUNS[3], thursday))
    after = week(*swapped(FIVE_RUNS, FIVE_RUNS[3], replace(thursday, **fields)))
    assert [one.words for one in differences(before, after, (), {})] == [words]


def test_a_session_that_came_or_went_is_told_by_where_it_is_known_from():
    before = week(*FIVE_RUNS)
    came = session(4, "07:00", "interval", entry_id="e")
    gone = differences(week(*FIVE_RUNS, came), before, (), {})
    assert [one.words for one in gone] == ["Friday's interval run is no longer planned"]
    added = differences(before, week(*FIVE_RUNS, came), (), {})
    assert [(one.words, one.sessions) for one in added] == [
        ("Friday's interval run was added", ("e",))
    ]
    missed = differences(before, week(*FIVE_RUNS[1:], today=day(1)), (), {})
    assert missed[0].words == "Monday's easy run was not recorded"


def test_both_legs_of_a_brick_are_one_difference():
    before = week(*FIVE_RUNS)
    (one,) = differences(before, week(*FIVE_RUNS, *brick(6)), (), {})
    assert one.words == "Sunday's brick ride was added"
    assert len(one.apply(before).sessions) == len(FIVE_RUNS) + 2


def test_what_held_of_a_day_that_passed_is_no_difference():
    """A pin, a day off and the state of yesterday are gone with it."""
    before = week(
        *FIVE_RUNS,
        pins=(Pin("strengthening", MONDAY),),
        days_off={MONDAY: DayOff(MONDAY)},
        conditions={MONDAY: Condition("hold", "hold", "your back is tense")},
    )
    found = differences(before, week(*FIVE_RUNS, today=day(1)), (), {})
    assert [one.words for one in found] == ["it is Tuesday"]


def test_a_start_that_wavers_by_minutes_is_no_change():
    before = week(*FIVE_RUNS)
    later = tuple(replace(s, start=s.start + timedelta(minutes=7)) for s in FIVE_RUNS)
    assert changes(before, replace(before, sessions=later), BOOK) == ()


def test_illness_is_named_with_the_words_of_the_state():
    before = week(*FIVE_RUNS)
    ill = Condition("paused", "illness", "you are ill since Monday", frozenset())
    paused = {d: replace(s, overlay="paused") for d, s in before.phase_by_day.items()}
    after = replace(
        before,
        conditions=dict.fromkeys(before.days, ill),
        phase_by_day=paused,
        phase=paused[MONDAY],
    )
    found = changes(before, after, BOOK)
    assert {change.what for change in found} == {"went"}
    (line,) = sentences(found)
    assert line == (
        "You are ill since Monday: activation and strengthening dropped on Monday and Thursday."
    )


def test_a_change_without_a_cause_is_told_without_one():
    before = week(*FIVE_RUNS)
    told = tuple(
        replace(block, start=block.start + timedelta(hours=2))
        for block in plan(before, BOOK).blocks
    )
    found = changes(before, before, BOOK, told=told)
    assert found
    assert {change.cause for change in found} == {None}
    assert all(" moved from " in line for line in sentences(found))


def test_a_renewed_programme_is_named_as_such():
    before = week(*FIVE_RUNS)
    told = tuple(
        replace(block, start=block.start + timedelta(hours=2))
        for block in plan(before, BOOK).blocks
    )
    found = changes(before, replace(before, rulebook_version="next"), BOOK, told=told)
    assert {change.cause for change in found} == {"the programme itself was renewed"}


def test_what_goes_the_same_way_for_the_same_reason_is_said_once():
    before = week(*FIVE_RUNS)
    off = {day(3): DayOff(day(3), blocked=True)}
    found = changes(before, replace(before, days_off=off), BOOK)
    assert {change.kind for change in found} >= {"activation", "strengthening"}
    assert len(sentences(found)) == 1
    assert sentences(found)[0].startswith("You keep Thursday free: ")


def test_another_dose_is_a_change_too():
    before = week(*FIVE_RUNS)
    fewer = Condition(rule="ease", reason="your back is tense", sets_share=0.5)
    after = replace(before, conditions={day(3): fewer})
    doses = [change for change in changes(before, after, BOOK) if change.what == "dose"]
    assert sentences(doses) == ["Your back is tense: strengthening on Thursday: 8 min, not 15."]


def test_the_same_other_exercise_on_two_days_is_said_once():
    before = week(*FIVE_RUNS)
    found = changes(before, replace(before, equipment=frozenset()), BOOK)
    (line,) = sentences(found)
    assert line.startswith("Your equipment changed: activation on Monday and Thursday: ")


def test_json_of_a_change_has_its_instants_in_utc():
    from zoneinfo import ZoneInfo

    before = week(*FIVE_RUNS)
    off = {day(3): DayOff(day(3), blocked=True)}
    change = changes(before, replace(before, days_off=off), BOOK)[0]
    document = change.to_json(ZoneInfo("Europe/Berlin"))
    assert document["from"].endswith("+00:00")
    assert datetime.fromisoformat(document["from"]).hour == change.was.start.hour - 1
    assert document["why"].startswith("You keep Thursday free")
    assert date.fromisoformat(document["block"][:10]) in before.days


def test_work_that_nobody_logged_counts_as_done_and_is_not_said_to_be():
    before = week(*FIVE_RUNS)
    block = DoneBlock("strengthening", at(1, 8), 15, "A")
    for logged, words in ((False, "Tuesday's strengthening counts as done"), (True, "you did")):
        after = replace(before, done_blocks=(replace(block, logged=logged),))
        (found,) = differences(before, after, (), {})
        assert found.words.startswith(words)


def test_that_time_passed_goes_without_saying_beside_another_cause():
    before = week(*FIVE_RUNS)
    later = replace(before, today=day(4))
    (passed,) = [one for one in differences(before, later, (), {}) if one.only_time]
    assert passed.words == "it is Friday"


def test_a_day_of_high_load_is_named():
    before = week(*FIVE_RUNS)
    after = replace(before, high_load_days=frozenset({day(2)}))
    (up,) = differences(before, after, (), {})
    (down,) = differences(after, before, (), {})
    assert up.words == "Wednesday's load is unusually high"
    assert down.words == "Wednesday's load is no longer unusually high"


def test_what_is_dropped_on_several_days_is_said_once():
    blocks = plan(week(*FIVE_RUNS), BOOK).blocks
    gone = [Change(one, None, "you are ill") for one in blocks if one.kind == "strengthening"]
    assert sentences(gone) == ["You are ill: strengthening dropped on Monday and Thursday."]


def test_of_a_condition_only_what_came_or_went_is_a_cause():
    def told(*reasons):
        one = Condition("hold", "hold", "; ".join(reasons), may_step_up=False)
        return replace(week(*FIVE_RUNS), conditions={day(2): one})

    (came,) = differences(told("a race is near"), told("you are sore", "a race is near"), (), {})
    (went,) = differences(told("you are sore", "a race is near"), told("a race is near"), (), {})
    assert came.words == "you are sore"
    assert went.words == "no longer: you are sore"
