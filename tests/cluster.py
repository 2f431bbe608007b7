"""A PostgreSQL server of the tests' own, in a folder of its own, which nobody else can reach."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

_DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
_PATH = os.pathsep.join((*map(str, reversed(_DEBIAN)), os.environ.get("PATH", os.defpath)))
_WAITS = 60
# What is lost with the power is no matter here; to wait for the disk would take most of the time.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_MEMORY, _ENOUGH = Path("/dev/shm"), 4 << 30  # In bytes; a container's is often far smaller.


class Cluster:
    """A server that listens on a socket in its own folder, and at no address."""

    def __init__(self, *, is_durable: bool = False) -> None:
        """Make its folder; it runs from `start` on, and as durable as in earnest if wished."""
        # Short, since a socket's path has to be; each test copies and drops a thousand files.
        in_memory = not is_durable and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
        in_memory = in_memory and shutil.disk_usage(_MEMORY).free > _ENOUGH
        folder = tempfile.mkdtemp(prefix="lamp-pg-", dir=_MEMORY if in_memory else None)
        self.folder = Path(folder)
        self._is_durable = is_durable
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root.
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._as_user: dict[str, Any] = {}
        if user is not None:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._data = self.folder / "data"
        subprocess.run(
            (_program("initdb"), "-D", str(self._data), "-U", "lamplight", "-A", "trust",
             "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            check=True, capture_output=True, cwd="/", **self._as_user,
        )  # fmt: skip

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "autovacuum": "off",
            **({} if self._is_durable else _FAST),
        }
        options = (word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                (_program("postgres"), "-D", str(self._data), *options),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **self._as_user,
            )  # fmt: skip
        give_up = time.monotonic() + _WAITS
        while not self._takes_connections():
            assert time.monotonic() < give_up, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it as a sysop does who won't wait for anybody."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(_WAITS)

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        pid = self._process.pid
        words = ("ps", "-o", "pid=", "--ppid", str(pid))
        children = subprocess.run(words, capture_output=True, text=True, check=False)
        for each in (pid, *map(int, children.stdout.split())):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self._process.wait(_WAITS)

    def remove(self) -> None:
        """Stop it if it runs, and remove its folder."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str = "postgres") -> str:
        """The URL of one of its databases."""
        query = urlencode({"host": str(self.folder), "user": "lamplight"}, quote_via=quote)
        return f"postgresql:///{name}?{query}"

    def _takes_connections(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True


def _program(name: str) -> str:
    path = shutil.which(name, path=_PATH)
    assert path is not None, f"there is no {name} on this machine"
    return path


def is_there() -> bool:
    """Whether PostgreSQL's programs are on this machine."""
    return shutil.which("initdb", path=_PATH) is not None


def make_database(server: str, template: str = "template0") -> str:
    """The URL of a new database on a server, given by the URL of any of its databases."""
    name = f"lamplight_{secrets.token_hex(6)}"
    _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    return at(server, name)


def drop_database(url: str) -> None:
    """Remove a database, whoever is still connected to it."""
    _execute(at(url, "postgres"), "DROP DATABASE IF EXISTS {} WITH (FORCE)", name_in(url))


def at(server: str, name: str) -> str:
    """The URL of another database on the same server."""
    head, _, query = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def name_in(url: str) -> str:
    """The name of the database in a URL."""
    return url.partition("?")[0].rpartition("/")[2]


def _execute(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
