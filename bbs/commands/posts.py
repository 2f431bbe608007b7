"""Posts: beginning a thread, replying, changing and taking back one's own."""

from __future__ import annotations

from argparse import ArgumentParser

from bbs.commands.boards import board_meant, one_board
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.commands.threads import one_thread
from bbs.commands.writing import write
from bbs.policy import Action, PostFacts, require
from bbs.seam import call
from bbs.services import boards, holding, posts, threads


async def post(caller: Caller, given: Arguments) -> None:
    """Begin a thread."""
    title = " ".join(given.title or ())
    if not title and not caller.is_talking:
        raise Usage("A thread needs a title. Usage: post BOARD --title WORDS")
    board = await board_meant(caller, given.board)
    # Before anything is written in vain.
    require(caller.visit.actor, Action.START_THREAD, boards.facts(board))

    async def send(title: str, body: str, token: str) -> None:
        visit = caller.visit
        made = await call(
            threads.start, visit.actor, board.slug, title, body, token=token, now=visit.now
        )
        if made.is_held:
            await say_waits(caller)
            return
        caller.here.thread, caller.here.board = made.id, board.slug
        caller.here.is_letter = False
        await caller.done(f"Posted as thread {made.id} on {board.name}.", thread=made.id)

    if caller.is_talking:
        await caller.say(f"A new thread on {board.name}.")
    await write(caller, "thread", board.slug, send, title=title, asks_title="Title: ")


async def reply(caller: Caller, given: Arguments) -> None:
    """Answer in a thread."""
    thread = await call(threads.get, caller.visit.actor, given.thread)
    facts = boards.facts(thread.board, is_locked=thread.is_locked)
    require(caller.visit.actor, Action.REPLY, facts)

    async def send(title: str, body: str, token: str) -> None:
        visit = caller.visit
        made = await call(posts.reply, visit.actor, thread.id, body, token=token, now=visit.now)
        if made.is_held:
            await say_waits(caller)
            return
        caller.here.thread, caller.here.post = thread.id, made.id
        where = "" if caller.is_talking else f" in thread {thread.id}"
        await caller.done(
            f"Posted as number {made.number}{where}.",
            thread=thread.id, post=made.id, number=made.number,
        )  # fmt: skip

    if caller.is_talking:
        await caller.say(f"Reply in {thread.title}. Kindness before advice.")
    await write(caller, "reply", str(thread.id), send)


async def say_waits(caller: Caller) -> None:
    """Say that what was sent waits for a leader's look, and how long that takes."""
    await caller.done(await call(holding.waits_words), is_held=True)


async def edit(caller: Caller, given: Arguments) -> None:
    """Change a post of one's own."""
    found = await call(posts.get, caller.visit.actor, given.post)
    new_title = " ".join(given.title) if given.title else None

    async def send(title: str, body: str, token: str) -> None:
        visit = caller.visit
        await call(posts.edit, visit.actor, found.id, body, title=title or new_title, now=visit.now)
        await caller.done(f"Post {found.id} is changed.", post=found.id)

    actor = caller.visit.actor
    writer_id = actor.member_id if found.is_own else 0
    require(actor, Action.EDIT_POST, PostFacts(writer_id, found.is_deleted))
    if caller.is_talking:
        await caller.say(f"Change your post, number {found.number}.")
    await write(caller, "edit", str(found.id), send, title=new_title or "", body=found.body)


async def delete(caller: Caller, given: Arguments) -> None:
    """Take back a post of one's own."""
    actor = caller.visit.actor
    found = await call(posts.get, actor, given.post)
    writer_id = actor.member_id if found.is_own else 0
    require(actor, Action.DELETE_POST, PostFacts(writer_id, found.is_deleted))
    if not await caller.agreed(f"Take back number {found.number}, for good?"):
        await caller.say("It stays.")
        return
    is_gone = await call(posts.delete, caller.visit.actor, given.post)
    words = "The thread is gone whole." if is_gone else f"Post {given.post} is taken back."
    await caller.done(words, post=given.post, is_thread_gone=is_gone)


def titled(parser: ArgumentParser) -> None:
    """The argument of commands that take a title: all words until the next option."""
    parser.add_argument("--title", metavar="WORDS", nargs="+", help="all words after it")


def _new(parser: ArgumentParser) -> None:
    one_board(parser)
    titled(parser)


def _one_post(parser: ArgumentParser) -> None:
    parser.add_argument("post", metavar="POST", type=number("post"), help="its id, as read shows")


def _changed(parser: ArgumentParser) -> None:
    _one_post(parser)
    titled(parser)


_BODY = "The text comes from standard input, until its end: ssh ... {} < text.txt"
_POST, _REPLY, _EDIT = map(
    _BODY.format, ("post BOARD --title A title", "reply THREAD", "edit POST")
)
COMMANDS = (
    Command("post", "begin a thread", post, _new, _POST, "post BOARD --title WORDS", here="board"),
    Command("reply", "answer in a thread", reply, one_thread, _REPLY, here="thread"),
    Command("edit", "change a post of your own", edit, _changed, _EDIT, here="post"),
    Command("delete", "take back a post of your own", delete, _one_post, here="post"),
)
