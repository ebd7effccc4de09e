"""Form in sentences. Mostly: within your own band."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from adaptive.agenda.days import day_name
from adaptive.form.seen import rule
from adaptive.wording import amount
from models.contrast import DEFAULT
from models.form.signals import SIGNALS

if TYPE_CHECKING:
    from adaptive.form.report import FormReport, LeftOut, SignalForm
    from adaptive.library.recordings import Json

__all__ = [
    "brick",
    "change",
    "left_out",
    "lines",
    "notes",
    "now",
    "number",
    "session",
    "signal",
]

_BRICKS = 3
"""So many of the latest brick runs are told one by one."""

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


def signal(one: SignalForm) -> str:
    """What a signal says, for the athlete."""
    found, sessions = one.reading, "rides" if one.signal.family == "ride" else "runs"
    if one.signal.name == "brick_shift":
        sessions = "brick runs"
    if not len(one.scores):
        return "not recorded"
    if not one.own:
        return "your watch works it out from speed and cadence: it says nothing of its own"
    if found.change != found.change:  # NaN
        total = found.n_baseline + found.n_window
        if total >= DEFAULT.shown:
            weeks = rule(one.signal.name).window_days // 7
            return f"fewer than {DEFAULT.window} {sessions} in {weeks} weeks: nothing to compare"
        return f"{total} of the {DEFAULT.shown} {sessions} that a baseline needs"
    if one.verdict is None:
        return _beside(one)
    return _verdict(one, sessions)


def _beside(one: SignalForm) -> str:
    """Of a signal that has no verdict."""
    return _within(one) or f"{_side(one)} your own band; by itself that says nothing"


def _verdict(one: SignalForm, sessions: str) -> str:
    found = one.verdict
    assert found is not None
    short = DEFAULT.decisive - found.n_baseline
    if short > 0:
        return f"{short} more {sessions} until a change could be told from chance"
    moved = "lower" if found.change < 0 else "higher"
    if found.verdict == "worse":
        return "lower than your own baseline on two Mondays running"
    if found.verdict == "better":
        return "back from the fall before"
    if found.verdict == "unknown" and found.explanations:
        return f"{moved}, but {found.explanations[0]}"
    if found.direction and found.confirmed:
        if one.signal.family == "ride":
            return "higher on two Mondays running, which by itself says nothing"
        return "higher at the same speed on two Mondays running: shorter steps, read as tightness"
    if found.direction:
        return f"{moved}; one Monday alone is no change"
    if found.verdict == "unknown":
        return f"not read: too few new {sessions} last week, or a pause or taper not long ago"
    return _within(one) or f"{_side(one)} your own band, by no more than chance and drift explain"


def _within(one: SignalForm) -> str:
    """That it lies within the athlete's own band; nothing where it does not."""
    if abs(one.reading.change) > one.band:
        return ""
    return f"within your own band, ± {one.band:.1f} {one.signal.score_unit}"


def _side(one: SignalForm) -> str:
    return "below" if one.reading.change < 0 else "above"


def notes(found: FormReport) -> Iterator[str]:
    """What a reader must know to take the numbers for what they are."""
    yield "No watch measures the hip flexors: your self-checks lead, and cadence only asks."
    yield (
        "Only changes of about 3 % are found reliably, and half an unexplained alarm to one a year "
        "is to be expected where nothing has changed."
    )
    if any(not one.own for one in found.signals):
        yield (
            "Without a strap or pod a watch works out contact, oscillation and ratio from speed "
            "and cadence, and so they are not signals of their own."
        )


def session(form: Json) -> Iterator[tuple[str, str]]:
    """Form of one session, the `form` field of `show`: lines, and what has changed in each."""
    for one in form["signals"]:
        level, change = f"{one['label']} {number(one['level'], one['unit'])}", ""
        if one["n"] >= DEFAULT.shown and one["band"]:
            change = f"{one['change']:+.1f} {one['change_unit']} beside your own"
            change += f", where ±{one['band']:.1f} is usual"
        yield level, change
    if form["off_the_bike"]:
        yield brick(form["off_the_bike"]), ""
    if not form["signals"]:
        left = ", ".join(f"{n} min {_MINUTES[why]}" for why, n in form["left_out_min"].items())
        yield f"{form['steady_min']} steady minutes, too few to tell{left and f': {left}'}", ""


def brick(run: Json) -> str:
    """What the steps were like off the bike."""
    parts = []
    for one in run["signals"][:2]:
        name, unit = SIGNALS[one["signal"]].label, SIGNALS[one["signal"]].score_unit
        if one["reason"]:
            return f"off the bike: {_REASONS[one['reason']]}"
        parts.append(f"{name} {one['shift']:+.1f} ± {one['uncertainty']:.1f} {unit}")
    if not parts:
        return "off the bike: no run counts that could tell how you usually step"
    settled, fresh = run["signals"][0]["settled_min"], run["signals"][0]["fresh_settled_min"]
    words = f"off the bike: {', '.join(parts)} in the first kilometre beside your fresh runs"
    if settled is None or fresh is None:
        return words
    return f"{words}; steps settled after {settled:.0f} min (fresh: {fresh:.0f})"


def number(value: float | None, unit: str) -> str:
    """A level with its unit; nothing where it is unknown."""
    if value is None or not math.isfinite(value):
        return ""
    digits = _DIGITS.get(unit, 1)
    shown_unit = "%" if unit == "pp" else unit  # a level is a share, only its change is in points
    return f"{round(value, digits) + 0.0:.{digits}f} {shown_unit}"  # + 0.0: no negative zero


def left_out(sport: str, left: LeftOut) -> Iterator[str]:
    """How many sessions of a sport count, and why the others do not."""
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


def now(one: SignalForm) -> str:
    """The level of the latest sessions; nothing where it is unknown."""
    return number(one.now, one.signal.unit)


def change(one: SignalForm) -> str:
    """How far they lie from the athlete's own, with the uncertainty; nothing where unknown."""
    if not math.isfinite(one.reading.change):
        return ""
    moved = round(one.reading.change, 1) + 0.0  # no negative zero
    return f"{moved:+.1f} ± {one.reading.uncertainty:.1f} {one.signal.score_unit}"


def lines(found: FormReport, since: date = date.min) -> Iterator[str]:
    """How levels are told, brick runs, what was left out and why, and what is new."""
    for one in found.signals:
        if one.verdict and len(one.scores):
            yield f"{one.signal.label} is told at {_effort(one)}, grade and heat taken out"
    if found.slope:
        slope, error = found.slope
        yield f"your cadence rises by {slope:.1f} ± {error:.1f} spm for each m/s (usual: about 6)"
    for run in [one for one in found.bricks if one.day >= since][-_BRICKS:]:
        yield f"{day_name(run.day)} {brick(run.to_json())}"
    for sport, left in found.left_out.items():
        yield from left_out(sport, left)
    for one in found.signals:
        for day, name in one.segments if one.verdict else ():
            if day >= since:
                yield f"{one.signal.label}: something new on {day_name(day)} ({name})"
    if names := [one.signal.label for one in found.signals if one.sessions and not len(one.scores)]:
        yield f"not recorded: {'; '.join(names)}"


def _effort(one: SignalForm) -> str:
    """The usual speed or power that levels stand for."""
    unit = "W" if one.signal.family == "ride" else "m/s"
    return f"your usual {amount(one.scores.at_effort, unit)}"
