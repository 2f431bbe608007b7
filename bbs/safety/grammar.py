"""The grammar of crisis language, made of the shipped patterns: cues, and what changes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from bbs import content
from bbs.safety.anchors import anchors

Kind = Literal["thought", "despair", "act", "plan", "farewell"]
Who = Literal["self", "other", ""]
_ANY_WORD = r"(?:\w+ )"
_ANY_BUT_A_NEGATOR = r"(?:(?!not |never |no )\w+ )"


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of expressions that mean the same, and what it weighs where they hold."""

    name: str
    kind: Kind
    weight: int
    who: Who
    holds: frozenset[str]
    adds: bool
    """Whether each expression of it that holds counts, and not it once."""
    softens: bool
    """Whether a heavier cue in the same sentence is only as heavy as this one."""


@dataclass(frozen=True, slots=True)
class Scopes:
    """What changes the meaning of a cue."""

    negators: frozenset[str]
    ends: frozenset[str]
    window: int
    no_denial: re.Pattern[str]
    supposed: re.Pattern[str]
    past: re.Pattern[str]
    past_verbs: frozenset[str]
    present: frozenset[str]
    was: frozenset[str]
    recent: re.Pattern[str]
    over: re.Pattern[str]
    fiction: re.Pattern[str]
    own_after_all: re.Pattern[str]
    news: re.Pattern[str]
    joke: re.Pattern[str]
    no_joke: re.Pattern[str]
    others: frozenset[str]
    self: frozenset[str]
    himself: frozenset[str]
    saying: frozenset[str]
    other_now: re.Pattern[str]
    worry: re.Pattern[str]
    well: re.Pattern[str]


def whole_words(expressions: list[str]) -> re.Pattern[str]:
    """One pattern for any of these expressions, from word to word."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(expressions)})(?![a-z0-9])")


def _filled(expression: str, words: dict[str, str]) -> str:
    for name, stands_for in words.items():
        expression = expression.replace(f"{{{name}}}", stands_for)
    # A word that may stand between must not turn all of it round.
    return expression.replace(_ANY_WORD, _ANY_BUT_A_NEGATOR)


@dataclass(frozen=True, slots=True)
class Expression:
    """One way of saying what a cue means."""

    cue: Cue
    needs: tuple[frozenset[str], ...]
    """One word of each must be there as well."""
    says: re.Pattern[str]


@cache
def expressions() -> dict[str, tuple[Expression, ...]]:
    """The expressions by each word of their anchors, of which one must be in a sentence.

    Raises `ValueError` for an expression that has none: every sentence would be searched for it.
    """
    rules = content.safety_patterns("crisis")
    by_word: dict[str, list[Expression]] = {}
    for group in rules["group"]:
        cue = Cue(
            name=group["name"],
            kind=group["kind"],
            weight=group["weight"],
            who=group.get("who", ""),
            holds=frozenset(group.get("holds", ())),
            adds=group.get("adds", False),
            softens=group.get("softens", False),
        )
        for each in group["says"]:
            expression = _filled(each, rules["words"])
            first, *more = anchors(expression) or [frozenset[str]()]
            if not first:
                raise ValueError(f"nothing in it must be there: {each}")
            made = Expression(cue, tuple(more), whole_words([expression]))
            for word in first:
                by_word.setdefault(word, []).append(made)
    return {word: tuple(found) for word, found in by_word.items()}


@cache
def lightness() -> tuple[int, re.Pattern[str]]:
    """What is taken from leave-taking and plans where a text looks forward, and how it does."""
    rules: dict[str, Any] = content.safety_patterns("crisis")["lightness"]
    return rules["weight"], whole_words(rules["says"])


@cache
def idioms() -> re.Pattern[str]:
    """What sounds like danger and is none."""
    return whole_words(content.safety_patterns("idioms")["says"])


@cache
def scopes() -> Scopes:
    """What changes the meaning of a cue."""
    rules = content.safety_patterns("scopes")
    return Scopes(
        negators=frozenset(rules["denial"]["words"]),
        ends=frozenset(rules["denial"]["ends"]),
        window=rules["denial"]["window"],
        no_denial=whole_words([rules["denial"]["but_for"]]),
        supposed=whole_words(rules["supposed"]["before"]),
        past=whole_words(rules["past"]["expressions"]),
        past_verbs=frozenset(rules["past"]["verbs"]),
        present=frozenset(rules["past"]["present"]),
        was=frozenset(rules["past"]["was"]),
        recent=whole_words(rules["past"]["recent"]),
        over=whole_words(rules["past"]["over"]),
        fiction=whole_words(rules["fiction"]["expressions"]),
        own_after_all=whole_words(rules["fiction"]["but_for"]),
        news=whole_words(rules["news"]["expressions"]),
        joke=whole_words(rules["joke"]["expressions"]),
        no_joke=whole_words(rules["joke"]["but_for"]),
        others=frozenset(rules["another"]["words"]),
        self=frozenset(rules["another"]["self"]),
        himself=frozenset(rules["another"]["himself"]),
        saying=frozenset(rules["another"]["saying"]),
        other_now=whole_words(rules["another"]["now"]),
        worry=whole_words(rules["another"]["worry"]),
        well=whole_words(rules["well"]["expressions"]),
    )
