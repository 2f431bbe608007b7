"""A hundred members of a seeded community, as dear to the store as members get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from peewee import SQL, Value

from bbs.db import atomic
from bbs.models import (
    Arrival,
    Block,
    Board,
    Bookmark,
    Filter,
    Follow,
    Hug,
    Mark,
    Member,
    Membership,
    Post,
    Thread,
)
from bbs.policy import Actor, Role
from bbs.services import drafts, letters, seedtext, threads

BOARDS, BLOCKED, FOLLOWED, BOOKMARKS, LETTERS, HUGS = 30, 5, 50, 20, 3, 30
FILTERED_WORDS = ("needles", "diet*", "funeral", "snow and ice")


@dataclass(frozen=True, slots=True)
class Kind:
    """How long ago somebody's floors lie, and that they have read all threads but one in so many.

    With `all_but` 0 they have read none.
    """

    name: str
    floor: timedelta
    all_but: int


KINDS = (
    Kind("lately", timedelta(days=14), 2),
    Kind("away", timedelta(days=730), 0),
    Kind("keen", timedelta(days=90), 50),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A member, and what they look at: a board, a thread on it, and words of one of its posts."""

    actor: Actor
    kind: str
    slug: str
    thread_id: int
    words: str


def readers(count: int, *, now: datetime) -> list[Reader]:
    """So many members, furnished, of each kind as many; the same each time."""
    rng = Random(11)
    ids = rng.sample([row.id for row in Member.select(Member.id).namedtuples()], count)
    newest = Post.select(Post.id).order_by(Post.id.desc()).limit(1).scalar()
    made = []
    for at, member_id in enumerate(ids):
        actor = Actor(member_id, Member.get_by_id(member_id).handle, Role.MEMBER)
        made.append(_furnished(actor, KINDS[at % len(KINDS)], rng, newest, now))
    return made


def _furnished(actor: Actor, kind: Kind, rng: Random, newest: int, now: datetime) -> Reader:
    seeded = list(Board.select().where(Board.id.in_(Thread.select(Thread.board))))
    joined = rng.sample(seeded, BOARDS)
    some = (
        Thread.select(Thread.id, Thread.posts)
        .where(Thread.board.in_(joined))
        .order_by((Thread.id * 7_919) % rng.randrange(50_000, 60_000))
    )
    there = [(row.id, row.posts) for row in some.limit(500)]
    with atomic():
        Membership.delete().where(Membership.member == actor.member_id).execute()
        _add(Membership, [
            {"member": actor.member_id, "board": board.id, "floor_at": now - kind.floor}
            for board in joined
        ])  # fmt: skip
        if kind.all_but:
            _read(actor, joined, kind, now)
        _choose(actor, joined, there, rng, newest)
    _write(actor, joined[0].slug, rng, newest, now)
    thread_id = rng.choice(there)[0]
    thread = Thread.select(Thread, Board).join(Board).where(Thread.id == thread_id).get()
    body = Post.get(Post.thread == thread_id, Post.number == 1).body
    words = [word for word in body.split() if word.isalpha() and len(word) > 3]
    return Reader(actor, kind.name, thread.board.slug, thread_id, " ".join(rng.sample(words, 2)))


def _add(model: Any, rows: list[dict[str, Any]]) -> None:
    model.insert_many(rows).on_conflict_ignore().execute()


def _read(actor: Actor, joined: list[Board], kind: Kind, now: datetime) -> None:
    read = Thread.select(
        Value(actor.member_id), Thread.id, Thread.posts, SQL("FALSE")
    ).where(
        Thread.board.in_(joined), Thread.last_at >= now - kind.floor,
        Thread.id % kind.all_but != actor.member_id % kind.all_but,
    )  # fmt: skip
    fields = (Mark.member, Mark.thread, Mark.number, Mark.is_ignored)
    Mark.insert_from(read, fields).on_conflict_ignore().execute()


def _choose(
    actor: Actor, joined: list[Board], there: list[tuple[int, int]], rng: Random, newest: int
) -> None:
    """Blocks, filters, what they follow and find again, and log-ins that they weren't told of."""
    me = {"member": actor.member_id}
    writers = Post.select(Post.writer).where(
        Post.id.in_([rng.randrange(1, newest + 1) for _ in range(BLOCKED * 2)])
    )
    heard = sorted({row.writer_id for row in writers} - {actor.member_id})
    _add(Block, [{**me, "blocked": writer_id} for writer_id in heard[:BLOCKED]])
    _add(Filter, [{**me, "word": word, "board": None} for word in FILTERED_WORDS])
    _add(Filter, [{**me, "word": None, "board": joined[-1].id}])
    # The longest first: the more answers, the more there is to be counted.
    longest = sorted(there, key=lambda row: -row[1])[:FOLLOWED]
    _add(Follow, [
        {**me, "thread": thread_id, "told": rng.randrange(posts)} for thread_id, posts in longest
    ])  # fmt: skip
    _add(Bookmark, [{**me, "thread": thread_id} for thread_id, _ in there[:BOOKMARKS]])
    _add(Arrival, [{**me, "logins": 5, "logins_told": 2}])


def _write(actor: Actor, slug: str, rng: Random, newest: int, now: datetime) -> None:
    """A thread under one's name and one without, hugs for the first, a draft, letters received."""
    body = seedtext.post(rng, is_first=True)
    made = threads.start(actor, slug, "By my name", body, without_name=False, now=now)
    threads.start(actor, slug, "Without it", body, without_name=True, now=now)
    drafts.keep(actor, "thread", slug, "Begun", body, now=now)
    post = Post.get(Post.thread == made.id)
    givers = [each for each in rng.sample(range(1, 1_000), HUGS + 1) if each != actor.member_id]
    _add(Hug, [
        {"member": giver, "post": post.id, "kind": "hug", "writer": actor.member_id}
        for giver in givers[:HUGS]
    ])  # fmt: skip
    sender = Actor(givers[0], Member.get_by_id(givers[0]).handle, Role.MEMBER)
    for _ in range(LETTERS):
        letters.send(sender, actor.handle, "A word", body, now=now)
