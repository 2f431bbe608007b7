"""Handles, the names that members choose: which may be had, and which look alike. Pure."""

from __future__ import annotations

import unicodedata
from functools import cache

from confusable_homoglyphs import categories
from confusable_homoglyphs.confusables import confusables_data

from bbs import pseudonyms, text
from bbs.content import reserved_handles
from bbs.errors import Invalid

SHORTEST, LONGEST = 3, 20
DEPARTED = "departed member"
"""What stands where the handle of somebody who left stood; with its blank it is no handle."""
BLOCKED = "blocked member"
"""What stands there for who blocked them; no handle either."""

# Scripts that belong together in one language's writing (Unicode TR 39, "Highly Restrictive").
_TOGETHER = ({"HAN", "HIRAGANA", "KATAKANA"}, {"HAN", "HANGUL"}, {"HAN", "BOPOMOFO"})
# No modifier letters: they look like a speck of dust beside the name of somebody else.
_LETTERS_AND_DIGITS = frozenset(("Ll", "Lu", "Lt", "Lo", "Nd"))
_ANY_SCRIPT = {"COMMON", "INHERITED"}


def normal(handle: str) -> str:
    """The form in which a handle is looked up: NFKC, then casefold."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", handle).casefold())


@cache
def _lookalikes() -> dict[str, str]:
    """For each character the representative of all that can be mistaken for it.

    Unicode's confusables.txt, by the library, as classes. Case is not folded through the table
    (its chains would make `r` and `z` one), but `I`, `l`, `1` and `O`, `0` are joined: a handle
    is told apart without its case.
    """
    parent: dict[str, str] = {}

    def root(character: str) -> str:
        while (above := parent.setdefault(character, character)) != character:
            character = above
        return character

    def join(one: str, other: str) -> None:
        parent[root(one)] = root(other)

    for character, alike in confusables_data.items():
        character = character.strip("\u200e")
        others = (entry["c"].strip("\u200e") for entry in alike)
        for other in others:
            if len(character) == len(other) == 1:
                join(character, other)
    for one, other in (("i", "l"), ("l", "1"), ("o", "0")):
        join(one, other)
    smallest: dict[str, str] = {}
    for character in parent:
        group = root(character)
        smallest[group] = min(smallest.get(group, character), character)
    return {character: smallest[root(character)] for character in parent}


def skeleton(handle: str) -> str:
    """A key that is the same for handles that look the same (Unicode TR 39, more strictly)."""
    alike = _lookalikes()
    folded = unicodedata.normalize("NFKD", normal(handle)).replace("-", "")
    folded = "".join(_pairs().get(character, character) for character in folded)
    # Two letters that together look like one are beyond a table of single characters.
    folded = folded.replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return "".join(
        alike.get(character, character)
        for character in folded
        if unicodedata.category(character) != "Mn"
    )


@cache
def _pairs() -> dict[str, str]:
    """Letters that look like two of the alphabet: the library's table, and the joined vowels."""
    pairs = {"æ": "ae", "œ": "oe", "ĳ": "ij"}
    for character, alike in confusables_data.items():
        for other in (entry["c"] for entry in alike):
            if not character.isascii() and len(other) == 2 and other.isascii() and other.isalpha():
                pairs.setdefault(character, other)
    return pairs


def _scripts(handle: str) -> set[str]:
    return set(categories.unique_aliases(handle)) - _ANY_SCRIPT


def check(raw: str) -> str:
    """The handle as it will be shown, in NFKC.

    Raises `Invalid` with the reason where it can't be had by anyone: length, characters, mixed
    scripts, a reserved name or one that looks like it. Whether another member has it is for the
    database to say.
    """
    handle = unicodedata.normalize("NFKC", raw.strip())
    if not SHORTEST <= len(handle) <= LONGEST:
        raise Invalid(f"A handle has {SHORTEST} to {LONGEST} characters.", field="handle")
    if not all(_may_stand_in_handle(character) for character in handle):
        raise Invalid("A handle is made of letters, digits and hyphens.", field="handle")
    if handle.startswith("-") or handle.endswith("-") or "--" in handle:
        raise Invalid("A hyphen stands between two letters or digits.", field="handle")
    if not any(character.isalpha() for character in handle):
        raise Invalid("A handle needs at least one letter.", field="handle")
    if not text.passes_ssh(handle):
        raise Invalid(
            "SSH can't carry this name: some of its letters are too new, or it is written from "
            "right to left and has a digit at its end.",
            field="handle",
        )
    scripts = _scripts(handle)
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        raise Invalid(
            "This mixes letters of several alphabets, which can look like another's name. "
            "Please keep to one alphabet.",
            field="handle",
        )
    if any(character.isupper() and scripts != {"LATIN"} for character in handle):
        raise Invalid(
            "Capitals of this alphabet can look like those of another. "
            "Please write the name in small letters.",
            field="handle",
        )
    if skeleton(handle) in _reserved_skeletons():
        raise Invalid("This name, or one like it, is kept for the house.", field="handle")
    return handle


def _may_stand_in_handle(character: str) -> bool:
    # A blank letter, or one that joins the one before, can't be told from none.
    if text.is_mark(character) or text.clean(character) != character:
        return False
    if character.isascii():
        return character == "-" or character.isalnum()
    # Letters that belong to no alphabet are signs.
    is_of_a_script = categories.alias(character) != "COMMON"
    return is_of_a_script and unicodedata.category(character) in _LETTERS_AND_DIGITS


@cache
def _reserved_skeletons() -> frozenset[str]:
    names = (*reserved_handles(), *pseudonyms.lookalikes())
    return frozenset(skeleton(name) for name in names)
