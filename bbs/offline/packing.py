"""The forms of packets under one shape: part by part, and then the whole."""

from __future__ import annotations

import bz2
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from bbs.offline import mbox, qwk, qwkpacket
from bbs.offline.plaintext import wrap
from bbs.views import BoardView, LetterView, PlacedPost

Form = Literal["mbox", "qwk"]
_COLUMNS = 76


class Packing(Protocol):
    """A form of packet; a part is what `letter` and `post` make, and `whole` takes."""

    @property
    def ending(self) -> str:
        """Of the file's name."""

    def letter(self, view: LetterView) -> Any:
        """A letter as a part."""

    def post(self, placed: PlacedPost) -> Any:
        """A post as a part."""

    def whole(
        self, parts: Sequence[Any], packet_id: int, words: Sequence[str], at: datetime
    ) -> bytes:
        """The file: the same values give the same bytes."""


@dataclass(frozen=True, slots=True)
class Mbox:
    """An mbox for `owner`, compressed by bzip2 if `is_packed`."""

    house: str
    owner: str
    is_packed: bool

    @property
    def ending(self) -> str:
        """Of the file's name."""
        return ".mbox.bz2" if self.is_packed else ".mbox"

    def letter(self, view: LetterView) -> bytes:
        """A letter as a part."""
        return mbox.letter(self.house, self.owner, view)

    def post(self, placed: PlacedPost) -> bytes:
        """A post as a part."""
        return mbox.post(self.house, placed.title, placed.board, placed.post)

    def whole(
        self, parts: Sequence[bytes], packet_id: int, words: Sequence[str], at: datetime
    ) -> bytes:
        """The file; the words on it are its last message."""
        plain = b"".join(parts)
        if words:
            title, body = f"Packet {packet_id}", "\n\n".join(map(_folded, words))
            plain += mbox.note(self.house, self.owner, packet_id, title, body, at)
        return bz2.compress(plain) if self.is_packed else plain


@dataclass(frozen=True, slots=True)
class Qwk:
    """A QWK packet for `owner`, who can write to the boards that are `joined`."""

    house: str
    owner: str
    joined: tuple[BoardView, ...]
    ending: str = ".qwk"

    def letter(self, view: LetterView) -> qwk.Message:
        """A letter as a part."""
        return qwk.letter(view)

    def post(self, placed: PlacedPost) -> qwk.Message:
        """A post as a part."""
        return qwk.post(placed.title, placed.board, placed.post)

    def whole(
        self, parts: Sequence[qwk.Message], packet_id: int, words: Sequence[str], at: datetime
    ) -> bytes:
        """The file; the words on it are a text that readers show as the board's bulletin."""
        told = "\n\n".join(map(_folded, words))
        return qwkpacket.packed(self.house, self.owner, packet_id, self.joined, parts, told, at)


def _folded(sentence: str) -> str:
    return "\n".join(wrap(sentence, _COLUMNS))


def packing(
    form: Form, house: str, owner: str, joined: tuple[BoardView, ...], *, is_packed: bool
) -> Packing:
    """The packing of a form; `house` is the house's tag, `owner` a handle."""
    if form == "qwk":
        return Qwk(house, owner, joined)
    return Mbox(house, owner, is_packed)
