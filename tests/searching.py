"""Looking for words in files, in whatever form they may have got there."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_DEEPEST = 3
_MOST_UNPACKED = 8 * 1024 * 1024
_BITE = 512
_GZIP, _ZLIB, _RAW = 31, 15, -15


def forms(word: str) -> set[bytes]:
    """The word in UTF-8 and UTF-16, each also in hexadecimal and in base64 at any alignment."""
    found: set[bytes] = set()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = word.encode(encoding)
        found |= {plain, plain.hex().encode(), plain.hex().upper().encode()}
        for before in range(3):
            whole = base64.b64encode(bytes(before) + plain)
            # The characters that this word alone decides, whatever stands before and behind it.
            core = whole[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
            found |= {core, core.translate(bytes.maketrans(b"+/", b"-_"))}
    return found


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes themselves, and what every zlib, gzip and ZIP stream in them unpacks to."""
    yield data
    if depth < _DEEPEST:
        for unpacked in _unpacked(data):
            yield from layers(unpacked, depth + 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    for at in _places(data, b"\x78"):
        if int.from_bytes(data[at : at + 2], "big") % 31 == 0:
            yield from _inflated(data, at, _ZLIB)
    for at in _places(data, b"\x1f\x8b\x08"):
        yield from _inflated(data, at, _GZIP)
    for at in _places(data, b"PK\x03\x04"):
        name, extra = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (26, 28))
        yield from _inflated(data, at + 30 + name + extra, _RAW)


def _places(data: bytes, start: bytes) -> Iterator[int]:
    at = data.find(start)
    while at >= 0:
        yield at
        at = data.find(start, at + 1)


def _inflated(data: bytes, at: int, window: int) -> Iterator[bytes]:
    """What a stream holds, as far as it goes: it may be cut off by the end of a page."""
    inflate, out = zlib.decompressobj(window), bytearray()
    try:
        while at < len(data) and not inflate.eof and len(out) < _MOST_UNPACKED:
            out += inflate.decompress(data[at : at + _BITE])
            at += _BITE
    except zlib.error:
        pass
    if out:
        yield bytes(out)


def found_in(data: bytes, words: Iterable[str]) -> set[str]:
    """Those of the words that stand in these bytes in any form, lines joined or not."""
    wanted, found = {word: forms(word) for word in words}, set()
    for layer in layers(data):
        texts = (layer, layer.translate(None, b"\r\n"))
        for word, shapes in wanted.items():
            if any(shape in text for shape in shapes for text in texts):
                found.add(word)
    return found


def found_under(folder: Path, words: Iterable[str]) -> dict[str, set[str]]:
    """For each of the words that is found, the names of the files in which it stands."""
    found: dict[str, set[str]] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        for word in found_in(path.read_bytes(), words):
            found.setdefault(word, set()).add(path.name)
    return found
