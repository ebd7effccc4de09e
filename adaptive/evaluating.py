"""How well sessions are classed, measured on sessions whose class somebody has told.

Recordings are imported into a library that is thrown away and judged there as anyone's own would
be: each by its athlete's past alone. Nobody looks at what the watch was told to do and what a
session is called, unless that is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from importlib.metadata import version
from math import nan
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from adaptive import assessing, judging
from adaptive.assessing import Assessed
from adaptive.evaluation_report import Evaluation, Judged, Seen
from adaptive.importing import import_recordings
from adaptive.jobs import Workers
from adaptive.label_file import LabelledFile
from adaptive.library.copying import copied
from adaptive.library.recordings import judged_anew
from adaptive.library.store import Store
from ingest import pipeline
from ingest.errors import InterruptedWorkError, KneedriveError
from models.classify import classify
from models.evaluation import Scored
from models.learning.model import ClassModel
from models.verdicts import Classification, SessionClass

if TYPE_CHECKING:
    from models.learning.examples import Example

__all__ = ["of_files", "of_library", "of_squad"]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

# When one session holds several (a multisport recording), the strongest of its classes counts.
_STRENGTH: dict[str, int] = {"other": 0, "easy": 1, "key": 2, "brick": 3}


class Told(NamedTuple):
    """A session or a file whose class is known, with the ids of the sessions that it holds."""

    name: str
    session_class: SessionClass
    kind: str | None
    sessions: Collection[str]


# -- files with labels -----------------------------------------------------------------


def of_files(
    labels: Sequence[LabelledFile],
    today: date,
    *,
    library: Store | None = None,
    with_plan: bool = False,
    workers: Workers | None = None,
    progress: Progress = lambda _what, _done, _total: None,
) -> Evaluation:
    """Judge labelled files, each athlete's by itself, with all that lies beside them as the past.

    Args:
        labels: the files with their classes.
        today: the day of the import.
        library: where files that were not found are looked for by their names.
        with_plan: let workouts, names and titles be looked at.
        workers: processes that read.
        progress: told how far it is.

    Raises:
        InterruptedWorkError: by Ctrl-C.
    """
    judged: list[Judged] = []
    unread: dict[str, str] = {}
    for athlete, own, files in _athletes(labels):
        with (
            TemporaryDirectory(prefix="kneedrive-evaluate-") as folder,
            Store.open(Path(folder), create=True) as store,
        ):
            report = import_recordings(
                store, files, today, workers=workers, progress=partial(progress, athlete)
            )
            if report.interrupted:
                raise InterruptedWorkError("interrupted; nothing was changed")
            became = store.imports.latest(version("kneedrive"))
            recordings = {
                one.file: became.get(pipeline.readable(one.path)) for one in own if one.path
            }
            read = {name: one.sha256 if one else None for name, one in recordings.items()}
            told = _told(store, own, read)
            for name in recordings.keys() - {one.name for one in told}:
                made = recordings[name]
                reason = made.reason if made else "an archive: unpack it, and name the file in it"
                unread[name] = reason or "it holds no session"
            _judge(store, with_plan=with_plan)
            judged += _judged(store, told, athlete)
    if library and (lost := [label for label in labels if label.path is None]):
        sources = {PurePath(by[1]).name: name for name, by in library.recorded_by().items()}
        names = {one.file: sources.get(PurePath(one.file).name) for one in lost}
        told = _told(library, lost, names)
        with copied(library) as copy:
            _judge(copy, with_plan=with_plan)
            judged += _judged(copy, told, "this library")
    found = {one.row.session for one in judged}
    return Evaluation(
        "files",
        judged,
        with_plan,
        [
            (label.file, unread.get(label.file, "there is no such file"))
            for label in labels
            if label.file not in found
        ],
        [(one.session_class, one.second_class) for one in labels if one.second_class],
    )


def _athletes(
    labels: Sequence[LabelledFile],
) -> Iterator[tuple[str, list[LabelledFile], list[Path]]]:
    """The labels of one athlete after the other, with the files that are that athlete's past.

    Where files of several athletes share a folder, what is not labelled is nobody's.
    """
    athletes: dict[str, list[LabelledFile]] = defaultdict(list)
    owners: dict[Path, set[str]] = defaultdict(set)
    for label in labels:
        if label.path:
            folder = label.path.parent
            athletes[label.athlete or str(folder)].append(label)
            owners[folder].add(label.athlete or str(folder))
    for athlete, own in athletes.items():
        files = {label.path for label in own if label.path}
        for folder in {file.parent for file in files}:
            if owners[folder] == {athlete}:
                files |= {file for file in folder.iterdir() if _may_be_recording(file)}
        yield athlete, own, sorted(files)


def _may_be_recording(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")


def _told(
    store: Store, labels: Sequence[LabelledFile], recordings: Mapping[str, str | None]
) -> list[Told]:
    """The sessions of labelled files in a library, whose recordings' ids are given by file.

    Files that hold none there are left out.
    """
    leaders = store.merges.leaders()
    sessions: dict[str | None, set[str]] = defaultdict(set)
    for session in store.recorded_sessions():
        sessions[session.activity_id].add(leaders.get(session.id, (session.id,))[0])
    return [
        Told(label.file, label.session_class, label.kind, sessions[recordings[label.file]])
        for label in labels
        if recordings.get(label.file) in sessions
    ]


# -- the athlete's own library -----------------------------------------------------------


def of_library(store: Store, today: date, *, with_plan: bool = False) -> Evaluation:
    """Judge the sessions whose class the athlete told, as if it had not been told.

    Raises:
        KneedriveError: none was told.
    """
    labels = store.labels.all(today)
    found = {one.stored.id: one.classification for one in assessing.assessed(store, today)}
    told = [
        Told(name, label.session_class, None, (name,))
        for name, label in labels.items()
        if name in found
    ]
    if not told:
        raise KneedriveError(
            "you have not told of any session what it was, so there is nothing to compare with",
            hint="kneedrive label SESSION easy (or key) tells one; kneedrive sessions --uncertain "
            "lists those worth it. Of files: kneedrive evaluate --labels FILE.csv; of simulated "
            "athletes: kneedrive evaluate --squad 20",
        )
    with copied(store) as copy:
        _judge(copy, with_plan=with_plan)
        judged = list(_judged(copy, told, "you"))
        _judge(copy, with_plan=False)
        planned = [
            (found[one.stored.id].session_class, one.classification.session_class)
            for one in assessing.assessed(copy, today)
            if found[one.stored.id].label_source == "plan"
        ]
    return Evaluation("library", judged, with_plan, planned=planned)


def _judge(store: Store, *, with_plan: bool) -> None:
    """Judge all sessions of a library that is thrown away, and keep the answers there."""
    with store.transaction() as db:
        judged_anew(db)
    found = dict(judging.judge(store, with_plan=with_plan))
    store.save_assessments(found, state=store.state())


def _judged(store: Store, told: Sequence[Told], athlete: str) -> Iterator[Judged]:
    """The sessions or files whose class was told, each with the one that is found."""
    known = {one.stored.id: replace(one, label=None) for one in assessing.assessed(store, date.max)}
    first = min((one.stored.start for one in known.values()), default=None)
    for one in told:
        parts = [known[name] for name in one.sessions if name in known]
        if not parts or first is None:
            continue
        part = max(parts, key=lambda part: _rank(part, _answer(part, one)))
        row = _row(part, one, athlete, first)
        seen = None if row.right else Seen.of(*judging.profile_and_thresholds(store, part.stored))
        yield Judged(row, seen)


def _answer(part: Assessed, told: Told) -> Assessed | Classification:
    """What the truth is held against; a leg of a brick has its own class unless it is to be one."""
    return part.classification if part.in_brick and told.session_class != "brick" else part


def _rank(part: Assessed, answer: Assessed | Classification) -> tuple[int, bool, datetime]:
    """The session of a recording that its class is taken from: the hardest, or the unsure."""
    return _STRENGTH[answer.session_class], answer.uncertain, part.stored.start


def _row(part: Assessed, told: Told, athlete: str, first: datetime) -> Scored:
    """A session with its class as it counts for the plan."""
    found, answer = part.classification, _answer(part, told)
    return Scored(
        athlete=athlete,
        session=told.name,
        start=part.stored.start,
        tier=found.tier,
        truth=told.session_class,
        predicted=answer.session_class,
        # Of what its neighbours make of a session no probability is told.
        probability=_probability(found) if answer.session_class == found.session_class else nan,
        uncertain=answer.uncertain,
        truth_kind=told.kind,
        predicted_kind=answer.kind,
        cascade=_cascade(found, answer.session_class),
        intensity_factor=part.load.intensity_factor or nan,
        reasons=answer.reasons,
        history_days=(part.stored.start - first) / timedelta(days=1),
    )


def _cascade(found: Classification, counts_as: SessionClass) -> SessionClass:
    """What the rules say by themselves; what its sport or its neighbours make of it stays."""
    if counts_as == "other" or counts_as != found.session_class:
        return counts_as
    return "key" if found.margin_sd > 0 else "easy"


def _probability(found: Classification) -> float:
    """P(key); NaN where it is not known."""
    return nan if found.probability is None else found.probability


# -- simulated athletes ----------------------------------------------------------------


def of_squad(
    athletes: int, seed: int, *, progress: Progress = lambda _what, _done, _total: None
) -> Evaluation:
    """Judge simulated athletes, whose sessions have a known intention and hidden thresholds.

    Those with power or pace and heart rate are also looked at as if one had been left at home.
    """
    from models.learning.examples import examples
    from models.simulation.squad import draw_squad

    judged = []
    for number, athlete in enumerate(draw_squad(seed, athletes)):
        progress("athletes", number, athletes)
        first = athlete.sessions[0].start
        for one in examples(athlete):
            row = _simulated(one, first)
            judged.append(Judged(row, None if row.right else Seen.of(one.profile, one.thresholds)))
    return Evaluation("squad", judged, with_plan=False)


def _simulated(one: Example, first: datetime) -> Scored:
    found = classify(
        one.profile,
        one.session.session,
        thresholds=one.thresholds,
        history=one.history,
        model=ClassModel.shipped(),
        examined=one.examined,
    )
    return Scored(
        athlete=one.athlete,
        session=f"{one.session.start:%Y-%m-%d %H:%M} {one.session.case} {one.tier}",
        start=one.session.start,
        tier=found.tier,
        truth=one.session.session_class,
        predicted=found.session_class,
        probability=_probability(found),
        uncertain=found.uncertain,
        truth_kind=one.session.kind,
        predicted_kind=found.kind,
        cascade=_cascade(found, found.session_class),
        intensity_factor=one.examined.case.seen.intensity_factor,
        reasons=found.reasons,
        case=one.session.case,
        history_days=(one.session.start - first) / timedelta(days=1),
    )
