"""What the athlete's state, own words and last plan do to a week, and the reasons a plan gives."""

from dataclasses import replace
from datetime import time, timedelta

from week_plans import BOOK, TRIATHLETE, at, of, planned
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

from adaptive.planner import plan, refusal
from adaptive.plans import Alternative
from adaptive.week import (
    Availability,
    Condition,
    DayOff,
    Intended,
    PhaseEntry,
    Pin,
    Settings,
)

KEEP = Settings(rest_days="keep")


def test_the_heavier_the_work_the_more_hours_lie_before_a_hard_session():
    easy, hard = session(0, "10:00", "easy", 45), session(1, "09:00", "interval")
    heavy = dict.fromkeys(BOOK.exercises, 3)
    assert of(planned(easy, hard, settings=KEEP), "strengthening") == ["Mon 10:45"]
    made = planned(easy, hard, settings=KEEP, levels=heavy)
    assert made.relaxed == ("level",)
    assert {d.level for b in made.blocks for d in b.exercises if b.kind == "strengthening"} == {2}
    assert any("lighter than your level on Monday" in words for words in made.warnings)
    alone = planned(easy, settings=KEEP, levels=heavy)
    assert alone.relaxed == ()


def test_at_level_4_thirty_six_hours_are_kept_or_the_work_is_lighter():
    levels = dict.fromkeys(BOOK.exercises, 4)
    easy = session(0, "10:00", "easy", 45)
    for hour, relaxed in (("22:00", ("level",)), ("23:30", ())):
        made = planned(easy, session(1, hour, "interval"), settings=KEEP, levels=levels)
        assert of(made, "strengthening") == ["Mon 10:45"]
        assert made.relaxed == relaxed


def test_an_untimed_hard_session_the_next_day_forbids_and_a_day_between_allows():
    def untimed(day, what):
        start = at(day, 0)
        return replace(session(day, "12:00", what), earliest=start, latest=at(day, 22))

    near = planned(untimed(0, "easy"), untimed(1, "interval"), settings=KEEP)
    assert of(near, "strengthening") == []
    assert "at the earliest (20 are needed)" in near.unplaced[0].why
    assert of(planned(untimed(0, "easy"), untimed(2, "interval"), settings=KEEP), "strengthening")


def test_a_session_that_will_hardly_happen_is_avoided_and_carries_nothing():
    maybe = session(1, "18:00", "interval", origin="predicted", probability=0.3, uncertain=True)
    made = planned(session(0, "07:00", "easy"), maybe, began=INTEGRATION)
    assert "Mon 07:45" in of(made, "strengthening")
    assert all(block.day != maybe.day for block in made.blocks)
    late = planned(session(0, "21:00", "easy"), replace(maybe, start=at(1, 7)), settings=KEEP)
    assert of(late, "strengthening") == []
    assert "Tuesday's possible run" in late.unplaced[0].why


def test_what_the_state_does_not_allow_is_not_placed_and_its_reason_is_told():
    ill = Condition("paused", "illness", "you are ill since Sunday", frozenset({"activation"}))
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    made = planned(*FIVE_RUNS, conditions=dict.fromkeys(days, ill))
    assert made.blocks == ()
    assert made.unplaced[0].why.startswith("You are ill since Sunday. No strengthening fits")
    daily = planned(*FIVE_RUNS, began=ACTIVATION, conditions=dict.fromkeys(days, ill))
    assert len(of(daily, "activation")) == 7
    fever = replace(ill, allowed=frozenset())
    none = planned(*FIVE_RUNS, began=ACTIVATION, conditions=dict.fromkeys(days, fever))
    assert none.blocks == ()
    assert none.unplaced[0].why == "There is no psoas work for now: you are ill since Sunday."


def test_a_stop_sign_ends_the_days_after_it_too_and_says_whom_to_see_first():
    stop = Condition("stop", "stop", "chest pain: call urgent care now", frozenset())
    made = planned(*FIVE_RUNS, conditions={MONDAY + timedelta(days=1): stop})
    assert {block.day for block in made.blocks} == {MONDAY}
    assert made.advice == ("Chest pain: call urgent care now.",)


def test_a_stop_sign_that_was_cleared_is_over():
    stop = Condition("stop", "stop", "chest pain", frozenset())
    wednesday = MONDAY + timedelta(days=2)
    past = {MONDAY: stop, MONDAY + timedelta(days=1): stop}
    made = planned(*FIVE_RUNS, began=ACTIVATION, today=wednesday, conditions=past)
    assert len(of(made, "activation")) == 5
    assert made.advice == ()


def test_a_taper_halves_the_sets_and_shortens_activation():
    taper = Condition("taper", "race", "an A race", sets_share=0.5, activation_minutes=5)
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    made = planned(*FIVE_RUNS, conditions=dict.fromkeys(days, taper))
    usual = planned(*FIVE_RUNS)
    assert all(block.minutes <= 5 for block in made.blocks if block.kind == "activation")
    assert len(of(made, "strengthening")) == 2
    assert made.psoas_minutes < usual.psoas_minutes


def test_a_strengthening_offers_the_other_place_should_an_uncertain_session_be_easy():
    unsure = session(2, "07:00", "recovery", uncertain=True)
    late = session(4, "07:00", "easy")
    entries = [PhaseEntry(MONDAY - timedelta(days=9), "maintenance", "override")]
    made = planned(unsure, late, entries=entries, settings=KEEP)
    (block,) = [b for b in made.blocks if b.kind == "strengthening"]
    assert f"{block.start:%a}" == "Fri"
    assert block.otherwise == Alternative(
        "after", at(2, 7, 45), 0, "if Wednesday's run turns out to be easy"
    )


def test_days_that_are_kept_free_stay_free_and_hours_told_are_kept():
    free = {MONDAY: DayOff(MONDAY, blocked=True)}
    made = planned(*FIVE_RUNS, days_off=free, settings=KEEP)
    assert of(made, "strengthening") == ["Thu 07:45"]
    assert "you keep Monday free" in made.unplaced[0].why
    morning = Availability({4: ((time(6, 30), time(8)),), 6: ()})
    made = planned(*FIVE_RUNS[1:3], FIVE_RUNS[4], availability=morning)
    assert all(b.day.weekday() != 6 for b in made.blocks)
    rest = planned(availability=Availability(dict.fromkeys(range(7), ((time(6, 30), time(8)),))))
    assert of(rest, "activation")[0] == "Mon 06:30"


def test_away_from_home_the_work_is_what_the_equipment_allows():
    away = {MONDAY: DayOff(MONDAY, equipment=frozenset())}
    home = planned(*FIVE_RUNS)
    made = planned(*FIVE_RUNS, days_off=away)
    doses = [b.exercises for b in made.blocks if b.kind == "strengthening"]
    usual = [b.exercises for b in home.blocks if b.kind == "strengthening"]
    assert doses[0] != usual[0]
    assert doses[1] == usual[1]


def test_a_pin_stands_at_its_time_and_the_rest_is_placed_around_it():
    pin = Pin("strengthening", MONDAY + timedelta(days=4), time(12, 30))
    runs = [session(day, "07:00", "easy") for day in range(6)]
    made = planned(*runs, pins=(pin,))
    assert "Fri 12:30" in of(made, "strengthening")
    assert len(of(made, "strengthening")) == 2
    block = next(b for b in made.blocks if b.pinned)
    assert block.why.startswith("You pinned it to Friday 12:30.")


def test_a_pin_may_take_a_day_without_training_that_is_otherwise_kept():
    pin = Pin("strengthening", MONDAY + timedelta(days=6), time(10))
    made = planned(*FIVE_RUNS, pins=(pin,), settings=KEEP)
    assert of(made, "strengthening") == ["Thu 07:45", "Sun 10:00"]
    assert made.relaxed == ("H4",)


def test_a_refused_day_is_named_once():
    runs = [session(0, "07:00", "easy"), session(3, "07:00", "interval")]
    (found,) = refusal(week(*runs), BOOK, Pin("strengthening", MONDAY + timedelta(days=3)))
    assert found.why == "Thursday has an interval run."


def test_a_pin_that_breaks_a_rule_is_not_obeyed_and_the_plan_says_why():
    friday = session(4, "07:00", "interval")
    runs = [session(day, "07:00", "easy") for day in (0, 1, 2, 3)]
    pin = Pin("strengthening", MONDAY + timedelta(days=3), time(18))
    made = planned(*runs, friday, pins=(pin,))
    assert "Thu 18:00" not in of(made, "strengthening")
    (found,) = refusal(week(*runs, friday), BOOK, pin)
    assert found.rule == "H2"
    assert found.why == (
        "Thursday 18:00: only 12 hours would remain until Friday's interval run (20 are needed)."
    )
    assert f"Your pin of strengthening on Thursday 18:00 cannot stand. {found.why}" in made.warnings


def test_two_pins_too_close_together_and_pins_beyond_what_the_phase_wants_are_refused():
    runs = [session(day, "07:00", "easy") for day in range(7)]
    first, close, third = (Pin("strengthening", MONDAY + timedelta(days=n)) for n in (1, 2, 5))
    (found,) = refusal(week(*runs, pins=(first,)), BOOK, close)
    assert found.rule == "H5"
    assert refusal(week(*runs, pins=(first,)), BOOK, third) == ()
    more = Pin("strengthening", MONDAY + timedelta(days=3))
    (found,) = refusal(week(*runs, pins=(first, third)), BOOK, more)
    assert found.rule == "P1"


def test_of_two_pins_of_a_day_one_is_obeyed_and_the_other_is_not_forgotten():
    for kind, began in (("strengthening", STRENGTHENING), ("activation", ACTIVATION)):
        pins = tuple(Pin(kind, MONDAY + timedelta(days=4), time(hour)) for hour in (8, 12))
        made = planned(*FIVE_RUNS, began=began, pins=pins)
        assert sum(block.pinned for block in made.blocks) == 1
        assert [words for words in made.warnings if words.startswith(f"Your pin of {kind} on Fri")]


def test_a_pin_before_the_easy_session_of_its_day_is_refused_for_the_order():
    pin = Pin("strengthening", MONDAY, time(6))
    (found,) = refusal(week(*FIVE_RUNS), BOOK, pin)
    assert found.why == "Monday 06:00: it comes after Monday's easy run, not before it."


def test_drills_pedalling_activation_and_stretches_can_be_pinned_where_they_are_legal():
    runs = [session(day, "07:00", "easy") for day in range(5)]
    pin = Pin("drills", MONDAY + timedelta(days=3))
    made = planned(*runs, began=INTEGRATION, pins=(pin,))
    assert "Thu 07:00" in of(made, "drills")
    daily = planned(*FIVE_RUNS, began=ACTIVATION, pins=(Pin("activation", MONDAY, time(20)),))
    assert of(daily, "activation")[0] == "Mon 20:00"
    stretch = planned(*FIVE_RUNS, pins=(Pin("stretch", MONDAY),))
    assert len(of(stretch, "stretch")) == 1
    (found,) = refusal(week(*FIVE_RUNS), BOOK, Pin("activation", MONDAY))
    assert "it goes with the strengthening" in found.why
    assert refusal(week(began=INTEGRATION), BOOK, Pin("single_leg_pedalling", MONDAY)) != ()
    assert refusal(week(began=INTEGRATION), BOOK, Pin("transition", MONDAY)) != ()


def test_waiting_an_hour_costs_more_than_can_ever_be_won_by_it():
    """Only so are natural moments and turning points all the starts that are worth a try."""
    rules = BOOK.rules
    both_gaps = 2 / rules["P2"]["hours_per_point"]
    assert rules["P14"]["per_hour"] > rules["P3"]["per_hour"] + both_gaps


def test_what_the_last_plan_had_stays_where_little_speaks_for_another_day():
    runs = [session(day, "07:00", "easy") for day in range(7)]
    last = tuple(Intended("strengthening", at(day, 7, 45), "after") for day in (1, 5))
    assert of(planned(*runs), "strengthening") == ["Mon 07:45", "Thu 07:45"]
    assert of(planned(*runs, intended=last), "strengthening") == ["Tue 07:45", "Sat 07:45"]


def test_drills_and_stretches_stay_on_the_days_of_the_last_plan():
    last = tuple(
        Intended(kind, at(day, 7), "warm_up") for kind in ("drills", "stretch") for day in (3, 5)
    )
    made = planned(*FIVE_RUNS, began=INTEGRATION, intended=last, emphasis=frozenset({"tightness"}))
    assert of(made, "drills") == ["Thu 07:00", "Sat 07:00"]
    assert {"Thu", "Sat"} <= {start[:3] for start in of(made, "stretch")}


def test_signs_of_weakness_choose_the_week_with_more_strengthening():
    """Here a second one on a tiring day costs more than it is worth."""
    dear = replace(BOOK.rules["P12"], numbers={"points": 100})
    book = replace(BOOK, rules={**BOOK.rules, "P12": dear})
    fields = {"tiring_days": frozenset({at(3, 7).date()}), "settings": KEEP}
    for emphasis, count in ((frozenset(), 1), (frozenset({"weakness"}), 2)):
        made = plan(week(*FIVE_RUNS, emphasis=emphasis, **fields), book)
        assert len(of(made, "strengthening")) == count
    made = plan(week(*FIVE_RUNS, **fields), book)
    assert "Thursday would be possible, but it would come on a tiring day" in made.unplaced[0].why


def test_every_day_without_strengthening_says_why_not():
    made = planned(*FIVE_RUNS)
    why = {f"{free.day:%a}": free.why for free in made.free_days}
    assert list(why) == ["Tue", "Wed", "Fri", "Sat", "Sun"]
    assert why["Tue"] == "Tuesday has an interval run."
    assert why["Sun"] == "Sunday has no easy session."
    every = planned(*(session(day, "07:00", "easy") for day in range(7)))
    why = {f"{free.day:%a}": free.why for free in every.free_days}
    assert why["Tue"] == "Tuesday would be as good; the earlier day is taken."
    runs = [session(day, "07:00", "easy") for day in (0, 3, 4)]
    tired = planned(*runs, tiring_days=frozenset({runs[2].day}))
    (friday,) = [free for free in tired.free_days if free.day == runs[2].day]
    assert friday.why == "Friday would be possible, but it would come on a tiring day."
    assert friday.rules == ("P12",)


def test_the_runners_up_are_other_weeks_with_their_cost_and_what_they_lack():
    made = planned(*(session(day, "07:00", "easy") for day in range(7)))
    assert 2 <= len(made.runners_up) <= 3
    chosen = {block.day for block in made.blocks if block.kind == "strengthening"}
    costs = [other.extra_cost for other in made.runners_up]
    assert costs == sorted(costs)
    assert min(costs) >= 0
    for other in made.runners_up:
        assert {start.date() for start in other.starts} != chosen
        assert other.why.endswith(".")


def test_two_bricks_three_key_sessions_and_one_rest_day_get_what_fits_and_say_what_does_not():
    sessions = [
        session(0, "06:30", "easy", 60, "swim"),
        session(1, "06:30", "interval", 60),
        *brick(2, "17:30"),
        session(3, "18:00", "tempo", 60, "ride"),
        session(4, "06:30", "interval", 60, "swim"),
        *brick(5, "08:00", 120, 40),
    ]
    made = planned(*sessions, began=INTEGRATION, sports=TRIATHLETE)
    assert len(of(made, "transition")) == 2
    assert of(made, "strengthening") == ["Mon 07:30", "Sun 08:10"]
    assert made.relaxed == ("H4",)
    kept = planned(*sessions, began=INTEGRATION, sports=TRIATHLETE, settings=KEEP)
    assert of(kept, "strengthening") == ["Mon 07:30"]
    why = {item.kind: item.why for item in kept.unplaced}["strengthening"]
    assert why.startswith("Strengthening has a place once, not twice, this week")
    for words in ("Tuesday has an interval run", "Wednesday and Saturday have a brick", "no easy"):
        assert words in why
