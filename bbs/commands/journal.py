"""The journal: list it, read, write, change and delete an entry; send a copy of one to others."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Awaitable, Callable
from typing import Any

from bbs.clock import spoken_ago
from bbs.commands import pages
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.commands.mail import send_letter
from bbs.commands.posts import say_waits
from bbs.commands.writing import Send, check_recipient, say_after, write
from bbs.errors import Invalid
from bbs.policy import Action, BoardFacts, require
from bbs.seam import call
from bbs.services import boards, drafts, journal, threads
from bbs.views import Cursor, EntryRow, EntryView, Page

_PAGE = 20
_UNTITLED = "From my journal"


async def run(caller: Caller, given: Arguments) -> None:
    """The journal, and what is done in it."""
    does: dict[str, Callable[[Caller, Arguments], Awaitable[None]]] = {
        "": _list, "read": _read, "write": _write, "edit": _edit, "delete": _delete,
        "share": _share, "post": _post,
    }  # fmt: skip
    if given.title and given.does not in ("write", "edit"):
        raise Usage("--title takes all words after it: journal write --title WORDS")
    await does[given.does or ""](caller, given)


async def _list(caller: Caller, given: Arguments) -> None:
    require(caller.visit.actor, Action.READ_JOURNAL)
    key = await caller.key()

    async def ask(after: Cursor | None) -> Page[EntryRow]:
        return await call(journal.listing, caller.visit.actor, key, limit=_PAGE, after=after)

    page = await pages.nth(given.page, ask)
    caller.choices = [f"journal read {row.number}" for row in page.rows]
    lines = [f"{_entries(len(page.rows))}{', newest first' if page.rows else ''}."]
    for at, row in enumerate(page.rows, 1):
        age = "" if row.written_at is None else f", {spoken_ago(row.written_at, caller.visit.now)}"
        lines.append(f"{at if caller.is_talking else row.number}. {row.title}{age}")
    if page.after is not None:
        more = f"journal --page {given.page + 1}"
        caller.choices.append(more)
        lines.append(f"{len(page.rows) + 1}. More." if caller.is_talking else f"More: {more}")
    document = {"page": given.page, "has_more": page.after is not None}
    await caller.show({**document, "entries": [_row_as_json(row) for row in page.rows]}, lines)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _row_as_json(row: EntryRow) -> dict[str, Any]:
    moment = None if row.written_at is None else row.written_at.isoformat()
    return {"entry": row.number, "title": row.title, "written_at": moment}


async def _read(caller: Caller, given: Arguments) -> None:
    entry = await _opened(caller, given)
    caller.here.entry = entry.number
    ago = spoken_ago(entry.written_at, caller.visit.now)
    changed = ", changed since" if entry.is_changed else ""
    document = {
        "entry": entry.number,
        "title": entry.title,
        "body": entry.body,
        "written_at": entry.written_at.isoformat(),
        "is_changed": entry.is_changed,
    }
    head = f"{entry.title}, " if entry.title else ""
    words = counted(len(entry.body.split()), "word")
    await caller.show(document, [f"{head}{ago}{changed}, {words}.", "", entry.body])


async def _opened(caller: Caller, given: Arguments) -> EntryView:
    require(caller.visit.actor, Action.READ_JOURNAL)
    entry_number = _given_number(caller, given)
    key = await caller.key()
    return await call(journal.to_share, caller.visit.actor, key, entry_number)


async def _write(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    require(visit.actor, Action.KEEP_JOURNAL)

    async def send(title: str, body: str, token: str, warning: str) -> None:
        made = await call(journal.write, visit.actor, title, body, token=token, now=visit.now)
        caller.here.entry = made
        await caller.done(f"It is entry {made} of your journal.", entry=made)

    title = " ".join(given.title or ())
    asks = "" if given.title else "Title, or Enter alone for none: "
    await write(caller, "journal", "", send, title=title, asks_title=asks, is_private=True)


async def _edit(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    require(visit.actor, Action.KEEP_JOURNAL)
    entry = await _opened(caller, given)
    title = " ".join(given.title) if given.title else entry.title

    async def send(title: str, body: str, token: str, warning: str) -> None:
        await call(journal.change, visit.actor, visit.key, entry.number, title, body)
        await caller.done(f"Entry {entry.number} is changed.", entry=entry.number)

    await write(
        caller, "journal-edit", str(entry.number), send, title=title, body=entry.body,
        is_private=True,
    )  # fmt: skip


async def _delete(caller: Caller, given: Arguments) -> None:
    entry_number = _given_number(caller, given)
    if not await caller.agreed(f"Throw entry {entry_number} away, for good?"):
        await caller.say("It stays.")
        return
    await call(journal.delete, caller.visit.actor, entry_number)
    await caller.done(f"Entry {entry_number} is thrown away.", entry=entry_number)


async def _share(caller: Caller, given: Arguments) -> None:
    """Send a copy as a letter, sealed to whom it goes."""
    to = _given_place(caller, given, "Name whom it is for. Usage: journal share ID HANDLE")
    await check_recipient(caller, to)
    entry = await _opened(caller, given)

    async def send(title: str, body: str, token: str, warning: str) -> None:
        made = await send_letter(caller, to, title, body, token, accepts_new_key=given.new_key)
        await caller.done(f"A copy is sent to {to}; yours is letter {made}.", letter=made)

    await _go_out(caller, "letter", to, entry, send)


async def _post(caller: Caller, given: Arguments) -> None:
    """Begin a thread with a copy."""
    slug = _given_place(caller, given, "Name the board. Usage: journal post ID BOARD")
    board = await call(boards.get, caller.visit.actor, slug)
    require(caller.visit.actor, Action.START_THREAD, BoardFacts(board.is_for_all))
    entry = await _opened(caller, given)

    async def send(title: str, body: str, token: str, warning: str) -> None:
        visit = caller.visit
        made = await call(
            threads.start, visit.actor, board.slug, title, body,
            warning=warning, token=token, now=visit.now,
        )  # fmt: skip
        if made.is_held:
            await say_waits(caller)
            return
        caller.here.thread, caller.here.board = made.id, board.slug
        await caller.done(f"A copy is thread {made.id} on {board.name}.", thread=made.id)

    await _go_out(caller, "thread", board.slug, entry, send)


async def _go_out(caller: Caller, kind: str, target: str, entry: EntryView, send: Send) -> None:
    """Send a copy: in a talk it can be changed before, and the writer's card comes first."""
    title = entry.title or _UNTITLED
    if not caller.is_talking:
        await send(title, entry.body, secrets.token_hex(16), "")
        await say_after(caller, f"{title}\n\n{entry.body}")
        return
    if await call(drafts.exists, caller.visit.actor, kind, target):
        raise Invalid("A draft waits there already. Send it or throw it away first: draft.")
    await caller.say("This is a copy, and you can change it: .l reads it, a dot alone ends it.")
    await write(caller, kind, target, send, title=title, body=entry.body)


def _given_number(caller: Caller, given: Arguments) -> int:
    try:
        return number("entry")(str(given.which or caller.here.entry or ""))
    except ArgumentTypeError:
        raise Usage(f"Name the entry by its number. Usage: journal {given.does} ID") from None


def _given_place(caller: Caller, given: Arguments, usage: str) -> str:
    """Where a copy is to go; in a talk the entry may be left out."""
    if given.where is None and given.which and caller.is_talking and caller.here.entry:
        given.which, given.where = None, given.which
    if not given.where:
        raise Usage(usage)
    return str(given.where)


def _declare(parser: ArgumentParser) -> None:
    does = ("read", "write", "edit", "delete", "share", "post")
    parser.add_argument("does", nargs="?", choices=does, metavar="|".join(does))
    parser.add_argument("which", nargs="?", metavar="ID")
    parser.add_argument("where", nargs="?", metavar="HANDLE|BOARD")
    parser.add_argument("--title", metavar="WORDS", nargs="+", help="all words after it")
    parser.add_argument("--new-key", action="store_true", help="share though their key is new")
    pages.declare(parser)


COMMANDS = (
    Command(
        "journal", "list your journal, read, write, share or post an entry", run, _declare,
        "A text comes from standard input. Only you can read it; what is shared or posted is a "
        "copy.",
        "journal [read ID | write [--title WORDS] | edit ID [--title WORDS] | delete ID | "
        "share ID HANDLE [--new-key] | post ID BOARD] [--page N]",
    ),
)  # fmt: skip
