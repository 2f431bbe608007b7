"""What identifies somebody in a text: telephone, e-mail, address, full name, handle elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bbs import content

DetailKind = Literal["phone", "email", "address", "full-name", "handle-elsewhere", "number"]
_EVERYDAY = 6_000
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail in a text, from character `start` to before `end`."""

    kind: DetailKind
    start: int
    end: int


def details(text: str, words: frozenset[str], *, bans_numbers: bool = False) -> tuple[Detail, ...]:
    """The details of a text in the order in which they stand, none within another.

    `words` is the text's `word_set`. Weights, BMI and calories are among them where the board bans
    such numbers.
    """
    text = text.replace("\u2019", "'")
    finders: list[Callable[[str], Iterator[Detail]]] = [_emails]
    if "/" in text or not _site_words().isdisjoint(words):
        finders.append(_handles)
    finders += [_addresses, _phones] if _DIGIT.search(text) else []
    if bans_numbers and not _number_words().isdisjoint(words):
        finders.append(_numbers)
    finders.append(_names)
    found: list[Detail] = []
    for finder in finders:
        for each in finder(text):
            if all(each.end <= other.start or each.start >= other.end for other in found):
                found.append(each)
    return tuple(sorted(found, key=lambda each: each.start))


@cache
def _rules(kind: str) -> dict[str, Any]:
    rules: dict[str, Any] = content.safety_patterns("details")[kind]
    return rules


@cache
def _pattern(kind: str, name: str, flags: int = re.I) -> re.Pattern[str]:
    says = _rules(kind)[name]
    return re.compile(says if isinstance(says, str) else "|".join(says), flags)


def _emails(text: str) -> Iterator[Detail]:
    if "@" not in text and "at" not in text.lower():
        return
    if "@" not in text and "dot" not in text.lower():
        return
    for match in _pattern("email", "says").finditer(text):
        yield Detail("email", match.start(), match.end())


def _phones(text: str) -> Iterator[Detail]:
    rules = _rules("phone")
    for match in _pattern("phone", "says").finditer(text):
        digits = sum(character.isdigit() for character in match.group())
        if not rules["fewest"] <= digits <= rules["most"]:
            continue
        before = text[max(0, match.start() - 40) : match.start()]
        if not _pattern("phone", "not_before").search(before) and not _is_a_service(text, match):
            yield Detail("phone", match.start(), match.end())
    for match in _pattern("phone", "short").finditer(text):
        if not _is_a_service(text, match):
            yield Detail("phone", match.start(1), match.end(1))


def _is_a_service(text: str, match: re.Match[str]) -> bool:
    """Whether a number belongs to a line or an office, and not to a person."""
    first = max(text.rfind(mark, 0, match.start()) for mark in ".!?\n") + 1
    sentence = text[first : match.end() + 25]
    if _pattern("phone", "own").search(sentence):
        return False
    return bool(_services().search(sentence))


@cache
def _services() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_rules('phone')['services'])})\b", re.I)


def _addresses(text: str) -> Iterator[Detail]:
    for match in _pattern("address", "says", 0).finditer(text):
        if not _pattern("address", "not_street").match(match.group()):
            yield Detail("address", match.start(), match.end())


def _handles(text: str) -> Iterator[Detail]:
    rules = _rules("handle-elsewhere")
    if "/" in text:
        for match in _pattern("handle-elsewhere", "links").finditer(text):
            yield Detail("handle-elsewhere", match.start(), match.end())
    for site in _sites().finditer(text):
        named = _pattern("handle-elsewhere", "after").match(text, site.end())
        if named and named.group(1).lower().rstrip(".") not in rules["no_handle"]:
            yield Detail("handle-elsewhere", named.start(1), named.end(1))
            continue
        around = slice(max(0, site.start() - rules["near"]), site.end() + rules["near"])
        for pattern in ("looks", "at_sign"):
            for near in _pattern("handle-elsewhere", pattern).finditer(
                text, around.start, around.stop
            ):
                if near.end() <= site.start() or near.start() >= site.end():
                    yield Detail("handle-elsewhere", near.start(), near.end())


@cache
def _site_words() -> frozenset[str]:
    return frozenset(site.split()[0] for site in _rules("handle-elsewhere")["sites"])


@cache
def _sites() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_rules('handle-elsewhere')['sites'])})\b", re.I)


def _names(text: str) -> Iterator[Detail]:
    rules = _rules("full-name")
    at = 0
    while match := _pattern("full-name", "pair", 0).search(text, at):
        # The second word may be the first of the next pair.
        at = match.start(2)
        first, last = match.group(1).lower(), match.group(2).lower()
        if f"{first} {last}" in rules["famous"] or {first, last} & set(rules["no_name"]):
            continue
        if first in _everyday() and first not in _first_names():
            continue
        before = text[max(0, match.start() - 24) : match.start()].lower().rstrip()
        is_introduced = _introduces().search(before) is not None
        is_name = first in _first_names() or first.split("-")[0] in _first_names()
        if last in _everyday() and not (is_introduced and is_name):
            continue
        if is_introduced or is_name:
            yield Detail("full-name", match.start(), match.end())
            at = match.end()


@cache
def _introduces() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _rules("full-name")["introduces"]))
    return re.compile(rf"(?:^|\W)(?:{words})\W{{0,2}}$")


@cache
def _first_names() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["male_names"]) | frozenset(FREQUENCY_LISTS["female_names"])


@cache
def _everyday() -> frozenset[str]:
    lists = ("english_wikipedia", "us_tv_and_film")
    return frozenset(word for name in lists for word in FREQUENCY_LISTS[name][:_EVERYDAY])


@cache
def _number_words() -> frozenset[str]:
    return frozenset(_rules("number")["about"])


def _numbers(text: str) -> Iterator[Detail]:
    for name in ("units", "words", "named"):
        for match in _pattern("number", name).finditer(text):
            first = max(text.rfind(mark, 0, match.start()) for mark in ".!?\n") + 1
            around = text[first : match.end() + 25]
            is_money = _pattern("number", "money").search(around) or "\u00a3" in around
            if not is_money and not _pattern("number", "not_near").search(around):
                yield Detail("number", match.start(), match.end())
