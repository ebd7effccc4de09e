"""Decisions to sentences: why a block stands where it stands, and why something does not.

The planner hands over facts (sessions, hours, counts); the words are all here: of what is placed
(`placing`), of what is not (`missing`), and what else a plan says (`notes`). Rule ids never stand
in a sentence.
"""

from adaptive.explain.missing import (
    DAYS_PASSED,
    FOR_THIS_REASON,
    activation_has_no_room,
    as_good,
    few_drills,
    halted,
    no_pedalling,
    not_as_pinned,
    obstacle,
    pinning,
    runner_up,
    too_early,
    too_little_strengthening,
    worse,
)
from adaptive.explain.naming import agreeing, sentence, session_name
from adaptive.explain.notes import (
    class_question,
    eased,
    expectation,
    hard_days_policy,
    rest_days_used,
    taken_as_done,
    treated_as_hard,
)
from adaptive.explain.placing import (
    daily_activation,
    drills,
    if_easy,
    pedalling,
    pinned,
    preparing,
    strengthening,
    stretch,
    transition,
)

__all__ = [
    "DAYS_PASSED",
    "FOR_THIS_REASON",
    "activation_has_no_room",
    "agreeing",
    "as_good",
    "class_question",
    "daily_activation",
    "drills",
    "eased",
    "expectation",
    "few_drills",
    "halted",
    "hard_days_policy",
    "if_easy",
    "no_pedalling",
    "not_as_pinned",
    "obstacle",
    "pedalling",
    "pinned",
    "pinning",
    "preparing",
    "rest_days_used",
    "runner_up",
    "sentence",
    "session_name",
    "strengthening",
    "stretch",
    "taken_as_done",
    "too_early",
    "too_little_strengthening",
    "transition",
    "treated_as_hard",
    "worse",
]
