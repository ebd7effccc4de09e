"""What bytes are, by their content: an activity, another FIT file, or something else."""

import fit_bytes as fb
import pytest

from ingest.errors import NotAnActivityError, ReadingError, UnknownFormatError
from ingest.formats import identify, read


@pytest.mark.parametrize(
    ("kind", "name"),
    [(5, "workout"), (6, "course"), (2, "settings"), (32, "monitoring"), (9, "weight"),
     (49, "sleep"), (34, "segment"), (7, "schedule"), (11, "goals"), (99, "type 99 FIT")],
)  # fmt: skip
@pytest.mark.parametrize("reader", ["columnar", "fitparse"])
def test_other_files_are_named_as_what_they_are(kind, name, reader):
    with pytest.raises(NotAnActivityError, match=f"this is a {name} file") as caught:
        read(fb.fit(fb.file_id(kind), fb.table(1, 26, [(8, 4, fb.STRING)], [[b"abc"]])),
             "a test", reader=reader)  # fmt: skip
    assert caught.value.file_kind == name


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Training log of June\n", "text"),
        (b'<?xml version="1.0"?><pwx version="1.0"></pwx>', "a PWX file; only FIT, TCX and GPX"),
        (b"[Params]\r\nVersion=106\r\n", "a Polar HRM file; only FIT, TCX and GPX"),
        (b"<foo", "XML or HTML"),
        (b"<html>", "XML or HTML"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04", "zip"),
        (b"\0" * 50, "zeros"),
        (b"\x01\x02\x99" * 9, "no known recording"),
    ],
)
def test_what_is_in_no_format_that_is_read_is_described(data, words):
    assert identify(data) is None
    with pytest.raises(UnknownFormatError, match=words):
        read(data, "a test")


def test_a_fit_file_without_content_says_so():
    assert identify(fb.fit()) == "fit"
    with pytest.raises(ReadingError, match="neither samples nor a session"):
        read(fb.fit(fb.file_id()), "a test")
