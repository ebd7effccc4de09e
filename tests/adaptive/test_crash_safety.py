"""Killed at any moment, kneedrive loses nothing that it reported, and goes on where it was."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "crashes.py"


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_few_dozen_kills_are_survived():
    """`python benchmarks/crashes.py --kills 500` is the long form."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--kills", "22"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "22 kills, 22 survived" in done.stdout
