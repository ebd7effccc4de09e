"""Weeks written by hand, with what a coach would expect of them.

The tests named "the article" are its statements as the programme numbers them.
"""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from week_plans import BOOK, TRIATHLETE, at, of, outline, planned
from week_strategies import (
    ACTIVATION,
    FIVE_RUNS,
    INTEGRATION,
    MONDAY,
    STRENGTHENING,
    brick,
    session,
    week,
)

from adaptive.condition import safety
from adaptive.planner import plan
from adaptive.plans import Alternative
from adaptive.week import (
    DoneBlock,
    PhaseEntry,
    Settings,
)


def test_the_article_18_the_five_run_week_gets_exactly_its_schedule():
    made = planned(*FIVE_RUNS)
    assert outline(made) == [
        ("Mon 06:50", "activation", "before", 10),
        ("Mon 07:45", "strengthening", "after", 15),
        ("Thu 06:50", "activation", "before", 10),
        ("Thu 07:45", "strengthening", "after", 15),
    ]
    assert made.unplaced == ()
    assert made.relaxed == ()


def test_the_article_19_a_week_is_about_50_minutes():
    assert planned(*FIVE_RUNS).psoas_minutes == 50


def test_the_article_2_activation_comes_before_strengthening_of_the_same_day():
    made = planned(*FIVE_RUNS)
    for block in made.blocks:
        if block.kind == "strengthening":
            day = made.blocks_on(block.day)
            assert any(b.kind == "activation" and b.end <= block.start for b in day)


def test_the_article_3_and_17_nothing_stands_before_a_key_run_ride_or_race():
    for family, kind in (("run", "interval"), ("run", "long"), ("ride", "tempo"), ("run", "race")):
        hard = session(1, "07:00", kind, 90, family)
        made = planned(session(0, "18:00", "easy"), hard, settings=Settings(rest_days="keep"))
        assert of(made, "strengthening") == []
        assert [item.kind for item in made.unplaced] == ["strengthening"]


def test_the_article_5_activation_is_daily_in_the_first_phase_and_there_is_nothing_else():
    made = planned(*FIVE_RUNS, began=ACTIVATION)
    assert [block.day for block in made.blocks] == [MONDAY + timedelta(days=n) for n in range(7)]
    assert {block.kind for block in made.blocks} == {"activation"}
    assert made.psoas_minutes == 70


def test_the_article_8_activation_comes_before_easy_runs_rides_and_gym_sessions():
    sessions = [
        session(0, "07:00", "easy"),
        session(1, "17:00", "easy", family="ride"),
        session(2, "19:00", "gym"),
    ]
    made = planned(*sessions, began=ACTIVATION)
    assert of(made, "activation")[:3] == ["Mon 06:50", "Tue 16:50", "Wed 18:50"]


def test_activation_on_a_hard_day_keeps_six_hours_from_the_session():
    made = planned(session(0, "13:00", "interval", 75), began=ACTIVATION)
    assert of(made, "activation")[0] == "Mon 20:15"
    assert of(planned(session(0, "19:30", "interval", 60), began=ACTIVATION), "activation")[0] == (
        "Mon 12:00"
    )


def test_a_day_filled_with_hard_sessions_has_no_activation_and_says_why():
    day = [session(0, "10:00", "long", 120), session(0, "17:00", "interval", 60)]
    made = planned(*day, began=ACTIVATION)
    assert len(of(made, "activation")) == 6
    assert made.unplaced[0].rules == ("H8",)
    assert "Monday's long run and Monday's interval run" in made.unplaced[0].why


def test_the_article_7_drills_stand_in_two_main_warm_ups_of_the_third_phase():
    made = planned(*FIVE_RUNS, began=INTEGRATION)
    assert of(made, "drills") == ["Tue 07:00", "Wed 07:00"]
    assert of(made, "strengthening") == ["Mon 07:45", "Thu 07:45"]
    assert of(planned(*FIVE_RUNS, began=STRENGTHENING), "drills") == []


def test_the_article_13_drills_are_part_of_the_runs_warm_up():
    made = planned(*FIVE_RUNS, began=INTEGRATION)
    assert {block.slot for block in made.blocks if block.kind == "drills"} == {"warm_up"}


def test_a_run_off_the_bike_and_a_race_carry_no_drills():
    sessions = [*brick(1), session(4, "07:00", "easy"), session(6, "09:00", "race", 45)]
    made = planned(*sessions, began=INTEGRATION)
    assert of(made, "drills") == ["Fri 07:00"]
    assert any(item.kind == "drills" for item in made.unplaced)


def test_the_article_15_single_leg_pedalling_stands_in_easy_rides_never_before_hard_ones():
    rides = [
        session(0, "17:00", "easy", 60, "ride"),
        session(1, "07:00", "tempo", 60, "ride"),
        session(3, "07:00", "recovery", 60, "ride"),
        session(5, "07:00", "long", 180, "ride"),
    ]
    made = planned(*rides, began=INTEGRATION, sports=frozenset({"ride"}))
    assert of(made, "single_leg_pedalling") == ["Thu 07:10"]
    assert of(planned(*rides, began=INTEGRATION), "single_leg_pedalling") == []


def test_the_article_16_the_transition_sequence_stands_before_every_brick_run_in_any_phase():
    sessions = [*brick(2, "18:00"), *brick(5, "08:00")]
    for began in (ACTIVATION, STRENGTHENING, INTEGRATION):
        made = planned(*sessions, began=began, sports=TRIATHLETE)
        assert of(made, "transition") == ["Wed 19:00", "Sat 09:00"]


def test_a_raced_triathlon_has_no_transition_sequence():
    assert of(planned(*brick(5, kind="race"), sports=TRIATHLETE), "transition") == []


def test_a_brick_of_run_ride_and_run_has_one_transition():
    first, last = session(5, "08:00", "key", 20), session(5, "09:30", "key", 20)
    ride = session(5, "08:25", "key", 60, "ride")
    legs = [replace(s, session_class="brick", brick_id="b") for s in (first, ride, last)]
    assert of(planned(*legs), "transition") == ["Sat 09:25"]


def test_the_article_21_more_easy_days_do_not_bring_more_strengthening():
    made = planned(*(session(day, "07:00", "easy") for day in range(7)))
    assert len(of(made, "strengthening")) == 2
    assert made.psoas_minutes == 50


def test_the_article_22_and_23_stretches_come_only_after_the_last_session_or_on_free_days():
    sessions = [session(0, "07:00", "easy"), session(0, "18:00", "easy"), session(2, "07:00")]
    made = planned(*sessions, emphasis=frozenset({"tightness"}))
    assert of(made, "stretch")[0] == "Mon 18:45"
    assert len(of(made, "stretch")) == 3
    assert of(planned(*sessions), "stretch") == []


def test_maintenance_wants_one_strengthening_and_two_warm_ups():
    entries = [PhaseEntry(MONDAY - timedelta(days=9), "maintenance", "override")]
    made = planned(*FIVE_RUNS, entries=entries)
    assert len(of(made, "strengthening")) == 1
    assert len(of(made, "drills")) == 2


def test_there_is_no_strengthening_on_the_day_a_phase_begins():
    easy = [session(day, "07:00", "easy") for day in range(7)]
    made = planned(*easy, began=14)
    assert of(made, "strengthening")[0] == "Tue 07:45"


def test_a_phase_that_changes_in_mid_week_changes_the_plan_from_that_day():
    easy = [session(day, "07:00", "easy") for day in range(7)]
    made = planned(*easy, began=12)
    assert of(made, "activation") == ["Mon 06:50", "Tue 06:50", "Thu 06:50", "Sun 06:50"]
    assert of(made, "strengthening") == ["Thu 07:45", "Sun 07:45"]


def test_a_week_between_two_phases_keeps_within_its_75_minutes():
    easy = [session(day, "07:00", "easy") for day in range(7)]
    made = planned(*easy, began=11)
    assert of(made, "strengthening") == ["Fri 07:45", "Sun 07:45"]
    assert made.psoas_minutes == 70  # a third activation beside strengthening would make 80


def test_activation_done_this_morning_is_not_repeated_before_strengthening():
    run = session(0, "07:00", "easy", origin="done")
    done = DoneBlock("activation", at(0, 6, 50), 10)
    made = planned(run, done_blocks=(done,), settings=Settings(rest_days="keep"))
    assert outline(made) == [("Mon 07:45", "strengthening", "after", 15)]
    assert made.psoas_minutes == 25


def test_a_programme_that_begins_in_mid_week_fills_the_days_from_then_on():
    thursday = MONDAY + timedelta(days=3)
    inputs = week(*FIVE_RUNS, began=ACTIVATION, today=thursday)
    known = {day: replace(s, since=thursday) for day, s in inputs.phase_by_day.items()}
    known = {day: state for day, state in known.items() if day >= thursday}
    made = plan(replace(inputs, phase_by_day=known, phase=known[thursday]), BOOK)
    assert of(made, "activation") == ["Thu 06:50", "Fri 18:00", "Sat 18:00", "Sun 18:00"]


def test_nineteen_hours_before_a_hard_session_are_too_few_and_twenty_are_enough():
    monday = session(0, "10:00", "easy", 45)
    keep = Settings(rest_days="keep")
    late = planned(monday, session(1, "06:59", "interval"), settings=keep)
    assert of(late, "strengthening") == []
    assert "19 hours would remain until Tuesday's interval run (20 are needed)" in (
        late.unplaced[0].why
    )
    assert of(planned(monday, session(1, "07:00", "key"), settings=keep), "strengthening") == [
        "Mon 10:45"
    ]


def test_strengthening_waits_some_minutes_where_that_makes_48_hours():
    runs = [session(1, "07:00", "easy", 60), session(3, "07:00", "easy", 45)]
    made = planned(*runs, settings=Settings(rest_days="keep"))
    assert of(made, "strengthening") == ["Tue 08:00", "Thu 08:00"]


def test_a_hard_session_of_next_week_counts_as_well():
    sunday = session(6, "17:00", "easy")
    made = planned(sunday, session(7, "07:00", "interval"), settings=Settings(rest_days="keep"))
    assert of(made, "strengthening") == []


def test_an_uncertain_session_counts_as_hard_and_its_activation_offers_both():
    unsure = session(1, "07:00", "easy", uncertain=True)
    made = planned(session(0, "18:00", "easy"), unsure, settings=Settings(rest_days="keep"))
    assert of(made, "strengthening") == []
    assert "which may be hard" in made.unplaced[0].why
    daily = planned(unsure, began=ACTIVATION)
    block = next(b for b in daily.blocks if b.day == unsure.day)
    assert f"{block.start:%H:%M}" == "18:00"
    assert "H16" in block.rules
    assert block.otherwise == Alternative(
        "before", at(1, 6, 50), 0, "if Tuesday's run turns out to be easy"
    )


def test_a_race_keeps_three_days_before_and_after_it_free_of_strengthening():
    easy = [session(day, "07:00", "easy") for day in (0, 1, 2, 3, 5, 6)]
    made = planned(*easy, session(4, "09:00", "race", 40))
    assert of(made, "strengthening") == ["Mon 07:45"]
    assert {"H3", "H15"} <= set(made.unplaced[0].rules)


@pytest.mark.parametrize(("priority", "last_day"), [("A", "Tue"), ("B", "Fri"), ("C", "Sat")])
def test_the_more_a_race_matters_the_longer_before_it_strengthening_ends(priority, last_day):
    easy = [session(day, "07:00", "easy") for day in range(6)]
    race = session(7, "09:00", "race", 40, race_priority=priority)
    for day in range(6):
        made = planned(easy[day], race, settings=Settings(rest_days="keep"))
        allowed = day <= ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].index(last_day)
        assert bool(of(made, "strengthening")) == allowed


def test_after_a_marathon_there_is_a_week_without_strengthening():
    easy = [session(day, "07:00", "easy") for day in range(7)]
    marathon = session(-1, "09:00", "race", 210, origin="done")
    assert of(planned(marathon, *easy), "strengthening") == []


def test_what_only_may_have_been_a_race_is_a_hard_session_and_no_more():
    easy = [session(day, "07:00", "easy") for day in (0, 1, 2)]
    race = session(-1, "09:00", "race", 38, origin="done")
    keep = Settings(rest_days="keep")
    assert of(planned(race, *easy, settings=keep), "strengthening") == []
    unsure = replace(race, uncertain=True)
    assert of(planned(unsure, *easy, settings=keep), "strengthening") == ["Mon 07:45", "Wed 07:45"]


def test_a_day_of_unusually_high_load_has_no_strengthening():
    made = planned(session(0, "07:00", "easy"), high_load_days=frozenset({MONDAY}))
    assert "Mon 07:45" not in of(made, "strengthening")


def test_a_day_without_training_is_used_only_where_easy_days_are_too_few():
    made = planned(*FIVE_RUNS[1:3], *FIVE_RUNS[3:])
    assert of(made, "strengthening")[0] == "Thu 07:45"
    assert made.relaxed == ("H4",)
    alone = [b for b in made.blocks if b.slot == "standalone" and b.kind == "strengthening"]
    assert [f"{b.start:%a}" for b in alone] == ["Sun"]
    assert any("on Sunday, when no training is expected" in mind for mind in made.warnings)


def test_rest_days_stay_free_where_the_athlete_keeps_them():
    made = planned(*FIVE_RUNS[1:], settings=Settings(rest_days="keep"))
    assert of(made, "strengthening") == ["Thu 07:45"]
    assert made.relaxed == ()
    assert "Monday, Friday and Sunday have no easy session" in made.unplaced[0].why


def test_a_recording_of_a_few_minutes_neither_carries_work_nor_takes_the_day():
    tried_out = session(2, "07:00", minutes=3, origin="done")
    wednesday = {"today": tried_out.day, "now": at(2, 9)}
    made = planned(tried_out, **wednesday)
    assert all(block.session_index is None for block in made.blocks)
    assert made.blocks == planned(**wednesday).blocks
    assert planned(tried_out, settings=Settings(rest_days="keep"), **wednesday).blocks == ()
    short = session(2, "19:00", minutes=9)
    assert of(planned(short, began=ACTIVATION), "activation")[2] == "Wed 18:00"


def test_drills_done_earlier_in_the_week_count():
    done = DoneBlock("drills", at(1, 7), 3)
    thursday = {"today": MONDAY + timedelta(days=3), "began": INTEGRATION}
    made = planned(*FIVE_RUNS[3:], done_blocks=(done,), **thursday)
    (block,) = [b for b in made.blocks if b.kind == "drills"]
    assert "Second of two this week." in block.why
    missing = {item.kind: item.why for item in planned(done_blocks=(done,), **thursday).unplaced}
    assert missing["drills"].startswith("Drills stand in one of two warm-ups")


def test_strengthening_may_end_the_athletes_own_gym_session():
    made = planned(session(1, "18:00", "gym", 60), settings=Settings(rest_days="keep"))
    assert of(made, "activation") == ["Tue 17:50"]
    assert of(made, "strengthening") == ["Tue 19:00"]


def test_hard_days_kept_hard_allow_strengthening_six_hours_after_a_key_session():
    key = session(1, "06:30", "interval", 60)
    hard = Settings(strength_days="hard", rest_days="keep")
    made = planned(key, settings=hard)
    assert of(made, "activation") == ["Tue 13:30"]
    assert of(made, "strengthening") == ["Tue 13:40"]
    assert any("hard days hard" in warning for warning in made.warnings)
    assert of(planned(key, session(2, "20:00", "tempo"), settings=hard), "strengthening") == []
    assert of(planned(key, settings=Settings(rest_days="keep")), "strengthening") == []


def test_an_easy_run_done_this_morning_can_still_be_followed_this_evening():
    done = session(2, "07:00", "easy", origin="done")
    made = planned(done, today=done.day, now=at(2, 17, 5), settings=Settings(rest_days="keep"))
    assert outline(made) == [
        ("Wed 17:15", "activation", "after", 10),
        ("Wed 17:25", "strengthening", "after", 15),
    ]
    assert made.blocks[1].why.startswith("Later on the day of Wednesday's easy run")


def test_without_a_time_of_day_the_day_goes_on_after_what_was_done():
    done = session(2, "07:00", "easy", origin="done")
    made = planned(done, today=done.day, settings=Settings(rest_days="keep"))
    assert of(made, "strengthening") == ["Wed 07:55"]


def test_sessions_that_were_expected_but_not_recorded_leave_the_past():
    missed = session(0, "07:00", "interval")
    made = planned(missed, session(1, "07:00", "easy"), today=MONDAY + timedelta(days=1))
    assert made.days[0].sessions == ()


def test_a_session_done_as_easy_frees_what_a_planned_hard_one_took():
    hard = session(1, "07:00", "interval")
    easy = session(1, "07:00", "easy", origin="done")
    tuesday = {"today": MONDAY + timedelta(days=1), "settings": Settings(rest_days="keep")}
    assert of(planned(hard, **tuesday), "strengthening") == []
    assert of(planned(easy, **tuesday), "strengthening") == ["Tue 07:55"]


def test_a_weeks_second_strengthening_counts_the_first_that_was_done():
    done = DoneBlock("strengthening", at(0, 7, 45), 15, pair="A")
    easy = [session(day, "07:00", "easy") for day in range(1, 7)]
    made = planned(*easy, today=MONDAY + timedelta(days=1), done_blocks=(done,))
    assert of(made, "strengthening") == ["Thu 07:45"]
    block = next(b for b in made.blocks if b.kind == "strengthening")
    assert "Second of two this week." in block.why
    assert [dose.id for dose in block.exercises] == ["lying_leg_raise", "step_up_knee_drive"]


def test_the_two_strengthening_sessions_are_pair_a_and_pair_b():
    blocks = [b for b in planned(*FIVE_RUNS).blocks if b.kind == "strengthening"]
    assert [[dose.id for dose in block.exercises] for block in blocks] == [
        ["seated_leg_raise", "band_standing_march"],
        ["lying_leg_raise", "step_up_knee_drive"],
    ]


def test_last_weeks_weekdays_are_kept_where_nothing_speaks_against_them():
    easy = [session(day, "07:00", "easy") for day in range(7)]
    assert of(planned(*easy, previous=frozenset({1, 5})), "strengthening") == [
        "Tue 07:45",
        "Sat 07:45",
    ]


def test_a_recovery_run_is_preferred_and_the_day_after_a_long_run_avoided():
    runs = [session(0, "07:00", "long", 100), session(1, "07:00", "easy")]
    runs += [session(2, "07:00", "recovery"), session(5, "07:00", "recovery")]
    assert of(planned(*runs), "strengthening") == ["Wed 07:45", "Sat 07:45"]


def test_a_full_triathlon_week_gets_what_fits_and_says_what_does_not():
    sessions = [
        session(0, "06:30", "easy", 60, "swim"),
        session(1, "06:30", "interval", 60),
        *brick(2, "17:30"),
        session(3, "12:00", "easy", 45),
        session(4, "06:30", "tempo", 75, "ride"),
        *brick(5, "08:00", 120, 40),
    ]
    fields = {"began": INTEGRATION, "sports": TRIATHLETE}
    assert of(planned(*sessions, **fields), "strengthening") == ["Mon 07:30", "Sun 08:10"]
    made = planned(*sessions, settings=Settings(rest_days="keep"), **fields)
    assert of(made, "strengthening") == ["Mon 07:30"]
    assert len(of(made, "transition")) == 2
    why = {item.kind: item.why for item in made.unplaced}
    assert "after Thursday's easy run only" in why["strengthening"]
    assert "Tuesday has an interval run" in why["strengthening"]
    assert "single_leg_pedalling" in why


def test_strengthening_carries_the_safety_question_until_it_is_answered():
    assert planned(*FIVE_RUNS).questions == (safety.standard().question,)
    assert safety.standard().stop_list in planned(*FIVE_RUNS).warnings
    assert planned(*FIVE_RUNS, safety_answered=True).questions == ()
    assert planned(*FIVE_RUNS, began=ACTIVATION).questions == ()


def test_the_plan_as_json_has_the_promised_names_and_instants_in_utc():
    made = planned(*FIVE_RUNS)
    data = replace(made, zone=timezone(timedelta(hours=8))).to_json()
    promised = "week from to phase days psoas_minutes unplaced relaxed warnings questions"
    assert set(promised.split()) <= set(data)
    assert (data["week"], data["from"], data["to"]) == ("2026-W48", "2026-11-23", "2026-11-29")
    assert data["phase"] == "strengthening"
    monday = data["days"][0]
    assert monday["sessions"][0]["start"] == "2026-11-22T23:00:00+00:00"
    block = monday["blocks"][1]
    assert (block["kind"], block["slot"], block["session"]) == ("strengthening", "after", 0)
    assert block["id"] == "2026-11-23-strengthening"
    assert block["exercises"][0]["name"] == "Seated leg raise"
