"""Files that a browser sends, written to disk as they come.

Nothing is held in memory but a piece of one, and no name that came over the wire is used on disk:
the files are numbered, and their names are told beside them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from adaptive.library.files import UPLOAD, is_stale, is_upload
from ingest.errors import KneedriveError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["receive", "sweep"]

_ROOM_LEFT_BYTES = 512 * 2**20
"""So much stays free on the disk: the library needs room for what it makes of the files."""


async def receive(request: Request, library: Path) -> tuple[Path, list[tuple[Path, str]]]:
    """Write all files of a form into a fresh folder within the library.

    The caller removes the folder; where receiving fails or is broken off, nothing is left.

    Returns:
        The folder, and of each file its place and the name that it came with.

    Raises:
        KneedriveError: it is no form with files, or the disk has too little room for them.
    """
    announced = request.headers.get("content-length", "")
    folder = _fresh_folder(library, int(announced) if announced.isdecimal() else 0)
    writing = _Writing(folder)
    try:
        parser = MultipartParser(_boundary(request), writing.callbacks())
        async for piece in request.stream():
            _must_have_room(library, len(piece))
            parser.write(piece)
        parser.finalize()
    except BaseException as error:
        writing.close()
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, FormParserError):
            raise KneedriveError("the files came in pieces", hint="Send them again.") from error
        raise
    return folder, writing.files


def sweep(library: Path) -> None:
    """Remove what a process that was killed while receiving left behind."""
    for folder in filter(is_upload, library.glob(f"{UPLOAD}*")):
        if is_stale(folder):
            shutil.rmtree(folder, ignore_errors=True)


class _Writing:
    """The parts of a form as they come: those that are files are written, others passed over."""

    def __init__(self, folder: Path) -> None:
        self.files: list[tuple[Path, str]] = []
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._header = self._value = b""
        self._name = ""

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls, by its names."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._in_header,
            "on_header_value": self._in_value,
            "on_header_end": self._end_of_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self.close,
        }

    def close(self) -> None:
        """The part is whole, or no more of it comes."""
        if self._file:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._name = ""

    def _in_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _in_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_of_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._name = options.get(b"filename", b"").decode(errors="replace")
        self._header = self._value = b""

    def _open(self) -> None:
        if self._name:  # a field of files in which none was chosen sends one without a name
            path = self._folder / str(len(self.files))
            self._file = path.open("xb")
            self.files.append((path, self._name))

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file:
            self._file.write(memoryview(data)[start:end])


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise KneedriveError("no files were sent", hint="Choose files first.")
    return options[b"boundary"]


def _fresh_folder(library: Path, size: int) -> Path:
    library.mkdir(mode=0o700, parents=True, exist_ok=True)
    _must_have_room(library, size)
    return Path(mkdtemp(prefix=UPLOAD, dir=library))


def _must_have_room(library: Path, size: int) -> None:
    free = shutil.disk_usage(library).free
    if free - size < _ROOM_LEFT_BYTES:
        raise KneedriveError(
            f"the disk has too little room: {free / 2**30:.1f} GB are free",
            hint="Make room, or import fewer files at once.",
        )
