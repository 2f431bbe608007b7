"""Files, asked for by a client that says what it likes: asyncssh's, whose requests are ours."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from asyncssh import SFTPClient
from asyncssh.constants import FXP_DATA, FXP_EXTENDED, FXP_OPEN, FXP_READ, FXP_STATUS
from asyncssh.packet import String, UInt32, UInt64

from bbs import wiring
from bbs.clock import utc_now
from bbs.services import boards, credentials, keys, letters, members, posts, threads
from bbs.services.credentials import Login
from bbs.ssh import sftpwire
from bbs.ssh.daemon import Daemon
from tests.helpers import PASSPHRASE
from tests.ssh.client import connect
from tests.ssh.files import ask
from tests.ssh.server import UNLIMITED, Server, in_process, settings_of

BOARD = "back-pain"
LETTER = b"To: brave-wren\nSubject: Hello\n\nDear wren\n"


def join(handle: str) -> Login:
    newcomer = members.Newcomer(
        handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    return members.sign_up(newcomer, now=utc_now()).login


def furnish(folder: Path) -> None:
    """Two members, a thread of 50 posts, and a letter."""
    wide: dict[str, Any] = dict.fromkeys(UNLIMITED, 0)
    with wiring.house(settings_of(folder, argon2_memory_kib=64, **wide)):
        otter, wren = join("quiet-otter").actor, join("brave-wren").actor
        boards.join(otter, BOARD, now=utc_now())
        thread = threads.start(wren, BOARD, "Stairs, again", "Hello", now=utc_now())
        for number in range(49):
            posts.reply(wren, thread.id, f"Words {number} " * 30, now=utc_now())
        letters.send(wren, "quiet-otter", "Good morning", "Dear otter", now=utc_now())


@pytest.fixture
async def daemon(tmp_path: Path) -> AsyncIterator[Daemon]:
    furnish(tmp_path)
    async with in_process(tmp_path) as running:
        yield running


@pytest.fixture
async def client(daemon: Daemon) -> AsyncIterator[SFTPClient]:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    async with connection, connection.start_sftp_client() as client:
        yield client


async def month_of(client: SFTPClient) -> str:
    (month,) = [name for name in await client.listdir(f"/boards/{BOARD}") if "." not in str(name)]
    return f"/boards/{BOARD}/{month}"


async def thread_of(client: SFTPClient) -> str:
    folder = await month_of(client)
    (name,) = [name for name in await client.listdir(folder) if str(name).endswith(".txt")]
    return f"{folder}/{name}"


async def content(client: SFTPClient, path: str) -> bytes:
    async with client.open(path, "rb") as file:
        data: bytes = await file.read()
        return data


async def test_what_there_is(client: SFTPClient) -> None:
    assert set(await client.listdir("/")) == {
        ".", "..", "README.txt", "boards", "mail", "packets", "outbox",
    }  # fmt: skip
    path = await thread_of(client)
    assert path.endswith("/1-stairs-again.txt")
    data = await content(client, path)
    assert data.startswith(b"Stairs, again\nThread 1 on Back Pain")
    assert data.count(b"\nPost ") == 50 and len(data) == (await client.stat(path)).size
    mail = await content(client, "/mail/inbox.mbox")
    assert b"Subject: Good morning" in mail and b"Dear otter" in mail
    assert len(mail) == (await client.stat("/mail/inbox.mbox")).size
    packet = await content(client, "/packets/unread.mbox")
    assert b"Subject: Stairs, again" in packet
    assert len(packet) == (await client.stat("/packets/unread.mbox")).size
    assert (await content(client, "/packets/unread.qwk")).startswith(b"PK")
    readme = await content(client, "/README.txt")
    assert b"marks nothing as read" in readme and max(map(len, readme.split(b"\n"))) <= 80


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../../../../etc/passwd",
        "/boards/../../../etc/passwd",
        "/outbox/../../etc/passwd",
        "/proc/self/environ",
        "data/lamplight.db",
        "/boards/back-pain/2026-05/../../../../../etc/passwd",
        "/outbox/a\0.eml",
        b"/\xff\xfe",
        "/" + "x/" * 2_000,
        "/boards/no-such-board",
        "/boards/back-pain/1999-01",
        "/boards/back-pain/2026-05/99999999999999999999999-x.txt",
        "/mail/letters-are-sealed.txt",
        "/outbox/nothing.eml",
        "/README.txt/x",
    ],
)
async def test_there_is_no_such_file(client: SFTPClient, path: str | bytes) -> None:
    for asked in (client.stat, client.lstat, client.open, client.readdir, client.readlink):
        with pytest.raises(asyncssh.SFTPError) as caught:
            await asked(path)
        assert "Uncaught" not in caught.value.reason and "/" not in caught.value.reason


async def test_nothing_but_the_outbox_is_written_to(client: SFTPClient) -> None:
    thread = await thread_of(client)
    for path in ("/README.txt", "/new.txt", thread, "/mail/inbox.mbox", "/packets/unread.qwk"):
        for mode in ("wb", "ab", "r+b", "xb"):
            with pytest.raises(asyncssh.SFTPPermissionDenied, match="Only /outbox"):
                await client.open(path, mode)
        if path == "/new.txt":
            continue
        for denied in (
            client.remove(path),
            client.truncate(path, 0),
            client.chmod(path, 0o777),
            client.utime(path, (0, 0)),
            client.rename(path, "/outbox/taken.eml"),
            client.posix_rename(path, "/outbox/taken.eml"),
            client.symlink(path, "/outbox/link.eml"),
            client.mkdir("/outbox/folder"),
            client.rmdir("/boards"),
        ):
            with pytest.raises(asyncssh.SFTPPermissionDenied):
                await denied
        for unheard in (client.link(path, "/outbox/link.eml"), client.statvfs(path)):
            with pytest.raises(asyncssh.SFTPOpUnsupported):
                await unheard
    async with client.open("/outbox/a.part", "wb") as file:
        await file.write(LETTER)
    with pytest.raises(asyncssh.SFTPPermissionDenied):
        await client.rename("/outbox/a.part", "/boards/a.eml")
    assert await content(client, thread)


async def test_an_upload_is_posted_and_has_a_receipt(client: SFTPClient, tmp_path: Path) -> None:
    async with client.open("/outbox/a.txt.part", "wb") as file:
        await file.write(LETTER)
    await client.rename("/outbox/a.txt.part", "/outbox/a.txt")
    receipt = await content(client, "/outbox/a.txt.receipt.txt")
    assert b"1 posted" in receipt and b"letter to brave-wren" in receipt
    async with client.open("/outbox/again.txt", "wb") as file:
        await file.write(LETTER)
    assert b"1 posted before" in await content(client, "/outbox/again.txt.receipt.txt")
    reply = b"Thread: 1\n\nThank you for this.\n"
    async with client.open("/outbox/reply.txt", "wb") as file:
        await file.write(reply)
    assert b"Thank you for this." in await content(client, await thread_of(client))


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.eml", b"\xff\xfe\x00b\x00a\x00d", "neither"),
        ("a.rep", b"PK\x03\x04 and no more", "damaged"),
        ("a.mbox", b"no mbox at all\n", "refused"),
        ("a.txt", b"To: nobody-here\n\nHello\n", "refused"),
        ("a.txt", b"", "empty"),
        ("a.docx", LETTER, "must end in"),
    ],
)
async def test_a_bad_upload_has_its_reason_beside_it(
    client: SFTPClient, name: str, data: bytes, word: str
) -> None:
    file = await client.open(f"/outbox/{name}", "wb")
    await file.write(data)
    with suppress(asyncssh.SFTPFailure):  # Some are refused at once; of all the receipt tells.
        await file.close()
    receipt = await content(client, f"/outbox/{name}.receipt.txt")
    assert word in receipt.decode() and b"1 posted" not in receipt


async def test_ten_megabytes_are_refused_in_words(client: SFTPClient) -> None:
    file = await client.open("/outbox/big.mbox", "wb")
    with pytest.raises(asyncssh.SFTPFailure, match="2,048 KiB"):
        await file.write(b"x" * 10_000_000)
    with pytest.raises(asyncssh.SFTPFailure, match="2,048 KiB"):
        await file.close()
    assert b"2,048 KiB" in await content(client, "/outbox/big.mbox.receipt.txt")
    assert (await client.stat("/outbox/big.mbox")).size == 0


async def test_what_a_dropped_line_cut_off_is_not_posted(daemon: Daemon) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    client = await connection.start_sftp_client()
    file = await client.open("/outbox/a.txt", "wb")
    await file.write(LETTER)
    connection.abort()
    connection, _ = await connect(daemon.port, "brave-wren", PASSPHRASE)
    async with connection, connection.start_sftp_client() as client:
        for _ in range(20):
            assert b"Dear wren" not in await content(client, "/mail/inbox.mbox")
            await asyncio.sleep(0.02)


async def test_a_channel_that_is_closed_in_the_middle_posts_nothing(daemon: Daemon) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    async with connection:
        client = await connection.start_sftp_client()
        file = await client.open("/outbox/a.txt", "wb")
        await file.write(LETTER)
        client.exit()
        await client.wait_closed()
        async with connection.start_sftp_client() as other:
            assert "a.txt.receipt.txt" not in await other.listdir("/outbox")
    connection, _ = await connect(daemon.port, "brave-wren", PASSPHRASE)
    async with connection, connection.start_sftp_client() as client:
        assert b"Dear wren" not in await content(client, "/mail/inbox.mbox")


async def test_guests_have_boards_alone(daemon: Daemon) -> None:
    connection, _ = await connect(daemon.port, "guest")
    async with connection, connection.start_sftp_client() as client:
        assert set(await client.listdir("/")) == {".", "..", "README.txt", "boards"}
        assert await content(client, await thread_of(client))
        names = await client.listdir("/boards")
        assert BOARD in names and "bereavement" not in names
        for path in ("/boards/bereavement", "/mail", "/packets/unread.qwk", "/outbox"):
            with pytest.raises((asyncssh.SFTPNoSuchFile, asyncssh.SFTPPermissionDenied)):
                await client.stat(path)
        with pytest.raises(asyncssh.SFTPPermissionDenied, match="new@"):
            await client.open("/outbox/a.eml", "wb")


async def test_at_new_there_are_no_files(daemon: Daemon) -> None:
    connection, _ = await connect(daemon.port, "new")
    async with connection:
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.start_sftp_client()


async def test_thousands_of_opens_have_an_end(client: SFTPClient) -> None:
    held = [await client.open("/README.txt", "rb") for _ in range(sftpwire.MOST_OPEN)]
    for _ in range(2_000):
        with pytest.raises(asyncssh.SFTPFailure, match="Close some first"):
            await client.open("/README.txt", "rb")
    with pytest.raises(asyncssh.SFTPFailure, match="Close some first"):
        await client.listdir("/")
    await held.pop().close()
    assert await content(client, "/README.txt")


def _handle(file: Any) -> bytes:
    return bytes(String(file._handle))


@pytest.mark.parametrize("offset", [10**6, 2**31, 2**32, 2**63, 2**64 - 1])
async def test_an_offset_beyond_all_is_the_end(client: SFTPClient, offset: int) -> None:
    file = await client.open(await thread_of(client), "rb")
    kind, packet = await ask(client, FXP_READ, _handle(file), UInt64(offset), UInt32(2**32 - 1))
    assert (kind, packet.get_uint32()) == (FXP_STATUS, 1)


async def test_an_answer_is_never_larger_than_is_said(client: SFTPClient) -> None:
    file = await client.open(await thread_of(client), "rb")
    kind, packet = await ask(client, FXP_READ, _handle(file), UInt64(0), UInt32(2**32 - 1))
    assert kind == FXP_DATA
    assert 0 < len(packet.get_string()) <= 64 * 1024


async def test_handles_that_are_none(client: SFTPClient) -> None:
    for handle in (b"", b"\0\0\0\0", b"x" * 300, b"\xff" * 4):
        kind, packet = await ask(client, FXP_READ, String(handle), UInt64(0), UInt32(10))
        assert kind == FXP_STATUS and packet.get_uint32() == 4
    assert await content(client, "/README.txt")


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"\0\0\0",),
        (String(b"/README.txt"),),
        (String(b"/README.txt"), UInt32(1), UInt32(0xFFFFFFFF)),
        (UInt32(0xFFFFFFFF),),
        (String(b"/README.txt"), UInt32(1), UInt32(0x80000000), UInt32(0xFFFFFFFF)),
    ],
)
async def test_a_request_that_breaks_off(client: SFTPClient, parts: tuple[bytes, ...]) -> None:
    kind, packet = await ask(client, FXP_OPEN, *parts)
    assert kind == FXP_STATUS and packet.get_uint32() in (4, 5)
    assert await content(client, "/README.txt")


@pytest.mark.parametrize("name", ["copy-data", "ranges@asyncssh.com", "statvfs@openssh.com", "x"])
async def test_extensions_that_are_not_spoken(client: SFTPClient, name: str) -> None:
    kind, packet = await ask(client, FXP_EXTENDED, String(name.encode()), String(b"/README.txt"))
    assert kind == FXP_STATUS and packet.get_uint32() == 8


async def test_a_packet_beyond_all_measure_ends_the_channel(daemon: Daemon) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    async with connection:
        client = await connection.start_sftp_client()
        client._handler._writer.write(struct.pack(">I", 2**31) + b"x" * 1_000)  # type: ignore[union-attr]
        await asyncio.wait_for(client.wait_closed(), 10)
        async with connection.start_sftp_client() as again:
            assert await content(again, "/README.txt")


async def test_who_reads_no_answers_fills_no_memory(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests of 30 bytes for 64 KiB each, and a client that reads none of it."""
    answered = 0
    theirs = sftpwire._Handler.send_packet

    def counting(self: sftpwire._Handler, *args: object) -> None:
        nonlocal answered
        answered += sum(len(each) for each in args if isinstance(each, bytes))
        theirs(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(sftpwire._Handler, "send_packet", counting)
    monkeypatch.setattr(sftpwire, "PATIENCE", 1.0)
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    client = await connection.start_sftp_client()
    file = await client.open("/outbox/a.part", "wb")
    await file.write(b"x" * 100_001)
    await file.close()
    file = await client.open("/outbox/a.part", "rb")
    handler = client._handler
    transport: Any = connection._transport
    transport.pause_reading()
    for number in range(4_000):
        payload = b"\5" + UInt32(number) + _handle(file) + UInt64(0) + UInt32(65_536)
        handler._writer.write(UInt32(len(payload)) + payload)  # type: ignore[union-attr]
    before = answered
    await asyncio.sleep(0.5)
    # A window of asyncssh's own client is 2 MiB; of 256 MiB no more than that was made.
    assert answered - before < 6 * 1024 * 1024
    await asyncio.sleep(1.5)
    transport.resume_reading()
    await asyncio.wait_for(connection.wait_closed(), 15)


async def test_eight_channels_and_no_more(daemon: Daemon) -> None:
    connection, _ = await connect(daemon.port, "guest")
    async with connection:
        clients = [await connection.start_sftp_client() for _ in range(8)]
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.start_sftp_client()
        clients[0].exit()
        await clients[0].wait_closed()
        for _ in range(50):
            try:
                another = await connection.start_sftp_client()
                break
            except asyncssh.ChannelOpenError:
                await asyncio.sleep(0.05)
        assert await content(another, "/README.txt")


async def test_a_login_by_key_has_the_sentence_for_letters(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    furnish(tmp_path)
    with wiring.house(settings_of(tmp_path, argon2_memory_kib=64)):
        login = credentials.log_in("quiet-otter", PASSPHRASE)
        assert login is not None
        keys.add(login.actor, key.export_public_key().decode(), now=utc_now())
    async with in_process(tmp_path) as daemon:
        connection, _ = await connect(daemon.port, "quiet-otter", client_keys=[key])
        async with connection, connection.start_sftp_client() as client:
            assert "inbox.mbox" not in await client.listdir("/mail")
            told = await content(client, "/mail/letters-are-sealed.txt")
            assert b"Your key opens the door, your passphrase opens your letters." in told
            with pytest.raises(asyncssh.SFTPPermissionDenied, match="your passphrase opens"):
                await client.stat("/mail/inbox.mbox")
            packet = await content(client, "/packets/unread.mbox")
            assert b"Dear otter" not in packet and b"Letters are missing" in packet


async def test_a_stopping_server_ends_files(server: Server) -> None:
    connection, _ = await connect(server.port, "guest")
    client = await connection.start_sftp_client()
    assert await content(client, "/README.txt")
    assert await server.stop() == 0
    await connection.wait_closed()


async def test_no_name_and_no_word_is_logged(server: Server) -> None:
    connection, _ = await connect(server.port, "guest")
    async with connection, connection.start_sftp_client() as client:
        for path in ("/boards/secret-path", b"/\xffsecret-path", "/secret-path/\0"):
            with pytest.raises(asyncssh.SFTPError):
                await client.stat(path)
    assert "secret-path" not in server.log() and "127.0.0.1" not in server.log().partition("ready")[
        2
    ].replace("@127.0.0.1", "")
