"""Where an export goes: a file, or standard output when it is asked for with "-"."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from adaptive.cli.context import Context
from ingest.errors import KneedriveError, UsageError

__all__ = ["write"]


def write(here: Context, path: Path, content: bytes) -> None:
    """Write an export; a file that was there is replaced whole or not at all.

    Raises:
        UsageError: there is no such folder, or the path is one itself.
        KneedriveError: it cannot be written.
    """
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = path.expanduser()
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="Name the file to write in it.")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}")
    try:
        _replace(path, content)
    except OSError as error:
        raise KneedriveError(
            f"{path} cannot be written: {error.strerror}", hint="Name another place."
        ) from error
    here.err.print(f"wrote {path}", markup=False, soft_wrap=True)


def _replace(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(
        dir=path.absolute().parent, prefix=f".{path.name}", delete=False
    ) as new:
        try:
            new.write(content)
            new.close()
            os.replace(new.name, path)  # noqa: PTH105 - the name is text
        except BaseException:
            with suppress(OSError):
                os.unlink(new.name)  # noqa: PTH108 - as above
            raise
