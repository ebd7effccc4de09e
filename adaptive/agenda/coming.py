"""The sessions that are coming: what the calendar names, and where it is silent, habit.

A recording takes the place of the planned session of its sport that day, or of its neighbour's
where that is as hard and would be left without one. What passed unrecorded is no longer coming;
today's is, until the day is over. Nothing hard that is still ahead goes for a recording that may
well be something else: strengthening would be placed before it.

The calendar speaks for a sport in each week in which it names at least half as many sessions as
habit expects, and in a week between two such: a plan's week of rest. In all other weeks habit is
expected beside it, so that a race alone, or a club's weekly run in a calendar of appointments,
hides no long run from the planner.

Pure: entries, habit and recordings are values, and so is the day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from adaptive.agenda.entries import Entry
from adaptive.agenda.usual import Minutes, Usual, race_start
from adaptive.week import Availability, WeekSession, monday_of
from models.planned import Leg

__all__ = ["Coming", "coming", "minutes_of", "name", "sessions_of", "with_priorities"]

SPEAKS = 0.5
"""Share of the usual sessions from which on a calendar is the plan of a week. A week of
recovery is seldom less; appointments with a club are."""

LATER = timedelta(hours=3)
"""An easy session that ended so long before the hard one that is planned is probably another: an
easy run in the morning does not cancel the intervals of the evening."""

FAIR_SHARE = 0.5
"""What is shorter than this share of the planned session is probably a way or a warm-up."""

TOLD_FOR = timedelta(days=3)
"""So long a shift of a session is news."""

_ONE = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_BRICK: tuple[Leg, ...] = (Leg("cycling", "ride", None), Leg("running", "run", None))
_NAMES = {"run": "run", "ride": "ride", "swim": "swim", "strength": "strength session"}


@dataclass(frozen=True, slots=True)
class Coming:
    """The coming sessions by their start, and in words what was taken for what."""

    sessions: tuple[WeekSession, ...]
    told: tuple[str, ...]


def coming(
    entries: Iterable[Entry],
    expected: Callable[[date], Sequence[WeekSession]],
    done: Iterable[WeekSession],
    *,
    usual: Usual,
    today: date,
    first: date,
    last: date,
    availability: Availability | None = None,
) -> Coming:
    """The sessions of some days, from today on.

    Args:
        entries: all that are known, past ones too.
        expected: what habit predicts for a day; whole weeks are asked for.
        done: the recorded sessions, at least those of this week and the days before it.
        usual: what is usual, for durations and hours that an entry leaves open.
        today: the day from which is looked.
        first: the first day.
        last: the last day.
        availability: the athlete's hours, where no habit tells them.
    """
    # A week further on both sides: whether a week is planned, its neighbours may tell.
    begin, end = monday_of(today) - _WEEK, monday_of(last) + 2 * _WEEK
    known = [entry for entry in entries if begin <= entry.day < end]
    planned: defaultdict[date, list[WeekSession]] = defaultdict(list)
    for entry in known:
        if entry.training:
            planned[entry.day] += sessions_of(entry, usual, availability or Availability())
    recorded: defaultdict[date, list[WeekSession]] = defaultdict(list)
    for session in done:
        if today - _WEEK <= session.day <= today and not session.brief:
            recorded[session.day].append(session)
    spoken = _spoken(planned, expected, monday_of(today), monday_of(last))
    left, told = _unrecorded(planned, recorded, today)
    # What the athlete took away was spoken of too: habit does not bring it back.
    named = {
        (entry.day, sport)
        for entry in known
        if entry.family
        for leg in _legs(entry)
        for sport in _sports(leg)
    }
    resting = {entry.day for entry in known if entry.rest and not entry.removed}
    habits = [
        session
        for day in _days(max(first, today), last)
        if day not in resting
        for session in _still_expected(expected(day), recorded[today], today)
        if not any(
            (day, sport) in named or (monday_of(day), sport) in spoken for sport in _sports(session)
        )
    ]
    sessions = [one for one in left if max(first, today) <= one.day <= last] + habits
    told += _silent(spoken, monday_of(first), habits)
    return Coming(tuple(sorted(sessions, key=lambda s: (s.start, s.sport))), tuple(told))


def sessions_of(
    entry: Entry, usual: Usual, availability: Availability | None = None
) -> list[WeekSession]:
    """What the planner sees of an entry: one session, or the legs of a brick one after the other.

    An entry that tells no hour starts at the usual one, within the bounds of what is usual; a
    race may start at any hour of the day.
    """
    legs = _legs(entry)
    at = usual.start(legs[0].family, entry.day, (availability or Availability()).on(entry.day))
    if entry.kind == "race":
        at = race_start(entry.day)
    begin = datetime.combine(entry.day, entry.at) if entry.at else at.at
    whole = len(legs) == 1
    sessions, spent = [], timedelta()
    for leg, minutes in zip(legs, _leg_minutes(entry, usual), strict=True):
        sessions.append(
            WeekSession(
                id=None,
                start=begin + spent,
                earliest=None if entry.at else at.earliest + spent,
                latest=None if entry.at else at.latest + spent,
                duration_min=minutes.value,
                sport=leg.sport,
                family=leg.family,
                session_class=entry.session_class if whole else "brick",
                kind=entry.kind,
                origin="calendar",
                uncertain=entry.uncertain and whole,
                brick_id=None if whole else f"calendar-{entry.id}",
                race_priority=entry.race_priority or "B",
                entry_id=entry.id,
                title=entry.title or None,
            )
        )
        spent += timedelta(minutes=minutes.value)
    return sessions


def with_priorities(
    done: Iterable[WeekSession], entries: Iterable[Entry]
) -> tuple[WeekSession, ...]:
    """Recorded sessions, races among them as important as the calendar's race of their day was."""
    told = {
        (entry.day, sport): entry.race_priority
        for entry in entries
        if entry.training and entry.kind == "race" and entry.race_priority
        for leg in _legs(entry)
        for sport in _sports(leg)
    }

    def important(session: WeekSession) -> WeekSession:
        found = {told.get((session.day, sport)) for sport in _sports(session)} - {None}
        return replace(session, race_priority=min(filter(None, found))) if found else session

    return tuple(important(one) if one.kind == "race" else one for one in done)


def minutes_of(entry: Entry, usual: Usual) -> Minutes:
    """How long an entry will take in all, and what that rests on."""
    legs = _leg_minutes(entry, usual)
    basis = next((minutes.basis for minutes in legs if minutes.basis), "")
    return Minutes(sum(minutes.value for minutes in legs), basis)


def name(session: WeekSession) -> str:
    """A session as one speaks of it: "interval run", "ride"."""
    kind = "" if session.kind is None else f"{session.kind.replace('_', ' ')} "
    if session.brick_id:
        kind = "brick "
    return kind + _NAMES.get(session.family, session.sport.replace("_", " "))


def _legs(entry: Entry) -> tuple[Leg, ...]:
    if entry.session_class == "brick":
        return entry.legs or _BRICK
    return (Leg(entry.sport or "generic", entry.family or "other", entry.duration_min),)


def _leg_minutes(entry: Entry, usual: Usual) -> list[Minutes]:
    """Those told; what is left of the whole goes to the others by their usual lengths."""
    legs = _legs(entry)
    hard = entry.session_class in {"key", "brick"}
    distance = entry.distance_m if len(legs) == 1 else None
    guessed = [usual.minutes(leg.family, distance, hard=hard) for leg in legs]
    told = sum(leg.duration_min or 0 for leg in legs)
    silent = sum(g.value for leg, g in zip(legs, guessed, strict=True) if not leg.duration_min)
    share = 1.0
    if entry.duration_min and silent and entry.duration_min > told:
        share = (entry.duration_min - told) / silent
    return [
        Minutes(leg.duration_min)
        if leg.duration_min
        else Minutes(round(guess.value * share), guess.basis)
        for leg, guess in zip(legs, guessed, strict=True)
    ]


# -- what a recording takes the place of --------------------------------------------


def _unrecorded(
    planned: dict[date, list[WeekSession]], recorded: dict[date, list[WeekSession]], today: date
) -> tuple[list[WeekSession], list[str]]:
    """The planned sessions that no recording stands for, and the shifts worth telling."""
    left = {day: list(sessions) for day, sessions in planned.items()}
    free = {day: list(sessions) for day, sessions in recorded.items()}
    for day, sessions in free.items():
        pairs = [(one, session) for session in sessions for one in left.get(day, ())]
        for one, session in sorted(filter(_takes, pairs), key=_unlike):
            if one in left[day] and session in sessions:
                sessions.remove(session)
                if day < today or not _still_ahead(one, session):
                    left[day].remove(one)
    told = []
    # What was missed comes before what is still to come: the day after, then the day before.
    for shift in (_ONE, -_ONE):
        for day in sorted(left):
            sessions = free.get(day + shift, [])
            for one in list(left[day]):
                taken = next((s for s in sessions if _shifted(s, one)), None)
                if taken is not None:
                    left[day].remove(one)
                    sessions.remove(taken)
                    if day >= today - TOLD_FOR:
                        told.append(f"{day:%A}'s planned {name(one)} was done on {taken.day:%A}.")
    return [one for day in left.values() for one in day], told


def _unlike(pair: tuple[WeekSession, WeekSession]) -> tuple[bool, timedelta]:
    planned, done = pair
    other_class = planned.hard != done.hard and not done.uncertain
    return other_class, abs(planned.start - done.start)


def _takes(pair: tuple[WeekSession, WeekSession]) -> bool:
    """Whether a recording may be the planned session of its day. Of a race an easy one is part."""
    planned, done = pair
    return _same_sport(done, planned) and not (planned.kind == "race" and done.easy)


def _still_ahead(planned: WeekSession, done: WeekSession) -> bool:
    """Whether something hard is probably still to come after a recording of today.

    That is so where the recording is not known to be hard, and much shorter or over long before.
    """
    if not planned.hard or (done.hard and not done.uncertain):
        return False
    early = planned.earliest is None and planned.start - done.end >= LATER
    return early or done.duration_min < FAIR_SHARE * planned.duration_min


def _shifted(done: WeekSession, planned: WeekSession) -> bool:
    """Whether it may be that of a neighbouring day. Nobody races a day early.

    What is hard and still ahead is done already only if both are known to be hard, and both long
    or neither: intervals on Saturday leave Sunday's long run where it is.
    """
    brick = {one.session_class == "brick" for one in (done, planned)}
    long = {one.kind == "long" for one in (done, planned)}
    alike = done.hard == planned.hard and len(brick) == 1
    alike = alike and done.duration_min >= FAIR_SHARE * planned.duration_min
    if planned.hard and planned.day > done.day:
        alike = alike and not (done.uncertain or planned.uncertain) and len(long) == 1
    return alike and planned.kind != "race" and _same_sport(done, planned)


def _same_sport(one: WeekSession, other: WeekSession) -> bool:
    return not _sports(one).isdisjoint(_sports(other))


def _sports(session: WeekSession | Leg) -> frozenset[str]:
    """What counts as one sport: the family, or the sport of those that have none."""
    if session.sport == "multisport":
        return frozenset({"swim", "ride", "run"})
    return frozenset({session.sport if session.family == "other" else session.family})


# -- where habit speaks ---------------------------------------------------------------


def _spoken(
    planned: dict[date, list[WeekSession]],
    expected: Callable[[date], Sequence[WeekSession]],
    this_week: date,
    last_week: date,
) -> set[tuple[date, str]]:
    """The weeks, by their Monday, and sports for which the calendar is the plan."""
    named = Counter(
        (monday_of(day), sport)
        for day, some in planned.items()
        for s in some
        for sport in _sports(s)
    )
    usual = Counter(
        sport
        for day in _days(this_week, this_week + 6 * _ONE)
        for session in expected(day)
        if not session.possible
        for sport in _sports(session)
    )
    speaks = {(week, sport) for (week, sport), n in named.items() if n >= SPEAKS * usual[sport]}
    between = {
        (week + _WEEK, sport) for week, sport in speaks if (week + 2 * _WEEK, sport) in speaks
    }
    return {(week, sport) for week, sport in speaks | between if week <= last_week}


def _still_expected(
    expected: Sequence[WeekSession], recorded_today: Sequence[WeekSession], today: date
) -> Iterator[WeekSession]:
    """Of today, what habit expects unless its sport, or anything later, is recorded."""
    for session in expected:
        if session.day > today or not any(
            _same_sport(session, done) or session.start < done.start for done in recorded_today
        ):
            yield session


def _silent(
    spoken: set[tuple[date, str]], week: date, habits: Sequence[WeekSession]
) -> Iterator[str]:
    """Where a calendar that plans a sport says nothing of it in a week that habit fills."""
    filled = {sport for one in habits if monday_of(one.day) == week for sport in _sports(one)}
    planned = {sport for _, sport in spoken}
    for sport in sorted(filled & planned):
        yield (
            f"Your calendar names too few {_NAMES.get(sport, sport)}s for the week of "
            f"{week.day} {week:%B} to be a plan of it: what you usually do is expected as well."
        )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
