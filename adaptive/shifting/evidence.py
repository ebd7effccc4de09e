"""How ready the athlete is, as log odds that can be explained term by term.

`L = prior + sum of terms, each within its cap`, `P = 1 / (1 + exp(-L))`. The probabilities of a
good check, 0.9 for who is ready and 0.5 for who is not, allow for a tenth of wrong reports. What
recordings say is bounded as a whole, so that it never turns a failed history of checks into a
pass. All weights are own choices, and are to be fitted again only to hundreds of athletes with
known outcomes. It is shown; the gates decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, log
from statistics import fmean, median

from adaptive.checks import Check
from adaptive.shifting.facts import Facts
from adaptive.shifts import Evidence

__all__ = ["probability", "terms"]

PRIOR = log(0.3 / 0.7)
"""Of who begins three in ten are ready."""

GOOD, BAD = log(0.9 / 0.5), log(0.1 / 0.5)
CHECKS, CHECKS_CAP = 8, 5.0

HOLD_CHECKS, HOLD_S, HOLD_SD_S, HOLD_CAP = 4, 10.0, 3.0, 1.0
EFFECT = 0.5
"""How far, in standard deviations, holds and gait of the ready lie above those of the others."""

FEEL, FEEL_CAP = 0.15, 0.6

LOGS, CALM = 5, 2.0
BACK, BACK_CAPS = -0.4, (-2.0, 0.4)
HIP, HIP_CAPS = -0.3, (-1.5, 0.3)

FAITHFUL, FAITHLESS = (0.8, 0.3), (0.6, -0.5)
"""The share of days with activation from which on, or below which, it counts, and how much."""

COMPOSITE_CAP, WEARABLE_CAP = 0.5, 0.75
_WEARABLE = {"gait": "how you run", "pedalling": "how you pedal and start to run off the bike"}


def probability(found: Iterable[Evidence]) -> float:
    """The probability of being ready, from 0 to 1."""
    return 1 / (1 + exp(-(PRIOR + sum(one.weight for one in found))))


def terms(facts: Facts, composites: Mapping[str, float]) -> tuple[Evidence, ...]:
    """What speaks for and against being ready, the largest first.

    Args:
        facts: of the day.
        composites: of what was recorded, each as a z score that is positive where it is better:
            "gait" and "pedalling".
    """
    made = facts.known_checks[-CHECKS:]
    found = [
        *_checks(made),
        *_holds([one for one in made if one.holds_s][-HOLD_CHECKS:]),
        *_feel(made),
        *_tension(facts, "back", BACK, BACK_CAPS),
        *_tension(facts, "hip_pull", HIP, HIP_CAPS),
        *_adherence(facts),
        *_wearable(composites),
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.weight)))


def _checks(made: tuple[Check, ...]) -> Iterable[Evidence]:
    if made:
        good = sum(one.ok for one in made)
        weight = _clip(good * GOOD + (len(made) - good) * BAD, -CHECKS_CAP, CHECKS_CAP)
        says = f"{good} of your last {len(made)} checks were good"
        yield Evidence("checks", good, f"of {len(made)}", says, n=len(made), weight=weight)


def _holds(made: list[Check]) -> Iterable[Evidence]:
    if made:
        held = fmean(fmean(one.holds_s) for one in made if one.holds_s)
        weight = _shifted((held - HOLD_S) / HOLD_SD_S, HOLD_CAP)
        says = f"you hold the knee up for {held:.0f} s on average"
        yield Evidence(
            "march_hold", held, "s", says, HOLD_S, held - HOLD_S, None, len(made), weight
        )


def _feel(made: tuple[Check, ...]) -> Iterable[Evidence]:
    deep = sum(one.feel == "deep" for one in made)
    front = sum(one.feel == "front" for one in made)
    if deep or front:
        weight = _clip(FEEL * (deep - front), -FEEL_CAP, FEEL_CAP)
        says = f"felt deep in the hip in {deep} of {deep + front} checks, else in the thigh"
        yield Evidence("feel", deep, f"of {deep + front}", says, n=deep + front, weight=weight)


def _tension(
    facts: Facts, name: str, per_point: float, caps: tuple[float, float]
) -> Iterable[Evidence]:
    told = [
        entry.content[name]
        for entry in facts.known.diary
        if facts.recent(entry.on_day) and entry.content.get(name) is not None
    ][-LOGS:]
    if told:
        usual = median(told)
        words = "back tension" if name == "back" else "pull in the front of the hip"
        yield Evidence(
            signal=name,
            value=usual,
            unit="of 10",
            says=f"{words}: {usual:g} of 10, the median of your latest logs ({len(told)})",
            baseline=CALM,
            change=usual - CALM,
            n=len(told),
            weight=_clip(per_point * (usual - CALM), *caps),
        )


def _adherence(facts: Facts) -> Iterable[Evidence]:
    if facts.state.phase != "activation" or not facts.activated:
        return
    days = len(facts.activated)
    share = min(1.0, days / facts.state.day)
    weight = 0.0
    if share >= FAITHFUL[0]:
        weight = FAITHFUL[1]
    elif share < FAITHLESS[0]:
        weight = FAITHLESS[1]
    says = f"activation on {days} of {facts.state.day} days"
    yield Evidence("adherence", round(100 * share), "%", says, n=facts.state.day, weight=weight)


def _wearable(composites: Mapping[str, float]) -> list[Evidence]:
    weights = {name: _shifted(z, COMPOSITE_CAP) for name, z in composites.items()}
    total = sum(weights.values())
    scale = WEARABLE_CAP / abs(total) if abs(total) > WEARABLE_CAP else 1.0
    return [
        Evidence(
            signal=name,
            value=composites[name],
            unit="SE",
            says=f"{_WEARABLE[name]} beside before, as recorded: {composites[name]:+.1f} standard "
            "errors, a hint at most",
            change=composites[name],
            weight=weight * scale,
        )
        for name, weight in weights.items()
    ]


def _shifted(z: float, cap: float) -> float:
    """The log likelihood ratio of a normal score between two groups that lie `EFFECT` apart."""
    return _clip(EFFECT * z - EFFECT**2 / 2, -cap, cap)


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
