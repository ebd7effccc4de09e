"""The inputs of a plan and its blocks as JSON, exact both ways.

What an earlier version did not know takes its default; what a later one added is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Any

from adaptive.plans import Block
from adaptive.week import PlanInputs

__all__ = ["blocks_from_json", "from_json", "to_json"]


def to_json(value: PlanInputs | Sequence[Block]) -> str:
    """Inputs or blocks as JSON: the same value always gives the same text."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> PlanInputs:
    """The inputs that `to_json` wrote.

    Raises:
        ValueError: the text says something else.
    """
    # Reading is rare, so only it waits for pydantic; every plan is written.
    from pydantic import TypeAdapter

    return TypeAdapter(PlanInputs).validate_json(text)


def blocks_from_json(text: str) -> tuple[Block, ...]:
    """The blocks that `to_json` wrote.

    Raises:
        ValueError: the text says something else.
    """
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Block, ...]).validate_json(text)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the values are made of
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, time)) else value
