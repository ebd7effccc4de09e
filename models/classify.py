"""The class of a session, easy or key, with its reasons and how far to trust it.

In: a session's profile, what the watch was told to do, the athlete's thresholds and how
long earlier sessions were. Out: a `Classification`.

What the workout on the watch asks for comes first, then what a name says, then the rules
of `models.rules`. A rule's answer is worth little where thresholds a few per cent off
would turn it round. The rules are therefore asked again with shifted thresholds: where
the answer is another one nearby the class is uncertain (the planner then takes the
session for key, and the athlete may be asked).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import erf, expm1, sqrt
from typing import NamedTuple

import numpy as np

from ingest.activity import Lap, Session, Workout
from ingest.sports import family, is_assisted_or_commute
from models.athlete import Thresholds
from models.history import History
from models.intensity import Intensity
from models.learning.features import Sight
from models.learning.model import ClassModel, Opinion
from models.profile import Profile
from models.rules import LONG_MIN, Case, Felt, Verdict, compare, is_key, judge
from models.titles import Meaning, meaning
from models.verdicts import Classification
from models.workout import Plan, planned_key, was_broken_off

__all__ = ["Classification", "Examined", "classify", "examine", "sight"]

LONG_QUANTILE, SHORT_QUANTILE = 0.85, 0.35

DOUBT_SD = 1.0
"""Standard deviations by which thresholds may well be off."""

MAX_SD = 3.0
"""Nobody need ask beyond."""

FELT_CONFIDENCE = 0.8
"""What a felt effort proves: runners' ratings, parted in two from watch data, agreed with them
in five of six sessions (Davidson 2020)."""


class Examined(NamedTuple):
    """What the rules looked at, what they said, and how sure that is.

    `margin_sd` is by how much the thresholds would have to be off for another answer, as in
    `Classification`.
    """

    case: Case
    verdict: Verdict
    margin_sd: float


def examine(
    profile: Profile, session: Session, *, thresholds: Thresholds, history: History
) -> Examined | None:
    """Ask the rules; None for a sport that has no class. The arguments are those of `classify`."""
    sport = family(session.sport, session.sub_sport)
    if sport not in LONG_MIN:
        return None
    intensity = Intensity.of(profile, thresholds)
    long_min, short_min = history.quantiles(LONG_QUANTILE, SHORT_QUANTILE)
    case = Case(
        sport=sport,
        minutes=float(np.fmin(session.timer_s, profile.moving_s)) / 60,
        seen=intensity.evidence(),
        measure=intensity.measure,
        long_min=long_min,
        short_min=short_min,
    )
    verdict = judge(case)
    key = verdict.session_class == "key"
    if not key and intensity.tier == "T5":
        return Examined(case, verdict, 0.0)
    margin_sd = _turning_point(
        lambda shift: is_key(case._replace(seen=intensity.evidence(shift))), key=key
    )
    return Examined(case, verdict, margin_sd)


def classify(
    profile: Profile,
    session: Session,
    *,
    thresholds: Thresholds,
    history: History,
    workout: Workout | None = None,
    laps: Sequence[Lap] = (),
    title: str | None = None,
    rpe: float | None = None,
    commute: bool = False,
    model: ClassModel | None = None,
    bias: float = 0.0,
    examined: Examined | None = None,
) -> Classification:
    """Class one session as easy, key or (strength, walks and the rest) other.

    Args:
        profile: the session, cleaned.
        session: its sport and timer.
        thresholds: as known on the day of the session, from nothing later.
        history: what came before, see `Histories.before`.
        workout: the structured workout that was followed.
        laps: the session's laps.
        title: the activity's name.
        rpe: the felt effort that was told, 1 to 10.
        commute: whether it leads along one of the athlete's daily ways.
        model: what was learned of such sessions; without it the rules decide alone.
        bias: by how much this athlete calls key what others would not (`learning.own_bias`).
        examined: the answer of `examine`, where it is known already.
    """
    if is_assisted_or_commute(session.sport, session.sub_sport):
        reason = "a commute, or ridden with a motor's help"
        return Classification("easy", "recovery", 1.0, False, (reason,), "T5")
    examined = examined or examine(profile, session, thresholds=thresholds, history=history)
    if examined is None:
        strength = family(session.sport, session.sub_sport) == "strength"
        what = "strength" if strength else session.sport.replace("_", " ")
        reason = f"{what} counts as load only"
        return Classification("other", None, 1.0, False, (reason,), "T5")

    ruled = _ruled(examined, version=model.version if model else "")
    if model:
        ruled = _learned(ruled, examined, model, model.ask(sight(examined, history), bias))
    plan = planned_key(workout, laps, thresholds, examined.case.sport)
    meant = plan or _named(workout, laps, title)
    if meant and meant.session_class == "key":
        return _planned(ruled, meant)
    if commute and not _surely_hard(ruled):
        reason = "the way to work: between two places that you connect on three weekdays or more"
        return replace(
            ruled,
            session_class="easy",
            kind="recovery",
            confidence=1.0,
            uncertain=False,
            reasons=(reason,),
            threshold_sensitive=False,
        )
    if meant and ruled.uncertain:
        return _planned(ruled, meant)
    if rpe is not None and ruled.tier in ("T3", "T5"):
        return _with_felt(ruled, compare(rpe, history.rpes))
    return ruled


def _surely_hard(ruled: Classification) -> bool:
    """Whether the heart bore out hard minutes, wherever they led; traffic lights make intervals."""
    key = ruled.session_class == "key" and not ruled.uncertain
    return key and ruled.kind != "interval" and ruled.tier in ("T1", "T3")


def _turning_point(is_key_at: Callable[[float], bool], *, key: bool) -> float:
    """How many standard deviations the thresholds must be off for the rules to say otherwise.

    Higher thresholds can only make a key session easy, lower ones an easy one key. What the
    rules say is therefore a step, from key to easy, at some shift z; and the share of
    believable (normally distributed) thresholds under which a session is key, which one would
    otherwise average over many of them, is Phi(z). Most cases are clear and cost one more
    question.

    Args:
        is_key_at: what the rules say under thresholds so many standard deviations higher.
        key: what they say under the thresholds as they are.
    """
    side = 1.0 if key else -1.0

    def holds(sd: float) -> bool:
        return is_key_at(side * sd) == key

    if holds(MAX_SD):
        return side * MAX_SD
    if holds(DOUBT_SD):
        near, far, halvings = DOUBT_SD, MAX_SD, 1
    else:
        near, far, halvings = 0.0, DOUBT_SD, 2
    for _ in range(halvings):
        middle = (near + far) / 2
        near, far = (middle, far) if holds(middle) else (near, middle)
    return side * (near + far) / 2


def _ruled(examined: Examined, version: str) -> Classification:
    """The class by the rules alone."""
    case, verdict, margin_sd = examined
    tier = case.seen.session.tier
    sensitive = abs(margin_sd) < DOUBT_SD and tier != "T5"
    chance = (1 + erf(margin_sd / sqrt(2))) / 2
    confidence = max(chance, 1 - chance)
    reasons = [verdict.reason]
    if sensitive:
        reasons.append(_borderline(examined))
    reasons += filter(None, (verdict.stress, verdict.doubt))
    return Classification(
        session_class=verdict.session_class,
        kind=verdict.kind,
        confidence=min(confidence, 0.5) if verdict.doubt else confidence,
        uncertain=sensitive or bool(verdict.doubt),
        reasons=tuple(reasons),
        tier=tier,
        threshold_sensitive=sensitive,
        margin_sd=margin_sd,
        stress_flag=bool(verdict.stress),
        probability=None if tier == "T5" and verdict.session_class == "easy" else chance,
        version=version,
    )


def sight(examined: Examined, history: History) -> Sight:
    """What the learned model looks at."""
    return Sight(examined.case, history, examined.margin_sd)


def _learned(
    ruled: Classification, examined: Examined, model: ClassModel, opinion: Opinion | None
) -> Classification:
    """The rules' answer with the learned probability; where the model is better, its own class."""
    if opinion is None:
        return ruled
    told = replace(ruled, probability=opinion.probability, log_odds=opinion.log_odds)
    agrees = opinion.session_class == ruled.session_class
    why = "; ".join(opinion.reasons)
    if model.decides[ruled.tier] == "rule":
        if agrees:
            return told
        doubt = f"yet sessions that look so are mostly {opinion.session_class}"
        doubt += why and f": {why}"
        confidence = min(told.confidence, 0.5)
        return replace(told, confidence=confidence, uncertain=True, reasons=(*ruled.reasons, doubt))
    key = opinion.session_class == "key"
    confidence = opinion.probability if key else 1 - opinion.probability
    reasons = [examined.verdict.reason, *opinion.reasons]
    if not agrees:
        alike = f"sessions that look so are mostly {opinion.session_class}"
        by_rule = f"the rules alone would say {ruled.session_class}: {examined.verdict.reason}"
        reasons = [*(opinion.reasons or (alike,)), by_rule]
    doubts = [examined.verdict.doubt] * (agrees and bool(examined.verdict.doubt))
    stress = [examined.verdict.stress] * (not key and bool(examined.verdict.stress))
    return replace(
        told,
        session_class=opinion.session_class,
        kind=ruled.kind if agrees else opinion.kind,
        confidence=min(confidence, 0.5) if doubts else confidence,
        uncertain=opinion.uncertain or bool(doubts),
        reasons=(*reasons, *stress, *doubts),
        label_source="model",
        threshold_sensitive=False,
        stress_flag=bool(stress),
    )


def _borderline(examined: Examined) -> str:
    """How little it takes to turn the class round."""
    case, verdict, margin_sd = examined
    of = case.seen.session
    share = max(expm1(abs(margin_sd) * of.measured_by.sd / of.measured_by.value), 0.01)
    key = verdict.session_class == "key"
    how = ("faster", "slower") if case.measure == "threshold pace" else ("higher", "lower")
    return (
        f"borderline: a {case.measure} {share:.0%} {how[0] if key else how[1]} "
        f"would make it {'easy' if key else 'key'}"
    )


def _named(workout: Workout | None, laps: Sequence[Lap], title: str | None) -> Meaning | None:
    """What a name says: the workout's, unless it was broken off, or the session's own."""
    if workout and not was_broken_off(workout, laps) and (said := meaning(workout.name)):
        return said
    return meaning(title)


def _planned(ruled: Classification, plan: Plan | Meaning) -> Classification:
    """The class that was meant; what the rules found is told where it agrees."""
    agrees = ruled.session_class == plan.session_class
    return replace(
        ruled,
        session_class=plan.session_class,
        kind=plan.kind,
        confidence=1.0,
        uncertain=False,
        reasons=(plan.reason, *ruled.reasons[: int(agrees)]),
        label_source="plan",
        threshold_sensitive=False,
        stress_flag=ruled.stress_flag and plan.session_class == "easy",
    )


def _with_felt(ruled: Classification, felt: Felt) -> Classification:
    """What the rules found of heart rate alone, or of nothing, with the felt effort beside it.

    It decides where they are in doubt. Where they are sure of easy but it was hard, it makes
    them doubt: the heart is too slow for short intervals.
    """
    by_duration = ruled.tier == "T5"
    ruled = replace(ruled, tier="T4" if by_duration else ruled.tier)
    found = felt.session_class
    if ruled.uncertain and found:
        same = found == ruled.session_class
        return replace(
            ruled,
            session_class=found,
            kind=ruled.kind if same else "tempo" if found == "key" else "endurance",
            confidence=FELT_CONFIDENCE,
            uncertain=False,
            reasons=(felt.reason, ruled.reasons[0]),
            threshold_sensitive=False,
        )
    if ruled.uncertain or (found == "key" and ruled.session_class == "easy"):
        return replace(
            ruled,
            confidence=min(ruled.confidence, 0.5),
            uncertain=True,
            reasons=(*ruled.reasons, felt.reason),
        )
    return ruled
