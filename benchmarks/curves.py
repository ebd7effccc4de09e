"""How long a mean-maximal curve takes, beside the two ways in which others make one.

Rides of the corpus, the one of median length and all of them joined to six hours, these also
with readings missing and with pauses. All ways look at the same durations, must find the same
means and take turns; processor time is counted, and the median of the rounds is told.

    python benchmarks/curves.py [CORPUS] [--rounds N] [--write]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from report import machine, write_section

from ingest import formats
from ingest.activity import FloatArray
from ingest.errors import ReadingError
from ingest.repair import clean
from ingest.stream import Stream
from models.curves import DURATIONS_S, mean_maximal_curve

CHANNELS = ("power_w", "speed_mps", "heart_rate_bpm")
_SIX_HOURS_S = 6 * 3600
_TAKES_S = 0.02  # repeat until it takes so long

ABOUT = """\
The highest mean power over each duration of the one grid that has a window, in ms. "numpy loop"
subtracts running sums and counts of each stretch, duration by duration, into new arrays (sweatpy
subtracts running sums too, at every whole second); "pandas" takes `rolling(duration).mean().max()`
of each stretch, as many scripts do. All find the same means: one reading in twenty may be missing
from a window, and none reaches over a pause. The ratios are to kneedrive.
"""


def numpy_loop(values: FloatArray, stretch: np.ndarray) -> FloatArray:
    """The plain way with running sums."""
    best = np.full(len(DURATIONS_S), np.nan)
    for part in np.split(values, np.flatnonzero(np.diff(stretch)) + 1):
        sums = np.append(0.0, np.nancumsum(part))
        counts = np.append(0, np.cumsum(np.isfinite(part)))
        for i, width in enumerate(DURATIONS_S):
            if width > len(part):
                break
            count = counts[width:] - counts[:-width]
            enough = count >= width - width // 20
            if enough.any():
                total = sums[width:] - sums[:-width]
                best[i] = np.fmax(best[i], (total[enough] / count[enough]).max())
    return best


def pandas_rolling(values: FloatArray, stretch: np.ndarray) -> FloatArray:
    """The way of a DataFrame, one rolling mean a duration."""
    best = np.full(len(DURATIONS_S), np.nan)
    for _, part in pd.Series(values).groupby(stretch):
        for i, width in enumerate(DURATIONS_S):
            if width > len(part):
                break
            means = part.rolling(width, min_periods=width - width // 20).mean()
            best[i] = np.fmax(best[i], means.iloc[width - 1 :].max())
    return best


Way = Callable[[FloatArray, np.ndarray], FloatArray]
WAYS: dict[str, Way] = {
    "kneedrive": mean_maximal_curve,
    "numpy loop": numpy_loop,
    "pandas": pandas_rolling,
}


def processor_ms(way: Way, values: FloatArray, stretch: np.ndarray) -> float:
    """Milliseconds of one curve, over as many as take long enough to be timed."""
    count, began = 0, time.process_time()
    while (taken := time.process_time() - began) < _TAKES_S:
        way(values, stretch)
        count += 1
    return taken / count * 1e3


def streams(corpus: Path) -> dict[Path, list[Stream]]:
    """The sessions of the corpus's runs and rides, cleaned as an import does."""
    found = {}
    for path in sorted([*corpus.glob("run/*.fit"), *corpus.glob("ride/*.fit")]):
        try:
            activity = formats.read(path.read_bytes(), path.name)
        except ReadingError:
            continue
        found[path] = [clean(activity, session) for session in activity.sessions]
    return found


def cases(rides: list[Stream]) -> dict[str, tuple[FloatArray, np.ndarray]]:
    """What curves are made of: power and the numbers of the stretches."""
    median = sorted(rides, key=len)[len(rides) // 2]
    joined = np.concatenate([ride["power_w"] for ride in rides])
    six_hours = np.resize(joined[np.isfinite(joined)], _SIX_HOURS_S)
    chance = np.random.default_rng(4)
    lost = np.where(chance.random(_SIX_HOURS_S) < 0.01, np.nan, six_hours)
    whole, broken = np.zeros(_SIX_HOURS_S, int), np.arange(_SIX_HOURS_S) // 360
    return {
        "median ride": (median["power_w"], median.stretch),
        "six hours": (six_hours, whole),
        "six hours, 1 % missing": (lost, whole),
        "six hours, 1 % missing, 60 stretches": (lost, broken),
    }


def row(name: str, values: FloatArray, stretch: np.ndarray, rounds: int) -> str:
    """One line of the table; the ways must agree first."""
    curve = mean_maximal_curve(values, stretch)
    for way in WAYS.values():
        np.testing.assert_allclose(way(values, stretch)[: len(curve)], curve, rtol=1e-9)
    turns = [
        {name: processor_ms(way, values, stretch) for name, way in WAYS.items()}
        for _ in range(rounds)
    ]
    own, *others = (statistics.median(turn[name] for turn in turns) for name in WAYS)
    ratios = "".join(f" {other:.2f} | {other / own:.1f} |" for other in others)
    return f"| {name} | {len(values)} | {len(curve)} | {own:.2f} |{ratios}"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    args = parser.parse_args()
    recorded = streams(args.corpus)
    rides = [s for path, of in recorded.items() for s in of if path.parent.name == "ride"]
    rides = [ride for ride in rides if ride.coverage.get("power_w")]
    if not rides:
        parser.error(f"no ride with power under {args.corpus}")
    head = "| power of | seconds | durations | kneedrive | numpy loop | ratio | pandas | ratio |"
    lines = [row(name, *case, args.rounds) for name, case in cases(rides).items()]
    every = [
        (stream[channel], stream.stretch)
        for of in recorded.values()
        for stream in of
        for channel in CHANNELS
        if channel in stream
    ]
    sessions = sum(map(len, recorded.values()))
    rounds_ms = []
    for _ in range(args.rounds):
        began = time.process_time()
        for values, stretch in every:
            mean_maximal_curve(values, stretch)
        rounds_ms.append((time.process_time() - began) / sessions * 1e3)
    summary = (
        f"The {len(every)} curves of power, speed and heart rate of {sessions} runs and rides "
        f"take {statistics.median(rounds_ms):.2f} ms a session. {machine()}"
    )
    text = "\n".join([ABOUT, head, "|---|" + "--:|" * 7, *lines, "", summary])
    print(text)
    if args.write:
        write_section("curves", text)


if __name__ == "__main__":
    main()
