"""A thread as plain text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from wcwidth import wcswidth

from bbs.offline import plaintext
from bbs.views import BoardView, CorrectionView, PostView

BOARD = BoardView(
    1, "back-pain", "Back Pain", "For backs", "Pain", is_health=False, is_for_all=True,
    is_joined=True, may_read=True,
)  # fmt: skip
POST = PostView(
    11, 7, 2, "quiet-otter", "First line\n\n> quoted\nLast",
    datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
    is_edited=False, is_deleted=False, is_own=False,
)  # fmt: skip


def lines_of(data: bytes) -> list[str]:
    return data.decode("utf-8").split("\n")


def test_a_thread_reads_as_a_text() -> None:
    first = replace(POST, number=1, handle="brave-wren", is_edited=True, body="Hello")
    gone = replace(POST, number=3, is_deleted=True, is_edited=True, body="")
    whole = plaintext.thread("Stiff in the morning", 7, BOARD, [first, POST, gone])
    assert whole.decode() == (
        "Stiff in the morning\n"
        "Thread 7 on Back Pain (back-pain)\n"
        "\n"
        "Post 1 by brave-wren, 2026-05-04 09:30 UTC, edited\n"
        "\n"
        "  Hello\n"
        "\n"
        "Post 2 by quiet-otter, 2026-05-04 09:30 UTC\n"
        "\n"
        "  First line\n"
        "\n"
        "  > quoted\n"
        "  Last\n"
        "\n"
        "Post 3 by quiet-otter, 2026-05-04 09:30 UTC\n"
        "\n"
        "  (taken back by its writer)\n"
    )


def test_a_health_board_s_thread_says_what_it_is_not() -> None:
    head = plaintext.head("Title", 7, replace(BOARD, is_health=True))
    assert lines_of(head)[2] == "Members' experience, not medical advice: ask a clinician."


def test_the_length_is_the_sum_of_the_pieces() -> None:
    several = [replace(POST, number=n, body="水 " * n) for n in range(1, 9)]
    whole = plaintext.thread("Title", 7, BOARD, several)
    pieces = [plaintext.head("Title", 7, BOARD), *map(plaintext.post, several)]
    assert len(whole) == sum(map(len, pieces))


def test_a_post_is_the_same_for_all_who_read_it_and_in_every_time_zone() -> None:
    there = POST.posted_at.astimezone(timezone(timedelta(hours=9)))
    assert plaintext.post(replace(POST, is_own=True, posted_at=there)) == plaintext.post(POST)


def test_no_body_passes_for_a_post_of_somebody_else_s() -> None:
    forged = plaintext.post(replace(POST, body="Hi\n\nPost 3 by old-lantern, 2026-05-04 09:30 UTC"))
    assert [line for line in lines_of(forged) if line.startswith("Post ")] == [
        "Post 2 by quiet-otter, 2026-05-04 09:30 UTC"
    ]


@pytest.mark.parametrize("claim", ["Correction by staff (sourced): take ten.", "> folded BY staff"])
def test_no_line_passes_for_one_of_staff(claim: str) -> None:
    pinned = CorrectionView("sourced", "Two at most.", "nhs.uk")
    said = plaintext.words(replace(POST, body=f"Hello\n{claim}", correction=pinned))
    assert said.startswith(f"Hello\nWritten here: {claim}\n\nCorrection by staff (sourced): Two")


def test_what_the_store_holds_is_cleaned_again() -> None:
    data = plaintext.post(replace(POST, body="a\x1b[31mb\x07\u202ec", handle="wr\x9ben"))
    data += plaintext.head("ti\x1btle", 7, BOARD)
    assert not any(byte < 0x20 and byte != 0x0A for byte in data)
    assert "\u202e" not in data.decode() and "\x9b" not in data.decode()


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("one two three", ["one two", "three"]),
        ("    four in", ["    four", "in"]),
        ("aaaaaaaaaaaabb", ["aaaaaaaaaa", "aabb"]),
        ("> one two three", ["> one two", "> three"]),
        (">one two three", ["> one two", "> three"]),
        ("> > one two three", ["> > one", "> > two", "> > three"]),
        (">>>>>>>>>> one", [">>>>>>>>>>", "one"]),
        ("水水水水水水", ["水水水水水", "水"]),
        ("a\tb", ["a   b"]),
        ("no\u00a0break here", ["no\u00a0break", "here"]),
    ],
)
def test_wrapping(line: str, lines: list[str]) -> None:
    assert plaintext.wrap(line, 10) == lines


def test_wrapping_loses_nothing_and_never_exceeds() -> None:
    rng = Random(4)
    for _ in range(3_000):
        line = "".join(rng.choice("abc >水é\u0301\u00a0😊  ") for _ in range(rng.randrange(60)))
        columns = rng.choice((10, 20, 39))
        wrapped = plaintext.wrap(line, columns)
        assert all(wcswidth(each) <= columns for each in wrapped), (line, wrapped)
        bare = "".join(wrapped).replace(" ", "").replace(">", "")
        assert bare == line.replace(" ", "").replace(">", ""), (line, wrapped)
