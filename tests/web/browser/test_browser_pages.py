"""Every page in a real browser: readable by all, within a phone's width, at peace."""

import pytest
from playwright.sync_api import Page

PAGES = {
    "today": "/",
    "week": "/week",
    "log": "/log",
    "you": "/you",
    "sessions": "/sessions",
    "session": "/sessions/last",
    "phase": "/phase",
    "form": "/form",
    "load": "/load",
    "calendar": "/calendar",
    "exercises": "/exercises",
    "import": "/import",
    "exports": "/exports",
    "phones": "/phones",
}
# Both widths and both papers; the guide's pictures show the other two.
LOOKS = {
    "phone": {"viewport": {"width": 375, "height": 812}},
    "desk-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}


def drawn(page: Page) -> None:
    """Wait until every chart of the page is there."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.plot')].every(p => p.matches('.js-plotly-plot'))"
    )


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_fits_its_width_and_faults_nowhere(
    serve, lived_library, open_page, accessible, shot, look
):
    site = serve(lived_library)
    page = open_page(site.url, **LOOKS[look])
    faults = []
    for name, path in PAGES.items():
        response = page.goto(site.url + path)
        drawn(page)
        shot(page, f"{name}-{look}", whole=True)
        if response is None or response.status != 200:
            faults.append(f"{path}: {response and response.status}")
            continue
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append(f"{path}: {wide} px too wide")
        try:
            accessible(page)
        except AssertionError as error:
            faults.append(f"{path}: {error}")
    assert faults == []


def test_every_page_works_without_script(serve, lived_library, open_page):
    site = serve(lived_library)
    page = open_page(site.url, java_script_enabled=False)
    for path in PAGES.values():
        page.goto(site.url + path)
        assert page.locator("h1").count() == 1
        assert page.locator("main").inner_text().strip()
