"""What a page keeps in memory is never older than what the athlete told."""

from starlette.testclient import TestClient

import sample_data
from adaptive.web.app import create
from adaptive.web.site import Site


def test_a_cadence_that_was_logged_is_on_the_form_page_at_once(library, ask):
    client = TestClient(
        create(Site(library, fixed_today=sample_data.TODAY)), base_url="http://127.0.0.1:8765"
    )
    before = client.get("/form").text
    assert client.get("/form").text == before
    ask("log", "change", "shoes", "Pegasus", "--date", "2026-11-20")
    after = client.get("/form").text
    assert after != before
