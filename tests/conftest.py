"""What many tests share."""

from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real recordings that stands beside the repository, never inside it."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real recordings is not beside this checkout")
    return CORPUS
