"""Which characters terminals may draw wider or narrower than the layout assumed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from wcwidth import wcwidth


class Doubt(NamedTuple):
    """What may go wrong with a cell's width."""

    spill: int
    """How many cells to the right it may overwrite."""
    may_shrink: bool
    """Whether it may leave the last of its cells as it was."""


# Ambiguous by Unicode's table, but wide only where a terminal was told so, for East Asian fonts;
# a jump after every line of a border or every letter of Russian would double the bytes.
_TRUSTED = (
    range(0x100),
    range(0x2010, 0x2028),  # dashes, quotes, bullets
    range(0x2030, 0x205F),
    range(0x2500, 0x25A0),  # boxes and blocks
    range(0x2800, 0x2900),  # Braille
)
_ASTRAL_SYMBOLS = 0x1F000


@lru_cache(4096)
def doubt_of(text: str, width: int) -> Doubt | None:
    """What may go wrong, or None for what every terminal draws at this width."""
    if len(text) > 1:
        drawn = sum(max(0, wcwidth(character)) for character in text)
        return Doubt(max(1, drawn - width), width > 1)
    codepoint = ord(text)
    if any(codepoint in trusted for trusted in _TRUSTED):
        return None
    category = unicodedata.category(text)
    if width > 1:
        return Doubt(0, category == "So" or codepoint >= _ASTRAL_SYMBOLS)
    if wcwidth(text) == 1:
        is_ambiguous = unicodedata.east_asian_width(text) in ("A", "W", "F")
        # Many symbols have a second life as emoji.
        if category[0] in "LN" or not (is_ambiguous or category == "So"):
            return None
    return Doubt(1, False)
