"""What recordings and counted cadences say of form: baselines, verdicts, and what explains them."""

import math
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

import sample_data
from adaptive import form, importing
from adaptive.form.filling import fill
from adaptive.form.report import report
from adaptive.form.seen import Seen
from adaptive.library.store import Store

MONDAY = date(2026, 11, 23)
SPEED_MPS = 3.0
USUAL = (0.6, -0.4, 0.2, -0.6, 0.5, -0.3)  # what a counted cadence scatters by, spm


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path, create=True) as opened:
        yield opened


def count(store, day, cadence_spm, speed_mps=SPEED_MPS):
    told = {"cadence_spm": cadence_spm, "speed_mps": speed_mps}
    store.diary.add("cadence", day, None, told, day)


def counted(store, weeks, change=0.0, changed=4, before=MONDAY):
    """Three runs a week up to a Monday, with another cadence in the last weeks."""
    for week in range(weeks, 0, -1):
        for n, weekday in enumerate((1, 3, 5)):
            day = before - timedelta(weeks=week) + timedelta(days=weekday)
            scatter = USUAL[(3 * week + n) % len(USUAL)]
            count(store, day, 170 + scatter + (change if week <= changed else 0))


def verdicts(store, weeks=6, today=MONDAY):
    reader = form.Reader(store, today)
    mondays = [today - timedelta(weeks=week) for week in reversed(range(weeks))]
    return [reader.on(monday, [], frozenset()) for monday in mondays]


def signal(store, name, today=MONDAY):
    return next(one for one in report(store, today).signals if one.signal.name == name)


# -- cadence ------------------------------------------------------------------------


def test_without_anything_cadence_is_unknown(store):
    found = form.Reader(store, MONDAY).on(MONDAY, [], frozenset())
    assert (found.signal, found.verdict, found.n_baseline) == ("cadence", "unknown", 0)


def test_counted_cadences_are_runs_of_their_own_and_the_same_stays_the_same(store):
    counted(store, 12)
    assert {one.verdict for one in verdicts(store)[-3:]} == {"same"}


def test_a_drop_without_another_cause_is_worse_within_four_mondays(store):
    counted(store, 14, change=-2.5 * 2.2)
    found = verdicts(store)
    assert found[-1].verdict == "worse"
    assert found[-1].change == pytest.approx(-5.5, abs=0.8)
    assert {one.verdict for one in found[:2]} == {"same"}


def test_the_same_drop_with_new_shoes_raises_no_alarm(store):
    counted(store, 14, change=-2.5 * 2.2)
    bought = MONDAY - timedelta(weeks=4)
    store.diary.add("change", bought, None, {"what": "shoes", "name": "racers"}, bought)
    assert not any(one.verdict == "worse" or one.direction for one in verdicts(store))


def test_a_new_saddle_does_not_explain_what_happens_on_foot(store):
    counted(store, 14, change=-2.5 * 2.2)
    bought = MONDAY - timedelta(weeks=4)
    store.diary.add("change", bought, None, {"what": "bike"}, bought)
    assert verdicts(store)[-1].verdict == "worse"


def test_a_rise_is_confirmed_and_never_better(store):
    counted(store, 14, change=+2.5 * 2.2)
    found = verdicts(store)
    assert (found[-1].verdict, found[-1].direction, found[-1].confirmed) == ("same", 1, True)
    assert "better" not in {one.verdict for one in found}
    assert "tightness" in signal(store, "cadence").to_json()["says"]


def test_a_reading_knows_nothing_of_later_days(store):
    counted(store, 14, change=-2.5 * 2.2)
    early = MONDAY - timedelta(weeks=4)
    later = form.Reader(store, MONDAY).on(early, [], frozenset())
    assert later == form.Reader(store, early).on(early, [], frozenset())


def test_a_baseline_begins_anew_with_an_anchor_and_nothing_is_read_of_silent_days(store):
    counted(store, 14, change=-2.5 * 2.2)
    reader = form.Reader(store, MONDAY)
    assert reader.on(MONDAY, [MONDAY - timedelta(weeks=2)], frozenset()).verdict != "worse"
    silent = frozenset({MONDAY - timedelta(days=10)})
    assert reader.on(MONDAY, [], silent).verdict == "unknown"


def test_cyclists_are_read_by_their_cadence_at_power(store):
    for n in range(36):
        day = MONDAY - timedelta(days=2 * (36 - n))
        store.diary.add(
            "cadence", day, None, {"cadence_rpm": 88 + USUAL[n % 6], "power_w": 180}, day
        )
    found = form.Reader(store, MONDAY).on(MONDAY, [], frozenset())
    assert (found.signal, found.verdict) == ("cadence_at_power", "same")


def test_who_rides_and_has_stopped_running_is_read_on_the_bike(store):
    for n in range(36):
        day = MONDAY - timedelta(days=2 * (36 - n))
        told = {"cadence_rpm": 88 + USUAL[n % 6], "power_w": 180}
        store.diary.add("cadence", day, None, told, day)
    counted(store, 12, before=MONDAY - timedelta(weeks=7))
    found = form.Reader(store, MONDAY).on(MONDAY, [], frozenset())
    assert (found.signal, found.verdict) == ("cadence_at_power", "same")


def test_a_reader_reads_nothing_until_it_is_asked(store):
    reader = form.Reader(store, MONDAY)
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        reader.on(MONDAY, [], frozenset())


# -- the report -----------------------------------------------------------------------


def test_levels_are_told_in_steps_at_the_usual_speed(store):
    counted(store, 12)
    told = signal(store, "cadence").to_json()
    assert told["level"] == pytest.approx(170, abs=0.5)
    assert told["baseline"] == pytest.approx(170, abs=0.5)
    assert told["at_speed_mps"] == pytest.approx(SPEED_MPS)
    assert told["unit"] == told["change_unit"] == "spm"
    assert (told["n"], told["n_window"]) == (36, 6)


def test_too_few_runs_give_a_level_and_no_verdict(store):
    counted(store, 3)
    told = signal(store, "cadence").to_json()
    assert told["level"] == pytest.approx(170, abs=0.5)
    assert (told["baseline"], told["change"], told["verdict"]) == (None, None, "unknown")
    assert told["says"] == "9 of the 12 runs that a baseline needs"


def test_companions_have_no_verdict_of_their_own(store):
    counted(store, 14, change=-2.5 * 2.2)
    found = report(store, MONDAY)
    assert {one.signal.name for one in found.signals if one.verdict} == {
        "cadence",
        "cadence_at_power",
    }
    assert signal(store, "step_length").to_json()["verdict"] is None


def composites(store, today=MONDAY, anchors=()):
    return form.Reader(store, today).composites(anchors, frozenset())


def test_composites_are_left_out_where_nothing_is_known(store):
    assert composites(store) == {}


def test_a_fall_of_cadence_counts_once_and_against_the_athlete(store):
    counted(store, 14, change=-2.5 * 2.2)
    assert composites(store)["gait"] < -1
    counted(store, 14, change=+5.0, before=MONDAY + timedelta(weeks=20))
    assert composites(store, MONDAY + timedelta(weeks=20)).get("gait", 0) <= 0


def test_a_fall_that_was_explained_speaks_against_nobody(store):
    counted(store, 14, change=-2.5 * 2.2, changed=7)
    assert composites(store)["gait"] < -1
    assert composites(store, anchors=[MONDAY - timedelta(weeks=5)]).get("gait", 0) > -0.5


def test_what_lies_outside_the_own_band_is_not_said_to_lie_within(store):
    counted(store, 14, change=-1.5, changed=2)
    cadence = signal(store, "cadence")
    assert cadence.verdict.verdict == "same"
    assert abs(cadence.reading.change) > cadence.band
    says = cadence.to_json()["says"]
    assert says == "below your own band, by no more than chance and drift explain"


def test_a_cadence_counted_last_takes_no_strap_off(library):
    strap = sample_data.TODAY - timedelta(days=20)
    with Store.open(library) as store:
        assert "balance" in Seen.of(store, strap).runs.runs[-1].bins.sensors
        count(store, strap, 170)
        assert math.isnan(signal(store, "ground_contact", strap).repeats)


# -- recordings -------------------------------------------------------------------------


def test_the_sample_athlete_gets_a_baseline_without_an_alarm(sample_library):
    with Store.open(sample_library) as store:
        found = report(store, sample_data.TODAY)
        (cadence,) = (one.to_json() for one in found.signals if one.signal.name == "cadence")
        assert cadence["verdict"] == "same"
        assert 150 < cadence["level"] < 190
        slope, error = found.slope
        assert 1 < slope < 15
        assert 0 < error < 2
        assert found.left_out["run"].sessions["treadmill"] == 1
        assert found.left_out["run"].used + sum(found.left_out["run"].sessions.values()) == 44


def test_rides_without_power_are_not_said_to_be_ridden_too_easily(library):
    with Store.open(library) as store:
        with store.transaction() as db:
            for name, facts in db.execute("SELECT session_id, facts FROM form").fetchall():
                silent = facts.replace('"power_w"', '"altitude_m"')
                db.execute("UPDATE form SET facts = ? WHERE session_id = ?", (silent, name))
        left = report(store, sample_data.TODAY).left_out["ride"]
    assert left.used == 0
    assert left.sessions["not_recorded"] > 10
    assert "other_power" not in left.sessions


def test_the_bricks_of_half_a_year_are_all_that_coverage_counts(library):
    later = sample_data.TODAY + timedelta(days=160)
    with Store.open(library) as store:
        known = len(signal(store, "brick_shift", sample_data.TODAY).recent)
        told = signal(store, "brick_shift", later).to_json()
    assert (known, told["n"], told["coverage"]) == (4, 1, 1.0)


def test_brick_runs_are_held_against_earlier_runs_on_their_own(sample_library):
    with Store.open(sample_library) as store:
        bricks = report(store, sample_data.TODAY).bricks
    assert len(bricks) == 4
    for brick in bricks:
        assert brick.compared
        assert brick.step_length.n_fresh >= 5
        assert 60 < brick.ride_cadence_rpm < 110


@pytest.mark.parametrize(
    ("history", "today"),
    [
        ("garmin-coros-multisport", date(2026, 8, 24)),
        ("coros-runner", date(2026, 8, 17)),
    ],
)
def test_real_histories_have_plausible_baselines_and_no_alarm(corpus, tmp_path, history, today):
    with Store.open(tmp_path, create=True) as store:
        importing.import_recordings(store, [corpus / "history" / history], today)
        found = report(store, today)
        (cadence,) = (one for one in found.signals if one.signal.name == "cadence")
        told = cadence.to_json()
        assert 150 < told["level"] < 195
        assert told["n"] >= 20
        slope, error = found.slope
        assert 0.5 < slope < 20
        assert 0 < error < 3
        left = found.left_out["run"]
        assert told["coverage"] == pytest.approx(
            left.used / (left.used + sum(left.sessions.values())), abs=0.15
        )
        assert sum(left.minutes.values()) > left.minutes["steady"] > 300
        reader = form.Reader(store, today)
        mondays = [today - timedelta(weeks=week) for week in range(16)]
        read = [reader.on(monday, [], frozenset()) for monday in mondays]
        assert not [one for one in read if one.confirmed or one.verdict in {"worse", "better"}]
        assert "same" in {one.verdict for one in read}


def test_a_rider_without_runs_is_told_what_is_missing(corpus, tmp_path):
    today = date(2026, 7, 10)
    with Store.open(tmp_path, create=True) as store:
        importing.import_recordings(store, [corpus / "history" / "igpsport-rider"], today)
        found = report(store, today)
        assert found.known
        (cadence,) = (o.to_json() for o in found.signals if o.signal.name == "cadence_at_power")
        assert cadence["verdict"] == "unknown"
        assert 60 < cadence["level"] < 110
        assert cadence["says"].endswith("rides that a baseline needs")
        assert found.slope is None


# -- the library ------------------------------------------------------------------------


def kept(folder):
    with closing(sqlite3.connect(folder / "library.sqlite")) as db:
        return set(db.execute("SELECT session_id, merged, facts, bins FROM form"))


def test_every_run_and_ride_has_a_row_and_nothing_else_has(library):
    with closing(sqlite3.connect(library / "library.sqlite")) as db:
        sports = db.execute(
            "SELECT DISTINCT sport FROM sessions JOIN form ON session_id = id"
        ).fetchall()
        without = db.execute(
            "SELECT count(*) FROM sessions WHERE sport IN ('running', 'cycling') "
            "AND id NOT IN (SELECT session_id FROM form)"
        ).fetchone()
    assert {sport for (sport,) in sports} == {"running", "cycling"}
    assert without == (0,)


def test_what_an_earlier_kneedrive_read_is_filled_in_as_an_import_would(library):
    before = kept(library)
    with closing(sqlite3.connect(library / "library.sqlite")) as db, db:
        db.execute("DELETE FROM form")
    with Store.open(library) as store:
        assert store.forms.missing()
        fill(store)
        assert store.forms.missing() == []
        standing = {one.id for one in store.sessions()}
    again = {(name, merged): (facts, len(bins)) for name, merged, facts, bins in kept(library)}
    assert {name for name, _ in again} <= standing
    first = {(name, merged): (facts, len(bins)) for name, merged, facts, bins in before}
    assert again.items() <= first.items()


def test_minutes_are_filled_in_when_they_are_first_needed(library):
    with Store.open(library) as store:
        told = report(store, sample_data.TODAY).to_json()
        with store.transaction() as db:
            db.execute("DELETE FROM form")
        assert report(store, sample_data.TODAY).to_json() == told


def test_a_session_that_is_gone_takes_its_minutes_with_it(library):
    with Store.open(library) as store, store.transaction() as db:
        db.execute("DELETE FROM activities")
    assert kept(library) == set()


def test_later_sessions_are_not_yet_known(library):
    early = sample_data.TODAY - timedelta(weeks=5)
    with Store.open(library) as store:
        seen = Seen.of(store, early)
        assert max(run.day for run in seen.gathered.runs) <= early
        told = report(store, early).to_json()
    assert all(row["local_date"] <= early for one in told["signals"] for row in one["trend"])


def test_nothing_in_an_answer_is_nan(sample_library):
    def numbers(value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            return [number for one in value for number in numbers(one)]
        return [value] if isinstance(value, float) else []

    with Store.open(sample_library) as store:
        told = report(store, sample_data.TODAY).to_json()
    assert all(map(math.isfinite, numbers(told)))
