"""What is usual for an athlete: how long, how fast and at which hour, by sport and weekday.

A calendar often tells a distance and no time, or a day and no hour. What it leaves open is
taken from the athlete's last weeks, and from a plain guess where those say nothing either.

In: past sessions. Out: a `Usual`, small tables that answer at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from adaptive import assessing
from adaptive.assessing import Assessed
from adaptive.library.store import Store
from adaptive.week import Windows
from ingest.sports import Family

__all__ = ["Minutes", "Past", "Start", "Usual", "learn", "past", "race_start", "usual_of"]

REMEMBERED = timedelta(weeks=8)
"""Two months: a habit of the season, with enough sessions of each weekday."""

FEW = 3
"""Below this many sessions their hours and lengths may be chance."""

GUESS_MIN: Mapping[Family, float] = {"run": 45, "ride": 75, "swim": 45, "strength": 45}
GUESS_OTHER_MIN = 60

GUESS_M_PER_MIN: Mapping[Family, float] = {"run": 165, "ride": 400, "swim": 45}
"""About 6:00/km, 24 km/h and 2:10 per 100 m; a walk's 80 for all others."""

GUESS_OTHER_M_PER_MIN = 80

HOURS = (time(6), time(20))
"""When training starts where nothing is known of the athlete's hours."""

RACE_HOUR = time(10)
"""Most races start in the morning."""

MARGIN_MIN = 30
"""Beyond the earliest and latest start seen: the next one need not lie between them."""

NEARLY_ALL = 0.8

SHORTEST_MIN, LONGEST_MIN = 10, 720
_SPORTS: Mapping[Family, str] = {"run": "running", "ride": "cycling", "swim": "swimming"}
_LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True, slots=True)
class Past:
    """A recorded session; distance None where it was not recorded."""

    family: Family
    start: datetime
    duration_min: float
    distance_m: float | None
    hard: bool


@dataclass(frozen=True, slots=True)
class Minutes:
    """A duration and what it rests on, in words; `basis` is empty where it was told."""

    value: float
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """When a session of a day is expected to start, and the bounds of it."""

    at: datetime
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class _Length:
    minutes: float
    speed_m_per_min: float | None
    known: str


@dataclass(frozen=True, slots=True)
class Usual:
    """The tables: lengths by sport and whether it is hard, starts by sport and weekday.

    None in place of "hard" or weekday is all of them. Starts are minutes of the day: usual,
    earliest, latest. What rests on too few sessions is missing. `sport` is what a title means
    that names none: that of nearly all sessions, None where there are several.
    """

    lengths: Mapping[tuple[Family, bool | None], _Length] = field(default_factory=dict)
    starts: Mapping[tuple[Family, int | None], tuple[int, int, int]] = field(default_factory=dict)
    sport: str | None = None

    def minutes(self, family: Family, distance_m: float | None = None, *, hard: bool) -> Minutes:
        """How long a session will take: by its distance at the usual pace, else as long as usual.

        Hard sessions are measured by hard ones where there are some.
        """
        known = self.lengths.get((family, hard)) or self.lengths.get((family, None))
        speed = known.speed_m_per_min if known else None
        if distance_m:
            minutes = distance_m / (speed or GUESS_M_PER_MIN.get(family, GUESS_OTHER_M_PER_MIN))
            basis = f"at the pace of your last {known.known}" if known and speed else "a guess"
            return Minutes(round(min(max(minutes, SHORTEST_MIN), LONGEST_MIN)), basis)
        if known is None:
            return Minutes(GUESS_MIN.get(family, GUESS_OTHER_MIN), "a guess")
        return Minutes(known.minutes, f"as long as your last {known.known}")

    def start(self, family: Family, day: date, windows: Windows | None = None) -> Start:
        """When a session starts of which only the day is known.

        At the usual hour of that sport on that weekday, else on any day. Without one, within the
        times at which the athlete is free (`windows`), else in the day's usual hours.
        """
        hours = self.starts.get((family, day.weekday())) or self.starts.get((family, None))
        if hours is None:
            begin, end = (windows[0][0], windows[-1][1]) if windows else HOURS
            first, last = (moment.hour * 60 + moment.minute for moment in (begin, end))
            hours = ((first + last) // 2, first, last)
        midnight = datetime.combine(day, time())
        return Start(*(midnight + timedelta(minutes=minute) for minute in hours))


def learn(sessions: Iterable[Past], today: date) -> Usual:
    """What is usual in the sessions of the weeks up to a day."""
    alike: defaultdict[tuple[Family, bool | None], list[Past]] = defaultdict(list)
    begun: defaultdict[tuple[Family, int | None], list[int]] = defaultdict(list)
    for one in sessions:
        if not today - REMEMBERED <= one.start.date() <= today:
            continue
        for hard in (None, one.hard):
            alike[one.family, hard].append(one)
        for weekday in (None, one.start.weekday()):
            begun[one.family, weekday].append(one.start.hour * 60 + one.start.minute)
    return Usual(
        {of: _length(some) for of, some in alike.items() if of[1] is None or len(some) >= FEW},
        {
            of: (
                round(median(minutes)),
                max(min(minutes) - MARGIN_MIN, 0),
                min(max(minutes) + MARGIN_MIN, _LAST_MINUTE),
            )
            for of, minutes in begun.items()
            if len(minutes) >= FEW
        },
        _main_sport([of[0] for of, some in alike.items() if of[1] is None for _ in some]),
    )


def race_start(day: date) -> Start:
    """When a race starts of which only the day is known: no habit tells, the organisers do."""
    first, last = (datetime.combine(day, hour) for hour in HOURS)
    return Start(datetime.combine(day, RACE_HOUR), first, last)


def past(known: Iterable[Assessed]) -> Iterator[Past]:
    """Recorded sessions, as far as they matter here."""
    return (
        Past(
            one.family,
            one.stored.local_start,
            one.stored.duration_s / 60,
            one.stored.distance_m,
            hard=one.session_class in {"key", "brick"},
        )
        for one in known
        if one.stored.duration_s >= SHORTEST_MIN * 60
    )


def usual_of(store: Store, today: date) -> Usual:
    """What is usual as known on a day."""
    return learn(past(assessing.assessed(store, today, today - REMEMBERED)), today)


def _length(some: list[Past]) -> _Length:
    speeds = [one.distance_m / one.duration_min for one in some if one.distance_m]
    word = some[0].family if some[0].family in {"run", "ride", "swim"} else "session"
    return _Length(
        round(median(one.duration_min for one in some)),
        median(speeds) if speeds else None,
        word if len(some) == 1 else f"{len(some)} {word}s",
    )


def _main_sport(families: list[Family]) -> str | None:
    endurance = [family for family in families if family in _SPORTS]
    main = max(_SPORTS, key=endurance.count)
    return _SPORTS[main] if endurance.count(main) > NEARLY_ALL * len(endurance) else None
