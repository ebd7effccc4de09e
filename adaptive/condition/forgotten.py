"""What is left of health answers that the athlete had deleted: what they bar, and not why.

Forgetting must lift nothing. So before it, what the answers leave of each day is compared with
what would be left without them, and where the two differ the former is kept in bare numbers:
one entry of the diary, `held`, with spans of days. A span that bars some work and whose end nobody
knows lasts until the athlete logs that a professional has cleared it.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from adaptive.condition.known import Known
from adaptive.diary import HELD, DiaryEntry
from adaptive.week import EVERY_KIND, Condition

__all__ = ["Held", "conditions", "held", "paused", "remembered", "spared"]

LOOKED_AHEAD = timedelta(days=90)
"""What still holds so far ahead has no end that anybody knows."""

_GONE = frozenset({"symptom", "ill", "well", "note", HELD})
_QUESTIONS = frozenset({"safety", "signs"})
_FELT = frozenset(
    {"back", "hip_pull", "soreness", "sharp", "signs", "red_flags", "asked", "fever", "why"}
)

_DAY = timedelta(days=1)
_UNSAID = "you had deleted why"


@dataclass(frozen=True, slots=True)
class Held:
    """What is left of the days from `since` up to, but not including, `until` (None: no end).

    On `paused` days the programme stands still.
    """

    since: date
    until: date | None
    condition: Condition
    paused: bool

    def on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def to_json(self) -> dict[str, Any]:
        """As the diary keeps it; the words are always the same and are not kept."""
        told = asdict(self.condition)
        del told["rule"], told["reason"]
        return {
            "since": self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "paused": self.paused,
            **told,
            "allowed": sorted(self.condition.allowed),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Held:
        """What the diary keeps."""
        rest = dict(told)
        since, until, still = rest.pop("since"), rest.pop("until"), rest.pop("paused")
        end = date.fromisoformat(until) if until else None
        words = _UNSAID if end else f"{_UNSAID}; the plan goes on after: kneedrive log cleared"
        allowed = frozenset(rest.pop("allowed"))
        condition = Condition(rule="forgotten", reason=words, allowed=allowed, **rest)
        return cls(date.fromisoformat(since), end, condition, still)


def spared(entry: DiaryEntry) -> DiaryEntry | None:
    """What forgetting leaves of an entry: nothing, or all of it but how the body felt and why.

    Training stays: work that was done, how well the knee lifts, how hard it felt. So does a
    clearance, with which the programme began again.
    """
    if entry.kind in _GONE:
        return None
    if entry.kind == "answer" and entry.content["question"].partition(":")[0] in _QUESTIONS:
        return None
    left = {name: told for name, told in entry.content.items() if name not in _FELT}
    return replace(entry, content=left)


def remembered(known: Known, memory: timedelta) -> DiaryEntry:
    """The entry that stands for all that is to be forgotten.

    Args:
        known: everything, of which `spared` and safety answers are to be forgotten.
        memory: how long logs say how the body is; so long nothing moves on, where any of them go.
    """
    # Standing is made of all that is in this package.
    from adaptive.condition.standing import standing

    begin = min(entry.day for entry in known.entries)
    last = known.today + LOOKED_AHEAD
    left = [one for entry in known.diary if (one := spared(entry))]
    before = standing(known, begin, last)
    after = standing(replace(known, diary=left, safety=None, safety_told=None), begin, last)
    left_of = {
        day: before.conditions.get(day, Condition())
        for day in before.states
        if before.conditions.get(day) != after.conditions.get(day)
        or (day in before.paused) != (day in after.paused)
    }
    spans = [
        # What may be done at all, and how much of it, begin and end on days of their own.
        *_spans([(day, _bars(one), day in before.paused) for day, one in left_of.items()], last),
        *_spans([(day, _eases(one), False) for day, one in left_of.items()], last),
    ]
    if any(spared(entry) != entry for entry in known.diary if entry.kind != HELD):
        calm = Condition(overlay="hold", may_step_up=False)
        spans.append(Held(known.today, known.today + memory, calm, paused=False))
    # Whoever looks from an earlier day is to see it too; within its day it stands behind what was
    # told before, a clearance among it.
    content = {"spans": [one.to_json() for one in spans]}
    return DiaryEntry(HELD, known.today, None, content, min(begin, known.today))


def _bars(one: Condition) -> Condition:
    """What a condition says of which work there may be, and whether anything moves on."""
    return Condition(overlay=one.overlay, allowed=one.allowed, may_step_up=one.may_step_up)


def _eases(one: Condition) -> Condition:
    """What else it says: how the work is shortened and lightened."""
    plain = Condition()
    return replace(
        one,
        rule="",
        reason="",
        overlay=plain.overlay,
        allowed=plain.allowed,
        may_step_up=plain.may_step_up,
    )


def _spans(days: Sequence[tuple[date, Condition, bool]], last: date) -> Iterator[Held]:
    """Days on end of which the same is left, as one."""
    together = groupby(
        enumerate(days), lambda one: (one[1][0] - one[0] * _DAY, one[1][1], one[1][2])
    )
    for (_, condition, still), members in together:
        if condition == Condition() and not still:
            continue
        run = [day for _, (day, *_) in members]
        endless = run[-1] == last and condition.allowed != EVERY_KIND
        yield Held(run[0], None if endless else run[-1] + _DAY, condition, still)


def held(diary: Iterable[DiaryEntry]) -> list[Held]:
    """What was forgotten and still bars something, or once did; clearances end what is open."""
    found: list[Held] = []
    for entry in diary:
        if entry.kind == "cleared":
            found = [replace(one, until=one.until or entry.on_day) for one in found]
        elif entry.kind == HELD:
            found += [Held.from_json(one) for one in entry.content["spans"]]
    return found


def conditions(known: Known, days: Sequence[date]) -> Iterator[tuple[date, Condition]]:
    """What is left of each day."""
    for one in held(known.diary):
        yield from ((day, one.condition) for day in days if one.on(day))


def paused(known: Known, last: date) -> frozenset[date]:
    """The days up to `last` on which the programme stands still."""
    return frozenset(
        one.since + n * _DAY
        for one in held(known.diary)
        if one.paused
        for n in range(((one.until or last + _DAY) - one.since).days)
    )
