"""Phones beside the mat: where they reach this computer, and how they are let in.

A phone is paired by a link that holds a token, shown as a QR code. It gets a secret of its own, and
the library keeps what the secret is known by (`adaptive.library.phones`).
"""

from __future__ import annotations

import hmac
import secrets
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Lock

__all__ = ["COOKIE", "Pairing", "device_name", "is_private", "own_addresses"]

COOKIE = "kneedrive_phone"

_TOKEN_HOLDS_S = 600.0
_TOKEN_BYTES = 18
"""144 bits: not guessed within ten minutes, and still a QR code that a terminal can show."""

_TRIES = 10
_TRIES_WITHIN_S = 60.0

_PRIVATE = [
    ip_network(net)
    for net in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),  # RFC 1918
        *("169.254.0.0/16", "fe80::/10"),  # link-local
        "fc00::/7",  # unique local, RFC 4193
    )
]

# One address in each private network, and one beyond: asked for the way there, a computer tells
# which of its own addresses it would use. Nothing is sent.
_ELSEWHERE = ("192.0.2.1", "192.168.0.1", "10.0.0.1", "172.16.0.1", "2001:db8::1", "fd00::1")


class Pairing:
    """The one token that lets a phone in: for ten minutes, once.

    Args:
        address: what phones reach this computer by, like `http://192.168.1.5:8765`.
        clock: seconds that only grow.
    """

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.address = address
        self._clock = clock
        self._lock = Lock()
        self._wrong: deque[float] = deque(maxlen=_TRIES)
        self._token: str | None = None
        self._until = 0.0
        self.renew()

    def renew(self) -> None:
        """Make a new token; the one before holds no more."""
        with self._lock:
            self._token = secrets.token_urlsafe(_TOKEN_BYTES)
            self._until = self._clock() + _TOKEN_HOLDS_S

    def link(self) -> str | None:
        """What the QR code says; None where the token was used or is too old."""
        with self._lock:
            if self._token is None or self._clock() >= self._until:
                return None
            return f"{self.address}/pair?token={self._token}"

    def minutes_left(self) -> int:
        """For how long the token holds, in minutes begun."""
        return max(0, -int((self._clock() - self._until) // 60))

    def take(self, token: str) -> bool:
        """Whether this is the token; it holds no more then.

        After ten wrong ones within a minute none is right until the minute is over.
        """
        with self._lock:
            now = self._clock()
            if len(self._wrong) == _TRIES and now - self._wrong[0] < _TRIES_WITHIN_S:
                return False
            right = self._token is not None and hmac.compare_digest(
                token.encode(), self._token.encode()
            )
            if not right or now >= self._until:
                self._wrong.append(now)
                return False
            self._token = None
            return True


def is_private(address: str) -> bool:
    """Whether an address is one of a home network: private, unique local or link-local."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in net for net in _PRIVATE if net.version == found.version)


def own_addresses() -> list[str]:
    """The private addresses of this computer, the most usual one first.

    Link-local ones of IPv6 are left out: they mean nothing in a link.
    """
    found = []
    for elsewhere in _ELSEWHERE:
        family = socket.AF_INET6 if ":" in elsewhere else socket.AF_INET
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((elsewhere, 9))
            found.append(str(way.getsockname()[0]))
    return [
        address
        for address in dict.fromkeys(found)
        if is_private(address) and not address.startswith("fe80")
    ]


def device_name(user_agent: str) -> str:
    """What a device calls itself, in plain words."""
    devices = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android phone",
        "Windows": "Windows computer",
        "Macintosh": "Mac",
        "Linux": "Linux computer",
    }
    browsers = {
        "Firefox": "Firefox",
        "FxiOS": "Firefox",
        "SamsungBrowser": "Samsung Internet",
        "Edg": "Edge",
        "CriOS": "Chrome",
        "Chrome": "Chrome",
        "Safari": "Safari",
    }
    device = next((name for word, name in devices.items() if word in user_agent), "a device")
    browser = next((name for word, name in browsers.items() if word in user_agent), None)
    return f"{device}, {browser}" if browser else device
