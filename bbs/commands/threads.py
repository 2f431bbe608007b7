"""Threads: lists, reading one, what is new."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from bbs import content, folding, warnings
from bbs.clock import spoken_ago
from bbs.commands import pages
from bbs.commands.boards import board_meant, counted, one_board
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.errors import NotFound
from bbs.kindness import HugKind, in_words
from bbs.offline import plaintext
from bbs.pseudonyms import address
from bbs.seam import call
from bbs.services import filters, posts, preferences, threads
from bbs.views import FilterView, HugCount, PostView, ThreadRow, ThreadView

PAGE_THREADS = 20
PAGE_POSTS = 20
_ROWS_IN_TALK = 8
"""So few that they are heard in half a minute, and that one digit picks one, or more of them."""
_WORDS_AT_ONCE = 500


def row_as_json(row: ThreadRow) -> dict[str, Any]:
    """A thread in a list, for programs."""
    return {
        "thread": row.id,
        "title": row.title,
        "handle": row.handle,
        "replies": row.replies,
        "last_at": row.last_at.isoformat(),
        "is_unread": row.is_unread,
        "warning": row.warning,
    }


def post_as_json(post: PostView) -> dict[str, Any]:
    """A post, for programs."""
    given = {each.kind for each in post.hugs if each.is_given}
    return {
        "post": post.id,
        "number": post.number,
        "handle": post.handle,
        "address": address(post.handle, post.thread_id),
        "body": post.body,
        "posted_at": post.posted_at.isoformat(),
        "is_edited": post.is_edited,
        "is_deleted": post.is_deleted,
        "is_own": post.is_own,
        "is_hidden": post.is_hidden,
        "is_held": post.is_held,
        "is_removed": post.is_removed,
        "warning": post.warning,
        "folded_for": post.folded_for,
        "verified_as": post.verified_as,
        "correction": plaintext.correction_words(post),
        "hugs": hugs_as_json(post.hugs),
        "given": {_name(kind): kind in given for kind in HugKind},
    }


def hugs_as_json(counts: Sequence[HugCount]) -> dict[str, int]:
    """How many hugs of each kind, for programs."""
    found = {each.kind: each.count for each in counts}
    return {_name(kind): found.get(kind, 0) for kind in HugKind}


def _name(kind: HugKind) -> str:
    return kind.replace("-", "_")


async def listing(caller: Caller, given: Arguments) -> None:
    """A page of a board's threads."""
    actor = caller.visit.actor
    board = await board_meant(caller, given.board)
    limit = rows_at_once(caller)
    page = await call(
        threads.listing,
        actor,
        board.slug,
        limit=limit,
        skip=(given.page - 1) * limit,
        only_unread=given.unread,
    )
    caller.here.board = board.slug
    unread = " unread" if given.unread else ""
    head = f"{board.name}, {counted(len(page.rows), f'{unread} thread'.strip())}"
    head += f", page {given.page}." if given.page > 1 else ", newest first."
    more = f"threads {board.slug} --page {given.page + 1}{' --unread' if given.unread else ''}"
    document = {"board": board.slug, "page": given.page, "has_more": page.after is not None}
    more = more if page.after is not None else ""
    await show_rows(caller, document, head, page.rows, more, is_on_board=True)


def rows_at_once(caller: Caller) -> int:
    """How many threads are told in one answer."""
    return _ROWS_IN_TALK if caller.is_talking else PAGE_THREADS


async def filters_of(caller: Caller) -> FilterView:
    """What is to be folded; nothing for a program, which gets it all."""
    return FilterView() if caller.is_json else await call(filters.of, caller.visit.actor)


async def folds_warnings(caller: Caller) -> bool:
    """Whether a text behind a warning is to be folded; never for a program, which gets it all."""
    return not caller.is_json and (await call(preferences.of, caller.visit.actor)).folds_warnings


async def show_rows(
    caller: Caller,
    document: dict[str, Any],
    head: str,
    rows: Sequence[ThreadRow],
    more: str,
    *,
    is_new: bool = False,
    is_on_board: bool = False,
) -> None:
    """Answer with threads; `more` is the command that goes on, and all is unread where `is_new`.

    What one's filters fold is told in a line; of one board's list (`is_on_board`) by its words.
    """
    filtered = await filters_of(caller)
    caller.choices = [f"read {row.id}" for row in rows]
    if more:
        caller.choices.append(more)
    lines = [head]
    for at, row in enumerate(rows, 1):
        why = folding.of_thread(filtered, row, caller.visit.actor.handle, is_on_board=is_on_board)
        words = _said(caller, row, is_new) if why is None else f"{folding.line(why)}."
        lines.append(f"{at if caller.is_talking else row.id}. {words}")
    if more:
        lines.append(f"{len(rows) + 1}. More." if caller.is_talking else f"More: {more}")
    await caller.show({**document, "threads": [row_as_json(row) for row in rows]}, lines)


def _said(caller: Caller, row: ThreadRow, is_new: bool) -> str:
    facts = [row.title, *([f"warning: {row.warning}"] if row.warning else [])]
    if row.is_unread and not is_new:
        facts.append("unread")
    facts.append(f"by {row.handle}")
    if row.replies:
        facts.append(f"{row.replies:,} repl{'y' if row.replies == 1 else 'ies'}")
    return ", ".join([*facts, spoken_ago(row.last_at, caller.visit.now)])


async def new(caller: Caller, given: Arguments) -> None:
    """What is unread on one's boards, newest first."""
    limit = rows_at_once(caller)
    skip = (given.page - 1) * limit
    found = await call(threads.unread, caller.visit.actor, limit=limit, skip=skip)
    head = f"{counted(len(found.rows), 'unread thread')}." if found.rows else "Nothing is unread."
    document = {"page": given.page, "has_more": found.after is not None}
    more = f"new --page {given.page + 1}" if found.after is not None else ""
    await show_rows(caller, document, head, found.rows, more, is_new=True)


async def read(caller: Caller, given: Arguments) -> None:
    """Posts of a thread: a page of it, or in a talk from the first unread on, bit by bit."""
    thread = await call(threads.get, caller.visit.actor, given.thread)
    caller.here.thread, caller.here.board = thread.id, thread.board.slug
    caller.here.is_letter = False
    first = thread.start_number if caller.is_talking and thread.is_unread else 1
    if given.page is not None:
        first = (given.page - 1) * PAGE_POSTS + 1
    if caller.is_talking:
        await caller.say(*_heading(thread))
        await _read_on(caller, thread, first)
        return
    found = await call(posts.from_number, caller.visit.actor, thread.id, first, limit=PAGE_POSTS)
    folds = await folds_warnings(caller)
    page = (first - 1) // PAGE_POSTS + 1
    if not found and page > 1:
        raise NotFound(f"Thread {thread.id} has no page {page}; it has {_pages(thread)}.")
    last = found[-1].number if found else 0
    filtered = FilterView() if given.all else await filters_of(caller)
    document = {
        "thread": thread.id,
        "title": thread.title,
        "board": thread.board.slug,
        "count": thread.posts,
        "page": page,
        "has_more": last < thread.posts,
        "posts": [post_as_json(post) for post in found],
    }
    lines = [
        f"Thread {thread.id} on {thread.board.name}: {thread.title}",
        f"{counted(thread.posts, 'post')}, here {first} to {last}.",
    ]
    for post in found:
        lines += ["", f"Post {post.number} (id {post.id}), {_by(caller, post)}:"]
        if folds and not given.open and warnings.may_fold(post):
            lines.append(
                f"{warnings.line(post.warning)}. Folded: read {thread.id} --open reads it."
            )
        elif not given.all and (why := folding.why(filtered, post)):
            lines.append(f"{why}. With --all it is here.")
        else:
            lines += [plaintext.words(post, _LIKE_OURS), *_hugs(post)]
    if last < thread.posts:
        lines += ["", f"More: read {thread.id} --page {page + 1}"]
    if thread.board.is_health:
        lines += ["", content.text("thread_foot")]
    await caller.show(document, lines)
    await call(threads.mark_read, caller.visit.actor, thread.id, last)


async def _read_on(caller: Caller, thread: ThreadView, first: int) -> None:
    """Say as many posts as make some hundred words, then let the listener go on."""
    found = await call(posts.from_number, caller.visit.actor, thread.id, first, limit=PAGE_POSTS)
    folds = await folds_warnings(caller)
    filtered = await filters_of(caller)
    caller.here.thread, caller.here.board = thread.id, thread.board.slug
    said: list[PostView] = []
    words = 0
    for post in found:
        if said and words + len(post.body.split()) > _WORDS_AT_ONCE:
            break
        words += len(post.body.split())
        said.append(post)
    lines: list[str] = []
    for post in said:
        lines.append(f"{post.number} of {thread.posts}, {_by(caller, post)}:")
        if folds and warnings.may_fold(post):
            lines.append(f"{warnings.line(post.warning)}. Folded: open {post.number} reads it.")
        else:
            lines += _said_whole(caller, post, filtered, said[-1].number + 1)
    await caller.say(*lines)
    if said:
        caller.here.post = said[-1].id
        await call(threads.mark_read, caller.visit.actor, thread.id, said[-1].number)
    last = said[-1].number if said else thread.posts
    caller.here.next = last + 1
    left = thread.posts - last
    if left:
        caller.on_enter = f"go-on {thread.id} {last + 1}"
        await caller.say(f"{left} more: Enter.")


def _pages(thread: ThreadView) -> str:
    return counted(-(-thread.posts // PAGE_POSTS), "page")


async def go_on(caller: Caller, given: Arguments) -> None:
    """Read on from a post, as Enter does."""
    thread = await call(threads.get, caller.visit.actor, given.thread)
    await _read_on(caller, thread, given.number)


async def unfold(caller: Caller, given: Arguments) -> None:
    """Say a post that was folded; Enter reads on where it would have."""
    actor = caller.visit.actor
    found = await call(posts.from_number, actor, given.thread, given.number, limit=1)
    if not found:
        raise NotFound("This post is not there any more.")
    caller.here.post = found[0].id
    await caller.say(_aloud(found[0]), *_hugs(found[0]))
    thread = await call(threads.get, actor, given.thread)
    if given.next <= thread.posts:
        caller.on_enter = f"go-on {thread.id} {given.next}"


def _heading(thread: ThreadView) -> list[str]:
    unread = ""
    if thread.is_unread:
        start = thread.start_number
        unread = ", unread" if start == 1 else f", unread from {start} on"
    foot = [content.text("thread_foot")] if thread.board.is_health else []
    return [f"{thread.title}. {counted(thread.posts, 'post')}{unread}.", *foot]


def _by(caller: Caller, post: PostView) -> str:
    edited = ", edited" if post.is_edited and not post.is_deleted else ""
    own = f", yours, id {post.id}" if post.is_own and caller.is_talking else ""
    ago = spoken_ago(post.posted_at, caller.visit.now)
    return f"{post.handle}{plaintext.verified(post)}, {ago}{edited}{own}"


def _hugs(post: PostView) -> list[str]:
    return [f"{in_words(post.hugs)}."] if post.hugs else []


def _said_whole(caller: Caller, post: PostView, filtered: FilterView, next_: int) -> list[str]:
    """What a post says, or the line of the filter that folds it; `next_` is read after it."""
    if why := folding.why(filtered, post):
        # Behind the last list, which holds while one reads.
        caller.choices.append(f"unfold {post.thread_id} {post.number} {next_}")
        return [f"{why}. {len(caller.choices)} opens it."]
    return [_aloud(post), *_hugs(post)]


async def open_(caller: Caller, given: Arguments) -> None:
    """Read a post of the thread read last, whatever is said before it; then read on by Enter."""
    here = caller.here
    if not here.thread:
        raise Usage("Read a thread first, then open N reads a post that is folded")
    number_ = given.number or 1
    found = await call(posts.from_number, caller.visit.actor, here.thread, number_, limit=1)
    if not found or found[0].number != number_:
        raise NotFound(f"The thread that you read last has no post {number_}.")
    here.post = found[0].id
    next_ = max(number_ + 1, here.next)
    words = _said_whole(caller, found[0], await filters_of(caller), next_)
    await caller.say(f"{number_}, {_by(caller, found[0])}:", *words)
    thread = await call(threads.get, caller.visit.actor, here.thread)
    if next_ <= thread.posts:
        caller.on_enter = f"go-on {thread.id} {next_}"


_LIKE_OURS = re.compile(rf"\W*(?:\d+ of \d+\b|post \d+\b|{plaintext.STAFFS})", re.IGNORECASE)
"""In lines that are read one after the other, a heading could be imitated, too."""


def _aloud(post: PostView) -> str:
    """Its words where they are heard: a quote's end can't be seen."""
    lines: list[str] = []
    is_quote = False
    for line in plaintext.words(post, _LIKE_OURS).split("\n"):
        if line.startswith(">") and not is_quote:
            lines.append("Quote:")
        elif is_quote and not line.startswith(">"):
            lines.append("End of quote.")
        is_quote = line.startswith(">")
        lines.append(line.lstrip("> ") if is_quote else line)
    if is_quote:
        lines.append("End of quote.")
    return "\n".join(lines)


def paged(parser: ArgumentParser) -> None:
    """The argument of commands that answer in pages."""
    pages.declare(parser)


def one_thread(parser: ArgumentParser) -> None:
    """The argument of commands about one thread."""
    parser.add_argument("thread", metavar="THREAD", type=number("thread"), help="its number")


def _of_board(parser: ArgumentParser) -> None:
    one_board(parser)
    parser.add_argument("--unread", action="store_true", help="only what you have not read")
    paged(parser)


def _of_thread(parser: ArgumentParser) -> None:
    one_thread(parser)
    parser.add_argument("--page", metavar="N", type=number("page"), help=f"{PAGE_POSTS} posts each")
    parser.add_argument("--all", action="store_true", help="with what your filters fold")
    parser.add_argument("--open", action="store_true", help="with what a warning folds")


def _folded(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="N", type=number("post"), nargs="?")


def _from_post(parser: ArgumentParser) -> None:
    one_thread(parser)
    parser.add_argument("number", type=number("post"))


def _folded_post(parser: ArgumentParser) -> None:
    _from_post(parser)
    parser.add_argument("next", type=number("post"))


COMMANDS = (
    Command("threads", "list a board's threads, newest first", listing, _of_board, here="board"),
    Command("new", "list what is unread on your boards", new, paged),
    Command("read", "read a thread, which marks it as read", read, _of_thread, here="thread"),
    Command(
        "open", "read a post that is folded", open_, _folded, is_hidden=True, is_talk_only=True
    ),
    Command("go-on", "read on", go_on, _from_post, is_hidden=True),
    Command("unfold", "say a post that is folded", unfold, _folded_post, is_hidden=True),
)
