"""One session in plain words: what was measured, how sure its class is, what the device said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adaptive.wording import clock

__all__ = ["DECIDERS", "device_rows", "measured", "recorded_issues", "sure_words"]

DECIDERS = {
    "athlete": "your word",
    "plan": "by what was planned",
    "rule": "by the rules",
    "model": "by what was learned",
}
"""Who gave a session its class."""


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
