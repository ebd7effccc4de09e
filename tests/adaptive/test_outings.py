"""What a session counts as beside its neighbours."""

from datetime import UTC, datetime, timedelta

import pytest

from adaptive import outings
from adaptive.assessing import Assessed
from adaptive.library.labels import Label
from adaptive.library.recordings import StoredSession
from models.verdicts import Classification, Load

GUN = datetime(2026, 6, 7, 10, tzinfo=UTC)
OWN = {
    "jog": Classification("easy", "recovery", 0.98, False, ("slow",), "T1"),
    "race": Classification("key", "race", 0.97, False, ("fast",), "T1"),
    "ride": Classification("easy", "endurance", 0.90, False, ("easy",), "T1"),
    "run": Classification("easy", "endurance", 0.95, False, ("easy",), "T1"),
}


def session(name, begins_min, minutes, sport="running"):
    start = GUN + timedelta(minutes=begins_min)
    details = {"start_position": None, "end_position": None}
    length_s = 60.0 * minutes
    return StoredSession(
        id=name,
        activity_id=name,
        position=0,
        start=start,
        local_start=start.replace(tzinfo=None),
        zone_from="position",
        sport=sport,
        sub_sport=None,
        duration_s=length_s,
        elapsed_s=length_s,
        distance_m=None,
        ascent_m=None,
        details=details,
    )


def counted(*sessions, label=None):
    """The sessions as they count; `label` is what the athlete said of the last."""
    told = {sessions[-1].id: Label(sessions[-1].id, label, GUN.date())} if label else {}
    found = {one.id: outings.Found(OWN[one.id].kind, False, None) for one in sessions}
    parts = outings.find(sessions, found, told)
    return [
        Assessed(
            one,
            OWN[one.id],
            Load(10.0, "pace"),
            "watch",
            "file",
            brick=parts.bricks.get(one.id),
            race=parts.races.get(one.id),
            label=told.get(one.id),
        )
        for one in sessions
    ]


def test_a_jog_is_key_only_beside_a_race_and_as_sure_as_the_race():
    jog, race = counted(session("jog", -30, 15), session("race", 0, 22))
    assert (jog.session_class, jog.kind, jog.uncertain, jog.confidence) == ("key", "race", False, 1)
    assert jog.reasons == ("warm-up of the race 15 min later", "slow")
    assert (race.kind, race.race, race.confidence) == ("race", None, 0.97)
    (alone,) = counted(session("jog", -30, 15))
    assert (alone.session_class, alone.confidence) == ("easy", 0.98)


def test_what_the_athlete_calls_easy_was_no_race_and_has_no_warm_up():
    jog, race = counted(session("jog", -30, 15), session("race", 0, 22), label="easy")
    assert (jog.session_class, race.session_class) == ("easy", "easy")


@pytest.mark.parametrize(("gap_min", "uncertain", "confidence"), [(5, False, 1.0), (45, True, 0.5)])
def test_a_brick_is_as_sure_as_its_gap_is_short(gap_min, uncertain, confidence):
    for leg in counted(session("ride", 0, 60, "cycling"), session("run", 60 + gap_min, 20)):
        assert (leg.session_class, leg.part_class) == ("brick", "easy")
        assert (leg.uncertain, leg.confidence) == (uncertain, confidence)
