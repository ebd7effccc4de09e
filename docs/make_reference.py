"""Write reference.md from the code, so that it stays true: python docs/make_reference.py."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from adaptive.cli.app import app
from adaptive.cli.render import dose_words
from adaptive.facts import FACTS, TAKEN_BACK
from adaptive.programme.rulebook import standard
from ingest.channels import CHANNELS

REFERENCE = Path(__file__).resolve().parent / "reference.md"

RULES = """## Rules of placement

Rules that begin with H are never broken, but for those a plan names as relaxed ({relaxed} at
most). Those with P weigh legal weeks against each other. A hard session is a key session, a
brick, or one that is not surely easy.
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
    book = standard()
    parts = [
        "# Reference\n\nMade from the code by `docs/make_reference.py`; a test compares them.\n",
        "## The programme\n",
        table(
            ("phase", "from week", "activation", "strengthening", "drills", "pedalling", "source"),
            (
                (
                    phase.id,
                    phase.first_week,
                    phase.activation.replace("_", " "),
                    f"{phase.strengthening_per_week} a week",
                    f"{phase.drills_per_week} a week",
                    f"{phase.pedalling_per_week[1]} a week",
                    phase.source,
                )
                for phase in book.phases
            ),
        ),
        RULES.format(relaxed=", ".join(book.relaxation)),
        table(
            ("id", "rule", "source"),
            ((rule.id, rule.text, rule.source) for rule in book.rules.values()),
        ),
        "## Exercises\n",
        table(
            ("exercise", "how", "look for", "leave out with"),
            (
                (
                    dose_words(exercise.starting_dose),
                    f"{exercise.setup} {exercise.cue}",
                    exercise.self_check,
                    "; ".join(exercise.avoid_if),
                )
                for exercise in book.exercises.values()
            ),
        ),
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
