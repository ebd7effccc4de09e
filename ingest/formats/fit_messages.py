"""Single FIT messages under the profile's names: for summaries, not for streams.

In: raw messages by field number. Out: one dictionary a message, by field name, with scale
and offset applied and enumerations as words; fields without a value, and fields the
profile does not know, are left out. Times stay seconds since the FIT epoch. The profile
(names, scales, enumerations) is garmin-fit-sdk's, read at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from garmin_fit_sdk import Profile

from ingest.formats.fit_layout import Value

__all__ = [
    "Message",
    "ProfileField",
    "enumeration",
    "fields_of",
    "is_known",
    "named",
    "number",
    "text",
]

Message = dict[str, Value]

# Other types list a few special values only; theirs stay numbers.
_WORDED = {"manufacturer", "garmin_product", "favero_product"}


@dataclass(frozen=True, slots=True)
class ProfileField:
    """What the profile says about a field; `words` are an enumeration's names."""

    name: str
    scale: float
    offset: float
    is_array: bool
    words: dict[int, str] | None
    # The field that this one fills by component expansion, and its bits where it counts on.
    fills: int | None
    counts_on_bits: int | None


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
    for number_, entry in described.items():
        words = entry["base_type"] == "enum" or entry["type"] in _WORDED
        components = entry["components"]
        single = len(components) == 1
        counts_on = single and described[components[0]]["is_accumulated"]
        fields[number_] = ProfileField(
            name=entry["name"],
            scale=entry["scale"][0],
            offset=entry["offset"][0],
            is_array=entry["array"] == "true",
            words=enumeration(entry["type"]) if words else None,
            fills=components[0] if single else None,
            counts_on_bits=entry["bits"][0] if counts_on else None,
        )
    return fields


def named(number_: int, messages: Iterable[Mapping[int, Value]]) -> list[Message]:
    """Raw messages of one kind, by field number, as messages by field name."""
    fields = fields_of(number_)
    return [
        {fields[n].name: _scaled(fields[n], value) for n, value in message.items() if n in fields}
        for message in messages
    ]


def _scaled(profile: ProfileField, value: Value) -> Value:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return [None if v is None else v / profile.scale - profile.offset for v in value]
    if profile.words is not None:
        return profile.words.get(int(value), value)
    if profile.scale == 1 and profile.offset == 0:
        return value
    return value / profile.scale - profile.offset


def number(message: Message, *names: str) -> float | None:
    """The first of these fields that holds a number."""
    for name in names:
        value = message.get(name)
        if isinstance(value, list):
            value = next((v for v in value if v is not None), None)
        if isinstance(value, int | float):
            return value
    return None


def text(message: Message, name: str) -> str | None:
    """A field as words; a number the profile has no word for as its digits."""
    value = message.get(name)
    return None if value is None or isinstance(value, list) else str(value)
