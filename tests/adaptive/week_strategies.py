"""Weeks for the planner's tests: written by hand in a line each, or drawn at random."""

import os
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from adaptive import phases
from adaptive.week import (
    Availability,
    Condition,
    DayOff,
    DoneBlock,
    Intended,
    PhaseEntry,
    Pin,
    PlanInputs,
    Settings,
    WeekSession,
)

MONDAY = date(2026, 11, 23)
FULL = os.environ.get("KNEEDRIVE_FULL") == "1"
# Drawing three weeks of sessions takes a while on a busy machine, which is no fault.
PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
laws = settings(max_examples=1500 if FULL else 150, deadline=None, suppress_health_check=PATIENT)
thousand = settings(
    max_examples=100_000 if FULL else 1_000, deadline=None, suppress_health_check=PATIENT
)

# How many days before MONDAY the programme began, for a week that lies in one phase.
ACTIVATION, STRENGTHENING, INTEGRATION = 0, 21, 63


def session(day, at="07:00", what="easy", minutes=45, family="run", **fields):
    """A session on weekday number `day`: what is easy, gym, or the kind of a hard session."""
    easy = {"easy": "endurance", "recovery": "recovery"}
    session_class = "easy" if what in easy else "other" if what == "gym" else "key"
    values = {
        "id": None,
        "start": datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(at)),
        "duration_min": minutes,
        "sport": {"run": "running", "ride": "cycling"}.get(family, family),
        "family": "strength" if what == "gym" else family,
        "session_class": session_class,
        "kind": easy.get(what, None if what in {"gym", "key"} else what),
        "origin": "calendar",
    }
    return WeekSession(**values | fields)


def brick(day, at="08:00", ride_min=60, run_min=25, kind=None, **fields):
    """A ride and the run five minutes after it."""
    name = f"brick {day} {at}"
    ride = session(day, at, "key", ride_min, "ride", **fields)
    off = (ride.end + timedelta(minutes=5)).strftime("%H:%M")
    run = session(day, off, "key", run_min, **fields)
    return [replace(leg, session_class="brick", brick_id=name, kind=kind) for leg in (ride, run)]


def programme(began):
    """The moves of who began so many days before MONDAY and moves on in the least time."""
    moves = [
        (0, "activation", "start"),
        (14, "strengthening", "ready"),
        (56, "integration", "ready"),
    ]
    start = MONDAY - timedelta(days=began)
    return [PhaseEntry(start + timedelta(days=day), phase, why) for day, phase, why in moves]


def week(*sessions, began=STRENGTHENING, today=MONDAY, overlay=None, entries=None, **fields):
    """Inputs for the week of MONDAY; `began` is how many days before it the programme began."""
    entries = entries or programme(began)
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    by_day = {day: replace(phases.phase_on(entries, day), overlay=overlay) for day in days}
    return PlanInputs(
        today=today,
        week_start=MONDAY,
        phase=by_day.get(today, by_day[MONDAY]),
        phase_by_day=by_day,
        sessions=tuple(sessions),
        rulebook_version="test",
        **fields,
    )


FIVE_RUNS = (
    session(0, "07:00", "easy"),
    session(1, "07:00", "interval", 60),
    session(2, "07:00", "tempo", 60),
    session(3, "07:00", "easy"),
    session(5, "07:00", "long", 110),
)


@st.composite
def _sessions(draw, day):
    """One session, or the two legs of a brick, on a day."""
    at = f"{draw(st.integers(5, 20)):02d}:{draw(st.sampled_from([0, 10, 30, 45])):02d}"
    if draw(st.integers(0, 9)) == 0:
        race = draw(st.booleans())
        return brick(day, at, draw(st.integers(20, 90)), 25, kind="race" if race else None)
    what = draw(
        st.sampled_from(
            ["easy"] * 5 + ["recovery"] * 2 + ["interval", "tempo", "long", "race", "gym"]
        )
    )
    family = draw(st.sampled_from(["run", "run", "ride", "swim", "other"]))
    found = session(
        day,
        at,
        what,
        draw(st.sampled_from([5, 20, 40, 60, 100, 200])),
        family,
        id=draw(st.sampled_from([None, "a", "b"])),
        uncertain=draw(st.integers(0, 6)) == 0,
        race_priority=draw(st.sampled_from("ABC")),
    )
    return [replace(found, session_class="other", kind=None)] if family == "other" else [found]


def _start(legs):
    """When it began: nobody does two bricks, which would share one id, at once."""
    return legs[0].start


_plain_day = st.tuples(
    st.sampled_from(["06:00", "07:00", "12:00", "14:00", "18:00"]),
    st.sampled_from(["easy", "easy", "recovery", "interval", "long", "rest"]),
    st.sampled_from(["run", "ride"]),
)


_EXERCISES = ("seated_leg_raise", "band_standing_march", "lying_leg_raise", "step_up_knee_drive")
_KINDS = ("activation", "strengthening", "drills", "single_leg_pedalling", "transition", "stretch")
_days = st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=n))
_hours = st.integers(5, 21).map(time)
_conditions = st.one_of(
    st.just(Condition(overlay="hold", rule="hold", reason="your back is tense", level_drop=1)),
    st.just(Condition("taper", "race", "an A race is near", sets_share=0.5, activation_minutes=5)),
    st.just(
        Condition("paused", "illness", "you are ill", allowed=frozenset({"activation", "stretch"}))
    ),
    st.just(Condition("stop", "stop", "see a doctor at once", allowed=frozenset())),
    st.builds(Condition, allowed=st.frozensets(st.sampled_from(_KINDS), min_size=1)),
    st.just(
        Condition("hold", "setback", "your back is tense", level_drop=1, strengthening_per_week=1)
    ),
    st.just(Condition(rule="long_activation", reason="it is enough", activation_per_week=4)),
)
_windows = st.sampled_from(
    [(), ((time(6, 30), time(7, 30)),), ((time(12), time(13)), (time(17), time(20, 30)))]
)
_own_words = st.fixed_dictionaries(
    {},
    optional={
        "conditions": st.dictionaries(_days, _conditions, max_size=2),
        "levels": st.dictionaries(st.sampled_from(_EXERCISES), st.integers(0, 4)),
        "equipment": st.sampled_from([frozenset(), frozenset({"band", "ankle_weights"})]),
        "avoid": st.sampled_from([frozenset({"knee_pain"}), frozenset({"low_back_pain"})]),
        "availability": st.dictionaries(st.integers(0, 6), _windows, max_size=4).map(Availability),
        "days_off": st.lists(
            st.builds(DayOff, _days, st.booleans(), st.sampled_from([None, frozenset()])),
            max_size=2,
        ).map(lambda found: {off.day: off for off in found}),
        "pins": st.lists(
            st.builds(
                Pin,
                st.sampled_from(["strengthening", "strengthening", *_KINDS]),
                _days,
                st.none() | _hours,
            ),
            max_size=2,
            unique_by=lambda pin: (pin.kind, pin.day),  # the latest of a kind and day counts
        ).map(tuple),
        "intended": st.lists(
            st.builds(
                Intended,
                st.sampled_from(["strengthening", *_KINDS]),
                st.builds(datetime.combine, _days, _hours),
                st.sampled_from(["after", "standalone"]),
            ),
            max_size=3,
        ).map(tuple),
        "emphasis": st.frozensets(st.sampled_from(["tightness", "weakness"])),
    },
)


def _unsure_start(session, draw):
    """A start that is known to the hour, or only to the day."""
    midnight = datetime.combine(session.day, time())
    latest = midnight + timedelta(hours=23) - timedelta(minutes=session.duration_min)
    if draw(st.booleans()) and latest >= session.start:
        return replace(session, earliest=midnight + timedelta(hours=5), latest=latest)
    return replace(
        session,
        earliest=session.start - timedelta(minutes=draw(st.sampled_from([15, 60]))),
        latest=session.start + timedelta(minutes=draw(st.sampled_from([0, 45]))),
    )


@st.composite
def weeks(draw, phase=None):
    """Any athlete's week: sessions from ten days before to four after it, seen from any moment.

    Half of the athletes are orderly, with one session a day and neither races nor gym:
    their weeks are full of close calls with the hours before hard sessions.
    """
    if draw(st.booleans()):
        plain = draw(st.lists(_plain_day, min_size=13, max_size=13))
        sessions = [
            session(day, at, what, 45, family)
            for day, (at, what, family) in enumerate(plain, -2)
            if what != "rest"
        ]
    else:
        busiest = draw(st.integers(1, 2))
        sessions = [
            leg
            for day in range(-10, 11)
            for legs in draw(st.lists(_sessions(day), max_size=busiest, unique_by=_start))
            for leg in legs
        ]
    today = MONDAY + timedelta(days=draw(st.sampled_from([0, 0, 0, -2, 1, 2, 3, 4, 5, 6])))
    hour = draw(st.sampled_from([None, 0, 6, 9, 13, 17, 21]))
    now = None if hour is None else datetime.combine(today, time(hour, 7))
    moment = now or datetime.combine(today, time())
    sessions = [
        replace(
            s,
            origin="done"
            if s.end <= moment and draw(st.integers(0, 4))
            else draw(st.sampled_from(["calendar", "predicted"])),
        )
        for s in sessions
    ]
    if draw(st.integers(0, 3)) == 0:
        sessions = [
            _unsure_start(s, draw)
            if s.origin != "done" and s.brick_id is None and draw(st.booleans())
            else s
            for s in sessions
        ]
    if draw(st.integers(0, 3)) == 0:
        sessions = [
            replace(s, probability=draw(st.sampled_from([0.3, 0.8])), uncertain=True)
            if s.origin == "predicted" and draw(st.booleans())
            else s
            for s in sessions
        ]
    began = {"activation": st.integers(0, 7), "strengthening": st.integers(15, 49)}
    entries = programme(draw(began.get(phase, st.integers(0, 80))))
    if phase is None and draw(st.integers(0, 5)) == 0:
        change = MONDAY + timedelta(days=draw(st.integers(-2, 6)))
        forced = draw(st.sampled_from(["strengthening", "integration", "maintenance"]))
        entries = [one for one in entries if one.day < change or one.reason == "start"]
        entries.append(PhaseEntry(change, forced, "override"))
    done = [
        DoneBlock(
            draw(st.sampled_from(["strengthening", "strengthening", "activation"])),
            datetime.combine(today - timedelta(days=draw(st.integers(1, 9))), time(8)),
            draw(st.sampled_from([10, 15])),
        )
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 3])))
    ]
    some_days = st.frozensets(st.integers(0, 6), max_size=2)
    return week(
        *sessions,
        entries=entries,
        today=today,
        now=now,
        overlay=draw(st.sampled_from([None] * 12 + ["hold", "paused", "stop"])),
        done_blocks=tuple(done),
        settings=Settings(
            strength_days=draw(st.sampled_from(["easy", "easy", "hard"])),
            rest_days=draw(st.sampled_from(["use", "keep"])),
        ),
        sports=draw(st.sampled_from([frozenset({"run"}), frozenset({"run", "ride", "swim"})])),
        high_load_days=frozenset(MONDAY + timedelta(days=n) for n in draw(some_days)),
        tiring_days=frozenset(MONDAY + timedelta(days=n) for n in draw(some_days)),
        previous=draw(some_days),
        **(draw(_own_words) if draw(st.booleans()) else {}),
    )
