"""Strava's list of activities, of any age and in any language."""

import pytest
from exports_builder import BEFORE_2019, ENGLISH, GERMAN, OF_2020, Activity, Layout, strava_list
from hypothesis import given
from hypothesis import strategies as st

from ingest import strava

RUN = Activity(
    suffix=".fit.gz",
    title="Bahn, 6 x 800 m",
    type="Lauf",
    description='windy, "felt long"\n\nsecond line; with a semicolon',
    rpe="7.0",
    gear="Old shoes",
)
RIDE = Activity(suffix=".gpx", title="To work", type="Ride", commute="true", rpe="")
BY_HAND = Activity(title="Gym", type="Weight Training", rpe="3")


def only_note(data: bytes) -> strava.Note:
    [note] = strava.journal(data).notes.values()
    return note


@pytest.mark.parametrize("layout", [ENGLISH, GERMAN, OF_2020])
def test_the_list_is_understood_whatever_its_age_and_language(layout: Layout):
    journal = strava.journal(strava_list([RUN, RIDE, BY_HAND], layout))
    run, ride = journal.notes.values()
    assert run == strava.Note(
        title=RUN.title,
        description=RUN.description,
        rpe=7.0,
        type="Lauf",
        sport="running",
        commute=False,
        gear="Old shoes",
    )
    assert (ride.commute, ride.sport, ride.rpe, ride.gear) == (True, "cycling", None, None)
    assert list(journal.notes) == ["activities/9600000000.fit", "activities/9600000007.gpx"]
    assert journal.without_recording == 1


def test_the_ten_columns_of_old_exports_hold_no_exertion_but_the_rest():
    note = only_note(strava_list([RUN], BEFORE_2019))
    assert (note.title, note.gear, note.commute, note.rpe) == (RUN.title, "Old shoes", False, None)


def test_four_columns_are_enough_for_a_title():
    note = only_note("ID,Date,Nom,Type,Fichier\n1,x,Sortie,Vélo,activities/1.gpx\n".encode())
    assert note == strava.Note(title="Sortie", type="Vélo", sport="cycling")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_list_that_a_spreadsheet_saved_again_is_read(encoding: str):
    text = strava_list([RUN], GERMAN).decode()
    assert only_note(text.encode(encoding)).title == RUN.title
    plain = strava_list([RIDE], ENGLISH).decode().replace('"', "").replace("9,44", "9.44")
    semicolons = plain.replace("Nov 14, 2026, 8", "Nov 14 2026 8").replace(",", ";")
    assert only_note(semicolons.encode(encoding)).title == "To work"


def test_a_column_with_other_numbers_is_not_taken_for_perceived_exertion():
    rows = [RUN, Activity(suffix=".fit.gz", rpe="3189.0")]
    assert {note.rpe for note in strava.journal(strava_list(rows)).notes.values()} == {None}


def test_an_exertion_of_zero_means_that_none_was_given():
    assert only_note(strava_list([Activity(suffix=".fit.gz", rpe="0")])).rpe is None


def test_a_column_that_strava_adds_does_no_harm_where_the_exertion_is_named():
    header = [*ENGLISH.header[:20], "Something New", *ENGLISH.header[20:]]
    later = Layout(header, file=12, commute=9, exertion=44)
    assert only_note(strava_list([RUN], later)).rpe == 7


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("Trail Run", ("running", "trail")),
        ("TrailRun", ("running", "trail")),
        ("Virtuelle Radfahrt", ("cycling", "virtual_activity")),
        ("E-Bike Ride", ("e_biking", None)),
        ("Weight Training", ("training", "strength_training")),
        ("Natación", ("swimming", None)),
        ("Kitesurf", (None, None)),
    ],
)
def test_sports_get_the_names_of_the_fit_profile_where_known(word: str, sport: tuple[str, str]):
    note = only_note(strava_list([Activity(suffix=".fit.gz", type=word)]))
    assert (note.type, (note.sport, note.sub_sport)) == (word, sport)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\n\n",
        b"Activity ID,Filename\n",
        b"id,date\n1,2026-01-01\n",
        b"\x00\x01\x02",
        b'a,b,c,d\n"' + b"x" * 200_000,
    ],
)
def test_a_list_that_makes_no_sense_says_nothing(nonsense: bytes):
    assert strava.journal(nonsense) == strava.Journal()


def test_rows_before_a_broken_one_are_kept():
    broken = strava_list([RUN]) + b'1,"' + b"x" * 200_000
    assert only_note(broken).title == RUN.title


@given(st.binary(max_size=300), st.integers(min_value=0))
def test_no_damage_to_the_list_is_fatal(damage: bytes, place: int):
    data = strava_list([RUN, RIDE, BY_HAND])
    at = place % len(data)
    journal = strava.journal(data[:at] + damage + data[at + len(damage) :])
    assert len(journal.notes) <= 2 + damage.count(b"activities/")
    assert all(note.rpe is None or 0 < note.rpe <= 10 for note in journal.notes.values())
