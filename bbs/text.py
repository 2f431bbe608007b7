"""The one cleaner: what text from outside may contain. Pure."""

from __future__ import annotations

import re
import stringprep
import unicodedata
from functools import lru_cache

from bbs.errors import Invalid

TITLE_CHARACTERS = 80
BODY_BYTES = 30_000
BODY_LINES = 1_000
MARKS_PER_BASE = 4
"""Of either kind: marks that take no room of their own, and marks that do."""

_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ carry meaning in Persian, Hindi and emoji.
# Letters and marks by category that nevertheless show nothing at all.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_NOT_IN_SASLPREP = (
    stringprep.in_table_a1,
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)
_FORBIDDEN = frozenset(("Cc", "Cf", "Cs", "Co"))
_PLAIN = re.compile(r"[ -~\n\t]*")


def _is_noncharacter(character: str) -> bool:
    point = ord(character)
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


@lru_cache(maxsize=4096)
def _kept(character: str, multiline: bool) -> str:
    if character in "\n\t":
        return character if multiline else " "
    if character in "\u2028\u2029":
        return "\n" if multiline else " "
    if character in _JOINERS:
        return character if multiline else ""
    if unicodedata.category(character) in _FORBIDDEN or _is_noncharacter(character):
        return ""
    if not multiline and (character in _BLANK_LETTERS or _is_variation_selector(character)):
        return ""
    return character


def escaped_for_terminals(document: str) -> str:
    """A JSON document in which nothing stands as it is that a terminal might obey.

    Most was cleaned when it was written; whatever else is there is escaped as JSON escapes it.
    """
    foreign = {each for each in set(document) if not _kept(each, True)}
    for each in foreign:
        pairs = each.encode("utf-16-be", "surrogatepass")
        units = (int.from_bytes(pairs[at : at + 2], "big") for at in range(0, len(pairs), 2))
        document = document.replace(each, "".join(f"\\u{unit:04x}" for unit in units))
    return document


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@lru_cache(maxsize=4096)
def is_mark(character: str) -> bool:
    """Whether a character joins the one before it and takes no room of its own."""
    # A stray vowel or final of Hangul is a letter by category, and stacks like a mark.
    is_jamo = "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff"
    return is_jamo or character in _JOINERS or unicodedata.category(character) in ("Mn", "Me")


@lru_cache(maxsize=4096)
def _is_spacing_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mc"


def _with_bounded_marks(text: str) -> str:
    """Drop the combining marks beyond the fourth on one base, and joiners that join nothing."""
    kept: list[str] = []
    # A mark with no base before it would sit on our own furniture; a blank is none, for it goes
    # where it stands at an end.
    marks = spacing = MARKS_PER_BASE
    for character in text:
        if is_mark(character):
            marks += 1
            if marks > MARKS_PER_BASE:
                continue
        elif _is_spacing_mark(character):
            spacing += 1
            if spacing > MARKS_PER_BASE:
                continue
        else:
            marks = spacing = MARKS_PER_BASE if character.isspace() else 0
        kept.append(character)
    return "".join(kept)


def clean(raw: str, *, multiline: bool = False) -> str:
    """What may be kept of `raw`: a single line (names, titles), or with `multiline` a body.

    NFC; no C0 but newline and tab, no C1, no escape, no bidi control, no private use, no
    surrogate; at most four marks on a base. A single line has no zero-width characters either,
    and its white space is folded. Cleaning twice changes nothing more.
    """
    joined = raw.replace("\r\n", "\n").replace("\r", "\n")
    if multiline and _PLAIN.fullmatch(joined):
        kept = joined  # Most bodies: a look at each character would find nothing.
    else:
        kept = "".join(_kept(character, multiline) for character in joined)
    if not multiline:
        # Before marks are counted: one that stood on a blank at the start has lost its base.
        kept = " ".join(kept.split())
    text = kept
    if not text.isascii():
        # Before it is composed, too: sorting very many marks takes the square of their number.
        marked = _with_bounded_marks(unicodedata.normalize("NFC", _with_bounded_marks(text)))
        text = unicodedata.normalize("NFC", marked)
    if not multiline:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def passes_ssh(text: str) -> bool:
    """Whether SSH clients and servers take it as a name or a passphrase: SASLprep (RFC 4013).

    They refuse what was not in Unicode 3.2 (all newer emoji), controls, and lines that run both
    ways.
    """
    if any(in_table(each) for each in text for in_table in _NOT_IN_SASLPREP):
        return False
    from_right = [stringprep.in_table_d1(each) for each in text]
    if not any(from_right):
        return True
    return from_right[0] and from_right[-1] and not any(map(stringprep.in_table_d2, text))


def title(raw: str, *, name: str = "title") -> str:
    """A cleaned title of 1 to 80 characters.

    Raises `Invalid` where it is empty or too long; the message says the count.
    """
    text = clean(raw)
    if not text:
        raise Invalid(f"It needs a {name}: a few words will do.", field=name)
    if len(text) > TITLE_CHARACTERS:
        raise Invalid(
            f"The {name} has {len(text)} characters; {TITLE_CHARACTERS} fit. Please shorten it.",
            field=name,
        )
    return text


def body(raw: str) -> str:
    """A cleaned body of at most 30,000 bytes of UTF-8 and 1,000 lines.

    Raises `Invalid` where it is empty or too long; the message says the count.
    """
    text = clean(raw, multiline=True)
    if not text.strip():
        raise Invalid("There is nothing written yet.", field="body")
    size = len(text.encode("utf-8"))
    if size > BODY_BYTES:
        raise Invalid(
            f"It is {size:,} bytes long, and {BODY_BYTES:,} fit. Nothing is lost: "
            "please shorten it, or send it in parts.",
            field="body",
        )
    lines = text.count("\n") + 1
    if lines > BODY_LINES:
        raise Invalid(
            f"It has {lines:,} lines, and {BODY_LINES:,} fit. Nothing is lost: "
            "please join some, or send it in parts.",
            field="body",
        )
    return text
