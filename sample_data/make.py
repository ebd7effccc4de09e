"""Writes the sample recordings and their manifest: `python -m sample_data.make [FOLDER]`.

Everything follows from the diary and the seeds in it, so that a second run writes the
same bytes. The recordings go into FOLDER, the manifest beside it; without a folder those
of this package are made anew.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import numpy as np

from models.simulation import Recording, SyntheticAthlete
from sample_data import MANIFEST, folder
from sample_data.diary import FIRST_DAY, Entry, entries
from sample_data.encode import activity_file, workout_file
from sample_data.records import Clock
from sample_data.training import (
    Session,
    follow,
    heart_beats_s,
    multisport,
    recorded,
    ride_then_run,
)

__all__ = ["ATHLETE", "COLUMNS", "SampleFile", "main", "sample_files"]

COLUMNS = (
    "file",
    "sha256",
    "local_start",
    "sport",
    "sub_sport",
    "class",
    "kind",
    "minutes",
    "note",
)
ATHLETE = SyntheticAthlete()
# Twelve weeks of training make her a little faster.
_PROGRESS_PER_WEEK = 0.002
# Summer time ended at this instant where she lives (central Europe).
_CLOCK_CHANGE = datetime(2026, 10, 25, 1, tzinfo=UTC)
_SUMMER, _WINTER = timedelta(hours=2), timedelta(hours=1)
_STARTS = {
    "swim": time(6, 40),
    "swimtest": time(6, 40),
    "strength": time(19, 30),
    "longride": time(9, 30),
    "brick": time(9, 15),
    "split": time(9, 15),
    "race": time(10, 0),
    "workout": time(20, 15),
}
_WEEKDAY_START, _WEEKEND_START = time(17, 30), time(9, 0)
_SATURDAY = 5
# What the weather does from the end of August to the end of November.
_WARMEST_C, _COOLING_C_PER_DAY = 23.0, 0.2

# Class and kind, as the session was meant.
_MEANT = {
    "easy": ("easy", "endurance"),
    "opener": ("easy", "endurance"),
    "recovery": ("easy", "recovery"),
    "treadmill": ("easy", "endurance"),
    "ride": ("easy", "endurance"),
    "spin": ("easy", "recovery"),
    "swim": ("easy", "endurance"),
    "swimtest": ("key", "interval"),
    "long": ("key", "long"),
    "longride": ("key", "long"),
    "intervals": ("key", "interval"),
    "erg": ("key", "interval"),
    "tempo": ("key", "tempo"),
    "race": ("key", "race"),
    "brick": ("brick", "endurance"),
    "split": ("brick", "endurance"),
    "strength": ("other", ""),
    "workout": ("", ""),
}
_NOTES = {
    "brick": "ride, transition and run in one file",
    "split": "brick in two files",
    "swimtest": "400 and 200 m all-out",
    "workout": "a workout for the watch, no recording",
    "opener": "with strides",
    "cafe": "one long stop",
    "dropouts": "sensor drop-outs",
    "hrv": "beat-to-beat intervals",
    "optical": "optical sensor locks on to cadence",
    "pod": "developer field of a foot pod",
    "smart": "smart recording",
    "spikes": "power spikes",
    "truncated": "truncated on purpose",
}
_KEPT_OF_TRUNCATED = 0.7


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file and its row in the manifest."""

    content: bytes
    row: dict[str, str]

    @property
    def name(self) -> str:
        """The file's name in the folder."""
        return self.row["file"]


def sample_files(chosen: Callable[[Entry], bool] = lambda _: True) -> Iterator[SampleFile]:
    """The files of the chosen entries of the diary, in the order of time."""
    for entry in entries():
        if chosen(entry):
            yield from _files(entry)


def main(arguments: list[str]) -> None:
    """Write all files into the folder named first, or the package's own."""
    target = Path(arguments[0]) if arguments else folder()
    target.mkdir(parents=True, exist_ok=True)
    for stale in target.glob("*.fit*"):
        stale.unlink()
    rows, size = [], 0
    for file in sample_files():
        (target / file.name).write_bytes(file.content)
        rows.append(file.row)
        size += len(file.content)
    with (target.parent / MANIFEST).open("w", newline="", encoding="utf-8") as sheet:
        writer = csv.DictWriter(sheet, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} files, {size / 1e6:.1f} MB, in {target}")


def _files(entry: Entry) -> Iterator[SampleFile]:
    """The one file of a session, or the two of a brick that was recorded in parts."""
    rng = np.random.default_rng(entry.seed)
    start, offset = _start(entry, rng)
    session = _session(entry, rng)
    athlete = session.athlete

    def clock(later_s: float = 0.0) -> Clock:
        return Clock(start + timedelta(seconds=later_s), offset)

    def file(content: bytes, legs: tuple[Recording, ...], later_s: float = 0.0) -> SampleFile:
        return _sample_file(entry, content, legs, clock(later_s))

    if entry.word == "workout":
        workout = follow(session)
        assert workout is not None
        yield file(workout_file(workout, clock(), athlete), ())
    elif entry.word == "brick":
        legs = multisport(session)
        yield file(activity_file(legs, clock(), athlete), legs)
    elif entry.word == "split":
        ride, between_s, run = ride_then_run(session)
        later_s = ride.duration_s + between_s
        yield file(activity_file([ride], clock(), athlete), (ride,))
        yield file(activity_file([run], clock(later_s), athlete), (run,), later_s)
    else:
        recording = recorded(session)
        beats = heart_beats_s(recording, rng) if "hrv" in entry.extras else None
        content = activity_file(
            [recording], clock(), athlete, workout=follow(session), heart_beats_s=beats
        )
        yield file(content, (recording,))


def _start(entry: Entry, rng: np.random.Generator) -> tuple[datetime, timedelta]:
    """The instant, within a quarter of an hour of the usual time, and the offset from UTC."""
    usual = _WEEKDAY_START if entry.day.weekday() < _SATURDAY else _WEEKEND_START
    wall = datetime.combine(entry.day, _STARTS.get(entry.word, usual), tzinfo=UTC)
    wall += timedelta(seconds=int(rng.integers(-900, 900)))
    offset = _SUMMER if wall - _SUMMER < _CLOCK_CHANGE else _WINTER
    return wall - offset, offset


def _session(entry: Entry, rng: np.random.Generator) -> Session:
    days = (entry.day - FIRST_DAY).days
    fitter = 1 + _PROGRESS_PER_WEEK * days / 7
    return Session(
        word=entry.word,
        amount=entry.amount,
        extras=entry.extras,
        athlete=replace(
            ATHLETE,
            threshold_speed_mps=ATHLETE.threshold_speed_mps * fitter,
            critical_power_w=ATHLETE.critical_power_w * fitter,
        ),
        rng=rng,
        temperature_c=_WARMEST_C - _COOLING_C_PER_DAY * days + float(rng.normal(0, 2)),
    )


def _sample_file(
    entry: Entry, content: bytes, legs: tuple[Recording, ...], clock: Clock
) -> SampleFile:
    """Cut, compress and name the file, and write its row of the manifest."""
    local = clock.start + clock.utc_offset
    sports = [leg.sport for leg in legs] or ["workout"]
    name = f"{local:%Y-%m-%d-%H%M}-{'multisport' if len(legs) > 1 else sports[0]}.fit"
    if "truncated" in entry.extras:
        content = content[: int(_KEPT_OF_TRUNCATED * len(content))]
    elif not entry.extras & {"plain", "truncated"} and legs:
        content = gzip.compress(content, 9, mtime=0)
        name += ".gz"
    intended, kind = _MEANT[entry.word]
    notes = [_NOTES[word] for word in (entry.word, *sorted(entry.extras)) if word in _NOTES]
    row = (
        name,
        hashlib.sha256(content).hexdigest(),
        f"{local:%Y-%m-%dT%H:%M:%S}" if legs else "",
        "+".join(sports),
        "+".join(leg.sub_sport for leg in legs),
        intended,
        kind,
        str(round(sum(leg.timer_s for leg in legs) / 60)),
        "; ".join(notes),
    )
    return SampleFile(content, dict(zip(COLUMNS, row, strict=True)))


if __name__ == "__main__":
    main(sys.argv[1:])
