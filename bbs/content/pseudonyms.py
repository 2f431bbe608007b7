"""The words that pseudonyms are made of."""

from functools import cache

from bbs.content._files import read_toml


@cache
def pseudonym_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first words, and the second ones."""
    found = read_toml("pseudonyms.toml")
    return tuple(found["first"]), tuple(found["second"])
