"""What the gate of seven good checks of eight does to athletes of constant ability."""

import random
from dataclasses import replace

import pytest
from shifting_cases import on

from adaptive.shifting import table
from adaptive.shifting.gates import enough_good

GATE = table.standard().gates["A3"]
FIVE_OF_SIX = replace(GATE, numbers={"good": 5, "of_last": 6, "last_good": 2})
CHECKS = table.standard().gates["A2"]["checks"]
ATHLETES = 3000


def moved_on(able, gate, by_day):
    """The share, in per cent, of athletes who have left activation by a day.

    A check a day succeeds with one probability, and a fifth of the days is not logged.
    """
    rng = random.Random(f"{able} {by_day}")
    through = 0
    for _ in range(ATHLETES):
        made = []
        for number in range(by_day + 1):
            if rng.random() < 0.8:
                made.append((on(number), rng.random() < able))
                if (
                    number >= 14
                    and len(made) >= CHECKS
                    and enough_good(made, on(number), gate, GATE["days"])
                ):
                    through += 1
                    break
    return 100 * through / ATHLETES


@pytest.mark.parametrize(
    ("able", "gate", "by_day", "expected"),
    [(0.9, GATE, 21, 93), (0.5, GATE, 21, 9.5), (0.5, GATE, 35, 21), (0.5, FIVE_OF_SIX, 35, 54)],
)
def test_the_gate_lets_through_as_many_as_it_was_chosen_for(able, gate, by_day, expected):
    assert moved_on(able, gate, by_day) == pytest.approx(expected, abs=3)


def test_who_is_able_is_held_up_by_days_and_who_is_not_by_weeks():
    assert moved_on(0.9, GATE, 28) > 95
    assert moved_on(0.5, GATE, 28) < 20
