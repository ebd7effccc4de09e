"""What the models say of one session: its class and its load.

Only the answers, not what it takes to find them: a library reads thousands of them in
milliseconds, without loading numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.athlete import Estimate

__all__ = ["Classification", "Kind", "Load", "Method", "SessionClass", "Tier"]

SessionClass = Literal["easy", "key", "brick", "other"]
"""What a session counts as; a brick is a pair of them."""
Kind = Literal["recovery", "endurance", "interval", "tempo", "long", "race", "hilly_hard"]
Tier = Literal["T1", "T2", "T3", "T4", "T5"]
"""What the class rests on: T1 effort and heart rate, T2 effort, T3 heart rate, T4 duration and
how hard the athlete found it, T5 nothing but the duration."""
Method = Literal["power", "pace", "heart_rate", "rpe", "duration"]


@dataclass(frozen=True, slots=True)
class Classification:
    """The class of a session and how far it can be trusted.

    `margin_sd` is how many standard deviations the thresholds would have to be off for the rules to
    say otherwise: positive where they say key, negative where easy, within -3..3. It is the
    rules' own also where something else named the class; 0 where they were not asked.
    `threshold_sensitive` where it is less than one. `probability` is that of key: the learned one,
    or as far as thresholds go where nothing was learned of such sessions; None where there is
    nothing to tell it from. `confidence` is the chance that the class is right, 0.5 at most where
    something speaks against it. `uncertain` says that this is too little.
    `stress_flag` marks an easy session with moments that are hard on the legs. `label_source`
    is "plan" where the workout on the watch or a name decided, "model" where the learned
    probability did. `log_odds` are the learned ones before the athlete's own corrections count;
    `version` names the state of rules and model that was asked.
    """

    session_class: Literal["easy", "key", "other"]
    kind: Kind | None
    confidence: float
    uncertain: bool
    reasons: tuple[str, ...]
    tier: Tier
    label_source: Literal["rule", "plan", "model"] = "rule"
    threshold_sensitive: bool = False
    margin_sd: float = 0.0
    stress_flag: bool = False
    probability: float | None = None
    log_odds: float | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """Load of one session.

    `tss` is in training stress units and `method` says how it was found; `threshold` is the
    estimate it rests on (None for felt effort and duration). `coverage` is the share of seconds
    with the method's readings. `quality` is "low" where coverage is thin, the threshold is a
    population guess, or only the duration is known. `others` holds what the remaining methods
    would have said, and `silent` why those that come before this one did not give the load.
    Loads are on one scale: `factor` is what the method's own was multiplied by for that, and
    `comparable` holds the methods' own loads as far as they can show how methods compare.
    """

    tss: float
    method: Method
    threshold: Estimate | None = None
    coverage: float = 1.0
    quality: Literal["good", "low"] = "good"
    intensity_factor: float | None = None
    others: Mapping[Method, float] = field(default_factory=dict)
    factor: float = 1.0
    comparable: Mapping[Method, float] = field(default_factory=dict)
    silent: Mapping[Method, str] = field(default_factory=dict)
