"""A table of feedback, as a form exports it or people keep it: one row a day, or a check.

Columns are known by words in their names, in any order, parted by commas, semicolons or tabs;
others are left alone and named. Each row has one outcome: logged, known (it was logged before, so
that a table imported twice equals once) or refused with its reason. What is refused stops nothing
else.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

from adaptive.agenda.days import time_named
from adaptive.diary import DiaryEntry
from adaptive.library.store import Store
from adaptive.telling import lifting, words, work
from adaptive.telling.dates import Moment, day_of, fitting, moment
from adaptive.telling.pacing import cadence
from adaptive.telling.work import effort_entry
from ingest.errors import UsageError

__all__ = ["COLUMNS", "FeedbackReport", "Row", "import_feedback", "take_in"]

Outcome = Literal["logged", "known", "refused"]
Told = Mapping[str, str]

COLUMNS: Mapping[str, str] = {
    "timestamp": r"timestamp|zeitstempel",
    "date": r"^(date|day|datum|tag)\b|\bdate$",
    "at": r"^(time|at|uhrzeit)$|^time of",
    "kind": r"^(kind|type|art)\b",
    "red_flags": r"red flag",
    "signs": r"\bsigns?\b",
    "why": r"\b(why|reason)\b",
    "note": r"note|comment|remark|notiz|bemerkung",
    "effort": r"effort|exertion|\brpe\b|how hard|anstrengung",
    "session": r"\bsession\b",
    "left_cm": r"\bleft\b.*\b(height|cm)\b|\b(height|cm)\b.*\bleft\b",
    "right_cm": r"\bright\b.*\b(height|cm)\b|\b(height|cm)\b.*\bright\b",
    "left_deg": r"\bleft\b.*\b(angle|deg|degrees)\b|\b(lift|angle)\b.*\bleft\b",
    "right_deg": r"\bright\b.*\b(angle|deg|degrees)\b|\b(lift|angle)\b.*\bright\b",
    "march_left_s": r"\b(left|links)\b",
    "march_right_s": r"\b(right|rechts)\b",
    "dead_bug_range": r"\brange\b",
    "dead_bug_flat": r"\bflat\b",
    "dead_bug_arched": r"\barch(ed)?\b",
    "smooth": r"\bsmooth\b",
    "shaky": r"\bshaky\b|wobbl",
    "cadence": r"cadence|\bspm\b|\brpm\b|kadenz|trittfrequenz",
    "pace": r"\bpace\b",
    "speed": r"\bspeed\b",
    "power": r"\bpower\b|\bwatts?\b",
    "did_activation": r"\bactivation\b",
    "did_strengthening": r"\bstrengthening\b",
    "did_drills": r"\bdrills\b",
    "done": r"\bdone\b|\bcompleted\b|\bblocks?\b",
    "skip": r"skip",
    "sharp": r"\bsharp\b",
    "soreness": r"\bsore(ness)?\b|muskelkater",
    "hip_pull": r"\bhip\b|\bpull\b",
    "back": r"\bback\b|rücken",
    "feel": r"\b(feel|felt|where)\b",
    "fever": r"fever|fieber",
    "ill": r"\b(ill|illness|sick|krank)\b",
    "well": r"^well\b|^healthy\b",
}
"""By field the words that name its column, as regular expressions; the first that fits counts."""

_GOOD = {"smooth", "flat", "ok", "good"}
_BAD = {"shaky", "wobbly", "jerky", "arched", "arch"}
_YES, _NO = {"yes", "y", "ja", "j", "true", "1", "x"}, {"no", "n", "nein", "false", "0", "none"}
_WORK = ("activation", "strengthening", "drills")

_HINT = (
    "The first line names the columns, such as: date,left,right,smooth,flat,back,hip pull,soreness"
)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row; `line` counts from 1, the line of the columns' names."""

    line: int
    outcome: Outcome
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """All rows with their outcomes, what was logged, and the columns that say nothing known."""

    rows: tuple[Row, ...]
    logged: tuple[DiaryEntry, ...]
    ignored: tuple[str, ...]

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows had each outcome."""
        return dict(Counter(row.outcome for row in self.rows))


def import_feedback(store: Store, path: Path, today: date) -> FeedbackReport:
    """Log what the table in a file tells, all in one step.

    Raises:
        UsageError: it cannot be read, or no column names a day.
    """
    try:
        table = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint=_HINT) from None
    return take_in(store, table, str(path), today)


def take_in(store: Store, table: bytes, name: str, today: date) -> FeedbackReport:
    """Log what a table tells, all in one step; `name` is what people call it.

    Raises:
        UsageError: it is none, or no column names a day.
    """
    heads, lines = _table(table, name)
    fields, ignored = _fields(heads, name)
    named = [
        (line, {fields[n]: text for n, text in enumerate(cells) if n in fields and text})
        for line, cells in lines
    ]
    outcomes, days = _days([row for row in named if row[1]], today)
    logged: list[DiaryEntry] = []
    known = store.diary.entries(as_of=today)
    # Of strengthening each pair has its turn, so the rows are read by their day.
    for line, told, day in sorted(days, key=lambda row: row[2]):
        try:
            entries = _entries(store, told, day, today, logged)
        except UsageError as wrong:
            outcomes.append(Row(line, "refused", wrong.message))
            continue
        fresh = [entry for entry in entries if not _taken(entry, known)]
        outcomes.append(Row(line, "logged" if fresh else "known"))
        logged += fresh
    store.diary.add_all(logged)
    outcomes.sort(key=lambda row: row.line)
    return FeedbackReport(tuple(outcomes), tuple(logged), tuple(ignored))


def _taken(entry: DiaryEntry, known: list[DiaryEntry]) -> bool:
    """Whether it was logged before; then what was logged answers for no other row.

    Of the same work on the same day it does not matter how it was told.
    """
    for place, other in enumerate(known):
        if (entry.kind, entry.on_day) == (other.kind, other.on_day) and (
            entry.content.get("block") == other.content.get("block")
            if entry.kind in {"done", "skip"}
            else (entry.at, entry.content) == (other.at, other.content)
        ):
            del known[place]
            return True
    return False


# -- the table ----------------------------------------------------------------------


def _table(table: bytes, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and by line the cells of each row."""
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not text in UTF-8", hint="Save it as CSV (UTF-8).") from None
    head = next(iter(text.splitlines()), "")
    delimiter = max(",;\t", key=lambda mark: len(next(csv.reader([head], delimiter=mark), [])))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = []
    before = 0
    try:
        for cells in rows:
            lines.append((before + 1, [cell.strip() for cell in cells]))
            before = rows.line_num
    except csv.Error as error:
        raise UsageError(f"{name} is no table: {error}", hint=_HINT) from None
    if not lines:
        raise UsageError(f"{name} is empty", hint=_HINT)
    return lines[0][1], lines[1:]


def _fields(heads: Sequence[str], name: str) -> tuple[dict[int, str], list[str]]:
    """By place the field of each column that is known, and the names of the others."""
    found: dict[int, str] = {}
    for place, head in enumerate(heads):
        said = re.sub(r"[\W_]+", " ", head.casefold()).strip()
        field = next((one for one, pattern in COLUMNS.items() if re.search(pattern, said)), None)
        if field and field not in found.values():
            found[place] = field
    if not {"timestamp", "date"} & set(found.values()):
        raise UsageError(f"{name} has no column for the day", hint=_HINT)
    return found, [head for place, head in enumerate(heads) if place not in found]


# -- a row --------------------------------------------------------------------------


def _days(
    rows: Sequence[tuple[int, Told]], today: date
) -> tuple[list[Row], list[tuple[int, Told, date]]]:
    """The rows refused because they tell no day, and the others with theirs.

    How days are written the file tells as a whole.
    """
    refused: list[Row] = []
    written: list[tuple[int, Told, Moment]] = []
    found: list[tuple[int, Told, date]] = []
    for line, told in rows:
        try:
            written.append((line, told, moment(told.get("date") or told.get("timestamp", ""))))
        except UsageError as wrong:
            refused.append(Row(line, "refused", wrong.message))
    orders = fitting((one for _, _, one in written), today)
    for line, told, one in written:
        try:
            day = day_of(one, orders)
            work.not_ahead(day, today)
        except UsageError as wrong:
            refused.append(Row(line, "refused", wrong.message))
        else:
            found.append((line, told, day))
    return refused, found


def _entries(
    store: Store, told: Told, day: date, today: date, before: Sequence[DiaryEntry]
) -> list[DiaryEntry]:
    """What a row tells of a day, after the entries of the rows before it."""
    at = _time(told, day)
    entries = [
        DiaryEntry(kind, day, at, content, today)
        for kind, content in (*_measures(told), *_health(told))
    ]
    effort = words.effort(told["effort"]) if "effort" in told else None
    done, skipped = _work(told)
    if done:
        # A form is filled in afterwards: its own time is not when the work began.
        begun = time_named(told["at"]) if "at" in told else None
        entries += work.done(store, done, day, today, at=begun, effort=effort, beside=before)
    elif effort is not None:
        entries.append(_felt(store, told.get("session"), day, effort, today))
    if skipped:
        entries += work.skip(store, skipped, day, today, why=told.get("why"))
    if not entries:
        raise UsageError("it tells nothing but its day")
    return entries


def _time(told: Told, day: date) -> time | None:
    """The time a row names; the form's own only where it was filled in on the same day."""
    if "at" in told:
        return time_named(told["at"])
    stamps = [moment(told[name]) for name in ("date", "timestamp") if name in told]
    return next((one.at for one in stamps if one.at and day in one.days.values()), None)


def _measures(told: Told) -> Iterator[tuple[str, dict[str, Any]]]:
    """Self-checks, symptoms and cadence."""
    felt: dict[str, Any] = {name: told[name] for name in ("back", "hip_pull") if name in told}
    check: dict[str, Any] = {name: told[name] for name in told if name.startswith("march_")}
    for name, field, good in (
        ("smooth", "smooth", True),
        ("shaky", "smooth", False),
        ("dead_bug_flat", "dead_bug_flat", True),
        ("dead_bug_arched", "dead_bug_flat", False),
    ):
        if name in told:
            check[field] = _whether(told[name]) == good if _plain(told[name]) else _went(told[name])
    for name, choices in (("feel", ("deep", "front")), ("dead_bug_range", ("full", "half"))):
        # Who is not sure says nothing.
        said = [one for one in choices if one in told.get(name, "").casefold()]
        if len(said) == 1:
            check[name] = said[0]
    if check:
        yield "check", lifting.check((), check | felt)
        felt = {}
    felt |= {"soreness": told["soreness"]} if "soreness" in told else {}
    felt |= {name: _listed(told[name]) for name in ("signs", "red_flags") if name in told}
    felt |= {"sharp": _whether(told["sharp"])} if "sharp" in told else {}
    if any(felt.values()):
        yield "symptom", words.symptom((), felt)
    if lift := {name: told[name] for name in told if name.endswith(("_deg", "_cm"))}:
        yield "knee_lift", lifting.knee_lift((), lift)
    if "cadence" in told:
        kept_at = {name: told.get(name) for name in ("pace", "speed", "power")}
        yield "cadence", cadence([told["cadence"]], **kept_at)


def _health(told: Told) -> Iterator[tuple[str, dict[str, Any]]]:
    """Illness and its end, and words that are only kept."""
    kind = told.get("kind", "").casefold()
    ill, fever, well = (name in told and _whether(told[name]) for name in ("ill", "fever", "well"))
    if kind == "ill" or ill or fever:
        yield "ill", {"fever": fever}
    if kind == "well" or well:
        yield "well", {}
    if "note" in told:
        yield "note", words.note([told["note"]])


def _work(told: Told) -> tuple[list[str], list[str]]:
    """The kinds of work that a row names as done, and those as skipped."""
    done, skipped = (_listed(told.get(name, "")) for name in ("done", "skip"))
    if told.get("kind", "").casefold() == "skip":
        done, skipped = [], [*done, *skipped]
    said = {kind: _whether(told[f"did_{kind}"]) for kind in _WORK if f"did_{kind}" in told}
    done += [kind for kind, did in said.items() if did]
    skipped += [kind for kind, did in said.items() if not did]
    return done, skipped


def _felt(store: Store, name: str | None, day: date, effort: float, today: date) -> DiaryEntry:
    """The felt effort of a session: of the one named, or of the only one of the day."""
    sessions = store.sessions(today)
    fits = [
        one
        for one in sessions
        if (one.local_date == day if name is None else one.id.startswith(name))
    ]
    if len(fits) != 1:
        raise UsageError(f"of which session is the effort? {len(fits)} fit {name or day}")
    return effort_entry(fits[0], effort, today)


def _whether(text: str) -> bool:
    """A yes or a no."""
    if not _plain(text):
        raise UsageError(f"{text!r} is neither yes nor no")
    return _first(text) in _YES


def _went(text: str) -> bool:
    """Whether a word says that it went well."""
    if _first(text) not in _GOOD | _BAD:
        raise UsageError(f"{text!r} does not say how it went")
    return _first(text) in _GOOD


def _plain(text: str) -> bool:
    return _first(text) in _YES | _NO


def _first(text: str) -> str:
    return next(iter(re.findall(r"\w+", text.casefold())), "")


def _listed(text: str) -> list[str]:
    """Several names in one cell."""
    names = (name.strip() for name in re.split(r"[,;]", text))
    return [name for name in names if name and name.casefold() not in _NO]
