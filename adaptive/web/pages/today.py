"""Today: what to do now, step by step, from beside the mat; what is told there `log` keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adaptive import planning, wording
from adaptive.asking.answering import answer
from adaptive.asking.listing import asked_beside, open_questions
from adaptive.condition import safety, stops
from adaptive.diary import SCORES
from adaptive.library.store import Store
from adaptive.plans import Block, Plan, PlanDay
from adaptive.programme.rulebook import standard
from adaptive.programme.timing import intervals
from adaptive.telling import work
from adaptive.telling.following import known
from adaptive.web import telling
from adaptive.web.site import Message, Site, get, post, site_of
from ingest.errors import KneedriveError, UsageError

if TYPE_CHECKING:
    from adaptive.planning import Gathered
    from adaptive.plans import Dose
    from adaptive.programme.values import Exercise
    from adaptive.shifts import Question
    from adaptive.week import BlockKind

__all__ = ["Step", "check_in", "routes"]


# -- what is shown ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """An exercise of a block: its dose, and how it is done."""

    dose: Dose
    exercise: Exercise

    @property
    def counted(self) -> list[dict[str, Any]]:
        """What a timer counts of it."""
        return [asdict(one) for one in intervals(self.exercise, self.dose)]


@dataclass(frozen=True, slots=True)
class Row:
    """Something of the day: a session or a block.

    `over` ones are dim. `tell` is the id of a block that is over and of which nobody has spoken,
    `to` that of one to come.
    """

    start: datetime
    words: str
    said: str
    over: bool
    about: str = ""
    tell: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A block to come with the id to tell of it and its steps."""

    id: str
    block: Block
    place: str
    otherwise: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a form: the choices with their names, `several` of which may hold at once.

    A self-check has none: the check-in answers it.
    """

    id: str
    text: str
    choices: Mapping[str, str]
    several: bool = False
    none: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What the plan says of today."""

    phase: str
    reason: str
    countdown: str
    rows: Sequence[Row]
    work: Sequence[Work]
    following: str
    questions: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a check-in begins with: the holds of the last one, and what today's said."""

    left: str
    right: str
    today: str


def page(request: Request) -> Response:
    """What to do today."""
    site = site_of(request)
    with site.open() as store:
        day, problem = None, None
        try:
            gathered, made = planning.planned(store, site.today, site.now)
        except KneedriveError as error:
            # Who has only told something so far may go on telling.
            problem, advice = error, stops.advice(known(store, site.today))
        else:
            day, advice = _day(site, store, gathered, made), made.advice
        return site.page(
            request,
            "today.html",
            day=day,
            problem=problem,
            advice=advice,
            check=check_in(store, site.today),
            last=_told_today(store, site.today),
            scores=list(SCORES),
        )


def check_in(store: Store, today: date) -> CheckIn:
    """The holds of the last check, to begin the next one with."""
    checks = [one for one in store.diary.entries(as_of=today) if one.kind == "check"]
    held = next(
        (
            one.content
            for one in reversed(checks)
            if {"march_left_s", "march_right_s"} <= one.content.keys()
        ),
        {},
    )
    left, right = (
        f"{held[side]:g}" if side in held else "" for side in ("march_left_s", "march_right_s")
    )
    of_today = [telling.entry_line(one) for one in checks if one.on_day == today]
    return CheckIn(left, right, of_today[-1] if of_today else "")


def _told_today(store: Store, today: date) -> telling.Last | None:
    """What was told last, as long as that was today: what may be taken back right here."""
    last = telling.last_entry(store, today)
    return last if last and last.told == today else None


def _day(site: Site, store: Store, gathered: Gathered, made: Plan) -> Day:
    today = site.today
    condition = gathered.standing(today, today).conditions.get(today)
    of_today = next(day for day in made.days if day.day == today)
    ids = work.block_ids(store, today, today)
    blocks = made.blocks_on(today)
    return Day(
        phase=wording.phase_words(made.phase),
        reason=condition.reason if condition else "",
        countdown=made.countdown,
        rows=_rows(site, of_today, blocks, ids),
        work=[_work(block, ids, of_today, made) for block in blocks],
        following=wording.next_words(made, today),
        questions=[*_questions(asked_beside(store, gathered, made), blocks)],
    )


def _rows(
    site: Site,
    of_today: PlanDay,
    blocks: Sequence[Block],
    ids: Mapping[tuple[BlockKind, datetime], str],
) -> list[Row]:
    """The day in order of time; a block between bike and run comes before the run."""
    rows = []
    for session in of_today.sessions:
        about = "~" if wording.vague(session) else ""
        over = session.origin == "done" or bool(site.now and session.end <= site.now)
        row = Row(
            session.start,
            wording.session_words(session),
            wording.session_origin(session),
            over,
            about,
        )
        rows.append((session.start, 1, row))
    for done in of_today.done:
        tell = None if done.logged else ids.get((done.kind, done.start))
        words = f"{wording.block_name(done)} {done.minutes:.0f} min"
        row = Row(done.start, words, wording.done_words(done), over=True, tell=tell)
        rows.append((done.start, 2, row))
    for block in blocks:
        place = wording.place_words(block.slot, block.session_index, of_today.sessions)
        words = f"{wording.block_name(block)} {block.minutes:.0f} min"
        row = Row(block.start, words, place, over=False, to=block.id)
        rows.append((block.start, 0 if block.slot == "transition" else 2, row))
    return [row for *_, row in sorted(rows, key=lambda one: one[:2])]


def _work(
    block: Block, ids: Mapping[tuple[BlockKind, datetime], str], of_today: PlanDay, made: Plan
) -> Work:
    book = standard()
    other = block.otherwise
    return Work(
        id=ids.get((block.kind, block.start), block.id),
        block=block,
        place=wording.place_words(block.slot, block.session_index, of_today.sessions),
        otherwise=wording.otherwise_words(other, block, made) if other else "",
        steps=[Step(dose, book.exercises[dose.id]) for dose in block.exercises],
    )


_NONE: Mapping[str, str] = {"safety": "clear", "signs": "none"}
"""By question of several choices the word that says that none of them holds."""


def _questions(asked: Sequence[Question], blocks: Sequence[Block]) -> Iterator[Asked]:
    """What is asked; the safety questions come first where today's work waits for them."""
    strengthens = any(block.kind == "strengthening" for block in blocks)
    lists = safety.standard()
    for one in sorted(asked, key=lambda one: one.id == "safety" and not strengthens):
        if one.id == "safety":
            names = {item.id: item.name for item in lists.screen.values()}
            yield Asked(one.id, f"{lists.asks}?", names, several=True, none=_NONE[one.id])
        elif one.id == "signs":
            names = {item.id: item.name for item in lists.signs.values()}
            text = "Which of these do you notice?"
            yield Asked(one.id, text, names, several=True, none=_NONE[one.id])
        else:
            yield Asked(one.id, wording.plain(one.text), {name: name for name in one.choices})


# -- what is told -------------------------------------------------------------------


def answer_question(site: Site, store: Store, form: FormData) -> Message:
    """Answer a question that is still open."""
    asked = open_questions(store, site.today, site.now)
    question = next((one for one in asked if one.id == telling.text(form, "question")), None)
    if question is None:
        raise KneedriveError("that is answered already, or asked no more")
    chosen = telling.several(form, "choice")
    if len(chosen) > 1 and _NONE.get(question.id) in chosen:
        raise UsageError("choose what holds, or none of these, not both")
    given = answer(store, question, chosen, site.today)
    return telling.answered(site, store, given)


routes = [get("/", page), post("/today/answer", telling.told("asked", answer_question))]
