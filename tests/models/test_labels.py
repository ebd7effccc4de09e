"""The class of real runs, against what their workouts were called on the watch.

Twenty-nine runs of one athlete: a gate against regressions, no claim of accuracy. Each
run is classed with what was known on its day. The names of the workouts and their steps are
hidden from the classifier unless a test says otherwise.

Some labels tell of the plan and not of the run: the tempo of 25 May was run at an easy
pace from end to end, the easy 42 minutes of 10 July became 95.
"""

import csv
from dataclasses import replace
from datetime import timedelta

import pytest

from ingest import read_activity
from ingest.repair import clean
from ingest.sports import family
from ingest.stream import Stream
from models.athlete import Athlete
from models.classify import classify
from models.efforts import extract
from models.history import Done, Histories
from models.profile import Profile
from models.thresholds import estimate

TEMPO_RUN_EASY = "2026-05-25T2241_running_rundyn_intervals.fit"
UTC_OFFSET = timedelta(hours=8)


@pytest.fixture(scope="module")
def labels(corpus):
    with (corpus / "labels" / "sessions.csv").open(encoding="utf-8") as file:
        return {row["file"].split("/")[-1]: row["class"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def sessions(corpus):
    """Each session with its stream, and the thresholds and history of its day."""
    prepared, efforts, rows = [], [], []
    for path in sorted((corpus / "history" / "garmin-coros-multisport").iterdir()):
        activity = read_activity(path)
        (session,) = activity.sessions
        stream, sport = clean(activity, session), family(session.sport, session.sub_sport)
        day = (session.start + UTC_OFFSET).date()
        efforts.append(extract(stream, session, sport, activity.athlete_values, day=day))
        facts = {
            "thresholds": estimate(efforts, day, Athlete()),
            "history": Histories(rows).before(session.start, sport),
        }
        prepared.append((path.name, activity, session, stream, facts))
        rows.append(Done(session.start, sport, session.timer_s))
    return prepared


def classed(sessions, *, with_steps=False, with_names=False, without=()):
    """The class of each file."""
    found = {}
    for name, activity, session, stream, facts in sessions:
        kept = {key: column for key, column in stream.columns.items() if key not in without}
        left = Stream(stream.elapsed_s, stream.stretch, kept)
        found[name] = classify(
            Profile.of(left, session, activity.lengths),
            session,
            **facts,
            workout=shown(activity.workout, steps=with_steps, name=with_names),
            laps=activity.laps,
        )
    return found


def shown(workout, *, steps, name):
    """The workout, or what of it the classifier may see."""
    if workout is None or not (steps or name):
        return None
    return replace(
        workout, steps=workout.steps if steps else (), name=workout.name if name else None
    )


def scores(found, labels):
    """Accuracy, share of the keys found, and share of the runs whose class is certain."""
    right = [found[name].session_class == label for name, label in labels.items()]
    keys = [found[name].session_class == "key" for name, label in labels.items() if label == "key"]
    certain = [not found[name].uncertain for name in labels]
    return tuple(sum(hits) / len(hits) for hits in (right, keys, certain))


def missed(found, labels):
    """Keys that pass for certainly easy: where strengthening would be placed wrongly."""
    return [
        name
        for name, label in labels.items()
        if label == "key" and found[name].session_class == "easy" and not found[name].uncertain
    ]


def test_with_the_workouts_steps_every_key_run_is_found(sessions, labels):
    found = classed(sessions, with_steps=True)
    accuracy, key_recall, certain = scores(found, labels)
    assert accuracy >= 0.93
    assert key_recall == 1.0
    assert certain >= 0.80
    assert missed(found, labels) == []


def test_their_names_are_read_as_what_they_say(sessions, labels):
    """A name alone tells all keys; what is called easy and was long stays long."""
    found = classed(sessions, with_names=True)
    accuracy, key_recall, certain = scores(found, labels)
    assert accuracy >= 0.96
    assert key_recall == 1.0
    assert certain == 1.0


def test_from_the_stream_alone_only_the_tempo_that_was_not_run_is_missed(sessions, labels):
    found = classed(sessions)
    accuracy, key_recall, certain = scores(found, labels)
    assert accuracy >= 0.89
    assert key_recall >= 0.93
    assert certain >= 0.80
    assert missed(found, labels) == [TEMPO_RUN_EASY]


@pytest.mark.parametrize(
    "without",
    [("heart_rate_bpm",), ("speed_mps", "distance_m")],
    ids=["pace only", "heart rate only"],
)
def test_one_of_pace_and_heart_rate_is_enough(sessions, labels, without):
    found = classed(sessions, without=without)
    accuracy, key_recall, _ = scores(found, labels)
    assert accuracy >= 0.86
    assert key_recall >= 0.93
    assert missed(found, labels) == [TEMPO_RUN_EASY]


def test_about_a_quarter_of_the_other_runs_are_key(sessions, labels):
    found = classed(sessions)
    others = [
        found[name].session_class
        for name, _, session, _, _ in sessions
        if name not in labels and session.sport == "running"
    ]
    assert 0.10 <= others.count("key") / len(others) <= 0.40


def test_strength_and_rope_jumping_are_other_and_raise_no_question(sessions):
    found = classed(sessions)
    for name, _, session, _, _ in sessions:
        if session.sport not in {"running", "cycling", "swimming"}:
            assert (found[name].session_class, found[name].uncertain) == ("other", False)
