"""From the bytes that a terminal sends to Textual's events."""

from __future__ import annotations

import re
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator

from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.keys import Keys
from textual.message import Message

MAX_PASTE = 1 << 21
"""Characters; what a paste has beyond them is dropped, and whoever takes it can see its length."""
_MAX_SEQUENCE = 64
# What comes after an escape comes in the same breath, or was never one sequence.
_SEQUENCE_DELAY = 0.5

_ESC = "\x1b"
_CSI = re.compile(r"\x1b\[\[?[0-?]*[ -/]*[@-~]?")
# rxvt ends some of its keys with what elsewhere is a sequence's last but one.
_RXVT = re.compile(r"\x1b\[\d+\$")
_DONE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_POSITION_REPORT = re.compile(r"\x1b\[\d+;\d+R")
_X10_MOUSE = "\x1b[M"
_STRING_STARTS = frozenset("P]X^_")
_STRING_END = re.compile("\x07|\x1b\\\\|\x9c")
_PLAIN = re.compile("[^\x1b]+")
_GARBAGE = dict.fromkeys((0, 0xFFFD, *range(0x80, 0xA0)))
_NOT_IN_PASTES = _GARBAGE | dict.fromkeys({*range(32), 0x7F} - set(map(ord, "\t\n\r")))
# Only its tables are used, which hold no state, so all sessions share one: its cache of sequences
# would keep the parser of every session that ever was.
_TABLES = XTermParser()


class _Paste:
    """What came of a paste so far."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        """Take more text, as far as there is room."""
        taken = text[: MAX_PASTE - self._size]
        self._size += len(taken)
        self._parts.append(taken.translate(_NOT_IN_PASTES))

    def events(self) -> list[Message]:
        """What the paste comes to."""
        text = "".join(self._parts)
        return [events.Paste(text)] if text else []


class KeyReader:
    """Keys and pastes out of a stream; replies, mouse reports and garbage are dropped.

    Textual's parser isn't given the stream itself: inside of a paste it takes what follows an
    escape for typed keys, and so it does with replies that it does not know.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """A reader whose sense of time is `clock`."""
        self._clock = clock
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._held = ""
        self._deadline = 0.0
        self._paste: _Paste | None = None
        self._is_string = False
        self._skip = 0

    @property
    def is_pending(self) -> bool:
        """Whether something waits to be told from a longer sequence, so `tick` must be called."""
        return self._paste is None and bool(self._held or self._is_string)

    def tick(self) -> list[Message]:
        """The events that are due because nothing followed in time."""
        if not self.is_pending or self._clock() < self._deadline:
            return []
        held, was_string = self._held, self._is_string
        self._held, self._is_string = "", False
        if was_string:
            return []
        if held == _ESC:
            return [events.Key("escape", _ESC)]
        # A letter is a key with Alt; anything else was a sequence that broke off.
        return list(_keys(held[1:], alt=True)) if held[1:].isalnum() else []

    def feed(self, data: bytes) -> list[Message]:
        """The events that come of more bytes."""
        found = self.tick()
        text = self._held + self._decode(data)
        was_held, self._held = self._held, ""
        offset = 0
        while offset < len(text):
            if self._paste is not None:
                offset = self._read_paste(self._paste, text, offset, found)
            elif self._is_string:
                offset = self._read_string(text, offset)
            elif self._skip:
                taken = min(self._skip, len(text) - offset)
                self._skip -= taken
                offset += taken
            else:
                offset = self._read_keys(text, offset, found)
        if self._held and self._held != was_held:
            delay = constants.ESCAPE_DELAY if self._held == _ESC else _SEQUENCE_DELAY
            self._deadline = self._clock() + delay
        return found

    def _read_keys(self, text: str, offset: int, found: list[Message]) -> int:
        if plain := _PLAIN.match(text, offset):
            for character in plain[0].translate(_GARBAGE):
                found.extend(_keys(character))
            return plain.end()
        follows = text[offset + 1 : offset + 2]
        if follows == "[":
            return self._read_sequence(text, offset, found)
        if follows and follows in _STRING_STARTS and len(text) > offset + 2:
            self._is_string = True
            self._deadline = self._clock() + _SEQUENCE_DELAY
            return offset + 2
        if follows == "O" and len(text) > offset + 2:
            found.extend(_keys(text[offset : offset + 3]))
            return offset + 3
        if not follows or follows == "O" or follows in _STRING_STARTS:
            self._held = text[offset:]
            return len(text)
        if follows != _ESC and (pair := list(_keys(_ESC + follows))):
            found.extend(pair)
            return offset + 2
        if follows.isalnum():
            found.extend(_keys(follows, alt=True))
            return offset + 2
        # Over a slow line Escape and the key after it come together; no one has Alt+! in mind.
        found.append(events.Key("escape", _ESC))
        return offset + 1

    def _read_sequence(self, text: str, offset: int, found: list[Message]) -> int:
        match = _RXVT.match(text, offset) or _CSI.match(text, offset)
        sequence = match[0] if match else ""
        end = offset + len(sequence)
        is_last = end == len(text)
        if sequence == BRACKETED_PASTE_START:
            self._paste = _Paste()
        elif sequence == _X10_MOUSE:
            self._skip = 3
        elif sequence in ANSI_SEQUENCES_KEYS or _DONE.fullmatch(sequence):
            if sequence == "\x1b[[" and is_last:
                self._held = sequence
            elif len(sequence) <= _MAX_SEQUENCE and not _POSITION_REPORT.fullmatch(sequence):
                found.extend(_keys(sequence))
        elif is_last:
            # Of a sequence that never ends no more than this is kept.
            self._held = sequence[:_MAX_SEQUENCE]
        return end

    def _read_paste(self, paste: _Paste, text: str, offset: int, found: list[Message]) -> int:
        end = text.find(BRACKETED_PASTE_END, offset)
        if end < 0:
            end = len(text) - _begun(text, BRACKETED_PASTE_END)
            self._held = text[end:]
            paste.add(text[offset:end])
            return len(text)
        paste.add(text[offset:end])
        found.extend(paste.events())
        self._paste = None
        return end + len(BRACKETED_PASTE_END)

    def _read_string(self, text: str, offset: int) -> int:
        if end := _STRING_END.search(text, offset):
            self._is_string = False
            return end.end()
        if text.endswith(_ESC):
            self._held = _ESC
        return len(text)


def _begun(text: str, marker: str) -> int:
    """How much of the text's end may be the beginning of `marker`."""
    for length in range(min(len(marker) - 1, len(text)), 0, -1):
        if text.endswith(marker[:length]):
            return length
    return 0


def _keys(sequence: str, alt: bool = False) -> Iterator[Message]:
    try:
        keys = list(_TABLES._sequence_to_key_events(sequence, alt=alt))
    except (ValueError, OverflowError):
        # Numbers that are no characters.
        return
    for key in keys:
        if key.key != Keys.Ignore and (key.character is None or key.character != "\x00"):
            yield key
