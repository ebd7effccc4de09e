"""The `kneedrive` command: its global options and the list of its commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from adaptive.cli import demo, evaluate, imports, load, me, plan, sessions, thresholds
from adaptive.cli.context import Context, context

__all__ = ["app"]

_DAILY = "Daily"
_MORE = "More"


class _Commands(TyperGroup):
    """The commands in two groups; plain text, which is there in half the time of Rich's panels."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's private types
        """Write the daily commands first."""
        commands = [self.commands[name] for name in self.list_commands(ctx)]
        for group in (_DAILY, _MORE):
            rows = [
                (command.name, command.get_short_help_str(formatter.width))
                for command in commands
                if getattr(command, "rich_help_panel", None) == group
            ]
            with formatter.section(group):
                formatter.write_dl(rows)


app = typer.Typer(
    cls=_Commands,
    help="Where hip-flexor work belongs in your training week, and why.",
    epilog="The options above may also stand after the command.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("plan", rich_help_panel=_DAILY)(plan.plan)
app.command("import", rich_help_panel=_DAILY)(imports.import_)
app.command("sessions", rich_help_panel=_MORE)(sessions.sessions)
app.command("show", rich_help_panel=_MORE)(sessions.show)
app.command("label", rich_help_panel=_MORE)(sessions.label)
app.command("load", rich_help_panel=_MORE)(load.load)
app.add_typer(thresholds.app, name="thresholds", rich_help_panel=_MORE)
app.add_typer(plan.phase_app, name="phase", rich_help_panel=_MORE)
app.command("imports", rich_help_panel=_MORE)(imports.imports)
app.add_typer(me.app, name="me", rich_help_panel=_MORE)
app.command("evaluate", rich_help_panel=_MORE)(evaluate.evaluate)
app.command("demo", rich_help_panel=_MORE)(demo.demo)


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
