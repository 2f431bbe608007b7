"""The listening daemon."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import asyncssh

from bbs.config import Settings
from bbs.errors import Invalid
from bbs.ssh import caps
from bbs.ssh.algorithms import COMPRESSION, COMPRESSION_ALONE, NO_COMPRESSION, options
from bbs.ssh.connection import begin
from bbs.ssh.doorkeeper import Doorkeeper
from bbs.ssh.entry import Authenticator, MakeFace, MakeTree
from bbs.ssh.gate import Gate
from bbs.ssh.listener import Listener, bind
from bbs.ssh.session import Sessions

_DRAIN_SECONDS = 10
_ADDRESS = re.compile(
    # IPv6, also where it ends in dots or follows a name; then IPv4.
    r"(?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4})(?![\w:])"
    r"|\d{1,3}(?:\.\d{1,3}){3}"
)
RESTARTING = (
    "Lamplight is being restarted. Whatever you were writing is kept as a draft.\n"
    "Please come back in a minute."
)


@dataclass(frozen=True, slots=True)
class Daemon:
    """A daemon that accepts connections."""

    host: str
    port: int
    sessions: Sessions
    gate: Gate


@dataclass(frozen=True, slots=True)
class _Way:
    """One address that is listened on, and how it is spoken with there."""

    host: str
    port: int
    compression: tuple[str, ...]
    has_header: bool = False


_AT_LEAST_ONE = (
    "login_seconds",
    "rekey_bytes",
    "connects_per_second",
    "connects_burst",
    "startups",
)


def _ways(settings: Settings) -> list[_Way]:
    """All ways in. Raises `Invalid` where two settings exclude one another, or one can't be."""
    for name in _AT_LEAST_ONE:
        if not getattr(settings, name):
            raise Invalid(f"{name} must be at least 1.")
    usual = NO_COMPRESSION if settings.strict_algorithms else COMPRESSION
    ways = [_Way(settings.host, settings.port, usual)]
    if settings.slow_port:
        if settings.strict_algorithms:
            raise Invalid("slow_port is for compression, which strict_algorithms rules out.")
        ways.append(_Way(settings.host, settings.slow_port, COMPRESSION_ALONE))
    if settings.proxy_port:
        ways.append(_Way(settings.proxy_host, settings.proxy_port, usual, has_header=True))
    return ways


class _Redactor(logging.Filter):
    """Addresses and tracebacks have no place in a log, whoever wrote them there."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if record.exc_info is not None:
            # A traceback quotes what was at hand, whosever it is.
            kind = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
            told = f"{told} ({kind.__name__ if kind else 'error'})"
            record.exc_info = record.exc_text = None
        record.msg, record.args = _ADDRESS.sub("[address]", told), ()
        return True


def keep_addresses_out(handler: logging.Handler) -> None:
    """Make a log handler forget addresses, and asyncssh tell only what matters."""
    handler.addFilter(_Redactor())
    asyncssh.set_log_level("WARNING")
    asyncssh.set_sftp_log_level("WARNING")


@asynccontextmanager
async def serving(
    settings: Settings,
    host_key: asyncssh.SSHKey,
    authenticate: Authenticator,
    make_face: MakeFace,
    make_tree: MakeTree,
) -> AsyncIterator[Daemon]:
    """Accept connections for as long as the block lasts, then end them kindly.

    Raises `Invalid` where the address can't be listened on.
    """
    caps.set_up()
    sessions = Sessions()
    gate = Gate(settings)
    listeners: list[Listener] = []
    for way in _ways(settings):
        ssh_options = await asyncssh.SSHServerConnectionOptions.construct(
            server_host_keys=[host_key],
            server_factory=lambda: Doorkeeper(
                authenticate, make_face, make_tree, sessions, settings
            ),
            compression_algs=way.compression,
            **options(settings),
        )
        try:
            listeners.append(
                Listener(
                    bind(way.host, way.port),
                    gate,
                    partial(begin, ssh_options),
                    has_header=way.has_header,
                )
            )
        except OSError as error:
            for listener in listeners:
                listener.close()
            raise Invalid(
                f"Can't listen on {way.host}:{way.port} ({error.strerror}). "
                "Is Lamplight running already? Another port: BBS_PORT or --port."
            ) from None
    gate.tally.start()
    try:
        yield Daemon(settings.host, listeners[0].port, sessions, gate)
    finally:
        for listener in listeners:
            listener.close()
        gate.tally.stop()
        await sessions.drain(RESTARTING, _DRAIN_SECONDS)
        # Let the last words leave before the connections go. `wait_closed` is not for us: from
        # Python 3.12 on it waits until every client has hung up by itself.
        await asyncio.sleep(0.1)
