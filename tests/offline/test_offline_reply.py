"""What a QWK reader sends back, whole and broken."""

from __future__ import annotations

import zipfile
from random import Random

import pytest

from bbs.errors import Invalid
from bbs.offline import cp437, parcel, qwk
from bbs.offline.answers import MOST_ANSWERS, MOST_BYTES, Answer, Unusable
from tests.offline.things import HOUSE, message, odd_text, zipped


def rep(*messages: bytes, name: str = "LAMPABCD.MSG", bbs: bytes = b"LAMPABCD") -> bytes:
    return zipped({name: bbs.ljust(128) + b"".join(messages)})


def only(data: bytes) -> Answer | Unusable:
    (entry,) = parcel.opened(data, HOUSE).entries
    return entry


def test_a_reply_refers_to_its_post() -> None:
    expected = Answer("reply", "Re: Title", "My answer", post_id=102, board_id=33,
                      mark="05-05-2608:00")  # fmt: skip
    assert only(rep(message())) == expected
    assert only(rep(message(), name="lampabcd.msg")) == expected


def test_what_refers_to_nothing_is_a_thread() -> None:
    entry = only(rep(message(reference=0, to="ALL", subject="A new one")))
    assert isinstance(entry, Answer)
    assert (entry.kind, entry.subject, entry.board_id) == ("thread", "A new one", 33)


def test_what_goes_to_the_letters_is_a_letter() -> None:
    entry = only(rep(message(conference=0, reference=qwk.FIRST_LETTER + 5)))
    assert isinstance(entry, Answer)
    assert (entry.kind, entry.handle, entry.letter_number, entry.post_id) == (
        "letter", "brave-wren", 5, 0,
    )  # fmt: skip


@pytest.mark.parametrize("status", [b"*", b"+"])
def test_a_private_word_on_a_board_is_a_letter(status: bytes) -> None:
    entry = only(rep(message(status=status)))
    assert isinstance(entry, Answer)
    assert (entry.kind, entry.handle, entry.post_id) == ("letter", "brave-wren", 102)


def test_an_answer_to_a_letter_is_never_posted_on_a_board() -> None:
    entry = only(rep(message(reference=qwk.FIRST_LETTER + 5)))
    assert isinstance(entry, Unusable) and "others would read it" in entry.reason


def test_long_titles_come_from_qwke_s_lines() -> None:
    title = "Re: A title of more than twenty-five characters"
    entry = only(rep(message(f"Subject: {title}\n\nMy answer", subject=title)))
    assert isinstance(entry, Answer) and (entry.subject, entry.body) == (title, "My answer")


@pytest.mark.parametrize("words", ["Subject: the weather", "To: be or not to be", "From: me"])
def test_words_that_only_look_like_qwke_s_are_the_member_s(words: str) -> None:
    entry = only(rep(message(f"{words}\nSecond")))
    assert isinstance(entry, Answer) and entry.body == f"{words}\nSecond"
    assert (entry.subject, entry.handle) == ("Re: Title", "")


def test_the_reader_s_own_line_is_left_out_and_no_other() -> None:
    words = "Mine\n--- so far\n \n... A saying.\n--- MultiMail/Linux v0.52"
    entry = only(rep(message(words)))
    assert isinstance(entry, Answer) and entry.body.strip() == "Mine\n--- so far"


def test_very_many_empty_lines_are_passed_over_at_once() -> None:
    entry = only(rep(message(b"Mine" + b"\xe3 " * 900_000)))
    assert isinstance(entry, Answer) and entry.body == "Mine"


def test_wishes_to_join_and_leave() -> None:
    data = zipped({"TODOOR.EXT": b"AREA 33 D\r\nAREA 12 a\r\nAREA 0 D\r\nALIAS x\r\n"})
    assert parcel.opened(data, HOUSE).entries == (
        Answer("leave", board_id=33),
        Answer("join", board_id=12),
    )


def test_any_text_comes_back() -> None:
    rng = Random(11)
    for _ in range(200):
        written = "\n".join(line.rstrip() for line in odd_text(rng, 300).split("\n")).strip("\n")
        written = f"x{written}x"
        entry = only(rep(message(written)))
        assert isinstance(entry, Answer)
        assert entry.body.rstrip("\n") == cp437.shown(written)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (rep(message(), bbs=b"OTHERBBS"), "another board"),
        (rep(message(), name="OTHERBBS.MSG"), "another board"),
        (rep(message(), name="OTHERBBS.MSG", bbs=b"OTHERBBS"), "another board"),
        (rep(message())[:-30], "damaged or breaks off"),
        (b"PK\x03\x04" + b"\0" * 50, "damaged or breaks off"),
        (rep(message()[:-1]), "damaged or breaks off"),
        (rep(message() + b"x"), "damaged or breaks off"),
        (rep(message().replace(b"2     \xe1", b"9     \xe1")), "damaged or breaks off"),
        (rep(message().replace(b"2     \xe1", b"0     \xe1")), "damaged or breaks off"),
        (rep(message().replace(b"2     \xe1", b"two   \xe1")), "damaged or breaks off"),
        (zipped({"README": b"x"}), "no .REP"),
        (zipped({"LAMPABCD.MSG": b"x", "B.MSG": b"y"}), "no .REP"),
        (zipped({f"{n}.txt": b"x" for n in range(60)}), "too many files"),
        (zipped({"LAMPABCD.MSG": b"\0" * (MOST_BYTES + 1)}), "long when it is unpacked"),
        (zipped({"LAMPABCD.MSG": b"LAMPABCD"}, zipfile.ZIP_LZMA), "can't be read here"),
        (zipped({"LAMPABCD.MSG": b"LAMPABCD"}, zipfile.ZIP_BZIP2), "can't be read here"),
        (rep(*[message()] * (MOST_ANSWERS + 1)), "fit in one file"),
    ],
)
def test_what_is_refused_as_a_whole(data: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        parcel.opened(data, HOUSE)
    assert words in refused.value.message and "Nothing was posted." in refused.value.message


def test_a_zip_that_lies_about_its_size_is_read_no_further() -> None:
    honest = zipped({"LAMPABCD.MSG": b"\0" * 50_000_000})
    size = (50_000_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    with pytest.raises(Invalid):
        parcel.opened(honest.replace(size, (100).to_bytes(4, "little")), HOUSE)


def test_a_file_with_a_hole_never_ends_but_in_an_answer_or_a_reason() -> None:
    rng = Random(2)
    whole = rep(message(), message(conference=0, reference=0))
    plain = zipped({"LAMPABCD.MSG": b"LAMPABCD".ljust(128) + message() * 3}, zipfile.ZIP_STORED)
    for data in (whole, plain):
        for _ in range(1_500):
            broken = bytearray(data)
            for _ in range(rng.randrange(1, 4)):
                broken[rng.randrange(len(broken))] = rng.randrange(256)
            end = rng.randrange(len(broken) // 2, len(broken) + 1)
            try:
                found = parcel.opened(bytes(broken[:end]), HOUSE)
            except Invalid:
                continue
            assert all(isinstance(each, (Answer, Unusable)) for each in found.entries)
