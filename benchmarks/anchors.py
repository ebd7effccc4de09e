"""Whether running, heart-rate and swimming thresholds are right, and say how sure they are.

Synthetic runners, riders and swimmers, whose thresholds are known, train for eight weeks, second
by second; their thresholds are estimated after the fourth and after the eighth.

    python benchmarks/anchors.py [--athletes N] [--seed S] [--write]
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import groupby, product
from typing import Literal, NamedTuple, get_args

import numpy as np
from report import machine, write_section
from scores import Score

from ingest.activity import Session
from ingest.sports import Family
from models.athlete import Athlete, Estimate
from models.digests import Past
from models.efforts import Efforts, extract
from models.simulation import (
    Recording,
    Step,
    SyntheticAthlete,
    draw_athlete,
    draw_terrain,
    repeat,
    simulate_ride,
    simulate_run,
    simulate_swim,
    steady,
)
from models.thresholds import estimate

# Not the athletes on whom the constants of the models were chosen.
SEED = 4
START = date(2026, 3, 2)
WEEKS, JUDGED_AFTER_WEEKS = 8, (4, 8)
# Of the sessions planned so many are done.
DONE = 0.85
# By so much do good and bad days move all heart rates, and what a swimmer can do.
SWING_BPM, SWING_OF_SWIM = 2.5, 0.01
# How far a device is from the truth; the models believe the same of it.
DEVICE_SD_BPM = {"max": 3.0, "threshold": 4.0, "resting": 4.0}
WITHIN_GOAL, BIAS_GOAL = (0.85, 0.95), 0.02
# What of an all-out swim a pool swimmer gets out on the day, and metres beyond critical speed.
ALL_OUT, RESERVE_M, RESERVE_SD_M = (0.965, 1.0), 20.0, 7.0

Training = Literal["easy only", "varied", "racing"]
Known = Literal["nothing", "age, sex, mass", "device"]
Season = Callable[[SyntheticAthlete, Training, np.random.Generator, bool], Iterable[Efforts]]
Week = Iterator[tuple[int, tuple[Step, ...]]]

ABOUT = """\
Athletes drawn at random train for eight weeks, every second simulated (hills, heat, drift, the
heart's slow answer, noise), and are judged after four and eight. "Easy only" never comes near
threshold; "varied" has one hard session a week; "racing" has all-out efforts as well, 20 minutes
running or riding, 400 and 200 m swimming in one session. Known is nothing but the sessions; or
age, sex and mass too; or, with these, what a device believes of maximum, threshold and resting
heart rate, with errors of 3, 4 and 4 bpm, just as large as the models expect. On "good and bad
days" all heart rates move by 2.5 bpm (standard deviation) from day to day, and a swimmer's speed
by 1 %; these rows are over all three trainings.

It is the simulator's own world, and a kind one: heart rate is linear in effort up to threshold,
and threshold lies at 85 % of heart rate reserve (3 % of scatter), both as the models believe. So
this shows that estimates find what was put in and know how sure they are; of people it says
nothing. In two ways the people drawn are not those whom the models expect: they are 20 to 60 years
old, with a maximum heart rate of 180 on average, where who tells nothing is taken for 190; and
women have the maximum of men of their age, where the models take five beats off.

Goals are 85 to 95 % within, and threshold speed unbiased within 2 %. Error is the estimate over
the truth, less one; "spread" its root mean square; "within" is how often the truth lies in the
90 % interval (1.645 standard deviations to each side), "width" the median standard deviation,
"measured" how often the estimate claims to be that.
"""


class Anchor(NamedTuple):
    """A threshold: its name in the table and in `Thresholds`, and what it truly is."""

    name: str
    field: str
    truth: Callable[[SyntheticAthlete], float]


class Row(NamedTuple):
    """What is judged together."""

    anchor: str
    known: Known
    training: str


def week_of_runs(
    athlete: SyntheticAthlete, training: Training, week: int, rng: np.random.Generator
) -> Week:
    """Days of the week and plans: two easy runs, a long one, and what the training adds."""
    warm, cool = Step(900, 0.74, "warmup"), Step(600, 0.70, "cooldown")
    for day, least, most in ((1, 35, 55), (3, 35, 60), (5, 70, 100)):
        yield day, steady(rng.uniform(least, most), rng.uniform(0.70, 0.82 if day < 5 else 0.78))
    if training == "easy only":
        return
    if rng.random() < 0.5:
        times, work_s, intensity, rest_s = (
            (5, 240, 1.05, 120),
            (4, 300, 1.03, 150),
            (8, 120, 1.10, 90),
            (6, 180, 1.07, 120),
            (10, 60, 1.18, 60),
        )[rng.integers(5)]
        work = Step(work_s, intensity, "interval")
        yield 2, (warm, *repeat(times, work, Step(rest_s, 0.6, "recovery")), cool)
    else:
        yield 2, (warm, Step(60 * int(rng.integers(20, 41)), rng.uniform(0.93, 1.0)), cool)
    if training == "racing" and week % 4 == 3:
        best = athlete.best_speed_mps(1200) / athlete.threshold_speed_mps
        yield 6, (warm, Step(1200, 0.99 * best), cool)


def week_of_rides(
    athlete: SyntheticAthlete, training: Training, week: int, rng: np.random.Generator
) -> Week:
    """Days of the week and plans: three rides, of which the training makes some hard."""
    warm, cool, rest = Step(900, 0.6, "warmup"), Step(600, 0.5, "cooldown"), Step(240, 0.5)
    for day in (1, 3, 5):
        if training != "easy only" and day == 3:
            times, seconds, intensity = ((3, 600, 0.95), (5, 240, 1.03))[rng.integers(2)]
            yield day, (warm, *repeat(times, Step(seconds, intensity, "interval"), rest), cool)
        elif training == "racing" and day == 5 and week % 4 == 3:
            best = athlete.best_power_w(1200) / athlete.critical_power_w
            yield day, (warm, Step(1200, 0.99 * best), cool)
        else:
            yield day, steady(rng.uniform(50, 110), rng.uniform(0.55, 0.75))


def outdoors(
    family: Family,
    week_of: Callable[[SyntheticAthlete, Training, int, np.random.Generator], Week],
    simulate: Callable[..., Recording],
    athlete: SyntheticAthlete,
    training: Training,
    rng: np.random.Generator,
    swings: bool,
) -> Iterator[Efforts]:
    """The runs or rides of all weeks, on two loops near home."""
    loops = [
        draw_terrain(rng, length_m=int(rng.uniform(3e3, 15e3)), ascent_m_per_km=rng.uniform(2, 14))
        for _ in range(2)
    ]
    for week in range(WEEKS):
        for weekday, plan in week_of(athlete, training, week, rng):
            if rng.random() < DONE:
                recording = simulate(
                    on_a_day(athlete, float(rng.normal(0.0, SWING_BPM * swings))),
                    plan,
                    rng,
                    terrain=loops[rng.integers(2)],
                    temperature_c=float(rng.normal(15.0, 6.0)),
                    dynamics=False,
                )
                yield digest(recording, family, START + timedelta(weeks=week, days=weekday))


def on_a_day(athlete: SyntheticAthlete, shift_bpm: float) -> SyntheticAthlete:
    """The athlete with heart rates moved, the maximum left where it is."""
    threshold = athlete.threshold_heart_rate_bpm + shift_bpm
    return replace(
        athlete,
        resting_heart_rate_bpm=athlete.resting_heart_rate_bpm + shift_bpm,
        threshold_heart_rate_bpm=min(threshold, athlete.max_heart_rate_bpm - 3.0),
    )


def swims(
    athlete: SyntheticAthlete, training: Training, rng: np.random.Generator, swings: bool
) -> Iterator[Efforts]:
    """Two swims a week in a pool of 25 m; the second is the hard one."""
    reserve_m = float(np.clip(rng.normal(RESERVE_M, RESERVE_SD_M), 8.0, 40.0))

    def all_out(lengths: int, rest_s: int) -> tuple[int, float, int]:
        """A set at the best speed; the fast start that `simulate_swim` adds is in it."""
        best = 25 * lengths / (25 * lengths - reserve_m)
        start = 1.0 + 0.02 * statistics.fmean(1.0 / (1 + length) for length in range(lengths))
        return lengths, best * rng.uniform(*ALL_OUT) / start, rest_s

    for week in range(WEEKS):
        for weekday in (1, 4):
            form = float(rng.normal(1.0, SWING_OF_SWIM * swings))
            if rng.random() >= DONE:
                continue
            sets = [(12, rng.uniform(0.78, 0.85), 30)]
            if training == "racing" and weekday == 4 and week % 4 == 3:
                sets += [all_out(16, 240), all_out(8, 180)]
            elif training != "easy only" and weekday == 4:
                sets += [(4, rng.uniform(0.96, 1.03), 15)] * int(rng.integers(6, 13))
            else:
                sets += [(int(rng.choice((8, 16, 24))), rng.uniform(0.82, 0.93), 20)] * 3
            swimmer = replace(athlete, swim_speed_mps=form * athlete.swim_speed_mps)
            swim = simulate_swim(swimmer, [*sets, (8, 0.78, 0)], rng)
            # The device counts a length at its end; cleaning spreads it over the length.
            columns = {**swim.columns, "distance_m": np.cumsum(swim["speed_mps"])}
            day = START + timedelta(weeks=week, days=weekday)
            yield digest(replace(swim, columns=columns), "swim", day)


def digest(recording: Recording, family: Family, day: date) -> Efforts:
    """The digest of a recording as a library would make it."""
    start = datetime.combine(day, time(6), UTC)
    session = Session(
        recording.sport, None, start, recording.duration_s, recording.timer_s, slice(0)
    )
    return extract(recording.stream(), session, family, {}, day=day)


SPORTS: Mapping[Family, tuple[Season, tuple[Anchor, ...]]] = {
    "run": (
        partial(outdoors, "run", week_of_runs, simulate_run),
        (
            Anchor("threshold speed", "run_speed_mps", lambda a: a.threshold_speed_mps),
            Anchor(
                "threshold heart rate, running",
                "run_threshold_heart_rate_bpm",
                lambda a: a.threshold_heart_rate_bpm,
            ),
            Anchor(
                "maximum heart rate, running",
                "run_max_heart_rate_bpm",
                lambda a: a.max_heart_rate_bpm,
            ),
        ),
    ),
    "ride": (
        partial(outdoors, "ride", week_of_rides, simulate_ride),
        (
            Anchor(
                "threshold heart rate, riding",
                "ride_threshold_heart_rate_bpm",
                lambda a: a.threshold_heart_rate_bpm - a.ride_heart_rate_drop_bpm,
            ),
        ),
    ),
    "swim": (swims, (Anchor("swim speed", "swim_speed_mps", lambda a: a.swim_speed_mps),)),
}


def told(athlete: SyntheticAthlete, known: Known) -> Athlete:
    """What the athlete says to us."""
    if known == "nothing":
        return Athlete()
    born = START.year - athlete.age_years
    return Athlete(sex=athlete.sex, birth_year=born, mass_kg=athlete.mass_kg)


def believed(
    athlete: SyntheticAthlete, family: Family, rng: np.random.Generator
) -> dict[str, float]:
    """Heart rates that a device keeps for a sport, in whole beats."""
    drop = athlete.ride_heart_rate_drop_bpm if family == "ride" else 0.0
    truth = {
        "max": athlete.max_heart_rate_bpm - drop,
        "threshold": athlete.threshold_heart_rate_bpm - drop,
        "resting": athlete.resting_heart_rate_bpm,
    }
    return {
        f"{name}_heart_rate_bpm": float(round(rng.normal(bpm, DEVICE_SD_BPM[name])))
        for name, bpm in truth.items()
    }


def judge(family: Family, count: int, seed: int) -> dict[Row, list[tuple[Estimate, float]]]:
    """Estimates with the truth: `count` athletes of each training, on days of both kinds."""
    season, anchors = SPORTS[family]
    # What else is known says nothing of swimming.
    kinds: tuple[Known, ...] = ("nothing",) if family == "swim" else get_args(Known)
    found = defaultdict[Row, list[tuple[Estimate, float]]](list)
    trainings: tuple[Training, ...] = get_args(Training)
    for swings, number, training in product((False, True), range(count), trainings):
        places = list(SPORTS).index(family), trainings.index(training), int(swings)
        rng = np.random.default_rng([seed, number, *places])
        athlete = draw_athlete(rng)
        plain = list(season(athlete, training, rng, swings))
        values = believed(athlete, family, rng)
        equipped = [replace(one, device_values=values) for one in plain]
        pasts = {known: Past.of(equipped if known == "device" else plain) for known in kinds}
        for known, weeks in product(kinds, JUDGED_AFTER_WEEKS):
            on = START + timedelta(weeks=weeks, days=-1)
            thresholds = estimate(pasts[known], on, told(athlete, known), family=family)
            for anchor in anchors:
                row = Row(anchor.name, known, "good and bad days" if swings else training)
                found[row].append((getattr(thresholds, anchor.field), anchor.truth(athlete)))
    return found


def table(scores: Mapping[Row, Score]) -> str:
    """One line a row."""
    head = "threshold", "known", "training"
    told = "mean error", "median error", "spread", "within", "width", "measured"
    lines = [
        f"| {' | '.join((*head, *told))} |",
        "|" + "---|" * len(head) + "--:|" * len(told),
        *(f"| {' | '.join(row)} | {score} |" for row, score in scores.items()),
    ]
    return "\n".join(lines)


def verdict(scores: Mapping[Row, Score], count: int) -> str:
    """Which rows miss the goals, and how far chance alone leads away from them."""
    low, high = WITHIN_GOAL
    chance = math.sqrt(0.9 * 0.1 / count)
    missed = {
        f"fewer than {100 * low:.0f} % within, so too sure": {
            row: score.within for row, score in scores.items() if score.within < low
        },
        f"more than {100 * high:.0f} % within, so less sure than could be": {
            row: score.within for row, score in scores.items() if score.within > high
        },
        f"threshold speed biased by more than {100 * BIAS_GOAL:.0f} %": {
            row: score.mean
            for row, score in scores.items()
            if row.anchor == "threshold speed" and abs(score.mean) > BIAS_GOAL
        },
    }
    lines = [f"Of {len(scores)} rows\n"]
    for what, rows in missed.items():
        lines.append(f"- {len(rows)} have {what}")
        for anchor, group in groupby(rows, key=lambda row: row.anchor):
            named = (f"{row.training} ({row.known}) {100 * rows[row]:.1f} %" for row in group)
            lines.append(f"  - {anchor}: {', '.join(named)}")
    lines.append(f"""
With {count} athletes (judged twice, which is worth little more than once; three times as
many on good and bad days) a true 90 % comes out {100 * chance:.0f} % higher or lower by chance.""")
    return "\n".join(lines)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--athletes", type=int, default=100, help="of each training and sport")
    parser.add_argument("--seed", type=int, default=SEED, help="another number, other athletes")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    chosen = parser.parse_args()
    count: int = chosen.athletes
    found: dict[Row, list[tuple[Estimate, float]]] = {}
    for family in SPORTS:
        found |= judge(family, count, chosen.seed)
    # Sorting keeps the order of thresholds and of training.
    names = list(dict.fromkeys(row.anchor for row in found))
    known = get_args(Known)
    rows = sorted(found, key=lambda row: (names.index(row.anchor), known.index(row.known)))
    scores = {row: Score.of(found[row]) for row in rows}
    text = f"{ABOUT}\n{table(scores)}\n\n{verdict(scores, count)}"
    print(text)
    if chosen.write:
        write_section("anchors", f"{text}\n\n{count} athletes a row. {machine()}")


if __name__ == "__main__":
    main()
