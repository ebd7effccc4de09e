"""Which format some bytes are, and one module for each that reads it.

A format is a module with `is_<format>(data)` and `read(data, source)`, and one line in
`_FORMATS`. FIT has two readers, so its `read` also takes which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.activity import Activity
from ingest.errors import UnknownFormatError
from ingest.formats import fit, gpx, tcx
from ingest.formats.fit import Reader

__all__ = ["Reader", "identify", "looks_like", "read"]


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[..., Activity]


_FORMATS = (
    _Format("fit", fit.is_fit, fit.read),
    _Format("tcx", tcx.is_tcx, tcx.read),
    _Format("gpx", gpx.is_gpx, gpx.read),
)

# What bytes that are not read may be, by how they begin.
_SIGNATURES = {
    b"\x1f\x8b": "this is gzip within gzip",
    b"PK\x03\x04": "this is a zip archive, which is not read yet; unpack it first",
    b"%PDF": "this is a PDF document, no recording",
    b"SQLite format 3": "this is a database, no recording",
    b"\x89PNG": "this is an image, no recording",
    b"\xff\xd8\xff": "this is an image, no recording",
}
_LOOKED_AT = 4096


def identify(data: bytes) -> str | None:
    """The format's name by content, whatever the file is called; None where unknown."""
    return next((f.name for f in _FORMATS if f.recognises(data)), None)


def read(data: bytes, source: str, *, reader: Reader = "columnar") -> Activity:
    """The activity in these bytes; `source` is where they came from, for people.

    Raises:
        UnknownFormatError: if they are in no format that is read, saying what they look like.
        NotAnActivityError: if they are something else than a recorded activity.
        ReadingError: if nothing could be read from them.
    """
    for known in _FORMATS:
        if known.recognises(data):
            options = {"reader": reader} if known.name == "fit" else {}
            return known.read(data, source, **options)
    raise UnknownFormatError(looks_like(data))


def looks_like(data: bytes) -> str:
    """What bytes in no format that is read seem to be, in a sentence; their beginning is enough."""
    if not data:
        return "this file is empty"
    for signature, meaning in _SIGNATURES.items():
        if data.startswith(signature):
            return meaning
    begin = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<pwx" in begin:
        return "this is a PWX file; only FIT, TCX and GPX are read"
    if begin.startswith(b"[Params]"):
        return "this is a Polar HRM file; only FIT, TCX and GPX are read"
    if begin.startswith(b"<"):
        return "this is some XML or HTML document, no recording"
    if data.strip(b"\0") == b"":
        return "this file holds nothing but zeros"
    control = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in data[:_LOOKED_AT])
    return "this is plain text, no recording" if control == 0 else "this is no known recording"
