"""The end of an illness, and clearance after a stop: only what there is can end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from adaptive.condition import stops
from adaptive.condition.illness import illnesses
from adaptive.diary import DiaryEntry
from adaptive.library.store import Store
from adaptive.telling.following import known
from ingest.errors import KneedriveError, UsageError

__all__ = ["cleared", "well"]


def well(store: Store, day: date, today: date, at: time | None = None) -> DiaryEntry:
    """The entry about the first day without symptoms.

    Raises:
        KneedriveError: no illness is logged that could end, or it began later.
    """
    spells = illnesses(known(store, today))
    if spells and day < spells[-1].since:
        raise UsageError(
            f"you are ill since {spells[-1].since}, so {day} was no day of getting well",
            hint="Taken back by: kneedrive log undo",
        )
    if not spells or spells[-1].well:
        raise KneedriveError(
            "no illness is logged that could end", hint="When you were: kneedrive log ill"
        )
    return DiaryEntry("well", day, at, {}, today)


def cleared(store: Store, day: date, today: date, at: time | None = None) -> DiaryEntry:
    """The entry about a professional's clearance after a stop.

    Raises:
        KneedriveError: nothing stands against training that it could clear.
    """
    before, entry = known(store, today), DiaryEntry("cleared", day, at, {}, today)
    told = sorted((*before.diary, entry), key=lambda one: one.on_day)
    if stops.advice(replace(before, diary=told)) == stops.advice(before):
        raise KneedriveError(
            f"nothing stands against training that could be cleared by a word of {day}",
            hint="What you logged: kneedrive log; the safety answers: kneedrive me",
        )
    return entry
