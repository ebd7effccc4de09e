"""What a week foretold from history is worth: how often it is right, and how safe its plans are.

Real athletes (recordings and training logs of the corpus) and simulated ones, looked at day by
day: what was foretold from the days before is held against what came, and the strengthening that
the planner places from it against the hard sessions that followed in truth.

    python benchmarks/rhythm.py [CORPUS] [--athletes N] [--weeks N] [--write]
"""

from __future__ import annotations

import argparse
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from math import nan
from pathlib import Path
from statistics import median

import numpy as np
from report import machine, write_section
from rhythm_athletes import real, session, simulated

from adaptive import rhythm
from adaptive.agenda import usual
from adaptive.agenda.coming import coming
from adaptive.planner import plan
from adaptive.planning.gathering import LOOKED_AHEAD, LOOKED_AT
from adaptive.planning.inputs import LOOKED_BACK
from adaptive.programme.rulebook import standard
from adaptive.week import DoneBlock, PhaseState, PlanInputs, WeekSession

LEARNING = timedelta(days=28)
SYNC_AFTER = timedelta(hours=1)
"""Recordings come home together: warm-up, race and cool-down are one import."""

_DAY = timedelta(days=1)
_MORNING, _EVENING = time(4), time(18)

ABOUT = """\
Every day is foretold from the 120 days before it, after four weeks of learning. Real: a runner who
also lifts, rides and swims (recordings; classes as kneedrive found them), and logs of a college
runner (who told of each run whether it was hard), a triathlete (days without hours; long or
described as hard) and a cyclist who runs (long ones hard). Simulated: "as drawn" are the squad's
own weeks, whose days are shuffled from week to week; the others repeat one week with 15 % of the
sessions left out: every week, with a quarter of the sessions moved to any day, two weeks in turn,
or another week after each six. The rhythm's constants were chosen on such athletes, the real ones
among them, so expect a little less of others.
"""
ABOUT_FORETOLD = """\
"Four weeks" foretells what happened on at least two of the last four of a weekday, hard if half of
it was, perhaps hard from a quarter on; "rhythm" is `adaptive/rhythm.py`.

Expected sessions against those of the same day and sport that came: precision, recall and their
F1, Brier score of the probability told, median error of the start; then how many hard days were
foretold as hard or perhaps hard, and the share of all days so called.
"""
ABOUT_TOLD = "What was told as so likely came about so often, over all real athletes:\n"
ABOUT_PLANS = """\
Strengthening that the planner places, twice a week: from Monday's plan kept all week, or planned
anew each morning and after each recording. "Too near" is how many of 100 ended within 20 hours
before a hard session; "a week" how many were done; "void" how many of 100 promised on Monday had
no easy session to follow when their day came. "Fixed" is every Monday and Thursday, after training
or at 18:00, left out after a hard session; "known" is the planner with the true week as calendar,
"expected only" the rhythm without the sessions that are only possible.
"""
ABOUT_VERDICT = """\
The same by what the rhythm says of itself on that week's Monday (real athletes and
those simulated as drawn):
"""

Expected = Callable[[date], Sequence[WeekSession]]
Way = Callable[[Sequence[WeekSession], date], Expected]
Squad = Mapping[str, Sequence["Life"]]


# -- ways to foretell ------------------------------------------------------------------


def four_weeks(sessions: Sequence[WeekSession], today: date) -> Expected:
    """The plainest: what happened on two of the last four of that weekday happens again."""
    groups: defaultdict[tuple[int, str], list[WeekSession]] = defaultdict(list)
    for one in sessions:
        if one.day >= today - timedelta(weeks=4) and one.family != "other":
            groups[one.day.weekday(), one.family].append(one)
    habits: defaultdict[int, list[WeekSession]] = defaultdict(list)
    for (weekday, _), past in groups.items():
        days = {one.day for one in past}
        hard = len({one.day for one in past if one.hard}) / len(days)
        if len(days) >= 2:
            minutes = median(one.start.hour * 60 + one.start.minute for one in past)
            start = datetime.combine(today, time()) + timedelta(minutes=minutes)
            longest = max(past, key=lambda one: one.duration_min)
            like = session(start, longest.duration_min, longest.family, hard=hard >= 0.5)
            unsure = hard >= 0.25 and not like.hard
            habits[weekday].append(
                replace(like, origin="predicted", uncertain=unsure, probability=len(days) / 4)
            )
    return lambda day: [
        replace(one, start=datetime.combine(day, one.start.time())) for one in habits[day.weekday()]
    ]


def expected_only(sessions: Sequence[WeekSession], today: date) -> Expected:
    """The rhythm without what is only possible."""
    on = rhythm.learn(sessions, today).on
    return lambda day: [one for one in on(day) if not one.possible]


def whole_rhythm(sessions: Sequence[WeekSession], today: date) -> Expected:
    """The rhythm as plans are made of it."""
    return rhythm.learn(sessions, today).on


WAYS: Mapping[str, Way] = {
    "four weeks": four_weeks,
    "expected only": expected_only,
    "rhythm": whole_rhythm,
}


@dataclass(frozen=True)
class Life:
    """An athlete's sessions by their start, to be looked at from any day."""

    sessions: list[WeekSession]

    @classmethod
    def of(cls, sessions: Iterable[WeekSession], weeks: int) -> Life:
        """The last weeks of it, with what must be learned before them."""
        ordered = sorted(sessions, key=lambda one: one.start)
        since = ordered[-1].day - timedelta(weeks=weeks) - LEARNING
        return cls([one for one in ordered if one.day >= since])

    def between(self, first: date, last: date) -> list[WeekSession]:
        """Those of some days, the last one left out."""
        at = [bisect_left(self.sessions, day, key=lambda one: one.day) for day in (first, last)]
        return self.sessions[at[0] : at[1]]

    @property
    def mondays(self) -> Iterator[date]:
        """Those of the weeks that are foretold."""
        monday = self.sessions[0].day + LEARNING
        monday += timedelta(days=-monday.weekday() % 7)
        while monday + 6 * _DAY <= self.sessions[-1].day:
            yield monday
            monday += timedelta(weeks=1)

    def next_hard(self, moment: datetime) -> WeekSession | None:
        """The first hard session from a moment on."""
        place = bisect_left(self.sessions, moment, key=lambda one: one.start)
        return next((one for one in islice(self.sessions, place, None) if one.hard), None)


# -- what was foretold -----------------------------------------------------------------


def foretold(lives: Iterable[Life], way: Way) -> tuple[str, list[tuple[float, bool]]]:
    """A row of figures, and each probability with whether it came about."""
    hits = told = came = warned = hard_days = warnings = days = 0
    late_min: list[float] = []
    chances: list[tuple[float, bool]] = []
    for life in lives:
        for day in (monday + n * _DAY for monday in life.mondays for n in range(7)):
            expected = way(life.between(day - LOOKED_AT, day), day)(day)
            done = [one for one in life.between(day, day + _DAY) if one.family != "other"]
            first = {one.family: one for one in reversed(done)}
            likely = {one.family: one for one in expected if not one.possible}
            hits, told, came = (
                hits + len(first.keys() & likely.keys()),
                told + len(likely),
                came + len(first),
            )
            late_min += [
                abs((likely[name].start - first[name].start).total_seconds()) / 60
                for name in first.keys() & likely.keys()
            ]
            for one in expected:
                such = [
                    it for it in done if it.family == one.family and (it.hard or not one.possible)
                ]
                chances.append((one.probability or 0.0, bool(such)))
            hard, warning = any(it.hard for it in done), any(it.hard for it in expected)
            hard_days, warnings, days = hard_days + hard, warnings + warning, days + 1
            warned += hard and warning
    precision, recall = hits / max(told, 1), hits / max(came, 1)
    f1 = 2 * hits / max(told + came, 1)
    brier = float(np.mean([(chance - happened) ** 2 for chance, happened in chances] or [nan]))
    cells = [f"{value:.2f}" for value in (precision, recall, f1, brier)]
    cells += [f"{median(late_min or [nan]):.0f} min", f"{warned / max(hard_days, 1):.0%}"]
    return " | ".join([*cells, f"{warnings / days:.0%}"]), chances


def reliability(chances: Sequence[tuple[float, bool]]) -> str:
    """How often came about what was told as so likely, by tenths."""
    lines = ["| told | times | came about |", "|---|--:|--:|"]
    for tenth in range(10):
        some = [
            happened for chance, happened in chances if tenth <= min(10 * chance, 9.99) < tenth + 1
        ]
        if some:
            span = f"{tenth / 10:.1f} to {tenth / 10 + 0.1:.1f}"
            lines.append(f"| {span} | {len(some)} | {np.mean(some):.2f} |")
    return "\n".join(lines)


# -- what plans are worth --------------------------------------------------------------


@dataclass
class Score:
    """Strengthening that was done, too near to a hard session, promised, and void."""

    weeks: int = 0
    done: int = 0
    too_near: int = 0
    promised: int = 0
    void: int = 0

    def add(self, life: Life, blocks: Iterable[DoneBlock]) -> None:
        """A week's strengthening."""
        self.weeks += 1
        hours = timedelta(hours=standard().rules["H2"]["hours"])
        for block in blocks:
            following = life.next_hard(block.start)
            self.done += 1
            self.too_near += following is not None and following.start - block.end < hours

    @property
    def cells(self) -> str:
        """Too near of 100, a week, and void of 100."""
        void = f"{100 * self.void / self.promised:.0f}" if self.promised else "-"
        return (
            f"{100 * self.too_near / max(self.done, 1):.1f} | {self.done / self.weeks:.2f} | {void}"
        )


def placed(
    life: Life, expected: Expected, now: datetime, before: Sequence[DoneBlock]
) -> Iterator[tuple[DoneBlock, WeekSession | None]]:
    """The strengthening of a week's plan made at a moment, with what it follows."""
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    days = [monday + n * _DAY for n in range(7)]
    done = [one for one in life.between(monday - LOOKED_BACK, today + _DAY) if one.end <= now]
    ahead = coming(
        (),
        expected,
        done,
        usual=usual.learn((), today),
        today=today,
        first=today,
        last=days[-1] + LOOKED_AHEAD,
    )
    strong = PhaseState("strengthening", monday - timedelta(weeks=3), week=6, day=30)
    inputs = PlanInputs(
        today=today,
        now=now,
        week_start=monday,
        phase=strong,
        phase_by_day=dict.fromkeys(days, strong),
        sessions=(*done, *ahead.sessions),
        rulebook_version=standard().version,
        done_blocks=tuple(one for one in before if one.start.date() >= monday - LOOKED_BACK),
        sports=frozenset({"run", "ride"}),
        previous=frozenset(
            one.start.weekday()
            for one in before
            if timedelta() < monday - one.start.date() <= timedelta(weeks=1)
        ),
        safety_answered=True,
    )
    made = plan(inputs, standard())
    for block in made.blocks:
        if block.kind == "strengthening":
            sessions = made.days[(block.day - monday).days].sessions
            follows = None if block.session_index is None else sessions[block.session_index]
            yield DoneBlock("strengthening", block.start, block.minutes, block.pair), follows


def kept(life: Life, way: Way, monday: date, score: Score) -> list[DoneBlock]:
    """What is done of Monday's plan: what stands after an easy session needs one."""
    expected = way(life.between(monday - LOOKED_AT, monday), monday)
    blocks = []
    for block, follows in placed(life, expected, datetime.combine(monday, _MORNING), ()):
        day = block.start.date()
        came = life.between(day, day + _DAY)
        such = [one for one in came if follows is None or one.family == follows.family]
        score.promised += 1
        hard = any(one.hard and (follows or one.start < block.start) for one in came)
        if hard or not (such or follows is None):
            score.void += 1
        else:
            blocks.append(replace(block, start=such[-1].end) if follows else block)
    return blocks


def replanned(life: Life, way: Way, monday: date, before: Sequence[DoneBlock]) -> list[DoneBlock]:
    """What is done where the week is planned anew each morning and after each recording."""
    done: list[DoneBlock] = []
    for day in (monday + n * _DAY for n in range(7)):
        expected = way(life.between(day - LOOKED_AT, day), day)
        came = life.between(day, day + _DAY)
        followed = [*(one.start for one in came[1:]), datetime.combine(day + 2 * _DAY, time())]
        ends = [
            one.end
            for one, later in zip(came, followed, strict=False)
            if later - one.end > SYNC_AFTER
        ]
        moments = [datetime.combine(day, _MORNING), *ends]
        for now, later in pairwise((*moments, datetime.combine(day + _DAY, time()))):
            if len(done) == 2 or any(block.start.date() == day for block in done):
                break
            # What follows a session is done once it has been.
            done += [
                block
                for block, follows in placed(life, expected, now, [*before, *done])
                if block.start.date() == day
                and block.start < later
                and (follows is None or follows.origin == "done")
            ]
    return done


def fixed(life: Life, monday: date) -> list[DoneBlock]:
    """Every Monday and Thursday, after the day's training."""
    blocks = []
    for day in (monday, monday + 3 * _DAY):
        came = life.between(day, day + _DAY)
        if not any(one.hard for one in came):
            start = came[-1].end if came else datetime.combine(day, _EVENING)
            blocks.append(DoneBlock("strengthening", start, 15))
    return blocks


def known(life: Life) -> Way:
    """A calendar that tells what comes."""

    def way(_past: Sequence[WeekSession], _today: date) -> Expected:
        return lambda day: [
            replace(one, origin="calendar") for one in life.between(day, day + _DAY)
        ]

    return way


# -- tables ----------------------------------------------------------------------------


def table_of_foretold(groups: Squad) -> str:
    """Each group by the plainest way and by the rhythm."""
    lines = [
        "| athletes | by | precision | recall | F1 | Brier | start off | hard seen | called |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, lives in groups.items():
        lines += [
            f"| {name} | {way} | {foretold(lives, WAYS[way])[0]} |"
            for way in ("four weeks", "rhythm")
        ]
    return "\n".join(lines)


def table_of_plans(groups: Squad) -> str:
    """Each group by each way, kept all week and planned anew."""
    lines = [
        "| athletes | weeks from | too near | a week | void | anew: too near | a week |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for name, lives in groups.items():
        score = Score()
        for life in lives:
            for monday in life.mondays:
                score.add(life, fixed(life, monday))
        lines.append(f"| {name} | fixed | {score.cells} | | |")
        for way in ("known", *WAYS):
            once, anew = Score(), Score()
            for life in lives:
                expected = WAYS[way] if way in WAYS else known(life)
                before: list[DoneBlock] = []
                for monday in life.mondays:
                    once.add(life, kept(life, expected, monday, once))
                    before += (blocks := replanned(life, expected, monday, before))
                    anew.add(life, blocks)
            lines.append(f"| {name} | {way} | {once.cells} | {anew.cells.rpartition(' | ')[0]} |")
    return "\n".join(lines)


def table_of_verdicts(lives: Iterable[Life]) -> str:
    """How weeks went that began with each share of regular sessions, and with each verdict."""
    scores: defaultdict[str, tuple[Score, Score]] = defaultdict(lambda: (Score(), Score()))
    for life in lives:
        before: list[DoneBlock] = []
        for monday in life.mondays:
            habits = rhythm.learn(life.between(monday - LOOKED_AT, monday), monday)
            before += (anew := replanned(life, whole_rhythm, monday, before))
            fifth = 5 * habits.regular // max(habits.trained, 1) / 5
            for name in (f"{fifth:.1f} regular", "irregular" if habits.irregular else "regular"):
                once = scores[name][0]
                once.add(life, kept(life, whole_rhythm, monday, once))
                scores[name][1].add(life, anew)
    return "\n".join(
        [
            "| that Monday | weeks | too near | a week | void | anew: too near | a week |",
            "|---|--:|--:|--:|--:|--:|--:|",
        ]
        + [
            f"| {name} | {once.weeks} | {once.cells} | {anew.cells.rpartition(' | ')[0]} |"
            for name, (once, anew) in sorted(scores.items())
        ]
    )


def main() -> None:
    """Measure and print the tables."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, nargs="?", default=beside)
    parser.add_argument("--athletes", type=int, default=8, help="simulated ones of each kind")
    parser.add_argument("--weeks", type=int, default=100, help="the last ones of each athlete")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    given = parser.parse_args()
    groups: defaultdict[str, list[Life]] = defaultdict(list)
    some = list(real(given.corpus)) if given.corpus.is_dir() else []
    for name, sessions in (*some, *simulated(given.athletes)):
        groups[name].append(Life.of(sessions, given.weeks))
    real_ones = [life for name, _ in some for life in groups[name]]
    parts = [ABOUT, ABOUT_FORETOLD, table_of_foretold(groups)]
    if real_ones:
        chances = foretold(real_ones, whole_rhythm)[1]
        parts += [f"\n{ABOUT_TOLD}", reliability(chances)]
    parts += [f"\n{ABOUT_PLANS}", table_of_plans(groups)]
    parts += [f"\n{ABOUT_VERDICT}", table_of_verdicts([*real_ones, *groups["as drawn"]])]
    text = "\n".join(parts)
    print(text)
    if given.write:
        write_section(
            "rhythm", f"{text}\n\n{given.athletes} simulated athletes of each kind. {machine()}"
        )


if __name__ == "__main__":
    main()
