"""Today says what to do now, and what is told there is what the command line would log."""

from datetime import datetime, time

import pytest
from beside_the_mat import TODAY, browser, hidden, links, phone, said, words

from adaptive.web.site import Site


@pytest.fixture
def client(library):
    return browser(library)


@pytest.fixture
def last(ask):
    """The entry that was logged last."""
    return lambda: ask("log")["entries"][-1]


@pytest.fixture
def same_as(ask, last):
    """Whether the command line would have logged the same."""

    def check(*command):
        by_page = last()
        ask("log", "undo")
        ask("plan")  # as it was before
        ask(*command)
        assert by_page == last()

    return check


@pytest.fixture
def block(client):
    """The id of the first block of the day."""
    return hidden(client.get("/").text, "block")


def test_the_first_block_stands_there_step_by_step(client):
    page = client.get("/")
    assert page.status_code == 200
    told = words(page.text)
    assert "Today, Mon 23 Nov" in told
    assert "90/90 breathing" in told
    assert "lower back sink towards the floor" in told  # the cue
    assert "one hand on the wall" in told  # easier
    assert "Standing march hold" in told
    assert '"Left, set 1 of 3"' in page.text  # for the timer


def test_done_logs_what_the_command_logs(client, block, same_as):
    kind, message = said(client.post("/today/done", data={"block": block}))
    assert kind == "done"
    assert "Logged" in message
    same_as("log", "done", "activation")


def test_how_it_went_is_told_with_it(client, block, same_as):
    told = {"block": block, "effort": "6", "not_ok": ["dead_bug_heel_tap", "breath_9090"]}
    client.post("/today/done", data=told)
    same_as(
        *("log", "done", "activation", "--effort", 6),
        *("--not-ok", "dead_bug_heel_tap", "--not-ok", "breath_9090"),
    )


def test_done_twice_is_done_once(client, block, ask):
    client.post("/today/done", data={"block": block})
    _, message = said(client.post("/today/done", data={"block": block}))
    assert "already" in message
    assert len(ask("log")["entries"]) == 1


def test_done_work_is_no_longer_to_be_done(client, block):
    client.post("/today/done", data={"block": block})
    told = words(client.get("/").text)
    assert "Activation 10 min (done)" in told
    assert "No more psoas work today" in told


def test_skipping_says_why(client, block, same_as):
    client.post("/today/skip", data={"block": block, "why": "no time"})
    same_as("log", "skip", block, "--why", "no time")


def test_a_skipped_block_may_be_done_after_all(client, block, ask):
    for what in ("skip", "done"):
        client.post(f"/today/{what}", data={"block": block})
    assert [one["kind"] for one in ask("log")["entries"]] == ["skip", "done"]


def test_done_counts_again_after_all_of_it_was_skipped(client, block, ask):
    for path, what in (("done", block), ("skip", "activation"), ("done", block)):
        client.post(f"/log/{path}", data={"block": what})
    assert [one["kind"] for one in ask("log")["entries"]] == ["done", "skip", "done"]


def test_the_last_word_is_taken_back_once(client, block, ask):
    client.post("/log/note", data={"text": "stays"})
    client.post("/today/done", data={"block": block})
    mark = hidden(client.get("/").text, "entry")
    kind, message = said(client.post("/log/undo", data={"entry": mark, "from": "today"}))
    assert (kind, "Taken back" in message) == ("done", True)
    kind, _ = said(client.post("/log/undo", data={"entry": mark, "from": "today"}))
    assert kind == "refused"
    assert [one["kind"] for one in ask("log")["entries"]] == ["note"]


def test_a_check_in_begins_with_the_last_holds_and_needs_no_more_than_saving(client, ask, same_as):
    ask("log", "check", 14, 12, "--date", "yesterday")
    page = client.get("/").text
    assert 'name="left" value="14"' in page
    assert 'name="right" value="12"' in page
    # What a browser sends when nothing was touched.
    untouched = {"from": "today", "left": "14", "right": "12", "march": "smooth"}
    kind, message = said(client.post("/log/check", data=untouched | {"dead_bug": "flat"}))
    assert kind == "done"
    assert "good" in message
    same_as("log", "check", 14, 12, "ok")


def test_a_check_in_that_was_not_good_is_told_like_any_other(client, same_as):
    bad = {"left": "15", "right": "8", "march": "shaky", "dead_bug": "arched", "feel": "front"}
    _, message = said(client.post("/log/check", data={"from": "today", "back": ""} | bad))
    assert "not yet good" in message
    same_as("log", "check", 15, 8, "shaky", "arched", "front")


def test_saving_a_check_in_twice_counts_once(client, ask):
    told = {"left": "15", "right": "15", "march": "smooth", "dead_bug": "flat", "from": "today"}
    for _ in range(2):
        client.post("/log/check", data=told)
    assert len(ask("log")["entries"]) == 1


def test_tension_is_told_in_words(client, same_as):
    client.post("/log/symptom", data={"back": "slight", "hip_pull": "severe", "from": "today"})
    same_as("log", "symptom", "--back", "slight", "--hip-pull", "severe")


def test_a_stop_sign_comes_before_all_else(client):
    _, message = said(client.post("/log/symptom", data={"red_flag": "chest_pain"}))
    assert "urgent medical care" in message
    page = client.get("/").text
    main = words(page)
    assert main.index("urgent medical care") < main.index("Today, Mon")
    assert "Done" not in main.partition("Check in")[0].partition("The day")[2]
    assert "kneedrive" not in main
    assert "/log" in links(page)


def test_questions_are_answered_with_a_tap(client, ask):
    ask("plan")
    asked = ask("answer")["questions"]
    assert asked
    page = client.get("/").text
    for one in asked:
        assert one["id"] in page
    signs = next(one for one in asked if one["id"] == "signs")
    answer = {"question": "signs", "choice": ["stiff_back", "pelvis_tilts"]}
    assert set(answer["choice"]) <= set(signs["choices"])
    assert said(client.post("/today/answer", data=answer))[0] == "done"
    by_page = ask("log")["entries"]
    ask("log", "undo")
    ask("answer", "signs", "stiff_back", "pelvis_tilts")
    assert ask("log")["entries"] == by_page


def test_what_is_answered_is_not_answered_again(client, ask):
    client.get("/")
    for _ in range(2):
        answer = client.post("/today/answer", data={"question": "signs", "choice": "none"})
    assert said(answer)[0] == "refused"
    assert sum(one["kind"] == "answer" for one in ask("log")["entries"]) == 1


def test_strengthening_asks_for_the_safety_answers_and_takes_them(client, strengthening):
    page = client.get("/").text
    assert "does any of this hold for you" in page
    client.post("/today/answer", data={"question": "safety", "choice": "osteoporosis"})
    assert strengthening("me")["safety"] == ["osteoporosis"]
    assert "on hold: osteoporosis: ask a doctor" in words(client.get("/").text)


def test_what_is_over_and_not_spoken_of_can_be_told(client, block, ask, monkeypatch):
    client.get("/")
    evening = datetime.combine(TODAY, time(21))
    monkeypatch.setattr(Site, "now", property(lambda _: evening))
    page = client.get("/").text
    assert "counts as done" in words(page)
    assert said(client.post("/today/skip", data={"block": hidden(page, "block")}))[0] == "done"
    assert (hidden(page, "block"), ask("log")["entries"][-1]["kind"]) == (block, "skip")
    assert "counts as done" not in words(client.get("/").text)


def test_why_it_is_paused_is_said_in_words(client):
    client.post("/log/ill", data={})
    told = words(client.get("/").text)
    assert "paused" in told
    assert "you are ill since Mon 23 Nov" in told


def test_words_out_of_notes_are_only_words(client):
    client.post("/log/note", data={"text": "<script>alert(1)</script>", "from": "today"})
    page = client.get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_who_has_recorded_nothing_yet_may_tell_all_the_same(kneedrive, tmp_path):
    folder = tmp_path / "new"
    kneedrive("log", "note", "first", "--library", folder, "--today", TODAY)
    page = browser(folder).get("/")
    assert page.status_code == 200
    assert "There is no plan yet" in words(page.text)
    assert {"/import", "/calendar"} <= links(page.text)


def test_a_new_library_begins_with_the_import(tmp_path):
    answer = browser(tmp_path / "new").get("/", follow_redirects=False)
    assert answer.headers["location"].startswith("/import")


def test_a_phone_is_shown_no_way_to_pages_it_may_not_see(library):
    beside = phone(library)
    for path in ("/", "/log", "/exercises", "/exercises/dead_bug_heel_tap"):
        page = beside.get(path)
        assert page.status_code == 200
        for to in links(page.text):
            assert beside.get(to).status_code == 200, to


def test_a_phone_may_tell_what_it_shows(library, ask):
    beside = phone(library)
    kind, _ = said(beside.post("/today/done", data={"block": f"{TODAY}-activation"}))
    assert kind == "done"
    assert ask("log")["entries"][-1]["block"] == "activation"


def test_who_ticks_something_and_none_of_these_is_asked_again(client, strengthening):
    client.get("/")
    before = strengthening("me")
    both = {"question": "safety", "choice": ["clear", "osteoporosis"]}
    assert "not both" in client.post("/today/answer", data=both).text
    assert strengthening("me") == before
