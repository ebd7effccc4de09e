"""Sessions judged anew: what changes, what never does, and what it takes."""

import shutil
from datetime import date, timedelta

import pytest
import two_devices
from two_devices import START, fit

from adaptive import assessing
from adaptive.importing import import_recordings
from adaptive.library.store import Store
from ingest.errors import InterruptedWorkError
from models.athlete import Setting

TODAY = date(2026, 11, 1)
BOTH = ("power", "heart_rate")
RIDES, RUNS = 6, 4


@pytest.fixture
def store(tmp_path):
    """Rides with power and runs, turn by turn on successive days."""
    for day in range(RIDES + RUNS):
        rides = day % 2 == 0 or day >= 2 * RUNS
        recording = fit(
            START + timedelta(days=day),
            channels=BOTH if rides else ("heart_rate",),
            sport="cycling" if rides else "running",
        )
        (tmp_path / f"{day}.fit").write_bytes(recording)
    with Store.open(tmp_path / "library", create=True) as opened:
        import_recordings(opened, sorted(tmp_path.glob("*.fit")), TODAY)
        assessing.assess(opened)
        yield opened


def judged(store):
    assessing.assess(store)
    return {
        (one.stored.local_date, one.family): (one.load, one.classification)
        for one in assessing.assessed(store, TODAY)
    }


def test_a_threshold_changes_the_sessions_of_its_sport_from_its_day_on_and_nothing_else(store):
    before = judged(store)
    since = START.date() + timedelta(days=4)
    setting = Setting("critical_power_w", 400.0, since)
    store.set_threshold(setting, TODAY, families=("ride",))
    assert len(store.unassessed()) == sum(
        day >= since and family == "ride" for day, family in before
    )
    after = judged(store)
    for (day, family), was in before.items():
        if family == "run" or day < since:
            assert after[day, family] == was
        else:
            load, _ = after[day, family]
            assert load.threshold.value == 400
            assert load.tss < was[0].tss


def test_judging_anew_reads_no_stream(store):
    shutil.rmtree(store.samples.folder)
    before = judged(store)
    store.set_fact("sex", "female", TODAY)
    assert len(store.unassessed()) == len(before)
    assert judged(store).keys() == before.keys()


def test_taking_a_threshold_back_gives_the_loads_that_were(store):
    before = judged(store)
    setting = Setting("critical_power_w", 400.0, START.date())
    store.set_threshold(setting, TODAY, families=("ride",))
    assert judged(store) != before
    store.set_threshold(setting, TODAY, families=("ride",), taken_back=True)
    assert judged(store) == before


def test_the_latest_of_several_settings_holds_from_its_day(store):
    for watts, day in ((300.0, 0), (350.0, 6)):
        setting = Setting("critical_power_w", watts, START.date() + timedelta(days=day))
        store.set_threshold(setting, TODAY, families=("ride",))
    watts = {
        day: load.threshold.value for (day, sport), (load, _) in judged(store).items()
        if sport == "ride"
    }  # fmt: skip
    assert all(
        watts[day] == (350 if day >= START.date() + timedelta(days=6) else 300) for day in watts
    )


def test_a_later_hard_effort_leaves_earlier_loads_as_they_were(store, tmp_path, monkeypatch):
    before = judged(store)
    monkeypatch.setattr(two_devices, "power", lambda _: 420)
    monkeypatch.setattr(two_devices, "heart_rate", lambda _: 188)
    late = tmp_path / "late.fit"
    late.write_bytes(fit(START + timedelta(days=30), channels=BOTH))
    import_recordings(store, [late], TODAY)
    after = judged(store)
    assert len(after) == len(before) + 1
    assert {key: after[key] for key in before} == before


def test_what_a_library_of_an_earlier_state_lacks_is_made_from_its_streams(store):
    before = judged(store)
    with store.transaction() as db:
        db.execute("DELETE FROM profiles")
        db.execute("DELETE FROM assessments")
    assert judged(store) == before


def test_an_interrupted_judging_says_what_is_left_and_goes_on_from_there(store, monkeypatch):
    before = judged(store)
    store.set_fact("sex", "male", TODAY)

    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(InterruptedWorkError, match=f"{len(before)} sessions are still"):
        assessing.assess(store, interrupt)
    assert judged(store).keys() == before.keys()
