"""What people do on the page, done in a real browser."""

import time
import zipfile
from datetime import date

import sample_data
from adaptive import planning, service
from adaptive.library.store import Store
from adaptive.replanning import moving

PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
TODAY = sample_data.TODAY

DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const { name, bytes } of files) data.items.add(new File([new Uint8Array(bytes)], name));
  const target = document.querySelector(selector);
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: data, bubbles: true, cancelable: true };
    target.dispatchEvent(new DragEvent(kind, how));
  }
}"""


def dropped(page, selector, *paths):
    """Drop files onto a place of the page, as a hand would."""
    files = [{"name": path.name, "bytes": list(path.read_bytes())} for path in paths]
    page.evaluate(DROP, [selector, files])


def recordings(count):
    """The smallest of the sample recordings."""
    found = sample_data.folder().rglob("*.fit.gz")
    return sorted(found, key=lambda path: path.stat().st_size)[:count]


def test_the_first_import_is_a_drop(serve, open_page, tmp_path):
    broken = tmp_path / "broken.fit"
    broken.write_bytes(b"\x0e\x10\x00\x00nothing of use")
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in recordings(5):
            packed.write(path, path.name)
    site = serve()
    page = open_page(site.url)
    assert page.url.endswith("/import")
    dropped(page, "#import", archive, broken)
    page.get_by_role("link", name="See this week").wait_for()
    told = page.locator("main").inner_text()
    assert "broken.fit" in told
    assert "5" in told
    with Store.open(site.library) as store:
        assert len(service.sessions(store, TODAY)) >= 5
    page.get_by_role("link", name="See this week").click()
    assert page.locator("article.block").count() > 0


def test_a_check_in_takes_seconds_on_a_phone(serve, lived_library, open_page):
    site = serve(lived_library)
    page = open_page(site.url, **PHONE)
    began = time.monotonic()
    page.get_by_role("link", name="Check in", exact=True).tap()
    page.get_by_label("Left, seconds").fill("14")
    page.get_by_role("button", name="Save check-in").tap()
    page.get_by_role("status").first.wait_for()
    seconds = time.monotonic() - began
    with Store.open(site.library) as store:
        entry = store.diary.last(TODAY)
    assert (entry.kind, entry.on_day) == ("check", TODAY)
    assert entry.content["march_left_s"] == 14
    assert seconds < 15


def test_a_block_is_ticked_off_and_the_tick_taken_back(serve, lived_library, open_page):
    site = serve(lived_library)
    page = open_page(site.url, **PHONE)
    page.get_by_role("button", name="Done", exact=True).first.tap()
    page.get_by_role("status").first.wait_for()
    with Store.open(site.library) as store:
        assert store.diary.last(TODAY).kind == "done"
    page.get_by_role("button", name="Undo").tap()
    page.wait_for_function("() => !document.querySelector('main[aria-busy]')")
    with Store.open(site.library) as store:
        assert store.diary.last(TODAY).on_day < TODAY


def test_a_hold_is_timed_beside_the_mat(serve, lived_library, open_page):
    site = serve(lived_library)
    page = open_page(site.url, **PHONE)
    page.locator("details:has([role=group][aria-label^='Timer'])").first.locator(
        "summary"
    ).first.tap()
    timer = page.get_by_role("group", name="Timer").first
    before = timer.inner_text()
    timer.get_by_role("button", name="Start", exact=True).tap()
    page.wait_for_function(
        "([timer, text]) => timer.innerText !== text", arg=[timer.element_handle(), before]
    )
    timer.get_by_role("button", name="Pause", exact=True).tap()


def test_a_corrected_class_changes_the_plan_on_screen(serve, habit_library, open_page):
    site = serve(habit_library)
    with Store.open(site.library) as store:
        of_day = service.find_sessions(store, "2026-11-18", TODAY)
    (ride,) = [one for one in of_day if one.family == "ride"]
    session, word = ride.stored.id, "key"
    assert ride.session_class == "easy"
    page = open_page(f"{site.url}/week")
    before = page.locator("article.block").all_inner_texts()
    page.goto(f"{site.url}/sessions/{session}")
    page.get_by_role("button", name=word, exact=True).click()
    page.get_by_role("status").first.wait_for()
    assert "as you said" in page.get_by_role("status").first.inner_text()
    page.get_by_role("link", name="This week's plan").click()
    page.wait_for_url("**/week*")
    assert page.locator("article.block").all_inner_texts() != before


def forbidden(library):
    """A block of this week, and a day to which a rule forbids it to go."""
    with Store.open(library) as store:
        for block in planning.plan(store, TODAY, None).blocks:
            if block.kind == "strengthening":
                for place in moving.places(store, block.id, TODAY, None).days:
                    if place.refused:
                        return block, place
    raise AssertionError("no day is forbidden in this week")


def test_a_forbidden_move_is_refused_with_its_rule(serve, lived_library, open_page):
    site = serve(lived_library)
    block, place = forbidden(site.library)
    page = open_page(f"{site.url}/week")
    page.locator(f"[id='{block.id}']").get_by_role("link", name="Move").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert place.refused[0].why in " ".join(dialog.inner_text().split())
    # Who sends it all the same is told so as well, and the plan stays as it is.
    page.evaluate(
        """([path, day]) => {
          const form = document.createElement("form");
          form.method = "post"; form.action = path;
          form.append(Object.assign(document.createElement("input"), { name: "day", value: day }));
          document.body.append(form); form.submit();
        }""",
        [f"/week/blocks/{block.id}/move", place.day.isoformat()],
    )
    page.get_by_role("alert").first.wait_for()
    assert place.refused[0].why in " ".join(page.get_by_role("alert").first.inner_text().split())
    with Store.open(site.library) as store:
        assert block.id in {one.id for one in planning.plan(store, TODAY, None).blocks}


def test_a_block_moves_to_an_allowed_day_and_stays(serve, lived_library, open_page):
    site = serve(lived_library)
    block, _ = forbidden(site.library)
    page = open_page(f"{site.url}/week")
    page.locator(f"[id='{block.id}']").get_by_role("link", name="Move").click()
    choice = page.get_by_role("dialog").locator("button[name=day]").last
    day = choice.get_attribute("value")
    choice.click()
    page.get_by_role("status").first.wait_for()
    assert "pinned" in page.get_by_role("status").first.inner_text()
    with Store.open(site.library) as store:
        pinned = [one for one in planning.plan(store, TODAY, None).blocks if one.pinned]
    assert [(one.kind, one.day) for one in pinned] == [(block.kind, date.fromisoformat(day))]


def test_a_calendar_is_dropped_and_a_race_added(serve, sample_library, open_page):
    site = serve(sample_library)
    page = open_page(f"{site.url}/calendar")
    dropped(page, "#import", sample_data.calendar())
    page.get_by_role("status").first.wait_for()
    entries = page.locator("li.entry").count()
    assert entries > 0
    page.get_by_label("Day", exact=True).first.fill("2026-11-29")
    page.get_by_label("What is it?").first.fill("Half marathon <b>race</b>")
    page.get_by_role("button", name="Add").click()
    page.wait_for_function(
        "count => document.querySelectorAll('li.entry').length > count", arg=entries
    )
    assert "Half marathon <b>race</b>" in page.locator("main").inner_text()


def test_the_page_works_with_the_keyboard_alone(serve, lived_library, open_page):
    page = open_page(serve(lived_library).url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Save check-in":
            break
    page.keyboard.press("Enter")
    page.get_by_role("status").first.wait_for()


def test_the_page_shows_what_the_command_line_wrote_a_moment_ago(
    serve, lived_library, open_page, kneedrive
):
    site = serve(lived_library)
    page = open_page(f"{site.url}/log")
    at = ("--library", site.library, "--today", TODAY)
    assert kneedrive("log", "note", "windy and wet", *at).status == 0
    page.reload()
    assert "windy and wet" in page.locator("main").inner_text()


def test_a_report_opens_by_itself_without_any_request(
    serve, lived_library, open_page, kneedrive, tmp_path, accessible, shot
):
    path = tmp_path / "report.html"
    at = ("--library", lived_library, "--today", TODAY)
    assert kneedrive("export", "html", path, *at).status == 0
    page = open_page("about:blank", viewport={"width": 375, "height": 812})
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot")
    accessible(page)
    shot(page, "report-phone", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
