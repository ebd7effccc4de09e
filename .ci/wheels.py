"""Build the wheel, install it in bare environments and use it there as a new user would.

    python .ci/wheels.py [newest] [lowest]

`newest` takes the newest version of each dependency, `lowest` the lowest that pyproject.toml
admits. Nothing of the checkout is in reach: the environment is fresh, the working folder empty.
Needs nothing but Python and pip.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

TODAY = "2026-11-23"

# In this order, on one library: what a new user does, and what keeps their data safe.
USE = """
demo --quiet
--library library import {samples} --quiet
--library library plan
--library library log check 15 15 ok
--library library export ics plan.ics
--library library export fit workouts
--library library export csv tables
--library library export html report.html
--library library export activities given --anonymous
--library library backup kept.zip
--library restored restore kept.zip
--library restored doctor
--library restored phase
--library restored forget --yes
"""


def main() -> None:
    """Try both, or those that are named."""
    with tempfile.TemporaryDirectory(prefix="wheels-") as name:
        folder = Path(name)
        wheel = built(folder)
        for which in sys.argv[1:] or ["newest", "lowest"]:
            began = time.monotonic()
            used(wheel, folder / which, lowest_bounds() if which == "lowest" else [])
            print(f"{wheel.name} works on the {which} versions ({time.monotonic() - began:.0f} s)")


def built(folder: Path) -> Path:
    """The wheel, made from what the repository holds."""
    run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", folder, ROOT], ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def lowest_bounds() -> list[str]:
    """The dependencies, each at its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [one.replace(">=", "==") for one in project["dependencies"] if ">=" in one]


def used(wheel: Path, folder: Path, versions: list[str]) -> None:
    """Install the wheel in an environment of its own and go through the commands."""
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    run([programs / "python", "-m", "pip", "install", wheel, *versions], folder)
    find = "import sample_data; print(sample_data.folder())"
    samples = run([programs / "python", "-I", "-c", find], folder).strip()
    assert not Path(samples).is_relative_to(ROOT), "the checkout is in reach"
    for line in USE.strip().splitlines():
        words = [word.format(samples=samples) for word in line.split()]
        run([programs / "kneedrive", *words, "--today", TODAY], folder)
    for made in ("plan.ics", "workouts", "tables", "report.html", "given", "kept.zip"):
        assert (folder / made).exists(), f"{made} was not written"
    serves([programs / "kneedrive", "--library", "library", "serve", "--no-open"], folder)


def serves(command: list[str | Path], folder: Path) -> None:
    """The page answers, and ends when it is told to."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            said = next(line for line in server.stdout if "http://" in line)
            address = re.search(r"http://[\d.:]+/", said)
            assert address, said
            with urllib.request.urlopen(address[0], timeout=60) as answer:
                assert answer.status == 200
        finally:
            server.terminate()


def run(words: list[str | Path], folder: Path) -> str:
    """The output of a program; where it fails all that it said, and the end of this one."""
    # Warnings are the packages' own business here; the test suite turns them into errors.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(words, cwd=folder, env=bare, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 3}:  # 3: done, though a file (the samples have one) is damaged
        shown = " ".join(map(str, words))
        sys.exit(f"{shown} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
