"""Posts: reading a thread page by page, replying, changing and taking back one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bbs import events, text, warnings
from bbs.db import atomic
from bbs.errors import NotFound
from bbs.handles import BLOCKED
from bbs.models import Hug, Member, Post, Thread
from bbs.policy import Action, Actor, BoardFacts, PostFacts, require
from bbs.services import boards, following, hugs, limits, pseudonyms, textsize, threads, waits
from bbs.services.blocks import is_blocked
from bbs.views import HugCount, PostView

MOST = 100
TAKEN_BACK_TITLE = "(title taken back by its writer)"


def from_number(actor: Actor, thread_id: int, first: int, *, limit: int) -> tuple[PostView, ...]:
    """Up to `limit` posts (100 at most) of a thread, from the given number on.

    Raises `NotFound` or `Refused` where there is no such thread for this actor.
    """
    boards.of_thread(actor, thread_id)
    first = max(1, first)
    last = first + max(1, min(limit, MOST)) - 1
    wanted = query(actor).where(Post.thread == thread_id, Post.number.between(first, last))
    rows = list(wanted.order_by(Post.number))
    given = hugs.of(actor, [row.id for row in rows])
    return tuple(view(actor, row, given.get(row.id, ())) for row in rows)


def get(actor: Actor, post_id: int) -> PostView:
    """One post; raises `NotFound` or `Refused`."""
    row = _row(actor, post_id)
    boards.of_thread(actor, row.thread_id)
    return view(actor, row, hugs.of(actor, [post_id]).get(post_id, ()))


def reply(
    actor: Actor,
    thread_id: int,
    body: str,
    *,
    without_name: bool | None = None,
    warning: str = "",
    token: str | None = None,
    now: datetime,
) -> PostView:
    """Answer in a thread; with a `token` used before, the post that it made is handed out.

    It stands under one's handle, or `without_name` under one's pseudonym in this thread, which is
    made where there is none; None is as the last time in it. `warning` is said before it. Raises
    `Invalid` for body or warning, `NotFound` or `Refused` for the thread, `TooMany`.
    """
    body, warning = text.body(body), warnings.label(warning)
    with atomic():
        board = boards.of_thread(actor, thread_id)
        require(actor, Action.REPLY, BoardFacts(board.is_for_all))
        post = threads.posted_with(actor, token)
        if post is None:
            writer = pseudonyms.writer_in(actor, board, thread_id, without_name)
            limits.count(actor, limits.Kind.POST, now=now)
            thread = Thread.get_by_id(thread_id)
            number = thread.posts + 1
            # A clock that was set back must not put the thread behind what was there before.
            at = max(now, thread.last_at)
            size = textsize.of_new(number, writer.name, body, now, warning=warning)
            # Who adds to what they wrote has not been answered. A pseudonym of one's own counts as
            # somebody else: a thread that still waited after its answer would tell who it was.
            is_own = thread.writer_id == writer.id
            Thread.update(
                posts=number,
                last_at=at,
                text_bytes=Thread.text_bytes + size,
                waits=thread.waits if is_own else waits.ANSWERED,
            ).where(Thread.id == thread_id).execute()
            post = Post.create(
                thread=thread_id,
                number=number,
                writer=writer.id,
                body=body,
                posted_at=now,
                token=token,
                warning=warning,
            )
            if threads.get(actor, thread_id).start_number == number:
                threads.mark_read(actor, thread_id, number)
            following.follow_own(actor, thread_id, number)
            events.publish(events.Posted(board.id, thread_id, post.id))
    return get(actor, post.id)


def edit(
    actor: Actor, post_id: int, body: str, *, title: str | None = None, warning: str | None = None
) -> PostView:
    """Change one's own post, and with the first one the thread's title.

    Without `title` or `warning` these stay; an empty warning takes it out. Raises `Invalid` for the
    text, `NotFound` or `Refused` for the post.
    """
    body = text.body(body)
    with atomic():
        row = _row(actor, post_id)
        require(actor, Action.EDIT_POST, _facts(row))
        label = row.warning if warning is None else warnings.label(warning)
        changed: dict[str, Any] = {"body": body, "warning": label, "is_edited": True}
        Post.update(**changed).where(Post.id == post_id).execute()
        _resize(actor, row, replace(view(actor, row), **changed))
        if row.number == 1:
            new_title = {} if title is None else {"title": text.title(title)}
            of_post = Thread.id == row.thread_id
            Thread.update(warning=label, **new_title).where(of_post).execute()
    return get(actor, post_id)


def delete(actor: Actor, post_id: int) -> bool:
    """Take back one's own post: its words go, its place stays, so that answers keep their sense.

    A thread in which nothing else stands goes whole, and the answer is True. With a first post
    the title, which is its writer's too, goes as well.
    """
    with atomic():
        row = _row(actor, post_id)
        require(actor, Action.DELETE_POST, _facts(row))
        others = Post.select().where(
            Post.thread == row.thread_id, Post.id != post_id, ~Post.is_deleted
        )
        if not others.exists():
            pseudonyms.let_go([row.thread_id])
            return True
        Post.update(body="", warning="", is_deleted=True).where(Post.id == post_id).execute()
        Hug.delete().where(Hug.post == post_id).execute()
        waits.wait_again([row.thread_id])
        _resize(actor, row, replace(view(actor, row), body="", warning="", is_deleted=True))
        if row.number == 1:
            gone = Thread.update(title=TAKEN_BACK_TITLE, warning="")
            gone.where(Thread.id == row.thread_id).execute()
    return False


def _resize(actor: Actor, before: Post, after: PostView) -> None:
    """The thread's file is longer or shorter by what one of its posts has become."""
    more = textsize.of(after) - textsize.of(view(actor, before))
    Thread.update(text_bytes=Thread.text_bytes + more).where(
        Thread.id == before.thread_id
    ).execute()


def query(actor: Actor) -> Any:
    """Posts of all threads with their writers, as `view` takes them."""
    is_mine = pseudonyms.is_own(actor, Post.writer).alias("is_mine")
    is_hidden = is_blocked(actor, Post.writer).alias("is_hidden")
    return Post.select(Post, Member.id, Member.handle, is_mine, is_hidden).join(Member)


def _row(actor: Actor, post_id: int) -> Any:
    found = query(actor).where(Post.id == post_id).first()
    if found is None:
        raise NotFound("This post is not there any more.")
    return found


def _facts(row: Post) -> PostFacts:
    writer_id = pseudonyms.person(row.writer_id)
    is_silenced = pseudonyms.is_silenced_in(writer_id, row.thread_id)
    return PostFacts(writer_id, row.is_deleted, is_silenced)


def view(actor: Actor, row: Any, given: tuple[HugCount, ...] = ()) -> PostView:
    """A row of `query` as this actor sees it: of a blocked member's post, only that it is there."""
    if row.is_hidden:
        return PostView(
            id=row.id,
            thread_id=row.thread_id,
            number=row.number,
            handle=BLOCKED,
            body="",
            posted_at=row.posted_at,
            is_edited=False,
            is_deleted=False,
            is_own=False,
            is_hidden=True,
        )
    return PostView(
        id=row.id,
        thread_id=row.thread_id,
        number=row.number,
        handle=row.writer.handle,
        body=row.body,
        posted_at=row.posted_at,
        is_edited=row.is_edited,
        is_deleted=row.is_deleted,
        is_own=bool(row.is_mine),
        hugs=given,
        warning=row.warning,
    )
