"""Form in words and tables for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from adaptive.cli.bars import bars
from adaptive.cli.context import shown
from adaptive.cli.render import bullet, day_name
from adaptive.wording import amount
from models.contrast import DEFAULT
from models.form.signals import SIGNALS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from adaptive.form.report import FormReport, LeftOut, SignalForm
    from adaptive.library.recordings import Json

__all__ = ["brick_words", "print_form", "session_lines"]

_NARROW = 72
_BRICKS = 3
_ENOUGH = DEFAULT.shown

_DIGITS = {"spm": 0, "rpm": 0, "ms": 0, "mm": 0, "m": 2, "deg": 0}

_WHY = {
    "something_new": "the first six with a new device, sensor or shoes",
    "treadmill": "on a treadmill, where speed is a guess",
    "not_recorded": "without cadence, or without the speed or power beside it",
    "short": "too short",
    "start_or_stop": "too few steady minutes between starts and stops",
    "walking": "mostly walked",
    "hilly": "too hilly",
    "uneven": "too uneven in speed",
    "coasting": "too few minutes pedalled throughout",
    "other_power": "too few minutes at half to 85 % of your threshold",
}
"""Why a session has no score that counts."""

_MINUTES = {
    "start_or_stop": "near a start or stop",
    "walking": "walking",
    "uneven": "uneven speed",
    "hilly": "steeper than 3 %",
    "coasting": "coasting",
    "unknown": "not recorded",
}

_REASONS = {
    "indoors": "on a treadmill, where speed is a guess",
    "short": "too short to tell",
    "unsteady": "too few steady minutes to tell",
    "few runs": "too few runs on their own to compare with",
}
"""Why a run off the bike tells nothing."""


def print_form(console: Console, found: FormReport, since: date) -> None:
    """The answer of `form` for people."""
    from adaptive.form import saying

    known = [one for one in found.signals if len(one.scores)]
    if console.width < _NARROW:
        for one in known:
            console.print(f"[bold]{one.signal.label}[/bold]: {_now(one)} {_change(one)}".rstrip())
            console.print(bullet(shown(saying.signal(one))))
    else:
        console.print(_table(known))
    for one in known:
        if one.verdict or len(found.signals) == 1:
            console.print(_trend(one, since, console))
    console.print()
    for line in _lines(found, since):
        console.print(bullet(line))
    for line in saying.notes(found):
        console.print(line, style="dim")


def _lines(found: FormReport, since: date) -> Iterator[str]:
    for one in found.signals:
        if one.verdict and len(one.scores):
            yield f"{one.signal.label} is told at {_effort(one)}, grade and heat taken out"
    if found.slope:
        slope, error = found.slope
        yield f"your cadence rises by {slope:.1f} ± {error:.1f} spm for each m/s (usual: about 6)"
    for brick in [one for one in found.bricks if one.day >= since][-_BRICKS:]:
        yield f"{day_name(brick.day)} {brick_words(brick.to_json())}"
    for sport, left in found.left_out.items():
        yield from _left_out(sport, left)
    for one in found.signals:
        for day, name in one.segments if one.verdict else ():
            if day >= since:
                yield f"{one.signal.label}: something new on {day_name(day)} ({shown(name)})"
    if names := [one.signal.label for one in found.signals if one.sessions and not len(one.scores)]:
        yield f"not recorded: {'; '.join(names)}"


def _effort(one: SignalForm) -> str:
    """The usual speed or power that levels stand for."""
    unit = "W" if one.signal.family == "ride" else "m/s"
    return f"your usual {amount(one.scores.at_effort, unit)}"


def session_lines(form: Json) -> Iterator[str]:
    """Form of one session, as lines of `show`: its `form` field in words."""
    for one in form["signals"]:
        level = f"{one['label']} {_number(one['level'], one['unit'])}"
        if one["n"] >= _ENOUGH and one["band"]:
            change = f"{one['change']:+.1f} {one['change_unit']} beside your own"
            level += f" [dim]({change}, where ±{one['band']:.1f} is usual)[/dim]"
        yield level
    if form["off_the_bike"]:
        yield brick_words(form["off_the_bike"])
    if not form["signals"]:
        left = ", ".join(f"{n} min {_MINUTES[why]}" for why, n in form["left_out_min"].items())
        yield f"{form['steady_min']} steady minutes, too few to tell" + (
            f": {left}" if left else ""
        )


def brick_words(brick: Json) -> str:
    """What the steps were like off the bike."""
    parts = []
    for one in brick["signals"][:2]:
        name, unit = SIGNALS[one["signal"]].label, SIGNALS[one["signal"]].score_unit
        if one["reason"]:
            return f"off the bike: {_REASONS[one['reason']]}"
        parts.append(f"{name} {one['shift']:+.1f} ± {one['uncertainty']:.1f} {unit}")
    if not parts:
        return "off the bike: no run counts that could tell how you usually step"
    settled, fresh = brick["signals"][0]["settled_min"], brick["signals"][0]["fresh_settled_min"]
    words = f"off the bike: {', '.join(parts)} in the first kilometre beside your fresh runs"
    if settled is None or fresh is None:
        return words
    return f"{words}; steps settled after {settled:.0f} min (fresh: {fresh:.0f})"


def _table(known: Sequence[SignalForm]) -> Table:
    from rich.table import Table

    from adaptive.form import saying

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("signal", "now", "change", "n"):
        table.add_column(name, justify="left" if name == "signal" else "right", no_wrap=True)
    table.add_column("says")
    for one in known:
        says, count = shown(saying.signal(one)), str(len(one.recent))
        table.add_row(one.signal.label, _now(one), _change(one), count, says)
    return table


def _now(one: SignalForm) -> str:
    return _number(one.now, one.signal.unit)


def _number(value: float | None, unit: str) -> str:
    if value is None or not math.isfinite(value):
        return ""
    digits = _DIGITS.get(unit, 1)
    shown_unit = "%" if unit == "pp" else unit  # a level is a share, only its change is in points
    return f"{round(value, digits) + 0.0:.{digits}f} {shown_unit}"  # + 0.0: no negative zero


def _change(one: SignalForm) -> str:
    if not math.isfinite(one.reading.change):
        return ""
    change = round(one.reading.change, 1) + 0.0  # no negative zero
    return f"{change:+.1f} ± {one.reading.uncertainty:.1f} {one.signal.score_unit}"


def _trend(one: SignalForm, since: date, console: Console) -> str:
    """Session by session, from below the band (nothing) to above it (full)."""
    pairs = zip(one.scores.days.tolist(), one.scores.values, one.scores.usable, strict=True)
    values = [float(value) for day, value, usable in pairs if usable and day >= since]
    kept = values[-(console.width - len(one.signal.label) - 2) :]
    low = min(kept, default=0.0) - one.band / 2
    return f"{one.signal.label}  [cyan]{bars(kept, console, low=low)[0]}[/cyan]"


def _left_out(sport: str, left: LeftOut) -> Iterator[str]:
    total = left.used + sum(left.sessions.values())
    if not total:
        return
    words = f"{left.used} of {total} {sport}s of the last half year count"
    if left.sessions:
        why = (f"{n} {_WHY[why]}" for why, n in left.sessions.items())
        words += f"; left out: {'; '.join(why)}"
    yield words
    minutes = {why: n for why, n in left.minutes.items() if why != "steady" and n}
    if minutes:
        why = (f"{n} {_MINUTES[why]}" for why, n in minutes.items())
        yield f"{left.minutes['steady']} steady minutes; not counted: {', '.join(why)}"
