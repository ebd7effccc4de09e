"""What sensors do to a recording. Each function gives a worse copy and leaves the original."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.simulation.physiology import autoregressive, smoothed
from models.simulation.recording import Recording

__all__ = ["cadence_lock", "drop_out", "lag", "noisy_speed", "smart_recording", "spike"]


def drop_out(
    recording: Recording,
    name: str,
    rng: np.random.Generator,
    *,
    per_hour: float = 0.5,
    seconds: tuple[int, int] = (2, 20),
    reading: float = np.nan,
) -> Recording:
    """At least one loss of a channel's signal; `reading` is what the device then writes."""
    column = recording[name].copy()
    count = max(1, int(rng.poisson(per_hour * len(column) / 3600)))
    for start in rng.integers(60, len(column) - 60, count):
        column[start : start + rng.integers(*seconds)] = reading
    return replace(recording, columns={**recording.columns, name: column})


def spike(
    recording: Recording,
    name: str,
    rng: np.random.Generator,
    *,
    per_hour: float = 0.2,
    factor: tuple[float, float] = (2.0, 4.0),
) -> Recording:
    """At least one second in which a channel reads a multiple of the truth."""
    column = recording[name].copy()
    count = max(1, int(rng.poisson(per_hour * len(column) / 3600)))
    moving = np.flatnonzero(column > 0)
    struck = rng.choice(moving, min(count, len(moving)), replace=False)
    column[struck] *= rng.uniform(*factor, len(struck))
    return replace(recording, columns={**recording.columns, name: column})


def cadence_lock(
    recording: Recording, rng: np.random.Generator, *, minutes: tuple[float, float] = (3, 20)
) -> Recording:
    """An optical sensor that takes steps for heartbeats, for some minutes of a run."""
    rate = recording["heart_rate_bpm"].copy()
    seconds = min(round(60 * rng.uniform(*minutes)), len(rate) // 2)
    start = int(rng.integers(60, len(rate) - seconds))
    locked = slice(start, start + seconds)
    rate[locked] = recording["cadence_spm"][locked] + rng.normal(0, 0.8, seconds)
    return replace(recording, columns={**recording.columns, "heart_rate_bpm": rate})


def lag(recording: Recording, seconds: int) -> Recording:
    """A sensor at the wrist shows the mean heart rate of the last seconds."""
    rate = smoothed(recording["heart_rate_bpm"], seconds)
    return replace(recording, columns={**recording.columns, "heart_rate_bpm": rate})


def noisy_speed(recording: Recording, rng: np.random.Generator, sd_mps: float) -> Recording:
    """Satellites behind houses and under trees: speed and distance wander."""
    speed = recording["speed_mps"]
    error = autoregressive(rng, len(speed), memory=0.9, sd=sd_mps)
    seen = np.where(speed > 0, np.maximum(0.0, speed + error), 0.0)
    moved = {"speed_mps": seen, "distance_m": np.cumsum(seen)}
    return replace(recording, columns={**recording.columns, **moved})


def smart_recording(recording: Recording, rng: np.random.Generator) -> Recording:
    """Keep only key points, some 2 to 7 s apart, and the first and last of every stretch."""
    n = len(recording.elapsed_s)
    kept = np.zeros(n, dtype=bool)
    kept[np.cumsum(rng.integers(2, 8, n // 2 + 1)).clip(max=n - 1)] = True
    gaps = np.flatnonzero(np.diff(recording.elapsed_s) > 1)
    kept[[0, n - 1, *gaps, *(gaps + 1)]] = True
    return replace(
        recording,
        elapsed_s=recording.elapsed_s[kept],
        columns={name: column[kept] for name, column in recording.columns.items()},
    )
