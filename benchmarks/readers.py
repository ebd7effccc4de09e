"""The readers that are compared: one interface, from a file to a DataFrame of its records.

Every reader of Python gets the same bytes in this process. Garmin's reader for JavaScript
answers from a process of its own that runs as long as this one (`reader.mjs`); it times
itself in the same way and hands over plain objects, as its users get them.
"""

from __future__ import annotations

import gc
import importlib.metadata
import io
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ingest import formats
from ingest.formats.fit_decode import decode
from ingest.formats.fit_records import record_frame

__all__ = ["JAVASCRIPT", "WHOLE", "Reader", "Timed", "available"]

WHOLE = "kneedrive, whole activity"
JAVASCRIPT = "@garmin/fitsdk (node)"
# A reading of less than a millisecond says more about the caches that the reader before it
# left than about itself: readings are repeated until they take this long, as timeit does.
LEAST_S = 0.02


@dataclass(frozen=True, slots=True)
class Timed:
    """Processor seconds for one reading of a file, and what was read.

    `first` is what the first reading took alone, in whatever state the reader before it left
    the processor's caches. All are None where the reader failed; the frame also where it is not
    to be compared, `first` where it was not timed.
    """

    seconds: float | None
    frame: pd.DataFrame | None
    first: float | None = None


class Reader(Protocol):
    """Something that reads FIT files."""

    @property
    def version(self) -> str:
        """Of the package."""

    def timed(self, path: Path) -> Timed:
        """Read a file as often as it takes to time it."""

    def peak_kb(self, warm_up: Path, path: Path) -> int:
        """By how much the memory in use grows at most for a file, in kB; once a process."""


@dataclass(frozen=True, slots=True)
class PythonReader:
    """A reader of this process."""

    read: Callable[[bytes], pd.DataFrame]
    version: str
    is_compared: bool = True

    def timed(self, path: Path) -> Timed:
        """Read a file as often as it takes to time it."""
        data = path.read_bytes()
        gc.collect()  # nobody pays for what another reader left behind
        readings = 1
        begin = time.process_time()
        try:
            frame = self.read(data)
            first = time.process_time() - begin
            while (spent := time.process_time() - begin) < LEAST_S:
                frame = self.read(data)
                readings += 1
        except Exception:  # noqa: BLE001 - other readers raise anything; then they have no time
            return Timed(None, None)
        return Timed(spent / readings, frame if self.is_compared else None, first)

    def peak_kb(self, warm_up: Path, path: Path) -> int:
        """By how much the memory in use grows at most for a file, in kB; once a process."""
        self.read(warm_up.read_bytes())
        data = path.read_bytes()
        before = _peak_kb(os.getpid())
        self.read(data)
        return _peak_kb(os.getpid()) - before


class JavaScriptReader:
    """Garmin's reader for JavaScript, in a process of node."""

    def __init__(self, node: str, folder: Path) -> None:
        """Start node; `folder` is where `npm install --prefix` put the package."""
        script = Path(__file__).with_name("reader.mjs")
        self._process = subprocess.Popen(
            [node, script, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = str(self._ask({})["version"])

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        to.write(json.dumps(question) + "\n")
        to.flush()
        answer: dict[str, Any] = json.loads(back.readline())
        return answer

    def timed(self, path: Path) -> Timed:
        """Read a file as often as it takes to time it."""
        answer = self._ask({"path": str(path), "least_s": LEAST_S})
        if answer["seconds"] is None:
            return Timed(None, None)
        return Timed(answer["seconds"], pd.DataFrame(answer["columns"], dtype="float64"))

    def peak_kb(self, warm_up: Path, path: Path) -> int:
        """By how much the memory in use grows at most for a file, in kB; once a process."""
        self._ask({"path": str(warm_up), "least_s": 0})
        before = _peak_kb(self._process.pid)
        self._ask({"path": str(path), "least_s": 0})
        return _peak_kb(self._process.pid) - before


def _peak_kb(pid: int) -> int:
    """The most memory that a process has had resident so far (Linux tells)."""
    # Not ru_maxrss: that begins with what the process had that started this one.
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def kneedrive(data: bytes) -> pd.DataFrame:
    """Our columnar reader, up to the DataFrame of records."""
    return record_frame(decode(data))


def whole_activity(data: bytes) -> pd.DataFrame:
    """Our reader, with everything: sessions, laps, samples on a clean time line."""
    return formats.read(data, "benchmark").samples.frame()


def fitparse(data: bytes) -> pd.DataFrame:
    """The reader most used; no longer developed."""
    from fitparse import FitFile

    return pd.DataFrame(
        [
            {field.name: field.value for field in message.fields if field.value is not None}
            for message in FitFile(io.BytesIO(data)).get_messages("record")
        ]
    )


def fitdecode(data: bytes) -> pd.DataFrame:
    """The successor of fitparse."""
    from fitdecode import FIT_FRAME_DATA, FitReader

    with FitReader(io.BytesIO(data)) as reader:
        return pd.DataFrame(
            [
                {field.name: field.value for field in frame.fields if field.value is not None}
                for frame in reader
                if frame.frame_type == FIT_FRAME_DATA and frame.name == "record"
            ]
        )


def garmin_fit_sdk(data: bytes) -> pd.DataFrame:
    """Garmin's own reader."""
    from garmin_fit_sdk import Decoder, Stream

    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    if errors:
        raise errors[0]
    return pd.DataFrame(messages.get("record_mesgs", []))


def fitfast(data: bytes) -> pd.DataFrame:
    """A compiled reader (Rust)."""
    from fitfast import records

    return pd.DataFrame(records(data))


_PYTHON: dict[str, tuple[str, Callable[[bytes], pd.DataFrame]]] = {
    "kneedrive": ("kneedrive", kneedrive),
    WHOLE: ("kneedrive", whole_activity),
    "fitfast": ("fitfast", fitfast),
    "garmin-fit-sdk": ("garmin-fit-sdk", garmin_fit_sdk),
    "fitdecode": ("fitdecode", fitdecode),
    "fitparse": ("fitparse", fitparse),
}


def available(node_folder: Path | None) -> dict[str, Reader]:
    """The readers that are installed, by name."""
    found: dict[str, Reader] = {}
    for name, (package, read) in _PYTHON.items():
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
        found[name] = PythonReader(read, version, is_compared=name != WHOLE)
    node = shutil.which("node")
    if node and node_folder:
        found[JAVASCRIPT] = JavaScriptReader(node, node_folder)
    return found
