"""What was logged takes the place of what was planned; silence is not skipping."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive import diary
from adaptive.diary import DiaryEntry
from adaptive.library.store import Store
from adaptive.week import DoneBlock, DoneExercise
from ingest.errors import UsageError

DAY = date(2026, 11, 26)


def planned(hour, kind="strengthening", day=DAY, minutes=15.0):
    pair = "A" if kind == "strengthening" else None
    return DoneBlock(kind, datetime.combine(day, time(hour)), minutes, pair)


def entry(kind, block, at=None, start=None, **content):
    details = {"block": block, "planned": start and start.isoformat(), **content}
    if kind == "done":
        details = {"minutes": 15.0} | details
    return DiaryEntry(kind, DAY, at, details, DAY)


# -- what was done -------------------------------------------------------------------


def test_what_was_planned_and_nobody_spoke_of_counts_as_done_but_is_not_logged():
    (block,) = diary.done_blocks([planned(18)], [])
    assert block == planned(18)
    assert not block.logged


def test_a_skip_takes_the_planned_block_away():
    assert diary.done_blocks([planned(18)], [entry("skip", "strengthening")]) == ()


def test_a_log_takes_the_place_of_the_planned_block_with_all_its_details():
    told = entry(
        "done",
        "strengthening",
        at=time(12),
        start=planned(18).start,
        pair="A",
        effort=6.0,
        exercises=[{"id": "seated_leg_raise", "reps": 12, "technique_ok": False}],
    )
    assert diary.done_blocks([planned(18)], [told]) == (
        DoneBlock(
            "strengthening",
            datetime.combine(DAY, time(12)),
            15.0,
            "A",
            logged=True,
            effort=6.0,
            exercises=(DoneExercise("seated_leg_raise", 12, technique_ok=False),),
        ),
    )


def test_a_word_about_one_of_two_blocks_leaves_the_other():
    two = [planned(8, "drills", minutes=3.0), planned(18, "drills", minutes=3.0)]
    left = diary.done_blocks(two, [entry("skip", "drills", start=two[0].start)])
    assert left == (two[1],)
    assert diary.done_blocks(two, [entry("skip", "drills")]) == ()


def test_the_latest_word_counts():
    skip, done = entry("skip", "strengthening"), entry("done", "strengthening", at=time(9))
    assert [block.logged for block in diary.done_blocks([planned(18)], [skip, done])] == [True]
    assert diary.done_blocks([planned(18)], [done, skip]) == ()


@pytest.mark.parametrize("start", [None, planned(18).start], ids=["any", "the planned one"])
def test_a_skip_of_a_kind_of_work_takes_back_what_was_logged_as_done(start):
    done, skip = entry("done", "strengthening", time(9), start), entry("skip", "strengthening")
    assert diary.done_blocks([planned(18)], [done, skip]) == ()


def test_work_that_is_told_twice_was_done_once():
    """The second time a new plan had taken the block away already."""
    first = entry("done", "strengthening", at=time(9), start=planned(18).start)
    again = entry("done", "strengthening", at=time(10), effort=6.0)
    (block,) = diary.done_blocks([], [first, again])
    assert (block.start.hour, block.effort) == (10, 6.0)


def test_what_was_logged_is_still_meant_when_it_is_planned_no_more():
    done = entry("done", "strengthening", at=time(9), start=planned(18).start, pair="A")
    (block,) = diary.spoken_of([], [done])
    assert (block.kind, block.start, block.pair) == ("strengthening", planned(18).start, "A")
    assert diary.spoken_of([planned(18)], [done]) == (planned(18),)


def test_work_that_was_not_planned_counts_too():
    (block,) = diary.done_blocks([], [entry("done", "activation", at=time(7))])
    assert (block.kind, block.start.hour, block.logged) == ("activation", 7, True)


def test_other_days_and_other_kinds_stay_as_planned():
    others = (planned(8, "drills"), planned(18, day=DAY + timedelta(days=1)))
    assert diary.done_blocks(others, [entry("skip", "strengthening")]) == others


KINDS = st.sampled_from(["strengthening", "drills", "activation"])
plans = st.lists(st.builds(planned, st.integers(6, 20), KINDS), max_size=5)
words = st.lists(
    st.builds(
        entry,
        st.sampled_from(["done", "skip"]),
        KINDS,
        st.builds(time, st.integers(6, 20)),
        st.none() | st.builds(datetime.combine, st.just(DAY), st.builds(time, st.integers(6, 20))),
    ),
    max_size=5,
)


@given(plans, words)
def test_what_counts_is_sorted_and_nothing_is_made_up(blocks, entries):
    found = diary.done_blocks(blocks, entries)
    assert list(found) == sorted(found, key=lambda block: (block.start, block.kind))
    assert len([block for block in found if block.logged]) <= len(
        [one for one in entries if one.kind == "done"]
    )
    assert {block for block in found if not block.logged} <= set(blocks)
    spoken = {one.content["block"] for one in entries if one.content["planned"] is None}
    assert not any(block.kind in spoken for block in found if not block.logged)


# -- what is meant -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("strengthening", "strengthening"),
        ("Strength", "strengthening"),
        ("t2", "transition"),
        ("pedalling", "single_leg_pedalling"),
        ("stretching", "stretch"),
    ],
)
def test_a_kind_of_work_goes_by_its_usual_names(word, kind):
    assert diary.block_meant(word, DAY, [])[:2] == (kind, DAY)


def test_an_id_names_its_day_and_which_of_several():
    two = [planned(18, "drills"), planned(8, "drills"), planned(18)]
    assert diary.block_meant("drills", DAY, two)[2] == (two[1], two[0])
    first = diary.block_meant("2026-11-26-drills", date(2026, 1, 1), two)
    assert first == ("drills", DAY, (two[1],))
    assert diary.block_meant("2026-11-26-drills-2", DAY, two)[2] == (two[0],)
    assert diary.block_meant("2026-11-26-drills-3", DAY, two)[2] == ()


@pytest.mark.parametrize("word", ["yoga", "2026-11-26-yoga", "2026-02-30-drills", ""])
def test_what_is_no_block_is_refused(word):
    with pytest.raises(UsageError) as refused:
        diary.block_meant(word, DAY, [])
    assert refused.value.hint


def clock(hours, minutes=0):
    """So long after the day began."""
    return datetime.combine(DAY, time()) + timedelta(hours=hours, minutes=minutes)


USUAL = DoneBlock("strengthening", datetime.combine(DAY, time()), 15.0, "B")


@pytest.mark.parametrize(
    ("block", "at", "now", "begun"),
    [
        (planned(18), None, None, time(18)),
        (planned(18), time(9), None, time(9)),
        (planned(18), None, clock(20), time(18)),
        (planned(18), None, clock(12), time(11, 45)),
        (planned(18), None, clock(18, 5), time(17, 50)),
        (planned(18), None, clock(18, 15), time(18)),
        (planned(18), None, clock(36), time(18)),
        (None, None, None, time(12)),
        (None, None, clock(20), time(19, 45)),
        (None, None, clock(0, 5), time(0)),
        (None, time(7), clock(20), time(7)),
    ],
)
def test_work_began_when_told_else_as_planned_and_is_over_when_it_is_logged(block, at, now, begun):
    found, content = diary.work_done("strengthening", DAY, block, at=at, now=now, usual=USUAL)
    assert found == begun
    assert content["pair"] == ("A" if block else "B")


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("10", 10), ("4,5", 4.5), ("7/10", 7), ("None", 0), ("severe", 8)]
)
def test_a_score_is_a_number_or_a_word(text, value):
    assert diary.score(text) == value


@pytest.mark.parametrize("text", ["11", "-1", "nan", "bad", "", "1e9"])
def test_what_is_no_score_is_refused(text):
    with pytest.raises(UsageError, match="no score"):
        diary.score(text)


def test_of_several_logs_of_soreness_the_worst_of_the_day_counts():
    logs = [DiaryEntry("symptom", DAY, None, {"soreness": value}, DAY) for value in (2.0, 5.0, 0.0)]
    assert diary.soreness([*logs, entry("skip", "drills")]) == {DAY: 5.0}


# -- how it is kept ------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path):
    with Store.open(tmp_path / "library", create=True) as store:
        yield store.diary


def test_entries_come_by_day_and_within_a_day_as_they_were_told(kept):
    later = DAY + timedelta(days=2)
    kept.add("ill", later, None, {"fever": True}, later)
    kept.add("symptom", DAY, time(7, 30), {"back": 3.0}, later)
    kept.add("well", DAY, None, {}, later)
    found = kept.entries()
    assert [one.kind for one in found] == ["symptom", "well", "ill"]
    assert found[0] == DiaryEntry("symptom", DAY, time(7, 30), {"back": 3.0}, later)


def test_what_was_told_later_is_not_yet_known(kept):
    kept.add("ill", DAY, None, {}, DAY + timedelta(days=3))
    assert kept.entries(as_of=DAY + timedelta(days=2)) == []
    assert len(kept.entries(as_of=DAY + timedelta(days=3))) == 1


def test_a_span_has_both_of_its_ends(kept):
    for n in range(5):
        kept.add("well", DAY + timedelta(days=n), None, {}, DAY)
    assert len(kept.entries(DAY + timedelta(days=1), DAY + timedelta(days=3))) == 3


def test_undo_takes_back_what_was_told_last_one_by_one(kept):
    kept.add("ill", DAY, None, {}, DAY)
    kept.add("well", DAY - timedelta(days=5), None, {}, DAY)
    assert kept.undo(DAY)[0].kind == "well"
    assert [one.kind for one in kept.entries()] == ["ill"]
    assert kept.undo(DAY - timedelta(days=1)) == []
    assert kept.undo(DAY)[0].kind == "ill"
    assert kept.undo(DAY) == []
    assert kept.entries() == []
