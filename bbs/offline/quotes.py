"""Telling what a member wrote from what their program put there for them."""

from __future__ import annotations

import re

from bbs.errors import Invalid

SIGNATURE = "-- "
"""The line above a signature (RFC 3676, 4.3)."""
_MOST_OF_A_SIGNATURE = 4  # Lines, by old custom.
_QUOTED = re.compile(r"\s?\w{0,3}>")  # Readers of QWK put the writer's initials before it.
_LEADS_TO_QUOTE = re.compile(r".*(:|<=-)\s*")


def is_only_quote(body: str) -> bool:
    """Whether nothing stands there but a quote, and the line that says whose words it holds."""
    lines = [line for line in body.split("\n") if line.strip()]
    if not any(map(_QUOTED.match, lines)):
        return not lines
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        leads = _LEADS_TO_QUOTE.fullmatch(line) and _QUOTED.match(below)
        if not _QUOTED.match(line) and not leads:
            return False
    return True


def without_signature(body: str) -> tuple[str, bool]:
    """The body without its signature, and whether it had one.

    Programs add it by themselves, often with a name that the member doesn't use here. Raises
    `Invalid` where words would be lost: none of one's own stand above it, or too many below.
    """
    lines = body.split("\n")
    if SIGNATURE not in lines:
        return body, False
    at = lines.index(SIGNATURE)
    above, below = "\n".join(lines[:at]), [line for line in lines[at + 1 :] if line.strip()]
    if is_only_quote(above) or len(below) > _MOST_OF_A_SIGNATURE:
        raise Invalid(
            "It has a line of `-- ` as signatures do, and words below it. A signature could tell "
            "your name: please take that line out, and send it again."
        )
    return above, True
