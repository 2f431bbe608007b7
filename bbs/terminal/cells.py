"""From text to cells, by the widths that the layout assumed."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, split_graphemes

from bbs.terminal import filter as outgoing
from bbs.terminal.glyphs import ascii_cell

CONTINUATION = ""
"""Stands in the second cell of a wide character."""

_ASCII = re.compile("[ -~]*")
# What Rich, and so Textual, takes for single cells, without a look at its tables.
_SINGLE = re.compile("[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482–—‘’“”•…\u2500-\u25fc\u2800-\u28ff]*")


def cells_of(text: str, is_unicode: bool = True) -> list[str]:
    """What stands in each of the cells that `text` fills: exactly `cell_len(text)` of them."""
    if _ASCII.fullmatch(text):
        return list(text)
    # By its module, so that a test can take the filter away and see the difference.
    if _SINGLE.fullmatch(text) and outgoing.safe_cell_text(text) == text:
        cells = list(text)
    else:
        cells = _measured(text)
    return cells if is_unicode else [ascii_cell(cell) for cell in cells]


def _measured(text: str) -> list[str]:
    width = cell_len(text)
    cells: list[str] = []
    for start, end, size in split_graphemes(text)[0]:
        cells.extend(_grapheme(text[start:end], size))
    # Rich measures strings and splits them by rules that differ for stray joiners.
    if len(cells) > width:
        cells = cells[:width]
        if cells and _is_half(cells[-1]):
            cells[-1] = " "
    return cells + [" "] * (width - len(cells))


def _is_half(cell: str) -> bool:
    return cell != CONTINUATION and cell_len(cell) > 1


def _grapheme(text: str, width: int) -> tuple[str, ...]:
    if not width:
        return ()
    safe = outgoing.safe_cell_text(text)
    if len(safe) > 1:
        safe = unicodedata.normalize("NFC", safe)[: outgoing.MAX_CODEPOINTS]
    measured = 0 if outgoing.REPLACEMENT in safe else cell_len(safe)
    if measured == width:
        return (safe,) + (CONTINUATION,) * (width - 1)
    if measured == 1:
        return (safe,) + (" ",) * (width - 1)
    return (outgoing.REPLACEMENT,) * width
