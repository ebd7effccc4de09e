"""Files for people: a page that needs nothing else and loads nothing, and still pictures.

What the page looks like, and how its charts are drawn, is that of the web page: the same
templates, style and script, here written into the one file.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from adaptive.library.files import replacing
from adaptive.web import presenting
from ingest.errors import KneedriveError, UsageError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["PICTURES", "check_picture", "document", "save"]

PICTURES = (".html", ".svg", ".png", ".pdf")
"""What a picture may be; all but the first are drawn by a browser."""

_WIDTH_PX = 900

_NEEDS_CHROME = KneedriveError(
    "a still picture needs Kaleido and Chrome or Chromium",
    hint="pip install kaleido (of pipx: pipx inject kneedrive kaleido) and install Chromium, "
    "or write .html, which every browser shows.",
)


def document(template: str, **values: object) -> str:
    """A self-contained page, as HTML.

    Nothing that a title or a name might smuggle in runs or loads: the only scripts that may are
    those of kneedrive, known by their hash, and no address may be asked for anything.

    Args:
        template: a file below `templates/files`, which extends `standalone.html`.
        values: what it shows; all of it is escaped.
    """
    from plotly.offline import get_plotlyjs

    scripts = (get_plotlyjs(), _static("charts.js"))
    allowed = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'"
        for one in scripts
    )
    return (
        presenting.templates()
        .get_template(f"files/{template}")
        .render(
            policy=f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
            f"script-src {allowed}",
            style=Markup(_static("style.css") + _static("state.css")),  # noqa: S704 - our own
            scripts=[Markup(one) for one in scripts],  # noqa: S704 - our own, none ends early
            **values,
        )
    )


def check_picture(path: Path) -> None:
    """Refuse a picture that cannot be written, before any work is done.

    Raises:
        UsageError: it is no kind of picture, or there is no such folder.
        KneedriveError: what draws still pictures is not installed.
    """
    if path.suffix.lower() not in PICTURES:
        raise UsageError(
            f"{path} is no kind of picture", hint=f"It may end in {', '.join(PICTURES)}."
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}")
    if path.suffix.lower() != ".html" and not find_spec("kaleido"):
        raise _NEEDS_CHROME


def save(figure: Figure, path: Path) -> None:
    """Write a figure; its kind is told by the name's end.

    A page of it (.html) is the same every time, needs nothing, and can be looked at closely.

    Raises:
        KneedriveError: a still picture is wanted, and there is no Chrome or Chromium.
    """
    if path.suffix.lower() == ".html":
        content = document("picture.html", figure=figure).encode()
    else:
        content = _still(figure, path.suffix.lower().removeprefix("."))
    with replacing(path) as file:
        file.write(content)


def _still(figure: Figure, kind: str) -> bytes:
    import kaleido  # type: ignore[import-untyped]
    from kaleido.errors import ChromeNotFoundError  # type: ignore[import-untyped]

    drawn = {"format": kind, "width": _WIDTH_PX, "height": figure.layout.height, "scale": 2}
    try:
        found: bytes = kaleido.calc_fig_sync(figure.to_dict(), drawn)
    except ChromeNotFoundError:
        raise _NEEDS_CHROME from None
    return found


def _static(name: str) -> str:
    return (files("adaptive.web") / "static" / name).read_text(encoding="utf-8")
