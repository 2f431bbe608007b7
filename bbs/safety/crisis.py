"""How much a text sounds like a crisis of the writer, or of somebody near: four levels."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bbs.safety.grammar import Cue, Expression, expressions, idioms, lightness, scopes
from bbs.safety.learned import scores
from bbs.safety.words import sentences

Level = Literal["green", "amber", "red", "crisis"]
_LEVELS: tuple[Level, ...] = ("green", "amber", "red", "crisis")
_AT_LEAST: tuple[tuple[int, Level], ...] = ((7, "crisis"), (4, "red"), (2, "amber"))
_RED, _AMBER, _LOW = 4, 2, 1
_TOGETHER_AT_LEAST, _ONE_AT_LEAST = 4, 3
"""What plans and leave-taking must weigh to count: in sum, and one of them."""
_EXCUSED = 1.5
"""What must speak for a card where the grammar saw cues and explained them all."""
_IDIOM = "idiom"
_NEAR = 4
"""Words before a cue that tell whose it is, and when."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A cue that holds in a text."""

    cue: Cue
    weight: int
    is_others: bool
    said: str
    """The words in which it was seen."""


def level(text: str) -> Level:
    """The level of a text; lines that begin with ">" are another's words, and count for nothing."""
    said = list(sentences(text))
    if not said:
        return "green"
    grammars, is_excused = _by_grammar(said)
    card, red, crisis = scores(said, "excused" if is_excused else grammars)
    if card <= (_EXCUSED if is_excused else 0):
        # The gravest that the grammar knows was seldom wrong, even where the rest speaks against.
        return grammars if grammars in ("red", "crisis") else "green"
    learned: Level = "crisis" if crisis > 0 else "red" if red > 0 else "amber"
    return max(learned, grammars, key=_LEVELS.index)


def grammars_word(text: str) -> str:
    """What the grammar alone says of a text: a level, or "excused"."""
    grammars, is_excused = _by_grammar(list(sentences(text)))
    return "excused" if is_excused else grammars


def _by_grammar(said: list[str]) -> tuple[Level, bool]:
    """The level by the grammar alone, and whether cues were there of which none holds."""
    seen, is_any = _seen(said)
    if not seen:
        return "green", is_any
    weight = _weight(seen, said)
    return next((name for least, name in _AT_LEAST if weight >= least), "green"), False


def _seen(said: list[str]) -> tuple[list[_Seen], bool]:
    """The cues that hold, and whether there are any, held or not."""
    by_word, text = expressions(), _Text(said)
    found: list[_Seen] = []
    is_any = False
    for sentence in said:
        words = set(sentence.split(" "))
        matching: list[Expression] = []
        for word in words:
            for each in by_word.get(word, ()):
                for need in each.needs:
                    if words.isdisjoint(need):
                        break
                else:
                    if each.says.search(sentence):
                        matching.append(each)
        if matching:
            is_any = True
            found += _judged(sentence, matching, text)
    return found, is_any


def _judged(sentence: str, matching: list[Expression], text: _Text) -> list[_Seen]:
    plain = idioms().sub(_IDIOM, sentence)
    around = _Around(plain, text)
    found = [
        judged
        for each in matching
        for match in each.says.finditer(plain)
        if (judged := around.judge(each.cue, match))
    ]
    softest = min((each.weight for each in found if each.cue.softens), default=0)
    if not softest or scopes().recent.search(plain):
        return found
    return [
        replace(each, weight=min(each.weight, softest)) if each.cue.kind == "thought" else each
        for each in found
    ]


def _weight(seen: list[_Seen], said: list[str]) -> int:
    alone = {
        (each.cue.name, each.said if each.cue.adds else ""): each.weight
        for each in seen
        if each.cue.kind in ("plan", "farewell")
    }
    others = [each for each in seen if each.cue.kind not in ("plan", "farewell")]
    heaviest = max((each.weight for each in others), default=0)
    low = {each.said for each in others if each.weight == _LOW}
    if heaviest == _LOW:
        heaviest = _AMBER if len(low) >= _AMBER else 0
    together = sum(alone.values())
    takes, forward = lightness()
    if any(map(forward.search, said)):
        together -= takes
    if together < _TOGETHER_AT_LEAST or max(alone.values()) < _ONE_AT_LEAST:
        return heaviest
    # A thought of dying beside a plan is one of the gravest things said.
    if any(
        each.cue.kind == "thought" and not each.is_others and each.weight >= _RED for each in others
    ):
        together += _RED
    return max(heaviest, _AMBER if together == _TOGETHER_AT_LEAST else together)


class _Text:
    """What a whole text says of the cues in it; found out when it is asked for."""

    def __init__(self, said: list[str]) -> None:
        self._said = said

    @cached_property
    def is_well(self) -> bool:
        """Whether the writer says that all is well."""
        return any(map(scopes().well.search, self._said))

    @cached_property
    def is_worried(self) -> bool:
        """Whether the writer is worried, or asks what to do."""
        return any(map(scopes().worry.search, self._said))

    @cached_property
    def is_no_joke(self) -> bool:
        """Whether the writer says not to be joking."""
        return any(map(scopes().no_joke.search, self._said))


class _Around:
    """A sentence in its text, and what it says of the cues in it."""

    def __init__(self, sentence: str, text: _Text) -> None:
        self._sentence, self._text = sentence, text

    @cached_property
    def _is_recent(self) -> bool:
        return bool(scopes().recent.search(self._sentence))

    @cached_property
    def _is_over(self) -> bool:
        return bool(scopes().over.search(self._sentence))

    @cached_property
    def _is_past(self) -> bool:
        return bool(scopes().past.search(self._sentence))

    @cached_property
    def _fiction_at(self) -> int | None:
        """Where the sentence speaks of a book, a song or a play."""
        rules = scopes()
        found = rules.fiction.search(self._sentence)
        is_apart = found is not None and not rules.own_after_all.search(self._sentence)
        return found.start() if found and is_apart else None

    @cached_property
    def _is_news(self) -> bool:
        return bool(scopes().news.search(self._sentence))

    @cached_property
    def _is_joke(self) -> bool:
        return bool(scopes().joke.search(self._sentence)) and not self._text.is_no_joke

    def judge(self, cue: Cue, match: re.Match[str]) -> _Seen | None:
        """What a cue that was found weighs here, or None."""
        before = self._sentence[: match.start()]
        words = before.split()
        is_others = self._is_others(cue, match.group(), words)
        if (cue.who == "self" and is_others) or (cue.who == "other" and not is_others):
            return None
        said = match.group()
        if cue.kind in ("plan", "farewell"):
            is_apart = self._is_joke or self._fiction_at is not None
            return None if is_apart else _Seen(cue, cue.weight, is_others, said)
        if "denied" not in cue.holds and self._is_denied(words, before, said):
            return None
        is_own_now = not is_others and _is_own_and_now(words, said)
        if "told" not in cue.holds and (
            self._is_supposed(before) or (self._is_news and not is_own_now)
        ):
            return None
        if cue.weight <= _RED and (self._is_joke or self._is_of_fiction(match, is_own_now)):
            return None
        if "past" not in cue.holds and self._is_long_ago(cue, words, said, is_own_now):
            return None
        if is_others:
            return self._of_another(cue, said)
        if self._text.is_well and not (self._is_recent or is_own_now) and cue.kind != "act":
            return None
        return _Seen(cue, cue.weight, False, said)

    def _is_of_fiction(self, match: re.Match[str], is_own_now: bool) -> bool:
        at = self._fiction_at
        # What one wants now, and a book that is named after it, are two things.
        return at is not None and not (is_own_now and at > match.start())

    def _of_another(self, cue: Cue, said: str) -> _Seen | None:
        rules = scopes()
        is_now = rules.other_now.search(self._sentence) or self._is_recent
        if not is_now and not self._text.is_worried:
            return None
        return _Seen(cue, min(cue.weight, _RED), True, said)

    def _is_others(self, cue: Cue, said: str, words: list[str]) -> bool:
        rules = scopes()
        if cue.who == "other":
            return any(word in rules.others for word in (*words, *said.split()))
        own = set(said.split())
        if own & rules.himself:
            return True
        if own & rules.self:
            return self._is_told_by_another(words)
        for word in reversed(words):
            if word in rules.self:
                return self._is_told_by_another(words) if word in ("me", "my") else False
            if word in rules.others:
                return True
        return False

    @staticmethod
    def _is_told_by_another(words: list[str]) -> bool:
        """Whether "me" and "my" stand in what another is said to have said."""
        rules = scopes()
        return any(
            word in rules.saying and words[at - 1] in rules.others
            for at, word in enumerate(words)
            if at
        )

    def _is_denied(self, words: list[str], before: str, said: str) -> bool:
        rules = scopes()
        kept: list[str] = []
        for word in reversed(words[-rules.window :]):
            if word in rules.ends:
                break
            kept.append(word)
        near = " ".join(reversed(kept))
        if not near:
            return False
        count = sum(word in rules.negators for word in kept)
        if not count:
            return False
        count -= len(rules.no_denial.findall(f"{near} {said}"[: len(near) + 20]))
        return count % 2 == 1

    def _is_supposed(self, before: str) -> bool:
        part = before.rsplit(" , ", 1)[-1]
        return bool(scopes().supposed.search(part))

    def _is_long_ago(self, cue: Cue, words: list[str], said: str, is_own_now: bool) -> bool:
        if self._is_over:
            return True
        if self._is_recent or is_own_now:
            return False
        if self._is_past:
            return True
        if "verb" in cue.holds:
            return False
        verbs = scopes().past_verbs
        near = (*words[-2:], *said.split()[:1])
        return any(word in verbs for word in near)


def _is_own_and_now(words: list[str], said: str) -> bool:
    """Whether the writer says it of now, by the verb that stands there."""
    rules = scopes()
    near = {*words[-_NEAR:], *said.split()}
    return bool(near & rules.self and near & rules.present) and not near & rules.was
