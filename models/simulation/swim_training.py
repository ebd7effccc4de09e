"""Pool swims as coaches prescribe them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.simulation.training import (
    Case,
    Design,
    Levels,
    Prescription,
    SwimSet,
    pick,
    spread,
)

__all__ = ["EASY_SWIMS", "KEY_SWIMS"]


def _key(
    name: str, lengths: int, times: tuple[int, int], level: tuple[float, float]
) -> tuple[float, Design]:
    def design(rng: np.random.Generator, who: Levels, _minutes: float) -> Prescription:
        warm: SwimSet = (4 * pick(rng, 2, 4), spread(rng, 0.82, 0.9), 30)
        hard: SwimSet = (lengths, spread(rng, *level) * who.execution, pick(rng, 12, 30))
        cool: SwimSet = (4 * pick(rng, 1, 3), spread(rng, 0.8, 0.88), 0)
        sets = (warm, *(hard,) * pick(rng, *times), cool)
        return Prescription(Case(name, "key", "interval"), sets=sets, title=name)

    return 1.0, design


KEY_SWIMS: Mapping[str, tuple[float, Design]] = {
    "swim 100s": _key("swim 100s", 4, (8, 14), (1.02, 1.07)),
    "swim 200s": _key("swim 200s", 8, (5, 8), (1.0, 1.03)),
    "swim 400s": _key("swim 400s", 16, (3, 5), (0.97, 1.0)),
}
"""Designs of key swims and how often they are chosen."""


def _easy(rng: np.random.Generator, who: Levels, minutes: float) -> Prescription:
    level = spread(rng, 0.8, 0.89)
    lengths = pick(rng, 8, 24)
    each_s = lengths * 25 / (level * who.athlete.swim_speed_mps)
    sets = ((lengths, level, pick(rng, 20, 60)),) * max(2, round(60 * minutes / each_s))
    return Prescription(Case("easy swim", "easy", "endurance"), sets=sets, title="Easy swim")


def _technique(rng: np.random.Generator, _who: Levels, minutes: float) -> Prescription:
    """Drills with rests, and a few lengths of sprint."""
    drills = [
        (2, spread(rng, 0.65, 0.88), pick(rng, 15, 35)) for _ in range(max(6, round(minutes / 2)))
    ]
    sprints = ((1, spread(rng, 1.15, 1.25), 40),) * pick(rng, 0, 4)
    sets = ((8, spread(rng, 0.8, 0.88), 30), *drills, *sprints, (4, 0.82, 0))
    return Prescription(Case("swim technique", "easy", "recovery"), sets=sets, title="Technique")


EASY_SWIMS: Mapping[str, tuple[float, Design]] = {
    "easy swim": (2.0, _easy),
    "swim technique": (1.0, _technique),
}
"""Designs of easy swims and how often they are chosen."""
