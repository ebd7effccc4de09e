"""The library as notebooks see it: frames with units in their names, and nothing written."""

import shutil

import numpy as np
import pytest

import sample_data
from adaptive import Library


@pytest.fixture
def library(sample_library, tmp_path):
    folder = shutil.copytree(sample_library, tmp_path / "library")
    with Library.open(folder, today=sample_data.TODAY) as opened:
        yield opened


def test_sessions_are_a_frame_with_the_columns_of_the_command_line(library):
    sessions = library.sessions()
    assert {"id", "local_date", "class", "load_tss", "avg_heart_rate_bpm"} <= set(sessions.columns)
    assert sessions["start"].is_monotonic_increasing


def test_samples_have_one_row_a_second(library):
    last = library.sessions().iloc[-1]
    samples = library.samples(last["id"])
    assert len(samples) == pytest.approx(last["duration_s"], abs=2)
    assert (np.diff(samples["elapsed_s"]) >= 1).all()
    assert {"heart_rate_bpm", "speed_mps", "cadence_spm"} <= set(samples.columns)


def test_daily_load_adds_up_to_the_sessions(library):
    daily = library.daily_load()
    assert daily["load"].sum() == pytest.approx(library.sessions()["load_tss"].sum(), abs=5)
    assert daily.index[-1].date() == sample_data.TODAY


def test_thresholds_are_a_frame_by_name_with_range_and_efforts(library, kneedrive):
    known = library.thresholds()
    options = ("--library", library.store.folder, "--today", sample_data.TODAY, "--json")
    told = kneedrive("thresholds", *options).json()["thresholds"]
    assert known["value"].to_dict() == {row["name"]: row["value"] for row in told}
    assert (known["low_90"] <= known["value"]).all()
    assert known["efforts"].map(len).to_dict() == {row["name"]: len(row["efforts"]) for row in told}


def test_curves_hold_the_best_of_any_session(library):
    best = library.curves("power_w", days=365)
    assert best.index.is_monotonic_increasing
    assert best.index.name == "duration_s"
    row = best.loc[300]
    power = library.samples(row["session"])["power_w"]
    assert row["best"] == pytest.approx(power.rolling(300).mean().max(), rel=0.01)
    rides = library.sessions().query("sport == 'cycling'")
    assert set(best["session"]) <= set(rides["id"])
    assert library.curves("heart_rate_bpm", sport="ride")["session"].isin(rides["id"]).all()


def test_looking_at_a_plan_starts_no_programme(library, kneedrive):
    assert library.plan().phase.phase == "activation"
    assert library.plan("2026-W49").week == "2026-W49"
    folder = library.store.folder
    assert kneedrive("phase", "--library", folder, "--today", sample_data.TODAY).status == 1


def test_adding_recordings_gives_one_row_a_file(tmp_path):
    some = sorted(sample_data.folder().iterdir())[:2]
    with Library.open(tmp_path, today=sample_data.TODAY, create=True) as library:
        assert library.add(*some)["outcome"].tolist() == ["imported", "imported"]
        assert library.add(*some)["outcome"].tolist() == ["known", "known"]
