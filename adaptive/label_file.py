"""A table of recordings whose class is known, as people keep it: one row a file.

Columns `file` and `class`, and where they are known `kind`, `athlete`, `basis` (how one knows)
and `second_class` (what another person says, not knowing of the first). They may stand in
any order, parted by commas, semicolons or tabs; others are left alone, and so are rows without
a class.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UsageError
from models.evaluation import CLASSES
from models.verdicts import SessionClass

__all__ = ["LabelledFile", "read"]

_HINT = "A row looks like: runs/monday.fit,easy  below a first line: file,class"
_CLASSES: dict[str, SessionClass] = {name: name for name in CLASSES}


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """A row: the file as it is written there, where it was found (None: nowhere), its class.

    `athlete` is whose it is; files of unnamed athletes are one athlete's where they share a folder.
    """

    row: int
    file: str
    path: Path | None
    session_class: SessionClass
    kind: str | None = None
    athlete: str | None = None
    basis: str | None = None
    second_class: SessionClass | None = None


def read(path: Path) -> list[LabelledFile]:
    """The rows of a table of labels.

    A file is looked for from the table's folder, from each folder above it, and from here.

    Raises:
        UsageError: the table cannot be read, lacks a column, or a row of it says what cannot be.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text in UTF-8", hint="Save it as CSV (UTF-8).") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint=_HINT) from None
    found: dict[str, LabelledFile] = {}
    for label in _rows(path, text):
        before = found.setdefault(label.file, label)
        if before.session_class != label.session_class:
            raise UsageError(
                f"rows {before.row} and {label.row} of {path} call {label.file} "
                f"{before.session_class} and {label.session_class}",
                hint="What a second person says belongs into a column second_class.",
            )
    if not found:
        raise UsageError(f"{path} names no file", hint=_HINT)
    return list(found.values())


def _rows(path: Path, text: str) -> Iterator[LabelledFile]:
    head = text.partition("\n")[0]
    table = csv.DictReader(text.splitlines(), delimiter=max(",;\t", key=head.count))
    table.fieldnames = [name.strip().casefold() for name in table.fieldnames or ()]
    if missing := [name for name in ("file", "class") if name not in table.fieldnames]:
        raise UsageError(f"{path} has no column {' and no column '.join(missing)}", hint=_HINT)
    folder = path.resolve().parent
    for row in table:
        told = {name: (row[name] or "").strip() for name in table.fieldnames}
        if not told["class"]:
            continue
        place = f"row {table.line_num} of {path}"
        if not told["file"]:
            raise UsageError(f"{place} names no file", hint=_HINT)
        second = told.get("second_class")
        yield LabelledFile(
            table.line_num,
            told["file"],
            _found(told["file"], folder),
            _class(told["class"], place),
            (told.get("kind") or "").casefold() or None,
            told.get("athlete") or None,
            told.get("basis") or None,
            _class(second, place) if second else None,
        )


def _class(word: str, place: str) -> SessionClass:
    try:
        return _CLASSES[word.casefold()]
    except KeyError:
        raise UsageError(
            f"{place} says {word!r}, which is no class", hint=f"Classes: {', '.join(_CLASSES)}."
        ) from None


def _found(file: str, folder: Path) -> Path | None:
    """The first place where a file of that name is, from the folder upwards; then from here.

    Without "..": by its path a file is found again among those that lie beside it.
    """
    name = file.replace("\\", "/")
    places = (base / name for base in (folder, *folder.parents, Path.cwd()))
    found = next((place for place in places if place.is_file()), None)
    return found and found.parent.resolve() / found.name
