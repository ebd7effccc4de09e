"""What an entry of a calendar says of a coming session: sport, class, kind, how long, how far.

In: the title that an athlete, a coach or a training platform wrote, in English, German, French,
Spanish, Italian, Dutch, Portuguese or Chinese, its description, and how long the entry is. Out: a
`PlannedSession`, or None where the entry is no training. A calendar holds the rest of a life
too, and to take a meeting for a run is worse than to miss a run that the athlete can still name:
a title with a word of something else is left alone, and a word that can mean both ("run", "bike")
needs something beside it.

Where nothing says how hard a session is, it is easy and uncertain, which the planner treats like
a hard one. Everything here can be corrected by the athlete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.activity import Workout, WorkoutStep
from ingest.sports import Family, family
from models.amounts import MARATHON_M, distances_m, durations_min
from models.athlete import Thresholds
from models.entries import (
    CUES,
    GIVEN_PRIORITY,
    IN_BRACKETS,
    Entry,
    abbreviated,
    disciplines,
    is_rest_day,
    is_training,
    names_brick,
    sports,
)
from models.plan_words import TIERS
from models.titles import meaning
from models.verdicts import Kind, SessionClass
from models.workout import WORK, planned_key, steps_in_order

__all__ = ["Leg", "PlannedSession", "from_workout", "is_rest_day", "read_planned"]

Priority = Literal["A", "B", "C"]

LONGEST_ENTRY_MIN = 12 * 60
"""An entry longer than this says on which days something is, not how long it takes."""

EASY_INTENSITY, HARD_INTENSITY = 0.75, 0.85
"""Share of threshold power over a whole session (intensity factor): endurance rides stay below the
one, and above the other a session holds work near threshold (Allen and Coggan, Training and
Racing with a Power Meter)."""

_FIT_SPORTS: Mapping[str, tuple[str, str | None]] = {"strength": ("training", "strength_training")}
"""What the FIT profile calls otherwise: sport and sub-sport."""

_BRICK = ["cycling", "running"]

_TITLE, _TYPE, _DESCRIPTION = "the title says", "the calendar calls it", "the description says"


@dataclass(frozen=True, slots=True)
class Leg:
    """One sport of a brick; `duration_min` is None where it was not told."""

    sport: str
    family: Family
    duration_min: float | None


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A coming session as far as it was told.

    `sport` is one of the FIT profile's words; "multisport" for bricks and triathlons, "generic"
    where none was told. `uncertain` where nothing says how hard it is. `race_priority` is None
    for what is no race, and for a race of which it was not told. `legs` are a brick's in
    order. `reasons` say in words where this comes from.
    """

    sport: str
    family: Family
    session_class: SessionClass
    kind: Kind | None
    uncertain: bool
    duration_min: float | None
    distance_m: float | None
    race_priority: Priority | None
    legs: tuple[Leg, ...]
    reasons: tuple[str, ...]


def read_planned(
    title: str,
    *,
    description: str = "",
    categories: Sequence[str] = (),
    duration_min: float | None = None,
    all_day: bool = False,
    usual_sport: str | None = None,
) -> PlannedSession | None:
    """Read an entry of a calendar; None where it is no training.

    Args:
        title: of the entry.
        description: of the entry, as plain lines.
        categories: that the calendar put it into.
        duration_min: how long the entry is.
        all_day: whether it is of whole days, so that its length says nothing.
        usual_sport: the athlete's main sport in the FIT profile's word, taken where the entry
            tells training but no sport.
    """
    entry = Entry.of(title, description, categories)
    if is_rest_day(title) or not is_training(entry):
        return None
    length = None if all_day or (duration_min or 0) > LONGEST_ENTRY_MIN else duration_min
    legs = _legs(entry)
    if legs:
        sport, family_, named = "multisport", family("multisport"), "a ride and a run after it"
        kind, why = None, ""
    else:
        kind, why = _kind(entry)
        sport, family_, named = _sport(entry, kind, usual_sport)
    trains = family_ in {"run", "ride", "swim"} or (sport in {"generic", "multisport"} and not legs)
    if not (trains or kind == "race"):
        kind, why = None, ""
    uncertain = trains and kind is None
    minutes, told = _minutes(entry, legs, length)
    return PlannedSession(
        sport=sport,
        family=family_,
        session_class="brick" if legs else _class(kind) if trains or kind else "other",
        kind=kind,
        uncertain=uncertain,
        duration_min=minutes,
        distance_m=None if legs else _metres(entry, kind),
        race_priority=_priority(entry) if kind == "race" else None,
        legs=legs,
        reasons=_reasons(named, "nothing says how hard it is" if uncertain else why, told),
    )


def from_workout(
    workout: Workout,
    *,
    sport: str | None = None,
    thresholds: Thresholds | None = None,
    usual_sport: str | None = None,
) -> PlannedSession:
    """What the steps of a workout for the watch ask for.

    Its duration and distance are None where a step is open, or of the other measure.

    Args:
        workout: as a FIT file holds it.
        sport: its sport in the FIT profile's word, where it is known.
        thresholds: the athlete's, to tell hard targets from easy ones.
        usual_sport: the athlete's main sport, taken where nothing else tells one.
    """
    entry = Entry.of(workout.name or "")
    if sport is None:
        sport, family_, _ = _sport(entry, None, usual_sport)
    else:
        family_ = family(sport)
    key = planned_key(workout, (), thresholds, family_) if thresholds else None
    kind, why = (key.kind, key.reason) if key else _kind(entry)
    if kind is None and _stays_low(workout.steps):
        kind, why = "endurance", "the workout asks for zones 1 and 2 only"
    trains = family_ in {"run", "ride", "swim"} or sport == "generic"
    steps = [workout.steps[index] for index in steps_in_order(workout.steps)]
    seconds = _sum(steps, "time")
    return PlannedSession(
        sport=sport,
        family=family_,
        session_class=_class(kind) if trains else "other",
        kind=kind if trains else None,
        uncertain=trains and kind is None,
        duration_min=None if seconds is None else seconds / 60,
        distance_m=_sum(steps, "distance"),
        race_priority=None,
        legs=(),
        reasons=_reasons(why or "nothing says how hard it is"),
    )


def _kind(entry: Entry) -> tuple[Kind | None, str]:
    """What kind of session it is, and what says so."""
    if entry.type.startswith("race"):
        return "race", _quoted("race", _TYPE)
    if told := GIVEN_PRIORITY.search(entry.said):
        return "race", _quoted(told[0])
    for said, where in ((entry.said, _TITLE), (entry.first, _DESCRIPTION)):
        if found := meaning(said):
            return found.kind, _quoted(found.words, where)
        if short := abbreviated(said):
            return short[0], _quoted(short[1], where)
    if told := IN_BRACKETS.search(entry.said):
        return "race", _quoted(told[0])
    if told := _INTENSITY.search(entry.notes):
        share = float(told[1])
        why = f"its planned intensity factor is {share:.2f}"
        if share >= HARD_INTENSITY:
            return "tempo", why
        if share < EASY_INTENSITY:
            return "endurance", why
    return None, ""


def _sport(entry: Entry, kind: Kind | None, usual: str | None) -> tuple[str, Family, str]:
    """Sport, family, and what says so."""
    for said, where in ((entry.type, _TYPE), (entry.said, _TITLE)):
        for tier in TIERS:
            for found in sports(tier, said):
                return *_in_fit(found.lastgroup), _quoted(found[0], where)
    if entry.symbol:
        return *_in_fit(entry.symbol), "the title shows a picture of the sport"
    for said, where in ((entry.said, _TITLE), (entry.notes, _DESCRIPTION)):
        for sport, cue in CUES.items():
            if told := cue.search(said):
                return *_in_fit(sport), _quoted(told[0].strip(), where)
    far = distances_m(entry.said, race=kind == "race")
    if kind == "race" and far and far[0].value <= MARATHON_M:
        return *_in_fit("running"), "a race of this length is most often run"
    if usual:
        return usual, family(usual), "it names no sport, so it is taken for your usual one"
    return "generic", family("generic"), "it names no sport"


def _in_fit(sport: str | None) -> tuple[str, Family]:
    name, sub_sport = _FIT_SPORTS.get(sport or "", (sport or "generic", None))
    return name, family(name, sub_sport)


def _legs(entry: Entry) -> tuple[Leg, ...]:
    """The legs of a brick in order; none where it is no brick."""
    said = entry.said
    named = disciplines(said)
    joined = named[-2:] == _BRICK and _JOINED.search(said)
    if not (joined or entry.type == "brick" or names_brick(said)):
        return ()
    if named[-2:] != _BRICK:
        named = _BRICK
    times: list[float] = [one.value for one in durations_min(said)]
    if not times and (bare := _PAIR.search(said)):
        times = [float(bare[1]), float(bare[2])]
    minutes: Sequence[float | None] = times if len(times) == len(named) else [None] * len(named)
    return tuple(Leg(one, family(one), each) for one, each in zip(named, minutes, strict=True))


def _minutes(entry: Entry, legs: Sequence[Leg], length: float | None) -> tuple[float | None, str]:
    """How long it is, and what says so."""
    each = [leg.duration_min for leg in legs if leg.duration_min]
    if each and len(each) == len(legs):
        return sum(each), "its legs are told"
    if found := durations_min(entry.said):
        longest = max(found)
        return longest.value, _quoted(longest.words)
    if planned := _PLANNED_TIME.search(entry.notes):
        hours, minutes = int(planned[1]), int(planned[2])
        return 60.0 * hours + minutes, _quoted(planned[0], _DESCRIPTION)
    if found := durations_min(entry.first) or durations_min(_told(_PLANNED_FOR, entry.notes)):
        return found[0].value, _quoted(found[0].words, _DESCRIPTION)
    return length, "the calendar says how long it is" if length else ""


def _metres(entry: Entry, kind: Kind | None) -> float | None:
    """How far it goes."""
    found = (
        distances_m(entry.said, race=kind == "race")
        or distances_m(_told(_PLANNED_DISTANCE, entry.notes))
        or distances_m(entry.first)
    )
    return max(found).value if found else None


def _priority(entry: Entry) -> Priority | None:
    for said in (entry.said, entry.type):
        found = GIVEN_PRIORITY.search(said) or IN_BRACKETS.search(said)
        letter = found and next(filter(None, found.groups()))
        if letter:
            return _PRIORITIES[letter]
    return None


def _class(kind: Kind | None) -> SessionClass:
    return "easy" if kind in {None, "endurance", "recovery"} else "key"


def _stays_low(steps: Sequence[WorkoutStep]) -> bool:
    """Whether all steps of work have zones for targets, and none is above the second."""
    work = [step for step in steps if step.intensity in WORK and step.duration_kind != "repeat"]
    tops = [step.target_high or step.target_low for step in work if step.target_unit == "zone"]
    return bool(work) and len(tops) == len(work) and all(top and top <= 2 for top in tops)


def _sum(steps: Sequence[WorkoutStep], measure: str) -> float | None:
    """What all steps come to; None where one is not told in this measure."""
    if not steps or any(step.duration_kind != measure or not step.duration for step in steps):
        return None
    return sum(step.duration or 0.0 for step in steps)


def _quoted(words: str, where: str = _TITLE) -> str:
    return f'{where} "{words}"'


def _reasons(*told: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, told)))


def _told(line: re.Pattern[str], notes: str) -> str:
    found = line.search(notes)
    return found[1] if found else ""


_PLANNED_TIME = re.compile(r"(?:planned time|(?:planned )?duration): (\d{1,2}):(\d\d)")
_PLANNED_FOR = re.compile(
    r"(?:duration|time|dauer|duree|duracion|durata|duur|duracao|\u65f6\u957f)s?: ([^|]{1,30})"
)
_PLANNED_DISTANCE = re.compile(r"(?:distance planned|(?:planned )?distance): ([^|]{1,30})")
_INTENSITY = re.compile(r"\bif:? (\d\.\d+)")

_PRIORITIES: Mapping[str, Priority] = {"a": "A", "b": "B", "c": "C"}

_JOINED = re.compile(r"[+/&>\u2192]|\b(?:to|into|then|und|danach|et|puis|y|e|en|mit|plus)\b|-")
# "60/20", or "Rad 60 + Lauf 20"
_PAIR = re.compile(r"(?<![\d:.,])(\d{1,3})[^\d:.,]{1,20}(\d{1,3})(?![\d:.,x]| ?[km])")
