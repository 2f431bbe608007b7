"""Threads and letters as an mbox, as the standard library reads it."""

from __future__ import annotations

import mailbox
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from random import Random

import pytest

from bbs import text
from bbs.offline import mbox
from tests.offline.things import AT, HOUSE, board, letter, odd_text, post


def opened(data: bytes) -> EmailMessage:
    """One message, without the line that begins it and the mark of lines like it."""
    first, rest = data.split(b"\n", 1)
    assert first.startswith(b"From lamplight@lamplight.invalid Mon May  4 ")
    lines = [line[1:] if line.lstrip(b">").startswith(b"From ") else line
             for line in rest.split(b"\n")]  # fmt: skip
    return BytesParser(policy=default).parsebytes(b"\n".join(lines))


def test_the_headers_of_a_reply() -> None:
    message = opened(mbox.post(HOUSE, "Stiff in the morning", board(), post()))
    assert dict(message.items()) == {
        "From": "quiet-otter <quiet-otter@lamplight.invalid>",
        "Date": "Mon, 04 May 2026 09:30:00 +0000",
        "Message-ID": "<post.7.2@lampabcd.lamplight.invalid>",
        "In-Reply-To": "<post.7.1@lampabcd.lamplight.invalid>",
        "References": "<post.7.1@lampabcd.lamplight.invalid>",
        "Subject": "Re: Stiff in the morning",
        "To": "Back Pain <back-pain@boards.lamplight.invalid>",
        "Reply-To": "Back Pain <back-pain@boards.lamplight.invalid>",
        "List-Id": "Back Pain <back-pain.boards.lamplight.invalid>",
        "X-Lamplight-Board": "back-pain",
        "X-Lamplight-Thread": "7",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="us-ascii"',
        "Content-Transfer-Encoding": "7bit",
    }
    assert not message.defects


def test_a_first_post_begins_its_thread() -> None:
    message = opened(mbox.post(HOUSE, "Title", board(), post(1)))
    assert message["Subject"] == "Title" and message["In-Reply-To"] is None


def test_a_letter_comes_from_its_writer_and_goes_to_no_board() -> None:
    message = opened(mbox.letter(HOUSE, "quiet-otter", letter(sender="grüne-eule")))
    assert message["From"] == "grüne-eule <xn--grne-eule-r9a@lamplight.invalid>"
    assert message["Message-ID"] == "<letter.5.quiet-otter@lampabcd.lamplight.invalid>"
    assert (message["To"].addresses[0].username, message["Reply-To"]) == ("quiet-otter", None)
    assert message.get_content() == "Dear you\n\n"


def test_what_was_taken_back_leaves_a_line() -> None:
    message = opened(mbox.post(HOUSE, "Title", board(), replace(post(body=""), is_deleted=True)))
    assert message.get_content().strip() == "(taken back by its writer)"


def test_no_name_makes_a_header_of_its_own() -> None:
    forged = post(handle="wren\nBcc: x@example.org")
    message = opened(mbox.post(HOUSE, "Title\r\nX-Evil: 1", board(name="A, <b>"), forged))
    assert "Bcc" not in message and "X-Evil" not in message and not message.defects


@pytest.mark.parametrize("length", [500, 2_000])
def test_long_lines_come_through(length: int) -> None:
    body = "ü" * length + "\nFrom here = on\n"
    data = mbox.post(HOUSE, "Title", board(), post(body=body))
    assert max(map(len, data.split(b"\n"))) <= 1_000
    assert opened(data).get_content().rstrip("\n") == body.rstrip("\n")


def test_any_text_comes_through(tmp_path: Path) -> None:
    rng = Random(7)
    bodies = [text.clean(odd_text(rng), multiline=True) for _ in range(300)]
    titles = [text.clean(odd_text(rng, 80)) for _ in bodies]
    messages = [
        mbox.post(HOUSE, title, board(), post(number, body))
        for number, (title, body) in enumerate(zip(titles, bodies, strict=True), 1)
    ]
    for data, title, body in zip(messages, titles, bodies, strict=True):
        message = opened(data)
        assert message.get_content().rstrip("\n") == body, body
        assert message["Subject"].removeprefix("Re: ").split() == title.split()
    (tmp_path / "all.mbox").write_bytes(b"".join(messages))
    assert len(mailbox.mbox(tmp_path / "all.mbox")) == len(messages)


def test_the_house_s_own_words() -> None:
    message = opened(mbox.note(HOUSE, "quiet-otter", 3, "Packet 3", "It holds 2 posts.", AT))
    assert message["X-Lamplight-Packet"] == "3" and "2 posts" in message.get_content()
