"""What a pin would break: a block that the athlete puts on a day, and perhaps at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from adaptive import explain
from adaptive.planner import companions, hard_rules, reasons, search
from adaptive.planner.hard_rules import Obstacle
from adaptive.planner.options import pinned_options
from adaptive.planner.situation import Placement, Situation
from adaptive.programme.values import Rulebook
from adaptive.week import Pin, PlanInputs

__all__ = ["Refused", "refusal", "refused"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule that a pin would break, and how, in a sentence."""

    rule: str
    why: str


def refusal(inputs: PlanInputs, rulebook: Rulebook, pin: Pin) -> tuple[Refused, ...]:
    """The rules that a pin would break in this week; none if it can stand.

    It must live beside `inputs.pins` (without itself) and what is done. A time of day means
    nothing for work inside sessions.
    """
    others = tuple(other for other in inputs.pins if other != pin)
    return refused(Situation(replace(inputs, pins=(*others, pin)), rulebook), pin)


def refused(situation: Situation, pin: Pin) -> tuple[Refused, ...]:
    """The same where the pin is one of the week's own."""
    found = {
        Refused(o.rule, explain.pinning(pin, reasons.clause(pin.day, None, o, situation))): None
        for o in _obstacles(situation, pin)
    }
    return tuple(found)


def _obstacles(situation: Situation, pin: Pin) -> list[Obstacle]:
    if pin.day not in situation.open_days:
        return [Obstacle("H17", about="past")]
    if pin.kind == "strengthening":
        return _strengthening(situation, pin)
    if pin.kind == "activation":
        return _activation(situation, pin)
    ruled_out = list(hard_rules.on_day(pin.kind, pin.day, situation))
    if ruled_out:
        return ruled_out
    if pin.kind == "stretch":
        starts = [place.start for place in companions.stretches(situation, {})]
        there = any(s.date() == pin.day and pin.at in {None, s.time()} for s in starts)
        return [] if there else [Obstacle("H12")]
    if pin.kind == "transition":
        there = any(place.day == pin.day for place in companions.transitions(situation))
        return [] if there else [Obstacle("H10")]
    within = companions.drills if pin.kind == "drills" else companions.pedalling
    made = within(situation)
    if any(session.day == pin.day for session in made.sessions):
        return []
    told = [o for o in made.obstacles if o.session]
    return told or [Obstacle("H11" if pin.kind == "drills" else "H9")]


def _strengthening(situation: Situation, pin: Pin) -> list[Obstacle]:
    fixed = companions.fixed_minutes(situation, companions.daily_activation(situation))
    choice = search.choose(situation, fixed)
    if pin not in choice.unmet:
        return []
    found, refusals = pinned_options(situation, search.next_pair(situation), pin)
    if not found:
        return list(min(refusals, key=lambda refusal: len(refusal.obstacles)).obstacles)
    broken = [search.fits(option, situation, fixed) for option in found]
    if all(broken):
        return [Obstacle(broken[0] or "H5")]
    others = [p for p in situation.open_pins("strengthening") if p != pin and p not in choice.unmet]
    return [Obstacle("P1" if len(others) >= choice.wanted else "H5")]


def _activation(situation: Situation, pin: Pin) -> list[Obstacle]:
    """H7: activation by itself is of the activation phase; later it goes with strengthening."""
    if situation.phase(pin.day).activation != "daily":
        return [Obstacle("H7")]
    daily = companions.daily_activation(situation)
    item = next((one for one in daily if one.day == pin.day), None)
    work = situation.prescribed("activation", pin.day)
    if item is None or work is None:
        return list(hard_rules.on_day("activation", pin.day, situation)) or [Obstacle("H7")]
    if item.place is None:
        return list(item.obstacles)
    if pin.at is None or item.place.start == datetime.combine(pin.day, pin.at):
        return []
    place = Placement(datetime.combine(pin.day, pin.at), work.minutes, None)
    return list(hard_rules.activation(place, situation))
