"""What was found on looking a library over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

__all__ = ["Checkup", "Finding"]

Severity = Literal["damage", "leftover", "note"]
"""Something is wrong; something lies about that does no harm; something to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: `code` for programs, `what` and `remedy` as sentences.

    `repaired` is what was mended in the same look.
    """

    code: str
    severity: Severity
    what: str
    remedy: str = ""
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was looked at, counted by kind, and what was found."""

    counts: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong any more."""
        return not any(one.severity == "damage" and not one.repaired for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """The answer of `doctor --json`."""
        return {
            "healthy": self.healthy,
            "checked": dict(self.counts),
            "findings": [asdict(one) for one in self.findings],
        }
