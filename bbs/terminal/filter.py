"""The last filter: no character reaches a terminal but through here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import get_character_cell_size

REPLACEMENT = "\ufffd"
JOINERS = "\u200c\u200d"
"""ZWNJ and ZWJ, which Persian, Indic scripts and emoji need inside of a cell."""
MAX_MARKS = 4
MAX_CODEPOINTS = 12
"""Of one cell: the longest emoji sequences have ten."""

# Printable, assigned and of one cell for certain: the bulk of all text, passed at once.
_HARMLESS = re.compile("[ -~¡-¬®-\u024f\u0400-\u0482–—‘’“”•…\u2500-\u259f]*")
_UNWANTED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_PLANE_14 = range(0xE0000, 0xF0000)


def safe_cell_text(text: str) -> str:
    """The text without anything that a terminal could take for more than letters.

    What fills cells is replaced by as many replacement characters, what fills none is dropped, so
    that the width stays what the layout assumed.
    """
    if _HARMLESS.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        safe = _safe(character)
        if not safe:
            continue
        if _is_joined(safe):
            # Without a base they would join whatever stands before the cell.
            if not kept or marks >= (MAX_CODEPOINTS if safe in JOINERS else MAX_MARKS):
                continue
            marks += 1
        else:
            marks = 0
        kept.append(safe)
    return "".join(kept)


@lru_cache(4096)
def _safe(character: str) -> str:
    if character in JOINERS:
        return character
    if character == "\u00ad":
        return "-"
    width = get_character_cell_size(character)
    category = unicodedata.category(character)
    if category == "Zs" and width == 1:
        return " "
    # Tags say things that nobody sees; the variation selectors beside them are no loss.
    if category in _UNWANTED or ord(character) in _PLANE_14:
        return REPLACEMENT * width
    return character


@lru_cache(4096)
def _is_joined(text: str) -> bool:
    return text in JOINERS or (len(text) == 1 and get_character_cell_size(text) == 0)
