"""Answers that were written offline: each is posted once, and a receipt names each."""

from __future__ import annotations

from datetime import datetime

from bbs import handles, pseudonyms, sealing, text
from bbs.db import atomic
from bbs.errors import BBSError, Busy, Invalid, NotFound
from bbs.models import Member, Post
from bbs.offline import cp437, parcel, qwk
from bbs.offline.answers import Answer, Unusable
from bbs.offline.quotes import is_only_quote
from bbs.policy import Action, Actor, require
from bbs.services import boards, holding, letters, posts, threads, vault
from bbs.views import BoardView, ReceiptLine, ReceiptView

_TOKEN_CHARACTERS = 40
_NO_SUBJECT = "(no subject)"
_LOST_SIGNATURE = " What stood below its line of `-- ` was left out, as a signature."


def take(
    actor: Actor,
    key: sealing.PrivateKey | None,
    data: bytes,
    *,
    file_name: str = "",
    now: datetime,
) -> ReceiptView:
    """Post the answers of a file: an mbox, a message of mail, a text, or a QWK reader's .REP.

    An answer that was taken before, in this file or in another, is not posted again. One that is
    refused stops none of the others. `file_name` helps to tell a text from mail. Raises `Invalid`
    where the file as a whole can't be taken, and then nothing of it was posted.
    """
    require(actor, Action.USE_PACKETS)
    found = parcel.opened(data, vault.house_tag(), file_name=file_name)
    lines = tuple(_line(actor, key, entry, now) for entry in found.entries)
    return ReceiptView(lines, found.passed_over)


def _line(
    actor: Actor, key: sealing.PrivateKey | None, entry: Answer | Unusable, now: datetime
) -> ReceiptLine:
    if isinstance(entry, Unusable):
        return ReceiptLine(entry.subject, "", "refused", entry.reason)
    try:
        with atomic():
            require(actor, Action.USE_PACKETS)
            return _posted(actor, key, entry, now)
    except Busy:
        raise
    except BBSError as error:
        return ReceiptLine(_subject(entry), _place(entry), "refused", error.message)


def _posted(
    actor: Actor, key: sealing.PrivateKey | None, answer: Answer, now: datetime
) -> ReceiptLine:
    if answer.kind in ("join", "leave"):
        return _membership(actor, answer, now)
    if answer.kind == "letter":
        return _letter(actor, key, answer, now)
    return _thread(actor, answer, now) if answer.kind == "thread" else _reply(actor, answer, now)


def _reply(actor: Actor, answer: Answer, now: datetime) -> ReceiptLine:
    thread = threads.get(actor, answer.thread_id or _thread_of(answer.post_id))
    wanted = _board(actor, answer)
    if wanted is not None and wanted.id != thread.board.id:
        raise Invalid(
            f"It is addressed to {wanted.name}, and answers a thread on {thread.board.name}."
        )
    if answer.body.strip() and is_only_quote(answer.body):
        raise Invalid("It is nothing but the quote.")
    token = _token(actor, answer, str(thread.id))
    made = threads.posted_with(actor, token)
    if made is None:
        made_now = posts.reply(
            actor, thread.id, answer.body, without_name=answer.without_name, token=token, now=now
        )
        if made_now.is_held:
            return _waits(answer, thread.title, f"thread {thread.id}")
        number = made_now.number
    else:
        number = made.number
    where = f"as number {number} in thread {thread.id}: {thread.title}"
    return ReceiptLine(
        answer.subject or thread.title,
        f"thread {thread.id}",
        "before" if made else "posted",
        _told(answer, bool(made), where, under=_under(actor, thread.id, number)),
        thread_id=thread.id,
        post_number=number,
    )


def _thread(actor: Actor, answer: Answer, now: datetime) -> ReceiptLine:
    board = _board(actor, answer)
    if board is None:
        raise Invalid("It does not say on which board it is to stand.")
    token = _token(actor, answer, board.slug)
    made = threads.posted_with(actor, token)
    if made is None:
        begun = threads.start(
            actor, board.slug, answer.subject, answer.body,
            without_name=answer.without_name, token=token, now=now,
        )  # fmt: skip
        if begun.is_held:
            return _waits(answer, _subject(answer), f"board {board.slug}")
        thread_id = begun.id
    else:
        thread_id = made.thread_id
    where = f"as thread {thread_id} on {board.name}"
    return ReceiptLine(
        _subject(answer),
        f"board {board.slug}",
        "before" if made else "posted",
        _told(answer, bool(made), where, under=_under(actor, thread_id, 1)),
        thread_id=thread_id,
        post_number=1,
    )


def _waits(answer: Answer, title: str, place: str) -> ReceiptLine:
    return ReceiptLine(answer.subject or title, place, "posted", holding.waits_words())


def _letter(
    actor: Actor, key: sealing.PrivateKey | None, answer: Answer, now: datetime
) -> ReceiptLine:
    handle = _recipient(actor, key, answer)
    token = _token(actor, answer, handles.normal(handle))
    before = letters.sent_with(actor, token)
    subject = answer.subject
    if subject[:3].lower() == "re:" and len(subject) > text.TITLE_CHARACTERS:
        subject = subject[: text.TITLE_CHARACTERS - 3].rstrip() + "..."
    number = before or letters.send(actor, handle, subject, answer.body, token=token, now=now)
    return ReceiptLine(
        _subject(answer),
        f"letter to {handle}",
        "before" if before else "posted",
        _told(answer, bool(before), f"as a letter to {handle}", verb="sent"),
        letter_number=number,
    )


def _membership(actor: Actor, answer: Answer, now: datetime) -> ReceiptLine:
    board = boards.by_id(actor, answer.board_id)
    joins = answer.kind == "join"
    is_done = board.is_joined == joins
    if not is_done:
        _ = boards.join(actor, board.slug, now=now) if joins else boards.leave(actor, board.slug)
    words = f"{'Joined' if joins else 'Left'}{' before' if is_done else ''}: {board.name}."
    outcome = "before" if is_done else "posted"
    return ReceiptLine(f"{answer.kind} {board.slug}", f"board {board.slug}", outcome, words)


def _recipient(actor: Actor, key: sealing.PrivateKey | None, answer: Answer) -> str:
    """To whom a letter goes; an answer to one that came to a pseudonym comes from that.

    A reader of QWK knows names in the letters of the IBM PC only; then the one is meant who wrote
    what is answered, if the name is theirs in those letters.
    """
    to = _addressee(actor, key, answer)
    return letters.answer_to(actor, answer.letter_number, to) if answer.letter_number else to


def _addressee(actor: Actor, key: sealing.PrivateKey | None, answer: Answer) -> str:
    if Member.select().where(Member.handle_key == handles.normal(answer.handle)).exists():
        return answer.handle
    meant = None
    if answer.letter_number and key is not None:
        meant = letters.correspondent(actor, key, answer.letter_number)
    elif answer.post_id:
        post = posts.get(actor, answer.post_id)
        meant = post.handle
        if pseudonyms.is_name(meant) and meant == answer.handle:
            return pseudonyms.address(meant, post.thread_id)
    if meant is not None and _stands_for(answer.handle, meant):
        return meant
    return answer.handle  # The letters' own service says that nobody has it.


def _stands_for(given: str, meant: str) -> bool:
    """Whether a name is what a reader of QWK makes of another: in its letters, and cut."""
    shown = cp437.shown(meant)
    is_cut = pseudonyms.parsed(meant) is not None and len(given) >= qwk.FIELD - 1
    return given == shown or (is_cut and shown.startswith(given))


def _thread_of(post_id: int) -> int:
    row = Post.select(Post.thread_id).where(Post.id == post_id).first()
    if row is None:
        raise NotFound("The post that it answers is not there any more.")
    return int(row.thread_id)


def _board(actor: Actor, answer: Answer) -> BoardView | None:
    if answer.board_id:
        return boards.by_id(actor, answer.board_id)
    return boards.get(actor, answer.slug) if answer.slug else None


def _token(actor: Actor, answer: Answer, place: str) -> str:
    """What is the same for the same answer only; keyed, for a letter's must not tell its words."""
    parts = (answer.kind, place, answer.subject, answer.body, answer.mark)
    return vault.current().tag("answer", actor.member_id, *parts).hex()[:_TOKEN_CHARACTERS]


def _under(actor: Actor, thread_id: int, number: int) -> str:
    """Under which pseudonym it stands; "" where it is under one's handle, or gone meanwhile."""
    found = posts.from_number(actor, thread_id, number, limit=1)
    return found[0].handle if found and pseudonyms.is_name(found[0].handle) else ""


def _told(
    answer: Answer, is_before: bool, where: str, *, verb: str = "posted", under: str = ""
) -> str:
    where += f". Its writer is shown as {under}" if under else ""
    words = f"It was {verb} before, {where}." if is_before else f"{verb.capitalize()} {where}."
    return words + (_LOST_SIGNATURE if answer.lost_signature else "")


def _subject(answer: Answer) -> str:
    return answer.subject or _NO_SUBJECT


def _place(answer: Answer) -> str:
    if answer.kind == "letter":
        return f"letter to {answer.handle}"
    if answer.thread_id:
        return f"thread {answer.thread_id}"
    return f"board {answer.slug}" if answer.slug else ""
