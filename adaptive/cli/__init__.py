"""The command line: doors to the service, a few lines each.

`main` is what the `kneedrive` command runs. It lets the global options stand before
or after the command, and it is the one place where errors become words and exit
statuses: 0 done, 1 the data does not allow it, 2 wrong usage, 3 done but some files
were damaged or refused, 130 interrupted.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from ingest.errors import KneedriveError

__all__ = ["main"]

_GLOBAL_FLAGS = {"--json", "--quiet", "--debug"}
_GLOBAL_VALUES = {"--library", "--today"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may not know each sign
            stream.reconfigure(errors="replace")
    words = _globals_first(sys.argv[1:] if arguments is None else list(arguments))
    try:
        from adaptive.cli.app import app

        app(words, prog_name="kneedrive", standalone_mode=True)
    except KneedriveError as error:
        if "--debug" in words:
            raise
        _report(error, as_json="--json" in words)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:  # before there was anything to say: while modules are loaded
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (head, less) has left; nobody is there to be told.
        sys.stderr.close()
        sys.exit(1)


def _globals_first(words: list[str]) -> list[str]:
    """The same command line with the global options in front of the command."""
    front, rest = [], []
    remaining = iter(words)
    for word in remaining:
        name = word.partition("=")[0]
        if word == "--":
            rest += [word, *remaining]
        elif word in _GLOBAL_FLAGS or (name in _GLOBAL_VALUES and name != word):
            front.append(word)
        elif word in _GLOBAL_VALUES:
            front += [word, *(value for value in [next(remaining, None)] if value is not None)]
        else:
            rest.append(word)
    return front + rest


def _report(error: KneedriveError, *, as_json: bool) -> None:
    if as_json:
        import json

        facts = {"error": error.message, "hint": error.hint, "exit_status": error.exit_code}
        sys.stdout.write(json.dumps(facts) + "\n")
    from adaptive.cli.context import printable

    sys.stderr.write(f"kneedrive: {printable(error.message)}\n")
    if error.hint:
        sys.stderr.write(f"{error.hint}\n")
