"""Days, times and spans of hours as people write them."""

from datetime import date, time, timedelta

import pytest
from calendar_files import TODAY
from hypothesis import given
from hypothesis import strategies as st

from adaptive.agenda.days import (
    WEEKDAYS,
    day_named,
    time_named,
    weekdays_named,
    windows_named,
)
from ingest.errors import UsageError


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("yesterday", -1),
        ("today", 0),
        ("Tomorrow", 1),
        ("thu", 3),
        ("Thursday", 3),
        ("su", 6),
        ("2026-11-30", 7),
    ],
)
def test_days_have_several_names(text, offset):
    assert day_named(text, TODAY) == TODAY + timedelta(days=offset)


@pytest.mark.parametrize("text", ["mon", "t", "thx", "26.11.2026", "2026-11-31", ""])
def test_a_day_in_doubt_is_wrong_usage(text):
    with pytest.raises(UsageError) as refused:
        day_named(text, TODAY)
    assert refused.value.hint


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_next_one_and_never_today(today, weekday):
    if WEEKDAYS[today.weekday()] == weekday:
        with pytest.raises(UsageError):
            day_named(weekday, today)
    else:
        found = day_named(weekday[:3], today)
        assert 0 < (found - today).days < 7
        assert WEEKDAYS[found.weekday()] == weekday


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(WEEKDAYS))
def test_looking_back_a_weekday_is_the_last_one_and_never_today(today, weekday):
    if WEEKDAYS[today.weekday()] == weekday:
        with pytest.raises(UsageError, match="a week ago"):
            day_named(weekday, today, back=True)
    else:
        found = day_named(weekday[:3], today, back=True)
        assert 0 < (today - found).days < 7
        assert WEEKDAYS[found.weekday()] == weekday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:00", time(18)),
        ("6:30", time(6, 30)),
        ("7", time(7)),
        ("18h15", time(18, 15)),
        ("7pm", time(19)),
        ("12am", time(0)),
    ],
)
def test_times_have_several_forms(text, expected):
    assert time_named(text) == expected


@pytest.mark.parametrize("text", ["25:00", "7:60", "noon", "18:0", "0pm", "13pm", ""])
def test_a_time_that_is_none_is_wrong_usage(text):
    with pytest.raises(UsageError):
        time_named(text)


def test_weekdays_come_alone_in_rows_and_in_groups():
    assert weekdays_named("wed") == (2,)
    assert weekdays_named("fri, mon") == (0, 4)
    assert weekdays_named("weekdays") == (0, 1, 2, 3, 4)
    assert weekdays_named("weekend,mon") == (0, 5, 6)
    with pytest.raises(UsageError):
        weekdays_named("mon,someday")


def test_spans_of_hours_are_put_in_order():
    assert windows_named(["18-20:30", "6:00-7:30"]) == (
        (time(6), time(7, 30)),
        (time(18), time(20, 30)),
    )
    assert windows_named(["none"]) == ()


@pytest.mark.parametrize("words", [["18:00"], ["20-18"], ["6-8", "7-9"], ["x-y"], ["none", "6-7"]])
def test_spans_that_make_no_sense_are_wrong_usage(words):
    with pytest.raises(UsageError):
        windows_named(words)
