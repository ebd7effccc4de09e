"""Whether one scale for load pays: how far a lesser method is from the best, with and without it.

Real athletes with several sessions that tell their load by several methods, and simulated ones.
Each session is judged with the thresholds and the scale of the sessions before it, as in a
library; then what heart rate, or duration alone, said of it is compared with power or pace.

    python benchmarks/scale.py [CORPUS] [--athletes N] [--write]
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from report import machine, write_section

from ingest import read_activity
from ingest.activity import Session
from ingest.errors import ReadingError
from ingest.repair import clean
from ingest.sports import family
from ingest.stream import Stream
from models.athlete import Athlete
from models.digests import Past
from models.efforts import Efforts, extract
from models.profile import Profile
from models.scale import Scale
from models.session_load import session_load
from models.simulation import (
    Step,
    draw_athlete,
    draw_terrain,
    repeat,
    simulate_ride,
    simulate_run,
    steady,
)
from models.thresholds import estimate
from models.verdicts import Method

_LEAST_S = 300  # shorter ones have no load to speak of
_LEAST_SESSIONS = 10
# Riders hold back more on easy days than runners can.
_EASY = {"ride": (0.5, 0.75), "run": (0.7, 0.85)}
_HARD, _HARD_SHARE = (0.92, 1.08), 0.25
_DAYS_APART = 3
_SESSIONS = 20
_FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)

ABOUT = """\
How far a lesser method is from power (rides) or pace (runs): |log(best / method)| in hundredths,
so 10 is about a tenth; its median over an athlete's sessions, and of that the median over
athletes. Every factor is learned from earlier sessions only. Counted are sessions of five minutes
or more with readings for four fifths of them, of athletes who have at least ten such.
"""

One = tuple[Stream, Session, Efforts]
Differences = dict[Method, list[tuple[float, float]]]


def differences(sessions: Sequence[One]) -> Differences:
    """|log| of best over method, without and with the scale, of one athlete and sport."""
    past = Past.of(efforts for _, _, efforts in sessions)
    scale, found = Scale(), defaultdict[Method, list[tuple[float, float]]](list)
    for stream, session, efforts in sorted(sessions, key=lambda one: one[1].start):
        profile = Profile.of(stream, session)
        known = estimate(past, efforts.date, Athlete())
        loads = session_load(profile, known, Athlete(), scale=scale).comparable
        best = next(iter(loads))
        if len(stream) >= _LEAST_S and best in ("power", "pace"):
            for method in list(loads)[1:]:
                apart = math.log(loads[best] / loads[method])
                left = apart - math.log(scale.factor(profile.family, method))
                found[method].append((abs(apart), abs(left)))
        scale.add(profile.family, loads)
    return found


def real(corpus: Path) -> Iterator[tuple[str, list[One]]]:
    """Runs, and rides, of those in the corpus of whom there are many."""
    with (corpus / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].startswith("ride/")]
    sources = sorted({row["source repo"] for row in rows})
    groups = [
        *(sorted(folder.glob("*.fit")) for folder in sorted((corpus / "history").iterdir())),
        *([corpus / row["file"] for row in rows if row["source repo"] == name] for name in sources),
    ]
    for paths in groups:
        sports = defaultdict[str, list[One]](list)
        for stream, session, told in _read(paths):
            profile = Profile.of(stream, session)
            digest = extract(stream, session, profile.family, told)
            sports[profile.family].append((stream, session, digest))
        yield from ((f"real {sport}s", sports[sport]) for sport in ("ride", "run"))


def _read(paths: Iterable[Path]) -> Iterator[tuple[Stream, Session, dict[str, float]]]:
    for path in paths:
        try:
            activity = read_activity(path)
        except ReadingError:
            continue
        for session in activity.sessions:
            yield clean(activity, session), session, dict(activity.athlete_values)


def simulated(athletes: int) -> Iterator[tuple[str, list[One]]]:
    """Riders and runners, some weeks of easy and hard sessions long."""
    for seed in range(athletes):
        rng = np.random.default_rng(seed)
        person, terrain = draw_athlete(rng), draw_terrain(rng)
        for sport, simulate in (("cycling", simulate_ride), ("running", simulate_run)):
            kind, sessions = family(sport, None), []
            for i in range(_SESSIONS):
                plan = _plan(rng, _EASY[kind])
                stream = simulate(person, plan, rng, terrain=terrain, dynamics=False).stream()
                start, seconds = _FIRST + timedelta(days=_DAYS_APART * i), len(stream)
                session = Session(sport, None, start, seconds, seconds, slice(seconds))
                sessions.append((stream, session, extract(stream, session, kind, {})))
            yield f"simulated {kind}s", sessions


def _plan(rng: np.random.Generator, easy: tuple[float, float]) -> tuple[Step, ...]:
    level = float(rng.uniform(*easy))
    if rng.random() > _HARD_SHARE:
        return steady(float(rng.uniform(40, 110)), level)
    minutes = int(rng.integers(3, 16))
    work = Step(60 * minutes, float(rng.uniform(*_HARD)))
    return (
        *steady(15, level),
        *repeat(30 // minutes, work, Step(180, easy[0])),
        *steady(10, level),
    )


def table(found: Iterable[tuple[str, Differences]]) -> str:
    """A row for each kind of athletes and method."""
    groups = defaultdict[tuple[str, Method], list[np.ndarray]](list)
    for name, differences_of_one in found:
        for method, pairs in differences_of_one.items():
            if len(pairs) >= _LEAST_SESSIONS:
                groups[name, method].append(100 * np.array(pairs))
    lines = [
        "| who | method | athletes | sessions | as it is | on the scale |",
        "|---|---|" + "--:|" * 4,
    ]
    for (name, method), athletes in sorted(groups.items()):
        plain, scaled = np.median([np.median(pairs, axis=0) for pairs in athletes], axis=0)
        sessions = sum(map(len, athletes))
        words = method.replace("_", " ")
        lines.append(
            f"| {name} | {words} | {len(athletes)} | {sessions} | {plain:.0f} | {scaled:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print; with --write also into the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).resolve().parents[1]
    parser.add_argument("corpus", nargs="?", type=Path, default=here.parent / "shared" / "corpus")
    parser.add_argument("--athletes", type=int, default=20, help="how many are simulated")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    chosen = parser.parse_args()
    athletes = [*real(chosen.corpus), *simulated(chosen.athletes)]
    result = table((name, differences(sessions)) for name, sessions in athletes)
    print(result)
    if chosen.write:
        write_section("scale", f"{ABOUT}\n{result}\n\n{machine()}")


if __name__ == "__main__":
    main()
