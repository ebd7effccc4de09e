"""Texts of strangers made plain: no control characters, no markup, no endless length."""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["DESCRIPTION_LENGTH", "TITLE_LENGTH", "line", "lines"]

TITLE_LENGTH, DESCRIPTION_LENGTH = 200, 5_000
"""Characters; longer texts are cut."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
"""Commands to a terminal, which would otherwise leave "[31m" behind."""

_JOINERS = "\u200c\u200d"
"""Invisible, but they hold emoji and some scripts together."""

_MARKUP = re.compile(
    r"</?(?:a|b|br|div|em|font|h\d|html|i|li|ol|p|span|strong|table|u|ul)\b[^<>]*>"
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d|/tr)\b[^<>]*>\s*", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def line(text: str, length: int = TITLE_LENGTH) -> str:
    """One printable line."""
    return " ".join(_printable(text).split())[:length].strip()


def lines(text: str) -> str:
    """Printable lines; markup, as some calendars write it into descriptions, is taken off."""
    if _MARKUP.search(text.lower()):
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    rows = (" ".join(_printable(row).split()) for row in text.splitlines())
    return "\n".join(rows)[:DESCRIPTION_LENGTH].strip()


def _printable(text: str) -> str:
    """Without what has no shape: controls become spaces, marks of direction vanish."""
    if text.isprintable():  # nearly always
        return text
    shapes = ((c, unicodedata.category(c)) for c in _ESCAPES.sub("", text))
    return "".join(
        " " if kind in {"Cc", "Zl", "Zp"} else c
        for c, kind in shapes
        if kind not in {"Cf", "Cs", "Co", "Cn"} or c in _JOINERS
    )
