"""What is coming: the calendar's sessions, habit where it is silent, and nothing twice."""

from datetime import datetime, time, timedelta

import pytest
from calendar_files import TODAY
from hypothesis import given
from hypothesis import strategies as st

from adaptive.agenda import usual
from adaptive.agenda.coming import coming, minutes_of, sessions_of, with_priorities
from adaptive.agenda.entries import Entry
from adaptive.agenda.usual import Past, Usual
from adaptive.library.calendar import Key
from adaptive.week import Availability, WeekSession
from models.planned import Leg

SPORTS = {"run": "running", "ride": "cycling", "swim": "swimming", "other": "walking"}


def day(offset):
    return TODAY + timedelta(days=offset)


def entry(offset, family="run", session_class="easy", *, uid="", **more):
    return Entry(
        Key("Plan", uid or f"{family}{offset}"),
        day(offset),
        more.pop("title", family),
        sport=SPORTS[family],
        family=family,
        session_class=session_class,
        **{"at": time(18), "duration_min": 60.0, **more},
    )


def brick(offset, **more):
    legs = (Leg("cycling", "ride", 60.0), Leg("running", "run", 20.0))
    return Entry(
        Key("Plan", f"brick{offset}"), day(offset), "Brick 60/20", sport="multisport",
        family="other", session_class="brick", legs=legs, **{"at": time(9), **more},
    )  # fmt: skip


def done(offset, family="run", session_class="easy", hour=18, minutes=60, **more):
    start = datetime.combine(day(offset), time(hour))
    return WeekSession(
        f"{family}-{offset}-{hour}", start, minutes, SPORTS[family], family, session_class,
        more.pop("kind", None), "done", **more,
    )  # fmt: skip


def habit(*weekly):
    """Predictions: on which weekday which family, easy or hard, at 12:00."""

    def on(when):
        return [
            WeekSession(
                None, datetime.combine(when, time(12)), 45, SPORTS[family], family, session_class,
                None, "predicted", probability=0.8,
            )
            for weekday, family, session_class in weekly
            if weekday == when.weekday()
        ]  # fmt: skip

    return on


def look(entries=(), expected=(), recorded=(), *, today=TODAY, ahead=6):
    return coming(
        entries,
        habit(*expected),
        recorded,
        usual=Usual(),
        today=today,
        first=today,
        last=today + timedelta(days=ahead),
    )


def seen(found):
    return [(one.day - TODAY).days for one in found.sessions]


def test_an_entry_is_a_session_with_its_title_and_its_id():
    planned = entry(1, session_class="key", kind="interval", title="5x1000")
    (session,) = look([planned]).sessions
    assert (session.origin, session.entry_id, session.title) == ("calendar", planned.id, "5x1000")
    assert (session.start, session.earliest) == (datetime.combine(day(1), time(18)), None)
    assert session.hard


def test_what_is_no_training_was_taken_away_or_lies_behind_is_not_coming():
    dentist = Entry(Key("Plan", "d"), day(1), "Dentist")
    assert not look([dentist, entry(2, removed=True), entry(-1)]).sessions


def test_todays_session_stays_until_the_day_is_over():
    assert seen(look([entry(0)])) == [0]
    assert not look([entry(0)], today=day(1)).sessions


def test_a_recording_takes_the_place_of_the_planned_session_of_its_sport():
    plan = [entry(0), entry(0, "ride")]
    (left,) = look(plan, recorded=[done(0, hour=7)]).sessions
    assert left.family == "ride"


def test_of_two_planned_runs_the_recording_is_the_one_as_hard_and_as_late():
    plan = [entry(0, uid="am", at=time(7)), entry(0, session_class="key", uid="pm")]
    (left,) = look(plan, recorded=[done(0, session_class="key", hour=7)]).sessions
    assert left.easy


def test_a_short_way_to_the_start_is_no_training_that_was_planned():
    assert seen(look([entry(0)], recorded=[done(0, hour=7, minutes=5)])) == [0]


def test_a_session_done_a_day_late_is_told_and_is_not_tomorrows():
    plan = [entry(-1, session_class="key", kind="interval"), entry(1, session_class="key")]
    found = look(plan, recorded=[done(0, session_class="key")])
    assert seen(found) == [1]
    assert found.told == ("Sunday's planned interval run was done on Monday.",)


def test_a_session_done_a_day_early_is_told_and_no_longer_coming():
    found = look([entry(1, session_class="key")], recorded=[done(0, session_class="key")])
    assert not found.sessions
    assert found.told == ("Tuesday's planned run was done on Monday.",)


@pytest.mark.parametrize(
    ("planned", "recorded"),
    [
        (entry(1, session_class="key"), done(0)),
        (entry(1), done(0, session_class="key")),
        (entry(1, session_class="key", kind="race"), done(0, session_class="key")),
        (brick(1), done(0, "ride", "key")),
        (entry(2, session_class="key"), done(0, session_class="key")),
        (entry(1, session_class="key"), done(0, uncertain=True)),
        (entry(1, uncertain=True), done(0, session_class="key")),
        (entry(1, session_class="key", kind="long"), done(0, session_class="key", kind="tempo")),
        (entry(0, session_class="key"), done(0, hour=7)),
        (entry(0, uncertain=True), done(0, hour=7)),
        (entry(0, session_class="key"), done(0, hour=7, uncertain=True)),
        (entry(0, session_class="key", at=None), done(0, minutes=20)),
        (entry(1), done(0, minutes=20)),
    ],
    ids=[
        "easy for key", "key for easy", "a race", "part of a brick", "two days early",
        "in doubt for key", "key for in doubt", "tempo for long", "the morning for the evening",
        "the morning for an evening in doubt", "a morning in doubt for the evening",
        "a commute for key", "a warm-up for tomorrow",
    ],
)  # fmt: skip
def test_a_recording_that_may_be_another_session_leaves_the_planned_one(planned, recorded):
    assert look([planned], recorded=[recorded]).sessions


def test_an_easy_run_at_its_hour_or_known_as_hard_stands_for_the_key_run_of_the_day():
    plan = [entry(0, session_class="key")]
    assert not look(plan, recorded=[done(0, hour=16)]).sessions
    assert not look(plan, recorded=[done(0, session_class="key", hour=7)]).sessions
    assert not look([entry(0, session_class="key", at=None)], recorded=[done(0, hour=7)]).sessions


def test_a_warm_up_recorded_by_itself_is_not_the_key_run_it_leads_to():
    """Else the run itself would pass for that of the next day."""
    plan = [entry(-1, session_class="key"), entry(0, session_class="key")]
    parts = [done(-1, hour=17, minutes=40), done(-1, session_class="key", hour=18)]
    assert seen(look(plan, recorded=parts)) == [0]


def test_a_recording_in_doubt_is_the_planned_one_next_to_it():
    plan = [entry(0, uid="am", at=time(7)), entry(0, session_class="key", uid="pm")]
    (left,) = look(plan, recorded=[done(0, hour=7, uncertain=True)]).sessions
    assert left.hard


def test_a_morning_run_that_cancels_no_intervals_takes_no_other_day_s_place_either():
    plan = [entry(0, session_class="key"), entry(1)]
    assert seen(look(plan, recorded=[done(0, hour=7)])) == [0, 1]


def test_the_warm_up_of_a_race_is_not_the_race():
    race = entry(0, session_class="key", kind="race", race_priority="A")
    (session,) = look([race], recorded=[done(0, hour=9, minutes=15)]).sessions
    assert (session.kind, session.race_priority) == ("race", "A")
    assert not look([race], recorded=[done(0, session_class="key", kind="race")]).sessions


def test_a_brick_is_a_ride_and_a_run_right_after_it():
    ride, run = look([brick(5)]).sessions
    assert (ride.family, run.family) == ("ride", "run")
    assert run.start == ride.end
    assert ride.session_class == run.session_class == "brick"
    assert ride.brick_id == run.brick_id is not None


def test_two_recordings_take_the_place_of_a_brick_and_one_of_its_leg():
    legs = [done(0, "ride", "brick", 9), done(0, "run", "brick", 10)]
    assert not look([brick(0)], recorded=legs).sessions
    (left,) = look([brick(0)], recorded=legs[:1]).sessions
    assert left.family == "run"


def test_where_the_calendar_plans_a_sport_habit_does_not():
    usual_week = [(1, "run", "key"), (3, "run", "easy"), (5, "ride", "easy")]
    found = look([entry(2), entry(4)], usual_week)
    assert seen(found) == [2, 4, 5]  # the ride is left to habit


def test_a_race_alone_or_a_weekly_club_run_hides_no_habit():
    usual_week = [(1, "run", "key"), (3, "run", "easy"), (5, "run", "easy"), (6, "run", "key")]
    found = look([entry(6, session_class="key", kind="race")], usual_week, ahead=13)
    assert seen(found) == [1, 3, 5, 6, 8, 10, 12, 13]
    (race,) = [one for one in found.sessions if one.kind == "race"]
    assert (race.day, race.origin) == (day(6), "calendar")


def test_a_plan_says_nothing_of_the_weeks_after_its_end_and_that_is_told():
    usual_week = [(1, "run", "key"), (3, "run", "easy")]
    plan = [entry(2), entry(4)]
    assert seen(look(plan, usual_week, ahead=13)) == [2, 4, 8, 10]
    later = coming(
        plan, habit(*usual_week), (), usual=Usual(), today=TODAY, first=day(7), last=day(13)
    )
    assert "too few runs" in later.told[0]


def test_an_empty_week_between_two_planned_ones_is_a_week_of_rest():
    plan = [entry(offset) for offset in (1, 3, 15, 17)]
    assert seen(look(plan, [(1, "run", "key"), (3, "run", "easy")], ahead=20)) == [1, 3, 15, 17]


def test_a_day_of_rest_is_kept_free_of_habit():
    rest = Entry(Key("Plan", "rest"), day(1), "Rest day", rest=True)
    assert seen(look([rest], [(1, "run", "key"), (3, "run", "easy")])) == [3]


def test_what_was_taken_away_is_not_brought_back_by_habit():
    assert not look([entry(1, removed=True)], [(1, "run", "key")]).sessions


def test_habit_expects_nothing_today_that_was_recorded_or_that_something_later_overtook():
    usual_day = [(0, "run", "easy"), (0, "swim", "easy")]
    assert len(look(expected=usual_day).sessions) == 2
    assert [s.family for s in look((), usual_day, [done(0, hour=7)]).sessions] == ["swim"]
    assert not look((), usual_day, [done(0, hour=15)]).sessions


# -- what an entry leaves open -----------------------------------------------------------


def past(weeks=8, hour=19, minutes=50, metres=10_000.0, **more):
    for week in range(1, weeks + 1):
        start = datetime.combine(day(1 - 7 * week), time(hour, 10 * (week % 3)))
        yield Past("run", start, minutes, metres, **{"hard": False, **more})


def test_a_distance_is_run_at_the_usual_pace():
    habits = usual.learn(past(), TODAY)
    found = minutes_of(entry(1, duration_min=None, distance_m=12_000.0), habits)
    assert (found.value, found.basis) == (60, "at the pace of your last 8 runs")
    assert minutes_of(entry(1, duration_min=None), habits).value == 50
    assert minutes_of(entry(1), habits).basis == ""


def test_without_history_a_duration_is_a_guess_and_says_so():
    found = minutes_of(entry(1, duration_min=None, distance_m=42_195.0), Usual())
    assert (round(found.value / 60, 1), found.basis) == (4.3, "a guess")
    assert minutes_of(entry(1, "ride", duration_min=None), Usual()).value == 75


def test_hard_sessions_are_measured_by_hard_ones():
    habits = usual.learn([*past(), *past(4, minutes=80, hard=True)], TODAY)
    key = entry(1, session_class="key", duration_min=None)
    assert minutes_of(key, habits).value == 80
    assert minutes_of(entry(1, duration_min=None), habits).value == 50


def test_a_day_without_an_hour_starts_at_the_usual_one_within_its_bounds():
    habits = usual.learn(past(), TODAY)
    (session,) = sessions_of(entry(8, at=None), habits)  # a Tuesday, as those were
    assert session.start == datetime.combine(day(8), time(19, 10))
    assert session.first_start == datetime.combine(day(8), time(18, 30))
    assert session.latest == datetime.combine(day(8), time(19, 50))


def test_without_a_habit_it_starts_while_the_athlete_is_free_else_by_day():
    hours = Availability({1: ((time(6), time(8)), (time(18), time(20)))})
    (session,) = sessions_of(entry(1, at=None), Usual(), hours)
    assert (session.first_start.time(), session.latest.time()) == (time(6), time(20))
    (session,) = sessions_of(entry(2, at=None), Usual(), hours)
    assert (session.first_start.time(), session.latest.time()) == (time(6), time(20))


def test_a_race_without_an_hour_may_start_at_any_whatever_the_habit():
    habits = usual.learn(past(hour=18), TODAY)
    (race,) = sessions_of(entry(8, session_class="key", kind="race", at=None), habits)
    assert (race.first_start.time(), race.latest.time()) == (time(6), time(20))
    (told,) = sessions_of(entry(8, session_class="key", kind="race", at=time(9)), habits)
    assert told.first_start == told.start == datetime.combine(day(8), time(9))


def test_both_legs_of_a_brick_share_its_doubt_about_the_hour_and_its_length():
    untold = brick(5, at=None, duration_min=100.0)
    ride, run = sessions_of(untold, Usual())
    assert run.earliest - ride.earliest == run.latest - ride.latest == timedelta(hours=1)
    plain = Entry(Key("Plan", "b"), day(5), "Brick", None, "multisport", "other", "brick",
                  duration_min=120.0)  # fmt: skip
    assert sum(leg.duration_min for leg in sessions_of(plain, Usual())) == 120


# -- laws ---------------------------------------------------------------------------------

families = st.sampled_from(["run", "ride", "swim"])
classes = st.sampled_from(["easy", "key"])
offsets = st.integers(-9, 20)
plans = st.lists(
    st.builds(entry, offsets, families, classes, at=st.none() | st.just(time(18)))
    | st.builds(brick, offsets),
    max_size=8,
    unique_by=lambda one: one.id,
)
recordings = st.lists(
    st.builds(done, st.integers(-9, 0), families, classes, st.integers(6, 20)),
    max_size=5,
    unique_by=lambda one: one.id,
)
weeks = st.lists(st.tuples(st.integers(0, 6), families, classes), max_size=6, unique=True)


@given(plans, weeks, recordings, st.integers(0, 20))
def test_nothing_comes_in_the_past_or_twice(plan, usual_week, recorded, ahead):
    found = look(plan, usual_week, recorded, ahead=ahead)
    assert all(day(0) <= one.day <= day(ahead) for one in found.sessions)
    assert list(found.sessions) == sorted(found.sessions, key=lambda one: (one.start, one.sport))
    planned = [(one.entry_id, one.family) for one in found.sessions if one.entry_id]
    assert len(set(planned)) == len(planned)
    days = {(one.day, one.family) for one in found.sessions if one.origin == "calendar"}
    habits = [(one.day, one.family) for one in found.sessions if one.origin == "predicted"]
    assert not days & set(habits)


@given(plans, weeks, recordings)
def test_what_is_planned_from_the_day_after_tomorrow_on_is_all_there(plan, usual_week, recorded):
    found = {one.entry_id for one in look(plan, usual_week, recorded, ahead=20).sessions}
    assert {one.id for one in plan if one.day > day(1)} <= found


@given(plans, weeks, recordings)
def test_each_recording_takes_one_session_at_most(plan, usual_week, recorded):
    with_none = [one for one in look(plan, usual_week, ahead=20).sessions if one.entry_id]
    left = [one for one in look(plan, usual_week, recorded, ahead=20).sessions if one.entry_id]
    assert len(with_none) - len(left) <= len([one for one in recorded if one.day >= day(-1)])


@given(weeks, recordings)
def test_without_a_calendar_habit_is_all_there_is(usual_week, recorded):
    found = look((), usual_week, recorded, ahead=13).sessions
    on = habit(*usual_week)
    assert sorted(one.start for one in found if one.day > TODAY) == sorted(
        one.start for n in range(1, 14) for one in on(day(n))
    )


def test_a_recorded_race_is_as_important_as_the_calendar_said():
    calendar = [
        entry(-3, "run", "key", kind="race", race_priority="A"),
        entry(-2, "run", "key", kind="race", race_priority="C"),
    ]
    raced = [
        done(-3, "run", "key", kind="race"),
        done(-3, "ride", "key", kind="race"),
        done(-2, "run", "easy"),
        done(-1, "run", "key", kind="race"),
    ]
    told = with_priorities(raced, calendar)
    assert [one.race_priority for one in told] == ["A", "B", "B", "B"]
    assert [one.id for one in told] == [one.id for one in raced]
