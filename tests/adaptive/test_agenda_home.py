"""In which zone a calendar's instants become hours."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from calendar_files import TODAY, empty_store

import sample_data
from adaptive import facts
from adaptive.agenda.home import home_zone
from adaptive.library.store import Store

SUMMER, WINTER = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def computer_in(monkeypatch):
    def move(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def hours(store):
    zone = home_zone(store)
    return [instant.astimezone(zone).hour for instant in (SUMMER, WINTER)]


def test_without_recordings_it_is_the_computers_with_its_summer_time(computer_in):
    computer_in("Europe/Berlin")
    with empty_store() as store:
        assert hours(store) == [14, 13]
        zone = home_zone(store)
        assert SUMMER.astimezone(zone).astimezone(UTC) == SUMMER
        assert WINTER.astimezone(zone).utcoffset() == timedelta(hours=1)


def test_a_computer_elsewhere_does_not_count_against_the_last_recording(computer_in, library):
    assert sample_data.TODAY == TODAY
    with Store.open(library) as store:
        computer_in("Europe/Berlin")  # where the sample athlete lives
        assert hours(store) == [14, 13]
        computer_in("America/New_York")
        assert hours(store) == [13, 13]


def test_the_zone_that_the_athlete_named_counts_first(computer_in, library):
    computer_in("America/New_York")
    with Store.open(library) as store:
        facts.tell(store, "time_zone", "Australia/Sydney", TODAY)
        assert hours(store) == [22, 23]
