"""Import by the page: by the same code as at the terminal, and nothing is left lying about."""

import asyncio
import gzip
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient

import sample_data
from adaptive import reconciling
from adaptive.library.store import Store
from adaptive.web import receiving
from adaptive.web.app import create
from adaptive.web.site import Site

_OWN = "http://127.0.0.1:8765"
_RUN = "2026-11-17-1737-running.fit.gz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def site(folder: Path) -> Site:
    return Site(folder, sample_data.TODAY)


@pytest.fixture
def client(site: Site) -> TestClient:
    return TestClient(create(site), base_url=_OWN, headers={"Origin": _OWN})


def recording(name: str = _RUN) -> bytes:
    return (sample_data.folder() / name).read_bytes()


def send(client: TestClient, *files: tuple[str, bytes], **headers: str):
    return client.post("/import", files=[("files", file) for file in files], headers=headers)


def outcomes(folder: Path) -> list[tuple[str, str]]:
    """Name and outcome of each file of the last import."""
    with Store.open(folder) as store:
        last = store.imports.all()[-1].id
        (one,) = reconciling.account(store, last)["imports"]
    return [(file["path"], file["outcome"]) for file in one["files"]]


def left_behind(folder: Path) -> list[Path]:
    return list(folder.glob("upload-*"))


def test_a_new_library_is_welcomed_and_told_where_recordings_come_from(client):
    page = client.get("/import").text
    assert "Welcome" in page
    for maker in ("Garmin", "Strava", "Wahoo", "COROS", "Polar", "Suunto"):
        assert maker in page


def test_a_recording_is_imported_without_script_and_the_answer_is_the_report(client, folder):
    answer = send(client, (_RUN, recording()))
    assert answer.status_code == 200
    assert answer.url.path == "/import/1"
    assert "<strong>1</strong> imported" in answer.text
    assert 'href="/week"' in answer.text
    assert outcomes(folder) == [(_RUN, "imported")]
    assert not left_behind(folder)
    assert "Welcome" not in client.get("/import").text


def test_a_script_is_told_how_far_it_is_and_where_it_ends(client):
    answer = send(client, (_RUN, recording()), Accept="application/json")
    assert answer.status_code == 202
    path = answer.json()["progress"]
    while not (now := client.get(path).json())["to"]:
        assert now["state"] in {"waiting", "reading", "classing", "done"}
    assert now["state"] == "done"
    assert "1 file looked at" in client.get(now["to"]).text
    assert client.get("/import/progress/99").status_code == 404


def test_the_same_file_again_is_known(client, folder):
    send(client, (_RUN, recording()))
    send(client, ("another name.fit.gz", recording()))
    assert outcomes(folder) == [("another name.fit.gz", "known")]


def test_two_files_of_one_name_are_two_files(client, folder):
    names = sorted(path.name for path in sample_data.folder().glob("*running.fit.gz"))[:2]
    send(client, *(("ride.fit", recording(name)) for name in names))
    assert outcomes(folder) == [("ride.fit", "imported"), ("(2) ride.fit", "imported")]


def test_a_zip_is_looked_into(client, folder):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"years/{_RUN}", recording())
        archive.writestr("years/notes.txt", "nothing")
    send(client, ("export.zip", packed.getvalue()))
    assert (f"export.zip/years/{_RUN}", "imported") in outcomes(folder)


def test_one_bad_file_stops_no_other_and_every_file_has_one_outcome(client, folder):
    answer = send(
        client,
        ("broken.fit", recording()[:40]),
        ("empty.fit", b""),
        ("holiday.jpg", b"\xff\xd8\xff\xe0 a picture"),
        (_RUN, recording()),
    )
    assert dict(outcomes(folder)) == {
        "broken.fit": "failed",
        "empty.fit": "failed",
        "holiday.jpg": "failed",
        _RUN: "imported",
    }
    assert "could not be read" in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "../../../../tmp/x.fit",
        "..\\..\\x.fit",
        "/etc/passwd",
        "C:\\Windows\\x.fit",
        "<script>alert(1)</script>.fit",
        "a\x1b[31m\x07red.fit",
        "\u202eevil.fit",
        "x" * 300 + ".fit",
    ],
)
def test_a_name_is_only_ever_shown(client, folder, tmp_path, name):
    before = {path for path in tmp_path.parent.rglob("*") if folder not in path.parents}
    answer = send(client, (name, recording()))
    ((shown, outcome),) = outcomes(folder)
    assert outcome == "imported"
    assert shown.isprintable()
    assert not Path(shown).is_absolute()
    assert ".." not in Path(shown).parts
    assert "<script>alert" not in answer.text
    assert "\x1b" not in answer.text
    after = {path for path in tmp_path.parent.rglob("*") if folder not in path.parents}
    assert after - before <= {folder}
    assert not left_behind(folder)


def test_strava_s_list_gives_its_titles_to_the_files_of_its_folder(client, folder):
    listed = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename\n"
        f'1,"Nov 17, 2026, 4:37:00 PM",Track with Mia,Run,,activities/{_RUN}\n'
    )
    send(
        client,
        (f"export/activities/{_RUN}", recording()),
        ("export/activities.csv", listed.encode()),
        ("export/.DS_Store", b"clutter"),
    )
    assert [outcome for _, outcome in outcomes(folder)] == ["skipped", "imported"]
    assert "Track with Mia" in client.get("/sessions/last").text


def test_nothing_chosen_is_said_and_leaves_nothing(client, folder):
    for answer in (
        send(client, ("", b"")),
        client.post("/import", data={"x": "y"}, headers={"Referer": f"{_OWN}/import"}),
    ):
        assert answer.status_code in {200, 404}
        assert "chosen" in answer.text or "no files were sent" in answer.text
    assert not left_behind(folder)


def test_what_is_broken_off_on_the_way_leaves_nothing(folder):
    begun = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.fit"\r\n\r\n'
    seen = []

    async def wire():
        if not seen:
            seen.append("begun")
            return {"type": "http.request", "body": begun + recording(), "more_body": True}
        seen.extend(path for path in folder.rglob("*") if path.is_file())
        return {"type": "http.disconnect"}

    headers = [(b"content-type", b"multipart/form-data; boundary=b")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, wire)
    with pytest.raises(ClientDisconnect):
        asyncio.run(receiving.receive(request, folder))
    assert len(seen) == 2  # there was a file to be removed
    assert not left_behind(folder)


def test_a_disk_without_room_is_said_before_anything_is_read(client, folder, monkeypatch):
    usage = shutil.disk_usage(Path.cwd())._replace(free=1000)
    monkeypatch.setattr(receiving.shutil, "disk_usage", lambda _: usage)
    answer = client.post(
        "/import",
        files=[("files", (_RUN, recording()))],
        headers={"Referer": f"{_OWN}/import"},
    )
    assert "too little room" in answer.text
    assert not left_behind(folder)


def test_an_upload_is_no_remembered_folder(client, folder):
    send(client, (f"some folder/{_RUN}", recording()))
    with Store.open(folder) as store:
        assert store.imports.folders() == []
    assert "Look through your folders" not in client.get("/import").text


def test_remembered_folders_are_looked_through_again_and_may_be_forgotten(
    kneedrive, client, folder, tmp_path
):
    watch = tmp_path / "watch"
    watch.mkdir()
    kneedrive("import", sample_data.folder() / _RUN, "--library", folder)
    shutil.copy(sample_data.folder() / _RUN, watch)
    kneedrive("import", watch, "--library", folder)
    other = next(p for p in sorted(sample_data.folder().glob("*cycling.fit.gz")))
    shutil.copy(other, watch)
    assert "Look through your folders again" in client.get("/import").text
    answer = client.post("/import/again")
    assert "<strong>1</strong> imported" in answer.text
    client.post("/import/folders/forget", data={"folder": str(watch)})
    assert "Look through your folders" not in client.get("/import").text


def test_a_merge_is_undone_and_put_together_again(client, folder):
    """The same recording cut off a little earlier is another file of the same session."""
    whole = gzip.decompress(recording())
    send(client, ("whole.fit", whole), ("cut.fit", whole[: len(whole) * 4 // 5]))
    page = client.get("/import").text
    assert "Recorded more than once" in page
    with Store.open(folder) as store:
        (other,) = store.merges.leaders()
    assert "It stands for itself again" in _do(client, "separate", other)
    with Store.open(folder) as store:
        assert not store.merges.leaders()
    assert "It may be put together" in _do(client, "rejoin", other)
    with Store.open(folder) as store:
        assert set(store.merges.leaders()) == {other}
    assert "no merged session begins with" in _do(client, "separate", "nope")


def _do(client: TestClient, what: str, session: str) -> str:
    answer = client.post(
        f"/import/{what}", data={"session": session}, headers={"Referer": f"{_OWN}/import"}
    )
    return answer.text


def test_a_second_import_waits_for_the_first(client, folder):
    first = send(client, (_RUN, recording()), Accept="application/json").json()["progress"]
    second = send(client, ("again.fit", recording()), Accept="application/json").json()["progress"]
    assert first != second
    while not client.get(second).json()["to"]:
        pass
    assert client.get(first).json()["to"].startswith("/import/1")
    assert outcomes(folder) == [("again.fit", "known")]


def test_ending_the_server_ends_the_import_between_two_files(client, site, folder):
    site.stopping.set()
    send(client, (_RUN, recording()))
    with Store.open(folder) as store:
        (one,) = store.imports.all()
    assert one.seconds is None  # interrupted
    assert not left_behind(folder)


def test_what_a_killed_process_left_is_swept_up_a_day_later(folder):
    for name, age_s in (("upload-old_0123", 100_000), ("upload-new_0123", 10)):
        (folder / name).mkdir(parents=True)
        at = (folder / name).stat().st_mtime - age_s
        os.utime(folder / name, (at, at))
    receiving.sweep(folder)
    assert [path.name for path in left_behind(folder)] == ["upload-new_0123"]
