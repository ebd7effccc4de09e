"""The catalogue knows every metric, and says nothing of what is not there."""

import inspect
from dataclasses import fields
from datetime import date
from itertools import chain
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from adaptive.threshold_settings import KINDS
from ingest.sports import Family
from models import fitness, load
from models.athlete import Estimate, Thresholds
from models.catalogue import CATALOGUE, GRADES, LEFT_OUT, SOURCES, UNITS
from models.form.signals import SIGNALS
from models.verdicts import Method

METRICS = tuple(chain.from_iterable(CATALOGUE.values()))
KEYS = {key for metric in METRICS for key in metric.keys}
COLUMNS = set(fitness.daily_series([date(2026, 11, 1)], [50.0]).columns)
FLAGS = {"known", "warming_up"}  # say how far to trust the other columns
STEPS = {load.time_in_zones, load.zone_points}  # to what is told of
THRESHOLDS = {name for name, hint in get_type_hints(Thresholds).items() if hint is Estimate}

UNIT_OF_SUFFIX = {"w": "W", "j": "J", "m": "m", "mps": "m/s", "bpm": "bpm", "tss": "TSS"}


def test_every_threshold_has_an_entry():
    assert THRESHOLDS <= KEYS


def test_every_signal_of_form_has_an_entry():
    assert SIGNALS.keys() <= KEYS


def test_every_method_of_load_has_an_entry():
    assert set(get_args(Method)) <= KEYS


def test_every_column_of_the_daily_series_has_an_entry():
    assert COLUMNS - FLAGS <= KEYS


@pytest.mark.parametrize("module", [load, fitness], ids=lambda module: module.__name__)
def test_every_public_function_is_told_of(module):
    functions = {getattr(module, name) for name in module.__all__}
    told = {metric.function for metric in METRICS}
    told |= {function for one in LEFT_OUT for function in one.functions}
    assert set(filter(inspect.isfunction, functions)) - STEPS <= told


def test_every_name_in_the_catalogue_is_one_in_an_answer(kneedrive, sample_library):
    def answer(*words):
        return kneedrive(*words, "--library", sample_library, "--json").json()

    shown = answer("show", "last")
    thresholds = answer("thresholds")["thresholds"]
    names = {*shown, *shown["load"], *get_args(Method), *answer("load")[-1], *COLUMNS}
    names |= KINDS.keys() | thresholds[0].keys()
    form = answer("form")
    bricks = [*form["off_the_bike"], *form["off_the_bike"][0]["signals"]]
    names |= {*form, *SIGNALS}.union(*form["signals"], *bricks)
    assert names >= KEYS


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_units_and_sports_are_known_and_sentences_end(metric):
    units = set(metric.unit.split(", ")) if metric.unit else set()
    assert units <= UNITS.keys()
    for key in metric.keys:
        told = UNIT_OF_SUFFIX.get(key.rsplit("_", 1)[-1])
        assert told is None or told in units
    assert set(metric.sports.split(", ")) <= {*get_args(Family), "all"}
    assert metric.says.endswith(".")
    assert metric.mind.endswith(".")


def test_what_is_said_to_be_studied_names_who_studied_it():
    assert {metric.grade for metric in METRICS} == GRADES.keys()
    assert not [m.name for m in METRICS if m.grade in "AB" and not m.sources]


def test_every_source_is_listed_and_used():
    used = {source for one in (*METRICS, *LEFT_OUT) for source in one.sources}
    assert used == SOURCES.keys()


def test_no_two_metrics_share_a_name():
    names = [one.name for one in (*METRICS, *LEFT_OUT)]
    assert len(set(names)) == len(names)


def test_the_ratio_of_acute_to_chronic_load_is_left_out_and_the_reason_is_told():
    (ratio,) = (one for one in LEFT_OUT if "ACWR" in one.name)
    assert "Impellizzeri 2020" in ratio.sources
    assert not {one for one in fields(Thresholds) if "acwr" in one.name}
    assert not {name for name in KEYS | COLUMNS if "acwr" in name or "acute" in name}


def test_no_command_loads_the_catalogue():
    root = Path(__file__).resolve().parents[2]
    code = [path for top in ("adaptive", "models", "ingest") for path in (root / top).rglob("*.py")]
    loading = [path for path in code if "models.catalogue" in path.read_text(encoding="utf-8")]
    assert loading
    assert {path.parent.name for path in loading} == {"catalogue"}
