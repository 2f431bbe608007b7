"""Threads in which newcomers say hello: one of a board, at the top of its list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import SQL, fn

from bbs import content
from bbs.db import atomic
from bbs.errors import Invalid
from bbs.models import Board, Category, Greeting, Member, Membership, Post, Thread
from bbs.policy import Action, Actor, Role, require
from bbs.services import boards, pseudonyms, textsize, waits
from bbs.views import GreetingView


def open_(actor: Actor, slug: str, *, now: datetime) -> int:
    """Begin a board's thread to say hello in, by a sysop; its id. A board has one: twice is once.

    From the server's host it is written in the name of the first sysop. Raises `Refused` to anyone
    else, `NotFound` for the board, `Invalid` where there is no sysop yet.
    """
    with atomic():
        require(actor, Action.OPEN_GREETING)
        board = boards.get(actor, slug)
        before = Greeting.select(Greeting.thread_id).where(Greeting.board == board.id).first()
        if before is not None:
            return int(before.thread_id)
        writer = _writer(actor)
        body = content.text("greeting").strip()
        # Nobody need wait for an answer to it.
        thread = Thread.create(
            board=board.id,
            writer=writer.id,
            title=content.text("greeting_title"),
            posts=1,
            last_at=now,
            month=textsize.month(now),
            text_bytes=textsize.of_new(1, writer.handle, body, now),
            waits=waits.ANSWERED,
        )
        Post.insert(
            thread=thread.id, number=1, writer=writer.id, body=body, posted_at=now
        ).execute()
        Greeting.insert(board=board.id, thread=thread.id).execute()
        return int(thread.id)


def mine(actor: Actor) -> tuple[GreetingView, ...]:
    """The threads to say hello in on the boards that one joined, in the catalogue's order."""
    require(actor, Action.SEE_OWN)
    own = Post.select(SQL("1")).where(
        Post.thread == Greeting.thread, pseudonyms.is_own(actor, Post.writer)
    )
    rows: Any = (
        Greeting.select(Board.slug, Board.name, Greeting.thread, fn.EXISTS(own))
        .join(Board)
        .join(Category)
        .switch(Board)
        .join(Membership, on=(Membership.board == Board.id))
        .where(Membership.member == actor.member_id)
        .order_by(Category.position, Board.position)
        .tuples()
    )
    return tuple(
        GreetingView(slug, name, thread_id, bool(has_said))
        for slug, name, thread_id, has_said in rows
    )


def _writer(actor: Actor) -> Any:
    chief = Member.select(Member.id, Member.handle).where(Member.role == Role.SYSOP)
    if actor.member_id:
        chief = chief.where(Member.id == actor.member_id)
    found = chief.order_by(Member.id).first()
    if found is None:
        raise Invalid("There is no sysop yet in whose name it could be written.")
    return found
