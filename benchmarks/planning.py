"""What the planner takes and what it is worth: time, brute force, and the same two weekdays.

Simulated weeks of athletes with four to 21 sessions, in every phase from strengthening on. The
planner is held against a brute force over a grid of every open hour (and every quarter of the
hour after a session), and against the habit most people have: strength on Monday and Thursday.

    python benchmarks/planning.py [--weeks N] [--write]
"""

from __future__ import annotations

import argparse
import sys
import time as clock
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from report import machine, write_section

from adaptive.planner import hard_rules, plan
from adaptive.planner.situation import Placement, Situation
from adaptive.plans import Plan
from adaptive.programme.rulebook import standard
from adaptive.week import DoneBlock, PhaseState, PlanInputs, WeekSession

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "adaptive"))
import week_grid
from week_checker import violations

MONDAY = date(2026, 3, 2)
HOURS = (6, 12, 18)
BRUTE = 100
"""Weeks that brute force looks at: it takes its time."""

ABOUT = """\
Simulated weeks of athletes with four to 21 sessions, a third of them hard, in every phase from
strengthening on; processor time of one core, the best of three. Brute force is a grid of every
open hour, and of each quarter of the hour after a session, judged by the tests' own checker.
"Monday and Thursday" strengthens after the last session of these days, or at 18:00. Broken are
the hard rules about what stands before and around the work, each counted once a placement.
"""


def weeks(count: int, rng: np.random.Generator) -> Iterator[PlanInputs]:
    """Weeks of as many athletes; with them the days before and after."""
    for _ in range(count):
        most = int(rng.integers(4, 22))
        slots = [(day, hour) for day in range(7) for hour in HOURS]
        chosen = [slots[n] for n in sorted(rng.permutation(len(slots))[:most])]
        kinds = [_kind(rng) for _ in chosen]
        sessions = [
            _session(day + 7 * week, hour, *kind)
            for week in (-1, 0, 1)
            for (day, hour), kind in zip(chosen, kinds, strict=True)
        ]
        phase = ("strengthening", "integration", "maintenance")[int(rng.integers(3))]
        state = PhaseState(phase, MONDAY - timedelta(days=9), week=5, day=10)  # type: ignore[arg-type]
        yield PlanInputs(
            today=MONDAY,
            week_start=MONDAY,
            phase=state,
            phase_by_day={MONDAY + timedelta(days=n): state for n in range(7)},
            sessions=tuple(s for s in sessions if s.day >= MONDAY - timedelta(days=3)),
            rulebook_version=standard().version,
            sports=frozenset(),  # no drills nor pedalling: their cost is no matter of choice
        )


def _kind(rng: np.random.Generator) -> tuple[str, str, float]:
    family = ("run", "ride", "swim")[int(rng.integers(3))]
    if rng.random() < 1 / 3:
        return family, ("interval", "tempo", "long")[int(rng.integers(3))], 75.0
    return family, ("endurance", "recovery")[int(rng.integers(2))], 45.0


def _session(day: int, hour: int, family: str, kind: str, minutes: float) -> WeekSession:
    return WeekSession(
        id=None,
        start=datetime.combine(MONDAY + timedelta(days=day), time(hour)),
        duration_min=minutes,
        sport=family,
        family=family,  # type: ignore[arg-type]
        session_class="easy" if kind in {"endurance", "recovery"} else "key",
        kind=kind,
        origin="done" if day < 0 else "calendar",
    )


def seconds(inputs: PlanInputs) -> float:
    """Processor time of one plan, the best of three."""
    times = []
    for _ in range(3):
        begin = clock.process_time()
        plan(inputs, standard())
        times.append(clock.process_time() - begin)
    return min(times)


def a_year(inputs: PlanInputs) -> float:
    """Processor time of 52 weeks, each planned with the blocks of the weeks before it."""
    done: list[DoneBlock] = []
    begin = clock.process_time()
    for week in range(52):
        later = timedelta(weeks=week)
        moved = replace(
            inputs,
            today=inputs.today + later,
            week_start=inputs.week_start + later,
            phase_by_day={day + later: state for day, state in inputs.phase_by_day.items()},
            sessions=tuple(replace(s, start=s.start + later) for s in inputs.sessions),
            done_blocks=tuple(done[-20:]),
        )
        made = plan(moved, standard())
        done += [DoneBlock(b.kind, b.start, b.minutes, b.pair) for b in made.blocks]
    return clock.process_time() - begin


def as_always(inputs: PlanInputs) -> tuple[int, int, Counter[str]]:
    """Strengthening on Monday and Thursday: how much, how much of it legal, the rules broken."""
    situation = Situation(inputs, standard())
    broken: Counter[str] = Counter()
    legal = 0
    days = [inputs.days[0], inputs.days[3]][: situation.phase(MONDAY).strengthening_per_week]
    for day in days:
        last = max(situation.by_day[day], key=lambda s: s.end, default=None)
        start = last.end if last else datetime.combine(day, time(18))
        place = Placement(start, 15, last)
        found = {obstacle.rule for obstacle in hard_rules.strengthening(place, 0, situation)}
        legal += not found
        broken.update(found)
    return len(days), legal, broken


def optimum(inputs: PlanInputs, made: Plan) -> tuple[float, float]:
    """The cheapest week of the grid with as much relaxed, and the seconds that took."""
    begin = clock.process_time()
    best = week_grid.cheapest(inputs, made, standard())
    alone = sum(b.slot == "standalone" and b.kind == "strengthening" for b in made.blocks)
    return best.get((alone, 0), (np.inf, 0))[0], clock.process_time() - begin


def table(count: int) -> str:
    """All figures as rows."""
    found = list(weeks(count, np.random.default_rng(6)))
    times = np.array([seconds(inputs) for inputs in found])
    plans = [plan(inputs, standard()) for inputs in found]
    brute = [optimum(inputs, made) for inputs, made in zip(found[:BRUTE], plans, strict=False)]
    worse = sum(
        made.cost > best + 1e-5 for made, (best, _) in zip(plans[:BRUTE], brute, strict=True)
    )
    slow = 1000 * np.median([took for _, took in brute])
    year = max(a_year(inputs) for inputs in found[:5])
    faults = sum(len(violations(i, made)) for i, made in zip(found, plans, strict=True))
    habit = [as_always(inputs) for inputs in found]
    broken = sum((rules for *_, rules in habit), Counter[str]())
    placed = [sum(b.kind == "strengthening" for b in made.blocks) for made in plans]
    kept = 100 / count
    usual, fine = (kept * sum(counts) for counts in list(zip(*habit, strict=True))[:2])
    rules = ", ".join(f"{rule} {n * kept:.0f}" for rule, n in sorted(broken.items()))
    wrong = f"{broken.total() * kept:.0f} ({rules})"
    return "\n".join(
        [
            "| what | planner | brute force | Monday and Thursday |",
            "|---|--:|--:|--:|",
            f"| one week, median | {1000 * np.median(times):.1f} ms | {slow:.0f} ms | |",
            f"| one week, slowest of {count} | {1000 * times.max():.1f} ms | | |",
            f"| 52 weeks, slowest of 5 athletes | {year:.2f} s | | |",
            f"| weeks of {BRUTE} where brute force finds a cheaper one | {worse} | | |",
            f"| strengthening in 100 weeks | {sum(placed) * kept:.0f} | | {usual:.0f} |",
            f"| of it legal | {sum(placed) * kept:.0f} | | {fine:.0f} |",
            f"| hard rules broken in 100 weeks | {faults * kept:.0f} | | {wrong} |",
        ]
    )


def main() -> None:
    """Measure and print; with --write also into the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weeks", type=int, default=500, help="how many are simulated")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    chosen = parser.parse_args()
    result = table(chosen.weeks)
    print(result)
    if chosen.write:
        write_section("planning", f"{ABOUT}\n{result}\n\n{machine()}")


if __name__ == "__main__":
    main()
