"""Sessions made of (minutes, share of threshold), and their classes.

Heart rate follows effort with a lag of half a minute, as in the laboratory, unless a test says
otherwise.
"""

from datetime import UTC, date, datetime

import numpy as np

from ingest.activity import Session, Workout, WorkoutStep
from ingest.stream import Stream
from models.athlete import Estimate, Thresholds
from models.classify import classify
from models.history import History
from models.profile import Profile

START = datetime(2026, 7, 1, 6, tzinfo=UTC)
REGULAR = History(minutes=(45.0,) * 10 + (60.0,) * 8 + (95.0,) * 2)
SPEED, POWER, HEART = 3.5, 250.0, 170.0

EASY, TEMPO = 0.75, 0.97


def thresholds(speed_sd=0.06, heart_sd=2):
    def known(value, sd):
        return Estimate(value, sd, "estimated")

    return Thresholds(
        on=date(2026, 7, 1),
        history_days=150,
        critical_power_w=known(POWER, 6),
        w_prime_j=known(18_000, 3000),
        run_speed_mps=known(SPEED, speed_sd),
        critical_speed_mps=known(SPEED, speed_sd),
        d_prime_m=known(180, 40),
        run_threshold_heart_rate_bpm=known(HEART, heart_sd),
        ride_threshold_heart_rate_bpm=known(HEART, heart_sd),
        run_max_heart_rate_bpm=known(190, 2),
        ride_max_heart_rate_bpm=known(187, 2),
        resting_heart_rate_bpm=known(50, 3),
        swim_speed_mps=known(1.2, 0.05),
    )


def effort(*parts):
    return np.concatenate([np.full(round(minutes * 60), float(level)) for minutes, level in parts])


def heart_of(levels, tau_s=30.0, drift=0.0):
    """Share of threshold heart rate for an effort held, reached with a lag."""
    target = 0.45 + 0.55 * np.minimum(levels, 1.15)
    heart, share = np.empty(len(levels)), 0.6
    for i, goal in enumerate(target):
        share += (goal - share) / tau_s
        heart[i] = share
    return heart + drift * np.arange(len(levels)) / 3600


def run(*parts, heart=True, altitude=None, sub_sport=None, pauses=(), **facts):
    """Class a run of (minutes, share of threshold speed)."""
    levels = effort(*parts)
    speed = levels * SPEED
    columns = {"speed_mps": speed, "distance_m": np.cumsum(speed)}
    if altitude is not None:
        columns["altitude_m"] = altitude
    return _classed("running", sub_sport, levels, columns, heart, pauses, facts)


def ride(*parts, heart=True, power=True, sub_sport="road", **facts):
    """Class a ride of (minutes, share of threshold power)."""
    levels = effort(*parts)
    columns = {"power_w": levels * POWER} if power else {}
    return _classed("cycling", sub_sport, levels, columns, heart, (), facts)


def treadmill(*parts, **facts):
    """Class a run by heart rate alone."""
    return run(*parts, sub_sport="treadmill", **facts)


def _classed(sport, sub_sport, levels, columns, heart, pauses, facts):
    if heart is not False:
        share = heart_of(levels) if heart is True else heart
        columns["heart_rate_bpm"] = np.broadcast_to(share, len(levels)) * HEART
    if device_c := facts.pop("device_c", None):
        columns["temperature_c"] = np.full(len(levels), float(device_c))
    elapsed = np.arange(len(levels), dtype=float)
    stretch = np.zeros(len(levels), dtype=np.int32)
    for at, length in pauses:
        elapsed[at:] += length
        stretch[at:] += length > 60
    session = Session(
        sport=sport,
        sub_sport=sub_sport,
        start=START,
        elapsed_s=float(elapsed[-1]) + 1,
        timer_s=float(len(levels)),
        rows=slice(0, len(levels)),
    )
    facts = {"history": REGULAR, "thresholds": thresholds()} | facts
    lengths = facts.pop("lengths", ())
    profile = Profile.of(Stream(elapsed, stretch, columns), session, lengths)
    return classify(profile, session, **facts)


def is_certain(found, session_class, kind=None):
    assert (found.session_class, found.uncertain) == (session_class, False), found
    assert kind is None or found.kind == kind, found
    return True


def step(intensity, seconds, kind="speed", low=None, high=None, unit=None):
    return WorkoutStep(None, intensity, "time", seconds, kind, low, high, unit)


def repeat(start, count):
    return WorkoutStep(None, None, "repeat", None, "open", repeat_from=start, repeat_count=count)


def workout(*steps):
    return Workout("today", steps)
