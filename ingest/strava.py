"""The list of activities in a Strava bulk export: what Strava knows and the files don't.

`activities.csv` lies beside the folder `activities/` and has one row per activity:
title, type, description, how hard it felt, and the recording's file where there is one.
Its headers and types are in the athlete's language and its columns have grown from 10
to over 100, so columns are found by what they hold and by their distance from the
column of files, which has been the same since 2019.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Journal", "Note", "journal"]


@dataclass(frozen=True, slots=True)
class Note:
    """What an export says about a recording; None where it says nothing.

    `rpe` is the perceived exertion from 1 to 10. `type` is the sport in the export's own
    word; `sport` and `sub_sport` are its names in the FIT profile, where it is known.
    """

    title: str | None = None
    description: str | None = None
    rpe: float | None = None
    type: str | None = None
    sport: str | None = None
    sub_sport: str | None = None
    commute: bool | None = None
    gear: str | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """The list as a whole.

    `notes` go by the file as the list names it, less ".gz": people unpack such files.
    `without_recording` counts the activities that were entered by hand.
    """

    notes: Mapping[str, Note] = field(default_factory=dict)
    without_recording: int = 0


# Twenty thousand activities with long descriptions; what is larger is no such list.
_MAX_BYTES = 32 * 1024**2

_ID, _TITLE, _TYPE, _DESCRIPTION = 0, 2, 3, 4
_FILES = "activities/"

# From the column of files on, "Perceived Exertion" is the 31st in every export that has it.
_EXERTION = "Perceived Exertion"
_FILE_TO_EXERTION = 31

# Exports of any age have commute and gear between these many first columns and the file.
_BEFORE_COMMUTE = 7

# Strava translates its types too; these are the ones that matter here, in the languages
# most exports are in.
_TRANSLATIONS = {
    "Run": "Lauf, Course à pied, Carrera, Corsa, Corrida, Hardloopsessie",
    "Trail Run": "Traillauf, Trail",
    "Virtual Run": "Virtueller Lauf, Course à pied virtuelle",
    "Ride": "Radfahrt, Vélo, Sortie à vélo, Bicicleta, Fietsrit, Pedalada",
    "Gravel Ride": "Gravelfahrt",
    "Mountain Bike Ride": "Mountainbikefahrt, VTT",
    "Virtual Ride": "Virtuelle Radfahrt, Virtuele fietsrit",
    "E-Bike Ride": "E-Bike-Fahrt, E-Bike-Radfahrt",
    "Swim": "Schwimmen, Natation, Natación, Nuoto, Natação, Zwemmen",
    "Walk": "Spaziergang, Marche, Caminata, Camminata, Caminhada, Wandeling",
    "Hike": "Wandern, Wanderung, Randonnée, Senderismo, Escursione, Hiken",
    "Rowing": "Rudern, Aviron, Remo, Roeien",
    "Weight Training": "Gewichtstraining, Musculation, Entrenamiento con pesas, Krachttraining",
}
_IN_ENGLISH = {
    word.casefold(): english
    for english, words in _TRANSLATIONS.items()
    for word in words.split(", ")
}


def journal(data: bytes) -> Journal:
    """The notes in an `activities.csv`; none where the bytes make no sense as one."""
    header, *rows = (_table(_text(data)) if len(data) <= _MAX_BYTES else []) or [[]]
    named = Counter(
        column
        for row in rows
        for column, value in enumerate(row)
        if column > _TYPE and value.startswith(_FILES)
    )
    if not named:
        return Journal()
    [(file, _)] = named.most_common(1)
    recorded = [row for row in rows if len(row) > file and row[file].startswith(_FILES)]
    by_hand = [row for row in rows if len(row) > file and row[_ID].isdigit() and not row[file]]
    exertion = header.index(_EXERTION) if _EXERTION in header else file + _FILE_TO_EXERTION
    rpes = _exertions([row[exertion] if len(row) > exertion else "" for row in recorded])
    notes = {
        row[file].removesuffix(".gz"): _note(row[:file], rpe)
        for row, rpe in zip(recorded, rpes, strict=True)
    }
    return Journal(notes, len(by_hand))


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # saved again by a spreadsheet
        return data.decode("cp1252", errors="replace")


def _table(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # the rows before a broken one are good
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return rows


def _note(before_file: Sequence[str], rpe: float | None) -> Note:
    from ingest.formats.sport_words import sport_of  # its package loads numpy on first use

    def cell(position: int) -> str | None:
        return (before_file[position].strip() or None) if position < len(before_file) else None

    details = [value.strip() for value in before_file[_BEFORE_COMMUTE:]]
    commute = next((value for value in map(str.lower, details) if value in {"true", "false"}), None)
    kind = cell(_TYPE)
    sport, sub_sport = sport_of(_IN_ENGLISH.get((kind or "").casefold(), kind)) or (None, None)
    return Note(
        title=cell(_TITLE),
        description=cell(_DESCRIPTION),
        rpe=rpe,
        type=kind,
        sport=sport,
        sub_sport=sub_sport,
        commute=None if commute is None else commute == "true",
        gear=(details[-1] or None) if details else None,
    )


def _exertions(cells: Sequence[str]) -> list[float | None]:
    """One value for each cell; all None where this cannot be the column of exertions."""
    with contextlib.suppress(ValueError):
        values = [float(cell.replace(",", ".") or 0) for cell in cells]
        if all(0 <= value <= 10 for value in values):
            return [value or None for value in values]
    return [None] * len(cells)
