"""A synthetic community for trials and benchmarks, and three members to look around with."""

from __future__ import annotations

import secrets
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from peewee import fn

from bbs import content, handles, sealing
from bbs.clock import day_start
from bbs.db import atomic
from bbs.errors import Invalid
from bbs.models import Board, Credential, Mark, Member, Membership, Post, Thread
from bbs.models.base import milliseconds
from bbs.policy import Role
from bbs.services import boards, chest, letters, members, seedtext, textsize, waits
from bbs.services.seedshape import YEARS, Outline, moments, outlines, ranked, zipf
from bbs.services.seedwords import PASSPHRASE_WORDS

PASSPHRASE = "all seeded lamps burn alike"  # noqa: S105
"""Of every seeded member; it opens nothing unless the vault lets seeded members in."""

READY = ("quiet-otter", "brave-wren", "old-lantern")

_CHUNK = 1_000  # Rows in one INSERT.
_MEMBERS_AT_ONCE = 10_000
_THREADS_AT_ONCE = 1_000  # With all their posts, in one transaction.
_OPENER_ANSWERS = 0.25


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a community; `posts` counts first posts too."""

    members: int
    boards: int
    threads: int
    posts: int
    rng_seed: int = 1


@dataclass(frozen=True, slots=True)
class Planted:
    """What was added, and how many boards it was spread over."""

    members: int
    boards: int
    threads: int
    posts: int


def _silent(line: str) -> None:
    """Tell nobody."""


def plant(plan: Plan, *, now: datetime, tell: Callable[[str], None] = _silent) -> Planted:
    """Add a synthetic community to what is there; the same plan and `now` give the same.

    Raises `Invalid` where the plan can't be: fewer posts than threads, threads without members
    or boards.
    """
    _check(plan)
    rng = Random(plan.rng_seed)
    boards.load_catalogue()
    board_ids = _board_ids(plan.boards)
    member_ids = _plant_members(plan.members, rng, now, tell)
    joined = _plant_memberships(member_ids, board_ids, rng, now)
    tell(f"{len(member_ids):,} members on {len(board_ids):,} boards")
    shape = outlines(plan.threads, plan.posts, board_ids, rng, milliseconds(now))
    posts = 0
    for batch in _batches(shape, _THREADS_AT_ONCE):
        posts += _plant_threads(batch, joined, rng)
        tell(f"{posts:,} posts of {plan.posts:,}")
    return Planted(len(member_ids), len(board_ids), plan.threads, posts)


def ready_members(now: datetime) -> tuple[tuple[str, str], ...]:
    """Three members to look around with, each with a passphrase made at random.

    They have joined the busiest boards, and each has a letter of another to read. Raises
    `Invalid` where their handles are taken.
    """
    made = [(handle, " ".join(secrets.choice(PASSPHRASE_WORDS) for _ in range(4)))
            for handle in READY]  # fmt: skip
    actors = []
    for handle, passphrase in made:
        newcomer = members.Newcomer(
            handle, passphrase, accepts_rules=True, consents=True, is_adult=True
        )
        actors.append(members.sign_up(newcomer, now=now).login.actor)
    busiest = (
        Board.select(Board.slug)
        .join(Thread)
        .group_by(Board.id, Board.slug)
        .order_by(fn.SUM(Thread.posts).desc(), Board.id)
        .limit(4)
    )
    a_fortnight_ago = now - timedelta(days=14)
    for at, actor in enumerate(actors):
        for board in busiest:
            boards.join(actor, board.slug, now=a_fortnight_ago)
        other = actors[at - 1]
        body = (
            f"Hello {other.handle},\n\n"
            "I saw your name on the board and thought I would write. It is good to have you "
            "here. Answer when you like, or not at all.\n\n"
            f"{actor.handle}"
        )
        letters.send(actor, other.handle, "A word of welcome", body, now=now)
    return tuple(made)


def _check(plan: Plan) -> None:
    if min(plan.members, plan.boards, plan.threads, plan.posts) < 0:
        raise Invalid("Nothing can be planted less than zero times.")
    if plan.posts < plan.threads or (plan.posts and not plan.threads):
        raise Invalid("Each thread has a post, and each post is in a thread.", field="posts")
    if plan.threads and not (plan.members and plan.boards):
        raise Invalid("Threads need members who write, and boards.", field="threads")


def _board_ids(wanted: int) -> list[int]:
    shipped = {board.slug for category in content.categories() for board in category.boards}
    rows = Board.select(Board.id, Board.slug).order_by(Board.position, Board.id)
    return [row.id for row in sorted(rows, key=lambda row: row.slug not in shipped)][:wanted]


def _plant_members(
    wanted: int, rng: Random, now: datetime, tell: Callable[[str], None]
) -> array[int]:
    """Their ids; they joined in the year before the first post, so that none wrote earlier."""
    if not wanted:
        return array("q")
    credential, _ = chest.make(PASSPHRASE, sealing.new_recovery_code())
    taken = {row.skeleton for row in Member.select(Member.skeleton)}
    taken |= {handles.skeleton(handle) for handle in READY}
    named = _new_handles(rng, taken)
    made = array("q")
    while len(made) < wanted:
        count = min(_MEMBERS_AT_ONCE, wanted - len(made))
        with atomic():
            before = Member.select(fn.MAX(Member.id)).scalar() or 0
            rows = []
            for handle, skeleton in islice(named, count):
                joined_on = (now - YEARS - rng.random() * timedelta(days=365)).date()
                rows.append((handle, handles.normal(handle), skeleton, Role.MEMBER, joined_on,
                             content.RULES_VERSION, joined_on, True))  # fmt: skip
            _insert(Member, rows, Member.handle, Member.handle_key, Member.skeleton, Member.role,
                    Member.joined_on, Member.rules_version, Member.consented_on,
                    Member.is_seeded)  # fmt: skip
            ids = _ids_after(Member, before)
            fields = [getattr(Credential, name) for name in credential]
            values = tuple(credential.values())
            _insert(Credential, ((each, *values) for each in ids), Credential.member, *fields)
        made.extend(ids)
        tell(f"{len(made):,} members of {wanted:,}")
    return made


def _new_handles(rng: Random, taken: set[str]) -> Iterator[tuple[str, str]]:
    while True:
        handle = seedtext.handle(rng)
        skeleton = handles.skeleton(handle)
        if skeleton not in taken:
            taken.add(skeleton)
            yield handles.check(handle), skeleton


def _plant_memberships(
    member_ids: array[int], board_ids: list[int], rng: Random, now: datetime
) -> dict[int, array[int]]:
    """Who is on which board: a few boards each, the popular ones more often."""
    joined = {board_id: array("q") for board_id in board_ids}
    if not member_ids or not board_ids:
        return joined
    ranks = zipf(len(board_ids))
    for member_id in member_ids:
        some = {board_ids[ranked(rng, ranks, len(ranks))] for _ in range(1 + int(rng.random() * 6))}
        for board_id in sorted(some):
            joined[board_id].append(member_id)
    for board_id in board_ids:  # On an unpopular board of a small community at least one.
        if not joined[board_id]:
            joined[board_id].append(member_ids[int(rng.random() * len(member_ids))])
    rows = (
        (member_id, board_id, _floor(rng, now))
        for board_id, on_board in joined.items()
        for member_id in on_board
    )
    for batch in _batches(rows, 50 * _CHUNK):
        with atomic():
            _insert(Membership, batch, Membership.member, Membership.board, Membership.floor_at)
    return joined


def _floor(rng: Random, now: datetime) -> int:
    """Most members read up to some day of the last weeks; some never came back."""
    days = rng.expovariate(1 / 20) if rng.random() < 0.8 else rng.random() * YEARS.days
    return milliseconds(day_start(now - timedelta(days=min(days, YEARS.days))))


def _plant_threads(batch: list[Outline], joined: dict[int, array[int]], rng: Random) -> int:
    """Some threads with their posts and marks, in one transaction; the number of posts."""
    ranks = zipf(max(len(joined[board_id]) for _, _, board_id, _ in batch))
    openers = [_writer(rng, ranks, joined[board_id]) for _, _, board_id, _ in batch]
    with atomic():
        before = Thread.select(fn.MAX(Thread.id)).scalar() or 0
        heads = (
            (board_id, opener, seedtext.title(rng), posts, ends, textsize.month(_moment(begins)))
            for (begins, ends, board_id, posts), opener in zip(batch, openers, strict=True)
        )
        _insert(Thread, heads, Thread.board, Thread.writer, Thread.title, Thread.posts,
                Thread.last_at, Thread.month)  # fmt: skip
        thread_ids = _ids_after(Thread, before)
        due = [
            (moment, thread_ids[at], number, at)
            for at, outline in enumerate(batch)
            for number, moment in enumerate(moments(rng, outline), 1)
        ]
        due.sort()  # As they came in: posts of many threads lie between one another.
        rows = list(_posts(due, batch, openers, joined, ranks, rng))
        _insert(Post, rows, Post.thread, Post.number, Post.writer, Post.body,
                Post.posted_at)  # fmt: skip
        _measure(rows)
        writers = dict(zip(thread_ids, openers, strict=True))
        answered = {
            thread_id for thread_id, _, writer, _, _ in rows if writer != writers[thread_id]
        }
        for some in _batches(sorted(set(thread_ids) - answered), _CHUNK):
            Thread.update(waits=waits.OF_OTHERS).where(Thread.id.in_(some)).execute()
        marks = (
            (member_id, thread_id, 1 + int(rng.random() * outline[3]))
            for thread_id, outline in zip(thread_ids, batch, strict=True)
            for member_id in sorted({_writer(rng, ranks, joined[outline[2]]) for _ in range(2)})
        )
        _insert(Mark, marks, Mark.member, Mark.thread, Mark.number)
    return len(due)


def _posts(
    due: list[tuple[int, int, int, int]],
    batch: list[Outline],
    openers: list[int],
    joined: dict[int, array[int]],
    ranks: list[float],
    rng: Random,
) -> Iterator[tuple[int, int, int, str, int]]:
    for moment, thread_id, number, at in due:
        writer_id = openers[at]
        if number > 1 and rng.random() > _OPENER_ANSWERS:
            writer_id = _writer(rng, ranks, joined[batch[at][2]])
        body = seedtext.post(rng, is_first=number == 1)
        yield thread_id, number, writer_id, body, moment


def _measure(rows: list[tuple[int, int, int, str, int]]) -> None:
    """Note in the threads how long these posts of theirs are as text."""
    handle_of = {}
    for some in _batches(sorted({writer_id for _, _, writer_id, _, _ in rows}), _CHUNK):
        known = Member.select(Member.id, Member.handle).where(Member.id.in_(some))
        handle_of.update({row.id: row.handle for row in known})
    sizes = Counter[int]()
    for thread_id, number, writer_id, body, moment in rows:
        sizes[thread_id] += textsize.of_new(number, handle_of[writer_id], body, _moment(moment))
    for thread_id, size in sizes.items():
        Thread.update(text_bytes=size).where(Thread.id == thread_id).execute()


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _writer(rng: Random, ranks: list[float], on_board: array[int]) -> int:
    return on_board[ranked(rng, ranks, len(on_board))]


def _batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def _insert(model: Any, rows: Iterable[tuple[Any, ...]], *fields: Any) -> None:
    for batch in _batches(rows, _CHUNK):
        model.insert_many(batch, fields=fields).execute()


def _ids_after(model: Any, before: int) -> list[int]:
    """The ids of the rows that were just added, in their order; under the write lock."""
    return [
        row[0]
        for row in model.select(model.id).where(model.id > before).order_by(model.id).tuples()
    ]
