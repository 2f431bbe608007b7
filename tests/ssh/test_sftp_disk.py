"""No operation of SFTP reaches the server's disk, whatever asyncssh's own would do."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from asyncssh.sftp import SFTPServerHandler

from bbs.errors import Busy, Invalid, Locked, NotFound, Refused
from bbs.ssh import sftp, sftpwire
from bbs.ssh.sftp import FileServer, Held
from tests.ssh.files import Flat, Values

HARMLESS = {"channel", "connection", "env", "logger", "convert_attrs"}
"""What is asyncssh's still: it knows the channel, and turns values into others."""
OPERATIONS = sorted(
    name
    for name, it in inspect.getmembers(asyncssh.SFTPServer, inspect.isfunction)
    if not name.startswith("_") and name not in HARMLESS
)
PATHS = (b"/etc/passwd", b"../../etc/passwd", b"/proc/self/environ", b"data/lamplight.db")


class Channel:
    """As much of a channel as a server asks for."""


@pytest.fixture
def server() -> FileServer:
    return FileServer(Channel(), Values())


_watching: list[list[str]] = []


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if _watching and (event == "open" or event.startswith(("os.", "shutil.", "pathlib."))):
        _watching[-1].append(event)


sys.addaudithook(_audit)  # It can't be taken away again, and is silent but while we watch.


@contextmanager
def watching() -> Iterator[list[str]]:
    """What is asked of the operating system's files, by Python's own report and by name."""
    seen: list[str] = []

    def noting(name: str) -> Any:
        theirs = getattr(os, name)

        def note(*args: Any, **kwargs: Any) -> Any:
            seen.append(name)
            return theirs(*args, **kwargs)

        return note

    with pytest.MonkeyPatch.context() as patch:
        for name in ("stat", "lstat", "readlink", "statvfs", "fstat", "fstatvfs", "fsync"):
            patch.setattr(os, name, noting(name))
        _watching.append(seen)
        try:
            yield seen
        finally:
            _watching.pop()


def arguments(operation: Any, path: bytes) -> list[Any]:
    values: dict[str, Any] = {
        "path": path, "oldpath": path, "newpath": b"/tmp/elsewhere", "pflags": 1 | 2 | 8,
        "desired_access": 1, "flags": 0, "attrs": asyncssh.SFTPAttrs(size=3, permissions=0o777),
        "file_obj": Held(Flat("a.txt")), "offset": 0, "size": 9, "data": b"x", "length": 9,
        "uid": 0, "gid": 0,
        "name": asyncssh.SFTPName(path, attrs=asyncssh.SFTPAttrs(uid=0, gid=0, mtime=1)),
    }  # fmt: skip
    return [values[each] for each in inspect.signature(operation).parameters]


def test_there_are_the_operations_that_we_know_of() -> None:
    assert {"open", "open56", "scandir", "statvfs", "symlink", "format_user"} <= set(OPERATIONS)
    assert len(OPERATIONS) >= 30


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_ours(name: str) -> None:
    assert name in vars(FileServer), f"asyncssh's own {name} would reach the disk"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", OPERATIONS)
async def test_none_reaches_the_disk(server: FileServer, name: str, path: bytes) -> None:
    operation = getattr(server, name)
    with watching() as touched:
        try:
            result = operation(*arguments(operation, path))
            if inspect.isasyncgen(result):
                async for _ in result:
                    pass
            elif inspect.isawaitable(result):
                await result
        except asyncssh.SFTPError:
            pass
    assert touched == []


def test_the_net_catches_what_asyncssh_would_do(tmp_path: Path) -> None:
    theirs = asyncssh.SFTPServer(Channel())  # type: ignore[arg-type]
    (tmp_path / "there").write_bytes(b"")
    with watching() as touched:
        theirs.lstat(bytes(tmp_path / "there"))
        theirs.remove(bytes(tmp_path / "there"))
    assert touched == ["lstat", "os.remove"]


def test_the_handler_offers_nothing_that_needs_a_disk() -> None:
    kept = {name for name in sftpwire._Handler._packet_handlers if isinstance(name, bytes)}
    assert kept == set(sftpwire._KEPT)
    assert {name for name, _ in sftpwire._Handler._extensions} == kept
    theirs = {name for name in SFTPServerHandler._packet_handlers if isinstance(name, bytes)}
    assert theirs - kept >= {b"copy-data", b"ranges@asyncssh.com", b"hardlink@openssh.com"}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (b"", ()),
        (b".", ()),
        (b"/", ()),
        (b"//", ()),
        (b"..", ()),
        (b"/../../../etc", ("etc",)),
        (b"boards/../../outbox/", ("outbox",)),
        (b"/boards//back-pain/./x", ("boards", "back-pain", "x")),
        (b"/boards\\..\\x", ("boards\\..\\x",)),
        ("/böards".encode(), ("böards",)),
        (b"~root/x", ("~root", "x")),
        (b"C:/Windows", ("C:", "Windows")),
    ],
)
def test_a_path_is_names_and_nothing_more(path: bytes, place: tuple[str, ...]) -> None:
    assert sftp.place_of(path) == place


@pytest.mark.parametrize("path", [b"a\0b", b"\xff\xfe", b"\xed\xa0\x80", b"x/" * 600])
def test_a_path_that_can_be_none(path: bytes) -> None:
    with pytest.raises(NotFound):
        sftp.place_of(path)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("There is no such file."), asyncssh.SFTPNoSuchFile),
        (Refused("Only /outbox takes files."), asyncssh.SFTPPermissionDenied),
        (Locked("Your passphrase opens your letters."), asyncssh.SFTPPermissionDenied),
        (Invalid("Please use a plain name."), asyncssh.SFTPFailure),
        (Busy("Very many people are here."), asyncssh.SFTPFailure),
    ],
)
async def test_errors_become_statuses_with_their_words(
    error: Exception, status: type[asyncssh.SFTPError]
) -> None:
    tree = Values()
    tree.error = error
    with pytest.raises(status) as caught:
        await FileServer(Channel(), tree).stat(b"/x")
    assert caught.value.reason == str(error)


async def test_a_fault_tells_neither_client_nor_log(caplog: pytest.LogCaptureFixture) -> None:
    tree = Values()
    tree.error = KeyError("what a member wrote")
    server = FileServer(Channel(), tree)
    for asked in (server.stat(b"/secret"), server.open(b"/secret", 1, asyncssh.SFTPAttrs())):
        with pytest.raises(asyncssh.SFTPFailure, match="We are sorry"):
            await asked
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text and "wrote" not in caplog.text


def test_a_line_of_a_listing() -> None:
    server = FileServer(Channel(), Values())
    attrs = asyncssh.SFTPAttrs(size=1234, permissions=0o100444, mtime=1_700_000_000, nlink=1)
    name = asyncssh.SFTPName(b"a.txt", attrs=attrs)
    server.format_longname(name)
    assert name.longname == (b"-r--r--r--   1 lamplight lamplight      1234 Nov 14  2023 a.txt")
