"""Figures show what the frames and reports hold, and say what they show."""

import itertools
import shutil
import subprocess
import sys

import numpy as np
import pytest

import sample_data
from adaptive import Library, figures, phase_report
from adaptive.agenda.days import day_name
from adaptive.figures import theme
from adaptive.form.report import report
from adaptive.form.shown import signals
from adaptive.library.store import Store
from ingest.errors import KneedriveError

TODAY = sample_data.TODAY
LIGHT, DARK = ("#ffffff", "#fbfaf7"), ("#1d2329", "#14181c")


@pytest.fixture(scope="module")
def library(sample_library, tmp_path_factory):
    folder = shutil.copytree(sample_library, tmp_path_factory.mktemp("figures") / "library")
    with Library.open(folder, today=TODAY) as opened:
        yield opened


@pytest.fixture(scope="module")
def lived(habit_library, tmp_path_factory):
    folder = shutil.copytree(habit_library, tmp_path_factory.mktemp("lived") / "library")
    with Store.open(folder) as store:
        yield store


def measured(library):
    """The thresholds, as if all were known from efforts."""
    return library.thresholds().assign(origin="measured")


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def says(figure):
    return figure.layout.meta["says"]


# -- the look ----------------------------------------------------------------------------


def contrast(one, other):
    """Of two colours, as WCAG counts it."""

    def luminance(colour):
        shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return np.dot(linear, (0.2126, 0.7152, 0.0722))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("paper", [*LIGHT, *DARK])
def test_every_colour_stands_out_from_light_paper_as_from_dark(paper):
    for colour in (theme.BLUE, theme.RED, theme.GREEN, theme.PURPLE, theme.GREY):
        assert contrast(colour, paper) >= 3


def test_who_draws_nothing_does_not_load_plotly():
    code = "import sys; import adaptive.figures; assert 'plotly' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- thresholds and load -----------------------------------------------------------------


@pytest.mark.parametrize("channel", ["power_w", "speed_mps", "heart_rate_bpm"])
def test_the_curve_is_drawn_over_logarithmic_time_as_it_is(library, channel):
    best = library.curves(channel)
    figure = figures.curve(best, channel=channel)
    assert figure.layout.xaxis.type == "log"
    drawn = trace(figure, "season's best")
    assert list(drawn.x) == best.index.tolist()
    assert list(drawn.y) == best["best"].tolist()
    assert "1 min" in figure.layout.xaxis.ticktext
    assert "20 min" in says(figure)


@pytest.mark.parametrize(
    ("channel", "critical", "reserve"),
    [
        ("power_w", "critical_power_w", "w_prime_j"),
        ("speed_mps", "critical_speed_mps", "d_prime_m"),
    ],
)
def test_the_model_is_drawn_where_it_holds_with_the_efforts_behind(
    library, channel, critical, reserve
):
    known = measured(library)
    figure = figures.curve(library.curves(channel), known, channel=channel)
    words = {"power_w": "critical power and W'", "speed_mps": "critical speed and D'"}[channel]
    drawn = trace(figure, words)
    assert (drawn.x[0], drawn.x[-1]) == pytest.approx((180, 1200))
    value = known["value"]
    assert drawn.y[-1] == pytest.approx(value[critical] + value[reserve] / 1200)
    points = [one for one in figure.data if one.name == "efforts behind it"]
    assert sum(len(one.x) for one in points) == len(known["efforts"][critical])
    band = trace(figure, "90 % band")
    assert min(band.y) < min(drawn.y) < max(drawn.y) < max(band.y)
    assert words in says(figure)


@pytest.mark.parametrize("name", ["critical_power_w", "w_prime_j"])
def test_a_population_guess_is_not_drawn(library, name):
    known = measured(library)
    known.loc[name, "origin"] = "prior"
    figure = figures.curve(library.curves("power_w"), known)
    assert [one.name for one in figure.data] == ["season's best"]


def test_nothing_that_is_drawn_lies_above_the_picture(library):
    known = measured(library)
    known.loc["critical_power_w", "value"] = 2000.0
    figure = figures.curve(library.curves("power_w"), known)
    assert figure.layout.yaxis.range[1] > max(max(one.y) for one in figure.data)


def test_paces_are_written_as_paces(library):
    axis = figures.curve(library.curves("speed_mps"), channel="speed_mps").layout.yaxis
    for words, at in zip(axis.ticktext, axis.tickvals, strict=True):
        minutes, seconds = words.split(":")
        assert 1000 / (60 * int(minutes) + int(seconds)) == pytest.approx(at)


def test_load_shows_each_day_and_what_is_not_known_is_a_gap(library):
    daily = library.daily_load()
    daily.loc[daily.index[-3:], "known"] = False
    daily.loc[daily.index[-3:], "load"] = np.nan
    figure = figures.load(daily)
    for name in ("load", "fitness", "fatigue", "form", "ramp"):
        drawn = trace(figure, name)
        assert len(drawn.x) == len(daily)
        assert np.array_equal(drawn.y, daily[name], equal_nan=True)
    assert np.isnan(trace(figure, "load").y[-3:]).all()
    (shaded,) = {(one.x0, one.x1) for one in figure.layout.shapes if one.type == "rect"}
    assert str(daily.index[-3].date() - np.timedelta64(1, "D")) <= shaded[0]
    assert "3 days of which nothing is known" in says(figure)


def test_load_says_how_it_ends(library):
    daily = library.daily_load()
    last = daily.iloc[-1]
    for words in (
        day_name(daily.index[0].date()),
        f"fitness {last['fitness']:.0f}",
        f"fatigue {last['fatigue']:.0f}",
        f"form that morning was {round(last['form']):+d}",
    ):
        assert words in says(figures.load(daily))


def test_of_nothing_there_is_no_picture(library):
    with pytest.raises(ValueError, match="nothing was recorded"):
        figures.curve(library.curves("power_w")[:0])
    with pytest.raises(ValueError, match="no day"):
        figures.load(library.daily_load()[:0])


# -- form --------------------------------------------------------------------------------


def test_the_trend_shows_each_session_at_its_level_in_its_band_and_the_phases(lived):
    found = report(lived, TODAY)
    cadence = found.signals[0]
    figure = figures.trend(cadence, found)
    drawn = [one.y.tolist() for one in figure.data if one.mode == "markers"]
    levels = map(cadence.level, cadence.scores.values)
    assert sorted(itertools.chain(*drawn)) == pytest.approx(sorted(levels))
    band = trace(figure, "your own band").y
    middle = cadence.recent.mean()
    assert max(band) - min(band) == pytest.approx(
        abs(cadence.level(middle + cadence.band) - cadence.level(middle - cadence.band))
    )
    words = [one.text for one in figure.layout.annotations]
    assert {name for _, name in found.phases} <= set(words)
    assert words.count("something new") == len(cadence.segments)
    assert "within your own band" in says(figure)


def test_bricks_are_drawn_over_fresh_runs(lived):
    found = report(lived, TODAY)
    names = [one.name for one in figures.bricks(found).data]
    assert names[-1] == "fresh runs, median"
    assert set(names[:-1]) == {str(one.day) for one in found.bricks if one.compared}
    assert figures.bricks(found, TODAY.replace(year=2027)) is None


def test_all_of_form_in_one_is_the_trends_with_a_verdict_and_the_bricks(lived):
    found = report(lived, TODAY)
    figure = figures.form(found)
    titles = [figure.layout[name].title.text for name in ("yaxis", "yaxis2", "yaxis3")]
    assert titles == ["cadence, spm", "cadence at power, rpm", "step length, % of later"]
    with pytest.raises(KneedriveError, match="no session"):
        figures.form(found, TODAY.replace(year=2027))


def test_every_signal_that_has_a_score_is_told_with_those_that_lead_first(lived):
    found = report(lived, TODAY)
    shown = list(signals(found, found.on.replace(year=2025)))
    assert len(shown) == sum(bool(len(one.scores)) for one in found.signals)
    assert [one.leads for one in shown] == sorted((one.leads for one in shown), reverse=True)
    assert all(one.figure for one in shown)


# -- the way -----------------------------------------------------------------------------


def test_the_way_is_a_bar_for_each_phase_up_to_today(lived):
    found = phase_report.phase(lived, TODAY)
    figure = figures.phases(found, TODAY)
    bars = [one for one in figure.data if one.type == "bar"]
    assert [one.name for one in bars] == ["activation", "strengthening"]
    day_ms = 24 * 3600 * 1000
    days = [one.x[0] / day_ms for one in bars]
    assert sum(days) == (TODAY - sample_data.PROGRAMME_START).days + 1
    assert trace(figure, "moved").y == ("strengthening",)
    assert found.history[-1].why in trace(figure, "moved").text[0]


def test_what_was_undone_is_no_part_of_the_way(lived, tmp_path):
    folder = shutil.copytree(lived.folder, tmp_path / "undone")
    with Store.open(folder) as store:
        found = phase_report.undo_phase(store, TODAY)
    figure = figures.phases(found, TODAY)
    assert [one.name for one in figure.data if one.type == "bar"] == ["activation"] * 2


def test_the_knee_lift_is_the_seconds_of_each_check(lived):
    found = phase_report.phase(lived, TODAY)
    figure = figures.knee_lift(found)
    held = [one.holds_s for one in found.checks]
    assert list(zip(*(trace(figure, side).y for side in ("left", "right")), strict=True)) == held
    symbols = trace(figure, "left").marker.symbol
    assert [not one.endswith("open") for one in symbols] == [one.ok for one in found.checks]
    assert f"{len(held)} self-checks" in says(figure)
