"""What the models make of the stored sessions: thresholds of the day, class, load, bricks.

A session is judged with what was known up to its own day: a better race in May never
rewrites the load of April. The result is kept, and only made again when an earlier
session arrives later.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Literal

from adaptive.library.store import Json, Store, StoredActivity, StoredSession
from ingest.activity import Lap, Session, Workout, WorkoutStep
from ingest.sports import Family, family
from ingest.stream import Stream
from models import bricks, thresholds
from models.athlete import Athlete, Estimate, Thresholds
from models.classify import Classification, History, classify
from models.efforts import Efforts
from models.intensity import measure
from models.intervals import Interval
from models.load import Load, session_load

__all__ = [
    "Assessed",
    "assess",
    "assessed",
    "intervals_of",
    "laps_within",
    "load_to_json",
    "thresholds_on",
]

EVIDENCE = timedelta(days=365)
"""No estimate looks back further than a year."""

_BATCH = 50


@dataclass(frozen=True, slots=True)
class Assessed:
    """A stored session with its class, load and brick.

    `classification` is the session's own; for a leg of a brick it is the class of the
    part, and `session_class` is "brick".
    """

    stored: StoredSession
    classification: Classification
    load: Load
    device: str
    source: str
    brick: bricks.Brick | None = None

    @property
    def family(self) -> Family:
        """The family of its sport."""
        return family(self.stored.sport, self.stored.sub_sport)

    @property
    def in_brick(self) -> bool:
        """Whether it is a leg of a brick; riding to a run and home again is none."""
        return self.brick is not None and self.brick.kind != "access"

    @property
    def brick_id(self) -> str | None:
        """What both legs of a brick share."""
        return self.brick.id if self.in_brick and self.brick else None

    @property
    def session_class(self) -> Literal["easy", "key", "brick", "other"]:
        """The class that counts for the plan."""
        return "brick" if self.in_brick else self.classification.session_class

    @property
    def kind(self) -> str | None:
        """The kind within the class."""
        if self.brick is None or self.brick.kind == "brick":
            return self.classification.kind
        return self.brick.kind

    @property
    def uncertain(self) -> bool:
        """Whether the class may be another. A brick is hard whatever its parts are."""
        return (
            self.brick.uncertain if self.in_brick and self.brick else self.classification.uncertain
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is classed so, in words."""
        own = self.classification.reasons
        return (self.brick.reason, *own) if self.brick else own

    def to_json(self) -> Json:
        """A row of `sessions --json`, with the local start beside."""
        stored = self.stored
        run = self.family == "run" or stored.sport in {"walking", "hiking"}
        cadence = "avg_cadence_spm" if run else "avg_cadence_rpm"
        return {
            "id": stored.id,
            "start": stored.start,
            "local_date": stored.local_date,
            "local_start": stored.local_start,
            "sport": stored.sport,
            "sub_sport": stored.sub_sport,
            "duration_s": stored.duration_s,
            "elapsed_s": stored.elapsed_s,
            "distance_m": stored.distance_m,
            "ascent_m": stored.ascent_m,
            "class": self.session_class,
            "kind": self.kind,
            "confidence": self.classification.confidence,
            "uncertain": self.uncertain,
            "label_source": self.classification.label_source,
            "reasons": list(self.reasons),
            "load_tss": round(self.load.tss, 1),
            "load_method": self.load.method,
            "avg_heart_rate_bpm": stored.details["avg_heart_rate_bpm"],
            "avg_power_w": stored.details["avg_power_w"],
            cadence: stored.details[cadence],
            "brick_id": self.brick_id,
            "part_class": self.classification.session_class,
            "device": self.device,
            "source": self.source,
        }


def assessed(store: Store, until: date) -> list[Assessed]:
    """All sessions up to a local day, each judged, in order of their start."""
    assess(store)
    kept = store.assessments()
    activities = store.activities()
    sessions = store.sessions(until)
    read = {session.id: _from_json(kept[session.id]) for session in sessions}
    pairs = _bricks(sessions, {name: found.kind for name, (found, _) in read.items()})
    return [
        Assessed(
            session,
            *read[session.id],
            device=activities[session.activity_id].device,
            source=activities[session.activity_id].source,
            brick=pairs.get(session.id),
        )
        for session in sessions
    ]


def assess(store: Store, progress: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Judge the sessions that were not judged yet, or whose past has changed."""
    if store.all_assessed():
        return
    kept = store.assessments()
    sessions = store.sessions(date.max)
    pending = [n for n, session in enumerate(sessions) if session.id not in kept]
    digests = _Digests(sessions)
    activities = store.activities()
    athlete = Athlete()
    rows = [
        (session.start, family(session.sport, session.sub_sport), session.duration_s)
        for session in sessions
    ]
    for first in range(0, len(pending), _BATCH):
        made: dict[str, Json] = {}
        for done, n in enumerate(pending[first : first + _BATCH], first):
            progress(done, len(pending))
            session, day = sessions[n], sessions[n].local_date
            found, load = _judge(
                session,
                activities[session.activity_id],
                store.stream(session),
                thresholds.estimate(digests.up_to(day), day, athlete),
                History.before(session.start, rows[n][1], rows[:n]),
                athlete,
            )
            made[session.id] = {"classification": asdict(found), "load": _load_json(load)}
        if not store.save_assessments(made, known=len(sessions)):
            # Sessions arrived meanwhile, and these were judged without knowing them.
            assess(store, progress)
            return


def thresholds_on(store: Store, day: date) -> Thresholds:
    """The athlete's thresholds as known on a day."""
    return thresholds.estimate(_Digests(store.sessions(day)).up_to(day), day, Athlete())


class _Digests:
    """What the sessions say about thresholds, to be cut at any day without a search."""

    def __init__(self, sessions: Sequence[StoredSession]) -> None:
        ordered = sorted(sessions, key=lambda session: session.local_date)
        self._days = [session.local_date for session in ordered]
        self._efforts = [Efforts.from_dict(session.efforts) for session in ordered]

    def up_to(self, day: date) -> list[Efforts]:
        return self._efforts[
            bisect_left(self._days, day - EVIDENCE) : bisect_right(self._days, day)
        ]


def _judge(
    session: StoredSession,
    activity: StoredActivity,
    stream: Stream,
    known: Thresholds,
    history: History,
    athlete: Athlete,
) -> tuple[Classification, Load]:
    details = activity.details
    found = classify(
        stream,
        _as_recorded(session),
        thresholds=known,
        history=history,
        workout=_workout(details["workout"]),
        laps=laps_within(details["laps"], activity, session),
        lengths=laps_within(details["lengths"], activity, session),
        title=details["name"],
    )
    kind = family(session.sport, session.sub_sport)
    return found, session_load(stream, kind, known, athlete, sub_sport=session.sub_sport)


def intervals_of(store: Store, one: Assessed, activity: StoredActivity) -> tuple[Interval, ...]:
    """The intervals found in a session, with the thresholds of its day."""
    known = thresholds_on(store, one.stored.local_date)
    lengths = laps_within(activity.details["lengths"], activity, one.stored)
    stream = store.stream(one.stored)
    return measure(stream, _as_recorded(one.stored), known, lengths).evidence().intervals


def load_to_json(load: Load) -> Json:
    """The load as `show --json` prints it, with the threshold that it rests on."""
    threshold = load.threshold
    return {
        "tss": round(load.tss, 1),
        "method": load.method,
        "threshold": threshold and round(threshold.value, 3),
        "threshold_sd": threshold and round(threshold.sd, 3),
        "threshold_from": threshold and threshold.since,
        "threshold_origin": threshold and threshold.origin,
        "threshold_basis": threshold and threshold.basis,
        "coverage": round(load.coverage, 3),
        "quality": load.quality,
        "others": {method: round(tss, 1) for method, tss in load.others.items()},
    }


def _as_recorded(session: StoredSession) -> Session:
    """The session as the reader gave it, without its place among the samples."""
    return Session(
        sport=session.sport,
        sub_sport=session.sub_sport,
        start=session.start,
        elapsed_s=session.elapsed_s,
        timer_s=session.duration_s,
        rows=slice(0, 0),
        distance_m=session.distance_m,
        ascent_m=session.ascent_m,
        device_values=session.details["device_values"],
    )


def laps_within(laps: list[Json], activity: StoredActivity, session: StoredSession) -> list[Lap]:
    """Those of a recording's laps (or lengths) that began within a session."""
    start_s = (session.start - activity.start).total_seconds()
    end_s = start_s + session.elapsed_s
    # Devices round the start of a lap and of its session differently.
    return [Lap(**lap) for lap in laps if start_s - 1 <= lap["start_s"] < max(end_s, start_s + 1)]


def _workout(content: Json | None) -> Workout | None:
    if content is None:
        return None
    return Workout(content["name"], tuple(WorkoutStep(**step) for step in content["steps"]))


def _bricks(
    sessions: Sequence[StoredSession], kinds: dict[str, str | None]
) -> dict[str, bricks.Brick]:
    """The brick that each leg belongs to, by session id."""
    legs = [
        bricks.Leg(
            id=session.id,
            activity_id=session.activity_id,
            family=family(session.sport, session.sub_sport),
            sport=session.sport,
            sub_sport=session.sub_sport,
            start=session.start,
            end=session.start + timedelta(seconds=session.elapsed_s),
            moving_min=session.duration_s / 60,
            start_position=_place(session.details["start_position"]),
            end_position=_place(session.details["end_position"]),
            kind=kinds[session.id],
        )
        for session in sessions
    ]
    found = bricks.find(legs)
    return {leg_id: brick for brick in found for leg_id in (brick.ride_id, brick.run_id)}


def _place(position: list[float] | None) -> tuple[float, float] | None:
    return None if position is None else (position[0], position[1])


def _load_json(load: Load) -> Json:
    content = asdict(load)
    if load.threshold and load.threshold.since:
        content["threshold"]["since"] = load.threshold.since.isoformat()
    return content


def _from_json(content: Json) -> tuple[Classification, Load]:
    classification = dict(content["classification"])
    classification["reasons"] = tuple(classification["reasons"])
    load = dict(content["load"])
    if load["threshold"]:
        since = load["threshold"]["since"]
        load["threshold"] = Estimate(
            **{**load["threshold"], "since": since and date.fromisoformat(since)}
        )
    return Classification(**classification), Load(**load)
