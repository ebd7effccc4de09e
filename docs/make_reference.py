"""Write reference.md from the code, so that it stays true: python docs/make_reference.py."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from adaptive.cli.app import app
from adaptive.facts import FACTS, TAKEN_BACK
from ingest.channels import CHANNELS

REFERENCE = Path(__file__).resolve().parent / "reference.md"

INTRODUCTION = """# Reference

Made from the code by `docs/make_reference.py`; a test compares them. The programme, its rules and
exercises have [a page of their own](programme.md).
"""

TOLD = f"""## Facts about you

As in `kneedrive me set NAME VALUE`, all optional; `{TAKEN_BACK}` in place of a value takes a fact
back. A fact holds for all days, also for those before you told it; a threshold that you set holds
from its day on.
"""

COLUMNS = """## Columns of samples

As in `library.samples(...)`, `Activity.samples` and the Parquet files; NaN is not recorded.
Readings outside the range are taken for faults.
"""


def draw() -> str:
    """The whole page."""
    parts = [
        INTRODUCTION,
        TOLD,
        table(
            ("fact", "may be", "is used for"),
            ((f"`{name}`", fact.allowed, fact.use) for name, fact in FACTS.items()),
        ),
        COLUMNS,
        table(
            ("column", "unit", "range", "meaning"),
            (
                (f"`{one.name}`", one.unit, f"{one.low:g} to {one.high:g}", one.meaning)
                for one in CHANNELS.values()
            ),
        ),
        "## Commands\n",
        table(("command", "option", "meaning"), commands()),
    ]
    return "\n".join(parts)


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        f"| {' | '.join(str(cell).replace('|', '/') for cell in line)} |\n" for line in lines
    )


def commands() -> Iterable[tuple[object, ...]]:
    """Each command with its arguments and options, as the command line knows them."""
    whole = typer.main.get_command(app)
    yield from described("kneedrive", whole)
    for name, command in whole.commands.items():  # type: ignore[attr-defined]
        yield from described(f"kneedrive {name}", command)
        for sub_name, sub_command in getattr(command, "commands", {}).items():
            yield from described(f"kneedrive {name} {sub_name}", sub_command)


def described(name: str, command: Any) -> Iterable[tuple[object, ...]]:  # noqa: ANN401 - typer's own
    """The rows of one command."""
    yield f"**`{name}`**", "", command.help
    for parameter in command.params:
        if "completion" not in parameter.name:
            words = ", ".join(parameter.opts)
            if parameter.param_type_name == "argument":
                words = parameter.metavar or parameter.name
            yield "", f"`{words}`", getattr(parameter, "help", None) or ""


if __name__ == "__main__":
    REFERENCE.write_text(draw(), encoding="utf-8")
    print(f"wrote {REFERENCE}")
