"""Words for those who care for the house."""

from __future__ import annotations

from functools import cache
from typing import Any

from bbs.content._files import read_toml
from bbs.content.crisis import ELSEWHERE, crisis_lines_for
from bbs.content.crisispage import ways_in_words


@cache
def crisis_steps() -> tuple[str, ...]:
    """The steps of somebody of staff on a post in crisis, in their order."""
    return tuple(_words()["crisis_steps"])


def staff_care() -> str:
    """What is said to somebody who has read hard things for an hour."""
    line: str = _words()["lines"]["care"]
    return line


def crisis_letter(handle: str) -> tuple[str, str]:
    """Subject and body of a letter that offers, and does not push; it names where lines are found.

    Which country somebody is in nobody knows here: what is named holds for all.
    """
    letter = _words()["crisis_letter"]
    found = (line for line in crisis_lines_for(ELSEWHERE) if line.is_on)
    lines = "\n".join(f"- {line.name}: {', '.join(ways_in_words(line))}" for line in found)
    return letter["subject"], letter["body"].strip().format(handle=handle, lines=lines)


@cache
def _words() -> dict[str, Any]:
    return read_toml("staff.toml")
