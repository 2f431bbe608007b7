"""What goes on for long: very many who say nothing, and very many who say nonsense."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import random
import resource
import socket
import time
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from bbs.config import Settings
from bbs.ssh import connection as house
from bbs.ssh.daemon import serving
from bbs.ssh.gate import Gate
from bbs.ssh.hostkey import host_key
from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.server import ROOMY, Server
from tests.ssh.steps import at_home, newcomer
from tests.ssh.test_ssh_bomb import memory
from tests.ssh.test_ssh_gate import LIMITS
from tests.ssh.test_ssh_rekey import Flood, Nobody, no_files

pytestmark = pytest.mark.soak

SILENT = 2_000
MUTATED = 100_000
_LENGTHS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff")


async def test_two_thousand_silent_sockets(tmp_path: Path) -> None:
    """From a hundred sources, with the limits on; only the seats for those who log in are more."""
    shipped = {name: str(value) for name, value in LIMITS.items()}
    seats = {"startups": "2100", "startups_early": "2050"}
    server = Server(tmp_path, **(shipped | seats))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192), hard))
    await server.start()
    held: list[socket.socket] = []
    try:
        member = await newcomer(server, "quiet-otter")
        await member.leave()
        before = memory(server.pid, "VmRSS")
        loop = asyncio.get_running_loop()
        begun = time.monotonic()
        for number in range(SILENT):
            sock = socket.socket()
            sock.bind((f"127.0.1.{1 + number % 200}", 0))
            sock.setblocking(False)
            await loop.sock_connect(sock, ("127.0.0.1", server.port))
            held.append(sock)
        banners = [await asyncio.wait_for(loop.sock_recv(sock, 100), 10) for sock in held]
        opened = time.monotonic()
        assert set(banners) == {b"SSH-2.0-Lamplight\r\n"}
        each = (memory(server.pid, "VmRSS") - before) / SILENT
        times = []
        for number in range(3):
            start = time.monotonic()
            t = await terminal(
                server.port, "quiet-otter", PASSPHRASE, source=f"127.0.2.{1 + number}"
            )
            times.append(time.monotonic() - start)
            await at_home(t, "quiet-otter")
            await t.leave()
        # All are there still: nobody was dropped to let them in.
        assert time.monotonic() - begun < 28
        for sock in held:
            with pytest.raises(BlockingIOError):
                sock.recv(1)
        ends = await asyncio.gather(*(_end(sock) for sock in held))
        print(
            f"\n{SILENT} silent sockets, opened in {opened - begun:.1f} s: {each:.1f} KiB each; "
            f"log-ins {', '.join(f'{took:.2f}' for took in times)} s; "
            f"closed {min(ends) - opened:.1f} to {max(ends) - begun:.1f} s after"
        )
        assert max(times) < 1.0
        assert each < 15
        assert max(ends) - opened < 31
    finally:
        for sock in held:
            sock.close()
        await server.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def _end(sock: socket.socket) -> float:
    loop = asyncio.get_running_loop()
    try:
        while await asyncio.wait_for(loop.sock_recv(sock, 100), 60):
            pass
    except ConnectionError:
        pass
    return time.monotonic()


class _Recorder(asyncio.Transport):
    """A transport that leads nowhere, and notes what a real client says."""

    def __init__(self, peer: Any = None) -> None:
        super().__init__({"peername": ("192.0.2.9", 4), "sockname": ("192.0.2.1", 22)})
        self.max_size = 0
        self.peer = peer
        self.said: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        self.said.append(bytes(data))
        if self.peer is not None:
            peer = self.peer
            asyncio.get_running_loop().call_soon(lambda: peer.data_received(bytes(data)))

    def abort(self) -> None:
        self.is_closed = True

    close = abort

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0


def _mutated(pieces: list[bytes], dice: random.Random) -> list[bytes]:
    """What a client says, with some of it changed, cut, doubled, moved or left out."""
    data = bytearray(b"".join(pieces))
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data))
        length = dice.choice((1, 1, 2, 4, 16, 200))
        match dice.randrange(6):
            case 0:
                data[at : at + length] = dice.randbytes(len(data[at : at + length]))
            case 1:
                data[at] ^= 1 << dice.randrange(8)
            case 2:
                del data[at : at + length]
            case 3:
                data[at:at] = data[at : at + length]
            case 4:
                data[at : at + 4] = dice.choice(_LENGTHS)
            case 5:
                data[at:at] = dice.randbytes(length)
        if not data:
            break
    cuts = sorted(dice.randrange(len(data) + 1) for _ in range(dice.randint(0, 3)))
    ends = [0, *cuts, len(data)]
    return [bytes(data[start:end]) for start, end in itertools.pairwise(ends)]


async def _options(settings: Settings) -> asyncssh.SSHServerConnectionOptions:
    made: list[asyncssh.SSHServerConnectionOptions] = []
    construct = asyncssh.SSHServerConnectionOptions.construct

    async def noted(*args: Any, **kwargs: Any) -> Any:
        made.append(await construct(*args, **kwargs))
        return made[-1]

    patch = pytest.MonkeyPatch()
    patch.setattr(asyncssh.SSHServerConnectionOptions, "construct", noted)
    async with serving(settings, host_key(settings.hostkey_path), Nobody(), Flood, no_files):
        patch.undo()
    return made[0]


class _Mutating(asyncssh.SSHClientConnection):
    """A client that encrypts well and talks nonsense: what it says to log in is changed."""

    dice: random.Random

    def send_packet(self, pkttype: int, *args: bytes, **kwargs: Any) -> None:
        if pkttype >= 50 or (pkttype == 5 and self.dice.random() < 0.1):
            said = b"".join(_mutated([bytes([pkttype]), *args], self.dice)) or b"\0"
            pkttype, args = said[0], (said[1:],)
        super().send_packet(pkttype, *args, **kwargs)


async def _conversation(
    options: asyncssh.SSHServerConnectionOptions,
    gate: Gate,
    username: str,
    kind: type[asyncssh.SSHClientConnection] = asyncssh.SSHClientConnection,
    patience: float = 10,
) -> list[bytes]:
    """All that a real client says up to its log-in, by a connection that leads to ours."""
    loop = asyncio.get_running_loop()
    server = house.HouseConnection(loop, options, _caller(gate))
    client_options = await asyncssh.SSHClientConnectionOptions.construct(
        username=username, known_hosts=None, config=None, client_keys=None, agent_path=None,
        password="a wrong one",
    )  # fmt: skip
    client_options.waiter = loop.create_future()
    client_options.waiter.add_done_callback(lambda done: done.cancelled() or done.exception())
    client = kind(loop, client_options, wait="auth")
    to_server, to_client = _Recorder(server), _Recorder(client)
    server.connection_made(to_client)
    client.connection_made(to_server)
    await asyncio.wait((client_options.waiter,), timeout=patience)
    server.connection_lost(None)
    client.connection_lost(None)
    await asyncio.sleep(0)
    return to_server.said


def _caller(gate: Gate) -> Any:
    caller = gate.knock(gate.sources.of_address(f"192.0.{random.randrange(256)}.{time.time_ns()}"))
    assert not isinstance(caller, str), caller
    return caller


async def test_a_hundred_thousand_mutated_connections(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In this process, so that whatever reaches the loop is seen.

    Most are changed on the wire, which ends them by the first sealed packet at the latest; one in
    twenty has a real client under it, and what is changed is what it says to log in.
    """
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    loop = asyncio.get_running_loop()
    reached: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: reached.append(context))
    caplog.set_level(logging.INFO)
    asyncssh.set_log_level("WARNING")
    wide = ROOMY | {"connects_per_second": 10**9, "connects_burst": 10**9, "startups": 10**6}
    wide |= {"startups_early": 10**6, "startups_per_source": 10**6}
    settings = Settings(home=tmp_path, port=0, **wide)  # type: ignore[arg-type]
    options = await _options(settings)
    gate = Gate(settings)
    said = [await _conversation(options, gate, name) for name in ("guest", "quiet-otter", "new")]
    assert all(len(b"".join(each)) > 1_500 for each in said)
    lag, sizes = 0.0, []
    _Mutating.dice = dice
    for number in range(MUTATED):
        if number % 20 == 0:
            name = dice.choice(("guest", "quiet-otter", "new"))
            await _conversation(options, gate, name, _Mutating, 0.05)
            continue
        connection = house.HouseConnection(loop, options, _caller(gate))
        transport = _Recorder()
        connection.connection_made(transport)
        for piece in _mutated(dice.choice(said), dice):
            before = time.perf_counter()
            connection.data_received(piece)
            lag = max(lag, time.perf_counter() - before)
            if dice.random() < 0.3:
                await asyncio.sleep(0)
        if number % 4 == 1:
            # Time for the exchange of keys, where it came so far.
            await asyncio.sleep(0.001)
        connection.connection_lost(None)
        if number % 10_000 == 9_999:
            await asyncio.sleep(0.1)
            sizes.append(memory(os.getpid(), "VmRSS"))
    await asyncio.sleep(0.5)
    tasks = len(asyncio.all_tasks())
    print(
        f"\n{MUTATED:,} mutated connections (seed {seed}): {len(reached)} errors at the loop, "
        f"{len(caplog.records)} lines of log, {tasks} tasks, slowest piece {lag * 1_000:.0f} ms, "
        f"memory {[f'{size / 1024:.1f}' for size in sizes]} MiB"
    )
    assert reached == []
    assert caplog.records == []
    assert tasks == 1
    assert len(gate._knocking[False]) == 0
    # Flat once warm: the second half takes no more than a twentieth above the first.
    assert sizes[-1] < sizes[4] * 1.05 + 1_024
