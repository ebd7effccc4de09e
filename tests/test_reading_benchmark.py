"""The comparison of readers: that it runs, and that it notices what differs."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sample_data

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def agreement(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import agreement

    return agreement


def frame(**columns):
    seconds = pd.to_datetime([1_700_000_000, 1_700_000_001], unit="s")
    return pd.DataFrame({"heart_rate": [100, 101], **columns}, index=seconds).rename_axis(
        "timestamp"
    )


def differing(agreement, ours, theirs):
    both = agreement.Agreement()
    both.add(agreement.compared(ours), agreement.compared(theirs))
    return both


def test_the_same_values_agree_however_a_reader_writes_them(agreement):
    ours = frame(speed=[2.5, np.nan], position_lat=[2.0**30, 2.0**29])
    theirs = frame(enhanced_speed=["2.5", None], position_lat=[90.0, 45.0]).reset_index()
    theirs["timestamp"] = [1_700_000_000.0, 1_700_000_001.0]
    both = differing(agreement, ours, theirs)
    assert (both.other_records, both.other_cells, both.cells) == (0, 0, 20)


def test_every_cell_that_differs_or_is_lacking_counts(agreement):
    both = differing(agreement, frame(power=[200, 210]), frame(heart_rate=[100, 102]))
    assert both.other_cells == 3


def test_files_with_other_records_count_as_such_and_not_cell_by_cell(agreement):
    both = differing(agreement, frame(), frame().iloc[:1])
    assert (both.files, both.other_records, both.cells) == (1, 1, 0)


def test_the_benchmark_prints_a_row_for_each_reader(tmp_path):
    (tmp_path / "run").mkdir()
    recording = min(sample_data.folder().rglob("*.fit"), key=lambda path: path.stat().st_size)
    (tmp_path / "run" / "one.fit").write_bytes(recording.read_bytes())
    words = ["--rounds", "1", "--readers", "kneedrive", "fitparse"]
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "reading.py", tmp_path, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    names = [row[0].removeprefix("| ") for row in rows if not row[0].startswith("| ---")]
    assert names == ["reader", "kneedrive", "fitparse", "reader", "fitparse"]
    assert all(row[1] == "1" for row in rows[2:4])
