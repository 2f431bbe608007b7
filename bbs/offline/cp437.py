"""Text in the letters of the IBM PC (code page 437), readable also where it can't be exact.

What the code page has stays as it is; all else is written in ASCII as one would read it, by
anyascii (it covers every script and the emoji, and is one table without code of its own to trust).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii

NEWLINE = 0xE3
"""QWK's end of line; it is the letter pi of the code page, which can't be used for that reason."""

_NEWLINE = bytes((NEWLINE,))
_BLANK = 0xFF  # A no-break space, which readers show as anything.


def encoded(text: str) -> bytes:
    """A cleaned text as bytes of the code page, with QWK's newlines."""
    if text.isascii():
        return text.encode("ascii").replace(b"\n", _NEWLINE)
    return b"".join(map(_letter, unicodedata.normalize("NFC", text)))


def decoded(data: bytes) -> str:
    """What a reader wrote, with QWK's newlines: UTF-8 where it is that, the code page elsewhere.

    A reader on a terminal of today often passes UTF-8 on as it is; text in the code page that
    happens to be valid UTF-8 as well doesn't occur in any language.
    """
    return "\n".join(map(_line, data.split(_NEWLINE)))


def shown(text: str) -> str:
    """A text as who reads it in the code page sees it."""
    return encoded(text).replace(_NEWLINE, b"\n").decode("cp437")


def _line(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp437")


@lru_cache(maxsize=4096)
def _letter(character: str) -> bytes:
    if character == "\n":
        return _NEWLINE
    try:
        data = character.encode("cp437")
    except UnicodeEncodeError:
        data = b""
    if data and data[0] not in (NEWLINE, _BLANK):
        return data
    if character.isspace():
        return b" "
    return anyascii(character).encode("ascii") or (b"" if _is_silent(character) else b"?")


def _is_silent(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
