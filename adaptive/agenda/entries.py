"""The entries of the coming weeks: what a calendar names, as the athlete corrected it.

An entry is made of what `adaptive.library.calendar` keeps: the calendar's fields, and over them
those that the athlete told. Their names are those of `Entry`, their values plain JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from adaptive.library.calendar import OWN, Calendar, Key, Said
from adaptive.library.recordings import Json
from adaptive.week import Priority, SessionClass
from ingest.activity import Workout
from ingest.errors import KneedriveError
from ingest.sports import Family
from models.planned import Leg, PlannedSession

__all__ = ["Entry", "entries", "fields_of", "find"]

_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a session, a race, a day off, or something that is no training.

    `at` is None where only the day was told, `duration_min` and `distance_m` where neither title
    nor length say it. `sport` and `family` are None where it was not read as training; `rest` says
    that it names a day without any. `legs` are a brick's parts in order, `steps` those of a
    structured workout. `corrected` names the fields that the athlete told over a calendar's;
    `removed` entries were taken away by the athlete. `reasons` say in words how it was read.
    """

    key: Key
    day: date
    title: str
    at: time | None = None
    sport: str | None = None
    family: Family | None = None
    session_class: SessionClass = "other"
    kind: str | None = None
    uncertain: bool = False
    duration_min: float | None = None
    distance_m: float | None = None
    race_priority: Priority | None = None
    legs: tuple[Leg, ...] = ()
    steps: tuple[Mapping[str, Any], ...] = ()
    rest: bool = False
    reasons: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    removed: bool = False

    @property
    def id(self) -> str:
        """The same as long as the entry is named the same; its first digits will do."""
        named = "\0".join(self.key).encode(errors="surrogatepass")
        return hashlib.sha256(named).hexdigest()[:_ID_DIGITS]

    @property
    def source(self) -> str:
        """The calendar's name, or "own"."""
        return self.key.source

    @property
    def training(self) -> bool:
        """Whether a session comes of it."""
        return self.family is not None and not self.removed

    def to_json(self) -> Json:
        """A row of `calendar list --json`."""
        return {
            "id": self.id,
            "date": self.day.isoformat(),
            "at": self.at and f"{self.at:%H:%M}",
            "title": self.title,
            "training": self.training,
            "rest": self.rest,
            "sport": self.sport,
            "family": self.family,
            "class": self.session_class if self.family else None,
            "kind": self.kind,
            "uncertain": self.uncertain,
            "duration_min": self.duration_min,
            "distance_m": self.distance_m,
            "race_priority": self.race_priority,
            "legs": [asdict(leg) for leg in self.legs],
            "steps": list(self.steps),
            "source": self.source,
            "corrected": list(self.corrected),
            "removed": self.removed,
            "reasons": list(self.reasons),
        }


def entries(calendar: Calendar, as_of: date) -> list[Entry]:
    """All entries as known on a day, by day and time; those that calendars dropped are left out."""
    found = (_entry(said) for said in calendar.said(as_of))
    return sorted(filter(None, found), key=lambda one: (one.day, one.at or time(), one.key))


def find(known: Iterable[Entry], name: str) -> Entry:
    """The entry whose id begins with these digits.

    Raises:
        KneedriveError: there is none, or there are several.
    """
    found = [entry for entry in known if entry.id.startswith(name.lower())]
    if len(found) == 1:
        return found[0]
    if not found:
        raise KneedriveError(
            f"no entry of the calendar is known by {name!r}",
            hint="kneedrive calendar list --all shows them with their ids.",
        )
    raise KneedriveError(
        f"{len(found)} entries of the calendar begin with {name!r}", hint="Write more of the id."
    )


def fields_of(planned: PlannedSession | None, workout: Workout | None = None) -> Json:
    """What a title or a workout was read as, as fields of an entry; None is no training."""
    if planned is None:
        return {}
    read: Json = {
        "sport": planned.sport,
        "family": planned.family,
        "session_class": planned.session_class,
        "kind": planned.kind,
        "uncertain": planned.uncertain,
        "duration_min": planned.duration_min,
        "distance_m": planned.distance_m,
        "race_priority": planned.race_priority,
        "legs": [asdict(leg) for leg in planned.legs],
        "reasons": list(planned.reasons),
    }
    if workout is not None:
        steps = (asdict(step) for step in workout.steps)
        read["steps"] = [{k: v for k, v in step.items() if v is not None} for step in steps]
    return {name: value for name, value in read.items() if value not in (None, [], False)}


def _entry(said: Said) -> Entry | None:
    own = said.key.source == OWN
    if said.calendar is None and not (own and "day" in said.athlete):
        return None
    fields = {**(said.calendar or {}), **said.athlete}
    return Entry(
        key=said.key,
        **{
            **fields,
            "day": date.fromisoformat(fields["day"]),
            "at": time.fromisoformat(fields["at"]) if fields.get("at") else None,
            "kind": fields.get("kind") or None,
            "legs": tuple(Leg(**leg) for leg in fields.get("legs", ())),
            "steps": tuple(fields.get("steps", ())),
            "reasons": tuple(fields.get("reasons", ())),
        },
        corrected=() if own else tuple(name for name in said.athlete if name in _TOLD),
    )


# Fields that the athlete tells by themselves; others follow from them.
_TOLD = ("day", "at", "title", "sport", "session_class", "duration_min", "race_priority")
