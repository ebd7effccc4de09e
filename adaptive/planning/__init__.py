"""The plan of a week from the library: what was done, what is coming, what was planned.

`gathering` reads what plans depend on, `inputs` makes one week's `PlanInputs` of it, `assumed`
says what was taken for granted; where things go is the planner's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from adaptive import assessing, explain, rhythm, shifting
from adaptive.asking.beside import beside_plan
from adaptive.assessing import Assessed
from adaptive.condition import Standing
from adaptive.form import Reader
from adaptive.library.store import Store
from adaptive.planner import plan as place
from adaptive.planning.assumed import assumptions, protocol_change
from adaptive.planning.gathering import LOOKED_AHEAD, Gathered, gather, programme, week_session
from adaptive.planning.inputs import LOOKED_BACK, Week, week
from adaptive.plans import Block, Plan
from adaptive.programme.rulebook import standard
from adaptive.questions import MEMORY, worth_asking
from adaptive.week import DoneBlock, Intended, PlanInputs, WeekSession, monday_of, week_name
from ingest.errors import KneedriveError, UsageError
from models.athlete import Thresholds

__all__ = [
    "LOOKED_AHEAD",
    "MOST_WEEKS",
    "Gathered",
    "ahead",
    "decide",
    "gather",
    "inputs_of",
    "parse_week",
    "plan",
    "planned",
    "programme",
    "reasons",
    "state",
]

MOST_WEEKS = 52
"""Nobody's rhythm says anything of a time further off."""

_FIRST_WEEK = date(1990, 1, 1)


def plan(
    store: Store,
    today: date,
    now: datetime | None,
    week_start: date | None = None,
    *,
    start: bool = True,
    intended: tuple[Intended, ...] | None = None,
) -> Plan:
    """The plan of a week, this one unless another Monday is given.

    The first plan starts the programme. What is planned is noted, so that the plans of later
    days know what came before them. With `start` false nothing is written. `intended` stands in
    for what was last planned for the week.

    Raises:
        KneedriveError: neither a session nor a calendar is known up to this day, or the week lies
            before the programme.
        UsageError: no plan reaches that week.
    """
    return planned(store, today, now, week_start, start=start, intended=intended)[1]


def planned(
    store: Store,
    today: date,
    now: datetime | None,
    week_start: date | None = None,
    *,
    start: bool = True,
    intended: tuple[Intended, ...] | None = None,
) -> tuple[Gathered, Plan]:
    """The plan of a week as `plan` makes it, with what it was made from."""
    asked = _week_asked(week_start, today)
    gathered = gather(store, today, now, asked)
    if asked + timedelta(days=6) < gathered.begin:
        raise KneedriveError(
            f"week {week_name(asked)} lies before {gathered.begin}, when the programme began",
            hint=f"What you did then: kneedrive sessions --since {asked}",
        )
    made = _chain(store, gathered, asked, intended)[-1]
    if start:
        _note(store, gathered, made)
    return gathered, _finished(store, made, _thresholds(store, today))


def ahead(
    store: Store, today: date, now: datetime | None, weeks: int, *, start: bool = True
) -> list[Plan]:
    """The plans of this week and those after it, each knowing the work of the ones before.

    Raises:
        KneedriveError: neither a session nor a calendar is known up to this day.
        UsageError: a number of weeks that makes no sense.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise UsageError(f"{weeks} weeks cannot be planned", hint=f"It may be 1 to {MOST_WEEKS}.")
    gathered = gather(store, today, now, monday_of(today))
    made = _chain(store, gathered, monday_of(today) + timedelta(weeks=weeks - 1))
    if start:
        _note(store, gathered, made[0])
    thresholds = _thresholds(store, today)
    return [_finished(store, one, thresholds, ask=one is made[0]) for one in made]


def inputs_of(
    store: Store, today: date, now: datetime | None, week_start: date | None = None
) -> PlanInputs:
    """All that the plan of a week depends on.

    Raises:
        KneedriveError: neither a session nor a calendar is known up to this day.
        UsageError: no plan reaches that week.
    """
    asked = _week_asked(week_start, today)
    return _chain(store, gather(store, today, now, asked), asked)[-1].week.inputs


def state(store: Store, today: date) -> Standing | None:
    """The athlete's state from the first day of the programme on; None before it."""
    if not programme(store, today):
        return None
    gathered = gather(store, today, None, today)
    coming = gathered.coming(today, today + LOOKED_AHEAD)
    return gathered.standing(gathered.begin, today, coming.sessions)


def decide(
    store: Store, today: date, now: datetime | None, reader: Reader | None = None
) -> Gathered | None:
    """Decide about the phase of the days up to this one, and keep what is new (`fresh`).

    None before the programme has begun.
    """
    if not programme(store, today):
        return None
    gathered = gather(store, today, now, today, reader)
    _keep(store, gathered)
    return gathered


def reasons(store: Store, today: date) -> Mapping[str, str]:
    """By id the first reason of the class of the sessions that a plan looks back at."""
    lately = assessing.assessed(store, today, today - LOOKED_BACK)
    return {one.stored.id: one.reasons[0] for one in lately if one.reasons}


def parse_week(text: str) -> date:
    """The Monday of a week written as 2026-W48.

    Raises:
        UsageError: it is written otherwise.
    """
    try:
        return date.fromisoformat(f"{text}-1")
    except ValueError:
        raise UsageError(f"{text!r} is no week", hint="Write weeks like 2026-W48.") from None


def _week_asked(monday: date | None, today: date) -> date:
    """The week that a plan is asked for, this one by default.

    Each week ahead rests on all before it, and no recording is older than the first of FIT's days.
    """
    this = monday_of(today)
    asked = monday or this
    if asked > this + timedelta(weeks=MOST_WEEKS) or asked < _FIRST_WEEK:
        raise UsageError(
            f"week {week_name(asked)} is too far away",
            hint=f"The plan looks {MOST_WEEKS} weeks ahead.",
        )
    return asked


@dataclass(frozen=True, slots=True)
class _Made:
    """A week's plan with what it was made from."""

    gathered: Gathered
    week: Week
    plan: Plan


def _chain(
    store: Store, gathered: Gathered, until: date, intended: tuple[Intended, ...] | None = None
) -> list[_Made]:
    """The plans from this week to that of `until`, or that of a week gone by alone."""
    made: list[_Made] = []
    monday = min(monday_of(gathered.today), until)
    while monday <= until:
        last_planned = intended if monday == until else None
        before = _intended(store, monday, gathered.today) if last_planned is None else last_planned
        ahead = monday > gathered.today
        this = week(gathered.foreseen(until) if ahead else gathered, monday, before)
        made.append(_Made(gathered, this, place(this.inputs, standard())))
        gathered = gathered.with_earlier(map(_as_done, made[-1].plan.blocks))
        monday += timedelta(weeks=1)
    return made


def _intended(store: Store, monday: date, today: date) -> tuple[Intended, ...]:
    kept = store.plans.last(week_name(monday), today)
    return kept.intended if kept else ()


def _as_done(block: Block) -> DoneBlock:
    return DoneBlock(block.kind, block.start, block.minutes, block.pair)


def _keep(store: Store, gathered: Gathered) -> None:
    """Write down what was decided about the phase; today stays open, as more may be logged."""
    store.shifts.keep(gathered.fresh, gathered.today, gathered.today - timedelta(days=1))


def _note(store: Store, gathered: Gathered, made: _Made) -> None:
    """Write down that the programme began, what was decided, and what is planned."""
    if programme(store, gathered.today):
        _keep(store, gathered)
    else:
        store.way.enter(gathered.entries[0])
    begin = datetime.combine(made.plan.first, time())
    until, end = max(gathered.moment, begin), begin + timedelta(days=7)
    # Drills of a run that was done at another hour than planned were done with it.
    done = [b for b in gathered.earlier if not b.logged and until <= b.start < end]
    store.way.replace_blocks(until, end, [*made.plan.blocks, *done])
    store.plans.keep(made.week.inputs, made.plan)


def _thresholds(store: Store, today: date) -> Thresholds:
    # What judges sessions is slow to load, and a decision about the phase needs none of it.
    from adaptive.judging import thresholds_on

    return thresholds_on(store, today)


def _finished(store: Store, made: _Made, thresholds: Thresholds, *, ask: bool = True) -> Plan:
    """The plan with its questions, warnings and assumptions, which are about the athlete.

    Without `ask` there is none about recorded sessions: those belong to this week's plan.
    """
    gathered, this, done = made.gathered, made.week, made.plan

    def plan_with(told: Sequence[WeekSession]) -> Plan:
        inputs = week(gathered.with_done(told), done.first, this.inputs.intended).inputs
        return place(inputs, standard())

    unclear = worth_asking(
        _unsure(gathered.known, gathered.today) if ask and gathered.today <= done.last else [],
        done,
        plan_with,
        told_this_week=store.labels.told(monday_of(gathered.today), gathered.today),
    )
    asked = {session.id: explain.class_question(session) for session in unclear if session.id}
    progress = (
        shifting.report(gathered.told(), None) if gathered.today in this.inputs.days else None
    )
    beside = beside_plan(gathered, store, progress) if progress and ask else ()
    open_ones = (f"{one.text} {one.hint}".strip() for one in (*this.state.questions, *beside))
    return replace(
        done,
        warnings=(*done.warnings, *_warnings(gathered, this)),
        questions=(*done.questions, *open_ones, *asked.values()),
        asked=asked,
        assumptions=tuple(assumptions(gathered, thresholds, this)),
        zone=gathered.zone,
        countdown=progress.countdown if progress else "",
    )


def _warnings(gathered: Gathered, this: Week) -> Iterator[str]:
    days = this.inputs.days
    if any(one.origin == "predicted" and one.day in days for one in this.inputs.sessions):
        yield from filter(None, [rhythm.warning(gathered.habits)])
    if gathered.today in days:
        yield from filter(None, [protocol_change(gathered)])


def _unsure(known: Sequence[Assessed], today: date) -> list[WeekSession]:
    """Recent sessions of uncertain class, the latest first: they move most and are remembered."""
    return [
        week_session(one)
        for one in reversed(known)
        if one.uncertain and one.family != "transition" and one.stored.local_date > today - MEMORY
    ]
