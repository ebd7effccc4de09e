"""Form in sentences. Mostly: within your own band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adaptive.form.seen import rule
from models.contrast import DEFAULT

if TYPE_CHECKING:
    from adaptive.form.report import FormReport, SignalForm

__all__ = ["notes", "signal"]


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
