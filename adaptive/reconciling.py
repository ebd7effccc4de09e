"""The account of earlier imports, and taking back what they decided."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from adaptive.library.import_log import Import
from adaptive.library.store import Store
from ingest.errors import KneedriveError, UsageError

__all__ = [
    "OUTCOME_IN_SHORT",
    "OUTCOME_WORDS",
    "account",
    "forget_folder",
    "rejoin",
    "separate",
]

OUTCOME_WORDS = {
    "imported": "imported",
    "damaged": "imported as far as readable",
    "merged": "same session from another source",
    "known": "known from before",
    "skipped": "no activity, left out",
    "failed": "could not be read",
}
"""What became of files, the good ends first."""

OUTCOME_IN_SHORT = {
    "imported": "imported",
    "damaged": "read in part",
    "merged": "merged",
    "known": "known",
    "skipped": "no activity",
    "failed": "not read",
}


def account(store: Store, number: int | None = None) -> dict[str, Any]:
    """All imports, what is merged, and the remembered folders; as `imports --json` prints it.

    With a number it is about that import only, and names its files.

    Raises:
        KneedriveError: there is no import of this number.
    """
    imports = store.imports.all()
    if number is not None:
        imports = [one for one in imports if one.id == number]
        if not imports:
            raise KneedriveError(
                f"there is no import {number}", hint="kneedrive imports lists them."
            )
    return {
        "imports": [_one(store, one, files=number is not None) for one in imports],
        "merged": [
            {
                "session": other.merged_into,
                "other": other.id,
                "local_date": other.local_date.isoformat(),
                "sport": other.sport,
                "reason": other.merged_reason,
            }
            for other in store.recorded_sessions(store.merges.leaders())
        ],
        "separated": sorted(store.merges.separated()),
        "folders": [
            {
                "path": os.fsencode(folder).decode(errors="backslashreplace"),
                "there": folder.is_dir(),
            }
            for folder in store.imports.folders()
        ],
    }


def _one(store: Store, one: Import, *, files: bool) -> dict[str, Any]:
    content = {
        "number": one.id,
        "day": one.day.isoformat(),
        "began": one.began,
        "seconds": one.seconds,
        "finished": one.seconds is not None,
        "version": one.version,
        "counts": dict(Counter(one.counts) + Counter(one.unchanged)),
        "unchanged": dict(one.unchanged),
    }
    if files:
        content["files"] = [
            {"path": file.path, "outcome": file.outcome, "reason": file.reason}
            for file in store.imports.files(one.id)
        ]
    return content


def separate(store: Store, name: str, day: date) -> str:
    """Let a session that another one stands for stand for itself; its id.

    Raises:
        UsageError: no merged session begins with these digits, or several do.
    """
    from adaptive import joining

    found = _one_of(store.merges.leaders(), name, "merged")
    store.merges.separate(found, day)
    joining.join(store)
    return found


def rejoin(store: Store, name: str) -> str:
    """Take back a separation; the session's id.

    Raises:
        UsageError: no separated session begins with these digits, or several do.
    """
    from adaptive import joining

    found = _one_of(store.merges.separated(), name, "separated")
    store.merges.rejoin(found)
    joining.join(store)
    return found


def forget_folder(store: Store, folder: Path) -> None:
    """Look through a folder no more.

    Raises:
        UsageError: it was not remembered.
    """
    place = Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 - links stay as named
    if not store.imports.forget(place):
        raise UsageError(
            f"{place} is not remembered", hint="kneedrive imports lists the folders that are."
        )


def _one_of(names: Iterable[str], name: str, what: str) -> str:
    found = sorted(known for known in names if name and known.startswith(name))
    if len(found) != 1:
        raise UsageError(
            f"{len(found)} {what} sessions begin with {name!r}"
            if found
            else f"no {what} session begins with {name!r}",
            hint="kneedrive imports lists them with their ids.",
        )
    return found[0]
