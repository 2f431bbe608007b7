"""Answers that were written offline: posted once, each with a line in the receipt."""

from __future__ import annotations

import gzip

import pytest

from bbs.errors import Invalid
from bbs.models import Letter, Post
from bbs.offline import cp437, names, qwk
from bbs.services import boards, inbox, letters, posts, threads, vault
from bbs.services.credentials import Login
from bbs.views import ReceiptView
from tests.helpers import Join, StandingClock
from tests.offline.things import message, zipped
from tests.tables import dump

START = "From otter Mon May  4 09:30:00 2026\n"


@pytest.fixture
def otter(join: Join) -> Login:
    """Who answers."""
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


@pytest.fixture
def thread_id(wren: Login, clock: StandingClock) -> int:
    return threads.start(wren.actor, "back-pain", "Stiff", "It hurts", now=clock()).id


def mail(body: str, identity: str = "a", **fields: str) -> str:
    """A message of an mbox."""
    fields = {"Subject": "Re: Stiff"} | fields
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    mime = "Content-Type: text/plain; charset=utf-8\n"
    return f"{START}Message-ID: <{identity}@home>\n{head}{mime}\n{body}\n\n"


def to_thread(thread_id: int) -> dict[str, str]:
    return {
        "To": "back-pain@boards.lamplight.invalid",
        "In_Reply_To": names.post_id(vault.house_tag(), thread_id, 1),
    }


def rep(*messages: bytes) -> bytes:
    tag = vault.house_tag().upper()
    return zipped({f"{tag}.MSG": tag.encode().ljust(128) + b"".join(messages)})


def take(login: Login, clock: StandingClock, data: str | bytes, name: str = "") -> ReceiptView:
    raw = data.encode() if isinstance(data, str) else data
    return inbox.take(login.actor, login.key, raw, file_name=name, now=clock())


def outcomes(receipt: ReceiptView) -> list[str]:
    return [line.outcome for line in receipt.lines]


def bodies(login: Login, thread_id: int) -> list[str]:
    return [post.body for post in posts.from_number(login.actor, thread_id, 1, limit=100)]


def test_all_three_kinds_in_one_mbox(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock
) -> None:
    data = (
        mail("> It hurts\n\nHere too. Café\x1b[31m", **to_thread(thread_id))
        + mail("First words", "b", To="migraine@boards.lamplight.invalid", Subject="New here")
        + mail("Dear wren", "c", To="brave-wren@lamplight.invalid", Subject="A word")
    )
    receipt = take(otter, clock, data)
    assert outcomes(receipt) == ["posted", "posted", "posted"]
    reply, thread, letter = receipt.lines
    assert (reply.subject, reply.place, reply.thread_id, reply.post_number) == (
        "Re: Stiff", f"thread {thread_id}", thread_id, 2,
    )  # fmt: skip
    assert reply.words == f"Posted as number 2 in thread {thread_id}: Stiff."
    assert bodies(wren, thread_id) == ["It hurts", "> It hurts\n\nHere too. Café[31m"]
    new = threads.get(wren.actor, thread.thread_id)
    assert (new.title, new.board.slug, thread.place) == ("New here", "migraine", "board migraine")
    assert (letter.place, letter.letter_number) == ("letter to brave-wren", 1)
    assert letters.read(wren.actor, wren.key, 1).body == "Dear wren"


def test_answers_are_posted_once_however_often_they_are_sent(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock
) -> None:
    one = mail("Here too", **to_thread(thread_id))
    letter = mail("Dear wren", "c", To="Brave-Wren@lamplight.invalid", Subject="A word")
    thread = mail("First words", "b", To="migraine@boards.lamplight.invalid", Subject="New here")
    assert outcomes(take(otter, clock, one + letter + one)) == ["posted", "posted", "before"]
    before = dump()
    clock.pass_(days=1)
    receipt = take(otter, clock, gzip.compress((letter + one).encode()))
    assert outcomes(receipt) == ["before", "before"] and dump() == before
    assert receipt.lines[1].words.startswith("It was posted before, as number 2 in thread")
    assert outcomes(take(otter, clock, thread + one)) == ["posted", "before"]
    again = take(otter, clock, thread)
    assert outcomes(again) == ["before"] and again.lines[0].thread_id == 2
    # The same words in a message of their own are meant twice; so are those of somebody else.
    assert outcomes(take(otter, clock, mail("Here too", "z", **to_thread(thread_id)))) == ["posted"]
    assert outcomes(take(wren, clock, one)) == ["posted"]
    assert len(bodies(wren, thread_id)) == 4


def test_one_that_is_refused_stops_none_of_the_others(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock
) -> None:
    data = (
        mail("No such thread", "1", **to_thread(99))
        + mail("Here too", "2", **to_thread(thread_id))
        + mail("x", "3", To="no-board@boards.lamplight.invalid")
        + mail("x", "4", To="nobody@lamplight.invalid")
        + mail("x", "5", To="friend@example.org")
        + mail("x", "6", To="migraine@boards.lamplight.invalid", Subject="x" * 81)
        + mail("", "7", **to_thread(thread_id))
        + mail("x" * 30_001, "8", **to_thread(thread_id))
        + mail("On Monday, wren wrote:\n> It hurts", "9", **to_thread(thread_id))
        + mail("x", "10", **to_thread(thread_id) | {"To": "migraine@boards.lamplight.invalid"})
        + mail("x", "11", To="quiet-otter@lamplight.invalid")
        + mail("Last", "12", **to_thread(thread_id))
    )
    receipt = take(otter, clock, data)
    assert outcomes(receipt) == ["refused", "posted", *["refused"] * 9, "posted"]
    reasons = [line.words for line in receipt.lines if line.outcome == "refused"]
    expected = (
        "thread is not there", "no such board", "no member named nobody", "outside of this house",
        "81 characters", "nothing written", "30,001 bytes", "nothing but the quote",
        "answers a thread on Back Pain", "your own handle",
    )  # fmt: skip
    for wanted, reason in zip(expected, reasons, strict=True):
        assert wanted in reason, reason
    assert bodies(wren, thread_id) == ["It hurts", "Here too", "Last"]
    assert Letter.select().count() == 0


def test_a_file_that_cannot_be_taken_changes_nothing(
    otter: Login, thread_id: int, clock: StandingClock
) -> None:
    whole = rep(message(reference=1))
    for data in (b"", b"\0" * 99, b"x" * 10_000_000, whole[:-40], gzip.compress(whole)[:-9]):
        before = dump()
        with pytest.raises(Invalid):
            take(otter, clock, data)
        assert dump() == before


def test_the_packet_s_own_messages_are_not_posted_again(
    otter: Login, thread_id: int, clock: StandingClock
) -> None:
    tag = vault.house_tag()
    own = mail("It hurts", **to_thread(thread_id)).replace(
        "<a@home>", names.post_id(tag, thread_id, 1)
    )
    receipt = take(otter, clock, own + mail("Mine", **to_thread(thread_id)) + own)
    assert (outcomes(receipt), receipt.passed_over) == (["posted"], 2)
    assert bodies(otter, thread_id) == ["It hurts", "Mine"]


def test_text_files(otter: Login, wren: Login, thread_id: int, clock: StandingClock) -> None:
    for text, outcome in (
        (f"Thread: {thread_id}\n\nHere too", "posted"),
        (f"Thread: {thread_id}\nSubject: other\n\nHere as well", "posted"),
        ("Board: migraine\nSubject: New here\n\nFirst words", "posted"),
        ("To: Brave-Wren\nSubject: A word\n\nDear wren", "posted"),
        ("To: brave-wren\n\nDear wren", "refused"),
        ("Thread: 99\n\nHere too", "refused"),
        (f"Thread: {thread_id}\n\nHere too", "before"),
    ):
        assert outcomes(take(otter, clock, text, "answer.txt")) == [outcome], text
    assert bodies(wren, thread_id) == ["It hurts", "Here too", "Here as well"]


def test_a_reader_s_rep(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock, join: Join
) -> None:
    board = boards.get(otter.actor, "back-pain")
    post = Post.get()
    data = rep(
        message(conference=board.id, reference=post.id),
        message("Words", conference=board.id, reference=0, subject="New here"),
        message("Dear", conference=0, reference=0, subject="A word"),
        message(conference=board.id, reference=post.id + 50),
        message(conference=board.id + 1, reference=post.id),
        message(conference=board.id, reference=qwk.FIRST_LETTER + 1),
        message("Only you", conference=board.id, reference=post.id, status=b"*"),
    )
    receipt = take(otter, clock, data, "answers.rep")
    assert outcomes(receipt) == [*["posted"] * 3, *["refused"] * 3, "posted"]
    assert bodies(wren, thread_id) == ["It hurts", "My answer"]
    assert receipt.lines[1].place == "board back-pain"
    rows = letters.listing(wren.actor, wren.key, is_incoming=True, limit=9).rows
    assert [(row.handle, row.subject) for row in rows] == [
        ("quiet-otter", "Re: Title"), ("quiet-otter", "A word"),
    ]  # fmt: skip
    assert "not there any more" in receipt.lines[3].words
    assert outcomes(take(otter, clock, data)) == [*["before"] * 3, *["refused"] * 3, "before"]


def test_a_name_that_the_reader_could_not_write_is_found_by_what_is_answered(
    otter: Login, join: Join, clock: StandingClock
) -> None:
    owl = join("тихая-сова")
    shown = cp437.shown("тихая-сова")
    assert shown.isascii()
    letters.send(owl.actor, "quiet-otter", "A word", "Dear", now=clock())
    thread = threads.start(owl.actor, "back-pain", "Title", "Words", now=clock())
    post = posts.from_number(owl.actor, thread.id, 1, limit=1)[0]
    board = boards.get(otter.actor, "back-pain")

    def answer(to: str, reference: int) -> bytes:
        return message(conference=0, to=to, reference=reference, subject="Re: A word")

    data = rep(
        answer(shown, qwk.FIRST_LETTER + 1),
        message("x", conference=board.id, to=shown, reference=post.id, status=b"*"),
        answer("somebody", qwk.FIRST_LETTER + 1),
        answer(shown, 0),
    )
    receipt = take(otter, clock, data)
    assert outcomes(receipt) == ["posted", "posted", "refused", "refused"]
    assert receipt.lines[0].place == "letter to тихая-сова"
    assert letters.unread(owl.actor) == 2
    without_key = inbox.take(otter.actor, None, rep(answer(shown, 9_000_001)), now=clock())
    assert outcomes(without_key) == ["refused"]


def test_boards_are_joined_and_left(otter: Login, clock: StandingClock) -> None:
    board = boards.join(otter.actor, "migraine", now=clock())
    other = boards.get(otter.actor, "back-pain")
    data = zipped({"TODOOR.EXT": f"AREA {board.id} D\r\nAREA {other.id} a\r\n".encode()})
    receipt = take(otter, clock, data)
    assert [line.words for line in receipt.lines] == ["Left: Migraine.", "Joined: Back Pain."]
    assert [board.slug for board in boards.joined(otter.actor)] == ["back-pain"]
    assert outcomes(take(otter, clock, data)) == ["before", "before"]


def test_a_long_subject_of_an_answer_is_no_reason_to_refuse_a_letter(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    data = mail("Dear", To="brave-wren@lamplight.invalid", Subject="Re: " + "x" * 80)
    assert outcomes(take(otter, clock, data)) == ["posted"]
    assert len(letters.read(wren.actor, wren.key, 1).subject) == 80


def test_who_was_blocked_is_not_told(otter: Login, wren: Login, clock: StandingClock) -> None:
    letters.block(wren.actor, "quiet-otter")
    receipt = take(otter, clock, mail("Dear", To="brave-wren@lamplight.invalid", Subject="x"))
    assert receipt.lines[0].words == "Sent as a letter to brave-wren."
    assert letters.unread(wren.actor) == 0


def test_a_signature_that_stayed_out_is_told(
    otter: Login, thread_id: int, clock: StandingClock
) -> None:
    receipt = take(otter, clock, mail("Mine\n-- \nReal Name", **to_thread(thread_id)))
    assert bodies(otter, thread_id)[-1] == "Mine"
    assert "left out, as a signature" in receipt.lines[0].words


def test_what_is_kept_of_a_letter_tells_none_of_its_words(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    letter = mail("Dear", To="brave-wren@lamplight.invalid", Subject="x")
    take(otter, clock, letter)
    token = Letter.select(Letter.token).where(Letter.token.is_null(False)).scalar()
    vault.bind(vault.Vault(pepper=b"q" * 32, cost=vault.current().cost))
    take(otter, clock, letter)
    tokens = {row.token for row in Letter.select() if row.token}
    assert len(tokens) == 2 and token in tokens, "another house's secret gives another token"
