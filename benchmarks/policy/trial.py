"""Half a year of one athlete under one policy, and all that is to be known of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from adaptive.shifts import CadenceReader, Shift
from adaptive.week import DoneBlock, WeekSession
from benchmarks.policy.athletes import DAYS, Athlete
from benchmarks.policy.body import Body
from benchmarks.policy.observing import Diary, EwmaReader, Recordings, WeeklyReader, tension
from benchmarks.policy.policies import Adaptive, Calendar, Oracle, Policy, avoiding, fair, mon_thu

__all__ = ["POLICIES", "Morning", "Trial", "run"]

SETTLING_DAYS = 14
"""So long the athlete trains before the programme begins, until fatigue is what it usually is."""

LUCK = {"activation": 0, "strengthening": 1}


@dataclass(frozen=True, slots=True)
class Morning:
    """The truth of one morning: chance of a good check, tension to be expected, fatigue."""

    ready: float
    tension: float
    fatigue: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What was done, decided and true. `policy` still holds plans and shifts."""

    athlete: Athlete
    policy: Policy
    mornings: Sequence[Morning]
    done: Sequence[DoneBlock]
    sessions: Sequence[WeekSession]
    strength: float


Make = Callable[[Athlete, Recordings], Policy]


def _adaptive(reader: Callable[[Recordings], CadenceReader]) -> Make:
    return lambda athlete, runs: Adaptive(athlete, reader(runs))


POLICIES: Mapping[str, Make] = {
    "fixed Mon/Thu": lambda athlete, _: Calendar(athlete, mon_thu),
    "fixed, fair": lambda athlete, _: Calendar(athlete, fair),
    "fixed, avoids": lambda athlete, _: Calendar(athlete, avoiding),
    "no wearables": lambda athlete, _: Adaptive(athlete),
    "adaptive": _adaptive(WeeklyReader),
    "EWMA": _adaptive(EwmaReader),
    "oracle": lambda athlete, _: Oracle(athlete),
}


def run(athlete: Athlete, policy: str) -> Trial:
    """Live through it, day by day: plan, train, work, log, and let the policy look at the day."""
    runs, diary, body = Recordings(athlete), Diary(athlete), Body(athlete.make)
    made = POLICIES[policy](athlete, runs)
    does = {kind: athlete.chance(what) for kind, what in LUCK.items()}
    for day in range(-SETTLING_DAYS, 0):
        _train(athlete, day, body)
    mornings: list[Morning] = []
    all_done: list[DoneBlock] = []
    asked: Sequence[Shift] = ()
    for day in range(DAYS):
        mornings.append(
            Morning(body.ready, tension(body, overloaded=day in athlete.overload), body.f)
        )
        planned = made.work(day)
        done = [
            block
            for block in planned
            if day not in athlete.ill
            and does.get(block.kind, does["activation"])[day] < athlete.adherence
        ]
        left = [block for block in planned if block not in done]
        diary.tell(day, body, done, left, asked)
        before = len(made.shifts)
        made.evening(day, diary, body)
        asked = made.shifts[before:]
        _train(athlete, day, body)
        minutes = sum(block.minutes for block in done if block.kind == "strengthening")
        body.work(
            activation=any(block.kind == "activation" for block in done),
            dose=minutes / 15,
            stretch=any(block.kind == "stretch" for block in done),
        )
        runs.record(day, body.s)
        all_done += done
    sessions = list(athlete.done(0, DAYS - 1))
    return Trial(athlete, made, mornings, all_done, sessions, body.s)


def _train(athlete: Athlete, day: int, body: Body) -> None:
    trainings = athlete.trainings[day]
    body.train(
        hard=sum(one.hard for one in trainings),
        easy=sum(not one.hard for one in trainings),
        load_tss=sum(one.load_tss for one in trainings),
        ride_h=sum(one.minutes / 60 for one in trainings if one.family == "ride"),
    )
