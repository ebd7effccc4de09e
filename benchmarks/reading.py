"""How fast FIT files become a DataFrame of records, against other readers.

Every reader gets the same bytes and must deliver a DataFrame with all fields of all
`record` messages it knows, scaled, with times. Readers take turns on each file, so that a
slow moment of the machine hits all of them; processor time is counted, of as many readings
as take 20 ms, and a reader's time for a file is the median of the rounds. Ratios are
geometric means over the files that both readers read.

    python benchmarks/reading.py [CORPUS] [--files N] [--rounds N] [--readers NAME ...]
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ingest import formats
from ingest.formats.fit_decode import decode
from ingest.formats.fit_records import record_frame

BASELINE = "fitparse"
LEAST_S = 0.02
ACTIVITY = "kneedrive, whole activity"


def kneedrive(data: bytes) -> pd.DataFrame:
    """Our columnar reader, up to the DataFrame of records."""
    return record_frame(decode(data))


def kneedrive_activity(data: bytes) -> pd.DataFrame:
    """Our reader, with everything: sessions, laps, samples on a clean time line."""
    return formats.read(data, "benchmark").samples.frame()


def fitparse(data: bytes) -> pd.DataFrame:
    """fitparse, the baseline."""
    from fitparse import FitFile

    return pd.DataFrame([m.get_values() for m in FitFile(io.BytesIO(data)).get_messages("record")])


def garmin_fit_sdk(data: bytes) -> pd.DataFrame:
    """Garmin's own decoder."""
    from garmin_fit_sdk import Decoder, Stream

    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    if errors:
        raise errors[0]
    return pd.DataFrame(messages.get("record_mesgs", []))


def fitdecode(data: bytes) -> pd.DataFrame:
    """fitdecode, fitparse's successor."""
    from fitdecode import FIT_FRAME_DATA, FitReader

    with FitReader(io.BytesIO(data)) as reader:
        return pd.DataFrame(
            [
                {field.name: field.value for field in frame.fields}
                for frame in reader
                if frame.frame_type == FIT_FRAME_DATA and frame.name == "record"
            ]
        )


READERS: dict[str, Callable[[bytes], pd.DataFrame]] = {
    "kneedrive": kneedrive,
    ACTIVITY: kneedrive_activity,
    "fitparse": fitparse,
    "garmin-fit-sdk": garmin_fit_sdk,
    "fitdecode": fitdecode,
}


def available(names: list[str] | None) -> dict[str, Callable[[bytes], pd.DataFrame]]:
    """The readers asked for, or all that are installed."""
    if names:
        return {name: READERS[name] for name in names}
    absent = [name for name in ("fitdecode",) if importlib.util.find_spec(name) is None]
    return {name: reader for name, reader in READERS.items() if name not in absent}


def timed(read: Callable[[bytes], pd.DataFrame], data: bytes) -> float:
    """Seconds of processor time for one reading; NaN where the reader fails.

    A fast reading is repeated until it can be timed, as timeit does: one of less than a
    millisecond says more about the caches that the reader before it left than about itself.
    """
    gc.collect()  # nobody pays for what another reader left behind
    readings = 0
    begin = time.process_time()
    while (spent := time.process_time() - begin) < LEAST_S or not readings:
        try:
            read(data)
        except Exception:  # noqa: BLE001 - other readers raise anything; then they have no time
            return float("nan")
        readings += 1
    return spent / readings


def measure(
    files: list[Path], readers: dict[str, Callable[[bytes], pd.DataFrame]], rounds: int
) -> dict[str, list[float]]:
    """By reader the seconds for each file, NaN where it fails."""
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for number, path in enumerate(files, 1):
        data = path.read_bytes()
        taken: dict[str, list[float]] = {name: [] for name in readers}
        for _ in range(rounds):
            for name, read in readers.items():
                taken[name].append(timed(read, data))
        for name, times in taken.items():
            seconds[name].append(statistics.median(times))
        print(f"\r{number} of {len(files)} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return seconds


def report(files: list[Path], seconds: dict[str, list[float]]) -> None:
    """Print one line a reader: files read, throughput, ratio to the baseline."""
    sizes = np.array([path.stat().st_size for path in files])
    baseline = np.array(seconds.get(BASELINE, [np.nan] * len(files)))
    print(f"{'reader':28}{'files':>6}{'MB/s':>9}{'x ' + BASELINE:>12}{'least':>8}{'most':>8}")
    for name, times in seconds.items():
        own = np.array(times)
        read = ~np.isnan(own)
        speed = sizes[read].sum() / own[read].sum() / 1e6 if read.any() else float("nan")
        ratio = (baseline / own)[read & ~np.isnan(baseline)]
        spread: tuple[Any, ...] = ("", "", "")
        if len(ratio):
            mean = np.exp(np.log(ratio).mean())
            spread = tuple(f"{value:.1f}" for value in (mean, ratio.min(), ratio.max()))
        print(f"{name:28}{read.sum():6}{speed:9.2f}{spread[0]:>12}{spread[1]:>8}{spread[2]:>8}")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    parser.add_argument("corpus", nargs="?", type=Path, default=beside)
    parser.add_argument("--files", type=int, help="only so many, spread over all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--readers", nargs="+", choices=READERS)
    chosen = parser.parse_args()
    files = sorted([*chosen.corpus.glob("run/*.fit"), *chosen.corpus.glob("ride/*.fit")])
    if not files:
        parser.error(f"no run/*.fit or ride/*.fit under {chosen.corpus}")
    if chosen.files:
        files = files[:: max(1, len(files) // chosen.files)][: chosen.files]
    readers = available(chosen.readers)
    for read in readers.values():
        timed(read, files[0].read_bytes())  # imports happen outside the measurement
    report(files, measure(files, readers, chosen.rounds))


if __name__ == "__main__":
    main()
