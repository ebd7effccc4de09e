"""One session over its time: power or pace, heart rate and cadence, with laps and intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from adaptive.agenda.days import day_name
from adaptive.figures import theme
from adaptive.wording import class_words, clock, sport_word
from ingest.activity import FloatArray
from ingest.sports import family
from models.curves import rolling_mean
from models.downsampling import thinned
from models.profile import LONGEST_PAUSE_S

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

__all__ = ["session"]

_POINTS = 2000
"""Of each line: two for each pixel of the width that a page gives it."""

_MEAN_S = 30
"""Effort jumps from second to second; its mean over half a minute tells what was ridden."""

_PAUSE_S = 10
"""A watch may skip some seconds; where it was silent for longer the line is broken."""

_TICKS, _SLOW_SHARE = 5, 0.02
"""So many paces are named, and none slower than all but this share of the time."""

_MIDNIGHT_MS = 86_400_000
"""Not the first one there is: Plotly takes milliseconds of up to four digits for years."""

_PANEL_PX, _FRAME_PX = 150, 110
_BETWEEN = 0.06

_SLOWEST_S = 1800
"""Who would need longer than this for the distance that pace is told of is standing about."""


@dataclass(frozen=True, slots=True)
class _Panel:
    """A channel with its axis; `metres` is the distance of which pace is told, None for none."""

    name: str
    channel: str
    unit: str
    colour: str
    scale: float = 1.0
    metres: int | None = None
    smooth: bool = False


_HEART = _Panel("heart rate", "heart_rate_bpm", "bpm", theme.RED)
_STEPS = _Panel("cadence", "cadence_spm", "spm", theme.PURPLE)
_PEDALS = _Panel("cadence", "cadence_rpm", "rpm", theme.PURPLE)
_POWER = _Panel("power", "power_w", "W", theme.BLUE, smooth=True)
_SPEED = _Panel("speed", "speed_mps", "km/h", theme.BLUE, scale=3.6, smooth=True)
_PACE = _Panel("pace", "speed_mps", "min/km", theme.BLUE, metres=1000, smooth=True)
_SWUM = _Panel("pace", "speed_mps", "min/100 m", theme.BLUE, metres=100, smooth=True)


def session(samples: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """A session: effort in the sport's own measure, heart rate and cadence over elapsed time.

    Every peak is drawn at its second, however long the session was. Altitude is the faint ground
    of the first panel, detected intervals are shaded, laps are dotted lines.

    Args:
        samples: `Library.samples(session)`: a row a second of timer, with `elapsed_s` and
            channels; NaN where nothing was recorded.
        facts: a row of `Library.sessions()`, or `show --json`, which has laps and intervals.
    """
    elapsed_s = samples["elapsed_s"].to_numpy(float)
    panels = list(_panels(facts, samples))
    spans = [_on_the_clock(elapsed_s, one) for one in facts.get("intervals", ())]
    laps = list(_lap_starts(facts.get("laps", ())))
    figure = theme.figure(
        _says(facts, samples, panels, len(spans), len(laps)),
        height=_FRAME_PX + _PANEL_PX * max(len(panels), 1),
        title={"text": _title(facts), "x": 0, "xref": "paper", "font": {"size": 15}},
        showlegend=False,
        hovermode="x unified",
        hoversubplots="axis",
        xaxis={
            "type": "date",  # of a clock that starts at nought, so that its ticks are times
            "tickformat": "%-H:%M",
            "hoverformat": "%-H:%M:%S",
            "title": {"text": "time since the start (h:min)"},
            "range": [_ms(0), _ms(elapsed_s[-1:].sum() or 1)],
            "anchor": "y" if len(panels) < 2 else f"y{len(panels)}",
        },
        shapes=[*map(_shade, spans), *map(_line, laps)],
    )
    if "altitude_m" in samples:
        _ground(figure, elapsed_s, samples["altitude_m"].to_numpy(float), _domain(0, len(panels)))
    for n, panel in enumerate(panels):
        _draw(figure, panel, samples, n, len(panels))
    return figure


def _panels(facts: Mapping[str, Any], samples: pd.DataFrame) -> Iterator[_Panel]:
    """What is drawn of a sport, as far as it was recorded."""
    sport = family(facts["sport"], facts["sub_sport"])
    on_foot = sport == "run" or facts["sport"] in {"walking", "hiking"}
    effort = {"ride": [_POWER, _SPEED], "swim": [_SWUM]}.get(sport, [_SPEED])
    if on_foot:
        effort = [_PACE]
    recorded = [one for one in effort if _recorded(samples, one.channel)]
    yield from recorded[:1]
    for panel in (_HEART, _STEPS if on_foot else _PEDALS):
        if _recorded(samples, panel.channel):
            yield panel


def _recorded(samples: pd.DataFrame, channel: str) -> bool:
    return channel in samples and bool(samples[channel].notna().any())


def _draw(figure: Figure, panel: _Panel, samples: pd.DataFrame, n: int, panels: int) -> None:
    elapsed_s = samples["elapsed_s"].to_numpy(float)
    values = samples[panel.channel].to_numpy(float) * panel.scale
    axis = "y" if n == 0 else f"y{n + 1}"
    words = f"{panel.name}, {panel.unit}"
    layout: dict[str, Any] = {"title": {"text": words}, "domain": _domain(n, panels)}
    if panel.metres:
        layout |= _pace_ticks(values, panel.metres)
    elif panel.smooth:
        layout["rangemode"] = "tozero"
    figure.update_layout({f"yaxis{'' if n == 0 else n + 1}": layout})
    if panel.smooth:
        faint = theme.faded(panel.colour, 0.45)
        _line_of(figure, panel, panel.name, elapsed_s, values, axis, {"color": faint, "width": 1})
        mean = np.roll(
            rolling_mean(values, _MEAN_S, samples["stretch"].to_numpy()), -_MEAN_S // 2
        )  # trailing, centred
        name, line = f"mean of {_MEAN_S} s", {"color": panel.colour, "width": 2}
        _line_of(figure, panel, name, elapsed_s, mean, axis, line)
    else:
        line = {"color": panel.colour, "width": 1.5}
        _line_of(figure, panel, panel.name, elapsed_s, values, axis, line)


def _line_of(
    figure: Figure,
    panel: _Panel,
    name: str,
    elapsed_s: FloatArray,
    values: FloatArray,
    axis: str,
    line: Mapping[str, Any],
) -> None:
    import plotly.graph_objects as go

    time_s, kept = thinned(*_broken(elapsed_s, values), _POINTS)
    told: dict[str, Any] = {"hovertemplate": f"{name} %{{y:.0f}} {panel.unit}<extra></extra>"}
    if panel.metres:
        paces = [_pace(value, panel.metres) for value in kept.tolist()]
        told = {"text": paces, "hovertemplate": f"{name} %{{text}}<extra></extra>"}
    figure.add_trace(
        go.Scatter(
            x=_ms(time_s),
            y=kept.astype(np.float32),  # seven digits are more than any device measures
            name=name,
            mode="lines",
            line=line,
            yaxis=axis,
            connectgaps=False,
            **told,
        )
    )


def _ground(
    figure: Figure, elapsed_s: FloatArray, altitude_m: FloatArray, domain: list[float]
) -> None:
    """Altitude as the ground of the first panel: its lower third, without a scale."""
    import plotly.graph_objects as go

    if not np.isfinite(altitude_m).any():
        return
    time_s, height = thinned(*_broken(elapsed_s, altitude_m), _POINTS // 4)
    above = height - np.nanmin(height)
    figure.add_trace(
        go.Scatter(
            x=_ms(time_s),
            y=above.astype(np.float32),
            mode="lines",
            line={"width": 0},
            fill="tozeroy",
            fillcolor=theme.faded(theme.GREY, 0.25),
            yaxis="y9",
            hoverinfo="skip",
        )
    )
    top = 3 * max(float(np.nanmax(above)), 30.0)
    # Over the ground, or where the paper has a colour it would cover the first panel.
    figure.update_layout(
        yaxis={"overlaying": "y9", "tickmode": "auto"},
        yaxis9={"domain": domain, "range": [0, top], "visible": False},
    )


def _broken(elapsed_s: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """With a NaN within each pause, over which no line is to be drawn."""
    pauses = np.flatnonzero(np.diff(elapsed_s) > _PAUSE_S) + 1
    times = np.insert(elapsed_s, pauses, elapsed_s[pauses - 1] + 1)
    return times, np.insert(values, pauses, np.nan)


def _on_the_clock(elapsed_s: FloatArray, interval: Mapping[str, float]) -> tuple[float, float]:
    """Elapsed seconds of an interval, whose own clock cuts long pauses short."""
    steps = np.clip(np.diff(elapsed_s, prepend=elapsed_s[:1]), 0, LONGEST_PAUSE_S)
    start, end = np.interp(
        [interval["start_s"], interval["end_s"]], np.cumsum(steps), elapsed_s
    ).tolist()
    return start, end


def _lap_starts(laps: Sequence[Mapping[str, Any]]) -> Iterator[float]:
    """Elapsed seconds at which laps began; they may count from the start of a longer recording."""
    for lap in laps[1:]:
        yield lap["start_s"] - laps[0]["start_s"]


def _shade(span: tuple[float, float]) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": _ms(span[0]),
        "x1": _ms(span[1]),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": theme.faded(theme.GREEN, 0.2),
        "line": {"width": 0},
        "layer": "below",
    }


def _line(at_s: float) -> dict[str, Any]:
    line = {"color": theme.GREY, "width": 1, "dash": "dot"}
    bounds = {"x0": _ms(at_s), "x1": _ms(at_s), "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", "line": line, "layer": "below", **bounds}


def _domain(n: int, panels: int) -> list[float]:
    """The part of the height that the nth panel from above has."""
    share = 1 / max(panels, 1)
    return [1 - (n + 1) * share + (_BETWEEN if n < panels - 1 else 0), 1 - n * share]


def _ms(seconds: Any) -> Any:  # noqa: ANN401 - one second or many
    """Whole milliseconds, as which axes of time count, from a midnight on."""
    whole = _MIDNIGHT_MS + np.rint(np.asarray(seconds) * 1000).astype(np.int64)
    return whole if whole.ndim else int(whole)


def _pace(mps: float, metres: int) -> str:
    return clock(metres / mps) if mps > metres / _SLOWEST_S else "-"


def _pace_ticks(values: FloatArray, metres: int) -> dict[str, Any]:
    """An axis of speed that tells paces, so that faster is higher."""
    known = values[np.isfinite(values) & (values > 0)]
    if not len(known):
        return {}
    slowest, fastest = metres / np.quantile(known, [_SLOW_SHARE, 1.0])
    step = next(
        s for s in (10, 15, 30, 60, 120, 300, 600, 1e9) if (slowest - fastest) / s <= _TICKS
    )
    paces = [step * n for n in range(math.ceil(fastest / step), math.floor(slowest / step) + 1)]
    apart = (known.max() - np.nanmin(values)) / (_TICKS + 2)
    ticks: list[float] = []
    for pace in paces:  # slow ones lie close together
        if not ticks or metres / ticks[-1] - metres / pace >= apart:
            ticks.append(pace)
    return {
        "tickmode": "array",
        "tickvals": [metres / pace for pace in ticks],
        "ticktext": [clock(p) for p in ticks],
    }


def _title(facts: Mapping[str, Any]) -> str:
    sport = sport_word(facts["sport"], facts["sub_sport"]).capitalize()
    found = class_words(facts["class"], facts["kind"], uncertain=facts["uncertain"])
    return f"{sport} of {day_name(facts['local_date'])}: {found}"


def _says(
    facts: Mapping[str, Any],
    samples: pd.DataFrame,
    panels: Sequence[_Panel],
    intervals: int,
    laps: int,
) -> str:
    measured = "; ".join(_highest(panel, samples[panel.channel]) for panel in panels)
    marked = []
    if intervals:
        marked.append("efforts that were found are shaded")
    if laps:
        marked.append(f"dotted lines part the {laps + 1} laps")
    structure = f" ({facts['structure']})" if facts.get("structure") else ""
    words = (
        f"{_title(facts)}{structure}. {clock(facts['duration_s'])}; {measured or 'nothing to draw'}"
    )
    return f"{words}{': ' if marked else ''}{', '.join(marked)}."


def _highest(panel: _Panel, values: pd.Series) -> str:
    mean, top = float(values[values > 0].mean()), float(values.max())
    if panel.metres:
        return f"{panel.name} {_pace(mean, panel.metres)} {panel.unit} on average"
    of = f"{panel.scale * mean:.0f} {panel.unit} on average, {panel.scale * top:.0f} at most"
    return f"{panel.name} {of}"
