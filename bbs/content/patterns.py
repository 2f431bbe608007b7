"""The shipped patterns of bbs/safety, as plain values."""

from functools import cache
from typing import Any

from bbs.content._files import read_text, read_toml


@cache
def safety_patterns(name: str) -> dict[str, Any]:
    """One file of patterns, by its name without the ending: spelling, idioms, crisis, ..."""
    return read_toml(f"safety/{name}.toml")


def safety_weights() -> str:
    """The learned weights: a line each of a piece of text and three numbers, with tabs between."""
    return read_text("safety/learned.tsv")
