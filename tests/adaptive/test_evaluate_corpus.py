"""The gate on real runs, through the command as people give it.

Twenty-nine runs of one athlete whose workouts on the watch say what they were to be. A gate against
regressions, no claim of accuracy: they are few, and of one person.
"""

import pytest
from conftest import call_quietly


@pytest.fixture(scope="module")
def measured(corpus, tmp_path_factory):
    """The answer without and with what the watch was told to do."""
    words = ("evaluate", "--labels", corpus / "labels" / "sessions.csv")
    words += ("--library", tmp_path_factory.mktemp("none"))
    return call_quietly(*words), call_quietly(*words, "--with-plan")


def test_from_the_recordings_alone_nearly_all_keys_are_found(measured):
    hidden, _ = measured
    assert (hidden["n"], hidden["unread"]) == (29, [])
    assert hidden["key_recall"] >= 0.92
    assert hidden["accuracy"] >= 0.85
    assert hidden["coverage"] >= 0.80


def test_with_the_steps_of_the_workouts_every_key_is_found(measured):
    _, shown = measured
    assert shown["with_plan"]
    assert shown["key_recall"] == 1.0
    assert shown["accuracy"] >= 0.93


def test_each_miss_is_explained_by_its_stream(measured):
    for found in measured:
        for miss in found["misses"]:
            assert miss["reasons"]
            assert miss["evidence"]["best_10_min"] > 0


def test_the_simpler_ways_are_worse(measured):
    hidden, _ = measured
    for name in ("majority", "intensity factor"):
        assert hidden["baselines"][name]["accuracy"] < hidden["accuracy"] - 0.1
