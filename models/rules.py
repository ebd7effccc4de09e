"""The rules that class a session, in the order in which a coach would ask.

A race? Long? Intervals? Hard minutes? The first rule that says yes names the kind; what
none of them claims is easy. A session is key by its goal, not by the share of hard
seconds in it: intervals are key although most of the hour is warm-up and rest.

Effort must be borne out by the heart wherever heart rate was recorded: a speed may be
a GPS fault, a high heart rate may be heat. The limits survived a trial on named
workouts of two runners; a stricter reading (a third of the run above 0.80 of
threshold) would have called nearly all of one runner's runs key, because easy running
sits at 0.80-0.90.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Literal, NamedTuple

from ingest.sports import Family
from models.intensity import HARD, SURGE, Evidence
from models.intervals import structure
from models.verdicts import Kind

__all__ = ["LONG_MIN", "Case", "Verdict", "is_key", "judge"]

LONG_MIN: dict[Family, tuple[float, float]] = {
    "run": (75, 90),
    "ride": (120, 150),
    "swim": (60, 75),
}
"""Minutes: no session is long below the first; with no history to compare with, the second is."""

RACE_EFFORT = ((180, 0.80), (70, 0.88), (20, 0.95))
"""From so many minutes on, this intensity factor is one that only a race brings out."""

INTERVAL_HEART = 0.93
"""Share of threshold heart rate that intervals bring the heart to."""

STANDS_OUT = 0.10
"""By how much work exceeds the easier quarter of a session that is not all work."""


class Verdict(NamedTuple):
    """What a rule found, and why, in words; `doubt` says why it may be wrong."""

    session_class: Literal["easy", "key"]
    kind: Kind
    reason: str
    doubt: str = ""


class Case(NamedTuple):
    """All that the rules look at, under one assumption about the thresholds.

    `measure` says what effort is a share of ("threshold pace"). `long_min` is the upper
    end of the durations usual for the athlete and `short_min` the lower one, None where
    too few sessions are known. `race_title` is the activity's name where it names a race.
    """

    sport: Family
    minutes: float
    seen: Evidence
    measure: str
    long_min: float | None = None
    short_min: float | None = None
    race_title: str | None = None


def judge(case: Case) -> Verdict:
    """Apply the rules in order."""
    for rule in _RULES:
        if verdict := rule(case):
            return verdict
    return _easy(case)


def is_key(case: Case) -> bool:
    """Whether any rule says key; what takes the longest to find is asked for last."""
    return any(rule(case) for rule in (_long, _race, _hard_minutes, _intervals))


def _race(case: Case) -> Verdict | None:
    if case.race_title:
        return Verdict("key", "race", f'its name, "{case.race_title}", is that of a race')
    seen = case.seen
    limit = next((level for least, level in RACE_EFFORT if case.minutes >= least), None)
    even = seen.best_10 - seen.lower_quartile < STANDS_OUT  # a race knows no warm-up and no rests
    if limit and even and seen.intensity_factor >= limit and seen.mean_heart >= HARD:
        reason = f"{case.minutes:.0f} min at {seen.intensity_factor:.2f} of {case.measure}"
        reason += f" and {seen.mean_heart:.2f} of threshold heart rate, as in a race"
        return Verdict("key", "race", reason)
    return None


def _long(case: Case) -> Verdict | None:
    least, unknown = LONG_MIN[case.sport]
    limit = unknown if case.long_min is None else max(least, case.long_min)
    if case.minutes < limit:
        return None
    than = "long for anyone" if case.long_min is None else f"long for you is from {limit:.0f} min"
    return Verdict("key", "long", f"{case.minutes:.0f} min, {than}")


def _long_and_mostly_easy(case: Case) -> Verdict | None:
    seen = case.seen
    hard_min = seen.heart_hard_min if isnan(seen.hard_min) else seen.hard_min
    return None if hard_min >= case.minutes / 5 else _long(case)


def _intervals(case: Case) -> Verdict | None:
    """Repeated work of some regularity, in which the heart went up too."""
    seen = case.seen
    # Where the heart never rose so far, nobody need look for them. Not recorded is no objection.
    if seen.peak_heart < INTERVAL_HEART or not seen.regular:
        return None
    work = seen.intervals
    work_min = sum(interval.duration_s for interval in work) / 60
    level = sum(interval.intensity * interval.duration_s for interval in work) / work_min / 60
    if work_min / len(work) < 40 / 60:
        enough = work_min >= 4 and level >= SURGE
    else:
        long = sum(interval.duration_s >= 480 for interval in work)
        enough = (len(work) >= 3 and work_min >= 5) or long >= 2
    if not (enough and level >= 0.92 and _agrees(seen.interval_heart, INTERVAL_HEART)):
        return None
    if case.sport == "swim" and not _stands_out(case):
        return None  # easy swims too are swum in repeats
    reason = structure(work, of=case.measure)
    reason += _told(", heart rate up to {:.2f} of threshold", seen.interval_heart)
    return Verdict("key", "interval", reason)


def _hard_minutes(case: Case) -> Verdict | None:
    """Time at threshold without structure: tempo, fartlek, progression, hard climbs."""
    seen = case.seen
    if not _stands_out(case):
        return None
    level = f"above {HARD} of {case.measure}"
    heart = _told(f", heart rate above {HARD} of threshold for {{:.0f}} min", seen.heart_hard_min)
    borne_out = _agrees(seen.heart_hard_min, 4)
    # What takes longer to find is asked for only where so many minutes were hard at all.
    if seen.hard_min >= 10 and borne_out:
        reason = f"{seen.hard_min:.0f} min {level}{heart}"
    elif seen.hard_min >= 8 and seen.hard_block_min >= 8 and borne_out:
        reason = f"{seen.hard_block_min:.0f} min on end {level}{heart}"
    elif seen.hard_min >= 6 and seen.surge_min >= 6 and borne_out:
        reason = f"{seen.surge_min:.0f} min above {SURGE} of {case.measure}{heart}"
    elif (
        case.minutes >= 10
        and seen.best_10 >= 0.96
        # The further above threshold, the less the heart, which lags, has to agree.
        and _agrees(seen.best_10 + seen.best_10_heart, 0.96 + 0.92)
    ):
        reason = f"best 10 min at {seen.best_10:.2f} of {case.measure}"
        reason += _told(", heart rate {:.2f} of threshold there", seen.best_10_heart)
    elif seen.heart_hard_early_min >= 10 and _agrees(seen.best_10, 0.88):
        reason = f"heart rate above {HARD} of threshold for {seen.heart_hard_min:.0f} min"
        reason += _told(f", best 10 min at {{:.2f}} of {case.measure}", seen.best_10)
    else:
        return None
    return Verdict("key", "hilly_hard" if seen.climbing_share >= 0.6 else "tempo", reason)


def _easy(case: Case) -> Verdict:
    seen = case.seen
    stretch = "best 10 min" if case.minutes >= 10 else f"{case.minutes:.0f} min"
    best = _told(f"{stretch} at {{:.2f}} of {case.measure}", seen.best_10)
    told = (
        best,
        _minutes(f"above {HARD} of {'it' if best else case.measure}", seen.hard_min),
        _minutes(f"with heart rate above {HARD} of threshold", seen.heart_hard_min),
    )
    reason = ", ".join(filter(None, told))
    doubt = ""
    if not reason:
        reason = f"{case.minutes:.0f} min is not long"
        doubt = "neither power nor pace nor heart rate to go by"
    elif seen.heart_hard_early_min >= 20:
        doubt = "so high a heart rate at this effort: heat, illness or a tired body?"
    light = (
        seen.mean_heart <= 0.80
        if isnan(seen.best_10)
        else seen.intensity_factor <= 0.65 or seen.best_10 <= 0.85
    )
    short = case.short_min is not None and case.minutes <= case.short_min
    return Verdict("easy", "recovery" if short and light else "endurance", reason, doubt)


_RULES: tuple[Callable[[Case], Verdict | None], ...] = (
    _race,
    _long_and_mostly_easy,
    _intervals,
    _hard_minutes,
    _long,
)


def _stands_out(case: Case) -> bool:
    """Whether some of the session was harder than the rest of it, or all of it hard for long.

    An even effort just below threshold may be an easy one whose threshold is set too low. In
    water that is the rule: threshold is told from the pace that is usual.
    """
    seen = case.seen
    uneven = _agrees(seen.best_10 - seen.lower_quartile, STANDS_OUT)
    return uneven or (case.sport != "swim" and (seen.hard_min >= 20 or seen.best_10 >= 1.0))


def _agrees(value: float, least: float) -> bool:
    """Whether a value reaches its limit; one that was not recorded does not object."""
    return isnan(value) or value >= least


def _minutes(where: str, minutes: float) -> str:
    """How long something lasted, where it was recorded."""
    return "no minute " + where if minutes < 0.5 else _told(f"{{:.0f}} min {where}", minutes)


def _told(words: str, value: float) -> str:
    """Words about a value, where it was recorded."""
    return "" if isnan(value) else words.format(value)
