"""Where a connection comes from, under names that nobody can turn back into addresses.

The keys of these names live in memory only: a new one each day, and eight are kept, so that what
is held against a source for a week finds it again under one of its names.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections import deque
from collections.abc import Callable

Names = tuple[bytes, ...]
"""One source's names under the keys of the last days, today's first."""

_DAY = 24 * 60 * 60
_KEPT = 8
_NAME_BYTES = 16


class Sources:
    """Gives sources their names."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with a key of today's; `clock` tells seconds that only go on."""
        self._clock = clock
        self._keys = deque([secrets.token_bytes(32)], maxlen=_KEPT)
        self._next = clock() + _DAY

    def of_address(self, address: str) -> Names:
        """The names of an IP address: IPv4 each for itself, IPv6 by its first 64 bits."""
        return self._names(_prefix(address))

    def of_circuit(self, address: str) -> Names:
        """The names of what stands for a circuit in a PROXY header, which counts to its end."""
        return self._names(b"circuit " + address.encode())

    def _names(self, source: bytes) -> Names:
        self._turn()
        return tuple(hmac.digest(key, source, "sha256")[:_NAME_BYTES] for key in self._keys)

    def _turn(self) -> None:
        """Put in the keys of the days that have begun; the ninth falls out."""
        now = self._clock()
        if now >= self._next:
            begun = 1 + int((now - self._next) // _DAY)
            self._keys.extendleft(secrets.token_bytes(32) for _ in range(min(begun, _KEPT)))
            self._next += begun * _DAY


def _prefix(address: str) -> bytes:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return b"elsewhere"  # A socket of another family, handed over to us.
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return ip.packed[:8]
        ip = ip.ipv4_mapped
    return ip.packed
