"""QWK packets, read back by a reader written from the layout alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from random import Random

import pytest

from bbs import text
from bbs.errors import Invalid
from bbs.offline import cp437, qwk, qwkpacket
from tests.offline.things import AT, HOUSE, board, letter, odd_text, post

BOARDS = (board(), board(300, "migraine", "Migraine"))


def packet(messages: list[qwk.Message]) -> dict[str, bytes]:
    data = qwkpacket.packed(HOUSE, "quiet-otter", 3, BOARDS, messages, "It holds that.", AT)
    assert data == qwkpacket.packed(HOUSE, "quiet-otter", 3, BOARDS, messages, "It holds that.", AT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def number_of(entry: bytes) -> int:
    """Microsoft's single as arithmetic has it: a fraction of one half or more, and its power."""
    low, middle, high, exponent = entry[:4]
    fraction = (high | 0x80) * 2**16 + middle * 2**8 + low
    return round(fraction / 2**24 * 2.0 ** (exponent - 128))


def read(messages: bytes, entry: bytes) -> tuple[bytes, list[str]]:
    """The header and the lines of the message at which an index points."""
    at = (number_of(entry) - 1) * 128
    head = messages[at : at + 128]
    words = messages[at + 128 : at + int(head[116:122]) * 128]
    lines = words.rstrip(b" ").decode("cp437").split("π")
    assert lines.pop() == "", "the last line is ended as well"
    return head, lines


def test_a_header_s_fields_stand_where_the_layout_says() -> None:
    blocks = qwk.post("Stiff in the morning", board(300), post(2, "Hello\nyou")).blocks
    assert blocks[:128] == (
        b" " b"102    " b"05-04-26" b"09:30" + b"ALL".ljust(25) + b"quiet-otter".ljust(25)
        + b"Re: Stiff in the morning".ljust(25) + b" " * 12 + b"0       " + b"2     "
        + b"\xe1" + b"\x2c\x01" + b"   "
    )  # fmt: skip
    assert blocks[128:] == b"Hello\xe3you\xe3".ljust(128)


def test_control_dat_and_the_other_files() -> None:
    files = packet([qwk.letter(letter()), qwk.post("Title", board(), post())])
    assert files["CONTROL.DAT"].decode("cp437").split("\r\n") == [
        "Lamplight", "", "", "Sysop", "00000,LAMPABCD", "05-04-2026,09:30:00", "quiet-otter", "",
        "0", "2", "2", "0", "Letters", "33", "Back Pain", "300", "Migraine", "PACKET.TXT", "", "",
        "",
    ]  # fmt: skip
    assert b"DOOR = Lamplight\r\n" in files["DOOR.ID"]
    assert files["TOREADER.EXT"].splitlines() == [
        b"ALIAS quiet-otter", b"AREA 0 aPH", b"AREA 33 aOH", b"AREA 300 aOH",
    ]  # fmt: skip
    assert b"It holds that." in files["PACKET.TXT"]
    assert sorted(name for name in files if name.endswith(".NDX")) == [
        "000.NDX", "033.NDX", "PERSONAL.NDX",
    ]  # fmt: skip


def test_the_indexes_lead_to_their_messages() -> None:
    posts = [post(n, "word " * 100 * n) for n in (1, 2, 3)]
    messages = [qwk.letter(letter())]
    messages += [qwk.post("Title", BOARDS[n % 2], each) for n, each in enumerate(posts)]
    files = packet(messages)
    index = files["300.NDX"]
    assert [len(files[name]) for name in ("000.NDX", "033.NDX", "300.NDX")] == [5, 10, 5]
    head, lines = read(files["MESSAGES.DAT"], index)
    assert (head[:8], index[4]) == (b" 102    ", 300 & 0xFF)
    assert " ".join(lines).split() == ["word"] * 200
    head, lines = read(files["MESSAGES.DAT"], files["PERSONAL.NDX"])
    assert head[:8] == b"*9000005" and lines == ["Dear you"]


def test_long_names_and_titles_stand_below_the_header() -> None:
    title = "A title of more than twenty-five characters"
    head, lines = read(
        b" " * 128 + qwk.post(title, board(), post(1, "Hello", "水の音の人")).blocks,
        qwk.single(2),
    )
    shown = cp437.shown("水の音の人")
    assert len(shown) <= 25 and head[46:71].decode().strip() == shown
    assert (head[71:96].decode(), lines) == (title[:25], [f"Subject: {title}", "", "Hello"])


@pytest.mark.parametrize(
    "body", ["From: staff\nHi", "subject: x", "TO:me", "x@subject:y", "Title:"]
)
def test_no_body_changes_who_wrote_it_in_a_reader_s_eyes(body: str) -> None:
    blocks = qwk.post("Title", board(), post(1, body)).blocks
    assert blocks[128:].startswith(b" " + body.encode().split(b"\n")[0])


def test_numbers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(Invalid):
        qwk.post("Title", board(), replace(post(), id=qwk.FIRST_LETTER))
    qwk.post("Title", board(), replace(post(), id=qwk.FIRST_LETTER - 1))


def test_microsofts_numbers() -> None:
    rng = Random(1)
    for number in [*range(1, 2_000), *(rng.randrange(1, 2**24) for _ in range(2_000))]:
        assert number_of(qwk.single(number)) == number
    assert qwk.single(1) == b"\x00\x00\x00\x81" and qwk.single(3) == b"\x00\x00\x40\x82"


def test_any_text_keeps_the_blocks_in_step() -> None:
    rng = Random(5)
    posts = [
        post(n, text.clean(odd_text(rng, 900), multiline=True), f"wren-{n}") for n in range(1, 150)
    ]
    titles = [text.clean(odd_text(rng, 80)) or "x" for _ in posts]
    made = [qwk.post(title, board(), each) for title, each in zip(titles, posts, strict=True)]
    files = packet(made)
    index = files["033.NDX"]
    for at, each in enumerate(posts):
        head, lines = read(files["MESSAGES.DAT"], index[at * 5 : at * 5 + 5])
        assert head[1:8].strip() == str(each.id).encode()
        assert head[46:71].strip() == each.handle.encode()
        assert "\n".join(lines).endswith(cp437.shown(each.body))
