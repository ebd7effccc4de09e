"""Workouts for the watch: what independent readers find in them is what the block asks for."""

import io
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import fitparse
import pytest
from garmin_fit_sdk import Decoder, Profile, Stream
from hypothesis import given
from hypothesis import strategies as st

import ingest
import sample_data
from adaptive import judging
from adaptive.exports import watch
from adaptive.exports.fit_files import DEVICE, encoded, stamp, timer_message
from adaptive.library.store import Store
from adaptive.plans import Block
from adaptive.programme.prescribing import prescribe
from adaptive.programme.rulebook import standard
from models.titles import meaning
from models.workout import planned_key

BOOK = standard()
TODAY = sample_data.TODAY
KINDS = [(block.kind, block.pair) for block in BOOK.blocks]
HAVES = [one.id for one in BOOK.equipment.values() if not one.always]
# Everything and nothing at hand, each thing missing, and each thing that speaks against something.
LACKING = [frozenset(HAVES) - {missing} for missing in HAVES] + [frozenset(), frozenset(HAVES)]
AVOIDED = [frozenset({one}) for one in BOOK.conditions]


def block(kind, pair=None, **prescribed):
    levels = dict.fromkeys(BOOK.exercises, prescribed.pop("level", 0))
    found = prescribe(BOOK, kind, pair, levels=levels, **prescribed)
    if found is None:
        return None
    start = datetime.fromisoformat("2026-11-26T18:30")
    name = f"2026-11-26-{kind}"
    return Block(
        name, kind, "after", start.date(), None, start, found.minutes, found.doses, (), "", pair
    )


def cases():
    for kind, pair in KINDS:
        for level in range(5):
            yield block(kind, pair, level=level)
        for having in LACKING:
            yield block(kind, pair, equipment=having)
        for avoid in AVOIDED:
            yield block(kind, pair, avoid=avoid, equipment=frozenset(HAVES))
            yield block(kind, pair, avoid=avoid, equipment=frozenset())


CASES = list({repr(one): one for one in cases() if one}.values())


def by_garmin(data):
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity()
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    assert not errors
    return messages


def in_order(steps):
    """The steps as the watch goes through them."""
    done = []
    for step in steps:
        assert step["message_index"] == steps.index(step)
        if step["duration_type"] == "repeat_until_steps_cmplt":
            first = step["duration_step"]
            again = steps[first : step["message_index"]]
            assert all(one["duration_type"] != step["duration_type"] for one in again)
            done += again * (step["repeat_steps"] - 1)
        else:
            done.append(step)
    return done


def work(steps):
    """(exercise, side, amount, unit) of everything that is no rest."""
    found = []
    for step in in_order(steps):
        if "exercise_category" not in step:
            continue
        side, _, name = step["wkt_step_name"].rpartition(": ")
        amount = next(
            (step[field], unit)
            for field, unit in [
                ("duration_reps", "reps"),
                ("duration_time", "s"),
                ("duration_distance", "m"),
                ("notes", "lap key"),
            ]
            if field in step
        )
        found.append((name, side, *amount))
    return found


def asked(dose, *, counted):
    """The same of a dose, set by set."""
    sides = [""] if dose.side == "both" else ["Left", "Right"]
    for _ in range(dose.sets):
        if dose.distance_m:
            yield dose.name, "", dose.distance_m, "m"
        elif dose.work_s or (dose.hold_s or 0) >= 5:
            for _ in range(dose.reps):
                yield from ((dose.name, side, dose.work_s or dose.hold_s, "s") for side in sides)
        elif dose.side == "alternating" and counted:
            yield dose.name, "", 2 * dose.reps, "reps"
        elif dose.side == "alternating":
            cue = BOOK.exercises[dose.id].cue
            yield dose.name, "", f"{dose.reps} per side, in turn. {cue}", "lap key"
        else:
            yield from ((dose.name, side, dose.reps, "reps") for side in sides)


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.id[11:]}-{one.pair}")
def test_the_steps_are_the_doses_of_the_block(one):
    messages = by_garmin(watch.workout_file(one, BOOK))
    counted = one.kind not in {"drills", "single_leg_pedalling"}
    wanted = [step for dose in one.exercises for step in asked(dose, counted=counted)]
    assert work(messages["workout_step_mesgs"]) == wanted


def test_every_exercise_of_the_programme_is_among_the_cases():
    assert {dose.id for one in CASES for dose in one.exercises} == set(BOOK.exercises)


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.id[11:]}-{one.pair}")
def test_a_second_reader_and_our_own_find_the_same_steps(one, tmp_path):
    data = watch.workout_file(one, BOOK)
    garmin = by_garmin(data)["workout_step_mesgs"]
    other = [
        message.get_values()
        for message in fitparse.FitFile(io.BytesIO(data), check_crc=True).get_messages(
            "workout_step"
        )
    ]
    path = tmp_path / "workout.fit"
    path.write_bytes(data)
    own = ingest.read_messages(path)["workout_step"]
    assert len(garmin) == len(other) == len(own)
    for step, theirs, ours in zip(garmin, other, own.to_dict("records"), strict=True):
        for name in ("wkt_step_name", "notes", "intensity", "duration_type"):
            if name in step:
                assert step[name] == theirs[name] == ours[name]
        for name in ("duration_time", "duration_reps", "duration_distance", "repeat_steps"):
            if name in step:
                assert step[name] == theirs[name] == ours[name]


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.id[11:]}-{one.pair}")
def test_the_workout_says_how_many_steps_it_has_and_what_it_is(one):
    messages = by_garmin(watch.workout_file(one, BOOK))
    (file,), (workout,) = messages["file_id_mesgs"], messages["workout_mesgs"]
    assert file["type"] == "workout"
    assert file["serial_number"] > 0
    assert workout["num_valid_steps"] == len(messages["workout_step_mesgs"]) <= 50
    assert workout["wkt_name"].startswith("kneedrive ")
    sport = {"drills": "running", "single_leg_pedalling": "cycling"}.get(one.kind, "training")
    assert workout["sport"] == sport
    assert (workout["sub_sport"] == "strength_training") == (sport == "training")


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.id[11:]}-{one.pair}")
def test_each_exercise_has_a_name_of_its_own_on_the_watch(one):
    messages = by_garmin(watch.workout_file(one, BOOK))
    called = {
        (title["exercise_category"], title["exercise_name"]): title["wkt_step_name"]
        for title in messages["exercise_title_mesgs"]
    }
    assert list(called.values()) == [dose.name for dose in one.exercises]
    for step in messages["workout_step_mesgs"]:
        if "exercise_category" in step:
            name = called[step["exercise_category"], step["exercise_name"]]
            assert step["wkt_step_name"].endswith(name)
    for earlier, later in pairwise(messages["workout_step_mesgs"]):
        if earlier["duration_type"] == "repeat_until_steps_cmplt":
            assert later["duration_type"] == "open"  # getting ready for the next one


@pytest.mark.parametrize("exercise", BOOK.exercises.values(), ids=lambda one: one.id)
def test_names_of_the_profile_are_in_the_profile(exercise):
    if exercise.fit_name:
        category, name = exercise.fit_name
        assert category in Profile["types"]["exercise_category"].values()
        assert name in Profile["types"][f"{category}_exercise_name"].values()


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.id[11:]}-{one.pair}")
def test_cues_and_set_ups_stand_in_full_in_the_notes(one):
    notes = [
        step["notes"]
        for step in by_garmin(watch.workout_file(one, BOOK))["workout_step_mesgs"]
        if "notes" in step
    ]
    for dose in one.exercises:
        exercise = BOOK.exercises[dose.id]
        assert any(note.endswith(exercise.cue) for note in notes)
        assert any(note.startswith(exercise.setup) for note in notes)
        if dose.load:
            assert any(dose.load[1:] in note for note in notes)


@given(st.text())
def test_a_text_that_is_cut_fits_and_ends_with_a_word_of_its_own(text):
    short = watch.fitting(text)
    assert len(short.encode()) <= 200
    assert short == text or (short.endswith("...") and text.startswith(short.rstrip(".")))


def test_pedalling_has_a_cadence_to_aim_at_and_easy_spinning_between():
    steps = by_garmin(watch.workout_file(block("single_leg_pedalling"), BOOK))
    done = in_order(steps["workout_step_mesgs"])
    first, *middle, last = done
    assert (first["intensity"], first["duration_type"]) == ("warmup", "open")
    assert (last["wkt_step_name"], last["duration_type"]) == ("Ride on", "open")
    for effort, easy in zip(middle[::2], middle[1::2], strict=True):
        assert effort["target_type"] == "cadence"
        assert effort["custom_target_cadence_low"] == 70
        assert effort["custom_target_cadence_high"] == 80
        assert (easy["intensity"], easy["duration_time"]) == ("rest", 30)
        assert easy["target_type"] == "open"


def test_sets_are_parted_by_the_rest_of_the_programme():
    steps = by_garmin(watch.workout_file(block("strengthening", "A"), BOOK))
    rests = [
        step["duration_time"]
        for step in in_order(steps["workout_step_mesgs"])
        if step["wkt_step_name"] == "Rest"
    ]
    assert rests == [30] * 6


def test_no_two_blocks_of_a_day_are_one_workout_to_the_watch():
    day = [block(kind, pair) for kind, pair in KINDS]
    files = [by_garmin(watch.workout_file(one, BOOK))["file_id_mesgs"][0] for one in day]
    for one, other in combinations(files, 2):
        assert one["serial_number"] != other["serial_number"]


@pytest.fixture
def week(strengthening, library):
    strengthening("plan", today=TODAY)
    with Store.open(library) as store:
        yield lambda today=TODAY, now=None, **of: watch.workouts(store, today, now, **of)


def test_the_week_has_a_file_for_each_block_to_come_and_the_same_plan_the_same_bytes(
    week, strengthening
):
    plan = strengthening("plan")
    coming = [one for day in plan["days"] for one in day["blocks"] if day["date"] >= str(TODAY)]
    files = week()
    assert len(files) == len(coming) >= 2
    assert all(name.startswith("2026-") and name == name.lower() for name in files)
    assert files == week()
    later = week(TODAY + timedelta(days=3))
    assert len(later) < len(files)


def test_a_block_that_is_over_today_is_not_written(week):
    today = [name for name in week() if name.startswith(str(TODAY))]
    assert today
    late = week(now=datetime.combine(TODAY, datetime.max.time()))
    assert not [name for name in late if name.startswith(str(TODAY))]


def test_the_command_writes_into_a_folder_and_leaves_the_rest_of_it_alone(
    kneedrive, strengthening, library, tmp_path
):
    strengthening("plan")
    place = tmp_path / "new" / "watch"
    told = strengthening("export", "fit", place)
    written = [Path(one) for one in told["files"]]
    assert sorted(written) == sorted(place.iterdir())
    foreign = place / "mine.fit"
    foreign.write_bytes(b"mine")
    written[0].write_bytes(b"old")
    strengthening("export", "fit", place)
    assert foreign.read_bytes() == b"mine"
    by_garmin(written[0].read_bytes())
    answer = kneedrive("export", "fit", place, "--library", library, "--today", TODAY)
    assert answer.status == 0
    assert written[0].name in answer.out
    next_week = strengthening("export", "fit", tmp_path / "next", "--week", "2026-W49")
    assert next_week["files"]


def test_a_week_without_blocks_says_so(kneedrive, strengthening, library, tmp_path):
    sunday = TODAY + timedelta(days=6)
    strengthening("plan")
    answer = kneedrive("export", "fit", tmp_path / "w", "--library", library, "--today", sunday)
    assert answer.status == 1
    assert "no block of this week is still to come" in answer.err
    assert "--week 2026-W49 takes the next one" in " ".join(answer.err.split())
    assert not (tmp_path / "w").exists()


def test_a_place_that_is_a_file_is_refused_before_anything_is_planned(kneedrive, library, tmp_path):
    path = tmp_path / "file"
    path.touch()
    for place in (path, path / "below"):
        answer = kneedrive("export", "fit", place, "--library", library, "--today", TODAY)
        assert answer.status == 2
        assert "is a file" in answer.err


def recorded_under(workout, start, minutes, sport="training", sub_sport="strength_training"):
    """What comes back from the watch: the workout that was followed, and how long."""
    messages, _ = Decoder(Stream.from_byte_array(bytearray(workout))).read(
        expand_sub_fields=False, expand_components=False, merge_heart_rates=False
    )
    begin, end = stamp(start), stamp(start + timedelta(minutes=minutes))
    beats = [("record", {"timestamp": begin + s, "heart_rate": 95}) for s in range(end - begin)]
    return encoded(
        [
            ("file_id", {"type": "activity", "time_created": begin, **DEVICE}),
            *(("workout", one) for one in messages["workout_mesgs"]),
            *(("workout_step", one) for one in messages["workout_step_mesgs"]),
            timer_message(begin, "start", by_hand=True),
            *beats,
            timer_message(end, "stop_all", by_hand=True),
            (
                "session",
                {
                    "timestamp": end,
                    "start_time": begin,
                    "total_elapsed_time": end - begin,
                    "total_timer_time": end - begin,
                    "sport": sport,
                    "sub_sport": sub_sport,
                },
            ),
            ("activity", {"timestamp": end, "local_timestamp": end + 3600, "num_sessions": 1}),
        ]
    )


@pytest.mark.parametrize(
    ("kind", "asks"),
    [("activation", True), ("transition", False), ("stretch", False), ("drills", False)],
)
def test_the_recording_of_an_exported_workout_asks_for_the_block_that_it_was(
    ask, kneedrive, library, tmp_path, kind, asks
):
    days = ask("plan")["days"]
    planned = next(
        one
        for day in days
        if day["date"] == str(TODAY)
        for one in day["blocks"]
        if one["kind"] == "activation"
    )
    # Hours away and longer than any block: only its name says what it was.
    start = datetime.fromisoformat(planned["start"]) + timedelta(hours=6)
    path = tmp_path / "recorded.fit"
    path.write_bytes(recorded_under(watch.workout_file(block(kind), BOOK), start, 40))
    assert kneedrive("import", path, "--library", library, "--today", TODAY).status == 0
    questions = [one["id"] for one in ask("answer")["questions"]]
    assert any(one.startswith("block:") for one in questions) == asks


@pytest.mark.parametrize(("kind", "pair"), KINDS)
def test_no_exported_workout_makes_a_session_a_key_one(kind, pair, sample_library, tmp_path):
    path = tmp_path / "recorded.fit"
    start = datetime.fromisoformat("2026-11-26T18:00+00:00")
    path.write_bytes(recorded_under(watch.workout_file(block(kind, pair), BOOK), start, 1))
    workout = ingest.read_activity(path).workout
    assert workout is not None
    assert len(workout.steps) > 2
    with Store.open(sample_library) as store:
        known = judging.thresholds_on(store, TODAY)
    for sport in ("run", "ride"):
        assert planned_key(workout, (), known, sport) is None
    assert meaning(workout.name) is None
