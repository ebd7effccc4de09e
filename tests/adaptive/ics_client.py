"""How calendars read an iCalendar file: what the standard demands, and what an import does."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from icalendar import Calendar

ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION",
        "TRANSP", "LAST-MODIFIED")  # fmt: skip
ALLOWED = {
    "DTSTAMP": r"\d{8}T\d{6}Z",
    "LAST-MODIFIED": r"\d{8}T\d{6}Z",
    "SEQUENCE": r"\d+",
    "STATUS": "CONFIRMED|CANCELLED",
    "TRANSP": "OPAQUE|TRANSPARENT",
}
TEXTS = ("SUMMARY", "DESCRIPTION", "NAME", "UID")


def faults(data: bytes) -> list[str]:
    """What a file does that RFC 5545 and 7986 forbid."""
    found = []
    if not data.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        return ["lines do not end with CRLF"]
    found += [f"{len(row)} bytes in a line" for row in data.split(b"\r\n") if len(row) > 75]
    rows = re.sub(r"\r\n[ \t]", "", data.decode("utf-8")).split("\r\n")[:-1]
    if any(ord(letter) < 32 for row in rows for letter in row):
        found.append("a control character")
    open_ones: list[str] = []
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    stack: list[list[tuple[str, str]]] = []
    for row in rows:
        said = re.fullmatch(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', row)
        if said is None:
            found.append(f"no property: {row!r}")
            continue
        name, params, value = said.groups()
        if name == "BEGIN":
            open_ones.append(value)
            stack.append([])
            groups.append((value, stack[-1]))
        elif name == "END":
            if not open_ones or open_ones.pop() != value:
                return [*found, "components are not balanced"]
            stack.pop()
        else:
            stack[-1].append((name + params, value))
    if open_ones or rows[0] != "BEGIN:VCALENDAR" or rows[-1] != "END:VCALENDAR":
        return [*found, "components are not balanced"]
    zones = {dict(props).get("TZID") for kind, props in groups if kind == "VTIMEZONE"}
    for kind, props in groups:
        found += [f"{kind}: {fault}" for fault in _component_faults(kind, props, zones)]
    uids = Counter(dict(props).get("UID", "") for kind, props in groups if kind == "VEVENT")
    found += [f"{uid} stands there {times} times" for uid, times in uids.items() if times > 1]
    return found


def _component_faults(kind, props, zones):
    names = Counter(name.split(";")[0] for name, _ in props)
    values = {name.split(";")[0]: value for name, value in props}
    demanded = {
        "VCALENDAR": ("VERSION", "PRODID"),
        "VEVENT": ("UID", "DTSTAMP", "DTSTART"),
        "VTIMEZONE": ("TZID",),
        "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
        "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
        "VALARM": ("ACTION", "TRIGGER", "DESCRIPTION"),
    }[kind]
    yield from (f"{name} is missing, or there twice" for name in demanded if names[name] != 1)
    if kind in {"STANDARD", "DAYLIGHT"} and not re.fullmatch(r"\d{8}T\d{6}", values["DTSTART"]):
        yield "an onset is not in local time"
    if kind == "VCALENDAR" and dict(props).get("REFRESH-INTERVAL;VALUE=DURATION") is None:
        yield "REFRESH-INTERVAL needs VALUE=DURATION"
    if kind == "VEVENT":
        yield from _event_faults(names, values, props, zones)


def _event_faults(names, values, props, zones):
    yield from (f"{name} is there twice" for name in ONCE if names[name] > 1)
    for name, allowed in ALLOWED.items():
        if not re.fullmatch(allowed, values.get(name, "")):
            yield f"{name} is {values.get(name)!r}"
    kinds = {
        name.split(";", 1)[-1].removeprefix("DTSTART").removeprefix("DTEND")
        for name, _ in props
        if name.startswith(("DTSTART", "DTEND"))
    }
    if len(kinds) != 1:
        yield "DTSTART and DTEND are of two kinds"
    if not values["DTSTART"] < values["DTEND"]:
        yield "it ends before it begins"
    used = {kind.removeprefix("TZID=") for kind in kinds if kind.startswith("TZID=")}
    yield from (f"the zone {one} is not defined" for one in used - zones)
    for name in TEXTS:
        if re.search(r"(?<!\\)(?:\\\\)*[,;]|\\[^\\;,nN]", values.get(name, "")):
            yield f"{name} is not escaped: {values[name]!r}"


@dataclass
class Client:
    """A calendar that files are imported into: by RFC 5546 the higher SEQUENCE of a UID wins.

    Of the same SEQUENCE the later DTSTAMP, else the event stays as it is.
    """

    events: dict[str, object] = field(default_factory=dict)
    changes: int = 0

    def take(self, data: bytes) -> None:
        calendar = Calendar.from_ical(data)
        for event in calendar.events:
            uid, known = str(event["UID"]), self.events.get(str(event["UID"]))
            if known is None or _revision(event) > _revision(known):
                self.events[uid] = event
                self.changes += 1

    @property
    def shown(self):
        """What the calendar shows: by start, (start as told, summary)."""
        return sorted(
            (event["DTSTART"].to_ical().decode(), str(event["SUMMARY"]))
            for event in self.events.values()
            if event["STATUS"] != "CANCELLED"
        )


def _revision(event):
    return int(event["SEQUENCE"]), event["DTSTAMP"].dt
