"""The cleaned streams: one Parquet file a recording, a row per second of timer time.

Columns: `session` (its position in the recording), `elapsed_s`, `stretch` and the channels
of `ingest.stream.Stream`. pandas, Polars and DuckDB read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from adaptive.library.files import private_folder, replacing
from ingest.errors import KneedriveError
from ingest.stream import Stream

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

__all__ = ["SamplesFolder"]

_OWN = ("session", "elapsed_s", "stretch")


class SamplesFolder:
    """A folder of streams, named by the recording they are from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, activity_id: str) -> Path:
        """Where the samples of a recording lie or would lie."""
        return self.folder / activity_id[:2] / f"{activity_id}.parquet"

    def write(self, activity_id: str, streams: Sequence[Stream]) -> Path:
        """Write the streams of a recording's sessions. Not yet lasting."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        names = sorted({name for stream in streams for name in stream.columns})
        lengths = [len(stream) for stream in streams]
        columns: list[npt.NDArray[np.generic]] = [
            np.repeat(np.arange(len(streams), dtype=np.int32), lengths),
            np.concatenate([stream.elapsed_s for stream in streams]),
            np.concatenate([stream.stretch for stream in streams]),
            *(np.concatenate([stream[name] for stream in streams]) for name in names),
        ]
        table = pa.Table.from_arrays([_array(column) for column in columns], [*_OWN, *names])
        # To memory first: Arrow writes to a Python file in many small pieces.
        content = pa.BufferOutputStream()
        # Measurements hardly repeat as wholes, but their leading bytes do. zstd would take a
        # quarter less room, and three times as long to write, twice to read.
        pq.write_table(
            table,
            content,
            compression="snappy",
            use_dictionary=False,
            use_byte_stream_split=True,
            write_statistics=False,
            write_page_checksum=True,
        )
        path = self.path(activity_id)
        private_folder(path.parent)
        with replacing(path) as file:
            file.write(content.getvalue())
        return path

    def read(self, activity_id: str, position: int) -> Stream:
        """The stream of one session of a recording; channels without any value are left out.

        Raises:
            KneedriveError: the file is missing or damaged.
        """
        try:
            table = self._table(activity_id)
        except (OSError, ValueError) as error:
            raise KneedriveError(
                f"the samples of recording {activity_id[:12]} cannot be read",
                hint="kneedrive doctor makes them again from the original.",
            ) from error
        values = {name: _values(table.column(name)) for name in table.column_names}
        rows = slice(*np.searchsorted(values.pop("session"), [position, position + 1]).tolist())
        elapsed_s, stretch = (values.pop(name)[rows].copy() for name in _OWN[1:])
        columns = {name: column[rows].copy() for name, column in values.items()}
        recorded = {name: c for name, c in columns.items() if not np.isnan(c).all()}
        return Stream(elapsed_s, stretch, recorded)

    def _table(self, activity_id: str) -> pa.Table:
        import pyarrow as pa
        import pyarrow.parquet as pq

        content = pa.BufferReader(self.path(activity_id).read_bytes())
        # Such a small file is read at once, by one thread: anything more costs more.
        with pq.ParquetFile(content, page_checksum_verification=True) as file:
            return file.read(use_threads=False).combine_chunks()

    def fault(self, activity_id: str, sessions: int) -> str | None:
        """What is wrong with the samples of a recording of so many sessions; None: nothing."""
        try:
            table = self._table(activity_id)
        except FileNotFoundError:
            return "are missing"
        except (OSError, ValueError) as error:
            return f"cannot be read: {str(error).splitlines()[0]}"
        if missing := [name for name in _OWN if name not in table.column_names]:
            return f"lack {', '.join(missing)}"
        held = set(table.column("session").to_pylist()) if len(table) else set()
        return None if held <= set(range(sessions)) else "are of other sessions"


def _array(column: npt.NDArray[np.generic]) -> pa.Array:
    """The column for Arrow, without a copy and without loading pandas, as `pa.array` would."""
    import pyarrow as pa

    buffers = [None, pa.py_buffer(np.ascontiguousarray(column))]
    return pa.Array.from_buffers(pa.from_numpy_dtype(column.dtype), len(column), buffers)


def _values(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """The values of an undivided column; `to_numpy` would load pandas."""
    values: npt.NDArray[Any] = np.from_dlpack(column.chunk(0))
    return values
