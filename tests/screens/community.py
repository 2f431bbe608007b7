"""A small community: three members, two boards, three threads, a letter, a draft, a key."""

from __future__ import annotations

from dataclasses import dataclass

from bbs.policy import GUEST, Actor
from bbs.services import boards, drafts, keys, letters, posts, threads
from bbs.services.credentials import Login
from tests.helpers import Join, StandingClock
from tests.screens.stage import KEY_LINE

BLOCKED = "grey-badger"
"""Whom I blocked, and who wrote nothing."""
WORDS = "The mornings are *hard*.\n\n> it gets better\n\n- walk a little\n- call somebody"


@dataclass(frozen=True, slots=True)
class Community:
    """Who is there, and what they wrote."""

    me: Login
    other: Login
    third: Login
    first_id: int
    """Thread by another on back-pain, with an answer: the oldest."""
    own_id: int
    """Thread of one's own on back-pain, with an answer of another's."""
    far_id: int
    """Thread by another on stress: the newest."""


def settle_in(join: Join, clock: StandingClock) -> Community:
    """Let them move in; it is an hour later then."""
    me, other, third = join("quiet-otter"), join("brave-wren"), join("old-lantern")
    for login in (me, other, third):
        for slug in ("back-pain", "stress"):
            boards.join(login.actor, slug, now=clock())
    first = _thread(other.actor, "back-pain", "First winter with a bad back", clock)
    _answer(third.actor, first, "That sounds hard.", clock)
    own = _thread(me.actor, "back-pain", "Sitting at work", clock)
    _answer(other.actor, own, "A kitchen timer helps me.", clock)
    far = _thread(third.actor, "stress", "Too much at once", clock)
    letters.send(other.actor, "quiet-otter", "Thank you", "It did me good.", now=clock())
    letters.send(me.actor, "brave-wren", "Hello", "How are you today?", now=clock())
    drafts.keep(me.actor, "thread", "stress", "A title begun", "Words begun", now=clock())
    keys.add(me.actor, KEY_LINE, now=clock())
    join(BLOCKED)
    letters.block(me.actor, BLOCKED)
    clock.pass_(hours=1)
    return Community(me, other, third, first, own, far)


def _thread(actor: Actor, slug: str, title: str, clock: StandingClock) -> int:
    return threads.start(actor, slug, title, WORDS, now=clock.pass_(minutes=5)).id


def _answer(actor: Actor, thread_id: int, body: str, clock: StandingClock) -> None:
    posts.reply(actor, thread_id, body, now=clock.pass_(minutes=5))


def number_of(login: Login) -> int:
    """The number of the newest letter in somebody's inbox."""
    page = letters.listing(login.actor, login.key, is_incoming=True, limit=1)
    return page.rows[0].number


def bodies(thread_id: int, actor: Actor = GUEST) -> list[str]:
    """What stands in a thread."""
    return [post.body for post in posts.from_number(actor, thread_id, 1, limit=100)]


def draft_of(login: Login, kind: str, target: str) -> tuple[str, str] | None:
    """Title and body of a draft, if there is one."""
    found = drafts.find(login.actor, login.key, kind, target)
    return None if found is None else (found.title, found.body)
