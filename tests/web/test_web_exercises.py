"""The exercises as they are done on the mat."""

import pytest
from beside_the_mat import browser, words

from adaptive.programme.rulebook import standard


@pytest.fixture
def client(library):
    return browser(library, "/exercises")


def test_all_exercises_are_listed_with_their_doses(client, ask):
    page = client.get("/exercises").text
    told = words(page)
    for card in ask("exercises"):
        assert card["name"] in told
        assert f'href="/exercises/{card["id"]}"' in page
    assert "3 x 10 s per side" in told


@pytest.mark.parametrize("name", standard().exercises)
def test_each_exercise_has_a_page_that_says_how(client, name):
    one = standard().exercises[name]
    page = client.get(f"/exercises/{name}")
    assert page.status_code == 200
    told = words(page.text)
    for said_so in (one.name, one.setup, one.cue, one.self_check):
        assert said_so in told


def test_an_exercise_is_found_by_other_names(client):
    answer = client.get("/exercises/step_over", follow_redirects=False)
    assert answer.headers["location"] == "/exercises/low_step_knee_drive"


def test_an_exercise_that_is_none_is_said_to_be_none(client):
    answer = client.get("/exercises/<script>")
    assert answer.status_code == 404
    assert "there is no exercise" in words(answer.text)
    assert "<script>" not in answer.text.partition("<main")[2]


def test_what_is_not_for_the_athlete_names_what_to_do_instead(client, ask):
    ask("me", "set", "avoid", "knee_pain")
    instead = ask("exercises", "low_step_knee_drive")["instead"]
    told = words(client.get("/exercises/low_step_knee_drive").text)
    assert "Not for you at present" in told
    assert f"do {standard().exercises[instead].name}" in told


def test_the_dose_is_that_of_the_athlete_s_level(client, ask):
    card = ask("exercises", "standing_march_hold")
    told = words(client.get("/exercises/standing_march_hold").text)
    assert f"level {card['level']} of {card['top_level']}" in told
