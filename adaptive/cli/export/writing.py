"""Where an export goes: a file, standard output ("-"), or a folder of several files.

A file that was there is replaced whole or not at all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from adaptive.cli.context import Context
from adaptive.library.files import replacing
from ingest.errors import KneedriveError, UsageError

__all__ = ["folder_for", "tell", "write", "write_all"]


def write(here: Context, path: Path, content: bytes) -> None:
    """Write an export to a file, or print it.

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
    _replace(path, content)
    if here.as_json:
        here.answer({"files": [path]})
    else:
        here.err.print(f"wrote {path}", markup=False, soft_wrap=True)


def folder_for(path: Path) -> Path:
    """A folder to write to, which need not be there yet.

    Raises:
        UsageError: something else stands there, or above it, or it is "-".
    """
    if str(path) == "-":
        raise UsageError("several files cannot be printed", hint="Name a folder.")
    path = path.expanduser()
    standing = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not standing.is_dir():
        raise UsageError(f"{standing} is a file, not a folder", hint="Name a folder.")
    return path


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write the files into a folder, each whole or not at all.

    Raises:
        KneedriveError: one cannot be written; those before it stand.
    """
    written = []
    for name, content in files:
        _replace(folder / name, content)
        written.append(folder / name)
    return written


def tell(here: Context, written: list[Path], **more: object) -> None:
    """Say what was written."""
    if here.as_json:
        here.answer({"files": written, **more})
    else:
        for path in written:
            here.out.print(path, markup=False, soft_wrap=True)


def _replace(path: Path, content: bytes) -> None:
    try:
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        raise KneedriveError(
            f"{path} cannot be written: {error.strerror}", hint="Name another place."
        ) from error
