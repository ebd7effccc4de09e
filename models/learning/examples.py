"""Simulated sessions as examples: seen with what was known on their day, by other sensors too.

Each session is judged as the library judges: thresholds from the sessions up to its day, a history
from those before it. Whoever owns all sensors is also looked at as if one had been left at home,
for a whole history: there the thresholds are worse as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from models.athlete import Thresholds
from models.classify import Examined, examine, sight
from models.digests import Past
from models.efforts import Efforts
from models.history import Done, Histories, History
from models.learning.features import Sight
from models.profile import Profile
from models.simulation.squad import SquadAthlete, SquadSession
from models.thresholds import estimate
from models.verdicts import Tier

__all__ = ["Example", "examples", "hidden", "only_workouts"]

MOST_EASY = 0.5
"""Share of the easy sessions that those record at most who record little else than workouts."""


class Example(NamedTuple):
    """One session as it would be judged: its truth, its tier, and all that this rests on."""

    athlete: str
    session: SquadSession
    profile: Profile
    thresholds: Thresholds
    history: History
    examined: Examined
    tier: Tier

    @property
    def sight(self) -> Sight:
        """What the learned model looks at."""
        return sight(self.examined, self.history)


def examples(athlete: SquadAthlete) -> Iterator[Example]:
    """The sessions of an athlete with all sensors, then those of tier T1 with one hidden."""
    full = list(_examined(athlete, None))
    yield from full
    told = {example.session.start for example in full if example.tier == "T1"}
    if told:
        tiers: tuple[Tier, ...] = ("T2", "T3")
        for tier in tiers:
            yield from (one for one in _examined(athlete, tier) if one.session.start in told)


def _examined(athlete: SquadAthlete, tier: Tier | None) -> Iterator[Example]:
    seen = [
        (
            one,
            *(
                (one.profile, one.efforts)
                if tier is None
                else hidden(one.profile, one.efforts, tier)
            ),
        )
        for one in athlete.sessions
    ]
    past = Past.of(efforts for _, _, efforts in seen)
    histories = Histories(
        Done.of(one.start, one.session.timer_s, profile.facts()) for one, profile, _ in seen
    )
    for one, profile, _ in seen:
        known = estimate(past, one.start.date(), athlete.told, (), profile.family)
        history = histories.before(one.start, profile.family)
        examined = examine(profile, one.session, thresholds=known, history=history)
        if examined:
            found = examined.case.seen.session.tier
            yield Example(athlete.id, one, profile, known, history, examined, found)


def only_workouts(athlete: SquadAthlete, rng: np.random.Generator) -> SquadAthlete:
    """The athlete as one who records all that is hard and less than half of what is easy.

    Of such people a session that is like their usual ones is a hard one.
    """
    recorded = rng.uniform(0, MOST_EASY)
    kept = [
        one for one in athlete.sessions if one.session_class == "key" or rng.random() < recorded
    ]
    return replace(athlete, id=f"{athlete.id}w", sessions=tuple(kept))


def hidden(profile: Profile, efforts: Efforts, tier: Tier) -> tuple[Profile, Efforts]:
    """What a session would tell had only the channels of T2 or T3 been recorded."""
    efforts = replace(
        efforts,
        steady_heart_rate_bpm=(),
        steady_intensity=(),
        peak_intensity=None,
        intensity_20min=None,
    )
    if tier == "T2":
        return replace(
            profile,
            coverage={**profile.coverage, "heart_rate_bpm": 0.0},
            heart_rate_bpm=np.empty(0),
            mean_heart_rate_bpm=np.nan,
            best_10_heart_bpm=np.nan,
            best_heart_10_bpm=np.nan,
        ), replace(
            efforts, heart_rate_10s_bpm=None, heart_rate_60s_bpm=None, heart_rate_20min_bpm=None
        )
    return replace(
        profile,
        coverage={"heart_rate_bpm": profile.coverage.get("heart_rate_bpm", 0.0)},
        effort=np.empty(0),
        climbing=np.empty(0, np.bool_),
        normalized_power_w=np.nan,
        normalized_speed_mps=np.nan,
        normalized_effort=np.nan,
        best_1=np.nan,
        hardest_4=np.nan,
        best_10=np.nan,
        best_10_heart_bpm=profile.best_heart_10_bpm,
        best_20=np.nan,
        exceeded_25_min=np.nan,
    ), replace(efforts, best_power_w=(), best_times_s=())
