"""How fast FIT files become records, how much memory that takes and whether they are right.

Readers take turns on each file, so that a slow moment of the machine hits all of them;
processor time is counted, and a reader's time for a file is the median of the rounds.
Ratios are geometric means over the files that both readers read.

    python benchmarks/reading.py [CORPUS] [--files N] [--rounds N] [--readers NAME ...]
                                 [--node FOLDER] [--write]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from agreement import Agreement, Table, compared
from readers import WHOLE, Reader, available
from report import machine, write_section

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
BASELINES = ("fitparse", "fitfast")
REFERENCES = ("garmin-fit-sdk", "kneedrive")
NODE_FOLDER = "KNEEDRIVE_NODE_FOLDER"
_TOO_SMALL = 20_000

ABOUT = f"""\
Every reader gets the same files and delivers all `record` fields it knows, scaled, with times, as
a DataFrame (JavaScript: as objects). "{WHOLE}" is what an import does: sessions,
laps, events and samples on a clean time line as well. Readings of a file are repeated until they
take 20 ms, as timeit does; the readers take turns, and a file's time is the median of the turns.
Ratios are geometric means over files. "First" counts only the first reading of each turn, which
finds the processor's caches as another reader left them: many small steps, as ours are, suffer
more from that than one loop. Peak is by how much the process grows at most, in MB, for
the largest file, each reader in a process of its own.
"""
ABOUT_AGREEMENT = """\
Compared are the time and the position, distance, speed, altitude, heart rate, power, cadence and
temperature of every record. A column that a reader lacks counts as empty; a cell is another one
where the values differ by more than a millionth or only one is there. Where a reader finds more or
fewer records in a file, its cells are not counted.
"""


@dataclass
class Measured:
    """A reader's figures: seconds and tables by file, NaN and None where it reads nothing."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    tables: list[Table | None] = field(default_factory=list)
    peak_kb: int | None = None

    @property
    def times(self) -> npt.NDArray[np.float64]:
        """(files,) seconds."""
        return np.array(self.seconds)


def measure(
    files: Sequence[Path], readers: Mapping[str, Reader], rounds: int
) -> dict[str, Measured]:
    """Let the readers take turns on each file."""
    measured = {name: Measured() for name in readers}
    for number, path in enumerate(files, 1):
        taken: dict[str, list[float]] = {name: [] for name in readers}
        firsts: dict[str, list[float]] = {name: [] for name in readers}
        for turn in range(rounds):
            for name, reader in readers.items():
                timed = reader.timed(path)
                taken[name].append(np.nan if timed.seconds is None else timed.seconds)
                firsts[name].append(np.nan if timed.first is None else timed.first)
                if turn == 0:
                    frame = timed.frame
                    measured[name].tables.append(None if frame is None else compared(frame))
        for name, times in taken.items():
            measured[name].seconds.append(statistics.median(times))
            measured[name].first.append(statistics.median(firsts[name]))
        print(f"\r{number} of {len(files)} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return measured


def peak_kb(name: str, warm_up: Path, path: Path, node: Path | None) -> int | None:
    """The growth of a fresh process, None where the reader cannot read the file."""
    command = [sys.executable, __file__, "--peak", name, str(warm_up), str(path)]
    command += ["--node", str(node)] if node else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 else None


def speed_rows(sizes: npt.NDArray[np.float64], measured: Mapping[str, Measured]) -> list[list[str]]:
    """One row a reader: files read, throughput, ratios to the baselines, memory."""
    rows = []
    for name, own in measured.items():
        read = ~np.isnan(own.times)
        speed = sizes[read].sum() / own.times[read].sum() / 1e6 if read.any() else np.nan
        ratios = [
            _ratio(measured[base].times, own.times) if base in measured else ""
            for base in BASELINES
        ]
        if BASELINES[-1] in measured:
            ratios.append(_ratio(np.array(measured[BASELINES[-1]].first), np.array(own.first)))
        middle_ms = np.median(own.times[read]) * 1e3 if read.any() else np.nan
        peak = "" if own.peak_kb is None else f"{own.peak_kb / 1e3:.1f}"
        rows.append([name, str(read.sum()), f"{speed:.2f}", f"{middle_ms:.2f}", *ratios, peak])
    return rows


def _ratio(base: npt.NDArray[np.float64], own: npt.NDArray[np.float64]) -> str:
    ratios = base / own
    both = ~np.isnan(ratios)
    return f"{np.exp(np.log(ratios[both]).mean()):.2f}" if both.any() else ""


def agreement_rows(measured: Mapping[str, Measured]) -> list[list[str]]:
    """One row a reader: how it compares with each reference."""
    rows = []
    for name, own in measured.items():
        row = [name]
        for reference in REFERENCES:
            if name in {reference, WHOLE} or reference not in measured:
                row += [""] * 3
                continue
            both = Agreement()
            for ours, theirs in zip(own.tables, measured[reference].tables, strict=True):
                if ours is not None and theirs is not None:
                    both.add(ours, theirs)
            row += [str(both.files), str(both.other_records), f"{both.other_cells} of {both.cells}"]
        if any(row[1:]):
            rows.append(row)
    return rows


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *rows))


def chosen_files(corpus: Path, most: int | None) -> list[Path]:
    """Runs and rides, all or so many spread over all."""
    files = sorted([*corpus.glob("run/*.fit"), *corpus.glob("ride/*.fit")])
    return files[:: max(1, len(files) // most)][:most] if most else files


def main() -> None:
    """Measure, print and write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--files", type=int, help="only so many, spread over all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--readers", nargs="+", metavar="NAME", help="only these")
    parser.add_argument("--node", type=Path, default=os.environ.get(NODE_FOLDER))
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--peak", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    warnings.simplefilter("ignore")  # some readers warn of every odd definition
    readers = available(args.node)
    if args.peak:
        name, warm_up, path = args.peak
        print(readers[name].peak_kb(Path(warm_up), Path(path)))
        return
    files = chosen_files(args.corpus, args.files)
    if not files:
        parser.error(f"no run/*.fit or ride/*.fit under {args.corpus}")
    readers = {name: r for name, r in readers.items() if not args.readers or name in args.readers}
    warm_up = next((f for f in files if f.stat().st_size > _TOO_SMALL), files[0])
    for reader in readers.values():
        reader.timed(warm_up)  # imports happen outside the measurement
    measured = measure(files, readers, args.rounds)
    largest = max(args.corpus.rglob("*.fit"), key=lambda path: path.stat().st_size)
    for name, own in measured.items():
        own.peak_kb = peak_kb(name, warm_up, largest, args.node)

    sizes = np.array([path.stat().st_size for path in files], dtype=np.float64)
    ratio_head = [f"x {base}" for base in BASELINES]
    if BASELINES[-1] in readers:
        ratio_head.append(f"x {BASELINES[-1]}, first")
    speed_head = ["reader", "files", "MB/s", "median ms", *ratio_head, "peak"]
    agreement_head = ["reader"]
    for reference in REFERENCES:
        agreement_head += [f"files in common with {reference}", "other records", "other cells"]
    text = "\n".join(
        [
            ABOUT,
            table(speed_head, speed_rows(sizes, measured)),
            ABOUT_AGREEMENT,
            table(agreement_head, agreement_rows(measured)),
            f"{len(files)} runs and rides, {sizes.sum() / 1e6:.1f} MB, {args.rounds} turns; the "
            f"largest file has {largest.stat().st_size / 1e6:.2f} MB. {machine()} "
            + ", ".join(f"{name} {reader.version}" for name, reader in readers.items()),
        ]
    )
    print(text)
    if args.write:
        write_section("reading", text)


if __name__ == "__main__":
    main()
