"""The words of the card that a writer alone sees before a text goes out."""

from functools import cache

from bbs.content._files import read_toml


@cache
def card_words() -> dict[str, str]:
    """All words of the card by their names; those of answers and kinds as "answers.send"."""
    words: dict[str, str] = {}
    for name, value in read_toml("cards.toml").items():
        if isinstance(value, str):
            words[name] = value
        else:
            words.update({f"{name}.{each}": text for each, text in value.items()})
    return words
