"""Pseudonyms: their form, which no handle has, and how they are written to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs import handles, pseudonyms
from bbs.content import pseudonym_words
from bbs.errors import Invalid
from bbs.offline import names
from bbs.pseudonyms import Whose
from bbs.services.seedwords import NOUNS
from bbs.views import LetterView, NamesView

NAME = st.builds(pseudonyms.made_of, st.integers(0, 2**64), st.integers(0, 2**64))


def test_the_words_are_short_different_and_none_of_the_seeds() -> None:
    firsts, seconds = pseudonym_words()
    for words in (firsts, seconds):
        assert len(set(words)) == len(words) > 60
        assert all(word.isalpha() and word.islower() and len(word) <= 8 for word in words)
    assert len(firsts) * len(seconds) > 6_000
    assert all(word[0] not in "aeiou" and word not in ("honest",) for word in firsts)
    assert not set(seconds) & set(NOUNS), "a seeded handle would look like one"


@given(NAME)
def test_none_can_be_had_as_a_handle(name: str) -> None:
    assert pseudonyms.is_name(name) and len(name) <= pseudonyms.LONGEST
    bare = pseudonyms.bare(name)
    for handle in (name, bare, f"a-{bare}", bare.replace("-", ""), bare.upper()):
        if len(handle) <= handles.LONGEST:
            with pytest.raises(Invalid):
                handles.check(handle)


@given(st.text(max_size=30))
def test_what_can_be_had_as_a_handle_is_no_pseudonym(typed: str) -> None:
    try:
        handle = handles.check(typed)
    except Invalid:
        return
    assert not pseudonyms.is_name(handle) and pseudonyms.parsed(handle) is None
    assert pseudonyms.address(handle, 12) == handle
    assert pseudonyms.route(handle) == (handle, "")


def test_a_departed_member_is_none() -> None:
    assert not pseudonyms.is_name(handles.DEPARTED) and not pseudonyms.is_name(pseudonyms.UNMADE)


@given(NAME, st.integers(1, 10**17), st.sampled_from(("quiet-otter", "żółta-sowa", "수달")))
def test_addresses_come_back_as_they_went(name: str, thread_id: int, other: str) -> None:
    to = pseudonyms.address(name, thread_id)
    assert pseudonyms.parsed(to) == (name, thread_id)
    assert pseudonyms.parsed(f"  {to.upper().removeprefix('A ')}") == (name, thread_id)
    both = pseudonyms.answering(other, to)
    assert pseudonyms.route(both) == (other, to)
    assert pseudonyms.answering(to, other) == to, "who writes by name answers by name"
    for whole in (to, both, other):
        local = names.local_part(whole)
        assert " " not in local and local.isascii() and names.handle_of(local) == whole


@pytest.mark.parametrize(
    "typed", ["", "a quiet kestrel", "quiet in 12", "a quiet kestrel in x", "a quiet kestrel in ",
              "a quiet kestrel on 12", "very quiet kestrel in 12", "quiet kestrel in 1 2",
              f"quiet kestrel in {'1' * 30}"],
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    assert pseudonyms.parsed(typed) is None


@pytest.mark.parametrize(
    ("is_incoming", "sender", "recipient", "to"),
    [
        (True, "brave-wren", "quiet-otter", "brave-wren"),
        (True, "brave-wren", "a calm sedge in 1", "brave-wren as a calm sedge in 1"),
        (True, "a calm sedge in 1", "quiet-otter", "a calm sedge in 1"),
        (False, "a calm sedge in 1", "brave-wren", "brave-wren as a calm sedge in 1"),
        (False, "quiet-otter", "a calm sedge in 1", "a calm sedge in 1"),
    ],
)
def test_how_a_letter_is_answered(is_incoming: bool, sender: str, recipient: str, to: str) -> None:
    view = LetterView(1, is_incoming, sender, recipient, "Hello", "Words", date(2026, 5, 4))
    assert pseudonyms.answer_to(view) == to


@pytest.mark.parametrize("rule", pseudonyms.RULES)
@pytest.mark.parametrize("chosen", [None, True, False])
def test_what_is_shown_and_changed(rule: str, chosen: bool | None) -> None:
    names_view = NamesView("quiet-otter", "a calm sedge", rule, without_name=rule == "always")
    whose = Whose(names_view)
    whose.take(chosen)
    is_veiled = rule == "always" if rule != "allowed" or chosen is None else chosen
    assert whose.shown == ("a calm sedge" if is_veiled else "quiet-otter")
    assert whose.is_open is (rule == "allowed" and chosen is None)
    whose.change()
    assert whose.without_name is (is_veiled != (rule == "allowed"))
