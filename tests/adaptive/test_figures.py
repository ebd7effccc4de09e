"""Pictures show what the frames hold."""

import io
import shutil
import sys

import numpy as np
import pytest
from matplotlib.collections import PathCollection

import sample_data
from adaptive import Library, figures

TODAY = sample_data.TODAY


@pytest.fixture(scope="module")
def library(sample_library, tmp_path_factory):
    folder = shutil.copytree(sample_library, tmp_path_factory.mktemp("figures") / "library")
    with Library.open(folder, today=TODAY) as opened:
        yield opened


def measured(library):
    """The thresholds, as if all were known from efforts."""
    return library.thresholds().assign(origin="measured")


def line(axis, label):
    return next(one for one in axis.get_lines() if one.get_label() == label)


@pytest.mark.parametrize("channel", ["power_w", "speed_mps", "heart_rate_bpm"])
def test_the_curve_is_drawn_over_logarithmic_time_as_it_is(library, channel):
    best = library.curves(channel)
    (axis,) = figures.curve(best, channel=channel).axes
    assert axis.get_xscale() == "log"
    drawn = line(axis, "season's best")
    assert drawn.get_xdata().tolist() == best.index.tolist()
    assert drawn.get_ydata().tolist() == best["best"].tolist()
    assert "1 min" in [tick.get_text() for tick in axis.get_xticklabels()]


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
    (axis,) = figures.curve(library.curves(channel), known, channel=channel).axes
    words = {"power_w": "critical power and W'", "speed_mps": "critical speed and D'"}[channel]
    drawn = line(axis, f"{words}, 90 % band")
    assert (drawn.get_xdata()[0], drawn.get_xdata()[-1]) == pytest.approx((180, 1200))
    value = known["value"]
    assert drawn.get_ydata()[-1] == pytest.approx(value[critical] + value[reserve] / 1200)
    points = [one for one in axis.collections if isinstance(one, PathCollection)]
    assert sum(len(one.get_offsets()) for one in points) == len(known["efforts"][critical])


@pytest.mark.parametrize("name", ["critical_power_w", "w_prime_j"])
def test_a_population_guess_is_not_drawn(library, name):
    known = measured(library)
    known.loc[name, "origin"] = "prior"
    (axis,) = figures.curve(library.curves("power_w"), known).axes
    assert [one.get_label() for one in axis.lines] == ["season's best"]


def test_nothing_that_is_drawn_lies_above_the_picture(library):
    known = measured(library)
    known.loc["critical_power_w", "value"] = 2000.0
    (axis,) = figures.curve(library.curves("power_w"), known).axes
    assert axis.get_ylim()[1] > max(line.get_ydata().max() for line in axis.lines)


def test_paces_are_written_as_paces(library):
    (axis,) = figures.curve(library.curves("speed_mps"), channel="speed_mps").axes
    for tick in axis.get_yticklabels():
        minutes, seconds = tick.get_text().split(":")
        assert 1000 / (60 * int(minutes) + int(seconds)) == pytest.approx(tick.get_position()[1])


def test_load_shows_each_day_and_shades_what_is_not_known(library):
    daily = library.daily_load()
    daily.loc[daily.index[-3:], "known"] = False
    daily.loc[daily.index[-3:], "load"] = np.nan
    top, bottom = figures.load(daily).axes
    assert len(top.containers[0]) == len(daily)
    assert line(bottom, "fitness").get_ydata().tolist() == daily["fitness"].tolist()
    shaded = [one.get_label() for one in bottom.patches]
    assert len(shaded) == 3
    assert shaded.count("not known") == 1


def test_pictures_can_be_saved_and_are_held_by_nobody(library):
    picture = io.BytesIO()
    figures.load(library.daily_load()).savefig(picture, format="svg")
    assert b"<svg" in picture.getvalue()
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        assert not pyplot.get_fignums()


def test_of_nothing_there_is_no_picture(library):
    best = library.curves("power_w")
    with pytest.raises(ValueError, match="nothing was recorded"):
        figures.curve(best[:0])
