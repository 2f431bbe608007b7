"""Posts: reading a thread page by page, replying, changing and taking back one's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import JOIN

from bbs import events, text, warnings
from bbs.db import atomic
from bbs.errors import NotFound
from bbs.handles import BLOCKED
from bbs.models import Correction, Held, Hug, Member, Post, Thread
from bbs.policy import GUEST, Action, Actor, PostFacts, require
from bbs.services import (
    actors,
    boards,
    following,
    holding,
    hugs,
    limits,
    pseudonyms,
    raising,
    textsize,
    threads,
    waits,
)
from bbs.services.blocks import is_blocked
from bbs.services.pseudonyms import Writer
from bbs.views import CorrectionView, HugCount, PostView

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
    rows = with_held(actor, list(wanted.order_by(Post.number)))
    given = hugs.of(actor, [row.id for row in rows])
    return tuple(view(actor, row, given.get(row.id, ())) for row in rows)


def get(actor: Actor, post_id: int) -> PostView:
    """One post; raises `NotFound` or `Refused`."""
    row = _row(actor, post_id)
    boards.of_thread(actor, row.thread_id)
    (row,) = with_held(actor, [row])
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
    made where there is none; None is as the last time in it. `warning` is said before it. Where it
    waits for a leader's look, it `is_held` and has no id yet. Raises `Invalid` for body or warning,
    `NotFound` or `Refused` for the thread, `TooMany`.
    """
    body, warning = text.body(body), warnings.label(warning)
    level = raising.level_of("", warnings.before(warning, body))
    with atomic():
        thread = threads.get(actor, thread_id)
        board = thread.board
        is_silenced = actors.is_silenced(actor)
        facts = boards.facts(board, is_silenced=is_silenced, is_locked=thread.is_locked)
        require(actor, Action.REPLY, facts)
        post = threads.posted_with(actor, token)
        waits_already = holding.with_token(actor.member_id, token) if post is None else None
        if waits_already is not None:
            return _held(holding.writer_of(waits_already)[1], thread_id, body, warning, now)
        if post is None:
            writer = pseudonyms.writer_in(actor, board, thread_id, without_name)
            limits.count(actor, limits.Kind.POST, now=now)
            if holding.is_to_wait(actor, is_veiled=writer.id != actor.member_id):
                holding.hold_first(
                    actor, writer, board.id, thread_id, "", body,
                    warning=warning, level=level, token=token, now=now,
                )  # fmt: skip
                return _held(writer, thread_id, body, warning, now)
            post = append(actor, writer, thread_id, body, warning=warning, token=token, now=now)
            raising.note(post, level, warnings.before(warning, body), board_id=board.id, now=now)
    return get(actor, post.id)


def append(
    person: Actor,
    writer: Writer,
    thread_id: int,
    body: str,
    *,
    warning: str = "",
    token: str | None = None,
    now: datetime,
) -> Post:
    """Put a post at a thread's end, and tell who is here; for services that have asked.

    `person` is a guest where nobody is behind the writer any more.
    """
    thread = Thread.get_by_id(thread_id)
    number = thread.posts + 1
    # A clock that was set back must not put the thread behind what was there before.
    at = max(now, thread.last_at)
    field = threads.verified_as(person, writer)
    size = textsize.of_new(number, writer.name, body, now, warning=warning, verified_as=field)
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
    if person.member_id:
        if threads.get(person, thread_id).start_number == number:
            threads.mark_read(person, thread_id, number)
        following.follow_own(person, thread_id, number)
    events.publish(events.Posted(thread.board_id, thread_id, post.id))
    return post


def _held(writer: Writer, thread_id: int, body: str, warning: str, now: datetime) -> PostView:
    return PostView(
        0, thread_id, 0, writer.name, body, now,
        is_edited=False, is_deleted=False, is_own=True, warning=warning, is_held=True,
    )  # fmt: skip


def edit(
    actor: Actor,
    post_id: int,
    body: str,
    *,
    title: str | None = None,
    warning: str | None = None,
    now: datetime,
) -> PostView:
    """Change one's own post, and with the first one the thread's title.

    Without `title` or `warning` these stay; an empty warning takes it out. Raises `Invalid` for the
    text, `NotFound` or `Refused` for the post.
    """
    body, new_label = text.body(body), warnings.label(warning or "")
    level = raising.level_of(title or "", warnings.before(new_label, body))
    with atomic():
        row = _row(actor, post_id)
        board_id = _board_id(row)
        is_silenced = actors.is_silenced(actor) or actors.is_banned_from(actor, board_id).exists()
        require(actor, Action.EDIT_POST, _facts(row, is_silenced=is_silenced))
        label = row.warning if warning is None else new_label
        changed: dict[str, Any] = {"body": body, "warning": label, "is_edited": True}
        Post.update(**changed).where(Post.id == post_id).execute()
        raising.note(row, level, warnings.before(label, body), board_id=board_id, now=now)
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


def whole() -> Any:
    """A query over posts with what `view` needs beside them: the writer, and a correction."""
    return (
        Post.select(
            Post,
            Member.id,
            Member.handle,
            Member.verified_as,
            Correction.post,
            Correction.standing,
            Correction.body,
            Correction.source,
        )
        .join(Member)
        .switch(Post)
        .join(Correction, JOIN.LEFT_OUTER, attr="pinned")
    )


def with_held(actor: Actor, rows: list[Post]) -> list[Post]:
    """Give the words of held posts to their writer; for everybody else they are not there."""
    mine = [row.id for row in rows if row.is_held and view(actor, row).is_own]
    if mine:
        held = {each.post_id: each for each in Held.select().where(Held.post.in_(mine))}
        for row in rows:
            if row.id in held:
                row.body, row.warning = held[row.id].body, held[row.id].warning
    return rows


@contextmanager
def resizing(condition: Any) -> Iterator[None]:
    """Keep the length of threads right while something about these posts changes."""
    before = sizes(condition)
    yield
    lengthen(before, sizes(condition))


def lengthen(before: Counter[int], after: Counter[int]) -> None:
    """Make each thread longer or shorter by what some of its posts have become."""
    for thread_id in {*before, *after}:
        if more := after[thread_id] - before[thread_id]:
            longer = Thread.update(text_bytes=Thread.text_bytes + more)
            longer.where(Thread.id == thread_id).execute()


def sizes(condition: Any) -> Counter[int]:
    """How many bytes these posts are of each thread's text form; for services that have asked."""
    rows = whole().where(condition).iterator()
    return textsize.of_views(view(GUEST, row) for row in rows)


def _resize(actor: Actor, before: Post, after: PostView) -> None:
    """The thread's file is longer or shorter by what one of its posts has become."""
    more = textsize.of(after) - textsize.of(view(actor, before))
    Thread.update(text_bytes=Thread.text_bytes + more).where(
        Thread.id == before.thread_id
    ).execute()


def query(actor: Actor) -> Any:
    """Posts of all threads, with what `view` wants to know of each for this actor."""
    is_mine = pseudonyms.is_own(actor, Post.writer).alias("is_mine")
    is_hidden = is_blocked(actor, Post.writer).alias("is_hidden")
    return whole().select_extend(is_mine, is_hidden)


def _row(actor: Actor, post_id: int) -> Any:
    found = query(actor).where(Post.id == post_id).first()
    if found is None:
        raise NotFound("This post is not there any more.")
    return found


def writer_id(post_id: int) -> int:
    """Who wrote a post, or under which pseudonym, for services that have asked."""
    return int(Post.get_by_id(post_id).writer_id)


def _facts(row: Post, *, is_silenced: bool = False) -> PostFacts:
    person_id = pseudonyms.person(row.writer_id)
    is_name_silenced = pseudonyms.is_silenced_in(person_id, row.thread_id)
    return PostFacts(person_id, row.is_deleted, row.is_held, is_silenced, is_name_silenced)


def _board_id(row: Post) -> int:
    return int(Thread.select(Thread.board_id).where(Thread.id == row.thread_id).scalar())


def view(actor: Actor, row: Any, given: tuple[HugCount, ...] = ()) -> PostView:
    """A row of `query` as this actor sees it: of a blocked member's post, only that it is there.

    Of a row of `whole`, which staff have and lengths are counted from, blocks hide nothing.
    """
    if getattr(row, "is_hidden", False):
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
    is_mine = getattr(row, "is_mine", row.writer_id == actor.member_id != 0)
    pinned = getattr(row, "pinned", None)
    correction = (
        CorrectionView(pinned.standing, pinned.body, pinned.source)
        if pinned is not None and pinned.standing
        else None
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
        is_own=bool(is_mine),
        hugs=given,
        warning=row.warning,
        is_held=row.is_held,
        is_removed=row.is_removed,
        folded_for=row.folded_for,
        verified_as=row.writer.verified_as,
        correction=correction,
    )
