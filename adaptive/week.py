"""The values a plan is made from and made of: sessions, phases, blocks.

Times are the athlete's local naive datetimes, days their local calendar days; both
turn to UTC only in `Plan.to_json`. Everything is frozen, and `PlanInputs` holds all
that a plan depends on, so that any plan can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal

from ingest.sports import Family
from models.verdicts import SessionClass

__all__ = [
    "Block",
    "BlockKind",
    "DoneBlock",
    "Dose",
    "Origin",
    "Overlay",
    "Phase",
    "PhaseEntry",
    "PhaseState",
    "Plan",
    "PlanDay",
    "PlanInputs",
    "SessionClass",
    "Settings",
    "Slot",
    "Unplaced",
    "WeekSession",
]

Origin = Literal["done", "calendar", "predicted"]
Phase = Literal["activation", "strengthening", "integration", "maintenance"]
Overlay = Literal["hold", "taper", "paused", "stop"]
BlockKind = Literal[
    "activation", "strengthening", "drills", "single_leg_pedalling", "transition", "stretch"
]
Slot = Literal["before", "warm_up", "during", "transition", "after", "standalone"]

SHORTEST_TRAINING_MIN = 10
"""What people record below this is no session that work could prepare or follow."""


@dataclass(frozen=True, slots=True)
class WeekSession:
    """A session as the planner sees it, recorded or coming.

    `sport` is the device's or calendar's word, `family` what placement depends on.
    Both legs of a brick have class "brick" and one `brick_id`. `probability` is that
    of a predicted session taking place; `race_priority` counts only for kind "race".
    """

    id: str | None
    start: datetime
    duration_min: float
    sport: str
    family: Family
    session_class: SessionClass
    kind: str | None
    origin: Origin
    uncertain: bool = False
    probability: float | None = None
    brick_id: str | None = None
    load_tss: float | None = None
    race_priority: Literal["A", "B", "C"] = "B"

    @property
    def end(self) -> datetime:
        """When it ends, pauses left out."""
        return self.start + timedelta(minutes=self.duration_min)

    @property
    def day(self) -> date:
        """The calendar day it starts on."""
        return self.start.date()

    @property
    def hard(self) -> bool:
        """Key or brick (long and race included), or not known to be easy."""
        return self.session_class in {"key", "brick"} or (
            self.uncertain and self.session_class != "other"
        )

    @property
    def easy(self) -> bool:
        """Known to be easy."""
        return self.session_class == "easy" and not self.uncertain

    @property
    def brief(self) -> bool:
        """Easy and too short to count as training: a way to the start, a device tried out."""
        return self.easy and self.duration_min < SHORTEST_TRAINING_MIN


@dataclass(frozen=True, slots=True)
class PhaseState:
    """Where the athlete is on one day.

    `day` counts from 1 within the phase, `week` from 1 within the programme.
    """

    phase: Phase
    since: date
    week: int
    day: int
    overlay: Overlay | None = None


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A recorded move: from `day` on the athlete is in `phase`."""

    day: date
    phase: Phase
    reason: Literal["start", "time", "override"]


@dataclass(frozen=True, slots=True)
class DoneBlock:
    """Psoas work of the past, logged or taken as done as planned.

    `pair` is "A" or "B" for strengthening.
    """

    kind: BlockKind
    start: datetime
    minutes: float
    pair: str | None = None

    @property
    def end(self) -> datetime:
        """When it ended."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the athlete chose about placement.

    `strength_days`: "easy" puts strengthening after easy sessions, "hard" also allows
    it hours after a key session. `rest_days`: "keep" never puts strengthening on a day
    without training. `stretch_days` is how many days a week should carry static
    stretches: none unless signs of tightness lead.
    """

    strength_days: Literal["easy", "hard"] = "easy"
    rest_days: Literal["use", "keep"] = "use"
    stretch_days: int = 0


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """Everything one week's plan depends on.

    `now` is None where the time of day does not matter (another day's plan) or is not
    known. `week_start` is a Monday; `phase` the state today, or on `week_start` for a
    coming week; `phase_by_day` the state on each day of the week. `sessions` reach from
    ten days before the week to at least three days after it. `done_blocks` are earlier
    psoas blocks, this week's included. `high_load_days` had a load above the 90th
    percentile of six weeks' training days, `tiring_days` one in the top quarter.
    `previous` holds last week's strengthening weekdays (Monday 0).
    `safety_answered`: whether the safety questions have been answered.
    """

    today: date
    week_start: date
    phase: PhaseState
    phase_by_day: Mapping[date, PhaseState]
    sessions: tuple[WeekSession, ...]
    rulebook_version: str
    now: datetime | None = None
    done_blocks: tuple[DoneBlock, ...] = ()
    settings: Settings = field(default_factory=Settings)
    sports: frozenset[Family] = frozenset({"run"})
    high_load_days: frozenset[date] = frozenset()
    tiring_days: frozenset[date] = frozenset()
    previous: frozenset[int] = frozenset()
    safety_answered: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.week_start + timedelta(days=n) for n in range(7))


@dataclass(frozen=True, slots=True)
class Dose:
    """One exercise as prescribed; None where a number has no meaning for it.

    `reps` are per side where `side` is not "both", breaths or holds included. `work_s`
    is the time of one effort, `distance_m` the length of one set.
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
        }


@dataclass(frozen=True, slots=True)
class Block:
    """One placed piece of psoas work.

    `session_index` points into the sessions of its day in `Plan.days`. `rules` are the
    ids of what decided the place; `why` says it in words. `pair` is "A" or "B" for
    strengthening.
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

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something the phase wants that the week has no place for."""

    kind: BlockKind
    why: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One day's sessions by start; on a past day only those that were done."""

    day: date
    sessions: tuple[WeekSession, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One week, Monday to Sunday, with every block and every reason.

    `psoas_minutes` counts activation and strengthening, planned and done. `cost` is
    the penalty of the preferences, lower is better. `assumptions` are what was taken for
    granted because nobody has said otherwise. `asked` are the questions about classes, by
    session id; `questions` holds all. `zone` is where its local times hold.
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
            }

        return {
            "week": self.week,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "phase": self.phase.phase,
            "days": [
                {
                    "date": day.day.isoformat(),
                    "sessions": [session_json(session) for session in day.sessions],
                    "blocks": [block_json(block) for block in self.blocks_on(day.day)],
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
        }
