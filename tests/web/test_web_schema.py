"""Whatever is sent to any page, the answer is no fault of the server (schemathesis)."""

import shutil

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from page_schema import ROUTES, schema
from starlette.testclient import TestClient

import sample_data
from adaptive.web.app import create
from adaptive.web.site import Site

HOME = "http://127.0.0.1:8765"
EXAMPLES = 12
"""For each route: there are seventy of them."""


@pytest.fixture(scope="module")
def client(lived_library, tmp_path_factory):
    """A browser on the pages of a library that is theirs to change."""
    folder = shutil.copytree(lived_library, tmp_path_factory.mktemp("pages") / "library")
    site = Site(folder, sample_data.TODAY)
    headers = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
    return TestClient(
        create(site),
        base_url=HOME,
        headers=headers,
        follow_redirects=False,
        raise_server_exceptions=False,
    )


@pytest.fixture(scope="module")
def document(client):
    return schema(client)


def test_the_document_has_every_route_and_the_fields_of_the_forms(document):
    operations = sum(len(methods) for methods in document["paths"].values())
    assert operations == len(ROUTES) > 40
    with_fields = {
        path
        for path, methods in document["paths"].items()
        if "post" in methods
        and methods["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    }
    assert {"/log/done", "/calendar/add", "/you"} <= with_fields


def test_no_page_answers_anything_with_a_fault(client, document):
    loaded = schemathesis.openapi.from_dict(document)
    statuses = set()
    for result in loaded.get_all_operations():
        cases = result.ok().as_strategy()

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(cases)
        def ask(case):
            sent = requests.Request(**case.as_transport_kwargs(base_url=HOME)).prepare()
            kind = sent.headers.get("Content-Type", "text/plain")
            answer = client.request(
                sent.method, sent.url, content=sent.body or b"", headers={"Content-Type": kind}
            )
            statuses.add(answer.status_code)
            assert answer.status_code < 500, case.as_curl_command()

        ask()
    assert {200, 303, 404} <= statuses


@given(digits=st.integers(1, 6000))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_numbers_of_any_length_are_no_fault(client, digits):
    for path in ("/import/", "/import/progress/", "/sessions/", "/session/"):
        assert client.get(path + "9" * digits).status_code < 500
