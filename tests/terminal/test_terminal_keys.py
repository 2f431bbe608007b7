"""What is typed arrives, and nothing else does."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from bbs.terminal.keys import MAX_PASTE, KeyReader


@dataclass
class Typist:
    """Types into a reader, at times of its own choice."""

    now: float = 0.0
    got: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reader = KeyReader(lambda: self.now)

    def type(self, data: bytes) -> list[str]:
        self._take(self.reader.feed(data))
        return self.got

    def wait(self, seconds: float) -> list[str]:
        self.now += seconds
        self._take(self.reader.tick())
        return self.got

    def _take(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, events.Key):
                self.got.append(message.key)
            elif isinstance(message, events.Paste):
                self.got.append(f"paste {message.text}")
            else:
                self.got.append(repr(message))


def test_a_lone_escape_arrives_after_a_while() -> None:
    typist = Typist()
    assert typist.type(b"\x1b") == []
    assert typist.reader.is_pending
    assert typist.wait(0.05) == []
    assert typist.wait(0.2) == ["escape"]
    assert not typist.reader.is_pending


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"a\r\x7f\t\x03", ["a", "enter", "backspace", "tab", "ctrl+c"]),
        (b"\x1b[A\x1bOB\x1b[5~", ["up", "down", "pageup"]),
        (b"\x1b[1;5C\x1b[Z\x1bOP", ["ctrl+right", "shift+tab", "f1"]),
        (b"\x1b[[A", ["f1"]),
        (b"\x1b[3$q", ["shift+delete", "q"]),
        (b"\x1ba", ["alt+a"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        (b"\x1b!", ["escape", "exclamation_mark"]),
        ("é你".encode(), ["é", "你"]),
        (b"\x1b[200~a\x1b[201~b", ["paste a", "b"]),
        # What terminals answer, and what mice say.
        (b"\x1b[24;80Rq", ["q"]),
        (b"\x1b[1;2Rq", ["q"]),
        (b"\x1b[?62;22cq", ["q"]),
        (b"\x1b[>41;354;0cq", ["q"]),
        (b"\x1b[?2026;2$yq", ["q"]),
        (b"\x1b[48;24;80;480;640tq", ["q"]),
        (b"\x1b[Iq\x1b[O", ["q"]),
        (b"\x1b[<0;10;10Mq\x1b[<0;10;10m", ["q"]),
        (b"\x1b[M !!q", ["q"]),
        (b"\x1b]11;rgb:0000/0000/0000\x07q", ["q"]),
        (b"\x1b]11;rgb:0000/0000/0000\x1b\\q", ["q"]),
        (b"\x1bP1+r544e=78\x1b\\q", ["q"]),
        # Garbage.
        (b"\x00\xff\xfe\xc2\x9bq", ["q"]),
        (b"\x1b[999999999999999999999u\x1b[155;1:9uq", ["q"]),
        (b"\x1b[" + b"1;" * 500 + b"Aq", ["q"]),
    ],
)
def test_keys(data: bytes, keys: list[str]) -> None:
    for size in (len(data), 1, 3):
        typist = Typist()
        for start in range(0, len(data), size):
            typist.type(data[start : start + size])
        assert typist.got == keys, size


def test_characters_split_over_packets_are_joined() -> None:
    typist = Typist()
    for byte in "é😀".encode():
        typist.type(bytes([byte]))
    assert len(typist.got) == 2


def test_pastes_keep_lines_and_lose_controls() -> None:
    typist = Typist()
    typist.type(b"\x1b[200~one\r\ntwo\x1b[A\x1bthree\x00\x9b\x07\x1b[20")
    assert typist.wait(10) == []
    assert typist.type(b"1~x") == ["paste one\r\ntwo[Athree", "x"]


@pytest.mark.parametrize("size", [100, 32768, 1 << 21])
def test_long_pastes_arrive_whole_and_soon(size: int) -> None:
    text = ("All is well. \x1b" * 100_000)[: 1 << 20]
    data = b"\x1b[200~" + text.encode() + b"\x1b[201~!"
    typist = Typist()
    began = time.process_time()
    for start in range(0, len(data), size):
        typist.type(data[start : start + size])
    assert time.process_time() - began < 2
    assert typist.got == ["paste " + text.replace("\x1b", ""), "exclamation_mark"]


def test_what_never_ends_is_not_kept() -> None:
    typist = Typist()
    for _ in range(MAX_PASTE // 65536 + 2):
        typist.type(b"\x1b[200~"[: 6 if not _ else 0] + b"x" * 65536)
    assert held(typist.reader) <= MAX_PASTE + 100_000
    paste, key = typist.type(b"\x1b[201~q")
    assert len(paste) == len("paste:") + MAX_PASTE and key == "q"
    for start in (b"\x1b[1", b"\x1b]0;1", b"\x1bP1"):
        typist = Typist()
        typist.type(start)
        for _ in range(40):
            typist.type(b"1" * 65536)
        assert held(typist.reader) < 100_000
        typist.wait(10)
        assert typist.type(b"q") == ["q"]


def held(reader: KeyReader) -> int:
    paste = reader._paste
    return len(reader._held) + (sum(map(len, paste._parts)) if paste else 0)


def test_a_string_that_never_ends_does_not_swallow_keys_for_ever() -> None:
    typist = Typist()
    typist.type(b"\x1b]x")
    for _ in range(10):
        typist.now += 0.3
        typist.type(b"q")
    assert len(typist.got) >= 8


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from([b"\x1b", b"\x1b[", b"\x1b[200~", b"\x1b[201~", b"\x1b]", b"\x1b[M"]),
            st.from_regex(rb"\x1b\[[0-9;:<>?]{0,12}[@-~]", fullmatch=True),
        ),
        max_size=12,
    )
)
def test_nothing_that_is_sent_breaks_the_reader(packets: list[bytes]) -> None:
    typist = Typist()
    for packet in packets:
        typist.type(packet)
    typist.wait(10)
    typist.type(b"\x1b[201~")
    typist.type(b"\x18\\\\\\\x1b\\")
    typist.wait(10)
    typist.got.clear()
    assert typist.type(b"zzzz")[-1] == "z"
