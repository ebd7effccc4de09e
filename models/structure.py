"""What the structure of a session was: its efforts, and one line that says what they are.

Who set the efforts knows best, so there are three sources, the better first: laps that name
the steps of a workout, laps pressed by hand, and the signal alone. Laps that a device made by
itself each kilometre say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

import numpy as np

from ingest.activity import Lap, Workout
from models.athlete import Thresholds
from models.intensity import Evidence, Intensity
from models.intervals import EFFORT_LEVELS, HEART_LEVELS, LEAST_WORK
from models.profile import Profile
from models.series import Interval, are_alike, are_strides, clock, described, is_regular, is_series
from models.workout import WORK

__all__ = ["Source", "Structure", "structure"]

Source = Literal["steps", "laps", "signal"]

SAME_BOUND_S = 15
"""A lap pressed within these seconds of where the effort changed marks that change."""

MIN_LAP_S = 10
"""Shorter laps are slips of the finger."""

AUTOMATIC = 0.02
"""Laps that differ by less than this share of distance or time were made by the device."""

STEP_CONTRAST = 0.05
"""By how much the work of a workout exceeds its rests, unless it was not done at all."""

LAID_OUT_M, LAID_OUT_IN_WATER_M = 100, 25
"""Repeats are a multiple of so many metres long."""

DISTANCE_ERROR, ROUND_S, TIME_ERROR_S = 0.03, 15, 1
"""How well a watch knows a distance, what times are multiples of, how well a button is pressed."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The efforts of a session, what they are in words ("" for nothing), and who told."""

    intervals: tuple[Interval, ...]
    text: str
    source: Source


class _Piece(NamedTuple):
    """A lap, or the laps of one step: seconds on the session's clock, and share of threshold."""

    start_s: int
    end_s: int
    level: float
    distance_m: float
    step: int | None

    def interval(self, distance_m: float | None = None) -> Interval:
        return Interval(self.start_s, self.end_s, self.level, distance_m)


def structure(
    profile: Profile,
    thresholds: Thresholds,
    *,
    laps: Sequence[Lap] = (),
    workout: Workout | None = None,
    easy: bool = False,
) -> Structure:
    """Find the structure of a session.

    Args:
        profile: the session, cleaned.
        thresholds: as known on its day.
        laps: of the session; they may count from the start of a longer recording. After a pause
            of more than a quarter of an hour, which the profile cuts short, they fit no more.
        workout: the structured workout that was followed.
        easy: whether the session counts as easy. Then what merely looks like work is not told;
            what the workout asked for is, and so are strides.
    """
    seen = Intensity.of(profile, thresholds).evidence()
    pieces = list(_pieces(seen, laps))
    found: tuple[Interval, ...] = seen.intervals
    source: Source = "signal"
    if workout and (work := _of_steps(pieces, workout)):
        found, source = work, "steps"
    elif not _are_automatic(laps) and (
        work := _alternating(seen, pieces) or _at_laps(found, pieces)
    ):
        found, source = work, "laps"
    planned = source == "steps" or (
        is_regular(found) and (source == "laps" or are_alike(found) or is_series(found))
    )
    strides = are_strides(found)
    if not planned or (easy and source != "steps" and not strides):
        text = ""
    elif strides and profile.family == "run":
        text = f"{len(found)} x {clock(median(one.duration_s for one in found))} strides"
    else:
        text = described(found)
    return Structure(found, text, source)


def _pieces(seen: Evidence, laps: Sequence[Lap]) -> Iterator[_Piece]:
    """The laps on the session's clock; a step that the device cut into laps is one piece."""
    effort = seen.session.profile.has_effort
    if not (effort or seen.session.profile.has_heart):
        return
    trace = seen.session.trace
    threshold = seen.threshold_effort if effort else seen.threshold_heart
    merged: list[list[Lap]] = []
    for lap in laps:
        last = merged[-1][0].workout_step if merged else None
        if last is not None and lap.workout_step == last:
            merged[-1].append(lap)
        elif lap.elapsed_s >= MIN_LAP_S:
            merged.append([lap])
    for part in merged:
        bounds = part[0].start_s, part[-1].start_s + part[-1].elapsed_s
        start_s, end_s = (min(round(at - laps[0].start_s), len(trace)) for at in bounds)
        # The heart needs half a minute and more to show what the legs do.
        counted_s = start_s if effort else (start_s + end_s) // 2
        if counted_s < end_s:
            (mean,) = trace.mean(np.array([counted_s]), np.array([end_s])).tolist()
            metres = sum(lap.distance_m or 0.0 for lap in part)
            yield _Piece(start_s, end_s, mean / threshold, metres, part[0].workout_step)


def _of_steps(pieces: Sequence[_Piece], workout: Workout) -> tuple[Interval, ...]:
    """The work of a workout as it was done; () where its steps tell no work from rest."""
    steps = dict(enumerate(workout.steps))
    named = [(steps[piece.step], piece) for piece in pieces if piece.step in steps]
    rest = [piece.level for step, piece in named if step.intensity not in WORK]
    work = [(step, piece) for step, piece in named if step.intensity in WORK]
    if not (work and rest):
        return ()
    # Running in before the work proper is coded as work too.
    easy = median(rest)
    middle = (max(piece.level for _, piece in work) + easy) / 2
    work = [(step, piece) for step, piece in work if piece.level >= middle]
    if len(work) < 2 or median(piece.level for _, piece in work) - easy < STEP_CONTRAST:
        return ()
    return tuple(
        piece.interval(step.duration if step.duration_kind == "distance" else None)
        for step, piece in work
    )


def _are_automatic(laps: Sequence[Lap]) -> bool:
    """Whether the device cut the session into even laps (the last is what was left)."""
    whole = laps[:-1]
    if any(lap.trigger == "manual" for lap in whole):
        return False
    sizes = ([lap.distance_m or 0.0 for lap in whole], [lap.elapsed_s for lap in whole])
    return len(whole) < 2 or any(0 < max(of) <= min(of) + AUTOMATIC * max(of) for of in sizes)


def _alternating(seen: Evidence, pieces: Sequence[_Piece]) -> tuple[Interval, ...]:
    """The laps of work where each lap from the first to the last of them is work or rest."""
    profile = seen.session.profile
    contrast = (EFFORT_LEVELS if profile.has_effort else HEART_LEVELS).contrast
    levels = [0.0, *(piece.level for piece in pieces), 0.0]
    hard = [
        place
        for place, (before, level, after) in enumerate(
            zip(levels, levels[1:], levels[2:], strict=False)
        )
        if level >= max(LEAST_WORK, before + contrast, after + contrast)
    ]
    if len(hard) < 3 or any(later - earlier != 2 for earlier, later in pairwise(hard)):
        return ()
    work = [pieces[place] for place in hard]
    metres = _laid_out(work, LAID_OUT_IN_WATER_M if profile.family == "swim" else LAID_OUT_M)
    return tuple(piece.interval(far) for piece, far in zip(work, metres, strict=True))


def _laid_out(work: Sequence[_Piece], unit_m: int) -> Sequence[float | None]:
    """The distances that laps were laid out by, None where it was time or whim."""
    metres = [round(piece.distance_m / unit_m) * unit_m for piece in work]
    seconds = [piece.end_s - piece.start_s for piece in work]
    by_time = all(abs(one - round(one / ROUND_S) * ROUND_S) <= TIME_ERROR_S for one in seconds)
    by_distance = all(
        far and abs(piece.distance_m - far) <= DISTANCE_ERROR * far
        for piece, far in zip(work, metres, strict=True)
    )
    return [float(far) for far in metres] if by_distance and not by_time else [None] * len(work)


def _at_laps(found: Sequence[Interval], pieces: Sequence[_Piece]) -> tuple[Interval, ...]:
    """The efforts found, with bounds from the laps; () where fewer than half of them agree."""
    pressed = {second for piece in pieces for second in (piece.start_s, piece.end_s)}
    if not pressed:
        return ()
    agreeing, moved = 0, []
    for one in found:
        within_s = min(SAME_BOUND_S, one.duration_s // 3)
        at = [one.start_s, one.end_s]
        for end, second in enumerate(at):
            lap_s = min(pressed, key=lambda lap_s: abs(lap_s - second))
            if abs(lap_s - second) <= within_s:
                at[end] = lap_s
                agreeing += 1
        moved.append(replace(one, start_s=at[0], end_s=at[1]))
    return tuple(moved) if agreeing >= len(found) else ()
