"""A text as the patterns read it: sentences of plain words, the writer's own alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bbs import content

_PLAINER = tuple(
    (curly, plain)
    for curlies, plain in (("\u2019\u2018\u02bc`", "'"), ("\u201c\u201d\u201e\u00ab\u00bb", '"'))
    for curly in curlies
)
_QUOTED = re.compile(r'"([^"\n]{1,400})"|(?<!\w)\'((?:[^\'\n]|(?<=\w)\'(?=\w)){8,400})\'(?!\w)')
_SAID_BEFORE = re.compile(
    r"\b(said|says|say|told|tells|texted|texts|wrote|messaged|saying|replied|goes|went|screamed|"
    r"shouted|whispered|muttered|asked|like|he's|she's)\b[^.!?\n]{0,40}$",
    re.I,
)
_LAUGHING = re.compile("[\U0001f480\U0001f602\U0001f923\U0001f606\U0001f639\u2620]")
_TOKEN = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*|[.!?;:()\u2026\n\u2013\u2014]|(?<= )-(?= )|,")
_BREAKS = frozenset(".!?;:()\u2026\n\u2013\u2014-")
_PLAIN_WORD = re.compile(r"[a-z']+")
_LAUGHS = " laughingface "
_LONG_LINE = 50
"""Characters: a line at least so long was folded by a program, and its sentence goes on."""
_COMMON = 18_000
_SHORTEST_CORRECTED = 5


def word_set(text: str) -> frozenset[str]:
    """The words of a text, in small letters and as they stand."""
    return frozenset(_PLAIN_WORD.findall(text.lower()))


def own_words(text: str) -> str:
    """A text without the lines that quote another, which begin with ">"."""
    if ">" not in text:
        return text
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text: small letters, one blank between words, commas as words.

    Contractions and text-speak are written out, slips in words that matter are put right, and
    what stands in quotation marks is left out, unless somebody is told to have said it.
    """
    flat = own_words(text)
    for curly, plain in _PLAINER:
        flat = flat.replace(curly, plain)
    if '"' in flat or "'" in flat:
        flat = _QUOTED.sub(lambda found: _unquoted(found, flat), flat)
    flat = _LAUGHING.sub(_LAUGHS, _unfolded(flat)).lower()
    known = _known()
    words: list[str] = []
    for token in _TOKEN.findall(flat):
        read = known.get(token)
        if read is None:
            words.append(_read(token))
        elif read:
            words.append(read)
        elif token in _BREAKS and words:
            yield " ".join(words)
            words = []
    if words:
        yield " ".join(words)


def _unquoted(found: re.Match[str], text: str) -> str:
    quoted = found.group(1) or found.group(2)
    before = text[max(0, found.start() - 80) : found.start()]
    return f" , {quoted} , " if _SAID_BEFORE.search(before) else " , "


def _unfolded(text: str) -> str:
    if "\n" not in text:
        return text
    lines = text.split("\n")
    kept = [lines[0]]
    for before, line in pairwise(lines):
        is_folded = len(before) >= _LONG_LINE and bool(line.strip())
        kept += (" " if is_folded else "\n", line)
    return "".join(kept)


def _read(token: str) -> str:
    """What a word that is in no list stands for."""
    if "'" in token or "-" in token or "&" in token:
        parts = [part for part in re.split(r"['&-]", token) if part]
        spelled = _spelled()
        return " ".join(spelled.get(part, part) if len(part) > 1 else part for part in parts)
    if len(token) > 20 or not token.isascii() or token.isdigit():
        return token
    plain = _collapsed(token)
    if (whole := _by_sound().get(plain)) is not None:
        return whole
    if len(token) < _SHORTEST_CORRECTED:
        return token
    corrections = _corrections()
    for shorter in _with_one_less(token):
        if (whole := corrections.get(shorter)) is not None:
            return whole
    return token


def _collapsed(word: str) -> str:
    """A word without doubled letters."""
    return "".join(letter for letter, _ in groupby(word))


def _with_one_less(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


@cache
def _spelled() -> dict[str, str]:
    rules = content.safety_patterns("spelling")
    spelled: dict[str, str] = {**rules["contractions"], **rules["text_speak"]}
    return spelled


@cache
def _common_words() -> frozenset[str]:
    """English words that are taken as they stand."""
    spelled = _spelled()
    # All lists, since a word stands only in that where it is most frequent.
    words = {word for each in FREQUENCY_LISTS.values() for word in each[:_COMMON]}
    return frozenset(words | set(content.safety_patterns("spelling")["corrected"]["words"])) - (
        spelled.keys()
    )


@cache
def _known() -> dict[str, str]:
    """How each word is read that is in a list; what ends a sentence is read as nothing."""
    return {**{word: word for word in _common_words()}, **_spelled(), **dict.fromkeys(_BREAKS, "")}


@cache
def _by_sound() -> dict[str, str]:
    words = content.safety_patterns("spelling")["corrected"]["words"]
    return {_collapsed(word): word for word in reversed(words)}


@cache
def _corrections() -> dict[str, str]:
    """Each word that matters, by itself and by all that one letter less leaves of it."""
    words = content.safety_patterns("spelling")["corrected"]["words"]
    return {
        shorter: word
        for word in reversed(words)
        if len(word) >= _SHORTEST_CORRECTED
        for shorter in _with_one_less(word)
    }
