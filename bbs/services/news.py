"""Whom new posts concern, of the members who are here now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from bbs.models import Block, Follow, Mark, Membership, Post, Pseudonym, Thread
from bbs.services.paging import batched

_AT_ONCE = 500  # Members in one statement, and posts.


@dataclass(frozen=True, slots=True)
class Concerned:
    """Pairs of member and thread where a follower has an answer, and whose counts have moved."""

    answers: frozenset[tuple[int, int]]
    readers: frozenset[int]


def concerned(post_ids: Sequence[int], member_ids: Sequence[int]) -> Concerned:
    """Which of these members are to hear of which of these posts; for the house, not for a member.

    Nobody hears of their own posts, of what they have read, ignore or can't read, or of whom they
    blocked. Two queries for each 500 members.
    """
    answers: set[tuple[int, int]] = set()
    readers: set[int] = set()
    for posts in batched(post_ids, _AT_ONCE):
        for members in batched(member_ids, _AT_ONCE):
            answers.update(_followers(posts, members).tuples())
            readers.update(member_id for (member_id,) in _readers(posts, members).tuples())
    return Concerned(frozenset(answers), frozenset(readers))


def _followers(post_ids: Sequence[int], member_ids: Sequence[int]) -> Any:
    query = Post.select(Follow.member, Post.thread).join(Follow, on=(Follow.thread == Post.thread))
    return _new_to(query, Follow.member, post_ids, member_ids)


def _readers(post_ids: Sequence[int], member_ids: Sequence[int]) -> Any:
    query = Post.select(Membership.member).join(Thread)
    query = query.join(Membership, on=(Membership.board == Thread.board)).switch(Post)
    return _new_to(query, Membership.member, post_ids, member_ids)


def _new_to(query: Any, member: Any, post_ids: Sequence[int], member_ids: Sequence[int]) -> Any:
    mark = (Mark.member == member) & (Mark.thread == Post.thread)
    own_names = Pseudonym.select().where(Pseudonym.owner == member, Pseudonym.id == Post.writer)
    blocks = Block.select().where(Block.member == member, Block.blocked == Post.writer)
    return (
        query.join(Mark, JOIN.LEFT_OUTER, on=mark)
        .where(
            Post.id.in_(post_ids),
            member.in_(member_ids),
            Post.writer != member,
            ~fn.EXISTS(own_names),
            ~Post.is_deleted,
            Post.number > fn.COALESCE(Mark.number, 0),
            Mark.is_ignored.is_null() | ~Mark.is_ignored,
            ~fn.EXISTS(blocks),
        )
        .distinct()
    )
