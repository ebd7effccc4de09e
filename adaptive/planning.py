"""The plan of a week from the library: what was done, what is coming, what was planned.

Here everything that a plan depends on comes together (`PlanInputs`); where things go
is the planner's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np

from adaptive import assessing, phases, rhythm
from adaptive.assessing import Assessed
from adaptive.library.store import Store
from adaptive.planner import plan as place
from adaptive.programme.rulebook import standard
from adaptive.week import DoneBlock, PhaseEntry, Plan, PlanInputs, WeekSession
from ingest.errors import KneedriveError, UsageError
from ingest.sports import Family
from models.athlete import Thresholds

__all__ = ["parse_week", "plan", "programme"]

LOOKED_BACK = timedelta(days=10)
"""Far enough for every rule that counts from an earlier session or block."""

LOOKED_AHEAD = timedelta(days=4)
"""The days after the week, on which a hard session may forbid strengthening on its Sunday."""

SPORT_MEMORY = timedelta(days=90)
"""Which sports an athlete does is read from this much history."""

SPORT_SHARE = 0.05
"""A sport counts as done when it takes at least this share of the time."""

LOAD_MEMORY_DAYS = 42
HIGH_LOAD, TIRING_LOAD = 0.90, 0.75
"""Quantiles of the last days' loads from which a day is too full, or not the best choice."""


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
    known = assessing.assessed(store, today)
    if not known:
        raise KneedriveError(
            f"no session is known up to {today}",
            hint="Import recordings first: kneedrive import FOLDER",
        )
    entries = programme(store, today)
    if not entries:
        entries = [PhaseEntry(today, "activation", "start")]
        if start:
            store.add_programme_entry(entries[0])
    done = [_week_session(one) for one in known if one.family != "transition"]
    habits = rhythm.learn(done, today)
    monday = week_start or today - timedelta(days=today.weekday())
    moment = now or datetime.combine(today, time())
    begin = datetime.combine(monday, time())
    earlier = store.planned(begin - LOOKED_BACK, moment)

    inputs = _inputs(done, habits, entries, earlier, today, now, monday)
    made = place(inputs, standard())
    if start:
        store.replace_planned(max(moment, begin), begin + timedelta(days=7), made.blocks)
    last = known[-1].stored
    offset = last.local_start - last.start.replace(tzinfo=None)
    thresholds = assessing.thresholds_on(store, today)
    return replace(
        made,
        assumptions=tuple(_assumptions(known, thresholds, inputs, habits.weeks)),
        zone=timezone(offset) if offset else UTC,
    )


def programme(store: Store, today: date) -> list[PhaseEntry]:
    """The entries up to a day. A programme starts once: a later start is none."""
    entries = sorted(
        (entry for entry in store.programme() if entry.day <= today), key=lambda entry: entry.day
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
    coming = _coming(habits, done, today, now, days[-1] + LOOKED_AHEAD)
    loads = _load_by_day(done)
    usual = [loads.get(today - timedelta(days=n), 0.0) for n in range(1, LOAD_MEMORY_DAYS + 1)]
    high, tiring = np.quantile(usual, (HIGH_LOAD, TIRING_LOAD))
    load_of = _load_by_day(recent + coming)
    return PlanInputs(
        today=today,
        now=now,
        week_start=monday,
        phase=phases.phase_on(entries, max(today, monday)),
        # Days before the programme began lie in the past; the state it began with will do.
        phase_by_day={day: phases.phase_on(entries, max(day, entries[0].day)) for day in days},
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
    now: datetime | None,
    last: date,
) -> list[WeekSession]:
    """The sessions that habit predicts from today on; what was done today is not repeated."""
    done_today = {session.family for session in done if session.day == today}
    coming = []
    for n in range((last - today).days + 1):
        for session in habits.on(today + timedelta(days=n)):
            is_past = now is not None and session.start <= now
            if n > 0 or not (is_past or session.family in done_today):
                coming.append(session)
    return coming


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
    known: Sequence[Assessed], thresholds: Thresholds, inputs: PlanInputs, weeks: int
) -> Iterable[str]:
    """What the plan takes for granted because nobody has said otherwise."""
    yield (
        f"You train on as in the last {weeks} weeks: no calendar was given, so the coming "
        "sessions are what your own weekly rhythm lets expect."
        if weeks == rhythm.WEEKS_REMEMBERED
        else "Few weeks of your training are known yet, so only what has repeated is expected. "
        "A hard session that comes unexpectedly moves the work before it: plan again then."
    )
    done = [
        f"{block.start:%A}"
        for block in inputs.done_blocks
        if block.kind == "strengthening" and block.start.date() in inputs.days
    ]
    if done:
        yield f"You did the strengthening planned for {' and '.join(done)}."
    measures = []
    if "run" in inputs.sports:
        pace = thresholds.run_speed_mps
        give_or_take_s = 1000 / pace.value * pace.sd / pace.value
        measures.append(
            f"threshold pace {_pace(pace.value)}/km, give or take {give_or_take_s:.0f} s "
            f"({pace.basis})"
        )
        rate = thresholds.run_threshold_heart_rate_bpm
        measures.append(f"threshold heart rate {rate.value:.0f} +-{rate.sd:.0f} ({rate.basis})")
    if "ride" in inputs.sports and any(one.load.method == "power" for one in known):
        power = thresholds.critical_power_w
        measures.append(f"critical power {power.value:.0f} +-{power.sd:.0f} W ({power.basis})")
    if measures:
        yield f"Easy and hard are told apart by {'; '.join(measures)}."
    for session in inputs.sessions:
        recent = session.day >= inputs.week_start - timedelta(days=1)
        if session.origin == "done" and session.uncertain and recent:
            yield (
                f"{session.day:%A}'s {session.family} is not surely easy, so it is treated as hard."
            )


def _pace(speed_mps: float) -> str:
    """Seconds per kilometre as 5:07."""
    minutes, seconds = divmod(round(1000 / speed_mps), 60)
    return f"{minutes}:{seconds:02d}"
