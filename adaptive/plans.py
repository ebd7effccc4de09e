"""The values a plan is made of: blocks with their doses, and every reason.

Times are the athlete's local naive datetimes; they turn to UTC only in `Plan.to_json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from adaptive.week import BlockKind, DoneBlock, PhaseState, Slot, WeekSession

__all__ = [
    "Alternative",
    "Block",
    "Dose",
    "FreeDay",
    "Plan",
    "PlanDay",
    "RunnerUp",
    "Unplaced",
]


@dataclass(frozen=True, slots=True)
class Dose:
    """One exercise as prescribed; None where a number has no meaning for it.

    `reps` are per side where `side` is not "both", breaths or holds included. `work_s`
    is the time of one effort, `distance_m` the length of one set. `note` says what differs from
    the exercise as it stands in the library: an easier form, a stand-in for missing equipment.
    """

    id: str
    name: str
    sets: int | None
    reps: int | None
    hold_s: float | None
    side: str
    load: str | None
    work_s: float | None = None
    distance_m: float | None = None
    level: int | None = None
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The exercise as `plan --json` shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "sets": self.sets,
            "reps": self.reps,
            "hold_s": self.hold_s,
            "side": self.side,
            "load": self.load,
            "work_s": self.work_s,
            "distance_m": self.distance_m,
            "level": self.level,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Alternative:
    """The other place of a block, for when what is uncertain turns out the other way."""

    slot: Slot
    start: datetime
    session_index: int | None
    when: str


@dataclass(frozen=True, slots=True)
class Block:
    """One placed piece of psoas work.

    `session_index` points into the sessions of its day in `Plan.days`. `rules` are the
    ids of what decided the place; `why` says it in words. `pair` is "A" or "B" for
    strengthening. `pinned` blocks stand where the athlete put them. `otherwise` is what to do
    instead should an uncertain session turn out the other way.
    """

    id: str
    kind: BlockKind
    slot: Slot
    day: date
    session_index: int | None
    start: datetime
    minutes: float
    exercises: tuple[Dose, ...]
    rules: tuple[str, ...]
    why: str
    pair: str | None = None
    pinned: bool = False
    otherwise: Alternative | None = None

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class FreeDay:
    """Why a day has no strengthening though the phase wants some."""

    day: date
    why: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Another legal week: where its strengthening would stand, and what it costs more."""

    starts: tuple[datetime, ...]
    extra_cost: float
    why: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something the phase wants that the week has no place for."""

    kind: BlockKind
    why: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One day's sessions by start; on a past day only those that were done.

    `done` is the psoas work of the day that is over, logged or taken as done.
    """

    day: date
    sessions: tuple[WeekSession, ...]
    done: tuple[DoneBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One week, Monday to Sunday, with every block and every reason.

    `psoas_minutes` counts activation and strengthening, planned and done. `cost` is
    the penalty of the preferences, lower is better. `assumptions` are what was taken for
    granted because nobody has said otherwise. `asked` are the questions about classes, by
    session id; `questions` holds all. `zone` is where its local times hold. `advice` comes
    before everything else: whom to see, when a sign ends the plan. `countdown` says how far the
    next phase is, and what of it is there; empty where there is none or it is not this week's.
    """

    week: str
    first: date
    last: date
    phase: PhaseState
    days: tuple[PlanDay, ...]
    blocks: tuple[Block, ...]
    psoas_minutes: float
    unplaced: tuple[Unplaced, ...]
    relaxed: tuple[str, ...]
    warnings: tuple[str, ...]
    questions: tuple[str, ...]
    cost: float
    assumptions: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC
    free_days: tuple[FreeDay, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    advice: tuple[str, ...] = ()
    countdown: str = ""

    def blocks_on(self, day: date) -> tuple[Block, ...]:
        """The blocks of one day, by start."""
        return tuple(block for block in self.blocks if block.day == day)

    def to_json(self) -> dict[str, Any]:
        """The plan as `plan --json` prints it, with instants in UTC."""

        def instant(local: datetime) -> str:
            return local.replace(tzinfo=self.zone).astimezone(UTC).isoformat()

        def session_json(session: WeekSession) -> dict[str, Any]:
            return {
                "id": session.id,
                "start": instant(session.start),
                "sport": session.sport,
                "class": session.session_class,
                "kind": session.kind,
                "duration_min": session.duration_min,
                "origin": session.origin,
                "uncertain": session.uncertain,
                "probability": session.probability,
                "brick_id": session.brick_id,
                "title": session.title,
                "entry_id": session.entry_id,
                "race_priority": session.race_priority if session.kind == "race" else None,
                "earliest": session.earliest and instant(session.earliest),
                "latest": session.latest and instant(session.latest),
            }

        def block_json(block: Block) -> dict[str, Any]:
            return {
                "id": block.id,
                "kind": block.kind,
                "slot": block.slot,
                "session": block.session_index,
                "start": instant(block.start),
                "minutes": block.minutes,
                "exercises": [dose.to_json() for dose in block.exercises],
                "rules": list(block.rules),
                "why": block.why,
                "pair": block.pair,
                "pinned": block.pinned,
                "otherwise": block.otherwise
                and {
                    "slot": block.otherwise.slot,
                    "start": instant(block.otherwise.start),
                    "session": block.otherwise.session_index,
                    "when": block.otherwise.when,
                },
            }

        return {
            "week": self.week,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "phase": self.phase.phase,
            "countdown": self.countdown or None,
            "days": [
                {
                    "date": day.day.isoformat(),
                    "sessions": [session_json(session) for session in day.sessions],
                    "blocks": [block_json(block) for block in self.blocks_on(day.day)],
                    "done": [
                        {
                            "kind": block.kind,
                            "start": instant(block.start),
                            "minutes": block.minutes,
                            "pair": block.pair,
                            "logged": block.logged,
                        }
                        for block in day.done
                    ],
                }
                for day in self.days
            ],
            "psoas_minutes": self.psoas_minutes,
            "unplaced": [
                {"kind": item.kind, "why": item.why, "rules": list(item.rules)}
                for item in self.unplaced
            ],
            "relaxed": list(self.relaxed),
            "warnings": list(self.warnings),
            "questions": list(self.questions),
            "assumptions": list(self.assumptions),
            "advice": list(self.advice),
            "free_days": [
                {"date": free.day.isoformat(), "why": free.why, "rules": list(free.rules)}
                for free in self.free_days
            ],
            "runners_up": [
                {
                    "starts": [instant(start) for start in other.starts],
                    "extra_cost": other.extra_cost,
                    "why": other.why,
                }
                for other in self.runners_up
            ],
        }
