"""Sessions, blocks, doses and loads in plain words, as every surface shows them.

The terminal adds its colours, a page its markup, a calendar nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from adaptive.explain.naming import KIND_WORDS
from ingest.sports import Family, family

if TYPE_CHECKING:
    from adaptive.plans import Alternative, Block, Dose, Plan
    from adaptive.week import DoneBlock, Overlay, PhaseState, Slot, WeekSession

__all__ = [
    "BLOCK_NAMES",
    "DECIDERS",
    "amount",
    "block_name",
    "class_words",
    "clock",
    "device_rows",
    "done_words",
    "dose_words",
    "how_much",
    "load_lines",
    "measured",
    "next_words",
    "origin_words",
    "otherwise_words",
    "phase_words",
    "place_words",
    "plain",
    "planned_sport",
    "recorded_issues",
    "session_origin",
    "session_words",
    "slot_words",
    "span",
    "sport_word",
    "sure_words",
    "vague",
]

BLOCK_NAMES = {kind: words.capitalize() for kind, words in KIND_WORDS.items()}

_SLOT_WORDS: Mapping[Slot, str] = {
    "before": "before the {sport}",
    "warm_up": "at the end of the {sport}'s warm-up",
    "during": "within the {sport}",
    "transition": "between bike and run",
    "after": "after the {sport}",
    "standalone": "on its own",
}

_VAGUE = timedelta(hours=1)

_KNOWN_FROM = {"done": "done", "calendar": "planned", "predicted": "expected"}

_COMMAND = re.compile(r"\bkneedrive [a-z]|(?:^|\s)--[a-z]")

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")

_OVERLAYS: Mapping[Overlay, str] = {
    "hold": "on hold",
    "taper": "tapering for a race",
    "paused": "paused",
    "stop": "stopped",
}

_METHOD_UNITS = {"power": "W", "pace": "m/s", "heart_rate": "bpm"}

_ORIGINS = {
    "athlete": "set by you",
    "device": "read from the device",
    "measured": "measured",
    "estimated": "estimated",
    "prior": "estimated",
}

_SPORT_WORDS = {
    "running": "run",
    "cycling": "ride",
    "swimming": "swim",
    "walking": "walk",
    "hiking": "hike",
    "e_biking": "e-bike ride",
}

DECIDERS = {
    "athlete": "your word",
    "plan": "by what was planned",
    "rule": "by the rules",
    "model": "by what was learned",
}
"""Who gave a session its class."""


def clock(seconds: float | None) -> str:
    """Seconds as 1:02:03 or 45:06."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def amount(value: float, unit: str, of: Family | None = None) -> str:
    """A value with its unit; speeds as the pace that runners and swimmers tell."""
    if unit == "m/s":
        metres, per = (100, "100 m") if of == "swim" else (1000, "km")
        return f"{clock(metres / value)}/{per}" if value > 0 else f"0 {unit}"
    if unit == "J":
        return f"{value / 1000:.1f} kJ"
    return f"{value:.0f} {unit}"


def sport_word(sport: str, sub_sport: str | None = None) -> str:
    """A sport as people say it."""
    if sub_sport == "strength_training":
        return "strength"
    return _SPORT_WORDS.get(sport, sport.replace("_", " "))


def class_words(session_class: str, kind: str | None, *, uncertain: bool) -> str:
    """A class with its kind; uncertain ones carry a question mark."""
    words = session_class if kind in (None, session_class) else f"{session_class}, {kind}"
    return words.replace("_", " ") + " ?" * uncertain


def measured(facts: Mapping[str, Any]) -> list[str]:
    """What stands in the line of totals, each with its unit."""
    totals = [clock(facts["duration_s"])]
    for key, unit, scale, digits in (
        ("distance_m", "km", 1000, 2),
        ("ascent_m", "m up", 1, 0),
        ("avg_heart_rate_bpm", "bpm", 1, 0),
        ("avg_power_w", "W", 1, 0),
        ("normalized_power_w", "W normalized", 1, 0),
        ("avg_cadence_spm", "steps/min", 1, 0),
        ("avg_cadence_rpm", "rpm", 1, 0),
    ):
        if facts.get(key):
            totals.append(f"{facts[key] / scale:.{digits}f} {unit}")
    if facts["bike_to_run_gap_s"] is not None:
        totals.append(f"{clock(facts['bike_to_run_gap_s'])} from bike to run")
    return totals


def sure_words(facts: Mapping[str, Any]) -> str:
    """How sure a class is, and who gave it."""
    if facts["uncertain"]:
        odds = facts["key_probability"]
        return "not sure" if odds is None else f"not sure, chance of key {odds:.0%}"
    told = facts["label_source"] in {"athlete", "plan"}
    chance = facts["confidence"] if told else min(facts["confidence"], 0.99)
    return f"{chance:.0%} sure, {DECIDERS[facts['label_source']]}"


def device_rows(facts: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What the device itself made of a session beside what is made of it here ("-" for nothing)."""
    recorded, load = facts["device_values"], facts["load"]
    by_power = load["method"] == "power"
    factor = facts["intensity_factor"] if by_power else None
    threshold = load["threshold"] if by_power else None
    rows = (
        ("normalized power, W", "normalized_power_w", facts["normalized_power_w"], 0),
        ("intensity factor", "intensity_factor", factor, 2),
        ("TSS", "training_stress_score", load["tss"], 0),
        ("threshold power, W", "threshold_power_w", threshold, 0),
        ("training effect, 0 to 5", "training_effect", None, 1),
        ("  anaerobic", "anaerobic_training_effect", None, 1),
        ("training load", "training_load_peak", None, 0),
    )

    def told(value: float | None, digits: int) -> str:
        return "-" if value is None else f"{value:.{digits}f}"

    return [
        (words, told(recorded[name], digits), told(ours, digits))
        for words, name, ours, digits in rows
        if recorded.get(name) is not None
    ]


def recorded_issues(facts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What was wrong in the file; which channels were taken from where is told elsewhere."""
    return (issue for issue in facts["issues"] if not issue["code"].startswith("taken_"))


def load_lines(load: dict[str, Any], sport: str) -> Iterator[str]:
    """A load with the threshold it rests on, then all that explains or qualifies it."""
    method = _method(load["method"])
    words = f"{load['tss']:.0f} TSS by {method}"
    if load["threshold"] is not None:
        unit = _METHOD_UNITS[load["method"]]
        words += f" against {amount(load['threshold'], unit, family(sport))}"
        words += f" of {load['threshold_from']}" if load["threshold_from"] else ""
        words += f" ({origin_words(load['threshold_origin'], load['threshold_basis'])})"
    yield words
    if load["factor"] != 1:
        side = "lower" if load["factor"] > 1 else "higher"
        yield (
            f"already times {load['factor']:.2f}: by {method} your loads have so far read {side} "
            "than by better methods"
        )
    if (share := f"{load['coverage']:.0%}") != "100%":
        yield f"measured over {share} of the session"
    for name, why in load["silent"].items():
        yield f"not by {_method(name)}: {why}"
    if load["others"]:
        others = (f"{tss:.0f} by {_method(name)}" for name, tss in load["others"].items())
        yield f"it would be {', '.join(others)}"


def _method(name: str) -> str:
    return {"rpe": "felt effort"}.get(name, name.replace("_", " "))


def origin_words(origin: str, basis: str) -> str:
    """Where an estimate comes from; guesses and hints are never called measured."""
    words = _ORIGINS[origin]
    return words if basis in {"", words} else f"{words}: {basis}"


def dose_words(dose: Dose) -> str:
    """An exercise with its dose: "Dead bug 3 x 8 per side", "March hold 3 x 10 s per side"."""
    return f"{dose.name} {how_much(dose)}"


def how_much(dose: Dose) -> str:
    """A dose without the exercise's name: "3 x 8 per side"."""
    sets, reps = dose.sets or 1, dose.reps or 1
    times = [str(count) for count in (sets, reps) if count > 1] or ["1"]
    held = f", {dose.hold_s:g} s held" if dose.hold_s and reps > 1 and sets > 1 else ""
    if dose.distance_m:
        times.append(f"{dose.distance_m:g} m")
    elif dose.work_s:
        times.append(f"{dose.work_s:g} s")
    elif dose.hold_s and not held:
        times.append(f"{dose.hold_s:g} s")
    amount = " x ".join(times) if len(times) > 1 else f"{times[0]} times"
    sided = " per side" if dose.side in {"each", "alternating"} and not dose.distance_m else ""
    load = f", {dose.load}" if dose.load else ""
    return f"{amount}{sided}{held}{load}"


def span(first: date, last: date) -> str:
    """A span of days as 20-26 July 2026."""
    if first.month == last.month:
        return f"{first.day}-{last.day} {last:%B %Y}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{year} - {last.day} {last:%B %Y}"


def session_words(session: WeekSession) -> str:
    """A planned session without its hour: "run 45 min, easy, endurance"."""
    found = class_words(session.session_class, session.kind, uncertain=session.uncertain)
    priority = f" {session.race_priority}" if session.kind == "race" else ""
    return f"{planned_sport(session)} {session.duration_min:.0f} min, {found}{priority}"


def planned_sport(session: WeekSession) -> str:
    """The sport of a planned session as people say it."""
    return "strength" if session.family == "strength" else sport_word(session.sport)


def vague(session: WeekSession) -> bool:
    """Whether its start may lie an hour off, and is to be told with a "~"."""
    bounds = (session.earliest or session.start, session.latest or session.start)
    return session.origin != "done" and any(abs(session.start - one) > _VAGUE for one in bounds)


def session_origin(session: WeekSession) -> str:
    """Where a session of a plan is known from: done, planned, expected or possible."""
    return "possible" if session.possible else _KNOWN_FROM[session.origin]


def done_words(block: DoneBlock) -> str:
    """Whether psoas work that is over was logged, or is only taken as done."""
    return "done" if block.logged else "counts as done"


def phase_words(state: PhaseState) -> str:
    """Where the athlete is: "Strengthening, day 12; programme week 4; tapering for a race"."""
    overlay = f"; {_OVERLAYS[state.overlay]}" if state.overlay else ""
    return f"{state.phase.capitalize()}, day {state.day}; programme week {state.week}{overlay}"


def next_words(plan: Plan, today: date) -> str:
    """The psoas work of the next day of a week that has some; empty where none is left.

    Such as "strengthening and warm-up drills, Tuesday 18:00".
    """
    following = next((block for block in plan.blocks if block.day > today), None)
    if following is None:
        return ""
    kinds = dict.fromkeys(block.kind for block in plan.blocks_on(following.day))
    words = " and ".join(KIND_WORDS[kind] for kind in kinds)
    return f"{words}, {following.start:%A %H:%M}"


def plain(text: str) -> str:
    """A text up to the first sentence that names a command or option: not all sit at a terminal."""
    return " ".join(takewhile(lambda one: not _COMMAND.search(one), _SENTENCE_END.split(text)))


def block_name(block: Block | DoneBlock) -> str:
    """What a block is called; the two pairs of strengthening differ."""
    return " ".join(filter(None, [BLOCK_NAMES[block.kind], block.pair]))


def place_words(slot: Slot, index: int | None, sessions: Sequence[WeekSession]) -> str:
    """Where a block hangs: "after the run"; `index` points into its day's sessions."""
    return slot_words(slot, "session" if index is None else sport_word(sessions[index].sport))


def slot_words(slot: Slot, session: str) -> str:
    """Where a block hangs on a session as it is called: "after the easy run"."""
    return _SLOT_WORDS[slot].format(sport=session)


def otherwise_words(other: Alternative, block: Block, plan: Plan) -> str:
    """What to do instead, should an uncertain session turn out the other way.

    It may stand on another day than the block, among whose sessions its index counts.
    """
    day = other.start.date()
    sessions = next(one.sessions for one in plan.days if one.day == day)
    where = place_words(other.slot, other.session_index, sessions)
    start = f"{other.start:%H:%M}" if day == block.day else f"{other.start:%A %H:%M}"
    return f"{other.when[:1].upper()}{other.when[1:]}: {start} {where}"
