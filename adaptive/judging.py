"""One session judged as of its day: thresholds, class, load. Runs in several processes.

A session is judged with what was known up to its own day: a better race in May never
rewrites the load of April.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from adaptive import joining
from adaptive.library.recordings import Json, StoredActivity, StoredSession
from adaptive.library.store import Store
from ingest.activity import Lap, Workout, WorkoutStep
from ingest.sports import family
from ingest.stream import Stream
from models import cadence_lock, thresholds
from models.athlete import Athlete, Thresholds
from models.classify import Durations, classify
from models.digests import Past
from models.efforts import Efforts
from models.intensity import measure
from models.intervals import Interval
from models.load import Load, session_load

__all__ = ["Job", "intervals_of", "judge_some", "laps_within", "thresholds_on"]

EVIDENCE = timedelta(days=365)
"""No estimate looks back further than a year."""


@dataclass(frozen=True, slots=True)
class Job:
    """Some sessions of a library; jobs with the same token belong together."""

    folder: Path
    sessions: tuple[str, ...]
    token: str


def judge_some(job: Job) -> dict[str, Json]:
    """Class and load of some sessions, by session id."""
    with Store.open(job.folder) as store:
        past = _past(job.folder, job.token)
        # One that was merged meanwhile is none of them any more.
        sessions = [session for name in job.sessions if (session := store.session(name))]
        return {session.id: past.judge(store, session) for session in sessions}


@lru_cache(maxsize=1)
def _past(folder: Path, token: str) -> _Past:
    """What one process keeps from job to job."""
    del token
    with Store.open(folder) as store:
        return _Past(store)


class _Past:
    """What all sessions of a library say, to be cut at any day."""

    def __init__(self, store: Store) -> None:
        self._digests = Past.of(Efforts.from_dict(digest) for digest in store.efforts())
        self._durations = Durations(
            (start, family(sport, sub_sport), duration_s)
            for start, sport, sub_sport, duration_s in store.durations()
        )

    def judge(self, store: Store, session: StoredSession) -> Json:
        """Class and load of a session, with what was known up to its day."""
        activity = joining.activity(store, session)
        recorded = joining.stream(store, session)
        stream = _without_cadence_lock(store, recorded, session.local_date)
        kind = family(session.sport, session.sub_sport)
        athlete = Athlete()
        known = thresholds.estimate(self._digests, session.local_date, athlete)
        details = activity.details
        found = classify(
            stream,
            session.as_recorded(),
            thresholds=known,
            history=self._durations.before(session.start, kind),
            workout=_workout(details["workout"]),
            laps=laps_within(details["laps"], activity, session),
            lengths=laps_within(details["lengths"], activity, session),
            title=details["name"] or (details.get("export") or {}).get("title"),
        )
        load = session_load(stream, kind, known, athlete, sub_sport=session.sub_sport)
        judged: Json = {"classification": asdict(found), "load": _load_json(load)}
        if stream is not recorded:
            judged["issues"] = [asdict(issue) for issue in stream.issues]
        return judged


def _without_cadence_lock(store: Store, recorded: Stream, day: date) -> Stream:
    if not cadence_lock.is_suspected(recorded):
        return recorded
    efforts = [Efforts.from_dict(digest) for digest in store.efforts(date.min, day)]
    return cadence_lock.confirmed(recorded, efforts, day)


def thresholds_on(store: Store, day: date) -> Thresholds:
    """The athlete's thresholds as known on a day."""
    efforts = [Efforts.from_dict(digest) for digest in store.efforts(day - EVIDENCE, day)]
    return thresholds.estimate(efforts, day, Athlete())


def intervals_of(
    store: Store, session: StoredSession, activity: StoredActivity
) -> tuple[Interval, ...]:
    """The intervals found in a session, with the thresholds of its day."""
    day = session.local_date
    known = thresholds_on(store, day)
    lengths = laps_within(activity.details["lengths"], activity, session)
    stream = _without_cadence_lock(store, joining.stream(store, session), day)
    return measure(stream, session.as_recorded(), known, lengths).evidence().intervals


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


def _load_json(load: Load) -> Json:
    content = asdict(load)
    if load.threshold and load.threshold.since:
        content["threshold"]["since"] = load.threshold.since.isoformat()
    return content
