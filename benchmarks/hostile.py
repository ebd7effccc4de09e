"""Files made to do harm, each taken in by a process of its own: python -m benchmarks.hostile.

What each ends in, how long it takes and how much memory. More than a second for 100 KB (or for a
thousand files in an archive), or 20 times its size and 100 MB, is a fault, and so is any end but an
outcome in words.
"""

from __future__ import annotations

import gzip
import io
import random
import re
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.fuzzing.fit_pieces import joined

START = 1_100_000_000
_RECORD = b"\x40\0\0\x14\0\x02\xfd\x04\x86\x03\x01\x02"  # time and heart rate


def _file_id() -> bytes:
    definition = b"\x41\0\0\0\0\x02\0\x01\0\x04\x04\x86"
    return definition + b"\x01\x04" + struct.pack("<I", START)


def _record(second: int) -> bytes:
    return b"\0" + struct.pack("<IB", (START + second) % 2**32, 120)


def _fit(*parts: bytes) -> bytes:
    return joined([_file_id(), *parts])


def layouts() -> bytes:
    """A definition of its own before each of many messages."""
    parts = []
    for number in range(8_000):
        extra = bytes((number % 250, 1 + number % 4, 2, number // 250, 1, 2))
        parts.append(b"\x40\0\0\x14\0\x03\xfd\x04\x86" + extra)
        parts.append(b"\0" + struct.pack("<I", START + number) + bytes(1 + number % 4 + 1))
    return _fit(*parts)


def wide() -> bytes:
    """Messages of 255 fields of 255 bytes."""
    fields = b"".join(bytes((n, 255, 13)) for n in range(255))
    return _fit(b"\x40\0\0\x14\0\xff" + fields, *[b"\0" + bytes(255 * 255)] * 20)


def empty_fields() -> bytes:
    """A million messages of no fields."""
    return _fit(b"\x40\0\0\x14\0\0", bytes(1_000_000))


def far_apart() -> bytes:
    """Seconds that lie decades apart: a row each second would fill any memory."""
    return _fit(_RECORD, *(_record(n * 40_000_000) for n in range(80)))


def backwards() -> bytes:
    """A clock that runs backwards."""
    return _fit(_RECORD, *(_record(-n) for n in range(60_000)))


def jumping() -> bytes:
    """A clock that jumps by chance."""
    chance = random.Random(1)
    return _fit(_RECORD, *(_record(chance.randrange(2**31)) for _ in range(60_000)))


def many_laps() -> bytes:
    """Ten thousand laps of a moment."""
    definition = b"\x42\0\0\x13\0\x03\xfd\x04\x86\x02\x04\x86\x07\x04\x86"
    laps = [b"\x02" + struct.pack("<III", START + n, START + n, 1000) for n in range(10_000)]
    return _fit(_RECORD, *(_record(n) for n in range(3000)), definition, *laps)


def many_sessions() -> bytes:
    """Thousands of sessions over the same seconds."""
    definition = b"\x42\0\0\x12\0\x03\xfd\x04\x86\x02\x04\x86\x07\x04\x86"
    rows = [b"\x02" + struct.pack("<III", START + 3000, START, 3_000_000) for _ in range(3_000)]
    return _fit(_RECORD, *(_record(n) for n in range(3000)), definition, *rows)


def huge_declared() -> bytes:
    """A header that speaks of four gigabytes."""
    data = bytearray(_fit(_RECORD, *(_record(n) for n in range(100))))
    data[4:8] = b"\xff\xff\xff\xff"
    return bytes(data)


def chained() -> bytes:
    """Thousands of files one after the other."""
    return _fit(_RECORD, _record(1)) * 3_000


def developers() -> bytes:
    """Developer fields by the hundred, described again and again."""
    described = b"\x43\0\0\xce\0\x04\0\x01\x02\x01\x01\x02\x02\x01\x02\x03\x08\x07"
    rows = [b"\x03" + bytes((n % 4, n % 250, 2)) + b"name%04d" % n for n in range(10_000)]
    return _fit(described, *rows, _RECORD, *(_record(n) for n in range(100)))


def heart_beats() -> bytes:
    """Beats without end."""
    definition = b"\x44\0\0\x4e\0\x01\0\xfe\x84"
    return _fit(definition, *[b"\x04" + b"\x01\0" * 127] * 3_000, _RECORD, _record(1), _record(9))


_XML = b'<?xml version="1.0"?>'
_GPX = b'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
_GPX_END = b"</trkseg></trk></gpx>"


def laughs() -> bytes:
    """Entities that grow a billionfold."""
    names = [b'<!ENTITY a0 "ha">']
    names += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return _XML + b"<!DOCTYPE gpx [" + b"".join(names) + b"]>" + _GPX + b"&a9;" + _GPX_END


def quadratic() -> bytes:
    """One long entity, many times."""
    entity = b'<!DOCTYPE gpx [<!ENTITY a "' + b"x" * 50_000 + b'">]>'
    return _XML + entity + _GPX + b"<name>" + b"&a;" * 50_000 + b"</name>" + _GPX_END


def outside() -> bytes:
    """An entity that is a file of this computer."""
    entity = b'<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return _XML + entity + _GPX + b"<name>&a;</name>" + _GPX_END


def deep() -> bytes:
    """A hundred thousand elements within each other."""
    return _XML + _GPX + b"<a>" * 100_000 + b"</a>" * 100_000 + _GPX_END


def attributes() -> bytes:
    """An element of a hundred thousand attributes."""
    many = b" ".join(b'a%d="1"' % n for n in range(100_000))
    return _XML + _GPX + b"<trkpt lat='1' lon='2' " + many + b"/>" + _GPX_END


def odd_numbers() -> bytes:
    """Numbers that no device writes."""
    words = (b"1e400", b"NaN", b"-0", b"9" * 100_000, b"", b"0x1f", b"1_000", b"\xd9\xa3")
    times = (b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59-14:00", b"2026-10-01T10:00:00+99:99")
    points = [
        b"<trkpt lat='%s' lon='%s'><ele>%s</ele><time>%s</time></trkpt>" % (word, word, word, when)
        for word in words
        for when in times
    ]
    return _XML + _GPX + b"".join(points) + _GPX_END


def _zip(files: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def zip_bomb() -> bytes:
    """A recording that unpacks to three hundred megabytes of nothing."""
    return _zip([("a.fit", bytes(300 * 2**20))])


def nested_bombs() -> bytes:
    """Archives in archives, a thousandfold each time."""
    content = _zip([(f"{n}.fit", bytes(2**22)) for n in range(16)])
    for _ in range(4):
        content = _zip([(f"{n}.zip", content) for n in range(16)])
    return content


def deep_zips() -> bytes:
    """An archive in an archive, two hundred deep."""
    content = _zip([("a.fit", b"x")])
    for n in range(200):
        content = _zip([(f"{n}.zip", content)])
    return content


def zip_names() -> bytes:
    """Names that lead elsewhere, or command a terminal."""
    names = ("../../out.fit", "/etc/out.fit", "C:\\out.fit", "\\\\host\\out.fit", "a\x1b[31m.fit")
    long = "d/" * 10_000 + "a.fit"
    return _zip([(name, _fit(_RECORD, _record(1))) for name in (*names, long, "a.fit")])


def many_entries() -> bytes:
    """A hundred thousand empty files."""
    return _zip([(f"{n}.fit", b"") for n in range(100_000)])


def gzip_bomb() -> bytes:
    """Three hundred megabytes of nothing."""
    return gzip.compress(bytes(300 * 2**20))


def gzip_onion() -> bytes:
    """Gzip around gzip, fifty times."""
    content = _fit(_RECORD, _record(1))
    for _ in range(50):
        content = gzip.compress(content)
    return content


MADE: dict[str, tuple[str, Callable[[], bytes]]] = {
    one.__name__: (ending, one)
    for ending, some in {
        "fit": (
            *(layouts, wide, empty_fields, far_apart, backwards, jumping, many_laps),
            *(many_sessions, huge_declared, chained, developers, heart_beats),
        ),
        "gpx": (laughs, quadratic, outside, deep, attributes, odd_numbers),
        "zip": (zip_bomb, nested_bombs, deep_zips, zip_names, many_entries),
        "fit.gz": (gzip_bomb, gzip_onion),
    }.items()
    for one in some
}

_TAKE = """
import resource, sys, time
from collections import Counter
from pathlib import Path
import sample_data
from adaptive.importing import import_recordings
from adaptive.library.store import Store
with Store.open(Path(sys.argv[2]), create=True) as store:
    good = sorted(sample_data.folder().iterdir())[1]
    import_recordings(store, [good], sample_data.TODAY)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    report = import_recordings(store, [Path(sys.argv[1])], sample_data.TODAY)
    seconds = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(seconds, grown / 1024, dict(report.counts), (report.files[0].reason or "").encode()[:90])
"""


def main() -> None:
    """Take all of them in, and say what became of each."""
    faults = 0
    began = time.monotonic()
    for name, (ending, make) in MADE.items():
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "files" / f"{name}.{ending}"
            place.parent.mkdir()
            place.write_bytes(data := make())
            done = subprocess.run(
                [sys.executable, "-c", _TAKE, place, Path(folder) / "library"],
                capture_output=True,
                text=True,
                check=False,
                timeout=600,
            )
            if done.returncode:
                faults += 1
                print(f"FAULT {name}: {done.stderr[-300:]}")
                continue
            seconds, mib, said = done.stdout.split(" ", 2)
            size = len(data)
            files = sum(map(int, re.findall(r"': (\d+)", said)))
            slow = float(seconds) > max(1, size / 100_000, files / 1_000)
            large = float(mib) > 100 + 20 * size / 2**20
            faults += slow or large
            mark = "FAULT " if slow or large else ""
            kib, used = f"{size / 1024:.0f} KiB", f"{float(seconds):7.2f} s{float(mib):6.0f} MiB"
            print(f"{mark}{name:<15}{kib:>10}{used}  {said.strip()}")
    print(f"{len(MADE)} files, {faults} faults, {time.monotonic() - began:.0f} s")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
