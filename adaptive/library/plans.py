"""Every plan that said something new about its week, with all that it was made from."""

from __future__ import annotations

import json
import sqlite3
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime

from adaptive.library.plan_json import blocks_from_json, from_json, to_json
from adaptive.library.recordings import Transaction
from adaptive.plans import Block, Plan
from adaptive.week import Intended, PlanInputs

__all__ = ["Kept", "Plans"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan as it was told on a day; `version` is that of the programme it was made with."""

    day: date
    week: str
    version: str
    _inputs: bytes = field(repr=False)
    _blocks: bytes = field(repr=False)

    @property
    def inputs(self) -> PlanInputs:
        """All that it was made from."""
        return from_json(_unpacked(self._inputs))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its blocks as they were told."""
        return blocks_from_json(_unpacked(self._blocks))

    def says(self, blocks: str, inputs: str) -> bool:
        """Whether blocks and sessions are those of this plan."""
        known = json.loads(_unpacked(self._inputs))
        return (
            _unpacked(self._blocks) == blocks
            and known["sessions"] == json.loads(inputs)["sessions"]
        )

    @property
    def intended(self) -> tuple[Intended, ...]:
        """Where its blocks were to stand."""
        return tuple(
            Intended(block["kind"], datetime.fromisoformat(block["start"]), block["slot"])
            for block in json.loads(_unpacked(self._blocks))
        )


class Plans:
    """The plans in the library's database."""

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction

    def all(self, week: str, as_of: date) -> list[Kept]:
        """The plans of a week (like 2026-W48) that were made up to a day, the oldest first."""
        rows = self._connection.execute(
            "SELECT day, week, version, inputs, plan FROM plans WHERE week = ? AND day <= ? "
            "ORDER BY day, id",
            (week, as_of.isoformat()),
        )
        return [Kept(date.fromisoformat(day), *rest) for day, *rest in rows]

    def last(self, week: str, as_of: date) -> Kept | None:
        """The latest plan of a week that was made up to a day."""
        row = self._connection.execute(
            "SELECT day, week, version, inputs, plan FROM plans WHERE week = ? AND day <= ? "
            "ORDER BY day DESC, id DESC LIMIT 1",
            (week, as_of.isoformat()),
        ).fetchone()
        return Kept(date.fromisoformat(row[0]), *row[1:]) if row else None

    def keep(self, inputs: PlanInputs, plan: Plan) -> bool:
        """Keep a plan, if its blocks or its sessions differ from the last one's of its week."""
        told, made_from = to_json(plan.blocks), to_json(inputs)
        last = self.last(plan.week, inputs.today)
        if last and last.says(told, made_from):
            return False
        with self._transaction() as db:
            db.execute(
                "INSERT INTO plans (day, week, version, inputs, plan) VALUES (?, ?, ?, ?, ?)",
                (
                    inputs.today.isoformat(),
                    plan.week,
                    inputs.rulebook_version,
                    _packed(made_from),
                    _packed(told),
                ),
            )
        return True


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode())


def _unpacked(content: bytes) -> str:
    return zlib.decompress(content).decode()
