"""One file in, one outcome out: open, identify by content, read, check."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from ingest import formats
from ingest.activity import Activity
from ingest.errors import NotAnActivityError, ReadingError, UnknownFormatError
from ingest.exports import Found

__all__ = ["Outcome", "Reading", "read"]

Outcome = Literal["imported", "known", "merged", "skipped", "damaged", "failed"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file.

    `reason` is a sentence for the athlete where there is something to say. `data` and
    `activity` are there for the outcomes "imported" and "damaged" only.
    """

    path: str
    outcome: Outcome
    reason: str | None = None
    sha256: str | None = None
    data: bytes = b""
    activity: Activity | None = None


def read(found: Found, known: Container[str], *, reader: formats.Reader = "columnar") -> Reading:
    """Read one file, never failing: what is wrong with it is its outcome.

    `known` holds the SHA-256 of recordings that need not be read again.
    """
    path = str(found.path)
    try:
        data = found.read()
    except ReadingError as error:
        return Reading(path, "failed", error.message)
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 in known:
        return Reading(path, "known", "the same recording was imported before", sha256)
    try:
        activity = formats.read(data, path, reader=reader)
    except NotAnActivityError as error:
        return Reading(path, "skipped", error.message, sha256)
    except UnknownFormatError as error:
        # A stray photo or note in a folder is no failure; a recording by name is.
        outcome: Outcome = "failed" if found.claims_recording else "skipped"
        return Reading(path, outcome, error.message, sha256)
    except ReadingError as error:
        return Reading(path, "failed", error.message, sha256)
    lost = [issue for issue in activity.issues if issue.severity == "damage"]
    if lost:
        reason = "; ".join(_sentence(issue.message, issue.where) for issue in lost)
        return Reading(path, "damaged", reason, sha256, data, activity)
    return Reading(path, "imported", None, sha256, data, activity)


def _sentence(message: str, where: str) -> str:
    return f"{message} ({where})" if where else message
