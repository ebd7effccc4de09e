"""Whether critical power is right and says how sure it is: synthetic riders of known CP.

Hundreds of riders with some ten weeks of rides each, drawn as digests (by
`models.simulation.season`); dozens of such plans are also ridden second by second, recorded and
cleaned, to see that both say the same.

    python benchmarks/thresholds.py [--athletes N] [--write]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import numpy as np
from report import machine, write_section
from scores import Score

from ingest.activity import Activity, Device, FloatArray, Session
from ingest.repair import clean
from models.athlete import Athlete
from models.digests import Past
from models.efforts import POWER_DURATIONS_S, Efforts, extract
from models.simulation import (
    Recording,
    SyntheticAthlete,
    draw_athlete,
    draw_terrain,
    faults,
    simulate_ride,
)
from models.simulation.season import History, Kind, draw_plan, draw_season, ride_digest
from models.thresholds import estimate

END = date(2026, 6, 1)
# Of so many athletes sex, age and body mass are known.
TOLD_SHARE = 0.7
# Not the riders on whom the constants of `models.rate_curve` were chosen.
SEED = 1

ABOUT = """\
Riders drawn at random (critical power 3 W/kg, a fifth of scatter; W' 18 kJ), 6 to 12 weeks of four
rides a week, form of 1 to 3 % from day to day, nothing above what the rider could do on the day.
Error is the estimate over the truth, less one; "within" is how often the truth lies in the 90 %
interval (1.645 standard deviations to each side), "width" the median standard deviation.
"""
ABOUT_CHANGE = """\
The same with tests and races where critical power changes up to the day, or nothing was ridden for
weeks while it fell by so much.
"""
ABOUT_STREAMS = """\
The same plans ridden second by second (trainer, and road with every second or "smart" recording):
best power over the time of the effort, and maximum of a minute's heart rate, over those of the
light generator. Devices that record only key points leave gaps too long to fill where nobody
pedalled, and then no best is told ("with power" counts the others).
"""

Rider = tuple[SyntheticAthlete, Athlete, list[Efforts]]


def score(riders: Iterable[Rider]) -> Score:
    """Critical power of many riders, estimated on the last day."""
    return Score.of(
        (
            estimate(Past.of(rides), END, told, family="ride").critical_power_w,
            truth.critical_power_w,
        )
        for truth, told, rides in riders
    )


def riders(
    count: int,
    history: History,
    *,
    with_heart_rate: bool = True,
    idle_days: int = 0,
    lost: tuple[float, float] = (0.0, 0.0),
    trend_per_day: tuple[float, float] = (0.0, 0.0),
    seed: int = SEED,
) -> Iterable[Rider]:
    """Riders with a history that ended `idle_days` ago, since when they `lost` a share of CP."""
    for number in range(count):
        rng = np.random.default_rng([number, len(history), with_heart_rate, seed])
        truth = draw_athlete(rng)
        facts = Athlete(sex=truth.sex, birth_year=END.year - truth.age_years, mass_kg=truth.mass_kg)
        rides = draw_season(
            truth,
            rng,
            history,
            END - timedelta(days=idle_days),
            days=int(rng.integers(42, 85)),
            form_sd=float(rng.uniform(0.01, 0.03)),
            trend_per_day=float(rng.uniform(*trend_per_day)),
            with_heart_rate=with_heart_rate,
        )
        left = 1.0 - float(rng.uniform(*lost))
        now = replace(truth, critical_power_w=left * truth.critical_power_w)
        yield now, facts if rng.random() < TOLD_SHARE else Athlete(), rides


CHANGES: dict[str, Callable[[int, int], Iterable[Rider]]] = {
    "rising 0.05 to 0.15 % a day": lambda n, seed: riders(
        n, "tests and races", seed=seed, trend_per_day=(0.0005, 0.0015)
    ),
    "falling 0.05 to 0.15 % a day": lambda n, seed: riders(
        n, "tests and races", seed=seed, trend_per_day=(-0.0015, -0.0005)
    ),
    "4 weeks off, 2 to 6 % lost": lambda n, seed: riders(
        n, "tests and races", seed=seed, idle_days=28, lost=(0.02, 0.06)
    ),
    "8 weeks off, 4 to 12 % lost": lambda n, seed: riders(
        n, "tests and races", seed=seed, idle_days=56, lost=(0.04, 0.12)
    ),
    "16 weeks off, 6 to 18 % lost": lambda n, seed: riders(
        n, "tests and races", seed=seed, idle_days=112, lost=(0.06, 0.18)
    ),
}


def table(scores: Iterable[tuple[str, Score]]) -> str:
    """One row a kind of history."""
    rows = [
        "| history | mean error | median error | spread | within | width | measured |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *(f"| {name} | {found} |" for name, found in scores),
    ]
    return "\n".join(rows)


def compare_with_streams(count: int) -> str:
    """What plans ridden second by second show, over what the light generator says."""
    shown: dict[str, list[FloatArray]] = {"trainer": [], "road": [], "road, smart": []}
    kinds: tuple[Kind, ...] = get_args(Kind)
    for number in range(count):
        rng = np.random.default_rng([number, 7])
        rider = draw_athlete(rng)
        plan = draw_plan(rider, rng, kinds[number % len(kinds)])
        hardest_s = max(plan, key=lambda step: step.intensity).duration_s
        place = int(np.searchsorted(POWER_DURATIONS_S[:-1], hardest_s, side="right")) - 1
        light = ride_digest(rider, plan, rng, END)
        hilly = draw_terrain(rng, length_m=20_000, ascent_m_per_km=5.0)
        for where, ratios in shown.items():
            terrain = None if where == "trainer" else hilly
            recording = simulate_ride(rider, plan, rng, terrain=terrain, dynamics=False)
            if where == "road, smart":
                recording = faults.smart_recording(recording, rng)
            full = digest(recording)
            seen, expected = (
                np.array([one.best_power_w[place], one.heart_rate_60s_bpm], dtype=np.float64)
                for one in (full, light)
            )
            ratios.append(seen / expected)
    rows = [
        "| ridden | rides | with power | power | its spread | heart rate | its spread |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for where, ratios in shown.items():
        power, beats = np.array(ratios).T
        power = power[np.isfinite(power)]
        cells = (np.median(power), power.std(), np.median(beats), beats.std())
        told = " | ".join(f"{value:.3f}" for value in cells)
        rows.append(f"| {where} | {count} | {len(power)} | {told} |")
    return "\n".join(rows)


def digest(recording: Recording) -> Efforts:
    """The digest of a recording as a library would make it."""
    start = datetime(END.year, END.month, END.day, tzinfo=UTC)
    samples = recording.samples()
    whole = slice(0, len(samples.time_s))
    session = Session(
        recording.sport, recording.sub_sport, start, recording.duration_s, recording.timer_s, whole
    )
    activity = Activity(
        id="",
        source="simulated",
        start=start,
        utc_offset_s=0,
        device=Device(),
        sessions=(session,),
        laps=(),
        samples=samples,
        timer_runs=((0.0, recording.duration_s),),
    )
    return extract(clean(activity, session), session, "ride", {})


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--athletes", type=int, default=300, help="of each kind")
    parser.add_argument("--seed", type=int, default=SEED, help="another number, other riders")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    chosen = parser.parse_args()
    count: int = chosen.athletes
    kept = table(
        (
            f"{history}{'' if with_heart_rate else ', no heart rate'}",
            score(riders(count, history, with_heart_rate=with_heart_rate, seed=chosen.seed)),
        )
        for history in get_args(History)
        for with_heart_rate in (True, False)
    )
    changed = table((name, score(drawn(count, chosen.seed))) for name, drawn in CHANGES.items())
    streams = compare_with_streams(max(count // 8, 4))
    text = f"{ABOUT}\n{kept}\n\n{ABOUT_CHANGE}\n{changed}\n\n{ABOUT_STREAMS}\n{streams}"
    print(text)
    if chosen.write:
        write_section("thresholds", f"{text}\n\n{count} riders of each kind. {machine()}")


if __name__ == "__main__":
    main()
