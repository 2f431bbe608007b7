"""What text from outside may contain."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs import text
from bbs.errors import Invalid

# Much of what is cleaned away is rare among all characters: name it, so that it comes up.
TRICKS = st.sampled_from(
    "\x00\x07\x1b\x7f\x85\x9b\r\n\t\u00ad\u034f\u061c\u115f\u1160\u1161\u11a8\u180e\u200b\u200c"
    "\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u2800\u3164\ue000\ufe0f\ufeff"
    "\uffa0\ufff9\ufffe\U000e0041\U000e0100\U000f0000\U0010ffff\ud800\udfff"
    "\u0300\u0301\u0308\u0327\u0344\u0903\u093e\u0bbe\u1d165\u20dd \u00a0\u3000abI\u1100가한é"
)
HOSTILE = st.lists(st.one_of(TRICKS, st.characters()), max_size=60).map("".join)
BOTH = st.booleans()


def longest_run_of_marks(cleaned: str, categories: tuple[str, ...]) -> int:
    longest = run = 0
    for character in cleaned:
        if unicodedata.category(character) in categories:
            run += 1
        elif not unicodedata.category(character).startswith("M"):
            run = 0
        longest = max(longest, run)
    return longest


@given(HOSTILE, BOTH)
def test_cleaning_twice_changes_nothing_more(raw: str, multiline: bool) -> None:
    once = text.clean(raw, multiline=multiline)
    assert text.clean(once, multiline=multiline) == once


@given(HOSTILE, BOTH)
def test_nothing_forbidden_is_left(raw: str, multiline: bool) -> None:
    cleaned = text.clean(raw, multiline=multiline)
    may_stay = "\n\t\u200c\u200d" if multiline else ""
    for character in cleaned.translate({ord(each): None for each in may_stay}):
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        assert not 0xFDD0 <= ord(character) <= 0xFDEF
        assert ord(character) & 0xFFFE != 0xFFFE
    cleaned.encode("utf-8")


@given(HOSTILE)
def test_a_title_is_one_line_of_what_can_be_seen(raw: str) -> None:
    cleaned = text.clean(raw)
    assert cleaned == " ".join(cleaned.split())
    assert not set(cleaned) & set("\u034f\u115f\u1160\u2800\u3164\uffa0\u200c\u200d\ufe0f")


@given(HOSTILE, BOTH)
def test_marks_on_a_base_are_bounded(raw: str, multiline: bool) -> None:
    cleaned = text.clean(raw, multiline=multiline)
    assert longest_run_of_marks(cleaned, ("Mn", "Me")) <= text.MARKS_PER_BASE
    assert longest_run_of_marks(cleaned, ("Mc",)) <= text.MARKS_PER_BASE
    for line in cleaned.split("\n"):
        assert not unicodedata.category((line + "a")[0]).startswith("M"), "a mark without a base"


@given(HOSTILE, BOTH)
def test_the_result_is_nfc(raw: str, multiline: bool) -> None:
    assert unicodedata.is_normalized("NFC", text.clean(raw, multiline=multiline))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=200))
def test_plain_lines_stay_as_they_are(raw: str) -> None:
    lines = "\n".join([raw.strip() or "a", "  indented", raw.strip() or "b"])
    assert text.clean(lines, multiline=True) == lines


@pytest.mark.parametrize(
    ("raw", "title", "body"),
    [
        ("two\nlines", "two lines", "two\nlines"),
        ("two\r\nlines\rhere", "two lines here", "two\nlines\nhere"),
        ("a\u2028b", "a b", "a\nb"),
        ("a\tb", "a b", "a\tb"),
        ("\n\n  deep\n\n", "deep", "  deep"),
        ("red\x1b[31m!", "red[31m!", "red[31m!"),
        ("c1\x9b31m", "c131m", "c131m"),
        ("evil\u202egnp.exe", "evilgnp.exe", "evilgnp.exe"),
        ("zero\u200bwidth", "zerowidth", "zerowidth"),
        ("\U0001f469\u200d\U0001f33e", "\U0001f469\U0001f33e", "\U0001f469\u200d\U0001f33e"),
        ("می\u200cخواهم", "میخواهم", "می\u200cخواهم"),
        ("☺\ufe0f", "☺", "☺\ufe0f"),
        (" \u0301start", "start", " start"),
        ("a \u1161 b", "a b", "a  b"),
        ("e\u0301", "é", "é"),
        ("a" + "\u0336" * 20, "a" + "\u0336" * 4, "a" + "\u0336" * 4),
        ("க" + "\u0bbe" * 20, "க" + "\u0bbe" * 4, "க" + "\u0bbe" * 4),
        ("가" + "\u1161" * 20, "가" + "\u1161" * 4, "가" + "\u1161" * 4),
        ("\u1112\u1161\u11ab", "한", "한"),
        ("\ue000x\ufffe\ud800", "x", "x"),
    ],
)
def test_titles_and_bodies(raw: str, title: str, body: str) -> None:
    assert text.clean(raw) == title
    assert text.clean(raw, multiline=True) == body


def test_a_title_has_its_length() -> None:
    assert text.title("x" * 80) == "x" * 80
    with pytest.raises(Invalid, match="81 characters; 80 fit") as refused:
        text.title("x" * 81)
    assert refused.value.field == "title"
    with pytest.raises(Invalid, match="needs a subject") as empty:
        text.title(" \u200b\n", name="subject")
    assert empty.value.field == "subject"


def test_a_body_has_its_length_in_bytes() -> None:
    assert text.body("x" * 30_000) == "x" * 30_000
    assert text.body("é" * 15_000) == "é" * 15_000
    with pytest.raises(Invalid, match="30,002 bytes long, and 30,000 fit"):
        text.body("é" * 15_001)
    with pytest.raises(Invalid, match="nothing written"):
        text.body("\n\u200b \n")


@given(HOSTILE)
def test_what_is_taken_is_within_its_limits(raw: str) -> None:
    for take, most in ((text.title, 80), (text.body, 30_000)):
        try:
            taken = take(raw * 3)
        except Invalid:
            continue
        assert taken.strip() and len(taken) <= most
        assert take(taken) == taken
