"""What the athlete's answer about a changed cadence takes back.

A confirmed change asks first. Who meant it (a new cue, a longer stride), or knows something else
behind it (shoes, heat, a sensor, a comeback), needs neither a hold nor a step back: their own
baseline begins anew with the change.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from adaptive.diary import DiaryEntry
from adaptive.shifts import Shift

__all__ = ["CHOICES", "RULES", "answer", "cancelled", "question_id"]

CHOICES = ("intended", "something else", "don't know")
"""The answers; all but the last one explain the change."""

RULES = frozenset({"cadence_worse", "cadence_rise", "disagree"})
"""The rules by which a change of cadence holds or asks."""


def question_id(shift: Shift) -> str:
    """The id of the question that was asked with a hold or by itself."""
    return f"cadence:{shift.day}"


def answer(shift: Shift, diary: Iterable[DiaryEntry]) -> DiaryEntry | None:
    """The athlete's last answer about a change; None as long as there is none."""
    about = [
        entry
        for entry in diary
        if entry.kind == "answer" and entry.content["question"] == question_id(shift)
    ]
    return about[-1] if about else None


def cancelled(shift: Shift, diary: Iterable[DiaryEntry]) -> bool:
    """Whether a hold or a question no longer counts: undone, or of cadence and explained."""
    if shift.undone:
        return True
    if shift.rule not in RULES or shift.kind == "move":
        return False
    told = answer(shift, diary)
    return told is not None and told.content["choice"] in CHOICES[:-1]
