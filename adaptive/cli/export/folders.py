"""Exports of several files: a folder that is made, and files in it that appear whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from adaptive.cli.context import Context
from adaptive.library.files import replacing
from ingest.errors import KneedriveError, UsageError

__all__ = ["folder_for", "tell", "write_all"]


def folder_for(path: Path) -> Path:
    """A folder to write to, which need not be there yet.

    Raises:
        UsageError: something else stands there, or above it.
    """
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
        try:
            with replacing(folder / name) as file:
                file.write(content)
        except OSError as error:
            raise KneedriveError(
                f"{folder / name} cannot be written: {error.strerror}", hint="Name another place."
            ) from error
        written.append(folder / name)
    return written


def tell(here: Context, written: list[Path], **more: object) -> None:
    """Say what was written."""
    if here.as_json:
        here.answer({"files": written, **more})
    else:
        for path in written:
            here.out.print(path, markup=False, soft_wrap=True)
