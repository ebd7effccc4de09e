"""What two plans of one week were made from differently, one thing at a time.

Each difference is told in a clause, and can be put alone into the earlier inputs; that is how
`changes` finds out which of them moved a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from adaptive.explain.naming import KIND_WORDS, session_name
from adaptive.plans import Block
from adaptive.week import Condition, DoneBlock, Pin, PlanInputs, WeekSession

__all__ = ["SAME_TIME", "Difference", "differences", "same_work"]

SAME_TIME = timedelta(minutes=10)
"""A start that shifts by less is no news to anybody: what habit predicts wavers that much."""

_Apply = Callable[[PlanInputs], PlanInputs]
_Value = TypeVar("_Value")
_Pair = tuple[WeekSession | None, WeekSession | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different: `words` say it as a clause, `apply` makes it so in inputs.

    `sessions` are the ids of the sessions it is about. `only_time` is that time passed, which
    goes without saying where there is another cause.
    """

    words: str
    apply: _Apply
    sessions: tuple[str, ...] = ()
    only_time: bool = False


def differences(
    before: PlanInputs, after: PlanInputs, planned: Sequence[Block], reasons: Mapping[str, str]
) -> list[Difference]:
    """What differs, in the order in which it is thought of as a cause; the passing of time last.

    `planned` are the blocks of the earlier plan, `reasons` say by session id why it has its class.
    """
    return [
        *_pins(before, after),
        *_sessions(before, after, reasons),
        *_by_day(before, after),
        *_plain_fields(before, after),
        *_done(before, after, planned),
        *_time(before, after, planned),
    ]


def same_work(one: Block | DoneBlock, other: Block | DoneBlock) -> bool:
    """Whether both are the same block, whatever was told of how it went."""
    return (one.kind, one.start.date()) == (other.kind, other.start.date())


def _set(**values: Any) -> _Apply:  # noqa: ANN401 - any of its fields
    return lambda inputs: replace(inputs, **values)


# -- what the athlete put somewhere --------------------------------------------------------------


def _pins(before: PlanInputs, after: PlanInputs) -> Iterator[Difference]:
    for pin in after.pins:
        if pin not in before.pins:
            at = f" at {pin.at:%H:%M}" if pin.at else ""
            words = f"you put {KIND_WORDS[pin.kind]} on {pin.day:%A}{at}"
            yield Difference(words, _pinned(pin, None, after))
    for pin in before.pins:
        if pin.day >= after.today and not any(
            (pin.kind, pin.day) == (other.kind, other.day) for other in after.pins
        ):
            words = f"you no longer hold {KIND_WORDS[pin.kind]} on {pin.day:%A}"
            yield Difference(words, _pinned(None, pin, after))


def _pinned(added: Pin | None, gone: Pin | None, after: PlanInputs) -> _Apply:
    """Whoever moves a block gives up its old place with it, which `after.intended` knows."""

    def apply(inputs: PlanInputs) -> PlanInputs:
        pins = [pin for pin in inputs.pins if pin != gone]
        if added:
            pins = [p for p in pins if (p.kind, p.day) != (added.kind, added.day)] + [added]
        return replace(inputs, pins=tuple(pins), intended=after.intended)

    return apply


# -- sessions ------------------------------------------------------------------------------------


def _sessions(
    before: PlanInputs, after: PlanInputs, reasons: Mapping[str, str]
) -> Iterator[Difference]:
    groups: dict[object, list[_Pair]] = {}
    wavering: list[_Pair] = []
    for n, (old, new) in enumerate(_pairs(before.sessions, after.sessions)):
        if _told(old, new, after.today, reasons):
            # Both legs of a brick are one session to whoever does it.
            name = (new and new.brick_id) or (old and old.brick_id) or n
            groups.setdefault(name, []).append((old, new))
        else:
            wavering.append((old, new))
    for pairs in sorted(groups.values(), key=_first_start):
        words = next(filter(None, (_told(*pair, after.today, reasons) for pair in pairs)))
        ids = tuple(new.id or new.entry_id or "" for _, new in pairs if new)
        yield Difference(words, _exchanged(pairs), tuple(filter(None, ids)))
    if wavering:
        yield Difference("times and lengths of sessions wavered a little", _exchanged(wavering))


def _first_start(pairs: Sequence[_Pair]) -> datetime:
    return min(session.start for pair in pairs for session in pair if session)


def _exchanged(pairs: Sequence[_Pair]) -> _Apply:
    def apply(inputs: PlanInputs) -> PlanInputs:
        sessions = list(inputs.sessions)
        for old, new in pairs:
            if old in sessions:
                sessions.remove(old)
            if new:
                sessions.append(new)
        return replace(inputs, sessions=tuple(sorted(sessions, key=lambda s: (s.start, s.sport))))

    return apply


_SAME: tuple[Callable[[WeekSession], object], ...] = (
    lambda session: session.id,
    lambda session: session.entry_id,
    lambda session: (session.day, session.family),
)
"""What makes an earlier and a later session the same one, the surest sign first."""


def _pairs(before: Iterable[WeekSession], after: Iterable[WeekSession]) -> Iterator[_Pair]:
    """Sessions that differ, each with what it was; None where there is nothing on one side."""
    gone, came = _leftovers(before, after)
    for same in _SAME:
        for new in list(came):
            old = next((one for one in gone if same(one) and same(one) == same(new)), None)
            if old:
                gone.remove(old)
                came.remove(new)
                yield old, new
    yield from ((old, None) for old in gone)
    yield from ((None, new) for new in came)


def _leftovers(
    before: Iterable[_Value], after: Iterable[_Value]
) -> tuple[list[_Value], list[_Value]]:
    """What is only in the one and what is only in the other."""
    gone, came = list(before), []
    for value in after:
        if value in gone:
            gone.remove(value)
        else:
            came.append(value)
    return gone, came


def _told(
    old: WeekSession | None, new: WeekSession | None, today: date, reasons: Mapping[str, str]
) -> str:
    """What became of a session, as a clause; empty where hardly anything did."""
    if new is None:
        assert old is not None  # a pair has at least one
        return f"{session_name(old)} {_gone(old, today)}"
    if old is None:
        came = {
            "done": "was recorded, which the plan had not expected",
            "calendar": "was added",
            "predicted": "is new among what your habits let expect",
        }
        return f"{session_name(new)} {came[new.origin]}"
    recorded = new.origin == "done" and old.origin != "done"
    subject = session_name(old)
    if (old.session_class, old.kind, old.uncertain) != (
        new.session_class,
        new.kind,
        new.uncertain,
    ):
        verb = "was recorded as" if recorded else f"is now {_LOOKED_AT[new.origin]} as"
        reason = reasons.get(new.id or "")
        return f"{subject} {verb} {_class_words(new)}" + (f" ({reason})" if reason else "")
    if old.possible != new.possible:
        return f"{subject} is {'only possible by now' if new.possible else 'to be expected now'}"
    if old.day != new.day:
        verb = "was done on" if recorded else "was moved to"
        return f"{subject} {verb} {new.day:%A}"
    verb = "was recorded" if recorded else f"is now {_LOOKED_AT[new.origin]}"
    if abs(old.start - new.start) > SAME_TIME:
        return f"{subject} {verb} at {new.start:%H:%M}, not {old.start:%H:%M}"
    if abs(old.duration_min - new.duration_min) > SAME_TIME.total_seconds() / 60:
        return f"{subject} {verb} with {new.duration_min:.0f} min, not {old.duration_min:.0f}"
    if _hours(old) != _hours(new):
        return f"{subject} {verb} {_hours(new)}"
    return f"{subject} was recorded" if recorded else ""


_LOOKED_AT = {"done": "classed", "calendar": "planned", "predicted": "expected"}


def _hours(session: WeekSession) -> str:
    """When it may start, to the hour."""
    if session.earliest is None or session.latest is None:
        return f"at {session.start:%H:%M}"
    return f"between {session.earliest:%H}:00 and {session.latest:%H}:59"


def _gone(session: WeekSession, today: date) -> str:
    if session.origin == "done":
        return "is no longer in the library"
    if session.day < today:
        return "was not recorded"
    return "is no longer expected" if session.origin == "predicted" else "is no longer planned"


def _class_words(session: WeekSession) -> str:
    if session.uncertain:
        return "perhaps hard"
    if session.kind == "race":
        return "a race"
    if session.session_class == "brick":
        return "part of a brick"
    kind = (session.kind or "").replace("_", " ")
    return f"{session.session_class}, {kind}" if kind else session.session_class


# -- what holds of days --------------------------------------------------------------------------


def _by_day(before: PlanInputs, after: PlanInputs) -> Iterator[Difference]:
    yield from _days_off(before, after)
    yield from _conditions(before, after)
    if before.phase_by_day != after.phase_by_day:
        days = (day for day in after.days if _state(before, day) != _state(after, day))
        day = next(days, None)
        words = (
            f"the phase is {_state(after, day)} on {day:%A}, not {_state(before, day)}"
            if day
            else "the days of the phase are counted otherwise"
        )
        yield Difference(words, _phases(after))


def _days_off(before: PlanInputs, after: PlanInputs) -> Iterator[Difference]:
    for day in after.open_days:
        new = after.days_off.get(day)
        if new == before.days_off.get(day):
            continue
        if new is None:
            words = f"you are at home again on {day:%A}"
        elif new.blocked:
            words = f"you keep {day:%A} free"
        else:
            words = f"you are away on {day:%A}"
        yield Difference(words, _days_off_of([day], after))


def _days_off_of(days: Sequence[date], after: PlanInputs) -> _Apply:
    return lambda inputs: replace(inputs, days_off=_overlaid(inputs.days_off, after.days_off, days))


def _conditions(before: PlanInputs, after: PlanInputs) -> Iterator[Difference]:
    days: dict[str, list[date]] = {}
    for day in after.open_days:
        old, new = before.condition(day), after.condition(day)
        if old != new:
            days.setdefault(_condition_words(old, new), []).append(day)
    for words, concerned in days.items():
        yield Difference(words, _conditions_of(concerned, after))


def _condition_words(old: Condition, new: Condition) -> str:
    """The reasons that came, else those that are over; what held and holds explains nothing."""
    before, now = ((one.reason or "").split("; ") for one in (old, new))
    if came := "; ".join(part for part in now if part not in before):
        return came
    over = "; ".join(part for part in before if part not in now)
    return f"no longer: {over}" if over else new.reason or "you are well"


def _conditions_of(days: Sequence[date], after: PlanInputs) -> _Apply:
    return lambda inputs: replace(
        inputs, conditions=_overlaid(inputs.conditions, after.conditions, days)
    )


def _overlaid(
    known: Mapping[date, _Value], told: Mapping[date, _Value], days: Sequence[date]
) -> dict[date, _Value]:
    """What is known of days, and of some of them what was told."""
    source = {day: told if day in days else known for day in (*known, *told)}
    return {day: values[day] for day, values in source.items() if day in values}


def _state(inputs: PlanInputs, day: date) -> str:
    state = inputs.state(day)
    return f"{state.phase} ({state.overlay})" if state.overlay else state.phase


def _phases(after: PlanInputs) -> _Apply:
    return lambda inputs: replace(
        inputs,
        phase_by_day=after.phase_by_day,
        phase=after.state(inputs.today),
    )


# -- what holds of the athlete -------------------------------------------------------------------


def _plain_fields(before: PlanInputs, after: PlanInputs) -> Iterator[Difference]:
    for names, words in _FIELDS.items():
        new = {name: getattr(after, name) for name in names}
        if new != {name: getattr(before, name) for name in names}:
            told = words(before, after) if callable(words) else words
            yield Difference(told, _set(**new))


def _load_words(before: PlanInputs, after: PlanInputs) -> str:
    """Which day's load is judged otherwise."""
    for day in after.days:
        if (day in before.high_load_days) != (day in after.high_load_days):
            no_longer = "" if day in after.high_load_days else "no longer "
            return f"{day:%A}'s load is {no_longer}unusually high"
    return "other days than before tire you most"


def _sport_words(_before: PlanInputs, after: PlanInputs) -> str:
    return f"your sports are now {' and '.join(sorted(after.sports)) or 'none that is known'}"


_FIELDS: Mapping[tuple[str, ...], str | Callable[[PlanInputs, PlanInputs], str]] = {
    ("settings",): "you chose otherwise about strength and rest days",
    ("availability",): "the hours you have changed",
    ("equipment",): "your equipment changed",
    ("avoid",): "what you are to avoid changed",
    ("emphasis",): "other signs, of tightness or weakness, lead",
    ("sports",): _sport_words,
    ("safety_answered",): "the safety questions were answered",
    ("levels",): "you are at another level of an exercise",
    ("high_load_days", "tiring_days"): _load_words,
    ("previous",): "last week's strengthening is known to have stood on other days",
}


# -- what was done, and time ---------------------------------------------------------------------


def _done(before: PlanInputs, after: PlanInputs, planned: Sequence[Block]) -> Iterator[Difference]:
    """Work that was done or not done other than planned; what passed as planned is time's."""
    gone, came = _leftovers(before.done_blocks, after.done_blocks)
    for new in came:
        what = f"{new.start:%A}'s {KIND_WORDS[new.kind]}"
        if old := next((one for one in gone if same_work(one, new)), None):
            gone.remove(old)
            yield Difference(f"{what} was logged otherwise", _with_done(old, new))
        elif not any(same_work(block, new) for block in planned):
            words = f"you did {what}" if new.logged else f"{what} counts as done"
            yield Difference(words, _with_done(None, new))
    for old in gone:
        what = f"{old.start:%A}'s {KIND_WORDS[old.kind]}"
        yield Difference(f"{what} was not done", _with_done(old, None))


def _with_done(gone: DoneBlock | None, added: DoneBlock | None) -> _Apply:
    def apply(inputs: PlanInputs) -> PlanInputs:
        done = [block for block in inputs.done_blocks if block != gone]
        return replace(inputs, done_blocks=(*done, added) if added else tuple(done))

    return apply


def _time(before: PlanInputs, after: PlanInputs, planned: Sequence[Block]) -> Iterator[Difference]:
    if (before.today, before.now) == (after.today, after.now):
        return
    passed = [block for block in planned if block.start < after.earliest]
    done = tuple(b for b in after.done_blocks if any(same_work(b, other) for other in passed))
    missed = [
        f"{block.start:%A}'s {KIND_WORDS[block.kind]} was not done"
        for block in passed
        if block.kind == "strengthening"
        and block.day < after.today  # today's may still be on its way, or not yet logged
        and not any(same_work(block, one) for one in done)
    ]
    over = after.earliest
    hour = f"past {over:%H:%M} on " if over.time() > time() else ""
    yield Difference(
        " and ".join(missed) or f"it is {hour}{after.today:%A}",
        lambda inputs: replace(
            inputs,
            today=after.today,
            now=after.now,
            phase=inputs.state(after.today),
            done_blocks=(*inputs.done_blocks, *done),
        ),
        only_time=not missed,
    )
