"""Sessions that belong together: the legs of a brick, a race and what surrounds it.

What a session is part of shows only beside its neighbours, some of them recorded later on the same
day. So this is done after each has been judged by itself, and is not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from adaptive.library.labels import Label
from adaptive.library.recordings import StoredSession
from ingest.sports import family
from models import bricks, races
from models.bricks import Brick
from models.races import Part

__all__ = ["Found", "Outings", "find"]


class Found(NamedTuple):
    """A session as judged by itself: its kind, and whether it is a commute.

    `at_work_s` is when, after its start, the athlete was last at work; None where it is not known.
    """

    kind: str | None
    commute: bool
    at_work_s: float | None


class Outings(NamedTuple):
    """By session id the brick that it is a leg of, and the race that it is a part of."""

    bricks: Mapping[str, Brick]
    races: Mapping[str, Part]


def find(
    sessions: Sequence[StoredSession], found: Mapping[str, Found], labels: Mapping[str, Label]
) -> Outings:
    """What the sessions are parts of.

    Args:
        sessions: in order of time, those of the day before the first that matters as well.
        found: each as judged by itself, by its id.
        labels: what the athlete said they were.
    """
    said = {name: label.session_class for name, label in labels.items()}
    legs = [_leg(session, found[session.id], said.get(session.id)) for session in sessions]
    pairs = {
        leg_id: brick
        for brick in bricks.find(legs, said)
        for leg_id in (brick.ride_id, brick.run_id)
    }
    raced = {name for name, brick in pairs.items() if brick.kind == "race"}
    parts = races.parts(replace(leg, kind="race") if leg.id in raced else leg for leg in legs)
    return Outings(pairs, parts)


def _leg(session: StoredSession, found: Found, said: str | None) -> bricks.Leg:
    at_work_s = session.elapsed_s if found.at_work_s is None else found.at_work_s
    return bricks.Leg(
        id=session.id,
        activity_id=session.activity_id,
        family=family(session.sport, session.sub_sport),
        sport=session.sport,
        sub_sport=session.sub_sport,
        start=session.start,
        end=session.start + timedelta(seconds=at_work_s),
        moving_min=session.duration_s / 60,
        start_position=session.start_place,
        end_position=session.end_place,
        # What the athlete says was easy was no race.
        kind=None if said in {"easy", "other"} else found.kind,
        commute=found.commute,
    )
