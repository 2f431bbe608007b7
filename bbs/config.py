"""Settings: bbs.toml, then BBS_* variables over it; each field says what it is for."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bbs.errors import Invalid


def _told(default: Any, says: str) -> Any:
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a sysop can set. `home` is the folder that relative paths start from."""

    home: Path = _told(Path(), "The folder of bbs.toml, else the working directory.")
    host: str = _told("127.0.0.1", "Address to listen on; 0.0.0.0 or :: for all.")
    port: int = _told(2222, "Port to listen on; 0 picks a free one.")
    slow_port: int = _told(
        0, "A second port that offers zlib alone, so that any client compresses; 0: none."
    )
    data_dir: Path = _told(Path("data"), "Where the database lies.")
    hostkey_dir: Path = _told(Path("hostkeys"), "Where the host key and the pepper lie (0700).")
    database_url: str = _told(
        "", "sqlite:///PATH or postgresql://HOST/NAME; empty: lamplight.db in data_dir."
    )
    db_threads: int = _told(4, "Threads that hold an open database connection.")
    argon2_time: int = _told(1, "argon2id passes; older passphrases are renewed at log-in.")
    argon2_memory_kib: int = _told(47_104, "argon2id memory in KiB (46 MiB).")
    argon2_lanes: int = _told(1, "argon2id lanes.")
    argon2_threads: int = _told(2, "Threads that hash passphrases.")
    argon2_queue: int = _told(32, "Log-ins that may wait for a hash before others hear 'busy'.")
    login_seconds: int = _told(30, "Time that a connection has to log in.")
    login_tries: int = _told(6, "Passphrases that one connection may try.")
    sign_ups_per_hour: int = _told(100, "New members in an hour, from everywhere; 0: no limit.")
    posts_per_hour: int = _told(60, "Posts of one member in an hour; 0: no limit.")
    newcomer_posts_per_hour: int = _told(20, "The same on the day of joining and the next.")
    hugs_per_hour: int = _told(200, "Hugs of one member in an hour; 0: no limit.")
    letters_per_day: int = _told(100, "Letters of one member in a day; 0: no limit.")
    newcomer_letters_per_day: int = _told(30, "The same on the day of joining and the next.")
    searches_per_hour: int = _told(300, "Searches of one member in an hour; 0: no limit.")
    commands_per_hour: int = _told(600, "Commands of one member in an hour; 0: no limit.")
    reports_per_day: int = _told(30, "Reports of one member in a day; 0: no limit.")
    idle_minutes: int = _told(
        60, "A session without a key for so long ends, with a warning; 0: none."
    )
    rekey_bytes: int = _told(1 << 28, "Bytes after which new keys are agreed on (256 MiB).")
    strict_algorithms: bool = _told(
        False, "Only post-quantum key exchange and no compression; shuts older clients out."
    )
    connects_per_second: int = _told(5, "New connections a second from one source, lastingly.")
    connects_burst: int = _told(10, "New connections from one source at once.")
    startups: int = _told(200, "Connections that may be logging in at once.")
    startups_early: int = _told(100, "From so many on, some are turned away at random.")
    startups_per_source: int = _told(20, "Connections of one source that may be logging in.")
    penalty_seconds: int = _told(600, "The longest that a source which guesses is kept away.")
    connections: int = _told(1_000, "Connections that may be open at once, all together.")
    guests: int = _told(100, "Guests and newcomers that may be inside at once.")
    guests_per_source: int = _told(10, "Guests and newcomers inside from one source.")
    proxy_port: int = _told(0, "A port for an onion service, with PROXY v1 headers; 0: none.")
    proxy_host: str = _told("127.0.0.1", "Address of proxy_port: only where Tor can reach it.")
    demo: bool = _told(False, "Let members made by `bbs seed` log in. Never in earnest.")

    @property
    def data_path(self) -> Path:
        """The data folder, absolute."""
        return (self.home / self.data_dir).absolute()

    @property
    def hostkey_path(self) -> Path:
        """The host keys' folder, absolute."""
        return (self.home / self.hostkey_dir).absolute()

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{quote(str(self.data_path / 'lamplight.db'))}"


def documented() -> dict[str, str]:
    """Each setting's name with the sentence that says what it is for."""
    return {each.name: each.metadata["says"] for each in fields(Settings) if each.name != "home"}


def load(config: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `config` (or bbs.toml in the working directory) and the environment.

    Raises `Invalid` where the file can't be read, a name is unknown or a value is of the wrong
    kind; the message names the setting.
    """
    environ = os.environ if environ is None else environ
    path = config or Path("bbs.toml")
    values: dict[str, Any] = {}
    if config is not None or path.exists():
        values = _from_file(path)
    for name in documented():
        if (raw := environ.get(f"BBS_{name.upper()}")) is not None:
            values[name] = raw
    kinds = {each.name: type(each.default) for each in fields(Settings)}
    typed = {name: _typed(name, value, kinds[name]) for name, value in values.items()}
    return replace(Settings(home=path.absolute().parent), **typed)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"{path} can't be read: {error}") from None
    if unknown := sorted(set(values) - set(documented())):
        raise Invalid(f"{path} has a setting that there is not: {', '.join(unknown)}.")
    return values


def _typed(name: str, value: Any, kind: type) -> Any:
    text = str(value).strip()
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise Invalid(f"{name} is yes or no, not {text!r}.")
    if kind is int:
        if not text.isdecimal():
            raise Invalid(f"{name} is a whole number, not {text!r}.")
        return int(text)
    if not isinstance(value, str):
        raise Invalid(f"{name} is a text in quotes, not {text}.")
    return Path(text) if issubclass(kind, Path) else text
