"""Files made to do harm end in an outcome in words, and stop no other file."""

import pytest

from benchmarks.fuzzing.limits import execute
from benchmarks.fuzzing.targets import TARGETS
from benchmarks.hostile import MADE
from ingest import exports, pipeline

LARGE = {"many_entries", "nested_bombs"}
"""These take their time: `python -m benchmarks.hostile` has them."""


@pytest.mark.parametrize("name", sorted(MADE.keys() - LARGE))
def test_what_was_made_to_do_harm_ends_in_words(name, tmp_path):
    ending, make = MADE[name]
    (tmp_path / f"{name}.{ending}").write_bytes(make())
    for found in exports.find([tmp_path]):
        reading = pipeline.read(found, ())
        assert reading.outcome in {"imported", "damaged", "failed", "skipped"}
        assert reading.reason or reading.outcome == "imported"
        assert reading.path.isprintable()
        assert "Traceback" not in (reading.reason or "")
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.{ending}"]


def test_names_in_an_archive_lead_nowhere(tmp_path):
    ending, make = MADE["zip_names"]
    place = tmp_path / f"export.{ending}"
    place.write_bytes(make())
    for found in exports.find([place]):
        assert found.path.is_relative_to(place)
        assert ".." not in found.path.parts


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_changed_by_chance_are_taken_in_or_refused_in_words(name):
    """`python -m benchmarks.fuzzing fit --executions 2000000` is the long form."""
    from random import Random

    target = TARGETS[name]
    chance, seeds = Random(name), target.seeds()
    for _ in range(400):
        execute(target.run, target.mutated(chance.choice(seeds), chance, 20_000), name=name)
