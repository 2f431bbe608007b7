"""Posts: beginning a thread, replying, changing and taking back one's own."""

from __future__ import annotations

from argparse import ArgumentParser

from bbs import warnings
from bbs.commands.boards import board_meant, one_board
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.commands.threads import one_thread
from bbs.commands.whose import without_name
from bbs.commands.writing import write
from bbs.policy import Action, BoardFacts, PostFacts, require
from bbs.pseudonyms import Whose, is_name
from bbs.seam import call
from bbs.services import posts, pseudonyms, threads
from bbs.views import PostView


async def post(caller: Caller, given: Arguments) -> None:
    """Begin a thread."""
    title = " ".join(given.title or ())
    if not title and not caller.is_talking:
        raise Usage("A thread needs a title. Usage: post BOARD --title WORDS")
    board = await board_meant(caller, given.board)
    # Before anything is written in vain.
    require(caller.visit.actor, Action.START_THREAD, BoardFacts(board.is_for_all))

    names = await call(pseudonyms.on_board, caller.visit.actor, board.slug)
    whose = Whose(names, given.without_name)

    async def send(title: str, body: str, token: str, warning: str) -> None:
        visit = caller.visit
        made = await call(
            threads.start, visit.actor, board.slug, title, body,
            without_name=whose.without_name, warning=warning, token=token, now=visit.now,
        )  # fmt: skip
        (first,) = await call(posts.from_number, visit.actor, made.id, 1, limit=1)
        caller.here.thread, caller.here.board, caller.here.post = made.id, board.slug, first.id
        caller.here.is_letter = False
        await caller.done(
            f"Posted as thread {made.id} on {board.name}{_under(first)}.",
            thread=made.id, handle=first.handle,
        )  # fmt: skip

    if caller.is_talking:
        await caller.say(f"A new thread on {board.name}.")
    await write(
        caller, "thread", board.slug, send, title=title, asks_title="Title: ", whose=whose,
        warning=_warning(given),
    )  # fmt: skip


def _under(made: PostView) -> str:
    return f", as {made.handle}" if is_name(made.handle) else ""


async def reply(caller: Caller, given: Arguments) -> None:
    """Answer in a thread."""
    thread = await call(threads.get, caller.visit.actor, given.thread)
    require(caller.visit.actor, Action.REPLY, BoardFacts(thread.board.is_for_all))

    names = await call(pseudonyms.in_thread, caller.visit.actor, thread.id)
    whose = Whose(names, given.without_name)

    async def send(title: str, body: str, token: str, warning: str) -> None:
        visit = caller.visit
        made = await call(
            posts.reply, visit.actor, thread.id, body,
            without_name=whose.without_name, warning=warning, token=token, now=visit.now,
        )  # fmt: skip
        caller.here.thread, caller.here.post = thread.id, made.id
        where = "" if caller.is_talking else f" in thread {thread.id}"
        await caller.done(
            f"Posted as number {made.number}{where}{_under(made)}.",
            thread=thread.id, post=made.id, number=made.number, handle=made.handle,
        )  # fmt: skip

    if caller.is_talking:
        await caller.say(f"Reply in {thread.title}. Kindness before advice.")
    await write(caller, "reply", str(thread.id), send, whose=whose, warning=_warning(given))


async def edit(caller: Caller, given: Arguments) -> None:
    """Change a post of one's own."""
    found = await call(posts.get, caller.visit.actor, given.post)
    new_title = " ".join(given.title) if given.title else None

    async def send(title: str, body: str, token: str, warning: str) -> None:
        new = title or new_title
        await call(posts.edit, caller.visit.actor, found.id, body, title=new, warning=warning)
        await caller.done(f"Post {found.id} is changed.", post=found.id)

    actor = caller.visit.actor
    writer_id = actor.member_id if found.is_own else 0
    require(actor, Action.EDIT_POST, PostFacts(writer_id, found.is_deleted))
    if caller.is_talking:
        await caller.say(f"Change your post, number {found.number}.")
    await write(
        caller, "edit", str(found.id), send, title=new_title or "", body=found.body,
        warning="" if given.no_warning else _warning(given) or found.warning,
    )  # fmt: skip


async def delete(caller: Caller, given: Arguments) -> None:
    """Take back a post of one's own."""
    actor = caller.visit.actor
    found = await call(posts.get, actor, given.post)
    writer_id = actor.member_id if found.is_own else 0
    require(actor, Action.DELETE_POST, PostFacts(writer_id, found.is_deleted))
    if caller.is_talking:
        thread = await call(threads.get, actor, found.thread_id)
        whole = ", with which the thread goes," if thread.posts == 1 else ""
        asked = f"Take back your post {found.number} in {thread.title}{whole} for good?"
        if not await caller.agreed(asked):
            await caller.say("It stays.")
            return
    is_gone = await call(posts.delete, caller.visit.actor, given.post)
    words = "The thread is gone whole." if is_gone else f"Post {given.post} is taken back."
    await caller.done(words, post=given.post, is_thread_gone=is_gone)


def _warning(given: Arguments) -> str:
    return warnings.label(" ".join(given.warning or ()))


def _warned(parser: ArgumentParser) -> None:
    says = "said before the text: all words after it"
    parser.add_argument("--warning", metavar="TEXT", nargs="+", help=says)


def _answer(parser: ArgumentParser) -> None:
    one_thread(parser)
    _warned(parser)
    without_name(parser)


def titled(parser: ArgumentParser) -> None:
    """The argument of commands that take a title: all words until the next option."""
    parser.add_argument("--title", metavar="WORDS", nargs="+", help="all words after it")


def _new(parser: ArgumentParser) -> None:
    one_board(parser)
    titled(parser)
    _warned(parser)
    without_name(parser)


def _one_post(parser: ArgumentParser) -> None:
    parser.add_argument("post", metavar="POST", type=number("post"), help="its id, as read shows")


def _changed(parser: ArgumentParser) -> None:
    _one_post(parser)
    titled(parser)
    _warned(parser)
    parser.add_argument("--no-warning", action="store_true", help="take the warning out")


_BODY = "The text comes from standard input, until its end: ssh ... {} < text.txt"
_POST, _REPLY, _EDIT = map(
    _BODY.format, ("post BOARD --title A title", "reply THREAD", "edit POST")
)
_NAMES = " Where you don't say, it is as your last post in the thread."
COMMANDS = (
    Command(
        "post", "begin a thread", post, _new, _POST,
        "post BOARD --title WORDS [--warning TEXT] [--without-name|--by-name]", here="board",
    ),
    Command(
        "reply", "answer in a thread", reply, _answer, _REPLY + _NAMES,
        "reply THREAD [--warning TEXT] [--without-name|--by-name]", here="thread",
    ),
    Command("edit", "change a post of your own", edit, _changed, _EDIT, here="post"),
    Command("delete", "take back a post of your own", delete, _one_post, here="post"),
)  # fmt: skip
