"""`kneedrive serve`: the local web page."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context
from ingest.errors import UsageError

if TYPE_CHECKING:
    from adaptive.web.serving import Serving

__all__ = ["serve"]


def serve(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Where to listen; 8765, or the next that is free."),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let phones in your home network in, once paired.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A reverse proxy's name for this page; repeatable."),
    ] = None,
) -> None:
    """Show kneedrive as a web page on this computer, until Ctrl-C."""
    here = context(ctx)
    from adaptive.web import serving
    from adaptive.web.security import is_name
    from adaptive.web.site import Site

    if strange := [name for name in allow_host or () if not is_name(name)]:
        raise UsageError(
            f"{strange[0]!r} is no host's name",
            hint="Say it without https://, port and path: --allow-host training.example.org",
        )
    site = Site(
        here.folder,
        fixed_today=here.today if here.now is None else None,
        allowed_hosts=frozenset(map(str.lower, allow_host or ())),
    )

    def started(page: Serving) -> None:
        _tell(here, page, sorted(site.allowed_hosts))
        if open_page and sys.stdin.isatty() and _can_open():
            import webbrowser

            webbrowser.open(page.url)

    serving.serve(site, port=port, lan=lan, started=started)
    here.err.print("The page is closed.")


def _tell(here: Context, page: Serving, allowed: list[str]) -> None:
    if page.port_taken:
        here.err.print(f"Port {page.port_taken} is taken, so this page has another one.")
    if here.as_json:
        pairing = page.pairing
        here.answer(
            {
                "url": page.url,
                "port": page.port,
                "pair_url": pairing and pairing.link(),
                "allowed_hosts": allowed,
            }
        )
        sys.stdout.flush()
        return
    here.out.print(f"kneedrive is at [bold]{page.url}[/bold]  (Ctrl-C ends it)")
    if page.pairing and (link := page.pairing.link()):
        import segno

        here.out.print("\nFor the phone beside the mat, in the same Wi-Fi: scan this, once.")
        segno.make(link, error="l").terminal(out=sys.stdout, compact=True)
        here.out.print(link, soft_wrap=True, markup=False)
        here.out.print(
            "It holds for ten minutes and one phone; more under "
            f"[bold]{page.url}phones[/bold]. The phone sees today and log, nothing else."
        )
    if allowed:
        here.err.print(
            f"[bold]Whoever reaches {' or '.join(allowed)} sees and changes everything here:[/bold]"
            " the proxy has to ask who it is."
        )
    sys.stdout.flush()


def _can_open() -> bool:
    """Whether a browser opens in a window of its own; one in the terminal would be in the way."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
