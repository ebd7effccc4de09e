"""What the athlete does with entries: add, move, swap, correct, take away, and take back.

Nothing is overwritten: below the athlete's words an entry keeps those of its calendar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import get_args
from uuid import uuid4

from adaptive import judging
from adaptive.agenda.days import day_named, time_named
from adaptive.agenda.entries import Entry, entries, fields_of, find
from adaptive.agenda.usual import usual_of
from adaptive.agenda.workout_file import read_workout
from adaptive.facts import TAKEN_BACK
from adaptive.library.calendar import OWN, Key
from adaptive.library.recordings import Json
from adaptive.library.store import Store
from adaptive.week import Priority, SessionClass
from ingest.errors import KneedriveError, UsageError
from ingest.sports import family
from models.planned import from_workout, is_rest_day, read_planned
from models.verdicts import Kind

__all__ = [
    "SPORTS",
    "add",
    "add_workouts",
    "change",
    "chosen",
    "move",
    "one",
    "put_back",
    "swap",
    "take_away",
]

WORKOUTS = "workout files"
"""The source of entries that were added as files of structured workouts."""

_EASY_KINDS = {"recovery", "endurance"}
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "day": ("day",),
    "at": ("at",),
    "title": (
        "title", "sport", "family", "session_class", "uncertain", "kind", "duration_min",
        "distance_m", "race_priority", "legs", "reasons", "rest",
    ),
    "sport": ("sport", "family", "legs", "session_class", "uncertain", "kind"),
    "class": ("session_class", "uncertain", "kind"),
    "kind": ("session_class", "uncertain", "kind"),
    "minutes": ("duration_min",),
    "priority": ("race_priority", "session_class", "uncertain", "kind"),
}  # fmt: skip
"""The fields of an entry that each word of the athlete tells."""

SPORTS = {
    "running": "run",
    "cycling": "ride",
    "swimming": "swim",
    "multisport": "brick",
    "training": "strength",
    "walking": "walk",
    "hiking": "hike",
    "rowing": "row",
    "cross_country_skiing": "ski",
}
"""What people call a sport by the FIT profile's word; "multisport" is ride and run in one."""

_FIT_SPORTS = {word: sport for sport, word in SPORTS.items()} | {"bike": "cycling"}

_LEAST_MIN, _MOST_MIN = 5, 24 * 60
_AN_ID = re.compile(r"[0-9a-f]+")


def add(
    store: Store, day: date, at: time | None, title: str, told: Mapping[str, str], today: date
) -> Entry:
    """Add a session, a race, or a day of rest.

    Args:
        store: the library.
        day: today or later.
        at: when it starts; None where only the day is known.
        title: what it is, in the words of a calendar: "5x1000 @10k", "Long ride 3h", "Rest day".
        told: what the title leaves open, as in `change`.
        today: the day it is told.

    Raises:
        UsageError: the day is over, or neither title nor `told` names any training.
    """
    _check_day(day, today)
    planned = read_planned(title, usual_sport=usual_of(store, today).sport)
    words = {
        **fields_of(planned),
        **_fields(told, planned.session_class if planned else None, today),
        "day": day.isoformat(),
        "title": title,
        "at": at and f"{at:%H:%M}",
        "rest": is_rest_day(title) or None,
    }
    if not (words.get("family") or words["rest"]):
        raise UsageError(
            f"{title!r} names no training that is known here",
            hint=f"Say the sport as well: {', '.join(SPORTS.values())}.",
        )
    return _told(store, {Key(OWN, uuid4().hex): words}, today)[0]


def add_workouts(
    store: Store, files: Sequence[tuple[date, Path]], at: time | None, today: date
) -> list[Entry]:
    """Add structured workouts, each to a day, those of days that are over left out.

    Added again, a file takes its own place.

    Raises:
        UsageError: all days are over.
        KneedriveError: a file holds no workout. Then none is added.
    """
    thresholds, usual = judging.thresholds_on(store, today), usual_of(store, today)
    _check_day(max(day for day, _ in files), today)
    words: dict[Key, Json | None] = {}
    for day, path in files:
        if day < today:
            continue
        workout, sport = read_workout(path)
        planned = from_workout(workout, sport=sport, thresholds=thresholds, usual_sport=usual.sport)
        words[Key(WORKOUTS, f"{day}/{path.name}")] = {
            **fields_of(planned, workout),
            "day": day.isoformat(),
            "title": workout.name or path.stem,
            "at": at and f"{at:%H:%M}",
        }
    known = {said.key: said.calendar for said in store.calendar.said(today)}
    new = {key: content for key, content in words.items() if known.get(key) != content}
    store.calendar.say("calendar", new, today)
    return [entry for entry in entries(store.calendar, today) if entry.key in words]


def change(store: Store, entry: Entry, told: Mapping[str, str], today: date) -> Entry:
    """Correct an entry, for ever: an import does not change what the athlete told.

    A new title is read like one of a calendar; what else the athlete told stands above it.

    Args:
        store: the library.
        entry: the entry.
        told: by name (day, at, title, sport, class, kind, minutes, priority) what the athlete
            writes; `TAKEN_BACK` makes it what the calendar, or an own entry's title, says. A new
            title is read as that of a new entry is; what it leaves open stays.
        today: the day it is told.

    Raises:
        UsageError: a word makes no sense, nothing is told, or the title of a session is to be that
            of a rest day.
    """
    if not told:
        raise UsageError("nothing was changed")
    back = {name for name, text in told.items() if text == TAKEN_BACK}
    if entry.source == OWN and back & {"day", "title"}:
        raise UsageError(
            "day and title of your own entry have nothing below them",
            hint=f"Take it away: kneedrive calendar remove {entry.id[:6]}",
        )
    usual = usual_of(store, today).sport
    # Below the athlete's words on an entry lies what their own title says of it.
    own_title = entry.source == OWN or ("title" in entry.corrected and "title" not in back)
    below = fields_of(read_planned(entry.title, usual_sport=usual)) if own_title else {}
    words = {field: below.get(field) for name in back for field in _FIELDS[name]}
    kept = {name: text for name, text in told.items() if name not in back}
    words |= _read_anew(entry, kept["title"], usual) if "title" in kept else {}
    known = words.get("session_class", entry.session_class if entry.family else None)
    words |= _fields(kept, known, today)
    if "day" in kept:
        _check_day(day_named(kept["day"], today), today)
    return _told(store, {entry.key: words}, today)[0]


def move(store: Store, entry: Entry, day: date, at: time | None, today: date) -> Entry:
    """Put an entry on another day, at another time where one is given.

    Raises:
        UsageError: the day is over.
    """
    _check_day(day, today)
    words: Json = {"day": day.isoformat()}
    if at is not None:
        words["at"] = f"{at:%H:%M}"
    return _told(store, {entry.key: words}, today)[0]


def swap(store: Store, one: str, other: str, today: date) -> list[Entry]:
    """Exchange two entries, or all of two days, each named as in `chosen`.

    Two entries take each other's day and hour; the entries of days keep their hours.

    Raises:
        UsageError: both are the same, or a day that is over would get an entry.
        KneedriveError: there is nothing to exchange.
    """
    known = entries(store.calendar, today)
    sides = [chosen(known, text, today) for text in (one, other)]
    days = [
        side[0].day if side else day_named(text, today)
        for side, text in zip(sides, (one, other), strict=True)
    ]
    if not any(sides):
        raise _nothing_on(days[0])
    if sides[0] == sides[1]:
        raise UsageError(f"{one} and {other} are the same", hint="Name two entries or two days.")
    words: dict[Key, Json | None] = {}
    for side, day, others in zip(sides, reversed(days), reversed(sides), strict=True):
        if side:
            _check_day(day, today)
        for entry in side:
            words[entry.key] = {"day": day.isoformat()}
            if len(side) == len(others) == 1:
                at = others[0].at
                # An empty hour is a word as well: the other had none.
                words[entry.key] = {"day": day.isoformat(), "at": f"{at:%H:%M}" if at else ""}
    return _told(store, words, today)


def take_away(store: Store, entry: Entry, today: date) -> None:
    """Take an entry away; an import does not bring it back."""
    store.calendar.say("athlete", {entry.key: {"removed": True}}, today)


def put_back(store: Store, entry: Entry, today: date) -> Entry:
    """Bring back an entry that was taken away."""
    return _told(store, {entry.key: {"removed": None}}, today)[0]


def chosen(known: Sequence[Entry], text: str, today: date) -> list[Entry]:
    """The entries that a person means: one by the first digits of its id, or those of a day.

    Raises:
        UsageError: it is neither an id nor a day.
        KneedriveError: no entry, or more than one, has an id that begins so.
    """
    if _AN_ID.fullmatch(text.lower()):
        return [find(known, text)]
    day = day_named(text, today)
    return [entry for entry in known if entry.day == day and (entry.training or entry.rest)]


def one(known: Sequence[Entry], text: str, today: date) -> Entry:
    """The one entry that a person means, named as in `chosen`.

    Raises:
        KneedriveError: there is none, or the day has several.
    """
    found = chosen(known, text, today)
    if not found:
        raise _nothing_on(day_named(text, today))
    if len(found) > 1:
        listed = ", ".join(f"{entry.id[:6]} ({entry.title})" for entry in found)
        raise KneedriveError(f"{text} has {len(found)} entries", hint=f"Name one: {listed}.")
    return found[0]


def _nothing_on(day: date) -> KneedriveError:
    return KneedriveError(
        f"the calendar names no session on {day:%a} {day}",
        hint="What habit expects is no entry. Add it where you want it, and a rest day where you "
        'do not: kneedrive calendar add DAY "Easy run", kneedrive calendar add DAY "Rest day".',
    )


def _told(store: Store, words: Mapping[Key, Json | None], today: date) -> list[Entry]:
    store.calendar.say("athlete", words, today)
    after = {entry.key: entry for entry in entries(store.calendar, today)}
    return [after[key] for key in words]


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise UsageError(f"{day} is over", hint=f"Name {today} or a later day.")


def _fields(told: Mapping[str, str], known: SessionClass | None, today: date) -> Json:
    """The athlete's words as fields of an entry whose class was known as `known`."""
    words: Json = {}
    if "day" in told:
        words["day"] = day_named(told["day"], today).isoformat()
    if "at" in told:
        words["at"] = f"{time_named(told['at']):%H:%M}"
    if "title" in told:
        words["title"] = told["title"]
    if "minutes" in told:
        words["duration_min"] = _minutes(told["minutes"])
    if "sport" in told:
        words |= _sport(told["sport"], known)
    return words | _class(told, known)


def _read_anew(entry: Entry, title: str, usual_sport: str | None) -> Json:
    """What a new title of an entry says of it, as fields; nothing where it names no training."""
    if entry.family and is_rest_day(title):
        raise UsageError(
            "a session is no rest day, whatever its title",
            hint=f"Take it away: kneedrive calendar remove {entry.id[:6]}",
        )
    trained = entry.sport if entry.family in {"run", "ride", "swim"} else usual_sport
    planned = read_planned(title, usual_sport=trained)
    if planned is None:
        return {}
    words = {"rest": False, "distance_m": None, "legs": None, **fields_of(planned)}
    if not planned.uncertain:
        return {**words, "uncertain": False, "kind": planned.kind or ""}
    if entry.family and entry.session_class in {"easy", "key"}:
        # It says nothing of how hard, which was known.
        return {k: v for k, v in words.items() if k not in {"session_class", "uncertain"}}
    return words


def _sport(text: str, known: SessionClass | None) -> Json:
    word = _FIT_SPORTS.get(text.lower(), text.lower())
    if word not in SPORTS:
        raise UsageError(f"{text!r} is no sport", hint=f"It may be {', '.join(SPORTS.values())}.")
    of = "strength" if word == "training" else family(word)
    words: Json = {"sport": word, "family": of, "legs": None}
    if word == "multisport":
        return {**words, "session_class": "brick", "uncertain": False, "kind": ""}
    if of not in {"run", "ride", "swim"}:
        return {**words, "session_class": "other", "uncertain": False, "kind": ""}
    if known in {None, "other", "brick"}:
        return {**words, "session_class": "easy", "uncertain": True, "kind": ""}
    return words


def _class(told: Mapping[str, str], known: SessionClass | None) -> Json:
    """The class that class, kind or priority tell: who tells it has no doubt."""
    kind = _among("kind", told, get_args(Kind))
    priority = _among("priority", {k: v.upper() for k, v in told.items()}, get_args(Priority))
    session_class = _among("class", told, get_args(SessionClass))
    if priority and not kind:
        kind = "race"
    if kind and not session_class:
        session_class = "easy" if kind in _EASY_KINDS else "key"
        if known == "brick" and session_class == "key":
            session_class = "brick"
    words: Json = {}
    if session_class:
        # An empty kind is a word as well: the one that was known goes with its class.
        words = {"session_class": session_class, "uncertain": False}
        if kind or session_class != known:
            words["kind"] = kind or ""
        if known is None and "sport" not in told:
            words = {"sport": "generic", "family": "other", **words}
    if priority:
        words["race_priority"] = priority
    return words


def _among(name: str, told: Mapping[str, str], allowed: Sequence[str]) -> str | None:
    text = told.get(name)
    if text is not None and text not in allowed:
        raise UsageError(f"{text!r} is no {name}", hint=f"It may be {', '.join(allowed)}.")
    return text


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0
    if not _LEAST_MIN <= minutes <= _MOST_MIN:
        raise UsageError(
            f"{text!r} makes no sense as minutes", hint=f"It may be {_LEAST_MIN} to {_MOST_MIN}."
        )
    return minutes
