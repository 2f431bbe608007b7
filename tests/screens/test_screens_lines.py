"""Fitting, wrapping, and the simple marks of posts."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bbs import text
from screens.widgets.lines import Line, body, fit, justify, plain, width_of, wrap

# Letters of one cell, of two, and of none; emoji with joiners; what marks, and what breaks lines.
SAMPLE = st.sampled_from("abc WIDE  漢字かな한글 e\u0301 👍🏽👩\u200d👩\u200d👧 नमस्ते *>-_\u3000\t")
WORDS = st.text(SAMPLE | st.characters(), max_size=200).map(text.clean)
BODIES = st.text(SAMPLE | st.sampled_from("\n\n>*- "), max_size=300).map(
    lambda raw: text.clean(raw, multiline=True)
)
WIDTHS = st.integers(2, 100)


def bare(words: str) -> str:
    """A text without white space."""
    return "".join(words.split())


def looks(lines: tuple[Line, ...], look: str) -> list[str]:
    """What stands in a look."""
    return [words for line in lines for words, name in line if name == look]


@given(WORDS, st.integers(0, 100))
def test_fit_fills_exactly_its_width(words: str, width: int) -> None:
    assert cell_len(fit(words, width)) == width


@given(st.text("abc", max_size=30), st.integers(4, 30))
def test_fit_keeps_what_fits_and_says_where_it_cut(words: str, width: int) -> None:
    fitted = fit(words, width)
    if len(words) <= width:
        assert fitted == words.ljust(width)
    else:
        assert fitted == words[: width - 3] + "..."


@given(WORDS, WORDS, st.integers(1, 100))
def test_justify_fills_exactly_its_width(left: str, right: str, width: int) -> None:
    assert width_of(justify(((left, ""),), ((right, "dim"),), width)) == width


def test_justify_lets_the_left_side_give_way() -> None:
    line = justify((("a long title that has no room", ""),), (("5 min", "dim"),), 20)
    assert plain(line) == "a long titl... 5 min"


def test_justify_leaves_the_right_side_out_where_too_little_would_be_left() -> None:
    line = justify((("a title", ""),), (("brave-wren 5 min", "dim"),), 20)
    assert plain(line) == "a title".ljust(20)


@given(WORDS, WIDTHS)
def test_no_wrapped_line_is_wider_than_the_width(words: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(words, width))


@given(WORDS, WIDTHS)
def test_wrapping_loses_nothing_but_white_space(words: str, width: int) -> None:
    assert bare("".join(wrap(words, width))) == bare(words)


@given(st.lists(st.text("abc", min_size=1, max_size=12), max_size=30), st.integers(12, 40))
def test_words_that_fit_are_never_cut_or_joined(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width)
    assert " ".join(lines).split() == words
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > width, "there was room for a word more"


@given(st.text("abc", min_size=21, max_size=70), st.text("abc", min_size=1, max_size=9))
def test_a_word_after_one_that_was_cut_stands_apart(long: str, after: str) -> None:
    lines = wrap(f"{long} {after}", 20)
    assert " ".join(lines).split()[-1] == after
    assert all(len(line) == 20 for line in lines[: len(long) // 20])


@given(st.lists(st.text("abc", min_size=4, max_size=4), min_size=2), st.integers(5, 40))
def test_a_long_word_is_broken_after_its_hyphens(groups: list[str], width: int) -> None:
    lines = wrap("-".join(groups), width)
    assert "".join(lines) == "-".join(groups)
    assert all(line.endswith("-") for line in lines[:-1])
    assert all(len(line) <= width for line in lines)


def test_tabs_become_spaces() -> None:
    assert wrap("a\tb", 20) == ["a   b"]


@pytest.mark.parametrize("letter", ["x", "漢", "\u0e33", "👩\u200d👧"])
def test_a_long_text_without_spaces_is_wrapped_in_no_time(letter: str) -> None:
    words = letter * (text.BODY_BYTES // len(letter.encode()))
    began = time.perf_counter()
    lines = wrap(words, 20)
    assert time.perf_counter() - began < 0.5
    assert "".join(lines) == words


@given(BODIES, st.integers(4, 90))
def test_a_body_is_never_wider_than_the_width_and_loses_no_word(words: str, width: int) -> None:
    lines = body(words, width)
    assert all(width_of(line) <= width for line in lines)
    marks = str.maketrans("", "", "*>")
    shown = bare("".join(plain(line) for line in lines)).translate(marks)
    assert shown == bare(words).translate(marks)


def test_quotes_are_marked_on_every_line() -> None:
    lines = body("> one two three four\nmine", 12)
    assert [plain(line) for line in lines] == ["> one two", "> three four", "mine"]
    assert looks(lines, "quote") == ["> one two", "> three four"]


@pytest.mark.parametrize("marks", ["> > ", ">> ", ">>", "> >"])
def test_a_quote_in_a_quote_shows_its_levels_on_every_line(marks: str) -> None:
    lines = body(f"{marks}one two three\n> four\nmine", 12)
    assert [plain(line) for line in lines] == ["> > one two", "> > three", "> four", "mine"]


def test_of_very_many_levels_some_are_shown_and_all_words() -> None:
    lines = [plain(line) for line in body("> " * 30 + "one two three four", 20)]
    assert all(line.startswith("> " * 5) for line in lines)
    assert " ".join(lines).replace("> ", "") == "one two three four"


@pytest.mark.parametrize(
    ("words", "strong"),
    [
        ("that was *very* kind", ["very"]),
        ("*two words* and *more*", ["two words", "more"]),
        ("2 * 3 * 4", []),
        ("a*b*c", []),
        ("* a list", []),
        ("** nothing **", []),
        ("*not\nover lines*", []),
        ("> *in a quote*", ["in a quote"]),
        ("> > two levels, *also*", ["also"]),
    ],
)
def test_emphasis(words: str, strong: list[str]) -> None:
    lines = body(words, 60)
    assert looks(lines, "strong") == strong
    for each in strong:
        assert f"*{each}*" not in "".join(plain(line) for line in lines)


def test_a_list_is_indented_where_it_wraps() -> None:
    shown = [plain(line) for line in body("- one two three\n* four five six\nseven eight nine", 10)]
    assert shown == ["- one", "  two", "  three", "* four", "  five six", "seven", "eight nine"]


def test_an_empty_line_stays() -> None:
    assert [plain(line) for line in body("a\n\nb", 10)] == ["a", "", "b"]
