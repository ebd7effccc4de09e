"""The `kneedrive` command: its global options and the list of its commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from adaptive.cli import (
    answer,
    backup,
    calendar,
    demo,
    doctor,
    evaluate,
    exercises,
    export,
    forget,
    form,
    imports,
    kept,
    load,
    log,
    me,
    phase,
    plan,
    serve,
    sessions,
    thresholds,
)
from adaptive.cli.context import Context, context

__all__ = ["app"]

# In the order of the help; typer itself would list commands before groups of them.
_DAILY = ("plan", "log", "answer", "import", "serve")
_MORE = (
    *("calendar", "away", "sessions", "show", "label", "load", "thresholds", "phase", "form"),
    *("exercises", "export", "imports", "me", "evaluate", "doctor", "backup", "restore"),
    *("forget", "demo"),
)


class _Commands(TyperGroup):
    """The commands in two groups; plain text, which is there in half the time of Rich's panels."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - typer's
        """Write the daily commands first."""
        for heading, names in (("Daily", _DAILY), ("More", _MORE)):
            commands = [self.commands[name] for name in names]
            with formatter.section(heading):
                formatter.write_dl(
                    [(one.name, one.get_short_help_str(formatter.width)) for one in commands]
                )


app = typer.Typer(
    cls=_Commands,
    help="Where hip-flexor work belongs in your training week, and why.",
    epilog="The options above may also stand after the command.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

plan.app.command("kept")(kept.kept)
app.add_typer(plan.app, name="plan")
app.add_typer(log.app, name="log")
app.command("answer")(answer.answer)
app.command("import")(imports.import_)
app.command("serve")(serve.serve)
app.add_typer(calendar.app, name="calendar")
app.command("away")(calendar.away)
app.command("sessions")(sessions.sessions)
app.command("show")(sessions.show)
app.command("label")(sessions.label)
app.command("load")(load.load)
app.add_typer(thresholds.app, name="thresholds")
app.add_typer(phase.app, name="phase")
app.command("form")(form.form)
app.command("exercises")(exercises.exercises)
app.add_typer(export.app, name="export")
app.command("imports")(imports.imports)
app.add_typer(me.app, name="me")
app.command("evaluate")(evaluate.evaluate)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("forget")(forget.forget)
app.command("demo")(demo.demo)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"kneedrive {version('kneedrive')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def kneedrive(
    ctx: typer.Context,
    library: Annotated[
        Path | None,
        typer.Option(help="Folder that holds your data, if not your user data folder."),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Look from this day; later things are not yet known."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, no remarks.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,  # noqa: ARG001
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Where hip-flexor work belongs in your training week, and why."""
    ctx.obj = Context.of(library, today, as_json=as_json, quiet=quiet)
    if ctx.invoked_subcommand is None:
        plan.today(context(ctx))
