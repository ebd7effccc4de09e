"""Laws: any diary gives a state, day by day is the same as at once, and nobody skips a phase."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from shifting_cases import BEGUN, Mondays, done, in_phase, known, on, said, with_shifts

from adaptive.condition import standing
from adaptive.shifting import advance, report
from adaptive.shifting.facts import as_of
from adaptive.shifting.table import PHASES

DAYS = 84

days = st.integers(0, DAYS)
seconds = st.sampled_from([5, 9, 10, 15])
scores = st.integers(0, 10)
check_content = st.fixed_dictionaries(
    {"march_left_s": seconds, "march_right_s": seconds},
    optional={
        "smooth": st.booleans(),
        "dead_bug_flat": st.booleans(),
        "feel": st.sampled_from(["deep", "front"]),
        "back": scores,
    },
)
contents = st.one_of(
    st.tuples(st.just("check"), check_content),
    st.tuples(st.just("check"), check_content),
    st.tuples(
        st.just("knee_lift"),
        st.fixed_dictionaries({"left_deg": st.integers(60, 95), "right_deg": st.integers(60, 95)}),
    ),
    st.tuples(
        st.just("symptom"),
        st.fixed_dictionaries(
            {}, optional={"back": scores, "hip_pull": scores, "soreness": scores}
        ),
    ),
    st.sampled_from(
        [
            ("ill", {"fever": True}),
            ("well", {}),
            ("cleared", {}),
            ("symptom", {"red_flags": ["chest_pain"]}),
            ("note", {"text": "tired"}),
        ]
    ),
    st.tuples(
        st.just("answer"),
        st.builds(
            lambda day, choice: {"question": f"cadence:{on(day // 7 * 7)}", "choice": choice},
            days,
            st.sampled_from(["intended", "something else", "don't know"]),
        ),
    ),
)


@st.composite
def entries(draw):
    """Something logged about a day, on it or up to a week later."""
    day, late, (kind, content) = draw(days), draw(st.sampled_from([0, 0, 0, 2, 7])), draw(contents)
    return said(kind, day, told=day + late, **content)


@st.composite
def athletes(draw):
    """An athlete with a diary of twelve weeks, in some phase, some of whose work is done."""
    good_run = [
        said("check", day, march_left_s=15, march_right_s=15)
        for day in range(draw(days), draw(days))
    ]
    diary = [*draw(st.lists(entries(), max_size=25)), *good_run]
    work = draw(st.sets(days, max_size=30))
    drilled = draw(st.sets(days, max_size=12))
    phase = draw(st.sampled_from(PHASES))
    return known(
        DAYS,
        *diary,
        entries=in_phase(phase, 1) if phase != "activation" else BEGUN,
        done=[*(done(day) for day in sorted(work)), *(done(day, "drills") for day in drilled)],
    )


weeks = st.dictionaries(
    st.integers(0, DAYS // 7).map("w{}".format),
    st.sampled_from(["worse", "worse", "rise", "same", "better"]),
)


@settings(max_examples=25, deadline=None)
@given(athletes(), weeks)
def test_any_diary_gives_a_state_every_day_and_no_shift_skips_a_phase_upward(told, said_by_week):
    shifts = advance(told, told.entries[0].day, Mondays(**said_by_week))
    after = with_shifts(told, shifts)
    states = standing(after, on(0), on(DAYS)).states
    assert len(states) == DAYS + 1
    for one in shifts:
        assert on(0) <= one.day <= on(DAYS)
        assert PHASES.index(one.phase) <= PHASES.index(one.before) + 1
        assert (one.kind == "move") == (one.until is None)
        assert one.why
    moved = [one.day for one in shifts if one.kind == "move"]
    assert len(moved) == len(set(moved))
    now = report(after, Mondays(**said_by_week))
    assert 0 < now.probability < 1
    assert now.word in {"ready", "not yet", "slipping", "too few checks"}


@settings(max_examples=25, deadline=None)
@given(athletes(), weeks)
def test_day_by_day_is_the_same_as_all_at_once(told, said_by_week):
    begin = told.entries[0].day
    at_once = advance(told, begin, Mondays(**said_by_week))
    one_by_one = ()
    for number in range(DAYS + 1):
        today = as_of(told, on(number), one_by_one)
        one_by_one += advance(today, on(number), Mondays(**said_by_week))
    assert one_by_one == at_once


@settings(max_examples=25, deadline=None)
@given(athletes(), weeks, days)
def test_what_is_decided_does_not_depend_on_what_is_told_later(told, said_by_week, number):
    reader = Mondays(**said_by_week)
    begin = told.entries[0].day
    earlier = advance(as_of(told, on(number)), begin, reader)
    later = advance(told, begin, Mondays(**said_by_week))
    # A gap and a clearance move since the day they are about, whenever that is told.
    dated = {"layoff", "long_layoff", "cleared"}
    assert [one for one in later if one.day <= on(number) and one.rule not in dated] == [
        one for one in earlier if one.rule not in dated
    ]


@settings(max_examples=25, deadline=None)
@given(athletes(), weeks)
def test_deciding_again_adds_nothing(told, said_by_week):
    begin = told.entries[0].day
    shifts = advance(told, begin, Mondays(**said_by_week))
    again = advance(with_shifts(told, shifts), begin, Mondays(**said_by_week))
    assert again == ()


@settings(max_examples=25, deadline=None)
@given(athletes(), weeks)
def test_after_a_stop_sign_nothing_moves_but_a_clearance(told, said_by_week):
    flag = said("symptom", 40, red_flags=["chest_pain"])
    calm = [one for one in told.diary if one.kind != "cleared"]
    stopped = replace(told, diary=sorted([*calm, flag], key=lambda entry: entry.on_day))
    shifts = advance(stopped, on(41), Mondays(**said_by_week))
    assert {one.rule for one in shifts if one.kind == "move"} <= {"layoff", "long_layoff"}
