"""Local days: from the file's own offset, else from its position, else from the athlete's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ingest.activity import Activity, Device, Samples, Session
from ingest.errors import UsageError
from ingest.zones import wall_clock, zone_at, zone_named

START = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


def recording(*, offset=None, position=None, start=START):
    columns = {}
    if position:
        latitude, longitude = position
        columns = {
            "latitude_deg": np.array([np.nan, latitude, latitude]),
            "longitude_deg": np.array([np.nan, longitude, longitude]),
        }
    session = Session("running", None, start, 2.0, 2.0, slice(0, 3))
    return Activity(
        id="0" * 64, source="test", start=start, utc_offset_s=offset, device=Device(),
        sessions=(session,), laps=(), samples=Samples(np.arange(3.0), columns),
        timer_runs=((0.0, 2.0),),
    )  # fmt: skip


clock = datetime.fromisoformat


def at(activity, zone=None):
    return wall_clock(activity, activity.sessions[0], zone)


def test_the_files_own_offset_counts_first():
    tokyo = recording(offset=9 * 3600, position=(52.5, 13.4))
    assert at(tokyo, ZoneInfo("America/New_York")) == (clock("2026-03-29 08:30"), "file")


def test_without_an_offset_the_first_known_position_tells_the_zone():
    assert at(recording(position=(52.5, 13.4)), ZoneInfo("Asia/Tokyo")) == (
        clock("2026-03-29 00:30"),
        "position",
    )


@pytest.mark.parametrize(
    ("start", "local"),
    [
        # The clocks in Berlin went forward on 2026-03-29 at 01:00 UTC.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), clock("2026-03-29 01:59")),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), clock("2026-03-29 03:00")),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), clock("2026-10-25 02:30")),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), clock("2026-10-25 02:30")),
    ],
)
def test_daylight_saving_holds_as_of_the_moment(start, local):
    assert at(recording(position=(52.5, 13.4), start=start)) == (local, "position")


def test_without_offset_and_position_it_is_the_athletes_zone():
    assert at(recording(), ZoneInfo("Asia/Kolkata")) == (clock("2026-03-29 05:00"), "athlete")


def test_without_anything_it_is_this_computers_zone():
    local, source = at(recording())
    assert source == "computer"
    assert local == START.astimezone().replace(tzinfo=None)


def test_a_device_without_a_fix_is_not_in_the_gulf_of_guinea():
    assert zone_at(0, 0) is None
    assert at(recording(position=(0, 0)), ZoneInfo("Asia/Tokyo"))[1] == "athlete"


def test_a_name_that_is_no_zone_is_wrong_usage():
    with pytest.raises(UsageError, match="is no time zone"):
        zone_named("Mars/Phobos")
    with pytest.raises(UsageError):
        zone_named("../../etc/passwd")
