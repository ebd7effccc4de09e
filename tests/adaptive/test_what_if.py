"""What if: a trial says what a plan would be, and the library never hears of it."""

from datetime import date

import pytest

import sample_data
from adaptive import Library
from ingest.errors import KneedriveError, UsageError

WEDNESDAY = "2026-11-25-strengthening"


@pytest.fixture
def library(lived_library):
    """Each test looks at the same library: that is the point."""
    with Library.open(lived_library, today=sample_data.TODAY) as opened:
        yield opened


def told(library):
    """All that the library says of the week, and every row that it holds."""
    return library.plan(), list(library.store._connection.iterdump())


def test_a_trial_in_which_nothing_is_said_changes_nothing(library):
    assert library.what_if().changes().empty
    assert library.what_if().plan().blocks == library.plan().blocks


def test_whatever_is_tried_the_library_stays_as_it_is(library):
    before = told(library)
    trial = library.what_if()
    trial.add("sun", "10 km race", priority="A").move("fri", "tomorrow").remove("thu")
    trial.away("wed", free=True)
    assert not trial.changes().empty
    assert trial.plan().blocks != before[0].blocks
    assert told(library) == before


def test_a_day_that_is_taken_away_carries_no_work_and_is_named_as_the_cause(library):
    trial = library.what_if().away("wed", free=True)
    assert date(2026, 11, 25) not in {block.day for block in trial.plan().blocks}
    changes = trial.changes()
    assert set(changes["what"]) <= {"went", "moved"}
    assert changes["why"].str.startswith("You keep Wednesday free").all()


def test_a_race_that_is_added_eases_the_week_before_it(library):
    trial = library.what_if().add("sun", "10 km race", priority="A")
    assert trial.plan().phase.overlay == "taper"
    assert trial.plan().psoas_minutes < library.plan().psoas_minutes
    assert trial.changes()["why"].str.contains("race").all()


def test_a_session_that_moves_takes_its_work_along(library):
    changes = library.what_if().move("today", "wed").changes()
    assert changes["why"].str.startswith("Monday's easy swim was moved to Wednesday").all()


def test_what_a_rule_forbids_is_refused_with_the_sentence_that_places_gives(library):
    places = library.places(WEDNESDAY).set_index("day")
    thursday = places.loc[date(2026, 11, 26)]
    assert not thursday["allowed"]
    with pytest.raises(KneedriveError) as refused:
        library.what_if().put(WEDNESDAY, "thu")
    assert str(refused.value) == thursday["why"]


def test_a_block_can_be_put_where_places_allows_it(library):
    places = library.places(WEDNESDAY)
    for day in places.loc[places["allowed"], "day"]:
        plan = library.what_if().put(WEDNESDAY, str(day)).plan()
        assert any(block.pinned and block.day == day for block in plan.blocks)
    assert places["why"].eq("").tolist() == places["allowed"].tolist()


def test_a_coming_week_can_be_tried_as_well(library):
    changes = library.what_if("2026-W50").remove("2026-12-13").changes()
    assert changes["now"].dropna().dt.strftime("%G-W%V").eq("2026-W50").all()
    assert not changes.empty


def test_days_that_are_over_cannot_be_changed(library):
    with pytest.raises(UsageError):
        library.what_if().add("2026-11-01", "10 km race")
    with pytest.raises(KneedriveError):
        library.what_if().move("2026-11-27", "2026-11-01")


def test_asking_for_the_phase_decides_nothing(library):
    before = told(library)
    assert library.phase().progress.state.phase == "strengthening"
    assert told(library) == before


def test_blocks_say_where_they_hang_and_what_is_done_in_them(library):
    blocks = library.blocks().set_index("id")
    assert blocks.loc[WEDNESDAY, "place"] == "after the ride"
    assert blocks["exercises"].map(len).gt(0).all()
    planned = {block.id: block.why for block in library.plan().blocks}
    assert blocks["why"].to_dict() == planned


def test_the_week_has_the_calendars_sessions_with_their_entries(library):
    week, entries = library.week(), library.calendar()
    assert set(week["entry"]) <= set(entries["id"])
    assert week["start"].is_monotonic_increasing
    assert (week["day"] == week["start"].dt.date).all()


def test_evaluate_holds_classes_against_a_table_of_labels(library):
    labels = sample_data.folder().parent / sample_data.MANIFEST
    found = library.evaluate(labels)
    assert len(found.rows) > 80
    assert not found.unread
    with pytest.raises(KneedriveError):
        library.evaluate()  # she has corrected none
