"""What the coming week looks like when only history is known."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adaptive import rhythm
from adaptive.week import WeekSession

MONDAY = date(2026, 6, 1)


def session(
    day, *, hour=7, minutes=45, session_class="easy", family="run", uncertain=False, kind="interval"
):
    return WeekSession(
        id="x",
        start=datetime.combine(day, datetime.min.time()) + timedelta(hours=hour),
        duration_min=minutes,
        sport="running" if family == "run" else "cycling",
        family=family,
        session_class=session_class,
        kind=kind if session_class == "key" else None,
        origin="done",
        uncertain=uncertain,
    )


def weekly(weekday, weeks, **kwargs):
    return [
        session(MONDAY + timedelta(days=weekday - 7 * n), **kwargs) for n in range(1, weeks + 1)
    ]


def test_a_weekly_habit_is_expected_again_at_its_usual_time():
    habits = rhythm.learn(weekly(1, 6, hour=6, minutes=50), MONDAY)
    (expected,) = habits.on(MONDAY + timedelta(days=1))
    assert expected.start == datetime(2026, 6, 2, 6, 0)  # noqa: DTZ001
    assert expected.duration_min == 50
    assert expected.origin == "predicted"
    assert expected.probability == 1.0
    assert habits.on(MONDAY) == []


def test_what_happened_in_less_than_half_of_the_weeks_is_not_expected():
    past = weekly(1, 6) + weekly(3, 1)
    assert rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=3)) == []


def test_a_weekday_that_is_usually_hard_is_expected_hard():
    past = weekly(1, 6, session_class="key")
    (expected,) = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=1))
    assert expected.session_class == "key"
    assert expected.kind == "interval"


def test_nobody_races_out_of_habit():
    races = weekly(1, 4, session_class="key", kind="race")
    (expected,) = rhythm.learn(races, MONDAY).on(MONDAY + timedelta(days=1))
    assert (expected.session_class, expected.kind) == ("key", None)
    mixed = races[:3] + weekly(1, 4, session_class="key", kind="tempo")[3:]
    (expected,) = rhythm.learn(mixed, MONDAY).on(MONDAY + timedelta(days=1))
    assert (expected.session_class, expected.kind) == ("key", "tempo")


def test_a_rhythm_knows_how_much_of_the_training_kept_to_it():
    past = weekly(1, 4) + weekly(3, 1) + weekly(3, 1, family="ride") + weekly(1, 4, hour=18)
    habits = rhythm.learn(past, MONDAY)
    assert (habits.regular, habits.trained) == (4, 6)


def test_a_weekday_that_is_hard_now_and_then_is_not_promised_to_be_easy():
    past = [*weekly(1, 3), session(MONDAY - timedelta(days=27), session_class="key")]
    (expected,) = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=1))
    assert expected.session_class == "easy"
    assert expected.uncertain
    assert expected.hard


def test_a_brick_day_is_expected_as_one_brick_of_two_legs():
    past = weekly(5, 6, session_class="brick", family="ride", minutes=90)
    past += weekly(5, 6, session_class="brick", hour=9, minutes=20)
    ride, run = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=5))
    assert (ride.family, run.family) == ("ride", "run")
    assert ride.brick_id == run.brick_id is not None


def test_a_short_warm_up_recorded_apart_does_not_stand_for_the_day():
    past = weekly(1, 6, hour=6, minutes=10) + weekly(
        1, 6, hour=6.5, minutes=60, session_class="key"
    )
    (expected,) = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=1))
    assert expected.duration_min == 60
    assert expected.session_class == "key"


def test_one_day_of_history_predicts_nothing():
    habits = rhythm.learn([session(MONDAY - timedelta(days=1))], MONDAY)
    assert all(habits.on(MONDAY + timedelta(days=n)) == [] for n in range(7))


@given(
    st.lists(
        st.builds(
            session,
            st.dates(MONDAY - timedelta(days=80), MONDAY + timedelta(days=20)),
            hour=st.integers(5, 20),
            session_class=st.sampled_from(["easy", "key", "brick"]),
            family=st.sampled_from(["run", "ride", "swim", "strength"]),
            uncertain=st.booleans(),
        ),
        max_size=60,
    )
)
def test_only_the_days_before_today_and_after_four_weeks_ago_count(past):
    relevant = [one for one in past if MONDAY - timedelta(weeks=4) <= one.day < MONDAY]
    everything, needed = rhythm.learn(past, MONDAY), rhythm.learn(relevant, MONDAY)
    if everything.weeks == needed.weeks:
        assert everything == needed
    for weekday in range(7):
        for expected in everything.on(MONDAY + timedelta(days=weekday)):
            assert expected.origin == "predicted"
            assert 0.5 <= expected.probability <= 1
