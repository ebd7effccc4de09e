"""From bytes to the components of a calendar, each as the lines that matter here.

Everything that is wrong with a file as a whole is dealt with in this module: encodings,
folded lines, missing ends, components within components. What comes out are small pieces of
text, one for each event, so that a library can read them one at a time and fail alone.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.errors import ReadingError

__all__ = ["CalendarError", "Component", "read_components"]

MAX_BYTES = 50 * 1024**2
"""Twenty thousand events with long descriptions are 20 MB."""

MAX_LINE = 100_000
"""Characters of one unfolded line; a thousand dates of exceptions are 20,000."""

_ONCE = frozenset({
    "UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE", "STATUS", "SUMMARY",
    "DESCRIPTION",
})  # fmt: skip
_OFTEN = frozenset({"RRULE", "RDATE", "EXDATE", "CATEGORIES"})
"""Properties that are read, by how often an event may have them."""

MAX_OFTEN = 1000
"""Lines of one such property; calendars that write each exception by itself have a hundred."""

MAX_STRAY = 20_000
"""Characters up to which a description that was written without folding is put together."""

_PROPERTY = re.compile(r"([A-Za-z0-9-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)")
_FOLD = re.compile(rb"\r*\n[ \t]|\r[ \t]")


class CalendarError(ReadingError):
    """Bytes that are no calendar; the hint says what to do instead."""


@dataclass(slots=True)
class Component:
    """An event or a time zone as lines, without what stands within an event (alarms).

    `calendar` is what its calendar says of itself, by property. `values` are the component's own
    properties without parameters, the first of each.
    """

    kind: str
    calendar: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        """The component as a library reads it."""
        return "\r\n".join((f"BEGIN:{self.kind}", *self.lines, f"END:{self.kind}", ""))

    def add(self, name: str, value: str, text: str) -> None:
        """Take a property that is read, unless there are enough of it."""
        allowed = 1 if name in _ONCE else MAX_OFTEN
        if self.kind == "VEVENT" and (name not in _ONCE | _OFTEN or self.counts[name] >= allowed):
            return
        self.counts[name] += 1
        self.values.setdefault(name, value)
        self.lines.append(text)

    def continue_description(self, text: str) -> None:
        """Take a line that is no property: somebody wrote a text without folding it."""
        last = self.lines[-1] if self.lines else ""
        if last.startswith("DESCRIPTION") and len(last) < MAX_STRAY:
            self.lines[-1] = rf"{last}\n{text}"


class Document(NamedTuple):
    """A file taken apart; `calendar` is what its first calendar says of itself, by property."""

    components: list[Component]
    calendar: Mapping[str, str]
    ended: bool


def read_components(data: bytes, name: str = "the file") -> Document:
    """Take a file apart.

    Args:
        data: the file.
        name: of the file, for messages.

    Raises:
        CalendarError: these bytes are no calendar.
    """
    text = _decoded(data, name)
    found: list[Component] = []
    calendar: dict[str, str] = {}
    calendars = [calendar]
    current: Component | None = None
    depth = 0  # of components within the current one, or of others such as tasks
    ended = False
    for row in io.StringIO(text, newline=None):
        said = _PROPERTY.match(row[:MAX_LINE].rstrip("\n"))
        if said is None:
            if current and not depth:
                current.continue_description(row[:MAX_LINE].strip())
            continue
        prop, value = said[1].upper(), said[3]
        kind = value.strip().upper() if prop in {"BEGIN", "END"} else ""
        ended = prop == "END" and kind == "VCALENDAR"
        if prop == "BEGIN" and kind == "VCALENDAR":
            calendar, current, depth = {}, None, 0
            calendars.append(calendar)
        elif prop == "BEGIN" and kind in {"VEVENT", "VTIMEZONE"}:
            current, depth = Component(kind, calendar), 0
            found.append(current)
        elif prop == "END" and current and kind == current.kind:
            current = None
        else:
            depth += (prop == "BEGIN") - (prop == "END" and depth > 0)
            if current and (current.kind == "VTIMEZONE" or not (depth or kind)):
                current.add(prop, value, said[0])
            elif not (current or depth or kind):
                calendar.setdefault(prop, value)
    return Document(found, next(filter(None, calendars), {}), ended)


def _decoded(data: bytes, name: str) -> str:
    """The text of a file, lines unfolded; refuses what is no calendar."""
    if len(data) > MAX_BYTES:
        raise CalendarError(
            f"{name} is larger than {MAX_BYTES // 1024**2} MB, which no calendar is",
            hint="Export only the calendar that your training stands in, or fewer years of it.",
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode()
    if not re.search(rb"BEGIN:(?:VCALENDAR|VEVENT)", data, re.IGNORECASE):
        what, hint = _mistaken_for_calendar(data)
        raise CalendarError(f"{name} is no calendar: {what}", hint=hint)
    # Some programs fold in the middle of a letter, so lines are put together before decoding.
    data = _FOLD.sub(b"", data).replace(b"\0", b"")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _mistaken_for_calendar(data: bytes) -> tuple[str, str]:
    """What a file is instead, and what to do."""
    export = "Export it as iCalendar (.ics), or save what the calendar's link leads to."
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "it is empty", "Export it again; the download may have been interrupted."
    if head.startswith(b"pk\x03\x04"):
        return "it is a zip archive", "Unpack it, and import the .ics files within one by one."
    if head.startswith(b"<") or b"<html" in head:
        return "it is a web page, perhaps one that asks to sign in", export
    if b"\0" in head or sum(byte < 9 for byte in head) > len(head) / 10:
        return "it is not text", export
    first = head.splitlines()[0]
    if max(first.count(mark) for mark in (b",", b";", b"\t")) >= 2:
        return "it is a table", export
    return "nothing in it begins a calendar (BEGIN:VCALENDAR)", export
