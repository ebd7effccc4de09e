"""Where a block may go: asking gives what the move itself would answer, and writes nothing."""

import contextlib
import shutil
import sqlite3
from datetime import date, timedelta

import pytest

import sample_data
from adaptive.library.store import Store
from adaptive.replanning import moving

TODAY = sample_data.TODAY


@pytest.fixture
def ask(strengthening):
    """`strengthening` in a week that has a third day for it: Friday's run is early."""
    strengthening("calendar", "import", sample_data.calendar())
    strengthening("calendar", "change", "fri", "--at", "06:30")
    return strengthening


def blocks_of(plan):
    return [block for day in plan["days"] for block in day["blocks"]]


def test_for_every_block_and_day_places_says_what_move_does(ask, library, tmp_path):
    blocks = blocks_of(ask("plan"))
    assert {one["kind"] for one in blocks} >= {"activation", "strengthening", "transition"}
    for n, block in enumerate(blocks):
        with Store.open(library) as store:
            places = moving.places(store, block["id"], TODAY, None)
        assert [one.day for one in places.days] == [TODAY + timedelta(days=n) for n in range(7)]
        for place in places.days:
            copy = tmp_path / f"{n}-{place.day}"
            shutil.copytree(library, copy, ignore=shutil.ignore_patterns("originals", "samples"))
            with Store.open(copy) as store:
                moved = moving.move(store, block["id"], place.day, None, TODAY, None)
            assert moved.refused == place.refused
            if place.refused:
                assert place.start is None
                assert moved.possible == tuple(
                    one.day
                    for one in places.days
                    if not one.refused and one.day != places.block.day
                )
            else:
                there = [b for b in moved.plan.blocks_on(place.day) if b.kind == block["kind"]]
                assert [(b.start, b.pinned) for b in there] == [(place.start, True)]


def test_asking_writes_nothing(ask, library):
    block = next(b for b in blocks_of(ask("plan")) if b["kind"] == "strengthening")

    def dump():
        with contextlib.closing(sqlite3.connect(library / "library.sqlite")) as db:
            return list(db.iterdump())

    before = dump()
    with Store.open(library) as store:
        moving.places(store, block["id"], TODAY, None)
    assert dump() == before


def test_a_day_on_which_another_block_of_its_kind_stands_takes_no_second(ask, library):
    """Else the move would seem done, and the block would stand where it stood."""
    first, second = [b["id"] for b in blocks_of(ask("plan")) if b["kind"] == "strengthening"]
    with Store.open(library) as store:
        moved = moving.move(store, second, TODAY, None, TODAY, None)
    assert first.startswith(str(TODAY))
    assert [(one.rule, one.why) for one in moved.refused] == [
        ("H5", "Monday has its strengthening already.")
    ]


def test_a_day_that_had_its_work_takes_no_second(ask, library):
    first, second = [b["id"] for b in blocks_of(ask("plan")) if b["kind"] == "strengthening"]
    assert first.startswith(TODAY.isoformat())
    ask("log", "done", "strengthening")
    with Store.open(library) as store:
        today = moving.places(store, second, TODAY, None).days[0]
        moved = moving.move(store, second, TODAY, None, TODAY, None)
    assert [one.why for one in today.refused] == ["Monday has its strengthening already."]
    assert moved.refused == today.refused


def test_a_refused_move_names_better_days_on_the_terminal(ask, kneedrive, library):
    block = next(b["id"] for b in blocks_of(ask("plan")) if b["kind"] == "strengthening")
    where = ("--library", library, "--today", TODAY)
    answer = kneedrive("plan", "move", block, "sun", *where)
    possible = kneedrive("plan", "move", block, "sun", *where, "--json").json()["possible"]
    days = " or ".join(f"{date.fromisoformat(day):%A}" for day in possible)
    assert answer.status == 1
    assert days
    assert f"It could stand on {days}." in answer.out
