"""From a simulated recording to what the library keeps of such a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np

from ingest.activity import Activity, Device, Lap, Sensor, Session
from ingest.repair import clean
from ingest.sports import family
from models import cadence_lock
from models.digests import Past
from models.efforts import Efforts, extract
from models.profile import Profile
from models.simulation import faults
from models.simulation.recording import Recording

__all__ = ["Kept", "Owned", "Sensors", "as_activity", "as_kept", "as_recorded"]

Owned = Literal[
    "strap",
    "optical",
    "power_meter",
    "gps",
    "thermometer",
    "smart_recording",
    "noisy_gps",
    "auto_pause",
]
Sensors = frozenset[Owned]
"""What an athlete owns and how it is set; with neither strap nor optical no heart is heard."""

_BY_SATELLITE = {"speed_mps", "distance_m", "altitude_m", "latitude_deg", "longitude_deg"}

_LOCKED_RUNS = 0.06
# Chances of a fault in a file, beside those that a device always has.
_FORGOTTEN, _DROPPED, _SPIKED = 0.03, 0.1, 0.06
# How long a lost signal stays away: straps dry out, power meters miss some seconds.
_LOST_S = {"heart_rate_bpm": (20, 400), "power_w": (2, 40)}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the library keeps of one session."""

    profile: Profile
    efforts: Efforts
    temperature_c: float | None


def as_recorded(recording: Recording, sensors: Sensors, rng: np.random.Generator) -> Recording:
    """The recording as this athlete's devices make it, with what goes wrong now and then."""
    absent = {"heart_rate_bpm"} if _unheard(recording, sensors, rng) else set()
    if "thermometer" not in sensors:
        absent.add("temperature_c")
    if "gps" not in sensors and "latitude_deg" in recording.columns:
        absent |= _BY_SATELLITE
    columns = {name: column for name, column in recording.columns.items() if name not in absent}
    recording = replace(recording, columns=columns)
    if "heart_rate_bpm" in columns and "strap" not in sensors:
        recording = _at_the_wrist(recording, rng)
    if recording.sport == "swimming":
        return recording
    if "noisy_gps" in sensors and "latitude_deg" in columns and recording.sport == "running":
        recording = faults.noisy_speed(recording, rng, float(rng.uniform(0.1, 0.35)))
    for name, seconds in _LOST_S.items():
        if name in columns and rng.random() < _DROPPED:
            recording = faults.drop_out(recording, name, rng, per_hour=1.5, seconds=seconds)
        if name in columns and rng.random() < _SPIKED:
            recording = faults.spike(recording, name, rng)
    # Beside a power meter devices write every second, whatever the setting.
    smart = "smart_recording" in sensors and "power_w" not in columns
    return faults.smart_recording(recording, rng) if smart else recording


def _at_the_wrist(recording: Recording, rng: np.random.Generator) -> Recording:
    """Heart rate by light: late, and in some runs lost to the rhythm of the arms."""
    recording = faults.lag(recording, int(rng.integers(5, 20)))
    locked = recording.sport == "running" and rng.random() < _LOCKED_RUNS
    return faults.cadence_lock(recording, rng) if locked else recording


def _unheard(recording: Recording, sensors: Sensors, rng: np.random.Generator) -> bool:
    """Whether no heart rate came of it: no sensor, a strap left at home, a strap in water."""
    if "optical" in sensors:
        return False
    left_at_home = bool(rng.random() < _FORGOTTEN)
    return "strap" not in sensors or recording.sport == "swimming" or left_at_home


def as_activity(
    recording: Recording,
    start: datetime,
    sensors: Sensors,
    athlete_values: Mapping[str, float] | None = None,
) -> tuple[Activity, Session]:
    """What a reader would give for the recording's file, started at `start` (UTC)."""
    samples = recording.samples()
    distance_m = recording.columns.get("distance_m")
    session = Session(
        sport=recording.sport,
        sub_sport=recording.sub_sport,
        start=start,
        elapsed_s=recording.duration_s,
        timer_s=recording.timer_s,
        rows=slice(0, len(samples)),
        distance_m=None if distance_m is None else float(distance_m[-1]),
        pool_length_m=recording.pool_length_m,
    )
    edges = [0.0, *(edge for pause in recording.pauses for edge in pause), recording.duration_s]
    worn = {"strap": Sensor("heart_rate"), "optical": Sensor("wrist_heart_rate")}
    activity = Activity(
        id="",
        source="simulated",
        start=start,
        utc_offset_s=0,
        device=Device("simulated"),
        sessions=(session,),
        laps=(),
        samples=samples,
        timer_runs=tuple(zip(edges[::2], edges[1::2], strict=True)),
        sensors=tuple(worn[name] for name in ("strap", "optical") if name in sensors),
        lengths=tuple(
            Lap(
                start_s=length.start_s,
                elapsed_s=length.end_s - length.start_s,
                intensity="active" if length.strokes else "idle",
            )
            for length in recording.lengths
        ),
        athlete_values=athlete_values or {},
    )
    return activity, session


def as_kept(activity: Activity, session: Session, earlier: Sequence[Efforts]) -> Kept:
    """What importing the file keeps, given the digests of the athlete's earlier sessions."""
    stream = clean(activity, session)
    sport, day = family(session.sport, session.sub_sport), session.start.date()
    efforts = extract(stream, session, sport, activity.athlete_values, day=day)
    if any(issue.code.startswith("cadence_lock") for issue in stream.issues):
        stream = cadence_lock.confirmed(stream, Past.of(earlier), day)
    profile = Profile.of(stream, session, activity.lengths)
    felt = stream["temperature_c"]
    known = np.isfinite(felt).any()
    temperature_c = round(float(np.nanmedian(felt)), 1) if known else None
    return Kept(profile, efforts, temperature_c)
