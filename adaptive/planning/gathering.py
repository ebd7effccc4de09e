"""What the library knows for a plan, read once: what was done, told, planned and is to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

import numpy as np

from adaptive import assessing, diary, facts, rhythm, shifting
from adaptive.agenda import coming as agenda
from adaptive.agenda import usual
from adaptive.agenda.entries import Entry, entries
from adaptive.agenda.home import home_zone
from adaptive.agenda.usual import Usual
from adaptive.assessing import Assessed
from adaptive.condition import Known as Told
from adaptive.condition import Standing, standing
from adaptive.condition.exercises import exercise_levels
from adaptive.diary import DiaryEntry
from adaptive.form import Reader
from adaptive.library.store import Store
from adaptive.programme.rulebook import standard
from adaptive.shifts import CadenceReader, Shift
from adaptive.week import (
    Availability,
    Condition,
    DayOff,
    DoneBlock,
    PhaseEntry,
    Pin,
    Settings,
    WeekSession,
    monday_of,
)
from ingest.errors import KneedriveError
from ingest.sports import Family
from models.fitness import RAMP_RED, DailySeries

__all__ = ["Gathered", "gather", "in_order", "programme"]

LOOKED_AT = timedelta(days=120)
"""What lies further back than all that planning remembers changes no plan."""

LOOKED_AHEAD = timedelta(days=14)
"""The days after a week that may decide in it: an A race tapers the fortnight before it."""


@dataclass(frozen=True)
class Gathered:
    """All that plans are made from, as of a day.

    `known` are the recorded sessions with all that is known of them, `done` the same as the
    planner sees them. `entries` start the programme or move it: what the athlete decided, and the
    moves among `shifts`. Of these the `fresh` ones are decided now and not kept yet. `earlier`
    is the psoas work of the past, and what is still planned before the week that is looked at.
    """

    today: date
    now: datetime | None
    known: tuple[Assessed, ...]
    done: tuple[WeekSession, ...]
    trained: frozenset[date]
    entries: tuple[PhaseEntry, ...]
    diary: tuple[DiaryEntry, ...]
    earlier: tuple[DoneBlock, ...]
    calendar: tuple[Entry, ...]
    usual: Usual
    zone: tzinfo
    availability: Availability
    days_off: dict[date, DayOff]
    pins: tuple[Pin, ...]
    settings: Settings
    equipment: frozenset[str] | None
    avoid: frozenset[str]
    sports: frozenset[Family] | None
    safety: tuple[str, ...] | None
    safety_told: date | None
    birth_year: int | None
    ramp_red: frozenset[date]
    habits: rhythm.Rhythm
    levels: Mapping[str, int]
    shifts: tuple[Shift, ...] = ()
    fresh: tuple[Shift, ...] = ()

    @property
    def moment(self) -> datetime:
        """Up to here the day is over: by the clock, or by what was recorded on it."""
        return _moment(self.today, self.now, self.done)

    @property
    def begin(self) -> date:
        """The first day of the programme."""
        return self.entries[0].day

    def told(self, coming: Iterable[WeekSession] = ()) -> Told:
        """What the athlete's state is read from; of what is coming the calendar's races count."""
        return Told(
            today=self.today,
            entries=self.entries,
            diary=self.diary,
            done=self.earlier,
            sessions=(*self.done, *(one for one in coming if one.origin == "calendar")),
            trained=self.trained,
            safety=self.safety,
            safety_told=self.safety_told,
            birth_year=self.birth_year,
            shifts=tuple(one for one in self.shifts if one.kind != "move" or not one.undone),
            equipment=self.equipment,
            avoid=self.avoid,
            ramp_red=self.ramp_red,
        )

    def standing(self, first: date, last: date, coming: Iterable[WeekSession] = ()) -> Standing:
        """The athlete's state on some days; of what is coming the calendar's races count."""
        return standing(self.told(coming), first, last)

    def decided(self, since: date, reader: CadenceReader) -> Gathered:
        """The same with what follows from the days since one for the phase."""
        coming = self.coming(self.today, self.today + LOOKED_AHEAD).sessions
        fresh = shifting.advance(self.told(coming), since, reader)
        if not fresh:
            return self
        shifts = (*self.shifts, *fresh)
        moves = (one.entry for one in fresh if one.kind == "move")
        entries = in_order((*self.entries, *moves))
        return replace(self, entries=entries, shifts=shifts, fresh=fresh).learnt()

    def foreseen(self, until: date) -> Gathered:
        """The same with the moves to come up to a week's Monday, each at its earliest.

        They hang on how the checks go, so this week's plan knows nothing of them.
        """
        races = self.coming(self.today, self.today + LOOKED_AHEAD).sessions
        moves = shifting.foreseen(self.told(races), until + timedelta(days=6))
        monday = monday_of(self.today) + timedelta(weeks=1)
        return replace(
            self,
            entries=(*self.entries, *(replace(one, day=max(one.day, monday)) for one in moves)),
        )

    def coming(self, first: date, last: date) -> agenda.Coming:
        """The sessions to come on some days: the calendar's, and what habit predicts."""
        return agenda.coming(
            self.calendar,
            self.habits.on,
            self.done,
            usual=self.usual,
            today=self.today,
            first=first,
            last=last,
            availability=self.availability,
        )

    def learnt(self) -> Gathered:
        """The same with the athlete's rhythm, days of illness and away left out, and levels."""
        state = self.standing(self.begin, self.today)
        earlier = tuple(block for block in self.earlier if self._credible(block, state))
        if earlier != self.earlier:
            return replace(self, earlier=earlier).learnt()
        return replace(
            self,
            habits=rhythm.learn(self.done, self.today, state.paused | self.days_off.keys()),
            levels=exercise_levels(self.told(), state, standard()),
        )

    def _credible(self, block: DoneBlock, state: Standing) -> bool:
        """Whether work was done that was planned before the athlete kept its day free, or paused.

        On the first day of a pause it may have been done before.
        """
        day = block.start.date()
        if block.logged:
            return True
        stood = state.states.get(day)
        if block.kind == "strengthening" and stood and stood.phase == "activation":
            return False  # it was planned for a step that did not come
        if day in self.days_off and self.days_off[day].blocked:
            return False
        paused = {day, day - timedelta(days=1)} <= state.paused
        return not paused or block.kind in state.conditions.get(day, Condition()).allowed

    def with_done(self, told: Iterable[WeekSession]) -> Gathered:
        """The same, were some of the recorded sessions as handed over."""
        by_id = {session.id: session for session in told}
        return replace(self, done=tuple(by_id.get(one.id, one) for one in self.done)).learnt()

    def with_earlier(self, blocks: Iterable[DoneBlock]) -> Gathered:
        """The same, after more psoas work that is planned."""
        return replace(self, earlier=(*self.earlier, *blocks))


def gather(
    store: Store, today: date, now: datetime | None, since: date, reader: Reader | None = None
) -> Gathered:
    """Read all that plans from `since` on need.

    Before the programme has begun it is taken to begin today. A `reader` of cadence that has
    looked at the library already spares another look.

    Raises:
        KneedriveError: neither a session nor a calendar is known up to this day.
    """
    lately = assessing.assessed(store, today, min(today, since) - LOOKED_AT)
    known = lately or assessing.assessed(store, today)
    calendar = entries(store.calendar, today)
    if not known and not calendar:
        raise KneedriveError(
            f"no session is known up to {today}",
            hint="Import recordings first: kneedrive import FOLDER "
            "(or the sessions to come: kneedrive calendar import FILE.ics)",
        )
    begun = programme(store, today)
    kept = store.shifts.all(today)
    moves = in_order(
        (*begun, *(one.entry for one in kept if one.kind == "move"))
        or [PhaseEntry(today, "activation", "start")]
    )
    recorded = (week_session(one) for one in known if one.family != "transition")
    done = agenda.with_priorities(recorded, calendar)
    told = tuple(store.diary.entries(as_of=today))
    born = store.fact("birth_year")
    gathered = Gathered(
        today=today,
        now=now,
        known=tuple(known),
        done=done,
        trained=store.training_days(moves[0].day, today),
        entries=moves,
        diary=told,
        earlier=_earlier(store, moves[0].day, today, now, told, done),
        calendar=tuple(calendar),
        usual=usual.learn(usual.past(known), today),
        zone=home_zone(store),
        availability=store.calendar.availability(today),
        days_off=store.calendar.days_off(today),
        pins=store.pins.of(today, date.max, today),
        settings=facts.settings(store),
        equipment=facts.equipment(store),
        avoid=facts.avoid(store),
        sports=facts.sports(store),
        safety=facts.safety(store),
        safety_told=store.fact_told("safety"),
        birth_year=int(born) if isinstance(born, int | float) else None,
        ramp_red=_ramp_red(done, today),
        habits=rhythm.learn((), today),
        levels={},
        shifts=tuple(kept),
    ).learnt()
    if not begun:
        return gathered
    undecided = store.shifts.decided_until(today) or moves[0].day
    return gathered.decided(undecided, reader or Reader(store, today))


def in_order(entries: Iterable[PhaseEntry]) -> tuple[PhaseEntry, ...]:
    """Moves by day; of one day the athlete's own words come last, as they were said."""
    return tuple(sorted(entries, key=lambda one: (one.day, one.reason in {"override", "undo"})))


def programme(store: Store, today: date) -> list[PhaseEntry]:
    """The entries up to a day. A programme starts once: a later start is none."""
    entries = sorted(
        (entry for entry in store.way.entries() if entry.day <= today), key=lambda entry: entry.day
    )
    return [entry for n, entry in enumerate(entries) if n == 0 or entry.reason != "start"]


def week_session(one: Assessed) -> WeekSession:
    """A recorded session as the planner sees it."""
    return WeekSession(
        id=one.stored.id,
        start=one.stored.local_start,
        duration_min=round(one.stored.duration_s / 60, 1),
        sport=one.stored.sport,
        family=one.family,
        session_class=one.session_class,
        kind=one.kind,
        origin="done",
        uncertain=one.uncertain,
        brick_id=one.brick_id,
        load_tss=one.load.tss,
    )


_STANDS_IN: dict[str, Family] = {
    "drills": "run",
    "single_leg_pedalling": "ride",
    "transition": "run",
}


def _earlier(
    store: Store,
    begin: date,
    today: date,
    now: datetime | None,
    told: Sequence[DiaryEntry],
    done: Sequence[WeekSession],
) -> tuple[DoneBlock, ...]:
    """Psoas work up to now: what was logged, and what was planned unless it was skipped.

    Of what was planned within a session the session must have taken place, at whatever hour;
    activation and strengthening need none, so they are taken as done as planned.
    """
    until = _moment(today, now, done)
    tomorrow = datetime.combine(today + timedelta(days=1), time())
    planned = store.way.blocks(datetime.combine(begin, time()), tomorrow)
    trained = {(session.day, session.family) for session in done}
    return tuple(
        block
        for block in diary.done_blocks(planned, told)
        if block.logged
        or (block.start.date(), _STANDS_IN.get(block.kind)) in trained
        or (block.start < until and (block.start.date() >= today or block.kind not in _STANDS_IN))
    )


def _moment(today: date, now: datetime | None, done: Iterable[WeekSession]) -> datetime:
    """The time of day, without a clock the end of what was recorded on the day."""
    over = (session.end for session in done if session.day == today)
    return max([now or datetime.combine(today, time()), *over])


def _ramp_red(done: Sequence[WeekSession], today: date) -> frozenset[date]:
    """The days on which fitness had risen within a week by more than a step up goes with."""
    series = DailySeries.of(
        [one.day for one in done],
        [np.nan if one.load_tss is None else one.load_tss for one in done],
        until=today,
    )
    return frozenset(series.day[(series.ramp > RAMP_RED) & ~series.warming_up].tolist())
