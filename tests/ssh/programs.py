"""The programs that people connect with, and how each is told what to do."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import asyncssh

from tests.ssh.stock import command

PROGRAMS = {"openssh": "ssh", "dropbear": "dbclient", "putty": "plink"}
MISSING = {name for name, program in PROGRAMS.items() if not shutil.which(program)}

Words = Callable[..., list[str]]


def openssh(
    port: int, name: str, home: Path, *, key: Path | None = None, way: str = ""
) -> list[str]:
    """A call of OpenSSH's client."""
    options = [f"-oIdentityFile={key or '/nowhere'}", "-oIdentitiesOnly=yes", "-oLogLevel=ERROR"]
    if way:
        options.append(f"-oPreferredAuthentications={way}")
    return command(port, name, *options)


def dropbear(
    port: int, name: str, home: Path, *, key: Path | None = None, way: str = ""
) -> list[str]:
    """A call of Dropbear's client, which takes the first way that the server offers."""
    words = [shutil.which("dbclient") or "", "-y", "-y", "-p", str(port)]
    if key is not None:
        converted = home / "id_dropbear"
        _run("dropbearconvert", "openssh", "dropbear", str(key), str(converted))
        words += ["-i", str(converted)]
    return [*words, f"{name}@127.0.0.1"]


def putty(port: int, name: str, home: Path, *, key: Path | None = None, way: str = "") -> list[str]:
    """A call of PuTTY's client for the command line."""
    sessions = home / ".putty" / "sessions"
    sessions.mkdir(parents=True, exist_ok=True)
    asks = "0" if way == "password" else "1"
    (sessions / "ours").write_text(f"Protocol=ssh\nAuthKI={asks}\nTryAgent=0\n")
    fingerprint = asyncssh.read_public_key(
        home / "hostkeys" / "ssh_host_ed25519_key.pub"
    ).get_fingerprint()
    words = [
        shutil.which("plink") or "",
        "-load",
        "ours",
        "-ssh",
        "-t",
        "-no-antispoof",
        "-noagent",
    ]
    words += ["-hostkey", fingerprint, "-P", str(port)]
    if key is not None:
        converted = home / "id.ppk"
        _run("puttygen", str(key), "-o", str(converted))
        words += ["-i", str(converted)]
    return [*words, f"{name}@127.0.0.1"]


CALLS: dict[str, Words] = {"openssh": openssh, "dropbear": dropbear, "putty": putty}


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
