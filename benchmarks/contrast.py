"""How often the weekly look finds a change where there is none, and how often one that is there.

Simulated athletes with three runs a week. First, beside control charts, on scores that resemble
their neighbours but do not drift, with the parameters of each row; the design of the product says
what each should come to. Then as the product looks, on long histories that drift as real ones do.

    python benchmarks/contrast.py [--athletes N] [--seed S] [--write]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from report import machine, write_section

from ingest.activity import FloatArray
from models.contrast import DEFAULT, Reading, contrast, reading
from models.form.signals import SIGNALS, pooled_sd

BASELINE, WEEKS, PER_WEEK, WINDOW = 20, 26, 3, 6
RUNS = WEEKS * PER_WEEK
SOON = 6
"""Weeks within which a change should be found."""

CADENCE = replace(SIGNALS["cadence"], prior_sd=1.0)
"""Scores of this benchmark are in units of their spread."""
MONDAY = date(2024, 1, 1)
DAYS = (1, 3, 5)
YEARS = 2
DRIFT = 0.093
"""Variance a week of a level that wanders, in units of the spread between neighbouring runs. Means
of the last runs and of those a week before then differ by 0.8 (SD), half a year before by 1.7, as
was measured on five runners' histories."""

ABOUT = """\
Scores of 20 runs as the baseline and of 26 weeks with three runs each, in units of their spread;
neighbours are correlated by rho. The spread is estimated and drawn towards the usual one. "False":
share of athletes for whom anything is found though nothing changed; "found": within six weeks after
a fall by one, or 1.5, spreads. In brackets what the design of the product came to. The contrasts
of these rows assume a correlation of 0.3.
"""

LONG = """\
As the product looks: `models.contrast.reading` on two years of three runs a week, with its own
parameters. The level wanders as real ones do ("measured"), by half of that variance, or not at all;
rho lies between 0.06 and 0.46. "Alarms": changes confirmed where there was nothing but drift, by
history and year; "asked": the same where the baseline begins anew a week after each, as it does for
an athlete who is asked about it; "years with more": with more than one; "fixed": by the same
numbers, but with the first twenty runs of each half-year as the baseline. Falls by 2, 2.5 and 3
spreads come at once and last. "Found": on one of the next six Mondays; "stays": still on the Monday
after, when the programme would step back.
"""

Found = Callable[[FloatArray, FloatArray], np.ndarray]


class Row(NamedTuple):
    """A method, and what it should come to in percent: false at rho 0 and 0.3; found."""

    name: str
    found: Found
    design: tuple[float | None, float, float, float | None]


def neighbours(
    rng: np.random.Generator, athletes: int, runs: int, rho: float | FloatArray
) -> FloatArray:
    """(athletes, runs) scores with spread 1, each run like the one before by `rho`."""
    scores = rng.normal(size=(athletes, runs))
    fresh = np.sqrt(1 - np.square(rho))
    for run in range(1, runs):
        scores[:, run] = rho * scores[:, run - 1] + fresh * scores[:, run]
    return scores


def drifting(
    rng: np.random.Generator, athletes: int, runs: int, drift: float = DRIFT
) -> FloatArray:
    """(athletes, runs) scores around levels that wander."""
    rho = rng.uniform(0.06, 0.46, athletes)
    steps = rng.normal(scale=np.sqrt(drift / PER_WEEK), size=(athletes, runs))
    return neighbours(rng, athletes, runs, rho) + np.cumsum(steps, axis=1)


def standardised(baseline: FloatArray, scores: FloatArray) -> FloatArray:
    """Scores in spreads of a new run about a baseline that is itself an estimate."""
    spread = pooled_sd(baseline, 1.0) * np.sqrt(1 + 1 / baseline.shape[1])
    return (scores - baseline.mean(axis=1, keepdims=True)) / spread[:, None]


def ewma(limit: float, weight: float = 0.2) -> Found:
    """A chart of exponentially weighted means."""

    def found(baseline: FloatArray, scores: FloatArray) -> np.ndarray:
        out = np.empty(scores.shape, bool)
        mean = np.zeros(len(scores))
        for run, one in enumerate(standardised(baseline, scores).T):
            mean += weight * (one - mean)
            known = 1 - (1 - weight) ** (2 * (run + 1))
            out[:, run] = np.abs(mean) > limit * np.sqrt(weight / (2 - weight) * known)
        return _any_of_week(out)

    return found


def cusum(limit: float, slack: float = 0.5) -> Found:
    """A chart of cumulated sums, upwards and downwards."""

    def found(baseline: FloatArray, scores: FloatArray) -> np.ndarray:
        out = np.empty(scores.shape, bool)
        up = down = np.zeros(len(scores))
        for run, one in enumerate(standardised(baseline, scores).T):
            up, down = np.maximum(0, up + one - slack), np.maximum(0, down - one - slack)
            out[:, run] = np.maximum(up, down) > limit
        return _any_of_week(out)

    return found


def _any_of_week(out: np.ndarray) -> np.ndarray:
    """Whether anything was found in each week."""
    return out.reshape(len(out), -1, PER_WEEK).any(axis=2)


def weekly(
    z: float, rows: int, margin: float = 0.0, rho: float = 0.3, *, signed: bool = False
) -> Found:
    """The contrast of the latest six runs with a baseline that stays, `rows` Mondays alike.

    With `signed` the directions themselves, 0 where nothing is found.
    """

    def found(baseline: FloatArray, scores: FloatArray) -> np.ndarray:
        spread = pooled_sd(baseline, 1.0)
        out = np.zeros((len(scores), scores.shape[1] // PER_WEEK), int)
        alike, before = np.zeros(len(scores), int), np.zeros(len(scores), int)
        for week in range(WINDOW // PER_WEEK - 1, out.shape[1]):
            until = (week + 1) * PER_WEEK
            window = scores[:, until - WINDOW : until]
            told = contrast(baseline, window, sd=spread, rho=rho, margin=margin)
            direction = np.where(told.z >= z, np.sign(told.change), 0).astype(int)
            alike = np.where(direction == 0, 0, np.where(direction == before, alike + 1, 1))
            before = direction
            out[:, week] = np.where(alike >= rows, direction, 0)
        return out if signed else out != 0

    return found


def two_channels(baseline: FloatArray, scores: FloatArray) -> np.ndarray:
    """Two independent signals that tell of the same direction within three weeks of each other.

    Athletes are taken in pairs, one signal of each.
    """
    told = weekly(1.64, 2, signed=True)(baseline, scores)
    half = len(told) // 2
    one, other = told[:half], told[half : 2 * half]
    out = np.zeros(one.shape, bool)
    for direction in (-1, 1):
        for first, second in ((one, other), (other, one)):
            lately = np.stack(
                [np.pad(second, ((0, 0), (late, 0)))[:, : second.shape[1]] for late in range(4)]
            )
            out |= (first == direction) & (lately == direction).any(axis=0)
    return out


ROWS = (
    Row("EWMA 0.2, limit 2.7", ewma(2.7), (47, 79, 88, None)),
    Row("EWMA 0.2, limit 3.2", ewma(3.2), (22, 56, 77, None)),
    Row("CUSUM 0.5, limit 5", cusum(5), (33, 70, 83, None)),
    Row("CUSUM 0.5, limit 8", cusum(8), (10, 36, 64, None)),
    Row("weekly contrast, z 1.64, two in a row", weekly(1.64, 2), (11, 41, 64, None)),
    Row("weekly contrast, z 2, two in a row", weekly(2, 2), (2.8, 19, 46, None)),
    Row("the same, margin 0.2", weekly(2, 2, 0.2), (0.5, 8.5, 32, 69)),
    Row("the same, three in a row", weekly(2, 3, 0.2), (0.1, 1.5, 13, None)),
    Row("two independent channels, z 1.64, two in a row", two_channels, (None, 5, 41, 82)),
)


def rates(rng: np.random.Generator, athletes: int) -> dict[str, tuple[float, ...]]:
    """For each row in percent: false at rho 0 and 0.3, found after a fall by 1 and 1.5."""
    still, alike = (neighbours(rng, athletes, BASELINE + RUNS, rho) for rho in (0.0, 0.3))

    def share(row: Row, scores: FloatArray, fall: float, weeks: int) -> float:
        found = row.found(scores[:, :BASELINE], scores[:, BASELINE:] - fall)
        return 100 * float(found[:, :weeks].any(axis=1).mean())

    return {
        row.name: (
            share(row, still, 0, WEEKS),
            share(row, alike, 0, WEEKS),
            share(row, alike, 1.0, SOON),
            share(row, alike, 1.5, SOON),
        )
        for row in ROWS
    }


def first_table(found: Mapping[str, tuple[float, ...]]) -> str:
    """Rows with what was found beside the design's."""
    lines = [
        "| method | false, rho 0 | false, rho 0.3 | found, 1 | found, 1.5 |",
        "|---|--:|--:|--:|--:|",
    ]
    for row in ROWS:
        cells = (
            f"{ours:.1f} %" + ("" if design is None else f" ({design:g})")
            for ours, design in zip(found[row.name], row.design, strict=True)
        )
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def run_days(weeks: int) -> list[date]:
    """The days of the runs of some weeks."""
    return [MONDAY + timedelta(weeks=week, days=day) for week in range(weeks) for day in DAYS]


def readings(scores: FloatArray, *, asked: bool = False) -> list[Reading]:
    """All Mondays' readings of one history; `asked`: each alarm is answered in a week."""
    weeks = len(scores) // PER_WEEK
    days, anchors, told = run_days(weeks), list[date](), []
    for week in range(1, weeks + 1):
        told.append(reading(CADENCE, days, scores, MONDAY + timedelta(weeks=week), anchors=anchors))
        if asked and len(told) > 1 and told[-2].confirmed:
            anchors.append(told[-2].on)
    return told


def alarms(told: list[Reading]) -> int:
    """How many times a change was confirmed that was not confirmed the Monday before."""
    directions = [one.direction if one.confirmed else 0 for one in told]
    return sum(
        now not in (0, before) for before, now in zip([0, *directions], directions, strict=False)
    )


def second_table(rng: np.random.Generator, athletes: int) -> str:
    """How the product's own look does on histories that drift."""
    weeks = 52 * YEARS + 9
    runs, fall_week = weeks * PER_WEEK, 60
    lines = [
        "| drift | alarms | asked | years with more | fixed | found, 2 | 2.5 | 3 | stays, 2.5 |",
        "|---|" + "--:|" * 8,
    ]
    for name, share in (("measured", 1.0), ("half", 0.5), ("none", 0.0)):
        scores = drifting(rng, athletes, runs, share * DRIFT)
        plain = [readings(one) for one in scores]
        asked = [readings(one, asked=True) for one in scores]
        by_year = [alarms(told[first : first + 52]) for told in plain for first in (9, 61)]
        cells = [
            f"{sum(map(alarms, plain)) / athletes / YEARS:.2f}",
            f"{sum(map(alarms, asked)) / athletes / YEARS:.2f}",
            f"{np.mean(np.array(by_year) > 1):.0%}",
            f"{fixed_alarms(scores):.2f}",
        ]
        falls = {}
        for fall in (2.0, 2.5, 3.0):
            fallen = scores.copy()
            fallen[:, fall_week * PER_WEEK :] -= fall
            falls[fall] = np.array([found_after(one, fall_week) for one in fallen])
            cells.append(f"{falls[fall][:, 0].mean():.0%}")
        cells.append(f"{falls[2.5][:, 1].mean():.0%}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def found_after(scores: FloatArray, week: int) -> tuple[bool, bool]:
    """Whether a fall is found in the weeks after it, and still there a Monday later."""
    days = run_days(len(scores) // PER_WEEK)
    mondays = [MONDAY + timedelta(weeks=week + late) for late in range(1, SOON + 2)]
    worse = [reading(CADENCE, days, scores, monday).verdict == "worse" for monday in mondays]
    return any(worse[:SOON]), any(map(all, pairwise(worse)))


def fixed_alarms(scores: FloatArray) -> float:
    """Alarms a year by the same numbers, but a baseline of the first runs of each half-year."""
    look = weekly(DEFAULT.z, 2, DEFAULT.margin, DEFAULT.rho_least, signed=True)
    block = BASELINE + RUNS
    count = years = 0.0
    for first in range(0, scores.shape[1] - block + 1, block):
        told = look(
            scores[:, first : first + BASELINE], scores[:, first + BASELINE : first + block]
        )
        before = np.pad(told, ((0, 0), (1, 0)))[:, :-1]
        count += ((told != 0) & (told != before)).sum()
        years += len(scores) / 2
    return count / years


def main() -> None:
    """Measure and print; with --write also into the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--athletes",
        type=int,
        default=20_000,
        help="of the first table, and a hundredth of them of the second",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    first = first_table(rates(rng, chosen.athletes))
    second = second_table(rng, chosen.athletes // 100)
    result = f"{ABOUT}\n{first}\n\n{LONG}\n{second}"
    print(result)
    if chosen.write:
        write_section(
            "contrast",
            f"{result}\n\n{chosen.athletes} and {chosen.athletes // 100} athletes. {machine()}",
        )


if __name__ == "__main__":
    main()
