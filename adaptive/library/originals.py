"""The recordings as they came, compressed, named by their content, never altered."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["Originals", "replacing"]


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears whole or not at all, and survives a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


class Originals:
    """A folder of recordings: `ab/abcd....gz` for the content with that SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the recording lies or would lie."""
        return self.folder / sha256[:2] / f"{sha256}.gz"

    def keep(self, sha256: str, data: bytes) -> None:
        """Store a recording; storing it again changes nothing."""
        path = self.path(sha256)
        if not path.exists():
            with replacing(path) as file:
                # A fixed time stamp makes equal content equal bytes.
                file.write(gzip.compress(data, compresslevel=6, mtime=0))

    def read(self, sha256: str) -> bytes:
        """The recording's bytes, exactly as they came."""
        return gzip.decompress(self.path(sha256).read_bytes())
