"""All that is kept about a member, as a ZIP that is made while it is sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bbs import sealing
from bbs.policy import Action, Actor, require
from bbs.services import kept
from bbs.services.kept import Record

_FOLDER = "lamplight"
_LONG = ("body",)
_CLOSED = "Your letters, drafts, journal, check-ins and counters could not be opened."


def archive(actor: Actor, key: sealing.PrivateKey | None, *, now: datetime) -> Iterator[bytes]:
    """The pieces of a ZIP file: each part as JSON, and as a text to read.

    Without `key` what is sealed is said to be missing. Each piece reads a few rows by itself,
    so that memory stays small and `next` may be called in any of the database's threads:
    `while piece := await call(next, pieces, b"")`.
    """
    require(actor, Action.TAKE_ALONG)
    return _zipped(_files(actor, key, now), now)


def _files(
    actor: Actor, key: sealing.PrivateKey | None, now: datetime
) -> Iterator[tuple[str, Iterable[str]]]:
    yield "README.txt", _readme(actor, key, now)
    for part in kept.PARTS:
        yield f"{part.name}.json", _as_json(part.records(actor, key))
        yield f"{part.name}.txt", _as_text(part.records(actor, key))


class _Sink:
    """A file that only goes on: what was written waits until it is taken."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """There is nothing to be flushed to."""

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _zipped(files: Iterable[tuple[str, Iterable[str]]], now: datetime) -> Iterator[bytes]:
    sink = _Sink()
    with ZipFile(sink, "w") as zipped:  # type: ignore[call-overload]
        for name, pieces in files:
            info = ZipInfo(f"{_FOLDER}/{name}", now.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            with zipped.open(info, "w") as entry:
                for piece in pieces:
                    entry.write(piece.encode("utf-8"))
                    if ready := sink.take():
                        yield ready
            yield sink.take()
    yield sink.take()


def _as_json(records: Iterable[Record]) -> Iterator[str]:
    between = "[\n"
    for record in records:
        plain = {name: _plain(value) for name, value in record.items()}
        yield between + json.dumps(plain, ensure_ascii=False, indent=1)
        between = ",\n"
    yield "\n]\n" if between == ",\n" else "[]\n"


def _as_text(records: Iterable[Record]) -> Iterator[str]:
    """Short things line by line, then the long one; a line of hyphens between two records."""
    is_first = True
    for record in records:
        if not is_first:
            yield "\n" + "-" * 40 + "\n\n"
        is_first = False
        short = (name for name in record if name not in _LONG)
        yield "".join(f"{name}: {_readable(record[name])}\n" for name in short)
        for name in _LONG:
            if record.get(name):
                yield f"\n{record[name]}\n"
    if is_first:
        yield "Nothing.\n"


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # A moment is one, too.
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _readable(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return "-" if value is None else str(_plain(value))


def _readme(actor: Actor, key: sealing.PrivateKey | None, now: datetime) -> Iterator[str]:
    yield (
        f"All that Lamplight keeps about {actor.handle}, as of {now:%Y-%m-%d %H:%M} UTC.\n\n"
        "Each part is here twice: NAME.json for programs, NAME.txt to read.\n\n"
    )
    for part in kept.PARTS:
        yield f"  {part.name}: {part.says}\n"
    if key is None:
        yield f"\n{_CLOSED} Of each: {kept.MISSING}\n"
    yield (
        "\nWhat others quoted of your posts is theirs. So are the letters that you sent\n"
        "them: they lie in their mailboxes.\n"
        "\nWhat is not told here, and why:\n"
    )
    for part in kept.PARTS:
        for column, reason in part.withholds.items():
            if reason != kept.TOLD:
                yield f"  {part.name}, {column.column_name}: {reason}\n"
    for column, reason in kept.OTHERS.items():
        yield f"  {column.model._meta.table_name}, {column.column_name}: {reason}\n"
    for table, reason in kept.NOBODYS.items():
        yield f"  {table}: {reason}\n"
