"""The .REP of a QWK reader: a ZIP that holds BBSID.MSG, and QWKE's TODOOR.EXT."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bbs import text
from bbs.errors import Invalid
from bbs.offline import cp437
from bbs.offline.answers import MOST_ANSWERS, MOST_BYTES, Answer, Parcel, Unusable
from bbs.offline.qwk import BLOCK, FIELD, FIRST_LETTER, LETTERS

_MOST_FILES = 50
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NEWLINE = bytes((cp437.NEWLINE,))
_NOTHING = " Nothing was posted."
_DAMAGED = "This .REP is damaged or breaks off." + _NOTHING
_KLUDGE = re.compile(rb"(to|from|subject): *(.*)", re.IGNORECASE)
_AREA = re.compile(rb"AREA\s+(\d{1,5})\s+([A-Za-z]+)\s*")
_NO_SUBJECT = "(no subject)"


def read(data: bytes, house: str) -> Parcel:
    """The answers of a .REP.

    Raises `Invalid` where it is damaged, breaks off, is too large, or is another board's.
    """
    files = _files(data)
    names = [name for name in files if name.endswith(".msg")]
    if len(names) > 1 or not (names or "todoor.ext" in files):
        raise Invalid("There is no file of messages in this ZIP: it is no .REP." + _NOTHING)
    entries: list[Answer | Unusable] = []
    for name in names:
        messages = files[name]
        found = messages[:BLOCK].split(b"\0")[0].decode("ascii", "replace").strip()
        if {found.lower(), name.removesuffix(".msg")} != {house}:
            raise Invalid("This .REP was written for another board." + _NOTHING)
        entries += (_entry(each) for each in _messages(messages))
    if len(entries) > MOST_ANSWERS:
        raise Invalid(
            f"It holds {len(entries):,} messages, and {MOST_ANSWERS} fit in one file." + _NOTHING
        )
    return Parcel((*entries, *_wishes(files.get("todoor.ext", b""))))


def _files(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP that matter here, by their names in lower case."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > _MOST_FILES:
                raise Invalid("There are too many files in this ZIP." + _NOTHING)
            wanted = [
                each for each in infos if each.filename.lower().endswith((".msg", "todoor.ext"))
            ]
            # What a ZIP tells of its sizes may be a lie; so it is read no further than may be.
            if sum(each.file_size for each in wanted) > MOST_BYTES:
                raise Invalid(_too_large())
            # The other ways of packing are unpacked without a bound.
            if any(each.compress_type not in _PACKINGS for each in wanted):
                raise NotImplementedError
            return {each.filename.lower(): _read(archive, each) for each in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise Invalid(_DAMAGED) from None
    except (NotImplementedError, RuntimeError):
        raise Invalid("This ZIP is packed in a way that can't be read here." + _NOTHING) from None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid(_too_large())
    return data


def _too_large() -> str:
    return f"It is over {MOST_BYTES // 1024:,} KiB long when it is unpacked." + _NOTHING


@dataclass(frozen=True, slots=True)
class _Message:
    head: bytes
    words: bytes

    def field(self, start: int, length: int) -> bytes:
        """A field of the header, without the blanks and zeros that fill it."""
        return self.head[start : start + length].split(b"\0")[0].strip()

    def number(self, start: int, length: int) -> int:
        """A number of the header, 0 where there is none."""
        digits = self.field(start, length)
        return int(digits) if digits.isdigit() else 0


def _messages(data: bytes) -> Iterator[_Message]:
    at = BLOCK
    while (head := data[at : at + BLOCK]).strip(b"\0 \x1a"):
        message = _Message(head, b"")
        blocks = message.number(116, 6)
        end = at + blocks * BLOCK
        if len(head) < BLOCK or blocks < 1 or end > len(data):
            raise Invalid(_DAMAGED)
        yield _Message(head, data[at + BLOCK : end])
        at = end


def _entry(message: _Message) -> Answer | Unusable:
    fields = {
        b"to": message.field(21, FIELD),
        b"from": message.field(46, FIELD),
        b"subject": message.field(71, FIELD),
    }
    lines = _below_kludges(fields, message.words.rstrip(b"\0 ").split(_NEWLINE))
    handle, subject = (text.clean(cp437.decoded(fields[name])) for name in (b"to", b"subject"))
    body = cp437.decoded(_NEWLINE.join(_without_tear_line(lines)))
    board_id = int.from_bytes(message.head[123:125], "little")
    if message.field(1, 7).isdigit() and message.number(1, 7) != board_id:
        # Readers of old knew one byte of it; the number of a message is the conference again.
        board_id = message.number(1, 7)
    number = message.number(108, 8)
    is_private = board_id == LETTERS or message.head[:1] in (b"*", b"+")
    answers_letter = number >= FIRST_LETTER
    if answers_letter and not is_private:
        return Unusable(
            subject or _NO_SUBJECT,
            "It answers a letter, and is addressed to a board, where others would read it.",
        )
    if is_private and not handle:
        return Unusable(subject or _NO_SUBJECT, "It does not say to whom it goes.")
    return Answer(
        "letter" if is_private else "reply" if number else "thread",
        subject,
        body,
        post_id=0 if answers_letter else number,
        board_id=0 if is_private else board_id,
        handle=handle if is_private else "",
        letter_number=number - FIRST_LETTER if answers_letter else 0,
        mark=message.head[8:21].decode("ascii", "replace"),
    )


def _without_tear_line(lines: list[bytes]) -> list[bytes]:
    """Without the line by which a reader signs, and the saying that it may put above it.

    It tells of the member's machine, and nothing that they wrote.
    """
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if end and lines[end - 1].startswith(b"--- "):
        end -= 1
        if end and lines[end - 1].startswith(b"... "):
            end -= 1
    return lines[:end]


def _below_kludges(fields: dict[bytes, bytes], lines: list[bytes]) -> list[bytes]:
    """The lines below QWKE's, whose values take the place of those that the header cut.

    A line counts only where it begins as the field does: all else was written by the member.
    """
    at = 0
    while at < len(lines) and (found := _KLUDGE.fullmatch(lines[at])):
        name, value = found[1].lower(), found[2].strip()
        if len(fields[name]) < FIELD - 1 or not value.startswith(fields[name]):
            break
        fields[name] = value
        at += 1
    if at and at < len(lines) and not lines[at]:
        at += 1
    return lines[at:]


def _wishes(data: bytes) -> Iterator[Answer]:
    """Boards to join and to leave: `AREA 12 a` or `AREA 12 D` in TODOOR.EXT."""
    for line in data.splitlines()[:_MOST_FILES]:
        found = _AREA.fullmatch(line)
        if found and int(found[1]) != LETTERS:
            yield Answer("leave" if b"D" in found[2] else "join", board_id=int(found[1]))
