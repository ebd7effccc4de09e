"""Use cases: what a command, a notebook or a page asks for, answered from the library.

Each takes an open store and the day from which to look; later recordings are treated
as not yet known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adaptive import assessing
from adaptive.assessing import Assessed
from adaptive.library.store import Store
from adaptive.week import SessionClass
from ingest.errors import KneedriveError

if TYPE_CHECKING:
    from adaptive.programme.cards import Card

__all__ = ["exercises", "find_sessions", "label", "sessions", "several", "show"]


def sessions(
    store: Store,
    today: date,
    *,
    since: date | None = None,
    until: date | None = None,
    sport: str | None = None,
    session_class: str | None = None,
    uncertain: bool = False,
) -> list[dict[str, Any]]:
    """The sessions that fit all filters, oldest first, as `sessions --json` prints them.

    Asking for uncertain ones means the last six weeks unless a day is given, and each comes
    with the question about it, or None where its answer would move nothing in the plan.
    """
    if uncertain and since is None:
        since = today - timedelta(weeks=6)
    rows = [one.to_json() for one in assessing.assessed(store, today)]
    if uncertain:
        from adaptive import planning

        asked = planning.plan(store, today, None, start=False).asked if rows else {}
        rows = [{**row, "question": asked.get(row["id"])} for row in rows]
    return [
        row
        for row in rows
        if (since is None or row["local_date"] >= since)
        and (until is None or row["local_date"] <= until)
        and (sport is None or row["sport"] == sport)
        and (session_class is None or row["class"] == session_class)
        and (not uncertain or row["uncertain"])
    ]


def find_sessions(store: Store, name: str, today: date) -> list[Assessed]:
    """The sessions a person means by first digits of an id, a date, or "last".

    Raises:
        KneedriveError: no session fits.
    """
    known = assessing.assessed(store, today)
    # A recording that another one stands for is known by its own id as well.
    merged = store.merges.leaders().items()
    standing = {into for other, (into, _) in merged if other.startswith(name)}
    if name == "last":
        found = known[-1:]
    else:
        found = (
            [one for one in known if name in {one.stored.id, one.stored.local_date.isoformat()}]
            or [one for one in known if one.stored.id.startswith(name)]
            or [one for one in known if one.stored.id in standing]
        )
    if not found:
        raise KneedriveError(
            f"no session is known by {name!r}",
            hint="kneedrive sessions lists them with their ids; a date is written 2026-11-23.",
        )
    return found


def label(
    store: Store, name: str, word: SessionClass | None, today: date
) -> tuple[Assessed, Assessed]:
    """Note what the athlete says a session was; None takes it back.

    Returns:
        The session as it was seen before, and as it is now.

    Raises:
        KneedriveError: no session fits, or several do.
    """
    found = find_sessions(store, name, today)
    if len(found) > 1:
        raise several(name, found)
    (before,) = found
    store.labels.tell(before.stored.id, word, today)
    (after,) = find_sessions(store, before.stored.id, today)
    return before, after


def several(name: str, found: Sequence[Assessed]) -> KneedriveError:
    """That a name fits more sessions than one."""
    listed = (
        f"{one.stored.id} ({one.stored.sport.replace('_', ' ')}, "
        f"{one.stored.local_start:%a %d %b %Y %H:%M})"
        for one in found
    )
    return KneedriveError(
        f"{len(found)} sessions fit {name!r}: {', '.join(listed)}",
        hint="Name one of them by its id.",
    )


def exercises(store: Store, today: date, now: datetime | None) -> dict[str, Card]:
    """The exercises by id at the athlete's levels, with what stands against them."""
    from adaptive import facts, planning
    from adaptive.programme.cards import cards
    from adaptive.programme.rulebook import standard

    try:
        made = planning.inputs_of(store, today, now)
    except KneedriveError:  # nothing was recorded yet, but the athlete may have told something
        equipment, avoid = facts.equipment(store), facts.avoid(store)
        return cards(standard(), equipment=equipment, avoid=avoid)
    return cards(standard(), levels=made.levels, equipment=made.equipment, avoid=made.avoid)


def show(store: Store, one: Assessed) -> dict[str, Any]:
    """Everything about one session, as `show --json` prints it."""
    from adaptive import form, joining, judging
    from models.structure import structure

    activity = joining.activity(store, one.stored)
    export = activity.details.get("export")
    profile, known = judging.profile_and_thresholds(store, one.stored)
    laps = joining.laps_of(store, one.stored)
    workout = judging.workout_of(store.merges.told([one.stored.id])[one.stored.id]["workout"])
    found = structure(profile, known, laps=laps, workout=workout, easy=one.part_class == "easy")
    watts = profile.normalized_power_w
    return {
        **one.to_json(),
        "title": (export or {}).get("title") or activity.details["name"],
        "export": export,
        "normalized_power_w": None if math.isnan(watts) else watts,
        "intensity_factor": one.load.intensity_factor,
        "load": assessing.load_to_json(one.load),
        "bike_to_run_gap_s": one.brick and one.brick.gap_s,
        "device_values": one.stored.details["device_values"],
        "laps": [asdict(lap) for lap in laps],
        "intervals": [
            {"start_s": part.start_s, "end_s": part.end_s, "intensity": part.intensity}
            for part in found.intervals
        ],
        "structure": found.text,
        "structure_source": found.source,
        "form": form.of_session(store, one),
        "recordings": joining.recordings(store, one.stored),
        "issues": [*activity.details["issues"], *one.issues],
    }
