"""Taking apart what members type to find posts, and marking what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs import finding
from bbs.finding import MARK, UNMARK, Wanted, parse


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("kitchen timer", Wanted(("kitchen", "timer"))),
        ('"kitchen timer" work', Wanted(("kitchen timer", "work"))),
        ('work -kitchen -"red timer"', Wanted(("work",), ("kitchen", "red timer"))),
        ("“kitchen timer”", Wanted(("kitchen timer",))),
        ('"kitchen timer', Wanted(("kitchen timer",))),
        ('kit"chen', Wanted(("kit chen",))),
        ("self-harm", Wanted(("self-harm",))),
        ("by:brave-wren timer", Wanted(("timer",), (), "brave-wren")),
        ("BY:wren", Wanted((), (), "wren")),
        ("-by:wren", Wanted((), ("by:wren",))),
        ('"by:wren"', Wanted(("by:wren",))),
        ("by:", Wanted(("by:",))),
        ("- * ! 😀", Wanted(())),
        ("", Wanted(())),
        ("\x00tim\x1ber\ue000", Wanted(("timer",))),
    ],
)
def test_words_phrases_and_what_is_not_wanted(raw: str, wanted: Wanted) -> None:
    assert parse(raw) == wanted


def test_it_is_nothing_without_a_word_or_a_writer() -> None:
    assert parse("-timer").is_nothing and parse(" ").is_nothing
    assert not parse("timer").is_nothing and not parse("by:wren").is_nothing


def test_of_a_long_search_the_beginning_counts() -> None:
    assert len(parse("word " * 100).terms) == finding.MOST_TERMS
    assert parse("x" * 500).terms == ("x" * finding.LONGEST,)


@given(st.text())
def test_no_term_has_a_quote_or_a_mark_of_ours(raw: str) -> None:
    wanted = parse(raw)
    for term in (*wanted.terms, *wanted.without):
        assert finding.has_words(term)
        assert not set(term) & set(f'"{MARK}{UNMARK}\ue000\ue001\ue002\x00\n')


def test_words_of_a_command_are_phrases_where_they_have_blanks() -> None:
    assert finding.joined(["kitchen timer", "-work"]) == '"kitchen timer" -work'


def test_a_snippet_in_pieces() -> None:
    marked = f"a\n {MARK}timer{UNMARK} for {MARK}the{UNMARK}{MARK}two{UNMARK}"
    pieces = (("a ", False), ("timer", True), (" for ", False), ("the", True), ("two", True))
    assert finding.pieces(marked) == pieces
    assert finding.in_quotes(pieces) == 'a "timer" for "the""two"'
    assert finding.pieces("") == ()
    assert finding.pieces(f"cut {MARK}of") == (("cut ", False), ("of", False))
