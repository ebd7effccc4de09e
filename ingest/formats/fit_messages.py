"""Single FIT messages under the profile's names: for summaries, not for streams.

In: raw messages by field number. Out: their fields by name, with scale and offset applied and
enumerations as words. Times stay seconds since the FIT epoch. The profile (names,
scales, enumerations) is garmin-fit-sdk's, read at run time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from garmin_fit_sdk import Profile

from ingest.formats.fit_layout import Value

__all__ = [
    "Message",
    "ProfileField",
    "Stored",
    "enumeration",
    "fields_of",
    "is_known",
]

# Other types list a few special values only; theirs stay numbers.
_WORDED = {"manufacturer", "garmin_product", "favero_product"}


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
    # Whether values are stored as they are meant.
    is_plain: bool

    def scaled(self, value: Value) -> Value:
        """A stored value with its unit, or as a word."""
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return [None if v is None else v / self.scale - self.offset for v in value]
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


@cache
def fields_of(message: int) -> dict[int, ProfileField]:
    """The profile's fields of a kind of message, by number; empty where it is unknown."""
    described: dict[int, dict[str, Any]] = Profile["messages"].get(message, {}).get("fields", {})
    fields = {}
    for number, entry in described.items():
        words = entry["base_type"] == "enum" or entry["type"] in _WORDED
        components = entry["components"]
        single = len(components) == 1
        counts_on = single and described[components[0]]["is_accumulated"]
        fields[number] = ProfileField(
            number=number,
            name=entry["name"],
            scale=entry["scale"][0],
            offset=entry["offset"][0],
            is_array=entry["array"] == "true",
            words=enumeration(entry["type"]) if words else None,
            fills=components[0] if single else None,
            counts_on_bits=entry["bits"][0] if counts_on else None,
            is_plain=not words and (entry["scale"][0], entry["offset"][0]) == (1, 0),
        )
    return fields


class Stored(Protocol):
    """A message as it is stored: unscaled values by field number."""

    def get(self, number: int, /) -> Value | None:
        """The value of a field, None where it has none."""


@cache
def _fields_by_name(message: int) -> dict[str, ProfileField]:
    return {field.name: field for field in fields_of(message).values()}


class Message:
    """One message of a summary; only the fields that somebody asks for are interpreted."""

    __slots__ = ("_fields", "_stored", "has_samples")

    def __init__(self, kind: int, stored: Stored, *, has_samples: bool = True) -> None:
        """Take a message of this global number as it is stored.

        `has_samples` is false where its records could not be kept beside those of another file.
        """
        self._fields = _fields_by_name(kind)
        self._stored = stored
        self.has_samples = has_samples

    def get(self, name: str) -> Value | None:
        """The field of this name; None where it has no value or the profile no such field."""
        field = self._fields.get(name)
        value = None if field is None else self._stored.get(field.number)
        if value is None or field is None or field.is_plain:
            return value
        return field.scaled(value)

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
