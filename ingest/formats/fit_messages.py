"""Single FIT messages under the profile's names: for summaries, not for streams.

In: raw messages by field number. Out: their fields by name, with scale and offset applied and
enumerations as words. Times stay seconds since the FIT epoch. A subfield (a field that means
something else by the value of another, as `duration_value` by `duration_type`) has a value
under its own name where it applies; a field that the device stored in another one (altitude as
`enhanced_altitude`) has that one's. The profile (names, scales, enumerations) is
garmin-fit-sdk's, read at run time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from garmin_fit_sdk import Profile

from ingest.formats.fit_layout import Value

__all__ = [
    "Meaning",
    "Message",
    "ProfileField",
    "Stored",
    "enumeration",
    "fields_of",
    "is_known",
    "message_name",
    "sources_of",
]

# What a stored value stands for.
Meaning = Value | list[str | int | float | None]

# Besides all of base type enum, these types are enumerations; others list a few special values
# or flags only, and theirs stay numbers.
_WORDED = {"manufacturer", "garmin_product", "battery_status", "set_type", "exercise_category"}
# The same of subfields, of which the profile names no base type, the other way round.
_NUMBERED = {"date_time", "message_index", "workout_hr", "workout_power"}


@dataclass(frozen=True, slots=True)
class ProfileField:
    """What the profile says about a field; `words` are an enumeration's names."""

    number: int
    name: str
    scale: float
    offset: float
    is_array: bool
    words: dict[int, str] | None
    # The field that this one fills by component expansion, and its bits where it counts on.
    fills: int | None
    counts_on_bits: int | None
    # Whether values are stored as they are meant, always.
    is_plain: bool
    # What it is in the profile's words, where that is a time: "date_time", "local_date_time".
    kind: str
    # Of a subfield: (field, value) of which one must be stored beside it.
    when: tuple[tuple[int, int], ...] = ()
    # Of one of several components packed in a field: the first of its bits, how many, and whether
    # zero is "no value".
    bits: tuple[int, int, bool] | None = None

    def meaning(self, value: Value, message: Stored) -> Meaning | None:
        """A value stored in a message with its unit, or as a word; None where it is not meant."""
        if self.when and not any(message.get(number) == value for number, value in self.when):
            return None
        if isinstance(value, str):
            return value
        if self.bits is not None:
            part = self._part(value)
            return None if part is None else self._scaled(part)
        if isinstance(value, list):
            return [None if v is None else self._scaled(v) for v in value]
        return self._scaled(value)

    def _part(self, value: float | list[int | float | None]) -> int | None:
        assert self.bits is not None
        if isinstance(value, list):  # bytes, the lowest first
            value = sum(int(byte or 0) << 8 * i for i, byte in enumerate(value))
        first, count, zero_is_none = self.bits
        part = int(value) >> first & ((1 << count) - 1)
        return None if zero_is_none and part == 0 else part

    def _scaled(self, value: float) -> float | str:
        if self.words is not None:
            return self.words.get(int(value), value)
        return value / self.scale - self.offset


def enumeration(name: str) -> dict[int, str]:
    """The words of one of the profile's types, by number."""
    words: dict[int, str] = Profile["types"].get(name, {})
    return words


def is_known(message: int) -> bool:
    """Whether the profile knows this kind of message."""
    return message in Profile["messages"]


def message_name(message: int) -> str:
    """The profile's name of a kind of message, "unknown_233" where it has none."""
    name: str = Profile["messages"].get(message, {}).get("name", f"unknown_{message}")
    return name


@cache
def fields_of(message: int) -> dict[int, ProfileField]:
    """The profile's fields of a kind of message, by number; empty where it is unknown."""
    described: dict[int, dict[str, Any]] = Profile["messages"].get(message, {}).get("fields", {})
    return {number: _field(number, entry, described) for number, entry in described.items()}


def _field(
    number: int, entry: dict[str, Any], described: dict[int, dict[str, Any]]
) -> ProfileField:
    kind, base_type = entry["type"], entry.get("base_type")
    worded = base_type == "enum" or kind in _WORDED or (not base_type and kind not in _NUMBERED)
    words = enumeration(kind) if worded else None
    components = entry["components"]
    single = len(components) == 1
    counts_on = single and described[components[0]]["is_accumulated"]
    when = tuple((condition["num"], condition["raw_value"]) for condition in entry.get("map", ()))
    # The scales of several components are theirs, not that of the field they are packed in.
    scale, offset = (1, 0) if len(components) > 1 else (entry["scale"][0], entry["offset"][0])
    return ProfileField(
        number=number,
        name=entry["name"],
        scale=scale,
        offset=offset,
        is_array=entry["array"] == "true",
        words=words or None,
        fills=components[0] if single else None,
        counts_on_bits=entry["bits"][0] if counts_on else None,
        is_plain=not words and not when and (scale, offset) == (1, 0),
        kind=kind,
        when=when,
    )


def _components(
    number: int, entry: dict[str, Any], described: dict[int, dict[str, Any]]
) -> Iterator[ProfileField]:
    """The fields that a (sub)field fills, but for those that count on from message to message."""
    first = 0
    whole = _field(number, entry, described)
    parts = zip(entry["components"], entry["scale"], entry["offset"], entry["bits"], strict=False)
    for target, scale, offset, count in parts:
        filled = _field(target, described[target], described)
        is_zero_none = described[target]["base_type"].endswith("z")
        bits = None if whole.fills is not None else (first, count, is_zero_none)
        first += count
        if not described[target]["is_accumulated"]:
            yield replace(
                filled,
                number=number,
                scale=scale,
                offset=offset,
                is_plain=bits is None and not filled.words and (scale, offset) == (1, 0),
                when=whole.when,
                bits=bits,
            )


class Stored(Protocol):
    """A message as it is stored: unscaled values by field number."""

    def get(self, number: int, /) -> Value | None:
        """The value of a field, None where it has none."""


@cache
def sources_of(message: int) -> dict[str, tuple[ProfileField, ...]]:
    """By name of a field or subfield: from which stored fields it is read, best first."""
    described: dict[int, dict[str, Any]] = Profile["messages"].get(message, {}).get("fields", {})
    fields = fields_of(message)
    found: dict[str, list[ProfileField]] = {field.name: [field] for field in fields.values()}
    for number, entry in described.items():
        for subfield in entry["sub_fields"]:
            found.setdefault(subfield["name"], []).append(_field(number, subfield, described))
        for packed in (entry, *entry["sub_fields"]):
            for component in _components(number, packed, described):
                found[component.name].append(component)
    return {name: tuple(sources) for name, sources in found.items()}


class Message:
    """One message of a summary; only the fields that somebody asks for are interpreted."""

    __slots__ = ("_sources", "_stored", "has_samples")

    def __init__(self, kind: int, stored: Stored, *, has_samples: bool = True) -> None:
        """Take a message of this global number as it is stored.

        `has_samples` is false where its records could not be kept beside those of another file.
        """
        self._sources = sources_of(kind)
        self._stored = stored
        self.has_samples = has_samples

    def get(self, name: str) -> Meaning | None:
        """The (sub)field of this name; None where it has no value or the profile no such field."""
        for field in self._sources.get(name, ()):
            value = self._stored.get(field.number)
            if value is None or field.is_plain:
                found: Meaning | None = value
            else:
                found = field.meaning(value, self._stored)
            if found is not None:
                return found
        return None

    def number(self, *names: str) -> float | None:
        """The first of these fields that holds a number."""
        for name in names:
            value = self.get(name)
            if isinstance(value, list):
                value = next((v for v in value if v is not None), None)
            if value is not None and not isinstance(value, str):
                return value
        return None

    def text(self, name: str) -> str | None:
        """A field as words; a number the profile has no word for as its digits."""
        value = self.get(name)
        return None if value is None or isinstance(value, list) else str(value)
