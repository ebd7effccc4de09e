"""What form is read from: the minutes of runs and rides, and what the athlete told.

A cadence that the athlete counted is one more run (or ride) of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Literal

import numpy as np

from adaptive import assessing, facts
from adaptive.diary import DiaryEntry
from adaptive.form.filling import fill
from adaptive.library.form import FormRow
from adaptive.library.store import Store
from models.athlete import Athlete
from models.form.bins import FormBins
from models.form.pedalling import Ride
from models.form.running import Run
from models.form.segments import Change, segment
from models.form.stiffness import flight_time_s, morin

__all__ = ["Gathered", "Told", "gather", "told"]

_Sport = Literal["run", "ride"]

_CHANGES: Mapping[_Sport, frozenset[str]] = {
    "run": frozenset({"device", "shoes"}),
    "ride": frozenset({"device", "bike", "pedals"}),
}
"""What moves the level of a sport's signals when it is another one."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The runs and rides up to a day, in order of time, and what was changed between them."""

    runs: tuple[Run, ...]
    rides: tuple[Ride, ...]
    changes: tuple[Change, ...]

    @property
    def sessions(self) -> dict[str, FormBins]:
        """The minutes of all of them by id."""
        return {run.id: run.bins for run in self.runs} | {ride.id: ride.bins for ride in self.rides}


@dataclass(frozen=True, slots=True)
class Told:
    """What the athlete told up to a day that form is read by."""

    athlete: Athlete
    changes: tuple[Change, ...]
    counted: tuple[DiaryEntry, ...]


def told(store: Store, today: date) -> Told:
    """Read it."""
    diary = store.diary.entries(as_of=today, until=today)
    return Told(
        facts.athlete(store),
        tuple(_change(entry) for entry in diary if entry.kind == "change"),
        tuple(entry for entry in diary if entry.kind == "cadence"),
    )


def gather(store: Store, today: date, told: Told) -> Gathered:
    """Read the recordings; what an earlier kneedrive has not looked at is looked at now."""
    fill(store)
    assessing.assess(store)  # the threshold of a ride's day comes from there
    rows = list(store.forms.all(today))
    return Gathered(
        tuple(_runs(rows, told.counted, told.changes, told.athlete)),
        tuple(_rides(rows, told.counted, told.changes)),
        told.changes,
    )


def _change(entry: DiaryEntry) -> Change:
    """Other shoes without a name are named by their day: the next ones will be others again."""
    name = entry.content.get("name") or f"of {entry.on_day}"
    return Change(entry.on_day, entry.content["what"], name)


def _runs(
    rows: Iterable[FormRow],
    counted: Iterable[DiaryEntry],
    changes: Sequence[Change],
    athlete: Athlete,
) -> list[Run]:
    seen = _seen("run", rows)
    told = _counted("run", counted, seen, "cadence_spm", "speed_mps")
    found = [
        Run(name, day, _worn("run", worn, day, changes), _with_stiffness(bins, athlete))
        for name, day, worn, bins in [*((r.session_id, r.day, b, b) for r, b in seen), *told]
    ]
    return sorted(found, key=attrgetter("day"))


def _rides(
    rows: Iterable[FormRow], counted: Iterable[DiaryEntry], changes: Sequence[Change]
) -> list[Ride]:
    seen = _seen("ride", rows)
    told = _counted("ride", counted, seen, "cadence_rpm", "power_w")
    found = [
        Ride(row.session_id, row.day, _worn("ride", bins, row.day, changes), bins, row.threshold_w)
        for row, bins in seen
    ]
    found += [Ride(name, day, _worn("ride", w, day, changes), b) for name, day, w, b in told]
    return sorted(found, key=attrgetter("day"))


def _seen(sport: _Sport, rows: Iterable[FormRow]) -> list[tuple[FormRow, FormBins]]:
    return [
        (row, FormBins.from_parts(row.kept.facts, row.kept.bins))
        for row in rows
        if row.family == sport
    ]


def _counted(
    sport: _Sport,
    entries: Iterable[DiaryEntry],
    seen: Sequence[tuple[FormRow, FormBins]],
    cadence: str,
    effort: str,
) -> Iterator[tuple[str, date, FormBins, FormBins]]:
    """Counted cadences: a name, the day, the session before it (or the first), and its minutes.

    Counting is no device of its own, which would first have to be got to know.
    """
    for n, entry in enumerate(entries):
        if cadence in entry.content:
            told = {name: entry.content[name] for name in (cadence, effort)}
            bins = FormBins.told(sport, **told)
            before = [other for row, other in seen if row.day <= entry.on_day]
            worn = before[-1] if before else seen[0][1] if seen else bins
            yield f"counted-{n}", entry.on_day, worn, bins


def _worn(sport: _Sport, bins: FormBins, day: date, changes: Iterable[Change]) -> str:
    return segment(bins, day, [one for one in changes if one.kind in _CHANGES[sport]])


def _with_stiffness(bins: FormBins, athlete: Athlete) -> FormBins:
    """The minutes with leg stiffness, where a strap or pod lets it be worked out."""
    if not (athlete.mass_kg and athlete.height_cm):
        return bins
    if "balance" not in bins.sensors or "leg_stiffness_kn_m" in bins:
        return bins
    contact_s = bins["ground_contact_ms"] / 1000
    spring = morin(
        mass_kg=athlete.mass_kg,
        height_m=athlete.height_cm / 100,
        speed_mps=bins["speed_mps"],
        contact_s=contact_s,
        flight_s=flight_time_s(bins["cadence_spm"], contact_s),
    )
    stiffness = spring.leg_kn_m.astype(np.float32)
    return replace(bins, columns={**bins.columns, "leg_stiffness_kn_m": stiffness})
