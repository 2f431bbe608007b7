"""Bounds on what asyncssh takes from a client, which has none of its own there.

Each is set on a private part of asyncssh's; see docs/decisions/0002-pins.md.
"""

from __future__ import annotations

import zlib
from typing import Any

from asyncssh import auth, compression, connection, saslprep

LONGEST_NAME_OR_PASSWORD = 1_024
LARGEST_UNPACKED = 512 * 1024
"""Bytes that one compressed packet may become."""
MOST_VARIABLES = 16
LONGEST_VARIABLE = 256
_VARIABLES = ("COLORTERM", "NO_COLOR", "LANG")

_saslprep = saslprep.saslprep


def _capped_saslprep(text: str) -> str:
    # Composing very many marks takes the square of their number, and the loop is everybody's.
    if len(text) > LONGEST_NAME_OR_PASSWORD:
        raise saslprep.SASLPrepError("too long")
    return _saslprep(text)


class _CappedDecompressor(compression.Decompressor):
    """Unpacks packets, but none that would become very large: the connection ends instead."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj()

    def decompress(self, data: bytes) -> bytes | None:
        """The unpacked packet, or None, on which asyncssh closes the connection."""
        try:
            unpacked = self._inflate.decompress(data, LARGEST_UNPACKED)
        except zlib.error:
            return None
        return None if self._inflate.unconsumed_tail else unpacked


def set_up() -> None:
    """Set the bounds that hold for the whole process."""
    for module in (auth, connection):
        module.saslprep = _capped_saslprep  # type: ignore[attr-defined]
    for name in (b"zlib", b"zlib@openssh.com"):
        compression._cmp_decompressors[name] = _CappedDecompressor


def keep_few_variables(channel: Any) -> None:
    """Let a channel keep only those variables of its client's that we read, and short ones."""
    take = channel._process_env_request

    def take_few(packet: Any) -> bool:
        name = packet.get_string()
        value = packet.get_string()
        packet.check_end()
        text = name.decode("ascii", errors="replace")
        is_read = text in _VARIABLES or text.startswith("LC_")
        if is_read and len(value) <= LONGEST_VARIABLE and len(channel._env) < MOST_VARIABLES:
            channel._env[name] = value
            return True
        return False

    if not callable(take):
        raise TypeError("asyncssh takes variables in another way now: look how")
    channel._process_env_request = take_few
