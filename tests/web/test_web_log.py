"""Log tells all that `kneedrive log` tells, and keeps the very same entries."""

import re

import pytest
from beside_the_mat import TODAY, browser, said, words

from adaptive.web.pages import log as log_page

FORMS = [
    (
        "check",
        {"left": "12", "right": "15", "march": "shaky", "dead_bug": "flat", "feel": "deep"},
        "check 12 15 shaky flat deep",
    ),
    (
        "check",
        {"left": "15", "right": "15", "range": "half", "back": "3", "hip_pull": "1"},
        "check 15 15 half back 3 hip 1",
    ),
    (
        "symptom",
        {"back": "2", "hip_pull": "0", "soreness": "4", "sharp": "yes"},
        "symptom --back 2 --hip-pull 0 --soreness 4 --sharp",
    ),
    ("symptom", {"sign": ["stiff_back", "pelvis_tilts"]}, "symptom stiff_back pelvis_tilts"),
    ("symptom", {"red_flag": "chest_pain"}, "symptom chest_pain"),
    ("done", {"block": ["drills", "stretch"], "effort": "5"}, "done drills stretch --effort 5"),
    ("skip", {"block": "drills", "why": "rain"}, "skip drills --why rain"),
    ("effort", {"session": "last", "effort": "7"}, "effort last 7"),
    ("knee-lift", {"left": "90", "right": "85", "unit": "deg"}, "knee-lift 90 85"),
    ("knee-lift", {"left": "62", "right": "60", "unit": "cm"}, "knee-lift 62cm 60cm"),
    ("cadence", {"cadence": "172", "at_pace": "5:30/km"}, "cadence 172 5:30/km"),
    ("cadence", {"cadence": "88", "at_pace": "210w"}, "cadence 88 210w"),
    ("ill", {"fever": "yes"}, "ill --fever"),
    ("change", {"what": "shoes", "name": "Pegasus 41"}, "change shoes Pegasus 41"),
    ("note", {"text": "hilly, into the wind"}, "note hilly, into the wind"),
]


@pytest.fixture
def client(library):
    return browser(library, "/log")


def named(form):
    return f"{form[0]}-{form[2]}"


@pytest.mark.parametrize("form", FORMS, ids=map(named, FORMS))
def test_each_form_keeps_what_the_command_keeps(client, ask, form):
    path, told, command = form
    _, message = said(client.post(f"/log/{path}", data=told))
    assert "Logged" in message
    by_page = ask("log")["entries"]
    assert by_page
    ask("log", "undo")
    if len(by_page) > 1:
        ask("log", "undo")
    ask("log", *command.split())
    assert ask("log")["entries"] == by_page


def test_another_day_and_time_may_be_meant(client, ask):
    when = {"date": "2026-11-20", "at": "07:30"}
    client.post("/log/symptom", data={"back": "2"} | when)
    by_page = ask("log")["entries"]
    ask("log", "undo")
    ask("log", "symptom", "--back", 2, "--date", "2026-11-20", "--at", "7:30")
    assert ask("log")["entries"] == by_page


def test_getting_well_and_being_cleared_end_what_there_is(client, ask):
    assert said(client.post("/log/well", data={}))[0] == "refused"
    assert said(client.post("/log/cleared", data={}))[0] == "refused"
    client.post("/log/ill", data={"date": "2026-11-20"})
    assert said(client.post("/log/well", data={"date": "2026-11-22"}))[0] == "done"
    client.post("/log/symptom", data={"red_flag": "fainting"})
    assert said(client.post("/log/cleared", data={}))[0] == "done"
    kinds = [one["kind"] for one in ask("log")["entries"]]
    assert kinds == ["ill", "well", "symptom", "cleared"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("check", {}),
        ("check", {"left": "many", "right": "15"}),
        ("symptom", {}),
        ("symptom", {"back": "11"}),
        ("symptom", {"back": "2", "date": "2026-12-24"}),
        ("symptom", {"back": "2", "date": "someday"}),
        ("symptom", {"back": "2", "at": "25:00"}),
        ("symptom", {"red_flag": "<script>"}),
        ("done", {}),
        ("done", {"block": "<b>juggling</b>"}),
        ("effort", {"session": "zzz", "effort": "7"}),
        ("effort", {"session": "last", "effort": "0"}),
        ("knee-lift", {"left": "90", "right": "850", "unit": "deg"}),
        ("cadence", {"cadence": "172"}),
        ("change", {"what": "socks"}),
        ("note", {"text": "  "}),
        ("import", {}),
        ("undo", {}),
    ],
)
def test_what_makes_no_sense_is_said_and_loses_nothing(client, ask, path, told):
    ask("log", "note", "kept")
    if path == "undo":
        ask("log", "undo")
    before = ask("log")["entries"]
    answer = client.post(f"/log/{path}", data=told)
    kind, message = said(answer)
    assert kind == "refused"
    assert "Not logged" in message
    assert "kneedrive log" not in message
    assert "<script>" not in answer.text.replace('<script src="/static', "").partition("<main")[2]
    assert ask("log")["entries"] == before


def test_the_form_that_was_wrong_stays_open(client):
    answer = client.post("/log/cadence", data={"cadence": "172", "at_pace": "fast"})
    assert re.search(r'<details class="card part" id="cadence" open>', answer.text)


def test_saying_the_same_twice_says_it_once(client, ask):
    for _ in range(2):
        for path, told, _command in FORMS:
            client.post(f"/log/{path}", data=told)
    kinds = [one["kind"] for one in ask("log")["entries"]]
    assert kinds.count("note") == 1
    assert kinds.count("ill") == 1


def test_a_table_is_taken_in_row_by_row(client, ask):
    table = b"date,left,right,smooth\n2026-11-20,15,15,yes\n2026-11-21,15,many,yes\n"
    kind, message = said(client.post("/log/import", files={"file": ("answers.csv", table)}))
    assert kind == "refused"
    assert "1 logged, 1 refused" in message
    assert "Line 3" in message
    again = said(client.post("/log/import", files={"file": ("answers.csv", table)}))[1]
    assert "1 known" in again
    assert len(ask("log")["entries"]) == 1


@pytest.mark.parametrize("table", [b"", b"\xff\xfe\x00", b"left,right\n1,2\n"])
def test_what_is_no_table_is_refused_by_its_name(client, ask, table):
    name = "<img src=x>.csv"
    answer = client.post("/log/import", files={"file": (name, table)})
    kind, message = said(answer)
    assert kind == "refused"
    assert name in message
    assert "<img" not in answer.text
    assert ask("log")["entries"] == []


def test_the_diary_shows_what_was_told_and_takes_back_the_last(client, ask):
    client.post("/log/note", data={"text": "one <b>bold</b>"})
    page = client.get("/log").text
    assert "one &lt;b&gt;bold" in page
    assert "Taken back" in said(client.post("/log/undo", data={}))[1]
    assert ask("log")["entries"] == []


def test_every_form_of_the_command_line_is_there(client):
    page = client.get("/log").text
    for path in log_page.FORMS:
        assert (
            f'action="/log/{path}"' in page
            or f'formaction="/log/{path}"' in page
            or (path == "undo")
        )


def test_every_control_has_a_label_of_its_own(client):
    for path in ("/", "/log", "/you"):
        page = client.get(path).text
        controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
        for control in controls:
            if 'type="hidden"' in control or 'type="radio"' in control or "checkbox" in control:
                continue
            name = re.search(r'\bid="([^"]+)"', control)[1]
            assert f'for="{name}"' in page, control


def test_you_tells_the_facts_that_me_tells(client, ask):
    page = words(client.get("/you").text)
    assert "Equipment" in page
    before = ask("me")
    told = {"birth_year": "1984", "equipment.shown": "yes", "equipment": ["step", "band"]}
    kind, message = said(client.post("/you", data=told))
    assert (kind, "Birth year: 1984" in message) == ("done", True)
    assert ask("me") == before | {"birth_year": 1984, "equipment": ["step", "band"]}


def test_you_sent_as_it_stands_changes_nothing(client, ask):
    ask("me", "set", "safety", "clear")
    ask("me", "set", "mass_kg", "70.5")
    before = ask("me")
    page = client.get("/you").text
    fields = re.findall(
        r'<input (?:id="[^"]*" )?(?:type="hidden" )?name="([^"]+)" value="([^"]*)"', page
    )
    ticked = re.findall(r'name="([^"]+)" value="([^"]*)" checked', page)
    chosen = [(name, "") for name in re.findall(r'<select id="[^"]*" name="([^"]+)"', page)]
    sent = {}
    for name, value in [*fields, *ticked, *chosen]:
        sent.setdefault(name, []).append(value)
    assert "mass_kg" in sent
    assert sent["safety"] == ["clear"]
    assert "Nothing is new" in said(client.post("/you", data=sent))[1]
    assert ask("me") == before


def test_a_fact_that_makes_no_sense_leaves_the_others(client, ask):
    told = {
        "birth_year": "MCMLXXXIV",
        "mass_kg": "70",
        "safety.shown": "y",
        "safety": "osteoporosis",
    }
    kind, message = said(client.post("/you", data=told))
    assert kind == "refused"
    assert "MCMLXXXIV" in message
    known = ask("me")
    assert (known["birth_year"], known["mass_kg"]) == (None, 70)
    assert known["safety"] == ["osteoporosis"]


def test_an_empty_field_takes_a_fact_back(client, ask):
    ask("me", "set", "mass_kg", "70")
    ask("me", "set", "avoid", "none")
    client.post("/you", data={"mass_kg": "", "avoid.shown": "yes"})
    known = ask("me")
    assert (known["mass_kg"], known["avoid"]) == (None, None)


def test_the_day_of_a_form_is_today(client):
    page = client.get("/log").text
    assert f'value="{TODAY}" max="{TODAY}"' in page
