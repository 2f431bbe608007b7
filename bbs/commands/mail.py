"""Letters: the mailbox, reading, sending; blocking."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from bbs.clock import days_ago
from bbs.commands import pages
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.commands.writing import check_recipient, write
from bbs.errors import KeyChanged, Locked, Refused
from bbs.pseudonyms import answer_to
from bbs.seam import call
from bbs.services import letters
from bbs.views import Cursor, LetterRow, LetterView, Page

_PAGE = 20


async def mail(caller: Caller, given: Arguments) -> None:
    """The mailbox, and what is done in it."""
    if given.subject and given.does not in ("send", "reply"):
        raise Usage("--subject takes all words after it: mail send HANDLE --subject WORDS")
    does = {"": _list, "read": _read, "send": _send, "reply": _reply, "delete": _delete}
    await does[given.does or ""](caller, given)


async def _list(caller: Caller, given: Arguments) -> None:
    key = await caller.key()

    async def ask(after: Cursor | None) -> Page[LetterRow]:
        return await call(
            letters.listing, caller.visit.actor, key,
            is_incoming=not given.sent, limit=_PAGE, after=after,
        )  # fmt: skip

    page = await pages.nth(given.page, ask)
    caller.choices = [f"mail read {row.number}" for row in page.rows]
    name = "sent" if given.sent else "received"
    head = f"{counted(len(page.rows), 'letter')} {name}{', newest first' if page.rows else ''}."
    lines = [head]
    for at, row in enumerate(page.rows, 1):
        lines.append(f"{at if caller.is_talking else row.number}. {_said(caller, row, given.sent)}")
    if page.after is not None:
        more = f"mail --page {given.page + 1}{' --sent' if given.sent else ''}"
        caller.choices.append(more)
        lines.append(f"{len(page.rows) + 1}. More." if caller.is_talking else f"More: {more}")
    document = {"page": given.page, "has_more": page.after is not None}
    await caller.show({**document, "letters": [_as_json(row) for row in page.rows]}, lines)


def _as_json(row: LetterRow) -> dict[str, Any]:
    return {
        "letter": row.number,
        "handle": row.handle,
        "subject": row.subject,
        "day": row.day.isoformat(),
        "is_read": row.is_read,
    }


def _said(caller: Caller, row: LetterRow, is_sent: bool) -> str:
    day = days_ago((caller.visit.now.date() - row.day).days)
    unread = "" if row.is_read or is_sent else ", unread"
    # Who it is from comes first: a subject can say anything.
    return f"{'To' if is_sent else 'From'} {row.handle}{unread}, {day}: {row.subject}"


async def _read(caller: Caller, given: Arguments) -> None:
    letter_number = _given_number(caller, given)
    letter = await _opened(caller, letter_number)
    caller.here.letter, caller.here.is_letter = letter.number, True
    day = days_ago((caller.visit.now.date() - letter.day).days)
    ways = f"from {letter.sender}" if letter.is_incoming else f"to {letter.recipient}"
    document = {
        "letter": letter.number,
        "is_incoming": letter.is_incoming,
        "sender": letter.sender,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "body": letter.body,
        "day": letter.day.isoformat(),
        "is_key_new": letter.is_key_new,
        "answer_to": answer_to(letter),
    }
    warning = (letters.new_key_warning(letter.sender),) if letter.is_key_new else ()
    words = counted(len(letter.body.split()), "word")
    heads = [f"{letter.subject}, {ways}, {day}, {words}.", ""]
    is_plain = answer_to(letter) in (letter.sender, letter.recipient)
    how = () if is_plain else ("", f"To answer: mail send {answer_to(letter)}")
    await caller.show(document, [*warning, *heads, letter.body, *how])


async def _opened(caller: Caller, letter_number: int) -> LetterView:
    actor = caller.visit.actor
    try:
        return await call(letters.read, actor, caller.visit.key, letter_number)
    except Locked:  # Only for a letter that is there a passphrase is asked for.
        return await call(letters.read, actor, await caller.key(), letter_number)


async def _send(caller: Caller, given: Arguments) -> None:
    subject, to = " ".join(given.subject or ()), " ".join(given.which)
    if not to and caller.is_talking:
        to = (await caller.ask("To whom, their handle: ")).strip()
    if not to:
        raise Usage("Name whom it is for. Usage: mail send HANDLE --subject WORDS")
    if not subject and not caller.is_talking:
        raise Usage("A letter needs a subject. Usage: mail send HANDLE --subject WORDS")
    await check_recipient(caller, to)
    await _write_to(caller, to, subject, given)


async def _reply(caller: Caller, given: Arguments) -> None:
    """Answer a letter, to whoever is at its other end."""
    letter = await _opened(caller, _given_number(caller, given))
    to = answer_to(letter)
    if to == letters.NOBODY:
        raise Refused(letters.CLOSED)
    await check_recipient(caller, to)
    subject = " ".join(given.subject or ()) or letters.answering(letter.subject)
    await _write_to(caller, to, subject, given)


async def _write_to(caller: Caller, to: str, subject: str, given: Arguments) -> None:
    async def send(title: str, body: str, token: str, warning: str) -> None:
        made = await send_letter(caller, to, title, body, token, accepts_new_key=given.new_key)
        await caller.done(f"Sent to {to}; your copy is letter {made}.", letter=made)

    if caller.is_talking:
        await caller.say(f"A letter to {to}{': ' if subject else ''}{subject}.")
    await write(caller, "letter", to, send, title=subject, asks_title="Subject: ", for_whom=to)


async def send_letter(
    caller: Caller, to: str, title: str, body: str, token: str, *, accepts_new_key: bool
) -> int:
    """Send a letter; the number of one's own copy. Where their key is a new one, it is asked."""
    visit = caller.visit
    try:
        return await call(
            letters.send, visit.actor, to, title, body, token=token,
            accepts_new_key=accepts_new_key, now=visit.now,
        )  # fmt: skip
    except KeyChanged as error:
        if not caller.is_talking:
            raise Refused(f"{error.message} With --new-key it is sent all the same.") from None
        await caller.say(error.message)
        if not await caller.agreed("Send it all the same?"):
            raise Refused("It is not sent.") from None
    return await send_letter(caller, to, title, body, token, accepts_new_key=True)


async def _delete(caller: Caller, given: Arguments) -> None:
    letter_number = _given_number(caller, given)
    if caller.is_talking:
        letter = await _opened(caller, letter_number)
        other = f"from {letter.sender}" if letter.is_incoming else f"to {letter.recipient}"
        if not await caller.agreed(f"Throw {letter.subject}, {other}, away for good?"):
            await caller.say("It stays.")
            return
    await call(letters.delete, caller.visit.actor, letter_number)
    await caller.done(f"Letter {letter_number} is thrown away.", letter=letter_number)


def _given_number(caller: Caller, given: Arguments) -> int:
    try:
        return number("letter")(" ".join(given.which) or str(caller.here.letter or ""))
    except ArgumentTypeError:
        raise Usage(f"Name the letter by its number. Usage: mail {given.does} ID") from None


async def block(caller: Caller, given: Arguments) -> None:
    """Hear no more from a member."""
    handle = " ".join(given.handle)
    if not handle:
        found = await call(letters.blocked, caller.visit.actor)
        lines = [f"{counted(len(found), 'blocked member')}{':' if found else '.'}", *found]
        await caller.show({"blocked": list(found)}, lines)
        return
    await call(letters.block, caller.visit.actor, handle)
    await caller.done(f"You hear no more from {handle}, who isn't told.", handle=handle)


async def unblock(caller: Caller, given: Arguments) -> None:
    """Hear from a member again."""
    handle = " ".join(given.handle)
    await call(letters.unblock, caller.visit.actor, handle)
    await caller.done(f"You hear from {handle} again.", handle=handle)


def _mailbox(parser: ArgumentParser) -> None:
    does = ("read", "send", "reply", "delete")
    parser.add_argument("does", nargs="?", choices=does, metavar="|".join(does))
    parser.add_argument("which", nargs="*", metavar="ID|HANDLE", help="for send a handle")
    parser.add_argument("--subject", metavar="WORDS", nargs="+", help="all words after it")
    parser.add_argument("--new-key", action="store_true", help="send though their key is new")
    parser.add_argument("--sent", action="store_true", help="list what you sent")
    pages.declare(parser)


def _member(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE", nargs="+")


def _maybe_member(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE", nargs="*")


COMMANDS = (
    Command(
        "mail", "list your letters, read, send, answer or delete one", mail, _mailbox,
        "A letter's text comes from standard input: mail send HANDLE --subject WORDS < text.txt "
        "Who wrote under a pseudonym is written to as in: mail send a quiet kestrel in 123",
        "mail [read ID | send HANDLE --subject WORDS [--new-key] | reply ID | delete ID] [--sent] "
        "[--page N]",
    ),
    Command("block", "hear no more from a member; alone: list", block, _maybe_member),
    Command("unblock", "hear from a member again", unblock, _member, form="unblock HANDLE"),
)  # fmt: skip
