"""The rules that class a session, in the order in which a coach would ask.

A race? Long? Intervals? Hard minutes? The first rule that says yes names the kind; what
none of them claims is easy. A session is key by its goal, not by the share of hard
seconds in it: intervals are key although most of the hour is warm-up and rest.

Effort must be borne out by the heart wherever heart rate was recorded: a speed may be
a GPS fault, a high heart rate may be heat. The limits survived a trial on named
workouts of two runners; a stricter reading (a third of the run above 0.80 of
threshold) would have called nearly all of one runner's runs key, because easy running
sits at 0.80-0.90. Reasons give the limit beside what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isnan
from statistics import fmean, median
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.sports import Family
from models.intensity import HARD, SURGE, Evidence
from models.series import Interval, described
from models.verdicts import Kind

__all__ = ["LONG_MIN", "Case", "Felt", "Verdict", "compare", "is_key", "judge"]

LONG_MIN: dict[Family, tuple[float, float]] = {
    "run": (75, 90),
    "ride": (120, 150),
    "swim": (60, 75),
}
"""Minutes: no session is long below the first; with no history to compare with, the second is."""

RACE_MIN, RACE_EFFORT = (20, 70, 180, 300), (0.95, 0.95, 0.88, 0.80)
"""From so many minutes on, this intensity factor is one that only a race brings out."""

SHORT_RACE = 0.75
"""Share of a race of up to 25 min that is hard at least; with a warm-up in it, it is less."""

WORK, INTERVAL_HEART = 0.92, 0.93
"""Shares of threshold: of effort that intervals have on average, of heart rate that they reach."""

STANDS_OUT = 0.10
"""By how much work exceeds what a session is like beyond its hardest 25 minutes, if not all is
work."""

CLEAR_CONTRAST = 0.20
"""By how much more of it is a series that nobody runs by accident."""

HARD_MIN, BLOCK_MIN, SURGE_MIN = 10, 8, 6
"""Minutes that make a session key: above `HARD`, above it on end, above `SURGE`."""

TOO_SHORT_MIN = 5
"""A watch tried out: nothing is said of how hard it was."""

HEART_MIN = 4
"""Minutes of a high heart rate that bear out an effort."""

BEST_10, BEST_10_HEART = 0.96, 0.92
"""Shares of threshold that make the best ten minutes hard ones: of effort, of heart rate."""

EVEN_HARD_MIN = 20
"""From so many hard minutes on, a session may be hard from start to end."""

STRESS_MIN = 3
"""Minutes of surges that strain the legs in a session that they do not make a key one."""

WARM_C, HOT_C = 25.0, 28.0
"""In warm air minutes of a high heart rate count half beside what effort says; in the heat they
prove nothing by themselves."""

MAX_REST_S = 600
"""Who rests longer between efforts does two things."""

MIN_TOLD = 12
"""Fewer felt efforts say nothing about what is usual for this athlete."""


class Verdict(NamedTuple):
    """What a rule found, and why, in words; `doubt` says why it may be wrong.

    `stress` says what in an easy session was hard on the legs.
    """

    session_class: Literal["easy", "key"]
    kind: Kind
    reason: str
    doubt: str = ""
    stress: str = ""


class Case(NamedTuple):
    """All that the rules look at, under one assumption about the thresholds.

    `measure` says what effort is a share of ("threshold pace"). `long_min` is the upper
    end of the durations usual for the athlete and `short_min` the lower one, None where
    too few sessions are known.
    """

    sport: Family
    minutes: float
    seen: Evidence
    measure: str
    long_min: float | None = None
    short_min: float | None = None

    @property
    def long_from_min(self) -> float:
        """Minutes from which a session of the sport is long for the athlete."""
        least, unknown = LONG_MIN[self.sport]
        return unknown if self.long_min is None else max(least, self.long_min)


class Felt(NamedTuple):
    """What a felt effort says of a session; None where it lies between easy and key."""

    session_class: Literal["easy", "key"] | None
    reason: str


def judge(case: Case) -> Verdict:
    """Apply the rules in order."""
    verdict = next(filter(None, (rule(case) for rule in _RULES)), None)
    if verdict is None:
        return _easy(case)
    air_c = case.seen.session.air_c
    if verdict.kind != "long" and air_c >= HOT_C and isnan(case.seen.best_10):
        return verdict._replace(doubt=f"{air_c:.0f} C warm: the heart races at any effort")
    return verdict


def is_key(case: Case) -> bool:
    """Whether any rule says key; what takes the longest to find is asked for last."""
    return any(rule(case) for rule in (_long, _race, _hard_minutes, _intervals))


def compare(rpe: float, earlier: npt.ArrayLike) -> Felt:
    """Hold a felt effort against those that the athlete told before.

    Nobody's scale is absolute, and threshold runs are rated 3 by some: only the upper third of
    the athlete's own is key, and what lies below their middle easy. Equal ratings count half.

    Args:
        rpe: felt effort of the session, 1 to 10.
        earlier: (n,) those of earlier sessions of the sport.
    """
    felt = f"felt effort {rpe:g} of 10"
    told = np.asarray(earlier)
    if len(told) < MIN_TOLD:
        return Felt(None, f"{felt}, too few told before to compare ({MIN_TOLD} are needed)")
    rank = float(np.mean(told < rpe) + np.mean(told == rpe) / 2)
    reason = f"{felt}, above {rank:.0%} of those you told before"
    if rank > 2 / 3:
        return Felt("key", f"{reason} (key in the upper third)")
    if rank < 1 / 2:
        return Felt("easy", f"{reason} (easy in the lower half)")
    return Felt(None, f"{reason}: neither low nor high")


def _race(case: Case) -> Verdict | None:
    seen = case.seen
    if not (case.minutes >= RACE_MIN[0] and seen.mean_heart >= HARD):
        return None
    limit = float(np.interp(case.minutes, RACE_MIN, RACE_EFFORT))
    if seen.intensity_factor >= limit and _is_even(case):
        reason = f"{case.minutes:.0f} min at {seen.intensity_factor:.2f} of {case.measure}"
        reason += f" and {seen.mean_heart:.2f} of threshold heart rate, as only in a race"
        reason += f" (from {limit:.2f} and {HARD} for so long)"
        return Verdict("key", "race", reason)
    return None


def _is_even(case: Case) -> bool:
    """Whether there was neither warm-up nor rest, as in races."""
    seen = case.seen
    if seen.exceeded_25_min == 0:  # 25 min or less: nothing lies beyond the hardest
        return seen.hard_min >= SHORT_RACE * case.minutes
    return seen.best_10 - seen.exceeded_25_min < STANDS_OUT


def _long(case: Case) -> Verdict | None:
    limit = case.long_from_min
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
    # Without four minutes of work, or where the heart never rose so far, nobody need look for
    # them. What was not recorded is no objection.
    if seen.hardest_4 < WORK or seen.peak_heart < INTERVAL_HEART or not seen.regular:
        return None
    work = seen.intervals
    least = SURGE if _are_short(work) else WORK
    hard = _level(work) >= least and _agrees(seen.interval_heart, INTERVAL_HEART)
    if not (hard and _is_enough(work)):
        return None
    if case.sport == "swim" and not _stands_out(case):
        return None  # easy swims too are swum in repeats
    reason = described(work, of=case.measure)
    reason += _told(", heart rate up to {:.2f} of threshold", seen.interval_heart)
    return Verdict("key", "interval", reason)


def _hard_minutes(case: Case) -> Verdict | None:
    """Time at threshold without structure: tempo, fartlek, progression, hard climbs."""
    seen = case.seen
    if not _stands_out(case):
        return None
    hard_min, level = seen.hard_min, f"above {HARD} of {case.measure}"
    # What takes longer to find is asked for only where so many minutes were hard at all.
    borne_out = hard_min >= SURGE_MIN and _borne_out(seen)
    if hard_min >= HARD_MIN and borne_out:
        reason = f"{hard_min:.0f} min {level} (key from {HARD_MIN}){_heart_too(seen)}"
    elif hard_min >= BLOCK_MIN and borne_out and (block_min := seen.hard_block_min) >= BLOCK_MIN:
        reason = f"{block_min:.0f} min on end {level} (key from {BLOCK_MIN}){_heart_too(seen)}"
    elif borne_out and (surge_min := seen.surge_min) >= SURGE_MIN:
        reason = f"{surge_min:.0f} min above {SURGE} of {case.measure}"
        reason += f" (key from {SURGE_MIN}){_heart_too(seen)}"
    elif (
        case.minutes >= 10
        and seen.best_10 >= BEST_10
        # The further above threshold, the less the heart, which lags, has to agree.
        and _agrees(seen.best_10 + seen.best_10_heart, BEST_10 + BEST_10_HEART)
    ):
        reason = f"best 10 min at {seen.best_10:.2f} of {case.measure} (key from {BEST_10})"
        reason += _told(", heart rate {:.2f} of threshold there", seen.best_10_heart)
    elif (
        seen.heart_hard_min >= HARD_MIN
        and _counted(seen, seen.heart_hard_early_min) >= HARD_MIN
        and _agrees(seen.best_10, 0.88)
    ):
        reason = f"heart rate above {HARD} of threshold for {seen.heart_hard_min:.0f} min"
        reason += f" (key from {HARD_MIN} before the last quarter)"
        reason += _told(f", best 10 min at {{:.2f}} of {case.measure}", seen.best_10)
    else:
        return None
    return Verdict("key", "hilly_hard" if seen.climbing_share >= 0.6 else "tempo", reason)


def _heart_too(seen: Evidence) -> str:
    """For how long the heart agreed, in words."""
    return _told(f", heart rate above {HARD} of threshold for {{:.0f}} min", seen.heart_hard_min)


def _easy(case: Case) -> Verdict:
    seen = case.seen
    stretch = "best 10 min" if case.minutes >= 10 else f"{case.minutes:.0f} min"
    best = _told(f"{stretch} at {{:.2f}} of {case.measure} (key from {BEST_10})", seen.best_10)
    hard = _minutes(f"above {HARD} of {'it' if best else case.measure}", seen.hard_min)
    told = (
        best,
        hard and f"{hard} (key from {HARD_MIN})",
        _minutes(f"with heart rate above {HARD} of threshold", seen.heart_hard_min)
        if best
        else _minutes(
            f"with heart rate above {HARD} of threshold (key from {HARD_MIN}; the last quarter,"
            " where it drifts, does not count)",
            seen.heart_hard_early_min,
        ),
    )
    reason = ", ".join(filter(None, told)) or f"{case.minutes:.0f} min is not long"
    light = (
        seen.mean_heart <= 0.80
        if isnan(seen.best_10)
        else seen.intensity_factor <= 0.65 or seen.best_10 <= 0.85
    )
    short = case.short_min is not None and case.minutes <= case.short_min
    kind: Kind = "recovery" if short and light else "endurance"
    return Verdict("easy", kind, reason + _though(case), _doubt(case), _stress(case))


def _doubt(case: Case) -> str:
    """Why a session that no rule calls key may be key all the same."""
    seen = case.seen
    if seen.session.tier == "T5":
        return "neither power nor pace nor heart rate to go by"
    if _counted(seen, seen.heart_hard_early_min) >= EVEN_HARD_MIN:
        return "so high a heart rate at this effort: heat, illness or a tired body?"
    if case.long_min is None and case.minutes >= LONG_MIN[case.sport][0]:
        return "perhaps long for you: too few sessions are known to tell"
    if seen.session.tier == "T3" and seen.heart_hard_early_min >= HEART_MIN:
        return "short work? The heart alone is too slow to show it"
    if _is_vetoed(case) and _stands_out(case) and seen.session.heart_threshold.origin == "prior":
        return "and threshold heart rate is only a guess"
    if _resembles_intervals(case):
        return f"{described(seen.intervals)}: as regular as intervals are"
    return ""


def _though(case: Case) -> str:
    """Why hard minutes did not count, where there were enough of them."""
    if not _is_vetoed(case):
        return ""
    if not _stands_out(case):
        return f"; so even that it looks like an easy {case.sport} with the threshold set too low"
    return f"; but the heart stayed low ({HEART_MIN} min so high would bear it out)"


def _is_vetoed(case: Case) -> bool:
    """Whether effort alone would make it key. Of some minutes nobody can tell."""
    seen = case.seen
    hard = seen.hard_min >= HARD_MIN or seen.best_10 >= BEST_10
    return hard and case.minutes >= TOO_SHORT_MIN


def _stress(case: Case) -> str:
    """What strains the legs without making a session key: surges, steep climbs."""
    seen = case.seen
    if seen.hard_min >= BLOCK_MIN and seen.climbing_share >= 0.6:
        return f"{seen.hard_min:.0f} hard min, most of them uphill: hard on the legs"
    if seen.hard_min >= STRESS_MIN and seen.surge_min >= STRESS_MIN:
        return f"{seen.surge_min:.0f} min above {SURGE} of {case.measure}: hard on the legs"
    return ""


_RULES: tuple[Callable[[Case], Verdict | None], ...] = (
    _race,
    _long_and_mostly_easy,
    _intervals,
    _hard_minutes,
    _long,
)


def _resembles_intervals(case: Case) -> bool:
    """Whether a series stands out so clearly that a threshold or the heart's lag may hide work."""
    seen = case.seen
    if case.sport == "swim" or not seen.hardest_4 >= WORK or not seen.regular:
        return False
    clear = _level(seen.intervals) - seen.exceeded_25_min >= CLEAR_CONTRAST
    return clear and _is_enough(seen.intervals)


def _is_enough(work: Sequence[Interval]) -> bool:
    """Whether there are so many efforts, of such length and rests, that they make a session."""
    rests_s = [later.start_s - earlier.end_s for earlier, later in pairwise(work)]
    if median(rests_s) > MAX_REST_S:
        return False
    work_min = sum(interval.duration_s for interval in work) / 60
    if _are_short(work):
        return work_min >= 4
    return (len(work) >= 3 and work_min >= 5) or sum(one.duration_s >= 480 for one in work) >= 2


def _are_short(work: Sequence[Interval]) -> bool:
    return fmean(interval.duration_s for interval in work) < 40


def _level(work: Sequence[Interval]) -> float:
    """Mean intensity of all seconds of work."""
    total = sum(interval.intensity * interval.duration_s for interval in work)
    return total / sum(interval.duration_s for interval in work)


def _counted(seen: Evidence, heart_min: float) -> float:
    """Minutes of a high heart rate by what they are worth beside effort, if that is known.

    Warm air raises heart rate by itself.
    """
    return heart_min / 2 if seen.best_10 > 0 and seen.session.air_c >= WARM_C else heart_min


def _borne_out(seen: Evidence) -> bool:
    """Whether the heart agrees that minutes were hard, or was not recorded."""
    return _agrees(_counted(seen, seen.heart_hard_min), HEART_MIN)


def _stands_out(case: Case) -> bool:
    """Whether some of the session was harder than the rest of it, or all of it hard for long.

    An even effort just below threshold may be an easy one whose threshold is set too low. In
    water that is the rule: threshold is told from the pace that is usual.
    """
    seen = case.seen
    uneven = _agrees(seen.best_10 - seen.exceeded_25_min, STANDS_OUT)
    return uneven or (
        case.sport != "swim" and (seen.hard_min >= EVEN_HARD_MIN or seen.best_10 >= 1.0)
    )


def _agrees(value: float, least: float) -> bool:
    """Whether a value reaches its limit; one that was not recorded does not object."""
    return isnan(value) or value >= least


def _minutes(where: str, minutes: float) -> str:
    """How long something lasted, where it was recorded."""
    return "no minute " + where if minutes < 0.5 else _told(f"{{:.0f}} min {where}", minutes)


def _told(words: str, value: float) -> str:
    """Words about a value, where it was recorded."""
    return "" if isnan(value) else words.format(value)
