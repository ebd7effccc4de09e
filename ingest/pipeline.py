"""One file in, one outcome out: open, identify by content, read, check."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import NotAnActivityError, ReadingError
from ingest.exports import Found
from ingest.outcomes import KNOWN, Outcome

if TYPE_CHECKING:
    from ingest.activity import Activity
    from ingest.formats import Reader

__all__ = ["Reading", "read", "readable"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file.

    `path` is readable text, also where the file's name is not. `reason` is a sentence for the
    athlete where there is something to say. `data`, `format` and `activity` are there for the
    outcomes "imported" and "damaged" only.
    """

    path: str
    outcome: Outcome
    reason: str | None = None
    sha256: str | None = None
    size: int = 0
    data: bytes = b""
    format: str | None = None
    activity: Activity | None = None


def read(found: Found, known: Container[str], *, reader: Reader = "columnar") -> Reading:
    """Read one file, never failing: what is wrong with it is its outcome.

    `known` holds the SHA-256 of recordings that need not be read again.
    """
    from ingest import formats  # numpy and the FIT tables load on first use

    path = readable(found.path)
    if found.skipped:
        return Reading(path, "skipped", found.skipped)
    try:
        # What is no recording by its name is looked at before a film is read whole.
        if not found.claims_recording and not formats.identify(head := found.head()):
            return Reading(path, "skipped", formats.looks_like(head))
        data = found.read()
    except ReadingError as error:
        return Reading(path, "failed", error.message)
    sha256, size = hashlib.sha256(data).hexdigest(), len(data)
    if sha256 in known:
        return Reading(path, "known", KNOWN, sha256, size)
    try:
        activity = formats.read(data, path, reader=reader)
    except NotAnActivityError as error:
        return Reading(path, "skipped", error.message, sha256, size)
    except ReadingError as error:
        return Reading(path, "failed", error.message, sha256, size)
    lost = [issue for issue in activity.issues if issue.severity == "damage"]
    reason = "; ".join(_sentence(issue.message, issue.where) for issue in lost) or None
    return Reading(
        path,
        "damaged" if lost else "imported",
        reason,
        sha256,
        size,
        data,
        formats.identify(data),
        activity,
    )


def readable(path: Path) -> str:
    """A path as text that can be stored and printed, whatever bytes it is named by."""
    return str(path).encode(errors="backslashreplace").decode()


def _sentence(message: str, where: str) -> str:
    return f"{message} ({where})" if where else message
