"""Letters of the IBM PC."""

from __future__ import annotations

from random import Random

import pytest

from bbs import text
from bbs.offline import cp437
from tests.offline.things import odd_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain\nlines", "plain\nlines"),
        ("café, Grüße ½", "café, Grüße ½"),
        ("“It” hurts… – really — not", '"It" hurts... - really - not'),
        ("ű Ж 水 π", "u Zh Shui p"),
        ("no\u00a0break\u3000here", "no break here"),
        ("e\u0301", "é"),
        ("a\u0305b\u200d", "ab"),
        ("♥️ 😊", ":hearts: :blush:"),
        ("\U00012000", "?"),
    ],
)
def test_what_is_readable(written: str, read: str) -> None:
    assert cp437.shown(written) == read


def test_only_a_new_line_is_a_new_line_and_nothing_controls() -> None:
    rng = Random(3)
    for _ in range(500):
        written = text.clean(odd_text(rng), multiline=True)
        data = cp437.encoded(written)
        assert data.count(bytes((cp437.NEWLINE,))) == written.count("\n")
        assert not any(byte < 0x20 or byte == 0xFF for byte in data)


def test_what_comes_back_is_told_by_the_line() -> None:
    line = bytes((cp437.NEWLINE,))
    data = line.join(("caf\u00e9".encode("cp437"), "caf\u00e9 水".encode(), b"plain"))
    assert cp437.decoded(data) == "café\ncafé \u6c34\nplain"
    assert cp437.decoded(cp437.encoded("Grüße\nñ")) == "Grüße\nñ"
