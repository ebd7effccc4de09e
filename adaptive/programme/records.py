"""Tables of a TOML file to frozen dataclasses, with every fault in words.

A record's type hints say what its table must look like, its defaults what may be left out.
Understood are texts, numbers, truth values, choices (`Literal`), tuples (from lists), mappings
from texts, records within records, and `None` for what is left out. pydantic could do the
same, but takes a tenth of a second of each command's time (this: a few milliseconds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["read"]

Record = TypeVar("Record")

_SCALARS: Mapping[type, tuple[str, type | tuple[type, ...]]] = {
    str: ("a text", str),
    bool: ("true or false", bool),
    int: ("a whole number", int),
    float: ("a number", (int, float)),
}


def read(kind: type[Record], table: object, where: str, faults: list[str]) -> Record | None:
    """The record of a table; None where it has faults, which are added to the list.

    Args:
        kind: A dataclass.
        table: What the file holds in its place.
        where: How the place is called in a fault ("exercise high_knees").
        faults: Collects "WHERE: FIELD is missing", "WHERE: FIELD must be a number" and so on.
    """
    if not isinstance(table, dict):
        faults.append(f"{where} must be a table")
        return None
    hashed: Any = kind  # mypy doubts that a class is hashable
    known, before = _fields(hashed), len(faults)
    values = {}
    for name, (hint, needed) in known.items():
        if name in table:
            values[name] = _value(hint, table[name], f"{where}: {name}", faults)
        elif needed:
            faults.append(f"{where}: {name} is missing")
    faults += [f"{where}: {name} is not a field" for name in table if name not in known]
    return kind(**values) if len(faults) == before else None


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, bool]]:  # noqa: ANN401
    """The type hint of each field, and whether it must be there."""
    hints = get_type_hints(kind)
    return {
        field.name: (
            hints[field.name],
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(kind)
    }


def _value(hint: Any, value: Any, where: str, faults: list[str]) -> Any:  # noqa: ANN401
    """A value as its type hint wants it; None and a fault where it is something else."""
    if get_origin(hint) in {UnionType, Union}:  # "or None": what a file leaves out
        hint = get_args(hint)[0]
    origin, args = get_origin(hint), get_args(hint)
    wanted = "a table"
    if origin is Literal:
        if value in args:
            return value
        wanted = f"one of {', '.join(args)}"
    elif origin is tuple:
        any_number = args[-1] is Ellipsis
        if isinstance(value, list) and (any_number or len(value) == len(args)):
            return tuple(_value(args[0], one, where, faults) for one in value)
        wanted = "a list" if any_number else "a list of two"
    elif origin is Mapping:
        if isinstance(value, dict):
            return {
                name: _value(args[1], one, f"{where}.{name}", faults) for name, one in value.items()
            }
    elif hint in _SCALARS:
        wanted, fits = _SCALARS[hint]
        # A truth value is a number to Python; a text that says nothing is none.
        fitting = isinstance(value, fits) and isinstance(value, bool) == (hint is bool)
        if fitting and str(value).strip():
            return value
    else:
        return read(hint, value, where, faults)
    faults.append(f"{where} must be {wanted}")
    return None
