"""One input taken in within limits of time and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Finding", "execute"]

SECONDS_PER_BYTE = 1 / 100_000
MEMORY_PER_BYTE = 20
MEMORY_BYTES = 100 * 2**20
_KIB = 1024 if sys.platform == "linux" else 1


class Finding(Exception):  # noqa: N818 - it is no error of this program
    """An input that is not taken in as it should be: what happened, and where."""


@dataclass(frozen=True)
class _Used:
    seconds: float
    bytes: int


def execute(run: Callable[[bytes], None], data: bytes, *, name: str) -> None:
    """Take an input in.

    Raises:
        Finding: it ended in an exception, or took more than it may.
    """
    used = _measured(run, data)
    if _too_much(used, data):
        # This process may have been busy with itself; a fresh one tells.
        used = _alone(name, data)
        if found := _too_much(used, data):
            raise Finding(found)


def _measured(run: Callable[[bytes], None], data: bytes) -> _Used:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    try:
        run(data)
    except Exception as error:
        places = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{places.filename.rpartition('/')[2]}:{places.lineno}"
        raise Finding(f"{type(error).__name__} at {where}: {error}") from error
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return _Used(time.process_time() - began, (after - before) * _KIB)


def _too_much(used: _Used, data: bytes) -> str | None:
    if used.seconds > max(1.0, len(data) * SECONDS_PER_BYTE):
        return f"it took {used.seconds:.1f} s for {len(data)} bytes"
    if used.bytes > MEMORY_BYTES + MEMORY_PER_BYTE * len(data):
        return f"it took {used.bytes / 2**20:.0f} MiB for {len(data)} bytes"
    return None


_ALONE = """
import sys
from benchmarks.fuzzing.limits import _measured
from benchmarks.fuzzing.targets import TARGETS
target = TARGETS[sys.argv[1]]
target.run(target.warm())  # what is loaded once is not this input's
used = _measured(target.run, sys.stdin.buffer.read())
print(used.seconds, used.bytes)
"""


def _alone(name: str, data: bytes) -> _Used:
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, name], input=data, capture_output=True, check=False
    )
    if done.returncode:
        raise Finding(f"it ended the process: {done.stderr.decode()[-300:]}")
    seconds, size = done.stdout.split()
    return _Used(float(seconds), int(size))
