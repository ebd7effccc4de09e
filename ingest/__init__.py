"""Bytes to activities: reading, checking and cleaning recordings. Knows no training."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.activity import Activity
    from ingest.formats import Reader
    from ingest.formats.fit_tables import MessageTables

__all__ = ["read_activity", "read_messages"]


def read_activity(path: str | PathLike[str], *, reader: Reader = "columnar") -> Activity:
    """The activity recorded in a file.

    Args:
        path: the file, packed by gzip or not; its content decides the format, not its name.
        reader: "columnar", or "fitparse" as a second, slower opinion.

    Raises:
        OSError: if the file cannot be opened.
        ReadingError: if it cannot be read (see `ingest.formats.read`).
    """
    from ingest import archives, formats  # numpy and the FIT tables load on first use

    path = Path(path)
    return formats.read(archives.unpacked(path.read_bytes()), str(path), reader=reader)


def read_messages(path: str | PathLike[str]) -> MessageTables:
    """All messages of a FIT file as tables, those of unknown kinds too.

    `read_messages("run.fit")["lap"]` is a DataFrame with a row for each lap; `.counts` says what
    there is (see `ingest.formats.fit_tables.MessageTables`).

    Args:
        path: the file, packed by gzip or not; any kind of FIT file, not only an activity.

    Raises:
        OSError: if the file cannot be opened.
        UnknownFormatError: if it is no FIT file.
    """
    from ingest import archives
    from ingest.formats.fit_tables import read_tables

    return read_tables(archives.unpacked(Path(path).read_bytes()))
