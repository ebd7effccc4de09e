"""Coming sessions: what platforms tell beside the title, bricks, races, workouts for the watch."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_sessions import thresholds

from ingest.activity import Workout, WorkoutStep
from models.amounts import distances_m, durations_min
from models.plan_words import (
    ABBREVIATED,
    BRICK,
    FILLERS,
    KIND_ALONE,
    NO_TRAINING,
    REST,
    SPORTS,
    TIERS,
    expression,
)
from models.planned import from_workout, is_rest_day, read_planned


def platform(title, *lines, **known):
    return read_planned(title, description="\n".join(lines), all_day=True, **known)


def test_trainingpeaks_tells_sport_time_and_distance_in_the_description():
    swim = platform(
        "Swim: Schwimmen LIT", "Workout type: Swim", "200m Einschwimmen", "12x50m Kraul",
        "Planned Time: 1:10", "Distance Planned: 2500 m",
    )  # fmt: skip
    assert (swim.sport, swim.session_class, swim.kind) == ("swimming", "easy", "endurance")
    assert (swim.duration_min, swim.distance_m) == (70, 2500)
    assert 'the calendar calls it "swim"' in swim.reasons
    assert 'the description says "planned time: 1:10"' in swim.reasons


def test_what_a_platform_calls_other_must_speak_for_itself():
    rolled = platform("Other: Stretching", "Workout type: Other", "Planned Time: 0:10")
    assert (rolled.family, rolled.session_class, rolled.duration_min) == ("strength", "other", 10)
    assert platform("Other: Massage", "Workout type: Other") is None


def test_a_day_off_of_trainingpeaks_is_no_training():
    assert platform("Day Off: enjoy", "Workout type: Day Off") is None
    assert is_rest_day("Day Off")


def test_trainerroad_tells_how_hard_it_is_by_the_intensity_factor():
    easy = platform("2:00 - Petit", "TSS 81, IF 0.64, kJ(Cal) 1263. 60-70% FTP.")
    hard = platform("1:30 - Spencer", "TSS 119, IF 0.89, kJ(Cal) 1186. 96-117% FTP.")
    between = platform("1:00 - Baxter", "TSS 64, IF 0.80, kJ(Cal) 600. 75-90% FTP.")
    assert {one.sport for one in (easy, hard, between)} == {"cycling"}
    assert (easy.session_class, easy.uncertain, easy.duration_min) == ("easy", False, 120)
    assert (hard.session_class, hard.uncertain) == ("key", False)
    assert (between.session_class, between.uncertain) == ("easy", True)


def test_runna_tells_kind_and_a_range_of_time_in_the_first_line():
    found = platform("🏃 Rolling 300s • 6.5km", "Intervals • 6.5km • 35m - 40m", "", "1km warm up")
    assert (found.sport, found.kind, found.duration_min, found.distance_m) == (
        "running", "interval", 37.5, 6500,
    )  # fmt: skip


def test_garmins_bare_words_are_of_the_usual_sport():
    assert read_planned("Base").sport == "generic"
    found = read_planned("Threshold", usual_sport="running")
    assert (found.sport, found.family, found.kind) == ("running", "run", "tempo")
    assert read_planned("Bike threshold", usual_sport="running").sport == "cycling"


def test_a_category_vouches_for_a_title_that_says_nothing():
    assert read_planned("Frankfurt") is None
    race = read_planned("Frankfurt", categories=("RACE_A",), usual_sport="running")
    assert (race.kind, race.race_priority, race.sport) == ("race", "A", "running")
    assert read_planned("Loop 3", categories=("Run",)).sport == "running"
    assert read_planned("Loop 3", categories=("Family",)) is None


@pytest.mark.parametrize(
    ("title", "sport", "priority"),
    [
        ("10 km race (B)", "running", "B"), ("Race: Berlin 10k", "running", None),
        ("HM Köln (A)", "running", "A"), ("A-Race Ironman 70.3", "multisport", "A"),
        ("Wettkampf 10 km", "running", None), ("Volkslauf 10 km", "running", None),
        ("Zürich Marathon", "running", None), ("Gran Fondo", "cycling", None),
        ("Sprint triathlon (C)", "multisport", "C"), ("Berlin 10k (A)", "running", "A"),
        ("5 km Rennen", "running", None), ("Course 10 km (B)", "running", "B"),
        ("Carrera 10 km (B)", "running", "B"), ("Gara 10 km", "running", None),
        ("Wedstrijd 10 km", "running", None), ("Prova 10 km", "running", None),
        ("比赛 10公里", "running", None), ("Meia de Lisboa (A)", "running", "A"),
        ("Bike race", "cycling", None), ("Swim race 3.8 km", "swimming", None),
        ("Cyclosportive 120 km", "cycling", None), ("Silvesterlauf 10 km", "running", None),
        ("RACE DAY - Chicago Marathon", "running", None), ("Race", "generic", None),
    ],
)  # fmt: skip
def test_a_race_is_never_missed_beside_a_distance_a_sport_or_a_priority(title, sport, priority):
    found = read_planned(title)
    assert (found.kind, found.session_class) == ("race", "key")
    assert (found.sport, found.race_priority) == (sport, priority)


@pytest.mark.parametrize(
    ("title", "priority"),
    [
        ("A race: Berlin Marathon", "A"), ("Berlin Marathon (A)", "A"), ("[C-Race] 10k", "C"),
        ("Prio B: Stadtlauf", "B"), ("A-Wettkampf Volkslauf", "A"), ("B-Rennen 10 km Lauf", "B"),
        ("10K carrera popular (B)", "B"), ("上海马拉松 A级", "A"), ("Berlin Marathon", None),
    ],
)  # fmt: skip
def test_a_race_has_the_priority_that_was_told(title, priority):
    found = read_planned(title)
    assert (found.kind, found.session_class, found.race_priority) == ("race", "key", priority)


def test_only_a_race_has_a_priority():
    assert read_planned("Easy run (A)").race_priority is None
    assert read_planned("Meeting (A)") is None


@pytest.mark.parametrize(
    ("title", "legs"),
    [
        ("Brick 60/20", [60, 20]), ("Brick: 2h bike + 30min run", [120, 30]),
        ("Koppeltraining Rad 75 / Lauf 15", [75, 15]), ("Rad 3h, danach Lauf 20 min", [180, 20]),
        ("Enchaînement vélo 1h30 + course à pied 20'", [90, 20]), ("Brick", [None, None]),
        ("Brick 40 km / 5 km", [None, None]), ("Transición bici 60' + carrera 20'", [60, 20]),
        ("换项 60/20", [60, 20]),
    ],
)  # fmt: skip
def test_a_brick_is_a_ride_and_a_run(title, legs):
    found = read_planned(title)
    assert found.session_class == "brick"
    assert [leg.sport for leg in found.legs] == ["cycling", "running"]
    assert [leg.family for leg in found.legs] == ["ride", "run"]
    assert [leg.duration_min for leg in found.legs] == legs
    assert found.duration_min == (sum(legs) if None not in legs else None)


def test_a_run_and_a_ride_in_the_other_order_are_no_brick():
    assert read_planned("Run 30 min, bike 60 min").session_class != "brick"


def test_the_title_is_asked_first_then_the_description_then_the_length_of_the_entry():
    long = {"description": "Duration: 50 min", "duration_min": 60.0}
    assert read_planned("Easy run 40 min", **long).duration_min == 40
    assert read_planned("Easy run", **long).duration_min == 50
    assert read_planned("Easy run", duration_min=60.0).duration_min == 60
    assert read_planned("Easy run", duration_min=1440.0, all_day=True).duration_min is None
    assert read_planned("Easy run", duration_min=1440.0).duration_min is None


def test_a_distance_alone_leaves_the_duration_open():
    found = read_planned("Easy run 10 km")
    assert (found.duration_min, found.distance_m) == (None, 10_000)


def test_what_says_nothing_of_effort_is_easy_and_uncertain_and_says_so():
    found = read_planned("Run 10k")
    assert (found.session_class, found.uncertain, found.kind) == ("easy", True, None)
    assert "nothing says how hard it is" in found.reasons


def test_work_of_strength_is_certain_and_neither_easy_nor_key():
    assert read_planned("Gym: squats 5x5").session_class == "other"
    gym = read_planned("Gym intervals 45 min")
    assert (gym.family, gym.session_class, gym.kind, gym.uncertain) == (
        "strength", "other", None, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h30", [90]), ("1 h 30 min", [90]), ("2,5 std", [150]), ("90'", [90]), ("1:30", [90]),
        ("45-60 min", [52.5]), ("0:45", [45]), ("18:00", []), ("@ 4:30/km", []),
        ("4:30 min/km", []), ("5x3 min", []), ("2x20' 90 min", [90]), ("2 uur", [120]),
        ("2h + 30 min", [120, 30]),
        ("1小时30分", [90]), ("45分钟", [45]), ("400m", []), ("90m", [90]), ("r/2'", []),
    ],
)  # fmt: skip
def test_durations_are_those_of_sessions(text, minutes):
    assert [one.value for one in durations_min(text)] == minutes


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("12 km", [12_000]), ("10k", [10_000]), ("5x1000 @10k", []), ("10k pace", []),
        ("1500 m", [1500]), ("6x800m", []), ("10-12 km", [11_000]), ("10公里", [10_000]),
        ("10 miles", [16_093.44]), ("2500 yd", [2286]),
    ],
)  # fmt: skip
def test_distances_are_those_of_sessions(text, metres):
    assert [one.value for one in distances_m(text)] == pytest.approx(metres)


@given(st.text(max_size=80), st.text(max_size=200), st.floats(0, 5000))
def test_any_text_can_be_read(title, description, minutes):
    found = read_planned(title, description=description, duration_min=minutes)
    assert found is None or (found.reasons and (found.duration_min or 1) > 0)


@given(st.sampled_from(["Easy run", "5x1000", "Brick 60/20", "Long ride"]))
def test_the_length_of_an_entry_never_changes_what_it_is(title):
    with_length = read_planned(title, duration_min=75.0)
    assert replace(with_length, duration_min=None, reasons=()) == replace(
        read_planned(title), duration_min=None, reasons=()
    )


def step(kind="time", duration=600.0, intensity="active", **target):
    return WorkoutStep(None, intensity, kind, duration, target.pop("target_kind", "open"), **target)


def repeat(back_to, times):
    return WorkoutStep(None, None, "repeat", None, "open", repeat_from=back_to, repeat_count=times)


def test_the_steps_of_a_workout_tell_kind_and_length():
    power = {"target_kind": "power"}
    workout = Workout(
        "Over the hill",
        (
            step(intensity="warmup", target_low=120, target_high=130, **power),
            step(duration=300.0, target_low=240, target_high=260, **power),
            step(duration=120.0, intensity="rest", target_low=110, target_high=120, **power),
            repeat(1, 4),
            step(intensity="cooldown", target_low=110, target_high=120, **power),
        ),
    )
    found = from_workout(workout, sport="cycling", thresholds=thresholds())
    assert (found.family, found.session_class, found.kind) == ("ride", "key", "interval")
    assert found.duration_min == (600 + 4 * (300 + 120) + 600) / 60
    assert found.distance_m is None


def test_a_workout_of_low_zones_is_certainly_easy():
    low = {"target_kind": "heart_rate", "target_unit": "zone"}
    easy = from_workout(Workout(None, (step(target_high=2, **low),)), sport="running")
    assert (easy.session_class, easy.uncertain, easy.duration_min) == ("easy", False, 10)
    hard = from_workout(Workout(None, (step(target_high=4, **low),)), sport="running")
    assert hard.uncertain


def test_a_workout_by_distance_or_with_an_open_step_has_no_duration():
    far = step(kind="distance", duration=2000.0)
    metres = from_workout(Workout("Easy run", (far, far)), sport="running")
    assert (metres.duration_min, metres.distance_m, metres.kind) == (None, 4000, "endurance")
    mixed = from_workout(Workout("Easy run", (far, step(), step(kind="open", duration=None))))
    assert (mixed.duration_min, mixed.distance_m, mixed.sport) == (None, None, "running")


def test_a_workout_without_sport_is_of_the_sport_its_name_tells_or_the_usual_one():
    nameless = Workout(None, (step(),))
    assert from_workout(nameless).sport == "generic"
    assert from_workout(nameless, usual_sport="cycling").family == "ride"
    assert from_workout(Workout("Swim set", (step(),)), usual_sport="cycling").sport == "swimming"


def test_no_table_of_words_has_an_empty_word_or_finds_something_in_nothing():
    tables = [table for tier in TIERS for table in SPORTS[tier].values()]
    tables += [*ABBREVIATED.values(), BRICK, FILLERS, KIND_ALONE, NO_TRAINING, REST]
    words = [
        word.strip() for table in tables for line in table.values() for word in line.split(",")
    ]
    assert all(words)
    assert not [table for table in tables if expression(table).search(" - 12 ")]
