"""A layoff: what a gap without strengthening leaves, and when to ask before it counts.

Up to a week off changes nothing, in the second one repeats the last level, in the third and
fourth one begins one level lower with half of the sets; after that activation comes first, and
after eight weeks in full. (Own choice. Strength fades slowly: a model of one session's effect
keeps six sevenths of the gain after two weeks and three quarters after four.)

Silence is not skipping. Where training is recorded but nothing was logged about psoas work, the
athlete is asked before a gap counts as a layoff. Who answers that they kept it up has strengthened
up to that day; a no makes it a layoff.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from adaptive import phases
from adaptive.agenda.days import day_name
from adaptive.condition.known import Known
from adaptive.diary import DiaryEntry, answers
from adaptive.programme.rulebook import Rulebook
from adaptive.shifts import Question
from adaptive.week import Condition, PhaseEntry

__all__ = ["Layoffs", "layoffs"]

_DAY = timedelta(days=1)

_QUESTION = "layoff:"

_TRAINING_DAYS_A_WEEK = 1
"""Who records at least so many is training: then nothing logged does not mean nothing done."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Phases with strengthening one after another: since when, and whether after a break."""

    since: date
    after_break: bool


@dataclass(frozen=True, slots=True)
class _Gap:
    """Days without strengthening, from the day after `since` to `end`, which ends it."""

    since: date
    end: date
    returning: bool

    @property
    def days(self) -> int:
        return (self.end - self.since).days


@dataclass(frozen=True, slots=True)
class Layoffs:
    """What gaps without strengthening lead to.

    `entries` are the moves back to activation that are not recorded; of one that still waits for
    the athlete to begin again the day is today. `conditions` are what is left of the days after
    gaps, `question` asks about a gap that may be none.
    """

    entries: tuple[PhaseEntry, ...]
    conditions: tuple[tuple[date, Condition], ...]
    question: Question | None


def layoffs(
    known: Known,
    entries: Sequence[PhaseEntry],
    book: Rulebook,
    paused: AbstractSet[date],
    days: Sequence[date],
) -> Layoffs:
    """Go through all gaps up to today, the one that is still open included.

    A gap of n days is one with n days from strengthening (or from the day on which there could
    be some) to the next, or to today. How long an open one will get nobody knows, so for the
    days ahead it counts as long as it is today.

    Args:
        known: what is known on that day.
        entries: the moves between phases, clearances included.
        book: the programme.
        paused: days that count towards no phase and no silence.
        days: those for which conditions are wanted.
    """
    numbers = book.state
    told = answers(known.diary)
    kept_up = {entry.on_day for entry in known.logged("answer") if _kept_up(entry)}
    done = {block.start.date() for block in known.done if block.kind == "strengthening"} | kept_up
    begin = min(entry.day for entry in entries)
    ends = sorted({day for day in done if begin <= day <= known.today} | {known.today})
    found: list[PhaseEntry] = []
    gaps: list[_Gap] = []
    question = None
    last = date.min
    for end in ends:
        if run := _run((*found, *entries), end):
            since = max(run.since, last)
            off = (end - since).days
            long = off >= numbers.layoff_refresh_days
            back = _back(known, since + numbers.layoff_refresh_days * _DAY, end) if long else end
            silent = end in kept_up or (
                told.get(f"{_QUESTION}{since}") != "no"
                and _silent(known, since, back, paused, numbers.layoff_lighter_days)
            )
            returning = run.after_break and since == run.since
            if silent and end not in done:
                question = _question(since, off)
            elif long and not silent:
                rebuilt = (back - since).days >= numbers.layoff_restart_days
                length = numbers.restart_days if rebuilt else numbers.refresh_days
                found.append(PhaseEntry(back, "activation", "layoff", length))
            elif returning or (off >= numbers.layoff_repeat_days and not silent):
                gaps.append(_Gap(since, end, returning))
        last = end
    conditions = [
        (day, condition)
        for gap in gaps
        for day, condition in _eased(gap, known, book, days, closed=gap.end in done)
    ]
    return Layoffs(tuple(found), tuple(conditions), question)


def _run(entries: Sequence[PhaseEntry], day: date) -> _Run | None:
    """The phases with strengthening in which the athlete is on a day; None in activation.

    Who overrides, or takes a move back, begins anew: what lay before was their own decision.
    """
    run = None
    for move in reversed(phases.history(entries, day)):
        if move.phase == "activation":
            return run and _Run(run.since, after_break=move.reason in {"layoff", "cleared"})
        run = _Run(move.day, after_break=False)
        if move.reason in {"override", "undo"}:
            break
    return run


def _back(known: Known, since: date, until: date) -> date:
    """The day on which psoas work began again: with the first activation, else on the last day."""
    days = (block.start.date() for block in known.done if block.kind == "activation")
    return min((day for day in days if since <= day <= until), default=until)


def _silent(
    known: Known, since: date, until: date, paused: AbstractSet[date], worth_asking: int
) -> bool:
    """Whether training is recorded in a gap that is worth asking about, but nobody spoke of it."""
    if (until - since).days < worth_asking:
        return False
    if any(since < entry.on_day <= until for entry in known.logged("done", "skip")):
        return False
    between = [since + n * _DAY for n in range(1, (until - since).days)]
    counted = [day for day in between if day not in paused]
    trained = sum(day in known.trained for day in counted)
    return len(counted) + 1 >= worth_asking and 7 * trained >= _TRAINING_DAYS_A_WEEK * len(counted)


def _kept_up(answer: DiaryEntry) -> bool:
    """Whether an answer says that strengthening went on up to the day on which it was asked."""
    told = answer.content
    return bool(told["question"].startswith(_QUESTION) and told["choice"] == "yes")


def _question(since: date, off: int) -> Question:
    return Question(
        id=f"{_QUESTION}{since}",
        text=f"Nothing is noted of strengthening since {day_name(since)}, {off} days. "
        "Did you keep it up?",
        choices=("yes", "no"),
        hint="If so, log the last time: kneedrive log done strengthening --date DAY; "
        "if not: kneedrive log skip strengthening",
    )


def _eased(
    gap: _Gap, known: Known, book: Rulebook, days: Sequence[date], *, closed: bool
) -> Iterator[tuple[date, Condition]]:
    """The first week of strengthening after a gap, from the day on which it may begin."""
    numbers = book.state
    first = gap.end if closed else known.strengthened(gap.end + _DAY)
    until = first + numbers.lighter_days * _DAY if first else date.max
    lighter = gap.returning or gap.days >= numbers.layoff_lighter_days
    if gap.returning:
        reason = "you are back after a break: the first week is one level lower, with half the sets"
    elif lighter:
        reason = (
            f"{gap.days} days without strengthening: a week one level lower, with half the sets"
        )
    else:
        reason = f"{gap.days} days without strengthening: the last level is repeated"
    condition = Condition(
        overlay="hold" if lighter else None,
        rule="layoff",
        reason=reason,
        sets_share=numbers.lighter_sets_share if lighter else 1.0,
        level_drop=numbers.lighter_level_drop if lighter else 0,
        may_step_up=False,
    )
    yield from ((day, condition) for day in days if gap.end <= day < until)
