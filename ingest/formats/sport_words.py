"""The sport that other people's words mean, in the FIT profile's names.

Garmin writes "trail_running", Strava "TrailRun" (and once wrote 9), OpenTracks "mountain
biking", TCX "Biking", and people call a track "Morning Run". Whole words decide, so that
"brunch" is no run and "strides" no ride.
"""

from __future__ import annotations

import re

__all__ = ["Sport", "certain_sport", "sport_of"]

Sport = tuple[str, str | None]

# The few numbers of Strava's former exports whose meaning is known.
_NUMBERS = {"1": "ride", "4": "hike", "9": "run", "10": "walk"}

_SPORTS: dict[str, str] = {
    "run": "running", "running": "running", "jog": "running", "jogging": "running",
    "treadmill": "running", "ride": "cycling", "riding": "cycling", "cycling": "cycling",
    "cycle": "cycling", "bike": "cycling", "biking": "cycling", "bicycling": "cycling",
    "mtb": "cycling", "velomobile": "cycling", "swim": "swimming", "swimming": "swimming",
    "walk": "walking", "walking": "walking", "hike": "hiking", "hiking": "hiking",
    "row": "rowing", "rowing": "rowing", "strength": "training", "weight": "training",
    "weights": "training", "yoga": "training", "pilates": "training", "transition": "transition",
}  # fmt: skip

# What else in the words makes it a sub-sport of that sport, the first that is there.
_SUB_SPORTS: dict[str, dict[str, str]] = {
    "running": {
        "treadmill": "treadmill", "virtual": "virtual_activity", "indoor": "indoor_running",
        "trail": "trail", "track": "track", "street": "street",
    },
    "cycling": {
        "virtual": "virtual_activity", "indoor": "indoor_cycling", "gravel": "gravel_cycling",
        "mountain": "mountain", "mtb": "mountain", "cyclocross": "cyclocross",
        "commuting": "commuting", "commute": "commuting", "track": "track_cycling",
        "road": "road",
    },
    "swimming": {
        "open": "open_water", "lap": "lap_swimming", "pool": "lap_swimming",
        "indoor": "lap_swimming",
    },
    "walking": {"indoor": "indoor_walking", "treadmill": "indoor_walking"},
    "training": {
        "strength": "strength_training", "weight": "strength_training",
        "weights": "strength_training", "yoga": "yoga", "pilates": "pilates",
    },
}  # fmt: skip

# A title with "weight" or "row" in it may speak of anything.
_TITLE_SPORTS = {"running", "cycling", "swimming", "walking", "hiking"}

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def sport_of(words: str | None) -> Sport | None:
    """Sport and sub-sport of a word or two in a field for the sport; None where unknown."""
    found = _words(_NUMBERS.get((words or "").strip(), words))
    sports = [_SPORTS[word] for word in found if word in _SPORTS]
    if not sports:
        return None
    # "Treadmill walking" and "bike to run transition": the word for the motion stands last.
    sport = sports[-1]
    if sport == "cycling" and ("e" in found or "ebike" in found or "ebiking" in found):
        return "e_biking", None
    kinds = _SUB_SPORTS.get(sport, {})
    return sport, next((kinds[word] for word in kinds if word in found), None)


def certain_sport(title: str | None) -> Sport | None:
    """The sport of a title a person may have written, if it speaks of one sport only."""
    sports = {_SPORTS[word] for word in _words(title) if word in _SPORTS}
    return (sports.pop(), None) if len(sports) == 1 and sports <= _TITLE_SPORTS else None


def _words(text: str | None) -> list[str]:
    return [word.lower() for word in _WORD.findall(text or "")]
