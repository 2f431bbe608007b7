"""Hugs: one of each kind for a post, given and taken back in one key; who gave it, nobody reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peewee import Case, fn

from bbs import events
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.kindness import HugKind
from bbs.models import Block, Hug, Post
from bbs.policy import Action, Actor, PostFacts, require
from bbs.services import boards, limits, pseudonyms
from bbs.services.blocks import is_not_blocked
from bbs.views import HugCount


def give(actor: Actor, post_id: int, kind: str, *, now: datetime) -> bool:
    """Give a hug of one kind to a post, or take back one's own; whether it is given now.

    Raises `Invalid` for a kind that there is not, `NotFound` or `Refused` for the post, `TooMany`.
    """
    if kind not in tuple(HugKind):
        raise Invalid(f"A hug is one of {', '.join(HugKind)}.", field="kind")
    with atomic():
        row = Post.select(Post.thread_id, Post.writer_id, Post.is_deleted)
        row = row.where(Post.id == post_id).first()
        if row is None:
            raise NotFound("This post is not there any more.")
        boards.of_thread(actor, row.thread_id)
        require(actor, Action.HUG, PostFacts(pseudonyms.person(row.writer_id), row.is_deleted))
        is_mine = pseudonyms.is_own(actor, Hug.member)
        if Hug.delete().where(Hug.post == post_id, Hug.kind == kind, is_mine).execute():
            return False
        limits.count(actor, limits.Kind.HUG, now=now)
        # By one's pseudonym where one has one: who blocks handles, or sees one leave, would find
        # whose hugs go, and so who thanks those who answer it.
        giver_id = pseudonyms.hugs_as(actor, row.thread_id)
        Hug.insert(member=giver_id, post=post_id, kind=kind, writer=row.writer_id).execute()
        writer_id = pseudonyms.person(row.writer_id)
        blocks = Block.select().where(Block.member == writer_id, Block.blocked == giver_id)
        if not blocks.exists():
            events.publish(events.HugCame(writer_id))
        return True


def of(actor: Actor, post_ids: Sequence[int]) -> dict[int, tuple[HugCount, ...]]:
    """The hugs of posts that this actor reads, by the posts' ids; one query.

    Those of members whom the actor blocked are left out where they are for the actor's own posts.
    For everybody else they count: what is missing for all but its giver would tell the giver of
    the block, and what went from others' posts would tell who gave it.
    """
    if not post_ids:
        return {}
    mine = Case(None, ((pseudonyms.is_own(actor, Hug.member), 1),), 0)
    is_counted = ~pseudonyms.is_own(actor, Hug.writer) | is_not_blocked(actor, Hug.member)
    rows: Any = (
        Hug.select(Hug.post_id, Hug.kind, fn.COUNT(Hug.id), fn.MAX(mine))
        .where(Hug.post.in_(list(post_ids)), is_counted)
        .group_by(Hug.post_id, Hug.kind)
        .tuples()
    )
    counts: dict[int, dict[str, HugCount]] = {}
    for post_id, kind, count, is_given in rows:
        counts.setdefault(post_id, {})[kind] = HugCount(kind, count, bool(is_given))
    return {post_id: in_order(found) for post_id, found in counts.items()}


def in_order(counts: dict[str, HugCount]) -> tuple[HugCount, ...]:
    """Counts by their kinds, as they are told: hug, me too, thank you."""
    return tuple(counts[kind] for kind in HugKind if kind in counts)
