"""Form of runs: what it costs, and what it says of the real histories of the corpus.

The form of a session is taken at import, so a one-hour run is timed alone. Then a history of 3,000
runs, real ones repeated, from bytes as the library keeps them to what each of a year's Mondays
says of cadence. Processor time, median of the rounds.

    python benchmarks/form.py [CORPUS] [--runs N] [--rounds N] [--write]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from report import machine, write_section

from ingest import read_activity
from ingest.activity import FloatArray, Session
from ingest.repair import clean
from ingest.sports import family
from ingest.stream import Stream
from models.contrast import lag_one, reading
from models.form import COLUMNS, REPEATS, SIGNALS, FormBins, History, Run, segment

HOUR_S = 3600
_WEEK = timedelta(weeks=1)

ABOUT = """\
Runners of the corpus with at least twenty runs that count (ten steady minutes). "Slope" is how much
the signal rises for each m/s at the athlete's mean speed, with its standard error. The scatter of
scores is given as it is and without a straight trend, with the correlation of neighbours.
"R²" is that of log speed and log cadence, from 0.98 on nothing of its own. "Found" counts Mondays
on which a change was confirmed. Nothing was left out but what the table of minutes below says.
"""


def recorded(corpus: Path) -> dict[str, list[tuple[date, str, Session, Stream]]]:
    """The runs of each history: local day, device, session and stream, in time order."""
    found = {}
    for folder in sorted(corpus.glob("history/*/")):
        activities = [read_activity(path) for path in sorted(folder.glob("*.fit"))]
        found[folder.name] = [
            (one.local_start(session).date(), str(one.device), session, clean(one, session))
            for one in sorted(activities, key=lambda one: one.start)
            for session in one.sessions
            if family(session.sport, session.sub_sport) == "run"
        ]
    return found


def runs_of(sessions: Sequence[tuple[date, str, Session, Stream]]) -> list[Run]:
    """What a library would hold of them."""
    seen = [(day, FormBins.of(stream, one, device)) for day, device, one, stream in sessions]
    return [
        Run(str(number), day, segment(bins, day), bins)
        for number, (day, bins) in enumerate(seen)
        if bins is not None
    ]


def mondays(since: date, until: date) -> list[date]:
    """All Mondays after one day, up to the first after another."""
    first = since + timedelta(days=7 - since.weekday())
    return [first + weeks * _WEEK for weeks in range((until - first).days // 7 + 2)]


def confirmed(history: History, signal: str, days: Sequence[date]) -> int:
    """On how many of some Mondays a change is confirmed, each by what was known then."""
    found = 0
    for monday in days:
        scores = history.scores(signal, monday)
        told = reading(
            SIGNALS[signal], scores.days[scores.usable], scores.values[scores.usable], monday
        )
        found += told.confirmed
    return found


def trendless(days: FloatArray, values: FloatArray) -> FloatArray:
    """Scores without a straight trend."""
    return values - np.polyval(np.polyfit(days, values, 1), days)


def row(name: str, history: History, signal: str) -> str | None:
    """What one signal of a history comes to; None with fewer than twenty runs."""
    scores, line = history.scores(signal), history.line(signal)
    values = scores.values[scores.usable]
    if line is None or len(values) < 20:
        return None
    unit = SIGNALS[signal].score_unit
    slope, error = line.speed_slope()
    left = trendless(scores.days[scores.usable].astype(np.float64), values)
    looks = mondays(history.runs[0].day, history.runs[-1].day)
    repeats = history.repeats(signal) if SIGNALS[signal].needs_sensor else float("nan")
    cells = (
        name,
        SIGNALS[signal].label,
        len(history.runs),
        len(values),
        f"{scores.level:.4g} {SIGNALS[signal].unit} at {scores.at_effort:.2f} m/s",
        f"{slope:+.1f} ± {error:.1f} {unit}",
        f"{values.std(ddof=1):.2f} {unit}",
        f"{left.std(ddof=2):.2f}",
        f"{lag_one(values):.2f} / {lag_one(left):.2f}",
        "" if np.isnan(repeats) else f"{repeats:.3f}{' (repeats)' * (repeats >= REPEATS)}",
        f"{confirmed(history, signal, looks)} of {len(looks)}",
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def minutes(name: str, runs: Sequence[Run]) -> str:
    """How many minutes count, and why the others do not."""
    reasons: dict[str, int] = {}
    for run in runs:
        for why, count in run.bins.left_out.items():
            reasons[why] = reasons.get(why, 0) + count
    told = ", ".join(f"{count} {why.replace('_', ' ')}" for why, count in sorted(reasons.items()))
    steady = sum(int(run.bins.steady.sum()) for run in runs)
    return f"- {name}: {steady} of {sum(len(run.bins) for run in runs)} minutes; {told}"


def processor_s(work: Callable[[], Any], rounds: int) -> float:
    """Seconds of processor time, the median of some rounds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def repeated(runs: Sequence[Run], count: int) -> list[tuple[date, dict[str, Any], bytes]]:
    """Runs over and over, one on each weekday, as a library keeps them."""
    kept = [(run.bins.facts(), run.bins.to_bytes()) for run in runs]
    first = date(2026, 11, 23) - timedelta(days=count * 7 // 5)
    return [
        (first + timedelta(days=number * 7 // 5), *kept[number % len(kept)])
        for number in range(count)
    ]


def year_of_mondays(kept: Sequence[tuple[date, dict[str, Any], bytes]]) -> int:
    """From a library's bytes to the confirmed changes of cadence in the last year."""
    runs = []
    for number, (day, facts, data) in enumerate(kept):
        bins = FormBins.from_parts(facts, data)
        runs.append(Run(str(number), day, segment(bins, day), bins))
    last = kept[-1][0]
    return confirmed(History(runs), "cadence", mondays(last - 52 * _WEEK, last)[-52:])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument("--runs", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    args = parser.parse_args()
    found = recorded(args.corpus)
    histories = {name: runs_of(sessions) for name, sessions in found.items()}
    if not any(histories.values()):
        parser.error(f"no runs under {args.corpus}/history")
    head = (
        "| history | signal | runs | usable | level | slope | scatter | without trend | lag 1 "
        "| R² | found |"
    )
    rows = [
        row(name, History(runs), signal) for name, runs in histories.items() for signal in COLUMNS
    ]
    table = [head, "|---|---|" + "--:|" * 9, *filter(None, rows)]
    left_out = [minutes(name, runs) for name, runs in histories.items() if runs]
    every = [one for sessions in found.values() for one in sessions]
    _, device, session, stream = min(every, key=lambda one: abs(len(one[3]) - HOUR_S))
    alone = processor_s(
        lambda: [FormBins.of(stream, session, device) for _ in range(20)], args.rounds
    )
    kept = repeated([run for runs in histories.values() for run in runs], args.runs)
    whole = processor_s(lambda: year_of_mondays(kept), args.rounds)
    costs = (
        f"The form of a run of {len(stream) / 60:.0f} minutes takes {alone / 20 * 1e3:.2f} ms. "
        f"{args.runs} runs ({sum(len(data) for _, _, data in kept) / 1e6:.1f} MB in the library) "
        f"to all that 52 Mondays say of cadence: {whole:.2f} s. {machine()}"
    )
    text = "\n".join([ABOUT, *table, "", "Steady minutes:", "", *left_out, "", costs])
    print(text)
    if args.write:
        write_section("form", text)


if __name__ == "__main__":
    main()
