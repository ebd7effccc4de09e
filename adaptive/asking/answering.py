"""An answer: kept in the diary, with what follows from it beside.

Entries that an answer causes carry its question, so that taking the answer back takes them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from adaptive import assessing, facts
from adaptive.asking.blocks import MEMORY, ticks
from adaptive.diary import DiaryEntry, answers
from adaptive.library.store import Store
from adaptive.shifts import Question
from adaptive.telling import lifting
from adaptive.telling.words import MissingError
from adaptive.week import SessionClass
from ingest.errors import KneedriveError, UsageError

__all__ = ["answer", "undo"]


def answer(store: Store, question: Question, words: Sequence[str], today: date) -> list[DiaryEntry]:
    """Keep an answer, and do what follows from it.

    Args:
        store: the library.
        question: one that is open.
        words: a choice, by its word or first letters; of signs and safety questions several; a
            self-check in its own words.
        today: the day of the answer.

    Returns:
        What was logged, the answer last. A self-check answers by itself.

    Raises:
        UsageError: it is no answer to this question.
    """
    kind, _, about = question.id.partition(":")
    if kind == "check":
        check = DiaryEntry("check", today, None, lifting.check(words), today)
        store.diary.add_all([check])
        return [check]
    if not words:
        raise MissingError(question.text, hint=_hint(question))
    read = _SEVERAL.get(kind, _choice)
    choice = read(question, words)
    caused = _FOLLOWS[kind](store, about, choice, today) if kind in _FOLLOWS else []
    entries = [
        *(replace(one, content={**one.content, "question": question.id}) for one in caused),
        DiaryEntry("answer", today, None, {"question": question.id, "choice": choice}, today),
    ]
    store.diary.add_all(entries)
    return entries


def undo(store: Store, today: date) -> list[DiaryEntry]:
    """Take back the last entry of the diary with all that it did; again, the one before it.

    Returns:
        What is gone, the last entry first.

    Raises:
        KneedriveError: there is none.
    """
    gone = store.diary.undo(today)
    if not gone:
        raise KneedriveError("nothing is logged that could be taken back")
    _take_back(store, gone[0], today)
    store.shifts.reopen(today)
    return gone


def _take_back(store: Store, entry: DiaryEntry, today: date) -> None:
    """Undo what an answer did outside the diary, unless the athlete has told otherwise since."""
    if entry.kind != "answer":
        return
    kind, _, about = entry.content["question"].partition(":")
    choice = entry.content["choice"]
    if kind == "safety" and facts.read("safety", choice) == store.fact("safety"):
        facts.tell(store, "safety", facts.TAKEN_BACK, today)
    if kind == "class":
        label = store.labels.all(today).get(about)
        if label and label.session_class == choice:
            store.labels.tell(about, None, today)


# -- which choice is meant ----------------------------------------------------------


def _choice(question: Question, words: Sequence[str]) -> str:
    """The one choice that begins so."""
    said = _plain(" ".join(words))
    exact = [one for one in question.choices if _plain(one) == said]
    near = [one for one in question.choices if said and _plain(one).startswith(said)]
    found = exact or near
    if len(found) != 1:
        raise UsageError(
            f"{' '.join(words)!r} is no answer to: {question.text}", hint=_hint(question)
        )
    return found[0]


def _conditions(_: Question, words: Sequence[str]) -> str:
    """Safety answers as `me set safety` takes them."""
    if facts.read("safety", said := " ".join(words)) is None:
        raise UsageError(f"{said!r} is no answer", hint="Name what holds for you, or clear.")
    return said


def _signs(question: Question, words: Sequence[str]) -> str:
    """Signs by name or first letters, or none of them."""
    named = [one for word in words for one in word.split(",") if one]
    said = list(dict.fromkeys(_choice(question, [one]) for one in named))
    if not said or ("none" in said and said != ["none"]):
        raise UsageError(f"{' '.join(words)!r} is no answer", hint=_hint(question))
    return " ".join(said)


_SEVERAL = {"safety": _conditions, "signs": _signs}


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _hint(question: Question) -> str:
    choices = f"It may be: {', '.join(question.choices)}." if question.choices else ""
    return f"{choices} {question.hint}".strip()


# -- what follows -------------------------------------------------------------------


def _label(store: Store, about: str, choice: str, today: date) -> list[DiaryEntry]:
    classes: dict[str, SessionClass] = {
        "easy": "easy",
        "key": "key",
        "brick": "brick",
        "other": "other",
    }
    store.labels.tell(about, classes[choice], today)
    return []


def _screened(store: Store, _: str, choice: str, today: date) -> list[DiaryEntry]:
    facts.tell(store, "safety", choice, today)
    return []


def _noticed(_: Store, __: str, choice: str, today: date) -> list[DiaryEntry]:
    signs = [] if choice == "none" else choice.split()
    return [DiaryEntry("symptom", today, None, {"signs": signs, "asked": True}, today)]


def _ticked(store: Store, about: str, choice: str, today: date) -> list[DiaryEntry]:
    if choice == "no":
        return []
    known = assessing.assessed(store, today, today - MEMORY)
    found = ticks(store, known, answers(store.diary.entries(as_of=today)), today)
    return [one.done(store, today) for one in found if one.session.stored.id == about]


_FOLLOWS: dict[str, Callable[[Store, str, str, date], list[DiaryEntry]]] = {
    "class": _label,
    "safety": _screened,
    "signs": _noticed,
    "block": _ticked,
}
