"""Leaving for good: what becomes of all that a member left here."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from peewee import fn

from bbs import events, handles
from bbs.db import after_commit, atomic, hashes, leave_no_trace
from bbs.errors import Invalid, NotFound
from bbs.models import Block, FormerHandle, Held, Hug, LogKey, Member, Post, Pseudonym, Thread
from bbs.policy import Action, Actor, Role, require
from bbs.services import (
    arrivals,
    chest,
    holding,
    limits,
    members,
    posts,
    pseudonyms,
    waits,
)
from bbs.services.posts import TAKEN_BACK_TITLE
from bbs.services.sessions import BY_LEAVING, DELETED
from bbs.sessions import LiveSessions

_NO_DAY = date(1970, 1, 1)
_ID_BITS = 31
ERASED_WITHIN = timedelta(days=28)
"""Words under pseudonyms go one day of these; at once they would tell whose they were."""
GIVEN_TO_NOBODY = (Post.writer, Thread.writer, Pseudonym.owner)
"""References to who leaves that don't go with them, but are given to a departed member."""


@hashes
def delete_account(
    actor: Actor,
    confirmation: str,
    *,
    erase_texts: bool,
    came_by_key: bool = False,
    live: LiveSessions | None = None,
    this_id: str = "",
    now: datetime,
) -> None:
    """Take the member out of the house, at once and for good.

    `confirmation` is their passphrase; who logged in by SSH key may give their handle instead.
    Posts stay under "departed member", or with `erase_texts` their words go, and threads in which
    nobody else has a say go whole. What they wrote under pseudonyms stays as it is, and with
    `erase_texts` goes within four weeks, each pseudonym's on a day by chance; from now on nobody
    knows whose it was. All else goes: handle, credentials, keys, letters in their own
    mailbox, drafts, journal, check-ins and counters, marks, memberships, preferences, whom they
    blocked. Their `live` sessions end, but for the one with `this_id`. Raises `Invalid` where the
    confirmation is wrong.
    """
    require(actor, Action.LEAVE_FOR_GOOD)
    _confirm(actor, confirmation, came_by_key=came_by_key)
    with atomic():
        require(actor, Action.LEAVE_FOR_GOOD)
        row = Member.select().where(Member.id == actor.member_id).first()
        if row is None:
            raise NotFound("This account is gone already.")
        before = posts.sizes(Post.writer == row.id)
        _leave_pseudonyms(row.id, erase_texts=erase_texts, now=now)
        # What waits for a leader's look goes; its places stay, as those of posts taken back.
        holding.erase_of(row.id)
        if erase_texts:
            _erase_texts(row.id)
        _leave_posts(row.id, before)
        FormerHandle.insert(tag=members.former_tag(row.handle)).on_conflict_ignore().execute()
        limits.forget(row.id, now=now)
        # Whatever points at a member and isn't left behind above goes with them.
        Member.delete().where(Member.id == row.id).execute()
        after_commit(partial(_end_sessions, live, row.id, this_id))
        events.publish(events.SessionsEnded(row.id, BY_LEAVING, events.HERE))
    leave_no_trace()


def _confirm(actor: Actor, confirmation: str, *, came_by_key: bool) -> None:
    is_handle = handles.normal(confirmation.strip()) == handles.normal(actor.handle)
    if came_by_key and is_handle:
        return
    # Who is banned may leave, too, so it is not asked whether they may open letters.
    if chest.by_passphrase(actor.handle, confirmation) is None:
        arrivals.note_wrong(actor.handle)  # Somebody may sit at a session that was left open.
        either = "neither your handle nor" if came_by_key else "not"
        raise Invalid(
            f"That is {either} your passphrase. Nothing was deleted.", field="confirmation"
        )


def _end_sessions(live: LiveSessions | None, member_id: int, this_id: str) -> None:
    if live is not None:
        live.end(member_id, {each.id for each in live.of(member_id)} - {this_id}, DELETED)


def _erase_texts(member_id: int) -> None:
    """Blank the member's posts and titles; what nobody else has a say in goes whole."""
    others: Any = Post.alias()
    of_others = others.select().where(
        others.thread == Thread.id, others.writer != member_id, ~others.is_deleted
    )
    mine = Post.select(Post.thread).where(Post.writer == member_id)
    alone = Thread.select(Thread.id).where(Thread.id.in_(mine), ~fn.EXISTS(of_others))
    pseudonyms.let_go(alone)
    Post.update(body="", warning="", is_deleted=True).where(Post.writer == member_id).execute()
    Hug.delete().where(Hug.writer == member_id).execute()
    waits.wait_again(mine)
    gone = Thread.update(title=TAKEN_BACK_TITLE, warning="")
    gone.where(Thread.writer == member_id).execute()


def _leave_pseudonyms(member_id: int, *, erase_texts: bool, now: datetime) -> None:
    """Forget who was behind them; where words are to go, note when, by chance for each."""
    mine = [row.id for row in Pseudonym.select().where(Pseudonym.owner == member_id)]
    Post.update(token=None).where(Post.writer.in_(mine)).execute()
    Held.update(token=None).where(
        Held.writer.in_(LogKey.select(LogKey.member).where(LogKey.owner == member_id))
    ).execute()
    # What staff wrote about them goes as well, each on its own day: else staff saw who has left.
    for key in list(LogKey.select().where(LogKey.owner == member_id)):
        day = now + ERASED_WITHIN * random.SystemRandom().random()
        changed = LogKey.update(owner=None, erase_at=day)
        changed.where(LogKey.member == key.member_id).execute()
    for pseudonym_id in mine:
        chance = random.SystemRandom().random()
        erase_at = now + ERASED_WITHIN * chance if erase_texts else None
        changed = Pseudonym.update(owner=None, erase_at=erase_at)
        changed.where(Pseudonym.id == pseudonym_id).execute()


def erase_due(*, now: datetime) -> int:
    """Erase what was written under pseudonyms of who has left, where its day has come; of how many.

    For the house itself, every now and then.
    """
    due = [row.id for row in Pseudonym.select().where(Pseudonym.erase_at <= now)]
    for pseudonym_id in due:
        with atomic():
            with posts.resizing(Post.writer == pseudonym_id):
                holding.erase_of(pseudonym_id)
                _erase_texts(pseudonym_id)
            done = Pseudonym.update(erase_at=None).where(Pseudonym.id == pseudonym_id)
            done.execute()
    of_log = [row.member_id for row in LogKey.select().where(LogKey.erase_at <= now)]
    for pseudonym_id in of_log:
        with atomic():
            _erase_from_log(pseudonym_id)
    if due or of_log:
        leave_no_trace()
    return len(due)


def _erase_from_log(pseudonym_id: int) -> None:
    """Let what staff wrote of a pseudonym be read no more; what waited of it waits no longer."""
    with posts.resizing(Post.writer == pseudonym_id):
        holding.erase_of(pseudonym_id)
    LogKey.delete().where(LogKey.member == pseudonym_id).execute()
    if not Pseudonym.select().where(Pseudonym.id == pseudonym_id).exists():
        Member.delete().where(Member.id == pseudonym_id).execute()


def _leave_posts(member_id: int, before: Counter[int]) -> None:
    """Give what stays to a new member who is nobody: by a number made at random, without a day."""
    has_posts = Post.select().where(Post.writer == member_id).exists()
    if not has_posts and not Thread.select().where(Thread.writer == member_id).exists():
        return
    nobody = secrets.token_hex(16).upper()  # Nothing that is looked up has capitals.
    departed_id = -1 - secrets.randbits(_ID_BITS)
    Member.insert(
        id=departed_id,
        handle=handles.DEPARTED,
        handle_key=nobody,
        skeleton=nobody,
        role=Role.MEMBER,
        joined_on=_NO_DAY,
        rules_version=0,
        consented_on=_NO_DAY,
    ).execute()
    Post.update(writer=departed_id, token=None).where(Post.writer == member_id).execute()
    # Whoever has left needs no answer any more.
    theirs = Thread.update(writer=departed_id, waits=waits.ANSWERED)
    theirs.where(Thread.writer == member_id).execute()
    # What others gave to a post that stays is still theirs.
    Hug.update(writer=departed_id).where(Hug.writer == member_id).execute()
    posts.lengthen(before, posts.sizes(Post.writer == departed_id))
    # Who didn't want to hear from them still doesn't, though nobody knows any more who it was.
    Block.update(blocked=departed_id).where(Block.blocked == member_id).execute()
