"""A member at a terminal: an asyncssh client whose pty is drawn by pyte."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import asyncssh

from tests.ssh.picture import Picture

PATIENCE = 15.0
"""Seconds that a condition may take; on a busy machine it still comes true."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f6": "\x1b[17~",
    "space": " ",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
    "ctrl+u": "\x15",
}


class _Login(asyncssh.SSHClient):
    """Answers prompts with one passphrase, and notes what was asked."""

    def __init__(self, passphrase: str | None) -> None:
        self._passphrase = passphrase
        self.asked: list[tuple[str, str, tuple[str, ...]]] = []
        self.fingerprint = ""

    def validate_host_public_key(self, *_: object) -> bool:
        return True

    def password_auth_requested(self) -> str | None:
        return self._passphrase

    def kbdint_auth_requested(self) -> str:
        return ""

    def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        self.asked.append((name, instructions, tuple(text for text, _ in prompts)))
        if prompts and self._passphrase is None:
            return None
        return [self._passphrase or "" for _ in prompts]


class Session(asyncssh.SSHClientSession[bytes]):
    """One channel's end: its picture, and what stood on standard error."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.errors = b""
        self.status: int | None = None
        self.is_over = False
        self.changed = asyncio.Event()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        if datatype == asyncssh.EXTENDED_DATA_STDERR:
            self.errors += data
        else:
            self.picture.take(data)
        self.changed.set()

    def exit_status_received(self, status: int) -> None:
        self.status = status

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_over = True
        self.changed.set()


class Terminal:
    """A pty on a connection: keys go in, and waiting is for what stands on the screen."""

    def __init__(
        self, connection: asyncssh.SSHClientConnection, channel: Any, session: Session
    ) -> None:
        self.connection = connection
        self._channel = channel
        self._session = session
        self.picture = session.picture

    @property
    def wire(self) -> bytes:
        """Every byte that came."""
        return bytes(self.picture.wire)

    @property
    def errors(self) -> bytes:
        """What came on standard error."""
        return self._session.errors

    def screen(self) -> list[str]:
        """The rows of the screen."""
        return self.picture.rows()

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor."""
        return self.picture.cursor

    async def press(self, *keys: str) -> None:
        """Press keys, by their names or as single characters."""
        for key in keys:
            self._channel.write(KEYS.get(key, key).encode())

    async def type(self, text: str) -> None:
        """Type a text."""
        self._channel.write(text.encode())

    async def paste(self, text: str) -> None:
        """Paste a text, as a terminal with bracketed paste does."""
        self._channel.write(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    async def until(self, *texts: str, without: str = "", patience: float = PATIENCE) -> None:
        """Wait until all these texts stand on the screen, however its lines are broken."""

        def is_there() -> bool:
            words = self.picture.words()
            return all(text in words for text in texts) and (not without or without not in words)

        await self.until_true(is_there, f"{texts} without {without!r}", patience=patience)

    async def until_true(
        self, condition: Callable[[], bool], what: str, patience: float = PATIENCE
    ) -> None:
        """Wait until a condition holds, which is looked at whenever something came."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        while not condition():
            left = deadline - loop.time()
            is_late = left <= 0 or (self._session.is_over and not self._session.changed.is_set())
            assert not is_late, f"waited for {what}; there was:\n" + "\n".join(self.screen())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._session.changed.wait(), min(left, 0.1))
            self._session.changed.clear()

    async def until_row(self, row: str) -> None:
        """Wait until a row says just this, as one that is laid out for a width does."""
        await self.until_true(
            lambda: row in [each.strip() for each in self.screen()], f"the row {row!r}"
        )

    async def press_and_see(self, key: str, row: int | None = None) -> None:
        """Press a key, and wait until the screen, or that row of it, shows something else."""

        def seen() -> object:
            return (self.cursor, self.screen()) if row is None else self.screen()[row]

        before = seen()
        await self.press(key)
        await self.until_true(lambda: seen() != before, f"an answer to {key}")

    async def until_over(self, patience: float = PATIENCE) -> int | None:
        """Wait until the server ended the session; its exit status."""
        await self.until_true(lambda: self._session.is_over, "the end", patience)
        return self._session.status

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self._session.is_over

    def resize(self, columns: int, rows: int, *, drawn: tuple[int, int] | None = None) -> None:
        """Make the window another size; `drawn` is the picture's where it isn't that."""
        self.picture.resize(*(drawn or (columns, rows)))
        self._channel.change_terminal_size(columns, rows)

    def abort(self) -> None:
        """Drop the line, as a train in a tunnel does."""
        self.connection.abort()

    async def leave(self) -> None:
        """Hang up politely."""
        self.connection.close()
        await self.connection.wait_closed()


async def connect(
    port: int,
    username: str,
    passphrase: str | None = None,
    *,
    client_keys: Sequence[asyncssh.SSHKey] = (),
    source: str = "",
    method: str = "keyboard-interactive",
    compression_algs: Sequence[str] = ("none",),
) -> tuple[asyncssh.SSHClientConnection, _Login]:
    """An authenticated connection, and what was asked on the way there.

    Raises `asyncssh.PermissionDenied` as a client does.
    """
    login = _Login(passphrase)
    connection = await asyncssh.connect(
        "127.0.0.1",
        port,
        username=username,
        client_factory=lambda: login,
        known_hosts=None,
        config=None,
        agent_path=None,
        client_keys=list(client_keys) or None,
        preferred_auth=["publickey", method],
        compression_algs=list(compression_algs),
        local_addr=(source, 0) if source else None,
    )
    return connection, login


async def open_terminal(
    connection: asyncssh.SSHClientConnection,
    *,
    term: str | None = "xterm-256color",
    size: tuple[int, int] = (80, 24),
    drawn: tuple[int, int] | None = None,
    command: str | None = None,
    env: dict[str, str] | None = None,
) -> Terminal:
    """A session on the connection; `drawn` is the picture's size where it isn't the pty's."""
    picture = Picture(*(drawn or size))
    session = Session(picture)
    channel, _ = await connection.create_session(
        lambda: session,
        command,
        request_pty="force" if term is not None else False,
        term_type=term,
        term_size=(*size, 0, 0),
        env=[f"{name}={value}" for name, value in (env or {}).items()],
        encoding=None,
    )
    return Terminal(connection, channel, session)


async def terminal(
    port: int, username: str, passphrase: str | None = None, **options: Any
) -> Terminal:
    """Log in and sit down."""
    entering = {
        name: options.pop(name)
        for name in ("client_keys", "source", "method", "compression_algs")
        if name in options
    }
    connection, _ = await connect(port, username, passphrase, **entering)
    return await open_terminal(connection, **options)
