"""The class of a session: one test for each case on which a simpler rule goes wrong.

Sessions are made of (minutes, share of threshold). Heart rate follows effort with a lag
of half a minute, as in the laboratory, unless a test says otherwise.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_sessions import (
    EASY,
    HEART,
    REGULAR,
    SPEED,
    START,
    TEMPO,
    effort,
    heart_of,
    is_certain,
    repeat,
    ride,
    run,
    step,
    thresholds,
    treadmill,
    workout,
)

from ingest.activity import Lap, Session
from ingest.stream import Stream
from models.athlete import Estimate
from models.classify import classify, examine
from models.history import History
from models.profile import Profile

# --- plain sessions -----------------------------------------------------------------------


def test_an_easy_hour_is_easy():
    found = run((60, EASY))
    assert is_certain(found, "easy", "endurance")
    assert found.tier == "T1"
    assert found.confidence > 0.99
    (reason,) = found.reasons
    assert reason.startswith(
        "best 10 min at 0.75 of threshold pace (key from 0.96), no minute above 0.95 of it (key "
    )


def test_a_short_slow_run_is_recovery():
    assert is_certain(run((30, 0.7)), "easy", "recovery")


def test_of_a_few_seconds_the_reason_names_what_it_measured_too():
    assert ride((1 / 3, 0.6)).reasons[0].startswith("no minute above 0.95 of threshold power")


def test_intervals_are_key_and_their_structure_is_told():
    found = run((15, EASY), *[(4, 1.05), (3, 0.6)] * 5, (10, EASY))
    assert is_certain(found, "key", "interval")
    assert found.reasons[0].startswith("5 x 4:00 at 1.05 of threshold pace, rest 3:00, heart")


def test_thirty_thirties_on_the_bike_are_key():
    assert is_certain(ride((15, 0.6), *[(0.5, 1.4), (0.5, 0.5)] * 12, (10, 0.6)), "key", "interval")


def test_three_long_sweet_spot_blocks_are_key():
    found = ride((15, 0.6), *[(12, 0.96), (5, 0.55)] * 3, (10, 0.55))
    assert is_certain(found, "key", "interval")


def test_tempo_is_key():
    found = run((15, EASY), (25, TEMPO), (10, EASY))
    assert is_certain(found, "key", "tempo")
    assert found.reasons[0].startswith("25 min above 0.95 of threshold pace (key from 10), heart")


def test_a_long_slow_run_is_key_because_it_is_long():
    found = run((110, 0.72))
    assert is_certain(found, "key", "long")
    assert "long for you" in found.reasons[0]


def test_long_stays_the_kind_where_little_of_it_is_hard():
    assert is_certain(run((90, EASY), (15, TEMPO), (10, EASY)), "key", "long")
    assert is_certain(run((40, EASY), (45, TEMPO), (15, EASY)), "key", "tempo")


def test_what_is_long_follows_the_athlete():
    short_runner = History(minutes=(30.0,) * 20)
    assert is_certain(run((80, 0.72), history=short_runner), "key", "long")
    ultra_runner = History(minutes=(60.0,) * 10 + (150.0,) * 10)
    assert is_certain(run((110, 0.72), history=ultra_runner), "easy")


def test_without_a_history_an_hour_and_a_half_is_long():
    assert run((95, 0.72), history=History()).kind == "long"
    assert run((80, 0.72), history=History()).session_class == "easy"


def test_an_hour_raced_is_a_race():
    assert is_certain(run((40, 1.0), heart=1.0), "key", "race")


@pytest.mark.parametrize("minutes", [20, 22, 25, 26])
def test_so_are_five_kilometres_but_not_with_the_warm_up_in_the_same_file(minutes):
    assert is_certain(run((minutes, 1.02), heart=1.0), "key", "race")
    assert is_certain(run((8, EASY), (minutes - 8, 1.05), heart=1.0), "key", "tempo")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("City Half Marathon", "race"),
        ("parkrun #12", "race"),
        ("marathon training plan", "endurance"),
        ("marathon pace training", "tempo"),
    ],
)
def test_a_name_makes_a_race_only_where_it_names_one(title, kind):
    assert run((60, EASY), title=title).kind == kind


def test_who_has_no_history_yet_is_asked_whether_it_was_long():
    found = run((80, 0.72), history=History())
    assert found.uncertain
    assert "perhaps long for you" in found.reasons[-1]


# --- borderline cases ---------------------------------------------------------------------


def test_fartlek_needs_no_regularity():
    parts = [(2, 1.08), (1.5, 0.75), (4, 1.0), (2, 0.7), (1, 1.12), (3, 0.75), (5, 0.98), (1, 0.7)]
    assert is_certain(run((12, EASY), *parts, (10, EASY)), "key")


def test_a_progression_run_is_key_for_its_last_minutes():
    assert is_certain(run((25, 0.78), (12, 0.86), (9.5, 1.0)), "key", "tempo")


@pytest.mark.parametrize("heart", [True, False])
def test_strides_in_an_easy_run_leave_it_easy(heart):
    found = run((35, EASY), *[(20 / 60, 1.25), (70 / 60, 0.65)] * 6, heart=heart)
    assert is_certain(found, "easy")
    assert not found.stress_flag


def test_a_clear_series_below_the_limit_raises_a_question():
    """30/30s against a threshold power set far too high: no heart, no watt reaches its limit."""
    found = ride((15, 0.45), *[(0.5, 1.0), (0.5, 0.4)] * 16, (10, 0.45))
    assert (found.session_class, found.uncertain) == ("easy", True)
    assert "as regular as intervals are" in found.reasons[-1]


def test_surges_far_apart_are_no_series():
    """Three efforts with twenty minutes between them: no intervals, however regular."""
    parts = [(18, EASY), (2.2, 1.0)] * 3
    assert run((3, EASY), *parts, (5, EASY), heart=0.94).kind != "interval"


def test_a_hilly_easy_run_stays_easy():
    """Climbs of 6 % at an even effort: slow up, and the heart rate hardly moves."""
    parts = [(5, 0.55), (5, 0.80)] * 6
    climb_mps = effort(*[(m, 0.06 if level < 0.6 else -0.06) for m, level in parts])
    altitude = 100 + np.cumsum(effort(*parts) * SPEED * climb_mps)
    assert is_certain(run(*parts, altitude=altitude, heart=0.85), "easy")


def test_hard_climbs_that_the_heart_does_not_confirm_are_easy_but_strain_the_legs():
    parts = [(12, EASY), (3, 0.75), (1, 0.7)] * 4
    slope = effort(*[(12, 0.0), (3, 0.08), (1, 0.0)] * 4)
    altitude = 100 + np.cumsum(effort(*parts) * SPEED * slope)
    found = run(*parts, altitude=altitude, heart=0.85)
    assert is_certain(found, "easy")
    assert found.stress_flag
    assert "uphill" in found.reasons[-1]


def test_hard_climbs_are_hilly_and_hard():
    parts = [(10, EASY), (15, 0.75), (10, EASY)]
    slope = effort((10, 0.0), (15, 0.08), (10, 0.0))
    altitude = 100 + np.cumsum(effort(*parts) * SPEED * slope)
    heart = heart_of(effort((10, EASY), (15, 1.05), (10, EASY)))
    assert is_certain(run(*parts, altitude=altitude, heart=heart), "key", "hilly_hard")


def test_a_downhill_that_only_looks_fast_is_easy():
    """GPS gives 0.97 of threshold speed for a quarter of an hour; the heart knows better."""
    assert is_certain(run((20, EASY), (15, 0.97), (10, EASY), heart=0.82), "easy")


def test_a_guess_of_threshold_heart_rate_vetoes_nothing_for_sure():
    guess = Estimate(HEART, 2, "prior")
    guessed = replace(thresholds(), run_threshold_heart_rate_bpm=guess)
    found = run((20, EASY), (15, 0.97), (10, EASY), heart=0.82, thresholds=guessed)
    assert (found.session_class, found.uncertain) == ("easy", True)
    assert found.reasons[-1] == "and threshold heart rate is only a guess"


def test_heat_alone_makes_no_key_run():
    """Heart rate drifts above threshold while the pace stays easy."""
    assert is_certain(run((60, 0.75), heart=np.linspace(0.85, 1.0, 3600)), "easy")


def test_group_ride_surges_count_once_there_are_six_minutes_of_them():
    surges = [(0.5, 1.3), (3.5, 0.65)]
    few = ride((10, 0.6), *surges * 4, (30, 0.62))
    assert is_certain(few, "easy")
    assert not few.stress_flag
    some = ride((10, 0.6), *[(1, 1.3), (2.5, 0.5), (0.8, 1.4), (4, 0.6)] * 2, (40, 0.62))
    assert some.session_class == "easy"
    assert some.stress_flag
    assert "hard on the legs" in some.reasons[-1]
    assert is_certain(ride((10, 0.6), *[(1.2, 1.3), (2.8, 0.65)] * 8, (10, 0.6)), "key")


def test_a_long_ride_after_work_is_a_ride_and_the_daily_way_is_none():
    lights = [(2, 1.0), (1, 0.3)] * 9
    assert is_certain(ride(*lights, commute=True), "easy", "recovery")
    assert is_certain(ride((25, 1.0), heart=False, commute=True), "easy", "recovery")
    assert "way to work" in ride(*lights, commute=True).reasons[0]


def test_minutes_that_the_heart_found_hard_stay_hard_on_the_way_to_work():
    assert is_certain(ride((5, 0.6), (30, 1.05), commute=True), "key", "race")


def test_a_workout_followed_on_the_way_to_work_is_a_workout():
    planned = workout(
        step("warmup", 300, "power", 110, 130),
        step("active", 480, "power", 245, 265),
        step("rest", 240, "power", 110, 130),
        repeat(1, 3),
    )
    assert is_certain(ride((45, 0.8), commute=True, workout=planned), "key", "interval")


def test_two_easy_runs_on_a_day_are_two_easy_runs():
    """The day is as hard as its hardest session, and each is classed for itself."""
    twice = History(minutes=(*REGULAR.minutes, 45.0))
    assert is_certain(run((45, EASY), history=REGULAR), "easy")
    assert is_certain(run((45, EASY), history=twice), "easy")


def test_erg_blocks_without_any_noise_are_found():
    found = ride((10, 0.55), *[(8, 0.98), (4, 0.5)] * 3, sub_sport="indoor_cycling", heart=False)
    assert is_certain(found, "key", "interval")
    assert found.tier == "T2"


def test_stops_in_an_easy_run_do_not_make_it_hard():
    stops = [(at, 90) for at in range(400, 3000, 300)]
    assert is_certain(run((50, 0.8), pauses=stops), "easy")


def test_standing_about_makes_no_run_long():
    """The watch ran on while the dog sniffed: 105 min, of which 70 were run."""
    assert is_certain(run(*[(10, EASY), (5, 0.0)] * 7), "easy")
    assert is_certain(run((105, EASY)), "key", "long")


def test_rests_with_the_watch_paused_are_rests():
    """5 x 1 km, the watch stopped after each: on the timer's clock they are one block."""
    pauses = [(900 + 240 * n, 120) for n in range(1, 6)]
    found = run((15, EASY), *[(4, 1.05)] * 5, (10, EASY), pauses=pauses)
    assert is_certain(found, "key", "interval")
    assert found.reasons[0].startswith("5 x 4:00 at 1.05 of threshold pace, rest 2:00")


def test_a_commute_is_easy_and_raises_no_question():
    assert is_certain(ride((40, 1.0), sub_sport="commuting"), "easy", "recovery")


# --- fewer sensors ------------------------------------------------------------------------


def test_without_heart_rate_pace_decides():
    found = run((15, EASY), (25, TEMPO + 0.03), (10, EASY), heart=False)
    assert is_certain(found, "key", "tempo")
    assert found.tier == "T2"
    assert "heart" not in found.reasons[0]


def test_treadmill_speed_is_not_believed():
    assert run((50, 1.1), heart=0.8, sub_sport="treadmill").tier == "T3"
    assert is_certain(run((50, 1.1), heart=0.8, sub_sport="treadmill"), "easy")


def test_a_ride_with_heart_rate_only_is_classed_by_it():
    assert is_certain(ride((15, 0.6), (30, 1.05), (10, 0.6), power=False), "key", "tempo")
    assert is_certain(ride((60, 0.65), power=False), "easy")


def test_intervals_show_in_heart_rate_alone():
    found = ride((15, 0.6), *[(3, 1.15), (3, 0.55)] * 5, (10, 0.6), power=False)
    assert is_certain(found, "key", "interval")
    assert found.tier == "T3"
    assert "of threshold heart rate" in found.reasons[0]


def test_drift_at_the_end_of_a_run_is_no_work():
    """Without pace, heart rate above 0.95 counts until the last quarter of its rise only."""
    drifting = np.linspace(0.80, 0.99, 3600)
    found = run((60, EASY), heart=drifting, sub_sport="treadmill")
    assert is_certain(found, "easy")
    assert "the last quarter, where it drifts, does not count" in found.reasons[0]
    at_work = np.concatenate([np.full(900, 0.85), np.full(900, 0.97), np.full(1800, 0.85)])
    assert is_certain(run((60, EASY), heart=at_work, sub_sport="treadmill"), "key", "tempo")


def test_a_few_high_beats_may_be_short_work_that_the_heart_is_too_slow_to_show():
    heart = np.r_[np.full(900, 0.80), np.full(360, 0.99), np.full(1500, 0.80)]
    found = treadmill((46, EASY), heart=heart)
    assert (found.session_class, found.uncertain) == ("easy", True)
    assert "short work" in found.reasons[-1]


def test_a_hard_piece_recorded_alone_is_key():
    """Some stop the watch between warm-up, work and cool-down."""
    assert is_certain(run((9, 1.08)), "key", "tempo")
    assert is_certain(run((4, 1.08)), "easy")


def test_with_nothing_but_a_duration_only_long_is_certain():
    short = ride((60, 0.9), power=False, heart=False)
    assert (short.session_class, short.uncertain, short.tier) == ("easy", True, "T5")
    assert is_certain(ride((200, 0.5), power=False, heart=False), "key", "long")


@pytest.mark.parametrize("sport", ["training", "walking", "rowing", "generic"])
def test_what_is_not_endurance_sport_is_other(sport):
    stream = Stream(np.arange(60.0), np.zeros(60, dtype=np.int32), {})
    session = Session(sport, None, START, 60, 60, slice(0, 60))
    profile = Profile.of(stream, session)
    found = classify(profile, session, thresholds=thresholds(), history=REGULAR)
    assert (found.session_class, found.kind, found.uncertain) == ("other", None, False)


def test_swims_are_key_by_their_lengths():
    def swim(*speeds):
        start, lengths = 0.0, []
        for speed in speeds:
            seconds, word = (25 / speed, "active") if speed else (20, "idle")
            lengths.append(Lap(start, seconds, intensity=word))
            start += lengths[-1].elapsed_s
        session = Session(
            "swimming", "lap_swimming", START, start, start, slice(0, 0), pool_length_m=25
        )
        empty = Stream(np.empty(0), np.empty(0, dtype=np.int32), {})
        profile = Profile.of(empty, session, lengths)
        return classify(profile, session, thresholds=thresholds(), history=History())

    assert is_certain(swim(*[1.0] * 80), "easy", "endurance")
    assert is_certain(swim(*[1.0] * 16, *([1.3] * 8 + [0.0]) * 8, *[1.0] * 8), "key", "interval")


# --- heat ---------------------------------------------------------------------------------


def test_heart_rate_alone_proves_no_hard_session_in_the_heat():
    work = (10, EASY), (25, 1.0), (10, EASY)
    assert is_certain(treadmill(*work, device_c=24), "key", "tempo")
    hot = treadmill(*work, device_c=36)
    assert (hot.session_class, hot.uncertain) == ("key", True)
    assert "31 C warm" in hot.reasons[-1]


def test_a_watch_is_warmer_than_the_air_a_bike_computer_is_not():
    work = (10, 0.6), (25, 1.0), (10, 0.6)
    assert ride(*work, power=False, device_c=30).uncertain
    assert not treadmill((10, EASY), (25, 1.0), (10, EASY), device_c=30).uncertain


def test_in_warm_air_a_high_heart_rate_counts_half_beside_the_pace():
    """A quarter of an hour of heart rate above 0.95 at 0.9 of threshold pace."""
    heart = np.r_[np.full(600, 0.85), np.full(900, 0.98), np.full(900, 0.85)]
    parts = (10, 0.72), (15, 0.90), (15, 0.72)
    assert run(*parts, heart=heart, device_c=20).session_class == "key"
    assert run(*parts, heart=heart, device_c=34).session_class == "easy"


def test_a_long_session_is_long_in_any_heat():
    assert is_certain(treadmill((110, 0.72), device_c=38), "key", "long")


# --- uncertainty --------------------------------------------------------------------------


def test_the_margin_says_how_far_off_thresholds_would_have_to_be():
    """20 min at 0.955 are key up to a threshold 0.5 % higher: a third of its deviation."""
    found = run((15, EASY), (20, 0.955), (10, EASY), heart=False)
    assert found.margin_sd == pytest.approx(np.log(0.955 / 0.95) / (0.06 / SPEED), abs=0.13)
    assert "threshold pace 1% faster would make it easy" in found.reasons[-1]


@settings(max_examples=30, deadline=None)
@given(st.floats(0.85, 1.05))
def test_confidence_is_the_share_of_believable_thresholds_that_agree(level):
    """What the margin says is what an average over many thresholds says."""
    parts = (15, 0.7), (25, level), (10, 0.7)
    found = run(*parts, heart=False)
    shifts = np.random.default_rng(1).normal(0, 0.06 / SPEED, 80)
    share = np.mean([run(*parts, heart=False, thresholds=off(s)).margin_sd > 0 for s in shifts])
    chance = found.confidence if found.session_class == "key" else 1 - found.confidence
    assert share == pytest.approx(chance, abs=0.17)


def off(shift):
    known = thresholds()
    speed = replace(known.run_speed_mps, value=SPEED * np.exp(shift))
    return replace(known, run_speed_mps=speed)


def test_in_the_first_four_weeks_thresholds_are_known_by_eight_per_cent_at_best():
    parts = (15, EASY), (25, 0.90), (10, EASY)
    assert is_certain(run(*parts, heart=False), "easy")
    new = replace(thresholds(), history_days=10)
    assert run(*parts, heart=False, thresholds=new).uncertain
    told = replace(new, run_speed_mps=replace(new.run_speed_mps, origin="athlete"))
    assert is_certain(run(*parts, heart=False, thresholds=told), "easy")


def test_what_was_examined_once_need_not_be_examined_again():
    stream = Stream(np.arange(3600.0), np.zeros(3600, np.int32), {"power_w": np.full(3600, 150.0)})
    session = Session("cycling", "road", START, 3600, 3600, slice(0, 3600))
    profile = Profile.of(stream, session)
    facts = {"thresholds": thresholds(), "history": REGULAR}
    examined = examine(profile, session, **facts)
    assert classify(profile, session, **facts, examined=examined) == classify(
        profile, session, **facts
    )


def test_what_a_slightly_wrong_threshold_would_turn_round_is_uncertain():
    found = run((15, EASY), (20, 0.955), (10, EASY), heart=False)
    assert found.uncertain
    assert found.threshold_sensitive
    assert 0 < found.confidence < 1
    assert found.reasons[-1].startswith("borderline")


def test_the_less_is_known_of_the_thresholds_the_less_certain_is_the_class():
    parts = (15, EASY), (20, 0.86), (10, EASY)
    assert is_certain(run(*parts), "easy")
    vague = run(*parts, thresholds=thresholds(speed_sd=0.5, heart_sd=10))
    assert vague.uncertain
    assert vague.confidence < 0.75


def test_a_heart_that_races_at_an_easy_pace_raises_a_question():
    found = run((50, EASY), heart=0.98)
    assert (found.session_class, found.uncertain) == ("easy", True)
    assert not found.threshold_sensitive
    assert "heat" in found.reasons[-1]


# --- laws ---------------------------------------------------------------------------------

sessions = st.lists(
    st.tuples(st.floats(1, 20), st.floats(0.5, 1.3)), min_size=1, max_size=8
).filter(lambda parts: sum(minutes for minutes, _ in parts) < 70)


@settings(max_examples=40, deadline=None)
@given(sessions)
def test_ten_easy_minutes_more_never_make_a_key_session_surely_easy(parts):
    """Smoothing reaches a few seconds into what follows, so a borderline case may tip."""
    before, after = run(*parts), run(*parts, (10, 0.6))
    if before.session_class == "key" and not before.uncertain:
        assert after.session_class == "key" or after.uncertain


@settings(max_examples=40, deadline=None)
@given(sessions, st.floats(1.0, 1.2))
def test_what_is_certain_is_sure_by_a_standard_deviation(parts, faster):
    found = run(*[(minutes, level * faster) for minutes, level in parts])
    assert 0.5 <= found.confidence < 1
    assert (found.margin_sd > 0) == (found.session_class == "key")
    assert found.threshold_sensitive == (abs(found.margin_sd) < 1)
    assert found.uncertain == (found.confidence < 0.841)  # Phi(1)
    assert found.reasons
