"""The week and the state as one file, to mail to a coach: all in words, with charts beside them.

What is in it: the week's plan with each why, phase with evidence and what is missing, load, form,
the sessions of two weeks with class and reason, what of the work was done or skipped, thresholds,
what is asked, and the stop signs. What is not: positions, names of files and devices, titles of
recordings, notes, reasons for skipping, and the answers to health questions, but for what a
sentence of the plan needs to be understood. A name stands in it only where one is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from adaptive import (
    diary,
    load_report,
    phase_report,
    planning,
    service,
    threshold_report,
    threshold_words,
    wording,
)
from adaptive.asking.listing import asked_beside
from adaptive.condition import safety
from adaptive.exports.document import document
from adaptive.form import saying
from adaptive.form.report import report as form_report
from adaptive.form.shown import signals
from adaptive.library.store import Store
from adaptive.plans import Block, Plan, PlanDay

if TYPE_CHECKING:
    from adaptive.planning import Gathered

__all__ = ["report"]

_CHARTS = timedelta(days=180)
_WEEKS = timedelta(weeks=8)
_SESSIONS = timedelta(days=14)
_ADHERENCE = timedelta(days=28)


def report(store: Store, today: date, now: datetime | None, *, athlete: str = "") -> str:
    """The report of a day, as HTML that needs nothing else.

    Args:
        store: an open library.
        today: the day from which it looks.
        now: the athlete's wall clock; None for any hour of the day.
        athlete: a name to stand above it.

    Raises:
        KneedriveError: neither a session nor a calendar is known up to this day.
    """
    from adaptive import figures

    gathered, made = planning.planned(store, today, now, start=False)
    begun = bool(planning.programme(store, today))
    phase = phase_report.phase(store, today) if begun else None
    daily = load_report.daily_load(store, today)
    form = form_report(store, today)
    since = today - _CHARTS
    return document(
        "report.html",
        athlete=athlete,
        today=today,
        plan=made,
        span=wording.span(made.first, made.last),
        days=[_Day(day, made) for day in made.days],
        phase=phase,
        way=phase and figures.phases(phase, today),
        knee_lift=phase and figures.knee_lift(phase),
        adherence=_adherence(gathered, today),
        adherence_days=_ADHERENCE.days,
        load=figures.load(daily.series.frame().loc[str(since) :]) if len(daily.series) else None,
        morning=daily.morning() if len(daily.series) else [],
        weeks=[one.words() for one in reversed(daily.weeks(today - _WEEKS))],
        remarks=list(daily.remarks(since)) if len(daily.series) else [],
        form=list(signals(form, since)),
        bricks=figures.bricks(form, since),
        form_notes=[*saying.lines(form, since), *saying.notes(form)],
        sessions=service.sessions(store, today, since=today - _SESSIONS)[::-1],
        thresholds=threshold_words.rows(threshold_report.report(store, today), today),
        asked=[one.text for one in asked_beside(store, gathered, made)],
        stop_signs=[(one.name, one.do) for one in safety.standard().red_flags.values()],
    )


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of the plan, with its blocks in words."""

    of: PlanDay
    plan: Plan

    @property
    def blocks(self) -> Sequence[Block]:
        """Its blocks, by start."""
        return self.plan.blocks_on(self.of.day)

    def place(self, block: Block) -> str:
        """Where a block hangs."""
        return wording.place_words(block.slot, block.session_index, self.of.sessions)

    def otherwise(self, block: Block) -> str:
        """What to do instead; empty where nothing is uncertain."""
        return wording.otherwise_words(block.otherwise, block, self.plan) if block.otherwise else ""


def _adherence(gathered: Gathered, today: date) -> list[tuple[str, int, int, int]]:
    """By kind of work how often it was logged, taken as done as nobody spoke of it, and skipped."""
    since = today - _ADHERENCE
    done = [one for one in gathered.earlier if since <= one.start.date() <= today]
    logged = Counter(one.kind for one in done if one.logged)
    silent = Counter(one.kind for one in done if not one.logged)
    skips = diary.skipped(gathered.told().diary)
    skipped = Counter(kind for day, kind in skips if since <= day <= today)
    return [
        (words, logged[kind], silent[kind], skipped[kind])
        for kind, words in wording.BLOCK_NAMES.items()
        if logged[kind] or silent[kind] or skipped[kind]
    ]
