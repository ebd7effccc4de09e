"""Policies against each other on simulated athletes: what each protects, costs and gets wrong.

python -m benchmarks.policy [--athletes N] [--seed S] [--write]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.policy.athletes import Athlete, draw
from benchmarks.policy.measures import MEASURES, Outcome, difference, events, outcome, summary
from benchmarks.policy.trial import POLICIES, run
from benchmarks.report import machine, write_section

DEFAULT, BESIDE = "adaptive", "fixed, fair"
DISTURBED = 0.3
"""Share of the athletes that also live through each disturbance."""

ABOUT = """\
Athletes whose hip flexors are known because they are simulated: motor control, strength, fatigue
and stiffness day by day, 26 weeks with two key sessions, a long one and a day of rest, a key
session moved in every fourth week, illness, overload, new shoes, heat. All policies meet the same
athletes with the same luck, and each athlete does 60 to 95 % of what is asked. "Fixed" is the
article by the calendar: on Monday and Thursday, on the two days of the base week furthest from
hard ones ("fair"), or on the next days without one ("avoids"). "Adaptive" is the product itself,
phase machine and planner, with cadence; "no wearables" the same without; "EWMA" takes each alarm
of a moving average for a change; the oracle knows the truth. In brackets 95 % intervals
(bootstrap over athletes).

Four of five checks are logged, back tension alone on a quarter of the other days, and half of the
questions are answered. Cadence carries noise, trend, heat, new shoes (told or not) and in two
thirds of the athletes the strength that was gained, which lengthens the step and so lowers
cadence. The machine reads lower cadence as worse, so here the recordings can only mislead it:
what they do beside "no wearables" is harm, and should be next to nothing.

A promotion is premature where a check is good with less than 60 %. Shifts are what the phase
machine decides: moves, and holds for cadence or repeated setbacks. One is false where it is a
premature promotion, or a step back or a hold though in the week before checks were good with 70 %
or more, less than 3 points of back tension were to be expected, and nothing overloaded the
athlete. By the same measure levels are held or lowered without cause: for a week after tense
logs, longer after bad checks. These are more than one a year, and together with the shifts so:
two tense logs of the last four hold, and where tension scatters by a point around two or three
that comes by chance; with half the scatter it hardly does. Days to find an overload are those to
the first of all these; athletes who were held already are left out. Strengthening stands on the
eve where it ends less than 20 hours before a hard session; which key session moves is known on
the Monday of its week.

The model was made by the authors of the policies. It shows that they do what they are meant to
do, and what that costs; it is no evidence about people."""


def compared(squad: Sequence[Athlete]) -> tuple[str, dict[str, list[Outcome]], Counter[str]]:
    """The table of all policies, their outcomes, and the decisions of the default one."""
    found: dict[str, list[Outcome]] = {}
    decided: Counter[str] = Counter()
    for name in POLICIES:
        trials = [run(athlete, name) for athlete in squad]
        found[name] = [outcome(trial) for trial in trials]
        if name == DEFAULT:
            for trial in trials:
                decided.update(
                    f"{event.what}{' (false)' if event.unfounded else ''}"
                    for event in events(trial)
                )
    return table(found), found, decided


def disturbed(count: int, seed: int) -> str:
    """The default policy with other noise, and where strength never shows in the gait."""
    settings: dict[str, dict[str, Any]] = {
        "noise x 0.5": {"noise": 0.5},
        "noise x 1": {},
        "noise x 2": {"noise": 2.0},
        "no effect on gait": {"without_effect": True},
    }
    return table(
        {
            name: [outcome(run(draw(n, seed, **chosen), DEFAULT)) for n in range(count)]
            for name, chosen in settings.items()
        }
    )


def both_sides(found: dict[str, list[Outcome]]) -> str:
    """What the default policy protects beside the fair calendar, and what it loses."""
    ours, theirs = found[DEFAULT], found[BESIDE]
    asked = (
        ("fatigue before key sessions", "fatigue_at_key", 3),
        ("strengthening in the 24 h before, min", "minutes_before_key", 2),
        ("strengthening sessions", "strengthening", 1),
        ("gain of strength, percentage points", "gain_pct", 1),
    )
    rows = [
        f"| {label} | {difference(ours, theirs, name, decimals)} |"
        for label, name, decimals in asked
    ]
    return "\n".join([f"| {DEFAULT} less {BESIDE} | |", "|---|--:|", *rows])


def table(found: dict[str, list[Outcome]]) -> str:
    """Every measure, a column for each entry."""

    def rows() -> Iterator[str]:
        yield f"| | {' | '.join(found)} |"
        yield f"|---|{'--:|' * len(found)}"
        for measure, (label, *_) in enumerate(MEASURES):
            cells = (summary(outcomes, measure) for outcomes in found.values())
            yield f"| {label} | {' | '.join(cells)} |"

    return "\n".join(rows())


def main() -> None:
    """Simulate and print; with --write also into the document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--athletes", type=int, default=200, help="how many are simulated")
    parser.add_argument("--seed", type=int, default=7, help="of the squad")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    chosen = parser.parse_args()
    measured, found, decided = compared([draw(n, chosen.seed) for n in range(chosen.athletes)])
    fewer = max(1, round(DISTURBED * chosen.athletes))
    all_decided = ", ".join(f"{what} {n}" for what, n in decided.most_common())
    result = "\n\n".join(
        [
            f"{chosen.athletes} athletes:",
            measured,
            f"What the default policy decided: {all_decided}.",
            both_sides(found),
            f"The default policy with other noise, {fewer} athletes:",
            disturbed(fewer, chosen.seed),
        ]
    )
    print(result)
    if chosen.write:
        write_section("policies", f"{ABOUT}\n\n{result}\n\n{machine()}")


if __name__ == "__main__":
    main()
