"""The `ssh` program of the system, on a pty of its own."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import struct
import subprocess
import termios
from typing import Any, cast

from tests.ssh.client import Session, Terminal
from tests.ssh.picture import Picture

SSH = shutil.which("ssh") or ""
_OPTIONS = (
    "-F/dev/null",
    "-oUserKnownHostsFile=/dev/null",
    "-oGlobalKnownHostsFile=/dev/null",
    "-oStrictHostKeyChecking=no",
    "-oIdentityAgent=none",
)


def command(port: int, username: str, *options: str) -> list[str]:
    """The words of a call of ssh that reads nothing of whoever runs the tests."""
    return [SSH, *_OPTIONS, *options, "-p", str(port), f"{username}@127.0.0.1"]


class _Pty:
    """Stands in for a channel: writes to the pty's other end."""

    def __init__(self, master: int) -> None:
        self._master = master

    def write(self, data: bytes) -> None:
        os.write(self._master, data)

    def change_terminal_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Stock(Terminal):
    """A terminal window in which somebody runs ssh, or a program like it."""

    def __init__(
        self, words: list[str], size: tuple[int, int] = (80, 24), home: str = "/nowhere"
    ) -> None:
        self._master, self._slave = os.openpty()
        pty = _Pty(self._master)
        pty.change_terminal_size(*size)
        self._modes = termios.tcgetattr(self._slave)
        session = Session(Picture(*size))
        super().__init__(cast(Any, None), pty, session)
        self._process = subprocess.Popen(
            words,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env={
                "TERM": "xterm-256color",
                "PATH": os.environ["PATH"],
                "LANG": "C.UTF-8",
                "HOME": home,
            },
            start_new_session=True,
            preexec_fn=self._take_terminal,
        )
        asyncio.get_running_loop().add_reader(self._master, self._read)

    def _take_terminal(self) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSCTTY, 0)

    def _read(self) -> None:
        self._session.data_received(os.read(self._master, 65536), None)

    async def until_ended(self) -> int:
        """Wait until ssh has ended and its last words were read; its exit status."""
        status = await asyncio.to_thread(self._process.wait, 10)
        await asyncio.sleep(0.1)
        return status

    @property
    def has_its_modes_back(self) -> bool:
        """Whether echo, line mode and the rest are as they were before."""
        return termios.tcgetattr(self._slave) == self._modes

    def close(self) -> None:
        """End ssh if it still runs, and give the pty back."""
        asyncio.get_running_loop().remove_reader(self._master)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)
        os.close(self._master)
        os.close(self._slave)
