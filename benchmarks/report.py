"""Where results are written: one section a benchmark in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from importlib.metadata import version
from pathlib import Path

__all__ = ["machine", "write_section"]

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def machine() -> str:
    """What it was measured on, in a sentence."""
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        found = re.search(r"model name\s*: (.+)", information.read_text())
        processor = found.group(1) if found else processor
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "pyarrow"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"Measured on {date.today():%Y-%m-%d} with {processor}, {cores} cores, "  # noqa: DTZ011
        f"Python {platform.python_version()}, {packages}."
    )


def write_section(name: str, text: str) -> None:
    """Put a text between the markers of a section, which must be there."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    content = DOCUMENT.read_text(encoding="utf-8")
    before, found, rest = content.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{DOCUMENT} has no section {name}")
    DOCUMENT.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
