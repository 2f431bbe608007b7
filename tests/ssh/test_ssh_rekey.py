"""New keys each MiB while 50 MB cross, by the programs that people connect with."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from bbs.config import Settings
from bbs.ssh.connection import HouseConnection
from bbs.ssh.daemon import serving
from bbs.ssh.entry import Entry, Line, Ways
from bbs.ssh.hostkey import host_key
from tests.ssh.programs import CALLS
from tests.ssh.server import ROOMY
from tests.ssh.test_ssh_programs import program

SIZE = 50 << 20
CHUNK = 16 * 1024
SEED = b"lamplight"
BEGIN, END = b"here it begins", b"here it ends"


def block(number: int) -> bytes:
    """Bytes that no compression makes fewer, the same for each number."""
    return hashlib.shake_128(SEED + number.to_bytes(8, "big")).digest(CHUNK)


class Flood:
    """A face that says a great deal, no faster than it is read."""

    status = 0

    def __init__(self, entry: Entry, line: Line) -> None:
        self._line = line
        self._typed = 0

    async def run(self) -> str:
        self._line.write(BEGIN)
        for number in range(SIZE // CHUNK):
            self._line.write(block(number))
            while self._line.link.in_flight() > 16 * CHUNK:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        self._line.write(END)
        return ""

    def feed(self, data: bytes) -> None:
        self._typed += len(data)

    def end_input(self) -> None: ...

    def is_behind(self) -> bool:
        return False

    def resize(self, columns: int, rows: int) -> None: ...

    def warn(self, words: str) -> None: ...

    def hang_up(self, why: str = "") -> None: ...


def no_files(entry: Entry, ways: Ways) -> None:
    """No tree for anybody."""


class Nobody:
    """An authenticator that knows nobody: guests are enough here."""

    async def by_passphrase(self, handle: str, passphrase: str) -> None: ...

    async def by_key(self, handle: str, public_key: bytes) -> None: ...

    def crisis_help(self, typed: str) -> str:
        return ""

    def is_halfway(self, login: object) -> bool:
        return False

    async def by_code(self, login: object, code: str) -> object:
        return login


@pytest.mark.soak
@program
async def test_fifty_megabytes_cross_whole(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges = 0
    complete = HouseConnection.send_newkeys

    def counted(self: HouseConnection, k: bytes, h: bytes) -> None:
        nonlocal exchanges
        exchanges += 1
        complete(self, k, h)

    monkeypatch.setattr(HouseConnection, "send_newkeys", counted)
    settings = Settings(home=tmp_path, port=0, rekey_bytes=1 << 20, **ROOMY)  # type: ignore[arg-type]
    key = host_key(settings.hostkey_path)
    async with serving(settings, key, Nobody(), Flood, no_files) as daemon:
        words = CALLS[name](daemon.port, "guest", tmp_path)
        if name == "openssh":
            words[1:1] = ["-tt", "-oEscapeChar=none"]
        elif name == "dropbear":
            words[1:1] = ["-t"]
        window, inside = os.openpty()  # Dropbear's client wants a terminal to type at.
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=inside,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"TERM": "xterm", "PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        )
        assert process.stdout is not None
        came = bytearray()
        async with asyncio.timeout(300):
            while END not in came[-1_000:]:
                data = await process.stdout.read(1 << 20)
                assert data, await _told(process)
                came += data
            process.terminate()
            await process.wait()
        os.close(window)
        os.close(inside)
    whole = came[came.index(BEGIN) + len(BEGIN) : came.index(END)]
    assert len(whole) == SIZE // CHUNK * CHUNK
    wanted = hashlib.sha256()
    for number in range(SIZE // CHUNK):
        wanted.update(block(number))
    assert hashlib.sha256(whole).digest() == wanted.digest()
    assert exchanges >= SIZE >> 20
    print(f"\n{name}: {len(whole):,} bytes, {exchanges} key exchanges")


async def _told(process: asyncio.subprocess.Process) -> str:
    _, errors = await process.communicate()
    return errors.decode()
