"""Stand-ins of the same width for terminals that show ASCII only."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_STAND_INS = {
    "-": "─━┄┅┈┉╌╍═╴╶╸╺╼╾‐‑‒–—―−▔⎺",
    "|": "│┃┆┇┊┋╎╏║╵╷╹╻╽╿▎▏▍▌▋▊▉▐▕",
    "=": "▀▄≡",
    "_": "▁▂▃",
    "#": "█▓▒░▅▆▇■□▪▫",
    "*": "•●◦∙·⋅★☆✦✶✱❤♥♡",
    "o": "○◯◉◎⭘øðœº°",
    ">": "→⇒➔➜▶►▸›»⟩",
    "<": "←⇐◀◄◂‹«⟨",
    "^": "↑⇑▲△▴⌃",
    "v": "↓⇓▼▽▾⌄✓✔",
    "x": "✗✘✕✖×",
    ".": "…",
    "'": "‘’‚‛′´`ʼ",
    '"': "“”„‟″",
    "!": "¡",
    "/": "÷⁄",
    "a": "æ",
    "A": "Æ",
    "d": "đ",
    "D": "ÐĐ",
    "i": "ı",
    "l": "ł",
    "L": "Ł£",
    "O": "ØŒ",
    "s": "ß",
    "E": "€",
    "Y": "¥",
    "c": "¢©",
    "R": "®",
}
_ASCII = {glyph: letter for letter, glyphs in _STAND_INS.items() for glyph in glyphs}
_BOX = range(0x2500, 0x2580)


@lru_cache(4096)
def ascii_cell(text: str) -> str:
    """One ASCII character for what stands in a cell; the second half of a wide one is `?` too."""
    if text.isascii() and text:
        return text
    if stand_in := _ASCII.get(text[:1]):
        return stand_in
    if text and ord(text[0]) in _BOX:
        return "+"
    letters = [part for part in unicodedata.normalize("NFKD", text) if part.isascii()]
    return letters[0] if len(letters) == 1 and letters[0].isprintable() else "?"
