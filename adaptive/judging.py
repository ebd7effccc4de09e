"""Sessions judged in order of time, each as of its day: thresholds, load, class.

A session is judged with what was known up to its own day: a better race in May never
rewrites the load of April.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import islice

from adaptive import facts, joining
from adaptive.library.labels import Label
from adaptive.library.profiles import recorded_effort
from adaptive.library.recordings import Json, StoredSession
from adaptive.library.store import Store
from ingest.activity import Workout, WorkoutStep
from ingest.repair.cadence_lock import SUSPECTED
from ingest.sports import family, is_indoor
from models import cadence_lock, commutes, thresholds
from models.athlete import Estimate, Thresholds
from models.classify import classify
from models.digests import Past
from models.efforts import Efforts
from models.history import Done, Histories
from models.learning.model import ClassModel, Correction, own_bias
from models.profile import Profile
from models.scale import Scale
from models.session_load import session_load
from models.verdicts import Classification, Load

__all__ = [
    "EVIDENCE",
    "felt_effort",
    "judge",
    "past",
    "profile_and_thresholds",
    "thresholds_on",
    "workout_of",
]

EVIDENCE = timedelta(days=365)
"""No estimate looks back further than a year."""

# What is kept of so many sessions is fetched at a time.
_BATCH = 64


def judge(store: Store, *, with_plan: bool = True) -> Iterator[tuple[str, Json]]:
    """Class and load of the sessions that were not judged yet, by id, in order of time.

    Without `with_plan` nobody looks at what the watch was told to do and what a session is called.
    """
    athlete, settings, earlier = facts.athlete(store), store.settings(), past(store)
    judged, everything, told_efforts = store.assessments(), store.sessions(), store.diary.efforts()
    histories = Histories(_done(store, everything, earlier, told_efforts))
    ways = commutes.find(map(_trip, everything))
    model, scale, own = ClassModel.shipped(), Scale(), _Own(store.labels.all())
    sessions = iter(everything)
    while some := list(islice(sessions, _BATCH)):
        new = [session.id for session in some if session.id not in judged]
        profiles, told = store.profiles.of(new), store.merges.told(new)
        for session in some:
            kind = family(session.sport, session.sub_sport)
            if kept := judged.get(session.id):
                scale.add(kind, kept["load"]["comparable"])
                own.add(session.id, kept["classification"]["log_odds"])
                continue
            words = told[session.id]
            profile, issues = _profile(store, session, profiles.get(session.id), earlier)
            known = thresholds.estimate(earlier, session.local_date, athlete, settings, kind)
            rpe = told_efforts.get(session.id) or _recorded_effort(words["export"], session)
            commute = session.id in ways or bool((words["export"] or {}).get("commute"))
            workout = workout_of(words["workout"]) if with_plan else None
            found = classify(
                profile,
                session.as_recorded(),
                thresholds=known,
                history=histories.before(session.start, kind),
                workout=workout,
                laps=joining.laps_of(store, session) if workout else (),
                title=_title(words) if with_plan else None,
                rpe=rpe,
                commute=commute,
                model=model,
                bias=own.bias,
            )
            own.add(session.id, found.log_odds)
            load = session_load(profile, known, athlete, rpe, scale)
            scale.add(kind, load.comparable)
            yield session.id, {**_to_json(found, load, issues), "commute": commute}


def felt_effort(store: Store, session: StoredSession) -> float | None:
    """How hard a session felt, 1 to 10: by the athlete's word, else as exported or on the watch."""
    told = store.diary.efforts().get(session.id)
    return told or _recorded_effort(store.merges.told([session.id])[session.id]["export"], session)


def _done(
    store: Store,
    sessions: Sequence[StoredSession],
    earlier: Past,
    told_efforts: Mapping[str, float],
) -> Iterator[Done]:
    """All sessions as later ones look back on them."""
    by_id = {session.id: session for session in sessions}
    for name, start, sport, sub_sport, duration_s, known, rpe in store.profiles.done():
        profiled = known or _profile(store, by_id[name], None, earlier)[0].facts()
        felt = told_efforts.get(name, rpe)
        yield Done.of(start, duration_s, {**profiled, "family": family(sport, sub_sport)}, felt)


class _Own:
    """What the athlete's words about earlier sessions make of the probability of later ones."""

    def __init__(self, labels: Mapping[str, Label]) -> None:
        self._labels = labels
        self._corrections: list[Correction] = []
        self.bias = 0.0

    def add(self, session_id: str, log_odds: float | None) -> None:
        """The next session in order of time, with what the model says of it by itself."""
        label = self._labels.get(session_id)
        if label and log_odds is not None and label.session_class in {"easy", "key"}:
            self._corrections.append(Correction(log_odds, label.session_class == "key"))
            self.bias = own_bias(self._corrections)


def _trip(session: StoredSession) -> commutes.Trip:
    """A session as far as commutes go; indoors positions are where nobody was."""
    indoors = is_indoor(session.sub_sport)
    return commutes.Trip(
        id=session.id,
        start=session.local_start,
        minutes=session.duration_s / 60,
        family=family(session.sport, session.sub_sport),
        start_place=None if indoors else session.start_place,
        end_place=None if indoors else session.end_place,
        distance_m=session.distance_m,
    )


def _profile(
    store: Store, session: StoredSession, kept: Profile | None, earlier: Past
) -> tuple[Profile, list[Json] | None]:
    """The profile as kept, and the issues of the session where they have changed.

    Whether heart rate was the step rate shows only once enough is known of the athlete; where
    that is suspected the stream is looked at again.
    """
    suspected = any(one["code"] == SUSPECTED for one in session.details["issues"])
    if kept and not suspected:
        return kept, None
    recorded = joining.stream(store, session)
    stream = cadence_lock.confirmed(recorded, earlier, session.local_date)
    lengths = joining.laps_of(store, session, "lengths")
    profile = Profile.of(stream, session.as_recorded(), lengths)
    return profile, None if stream is recorded else [asdict(issue) for issue in stream.issues]


def past(store: Store, since: date = date.min, until: date = date.max) -> Past:
    """What the sessions of some local days say about thresholds."""
    return store.remembered(
        ("past", since, until),
        lambda: Past.of(Efforts.from_dict(digest) for digest in store.efforts(since, until)),
    )


def thresholds_on(store: Store, day: date) -> Thresholds:
    """The athlete's thresholds as known on a day."""
    return thresholds.estimate(
        past(store, day - EVIDENCE, day), day, facts.athlete(store), store.settings()
    )


def profile_and_thresholds(store: Store, session: StoredSession) -> tuple[Profile, Thresholds]:
    """A session's profile, and the thresholds of its day."""
    # A window of the whole history, which is laid out once for all sessions.
    earlier = past(store).window(session.local_date, session.local_date.toordinal())
    profile, _ = _profile(store, session, store.profiles.of([session.id]).get(session.id), earlier)
    known = thresholds.estimate(
        earlier, session.local_date, facts.athlete(store), store.settings(), profile.family
    )
    return profile, known


def _title(words: Json) -> str | None:
    title: str | None = words["name"] or (words["export"] or {}).get("title")
    return title


def _recorded_effort(export: Json | None, session: StoredSession) -> float | None:
    on_watch = session.details["device_values"].get("workout_rpe")
    return recorded_effort((export or {}).get("rpe"), on_watch)


def workout_of(content: Json | None) -> Workout | None:
    """A workout as the database holds it."""
    if content is None:
        return None
    return Workout(content["name"], tuple(WorkoutStep(**step) for step in content["steps"]))


def _to_json(found: Classification, load: Load, issues: list[Json] | None) -> Json:
    content: Json = {"classification": _flat(found), "load": _flat(load)}
    if threshold := load.threshold:
        content["load"]["threshold"] = {
            **_flat(threshold),
            "since": threshold.since and threshold.since.isoformat(),
        }
    if issues is not None:
        content["issues"] = issues
    return content


def _flat(record: Classification | Load | Estimate) -> Json:
    """The record's fields; `asdict` would copy each value ten times as slowly."""
    return {name: getattr(record, name) for name in record.__slots__}
