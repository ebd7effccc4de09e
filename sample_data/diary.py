"""Twelve weeks of a triathlete's training, as she would note them.

A day is a line of sessions, a session a few words: what it was, how much, what was
special about the recording. The pattern is two or three weeks of building, then an
easier one (weeks 3, 7 and 11); week 6 is cut short by a cold, week 7 ends in a race.

    easy 45               easy run of 45 min; likewise recovery, long, opener (with strides)
    intervals 5x240       5 times 240 s above threshold, as a workout on the watch
    tempo 2x900           2 times 900 s a little below threshold, on the watch
    race 10               a race over 10 km
    treadmill 40          easy run indoors
    ride 60, longride 130 outdoors, minutes
    erg 4x480, spin 50    indoors: intervals as a workout on the trainer, or easy
    brick 75+20           ride, transition and run in one multisport file
    split 90+25           the same as two files
    swim 1800             metres in the pool; likewise swimtest, 400 and 200 m all-out
    strength 35           minutes in the gym
    workout 5x240         no recording: a workout file for the watch
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sample_data import TODAY

__all__ = ["FIRST_DAY", "WEEKS", "Entry", "entries"]

# Monday to Sunday, separated by bars; sessions of one day by semicolons.
WEEKS = (
    """swimtest 1900 | intervals 6x120 | ride 60; strength 35 | tempo 1x1200 | easy 45 hrv
    | longride 155 | long 92""",
    """swim 1800 | intervals 5x180 | ride 60 smart; strength 35 | tempo 1x1320 | easy 45
    | brick 75+20 | long 94""",
    """workout 5x240 | opener 45 | strength 30 | ride 50 | swim 1500 | ride 80 smart | easy 60""",
    """swim 2000 | intervals 6x180 pod | ride 60; strength 40 | erg 3x600 | recovery 35 smart
    | longride 160 cafe smart | long 98 pod""",
    """swim 1800 | intervals 5x240 | ride 65 dropouts; strength 40 | tempo 1x1620
    | swim 1500; recovery 35 truncated | split 85+25 | long 102""",
    """swim 2000 | intervals 5x240 optical | ride 60 smart; strength 35 | | | recovery 30
    | ride 75 spikes""",
    """swim 1500 | opener 40 | ride 45 | recovery 30 plain | | opener 25 | race 10""",
    """| swim 1600 | ride 60 smart; strength 30 | easy 45 | swimtest 1900 | ride 90
    | long 96 smart""",
    """swim 1800 | intervals 6x180 | spin 50; strength 40 | tempo 1x1500 | easy 45 smart
    | brick 80+25 | long 100""",
    """swim 2000 | intervals 5x240 | ride 60 smart plain; strength 40 | tempo 1x1800
    | swim 1500; treadmill 40 | longride 165 cafe smart | long 104 dropouts""",
    """| opener 40 | spin 45; strength 30 | easy 40 | swim 1500 | ride 75 smart
    | easy 60 smart""",
    """swim 2000 | intervals 6x180 pod | spin 50; strength 40 | tempo 1x1620 | easy 45
    | split 85+25 | long 102 smart""",
)
FIRST_DAY = TODAY - timedelta(weeks=len(WEEKS))


@dataclass(frozen=True, slots=True)
class Entry:
    """One session of the diary: its day, its place in that day, and its words."""

    day: date
    number: int
    word: str
    amount: str
    extras: frozenset[str]

    @property
    def seed(self) -> tuple[int, int]:
        """Its own randomness, so that no session changes when another does."""
        return (self.day.toordinal(), self.number)


def entries() -> Iterator[Entry]:
    """The sessions in the order of time."""
    for week, line in enumerate(WEEKS):
        for weekday, sessions in enumerate(line.split("|")):
            day = FIRST_DAY + timedelta(days=7 * week + weekday)
            for number, session in enumerate(filter(str.strip, sessions.split(";"))):
                word, amount, *extras = session.split()
                yield Entry(day, number, word, amount, frozenset(extras))
