"""Which sessions are one: the same training recorded, or exported, more than once.

In: what is known of each session, in any order. Out: groups of sessions that are one, each
with the session that stands for it. Nothing is dropped: the others stay what they are, with
a sentence that says why they don't count on their own.

A person does one thing at a time. So two recordings of the same kind of sport in which the
athlete was at work at the same moments are one session, however differently their buttons
were pressed. How much must coincide follows from what is lost either way: taken for one, the
part of the shorter that lies outside the longer is lost; taken for two, the part inside counts
twice. More than half inside is therefore one session, and less is two. Moments are
those in which the athlete was at work, not those in which a timer ran: a computer
that was forgotten on a racked bike, or one whose recording was resumed in the evening,
says nothing about the hours between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from ingest.activity import Activity, Session
from ingest.sports import family
from ingest.stream import Stream

__all__ = ["Group", "Other", "Recorded", "describe", "groups"]

_ON_FOOT = frozenset({"running", "walking", "hiking"})
"""What one device calls a run, another may call a walk or a hike."""

# Names that say no more than that something was done; any sport may hide behind them.
_UNSPECIFIC = frozenset({"generic", "training", "fitness_equipment"})
_SAYS_NOTHING = frozenset({None, "generic", "cardio_training", "exercise"})

_MOVING_MPS = 0.5
_SHORT_REST_S = 60.0
# A strength session shows stray steps; motion that is there for less of the time says nothing.
_HARDLY_EVER = 0.1

# Recordings that begin and end so close to each other are one whatever their sport: one of
# them was renamed after the training.
_SAME_MOMENT_S = 5.0
# Two people's reflexes, or one person's on two devices: no reason to prefer the longer one.
_AS_LONG = 0.95
# A leg of a multisport recording knows what came before and after it, so it leads, unless its
# recording holds only a small part of what was done (a button pressed too early).
_SMALL_PART = 1 / 3

_OFTEN = 0.5
_MAIN = {
    "ride": {"power_w", "cadence_rpm", "heart_rate_bpm", "speed_mps", "latitude_deg"},
    "run": {"ground_contact_ms", "cadence_spm", "heart_rate_bpm", "speed_mps", "latitude_deg"},
}
_COMMON = {"heart_rate_bpm", "speed_mps", "distance_m"}
_NOUN = {
    "running": "run", "walking": "walk", "hiking": "hike", "cycling": "ride", "e_biking": "ride",
    "swimming": "swim", "transition": "transition",
}  # fmt: skip
# The original is FIT as a rule; TCX keeps laps and sport, GPX hardly more than the track.
_FORMATS = ("fit", "tcx", "gpx")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What matching needs to know of one session of one recording.

    `stretches` are the (first, last) seconds after `start` (UTC) between which the athlete was
    at work, rests over a minute left out. `channels` are those recorded at least half of the
    time; `measured` those for which a sensor of their own is known, a heart-rate strap or a
    power meter. `legs` is the number of sessions in its recording, `format` "fit", "tcx"
    or "gpx", `device` what recorded it, in words, and `damaged` whether data of it was lost.
    """

    id: str
    activity_id: str
    legs: int
    sport: str
    sub_sport: str | None
    start: datetime
    stretches: tuple[tuple[float, float], ...]
    channels: frozenset[str]
    format: str
    device: str
    damaged: bool = False
    measured: frozenset[str] = frozenset()

    @property
    def worked_s(self) -> float:
        """Seconds at work."""
        return sum(last - first for first, last in self.stretches)

    @property
    def end(self) -> datetime:
        """When the last stretch ended."""
        return self.start + timedelta(seconds=self.stretches[-1][1])

    @property
    def kind(self) -> str | None:
        """What was done, as coarsely as devices agree on it; None where the name tells nothing."""
        kind = family(self.sport, self.sub_sport)
        if self.sport in _ON_FOOT or kind == "run":
            return "run"
        if kind != "other":
            return kind
        if self.sub_sport == "indoor_rowing":
            return "rowing"
        if self.sport not in _UNSPECIFIC:
            return self.sport
        return None if self.sub_sport in _SAYS_NOTHING else self.sub_sport


@dataclass(frozen=True, slots=True)
class Other:
    """A session that another one stands for, and why, in one sentence."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sessions that are one; `primary` is the id of that which stands for all."""

    primary: str
    others: tuple[Other, ...]


def describe(
    activity: Activity,
    session: Session,
    stream: Stream,
    *,
    session_id: str,
    file_format: str,
) -> Recorded:
    """What matching needs to know of a session, from its recording and its cleaned stream."""
    own_sensor = {
        "heart_rate_bpm": activity.heart_rate_sensor == "strap",
        "power_w": activity.has_power_meter,
    }
    return Recorded(
        id=session_id,
        activity_id=activity.id,
        legs=len(activity.sessions),
        sport=session.sport,
        sub_sport=session.sub_sport,
        start=session.start,
        stretches=_stretches(stream),
        # Sensors that are missing often show as a row of zeros.
        channels=frozenset(
            name
            for name, share in stream.coverage.items()
            if share >= _OFTEN and np.nanmax(np.abs(stream[name])) > 0
        ),
        format=file_format,
        device=str(activity.device),
        damaged=activity.damaged,
        measured=frozenset(name for name, known in own_sensor.items() if known),
    )


def _stretches(stream: Stream) -> tuple[tuple[float, float], ...]:
    moving = stream["speed_mps"] > _MOVING_MPS
    for name in ("power_w", "cadence_rpm", "cadence_spm"):
        moving |= stream[name] > 0
    if np.count_nonzero(moving) <= _HARDLY_EVER * len(stream):
        moving[:] = True
    second = stream.elapsed_s[moving]
    if not len(second):
        return ()
    rest = np.flatnonzero(np.diff(second) - 1.0 > _SHORT_REST_S)
    first, last = second[np.append(0, rest + 1)], second[np.append(rest, len(second) - 1)] + 1.0
    return tuple(zip(first.tolist(), last.tolist(), strict=True))


def groups(sessions: Iterable[Recorded], separated: Collection[str] = ()) -> list[Group]:
    """The groups of two or more sessions that are one, by their start.

    Args:
        sessions: of one athlete, in any order; the order changes nothing.
        separated: ids of sessions that stand for themselves because the athlete said so.
    """
    pool = {s.id: s for s in sessions if s.stretches and s.id not in separated}
    shared_s = _shared_s(pool.values())
    same = {
        one: {other for other, s in met.items() if _are_one(pool[one], pool[other], s)}
        for one, met in shared_s.items()
    }
    met = [pool[name] for name in shared_s]
    led = _led([s for s in met if s.kind is not None], same)
    hosts = {s.id: _host(s, shared_s[s.id], led) for s in met if s.kind is None}
    for name, host in hosts.items():
        if host is not None:
            led[host].append(name)
    led |= _led([pool[name] for name, host in hosts.items() if host is None], same)
    return [
        _group(pool[primary], [pool[name] for name in others], shared_s[primary])
        for primary, others in sorted(led.items(), key=lambda item: _by_start(pool[item[0]]))
        if others
    ]


def _by_start(session: Recorded) -> tuple[datetime, str]:
    return session.start, session.id


# --- which are one ----------------------------------------------------------------------


def _shared_s(sessions: Iterable[Recorded]) -> dict[str, dict[str, float]]:
    """For each session, the seconds at work that it shares with those of other recordings."""
    shared: dict[str, dict[str, float]] = defaultdict(dict)
    running: list[Recorded] = []
    for session in sorted(sessions, key=_by_start):
        running = [before for before in running if before.end > session.start]
        for before in running:
            if before.activity_id == session.activity_id:
                continue
            seconds = _overlap_s(before, session)
            if seconds > 0:
                shared[before.id][session.id] = shared[session.id][before.id] = seconds
        running.append(session)
    return shared


def _overlap_s(one: Recorded, other: Recorded) -> float:
    edges_s = np.ravel(one.stretches)
    worked_s = np.repeat(np.cumsum([0.0, *(last - first for first, last in one.stretches)]), 2)
    later_s = (other.start - one.start).total_seconds()
    moments_s = np.asarray(other.stretches) + later_s
    return float(np.diff(np.interp(moments_s, edges_s, worked_s[1:-1])).sum())


def _are_one(one: Recorded, other: Recorded, shared_s: float) -> bool:
    if shared_s <= min(one.worked_s, other.worked_s) / 2:
        return False
    begins_s = abs((one.start - other.start).total_seconds())
    ends_s = abs((one.end - other.end).total_seconds())
    return one.kind == other.kind or max(begins_s, ends_s) <= _SAME_MOMENT_S


# --- which one leads --------------------------------------------------------------------


def _host(session: Recorded, shared_s: Mapping[str, float], led: Collection[str]) -> str | None:
    """The session that stands for one whose name says nothing, among those that lead.

    A watch may have run through several sessions without knowing what they were. Those that do
    know tell more, and together they may cover it though none does alone.
    """
    hosts = {name: seconds for name, seconds in shared_s.items() if name in led}
    if sum(hosts.values()) <= session.worked_s / 2:
        return None
    return max(hosts, key=lambda name: (hosts[name], name))


def _led(sessions: Sequence[Recorded], same: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Each session that leads, with those that are one with it.

    Being one is no chain: a ride that two others overlap at its ends does not make these one.
    So each session joins only one that it is one with, and what remains is looked at again.
    """
    led = {}
    left = [sessions]
    while left:
        for cluster in _clusters(left.pop(), same):
            leader = _leader(cluster)
            joins = same[leader.id]
            led[leader.id] = [s.id for s in cluster if s.id in joins]
            left.append([s for s in cluster if s.id not in joins and s is not leader])
    return led


def _clusters(
    sessions: Sequence[Recorded], same: Mapping[str, set[str]]
) -> Iterator[list[Recorded]]:
    """The sessions that hang together, directly or through others."""
    left = {session.id: session for session in sessions}
    while left:
        _, first = left.popitem()
        cluster = [first]
        for session in cluster:
            cluster += [left.pop(name) for name in same[session.id] & left.keys()]
        yield cluster


def _leader(cluster: Sequence[Recorded]) -> Recorded:
    """The session that stands for the others: that knows the event, all of it, and most."""
    longest_s = max(s.worked_s for s in cluster)
    recording_s: dict[str, float] = defaultdict(float)
    for s in cluster:
        recording_s[s.activity_id] += s.worked_s
    legs = [
        s for s in cluster if s.legs > 1 and recording_s[s.activity_id] > _SMALL_PART * longest_s
    ]
    candidates = legs or cluster
    longest_s = max(s.worked_s for s in candidates)
    candidates = [s for s in candidates if s.worked_s >= _AS_LONG * longest_s]
    return min(candidates, key=_merits)


def _merits(session: Recorded) -> tuple[bool, int, int, int, datetime, str]:
    """Smaller is better."""
    main = _MAIN.get(session.kind or "", _COMMON)
    known = _FORMATS.index(session.format) if session.format in _FORMATS else len(_FORMATS)
    has_main, has_any = len(main & session.channels), len(session.channels)
    return session.damaged, -has_main, known, -has_any, *_by_start(session)


# --- in words ---------------------------------------------------------------------------


def _group(primary: Recorded, others: Sequence[Recorded], shared_s: Mapping[str, float]) -> Group:
    return Group(
        primary.id,
        tuple(
            Other(other.id, _reason(primary, other, shared_s.get(other.id, 0.0)))
            for other in sorted(others, key=_by_start)
        ),
    )


def _reason(primary: Recorded, other: Recorded, shared_s: float) -> str:
    """Such as "the same ride by wahoo ELEMNT (fit): starts 12 s later, 98 % of it lies within"."""
    word = _NOUN.get(primary.sport, "session")
    later_s = round((other.start - primary.start).total_seconds())
    size = f"{abs(later_s)} s" if abs(later_s) < 120 else f"{abs(later_s) / 60:.0f} min"
    begins = f"starts {size} {'later' if later_s > 0 else 'earlier'}" if later_s else "same start"
    renamed = f", there called {other.sport.replace('_', ' ')}" * (other.kind != primary.kind)
    share = 100 * shared_s / other.worked_s
    return (
        f"the same {word} by {other.device} ({other.format}{renamed}): {begins}, "
        f"{share:.0f} % of it lies within"
    )
