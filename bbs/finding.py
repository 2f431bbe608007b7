"""What members type to find posts, and how what was found is marked. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bbs import text

LONGEST = 200
"""Characters of a search; what is typed beyond them is passed over."""
MOST_TERMS = 12
MARK, UNMARK = "\ue010", "\ue011"
"""Around a word that was found: no text that was cleaned holds them."""

Piece = tuple[str, bool]
"""A part of a snippet, and whether it is what was looked for."""

_QUOTES = str.maketrans("“”„‟«»＂", '"""""""')
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_BY = re.compile(r"by:(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words and phrases that must be there, and those that must not."""

    terms: tuple[str, ...]
    without: tuple[str, ...] = ()
    handle: str = ""
    """Whose posts, where it said `by:HANDLE`."""

    @property
    def is_nothing(self) -> bool:
        """Whether it says nothing that could be looked for."""
        return not (self.terms or self.handle)


def parse(raw: str) -> Wanted:
    """Take apart what was typed: words, "phrases", -without, by:handle; whatever it is, it will do.

    Of very long searches the beginning counts. A word without any letter or digit is passed over.
    """
    terms: list[str] = []
    without: list[str] = []
    handle = ""
    for minus, phrase, word in _TERM.findall(text.clean(raw)[:LONGEST].translate(_QUOTES)):
        if not minus and (by := _BY.fullmatch(word)):
            handle = by.group(1)
            continue
        term = " ".join((phrase or word).replace('"', " ").split())
        if has_words(term) and len(terms) + len(without) < MOST_TERMS:
            (without if minus else terms).append(term)
    return Wanted(tuple(terms), tuple(without), handle)


def joined(words: Sequence[str]) -> str:
    """A search of the words of a command, in which what stood in quotes is one word with blanks."""
    return " ".join(f'"{word}"' if " " in word else word for word in words)


def has_words(term: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(unicodedata.category(each)[0] in "LN" for each in term)


def is_unspaced(character: str) -> bool:
    """Whether it is of a script that puts no blanks between words: Chinese, Japanese, Thai, ..."""
    return any(first <= character <= last for first, last in _UNSPACED)


_UNSPACED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3040", "\u30ff"),  # Hiragana, Katakana
    ("\u3400", "\u9fff"),  # Chinese characters
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)


def pieces(marked: str) -> tuple[Piece, ...]:
    """A snippet with its marks as parts, on one line."""
    found: list[Piece] = []
    line = " ".join(marked.split())
    for at, part in enumerate(line.split(MARK)):
        inside, unmarked, after = part.rpartition(UNMARK) if at else ("", "", part)
        # A mark that was cut off at the end of the snippet marks nothing.
        for each, is_found in ((inside, bool(unmarked)), (after, False)):
            if clean := each.replace(UNMARK, ""):
                found.append((clean, is_found))
    return tuple(found)


def in_quotes(snippet: Sequence[Piece]) -> str:
    """A snippet as text, with what was found in quotes."""
    return "".join(f'"{words}"' if is_found else words for words, is_found in snippet)
