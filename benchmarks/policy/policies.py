"""Who says what is done on a day: two calendars, the machine with the planner, and one who knows.

The adaptive policies are the product itself: `adaptive.shifting` goes through every evening, and
the planner makes the week on Mondays, and anew after a shift, an illness and a skip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Protocol

from adaptive import diary, rhythm
from adaptive.agenda import usual
from adaptive.condition import Known
from adaptive.planner import plan
from adaptive.planning.gathering import Gathered
from adaptive.planning.inputs import week
from adaptive.plans import Plan
from adaptive.programme.rulebook import standard
from adaptive.shifting import advance
from adaptive.shifts import CadenceReader, Shift
from adaptive.week import Availability, DoneBlock, Intended, Phase, PhaseEntry, PlanInputs, Settings
from benchmarks.policy.athletes import BEGIN, Athlete
from benchmarks.policy.body import Body
from benchmarks.policy.observing import Diary

__all__ = ["Adaptive", "Calendar", "Made", "Oracle", "Policy", "avoiding", "fair", "mon_thu"]

ACTIVATION_DAYS = 14
INTEGRATION_DAY = 56
ACTIVATION_MIN, STRENGTHENING_MIN = 10.0, 15.0
EVENING = time(20)
TRUE_ENOUGH = 0.6
"""Below this chance of a good check a promotion is premature; one who knows promotes at it."""

MONDAY, THURSDAY = 0, 3
_LOADING = ("activation", "strengthening")


@dataclass(frozen=True, slots=True)
class Made:
    """A plan and what it was made from; `moved` counts what stood elsewhere in the plan before."""

    inputs: PlanInputs
    plan: Plan
    moved: int


class Policy(Protocol):
    """What a trial asks of each policy."""

    shifts: list[Shift]
    made: list[Made]

    def work(self, day: int) -> Sequence[DoneBlock]:
        """The psoas work of a day, asked in its morning."""
        ...

    def evening(self, day: int, told: Diary, body: Body) -> None:
        """The day is over, and logged."""
        ...

    def phase(self, day: int) -> Phase:
        """Where the athlete is."""
        ...


Weekdays = Callable[[Athlete, int], Sequence[int]]
"""The weekdays (0 Monday) of strengthening in the week that begins on a day of the programme."""


def mon_thu(athlete: Athlete, monday: int) -> Sequence[int]:
    """As the article's example."""
    del athlete, monday
    return MONDAY, THURSDAY


def fair(athlete: Athlete, monday: int) -> Sequence[int]:
    """The two days of the base week that are furthest from its hard ones, chosen once."""
    del monday

    def cost(days: tuple[int, int]) -> tuple[int, int]:
        hard = sum(athlete.is_hard(day) for day in days)
        eve = sum(athlete.is_hard((day + 1) % 7) for day in days)
        return 2 * hard + eve, abs(days[1] - days[0] - 3)

    apart = [pair for pair in combinations(range(7), 2) if 2 <= pair[1] - pair[0] <= 5]
    return min(apart, key=cost)


def avoiding(athlete: Athlete, monday: int) -> Sequence[int]:
    """Monday and Thursday, or the next day without a hard session, two days apart."""

    def hard(weekday: int) -> bool:
        return any(one.hard for one in athlete.trainings[monday + weekday])

    chosen: list[int] = []
    for wanted in (MONDAY, THURSDAY):
        free = (
            day
            for day in range(wanted, 7)
            if not hard(day) and all(day - one > 1 for one in chosen)
        )
        chosen += list(free)[:1]
    return chosen


@dataclass
class Calendar:
    """The article by the calendar: two weeks, six weeks, and on; whatever the athlete feels."""

    athlete: Athlete
    weekdays: Weekdays
    shifts: list[Shift] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)

    def phase(self, day: int) -> Phase:
        """By time alone."""
        if day < ACTIVATION_DAYS:
            return "activation"
        return "strengthening" if day < INTEGRATION_DAY else "integration"

    def work(self, day: int) -> Sequence[DoneBlock]:
        """Activation daily, then before strengthening in the evening of its two days."""
        at = datetime.combine(BEGIN + timedelta(days=day), EVENING)
        activation = DoneBlock("activation", at, ACTIVATION_MIN)
        if self.phase(day) == "activation":
            return (activation,)
        if day % 7 not in self.weekdays(self.athlete, day - day % 7):
            return ()
        after = at + timedelta(minutes=ACTIVATION_MIN)
        return activation, DoneBlock("strengthening", after, STRENGTHENING_MIN)

    def evening(self, day: int, told: Diary, body: Body) -> None:
        """Nothing is learnt."""
        del told, body
        if day == ACTIVATION_DAYS - 1:
            begins = BEGIN + timedelta(days=ACTIVATION_DAYS)
            move = Shift(begins, "move", "activation", "strengthening", "time", "calendar", "Time.")
            self.shifts.append(move)


@dataclass
class Adaptive:
    """The product: phase machine and planner, with the recordings' cadence or without."""

    athlete: Athlete
    reader: CadenceReader | None = None
    shifts: list[Shift] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    entries: list[PhaseEntry] = field(
        default_factory=lambda: [PhaseEntry(BEGIN, "activation", "start")]
    )
    told: Diary | None = None
    _planned: list[DoneBlock] = field(default_factory=list)
    _stale: bool = True

    def phase(self, day: int) -> Phase:
        """By the last move up to the day."""
        on = BEGIN + timedelta(days=day)
        return next(one.phase for one in reversed(self.entries) if one.day <= on)

    def work(self, day: int) -> Sequence[DoneBlock]:
        """What the plan says, which is made anew where something happened."""
        today = BEGIN + timedelta(days=day)
        if self._stale or day % 7 == 0:
            self._replan(day, today)
        return tuple(block for block in self._planned if block.start.date() == today)

    def evening(self, day: int, told: Diary, body: Body) -> None:
        """The machine looks at the day; what it decides changes the plan of the next one."""
        del body
        self.told = told
        today = BEGIN + timedelta(days=day)
        new = self._decide(today)
        self.shifts += new
        self.entries += [one.entry for one in new if one.kind == "move"]
        kinds = {entry.kind for entry in told.entries if entry.on_day == today}
        self._stale = bool(new) or bool(kinds & {"skip", "ill", "well", "answer"})

    def known(self, today: date) -> Known:
        """All that the machine may know on a day."""
        return Known(
            today=today,
            entries=tuple(self.entries),
            diary=tuple(self._diary),
            done=self._done(today + timedelta(days=1)),
            sessions=tuple(self.athlete.done(-14, (today - BEGIN).days)),
            trained=frozenset(
                BEGIN + timedelta(days=n)
                for n in range((today - BEGIN).days + 1)
                if self.athlete.trainings[n]
            ),
            safety=(),
            safety_told=BEGIN,
            birth_year=1985,
            shifts=tuple(self.shifts),
        )

    @property
    def _diary(self) -> Sequence[diary.DiaryEntry]:
        return self.told.entries if self.told else ()

    def _decide(self, today: date) -> Sequence[Shift]:
        return advance(self.known(today), today, self.reader)

    def _done(self, before: date) -> tuple[DoneBlock, ...]:
        planned = [block for block in self._planned if block.start.date() < before]
        return diary.done_blocks(planned, self._diary)

    def _replan(self, day: int, today: date) -> None:
        gathered = self._gathered(day, today)
        monday = today - timedelta(days=today.weekday())
        before = self.made[-1].plan if self.made and today.weekday() else None
        blocks = before.blocks if before else ()
        intended = tuple(Intended(block.kind, block.start, block.slot) for block in blocks)
        inputs = week(gathered, monday, intended).inputs
        new = plan(inputs, standard())
        self.made.append(Made(inputs, new, _moved(before, new, today) if before else 0))
        past = [block for block in self._planned if block.start.date() < today]
        self._planned = past + [
            DoneBlock(b.kind, b.start, b.minutes, b.pair) for b in new.blocks if b.day >= today
        ]

    def _gathered(self, day: int, today: date) -> Gathered:
        athlete, known = self.athlete, self.known(today - timedelta(days=1))
        sunday = day - day % 7 + 6
        return Gathered(
            today=today,
            now=None,
            known=(),
            done=tuple(athlete.done(day - 60, day - 1)),
            trained=frozenset(known.trained),
            entries=tuple(self.entries),
            diary=tuple(self._diary),
            earlier=self._done(today),
            calendar=tuple(athlete.calendar(day - 14, sunday, sunday + 21)),
            usual=usual.learn((), today),
            zone=UTC,
            availability=Availability(),
            days_off={},
            pins=(),
            settings=Settings(),
            equipment=None,
            avoid=frozenset(),
            sports=None,
            safety=(),
            safety_told=BEGIN,
            birth_year=1985,
            ramp_red=frozenset(),
            habits=rhythm.learn((), today),
            levels={},
            shifts=tuple(self.shifts),
        ).learnt()


def _moved(before: Plan, new: Plan, today: date) -> int:
    """Blocks of the days ahead that no longer stand on their day."""

    def ahead(one: Plan) -> set[tuple[str, date]]:
        return {(b.kind, b.day) for b in one.blocks if b.kind in _LOADING and b.day > today}

    return len(ahead(before) - ahead(new))


@dataclass
class Oracle(Adaptive):
    """Knows the body: promotes on the first day that is true, holds while overload lasts."""

    def evening(self, day: int, told: Diary, body: Body) -> None:
        """Judge by the truth."""
        self._body = body
        super().evening(day, told, body)

    @property
    def _diary(self) -> Sequence[diary.DiaryEntry]:
        """Checks and scores are not looked at."""
        return [one for one in super()._diary if one.kind not in {"check", "symptom", "answer"}]

    def _decide(self, today: date) -> Sequence[Shift]:
        day, phase = (today - BEGIN).days, self.phase((today - BEGIN).days)
        overload = self.athlete.overload
        if overload and day == overload.start:
            until = BEGIN + timedelta(days=overload.stop)
            return [
                Shift(today, "hold", phase, phase, "setback", "truth", "Overloaded.", until=until)
            ]
        spent = (today - self.entries[-1].day).days
        following: dict[Phase, tuple[Phase, int]] = {
            "activation": ("strengthening", ACTIVATION_DAYS - 1),
            "strengthening": ("integration", 42),
            "integration": ("maintenance", 28),
        }
        step = following.get(phase)
        if step and spent >= step[1] and self._body.ready >= TRUE_ENOUGH and day not in overload:
            return [Shift(today, "move", phase, step[0], "ready", "truth", "Ready.")]
        return ()
