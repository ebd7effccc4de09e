"""What was logged means something at once: a sentence about it, whom to see, what holds today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adaptive import facts
from adaptive.condition import Known
from adaptive.diary import DiaryEntry
from adaptive.library.store import Store
from adaptive.telling.meaning import meaning
from adaptive.week import PhaseEntry, WeekSession

__all__ = ["Follows", "follows", "known", "meanings"]


@dataclass(frozen=True, slots=True)
class Follows:
    """What the diary means for the athlete now.

    `advice` says whom to see and comes before all else, `today` what holds or lightens the work
    of the day (None: nothing), `decided` why the phase moved or holds.
    """

    advice: tuple[str, ...]
    today: str | None
    decided: tuple[str, ...]


def follows(store: Store, today: date, now: datetime | None) -> Follows:
    """What follows from all that was logged; the phase is decided anew: a check counts at once."""
    from adaptive import planning
    from adaptive.condition import standing
    from adaptive.condition.stops import advice

    decided = planning.decide(store, today, now)
    of = decided.told() if decided else known(store, today)
    found = standing(of, of.today, of.today).conditions.get(of.today)
    return Follows(
        advice=advice(of),
        today=found.reason if found else None,
        decided=tuple(one.why for one in decided.fresh) if decided else (),
    )


def known(store: Store, today: date) -> Known:
    """What the diary and the safety answers say of today, before there is a plan."""
    born = store.fact("birth_year")
    return Known(
        today=today,
        entries=(PhaseEntry(today, "activation", "start"),),
        diary=store.diary.entries(as_of=today),
        safety=facts.safety(store),
        safety_told=store.fact_told("safety"),
        birth_year=int(born) if isinstance(born, int | float) else None,
    )


def meanings(store: Store, entries: Sequence[DiaryEntry], today: date) -> tuple[str, ...]:
    """What each entry, kept by now, means; empty where the plan of the day says it all."""
    diary = store.diary.entries(as_of=today)
    return tuple(
        _effort(store, entry, today)
        if entry.kind == "effort"
        else meaning(entry, diary, _trained(store, entry))
        for entry in entries
    )


def _effort(store: Store, entry: DiaryEntry, today: date) -> str:
    """The load that the session now has."""
    from adaptive import service

    (after,) = service.find_sessions(store, entry.content["session"], today)
    return f"load {after.load.tss:.0f} by {after.load.method.replace('_', ' ')}"


def _trained(store: Store, entry: DiaryEntry) -> list[WeekSession]:
    """What was trained on the day of a check and the one before, which may reach into it."""
    if entry.kind not in {"check", "knee_lift"} or not entry.at:
        return []
    from adaptive.assessing import assessed
    from adaptive.planning.gathering import week_session

    lately = assessed(store, entry.on_day, entry.on_day - timedelta(days=1))
    return [week_session(one) for one in lately]
