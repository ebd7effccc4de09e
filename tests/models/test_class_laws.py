"""Laws of the class, over the sessions of a simulated squad.

A class belongs to what was done, not to how it was recorded: easy minutes before and after,
a device that writes only now and then, other weeks and later sessions change nothing.
"""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from unittest import mock

import numpy as np
import pytest

from ingest.sports import family
from models import thresholds
from models.classify import classify
from models.digests import Past
from models.history import Done, Histories
from models.learning.model import ClassModel
from models.simulation import Recording, Terrain, faults, simulate_ride, simulate_run, squad, steady
from models.simulation.device import as_activity, as_kept

FLAT = Terrain(np.zeros(5000), np.zeros(5000), np.arange(5000.0))
EASY_RUN, EASY_RIDE = 0.68, 0.5


class Case(NamedTuple):
    """A session of an athlete: number and recording. `later` moves all of the athlete's days."""

    athlete: squad.SquadAthlete
    number: int
    recording: Recording
    later: timedelta = timedelta()

    @property
    def done(self):
        return self.athlete.sessions[self.number]

    @property
    def sport(self):
        return family(self.done.session.sport, self.done.session.sub_sport)


def classed(case, profile=None, *, known=None):
    """The class that the product gives by what is known at the end of the session's day.

    `profile` is that of another recording; `known` are other sessions to know.
    """
    done, athlete, later = case.done, case.athlete, case.later
    day = done.start.date()
    sessions = known or [one for one in athlete.sessions if one.start.date() <= day]
    past = Past.of(replace(one.efforts, date=one.efforts.date + later) for one in sessions)
    history = Histories(
        Done.of(one.start + later, one.session.timer_s, one.profile.facts()) for one in sessions
    )
    profile = profile or done.profile
    return classify(
        profile,
        replace(done.session, start=done.start + later, timer_s=float(profile.seconds)),
        thresholds=thresholds.estimate(
            past, (done.start + later).date(), athlete.told, (), case.sport
        ),
        history=history.before(done.start + later, case.sport),
        model=ClassModel.shipped(),
    )


def recorded_as(case, recording):
    """The profile of the session, had it been recorded so."""
    activity, session = as_activity(recording, case.done.start, case.athlete.sensors)
    earlier = [one.efforts for one in case.athlete.sessions[: case.number]]
    return as_kept(activity, session, earlier).profile


def one_after_the_other(first, second):
    """Two recordings as one: the clock, distance and altitude of the second go on."""
    columns = {}
    for name, values in first.columns.items():
        more = second.columns.get(name, np.full(len(second.elapsed_s), np.nan))
        if name in {"distance_m", "altitude_m", "accumulated_power_j"}:
            more = more + values[np.isfinite(values)][-1]
        if name == "altitude_m":
            more = more - second[name][np.isfinite(second[name])][0]
        columns[name] = np.concatenate([values, more])
    seconds = first.duration_s
    return replace(
        first,
        duration_s=seconds + second.duration_s,
        elapsed_s=np.concatenate([first.elapsed_s, second.elapsed_s + seconds]),
        columns=columns,
        pauses=(*first.pauses, *((a + seconds, b + seconds) for a, b in second.pauses)),
    )


def ten_easy_minutes(case, start_bpm=None):
    """Of the same athlete on the same day, with the same sensors."""
    recording, form = case.recording, case.done.form
    athlete = replace(
        case.athlete.athlete,
        critical_power_w=case.athlete.athlete.critical_power_w * form,
        threshold_speed_mps=case.athlete.athlete.threshold_speed_mps * form,
    )
    how = {
        "terrain": FLAT if "latitude_deg" in recording.columns else None,
        "sub_sport": recording.sub_sport,
        "start_heart_rate_bpm": start_bpm,
    }
    rng = np.random.default_rng(case.number)
    if case.sport == "run":
        easy = simulate_run(athlete, steady(10, EASY_RUN), rng, **how)
    else:
        easy = simulate_ride(athlete, steady(10, EASY_RIDE), rng, **how)
    columns = {name: values for name, values in easy.columns.items() if name in recording.columns}
    return replace(easy, columns=columns)


def last_bpm(recording):
    beats = recording.columns.get("heart_rate_bpm", np.empty(0))
    known = beats[np.isfinite(beats)]
    return float(known[-1]) if len(known) else None


@pytest.fixture(scope="module")
def cases():
    with mock.patch.object(squad, "as_activity", wraps=squad.as_activity) as making:
        athletes = list(squad.draw_squad(5, 4, days=50))
    recordings = iter([call.args[0] for call in making.call_args_list])
    return [
        Case(athlete, number, next(recordings))
        for athlete in athletes
        for number in range(len(athlete.sessions))
    ]


@pytest.fixture(scope="module")
def on_land(cases):
    return [case for case in cases if case.sport in {"run", "ride"}]


def changed(cases, recording_of):
    """The cases whose class another recording changes, except by making them long."""
    pairs = []
    for case in cases:
        before = classed(case)
        after = classed(case, recorded_as(case, recording_of(case)))
        if before.session_class != after.session_class and after.kind != "long":
            pairs.append((case.athlete.id, case.number, case.done.case, before, after))
    return pairs


def assert_only_borderline(pairs, cases):
    """Noise and smoothing move every number a little: what lies on a limit may tip."""
    sure = [pair for pair in pairs if not (pair[3].uncertain and pair[4].uncertain)]
    assert not sure
    assert len(pairs) <= 0.02 * len(cases)


def test_the_squad_has_enough_of_both_classes(on_land):
    found = [classed(case).session_class for case in on_land]
    assert found.count("key") >= 20
    assert found.count("easy") >= 60


def test_ten_easy_minutes_afterwards_do_not_change_the_class(on_land):
    pairs = changed(
        on_land,
        lambda case: one_after_the_other(
            case.recording, ten_easy_minutes(case, last_bpm(case.recording))
        ),
    )
    assert_only_borderline(pairs, on_land)


def test_ten_easy_minutes_before_do_not_change_the_class(on_land):
    pairs = changed(
        on_land, lambda case: one_after_the_other(ten_easy_minutes(case), case.recording)
    )
    assert_only_borderline(pairs, on_land)


def test_a_device_that_writes_only_key_points_does_not_change_the_class(on_land):
    whole = [case for case in on_land if "smart_recording" not in case.athlete.sensors]
    pairs = changed(
        whole,
        lambda case: faults.smart_recording(case.recording, np.random.default_rng(case.number)),
    )
    assert_only_borderline(pairs, whole)


@pytest.mark.parametrize("weeks", [1, 26, 52])
def test_all_dates_may_shift_by_whole_weeks(cases, weeks):
    for case in cases[::3]:
        there, here = classed(case._replace(later=timedelta(weeks=weeks))), classed(case)
        # A guess by age is another one in another year, and moves probabilities a little.
        assert (there.session_class, there.kind) == (here.session_class, here.kind)


def test_no_session_of_a_later_day_changes_the_class_of_an_earlier_one(cases):
    for case in cases[::2]:
        assert classed(case, known=case.athlete.sessions) == classed(case)
