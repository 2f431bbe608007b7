"""Claims that could do harm: to leave a treatment, or of a cure."""

from __future__ import annotations

import re
from functools import cache

from bbs import content

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


def claims(text: str) -> tuple[tuple[int, int], ...]:
    """Where such claims stand, as pairs of the first character and the one behind the last."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group().replace("\u2019", "'")
        match = _says().search(words)
        if match and not words.rstrip().endswith("?") and not _not_near().search(words):
            found.append((sentence.start() + match.start(), sentence.start() + match.end()))
    return tuple(found)


@cache
def _says() -> re.Pattern[str]:
    rules = content.safety_patterns("details")["claim"]
    says = "|".join(rules["says"])
    says = says.replace("{stops}", rules["stops"]).replace("{treats}", rules["treats"])
    return re.compile(says, re.I)


@cache
def _not_near() -> re.Pattern[str]:
    return re.compile(content.safety_patterns("details")["claim"]["not_near"], re.I)
