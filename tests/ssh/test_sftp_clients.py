"""Files with clients that nobody here wrote: OpenSSH's sftp and scp, and PuTTY's psftp, sshfs."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bbs import wiring
from bbs.services import credentials, letters
from tests.helpers import PASSPHRASE
from tests.ssh.server import Server, settings_of
from tests.ssh.test_sftp_hostile import furnish

SFTP, SCP, PSFTP, SSHFS = (shutil.which(name) or "" for name in ("sftp", "scp", "psftp", "sshfs"))
REPLY = "Thread: 1\n\nThank you for this, it helped.\n"

openssh = pytest.mark.skipif(not (SFTP and SCP), reason="there is no OpenSSH here")
mounts = pytest.mark.skipif(
    not (SSHFS and os.access("/dev/fuse", os.R_OK | os.W_OK)), reason="nothing can be mounted here"
)
putty = pytest.mark.skipif(not PSFTP, reason="there is no psftp here")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    furnish(tmp_path)
    running = Server(tmp_path)
    await running.start()
    try:
        yield running
    finally:
        await running.close()


class Desk:
    """A member's own folder, and the programs that they run in it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        folder.mkdir()
        self._answers = folder / ".askpass"
        self._answers.write_text(f"#!/bin/sh\necho '{PASSPHRASE}'\n")
        self._answers.chmod(0o700)

    @property
    def _options(self) -> list[str]:
        return [
            "-F/dev/null", "-oUserKnownHostsFile=/dev/null", "-oGlobalKnownHostsFile=/dev/null",
            "-oStrictHostKeyChecking=no", "-oIdentityAgent=none", "-oPubkeyAuthentication=no",
            "-oLogLevel=ERROR",
        ]  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        """Of the programs that they run."""
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8",
            "SSH_ASKPASS": str(self._answers), "SSH_ASKPASS_REQUIRE": "force",
        }  # fmt: skip

    async def run(self, *words: str, typed: str = "", patience: float = 60) -> tuple[int, str]:
        """Run a program: its exit status, and what it said."""
        process = await asyncio.create_subprocess_exec(
            *words,
            cwd=self.folder,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told, _ = await asyncio.wait_for(process.communicate(typed.encode()), patience)
        assert process.returncode is not None
        return process.returncode, told.decode(errors="replace").replace("\r\n", "\n")

    async def sftp(
        self, *lines: str, who: str = "quiet-otter", tries: bool = False, patience: float = 60
    ) -> str:
        """Run a batch of sftp; with `tries` it goes on after an error."""
        batch = self.folder / ".batch"
        batch.write_text("".join(f"{'-' if tries else ''}{line}\n" for line in lines))
        status, told = await self.run(
            *(SFTP, *self._options, "-oBatchMode=no", "-P", str(self.port)),
            *("-b", str(batch), f"{who}@127.0.0.1"),
            patience=patience,
        )
        assert status == 0, told
        return told

    async def scp(self, *words: str, status: int = 0) -> str:
        """Copy; `:` stands for the server."""
        told_status, told = await self.run(
            *(SCP, *self._options, "-P", str(self.port)),
            *(word.replace(":", "quiet-otter@127.0.0.1:", 1) for word in words),
        )
        assert told_status == status, told
        return told

    async def psftp(self, *lines: str) -> str:
        """Run a batch of psftp."""
        _, told = await self.run(
            *(PSFTP, "-P", str(self.port), "-pw", PASSPHRASE, "-batch", "-be", "-bc"),
            *("-hostkey", await self._hostkey(), "-b", "/dev/stdin", "quiet-otter@127.0.0.1"),
            typed="".join(f"{line}\n" for line in lines),
        )
        return told

    async def _hostkey(self) -> str:
        public = (self.folder.parent / "hostkeys" / "ssh_host_ed25519_key.pub").read_text()
        return " ".join(public.split()[:2]).split()[1]

    def write(self, name: str, words: str) -> None:
        (self.folder / name).write_text(words)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()


@pytest.fixture
def desk(server: Server) -> Desk:
    return Desk(server.folder / "desk", server.port)


def thread_posts(server: Server) -> list[object]:
    return [row[0] for row in server.query("SELECT body FROM post ORDER BY id")]


@openssh
async def test_sftp_looks_around_and_takes_all_along(server: Server, desk: Desk) -> None:
    told = await desk.sftp("ls -l", "cd boards/back-pain", "pwd", "ls -l *", "df", tries=True)
    assert "dr-xr-xr-x   1 lamplight lamplight         0" in told and "README.txt" in told
    assert "Remote working directory: /boards/back-pain" in told
    listed = [line.split() for line in told.split("\n") if "1-stairs-again.txt" in line]
    await desk.sftp("get -r boards", "get -r mail", "get -r packets", "get README.txt")
    (file,) = (desk.folder / "boards" / "back-pain").rglob("*.txt")
    assert file.name == "1-stairs-again.txt"
    text = file.read_text()
    assert text.startswith("Stairs, again\nThread 1 on Back Pain") and text.count("\nPost ") == 50
    assert [words[4] for words in listed] == [str(file.stat().st_size)]
    # Each board has its folder, also where nobody ever wrote.
    assert len(list((desk.folder / "boards").iterdir())) == 67
    assert "Dear otter" in desk.read("mail/inbox.mbox")
    assert (desk.folder / "packets" / "unread.qwk").read_bytes().startswith(b"PK")
    assert "Stairs, again" in desk.read("packets/unread.mbox")
    # Nothing of that marks anything as read.
    assert server.query("SELECT count(*) FROM mark WHERE member_id = 1") == [(0,)]
    assert server.query("SELECT is_read FROM letter WHERE owner_id = 1") == [(0,)]


@openssh
async def test_sftp_puts_answers_and_reads_the_receipts(server: Server, desk: Desk) -> None:
    desk.write("reply.txt", REPLY)
    desk.write("other.part", "To: brave-wren\nSubject: Hello\n\nDear wren\n")
    told = await desk.sftp(
        "cd outbox",
        "put reply.txt",
        "put -p other.part",
        "rename other.part other.txt",
        "ls -l",
        "get *.receipt.txt",
    )
    assert "reply.txt.receipt.txt" in told and "other.txt.receipt.txt" in told
    assert "1 posted" in desk.read("reply.txt.receipt.txt")
    assert "letter to brave-wren" in desk.read("other.txt.receipt.txt")
    assert thread_posts(server)[-1] == "Thank you for this, it helped."
    with wiring.house(settings_of(server.folder, argon2_memory_kib=64)):
        wren = credentials.log_in("brave-wren", PASSPHRASE)
        assert wren is not None
        row = letters.listing(wren.actor, wren.key, is_incoming=True, limit=9).rows[0]
        assert row.subject == "Hello"
    # The same again is posted once, and a receipt is there on the next connection.
    desk.write("again.txt", REPLY)
    await desk.sftp("put again.txt outbox/")
    await desk.sftp("get outbox/again.txt.receipt.txt", "rm outbox/again.txt.receipt.txt")
    assert "1 posted before" in desk.read("again.txt.receipt.txt")
    assert thread_posts(server).count("Thank you for this, it helped.") == 1


@openssh
async def test_sftp_is_refused_what_it_may_not_do(server: Server, desk: Desk) -> None:
    desk.write("a.txt", REPLY)
    lines = (
        "put a.txt", "put a.txt boards/a.txt", "put a.txt README.txt", "rm README.txt",
        "mkdir outbox/folder", "mkdir boards/mine", "rmdir boards", "ln README.txt a",
        "ln -s /etc/passwd outbox/passwd", "ln -s README.txt a", "rename README.txt outbox/a.txt",
        "rename boards outbox/boards", "chmod 777 README.txt", "chown 0 README.txt", "df",
        "get /etc/passwd", "get ../../../etc/passwd", "put -r .", "ls /etc",
    )  # fmt: skip
    told = await desk.sftp(*lines, tries=True)
    # One answer a line, and none of them is silence.
    said = told.split("sftp> ")[1:]
    assert len(said) == len(lines)
    for each in said:
        answer = each.partition("\n")[2]
        assert any(
            word in answer.lower()
            for word in ("denied", "not found", "no such", "support", "can't get")
        ), each
    assert not (desk.folder / "passwd").exists()
    assert thread_posts(server)[-1] != "Thank you for this, it helped."


@openssh
async def test_sftp_of_a_guest(desk: Desk) -> None:
    told = await desk.sftp("ls", "get -r boards/back-pain", "ls boards", who="guest")
    assert "outbox" not in told and "bereavement" not in told
    assert list((desk.folder / "back-pain").rglob("1-stairs-again.txt"))


@openssh
async def test_sftp_tells_of_a_bad_upload(server: Server, desk: Desk) -> None:
    desk.write("bad.rep", "PK\x03\x04 and no more")
    (desk.folder / "big.mbox").write_bytes(b"From x\n" + b"y" * 10_000_000)
    told = await desk.sftp("put bad.rep outbox/", "put big.mbox outbox/", "ls outbox", tries=True)
    assert told.lower().count("failure") >= 2
    await desk.sftp("get outbox/*.receipt.txt")
    assert "damaged" in desk.read("bad.rep.receipt.txt")
    assert "2,048 KiB" in desk.read("big.mbox.receipt.txt")


@openssh
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_an_interrupted_put_posts_nothing(
    server: Server, desk: Desk, number: signal.Signals
) -> None:
    """A slow line, and a client that is stopped in the middle of what is a whole text so far."""
    words = "Board: back-pain\nSubject: Cut off\n\n" + "All is well.\n" * 2_000
    desk.write("cut.txt", words)
    batch = desk.folder / ".batch"
    batch.write_text("put cut.txt outbox/cut.txt\n")
    process = await asyncio.create_subprocess_exec(
        *(SFTP, *desk._options, "-oBatchMode=no", "-P", str(server.port), "-l", "32", "-B", "2048"),
        *("-b", str(batch), "quiet-otter@127.0.0.1"),
        env=desk.environment,
        cwd=desk.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    await asyncio.sleep(2.5)
    assert process.returncode is None, "it was over before it was interrupted"
    process.send_signal(number)
    await asyncio.wait_for(process.wait(), 20)
    told = await desk.sftp("ls outbox", tries=True)
    assert "Cut off" not in str(server.query("SELECT title FROM thread"))
    if "receipt" in told:
        await desk.sftp("get outbox/cut.txt.receipt.txt")
        assert "Not posted." in desk.read("cut.txt.receipt.txt")


@openssh
async def test_scp_there_and_back(server: Server, desk: Desk) -> None:
    desk.write("reply.txt", REPLY)
    await desk.scp("-p", "reply.txt", ":outbox/")
    await desk.scp(":outbox/reply.txt.receipt.txt", ".")
    assert "1 posted" in desk.read("reply.txt.receipt.txt")
    assert thread_posts(server)[-1] == "Thank you for this, it helped."
    await desk.scp("-r", "-p", ":boards/back-pain", ".")
    (file,) = (desk.folder / "back-pain").rglob("*.txt")
    newest = server.query("SELECT last_at FROM thread")[0][0]
    assert isinstance(newest, int) and int(file.stat().st_mtime) == newest // 1000
    assert file.read_text().endswith("  Thank you for this, it helped.\n")
    assert "denied" in (await desk.scp("reply.txt", ":boards/", status=1)).lower()
    desk.write("bad.mbox", "no mbox\n")
    await desk.scp("bad.mbox", ":outbox/", status=1)


@openssh
async def test_the_old_protocol_of_scp_is_not_spoken(desk: Desk) -> None:
    desk.write("reply.txt", REPLY)
    told = await desk.scp("-O", "reply.txt", ":outbox/", status=1)
    assert told


@putty
async def test_psftp_there_and_back(server: Server, desk: Desk) -> None:
    desk.write("reply.txt", REPLY)
    told = await desk.psftp(
        "ls", "cd boards/back-pain", "ls", "get -r .  bp", "cd /outbox", "put reply.txt r.part",
        "mv r.part r.txt", "ls", "get r.txt.receipt.txt", "mkdir folder", "rm /README.txt",
        "chmod 777 /README.txt", "get /etc/passwd", "put reply.txt /boards/reply.txt", "quit",
    )  # fmt: skip
    assert "Remote working directory is /" in told
    assert "1 posted" in desk.read("r.txt.receipt.txt"), told
    (file,) = (desk.folder / "bp").rglob("*.txt")
    assert file.read_text().count("\nPost ") == 50
    assert thread_posts(server)[-1] == "Thank you for this, it helped."
    # PuTTY has words of its own for what it is denied.
    assert told.count("permission denied") == 4, told
    assert not (desk.folder / "passwd").exists()


@mounts
@pytest.mark.parametrize("options", [(), ("-odefault_permissions",), ("-ocache=no",)])
async def test_sshfs_is_a_folder_like_any(
    server: Server, desk: Desk, options: tuple[str, ...]
) -> None:
    place = desk.folder / "here"
    place.mkdir()
    # In the foreground: as a daemon it would hold our pipe open.
    process = await asyncio.create_subprocess_exec(
        *(SSHFS, "-f", "-p", str(server.port), *desk._options[1:], *options),
        *("quiet-otter@127.0.0.1:", str(place)),
        env=desk.environment,
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        text = await asyncio.to_thread(_used, place)
        assert text.startswith("Stairs, again\n") and text.count("\nPost ") == 50
    finally:
        await desk.run("fusermount3" if shutil.which("fusermount3") else "fusermount",
                       "-u", str(place))  # fmt: skip
        await asyncio.wait_for(process.wait(), 10)
    assert thread_posts(server)[-1] == "Thank you for this, it helped."


def _used(place: Path) -> str:
    for _ in range(200):
        if place.is_mount():
            break
        time.sleep(0.05)
    assert sorted(os.listdir(place)) == ["README.txt", "boards", "mail", "outbox", "packets"]
    (file,) = (place / "boards" / "back-pain").rglob("*.txt")
    text = file.read_text()
    assert file.stat().st_size == len(text.encode())
    assert "Dear otter" in (place / "mail" / "inbox.mbox").read_text()
    assert (place / "packets" / "unread.qwk").read_bytes().startswith(b"PK")
    with pytest.raises(OSError):  # noqa: PT011 - which one is the client's choice
        (place / "README.txt").write_text("mine")
    with pytest.raises(OSError):  # noqa: PT011
        (place / "mine").mkdir()
    shutil.copy(_letter(place), place / "outbox" / "reply.txt")
    assert "1 posted" in (place / "outbox" / "reply.txt.receipt.txt").read_text()
    # As editors save: beside it, and then in its place.
    (place / "outbox" / "note.tmp").write_text("To: brave-wren\nSubject: Hello\n\nDear wren\n")
    (place / "outbox" / "note.tmp").rename(place / "outbox" / "note.txt")
    assert "1 posted" in (place / "outbox" / "note.txt.receipt.txt").read_text()
    return text


def _letter(place: Path) -> Path:
    file = place.parent / "reply.txt"
    file.write_text(REPLY)
    return file
