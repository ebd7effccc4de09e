"""Write licences.md, whose work kneedrive rests on: python docs/make_licences.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

from make_reference import table
from packaging.requirements import Requirement

PAGE = Path(__file__).resolve().parent / "licences.md"

HEAD = """# Licences

kneedrive is under the MIT licence. It is installed together with the packages below, each under its
own; none is copied into kneedrive. Made from what the packages say of themselves by
`docs/make_licences.py`; a test fails where one comes in whose licence is not among these.

"""

TAIL = """
Packages under the LGPL are used as they come and can be replaced by other versions. The FIT SDK's
licence is Garmin's: it allows programs that read and write FIT files, and its tables stay in its
package. The page shows Plotly's script, which comes within the package plotly, under its licence.
"""

# What packages write in words, as SPDX has it.
_SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "Apache Software License": "Apache-2.0",
}

ACCEPTED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0-or-later",
    "LicenseRef-FIT-Protocol-License-Agreement",
    "MIT",
    "PSF-2.0",
    "Zlib",
}


def draw() -> str:
    """The whole page."""
    own = {one.name.lower() for one in _needed("kneedrive", "")}
    rows = [
        (name, licence(name), "kneedrive" if name in own else "another of these")
        for name in packages()
    ]
    return HEAD + table(("package", "licence", "needed by"), rows) + TAIL


def packages() -> list[str]:
    """All that is installed with kneedrive, without tools for tests and notebooks."""
    found: set[str] = set()
    waiting = [("kneedrive", "")]
    seen = set(waiting)
    while waiting:
        name, extra = waiting.pop()
        for one in _needed(name, extra):
            found.add(re.sub(r"[-_.]+", "-", one.name).lower())
            more = {(one.name, wanted) for wanted in ("", *one.extras)} - seen
            seen |= more
            waiting += sorted(more)
    return sorted(found)


def licence(name: str) -> str:
    """What a package says of its licence, as an SPDX expression."""
    told = metadata(name)
    if expression := told.get("License-Expression"):
        return expression
    kinds = [
        one.rpartition(" :: ")[2]
        for one in told.get_all("Classifier") or ()
        if one.startswith("License ::")
    ]
    words = kinds or (told.get("License") or "not told").splitlines()[:1]
    return " OR ".join(sorted(_SPDX.get(one, one) for one in words))


def _needed(name: str, extra: str) -> Iterator[Requirement]:
    try:
        texts = requires(name) or []
    except PackageNotFoundError:  # of another platform
        return
    for one in map(Requirement, texts):
        if one.marker is None or one.marker.evaluate({"extra": extra}):
            yield one


if __name__ == "__main__":
    PAGE.write_text(draw(), encoding="utf-8")
    print(f"{PAGE} has {len(packages())} packages")
