"""What the models make of the stored sessions: thresholds of the day, class, load, bricks.

A session is judged with what was known up to its own day: a better race in May never
rewrites the load of April. The result is kept, and only made again when an earlier
session arrives later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from adaptive import outings
from adaptive.library.labels import Label
from adaptive.library.recordings import Json, StoredSession
from adaptive.library.store import Store
from adaptive.week import SessionClass
from ingest.errors import InterruptedWorkError
from ingest.sports import Family, family
from models.athlete import Estimate
from models.bricks import Brick
from models.races import Part
from models.verdicts import Classification, Load

__all__ = ["Assessed", "assess", "assessed", "load_to_json"]

# So many sessions are stored in one transaction.
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Assessed:
    """A stored session with its class, load and brick.

    `classification` is the session's own; for a leg of a brick it is the class of the
    part, and `session_class` is "brick". `race` is what it was warm-up, cool-down or leg of, and
    `race_unsure` whether that was a race is uncertain. `label` is what the athlete said, which
    wins over all. `issues` are what was found and repaired in its samples.
    """

    stored: StoredSession
    classification: Classification
    load: Load
    device: str
    source: str
    issues: Sequence[Json] = ()
    brick: Brick | None = None
    race: Part | None = None
    race_unsure: bool = False
    label: Label | None = None

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
    def session_class(self) -> SessionClass:
        """The class that counts for the plan."""
        if self.label:
            return self.label.session_class
        if self.in_brick:
            return "brick"
        return "key" if self.race else self.classification.session_class

    @property
    def part_class(self) -> str:
        """Its own class, whatever it was part of."""
        if self.label and self.label.session_class != "brick":
            return self.label.session_class
        return self.classification.session_class

    @property
    def kind(self) -> str | None:
        """The kind within the class; a hard run that was ridden to keeps its own."""
        if self.brick and (
            self.brick.kind == "race" or (self.brick.kind == "access" and self.part_class == "easy")
        ):
            return self.brick.kind
        if self.race and not self.in_brick and not self.label:
            return "race"
        return self.classification.kind if self.part_class == self._found_class else None

    @property
    def uncertain(self) -> bool:
        """Whether the class may be another. A brick is hard whatever its parts are."""
        if self.label:
            return False
        if self.brick and self.in_brick:
            return self.brick.uncertain
        return self.race_unsure if self.race else self.classification.uncertain

    @property
    def confidence(self) -> float:
        """The chance that the class is right; of what neighbours make of it, as far as is told."""
        if self.label or self.in_brick or self.race:
            return 0.5 if self.uncertain else 1.0
        return self.classification.confidence

    @property
    def label_source(self) -> str:
        """Who gave it its class."""
        if self.label:
            return "athlete"
        return "rule" if self.in_brick or self.race else self.classification.label_source

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is classed so, in words."""
        own = self.classification.reasons
        own = tuple(part.reason for part in (self.brick, self.race) if part) + own
        if self.label is None:
            return own
        agreed = self.label.session_class in (self._found_class, "brick")
        before = own if agreed else (f"it looked {self._found_class}: {own[0]}", *own[1:])
        return (f"you said so on {self.label.told_on}", *before)

    @property
    def _found_class(self) -> str:
        return self.classification.session_class

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
            "confidence": self.confidence,
            "key_probability": self.classification.probability,
            "uncertain": self.uncertain,
            "question": None,
            "label_source": self.label_source,
            "class_version": self.classification.version,
            "reasons": list(self.reasons),
            "load_tss": round(self.load.tss, 1),
            "load_method": self.load.method,
            "avg_heart_rate_bpm": stored.details["avg_heart_rate_bpm"],
            "avg_power_w": stored.details["avg_power_w"],
            cadence: stored.details[cadence],
            "brick_id": self.brick_id,
            "part_class": self.part_class,
            "device": self.device,
            "source": self.source,
        }


def assessed(store: Store, until: date, since: date = date.min) -> list[Assessed]:
    """The sessions from one local day to another, each judged, in order of their start."""
    return list(
        store.remembered(("assessed", until, since), lambda: _assessed(store, until, since))
    )


def _assessed(store: Store, until: date, since: date) -> list[Assessed]:
    # What began on the day before may reach into the first.
    begin = since - timedelta(days=1) if since > date.min else since
    sessions, kept = _judged(store, until, begin)
    recorded_by, labels = store.recorded_by(), store.labels.all(until)
    at_work = store.merges.at_work(begin)
    read = {session.id: _from_json(kept[session.id]) for session in sessions}
    found = {
        name: outings.Found(own.kind, kept[name]["commute"], at_work[name])
        for name, (own, _) in read.items()
    }
    parts = outings.find(sessions, found, labels)
    pairs = parts.bricks
    unsure = {
        name
        for name, (own, _) in read.items()
        if (pairs[name].uncertain if name in pairs else own.uncertain)
    }
    return [
        Assessed(
            session,
            *read[session.id],
            *recorded_by[session.activity_id][:2],
            kept[session.id].get("issues") or session.details["issues"],
            brick=pairs.get(session.id),
            race=(race := parts.races.get(session.id)),
            race_unsure=race is not None and race.race_id in unsure,
            label=labels.get(session.id),
        )
        for session in sessions
        if session.local_date >= since
    ]


def _judged(store: Store, until: date, since: date) -> tuple[list[StoredSession], dict[str, Json]]:
    """Sessions with what was made of them; an import at work meanwhile may still be adding."""
    while True:
        assess(store)
        sessions, kept = store.sessions(until, since=since), store.assessments(since)
        if all(session.id in kept for session in sessions):
            return sessions, kept


def assess(store: Store, progress: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Judge the sessions that were not judged yet, or whose past has changed.

    Raises:
        InterruptedWorkError: by Ctrl-C, between two of them.
    """
    try:
        while pending := len(store.unassessed()):
            _assess(store, pending, progress)
    except KeyboardInterrupt:
        left = len(store.unassessed())
        raise InterruptedWorkError(
            f"interrupted; {left} sessions are still to be classed",
            hint="What was classed is kept; the next command goes on from there.",
        ) from None


def _assess(store: Store, pending: int, progress: Callable[[int, int], None]) -> None:
    """Judge those sessions; some are left where another process changed sessions meanwhile."""
    from adaptive.judging import judge

    state = store.state()
    judged = judge(store)
    progress(done := 0, pending)
    while some := dict(islice(judged, _BATCH)):
        if not store.save_assessments(some, state=state):
            return
        progress(done := done + len(some), pending)


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
        "factor": round(load.factor, 3),
        "coverage": round(load.coverage, 3),
        "quality": load.quality,
        "others": {method: round(tss, 1) for method, tss in load.others.items()},
        "silent": dict(load.silent),
    }


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
