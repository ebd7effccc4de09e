"""What can become of a file."""

from __future__ import annotations

from typing import Literal

__all__ = ["KNOWN", "Outcome"]

Outcome = Literal["imported", "known", "merged", "skipped", "damaged", "failed"]
"""Same content seen before: known. Same session from another source: merged. A good file that is
no activity: skipped. Read in part: damaged. Nothing could be read: failed."""

KNOWN = "the same recording was imported before"
