"""Work done or skipped: which blocks a word means, and how they went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from adaptive import diary
from adaptive.agenda.days import day_named
from adaptive.diary import DiaryEntry
from adaptive.library.recordings import StoredSession
from adaptive.library.store import Store
from adaptive.programme.rulebook import standard
from adaptive.telling.words import MissingError
from adaptive.week import BlockKind, DoneBlock, DoneExercise
from ingest.errors import UsageError

__all__ = [
    "block_ids",
    "day_told",
    "done",
    "effort_entry",
    "exercises",
    "not_ahead",
    "session_effort",
    "skip",
    "undecided",
]

_PAIR_MEMORY = timedelta(weeks=4)
"""So long ago the pair whose turn it is still follows from what was done."""


def done(
    store: Store,
    words: Sequence[str],
    day: date,
    today: date,
    *,
    at: time | None = None,
    now: datetime | None = None,
    effort: float | None = None,
    told: Sequence[DoneExercise] = (),
    beside: Sequence[DiaryEntry] = (),
) -> list[DiaryEntry]:
    """Entries about work that was done, as prescribed unless more was told.

    Args:
        store: what was planned.
        words: kinds of work or ids of blocks.
        day: on which it was done, unless an id names another.
        today: the day on which it is told.
        at: when it began.
        now: the time at which it is told, when it must be over.
        effort: felt effort, 1 to 10.
        told: exercises that went otherwise.
        beside: what is told at the same time and not kept yet.

    Raises:
        UsageError: a word names no work, the day lies ahead, or the exercises belong to no one
            block.
    """
    _some(words, "done strengthening")
    if told and len(words) > 1:
        raise UsageError("exercises belong to one block", hint="Log the blocks one by one.")
    entries = []
    for kind, on_day, planned in _meant(store, words, day, today):
        usual = _usual(store, kind, on_day, told, beside)
        for block in planned or (None,):
            begun, content = diary.work_done(
                kind, on_day, block, at=at, now=now, usual=usual, effort=effort, exercises=told
            )
            entries.append(DiaryEntry("done", on_day, begun, content, today))
    return entries


def skip(
    store: Store,
    words: Sequence[str],
    day: date,
    today: date,
    *,
    at: time | None = None,
    why: str | None = None,
) -> list[DiaryEntry]:
    """Entries about work that was left out; a kind of work alone speaks of all of it that day.

    Raises:
        UsageError: a word names no work, or the day lies ahead.
    """
    _some(words, "skip drills")
    entries = []
    meant = _meant(store, words, day, today)
    for word, (kind, on_day, planned) in zip(words, meant, strict=True):
        for block in (planned if word[0].isdigit() else ()) or (None,):
            planned_at = block.start.isoformat() if block else None
            content = {"block": kind, "planned": planned_at, "why": why}
            entries.append(DiaryEntry("skip", on_day, at, content, today))
    return entries


def session_effort(store: Store, name: str, effort: float, today: date) -> DiaryEntry:
    """The entry about how hard a session felt that the athlete names.

    Raises:
        KneedriveError: no session fits, or several do.
    """
    from adaptive import service  # slow to load, and only efforts need it

    found = service.find_sessions(store, name, today)
    if len(found) > 1:
        raise service.several(name, found)
    return effort_entry(found[0].stored, effort, today)


def effort_entry(session: StoredSession, effort: float, today: date) -> DiaryEntry:
    """The entry about how hard a session felt, on its day and at its start."""
    began = session.local_start.time().replace(second=0, microsecond=0)
    content = {"session": session.id, "effort": effort}
    return DiaryEntry("effort", session.local_date, began, content, today)


def exercises(sets: Sequence[str], not_ok: Sequence[str]) -> list[DoneExercise]:
    """Exercises that went otherwise than prescribed.

    Args:
        sets: such as seated_leg_raise=12, repetitions a set.
        not_ok: those whose technique did not hold.

    Raises:
        UsageError: there is no such exercise, or a set is written otherwise.
    """
    book = standard()
    failed = {book.find(name).id for name in not_ok}
    reps: dict[str, int | None] = dict.fromkeys(failed)
    for text in sets:
        name, _, number = text.rpartition("=")
        if not (name and number.isdecimal()):
            raise UsageError(f"{text!r} is no set", hint="Write it like seated_leg_raise=12.")
        reps[book.find(name).id] = int(number)
    return [DoneExercise(name, count, name not in failed) for name, count in sorted(reps.items())]


def block_ids(store: Store, day: date, today: date) -> dict[tuple[BlockKind, datetime], str]:
    """By kind and start the ids under which the planned blocks of a day are told of."""
    planned = store.way.blocks(_midnight(date.min), datetime.combine(today, time.max))
    known = diary.spoken_of(planned, store.diary.entries(as_of=today))
    found: dict[tuple[BlockKind, datetime], str] = {}
    for kind in dict.fromkeys(block.kind for block in known):
        _, _, of_day = diary.block_meant(kind, day, known)
        found |= {(kind, one.start): f"{day}-{kind}-{n}" for n, one in enumerate(of_day, 1)}
    return found


def undecided(store: Store, since: date, today: date) -> list[DoneBlock]:
    """The blocks planned from a day on that nobody has spoken of, by start."""
    planned = store.way.blocks(_midnight(since), datetime.combine(today, time.max))
    told = diary.done_blocks(planned, store.diary.entries(since, as_of=today))
    return [block for block in told if not block.logged]


def day_told(text: str | None, today: date) -> date:
    """The day that an athlete speaks of, today where none is named.

    Raises:
        UsageError: it is written otherwise, or lies ahead.
    """
    day = today if text is None else day_named(text, today, back=True)
    not_ahead(day, today)
    return day


def not_ahead(day: date, today: date) -> None:
    """Logged is what was.

    Raises:
        UsageError: the day lies ahead.
    """
    if day > today:
        raise UsageError(f"{day} lies ahead", hint="Logged is what was. Plans: kneedrive plan")


def _some(words: Sequence[str], such_as: str) -> None:
    if not words:
        raise MissingError("Which work", hint=f"Such as: kneedrive log {such_as}")


def _meant(
    store: Store, words: Sequence[str], day: date, today: date
) -> list[tuple[BlockKind, date, tuple[DoneBlock, ...]]]:
    """By word the kind of work, its day, and the planned blocks that are meant."""
    planned = store.way.blocks(_midnight(date.min), datetime.combine(today, time.max))
    known = diary.spoken_of(planned, store.diary.entries(as_of=today))
    found = [diary.block_meant(word, day, known) for word in words]
    for _, on_day, _ in found:
        not_ahead(on_day, today)
    return found


def _usual(
    store: Store,
    kind: BlockKind,
    day: date,
    told: Sequence[DoneExercise],
    beside: Sequence[DiaryEntry],
) -> DoneBlock:
    """Work of a kind that was not planned: strengthening is the pair whose turn it is."""
    book, pair = standard(), None
    if kind == "strengthening":
        named = {one.id for one in told}
        of_pair = [block.pair for block in book.blocks if named & set(block.exercises)]
        before = store.way.blocks(_midnight(day) - _PAIR_MEMORY, _midnight(day))
        earlier = diary.done_blocks(before, [*store.diary.entries(until=day), *beside])
        last = [block.pair for block in earlier if block.kind == kind]
        turn = "B" if last and last[-1] == "A" else "A"
        pair = next(filter(None, of_pair), turn)
    return DoneBlock(kind, _midnight(day), book.block(kind, pair).minutes, pair)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
