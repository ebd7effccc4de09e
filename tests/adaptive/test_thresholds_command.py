"""`kneedrive thresholds`: each value can be checked, and setting one changes nothing earlier."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_data
from adaptive import threshold_report, threshold_settings
from adaptive.library.store import Store
from adaptive.threshold_settings import KINDS
from ingest.errors import UsageError
from models.athlete import Effort, Thresholds

TODAY = sample_data.TODAY
MIDDLE = TODAY - timedelta(weeks=6)


def by_name(report):
    return {row["name"]: row for row in report["thresholds"]}


def test_every_field_of_the_thresholds_has_a_name_and_bounds():
    assert set(KINDS) - {"ftp_w"} == {
        name for name in Thresholds.__slots__ if name not in {"on", "history_days"}
    }


def test_each_value_stands_within_its_range_with_origin_and_unit(ask):
    rows = by_name(ask("thresholds"))
    assert set(rows) == set(KINDS) - {"run_power_w"}  # which only who sets it has
    for name, row in rows.items():
        assert row["low_90"] <= row["value"] <= row["high_90"]
        assert row["high_90"] - row["value"] == pytest.approx(1.645 * row["sd"], abs=0.002)
        assert row["origin"] in {"measured", "estimated", "prior", "device", "athlete"}
        assert row["unit"] == KINDS[name].unit
        assert row["since"] is None or row["since"] <= TODAY.isoformat()


def test_efforts_name_the_day_and_the_session_they_were_made_in(ask):
    sessions = {row["id"]: row for row in ask("sessions")}
    efforts = [one for row in ask("thresholds")["thresholds"] for one in row["efforts"]]
    assert efforts
    told = [one for one in efforts if one["session"]]
    assert told
    for one in told:
        assert sessions[one["session"]]["local_date"] == one["date"]
        assert one["duration_s"] <= sessions[one["session"]]["elapsed_s"] + 1


def test_of_an_effort_what_was_not_recorded_is_null_and_a_session_is_named_only_if_sure():
    effort = Effort(TODAY, rate=float("nan"), duration_s=10.0, heart_rate_bpm=188.0)
    told = threshold_report._effort(effort, ["a"])
    assert (told["rate"], told["heart_rate_bpm"], told["session"]) == (None, 188, "a")
    assert threshold_report._effort(effort, ["a", "b"])["session"] is None


def test_ftp_is_the_athletes_share_of_critical_power(ask):
    before = by_name(ask("thresholds"))
    assert before["ftp_w"]["value"] == pytest.approx(
        0.96 * before["critical_power_w"]["value"], abs=0.01
    )
    ask("me", "set", "ftp_of_cp", "0.9")
    after = by_name(ask("thresholds"))
    assert after["ftp_w"]["value"] == pytest.approx(
        0.9 * after["critical_power_w"]["value"], abs=0.01
    )


def test_nothing_is_said_of_a_sport_that_is_not_done(kneedrive, tmp_path):
    swims = sorted(sample_data.folder().glob("*-swimming.fit.gz"))[:2]
    options = ("--library", tmp_path, "--today", TODAY)
    kneedrive("import", *swims, *options)
    report = kneedrive("thresholds", *options, "--json").json()
    assert set(by_name(report)) == {"swim_speed_mps", "resting_heart_rate_bpm"}
    assert not {"power_w", "speed_mps"} & set(report["curves"])
    out = kneedrive("thresholds", *options).out
    assert "Riding" not in out
    assert "Running" not in out


def test_of_one_sport_only_its_own_and_what_all_share_is_told(ask):
    report = ask("thresholds", "--sport", "ride")
    assert {KINDS[name].family for name in by_name(report)} == {"ride", None}
    assert {curve["sport"] for curve in report["curves"].values()} == {"ride"}


def test_before_any_session_there_is_nothing_to_tell(kneedrive, library):
    early = ("--library", library, "--today", "2020-01-01")
    assert kneedrive("thresholds", *early, "--json").json()["thresholds"] == []
    assert "No session up to 1 Jan 2020" in kneedrive("thresholds", *early).out


def test_a_guess_is_never_called_measured(kneedrive, tmp_path):
    """One swim says nothing of threshold or resting heart rate."""
    ride = next(sample_data.folder().glob("*-cycling.fit.gz"))
    options = ("--library", tmp_path, "--today", TODAY)
    kneedrive("import", ride, *options)
    origins = {
        row["origin"] for row in kneedrive("thresholds", *options, "--json").json()["thresholds"]
    }
    assert "measured" not in origins
    assert {"prior", "estimated"} & origins
    out = kneedrive("thresholds", *options).out
    assert "measured" not in out
    assert "estimated" in out


# -- the curves ---------------------------------------------------------------------------


def test_the_seasons_best_comes_from_sessions_of_the_season(ask):
    sessions = {row["id"]: row for row in ask("sessions")}
    first = (TODAY - timedelta(days=29)).isoformat()
    curves = ask("thresholds", "--days", "30")["curves"]
    assert set(curves) == {"power_w", "speed_mps", "heart_rate_bpm"}
    for curve in curves.values():
        assert curve["durations_s"] == sorted(set(curve["durations_s"]))
        rows = zip(curve["dates"], curve["sessions"], strict=True)
        for day, name in rows:
            assert first <= day <= TODAY.isoformat()
            assert sessions[name]["local_date"] == day
    for channel, sport in (("power_w", "cycling"), ("speed_mps", "running")):
        assert {sessions[name]["sport"] for name in curves[channel]["sessions"]} == {sport}


def test_more_days_never_lower_the_best(ask):
    few, many = (ask("thresholds", "--days", days)["curves"]["power_w"] for days in (30, 365))
    best = dict(zip(many["durations_s"], many["best"], strict=True))
    assert all(
        best[seconds] >= watts
        for seconds, watts in zip(few["durations_s"], few["best"], strict=True)
    )


# -- for people ---------------------------------------------------------------------------


def test_speeds_are_told_as_paces_with_the_speed_beside(kneedrive, library):
    out = kneedrive("thresholds", "--library", library, "--today", TODAY).out
    assert re.search(r"threshold pace +\d:\d\d/km", out)
    assert re.search(r"critical swim speed +\d:\d\d/100 m", out)
    assert re.search(r"\d\.\d\d m/s", out)


def test_all_efforts_are_listed_when_asked_for(kneedrive, library):
    options = ("--library", library, "--today", TODAY)
    assert re.search(r"and \d+ more", kneedrive("thresholds", *options).out)
    assert not re.search(r"and \d+ more", kneedrive("thresholds", "--efforts", *options).out)


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(kneedrive, library, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    out = kneedrive("thresholds", "--library", library, "--today", TODAY).out
    assert max(map(len, out.splitlines())) <= columns


# -- setting ------------------------------------------------------------------------------


def loads(rows):
    return {row["id"]: (row["local_date"], row["load_tss"], row["class"]) for row in rows}


def test_a_threshold_set_from_a_day_changes_loads_from_then_on_and_none_before(ask):
    before = loads(ask("sessions"))
    change = ask("thresholds", "set", "critical_power_w", "300 W", "--from", MIDDLE)
    assert (change["value"], change["since"]) == (300, MIDDLE.isoformat())
    after = loads(ask("sessions"))
    changed = {name for name in before if before[name] != after[name]}
    assert changed
    assert all(before[name][0] >= MIDDLE.isoformat() for name in changed)
    assert len(changed) <= change["judged_anew"] < len(before)


def test_what_was_set_is_shown_from_its_day_on(ask):
    ask("thresholds", "set", "run_speed_mps", "4:10/km", "--from", MIDDLE)
    row = by_name(ask("thresholds"))["run_speed_mps"]
    assert (row["value"], row["origin"], row["since"]) == (4.0, "athlete", MIDDLE.isoformat())
    eve = by_name(ask("thresholds", today=MIDDLE - timedelta(days=1)))["run_speed_mps"]
    assert eve["origin"] != "athlete"
    assert ask("thresholds")["settings"] == [
        {"name": "run_speed_mps", "value": 4.0, "unit": "m/s", "since": MIDDLE.isoformat()}
    ]


def test_taken_back_all_is_as_it_was(ask):
    before = loads(ask("sessions"))
    ask("thresholds", "set", "critical_power_w", "300", "--from", MIDDLE)
    change = ask("thresholds", "set", "critical_power_w", "-", "--from", MIDDLE)
    assert change["value"] is None
    assert loads(ask("sessions")) == before


def test_a_value_holds_until_the_next_one_is_set(ask):
    ask("thresholds", "set", "critical_power_w", "300", "--from", TODAY)
    change = ask("thresholds", "set", "critical_power_w", "280", "--from", MIDDLE)
    assert change["until"] == (TODAY - timedelta(days=1)).isoformat()
    assert by_name(ask("thresholds"))["critical_power_w"]["value"] == 300
    yesterday = ask("thresholds", today=TODAY - timedelta(days=1))
    assert by_name(yesterday)["critical_power_w"]["value"] == 280


def test_a_day_to_come_holds_from_then(ask):
    later = TODAY + timedelta(days=7)
    assert ask("thresholds", "set", "swim_speed_mps", "1:30", "--from", later)["judged_anew"] == 0
    assert by_name(ask("thresholds"))["swim_speed_mps"]["origin"] != "athlete"
    assert by_name(ask("thresholds", today=later))["swim_speed_mps"]["origin"] == "athlete"


def test_critical_power_follows_an_ftp_that_is_set(ask):
    ask("thresholds", "set", "ftp_w", "240")
    rows = by_name(ask("thresholds"))
    assert rows["ftp_w"]["value"] == pytest.approx(240, abs=0.01)
    assert rows["critical_power_w"]["value"] == pytest.approx(250, abs=0.01)


@pytest.mark.parametrize("names", [("ftp_w", "critical_power_w"), ("critical_power_w", "ftp_w")])
def test_of_ftp_and_critical_power_the_one_set_last_counts(ask, names):
    for name, watts in zip(names, ("240", "270"), strict=True):
        ask("thresholds", "set", name, watts, "--from", MIDDLE)
    answer = ask("thresholds")
    assert by_name(answer)[names[1]]["value"] == pytest.approx(270, abs=0.01)


def test_an_ftp_holds_until_a_critical_power_is_set(ask):
    ask("thresholds", "set", "critical_power_w", "270", "--from", TODAY)
    change = ask("thresholds", "set", "ftp_w", "240", "--from", MIDDLE)
    assert change["until"] == (TODAY - timedelta(days=1)).isoformat()


def test_threshold_pace_holds_no_earlier_than_the_heart_rate_it_goes_by(ask):
    ask("thresholds", "set", "run_threshold_heart_rate_bpm", "160", "--from", TODAY)
    assert by_name(ask("thresholds"))["run_speed_mps"]["since"] == TODAY.isoformat()


def test_setting_says_in_words_what_it_changes(kneedrive, library):
    options = ("--library", library, "--today", TODAY)
    words = kneedrive("thresholds", "set", "run_speed_mps", "4:10", "--from", MIDDLE, *options).out
    assert re.fullmatch(
        r"run_speed_mps is 4:10/km from 12 Oct on; \d+ sessions are judged anew, none before\.\n",
        words,
    )


def test_thresholds_may_be_set_before_the_first_import(kneedrive, tmp_path):
    options = ("--library", tmp_path / "new", "--today", TODAY)
    assert kneedrive("thresholds", "set", "ftp_w", "240", *options).status == 0
    shown = kneedrive("thresholds", *options, "--json").json()
    assert by_name(shown)["ftp_w"]["origin"] == "athlete"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("critical_power_w", "262", 262),
        ("critical_power_w", "262,5 W", 262.5),
        ("w_prime_j", "18 kJ", 18_000),
        ("run_speed_mps", "4:10/km", 4.0),
        ("run_speed_mps", "4:10", 4.0),
        ("run_speed_mps", "14.4 km/h", 4.0),
        ("critical_speed_mps", "6:42.336/mi", 4.0),
        ("swim_speed_mps", "1:40/100m", 1.0),
        ("swim_speed_mps", "1:40", 1.0),
        ("resting_heart_rate_bpm", "48bpm", 48),
    ],
)
def test_values_are_read_as_people_write_them(name, text, value):
    assert threshold_settings._read(name, text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("critical_power_w", "4 W"),
        ("critical_power_w", "4:10"),
        ("critical_power_w", "much"),
        ("critical_power_w", "-262"),
        ("critical_power_w", "262 bpm"),
        ("run_speed_mps", "0:00"),
        ("run_speed_mps", "4:75"),
        ("run_speed_mps", "4:10/W"),
        ("run_max_heart_rate_bpm", "nan"),
        ("resting_heart_rate_bpm", "48 W"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_may_be(name, text):
    with pytest.raises(UsageError) as refused:
        threshold_settings._read(name, text)
    assert f"{KINDS[name].low:g} to {KINDS[name].high:g}" in refused.value.hint


@given(st.floats(1.2, 7))
def test_a_pace_is_read_back_as_the_speed_it_was_written_from(speed):
    minutes, seconds = divmod(1000 / speed, 60)
    text = f"{minutes:.0f}:{min(seconds, 59.99):05.2f}"
    assert threshold_settings._value(KINDS["run_speed_mps"], text) == pytest.approx(speed, rel=1e-3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "ftp", "240"), "critical_power_w, critical_speed_mps"),
        (("set", "critical_power_w", "4"), "50 to 700 W"),
        (("set", "critical_power_w", "-"), "no critical_power_w was set for 2026-11-23"),
        (("set", "critical_power_w", "240", "--from", "soon"), "Write days like 2026-11-23"),
        (("set", "critical_power_w"), "Missing argument 'VALUE'"),
        (("--sport", "chess"), "chess"),
    ],
)
def test_a_slip_is_wrong_usage_and_says_what_would_be_right(kneedrive, library, words, said):
    answer = kneedrive("thresholds", *words, "--library", library, "--today", TODAY)
    assert answer.status == 2
    assert said in answer.err


def test_set_alone_explains_itself(kneedrive, library):
    answer = kneedrive("thresholds", "set", "--library", library)
    assert "Usage: kneedrive thresholds set" in answer.out + answer.err


def test_what_another_sport_is_judged_by_is_not_judged_anew(library):
    with Store.open(library) as store:
        store_all = len(store.sessions(TODAY))
        change = threshold_settings.set_threshold(
            store, "swim_speed_mps", "1.1", date(2026, 9, 1), TODAY
        )
    assert 0 < change.judged_anew < store_all / 2


def test_heart_rates_that_contradict_each_other_are_refused(kneedrive, library):
    kneedrive("thresholds", "set", "resting_heart_rate_bpm", "100", "--library", library)
    name = "run_max_heart_rate_bpm"
    refused = kneedrive("thresholds", "set", name, "110", "--library", library)
    assert refused.status == 0
    refused = kneedrive(
        "thresholds", "set", "run_threshold_heart_rate_bpm", "115", "--library", library
    )
    assert refused.status == 2
    assert "is not below run_max_heart_rate_bpm 110" in refused.err
