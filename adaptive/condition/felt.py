"""What the athlete felt from day to day, and when feelings begin and cease to matter.

A rule with hysteresis begins at its numbers and is left when enough of the logs since then were
calm: a point below where it began. Between the two it goes on, so that a score that swings about
one number does not switch a rule on and off. Where nothing more is logged it lapses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from adaptive.diary import DiaryEntry
from adaptive.programme.values import StateNumbers

__all__ = ["Episode", "Felt", "episodes", "felt"]

_SHARP = 10.0
"""Sharp pain is worse than any tension."""


@dataclass(frozen=True, slots=True)
class Felt:
    """The worst that was logged on one day, 0 to 10; None where it was not told.

    Who logs a check and tells nothing of back and hip had nothing to tell: 0.
    """

    day: date
    back: float | None = None
    hip_pull: float | None = None
    soreness: float | None = None
    sharp: bool = False

    @property
    def tension(self) -> float | None:
        """The worse of back tension and pull in the hip."""
        return _SHARP if self.sharp else _worst(self.back, self.hip_pull)

    @property
    def aftermath(self) -> float | None:
        """The worse of pull in the hip and soreness: what a session leaves."""
        return _worst(self.hip_pull, self.soreness)


class Episode(NamedTuple):
    """From the day of the log with the number `begun` up to, but not including, `until`."""

    since: date
    until: date
    begun: int


def felt(diary: Iterable[DiaryEntry]) -> list[Felt]:
    """What was felt on each day on which something of it was told, by day."""
    days: dict[date, Felt] = {}
    for entry in diary:
        told = entry.content
        untold = 0.0 if entry.kind == "check" else None
        back, hip = told.get("back", untold), told.get("hip_pull", untold)
        soreness, sharp = told.get("soreness"), bool(told.get("sharp"))
        if {back, hip, soreness} == {None} and not sharp:
            continue
        day = entry.on_day
        if before := days.get(day):
            back, hip = _worst(before.back, back), _worst(before.hip_pull, hip)
            soreness, sharp = _worst(before.soreness, soreness), before.sharp or sharp
        days[day] = Felt(day, back, hip, soreness, sharp)
    return [days[day] for day in sorted(days)]


def episodes(
    days: Sequence[date],
    begins: Callable[[int], bool],
    calm: Sequence[bool],
    lapse_days: int,
    numbers: StateNumbers,
) -> Iterator[Episode]:
    """When a rule held, in order. What it says of a day depends on no later log.

    Args:
        days: of the logs, in order.
        begins: whether the rule begins with the log of this number.
        calm: whether each log speaks for leaving; one that does not renews the lapse.
        lapse_days: without any further log it is over so long after the last that was not calm.
        numbers: how many calm logs of how many end it.
    """
    lapse = timedelta(days=lapse_days)
    episode: Episode | None = None
    for n, day in enumerate(days):
        if episode and day >= episode.until:
            yield episode
            episode = None
        if episode is None:
            episode = Episode(day, day + lapse, n) if begins(n) else None
            continue
        since = calm[max(episode.begun, n - numbers.calm_of_logs) + 1 : n + 1]
        if sum(since) >= numbers.calm_logs:
            yield episode._replace(until=day)
            episode = None
        elif not calm[n]:
            episode = episode._replace(until=day + lapse)
    if episode:
        yield episode


def _worst(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)
