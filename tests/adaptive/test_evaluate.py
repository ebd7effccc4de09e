"""`kneedrive evaluate` sets told classes beside found ones, and looks at nothing that tells."""

import csv
import functools
import html
import re
import shutil
import zipfile

import pytest

import sample_data
from models.simulation import squad

FILES = 15  # two weeks of sample_data, with a brick in one file
TEMPO, INTERVALS = "2026-09-03-1731-running.fit.gz", "2026-09-08-1740-running.fit.gz"
EASY, MULTISPORT = "2026-09-04-1720-running.fit.gz", "2026-09-12-0902-multisport.fit.gz"


@pytest.fixture(scope="module")
def truth():
    """What each of the files was meant to be."""
    with (sample_data.folder().parent / sample_data.MANIFEST).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[:FILES]
    return {row["file"]: (row["class"], row["kind"]) for row in rows if row["class"]}


@pytest.fixture
def folder(tmp_path):
    """Those recordings, in a folder of their own."""
    place = tmp_path / "runs"
    place.mkdir()
    for path in sorted(sample_data.folder().iterdir())[:FILES]:
        shutil.copy(path, place)
    return place


def table(path, rows, head="file,class"):
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def measure(kneedrive, tmp_path):
    """Evaluate labels that are given by file; gives the answer."""

    def call(labels, *words, status=0, where=tmp_path / "runs"):
        path = table(where / "labels.csv", [f"{name},{told}" for name, told in labels.items()])
        library = ("--library", tmp_path / "none")
        answer = kneedrive("evaluate", "--labels", path, *words, *library, "--json")
        assert answer.status == status, answer.err
        return answer.json()

    return call


# -- files -----------------------------------------------------------------------------


def test_told_classes_are_set_beside_found_ones(folder, truth, measure):
    found = measure({name: told for name, (told, _) in truth.items()})
    assert (found["n"], found["athletes"], found["source"]) == (len(truth), 1, "files")
    assert found["with_plan"] is False
    assert found["accuracy"] == 1
    assert found["key_recall"] == found["key_protected"] == 1
    assert found["false_key_rate"] == 0
    assert sum(found["by_tier"][tier]["n"] for tier in found["by_tier"]) == len(truth)
    assert found["baselines"]["majority"]["accuracy"] < 1
    assert found["confusion"]["brick"]["brick"] == 1
    assert found["intervals"]["over"] == "sessions"
    assert found["misses"] == found["unread"] == []


def test_a_wrong_label_is_a_miss_with_all_that_speaks_for_what_was_found(folder, truth, measure):
    labels = {name: told for name, (told, _) in truth.items()} | {EASY: "key", TEMPO: "easy"}
    found = measure(labels)
    n, keys = len(labels), list(labels.values()).count("key")
    assert found["accuracy"] == pytest.approx((n - 2) / n)
    assert found["key_recall"] == pytest.approx((keys - 1) / keys)
    first, second = found["misses"]
    assert (first["file"], first["truth"], first["predicted"]) == (EASY, "key", "easy")
    assert (second["file"], second["truth"], second["predicted"]) == (TEMPO, "easy", "key")
    assert first["probability"] < 0.5 < second["probability"]
    assert first["reasons"]
    assert first["evidence"]["hard_min"] < 5 < second["evidence"]["hard_min"]


def test_workouts_and_titles_are_hidden_unless_asked_for(folder, measure):
    (hidden,) = measure({INTERVALS: "easy"})["misses"]
    (shown,) = measure({INTERVALS: "easy"}, "--with-plan")["misses"]
    assert "workout" in shown["reasons"][0]
    assert "workout" not in " ".join(hidden["reasons"])


def test_a_file_is_judged_by_what_lies_beside_it_and_by_nothing_later(folder, measure):
    (whole,) = measure({INTERVALS: "easy"})["misses"]
    for path in folder.glob("2026-09-*.fit.gz"):
        if path.name > INTERVALS:
            path.unlink()
    (alone_later,) = measure({INTERVALS: "easy"})["misses"]
    assert alone_later == whole
    for path in folder.glob("*.fit.gz"):
        if path.name != INTERVALS:
            path.unlink()
    (cold,) = measure({INTERVALS: "easy"})["misses"]
    assert cold["evidence"] != whole["evidence"]


def test_of_athletes_who_share_a_folder_each_has_the_own_files_alone(folder, kneedrive, tmp_path):
    rows = [f"{EASY},key,ann", f"{INTERVALS},easy,bob", f"{TEMPO},easy,bob"]
    path = table(folder / "labels.csv", rows, head="file,class,athlete")
    answer = kneedrive("evaluate", "--labels", path, "--library", tmp_path / "no", "--json")
    found = answer.json()
    assert found["athletes"] == 2
    assert found["intervals"]["over"] == "athletes"
    assert {miss["athlete"] for miss in found["misses"]} == {"ann", "bob"}
    assert found["first_28_days"]["n"] == 3
    (folder / "labels.csv").unlink()
    for path in folder.glob("*.fit.gz"):
        if path.name not in {TEMPO, INTERVALS}:
            path.unlink()
    path = table(folder / "labels.csv", [f"{INTERVALS},easy"])
    answer = kneedrive("evaluate", "--labels", path, "--library", tmp_path / "no", "--json")
    (alone,) = answer.json()["misses"]
    (bobs,) = [miss for miss in found["misses"] if miss["file"] == INTERVALS]
    assert alone["evidence"] == bobs["evidence"]


def test_a_leg_has_its_own_class_unless_a_brick_is_expected(folder, measure):
    assert measure({MULTISPORT: "brick"})["accuracy"] == 1
    (miss,) = measure({MULTISPORT: "key"})["misses"]
    assert miss["predicted"] == "easy"
    (miss,) = measure({INTERVALS: "brick"})["misses"]
    assert miss["predicted"] == "key"


def test_what_is_missing_or_broken_is_listed_and_the_rest_is_scored(folder, measure, kneedrive):
    (folder / "broken.fit").write_bytes(b"\x0e\x10\xd9\x07\x00\x01\x00\x00.FIT\x00\x00" * 3)
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.write(folder / EASY, "run.fit")
    labels = {EASY: "easy", "nowhere.fit": "key", "broken.fit": "key", "export.zip": "easy"}
    found = measure(labels, status=3)
    assert found["n"] == 1
    assert [one["file"] for one in found["unread"]] == ["nowhere.fit", "broken.fit", "export.zip"]
    assert "unpack" in found["unread"][2]["reason"]
    assert found["unread"][0]["reason"] == "there is no such file"
    assert all(one["reason"] for one in found["unread"])
    answer = kneedrive("evaluate", "--labels", folder / "labels.csv", "--library", folder / "no")
    assert answer.status == 3
    assert "not read: nowhere.fit" in answer.out


def test_where_nothing_is_found_nothing_is_claimed(folder, measure):
    found = measure({"nowhere.fit": "key"}, status=3)
    assert found["n"] == 0
    assert found["accuracy"] is None
    assert found["intervals"] is None


def test_a_file_is_looked_for_in_the_folders_above_then_here_then_in_the_library(
    folder, measure, kneedrive, sample_library, tmp_path, monkeypatch
):
    (folder / "labels").mkdir()
    where = folder / "labels"
    assert measure({f"runs/{EASY}": "easy"}, where=where)["n"] == 1
    assert measure({EASY: "easy"}, where=where)["n"] == 1
    assert measure({f"../runs/../runs/{EASY}": "easy"}, where=where)["n"] == 1
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    assert measure({f"runs/{EASY}": "easy"}, where=tmp_path / "elsewhere")["n"] == 1
    shutil.rmtree(tmp_path / "runs")
    path = table(tmp_path / "labels.csv", [f"gone/{EASY},easy", f"gone/{MULTISPORT},brick"])
    answer = kneedrive("evaluate", "--labels", path, "--library", sample_library, "--json")
    assert answer.status == 0
    assert (answer.json()["n"], answer.json()["accuracy"]) == (2, 1)


# -- the table -------------------------------------------------------------------------


def test_columns_stand_in_any_order_with_any_separator_and_others_are_left_alone(
    folder, kneedrive, tmp_path
):
    rows = ["", f"tempo;what he said;KEY;{TEMPO};easy", f";;easy;{EASY};easy", f";;;{INTERVALS};"]
    path = folder / "labels.csv"
    text = "\n".join(["Kind;basis;Class;File;second_class", *rows])
    path.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n")
    answer = kneedrive("evaluate", "--labels", path, "--library", tmp_path / "no", "--json")
    found = answer.json()
    assert (found["n"], found["accuracy"], found["kind_accuracy"]) == (2, 1, 1)
    assert (found["second_opinions"], found["kappa"]) == (2, 0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("file,class\nmonday.fit,easy\ntuesday.fit,hard\n", "row 3 of .* says 'hard'"),
        ("file,class\nmonday.fit,easy\nmonday.fit,key\n", "rows 2 and 3 of .* easy and key"),
        ("file,class,second_class\nmonday.fit,easy,hard\n", "row 2 of .* says 'hard'"),
        ("file,class\n,easy\n", "row 2 of .* names no file"),
        ("file,kind\nmonday.fit,tempo\n", "has no column class"),
        ("file,class\n", "names no file"),
        ("", "has no column file and no column class"),
        (b"file,class\nm\xfcller.fit,easy\n", "is not text in UTF-8"),
    ],
)
def test_a_table_that_says_what_cannot_be_is_refused(kneedrive, tmp_path, content, says):
    path = tmp_path / "labels.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = kneedrive("evaluate", "--labels", path, "--library", tmp_path / "no")
    assert answer.status == 2
    assert re.search(says, answer.err)


def test_a_table_that_is_not_there_is_wrong_usage(kneedrive, tmp_path):
    answer = kneedrive("evaluate", "--labels", tmp_path / "no.csv", "--library", tmp_path / "no")
    assert answer.status == 2
    assert "No such file" in answer.err


# -- the athlete's own library ---------------------------------------------------------


@pytest.fixture
def rows(ask):
    """By class the running sessions of the library, as found."""
    found = [one for one in ask("sessions") if one["sport"] == "running" and not one["uncertain"]]
    return {name: [one for one in found if one["class"] == name] for name in ("easy", "key")}


def test_without_a_label_there_is_nothing_to_compare_with(kneedrive, library):
    answer = kneedrive("evaluate", "--library", library)
    assert answer.status == 1
    assert "kneedrive label" in answer.err


def test_what_the_athlete_told_is_compared_with_what_is_found_without_it(ask, rows):
    ask("label", rows["easy"][0]["id"], "key")
    ask("label", rows["easy"][1]["id"], "easy")
    for one in rows["key"][:2]:
        ask("label", one["id"], "key")
    before = ask("sessions")
    found = ask("evaluate")
    assert (found["source"], found["n"]) == ("library", 4)
    assert found["accuracy"] == pytest.approx(3 / 4)
    (miss,) = found["misses"]
    assert (miss["file"], miss["truth"]) == (rows["easy"][0]["id"], "key")
    assert not any("you said" in reason for reason in miss["reasons"])
    assert ask("sessions") == before


def test_agreement_with_workouts_is_told_apart_from_accuracy(ask, rows, kneedrive, library):
    ask("label", rows["easy"][0]["id"], "easy")
    planned = [one for one in ask("sessions") if one["label_source"] == "plan"]
    found = ask("evaluate")
    assert (found["n"], found["planned"]) == (1, len(planned))
    assert 0.9 <= found["planned_agreement"] <= 1
    words = " ".join(kneedrive("evaluate", "--library", library).out.split())
    assert "agreement with the plan, not accuracy" in words


def test_a_told_brick_is_compared_with_the_brick_that_was_found(ask):
    legs = [one for one in ask("sessions") if one["class"] == "brick"][:2]
    for leg in legs:
        ask("label", leg["id"], "brick")
    found = ask("evaluate")
    assert (found["n"], found["accuracy"], found["recalls"]["brick"]) == (2, 1, 1)


# -- simulated athletes ----------------------------------------------------------------


@pytest.fixture
def short_squad(monkeypatch):
    """Five weeks of each athlete."""
    monkeypatch.setattr(squad, "draw_squad", functools.partial(squad.draw_squad, days=35))


def test_simulated_athletes_are_told_apart_by_tier_and_case(kneedrive, short_squad, tmp_path):
    words = ("evaluate", "--squad", 2, "--seed", 4, "--library", tmp_path / "no")
    found = kneedrive(*words, "--json").json()
    assert (found["source"], found["athletes"]) == ("squad", 2)
    assert found["n"] == sum(one["n"] for one in found["by_case"].values())
    assert 0 < found["first_28_days"]["n"] < found["n"]
    assert "cascade" in found["baselines"]
    assert found["accuracy"] > found["baselines"]["majority"]["accuracy"]
    answer = kneedrive(*words)
    assert answer.status == 0
    assert "Simulated athletes, no people" in answer.out
    assert "not accuracy" in " ".join(answer.out.split())


@pytest.mark.parametrize("other", [("--labels", "x.csv"), ("--with-plan",)])
def test_a_squad_has_neither_files_nor_workouts(kneedrive, tmp_path, other):
    answer = kneedrive("evaluate", "--squad", 1, *other, "--library", tmp_path / "no")
    assert answer.status == 2


# -- on the terminal -------------------------------------------------------------------


def test_the_answer_fits_forty_columns_of_ascii(folder, measure, kneedrive, monkeypatch, tmp_path):
    measure({EASY: "key", INTERVALS: "key", TEMPO: "key"})
    monkeypatch.setenv("COLUMNS", "40")
    path = folder / "labels.csv"
    answer = kneedrive("evaluate", "--labels", path, "--library", tmp_path / "no")
    assert answer.out.isascii()
    long = [line for line in answer.out.splitlines() if len(line) > 40]
    assert all(line.endswith(".fit.gz") for line in long)
    assert "was key; called easy" in " ".join(answer.out.split())
    assert "67%" in answer.out


# -- the page --------------------------------------------------------------------------


def test_the_page_shows_pictures_and_explains_each_miss(folder, truth, measure, tmp_path):
    labels = {name: told for name, (told, _) in truth.items()} | {EASY: "key", TEMPO: "easy"}
    found = measure(labels, "--report", tmp_path / "out")
    page = (tmp_path / "out" / "evaluation.html").read_text(encoding="utf-8")
    assert page.count('class="plot"') == 3 + 2
    for miss in found["misses"]:
        assert miss["file"] in page
        assert miss["reasons"][0].replace("'", "&#39;") in page
    assert "minutes above 0.95 of threshold pace" in page
    assert "rules alone" in page
    assert "T1: power or pace, and heart rate" in page


def test_the_page_loads_nothing_and_a_name_commands_nothing(folder, measure, tmp_path):
    evil = "<script>alert(1)&.fit.gz"
    shutil.move(folder / EASY, folder / evil)
    measure({evil: "key", "</title><img src=x>": "key"}, "--report", tmp_path / "a.html", status=3)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&amp;.fit.gz" in page
    shown = re.sub(r"<script.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(img|link|iframe|image|object|base)\b", shown)
    assert not re.search(r"<[^>]*\b(href|src)=", shown)
    assert "default-src 'none'" in html.unescape(shown)


def test_of_nothing_scored_the_page_still_says_what_was_not_read(folder, measure, tmp_path):
    measure({"nowhere.fit": "key"}, "--report", tmp_path / "a.html", status=3)
    assert "nowhere.fit" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_said(folder, measure, tmp_path):
    (tmp_path / "file").touch()
    answer = measure({EASY: "easy"}, "--report", tmp_path / "file" / "a.html", status=1)
    assert "cannot be written" in answer["error"]
