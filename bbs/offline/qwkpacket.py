"""The files of a QWK packet around its messages, in a ZIP (layout 1.6, QWKE 1.02)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bbs.offline import cp437, qwk
from bbs.views import BoardView

_NOTES = "PACKET.TXT"
_DOOR = ("DOOR = Lamplight", "VERSION = 1", "SYSTEM = Lamplight", "MIXEDCASE = YES")


def packed(
    house: str,
    owner: str,
    packet_id: int,
    joined: Iterable[BoardView],
    messages: Sequence[qwk.Message],
    words: str,
    at: datetime,
) -> bytes:
    """A packet: the messages, their index, what the boards are called, and words on the whole.

    `house` is the house's tag, in lower case; `at` is the moment of the packet. The same values
    give the same bytes.
    """
    boards = sorted({board.id: board for board in joined}.values(), key=lambda board: board.id)
    files = {
        "CONTROL.DAT": _control(house, owner, boards, len(messages), at),
        "DOOR.ID": _lines(
            "DOOR = Lamplight", "VERSION = 1", "SYSTEM = Lamplight", "MIXEDCASE = YES"
        ),
        "TOREADER.EXT": _lines(
            f"ALIAS {cp437.shown(owner)}",
            f"AREA {qwk.LETTERS} aPH",
            *(f"AREA {board.id} aOH" for board in boards),
        ),
        _NOTES: _lines(f"Packet {packet_id}", "", *words.split("\n")),
        "MESSAGES.DAT": b"Produced by Lamplight".ljust(qwk.BLOCK)
        + b"".join(message.blocks for message in messages),
        **_indexes(messages),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            moment = at.astimezone(UTC).timetuple()[:6]
            archive.writestr(
                zipfile.ZipInfo(name, moment), data, zipfile.ZIP_DEFLATED, compresslevel=9
            )
    return buffer.getvalue()


def _control(
    house: str, owner: str, boards: Sequence[BoardView], messages: int, at: datetime
) -> bytes:
    conferences = [(qwk.LETTERS, "Letters"), *((board.id, board.name) for board in boards)]
    return _lines(
        "Lamplight",
        "",
        "",
        "Sysop",
        f"00000,{house.upper()}",
        f"{at.astimezone(UTC):%m-%d-%Y,%H:%M:%S}",
        cp437.shown(owner),
        "",
        "0",
        str(messages),
        str(len(conferences) - 1),
        *(line for number, name in conferences for line in (str(number), name)),
        _NOTES,
        "",
        "",
    )


def _lines(*lines: str) -> bytes:
    parts = (cp437.encoded(line) for line in lines)
    return b"".join(part + b"\r\n" for part in parts)


def _indexes(messages: Iterable[qwk.Message]) -> dict[str, bytes]:
    """An index a conference: where each of its messages begins, counted in blocks from 1."""
    indexes: dict[str, bytes] = {}
    at = 2
    for message in messages:
        entry = qwk.single(at) + bytes((message.conference & 0xFF,))
        name = f"{message.conference:03}.NDX"
        indexes[name] = indexes.get(name, b"") + entry
        if message.is_personal:
            indexes["PERSONAL.NDX"] = indexes.get("PERSONAL.NDX", b"") + entry
        at += message.count
    return indexes
