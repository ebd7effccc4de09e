"""What the athlete tells is kept, checked, taken back, and sessions follow it."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from two_devices import START, fit

from adaptive import assessing, facts
from adaptive.importing import import_recordings
from adaptive.library.store import Store
from adaptive.week import Settings
from ingest.errors import UsageError
from models.athlete import Athlete

TODAY = date(2026, 11, 1)

SENSIBLE = {
    "sex": ("Female", "female"),
    "birth_year": ("1984", 1984),
    "mass_kg": ("70,5", 70.5),
    "height_cm": ("181", 181),
    "level": ("trained", "trained"),
    "usual_hours_per_week": ("7.5", 7.5),
    "ftp_of_cp": ("0.93", 0.93),
    "time_zone": ("Asia/Tokyo", "Asia/Tokyo"),
    "sports": ("tri", ["swim", "ride", "run"]),
    "equipment": ("Step, ankle weights", ["step", "ankle_weights"]),
    "avoid": ("reflux knee_pain reflux", ["reflux", "knee_pain"]),
    "strength_days": ("hard", "hard"),
    "rest_days": ("keep", "keep"),
    "safety": ("pregnancy, hernia", ["pregnant", "hernia"]),
}

SENSELESS = [
    ("sex", "x"),
    ("birth_year", "1850"),
    ("birth_year", "84"),
    ("birth_year", "1984.5"),
    ("mass_kg", "700"),
    ("mass_kg", "70 kg"),
    ("mass_kg", "nan"),
    ("height_cm", "1.81"),
    ("level", "elite"),
    ("usual_hours_per_week", "200"),
    ("ftp_of_cp", "95"),
    ("time_zone", "Mars"),
    ("time_zone", ""),
    ("sports", "chess"),
    ("sports", "none"),
    ("equipment", "step, trampoline"),
    ("equipment", "step,"),
    ("avoid", ""),
    ("strength_days", "never"),
    ("rest_days", "2"),
    ("safety", "clear, hernia"),
]


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "library", create=True) as opened:
        yield opened


def test_at_first_nothing_is_known_and_the_athlete_is_anybody(store):
    assert set(facts.known(store).values()) == {None}
    assert facts.athlete(store) == Athlete()


def test_each_fact_can_be_told_and_taken_back(store):
    assert SENSIBLE.keys() == facts.FACTS.keys()
    for name, (text, _) in SENSIBLE.items():
        facts.tell(store, name, text, TODAY)
    assert facts.known(store) == {name: value for name, (_, value) in SENSIBLE.items()}
    for name in SENSIBLE:
        facts.tell(store, name, "-", TODAY)
    assert set(facts.known(store).values()) == {None}


def test_all_that_models_ask_about_the_athlete_can_be_told(store):
    told = {one.name: SENSIBLE[one.name] for one in fields(Athlete)}
    for name, (text, _) in told.items():
        facts.tell(store, name, text, TODAY)
    assert facts.athlete(store) == Athlete(**{name: value for name, (_, value) in told.items()})


@pytest.mark.parametrize(("name", "text"), SENSELESS)
def test_what_makes_no_sense_is_refused_and_changes_nothing(store, name, text):
    facts.tell(store, name, SENSIBLE[name][0], TODAY)
    with pytest.raises(UsageError) as refused:
        facts.tell(store, name, text, TODAY)
    assert refused.value.hint
    assert store.fact(name) == SENSIBLE[name][1]


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("sex x", "female or male"),
        ("birth_year 1850", "1900 to 2020"),
        ("mass_kg 700", "25 to 250 kg"),
        ("shoe_size 44", "mass_kg"),
    ],
)
def test_a_refusal_names_what_is_allowed(kneedrive, tmp_path, words, allowed):
    answer = kneedrive("me", "set", *words.split(), "--library", tmp_path)
    assert answer.status == 2
    assert allowed in answer.err


@pytest.mark.parametrize("name", [one.name for one in fields(Athlete)])
def test_a_fact_told_or_taken_back_has_all_sessions_judged_anew(store, tmp_path, name):
    (tmp_path / "ride.fit").write_bytes(fit())
    import_recordings(store, [tmp_path / "ride.fit"], TODAY)
    for text in (SENSIBLE[name][0], "-"):
        assessing.assess(store)
        assert store.all_assessed()
        facts.tell(store, name, text, TODAY)
        assert not store.all_assessed()


def test_a_fact_that_only_plans_follow_leaves_the_sessions_as_judged(store, tmp_path):
    (tmp_path / "ride.fit").write_bytes(fit())
    import_recordings(store, [tmp_path / "ride.fit"], TODAY)
    assessing.assess(store)
    for name in ("sports", "equipment", "avoid", "strength_days", "rest_days", "safety"):
        facts.tell(store, name, SENSIBLE[name][0], TODAY)
    assert store.all_assessed()


def test_what_plans_ask_for_is_unknown_until_it_is_told(store):
    assert facts.settings(store) == Settings()
    assert facts.sports(store) is None
    assert facts.equipment(store) is None
    assert facts.avoid(store) == frozenset()
    assert facts.safety(store) is None


def test_what_plans_ask_for_comes_as_told(store):
    for name, (text, _) in SENSIBLE.items():
        facts.tell(store, name, text, TODAY)
    assert facts.settings(store) == Settings(strength_days="hard", rest_days="keep")
    assert facts.sports(store) == {"swim", "ride", "run"}
    assert facts.equipment(store) == {"step", "ankle_weights"}
    assert facts.avoid(store) == {"reflux", "knee_pain"}
    assert facts.safety(store) == ("pregnant", "hernia")


def test_to_have_nothing_is_another_answer_than_none(store):
    for name, word in (("equipment", "none"), ("avoid", "none"), ("safety", "Clear")):
        facts.tell(store, name, word, TODAY)
    assert facts.equipment(store) == frozenset()
    assert facts.avoid(store) == frozenset()
    assert facts.safety(store) == ()


def test_several_words_may_be_told_with_or_without_commas(kneedrive, tmp_path):
    for words in (["step", "band"], ["step,band"], ["step, band"]):
        kneedrive("me", "set", "equipment", *words, "--library", tmp_path)
        assert kneedrive("me", "--library", tmp_path, "--json").json()["equipment"] == [
            "step",
            "band",
        ]
        assert "step, band" in kneedrive("me", "--library", tmp_path).out
        kneedrive("me", "set", "equipment", "-", "--library", tmp_path)


def test_loads_follow_a_fact_and_return_when_it_is_taken_back(store, tmp_path):
    (tmp_path / "ride.fit").write_bytes(fit())
    import_recordings(store, [tmp_path / "ride.fit"], TODAY)

    def load_tss():
        return [one.load.tss for one in assessing.assessed(store, TODAY)]

    young = load_tss()
    facts.tell(store, "birth_year", "1940", TODAY)
    old = load_tss()
    assert old > young  # a lower maximum makes the same heart rate harder
    facts.tell(store, "birth_year", "-", TODAY)
    assert load_tss() == young


def test_a_zone_taken_back_leaves_the_sessions_where_they_were_before(store, tmp_path):
    late = START.replace(hour=22)
    (tmp_path / "nowhere.fit").write_bytes(fit(late, utc_offset=None))
    import_recordings(store, [tmp_path / "nowhere.fit"], TODAY)
    (before,) = store.sessions()
    facts.tell(store, "time_zone", "Asia/Tokyo", TODAY)
    (told,) = store.sessions()
    assert told.local_start == late.replace(tzinfo=None) + timedelta(hours=9)
    facts.tell(store, "time_zone", "-", TODAY)
    assert store.sessions() == [before]


def test_the_command_answers_with_all_facts_by_name(kneedrive, tmp_path):
    told = kneedrive("me", "set", "level", "trained", "--library", tmp_path, "--json").json()
    assert told == dict.fromkeys(facts.FACTS) | {"level": "trained"}
    kneedrive("me", "set", "mass_kg", "70", "--library", tmp_path)
    assert kneedrive("me", "--library", tmp_path, "--json").json()["mass_kg"] == 70
    back = kneedrive("me", "set", "mass_kg", "-", "--library", tmp_path)
    assert back.out == "mass_kg: not told\n"
    assert kneedrive("me", "--library", tmp_path, "--json").json()["mass_kg"] is None


@pytest.mark.parametrize("columns", ["40", "80", "160"])
def test_the_table_names_every_fact_whole_with_its_values(
    kneedrive, tmp_path, monkeypatch, columns
):
    monkeypatch.setenv("COLUMNS", columns)
    kneedrive("me", "set", "mass_kg", "70", "--library", tmp_path)
    lines = kneedrive("me", "--library", tmp_path).out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    rows = {line.split()[0]: line for line in lines if line.strip()}
    assert facts.FACTS.keys() <= rows.keys()
    assert "70 kg" in rows["mass_kg"]
    assert "not" in rows["sex"]


def test_none_of_several_is_said_as_it_is_told():
    told = {name: facts.FACTS[name].nothing for name in ("equipment", "avoid", "safety")}
    assert told == {"equipment": "none", "avoid": "none", "safety": "clear"}
