"""An athlete for the tests of the phase machine: the programme begins on day 0, a Monday."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from adaptive.condition import Known
from adaptive.diary import DiaryEntry
from adaptive.programme.rulebook import standard as standard_book
from adaptive.shifting import table
from adaptive.shifting.facts import Facts, as_of
from adaptive.shifting.gates import gate
from adaptive.week import DoneBlock, DoneExercise, PhaseEntry
from models.contrast import Reading

START = date(2026, 6, 1)
BEGUN = (PhaseEntry(START, "activation", "start"),)


def on(number):
    """The day of that number."""
    return START + timedelta(days=number)


def said(kind, number, told=None, **content):
    """An entry of the diary, told on the day it is about unless another is given."""
    return DiaryEntry(kind, on(number), None, content, on(number if told is None else told))


def check(number, good=True, told=None, **content):
    """A self-check of a day."""
    seconds = 15 if good else 8
    return said("check", number, told, march_left_s=seconds, march_right_s=seconds, **content)


def checks_of(first, last, bad=(), every=1, **content):
    """A check a day from the first to the last."""
    return [check(day, day not in bad, **content) for day in range(first, last + 1, every)]


def done(number, kind="strengthening", logged=True, exercises=()):
    """Work of a day."""
    pair = "AB"[number // 3 % 2] if kind == "strengthening" else None
    start = datetime.combine(on(number), time(18))
    told = tuple(DoneExercise(one) for one in exercises)
    return DoneBlock(kind, start, 15, pair, logged=logged, exercises=told)


def every(days, first, last, kind="strengthening"):
    """Work every so many days."""
    return [done(day, kind) for day in range(first, last + 1, days)]


def move(number, phase, reason="ready", days=None):
    """A move between phases."""
    return PhaseEntry(on(number), phase, reason, days)


def in_phase(phase, since):
    """The moves of an athlete who has come to a phase on a day."""
    return (*BEGUN, move(since, phase)) if phase != "activation" else BEGUN


def known(today, *diary, entries=BEGUN, **rest):
    """What is known on the day of that number."""
    told = sorted(diary, key=lambda entry: entry.on_day)
    return Known(on(today), list(entries), told, **rest)


def facts(today, *diary, reader=None, **rest):
    """The facts of a day."""
    return Facts(
        as_of(known(today, *diary, **rest), on(today)), reader, standard_book(), table.standard()
    )


def passed(rule, today, *diary, **rest):
    """Whether a gate is met on a day."""
    return gate(facts(today, *diary, **rest), table.standard().gates[rule]).met


def with_shifts(told, shifts):
    """What is known with what was decided."""
    moves = [one.entry for one in shifts if one.kind == "move"]
    return replace(told, entries=[*told.entries, *moves], shifts=[*told.shifts, *shifts])


class Mondays:
    """A reader that says of each Monday what it was told to: "worse", "rise", "better", "same".

    As a real one it knows nothing for six weeks after the baseline began anew.
    """

    def __init__(self, **said_by_week):
        self.said = {int(week[1:]): word for week, word in said_by_week.items()}
        self.asked = []

    def on(self, monday, anchors, silent):
        """What was told of the Monday so many weeks after the start; unknown of others."""
        self.asked.append((monday, tuple(anchors), frozenset(silent)))
        word = self.said.get((monday - START).days // 7, "unknown")
        if any(anchor <= monday < anchor + timedelta(weeks=6) for anchor in anchors):
            word = "unknown"
        direction = {"worse": -1, "rise": 1}.get(word, 0)
        return Reading(
            signal="cadence",
            on=monday,
            verdict="same" if word == "rise" else word,
            unit="spm",
            direction=direction,
            confirmed=word in {"worse", "rise"},
            level=170.0 + 5 * direction,
            baseline=170.0,
            change=5.0 * direction,
            uncertainty=1.5,
            n_baseline=25,
            n_window=6,
        )


def always(word, first=0, last=60):
    """A reader that says one thing on every Monday of a span."""
    return Mondays(**{f"w{week}": word for week in range(first, last + 1)})
