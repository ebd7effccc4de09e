"""The hip flexors of a simulated athlete: what no watch and no log shows.

Day-level difference equations; every number but one is assumed. The anchor: three sessions a
week over six weeks gave 17 % of strength (Thorborg 2016, elastic bands), which sets the effect
of one session.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

__all__ = ["Body", "Make"]

FORGOTTEN_A_DAY = 0.006
FULL_RECRUITMENT = 0.7
"""From this motor control on a session has its full effect on strength."""

CEILING = 1.45
STIFFNESS_TAU_D = 1.5
CONTROL, SLOPE, TIRED = 0.55, 9.0, 0.8
"""At this control every other check of a rested athlete is good; fatigue takes from its odds."""


@dataclass(frozen=True, slots=True)
class Make:
    """What differs between people: how fast they learn, gain and lose; days where it is a time."""

    control: float
    learns: float
    gains: float = 0.01542
    keeps_d: float = 90.0
    tired_d: float = 2.0
    desk_h: float = 6.0


@dataclass(slots=True)
class Body:
    """Motor control `m` (0 to 1), strength `s` (1 at the start), fatigue `f`, stiffness `q`."""

    make: Make
    m: float = 0.0
    s: float = 1.0
    f: float = 0.0
    q: float = 0.0

    def __post_init__(self) -> None:
        self.m = self.m or self.make.control

    @property
    def ready(self) -> float:
        """How likely a check is good: the truth that gates are to find."""
        return 1 / (1 + exp(-SLOPE * (self.m - CONTROL) + TIRED * self.f))

    def train(
        self, *, hard: int = 0, easy: int = 0, load_tss: float = 0, ride_h: float = 0
    ) -> None:
        """A day's endurance training, and the time since the day before."""
        self.f = self.f * exp(-1 / self.make.tired_d) + 0.35 * hard + 0.1 * easy + load_tss / 1000
        desk = 0.02 * self.make.desk_h
        self.q = self.q * exp(-1 / STIFFNESS_TAU_D) + 0.15 * ride_h + desk

    def work(self, *, activation: bool, dose: float, stretch: bool = False) -> None:
        """A day's psoas work; a dose of 1 is a quarter of an hour at the current level."""
        make = self.make
        if activation:
            self.m += make.learns * (1 - self.m)
        else:
            self.m -= FORGOTTEN_A_DAY * self.m
        recruited = min(1.0, 0.4 + 0.6 * self.m / FULL_RECRUITMENT)
        room = (CEILING - self.s) / (CEILING - 1)
        self.s += make.gains * dose * recruited * room - (self.s - 1) / make.keeps_d
        self.f += 0.5 * dose
        self.q = max(0.0, self.q - 0.1 * (activation + stretch))
