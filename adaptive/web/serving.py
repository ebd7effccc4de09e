"""The server: which address and port, until when, and who is told."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from types import FrameType

import uvicorn

from adaptive.web.app import create
from adaptive.web.phones import Pairing, own_addresses
from adaptive.web.site import Site
from ingest.errors import KneedriveError, UsageError

__all__ = ["DEFAULT_PORT", "Serving", "serve"]

DEFAULT_PORT = 8765
"""Where the page is when nobody names a port: the same every day, for bookmarks."""

_TRIED_PORTS = 20
_THIS_COMPUTER = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Serving:
    """Where the page can be seen.

    `port_taken` is the usual port where another program, perhaps another kneedrive, holds it.
    """

    url: str
    port: int
    port_taken: int | None = None
    pairing: Pairing | None = None


def serve(
    site: Site,
    *,
    port: int | None = None,
    lan: bool = False,
    started: Callable[[Serving], None] = lambda _: None,
) -> None:
    """Show the pages until Ctrl-C or a request to end.

    Args:
        site: what is shown.
        port: where; without one the usual port, or the next that is free.
        lan: whether paired phones in the home network may see the pages of today.
        started: is called once the page can be loaded.

    Raises:
        UsageError: the named port is taken, or is none.
        KneedriveError: with `lan`, this computer is in no private network.
    """
    addresses = [_THIS_COMPUTER]
    if lan:
        addresses += own_addresses()
        if len(addresses) == 1:
            raise KneedriveError(
                "this computer is in no private network that a phone could be in",
                hint="Connect it to your Wi-Fi, then try again; without --lan nothing is needed.",
            )
    sockets = _listen(addresses, port)
    chosen: int = sockets[0].getsockname()[1]
    if lan:
        site.pairing = Pairing(f"http://{_in_link(addresses[1])}:{chosen}")
    config = uvicorn.Config(
        create(site),
        # Who sends these is believed by nobody: what the sockets say counts.
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="error",
        # Event streams end by themselves (`Site.stopping`); a download that does not is cut off.
        timeout_graceful_shutdown=2,
    )
    # Plotly uses pandas as soon as another thread has begun to load it; so it is whole before.
    import_module("pandas")
    with ExitStack() as open_sockets:
        for one in sockets:
            open_sockets.enter_context(one)
        started(
            Serving(
                f"http://{_THIS_COMPUTER}:{chosen}/",
                chosen,
                port_taken=DEFAULT_PORT if port is None and chosen != DEFAULT_PORT else None,
                pairing=site.pairing,
            )
        )
        Thread(target=look_ahead, args=[site], daemon=True).start()
        _Server(config, site).run(sockets)


def look_ahead(site: Site) -> None:
    """Read what every page rests on, before the first of them is asked for."""
    from adaptive import assessing
    from adaptive.form.seen import Seen

    import_module("plotly.graph_objects")
    with suppress(KneedriveError), site.open() as store:
        assessing.assessed(store, site.today)
        Seen.of(store, site.today)


class _Server(uvicorn.Server):
    """A server for which being told to end is no error."""

    def __init__(self, config: uvicorn.Config, site: Site) -> None:
        super().__init__(config)
        self._site = site

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; at once where it is asked for again."""
        del sig, frame  # uvicorn would raise them once more after its end
        self.force_exit = self.should_exit
        self.should_exit = True
        self._site.stopping.set()


def _listen(addresses: Sequence[str], port: int | None) -> list[socket.socket]:
    """Sockets of one port on each address."""
    ports = [port] if port is not None else [*range(DEFAULT_PORT, DEFAULT_PORT + _TRIED_PORTS), 0]
    for number in ports:
        with ExitStack() as tried:
            try:
                found = [tried.enter_context(_socket(address, number)) for address in addresses]
            except (OSError, OverflowError) as error:
                failed = error
                continue
            tried.pop_all()
            return found
    raise UsageError(
        f"port {port} cannot be used: {getattr(failed, 'strerror', None) or failed}",
        hint="Perhaps kneedrive serve is running already. Name another with --port, or none.",
    ) from failed


def _socket(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address, port), family=family)


def _in_link(address: str) -> str:
    return f"[{address}]" if ":" in address else address
