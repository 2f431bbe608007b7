"""Nothing but text gets out, at the width that the layout assumed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from bbs.terminal import Colours, Frame, PenState, Profile, encode, parse_wire
from bbs.terminal import filter as outgoing
from bbs.terminal.cells import cells_of
from bbs.terminal.profile import FULL

ASCII = Profile("xterm", Colours.ANSI16, False, True, False)

NASTY = (
    "\x00\x07\x08\t\n\r\x0e\x1b\x7f\x80\x85\x90\x9b\x9c\x9d\xad\u061c\u115f\u180e\u200b\u200c"
    "\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufe0f\ufeff\ufff9\ufffb\uffff"
    "\ud800\udfff\ue000\u0378\u0301\u20dd\u0e33\u093f\u1100\u1161\u11a8你好ア❤★→é"
    "\U0001f469\U0001f680\U0001f1e9\U0001f3fd\U000e0001\U000e0041\U000f0000\U0010ffff\U0003fffd"
)
texts = st.text(
    st.one_of(
        st.sampled_from(NASTY),
        st.sampled_from("ab ─│–—‘’“”•…"),
        st.characters(),
        st.integers(0, 0x10FFFF).map(chr),
    ),
    max_size=40,
)


def sent(*texts: str, width: int = 40, profile: Profile = FULL) -> bytes:
    """What goes out when each text is drawn into a row of its own."""
    frame = Frame(width, len(texts), profile)
    strips = [[Strip([Segment(text, Style(link="https://evil.example"))])] for text in texts]
    frame.paint(LayoutUpdate(list(strips), Region(0, 0, width, len(texts))))
    state = PenState()
    return encode(None, frame, (0, 0), profile, state).encode()


@given(texts)
def test_whatever_is_drawn_parses(text: str) -> None:
    assert parse_wire(sent(text, text[::-1])) != []


@given(texts)
def test_the_width_is_what_textual_assumed(text: str) -> None:
    assert len(cells_of(text)) == cell_len(text)
    assert len(cells_of(text, is_unicode=False)) == cell_len(text)


@given(texts)
def test_the_filter_keeps_the_width_of_what_fills_cells(text: str) -> None:
    for start, end, width in split_graphemes(text)[0]:
        if width and "\u200d" not in text:
            safe = outgoing.safe_cell_text(text[start:end])
            assert cell_len(safe) == width or "\ufffd" in safe or "\ufe0f" in safe


@given(texts)
def test_nothing_unwanted_is_left(text: str) -> None:
    for character in outgoing.safe_cell_text(text):
        assert character in "\u200c\u200d" or unicodedata.category(character) not in (
            "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp",
        )  # fmt: skip


@given(texts)
def test_ascii_terminals_get_ascii(text: str) -> None:
    assert sent(text, profile=ASCII).isascii()


def test_without_the_filter_the_grammar_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "a\x1b]52;c;eA==\x07 b\u202ec"
    parse_wire(sent(hostile))
    monkeypatch.setattr(outgoing, "safe_cell_text", lambda text: text)
    with pytest.raises(ValueError, match="at byte"):
        parse_wire(sent(hostile))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("e\u0301", ["é"]),
        ("a\u0323\u0301", ["ạ\u0301"]),
        ("x" + "\u0334" * 50, ["x" + "\u0334" * outgoing.MAX_MARKS]),
        ("\u0301a", ["a"]),
        ("你a", ["你", "", "a"]),
        ("❤\ufe0f", ["❤\ufe0f", ""]),
        ("👩\u200d🚀!", ["👩\u200d🚀", "", "!"]),
        ("می\u200cخ", ["م", "ی\u200c", "خ"]),
        ("a\u202eb", ["a", "b"]),
        ("a\ue000b", ["a", "\ufffd", "b"]),
        ("a\ud800b", ["a", "\ufffd", "b"]),
        ("a\xa0b", ["a", " ", "b"]),
    ],
)
def test_cells(text: str, cells: list[str]) -> None:
    assert cells_of(text) == cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("┌─┐│╭╮", "+-+|++"),
        ("→←↑↓…•", "><^v.*"),
        ("“It’s” – né", '"It\'s" - ne'),
        ("你b", "??b"),
        ("Жß", "?s"),
    ],
)
def test_ascii_stand_ins(text: str, shown: str) -> None:
    assert "".join(cells_of(text, is_unicode=False)) == shown


def test_links_are_not_sent() -> None:
    assert b"evil.example" not in sent("click")


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b]0;title\x07", b"\x9b5n", b"\xc2\x9b5n", b"a\x07", b"\x1b[6n", b"\x1b[c", b"\x1bc",
        b"\x1b[?1003h", b"\x1b[38;5;1 m", b"\n", b"\xe2\x80\xae", b"\xff", b"\xed\xa0\x80", b"\xc3",
        b"\x1b[>1m", b"\x1b[?25l\x1b", b"\xf3\xa0\x81\x81", b"\xee\x80\x80", b"\xd8\x9c", b"\x0e",
    ],
)  # fmt: skip
def test_the_grammar_refuses(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"at byte \d+$"):
        parse_wire(b"fine" + data)


def test_the_grammar_tells_where() -> None:
    with pytest.raises(ValueError, match="at byte 9") as error:
        parse_wire(b"se cret x\x07secret")
    assert "secret" not in str(error.value)
    assert parse_wire("é你\x1b[1;38:5:3mx\r\n\n\x1b[K".encode()) == [
        "é你", "\x1b[1;38:5:3m", "x", "\r\n\n", "\x1b[K",
    ]  # fmt: skip
