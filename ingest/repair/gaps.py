"""Samples on the clock: each channel's gaps filled by its own rule, the rest left missing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray
from ingest.repair.motion import Readings

__all__ = ["Bridge"]

# Seconds between two readings that may be joined by a straight line. Heart rate moves
# slowly, cadence does not. Channels that are not named are joined from second to second only:
# pedalling angles wrap around, developer fields may be codes.
_LONGEST_FILL_S = {
    "heart_rate_bpm": 30.0,
    "speed_mps": 15.0,
    "altitude_m": 15.0,
    "latitude_deg": 15.0,
    "longitude_deg": 15.0,
    "temperature_c": 120.0,
    "cadence_rpm": 5.0,
    "cadence_spm": 5.0,
    "ground_contact_ms": 10.0,
    "contact_balance_left_pct": 10.0,
    "vertical_oscillation_mm": 10.0,
    "vertical_ratio_pct": 10.0,
    "step_length_m": 10.0,
    # Distance is a sum: what lies between two readings was covered, whatever the gap.
    "distance_m": np.inf,
}
_NEXT_SECOND_S = 1.0
# A device that stores only turning points promises straight lines between them.
_SMART_FILL_S = 30.0
_SMART_CHANNELS = {"speed_mps", "altitude_m", "latitude_deg", "longitude_deg"}


class Bridge:
    """From the device's times to the clock's seconds, for all channels of a session.

    Args:
        time_s: (n,) when the samples were made, strictly increasing.
        clock_s: (m,) the seconds wanted, strictly increasing.
        readings: the channels as recorded, (n,) each.

    Attributes:
        smart: whether the device stored only some seconds (key points) rather than each.
        silent: the clock's rows without a sample.
        filled: by channel, the clock's rows with a value that was never read. Empty where
            the recording is smart: between its points lines were promised.
    """

    def __init__(self, time_s: FloatArray, clock_s: FloatArray, readings: Readings) -> None:
        self._time_s, self._clock_s = time_s, clock_s
        self._cadence = readings.get("cadence_rpm")
        steps_s = np.diff(time_s)
        self.smart = np.count_nonzero(steps_s > 1.0) > 0.1 * len(steps_s)
        # The first sample at or after each second. Most devices write once a second, and then
        # the clock's seconds are the samples.
        same = np.array_equal(time_s, clock_s)
        self._next = np.arange(len(clock_s)) if same else np.searchsorted(time_s, clock_s)
        self.silent = np.flatnonzero(np.append(time_s, np.inf)[self._next] != clock_s)
        self.filled: dict[str, npt.NDArray[np.intp]] = {}

    def column(self, name: str, values: FloatArray) -> FloatArray:
        """One channel at the clock's seconds: (m,), NaN where a gap is too long to fill."""
        if not len(values):
            return np.full(len(self._clock_s), np.nan)
        column = values.take(self._next, mode="clip")
        column[self.silent] = np.nan
        holes = np.flatnonzero(~np.isfinite(column))
        if len(holes):
            column[holes] = across = self._across(name, values, holes)
            if not self.smart:
                self.filled[name] = holes[np.isfinite(across)]
        return column

    def _across(self, name: str, values: FloatArray, rows: npt.NDArray[np.intp]) -> FloatArray:
        """What stood at some of the clock's rows, by the readings on both sides of each."""
        across = np.full(len(rows), np.nan)
        read = np.flatnonzero(np.isfinite(values))
        ahead = self._next[rows]
        if len(read) < len(values):
            ahead = np.searchsorted(read, ahead)
        inside = np.flatnonzero((ahead > 0) & (ahead < len(read)))
        if not len(inside):
            return across
        before, after = read[ahead[inside] - 1], read[ahead[inside]]
        first_s, first = self._time_s[before], values[before]
        gap_s = self._time_s[after] - first_s
        straight = (values[after] - first) / gap_s * (self._clock_s[rows[inside]] - first_s) + first
        if name == "power_w":
            cadence = self._cadence
            cranks = (1.0, 1.0) if cadence is None else (cadence[before], cadence[after])
            across[inside] = _power_between(gap_s, (first, values[after]), cranks, straight)
        else:
            across[inside] = np.where(gap_s <= self._longest_s(name), straight, np.nan)
        return across

    def _longest_s(self, name: str) -> float:
        longest_s = _LONGEST_FILL_S.get(name, _NEXT_SECOND_S)
        if self.smart and name in _SMART_CHANNELS:
            return max(longest_s, _SMART_FILL_S)
        return longest_s


def _power_between(
    gap_s: FloatArray,
    watts: tuple[FloatArray, FloatArray],
    cranks: tuple[FloatArray | float, FloatArray | float],
    straight: FloatArray,
) -> FloatArray:
    """Power jumps, so a gap is bridged only briefly, or where the cranks tell more."""
    pedalled = (np.minimum(*watts) > 0) & (np.minimum(*cranks) > 0)
    still = np.maximum(*cranks) == 0
    return np.select(
        [gap_s <= 3, (gap_s <= 10) & pedalled, still], [watts[0], straight, 0.0], np.nan
    )
