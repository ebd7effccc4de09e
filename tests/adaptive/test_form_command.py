"""`kneedrive form`: for people, as JSON, and as a picture; and form in `show` and notebooks."""

import json
import math
import re
from datetime import date, timedelta
from shutil import which

import numpy as np
import pytest

import sample_data
from adaptive import form, service
from adaptive.cli import render_form
from adaptive.exports import document
from adaptive.form import saying
from adaptive.form.bricks import BrickRun
from adaptive.form.gathering import Gathered
from adaptive.form.seen import Seen
from adaptive.library.store import Store
from models.form.bins import FormBins
from models.form.pedalling import RideHistory
from models.form.running import History, Run
from models.form.signals import SIGNALS

TODAY = sample_data.TODAY


def ask_form(kneedrive, library, *words):
    return kneedrive("form", *words, "--library", library, "--today", TODAY)


def test_every_signal_is_told_with_flat_names_and_units(ask):
    told = ask("form")
    assert [one["signal"] for one in told["signals"]] == list(SIGNALS)
    for one in told["signals"]:
        assert one["unit"] == SIGNALS[one["signal"]].unit
        assert one["says"]
        assert not {name for name, value in one.items() if isinstance(value, dict)}


def test_one_signal_alone_and_from_a_day_on(ask):
    since = (TODAY - timedelta(weeks=4)).isoformat()
    told = ask("form", "--signal", "step-length", "--since", since)
    (one,) = told["signals"]
    assert one["signal"] == "step_length"
    assert one["trend"]
    assert all(row["local_date"] >= since for row in one["trend"])


def test_a_signal_that_there_is_not_is_wrong_usage(kneedrive, sample_library):
    answer = ask_form(kneedrive, sample_library, "--signal", "stride")
    assert answer.status == 2
    assert "cadence" in answer.err


def test_a_brick_run_beside_which_no_run_counts_is_told_without_numbers():
    alone = BrickRun("brick", TODAY, {}, math.nan)
    assert saying.brick(alone.to_json()).startswith("off the bike: no run counts")


def test_a_picture_of_a_time_without_sessions_is_refused(kneedrive, sample_library, tmp_path):
    later = (TODAY + timedelta(days=1)).isoformat()
    picture = tmp_path / "form.svg"
    answer = ask_form(kneedrive, sample_library, "--figure", picture, "--since", later)
    assert answer.status == 1
    assert later in answer.err
    assert not picture.exists()


def test_without_any_steady_minute_it_says_what_is_missing(kneedrive, tmp_path):
    with Store.open(tmp_path, create=True):
        pass
    answer = ask_form(kneedrive, tmp_path)
    assert answer.status == 1
    assert "ten steady minutes" in answer.err


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(kneedrive, sample_library, monkeypatch, width):
    plain = kneedrive  # sets its own width first
    monkeypatch.setenv("COLUMNS", str(width))
    answer = ask_form(plain, sample_library)
    assert answer.status == 0
    assert max(map(len, answer.out.splitlines())) <= width
    for words in ("cadence", "late-run", "off the bike", "runs of the last half year"):
        assert words in re.sub(r"\s+", " ", answer.out)


def test_what_was_left_out_is_told_with_its_reason(kneedrive, sample_library):
    out = re.sub(r"\s+", " ", ask_form(kneedrive, sample_library).out)
    assert "1 on a treadmill, where speed is a guess" in out
    assert "near a start or stop" in out


def test_the_limits_of_what_can_be_seen_are_always_told(ask):
    notes = " ".join(ask("form")["notes"])
    assert "about 3 %" in notes
    assert "No watch measures the hip flexors" in notes


# -- pictures ----------------------------------------------------------------------------


def test_a_page_is_written_and_is_the_same_every_time(kneedrive, sample_library, tmp_path):
    pictures = [tmp_path / "one.html", tmp_path / "two.html"]
    for path in pictures:
        assert ask_form(kneedrive, sample_library, "--figure", path).status == 0
    one, two = (path.read_text(encoding="utf-8") for path in pictures)
    assert one == two
    assert "your own band" in one
    assert "fresh runs" in one


@pytest.mark.parametrize(
    ("kind", "begins"), [("svg", b"<svg"), ("pdf", b"%PDF"), ("png", b"\x89P")]
)
def test_a_browser_draws_still_pictures(kneedrive, sample_library, tmp_path, kind, begins):
    if not (which("chromium") or which("google-chrome")):
        pytest.skip("no Chrome or Chromium that could draw")
    path = tmp_path / f"form.{kind}"
    answer = ask_form(kneedrive, sample_library, "--signal", "cadence", "--figure", path)
    assert answer.status == 0, answer.err
    assert path.read_bytes().startswith(begins)


def test_without_a_browser_the_answer_is_what_to_install(kneedrive, tmp_path, monkeypatch):
    monkeypatch.setattr(document, "find_spec", lambda _name: None)
    answer = kneedrive("form", "--figure", tmp_path / "form.svg", "--library", tmp_path)
    assert answer.status == 1
    assert "Chromium" in answer.err
    assert ".html" in answer.err


def test_a_picture_of_no_known_kind_is_refused_before_any_work(kneedrive, tmp_path):
    answer = kneedrive("form", "--figure", "form.doc", "--library", tmp_path)
    assert answer.status == 2
    assert ".svg" in answer.err


# -- one session, and notebooks ----------------------------------------------------------


def test_show_tells_the_form_of_a_run_and_none_of_a_swim(sample_library):
    with Store.open(sample_library) as store:
        known = service.find_sessions(store, "last", TODAY)
        everything = {one.family: one for one in service.assessing.assessed(store, TODAY)}
        assert form.of_session(store, everything["swim"]) is None
        told = form.of_session(store, everything["run"])
        assert known
    assert told["steady_min"] >= 10
    (cadence,) = (one for one in told["signals"] if one["signal"] == "cadence")
    assert 150 < cadence["level"] < 190
    json.dumps(told)
    lines = list(render_form.session_lines(told))
    assert any(line.startswith("cadence") and "spm" in line for line in lines)


def test_the_form_of_a_brick_run_tells_how_it_started(sample_library):
    with Store.open(sample_library) as store:
        bricks = [
            one
            for one in service.assessing.assessed(store, TODAY)
            if one.brick and one.brick.run_id == one.stored.id
        ]
        told = form.of_session(store, bricks[-1])
    assert told["off_the_bike"]["id"] == bricks[-1].stored.id
    assert "first kilometre" in saying.brick(told["off_the_bike"])


def test_a_session_without_enough_steady_minutes_says_why():
    told = {"steady_min": 4, "left_out_min": {"walking": 20}, "signals": [], "off_the_bike": None}
    (line,) = render_form.session_lines(told)
    assert line == "4 steady minutes, too few to tell: 20 min walking"


def test_the_frame_has_one_row_a_session_and_signal(sample_library):
    with Store.open(sample_library) as store:
        found = form.frame(store, TODAY)
    assert not found.duplicated(["id", "signal"]).any()
    assert found["local_date"].is_monotonic_increasing
    cadence = found[found["signal"] == "cadence"]
    assert cadence["value"].between(150, 190).all()
    assert set(cadence["unit"]) == {"spm"}


# -- what else may explain a change --------------------------------------------------------


def made(number, day, cadence_spm, *, temperature_c=12.0, hilly=0):
    """A run of 40 even minutes, with some more that were too steep."""
    minutes = 40
    columns = {
        "cadence_spm": cadence_spm,
        "speed_mps": 3.0,
        "grade_pct": 0.0,
        "temperature_c": temperature_c,
    }
    bins = FormBins(
        family="run",
        indoor=False,
        device="a watch",
        steady=np.arange(minutes) >= hilly,
        columns={name: np.full(minutes, value, np.float32) for name, value in columns.items()},
        left_out={"hilly": hilly},
    )
    return Run(f"run-{number}", day, "a watch", bins)


def fallen(**lately):
    """What is seen after 36 even runs and three weeks of lower cadence, in other conditions."""
    today = date(2026, 11, 23)
    days = [today - timedelta(days=2 * n) for n in range(45, 0, -1)]
    scatter = np.resize([0.6, -0.4, 0.2, -0.6, 0.5, -0.3], 45)
    runs = [
        made(n, day, 170 + scatter[n] - (5.5 if n >= 36 else 0), **(lately if n >= 36 else {}))
        for n, day in enumerate(days)
    ]
    return Seen(Gathered(tuple(runs), (), ()), History(runs), RideHistory(()))


def read(seen):
    return seen.reading("cadence", date(2026, 11, 23))


def test_a_fall_in_ordinary_weather_is_not_explained():
    found = read(fallen())
    assert (found.verdict, found.explanations) == ("worse", ())


def test_a_fall_in_hills_is_explained_by_them():
    found = read(fallen(hilly=20))
    assert (found.verdict, found.direction) == ("unknown", 0)
    assert "hilly" in found.explanations[0]


def test_a_fall_in_heat_is_taken_out_and_would_be_explained():
    seen = fallen(temperature_c=32.0)
    assert read(seen).verdict != "worse"
    (explanation,) = seen._explanations(seen.scores("cadence"))
    assert explanation.excuses
    assert "14 °C hotter" in explanation.words
