"""`kneedrive show` tells how a load came about, and what the device made of the session."""

import io
import shutil

import pytest
from rich.console import Console

import sample_data
from adaptive import wording
from adaptive.cli import render

TODAY = sample_data.TODAY


def load(**changes):
    return {
        "tss": 84.4,
        "method": "heart_rate",
        "threshold": 168.2,
        "threshold_from": "2026-11-02",
        "threshold_origin": "estimated",
        "threshold_basis": "2 hard 20 min in 90 days",
        "factor": 1.0,
        "coverage": 1.0,
        "others": {},
        "silent": {},
        **changes,
    }


def lines(sport="cycling", **changes):
    return list(wording.load_lines(load(**changes), sport))


def test_a_load_names_method_threshold_day_and_origin():
    assert lines() == [
        "84 TSS by heart rate against 168 bpm of 2026-11-02 (estimated: 2 hard 20 min in 90 days)"
    ]


@pytest.mark.parametrize(
    ("sport", "value", "words"),
    [("running", 4.0, "4:10/km"), ("swimming", 1.0, "1:40/100 m")],
)
def test_paces_are_those_of_the_sport(sport, value, words):
    assert f"against {words} of" in lines(sport, method="pace", threshold=value)[0]


@pytest.mark.parametrize("origin", ["prior", "estimated"])
def test_a_guess_is_told_as_estimated(origin):
    first = lines(threshold_origin=origin, threshold_basis="population guess")[0]
    assert "(estimated: population guess)" in first


def test_what_qualifies_a_load_is_told_and_nothing_else():
    assert lines(factor=1.08)[1:] == [
        "already times 1.08: by heart rate your loads have so far read lower than by better methods"
    ]
    assert "read higher" in lines(factor=0.9)[1]
    assert lines(coverage=0.83)[1:] == ["measured over 83% of the session"]
    assert lines(coverage=0.9999)[1:] == []
    assert lines(silent={"power": "no power was recorded"})[1:] == [
        "not by power: no power was recorded"
    ]
    assert lines(others={"rpe": 71.2, "duration": 66.0})[1:] == [
        "it would be 71 by felt effort, 66 by duration"
    ]


def test_a_load_without_threshold_says_only_how_it_was_found():
    assert lines(method="duration", threshold=None)[0] == "84 TSS by duration"


def printed(table):
    out = io.StringIO()
    Console(file=out, width=80).print(table)
    return out.getvalue()


def test_the_devices_own_values_stand_beside_ours_where_there_are_any():
    facts = {
        "device_values": {
            "normalized_power_w": 241.0,
            "training_stress_score": 85.1,
            "training_effect": 3.4,
        },
        "load": load(method="power", threshold=250.0),
        "normalized_power_w": 239.2,
        "intensity_factor": 0.957,
    }
    rows = [line.split() for line in printed(render.device_table(facts)).splitlines()]
    assert rows == [
        ["device", "here"],
        ["normalized", "power,", "W", "241", "239"],
        ["TSS", "85", "84"],
        ["training", "effect,", "0", "to", "5", "3.4", "-"],
    ]
    assert render.device_table({**facts, "device_values": {"avg_heart_rate_bpm": 140.0}}) is None


def test_the_json_keeps_its_contract(kneedrive, sample_library, tmp_path):
    library = shutil.copytree(sample_library, tmp_path / "library")
    options = ("--library", library, "--today", TODAY, "--json")
    rows = kneedrive("sessions", *options).json()
    rides = [row for row in rows if row["load_method"] == "power"]
    shown = kneedrive("show", rides[-1]["id"], *options).json()
    assert {"tss", "method", "threshold", "threshold_from", "coverage", "others"} <= set(
        shown["load"]
    )
    assert shown["load"]["tss"] == rides[-1]["load_tss"]
    assert set(shown["load"]["others"]) == {"heart_rate", "duration"}
    assert shown["device_values"]["normalized_power_w"] == pytest.approx(
        shown["normalized_power_w"], rel=0.02
    )
