"""What logged symptoms, signs and skips change: today's work, progression, emphasis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from adaptive.agenda.days import day_name
from adaptive.condition.known import Known
from adaptive.condition.safety import standard
from adaptive.diary import DiaryEntry, skipped
from adaptive.programme.rulebook import StateNumbers
from adaptive.week import EVERY_KIND, Condition, Emphasis

__all__ = ["conditions", "emphasis", "troubled"]

_WEEK = timedelta(days=7)

_WEEKS_OF_TIGHTENING = 4
"""The article warns that too much psoas work tightens; four weeks are more than a bad week."""


def conditions(
    known: Known, numbers: StateNumbers, days: Sequence[date]
) -> Iterator[tuple[date, Condition]]:
    """What was logged about each day, and what of it lasts a week."""
    wanted = set(days)
    for day, tension in _worst_tension(known).items():
        if day in wanted and tension >= numbers.ease_tension:
            yield day, _eased_today(day, tension, numbers)
    for begin, why in _holds(known, numbers):
        hold = Condition(overlay="hold", rule="hold", reason=why, may_step_up=False)
        length = timedelta(days=numbers.hold_days)
        yield from ((day, hold) for day in days if begin <= day < begin + length)
    if _tightening(known):
        over = Condition(
            overlay="hold",
            rule="over_programming",
            reason="signs of tightness have grown for four weeks while strengthening grew, "
            "which may be too much of it: nothing is stepped up",
            may_step_up=False,
        )
        ahead = known.today + timedelta(days=numbers.hold_days)
        yield from ((day, over) for day in days if known.today <= day < ahead)
    for (day, kind), entry in skipped(known.diary).items():
        if day in wanted:
            reason = f"you skipped {kind.replace('_', ' ')} on {day_name(day)}"
            if said := entry.content.get("why"):
                reason += f" ({said})"
            allowed = EVERY_KIND - {kind}
            yield day, Condition(rule="skipped", reason=reason, allowed=allowed)


def troubled(known: Known, numbers: StateNumbers) -> frozenset[date]:
    """Days on which symptoms were logged that would hold progression, or a red flag."""
    return frozenset(
        entry.on_day
        for entry in known.diary
        if _tension(entry) >= numbers.hold_tension
        or (entry.content.get("soreness") or 0) >= numbers.hold_soreness
        or entry.content.get("red_flags")
    )


def emphasis(entries: Sequence[DiaryEntry], today: date, days: int) -> frozenset[Emphasis]:
    """The side of which the larger share of signs was logged lately; both where they are equal.

    Args:
        entries: of the diary.
        today: the last day that counts.
        days: how many days count.
    """
    score = _scores(entries, today - timedelta(days=days), today)
    return frozenset(side for side, share in score.items() if share == max(score.values()) > 0)


def _scores(entries: Sequence[DiaryEntry], after: date, until: date) -> dict[Emphasis, float]:
    """By side the share of its signs that were logged after one day, up to another."""
    named = {
        sign
        for entry in entries
        if after < entry.on_day <= until
        for sign in entry.content.get("signs", ())
    }
    sides: defaultdict[Emphasis, list[bool]] = defaultdict(list)
    for sign in standard().signs.values():
        sides[sign.side].append(sign.id in named)
    return {side: sum(present) / len(present) for side, present in sides.items()}


def _tension(entry: DiaryEntry) -> float:
    """The worse of back tension and pull in the hip; sharp pain is the worst; 0 if not told."""
    if entry.content.get("sharp"):
        return 10.0
    return max(entry.content.get(where) or 0.0 for where in ("back", "hip_pull"))


def _worst_tension(known: Known) -> dict[date, float]:
    worst: defaultdict[date, float] = defaultdict(float)
    for entry in known.diary:
        worst[entry.on_day] = max(worst[entry.on_day], _tension(entry))
    return worst


def _eased_today(day: date, tension: float, numbers: StateNumbers) -> Condition:
    if tension >= numbers.stop_tension:
        return Condition(
            overlay="hold",
            rule="symptoms",
            reason=f"you logged strong tension or pain on {day_name(day)}: no strengthening; "
            "pain of 7/10 or more ends running and drills too: kneedrive log symptom "
            "--red-flag severe_pain",
            allowed=EVERY_KIND - {"strengthening"},
            may_step_up=False,
        )
    return Condition(
        overlay="hold",
        rule="symptoms",
        reason=f"you logged tension on {day_name(day)}: one level lower and one set less",
        sets_share=numbers.ease_sets_share,
        level_drop=numbers.ease_level_drop,
        may_step_up=False,
    )


def _holds(known: Known, numbers: StateNumbers) -> Iterator[tuple[date, str]]:
    """The days on which a week without progression begins, each time anew, and why."""
    logs: list[bool] = []
    for entry in known.diary:
        if any(entry.content.get(where) is not None for where in ("back", "hip_pull", "sharp")):
            logs.append(_tension(entry) >= numbers.hold_tension)
            if sum(logs[-numbers.hold_of_last :]) >= numbers.hold_logs:
                logged = f"{numbers.hold_logs} of your last {numbers.hold_of_last} logs"
                yield entry.on_day, f"back or hip was tense in {logged}: the level stays for a week"
        if (entry.content.get("soreness") or 0) >= numbers.hold_soreness:
            day = day_name(entry.on_day)
            yield entry.on_day, f"you were very sore on {day}: the level stays for a week"


def _tightening(known: Known) -> bool:
    """Whether tightness rose over weeks in which strengthening grew, each of them logged."""
    ends = [known.today - n * _WEEK for n in reversed(range(_WEEKS_OF_TIGHTENING))]
    for end in ends:
        if not any(end - _WEEK < entry.on_day <= end for entry in known.logged("symptom")):
            return False
    tight = [_scores(known.diary, end - _WEEK, end)["tightness"] for end in ends]
    if tight[0] == tight[-1] or any(later < earlier for earlier, later in pairwise(tight)):
        return False
    half = known.today - _WEEKS_OF_TIGHTENING // 2 * _WEEK
    minutes = {True: 0.0, False: 0.0}
    for block in known.done:
        day = block.start.date()
        if block.kind == "strengthening" and ends[0] - _WEEK < day <= known.today:
            minutes[day > half] += block.minutes
    return minutes[True] > minutes[False]
