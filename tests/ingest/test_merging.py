"""One stream from several recordings of a session."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from ingest import formats, repair
from ingest.matching import Recorded, describe, groups
from ingest.merging import combine
from ingest.stream import Stream

START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
NAN = float("nan")


def recording(name, columns=None, *, later_s=0.0, elapsed_s=None, device=None, **more):
    """A session with its stream; one value stands for all of its seconds, by default 100."""
    elapsed_s = np.arange(100.0) if elapsed_s is None else np.asarray(elapsed_s, dtype=np.float64)
    rows = len(elapsed_s)
    facts = {
        "sport": "cycling",
        "sub_sport": None,
        "legs": 1,
        "format": "fit",
        "channels": frozenset(),
        **more,
    }
    session = Recorded(
        id=name,
        activity_id=name,
        start=START + timedelta(seconds=later_s),
        stretches=((0.0, float(elapsed_s[-1]) + 1),),
        device=device or name,
        **facts,
    )
    full = {n: np.broadcast_to(np.float64(v), rows).copy() for n, v in (columns or {}).items()}
    return session, Stream(elapsed_s, np.zeros(rows, np.int32), full)


def known_first(value, share):
    return np.where(np.arange(100) < 100 * share, value, NAN)


class TestTheBetterSource:
    def test_a_channel_that_only_the_other_recorded_comes_from_it(self):
        combined = combine(
            recording("watch", {"heart_rate_bpm": 140}), [recording("computer", {"power_w": 200})]
        )
        assert (combined.stream["power_w"] == 200).all()
        assert (combined.stream["heart_rate_bpm"] == 140).all()
        assert combined.taken == {"power_w": ("computer",)}

    def test_what_is_as_good_stays_the_firsts_own(self):
        own = recording("watch", {"heart_rate_bpm": known_first(140, 0.95)})
        combined = combine(own, [recording("computer", {"heart_rate_bpm": 150})])
        assert combined.taken == {}
        assert combined.stream.issues == ()

    def test_clearly_more_of_the_session_is_better(self):
        own = recording("watch", {"heart_rate_bpm": known_first(140, 0.8)})
        combined = combine(own, [recording("computer", {"heart_rate_bpm": 150})])
        assert (combined.stream["heart_rate_bpm"] == 150).all()

    def test_a_strap_is_better_than_the_wrist(self):
        strap = recording(
            "computer", {"heart_rate_bpm": 150}, measured=frozenset({"heart_rate_bpm"})
        )
        combined = combine(recording("watch", {"heart_rate_bpm": 140}), [strap])
        assert (combined.stream["heart_rate_bpm"] == 150).all()

    def test_but_not_one_that_was_lost_on_the_way(self):
        strap = recording(
            "computer",
            {"heart_rate_bpm": known_first(150, 0.6)},
            measured=frozenset({"heart_rate_bpm"}),
        )
        assert combine(recording("watch", {"heart_rate_bpm": 140}), [strap]).taken == {}

    def test_always_zero_is_not_recorded(self):
        own = recording("watch", {"speed_mps": 0, "distance_m": 0})
        game = recording("game", {"speed_mps": 9, "distance_m": 9 * np.arange(100)})
        assert combine(own, [game]).taken.keys() == {"speed_mps", "distance_m"}
        assert combine(game, [own]).taken == {}

    def test_what_is_there_for_a_small_part_only_is_left_out(self):
        game = recording("game", {"altitude_m": known_first(40, 0.4)})
        combined = combine(recording("watch", {"power_w": 200}), [game])
        assert "altitude_m" not in combined.stream

    def test_pedalling_comes_from_the_device_with_the_power(self):
        own = recording("watch", {"cadence_rpm": 88})
        meter = recording("meter", {"power_w": 200, "cadence_rpm": 90})
        assert (combine(own, [meter]).stream["cadence_rpm"] == 90).all()

    def test_place_and_height_come_from_the_device_with_the_speed(self):
        own = recording("watch", {"altitude_m": 100})
        other = recording("computer", {"speed_mps": 8, "altitude_m": 112})
        assert (combine(own, [other]).stream["altitude_m"] == 112).all()

    def test_unless_it_has_not_enough_of_them(self):
        own = recording("watch", {"altitude_m": 100})
        other = recording("computer", {"speed_mps": 8, "altitude_m": known_first(112, 0.5)})
        assert (combine(own, [other]).stream["altitude_m"] == 100).all()

    def test_strides_counted_as_revolutions_are_no_cadence_of_a_run(self):
        own = recording("watch", {"speed_mps": 3}, sport="running")
        other = recording("export", {"cadence_rpm": 85}, sport="generic")
        assert "cadence_rpm" not in combine(own, [other]).stream

    def test_each_channel_from_elsewhere_is_told_with_its_share(self):
        own = recording("watch", {"heart_rate_bpm": 140, "cadence_rpm": 88})
        other = recording(
            "computer",
            {"heart_rate_bpm": 150, "power_w": 200, "cadence_rpm": 90},
            device="wahoo ELEMNT",
            measured=frozenset({"heart_rate_bpm"}),
        )
        issues = combine(own, [other]).stream.issues
        assert {issue.code: issue.message.split(": ") for issue in issues} == {
            "taken_heart_rate_bpm": [
                "heart rate from wahoo ELEMNT",
                "measured by a sensor of its own for 100 % of the session",
            ],
            "taken_power_w": [
                "power from wahoo ELEMNT",
                "there for 100 % of the session instead of 0 %",
            ],
            "taken_cadence_rpm": [
                "cadence from wahoo ELEMNT",
                "with its power, for 100 % of the session",
            ],
        }
        assert {issue.severity for issue in issues} == {"note"}


class TestTheClock:
    def test_values_keep_the_second_in_which_they_were_read(self):
        own = recording("watch", {"heart_rate_bpm": 140})
        late = recording("computer", {"power_w": np.arange(100.0) + 1}, later_s=5)
        power = combine(own, [late]).stream["power_w"]
        assert np.isnan(power[:5]).all()
        assert np.array_equal(power[5:], np.arange(95.0) + 1)

    def test_a_fraction_of_a_second_is_rounded(self):
        own = recording("watch", {"heart_rate_bpm": 140})
        late = recording("computer", {"power_w": np.arange(100.0) + 1}, later_s=0.5)
        power = combine(own, [late]).stream["power_w"]
        assert np.array_equal(power[1:], np.arange(99.0) + 1)

    def test_seconds_in_which_the_first_one_paused_are_left_out(self):
        elapsed_s = np.r_[0:50, 70:100]
        own = recording("watch", {"heart_rate_bpm": 140}, elapsed_s=elapsed_s)
        other = recording("computer", {"power_w": np.arange(100.0) + 1})
        power = combine(own, [other]).stream["power_w"]
        assert np.array_equal(power, elapsed_s + 1.0)

    def test_two_halves_by_one_device_are_one_source(self):
        halves = [
            recording(
                name,
                {"power_w": watts, "distance_m": np.arange(48)},
                elapsed_s=np.arange(48),
                later_s=later_s,
                device="a computer",
            )
            for name, watts, later_s in (("second", 210, 51), ("first", 190, 1))
        ]
        combined = combine(recording("watch", {"heart_rate_bpm": 140}), halves)
        assert combined.taken["power_w"] == ("first", "second")
        assert combined.stream.coverage["power_w"] == 0.96
        assert "distance_m" not in combined.stream, "a sum can't begin again in the middle"

    def test_where_one_device_has_two_values_the_earlier_recording_counts(self):
        first = recording("first", {"power_w": known_first(190, 0.5)}, device="a computer")
        second = recording("second", {"power_w": known_first(210, 0.4)}, device="a computer")
        combined = combine(recording("watch"), [second, first])
        assert combined.stream.frame().power_w.max() == 190
        assert combined.taken == {"power_w": ("first",)}

    def test_a_sum_comes_from_one_recording_even_where_a_device_has_two(self):
        first = recording("first", {"distance_m": known_first(5, 0.6)}, device="a computer")
        second = recording("second", {"distance_m": 9}, device="a computer")
        combined = combine(recording("watch"), [second, first])
        assert combined.taken == {"distance_m": ("first",)}
        assert combined.stream.frame().distance_m.max() == 5

    def test_a_strap_in_one_half_only_does_not_count_as_one(self):
        halves = [
            recording(name, {"heart_rate_bpm": 150}, device="a computer", measured=measured)
            for name, measured in (
                ("first", frozenset({"heart_rate_bpm"})),
                ("second", frozenset()),
            )
        ]
        assert combine(recording("watch", {"heart_rate_bpm": 140}), halves).taken == {}


# --- laws -------------------------------------------------------------------------------

NAMES = ["heart_rate_bpm", "power_w", "cadence_rpm", "speed_mps", "altitude_m", "distance_m", "x"]


@st.composite
def a_recording(draw, name):
    elapsed_s = np.array(sorted(draw(st.sets(st.integers(0, 30), min_size=1, max_size=30))))
    values = st.one_of(st.just(NAN), st.integers(0, 5).map(float))
    columns = {
        channel: draw(npst.arrays(np.float64, len(elapsed_s), elements=values))
        for channel in draw(st.sets(st.sampled_from(NAMES)))
    }
    return recording(
        name,
        columns,
        elapsed_s=elapsed_s,
        later_s=draw(st.integers(-5, 5)),
        device=draw(st.sampled_from(["one", "two"])),
        measured=draw(st.frozensets(st.sampled_from(NAMES[:2]))),
    )


def readings(one, channel):
    """The values of a channel by the second since 1970."""
    session, stream = one
    seconds = (session.start.timestamp() + stream.elapsed_s).tolist()
    values = stream[channel].tolist()
    return {t: v for t, v in zip(seconds, values, strict=True) if not math.isnan(v)}


@given(a_recording("a"), a_recording("b"), a_recording("c"))
def test_every_value_was_read_by_some_device_in_that_second(a, b, c):
    combined = combine(a, [b, c])
    assert combined.stream.columns.keys() <= {n for _, stream in (a, b, c) for n in stream.columns}
    for channel in combined.stream.columns:
        sources = [one for one in (a, b, c) if one[0].id in combined.taken.get(channel, ("a",))]
        for second, value in readings((a[0], combined.stream), channel).items():
            assert value in {readings(one, channel).get(second) for one in sources}


@given(a_recording("a"), st.sampled_from(["one", "two"]))
def test_an_exact_copy_adds_nothing(a, device):
    copy = (replace(a[0], id="copy", device=device), a[1])
    combined = combine(a, [copy])
    assert combined.taken == {}
    assert combined.stream.frame().equals(a[1].frame())
    assert combined.stream.issues == a[1].issues


@given(a_recording("a"), a_recording("b"), a_recording("c"))
def test_merging_again_or_in_another_order_changes_nothing(a, b, c):
    combined = combine(a, [b, c])
    again = combine((a[0], combined.stream), [c, b])
    assert again.stream.frame().equals(combined.stream.frame())
    assert combine(a, [c, b]).taken == combined.taken


# --- real recordings --------------------------------------------------------------------


def sessions_of(path: Path):
    """Each session of a file as matching sees it, with its stream."""
    data = path.read_bytes()
    activity = formats.read(data, path.name)
    streams = [repair.clean(activity, session) for session in activity.sessions]
    return [
        (
            describe(
                activity,
                session,
                stream,
                session_id=f"{path.name}-{position}",
                file_format=formats.identify(data) or "",
            ),
            stream,
        )
        for position, (session, stream) in enumerate(zip(activity.sessions, streams, strict=True))
    ]


def grouped(*paths):
    """The sessions of these files by id, and the groups as (first, others)."""
    found = {one[0].id: one for path in paths for one in sessions_of(path)}
    return found, [
        (group.primary, [other.id for other in group.others])
        for group in groups(session for session, _ in found.values())
    ]


def the(corpus, pattern):
    (path,) = corpus.glob(pattern)
    return path


def test_the_ride_of_a_triathlon_is_that_of_the_bike_computer_that_ran_on(corpus):
    watch = the(corpus, "multisport/*20191117-tri-*.fit")
    computer = the(corpus, "ride/*20191117-bike-*.fit")
    found, pairs = grouped(watch, computer)
    assert pairs == [(f"{watch.name}-2", [f"{computer.name}-0"])]
    ride = found[pairs[0][0]]
    combined = combine(ride, [found[pairs[0][1][0]]])
    assert len(combined.stream) == len(ride[1])
    assert combined.taken.keys() >= {"gps_accuracy_m"}
    assert np.array_equal(combined.stream["power_w"], ride[1]["power_w"], equal_nan=True)


def test_two_exports_of_one_triathlon_are_the_same_five_legs(corpus):
    first = the(corpus, "multisport/*triathlon-summary-first.fit")
    last = the(corpus, "multisport/*triathlon-summary-last.fit")
    _, pairs = grouped(last, first)
    assert pairs == [(f"{first.name}-{leg}", [f"{last.name}-{leg}"]) for leg in range(5)]


def test_a_ride_on_the_trainer_in_three_recordings_is_one(corpus):
    paths = sorted(corpus.glob("ride/*2021-02-05*.fit"))
    assert len(paths) == 3
    found, ((primary, others),) = grouped(*paths)
    assert "edge510" in primary
    assert len(others) == 2
    combined = combine(found[primary], [found[name] for name in others])
    assert not combined.taken.keys() & {"power_w", "heart_rate_bpm", "altitude_m"}


@pytest.mark.parametrize(
    ("pattern", "leads", "takes"),
    [
        ("ride/*2021-01-30*.fit", "wahoo-p2m", set()),
        ("ride/*2021-07-22*turbo.fit", "zwift", {"power_w", "cadence_rpm"}),
        ("run/*2021-05-07*.fit", "coros", {"temperature_c"}),
        ("run/*2021-06-04*.fit", "coros", {"temperature_c"}),
        ("other/rowing*2022-12-11*.fit", "from-p2g", set()),
        ("run/*fr955v19-28andstryd*.fit", "stryd.fit", set()),
        ("other/*2016-08-13*poolswim*.fit", "with-hr", set()),
        ("other/*2025-01-28*.fit", "coretemp-walk", set()),
    ],
)
def test_two_devices_or_exports_are_one_session(corpus, pattern, leads, takes):
    paths = sorted(corpus.glob(pattern))
    assert len(paths) == 2
    found, ((primary, others),) = grouped(*paths)
    assert leads in primary
    combined = combine(found[primary], [found[name] for name in others])
    assert combined.taken.keys() >= takes


@pytest.mark.parametrize("day", ["2016-05-24*lufbra", "2020-06-01"])
def test_the_same_ride_as_fit_tcx_and_gpx_is_one_and_fit_leads(corpus, day):
    paths = sorted(corpus.glob(f"*/*{day}*"))
    assert {path.suffix for path in paths} == {".fit", ".tcx", ".gpx"}
    found, ((primary, others),) = grouped(*paths)
    assert ".fit" in primary
    assert len(others) == len(paths) - 1
    assert combine(found[primary], [found[name] for name in others]).taken == {}


@pytest.mark.parametrize("pattern", ["*/*2018-10-03*edge520*.fit", "*/*2017-06-12*-bike.fit"])
def test_rides_that_follow_each_other_stay_apart(corpus, pattern):
    paths = sorted(corpus.glob(pattern))
    assert len(paths) > 1
    assert grouped(*paths)[1] == []


def test_in_a_persons_own_history_nothing_is_merged(corpus):
    """In these histories no recording overlaps another one."""
    for person in (corpus / "history").iterdir():
        assert grouped(*person.glob("*.fit"))[1] == []
