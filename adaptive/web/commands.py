"""Sentences that name a command of the terminal, as a page says them: with a link to its page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

__all__ = ["linked"]

_PAGES: Mapping[str, tuple[str, str]] = {
    "log": ("/log", "Log"),
    "me": ("/you", "You"),
    "answer": ("/#asked", "your answer"),
    "exercises": ("/exercises", "Exercises"),
    "plan": ("/week", "Week"),
    "phase": ("/phase", "Phase"),
    "form": ("/form", "Form"),
    "load": ("/load", "Load"),
    "calendar": ("/calendar", "Calendar"),
    "away": ("/calendar", "Calendar"),
    "import": ("/import", "Import"),
    "export": ("/exports", "Take along"),
    "thresholds": ("/load", "Load"),
    **dict.fromkeys(("sessions", "show", "label"), ("/sessions", "Sessions")),
}
"""By command the page that does the same, and its name."""

_COMMAND = re.compile(r"kneedrive ([a-z]+)((?: [\w/=-]+(?:[.:]\w+)*)*)")

_KIND = re.compile(r" [a-z]+(?:-[a-z]+)?")

_ON_PHONES = ("/", "/log", "/exercises")


def linked(text: str, *, on_phone: bool = False) -> Markup:
    """A sentence of the programme, with pages in place of commands and their words.

    Args:
        text: a sentence, which may hold words out of files: it is escaped.
        on_phone: whether only the pages are linked that a phone beside the mat may see.
    """
    made, end = Markup(), 0
    for found in _COMMAND.finditer(text):
        if found[1] not in _PAGES:
            continue
        path, name = _PAGES[found[1]]
        seen = not on_phone or path.partition("#")[0] in _ON_PHONES
        if found[1] == "log" and (kind := _KIND.match(found[2])):
            path, name = f"{path}?open={kind[0].strip()}", f"{name}:{kind[0]}"
        made += escape(text[end : found.start()])
        made += Markup('<a href="{}">{}</a>').format(path, name) if seen else escape(name)
        end = found.end()
    return made + escape(text[end:])
