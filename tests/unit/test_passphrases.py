"""Passphrases: what is good enough, and the one form in which they are stretched."""

from __future__ import annotations

import asyncssh.saslprep
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs.errors import Invalid
from bbs.services import passphrases


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "8 characters at the least"),
        ("short 7", "8 characters at the least"),
        ("\u00ad" * 20, "8 characters at the least"),
        ("x" * 257, "256 characters at the most"),
        ("password", "tried first"),
        ("PassWord", "tried first"),
        ("password1", "tried first"),
        ("12345678", "tried first"),
        ("aaaaaaaaaaaaaaaaaaaa", "tried first"),
        ("abababababababab", "tried first"),
        ("quiet-otter", "tried first"),
        ("Quiet-OTTER", "tried first"),
        ("seven herons \U0001f9a9", "can't send"),
        ("seven שבעה herons", "can't send"),
    ],
)
def test_what_is_not_good_enough(raw: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        passphrases.check(raw, "quiet-otter")
    assert refused.value.field == "passphrase"
    assert not raw.strip() or raw not in refused.value.message, "it must not be said aloud"


@pytest.mark.parametrize(
    "raw", ["seven herons", "lowercase-only", "p" * 252 + "word", "日本語の合言葉です"]
)
def test_no_rules_of_composition(raw: str) -> None:
    assert passphrases.check(raw, "quiet-otter") == raw


def test_the_form_in_which_it_is_stretched() -> None:
    assert passphrases.normal("ﬁ①") == "fi1"
    assert passphrases.normal("soft\u00adhyphen") == "softhyphen"
    assert passphrases.normal("no\u00a0break") == "no break"
    assert passphrases.normal("e\u0301") == "é"
    assert passphrases.check("ﬁfty ①② herons") == "fifty 12 herons"


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = passphrases.normal(raw)
    assert passphrases.normal(once) == once


@given(st.text(max_size=40))
def test_ssh_comes_to_the_same(raw: str) -> None:
    try:
        sent = asyncssh.saslprep.saslprep(raw)
    except asyncssh.saslprep.SASLPrepError:
        return
    assert passphrases.normal(sent) == passphrases.normal(raw)


def test_the_hint_grows_with_what_is_typed() -> None:
    assert "four or five words" in passphrases.hint("")
    assert passphrases.hint("abc") == "5 more to go."
    assert passphrases.hint("password").startswith("Very easy to guess; 15 or more")
    assert passphrases.hint("seven quiet herons wade by the mill") == "Strong."
    mine = "quietotterquietotter"
    assert passphrases.hint(mine, mine) == "Very easy to guess."


def test_a_very_long_passphrase_is_hinted_at_too() -> None:
    assert passphrases.hint("heron wades " * 5_000)


@given(st.text(min_size=8, max_size=40))
def test_what_is_taken_can_be_sent_by_ssh(raw: str) -> None:
    try:
        taken = passphrases.check(raw)
    except Invalid:
        return
    assert passphrases.normal(asyncssh.saslprep.saslprep(taken)) == taken
