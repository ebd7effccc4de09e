"""The plan of a week from the library: what was done, what is coming, what was planned.

Here everything that a plan depends on comes together (`PlanInputs`); where things go
is the planner's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np

from adaptive import assessing, explain, judging, phases, rhythm
from adaptive.assessing import Assessed
from adaptive.library.store import Store
from adaptive.planner import plan as place
from adaptive.plans import Plan
from adaptive.programme.rulebook import standard
from adaptive.questions import MEMORY, worth_asking
from adaptive.week import BlockKind, DoneBlock, PhaseEntry, PlanInputs, WeekSession
from ingest.errors import KneedriveError, UsageError
from ingest.sports import Family
from models.athlete import NINE_IN_TEN_SD, Estimate, Thresholds

__all__ = ["parse_week", "plan", "programme"]

LOOKED_BACK = timedelta(days=10)
"""Far enough for every rule that counts from an earlier session or block."""

LOOKED_AHEAD = timedelta(days=4)
"""The days after the week, on which a hard session may forbid strengthening on its Sunday."""

SPORT_MEMORY = timedelta(days=90)
"""Which sports an athlete does is read from this much history."""

SPORT_SHARE = 0.05
"""A sport counts as done when it takes at least this share of the time."""

LOOKED_AT = timedelta(days=120)
"""What lies further back than all memories above and below changes no plan."""

LOAD_MEMORY_DAYS = 42
HIGH_LOAD, TIRING_LOAD = 0.90, 0.75
"""Quantiles of the last training days' loads: above them a day is too full, or not the best."""

_STANDS_IN: dict[BlockKind, Family] = {
    "drills": "run",
    "single_leg_pedalling": "ride",
    "transition": "run",
}


def plan(
    store: Store,
    today: date,
    now: datetime | None,
    week_start: date | None = None,
    *,
    start: bool = True,
) -> Plan:
    """The plan of a week, this one unless another Monday is given.

    The first plan starts the programme. What is planned is noted, so that the plans of later
    days know what came before them. With `start` false nothing is written.

    Raises:
        KneedriveError: no session is known up to this day.
    """
    monday = week_start or today - timedelta(days=today.weekday())
    lately = assessing.assessed(store, today, min(today, monday) - LOOKED_AT)
    known = lately or assessing.assessed(store, today)
    if not known:
        raise KneedriveError(
            f"no session is known up to {today}",
            hint="Import recordings first: kneedrive import FOLDER",
        )
    entries = programme(store, today)
    if not entries:
        entries = [PhaseEntry(today, "activation", "start")]
        if start:
            store.way.enter(entries[0])
    done = [_week_session(one) for one in known if one.family != "transition"]
    begin = datetime.combine(monday, time())
    # Before a coming week lies what is still planned for this one.
    until = max(now or datetime.combine(today, time()), begin)
    trained = {(session.day, session.family) for session in done}
    earlier = [
        block
        for block in store.way.blocks(begin - LOOKED_BACK, until)
        if block.start.date() >= today or _had_its_session(block, trained)
    ]

    def placed(sessions: list[WeekSession]) -> tuple[Plan, PlanInputs, rhythm.Rhythm]:
        habits = rhythm.learn(sessions, today)
        inputs = _inputs(sessions, habits, entries, earlier, today, now, monday)
        return place(inputs, standard()), inputs, habits

    def plan_with(told: Sequence[WeekSession]) -> Plan:
        by_id = {session.id: session for session in told}
        return placed([by_id.get(session.id, session) for session in done])[0]

    made, inputs, habits = placed(done)
    unclear = worth_asking(
        _unsure(known, today) if today <= made.last else [],
        made,
        plan_with,
        told_this_week=store.labels.told(today - timedelta(days=today.weekday()), today),
    )
    if start:
        store.way.replace_blocks(until, begin + timedelta(days=7), made.blocks)
    asked = {session.id: explain.class_question(session) for session in unclear if session.id}
    last = known[-1].stored
    offset = last.local_start - last.start.replace(tzinfo=None)
    thresholds = judging.thresholds_on(store, today)
    return replace(
        made,
        questions=(*made.questions, *asked.values()),
        asked=asked,
        assumptions=tuple(_assumptions(known, thresholds, inputs, habits)),
        zone=timezone(offset) if offset else UTC,
    )


def programme(store: Store, today: date) -> list[PhaseEntry]:
    """The entries up to a day. A programme starts once: a later start is none."""
    entries = sorted(
        (entry for entry in store.way.entries() if entry.day <= today), key=lambda entry: entry.day
    )
    return [entry for n, entry in enumerate(entries) if n == 0 or entry.reason != "start"]


def parse_week(text: str) -> date:
    """The Monday of a week written as 2026-W48.

    Raises:
        UsageError: it is written otherwise.
    """
    try:
        return date.fromisoformat(f"{text}-1")
    except ValueError:
        raise UsageError(f"{text!r} is no week", hint="Write weeks like 2026-W48.") from None


def _inputs(
    done: list[WeekSession],
    habits: rhythm.Rhythm,
    entries: Sequence[PhaseEntry],
    earlier: Sequence[DoneBlock],
    today: date,
    now: datetime | None,
    monday: date,
) -> PlanInputs:
    days = [monday + timedelta(days=n) for n in range(7)]
    recent = [session for session in done if session.day >= monday - LOOKED_BACK]
    coming = _coming(habits, done, today, days[-1] + LOOKED_AHEAD)
    remembered = today - timedelta(days=LOAD_MEMORY_DAYS)
    loads = _load_by_day(session for session in done if remembered <= session.day < today)
    # Days without training are no measure: beside them any session would be unusual.
    usual = [load for load in loads.values() if load > 0]
    high, tiring = np.quantile(usual, (HIGH_LOAD, TIRING_LOAD)) if usual else (np.inf, np.inf)
    load_of = _load_by_day(recent + coming)
    # Days before the programme began lie in the past; the state it began with will do.
    state = {day: phases.phase_on(entries, max(day, entries[0].day)) for day in days}
    return PlanInputs(
        today=today,
        now=now,
        week_start=monday,
        phase=state[min(max(today, monday), days[-1])],
        phase_by_day=state,
        sessions=tuple(sorted(recent + coming, key=lambda one: (one.start, one.sport))),
        rulebook_version=standard().version,
        done_blocks=tuple(earlier),
        sports=_sports(done, today),
        high_load_days=frozenset(day for day, load in load_of.items() if load > high),
        tiring_days=frozenset(day for day, load in load_of.items() if load > tiring),
        previous=frozenset(
            block.start.weekday()
            for block in earlier
            if block.kind == "strengthening" and block.start.date() < monday
        ),
    )


def _coming(
    habits: rhythm.Rhythm,
    done: Sequence[WeekSession],
    today: date,
    last: date,
) -> list[WeekSession]:
    """The sessions that habit predicts from today on.

    Today's are still expected when their hour is over, as they may only be late, or done
    and not imported; they are not when that sport, or anything later, is recorded.
    """
    done_today = [session for session in done if session.day == today]
    families = {session.family for session in done_today}
    midnight = datetime.combine(today, time())
    recorded_until = max([midnight, *(session.start for session in done_today)])
    expected = [s for n in range((last - today).days + 1) for s in habits.on(today + timedelta(n))]
    return [
        session
        for session in expected
        if session.day > today
        or (session.family not in families and session.start >= recorded_until)
    ]


def _unsure(known: Iterable[Assessed], today: date) -> list[WeekSession]:
    """Recent sessions of uncertain class, the latest first: they move most and are remembered."""
    return [
        _week_session(one)
        for one in reversed(list(known))
        if one.uncertain and one.family != "transition" and one.stored.local_date > today - MEMORY
    ]


def _had_its_session(block: DoneBlock, trained: Container[tuple[date, Family]]) -> bool:
    """Whether the session took place within which a past block was planned, if it was within one.

    Activation and strengthening need none, so they are taken as done as planned.
    """
    needs = _STANDS_IN.get(block.kind)
    return needs is None or (block.start.date(), needs) in trained


def _week_session(one: Assessed) -> WeekSession:
    return WeekSession(
        id=one.stored.id,
        start=one.stored.local_start,
        duration_min=round(one.stored.duration_s / 60, 1),
        sport=one.stored.sport,
        family=one.family,
        session_class=one.session_class,
        kind=one.kind,
        origin="done",
        uncertain=one.uncertain,
        brick_id=one.brick_id,
        load_tss=one.load.tss,
    )


def _sports(done: Iterable[WeekSession], today: date) -> frozenset[Family]:
    """The families of sport that take a fair share of the athlete's time."""
    minutes: defaultdict[Family, float] = defaultdict(float)
    for session in done:
        if session.day > today - SPORT_MEMORY:
            minutes[session.family] += session.duration_min
    least = SPORT_SHARE * sum(minutes.values())
    return frozenset(sport for sport, spent in minutes.items() if spent >= least)


def _load_by_day(sessions: Iterable[WeekSession]) -> dict[date, float]:
    loads: defaultdict[date, float] = defaultdict(float)
    for session in sessions:
        loads[session.day] += session.load_tss or 0.0
    return loads


def _assumptions(
    known: Sequence[Assessed],
    thresholds: Thresholds,
    inputs: PlanInputs,
    habits: rhythm.Rhythm,
) -> Iterable[str]:
    """What the plan takes for granted because nobody has said otherwise."""
    if inputs.today <= inputs.days[-1]:
        yield explain.expectation(habits.weeks, habits.trained, habits.regular)
    done = [block for block in inputs.done_blocks if block.start.date() in inputs.days]
    if done:
        yield explain.taken_as_done(done)
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
    yesterday = inputs.week_start - timedelta(days=1)
    unsure = [s for s in inputs.sessions if s.origin == "done" and s.uncertain]
    if unsure := [s for s in unsure if s.hard and yesterday <= s.day <= inputs.days[-1]]:
        yield explain.treated_as_hard(unsure)


def _measure(words: str, found: Estimate, unit: str = "") -> str:
    give_or_take = NINE_IN_TEN_SD * found.sd
    return f"{words} {found.value:.0f}{unit}, give or take {give_or_take:.0f} ({found.basis})"


def _pace(speed_mps: float) -> str:
    """Seconds per kilometre as 5:07."""
    minutes, seconds = divmod(round(1000 / speed_mps), 60)
    return f"{minutes}:{seconds:02d}"
