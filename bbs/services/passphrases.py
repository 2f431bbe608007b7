"""What makes a passphrase good enough. Pure."""

from __future__ import annotations

import stringprep
import unicodedata
from functools import cache

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bbs.errors import Invalid
from bbs.text import passes_ssh

SHORTEST, ADVISED, LONGEST = 8, 15, 256
_SCORED = 40
# zxcvbn tries each of these as a letter in all combinations: with many of them that takes seconds.
_LEET = frozenset("4@8({[<369!1|7$5+%20#&*~^")
_MOST_LEET = 4


def normal(raw: str) -> str:
    """The form in which a passphrase is stretched: mapped and normalised as SASLprep (RFC 4013).

    SSH clients and our own screens must come to the same bytes; nothing is refused here.
    """
    # What is longer is none, and composing very many marks takes the square of their number.
    raw = raw[: 4 * LONGEST]
    mapped = (" " if stringprep.in_table_c12(each) else each for each in raw)
    kept = "".join(each for each in mapped if not stringprep.in_table_b1(each))
    return unicodedata.normalize("NFKC", kept)


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def check(raw: str, handle: str = "") -> str:
    """The passphrase in its normal form.

    Raises `Invalid` where it is too short, too long, among the common ones, or the handle itself.
    """
    passphrase = normal(raw)
    if len(passphrase) < SHORTEST:
        raise Invalid(
            f"A passphrase has {SHORTEST} characters at the least; {ADVISED} or more are safe. "
            "Four or five words in a row are easy to keep in mind.",
            field="passphrase",
        )
    if len(passphrase) > LONGEST:
        raise Invalid(f"A passphrase has {LONGEST} characters at the most.", field="passphrase")
    if not passes_ssh(passphrase):
        raise Invalid(
            "Some SSH clients can't send this passphrase: it has an emoji or another character "
            "that is too new, or it mixes lines from the left and from the right.",
            field="passphrase",
        )
    folded = passphrase.casefold()
    if folded in _common() or len(set(folded)) < 3 or (handle and folded == handle.casefold()):
        raise Invalid(
            "This passphrase is among those that are tried first. Please take another one.",
            field="passphrase",
        )
    return passphrase


def hint(raw: str, handle: str = "") -> str:
    """A few words on how strong a passphrase is, while it is being typed."""
    if not raw:
        return f"{ADVISED} characters or more are safe: four or five words will do."
    if len(raw) < SHORTEST:
        return f"{SHORTEST - len(raw)} more to go."
    score = _score(raw[:_SCORED], handle)
    words = ("very easy to guess", "easy to guess", "could be stronger", "good", "strong")
    advice = f"; {ADVISED} or more are safer" if len(raw) < ADVISED else ""
    return f"{words[score].capitalize()}{advice}."


def _score(raw: str, handle: str) -> int:
    """From 0, very easy to guess, to 4, strong."""
    if len(set(raw) & _LEET) > _MOST_LEET:
        return min(4, len(set(raw)) // 5)
    return int(zxcvbn(raw, user_inputs=[handle] if handle else None)["score"])
