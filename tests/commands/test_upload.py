"""An upload: what of it has come, and whether it is whole."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from bbs.commands.upload import LARGEST, Upload
from bbs.errors import Invalid


def uploaded(*writes: tuple[int, bytes]) -> Upload:
    upload = Upload()
    for offset, data in writes:
        upload.write(offset, data)
    return upload


@pytest.mark.parametrize(
    "writes",
    [
        ((0, b"all at once"),),
        ((0, b"first "), (6, b"and then")),
        ((6, b"and then"), (0, b"first ")),
        ((0, b"x" * 4096), (4096, b"x" * 4096), (8192, b"x")),
        ((0, b"x" * 4095),),
        ((0, b"over"), (0, b"written twice")),
        ((0, b""), (0, b"words")),
    ],
)
def test_what_is_whole(writes: tuple[tuple[int, bytes], ...]) -> None:
    upload = uploaded(*writes)
    assert upload.why_not_whole() == ""
    assert len(upload.data) == upload.size == max(at + len(data) for at, data in writes)


@pytest.mark.parametrize(
    ("writes", "word"),
    [
        ((), "empty"),
        (((0, b""),), "empty"),
        (((5, b"the rest"),), "missing"),
        (((0, b"abc"), (10, b"xyz1")), "missing"),
        # OpenSSH's sftp, interrupted: blocks of 32 KiB, and then it closes the file.
        (((0, b"x" * 32768), (32768, b"x" * 32768)), "interrupted"),
        (((0, b"x" * 30000), (30000, b"x" * 30000)), "interrupted"),
        (((0, b"x" * 261120),), "interrupted"),
        (((0, b"x" * 4096),), "interrupted"),
        (((32768, b"x" * 32768), (0, b"x" * 32768)), "interrupted"),
    ],
)
def test_what_is_not(writes: tuple[tuple[int, bytes], ...], word: str) -> None:
    assert word in uploaded(*writes).why_not_whole()


def test_pieces_in_any_order_come_together() -> None:
    rng = Random(5)
    whole = bytes(rng.randrange(256) for _ in range(10_001))
    for _ in range(20):
        cuts = sorted({0, len(whole), *(rng.randrange(len(whole)) for _ in range(30))})
        pieces = [(start, whole[start:end]) for start, end in pairwise(cuts)]
        rng.shuffle(pieces)
        upload = Upload()
        for number, (start, data) in enumerate(pieces):
            upload.write(start, data)
            is_last = number == len(pieces) - 1
            assert ("missing" in upload.why_not_whole()) != is_last or is_last
        assert upload.data == whole


@pytest.mark.parametrize("offset", [LARGEST, 10 * 1024 * 1024, 2**63, 2**64 - 1])
def test_what_is_too_large_takes_no_memory(offset: int) -> None:
    upload = uploaded((0, b"some"))
    with pytest.raises(Invalid, match="2,048 KiB"):
        upload.write(offset, b"more")
    assert upload.size == 0
    # Also where its client goes on, and the pieces that it has room for come.
    upload.write(4, b"and more")
    assert "2,048 KiB" in upload.why_not_whole()


def test_the_largest_fits() -> None:
    upload = uploaded((0, b"x" * (LARGEST - 1)), (LARGEST - 1, b"y"))
    assert upload.why_not_whole() == "" and upload.size == LARGEST


def test_too_many_pieces() -> None:
    upload = Upload()
    for at in range(256):
        upload.write(2 * at, b"x")
    with pytest.raises(Invalid, match="too many pieces"):
        upload.write(2 * 256, b"x")


def test_an_end_that_is_said_again_changes_nothing() -> None:
    upload = uploaded((0, b"x" * 30000), (30000, b"x" * 30000))
    upload.resize(60000)
    assert "interrupted" in upload.why_not_whole()


def test_it_is_cut_off() -> None:
    upload = uploaded((0, b"0123456789"))
    upload.resize(4)
    assert (upload.data, upload.why_not_whole()) == (b"0123", "")
    with pytest.raises(Invalid):
        upload.resize(5)
    upload.resize(0)
    assert "empty" in upload.why_not_whole()
    assert upload.read(0, 10) == b""
