"""What a plan takes for granted because nobody has said otherwise, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from adaptive import explain
from adaptive.assessing import Assessed
from adaptive.planning.gathering import Gathered
from adaptive.planning.inputs import Week, sports
from adaptive.week import PlanInputs
from models.athlete import NINE_IN_TEN_SD, Estimate, Thresholds

__all__ = ["assumptions", "protocol_change"]

_LATELY = timedelta(weeks=4)

_PROTOCOLS = {"run": "drills in warm-ups", "ride": "single-leg pedalling in easy rides"}


def assumptions(gathered: Gathered, thresholds: Thresholds, week: Week) -> Iterator[str]:
    """The assumptions of a week's plan."""
    inputs, habits = week.inputs, gathered.habits
    yield from week.told
    if any(one.origin == "predicted" and one.day in inputs.days for one in inputs.sessions) or (
        inputs.today <= inputs.days[-1] and not gathered.calendar
    ):
        yield explain.expectation(
            habits.weeks, habits.trained, habits.regular, calendar=bool(gathered.calendar)
        )
    supposed = [
        block
        for block in inputs.done_blocks
        if block.start.date() in inputs.days and not block.logged
    ]
    if supposed:
        yield explain.taken_as_done(supposed)
    yield from _measures(gathered.known, thresholds, inputs)
    yesterday = inputs.week_start - timedelta(days=1)
    unsure = [s for s in inputs.sessions if s.origin == "done" and s.uncertain]
    if unsure := [s for s in unsure if s.hard and yesterday <= s.day <= inputs.days[-1]]:
        yield explain.treated_as_hard(unsure)


def protocol_change(gathered: Gathered) -> str | None:
    """That a sport came or went in the last weeks, and what the plan makes of it."""
    if gathered.sports is not None:
        return None
    now, before = (sports(gathered.done, gathered.today - ago) for ago in (timedelta(), _LATELY))
    if not before:
        return None
    changes = [
        words.format(sport=sport, work=work)
        for some, words in (
            (now - before, "you {sport} now, so {work} belong to it"),
            (before - now, "you {sport} no more, so {work} left it"),
        )
        for sport, work in _PROTOCOLS.items()
        if sport in some
    ]
    return f"The programme follows your sports: {'; '.join(changes)}." if changes else None


def _measures(
    known: Sequence[Assessed], thresholds: Thresholds, inputs: PlanInputs
) -> Iterator[str]:
    """What told easy from hard."""
    measures = []
    if "run" in inputs.sports:
        pace = thresholds.run_speed_mps
        give_or_take_s = NINE_IN_TEN_SD * 1000 / pace.value * pace.sd / pace.value
        measures.append(
            f"threshold pace {_pace(pace.value)}/km, give or take {give_or_take_s:.0f} s "
            f"({pace.basis})"
        )
        measures.append(_measure("threshold heart rate", thresholds.run_threshold_heart_rate_bpm))
    if "ride" in inputs.sports and any(one.load.method == "power" for one in known):
        measures.append(_measure("critical power", thresholds.critical_power_w, " W"))
    if measures:
        yield f"Easy and hard are told apart by {'; '.join(measures)}."


def _measure(words: str, found: Estimate, unit: str = "") -> str:
    give_or_take = NINE_IN_TEN_SD * found.sd
    return f"{words} {found.value:.0f}{unit}, give or take {give_or_take:.0f} ({found.basis})"


def _pace(speed_mps: float) -> str:
    """Seconds per kilometre as 5:07."""
    minutes, seconds = divmod(round(1000 / speed_mps), 60)
    return f"{minutes}:{seconds:02d}"
