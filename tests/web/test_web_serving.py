"""`kneedrive serve`: it starts, answers, sees what others write, and ends when it is told to."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

import sample_data
from adaptive import assessing
from adaptive.library.remembering import Memory
from adaptive.library.store import Store
from adaptive.web import app as application
from adaptive.web import serving
from adaptive.web.app import create
from adaptive.web.site import Site, get
from ingest.errors import KneedriveError, UsageError

MAIN = "from adaptive.cli import main; main()"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], dict]]]:
    """Start the command in a process of its own; gives it with what it says first."""
    running: list[subprocess.Popen[str]] = []

    def run(*words: object) -> tuple[subprocess.Popen[str], dict]:
        options = ["--library", tmp_path / "library", "--json", "serve", "--no-open", *words]
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *map(str, options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process, json.loads(process.stdout.readline())

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def load(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_on_this_computer_and_ends_cleanly(start, sign):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]  # of its own: tests beside this one take the usual ones
    process, told = start("--port", port)
    assert told["url"] == f"http://127.0.0.1:{told['port']}/"
    status, text = load(told["url"] + "phones")
    assert (status, "<h1>Phones</h1>" in text) == (200, True)
    process.send_signal(sign)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert (out, err.splitlines()[-1]) == ("", "The page is closed.")
    with pytest.raises(OSError, match="refused"):
        load(told["url"])


@pytest.fixture
def site(tmp_path: Path) -> Site:
    Store.open(tmp_path / "library", create=True).close()
    return Site(tmp_path / "library", sample_data.TODAY)


@pytest.fixture
def serve(site: Site) -> Iterator[Callable[..., SimpleNamespace]]:
    """Serve in a thread; ends with the test, or when told to."""
    servers: list[SimpleNamespace] = []
    made: list[serving._Server] = []
    keep = serving._Server.__init__

    def begin(self: serving._Server, *args: object) -> None:
        keep(self, *args)
        made.append(self)

    def run(**options: object) -> SimpleNamespace:
        found: list[serving.Serving] = []
        failed: list[Exception] = []

        def work() -> None:
            try:
                serving.serve(site, started=found.append, **options)
            except KneedriveError as error:
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        while not found and not failed:
            time.sleep(0.01)
        if failed:
            thread.join()
            raise failed[0]

        number = len(servers)

        def stop() -> None:
            while (
                len(made) <= number
            ):  # it is told where it can be seen a moment before it is there
                time.sleep(0.01)
            made[number].handle_exit(signal.SIGINT, None)

        server = SimpleNamespace(at=found[0], thread=thread, stop=stop)
        servers.append(server)
        return server

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving._Server, "__init__", begin)
        yield run
        for server in servers:
            server.stop()
            server.thread.join(30)
            assert not server.thread.is_alive()


def test_a_port_that_is_taken_is_passed_over_and_said(serve, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(serving, "DEFAULT_PORT", taken)
        page = serve().at
        assert page.port != taken
        assert page.port_taken == taken
        assert load(page.url + "phones")[0] == 200


def test_a_named_port_that_is_taken_is_a_fault_of_use(site):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {taken} cannot be used") as found:
            serving.serve(site, port=taken)
    assert "running already" in found.value.hint


@pytest.mark.parametrize(
    "name", ["https://training.example.org", "training.example.org:443", "a/b", "a b", ""]
)
def test_a_proxys_name_that_no_request_could_have_is_refused(kneedrive, tmp_path, name):
    answer = kneedrive("serve", "--no-open", "--allow-host", name, "--library", tmp_path / "l")
    assert answer.status == 2
    assert "is no host's name" in answer.err


def test_without_lan_only_this_computer_is_listened_to(serve, monkeypatch):
    asked, listen = [], serving._listen
    monkeypatch.setattr(
        serving, "_listen", lambda where, port: asked.append(list(where)) or listen(where, port)
    )
    page = serve().at
    assert page.pairing is None
    assert asked == [["127.0.0.1"]]
    with pytest.raises(OSError, match="refused"):
        load(f"http://127.0.0.2:{page.port}/")


def test_with_lan_every_private_address_is_listened_to_and_no_other(serve, site, monkeypatch):
    # Any address of the loopback network but the usual one stands for the home network here.
    monkeypatch.setattr(serving, "own_addresses", lambda: ["127.0.0.2"])
    page = serve(lan=True).at
    assert page.pairing.address == f"http://127.0.0.2:{page.port}"
    # This visitor does not come from a private address.
    assert load(f"{page.pairing.address}/pair")[0] == 403
    assert load(page.url + "phones")[0] == 200
    assert "QR code" in load(page.url + "phones")[1]
    with pytest.raises(OSError, match="refused"):
        load(f"http://127.0.0.3:{page.port}/")


def test_with_lan_there_must_be_a_private_network(site, monkeypatch):
    monkeypatch.setattr(serving, "own_addresses", list)
    with pytest.raises(KneedriveError, match="no private network"):
        serving.serve(site, lan=True)


def test_a_stream_that_is_open_does_not_hold_the_end(serve, site, monkeypatch):
    def stream(request):
        def wait():
            yield "data: here\n\n"
            while not site.stopping.wait(0.1):
                pass

        return StreamingResponse(wait(), media_type="text/event-stream")

    class Page:
        routes = (get("/stream", stream),)

    monkeypatch.setattr(application, "PAGES", (*application.PAGES, Page))
    page = serve()
    with urllib.request.urlopen(page.at.url + "stream", timeout=30) as still_open:
        assert still_open.readline() == b"data: here\n"
        page.stop()
        page.thread.join(30)
        assert not page.thread.is_alive()


def test_what_is_remembered_is_forgotten_when_another_writes(library):
    site = Site(library, sample_data.TODAY)

    def classes() -> dict[str, str]:
        with site.open() as store:
            known = assessing.assessed(store, sample_data.TODAY)
        return {one.stored.id: one.session_class for one in known}

    before = classes()
    easy = next(name for name, word in reversed(before.items()) if word == "easy")
    command = ["label", easy, "key", "--library", str(library), "--today", str(sample_data.TODAY)]
    subprocess.run([sys.executable, "-c", MAIN, *command], check=True, capture_output=True)
    assert classes()[easy] == "key"


def test_what_is_made_of_the_sessions_is_made_once_until_they_change(library):
    memory, made = Memory(), []

    def look() -> None:
        with Store.open(library, memory=memory) as store:
            store.remembered(("this",), lambda: made.append(1))

    for _ in range(3):
        look()
    assert len(made) == 1
    with Store.open(library) as other:
        other.diary.add("note", sample_data.TODAY, None, {"text": "no session"}, sample_data.TODAY)
    look()
    assert len(made) == 1
    with Store.open(library) as other:
        other.labels.tell(other.sessions()[-1].id, "key", sample_data.TODAY)
    look()
    assert len(made) == 2


def test_another_library_in_its_place_is_another_library(library, tmp_path):
    memory = Memory()

    def look(value: str) -> str:
        with Store.open(library, memory=memory) as store:
            return store.remembered(("this",), lambda: value)

    assert look("first") == look("second") == "first"
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((library / "library.sqlite").read_bytes())
    copy.replace(library / "library.sqlite")
    assert look("third") == "third"


def test_what_is_not_yet_sure_is_remembered_by_nobody(library):
    memory = Memory()
    with Store.open(library, memory=memory) as store:
        with store.transaction() as db:
            db.execute("UPDATE state SET sessions = sessions + 1")
            assert store.remembered(("this",), lambda: "not yet true") == "not yet true"
        assert store.remembered(("this",), lambda: "true") == "true"


def test_pages_load_and_log_while_the_command_line_imports(tmp_path):
    folder, recordings = tmp_path / "library", sorted(sample_data.folder().iterdir())
    Store.open(folder, create=True).close()
    site = Site(folder, sample_data.TODAY)
    client = TestClient(create(site), base_url="http://127.0.0.1:8765")
    options = ["--library", folder, "--today", sample_data.TODAY, "import", *recordings[:20]]
    command = subprocess.Popen(
        [sys.executable, "-c", MAIN, *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    logged = 0
    while command.poll() is None:
        for path in ("/", "/week", "/sessions"):
            assert "locked" not in client.get(path).text
        with site.open() as store:
            store.diary.add("note", site.today, None, {"text": str(logged)}, site.today)
        logged += 1
    out, _ = command.communicate()
    assert command.returncode in {0, 3}, out  # some of these recordings are damaged on purpose
    with site.open() as store:
        assert len(store.diary.entries(as_of=site.today)) == logged > 0
        assert len(store.sessions()) > 10


def test_serving_writes_nothing_where_there_is_no_library_yet(tmp_path):
    site = Site(tmp_path / "none", sample_data.TODAY)
    client = TestClient(create(site), base_url="http://127.0.0.1:8765", follow_redirects=False)
    assert client.get("/phones").status_code == 200
    assert not (tmp_path / "none").exists()
