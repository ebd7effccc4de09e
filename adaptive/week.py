"""The values a plan is made from: sessions, phases, what was done, what the athlete told.

Times are the athlete's local naive datetimes, days their local calendar days.
Everything is frozen, and `PlanInputs` holds all
that a plan depends on, so that any plan can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from ingest.sports import Family
from models.verdicts import SessionClass

__all__ = [
    "Availability",
    "BlockKind",
    "Condition",
    "DayOff",
    "DoneBlock",
    "DoneExercise",
    "Intended",
    "Origin",
    "Overlay",
    "Phase",
    "PhaseEntry",
    "PhaseState",
    "Pin",
    "PlanInputs",
    "Reason",
    "SessionClass",
    "Settings",
    "Slot",
    "WeekSession",
    "monday_of",
    "week_name",
]

Origin = Literal["done", "calendar", "predicted"]
Phase = Literal["activation", "strengthening", "integration", "maintenance"]
Overlay = Literal["hold", "taper", "paused", "stop"]
BlockKind = Literal[
    "activation", "strengthening", "drills", "single_leg_pedalling", "transition", "stretch"
]
Slot = Literal["before", "warm_up", "during", "transition", "after", "standalone"]
Priority = Literal["A", "B", "C"]
Emphasis = Literal["tightness", "weakness"]
Reason = Literal[
    "start",
    "ready",
    "on_cadence",
    "setback",
    "cadence_drop",
    "boost",
    "layoff",
    "cleared",
    "override",
    "undo",
    "time",
]
"""Why a phase began: at the start, on knee lift or cadence forward or back, for the athlete's own
goal, after a gap or a stop, by the athlete's word; by time alone in libraries of long ago."""

EVERY_KIND: frozenset[BlockKind] = frozenset(
    {"activation", "strengthening", "drills", "single_leg_pedalling", "transition", "stretch"}
)

SHORTEST_TRAINING_MIN = 10
"""What people record below this is no session that work could prepare or follow."""


@dataclass(frozen=True, slots=True)
class WeekSession:
    """A session as the planner sees it, recorded or coming.

    `sport` is the device's or calendar's word, `family` what placement depends on.
    Both legs of a brick have class "brick" and one `brick_id`. `probability` is that
    of a predicted session taking place; `race_priority` counts only for kind "race".
    `earliest` and `latest` bound the start where it is not sure: a habit has no minute, and
    many a calendar tells only the day. None: it starts at `start`. Rules count from the bound
    that is worse for them. `entry_id` is that of the calendar's entry it comes from.
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
    race_priority: Priority = "B"
    earliest: datetime | None = None
    latest: datetime | None = None
    entry_id: str | None = None
    title: str | None = None

    @property
    def first_start(self) -> datetime:
        """When it may start at the earliest."""
        return self.earliest or self.start

    @property
    def last_end(self) -> datetime:
        """When it may end at the latest, pauses left out."""
        return (self.latest or self.start) + timedelta(minutes=self.duration_min)

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

    def if_easy(self) -> WeekSession:
        """An uncertain session as it will be should it turn out to be easy."""
        return replace(self, session_class="easy", uncertain=False, brick_id=None)

    @property
    def possible(self) -> bool:
        """Foretold, but more likely not to happen: avoided as hard, and nothing hangs on it."""
        return self.origin == "predicted" and (self.probability or 1) < 0.5

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
    """A move: from `day` on the athlete is in `phase`.

    `days` is how long the phase lasts at least where that is not its own length: after a gap,
    and for the week of activation that refreshes control.
    """

    day: date
    phase: Phase
    reason: Reason
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What the athlete's state allows on one day, beyond what the phase wants.

    `allowed` are the kinds of work that may be placed at all. `sets_share` shortens
    strengthening (0.5: half of the sets), `level_drop` takes that many levels off every
    exercise, `strengthening_per_week` is the most there may be of it in the week (None: as the
    phase wants), `activation_minutes` shortens activation, `activation_per_week` is how often
    it is wanted where that is less than the phase asks, `may_step_up` false keeps every
    level where it is. `reason` says it as a clause ("you are ill since Tuesday"), `rule` names it
    ("illness"); both are empty where nothing is the matter.
    """

    overlay: Overlay | None = None
    rule: str = ""
    reason: str = ""
    allowed: frozenset[BlockKind] = EVERY_KIND
    sets_share: float = 1.0
    level_drop: int = 0
    strengthening_per_week: int | None = None
    activation_minutes: float | None = None
    activation_per_week: int | None = None
    may_step_up: bool = True


@dataclass(frozen=True, slots=True)
class DoneExercise:
    """One exercise of a logged block: repetitions a set, and whether the technique held."""

    id: str
    reps: int | None = None
    technique_ok: bool = True


@dataclass(frozen=True, slots=True)
class DoneBlock:
    """Psoas work of the past, logged or taken as done as planned.

    `pair` is "A" or "B" for strengthening. `logged` is false where nobody has said that it was
    done. `effort` is the felt effort 1 to 10, `exercises` how it went where it was told; None
    and empty mean as prescribed.
    """

    kind: BlockKind
    start: datetime
    minutes: float
    pair: str | None = None
    logged: bool = False
    effort: float | None = None
    exercises: tuple[DoneExercise, ...] = ()

    @property
    def end(self) -> datetime:
        """When it ended."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the athlete chose about placement.

    `strength_days`: "easy" puts strengthening after easy sessions, "hard" also allows
    it hours after a key session. `rest_days`: "keep" never puts strengthening on a day
    without training.
    """

    strength_days: Literal["easy", "hard"] = "easy"
    rest_days: Literal["use", "keep"] = "use"


Windows = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class Availability:
    """When work that hangs on no session may stand, by weekday (Monday 0).

    A weekday that is missing has the usual open hours; one with no windows has no time at all.
    """

    by_weekday: Mapping[int, Windows] = field(default_factory=dict)

    def on(self, day: date) -> Windows | None:
        """The windows of a day; None where nothing was told."""
        return self.by_weekday.get(day.weekday())


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day away from home, or one the athlete keeps free of psoas work (`blocked`).

    `equipment` is what is at hand there; None is the same as at home.
    """

    day: date
    blocked: bool = False
    equipment: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """A block that the athlete put on a day, and perhaps at a time; it stays there."""

    kind: BlockKind
    day: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Intended:
    """A block of the week's last plan: what replanning should move as little as possible."""

    kind: BlockKind
    start: datetime
    slot: Slot


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

    `conditions` say what the athlete's state allows on a day; a day that is missing allows
    everything. `levels` are the levels (0 to 4) of the exercises, 0 where missing.
    `equipment` is what the athlete has, None where it was not told and all of it is taken for
    granted; `avoid` what speaks against exercises. `pins` stay, `intended` is the last plan of
    this week. `emphasis` are the sides of the signs (tight, weak) that lead.
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
    conditions: Mapping[date, Condition] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    equipment: frozenset[str] | None = None
    avoid: frozenset[str] = frozenset()
    availability: Availability = field(default_factory=Availability)
    days_off: Mapping[date, DayOff] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    intended: tuple[Intended, ...] = ()
    emphasis: frozenset[Emphasis] = frozenset()

    def condition(self, day: date) -> Condition:
        """What the athlete's state allows on a day."""
        return self.conditions.get(day, Condition())

    def state(self, day: date) -> PhaseState:
        """The phase on a day of the week."""
        return self.phase_by_day.get(day, self.phase)

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.week_start + timedelta(days=n) for n in range(7))

    @property
    def open_days(self) -> list[date]:
        """The days on which something can still be placed."""
        return [day for day in self.days if day >= self.today]

    @property
    def earliest(self) -> datetime:
        """Before this nothing can be placed any more: now, or later where training ended later."""
        midnight = datetime.combine(self.today, time())
        done = (s.end for s in self.sessions if s.origin == "done" and s.day == self.today)
        return max([midnight, *([self.now] if self.now else []), *done])


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """The week of a day, such as 2026-W48."""
    return f"{day:%G-W%V}"
