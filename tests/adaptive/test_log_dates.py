"""Days as spreadsheets write them: the file as a whole says which number is the month."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.telling.dates import day_of, fitting, moment
from ingest.errors import UsageError

TODAY = date(2026, 11, 23)
DAY = date(2026, 11, 3)


def days(*texts):
    moments = [moment(text) for text in texts]
    orders = fitting(moments, TODAY)
    return [day_of(one, orders) for one in moments]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-03", None),
        ("2026-11-03T18:05:10", time(18, 5)),
        ("2026-11-03 18:05:10+01:00", time(18, 5)),
        ("2026/11/03 6:05:22 PM GMT+1", time(18, 5)),
        ("2026/11/03 12:00:01 AM", time(0)),
        ("3.11.2026", None),
        ("03.11.26, 18:05", time(18, 5)),
    ],
)
def test_a_day_whose_month_is_clear_needs_no_other_rows(text, at):
    assert days(text) == [DAY]
    assert moment(text).at == at


def test_a_number_above_twelve_in_any_row_tells_the_order_of_all():
    assert days("03/11/2026", "25/10/2026") == [DAY, date(2026, 10, 25)]
    assert days("11/03/2026", "10/25/2026") == [DAY, date(2026, 10, 25)]


def test_what_was_logged_does_not_lie_ahead():
    assert days("01/12/2026") == [date(2026, 1, 12)]


def test_a_day_that_may_be_two_is_refused_unless_both_are_one():
    with pytest.raises(UsageError, match="may be 2026-03-04 or 2026-04-03"):
        days("03/04/2026")
    assert days("03/03/2026") == [date(2026, 3, 3)]


@pytest.mark.parametrize("text", ["", "soon", "2026-13-40", "31/31/2026", "2026-11-03 25:00"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(UsageError):
        moment(text)


@given(
    st.lists(st.integers(0, 3000), min_size=1),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d"]),
)
def test_a_day_is_read_as_written_or_refused(back, form):
    written = [TODAY - timedelta(days=n) for n in back]
    try:
        assert days(*(day.strftime(form) for day in written)) == written
    except UsageError:
        assert "/" in form
