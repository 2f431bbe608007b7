"""Commands over real SSH, by clients that nobody here wrote: statuses, streams and bytes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from tests.helpers import PASSPHRASE
from tests.ssh.client import connect, open_terminal
from tests.ssh.lines import Ran, furnish, program, run
from tests.ssh.server import Server

SIGN_UP = b"That is for members. Joining takes two minutes: connect as new@.\n"
CLIENTS = ("ssh", "plink", "dbclient")


@pytest.fixture
def house(server: Server) -> Server:
    """A daemon with two members and a thread."""
    furnish(server)
    return server


async def given(server: Server, username: str, line: str, piped: bytes = b"") -> Ran:
    """A command by asyncssh's client."""
    connection, _ = await connect(
        server.port, username, None if username == "guest" else PASSPHRASE
    )
    async with connection:
        # An empty `input` alone would never come to its end.
        source: dict[str, Any] = {"input": piped} if piped else {"stdin": asyncssh.DEVNULL}
        done = await connection.run(line, encoding=None, check=False, **source)
    assert isinstance(done.stdout, bytes) and isinstance(done.stderr, bytes)
    assert done.exit_status is not None
    return Ran(done.exit_status, done.stdout, done.stderr)


async def test_status_and_streams(house: Server) -> None:
    done = await given(house, "quiet-otter", "boards --mine")
    assert done.status == 0 and done.err == b"" and done.out.startswith(b"1 board.\n")
    refused = await given(house, "quiet-otter", "read 999")
    assert refused == Ran(1, b"", b"This thread is not there any more.\n")
    wrong = await given(house, "quiet-otter", "read x")
    assert wrong.status == 2 and wrong.out == b"" and wrong.err.count(b"\n") == 1


async def test_a_text_from_standard_input_and_one_document(house: Server) -> None:
    made = await given(house, "quiet-otter", "reply 1 --json", "Grüße.\n".encode())
    assert made.status == 0 and made.out.count(b"\n") == 1
    assert json.loads(made.out)["number"] == 3
    found = json.loads((await given(house, "quiet-otter", "read 1 --json")).out)
    assert [post["body"] for post in found["posts"]] == ["It was long.", "And cold.", "Grüße."]
    sent = await given(house, "quiet-otter", "mail send brave-wren --subject Hi there", b"Hello.\n")
    assert sent.status == 0
    mail = json.loads((await given(house, "brave-wren", "mail --json")).out)
    assert [row["subject"] for row in mail["letters"]] == ["Hi there"]


async def test_a_guest_reads_and_is_refused_the_rest(house: Server) -> None:
    for line in ("help", "whoami", "crisis", "resources", "boards", "threads stress", "read 1"):
        assert (await given(house, "guest", line)).status == 0, line
    for line in ("new", "reply 1", "post stress --title x", "mail", "packet", "settings face lean"):
        assert await given(house, "guest", line, b"Words\n") == Ran(1, b"", SIGN_UP), line


@pytest.mark.parametrize("data", [b"x" * (10 * 1024 * 1024), b"\xff\xfe" * 100, b""],
                         ids=["10 MB", "not UTF-8", "nothing"])  # fmt: skip
async def test_bad_texts(data: bytes, house: Server) -> None:
    found = await given(house, "quiet-otter", "reply 1", data)
    assert found.status == 1 and found.out == b"" and found.err.count(b"\n") == 1
    assert house.query("SELECT count(*) FROM post") == [(2,)]


@pytest.mark.parametrize("how", ["the line drops", "the channel closes"])
async def test_half_a_text_is_not_posted(how: str, house: Server) -> None:
    connection, _ = await connect(house.port, "quiet-otter", PASSPHRASE)
    process = await connection.create_process("reply 1", encoding=None)
    process.stdin.write(b"This is only half of what I")
    await asyncio.sleep(0.3)
    if how == "the line drops":
        connection.abort()
    else:
        process.close()
    other = await given(house, "quiet-otter", "read 1 --json")
    assert json.loads(other.out)["count"] == 2
    await asyncio.sleep(0.3)
    assert house.query("SELECT count(*) FROM post") == [(2,)]


async def test_a_server_that_stops_posts_no_half_text_and_says_so(house: Server) -> None:
    connection, _ = await connect(house.port, "quiet-otter", PASSPHRASE)
    process = await connection.create_process("reply 1", encoding=None)
    process.stdin.write(b"This is only half of what I")
    await asyncio.sleep(0.3)
    assert await house.stop() == 0
    assert b"cut off" in await process.stderr.read()
    assert house.query("SELECT count(*) FROM post") == [(2,)]


LINES = ["help", "boards", "crisis France", "threads stress", "read 1", "new", "settings",
         "whoami --json", "read 999", "read x", "mail"]  # fmt: skip


async def test_with_a_terminal_a_command_does_the_same(house: Server) -> None:
    await given(house, "quiet-otter", "read 1")
    connection, _ = await connect(house.port, "quiet-otter", PASSPHRASE)
    for line in LINES:
        bare = await given(house, "quiet-otter", line)
        for term in ("xterm-256color", "dumb"):
            t = await open_terminal(connection, term=term, command=line, size=(80, 24))
            status = await t.until_over()
            assert status == bare.status, line
            assert t.wire.replace(b"\r\n", b"\n").replace(b" \x08", b"") == bare.out, (line, term)
            assert t.errors.replace(b"\r\n", b"\n") == bare.err
            assert b"\x1b" not in t.wire, (line, term)


async def test_with_a_terminal_a_text_ends_at_ctrl_d_and_ctrl_c_leaves(house: Server) -> None:
    connection, _ = await connect(house.port, "quiet-otter", PASSPHRASE)
    t = await open_terminal(connection, command="reply 1")
    await t.type("Typed.\rAnd more.\r\x04")
    assert await t.until_over() == 0
    assert house.query("SELECT body FROM post WHERE number = 3") == [("Typed.\nAnd more.",)]
    t = await open_terminal(connection, command="reply 1")
    await t.type("Not this.\r\x03")
    assert await t.until_over() == 1
    assert house.query("SELECT count(*) FROM post") == [(3,)]


async def test_no_control_characters_reach_a_pipe(house: Server) -> None:
    await given(house, "quiet-otter", "reply 1", b"A\x1b[31mB\x07\xc2\x9b5n\xe2\x80\xae\r\n")
    for line in LINES:
        found = await given(house, "quiet-otter", line)
        if "--json" not in line:
            assert max(map(len, found.out.decode().split("\n"))) < 80, line
        for stream in (found.out, found.err):
            text = stream.decode()
            assert all(c.isprintable() for c in text.replace("\n", "")), line


async def test_several_commands_on_one_connection(house: Server) -> None:
    connection, _ = await connect(house.port, "quiet-otter", PASSPHRASE)
    async with connection:
        lines = ["whoami", "boards --json", "read 1", "mail", "nonsense", "settings"]
        done = await asyncio.gather(*(connection.run(line, check=False) for line in lines))
    assert [each.exit_status for each in done] == [0, 0, 0, 0, 2, 0]


def called(client: str, server: Server, username: str, folder: Path) -> list[str]:
    """How a client is called up to the command."""
    port = str(server.port)
    if client == "ssh":
        options = ["-F/dev/null", "-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null",
                   "-oLogLevel=ERROR", "-oPubkeyAuthentication=no"]  # fmt: skip
        return [program("ssh"), *options, "-p", port, f"{username}@127.0.0.1"]
    if client == "dbclient":
        return [program("dbclient"), "-y", "-y", "-p", port, f"{username}@127.0.0.1"]
    secret = folder / "pw"
    secret.write_text(f"{PASSPHRASE}\n")
    return [program("plink"), "-batch", "-ssh", "-no-antispoof", "-hostkey", fingerprint(server),
            "-pwfile", str(secret), "-P", port, "-l", username, "127.0.0.1"]  # fmt: skip


def fingerprint(server: Server) -> str:
    """The host key's fingerprint, as the daemon prints it at its start."""
    return next(word for word in server.log().split() if word.startswith("SHA256:"))


@pytest.mark.parametrize("client", CLIENTS)
async def test_stock_clients(client: str, house: Server, tmp_path: Path) -> None:
    if not program(client):
        pytest.skip(f"{client} is not installed here")
    guest = called(client, house, "guest", tmp_path)
    done = await run(*guest, "threads stress --json")
    assert done.status == 0, done
    assert json.loads(done.out)["threads"][0]["title"] == "The first winter"
    assert (await run(*guest, "read x")).status == 2
    refused = await run(*guest, "reply 1", piped=b"Words\n")
    assert refused.status == 1 and refused.out == b"" and SIGN_UP.strip() in refused.err
    member = called(client, house, "quiet-otter", tmp_path)
    if client != "plink":
        if not program("sshpass"):
            pytest.skip("sshpass is not installed here")
        member = [program("sshpass"), "-Passphrase", "-p", PASSPHRASE, *member]
    made = await run(*member, "reply 1 --json", piped="Grüße, von mir.\n".encode())
    assert made.status == 0, made
    assert house.query("SELECT body FROM post WHERE number = 3") == [("Grüße, von mir.",)]
    big = await run(*member, "reply 1", piped=b"x" * 10_000_000)
    assert big.status == 1 and b"over 117 KiB" in big.err
