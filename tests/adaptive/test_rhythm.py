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
        start=datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, seconds=59),
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
    assert not expected.possible
    assert habits.on(MONDAY) == []


def test_a_habit_starts_within_the_hours_at_which_it_ever_started():
    past = [*weekly(1, 5, hour=7), session(MONDAY - timedelta(days=41), hour=18)]
    (expected,) = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=1))
    span = (expected.earliest, expected.start, expected.latest)
    assert [moment.day for moment in span] == [2, 2, 2]
    assert [moment.hour for moment in span] == [7, 7, 18]


def test_one_odd_hour_among_many_does_not_count():
    past = [*weekly(1, 11, hour=7), session(MONDAY - timedelta(days=83), hour=18)]
    (expected,) = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=1))
    assert expected.latest == expected.start


def test_what_was_kept_longer_is_told_as_more_likely_and_never_as_certain():
    chances = [
        rhythm.learn(weekly(1, weeks), MONDAY).on(MONDAY + timedelta(days=1))[0].probability
        for weeks in (2, 4, 8, 12)
    ]
    assert sorted(set(chances)) == chances
    assert chances[-1] < 1


def test_what_was_lately_counts_more():
    lately, before = weekly(1, 3), weekly(3, 6)[3:]
    habits = rhythm.learn(lately + before, MONDAY)
    assert habits.on(MONDAY + timedelta(days=1))
    assert habits.on(MONDAY + timedelta(days=3)) == []


def test_what_happened_in_less_than_half_of_the_weeks_is_not_expected():
    past = weekly(1, 6) + weekly(3, 1)
    assert rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=3)) == []


def test_a_hard_session_that_came_once_lately_is_possible_and_avoided():
    past = weekly(1, 12) + weekly(3, 2, session_class="key", hour=18)[1:]
    (possible,) = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=3))
    assert possible.possible
    assert possible.hard
    assert possible.uncertain
    assert possible.start.hour == 18


def test_a_hard_session_of_long_ago_is_forgotten():
    past = weekly(1, 12) + weekly(3, 9, session_class="key")[8:]
    assert rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=3)) == []


def test_a_possible_session_tells_the_chance_that_it_is_hard():
    hard, easy = weekly(3, 9, session_class="key"), weekly(3, 9)
    some = rhythm.learn(weekly(1, 9) + hard[2:3], MONDAY).on(MONDAY + timedelta(days=3))
    more = rhythm.learn(weekly(1, 9) + hard[2:3] + easy[4:5], MONDAY).on(MONDAY + timedelta(days=3))
    assert [one.probability for one in some] == [one.probability for one in more]


def test_days_of_illness_are_left_out_and_earlier_ones_looked_at_instead():
    healthy = weekly(1, 6) + weekly(3, 6, session_class="key")
    weeks_ill = 3
    later = MONDAY + timedelta(weeks=weeks_ill)
    ill = frozenset(MONDAY + timedelta(days=n) for n in range(7 * weeks_ill))
    stroll = session(MONDAY + timedelta(days=2))
    habits = rhythm.learn([*healthy, stroll], later, ill)
    assert habits == rhythm.learn(healthy, MONDAY)
    assert rhythm.learn([*healthy, stroll], later) != habits


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


def test_an_irregular_athlete_is_warned_and_a_regular_one_is_not():
    regular = weekly(1, 8) + weekly(3, 8) + weekly(5, 8)
    assert rhythm.warning(rhythm.learn(regular, MONDAY)) is None
    irregular = [session(MONDAY - timedelta(days=n)) for n in (2, 5, 9, 15, 17, 22, 28, 34, 40)]
    habits = rhythm.learn(irregular, MONDAY)
    assert habits.irregular
    assert rhythm.warning(habits).startswith("Your weeks differ, so")


def test_who_began_lately_is_not_told_that_weeks_differ():
    habits = rhythm.learn([session(MONDAY - timedelta(days=n)) for n in (2, 10)], MONDAY)
    assert rhythm.warning(habits).startswith("Few weeks of yours are known")


def test_who_never_trained_is_not_called_irregular():
    nothing = rhythm.learn([], MONDAY)
    assert (nothing.weeks, nothing.trained, nothing.irregular) == (0, 0, False)
    assert nothing.on(MONDAY) == []


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


def test_the_run_of_an_expected_brick_begins_after_its_ride():
    """The halves of the weeks with a longer and a shorter ride would let them overlap."""
    past = weekly(5, 6, session_class="key", family="ride", hour=9, minutes=90)
    past += weekly(5, 6, session_class="brick", hour=10, minutes=20)
    ride, run = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=5))
    assert run.start == ride.end
    assert run.latest is not None
    assert run.latest >= run.start


def test_a_short_warm_up_recorded_apart_does_not_stand_for_the_day():
    past = weekly(1, 6, hour=6, minutes=10) + weekly(
        1, 6, hour=6.5, minutes=60, session_class="key"
    )
    (expected,) = rhythm.learn(past, MONDAY).on(MONDAY + timedelta(days=1))
    assert expected.duration_min == 60
    assert expected.session_class == "key"


def test_one_day_of_history_lets_nothing_be_expected():
    for session_class in ("easy", "key"):
        past = [session(MONDAY - timedelta(days=1), session_class=session_class)]
        habits = rhythm.learn(past, MONDAY)
        expected = [one for n in range(7) for one in habits.on(MONDAY + timedelta(days=n))]
        assert all(one.possible for one in expected)
        assert len(expected) == (session_class == "key")


days = st.dates(MONDAY - timedelta(days=120), MONDAY + timedelta(days=20))
hours = st.integers(5, 20)
endurance = st.builds(
    session,
    days,
    hour=hours,
    session_class=st.sampled_from(["easy", "key", "brick"]),
    family=st.sampled_from(["run", "ride", "swim"]),
    uncertain=st.booleans(),
)
gym = st.builds(
    session, days, hour=hours, session_class=st.just("other"), family=st.just("strength")
)
histories = st.lists(endurance | gym, max_size=60)


@given(histories)
def test_only_the_twelve_weeks_before_today_count(past):
    oldest = [session(MONDAY - timedelta(days=121), family="other")]
    relevant = [one for one in past if MONDAY - timedelta(weeks=12) <= one.day < MONDAY]
    assert rhythm.learn(past + oldest, MONDAY) == rhythm.learn(relevant + oldest, MONDAY)


@given(histories, st.sets(st.dates(MONDAY - timedelta(days=100), MONDAY)))
def test_whatever_is_foretold_is_a_coming_session_with_a_chance(past, ignored):
    habits = rhythm.learn(past, MONDAY, ignored)
    assert habits.regular <= habits.trained
    for weekday in range(7):
        day = MONDAY + timedelta(days=weekday)
        foretold = habits.on(day)
        assert foretold == sorted(foretold, key=lambda one: one.start)
        for one in foretold:
            assert (one.origin, one.day) == ("predicted", day)
            assert 0 < one.probability <= 1
            assert one.earliest <= one.start <= one.latest
            assert one.hard or not one.possible


@given(histories, st.randoms())
def test_the_order_in_which_sessions_come_does_not_matter(past, random):
    other = past.copy()
    random.shuffle(other)
    assert rhythm.learn(past, MONDAY) == rhythm.learn(other, MONDAY)


@given(histories, st.integers(0, 6))
def test_one_more_hard_session_never_makes_its_weekday_safer(past, weekday):
    def maybe_hard(sessions):
        on = rhythm.learn(sessions, MONDAY).on(MONDAY + timedelta(days=weekday))
        return any(one.hard for one in on)

    once_more = session(MONDAY + timedelta(days=weekday - 7), session_class="key")
    assert maybe_hard([*past, once_more]) >= maybe_hard(past)
