"""How long an import takes, first and again, and what the commands take on a large library.

Writes copies of real runs and rides, each at its own time, and imports them as a person does:
by the command line, with every step from reading to class, on all processors. Beside it stand
the time in which fitfast (compiled, the fastest reader on PyPI) only decodes the same files on
one core, and the time Python takes to import pandas, or typer and rich.

    python benchmarks/importing.py [CORPUS] [--files N] [--rounds N] [--write]
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from report import machine, write_section
from shifted import write_library

KNEEDRIVE = [sys.executable, "-c", "from adaptive.cli import main; main()"]
_LISTEN_S = 0.02


def run(*words: str) -> float:
    """Wall seconds of a process from its start to its end."""
    began = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def run_watched(*words: str) -> tuple[float, float | None]:
    """Wall seconds, and the largest sum of resident MB of the process and those it started."""
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(_LISTEN_S):
            peak = max(peak, _resident_mb(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    if status:
        raise subprocess.CalledProcessError(status, words)
    return seconds, peak or None


def _resident_mb(root: int) -> float:
    """Resident memory of a process and its descendants; pages they share count for each."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int(
                (entry / "stat").read_text().rpartition(")")[2].split()[1]
            )
            pages[int(entry.name)] = int((entry / "statm").read_text().split()[1])
        except OSError:  # it ended meanwhile
            continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(pages.get(pid, 0) for pid in family) * os.sysconf("SC_PAGE_SIZE") / 1e6


def decode_alone(folder: Path) -> dict[str, float]:
    """Wall seconds in which fitfast decodes all files, to columns and to messages."""
    if importlib.util.find_spec("fitfast") is None:
        return {}
    import fitfast

    contents = [path.read_bytes() for path in sorted(folder.iterdir())]
    seconds = {}
    for name, decode in (("columns", fitfast.records), ("messages", fitfast.parse)):
        began = time.perf_counter()
        for data in contents:
            try:
                decode(data)
            except fitfast.FitDecodeError:  # it refuses some good files, after decoding them
                continue
        seconds[name] = time.perf_counter() - began
    return seconds


def median(times: list[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def measure(recordings: list[Path], count: int, rounds: int, scratch: Path) -> dict[str, float]:
    """All figures; seconds unless the name says otherwise."""
    files, small = scratch / "files", scratch / "small"
    write_library(recordings, files, count)
    write_library(recordings, small, min(count, 100))
    taken: dict[str, list[float]] = {}

    def note(name: str, seconds: float | None) -> None:
        if seconds is not None:
            taken.setdefault(name, []).append(seconds)

    for number in range(rounds):
        library = scratch / f"library{number}"
        command = [*KNEEDRIVE, "--library", str(library)]
        for name, seconds in decode_alone(files).items():
            note(f"fitfast decodes to {name}", seconds)
        seconds, peak = run_watched(*command, "import", str(files))
        note("first import", seconds)
        note(f"memory, {count} files (MB)", peak)
        note("import again", run(*command, "import", str(files)))
        _, peak = run_watched(
            *KNEEDRIVE, "--library", str(scratch / f"s{number}"), "import", str(small)
        )
        note("memory, 100 files (MB)", peak)
        print(f"\r{number + 1} of {rounds} imports", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for turn in range(5 * rounds):
        for name, value in (("resting_heart_rate_bpm", 50), ("critical_power_w", 240)):
            run(*command, "thresholds", "set", name, str(value + turn), "--from", "2000-01-01")
            anew = run(*command, "load")
            note(f"load after another {name}", anew)
            note(f"judging anew for another {name}", anew - run(*command, "load"))
        # Else it would not have to be estimated in the next turn.
        run(*command, "thresholds", "set", "critical_power_w", "-", "--from", "2000-01-01")
        run(*command, "load")
        note("import pandas", run(sys.executable, "-c", "import pandas"))
        for words in (["sessions"], ["sessions", "--json"], ["plan"]):
            note(" ".join(words), run(*command, *words))
        note("import typer, rich", run(sys.executable, "-c", "import typer, rich"))
        note("--help", run(*KNEEDRIVE, "--help"))
    return {name: median(times) for name, times in taken.items()}


def table(found: dict[str, float], count: int) -> str:
    """The figures with their ratios, as a Markdown table."""
    rows = [("what", "measured", "ratio", "of")]

    def add(name: str, *bases: str) -> None:
        unit = " MB" if name.endswith("(MB)") else " s"
        figure = f"{found[name]:.0f}{unit}" if unit == " MB" else f"{found[name]:.2f}{unit}"
        known = [base for base in bases if base in found] or [""]
        for base in known:
            ratio = f"{found[name] / found[base]:.2f}" if base else ""
            rows.append((name, figure, ratio, base))

    for name in sorted(name for name in found if name.startswith("fitfast")):
        add(name)
    add("first import", "fitfast decodes to columns", "fitfast decodes to messages")
    add("import again", "first import")
    for name in ("critical_power_w", "resting_heart_rate_bpm"):
        add(f"load after another {name}", "first import")
        add(f"judging anew for another {name}", "first import")
    for name in (f"memory, {count} files (MB)", "memory, 100 files (MB)"):
        if name in found:
            add(name)
    add("import pandas")
    for name in ("sessions", "sessions --json", "plan"):
        add(name, "import pandas")
    add("import typer, rich")
    add("--help", "import typer, rich")
    head, *body = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|---|--:|--:|---|", *body])


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    chosen = parser.parse_args()
    recordings = sorted([*chosen.corpus.glob("run/*.fit"), *chosen.corpus.glob("ride/*.fit")])
    if not recordings:
        parser.error(f"no run/*.fit or ride/*.fit under {chosen.corpus}")
    scratch = Path(tempfile.mkdtemp(prefix="kneedrive-bench-"))
    try:
        found = measure(recordings, chosen.files, chosen.rounds, scratch)
    finally:
        shutil.rmtree(scratch)
    lines = table(found, chosen.files)
    print(lines)
    if chosen.write:
        write_section(
            "importing",
            f"{chosen.files} files: copies of {len(recordings)} real runs and rides, "
            f"medians of {chosen.rounds} rounds; with all start-up. "
            f"{machine()}\n\n{lines}",
        )


if __name__ == "__main__":
    main()
