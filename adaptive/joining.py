"""Several recordings of one session: which stands for which, and what they make together.

What each recording says stays in the library as it is. Which session stands for which follows
from all of them and from what the athlete said, whatever the order they came in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Literal

from adaptive import facts
from adaptive.jobs import Workers
from adaptive.library.form import KeptForm
from adaptive.library.profiles import KeptProfile
from adaptive.library.recordings import Json, Merged, StoredActivity, StoredSession
from adaptive.library.store import Store
from ingest import matching, merging, zones
from ingest.activity import Activity, Lap, Session, within
from ingest.errors import KneedriveError
from ingest.sports import family
from ingest.stream import Stream
from ingest.zones import ZoneFrom
from models import efforts
from models.profile import Profile

__all__ = ["activity", "form", "join", "laps_of", "recorded", "recordings", "stream", "wall_clocks"]

_BATCH = 16


def recorded(activity: Activity, session: Session, stream: Stream) -> Json:
    """What matching needs to know of a session, beside what its row says anyway."""
    known = matching.describe(activity, session, stream, session_id="", file_format="")
    return {
        "legs": known.legs,
        "stretches": [[round(first), round(last)] for first, last in known.stretches],
        "channels": sorted(known.channels),
        "measured": sorted(known.measured),
        "damaged": known.damaged,
    }


def stream(store: Store, session: StoredSession) -> Stream:
    """A session's stream, each channel from the better source."""
    if not store.merges.sources(session.id):
        return store.recorded_stream(session)
    return _combined(store, session, store.merges.standing_for(session.id)).stream


def activity(store: Store, session: StoredSession) -> StoredActivity:
    """A session's recording, with what only another recording of the session tells.

    The bike computer may know the workout that was followed, and a site's export the title.
    """
    own = store.activity(session.activity_id)
    return replace(own, details=own.details | store.merges.told([session.id])[session.id])


def laps_of(
    store: Store, session: StoredSession, kind: Literal["laps", "lengths"] = "laps"
) -> list[Lap]:
    """Those of its recording's laps (or lengths) that began within a session."""
    activity = store.activity(session.activity_id)
    begins_s = (session.start - activity.start).total_seconds()
    return within((Lap(**lap) for lap in activity.details[kind]), begins_s, session.elapsed_s)


def recordings(store: Store, session: StoredSession) -> list[Json]:
    """The recordings that a session is made of, its own first, with the channels from each."""
    recorded_by = store.recorded_by()
    taken = store.merges.sources(session.id)
    members = store.recorded_sessions([session.id, *store.merges.standing_for(session.id)])
    rows = []
    for member in sorted(members, key=lambda member: member.id != session.id):
        device, source, file_format = recorded_by[member.activity_id]
        own = member.id == session.id
        channels = member.details.get("coverage", {}) if own else taken
        rows.append(
            {
                "id": member.id,
                "device": device,
                "format": file_format,
                "source": source,
                "start": member.start,
                "reason": member.merged_reason,
                "channels": [
                    channel
                    for channel in channels
                    if (channel not in taken if own else member.id in taken[channel])
                ],
            }
        )
    return rows


def join(store: Store, workers: Workers | None = None) -> int:
    """Find the sessions that are one, and put them together; nothing is read where none changed.

    Returns how many sessions others stand for that did not before.
    """
    state = store.state()
    known = [_recorded(row) for row in store.merges.recorded().values()]
    groups = matching.groups(known, store.merges.separated())
    wanted = {other.id: (group.primary, other.reason) for group in groups for other in group.others}
    before = store.merges.leaders()
    changed: dict[str, tuple[str, str] | None] = {
        name: wanted.get(name)
        for name in before.keys() | wanted.keys()
        if before.get(name) != wanted.get(name)
    }
    # A group is put together anew where a session joined it, left it or came to lead it.
    leads = {pair[0] for name in changed for pair in (before.get(name), wanted.get(name)) if pair}
    members = {group.primary: tuple(other.id for other in group.others) for group in groups}
    groups_now = [(name, members[name]) for name in sorted(leads & members.keys())]
    made: dict[str, Merged | None] = dict.fromkeys(leads)
    with closing(
        (workers or Workers(1)).run(
            put_together, groups_now, lambda some: Job(store.folder, some), batch=_BATCH
        )
    ) as results:
        for job, merged in results:
            if merged is None:
                raise KneedriveError(
                    f"putting together {', '.join(dict(job.groups))} ended the process",
                    hint="Is there enough memory? The same import goes on from here.",
                )
            made |= {one.session_id: one for one in merged}
    clocks = wall_clocks(store, wanted, facts.time_zone(store)) if changed else {}
    if not store.merges.save(changed, made, clocks, state=state):  # another import was faster
        return join(store, workers)
    return len(wanted.keys() - before.keys())


def wall_clocks(
    store: Store, leaders: Mapping[str, tuple[str, str]], zone: tzinfo | None
) -> dict[str, tuple[datetime, ZoneFrom]]:
    """The wall clocks to be put right of sessions whose own recording does not tell it.

    Another recording of the session may know; else it is the zone that the athlete named.
    """
    sessions = store.recorded_sessions()
    telling = {
        leaders[other.id][0]: other
        for zone_from in ("position", "file")  # the file's word comes last and counts
        for other in sessions
        if other.id in leaders and other.zone_from == zone_from
    }
    clocks: dict[str, tuple[datetime, ZoneFrom]] = {}
    for session in sessions:
        now = session.local_start, session.zone_from
        if session.zone_from in {"file", "position"}:
            continue
        if other := telling.get(session.id):
            offset = other.local_start - other.start.replace(tzinfo=None)
            right: tuple[datetime, ZoneFrom] = session.start.replace(tzinfo=None) + offset, "other"
        elif zone or session.zone_from != "computer":
            right = zones.local_time(session.start, zone), "athlete" if zone else "computer"
        else:
            continue
        if right != now:
            clocks[session.id] = right
    return clocks


@dataclass(frozen=True, slots=True)
class Job:
    """Some groups of sessions, each by the one that leads, for one process."""

    folder: Path
    groups: tuple[tuple[str, tuple[str, ...]], ...]


def put_together(job: Job) -> list[Merged]:
    """What those groups have become in which a channel comes from another recording."""
    with Store.open(job.folder) as store:
        found = [_put_together(store, primary, others) for primary, others in job.groups]
    return [merged for merged in found if merged is not None]


def _put_together(store: Store, primary: str, others: tuple[str, ...]) -> Merged | None:
    from adaptive.intake import stream_details

    (session,) = store.recorded_sessions([primary])
    found = _combined(store, session, others)
    if not found.taken:
        return None
    of_others = {other.id: other for other in store.recorded_sessions(others)}

    def total(field: str, channel: str) -> float | None:
        """A fact of the whole: from the recordings that its channel was taken from."""
        values = [getattr(of_others[name], field) for name in found.taken.get(channel, ())]
        own: float | None = getattr(session, field)
        return sum(values) if values and None not in values else own

    own = store.activity(session.activity_id)
    told = own.details["athlete_values"]
    kind = family(session.sport, session.sub_sport)
    digest = efforts.extract(
        found.stream, session.as_recorded(), kind, told, day=session.local_date
    )
    lengths = laps_of(store, session, "lengths")
    profile = Profile.of(found.stream, session.as_recorded(), lengths)
    return Merged(
        primary,
        found.taken,
        total("distance_m", "distance_m"),
        total("ascent_m", "altitude_m"),
        {**session.details, **stream_details(found.stream)},
        digest.to_dict(),
        KeptProfile.of(profile, found.stream),
        _form(store, session, found.stream, found.taken),
    )


def form(store: Store, session: StoredSession) -> KeptForm | None:
    """What is kept of form in a session that the library has."""
    return _form(store, session, stream(store, session), store.merges.sources(session.id))


def _form(
    store: Store, session: StoredSession, seen: Stream, taken: Mapping[str, Collection[str]]
) -> KeptForm | None:
    """The same of a stream, under the name of the device that its cadence was taken from."""
    by = next((taken[name] for name in ("cadence_spm", "cadence_rpm") if name in taken), None)
    (counted_by,) = store.recorded_sessions(list(by)[:1] if by else [session.id])
    device = store.activity(counted_by.activity_id).device
    return KeptForm.of(seen, session.as_recorded(), device)


def _combined(store: Store, session: StoredSession, others: Collection[str]) -> merging.Combined:
    rows = store.merges.recorded([session.id, *others])
    streams = {
        one.id: (_recorded(rows[one.id]), store.recorded_stream(one))
        for one in store.recorded_sessions([session.id, *others])
    }
    return merging.combine(streams.pop(session.id), list(streams.values()))


def _recorded(row: Json) -> matching.Recorded:
    return matching.Recorded(
        **{
            **row,
            "stretches": tuple((first, last) for first, last in row["stretches"]),
            "channels": frozenset(row["channels"]),
            "measured": frozenset(row["measured"]),
        }
    )
