"""A file that a member sends back, whatever it is: mbox, mail, text, or a reader's .REP."""

from __future__ import annotations

import bz2
import zlib

from bbs.errors import Invalid
from bbs.offline import letterbox, reply
from bbs.offline.answers import MOST_BYTES, Parcel

_MAIL_FIELDS = (b"from:", b"message-id:", b"in-reply-to:", b"mime-version:", b"content-type:")
_NOTHING = " Nothing was posted."


def opened(data: bytes, house: str, *, file_name: str = "") -> Parcel:
    """The answers that a file holds.

    `house` is the house's own tag, which message ids and .REP files carry. Raises `Invalid` where
    the file as a whole can't be taken; nothing of it is used then.
    """
    _require_size(data)
    data = _unpacked(data)
    if not data.strip():
        raise Invalid("It is empty. Nothing was posted.")
    if data.startswith(b"PK"):
        return reply.read(data, house)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith(b"From "):
        return letterbox.mailbox(data, house)
    if b"\0" in data:
        raise Invalid("This is neither mail nor text nor a .REP." + _NOTHING)
    entry = letterbox.message(data, house) if _is_mail(data, file_name) else letterbox.note(data)
    return Parcel((), passed_over=1) if entry is None else Parcel((entry,))


def _is_mail(data: bytes, file_name: str) -> bool:
    if file_name.lower().endswith((".eml", ".txt")):
        return file_name.lower().endswith(".eml")
    top = data[:8_192].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    return any(line.startswith(_MAIL_FIELDS) for line in top.split(b"\n"))


def _unpacked(data: bytes) -> bytes:
    """What `gzip` or `bzip2` packed, as far as it fits; all else as it is."""
    unpacker: bz2.BZ2Decompressor | zlib._Decompress
    if data.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=31)
    elif data.startswith(b"BZh"):
        unpacker = bz2.BZ2Decompressor()
    else:
        return data
    try:
        whole = unpacker.decompress(data, MOST_BYTES + 1)
    except (zlib.error, OSError, EOFError):
        raise Invalid("It is packed, and damaged." + _NOTHING) from None
    _require_size(whole)
    if not unpacker.eof:
        raise Invalid("It is packed, and breaks off." + _NOTHING)
    return whole


def _require_size(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise Invalid(
            f"It is over {MOST_BYTES // 1024:,} KiB long, which is the most that is taken at "
            "once. Nothing was posted: please send it in parts."
        )
