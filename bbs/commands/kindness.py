"""Hugs, threads to follow, to ignore and to find again, what one is told, and who waits."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.commands.threads import hugs_as_json, one_thread, paged, rows_at_once, show_rows
from bbs.errors import NotFound
from bbs.kindness import LABELS, HugKind, in_words
from bbs.seam import call
from bbs.services import bookmarks, following, hugs, notices, posts, waiting
from bbs.services.boards import COUNT_LIMIT
from bbs.views import HugsNotice


async def hug(caller: Caller, given: Arguments) -> None:
    """Give a hug to a post, or take it back."""
    visit = caller.visit
    post_id = await _post_id(caller, given.post)
    is_given = await call(hugs.give, visit.actor, post_id, given.kind, now=visit.now)
    label = LABELS[HugKind(given.kind)]
    if caller.is_talking:
        post = await call(posts.get, visit.actor, post_id)
        label = f"{label} for {post.handle}, post {post.number}"
    words = (
        f"{label}: given. The same again takes it back." if is_given else f"{label}: taken back."
    )
    await caller.done(words, post=post_id, kind=given.kind, is_given=is_given)


async def _post_id(caller: Caller, given: int | None) -> int:
    """The post that is meant; in a talk, where no ids are said, by its number in the thread."""
    here = caller.here
    if given is None:
        if not here.post:
            raise Usage(f"Name the post by its number. Usage: {_HUG}")
        return here.post
    if not (caller.is_talking and here.thread):
        return given
    found = await call(posts.from_number, caller.visit.actor, here.thread, given, limit=1)
    if not found:
        raise NotFound(f"The thread that you read last has no post {given}.")
    return found[0].id


Change = Callable[..., None]


def _changing(do: Change, undo: Change, done: str, undone: str) -> Any:
    """A command that does something to a thread, and with `--undo` the opposite."""

    async def change(caller: Caller, given: Arguments) -> None:
        await call(undo if given.undo else do, caller.visit.actor, given.thread)
        words = undone if given.undo else done
        await caller.done(words, thread=given.thread, is_undone=given.undo)

    return change


follow = _changing(
    following.follow,
    following.unfollow,
    "You follow this thread: notices tells of answers in it.",
    "You follow it no more.",
)
ignore = _changing(
    following.ignore,
    following.heed,
    "You ignore this thread: nothing in it counts as unread.",
    "You ignore it no more.",
)
bookmark = _changing(
    bookmarks.put,
    bookmarks.take_out,
    "A bookmark is put in: bookmarks lists them.",
    "The bookmark is taken out.",
)


async def show_bookmarks(caller: Caller, given: Arguments) -> None:
    """The threads with a bookmark, the newest bookmark first."""
    await _show_threads(caller, given, bookmarks.listing, "bookmarks", "thread", " with a bookmark")


async def wait(caller: Caller, given: Arguments) -> None:
    """Threads on one's boards that nobody has answered yet."""
    await _show_threads(
        caller, given, waiting.listing, "waiting", "thread", " without a reply, newcomers' first"
    )


async def _show_threads(
    caller: Caller, given: Arguments, service: Any, verb: str, noun: str, says: str
) -> None:
    limit = rows_at_once(caller)
    skip = (given.page - 1) * limit
    found = await call(service, caller.visit.actor, limit=limit, skip=skip)
    page = f", page {given.page}" if given.page > 1 else ""
    document = {"page": given.page, "has_more": found.after is not None}
    more = f"{verb} --page {given.page + 1}" if found.after is not None else ""
    head = f"{counted(len(found.rows), noun)}{says}{page}."
    await show_rows(caller, document, head, found.rows, more)


async def tell(caller: Caller, given: Arguments) -> None:
    """Answers and hugs that one has not been told of."""
    actor = caller.visit.actor
    shown = await call(notices.listing, actor)
    answered = [
        (f"{counted(each.count, 'answer', limit=COUNT_LIMIT)} in {each.title}", each.thread_id)
        for each in shown.answers
    ]
    hugged = [(_hugged(each), each.thread_id) for each in shown.hugs]
    rows = answered + hugged
    caller.choices = [f"read {thread_id}" for _, thread_id in rows]
    lines = ["What is new for you:" if rows else "There is nothing new for you."]
    for at, (words, thread_id) in enumerate(rows, 1):
        lines.append(f"{at}. {words}" if caller.is_talking else f"{words} (thread {thread_id})")
    if shown.has_more:
        lines.append("There is more: notices tells it.")
    document = {
        "has_more": shown.has_more,
        "answers": [
            {"thread": each.thread_id, "title": each.title, "count": each.count}
            for each in shown.answers
        ],
        "hugs": [
            {
                "post": each.post_id,
                "number": each.number,
                "thread": each.thread_id,
                "title": each.title,
                "hugs": hugs_as_json(each.hugs),
            }
            for each in shown.hugs
        ],
    }
    await caller.show(document, lines)
    if not actor.is_reading:
        await call(notices.mark_seen, actor, shown)


def _hugged(each: HugsNotice) -> str:
    return f"{in_words(each.hugs)} for your post {each.number} in {each.title}"


def _one_post(parser: ArgumentParser) -> None:
    parser.add_argument("post", metavar="POST", nargs="?", type=number("post"))
    parser.add_argument("--kind", choices=[str(kind) for kind in HugKind], default="hug")


def _to_undo(parser: ArgumentParser) -> None:
    one_thread(parser)
    parser.add_argument("--undo", action="store_true", help="the opposite")


_HUG = "hug POST [--kind hug|me-too|thank-you]"
COMMANDS = (
    Command("hug", "give a post a hug, a me too or a thank you; again: take it back", hug,
            _one_post, "POST is its id, as read shows. In a talk it is its number in the thread "
            "read last; without it, the post read last.", _HUG),
    Command("notices", "tell of answers to you, and of hugs", tell),
    Command("waiting", "list who waits for a first reply on your boards", wait, paged),
    Command("follow", "be told of answers in a thread; --undo: no more", follow, _to_undo,
            "Who writes in a thread follows it.", here="thread"),
    Command("ignore", "let nothing in a thread count as unread; --undo: again", ignore, _to_undo,
            here="thread"),
    Command("bookmark", "put a bookmark in a thread; --undo: take it out", bookmark, _to_undo,
            here="thread"),
    Command("bookmarks", "list the threads with your bookmarks", show_bookmarks, paged),
)  # fmt: skip
