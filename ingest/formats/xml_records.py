"""Reading XML that strangers wrote: bytes to flat records, one at a time.

In: the bytes of a document. Out: records - elements of the asked names, each with the texts
below it that belong to no other record - as they close, the inner before the outer. No tree is
built, so memory stays flat whatever the document holds, however deep. Nothing outside the
bytes is looked up, entities are not expanded, and texts are bounded. Where the XML is damaged,
what stands before the fault is still read, and after it as far as the parser finds back; an
Issue tells where it lies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from ingest.activity import Issue
from ingest.errors import ReadingError

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["Record", "read_records", "root_name"]

Record = tuple[str, dict[str, str]]

_CHUNK_BYTES = 1 << 16
_HEAD_BYTES = 1 << 14
# No exporter writes more about one point, lap or track, nor longer texts that matter here.
_MOST_TEXTS, _LONGEST_TEXT = 100, 1000
# Nor does a record stand in more than a few others.
_DEEPEST = 100
# TCX wraps some numbers: <HeartRateBpm><Value>123</Value></HeartRateBpm>.
_WRAPPER = "Value"
_PADDING = b"\0 \t\r\n"
_UTF8_MARK = b"\xef\xbb\xbf"
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_FIRST_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")


def root_name(data: bytes) -> str | None:
    """The name of the document's first element, without its prefix; None if there is none."""
    found = _FIRST_ELEMENT.search(_COMMENT.sub(b"", _utf8(data[:_HEAD_BYTES])[0]))
    return found[1].decode("ascii", "replace") if found else None


def read_records(
    data: bytes, *, point: str, others: Collection[str], issues: list[Issue]
) -> Iterator[Record]:
    """The records of a document: (element name, texts and attributes by name).

    Names are without namespace or prefix. Of several texts of one name the first counts.

    Args:
        data: the document, in whatever encoding it declares.
        point: the name of the records with the samples. One with a fault in it is left out.
        others: the names of the further records. Those left open by a document that is cut
            off are closed at its end.
        issues: receives what was wrong with the document, once all records were taken.

    Raises:
        ReadingError: the document defines entities, or nests records, as no recording does.
    """
    from lxml import etree

    if b"<!ENTITY" in data.replace(b"\0", b"") if _is_wide(data) else b"<!ENTITY" in data:
        raise ReadingError("this XML file defines entities of its own, as no recording does")
    document, encoding = _utf8(data)
    target = _Target(point, {point, *others})
    parser = etree.XMLParser(
        target=target,  # type: ignore[arg-type]  # text is never bytes, comments are not asked for
        encoding=encoding,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    target.faults = _Faults(parser)
    for begin in range(0, len(document), _CHUNK_BYTES):
        parser.feed(document[begin : begin + _CHUNK_BYTES])
        yield from target.take()
    parser.close()
    yield from target.take()
    yield from target.close_open()
    issues.extend(target.issues())


def _is_wide(data: bytes) -> bool:
    """Whether these bytes are UTF-16: by their mark, or by every other byte being zero."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))


def _utf8(data: bytes) -> tuple[bytes, str | None]:
    """The document without padding, and its encoding where that is not left to it to say."""
    if _is_wide(data):
        big = data.startswith((b"\xfe\xff", b"\0<"))
        text = data.decode("utf-16-be" if big else "utf-16-le", "replace").lstrip("\ufeff")
        return text.encode(errors="replace").strip(_PADDING), "utf-8"
    return data.removeprefix(_UTF8_MARK).strip(_PADDING), None


class _Faults:
    """What a parser has complained about so far, as far as it bears on the content."""

    # Prefixes that were never declared are common, and cost nothing: names are taken without.
    _DOMAINS = frozenset({"PARSER", "IO"})

    def __init__(self, parser: etree.XMLParser) -> None:
        self._parser = parser
        self.first: etree._LogEntry | None = None

    def last(self) -> etree._LogEntry | None:
        """The newest fault, None as long as there is none. Each fault is an object of its own."""
        log = self._parser.feed_error_log
        if log.last_error is None:
            return None
        faults = [entry for entry in log.filter_from_errors() if entry.domain_name in self._DOMAINS]
        if not faults:
            return None
        self.first = self.first or faults[0]
        return faults[-1]


class _Target:
    """What the parser calls: gathers texts into the innermost open record."""

    faults: _Faults

    def __init__(self, point: str, wanted: Collection[str]) -> None:
        self._point = point
        self._wanted = wanted
        self._names: dict[str, str] = {}
        self._open: list[str] = []
        self._records: list[Record] = []
        self._done: list[Record] = []
        self._text = ""
        self._begun = False
        self._lost = False
        # The newest fault when the last point began, and when it ended.
        self._fault_before: object = None
        self._fault_after: object = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = self._local(tag)
        self._open.append(name)
        self._text = ""
        if name not in self._wanted:
            return
        if len(self._records) == _DEEPEST:
            raise ReadingError("the elements of this file are nested deeper than any recording's")
        texts = {self._local(key): text for key, text in islice(attributes.items(), _MOST_TEXTS)}
        self._records.append((name, texts))
        if name == self._point:
            self._fault_before = self.faults.last()
            if self._begun and self._fault_before is not self._fault_after:
                self._lost = True
            self._begun = True

    def data(self, text: str) -> None:
        if len(self._text) < _LONGEST_TEXT:
            self._text += text[:_LONGEST_TEXT]

    def end(self, tag: str) -> None:
        name = self._local(tag)
        self._open.pop()
        if name in self._wanted:
            record = self._records.pop()
            if name == self._point:
                self._fault_after = self.faults.last()
                if self._fault_after is not self._fault_before:
                    self._lost = True
                    return
            self._done.append(record)
        elif self._records and (text := self._text.strip()):
            texts = self._records[-1][1]
            if name == _WRAPPER:
                name = self._open[-1]
            if len(texts) < _MOST_TEXTS:
                texts.setdefault(name, text)
        self._text = ""

    def close(self) -> None:
        """Called by the parser at the end; what is still open stays so."""

    def take(self) -> list[Record]:
        """The records that were closed since this was last asked."""
        done, self._done = self._done, []
        return done

    def close_open(self) -> Iterator[Record]:
        """The records still open at the end, the inner first, but no half-written point."""
        return (record for record in reversed(self._records) if record[0] != self._point)

    def issues(self) -> list[Issue]:
        """What was wrong, in one Issue."""
        last, first = self.faults.last(), self.faults.first
        if self._open:
            message = "the file is cut off or damaged; it could be read up to here"
            return [Issue("truncated", "damage", message, _place(last))]
        if self._lost:
            message = "the file is damaged; samples at the fault were left out"
            return [Issue("bad_xml", "damage", message, _place(first))]
        if first is not None:
            message = "the file is no proper XML, but nothing was lost by that"
            return [Issue("bad_xml", "note", message, _place(first))]
        return []

    def _local(self, tag: str) -> str:
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = tag.rpartition("}")[2].rpartition(":")[2]
        return name


def _place(fault: etree._LogEntry | None) -> str:
    return "" if fault is None else f"line {fault.line}, column {fault.column}"
