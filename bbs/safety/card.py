"""The card that a writer sees before a text goes out: what was noticed, and what can be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from bbs import text
from bbs.content import card_words
from bbs.safety.notices import Notice

SEND: Final = "send"
CHANGE: Final = "change"
CRISIS: Final = "crisis"
_LEVELS = ("amber", "red", "crisis")
_MOST_SHOWN = 3
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Card:
    """A head, a few paragraphs, and answers as pairs of a value and its words.

    Nothing is in the way of sending: `SEND` is always among the answers.
    """

    head: str
    paragraphs: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


def matters(notice: Notice) -> frozenset[str]:
    """What a notice is about, in words that a face may compare: so that nothing is told twice.

    A level holds those below it.
    """
    found = {detail.kind for detail in notice.details} | ({"claim"} if notice.claims else set())
    levels = _LEVELS[: _LEVELS.index(notice.level) + 1] if notice.level in _LEVELS else ()
    return frozenset((*found, *levels))


def for_oneself(notice: Notice) -> Notice:
    """What is told of a text that nobody else will read: how hard a time it sounds like, alone."""
    return replace(notice, details=(), claims=())


def card(
    written: str, notice: Notice, *, told: Collection[str] = (), is_private: bool = False
) -> Card | None:
    """The card for `written`, or None where all that was noticed is in `told` already.

    `is_private`: the words are those for a text that is kept and not sent.
    """
    if not matters(notice) - set(told):
        return None
    words = card_words()
    if is_private:
        words = words | {
            name.removeprefix("private."): each
            for name, each in words.items()
            if name.startswith("private.")
        }
    paragraphs = []
    if notice.level in _LEVELS:
        paragraphs.append(words[notice.level])
    personal = [detail for detail in notice.details if detail.kind != "number"]
    if personal:
        kinds = dict.fromkeys(words[f"kinds.{detail.kind}"] for detail in personal)
        what = _quoted(written, [(each.start, each.end) for each in personal])
        paragraphs.append(words["details"].format(what=f"{_listed(list(kinds))} ({what})"))
    numbers = [(each.start, each.end) for each in notice.details if each.kind == "number"]
    if numbers:
        paragraphs.append(words["numbers"].format(what=_quoted(written, numbers)))
    if notice.claims:
        paragraphs.append(words["claim"].format(what=_quoted(written, notice.claims)))
    order = (CRISIS, CHANGE, SEND) if notice.level == "crisis" else (CHANGE, SEND, CRISIS)
    answers = tuple((each, words[f"answers.{each}"]) for each in order)
    return Card(words["head"], (*paragraphs, words["foot"]), answers)


def line_after(notice: Notice, *, is_private: bool = False) -> str:
    """What is said after a text that nobody could be asked about was sent; "" where nothing is."""
    return (
        card_words()["private.after" if is_private else "after"] if notice.level in _LEVELS else ""
    )


def question(*, is_private: bool = False) -> str:
    """What is asked below the card where answers are typed."""
    return card_words()["private.ask" if is_private else "ask"]


def _listed(kinds: list[str]) -> str:
    return kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"


def _quoted(written: str, places: Collection[tuple[int, int]]) -> str:
    shown = [text.clean(written[start:end])[:_LONGEST] for start, end in list(places)[:_MOST_SHOWN]]
    return ", ".join(f'"{each}"' for each in dict.fromkeys(shown))
