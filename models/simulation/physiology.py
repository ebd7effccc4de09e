"""Noise with a memory, and the heart's answer to work."""

from __future__ import annotations

import numpy as np

from ingest.activity import FloatArray
from models.simulation.athlete import SyntheticAthlete

__all__ = ["autoregressive", "heart_rate", "smoothed"]

# Standing upright keeps the heart above its resting rate.
_STANDING = 0.18
# Cardiac drift and heat are effects of the first hour and a half; later they level off.
_DRIFT_MIN = 90.0
_COOL_C = 20.0


def autoregressive(rng: np.random.Generator, n: int, *, memory: float, sd: float) -> FloatArray:
    """(n,) first-order autoregressive noise of mean 0, with `memory` from 0 to below 1."""
    shocks = rng.normal(0.0, sd * np.sqrt(1 - memory**2), n).tolist()
    value = float(rng.normal(0.0, sd))
    noise = []
    for shock in shocks:
        value = memory * value + shock
        noise.append(value)
    return np.array(noise)


def smoothed(values: FloatArray, seconds: int) -> FloatArray:
    """The trailing mean over `seconds`, as devices show it."""
    total = np.cumsum(np.concatenate((np.full(seconds, values[0]), values)))
    return np.asarray((total[seconds:] - total[:-seconds]) / seconds, dtype=np.float64)


def heart_rate(
    athlete: SyntheticAthlete,
    work: FloatArray,
    rng: np.random.Generator,
    *,
    anchor_drop_bpm: float = 0.0,
    temperature_c: float = 15.0,
    start_bpm: float | None = None,
    every_s: int = 1,
) -> FloatArray:
    """Heart rate (n,) for `work` (n,), the intensity in units of threshold.

    First order towards a steady state that is linear in work up to threshold and
    approaches the maximum beyond it; it rises faster than it falls. The steady state
    drifts up at constant work and with heat. One value every `every_s` seconds, well below the
    time constants.
    """
    rest = athlete.resting_heart_rate_bpm
    threshold = athlete.threshold_heart_rate_bpm - anchor_drop_bpm
    reserve = athlete.max_heart_rate_bpm - anchor_drop_bpm - threshold
    minutes = np.minimum(np.arange(len(work)) * every_s / 60, _DRIFT_MIN)
    steady = rest + np.maximum(work, _STANDING) * (threshold - rest)
    steady += (steady - rest) * athlete.drift_per_min * minutes
    heat = athlete.heat_bpm_per_c * max(0.0, temperature_c - _COOL_C)
    steady += heat * (1 - np.exp(-minutes / 15))
    over = np.maximum(0.0, steady - threshold)
    steady = np.minimum(steady, threshold) + reserve * (1 - np.exp(-over / reserve))

    rate = rest + 22 if start_bpm is None else start_bpm
    rates = []
    for goal in steady.tolist():
        rate += (goal - rate) * every_s / (athlete.rise_s if goal > rate else athlete.fall_s)
        rates.append(rate)
    beats = autoregressive(rng, len(work), memory=0.9**every_s, sd=0.9)
    moods = autoregressive(rng, len(work), memory=0.995**every_s, sd=1.6)
    noisy = np.array(rates) + beats + moods
    return np.minimum(noisy, athlete.max_heart_rate_bpm)
