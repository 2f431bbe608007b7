"""Words for those who care for the house."""

from __future__ import annotations

from functools import cache
from typing import Any

from bbs.content._files import read_toml


@cache
def crisis_steps() -> tuple[str, ...]:
    """The steps of somebody of staff on a post in crisis, in their order."""
    return tuple(_words()["crisis_steps"])


def staff_care() -> str:
    """What is said to somebody who has read hard things for an hour."""
    line: str = _words()["lines"]["care"]
    return line


def crisis_letter(handle: str, lines: str) -> tuple[str, str]:
    """Subject and body of a letter that offers, and does not push; `lines` are lines to reach."""
    letter = _words()["crisis_letter"]
    return letter["subject"], letter["body"].strip().format(handle=handle, lines=lines)


@cache
def _words() -> dict[str, Any]:
    return read_toml("staff.toml")
