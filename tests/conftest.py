"""What many tests share."""

import contextlib
import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import sample_data
from adaptive.agenda.reading import import_calendar
from adaptive.cli import main
from adaptive.library.store import Store
from adaptive.sample_athlete import lived_through

# A slow machine is no fault, and a landing must not depend on chance: in CI the examples
# are the same every time, elsewhere each run tries new ones.
settings.register_profile(
    "kneedrive",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kneedrive")

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real recordings that stands beside the repository, never inside it."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real recordings is not beside this checkout")
    return CORPUS


@dataclass
class Answer:
    """What a call of the command line left behind."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def kneedrive(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Call the command line as a person does; gives status and output."""
    monkeypatch.setenv("COLUMNS", "120")

    def call(*words: object) -> Answer:
        capsys.readouterr()
        try:
            main([str(word) for word in words])
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return Answer(status, out, err)

    return call


def call_quietly(*words: object) -> Any:
    """The JSON answer of a call, for fixtures that outlive one test."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main([*map(str, words), "--json", "--quiet"])
    return json.loads(out.getvalue())


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with all of sample_data. Tests that write work on a copy."""
    folder = tmp_path_factory.mktemp("library")
    call_quietly("import", sample_data.folder(), "--library", folder)
    return folder


@pytest.fixture(scope="session")
def habit_library(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on the day of the demo; what she will do is told by habit. Not to be changed."""
    folder = tmp_path_factory.mktemp("habit") / "library"
    shutil.copytree(sample_library, folder)
    with Store.open(folder) as store:
        lived_through(store)
    return folder


@pytest.fixture(scope="session")
def lived_library(habit_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with her coach's calendar, as the demo shows it. Not to be changed."""
    folder = tmp_path_factory.mktemp("lived") / "library"
    shutil.copytree(habit_library, folder)
    with Store.open(folder) as store:
        import_calendar(store, sample_data.calendar(), sample_data.TODAY)
    return folder


@pytest.fixture
def library(sample_library: Path, tmp_path: Path) -> Path:
    """A copy of the sample library, to be changed."""
    return Path(shutil.copytree(sample_library, tmp_path / "library"))


@pytest.fixture
def ask(kneedrive: Callable[..., Answer], library: Path) -> Callable[..., Any]:
    """Call a command on that library; gives its JSON."""

    def call(*words: object, today: object = sample_data.TODAY) -> Any:
        answer = kneedrive(*words, "--library", library, "--today", today, "--json")
        assert answer.status == 0, answer.err
        return answer.json()

    return call


@pytest.fixture
def strengthening(ask: Callable[..., Any]) -> Callable[..., Any]:
    """`ask` in a library whose athlete has done activation and moved on to strengthening."""
    ask("plan", today=sample_data.PROGRAMME_START)
    ask("phase", "set", "strengthening", today=sample_data.PROGRAMME_START + timedelta(weeks=2))
    return ask
