"""Use cases: what a command, a notebook or a page asks for, answered from the library.

Each takes an open store and the day from which to look; later recordings are treated
as not yet known.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from adaptive import assessing, phases, rhythm
from adaptive.assessing import Assessed
from adaptive.library.store import Store
from adaptive.planner import plan as place
from adaptive.programme.rulebook import Rulebook, standard
from adaptive.week import Phase, PhaseEntry, PhaseState, Plan, PlanInputs, WeekSession
from ingest.errors import KneedriveError, UsageError
from ingest.sports import Family
from models import fitness, intervals
from models.athlete import Thresholds

__all__ = [
    "PhaseReport",
    "daily_load",
    "find_sessions",
    "parse_week",
    "phase",
    "plan",
    "sessions",
    "set_phase",
    "show",
]

SPORT_MEMORY = timedelta(days=90)
"""Which sports an athlete does is read from this much history."""

SPORT_SHARE = 0.05
"""A sport counts as done when it takes at least this share of the time."""

LOAD_MEMORY = timedelta(days=42)


def sessions(
    store: Store,
    today: date,
    *,
    since: date | None = None,
    until: date | None = None,
    sport: str | None = None,
    session_class: str | None = None,
    uncertain: bool = False,
) -> list[dict[str, Any]]:
    """The sessions that fit all filters, oldest first, as `sessions --json` prints them.

    Asking for uncertain ones means the last six weeks unless a day is given.
    """
    if uncertain and since is None:
        since = today - timedelta(weeks=6)
    rows = [one.to_json() for one in assessing.assessed(store, today)]
    return [
        row
        for row in rows
        if (since is None or row["local_date"] >= since)
        and (until is None or row["local_date"] <= until)
        and (sport is None or row["sport"] == sport)
        and (session_class is None or row["class"] == session_class)
        and (not uncertain or row["uncertain"])
    ]


def find_sessions(store: Store, name: str, today: date) -> list[Assessed]:
    """The sessions a person means by first digits of an id, a date, or "last".

    Raises:
        KneedriveError: no session fits.
    """
    known = assessing.assessed(store, today)
    if name == "last":
        found = known[-1:]
    else:
        found = [one for one in known if one.stored.local_date.isoformat() == name] or [
            one for one in known if one.stored.id.startswith(name)
        ]
    if not found:
        raise KneedriveError(
            f"no session is known by {name!r}",
            hint="kneedrive sessions lists them with their ids; a date is written 2026-11-23.",
        )
    return found


def show(store: Store, one: Assessed) -> dict[str, Any]:
    """Everything about one session, as `show --json` prints it."""
    activity = store.activities()[one.stored.activity_id]
    start_s = (one.stored.start - activity.start).total_seconds()
    end_s = start_s + one.stored.elapsed_s
    found = assessing.intervals_of(store, one, activity)
    return {
        **one.to_json(),
        "normalized_power_w": one.load.normalized_power_w,
        "intensity_factor": one.load.intensity_factor,
        "load": assessing.load_to_json(one.load),
        "device_values": one.stored.details["device_values"],
        "laps": [lap for lap in activity.details["laps"] if start_s - 1 <= lap["start_s"] < end_s],
        "intervals": [
            {"start_s": part.start_s, "end_s": part.end_s, "intensity": part.intensity}
            for part in found
        ],
        "structure": intervals.structure(found),
        "form": None,
        "issues": activity.details["issues"] + one.stored.details["issues"],
    }


def daily_load(store: Store, today: date) -> Any:  # noqa: ANN401 - pandas is imported late
    """Load, fitness, fatigue, form, ramp, monotony and strain, a row a local day."""
    known = assessing.assessed(store, today)
    return fitness.daily_series(
        [one.stored.local_date for one in known], [one.load.tss for one in known], until=today
    )


# -- phases -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhaseReport:
    """Where the athlete is in the programme, how it came to that, and what comes next."""

    state: PhaseState
    history: tuple[PhaseEntry, ...]
    next: phases.NextStep

    def to_json(self) -> dict[str, Any]:
        """The answer of `phase --json`; verdicts stay unknown until feedback is logged."""
        return {
            "phase": self.state.phase,
            "since": self.state.since,
            "week": self.state.week,
            "day": self.state.day,
            "overlay": self.state.overlay,
            "verdicts": {"knee_lift": "unknown", "cadence": "unknown", "symptoms": "unknown"},
            "evidence": [],
            "next": {
                "phase": self.next.phase,
                "on": self.next.on,
                "met": list(self.next.met),
                "missing": list(self.next.missing),
            },
            "history": [asdict(entry) for entry in self.history],
        }


def phase(store: Store, today: date) -> PhaseReport:
    """Where the athlete is on a day.

    Raises:
        KneedriveError: the programme has not begun by then.
    """
    entries = _programme(store, today)
    if not entries:
        raise KneedriveError(
            f"the programme has not begun by {today}",
            hint="It begins with the first: kneedrive plan",
        )
    state = phases.phase_on(entries, today)
    return PhaseReport(state, phases.history(entries, today), phases.next_step(state, today))


def set_phase(store: Store, wanted: Phase, today: date) -> PhaseReport:
    """Put the athlete into a phase from this day on; recorded as an override."""
    store.add_programme_entry(PhaseEntry(today, wanted, "override"))
    return phase(store, today)


def _programme(store: Store, today: date) -> list[PhaseEntry]:
    """The entries up to a day. A programme starts once: a later start is none."""
    entries = sorted(
        (entry for entry in store.programme() if entry.day <= today), key=lambda entry: entry.day
    )
    return [entry for n, entry in enumerate(entries) if n == 0 or entry.reason != "start"]


# -- the plan -----------------------------------------------------------------------


def plan(
    store: Store,
    today: date,
    now: datetime | None,
    week_start: date | None = None,
    *,
    start: bool = True,
) -> Plan:
    """The plan of a week, this one unless another Monday is given.

    The first plan starts the programme, unless `start` is false.

    Raises:
        KneedriveError: no session is known up to this day.
    """
    known = assessing.assessed(store, today)
    if not known:
        raise KneedriveError(
            f"no session is known up to {today}",
            hint="Import recordings first: kneedrive import FOLDER",
        )
    entries = _programme(store, today)
    if not entries:
        entries = [PhaseEntry(today, "activation", "start")]
        if start:
            store.add_programme_entry(entries[0])
    rulebook = standard()
    done = [_week_session(one) for one in known if one.family != "transition"]
    habits = rhythm.learn(done, today)
    inputs = plan_inputs(done, habits, entries, rulebook, today, now, week_start)
    made = place(inputs, rulebook)
    thresholds = assessing.thresholds_on(store, today)
    return replace(made, assumptions=_assumptions(known, thresholds, inputs, habits.weeks))


def plan_inputs(
    done: list[WeekSession],
    habits: rhythm.Rhythm,
    entries: list[PhaseEntry],
    rulebook: Rulebook,
    today: date,
    now: datetime | None,
    week_start: date | None = None,
) -> PlanInputs:
    """Everything the plan of a week depends on."""
    monday = week_start or today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    loads = _load_by_day(done, today)
    high = np.quantile(list(loads.values()), 0.9) if loads else np.inf
    return PlanInputs(
        today=today,
        now=now,
        week_start=monday,
        phase=phases.phase_on(entries, max(today, monday)),
        # Days before the programme began lie in the past; the state it began with will do.
        phase_by_day={day: phases.phase_on(entries, max(day, entries[0].day)) for day in days},
        sessions=tuple(
            sorted(
                [one for one in done if one.day >= monday - timedelta(days=10)]
                + _coming(habits, done, today, now, days[-1] + timedelta(days=4)),
                key=lambda session: (session.start, session.sport),
            )
        ),
        rulebook_version=rulebook.version,
        sports=_sports(done, today),
        high_load_days=frozenset(day for day, load in loads.items() if load > high),
    )


def parse_week(text: str) -> date:
    """The Monday of a week written as 2026-W48.

    Raises:
        UsageError: it is written otherwise.
    """
    try:
        return date.fromisoformat(f"{text}-1")
    except ValueError:
        raise UsageError(f"{text!r} is no week", hint="Write weeks like 2026-W48.") from None


def _coming(
    habits: rhythm.Rhythm,
    done: list[WeekSession],
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


def _sports(done: list[WeekSession], today: date) -> frozenset[Family]:
    """The families of sport that take a fair share of the athlete's time."""
    minutes: defaultdict[Family, float] = defaultdict(float)
    for session in done:
        if session.day > today - SPORT_MEMORY:
            minutes[session.family] += session.duration_min
    least = SPORT_SHARE * sum(minutes.values())
    return frozenset(sport for sport, spent in minutes.items() if spent >= least)


def _load_by_day(done: list[WeekSession], today: date) -> dict[date, float]:
    """Load of the training days of the last six weeks."""
    loads: defaultdict[date, float] = defaultdict(float)
    for session in done:
        if session.day > today - LOAD_MEMORY and session.load_tss is not None:
            loads[session.day] += session.load_tss
    return loads


def _assumptions(
    known: list[Assessed], thresholds: Thresholds, inputs: PlanInputs, weeks: int
) -> tuple[str, ...]:
    """What the plan takes for granted because nobody has said otherwise."""
    said = []
    if any(session.origin == "predicted" for session in inputs.sessions):
        said.append(
            f"You train on as in the last {weeks} weeks: no calendar was given, so the coming "
            "sessions are what your own weekly rhythm lets expect."
        )
    else:
        said.append("No weekly rhythm is known yet, so no coming session is expected.")
    measures = []
    if "run" in inputs.sports:
        pace = thresholds.run_speed_mps
        measures.append(
            f"threshold pace {_pace(pace.value)}/km, give or take "
            f"{1000 / pace.value * pace.sd / pace.value:.0f} s ({pace.basis})"
        )
        rate = thresholds.run_threshold_heart_rate_bpm
        measures.append(f"threshold heart rate {rate.value:.0f}, +-{rate.sd:.0f} ({rate.basis})")
    if "ride" in inputs.sports and any(one.load.method == "power" for one in known):
        power = thresholds.critical_power_w
        measures.append(f"critical power {power.value:.0f} W, +-{power.sd:.0f} ({power.basis})")
    if measures:
        said.append(f"Easy and hard are told apart by {'; '.join(measures)}.")
    doubtful = [
        one
        for one in known
        if one.uncertain and one.stored.local_date >= inputs.week_start - timedelta(days=1)
    ]
    said += [
        f"{one.stored.local_date:%A}'s {one.stored.sport} is not surely easy, "
        "so it is treated as hard."
        for one in doubtful
    ]
    return tuple(said)


def _pace(speed_mps: float) -> str:
    """Seconds per kilometre as 5:07."""
    minutes, seconds = divmod(round(1000 / speed_mps), 60)
    return f"{minutes}:{seconds:02d}"
