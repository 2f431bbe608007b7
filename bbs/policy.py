"""Every permission, as pure functions over values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bbs.errors import Refused


class Role(StrEnum):
    """What somebody is in the community."""

    GUEST = "guest"
    MEMBER = "member"
    PROFESSIONAL = "professional"
    SYSOP = "sysop"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something; `member_id` is 0 for a guest, who is nobody in particular."""

    member_id: int
    handle: str
    role: Role
    is_reading: bool = False
    """Whether they came in by a key that is for reading only."""


GUEST = Actor(0, "guest", Role.GUEST)


class Action(StrEnum):
    """All that can be asked for."""

    READ_BOARD = "read a board"
    JOIN_BOARD = "join or leave a board"
    START_THREAD = "start a thread"
    REPLY = "reply"
    EDIT_POST = "edit a post"
    DELETE_POST = "delete a post"
    HUG = "give a hug"
    FOLLOW = "follow, bookmark or ignore a thread"
    KEEP_MARKS = "keep one's place in a thread"
    USE_MAILBOX = "read one's letters"
    SEND_LETTER = "send a letter"
    DELETE_LETTER = "throw a letter away"
    BLOCK = "block somebody"
    BEFRIEND = "ask somebody to be friends"
    SEE_PROFILE = "read what a member tells of themselves"
    WRITE_PROFILE = "tell something of oneself"
    KEEP_DRAFT = "keep a draft"
    SEE_OWN = "see one's own settings, keys, sessions and drafts"
    USE_PACKETS = "take packets along, and send answers back"
    CHANGE_OWN = "change one's own settings, keys and passphrase"
    READ_JOURNAL = "read one's journal, check-ins and counters"
    KEEP_JOURNAL = "write in one's journal, check in, and count"
    TAKE_ALONG = "take one's own data along"
    LEAVE_FOR_GOOD = "leave for good"
    OPEN_GREETING = "open a thread to say hello in"
    ADD_MEMBER = "add a member"
    RESET_MEMBER = "give a member a code for a new passphrase"
    WRITE_AS = "write by one's name or without it"
    SILENCE_PSEUDONYM = "silence a pseudonym in its thread, or let it speak again"


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What the policy needs to know of a board."""

    is_for_all: bool


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the policy needs to know of a post, and of the board that it stands on."""

    writer_id: int
    """Who it is that wrote it, also where others read a pseudonym."""
    is_deleted: bool
    is_silenced: bool = False
    """Whether its writer was silenced in its thread."""


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What the policy needs to know of who is to be shown as the writer."""

    rule: str
    """The board's: pseudonyms are `allowed`, `always` used, or `never`."""
    without_name: bool
    is_silenced: bool = False
    """Whether this member's pseudonym in the thread was silenced."""


Rule = Callable[[Actor, Any], str | None]
"""A rule answers with the reason why not, or None."""

# One's place in a thread, and that a letter was read, are kept all the same: nobody else sees them.
# What is not named here is refused, so that a new action need not be thought of.
FOR_READING = frozenset(
    (
        Action.READ_BOARD,
        Action.KEEP_MARKS,
        Action.USE_MAILBOX,
        Action.SEE_PROFILE,
        Action.USE_PACKETS,  # The answers in them ask again, each for itself.
        Action.SEE_OWN,
    )
)
"""What a key for reading only is good for."""

_READING = (
    "You came in by a key that is for reading only. To write or change something, log in with "
    "your passphrase."
)
_SILENCED = (
    "Those who look after this board have silenced your pseudonym in this thread. Until they let "
    "it speak again you can't write in it by either name, nor letters as that pseudonym."
)
_READING_OF = {
    # Whoever lends such a key to a program lends no more than it needs.
    Action.READ_JOURNAL: (
        "You came in by a key that is for reading only. Your journal, check-ins and counters are "
        "shown when you log in with your passphrase."
    )
}
_SIGN_UP = "That is for members. Joining takes two minutes: connect as new@."


def _is_member(actor: Actor, thing: Any) -> str | None:
    return _SIGN_UP if actor.role is Role.GUEST else None


def _may_read(actor: Actor, board: BoardFacts) -> str | None:
    if actor.role is not Role.GUEST or board.is_for_all:
        return None
    return (
        "This board is for members only, so that people can speak freely in it. "
        "Joining takes two minutes: connect as new@."
    )


def _owns_post(actor: Actor, post: PostFacts) -> str | None:
    if actor.role is Role.GUEST or post.writer_id != actor.member_id:
        return "This post is somebody else's."
    return "This post was taken back already." if post.is_deleted else None


def _may_edit(actor: Actor, post: PostFacts) -> str | None:
    return _owns_post(actor, post) or (_SILENCED if post.is_silenced else None)


def _may_write_as(actor: Actor, names: NameFacts) -> str | None:
    if actor.role is Role.GUEST:
        return _SIGN_UP
    if names.is_silenced:
        return _SILENCED
    if names.rule == "never" and names.without_name:
        return "On this board everybody writes by their name."
    if names.rule == "always" and not names.without_name:
        return "On this board everybody writes without their name, under a pseudonym."
    return None


def _may_hug(actor: Actor, post: PostFacts) -> str | None:
    if actor.role is Role.GUEST:
        return _SIGN_UP
    if post.writer_id == actor.member_id:
        return "This post is your own. Hugs are for others; be kind to yourself all the same."
    return "This post was taken back by its writer." if post.is_deleted else None


def _is_sysop(actor: Actor, thing: Any) -> str | None:
    return None if actor.role is Role.SYSOP else "Only a sysop can do this."


_RULES: dict[Action, Rule] = {
    Action.READ_BOARD: _may_read,
    Action.JOIN_BOARD: _is_member,
    Action.START_THREAD: _is_member,
    Action.REPLY: _is_member,
    Action.EDIT_POST: _may_edit,
    Action.DELETE_POST: _owns_post,
    Action.HUG: _may_hug,
    Action.FOLLOW: _is_member,
    Action.KEEP_MARKS: _is_member,
    Action.USE_MAILBOX: _is_member,
    Action.SEND_LETTER: _is_member,
    Action.DELETE_LETTER: _is_member,
    Action.BLOCK: _is_member,
    Action.BEFRIEND: _is_member,
    Action.SEE_PROFILE: _is_member,
    Action.WRITE_PROFILE: _is_member,
    Action.KEEP_DRAFT: _is_member,
    Action.SEE_OWN: _is_member,
    Action.USE_PACKETS: _is_member,
    Action.CHANGE_OWN: _is_member,
    Action.READ_JOURNAL: _is_member,
    Action.KEEP_JOURNAL: _is_member,
    Action.TAKE_ALONG: _is_member,
    Action.LEAVE_FOR_GOOD: _is_member,
    Action.OPEN_GREETING: _is_sysop,
    Action.ADD_MEMBER: _is_sysop,
    Action.RESET_MEMBER: _is_sysop,
    Action.WRITE_AS: _may_write_as,
    Action.SILENCE_PSEUDONYM: _is_sysop,
}


def why_not(actor: Actor, action: Action, thing: object = None) -> str | None:
    """The reason why `actor` may not do this to `thing`, in words for them; None if they may."""
    if actor.is_reading and action not in FOR_READING:
        return _READING_OF.get(action, _READING)
    return _RULES[action](actor, thing)


def can(actor: Actor, action: Action, thing: object = None) -> bool:
    """Whether `actor` may do this to `thing`."""
    return why_not(actor, action, thing) is None


def require(actor: Actor, action: Action, thing: object = None) -> None:
    """Raise `Refused` with the reason unless `actor` may do this to `thing`."""
    if (reason := why_not(actor, action, thing)) is not None:
        raise Refused(reason)
