"""kneedrive speaks to nobody: no command, no import, no page opens a way beyond this computer."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sample_data

TODAY = str(sample_data.TODAY)
MAIN = "from adaptive.cli import main; main()"

# Every command that does something, on one library.
COMMANDS = """
import {samples} --workers 2
plan --weeks 2
phase
form
load
thresholds
sessions
show last
log check 15 15 ok
label last easy
calendar import {calendar}
export ics plan.ics
export fit workouts
export html report.html
export csv tables
export activities given --anonymous
doctor
backup kept.zip
evaluate
demo
"""

_GUARD = '''
import sys

def refuse(event, arguments):
    """Anything that leaves this computer, or asks where another one is."""
    if event in {"socket.connect", "socket.sendto", "socket.bind"}:
        address = arguments[1]
        local = isinstance(address, (str, bytes)) or str(address[0]) in {"127.0.0.1", "::1", ""}
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        local = str(arguments[0]) in {"127.0.0.1", "::1", "localhost", "None"}
    else:
        return
    if not local:
        sys.stderr.write(f"WENT OUT: {event} {arguments}\\n")
        sys.stderr.flush()
        import os
        os._exit(99)

sys.addaudithook(refuse)
'''


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """Runs kneedrive in processes of which none, nor any that they start, may leave."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "sitecustomize.py").write_text(_GUARD)

    def run(*words, before=()):
        environment = {
            **os.environ,
            "PYTHONPATH": str(folder),
            "KNEEDRIVE_LIBRARY": str(folder / "library"),
        }
        command = [*before, sys.executable, "-c", MAIN, *words, "--today", TODAY]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_the_guard_sees_who_goes_out(guarded, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(_GUARD)
    going = (
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    )
    done = subprocess.run(
        [sys.executable, "-c", going],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 99
    assert "WENT OUT" in done.stderr


def test_no_command_opens_a_way_out(guarded):
    places = {"samples": sample_data.folder(), "calendar": sample_data.calendar()}
    for line in COMMANDS.strip().splitlines():
        done = guarded(*[word.format(**places) for word in line.split()])
        assert "WENT OUT" not in done.stderr, line
        assert done.returncode in {0, 3}, f"{line}: {done.stderr}"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_library_beneath_opens_one_either(guarded, tmp_path):
    """What is written in C is seen by no hook of Python's, but by the system."""
    trace = tmp_path / "calls"
    watch = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,bind", "-o", str(trace)]
    done = guarded("import", str(sample_data.folder()), "--workers", "2", before=watch)
    if done.returncode not in {0, 3}:
        pytest.skip("strace may not watch processes here")
    out = [
        line
        for line in trace.read_text().splitlines()
        if re.search(r"AF_INET", line) and not re.search(r'"(127\.|::1)', line)
    ]
    assert not out


def test_pages_and_styles_load_nothing_from_elsewhere():
    """What the templates and scripts name beyond this computer is at most a link to follow."""
    web = Path(__file__).resolve().parents[1] / "adaptive" / "web"
    loads = re.compile(
        r"""(?:src=|<link[^>]*href=|url\(|import |fetch\(|action=)\s*["']?(?:https?:)?//[a-z]""",
        re.IGNORECASE,
    )
    found = [
        f"{path.name}: {match[0]}"
        for pattern in ("templates/**/*.html", "static/*.css", "static/*.js")
        for path in web.glob(pattern)
        for match in loads.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found
