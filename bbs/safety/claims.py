"""Claims that could do harm: to leave a treatment, or of a cure."""

from __future__ import annotations

import re
from functools import cache

from bbs import content
from bbs.safety.words import word_set

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


def claims(text: str, words: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Where such claims stand, as pairs of the first character and the one behind the last.

    `words` is the text's `word_set`.
    """
    found: list[tuple[int, int]] = []
    if _about().isdisjoint(words):
        return ()
    for sentence in _SENTENCE.finditer(text):
        said = sentence.group().replace("\u2019", "'")
        if _about().isdisjoint(word_set(said)):
            continue
        match = _says().search(said)
        if match and not said.rstrip().endswith("?") and not _not_near().search(said):
            found.append((sentence.start() + match.start(), sentence.start() + match.end()))
    return tuple(found)


@cache
def _about() -> frozenset[str]:
    """A sentence is looked at only where it has one of these words."""
    return frozenset(content.safety_patterns("details")["claim"]["about"])


@cache
def _says() -> re.Pattern[str]:
    rules = content.safety_patterns("details")["claim"]
    says = "|".join(rules["says"])
    says = says.replace("{stops}", rules["stops"]).replace("{treats}", rules["treats"])
    return re.compile(says, re.I)


@cache
def _not_near() -> re.Pattern[str]:
    return re.compile(content.safety_patterns("details")["claim"]["not_near"], re.I)
