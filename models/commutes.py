"""Commutes: sessions that are the way to somewhere, known by the places they connect.

In: where and when sessions began and ended. Out: which of them are commutes.

Devices and sites leave it to the athlete to mark a commute, and few do. What gives it away
is that it leads, by and large directly, from one place to another one, and that the athlete
goes that way, or back, on several days of the week. No later data: a session is judged by the
trips up to and including itself, so the first days on a new way are not yet a commute.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ingest.sports import Family
from models.places import METRES_PER_DEGREE, Place, apart_m

__all__ = ["Trip", "find"]

MIN_APART_M = 1000
"""Training that happens to end a few streets further on leads nowhere."""

SAME_PLACE_M = 500
"""Of one place, for positions are rounded and a watch may find its satellites late."""

MAX_MIN = 60
"""Not a share of the athlete's own durations: who commutes daily has mostly commutes to
compare with, and half of them would be too long."""

MAX_DETOUR = 2.0
"""Streets make a way by bike 1.2 to 1.5 times as long as the crow flies. Who covers twice
the distance is out to train, even if home is where the training ends."""

BREAK = timedelta(minutes=30)
"""What begins sooner after another ride or run goes on with that outing: nobody commutes so."""

MIN_WEEKDAYS = 3
MIN_SPAN, WINDOW = timedelta(days=7), timedelta(days=180)
"""A habit: more than the way to the beach in a week's holidays, and alive in the last half year."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One session as far as commutes go.

    `start` is the athlete's wall clock: days of the week are local ones. `minutes` are those of
    the timer. Places are None where not known, as they must be for sessions indoors, whatever
    positions were recorded. `distance_m` is None where not known.
    """

    id: str
    start: datetime
    minutes: float
    family: Family
    start_place: Place | None
    end_place: Place | None
    distance_m: float | None = None


def find(trips: Iterable[Trip]) -> frozenset[str]:
    """The commutes among an athlete's sessions, by id.

    Rides and runs count alike and together: who rides to work and runs home commutes twice.

    Args:
        trips: the whole history, in any order.
    """
    place = _Numbers()
    ways: dict[frozenset[int], deque[date]] = defaultdict(deque)
    found = set()
    free_from = None
    for trip in sorted(trips, key=lambda trip: (trip.start, trip.id)):
        goes_on = free_from is not None and trip.start < free_from
        if trip.family in {"ride", "run"}:
            free_from = trip.start + timedelta(minutes=trip.minutes) + BREAK
        if goes_on or not (ends := _connects(trip)):
            continue
        days = ways[frozenset(map(place.of, ends))]
        today = trip.start.date()
        while days and today - days[0] > WINDOW:
            days.popleft()
        if not days or days[-1] != today:
            days.append(today)
        weekdays = {day.weekday() for day in days}
        if len(weekdays) >= MIN_WEEKDAYS and today - days[0] >= MIN_SPAN:
            found.add(trip.id)
    return frozenset(found)


def _connects(trip: Trip) -> tuple[Place, Place] | None:
    """The two places between which a session leads, if it is short and fairly direct."""
    if trip.family not in {"ride", "run"} or trip.minutes > MAX_MIN:
        return None
    if trip.start_place is None or trip.end_place is None:
        return None
    apart = apart_m(trip.start_place, trip.end_place)
    if apart <= MIN_APART_M or (trip.distance_m or 0) > MAX_DETOUR * apart:
        return None
    return trip.start_place, trip.end_place


class _Numbers:
    """Places by number; what lies within half a kilometre of a place met before is that place."""

    def __init__(self) -> None:
        # Places by bands of latitude as high as a place is wide: a near one is in the same or next.
        self._bands: dict[int, list[tuple[Place, int]]] = defaultdict(list)
        self._known: dict[Place, int] = {}

    def of(self, place: Place) -> int:
        """The number of a place, a new one for a new place."""
        if place not in self._known:
            band = int(place[0] * METRES_PER_DEGREE // SAME_PLACE_M)
            near = [
                (apart_m(place, other), number)
                for beside in (band - 1, band, band + 1)
                for other, number in self._bands.get(beside, ())
            ]
            distance_m, number = min(near, default=(float("inf"), 0))
            if distance_m > SAME_PLACE_M:
                number = len(self._known)
                self._bands[band].append((place, number))
            self._known[place] = number
        return self._known[place]
