"""A calendar comes in, changes and comes in again; the athlete's words stay."""

from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from calendar_files import TODAY, Event, empty_store, text, write
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.agenda import changing
from adaptive.agenda.entries import entries, find
from adaptive.agenda.reading import import_calendar
from ingest.errors import KneedriveError, UsageError

TUESDAY, THURSDAY, SUNDAY = (TODAY + timedelta(days=n) for n in (1, 3, 6))
INTERVALS = Event("i", TUESDAY, "5x1000 @10k", time(18))
EASY = Event("e", THURSDAY, "Easy run 45min", time(7))
LONG = Event("l", SUNDAY, "Long run 2h")
PLAN = [INTERVALS, EASY, LONG]


@pytest.fixture
def store():
    with empty_store() as opened:
        yield opened


@pytest.fixture
def read(store, tmp_path):
    def call(events, today=TODAY, name="Plan", file="Plan.ics", **options):
        return import_calendar(store, write(tmp_path, events, name, file), today, **options)

    return call


def known(store, today=TODAY):
    return {entry.title: entry for entry in entries(store.calendar, today)}


def rows(store):
    return store._connection.execute("SELECT count(*) FROM calendar").fetchone()[0]


def test_a_calendar_is_read_into_sessions(store, read):
    found = read([*PLAN, Event("d", TUESDAY, "Dentist", time(9)), Event("r", SUNDAY, "Rest day")])
    assert (found.calendar, len(found.added)) == ("Plan", 5)
    assert [one.title for one in found.not_training] == ["Dentist", "Rest day"]
    entry = known(store)["5x1000 @10k"]
    assert (entry.day, entry.at, entry.duration_min) == (TUESDAY, time(18), 60)
    assert (entry.family, entry.session_class, entry.kind) == ("run", "key", "interval")
    assert known(store)["Long run 2h"].at is None
    assert known(store)["Rest day"].rest
    assert not known(store)["Dentist"].training


def test_imported_again_the_same_file_changes_nothing(store, read):
    read(PLAN)
    before, written = entries(store.calendar, TODAY), rows(store)
    again = read(PLAN)
    assert (again.added, again.changed, again.gone) == ((), (), ())
    assert len(again.unchanged) == 3
    assert entries(store.calendar, TODAY) == before
    assert rows(store) == written


def test_what_changed_is_told_with_its_fields(store, read):
    read(PLAN)
    (change,) = read([INTERVALS._replace(at=time(6)), EASY, LONG]).changed
    assert (change.entry.title, change.fields, change.kept) == ("5x1000 @10k", ("at",), ())
    assert change.entry.at == time(6)


def test_a_correction_survives_an_import_that_changes_the_same_field(store, read):
    read(PLAN)
    changing.move(store, known(store)["5x1000 @10k"], TUESDAY + timedelta(days=1), None, TODAY)
    later = TUESDAY + timedelta(days=2)
    (change,) = read([INTERVALS._replace(day=later), EASY, LONG]).changed
    assert change.kept == ("day",)
    assert known(store)["5x1000 @10k"].day == TUESDAY + timedelta(days=1)


def test_corrections_survive_that_a_series_moves_to_the_day_before(store, read):
    """As an early run does when the calendar is read in a zone further west."""
    weekly = ("RRULE:FREQ=WEEKLY;COUNT=3",)
    read([Event("s", TUESDAY, "Run", time(5, 30), 60, weekly)])
    second = entries(store.calendar, TODAY)[1]
    changing.change(store, second, {"class": "key"}, TODAY)
    found = read([Event("s", TUESDAY - timedelta(days=1), "Run", time(23, 30), 60, weekly)])
    assert (len(found.changed), found.added, found.gone) == (3, (), ())
    classes = [(one.day, one.session_class) for one in entries(store.calendar, TODAY)]
    days = [TODAY + timedelta(weeks=n) for n in range(3)]
    assert classes == list(zip(days, ["easy", "key", "easy"], strict=True))


def test_corrections_survive_that_a_series_moves_to_another_hour(store, read):
    weekly = Event("s", TUESDAY, "Run", time(18), more=("RRULE:FREQ=WEEKLY;COUNT=4",))
    read([weekly])
    second = TUESDAY + timedelta(weeks=1)
    (entry,) = [one for one in entries(store.calendar, TODAY) if one.day == second]
    changing.change(store, entry, {"class": "easy"}, TODAY)
    moved = read([weekly._replace(at=time(19))])
    assert (len(moved.changed), moved.added, moved.gone) == (4, (), ())
    after = find(entries(store.calendar, TODAY), entry.id)
    assert (after.day, after.at) == (second, time(19))
    assert (after.session_class, after.uncertain, after.corrected) == (
        "easy",
        False,
        ("session_class",),
    )


def test_corrections_survive_that_a_series_moves_to_another_weekday(store, read):
    weekly = Event("s", TUESDAY, "Run", time(18), more=("RRULE:FREQ=WEEKLY;COUNT=4",))
    read([weekly])
    second = TUESDAY + timedelta(weeks=1)
    (entry,) = [one for one in entries(store.calendar, TODAY) if one.day == second]
    changing.change(store, entry, {"class": "easy"}, TODAY)
    moved = read([weekly._replace(day=THURSDAY)])
    assert (len(moved.changed), moved.added, moved.gone) == (4, (), ())
    after = find(entries(store.calendar, TODAY), entry.id)
    assert (after.day, after.session_class) == (THURSDAY + timedelta(weeks=1), "easy")


def test_corrections_survive_an_export_that_names_every_event_anew(store, read):
    read(PLAN)
    entry = changing.change(store, known(store)["Long run 2h"], {"minutes": "150"}, TODAY)
    again = read([event._replace(uid=f"new-{event.uid}") for event in PLAN])
    assert (again.added, again.changed, again.gone) == ((), (), ())
    assert known(store)["Long run 2h"] == entry


def test_what_the_file_no_longer_has_is_gone_from_today_on_and_stays_as_history(store, read):
    past = Event("p", TODAY - timedelta(days=3), "Easy run 30min")
    read([past, *PLAN])
    found = read([INTERVALS, LONG])
    assert [one.title for one in found.gone] == ["Easy run 45min"]
    assert known(store).keys() == {"Easy run 30min", "5x1000 @10k", "Long run 2h"}


def test_a_cancelled_event_is_gone(store, read):
    read(PLAN)
    read([INTERVALS._replace(more=("STATUS:CANCELLED",)), EASY, LONG])
    assert "5x1000 @10k" not in known(store)


def test_a_corrected_entry_that_goes_is_named_and_comes_back_as_it_was_corrected(store, read):
    read(PLAN)
    entry = changing.change(store, known(store)["Easy run 45min"], {"class": "key"}, TODAY)
    (remark,) = read([INTERVALS, LONG]).remarks
    assert "Easy run 45min" in remark
    read(PLAN)
    assert known(store)["Easy run 45min"] == entry


def test_what_was_taken_away_stays_away(store, read):
    read(PLAN)
    changing.take_away(store, known(store)["Long run 2h"], TODAY)
    read([INTERVALS, EASY, LONG._replace(title="Long run 3h")])
    assert known(store)["Long run 3h"].removed
    changing.put_back(store, known(store)["Long run 3h"], TODAY)
    assert known(store)["Long run 3h"].training


def test_another_calendar_of_the_same_name_is_refused_and_changes_nothing(store, read):
    read(PLAN)
    other = [Event("x", THURSDAY, "Dentist")]
    with pytest.raises(KneedriveError, match="no entry in common") as refused:
        read(other)
    assert "--name" in refused.value.hint
    assert len(known(store)) == 3
    read(other, name=None, file="family.ics")
    assert len(known(store)) == 4
    read(other, replace=True)
    assert known(store).keys() == {"Dentist"}


def test_an_empty_calendar_does_not_wipe_out_a_full_one(store, read):
    read(PLAN)
    with pytest.raises(KneedriveError, match="no entry in common"):
        read([])
    assert len(known(store)) == 3


def test_a_file_that_was_downloaded_again_is_the_same_calendar(store, read):
    read(PLAN, name=None, file="season.ics")
    again = read(PLAN, name=None, file="season (1).ics")
    assert (again.calendar, len(again.unchanged)) == ("season", 3)


def test_two_calendars_stand_beside_each_other(store, read):
    read(PLAN)
    read([Event("i", THURSDAY, "Yoga", time(20))], name="Studio")
    assert len(known(store)) == 4
    assert read(PLAN).gone == ()


def test_of_a_file_that_is_cut_off_nothing_is_taken_for_gone(store, tmp_path):
    path = tmp_path / "plan.ics"
    path.write_text(text(PLAN), newline="")
    import_calendar(store, path, TODAY)
    path.write_text(text(PLAN)[:-130], newline="")
    found = import_calendar(store, path, TODAY)
    assert found.problems
    assert found.gone == ()
    assert len(known(store)) == 3


def test_what_was_told_later_is_not_yet_known(store, read):
    read(PLAN)
    tomorrow = TODAY + timedelta(days=1)
    changing.change(store, known(store)["Long run 2h"], {"minutes": "60"}, tomorrow)
    read([INTERVALS, LONG], today=tomorrow)
    assert known(store)["Long run 2h"].duration_min == 120
    assert "Easy run 45min" in known(store)
    assert known(store, tomorrow)["Long run 2h"].duration_min == 60
    assert "Easy run 45min" not in known(store, tomorrow)


def test_a_path_that_is_none_or_a_folder_is_wrong_usage(store, tmp_path):
    for path in (tmp_path / "none.ics", tmp_path):
        with pytest.raises(UsageError) as refused:
            import_calendar(store, path, TODAY)
        assert refused.value.hint


def test_no_description_and_no_place_is_kept(store, read):
    read([EASY._replace(more=("DESCRIPTION:with Anna", "LOCATION:Main Street 1"))])
    (content,) = store._connection.execute("SELECT content FROM calendar").fetchone()
    assert "Anna" not in content
    assert "Main Street" not in content


# -- laws ------------------------------------------------------------------------------

TITLES = ["Easy run 45min", "5x1000 @10k", "Long ride 3h", "Dentist", "Rest day", "Brick 60/20"]
events = st.builds(
    Event,
    uid=st.sampled_from("abcdef"),
    day=st.integers(-9, 30).map(lambda n: TODAY + timedelta(days=n)),
    title=st.sampled_from(TITLES),
    at=st.none() | st.integers(5, 20).map(time),
    minutes=st.sampled_from([30, 60]),
    more=st.just(()),
)
calendars = st.lists(events, max_size=6, unique_by=lambda event: event.uid)
words = st.tuples(
    st.integers(0, 5),
    st.sampled_from(
        [{"class": "key"}, {"minutes": "33"}, {"title": "Mine"}, {"at": "9:15"}, {"sport": "run"}]
    ),
)


def tell(store, said):
    for which, told in said:
        there = entries(store.calendar, TODAY)
        if which < len(there):
            changing.change(store, there[which], told, TODAY)


def coming(store):
    return [one for one in entries(store.calendar, TODAY) if one.day >= TODAY]


@settings(max_examples=40)
@given(calendars, calendars, st.lists(words, max_size=4))
def test_no_import_loses_a_word_of_the_athlete_and_twice_is_once(first, second, said):
    """Another file in between changes nothing of what comes back with the first."""
    with TemporaryDirectory() as folder, empty_store() as store:

        def read(events):
            path = write(Path(folder), events)
            return import_calendar(store, path, TODAY, name="Plan", replace=True)

        read(first)
        tell(store, said)
        before = coming(store)
        told = {one.key: one.athlete for one in store.calendar.said(TODAY) if one.athlete}
        for events in (second, first):
            read(events)
            after, written = entries(store.calendar, TODAY), rows(store)
            for entry in after:
                for name, value in told.get(entry.key, {}).items():
                    kept = f"{entry.at:%H:%M}" if name == "at" else getattr(entry, name)
                    assert kept == (None if value == "" else value)
            again = read(events)
            assert (again.added, again.changed, again.gone) == ((), (), ())
            assert (entries(store.calendar, TODAY), rows(store)) == (after, written)
            assert told == {o.key: o.athlete for o in store.calendar.said(TODAY) if o.athlete}
        assert coming(store) == before


@settings(max_examples=40)
@given(calendars, calendars)
def test_every_entry_of_a_file_ends_in_one_place_of_the_report(first, second):
    with TemporaryDirectory() as folder, empty_store() as store:
        for number, events in enumerate((first, second)):
            path = write(Path(folder), events)
            found = import_calendar(store, path, TODAY, name="Plan", replace=True)
            there = [*found.added, *(one.entry for one in found.changed), *found.unchanged]
            assert len(there) == len(events)
            assert len({one.id for one in there}) == len(events)
            alive = coming(store)
            assert {one.id for one in alive} <= {one.id for one in there}
            assert not {one.id for one in found.gone} & {one.id for one in alive}
            assert number or not found.gone


def test_the_window_reaches_from_four_weeks_ago_to_a_year_ahead(store, read):
    far = [TODAY - timedelta(weeks=5), TODAY + timedelta(days=400)]
    near = [TODAY - timedelta(weeks=4), date(2027, 11, 20)]
    read([Event(str(day), day, "Easy run 45min") for day in [*far, *near]])
    assert [one.day for one in entries(store.calendar, TODAY)] == near
