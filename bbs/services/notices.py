"""What a member is to be told: answers in threads that they follow, and hugs.

Nothing is written when somebody answers: a thread counts its posts, each follow and each member
keep a number up to which they were told, and the difference is looked at when it is to be shown
(docs/decisions/0017-kindness.md).
"""

from __future__ import annotations

from typing import Any

from peewee import SQL, fn

from bbs.db import atomic
from bbs.models import Board, Follow, Hug, HugMark, Mark, Post, Thread
from bbs.policy import Action, Actor, require
from bbs.services import boards, pseudonyms
from bbs.services.blocks import is_not_blocked, title
from bbs.services.boards import COUNT_LIMIT
from bbs.services.hugs import in_order
from bbs.views import AnswersNotice, HugCount, HugsNotice, NoticesView

MOST_THREADS = 20
MOST_HUGS = 500
"""So much is told at once; the rest, when that was seen."""


def answers(actor: Actor) -> tuple[AnswersNotice, ...]:
    """Threads with answers that one has neither read nor been told of, newest first; one query."""
    require(actor, Action.KEEP_MARKS)
    new = Post.select(SQL("1")).where(
        Post.thread == Follow.thread,
        Post.number > Follow.told,
        Post.number > fn.COALESCE(Mark.number, 0),
        ~pseudonyms.is_own(actor, Post.writer),
        ~Post.is_deleted,
        is_not_blocked(actor, Post.writer),
    )
    count = Post.select(fn.COUNT(SQL("1"))).from_(new.limit(COUNT_LIMIT).alias("new"))
    told_of = (
        _follows(actor, Follow.thread)
        .where(
            Thread.posts > Follow.told,
            Mark.number.is_null() | (Mark.number < Thread.posts),
            fn.EXISTS(new),
        )
        .order_by(Thread.last_at.desc(), Thread.id.desc())
        .limit(MOST_THREADS)
    )
    columns = (Thread.id, title(actor), Board.name, Thread.posts, count.alias("new_posts"))
    # Only what is told is counted.
    rows = (
        _follows(actor, *columns)
        .switch(Thread)
        .join(Board)
        .where(Follow.thread.in_(told_of))
        .order_by(Thread.last_at.desc(), Thread.id.desc())
        .tuples()
    )
    return tuple(
        AnswersNotice(thread_id, called, board_name, new_posts, upto)
        for thread_id, called, board_name, upto, new_posts in rows
    )


def hug_count(actor: Actor) -> int:
    """How many hugs one has not been told of; COUNT_LIMIT stands for that many or more."""
    require(actor, Action.KEEP_MARKS)
    some = _new_hugs(actor).limit(COUNT_LIMIT)
    return int(Hug.select(fn.COUNT(SQL("1"))).from_(some.alias("some")).scalar())


def listing(actor: Actor) -> NoticesView:
    """All that is to be told now; `mark_seen` says that it was."""
    found = answers(actor)
    mine = pseudonyms.is_own(actor, Hug.writer)
    newest = Hug.select(fn.MAX(Hug.id)).where(mine).scalar() or 0
    rows = list(
        _new_hugs(actor)
        .select(Hug.id, Hug.kind, Post.id, Post.number, Thread.id, title(actor))
        .join(Post)
        .join(Thread)
        .where(Hug.id <= newest)
        .order_by(Hug.id)
        .limit(MOST_HUGS)
        .tuples()
    )
    is_cut = len(rows) == MOST_HUGS
    return NoticesView(
        answers=found,
        hugs=_grouped(rows),
        hug_mark=rows[-1][0] if is_cut else newest,
        has_more=is_cut or len(found) == MOST_THREADS,
    )


def mark_seen(actor: Actor, shown: NoticesView) -> None:
    """Remember that these notices were shown; what came meanwhile is told the next time."""
    with atomic():
        require(actor, Action.KEEP_MARKS)
        for each in shown.answers:
            Follow.update(told=each.upto).where(
                Follow.member == actor.member_id,
                Follow.thread == each.thread_id,
                Follow.told < each.upto,
            ).execute()
        HugMark.insert(member=actor.member_id, hug_number=shown.hug_mark).on_conflict(
            conflict_target=(HugMark.member,),
            update={HugMark.hug_number: shown.hug_mark},
            where=(HugMark.hug_number < shown.hug_mark),
        ).execute()


def _follows(actor: Actor, *columns: Any) -> Any:
    """A query over the threads that one follows, with one's marks."""
    query = Follow.select(*columns).join(Thread)
    return boards.join_mark(query, actor).where(Follow.member == actor.member_id)


def _new_hugs(actor: Actor) -> Any:
    told = HugMark.select(HugMark.hug_number).where(HugMark.member == actor.member_id)
    return Hug.select(SQL("1")).where(
        pseudonyms.is_own(actor, Hug.writer),
        Hug.id > fn.COALESCE(told, 0),
        is_not_blocked(actor, Hug.member),
    )


def _grouped(rows: list[tuple[Any, ...]]) -> tuple[HugsNotice, ...]:
    """The hugs of each post together, the post that was hugged first at the top."""
    places: dict[int, tuple[int, int, str]] = {}
    counts: dict[int, dict[str, HugCount]] = {}
    for _, kind, post_id, number, thread_id, called in rows:
        places[post_id] = number, thread_id, called
        of_post = counts.setdefault(post_id, {})
        before = of_post[kind].count if kind in of_post else 0
        of_post[kind] = HugCount(kind, before + 1)
    return tuple(
        HugsNotice(post_id, *places[post_id], in_order(found)) for post_id, found in counts.items()
    )
