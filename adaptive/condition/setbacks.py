"""Setbacks: back tension that rose, checks that went bad, sessions that left the hip sore.

Each of three rules begins at its numbers, lasts until enough logs since then were calm, and takes
the load off in steps: a lower level at once, then fewer sets, then one session a week. Whether
the phase itself steps back is for the phase machine to say, once that was not enough.

- R1, back tension: the median of the last logs lies a minimal detectable change (2 of 10 points;
  Childs 2005) above that of the weeks before, and most of them are tense. Calm: below 3.
- R2, self-checks: three of the last four were not good. Calm: a good check.
- R3, after strengthening: hip or muscles felt it strongly on the day or the day after, two
  sessions in a row. Calm: below 5.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from adaptive import phases
from adaptive.agenda.days import day_name
from adaptive.checks import Check
from adaptive.condition.felt import Episode, Felt, episodes
from adaptive.condition.known import Known, as_clause
from adaptive.programme.values import StateNumbers
from adaptive.shifts import Evidence
from adaptive.week import Condition, Phase, PhaseEntry

__all__ = ["ASSESSMENT", "Rule", "Setback", "conditions", "regressions", "setbacks", "stepped_back"]

_DAY = timedelta(days=1)

Rule = Literal["R1", "R2", "R3"]

ASSESSMENT = (
    "This is your third setback in eight weeks: nothing is stepped up, and a physiotherapist "
    "should have a look at it."
)
"""What the phase machine says when it holds for `setback_repeats` regressions."""


@dataclass(frozen=True, slots=True)
class Setback:
    """A rule that holds from `since` up to, but not including, `until`.

    Of one that still goes on `until` is the day on which it lapses where nothing more is logged.
    `phase` is that in which it began, `numbers` are what it rested on then, `says` is the
    sentence for the athlete.
    """

    rule: Rule
    since: date
    until: date
    phase: Phase
    numbers: tuple[Evidence, ...]
    says: str

    def on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day < self.until


def setbacks(
    known: Known, felt: Sequence[Felt], checked: Sequence[Check], numbers: StateNumbers
) -> tuple[Setback, ...]:
    """Every setback, by the day on which it began.

    What it says of a day depends on nothing that was logged about later ones, so that one call
    serves every day.

    Args:
        known: of which the moves and the strengthening that was done are looked at.
        felt: what was felt, by day.
        checked: the self-checks, by day.
        numbers: of the programme.
    """
    begin = min(entry.day for entry in known.entries)
    found: list[tuple[Rule, Episode, Evidence]] = [
        *(("R1", *one) for one in _tense(felt, numbers)),
        *(("R2", *one) for one in _slipping(checked, numbers)),
        *(("R3", *one) for one in _sore(known, felt, numbers)),
    ]
    return tuple(
        Setback(
            rule=rule,
            since=since,
            until=until,
            phase=phases.stay(known.entries, max(since, begin)).phase,
            numbers=(evidence,),
            says=evidence.says,
        )
        for rule, (since, until, _), evidence in sorted(found, key=lambda one: (one[1], one[0]))
    )


def regressions(found: Iterable[Setback], day: date, numbers: StateNumbers) -> int:
    """How many times the load was taken down in the weeks up to a day.

    Setbacks that overlap take it down once. In activation there is no load to take down: who
    begins with checks that are not good yet has not fallen back.
    """
    count, over = 0, date.min
    for one in found:
        if one.phase == "activation":
            continue
        recent = day - timedelta(days=numbers.setback_repeat_days) < one.since <= day
        count += recent and one.since >= over
        over = max(over, one.until)
    return count


def conditions(
    found: Iterable[Setback], numbers: StateNumbers, days: Iterable[date]
) -> Iterator[tuple[date, Condition]]:
    """What setbacks leave of each day, step by step; `days` are those of phases that strengthen."""
    for one in found:
        yield from ((day, _step(one, day, numbers)) for day in days if one.on(day))


def stepped_back(
    entries: Sequence[PhaseEntry], days: Iterable[date], numbers: StateNumbers
) -> Iterator[tuple[date, Condition]]:
    """A step back for symptoms never raises the frequency: maintenance has one session a week.

    So has the strengthening that it falls back to. `entries` are all moves, in order.
    """
    once = Condition(
        rule="step_back",
        reason="you stepped back from maintenance for your symptoms: at most one strengthening a "
        "week, as before",
        strengthening_per_week=numbers.setback_per_week,
    )
    ends = [*(entry.day for entry in entries), date.max]
    for before, entry, end in zip(entries, entries[1:], ends[2:], strict=False):
        if (before.phase, entry.reason) == ("maintenance", "setback"):
            yield from ((day, once) for day in days if entry.day <= day < end)


def _step(one: Setback, day: date, numbers: StateNumbers) -> Condition:
    lasted = (day - one.since).days
    fewer = lasted >= numbers.setback_fewer_sets_day
    once = lasted >= numbers.setback_once_a_week_day
    steps = ["one level lower", *["fewer sets"] * fewer, *["at most one session a week"] * once]
    return Condition(
        overlay="hold",
        rule="setback",
        reason=f"{as_clause(one.says)} (since {day_name(one.since)}): {', '.join(steps)}",
        sets_share=numbers.setback_sets_share if fewer else 1.0,
        level_drop=numbers.setback_level_drop,
        strengthening_per_week=numbers.setback_per_week if once else None,
        may_step_up=False,
    )


def _tense(felt: Sequence[Felt], numbers: StateNumbers) -> Iterator[tuple[Episode, Evidence]]:
    """R1."""
    logs = [(one.day, one.back) for one in felt if one.back is not None]
    days, backs = [day for day, _ in logs], [back for _, back in logs]
    tense = [back >= numbers.setback_tension for back in backs]
    size = numbers.setback_of_logs

    def windows(n: int) -> tuple[list[float], list[float]]:
        """The last logs, and those of the weeks before them."""
        first = n + 1 - size
        before = bisect_left(days, days[first] - timedelta(days=numbers.setback_recent_days))
        return backs[first : n + 1], backs[before:first]

    def begins(n: int) -> bool:
        if sum(_last(tense, n, size)) < numbers.setback_tense_logs:
            return False
        if not _recent(days, n, size, numbers):
            return False
        now, before = windows(n)
        return bool(before) and median(now) >= median(before) + numbers.setback_rise

    calm = [back < numbers.setback_tension - numbers.calm_below for back in backs]
    for episode in episodes(days, begins, calm, numbers.setback_recent_days, numbers):
        now, before = windows(episode.begun)
        rise = median(now) - median(before)
        count = sum(_last(tense, episode.begun, size))
        says = (
            f"Your back was tense in {count} of your last {size} logs, "
            f"{rise:g} points above the weeks before."
        )
        yield (
            episode,
            Evidence("back_tension", median(now), "0-10", says, median(before), rise, n=size),
        )


def _slipping(
    checked: Sequence[Check], numbers: StateNumbers
) -> Iterator[tuple[Episode, Evidence]]:
    """R2."""
    days = [check.on_day for check in checked]
    calm = [check.ok for check in checked]
    bad = [not ok for ok in calm]
    size = numbers.setback_of_checks

    def begins(n: int) -> bool:
        enough = sum(_last(bad, n, size)) >= numbers.setback_bad_checks
        return enough and _recent(days, n, size, numbers)

    for episode in episodes(days, begins, calm, numbers.setback_recent_days, numbers):
        count = sum(_last(bad, episode.begun, size))
        says = f"{count} of your last {size} checks were not good."
        yield episode, Evidence("checks", count, f"of {size} not good", says, n=size)


def _sore(
    known: Known, felt: Sequence[Felt], numbers: StateNumbers
) -> Iterator[tuple[Episode, Evidence]]:
    """R3."""
    logs = [(one.day, one.aftermath) for one in felt if one.aftermath is not None]
    days = [day for day, _ in logs]
    strong = {day: score for day, score in logs if score >= numbers.setback_soreness}
    sessions = sorted({b.start.date() for b in known.done if b.kind == "strengthening"})

    def begins(n: int) -> bool:
        day = days[n]
        last = bisect_right(sessions, day) - 1
        if day not in strong or last < 1 or day > sessions[last] + _DAY:
            return False
        before = sessions[last - 1]
        return not strong.keys().isdisjoint({before, before + _DAY} - {day})

    calm = [score < numbers.setback_soreness - numbers.calm_below for _, score in logs]
    for episode in episodes(days, begins, calm, numbers.setback_recent_days, numbers):
        says = "Two strengthening sessions in a row left your hip or muscles very sore."
        yield episode, Evidence("soreness", strong[episode.since], "0-10", says, n=2)


def _last(marks: Sequence[bool], n: int, size: int) -> Sequence[bool]:
    """So many marks up to the one of this number, fewer where there are fewer."""
    return marks[max(0, n + 1 - size) : n + 1]


def _recent(days: Sequence[date], n: int, size: int, numbers: StateNumbers) -> bool:
    """Whether there are so many logs up to the one of this number, none of them out of date."""
    first = n + 1 - size
    return first >= 0 and days[n] - days[first] < timedelta(days=numbers.setback_recent_days)
