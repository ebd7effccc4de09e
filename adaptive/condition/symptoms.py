"""What logs change at once: symptoms, checks and skips today's work, signs the emphasis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from adaptive.agenda.days import day_name
from adaptive.checks import Check
from adaptive.condition.felt import Felt
from adaptive.condition.known import Known
from adaptive.condition.safety import standard
from adaptive.diary import DiaryEntry, skipped
from adaptive.programme.rulebook import StateNumbers
from adaptive.week import EVERY_KIND, Condition, Emphasis

__all__ = ["conditions", "emphasis", "signs_due", "troubled"]

_WEEK = timedelta(days=7)

_WEEKS_OF_TIGHTENING = 4
"""The article warns that too much psoas work tightens; four weeks are more than a bad week."""


def conditions(
    known: Known,
    felt: Sequence[Felt],
    checked: Sequence[Check],
    numbers: StateNumbers,
    days: Sequence[date],
) -> Iterator[tuple[date, Condition]]:
    """What was logged about each day: how it felt, how the check went, what was skipped."""
    wanted = set(days)
    for one in felt:
        tension = one.tension or 0
        if one.day in wanted and tension >= numbers.ease_tension:
            yield one.day, _tense_today(one.day, tension, numbers)
    for check in checked:
        if check.on_day in wanted and not check.ok:
            why = f"the check on {day_name(check.on_day)} was not good"
            yield check.on_day, _eased(why, numbers)
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


def troubled(known: Known, felt: Sequence[Felt], numbers: StateNumbers) -> frozenset[date]:
    """Days on which symptoms were logged that would hold progression, or a red flag."""
    flagged = {entry.on_day for entry in known.diary if entry.content.get("red_flags")}
    return frozenset(
        flagged
        | {
            one.day
            for one in felt
            if (one.tension or 0) >= numbers.hold_tension
            or (one.soreness or 0) >= numbers.hold_soreness
        }
    )


def signs_due(entries: Iterable[DiaryEntry], today: date, days: int) -> bool:
    """Whether it is time to ask for the signs: nobody went through them within so many days.

    Who named some without being asked has thought of them.
    """
    after = today - timedelta(days=days)
    return not any(
        after < entry.on_day <= today and (entry.content.get("asked") or entry.content.get("signs"))
        for entry in entries
        if entry.kind == "symptom"
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


def _tense_today(day: date, tension: float, numbers: StateNumbers) -> Condition:
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
    return _eased(f"you logged tension on {day_name(day)}", numbers)


def _eased(why: str, numbers: StateNumbers) -> Condition:
    return Condition(
        rule="symptoms",
        reason=f"{why}: one level lower and one set less",
        sets_share=numbers.ease_sets_share,
        level_drop=numbers.ease_level_drop,
        may_step_up=False,
    )


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
