"""Lines of styled pieces: fitting, wrapping, and the simple marks of posts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, set_cell_size, split_graphemes

Piece = tuple[str, str]
"""A text and the name of its look; "" is plain."""
Line = tuple[Piece, ...]

_TAB = 4
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\w*])")
_QUOTE = re.compile(r">[> ]*")
_BREAK = re.compile(r"\S+\s*|\s+")


def width_of(line: Iterable[Piece]) -> int:
    """How many cells a line takes."""
    return sum(cell_len(text) for text, _ in line)


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells: padded, or cut with three dots."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    if width <= 3:
        return set_cell_size(text, max(0, width))
    return set_cell_size(set_cell_size(text, width - 3).rstrip() + "...", width)


def justify(left: Line, right: Line, width: int) -> Line:
    """Two lines as one, the second at the right edge; the first gives way where it is too long."""
    room = width - width_of(right) - (1 if right else 0)
    if room < 8:
        right, room = (), width
    kept: list[Piece] = []
    for text, look in left:
        if room <= 0:
            break
        size = cell_len(text)
        kept.append((text if size <= room else fit(text, room), look))
        room -= min(size, room)
    gap = width - width_of(kept) - width_of(right)
    return (*kept, (" " * max(0, gap), ""), *right)


def wrap(text: str, width: int) -> list[str]:
    """One paragraph as lines of at most `width` cells; words that are longer are cut."""
    width = max(1, width)
    lines: list[str] = []
    line, size = "", 0
    for word in _BREAK.findall(text.expandtabs(_TAB)):
        bare = word.rstrip()
        if line and size + cell_len(bare) > width:
            lines.append(line.rstrip())
            line, size = "", 0
            if not bare:
                continue
        if cell_len(bare) > width:
            after = word[len(bare) :]
            *parts, bare = _cut(bare, width)
            lines += parts
            word = bare + after
        line += word
        size += cell_len(word)
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _cut(word: str, width: int) -> Iterator[str]:
    """A long word in parts, after a hyphen where there is one.

    In one pass: Chinese and Japanese are written without spaces.
    """
    start = size = hyphen = size_at_hyphen = 0
    for begin, end, cells in split_graphemes(word)[0]:
        while size + cells > width and begin > start:
            at, gone = (hyphen, size_at_hyphen) if hyphen > start else (begin, size)
            yield word[start:at]
            start, size = at, size - gone
        size += cells
        if word[begin:end] == "-":
            hyphen, size_at_hyphen = end, size
    yield word[start:]


def body(text: str, width: int) -> tuple[Line, ...]:
    """A body as lines: paragraphs wrapped, quotes dim, *emphasis* marked, lists indented."""
    return tuple(_body_lines(text, width))


def _body_lines(text: str, width: int) -> Iterator[Line]:
    for paragraph in text.split("\n"):
        quote = _QUOTE.match(paragraph)
        if quote is not None:
            # Of very many levels as many as leave half of the line for words.
            marks = "> " * min(quote.group().count(">"), max(1, width // 4))
            for line in wrap(paragraph[quote.end() :], width - len(marks)):
                yield _emphasised(marks + line, "quote")
            continue
        indent = "  " if paragraph.startswith(("- ", "* ")) else ""
        for number, line in enumerate(wrap(paragraph, width - len(indent))):
            yield _emphasised((indent if number else "") + line)


def _emphasised(line: str, look: str = "") -> Line:
    pieces: list[Piece] = []
    at = 0
    for found in _EMPHASIS.finditer(line):
        pieces.append((line[at : found.start()], look))
        pieces.append((found.group(1), "strong"))
        at = found.end()
    pieces.append((line[at:], look))
    return tuple(piece for piece in pieces if piece[0])


def plain(line: Iterable[Piece]) -> str:
    """A line's text alone."""
    return "".join(text for text, _ in line)
