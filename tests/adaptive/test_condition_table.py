"""Whatever comes together is defined, and the stricter always holds."""

from itertools import combinations

import pytest
from condition_cases import on, race, said, session, state, work

from adaptive.condition.known import stricter
from adaptive.shifts import Shift
from adaptive.week import EVERY_KIND, Condition

TODAY = 60
GRAVITY = [None, "hold", "taper", "paused", "stop"]

EVENTS = {
    "flag": {"diary": [said("symptom", TODAY - 1, red_flags=["fainting"])]},
    "cleared": {
        "diary": [
            said("symptom", TODAY - 9, red_flags=["fainting"]),
            said("cleared", TODAY - 3),
        ]
    },
    "ill": {"diary": [said("ill", TODAY - 2)]},
    "fever": {"diary": [said("ill", TODAY, fever=True)]},
    "well": {"diary": [said("ill", TODAY - 5), said("well", TODAY - 1)]},
    "recovering": {"diary": [said("ill", TODAY - 9), said("well", TODAY - 4)]},
    "tense": {"diary": [said("symptom", TODAY, back=5.0)]},
    "pain": {"diary": [said("symptom", TODAY, sharp=True)]},
    "sore": {"diary": [said("symptom", TODAY - 1, soreness=7.0)]},
    "skipped": {"diary": [said("skip", TODAY, block="drills")]},
    "a_race": {"sessions": [race(TODAY + 5, "A")]},
    "b_race": {"sessions": [race(TODAY + 5, "B")]},
    "week_off": {"off": 9},
    "fortnight_off": {"off": 20},
    "month_off": {"off": 40},
    "bad_check": {"diary": [said("check", TODAY, dead_bug_flat=False)]},
    "setback": {"diary": [said("check", TODAY - 11 + n, smooth=False) for n in range(4)]},
    "ramp": {"ramp_red": {on(TODAY)}},
    "rise": {
        "shifts": [
            Shift(
                on(TODAY - 2),
                "hold",
                "strengthening",
                "strengthening",
                "on_cadence",
                "cadence_rise",
                "Your steps are shorter than your own.",
                until=on(TODAY + 12),
            )
        ]
    },
    "osteoporosis": {"safety": ("osteoporosis",)},
    "pregnant": {"safety": ("pregnant",)},
    "child": {"birth_year": 2020},
}


CHANGE_EACH_OTHER = [
    {"flag", "cleared"},
    {"ill", "fever", "well", "recovering"},
    {"cleared", "week_off", "fortnight_off", "month_off"},
    {"cleared", "child"},
    {"bad_check", "setback", "sore"},
    {"tense", "pain", "setback"},
    {"cleared", "month_off", "setback"},
]
"""Of each of these groups one event rewrites what another says."""


def standing(*names):
    """The state when all these events come together."""
    events = [EVENTS[name] for name in names]
    diary = [entry for event in events for entry in event.get("diary", ())]
    off = max((event.get("off", 0) for event in events), default=0)
    every_third = range(16, TODAY - off + 1, 3)
    kinds = sorted(EVERY_KIND - {"strengthening", "activation"})
    return state(
        TODAY,
        *diary,
        first=TODAY - 20,
        last=TODAY + 20,
        done=[*(work(n) for n in every_third), *(work(17, kind) for kind in kinds)],
        sessions=[session(10), *(one for event in events for one in event.get("sessions", ()))],
        safety=tuple(word for event in events for word in event.get("safety", ())),
        safety_told=on(TODAY),
        ramp_red={day for event in events for day in event.get("ramp_red", ())},
        shifts=[shift for event in events for shift in event.get("shifts", ())],
        birth_year=max((event.get("birth_year", 0) for event in events), default=0) or None,
    )


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_combination_of_events_is_defined_and_no_laxer_than_each_event(count):
    single = {name: standing(name) for name in EVENTS}
    for names in combinations(EVENTS, count):
        found = standing(*names)
        assert set(found.states) == {on(n) for n in range(TODAY - 20, TODAY + 21)}
        today = found.conditions.get(on(TODAY), Condition())
        assert found.states[on(TODAY)].overlay == today.overlay
        assert bool(today.rule) == bool(today.reason)
        if any(len(group & set(names)) > 1 for group in CHANGE_EACH_OTHER):
            continue
        for name in names:
            alone = single[name].conditions.get(on(TODAY), Condition())
            assert today.allowed <= alone.allowed
            assert today.sets_share <= alone.sets_share
            assert GRAVITY.index(today.overlay) >= GRAVITY.index(alone.overlay)
            assert today.may_step_up <= alone.may_step_up


def test_each_event_alone_has_its_overlay_today():
    overlays = {name: standing(name).states[on(TODAY)].overlay for name in EVENTS}
    assert overlays == {
        "flag": "stop",
        "cleared": None,
        "ill": "paused",
        "fever": "paused",
        "well": "paused",
        "recovering": "hold",
        "tense": None,
        "pain": "hold",
        "sore": "hold",
        "skipped": None,
        "a_race": "taper",
        "b_race": None,
        "week_off": None,
        "fortnight_off": "hold",
        "month_off": None,
        "bad_check": None,
        "setback": "hold",
        "ramp": "hold",
        "rise": "hold",
        "osteoporosis": "hold",
        "pregnant": "stop",
        "child": "stop",
    }


def test_reasons_are_joined_and_each_is_told_once():
    reasons = [Condition("hold", "hold", reason) for reason in ("a", "b", "a")]
    assert stricter(reasons).reason == "a; b"


def test_nothing_together_is_nothing():
    assert stricter([]) == Condition()


def test_the_strictest_of_each_is_kept_and_the_gravest_gives_the_name():
    one = Condition("hold", "hold", "a", EVERY_KIND - {"drills"}, 0.5, 0, 1, 8.0)
    other = Condition("paused", "illness", "b", EVERY_KIND - {"stretch"}, 1.0, 1, None, 5.0, 4)
    both = stricter([one, other])
    assert both == stricter([other, one])
    assert (both.overlay, both.rule, both.reason) == ("paused", "illness", "b")
    assert both.allowed == EVERY_KIND - {"drills", "stretch"}
    assert (both.sets_share, both.level_drop, both.activation_minutes) == (0.5, 1, 5.0)
    assert (both.strengthening_per_week, both.activation_per_week) == (1, 4)
