"""A real Chromium that looks at a real `kneedrive serve`."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

import sample_data

PHONE = {"width": 375, "height": 812}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's event loop runs for as long as this does: tests with loops of their own wait.
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if not found:
        pytest.skip("there is no Chromium here; Debian's package is called chromium")
    with sync_playwright() as playwright:
        # Root, as in CI, may start Chromium only without its sandbox.
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield running
        running.close()


@dataclass
class Served:
    """A running page: where it is, and over which library."""

    url: str
    library: Path


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start `kneedrive serve` on a copy of a library, or on none; it ends with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(library: Path | None = None, *words: str) -> Served:
        folder = tmp_path / f"library{len(running)}"
        if library:
            shutil.copytree(library, folder)
        command = [sys.executable, "-c", "from adaptive.cli import main; main()"]
        options = ["--library", str(folder), "--today", str(sample_data.TODAY), "--json"]
        process = subprocess.Popen(
            [*command, *options, "serve", "--no-open", *words], stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        return Served(json.loads(process.stdout.readline())["url"].rstrip("/"), folder)

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@dataclass
class Looked:
    """What a browser met while it looked: faults on its console, and requests that left."""

    faults: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page; nothing it does may fault on the console or leave this computer."""
    looked, contexts = Looked(), []

    def open_(url: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda one: looked.faults.append(one.text) if one.type == "error" else 0)
        page.on("pageerror", lambda error: looked.faults.append(str(error)))
        page.on("request", lambda request: _note(looked, request.url))
        page.set_default_timeout(15_000)
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert looked.faults == []
    assert looked.outside == []


def _note(looked: Looked, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"about", "blob", "data", "file"} and parts.hostname != "127.0.0.1":
        looked.outside.append(url)


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Axe finds no serious or critical fault on a page."""

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        serious = [
            f"{one['id']}: {one['help']}: {node['html'][:160]}"
            for one in found
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]
        assert serious == []

    return check


@pytest.fixture
def shot(tmp_path: Path) -> Callable[..., Path]:
    """Keep a picture of a page; `make screenshots` keeps those of the guide in docs/."""
    folder = Path(os.environ.get("KNEEDRIVE_SCREENSHOTS", tmp_path))

    def take(page: Page, name: str, *, whole: bool = False) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=whole, animations="disabled")
        return path

    return take
