"""What docs/how-to.md tells people to type works as it stands there."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import sample_data

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "how-to.md").read_text(encoding="utf-8")


def recipes() -> Iterator[tuple[str, list[str]]]:
    """Each recipe's heading and the lines of it that are typed into a shell."""
    for part in PAGE.split("\n## ")[1:]:
        lines = re.findall(r"^    (kneedrive\b.*)$", part, re.MULTILINE)
        if lines:
            yield part.partition("\n")[0], lines


@pytest.fixture
def at_home(lived_library, tmp_path, monkeypatch):
    """A home with a library, some recordings and a coach's calendar."""
    shutil.copytree(lived_library, tmp_path / "library")
    (tmp_path / "Recordings").mkdir()
    for path in sorted(sample_data.folder().glob("*running*"))[:2]:
        shutil.copy(path, tmp_path / "Recordings")
    shutil.copy(sample_data.calendar(), tmp_path / "coach.ics")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KNEEDRIVE_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)


def test_there_are_recipes():
    assert len(list(recipes())) > 10


@pytest.mark.parametrize("lines", [pytest.param(lines, id=name) for name, lines in recipes()])
def test_a_recipe_works_as_it_is_told(lines, at_home, kneedrive):
    for line in lines:
        words = [str(Path(word).expanduser()) for word in shlex.split(line, comments=True)[1:]]
        if words[:1] == ["serve"]:
            # It serves until somebody ends it; that its options are there is what can be said.
            told = kneedrive("serve", "--help").out
            assert all(word in told for word in words[1:])
            continue
        if words[:2] == ["export", "activities"]:
            # Each recording takes a moment to write; two are enough.
            kneedrive("import", "Recordings", "--library", "few")
            words += ["--library", "few"]
        answer = kneedrive(*words, "--today", sample_data.TODAY)
        assert answer.status == (1 if "# refused" in line else 0), line + answer.out + answer.err
        assert answer.out or answer.err or words[:1] == ["export"], line
