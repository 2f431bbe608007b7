"""Shipped texts as plain lines, for faces that fold nothing themselves."""

import textwrap
from collections.abc import Iterator
from typing import Final

PLAIN_WIDTH: Final = 72

ITEM: Final = "- "

UNBROKEN: Final = "\N{NO-BREAK SPACE}"
"""A blank at which no line is broken; it comes out as a blank."""


def folded(text: str, width: int = PLAIN_WIDTH) -> Iterator[str]:
    """Lines of at most `width` characters, list items indented, longer words left whole."""
    for line in text.split("\n"):
        parts = textwrap.wrap(
            line,
            width,
            subsequent_indent="  " if line.startswith(ITEM) else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (part.replace(UNBROKEN, " ") for part in parts or [""])
