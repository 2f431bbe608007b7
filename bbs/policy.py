"""Every permission: one table of who may do what, to a thing in which state.

`TABLE` is the truth; docs/sysops/roles.md is written from it. What is not in it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    leads: frozenset[int] = frozenset()
    """The ids of the boards that they lead, beside their role."""
    is_banned: bool = False
    """Whether they are banned from the house."""


GUEST = Actor(0, "guest", Role.GUEST)
HOST = Actor(0, "host", Role.SYSOP)
"""The house itself, and whoever may give commands on the server's own host."""


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
    WRITE_TO_STAFF = "send a letter to staff"
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
    REPORT = "report something"
    SEE_STANDING = "see what staff did about oneself"
    APPEAL = "appeal"
    ADD_MEMBER = "add a member"
    RESET_MEMBER = "give a member a code for a new passphrase"
    WRITE_AS = "write by one's name or without it"
    SILENCE_PSEUDONYM = "silence a pseudonym in its thread, or let it speak again"
    SET_ROLE = "change a member's role, or verify a professional"
    SET_LEADERS = "say who leads a board"
    SEE_QUEUE = "see the queue"
    HOLD_CASE = "take a case, or hand it on"
    LOOK_AT_LETTER = "look at a reported letter"
    LET_BE = "let a thing be"
    HOLD = "take a post out of sight for now"
    RELEASE = "let a held post appear"
    FOLD = "fold a post behind a warning"
    EDIT_OUT = "edit details out of a post"
    REMOVE = "remove a post"
    CORRECT = "pin a correction to a post"
    LOCK = "lock or open a thread"
    MOVE = "move a thread"
    MERGE = "merge threads"
    SPLIT = "split a thread"
    WARN = "warn a member"
    SILENCE = "silence a member"
    BAN_FROM_BOARD = "ban a member from a board"
    BAN = "ban a member from the house"
    LIFT = "lift a silence or a ban"
    WRITE_AS_STAFF = "write a letter as staff"
    DECIDE_APPEAL = "decide on an appeal"
    READ_LOG = "read the log of what staff did"
    CUT_LOG = "let old entries of the log go"


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What the policy needs to know of a board, and of how the actor stands to it."""

    is_for_all: bool
    is_banned: bool = False
    """Whether the actor is banned from it."""
    is_silenced: bool = False
    """Whether the actor is silenced."""
    is_locked: bool = False
    """Whether the thread on it that is meant is locked."""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the policy needs to know of a post, and of the board that it stands on."""

    writer_id: int
    """Who it is that wrote it, also where others read a pseudonym."""
    is_deleted: bool
    is_held: bool = False
    is_silenced: bool = False
    """Whether the actor is silenced, or banned from its board."""
    is_name_silenced: bool = False
    """Whether its writer's pseudonym was silenced in its thread."""


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What the policy needs to know of who is to be shown as the writer."""

    rule: str
    """The board's: pseudonyms are `allowed`, `always` used, or `never`."""
    without_name: bool
    is_silenced: bool = False
    """Whether this member's pseudonym in the thread was silenced."""


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What the policy needs to know where it is about the actor alone."""

    is_silenced: bool = False


NO_BOARD, ANY_BOARD, NOWHERE = 0, -1, -2
"""In place of a board's id: of no board, which is a sysop's; of any, which every leader may; of
what is not there, so that only staff is told so."""


@dataclass(frozen=True, slots=True)
class CareFacts:
    """What the policy needs to know of what staff care for: a thing, a member or a case."""

    board_id: int
    """The board that it stands on; NO_BOARD, ANY_BOARD."""
    is_own: bool = False
    """Whether it is the actor's own, or about them, or they did what it is about."""
    is_staffs: bool = False
    """Whether it is of a leader or a sysop."""
    is_gone: bool = False
    """Whether it is not there any more, or done with."""
    is_held_by_another: bool = False
    """Whether somebody else is at it."""
    is_long: bool = False
    """Whether it shall hold for longer than a leader may say."""


Thing = Any
State = str
Who = frozenset[str]
"""Roles by their first letters: guest, member, leader of the board, professional, sysop."""

ROLES: Mapping[str, str] = {
    "g": "guest", "m": "member", "l": "leader", "p": "professional", "s": "sysop",
}  # fmt: skip
NOBODY, ALL, MEMBERS = frozenset[str](), frozenset("gmlps"), frozenset("mlps")
STAFF, SYSOPS = frozenset("ls"), frozenset("s")
LEADERS_DAYS = 7
"""For how many days a leader may silence a member, or ban them from a board."""

ALONE = "-"
_ALONE_MEMBERS: Mapping[State, Who] = {ALONE: MEMBERS}
_ALONE_SYSOPS: Mapping[State, Who] = {ALONE: SYSOPS}
_WRITING: Mapping[State, Who] = {
    "open": MEMBERS, "for members": MEMBERS, "while banned from it": NOBODY,
}  # fmt: skip
_OWN_POST: Mapping[State, Who] = {
    "one's own": MEMBERS, "one's own, taken back": NOBODY, "one's own, held": NOBODY,
    "another's": NOBODY,
}  # fmt: skip
_CARE: Mapping[State, Who] = {
    "there": STAFF, "of no board": SYSOPS, "one's own": NOBODY, "gone": NOBODY,
    "with another at it": NOBODY,
}  # fmt: skip
_THREAD: Mapping[State, Who] = {"there": STAFF, "gone": NOBODY, "with another at it": NOBODY}
_PERSON: Mapping[State, Who] = {
    "a member": STAFF, "for long": SYSOPS, "of no board": SYSOPS, "of staff": SYSOPS,
    "oneself": NOBODY,
}  # fmt: skip

TABLE: Mapping[Action, Mapping[State, Who]] = {
    Action.READ_BOARD: {"open": ALL, "for members": MEMBERS, "while banned from it": NOBODY},
    Action.JOIN_BOARD: _WRITING,
    Action.START_THREAD: {**_WRITING, "while silenced": NOBODY},
    Action.REPLY: {**_WRITING, "while silenced": NOBODY, "locked": NOBODY},
    Action.EDIT_POST: {
        **_OWN_POST,
        "one's own, while silenced": NOBODY,
        "one's own, with its pseudonym silenced": NOBODY,
    },
    Action.DELETE_POST: _OWN_POST,
    Action.HUG: {"another's": MEMBERS, "another's, taken back": NOBODY, "one's own": NOBODY},
    Action.FOLLOW: _ALONE_MEMBERS,
    Action.KEEP_MARKS: _ALONE_MEMBERS,
    Action.USE_MAILBOX: _ALONE_MEMBERS,
    Action.SEND_LETTER: {ALONE: MEMBERS, "while silenced": NOBODY},
    Action.WRITE_TO_STAFF: _ALONE_MEMBERS,
    Action.DELETE_LETTER: _ALONE_MEMBERS,
    Action.BLOCK: _ALONE_MEMBERS,
    Action.BEFRIEND: _ALONE_MEMBERS,
    Action.SEE_PROFILE: _ALONE_MEMBERS,
    Action.WRITE_PROFILE: {ALONE: MEMBERS, "while silenced": NOBODY},
    Action.KEEP_DRAFT: _ALONE_MEMBERS,
    Action.SEE_OWN: _ALONE_MEMBERS,
    Action.USE_PACKETS: _ALONE_MEMBERS,
    Action.CHANGE_OWN: _ALONE_MEMBERS,
    Action.READ_JOURNAL: _ALONE_MEMBERS,
    Action.KEEP_JOURNAL: _ALONE_MEMBERS,
    Action.TAKE_ALONG: _ALONE_MEMBERS,
    Action.LEAVE_FOR_GOOD: _ALONE_MEMBERS,
    Action.REPORT: {"another's": MEMBERS, "one's own": NOBODY, "gone": NOBODY},
    Action.SEE_STANDING: _ALONE_MEMBERS,
    Action.APPEAL: {"about oneself": MEMBERS, "appealed before": NOBODY, "about another": NOBODY},
    Action.OPEN_GREETING: _ALONE_SYSOPS,
    Action.ADD_MEMBER: _ALONE_SYSOPS,
    Action.RESET_MEMBER: _ALONE_SYSOPS,
    Action.WRITE_AS: {
        "as the board has it": MEMBERS,
        "with one's pseudonym silenced": NOBODY,
        "without a name, where all write by it": NOBODY,
        "by one's name, where nobody does": NOBODY,
    },
    Action.SILENCE_PSEUDONYM: _ALONE_SYSOPS,
    Action.SET_ROLE: {"a member": SYSOPS, "oneself": NOBODY},
    Action.SET_LEADERS: _ALONE_SYSOPS,
    Action.SEE_QUEUE: {"of the board": STAFF, "of no board": SYSOPS},
    Action.HOLD_CASE: _CARE,
    Action.LOOK_AT_LETTER: _CARE,
    Action.LET_BE: _CARE,
    Action.HOLD: _CARE,
    Action.RELEASE: _CARE,
    Action.FOLD: _CARE,
    Action.EDIT_OUT: _CARE,
    Action.REMOVE: _CARE,
    Action.CORRECT: _CARE,
    Action.LOCK: _THREAD,
    Action.MOVE: _THREAD,
    Action.MERGE: _THREAD,
    Action.SPLIT: _THREAD,
    Action.WARN: _PERSON,
    Action.SILENCE: _PERSON,
    Action.BAN_FROM_BOARD: _PERSON,
    Action.BAN: {"a member": SYSOPS, "oneself": NOBODY},
    Action.LIFT: _PERSON,
    Action.WRITE_AS_STAFF: _PERSON,
    Action.DECIDE_APPEAL: _CARE,
    Action.READ_LOG: {"of the board": STAFF, "of no board": SYSOPS},
    Action.CUT_LOG: _ALONE_SYSOPS,
}
"""Who may do what: by action, then by the state of the thing."""

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
        Action.SEE_STANDING,
    )
)
"""What a key for reading only is good for."""

FOR_BANNED = frozenset(
    (Action.SEE_STANDING, Action.APPEAL, Action.TAKE_ALONG, Action.LEAVE_FOR_GOOD)
)
"""What is left to who is banned from the house."""

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
_BANNED = (
    "You are banned from this house for now. You can see why and until when, appeal, take your "
    "data along, and delete your account."
)
_SIGN_UP = "That is for members. Joining takes two minutes: connect as new@."
_MEMBERS_BOARD = (
    "This board is for members only, so that people can speak freely in it. "
    "Joining takes two minutes: connect as new@."
)
_ONLY_SYSOPS = "Only a sysop can do this."
_ONLY_STAFF = "Only who leads this board, or a sysop, can do this."

_OWN_CARE = "This is your own, or about you: somebody else of staff looks at it."
_WHY: Mapping[tuple[Action | None, State], str] = {
    (None, "while banned from it"): "You are banned from this board for now.",
    (None, "while silenced"): (
        "You are silenced for now: you can read, and write to staff. "
        "Your standing says why, and until when."
    ),
    (None, "one's own, while silenced"): (
        "You are silenced for now. You can take this post back; to change it, wait until then."
    ),
    (None, "one's own, with its pseudonym silenced"): _SILENCED,
    (None, "with one's pseudonym silenced"): _SILENCED,
    (None, "without a name, where all write by it"): (
        "On this board everybody writes by their name."
    ),
    (None, "by one's name, where nobody does"): (
        "On this board everybody writes without their name, under a pseudonym."
    ),
    (None, "locked"): "This thread is locked. What is in it can be read on.",
    (Action.EDIT_POST, "another's"): "This post is somebody else's.",
    (Action.DELETE_POST, "another's"): "This post is somebody else's.",
    (None, "one's own, taken back"): "This post was taken back already.",
    (None, "one's own, held"): "This post waits for a leader to look at it.",
    (Action.HUG, "one's own"): (
        "This post is your own. Hugs are for others; be kind to yourself all the same."
    ),
    (None, "another's, taken back"): "This post was taken back by its writer.",
    (Action.REPORT, "one's own"): "This is your own. What you regret you can take back.",
    (Action.REPORT, "gone"): "This is not there any more.",
    (None, "appealed before"): "There was an appeal against this already; there is one for each.",
    (None, "about another"): "This is not about you.",
    (None, "one's own"): _OWN_CARE,
    (None, "oneself"): "This is about yourself: somebody else of staff has to do it.",
    (None, "gone"): "This is done with already, or not there any more.",
    (None, "with another at it"): "Somebody else of staff is at this already.",
    (None, "of staff"): "They are of staff: only a sysop can do this.",
    (None, "for long"): f"For longer than {LEADERS_DAYS} days only a sysop can do this.",
}
"""Why not, where it isn't the role alone; for all actions, or for one."""


def _of_nothing(actor: Actor, thing: Thing) -> State:
    return ALONE


_SOME_BOARD = BoardFacts(is_for_all=True)
"""What is asked about without a board: whether somebody may at all."""


def _of_board(actor: Actor, board: BoardFacts | None) -> State:
    board = board or _SOME_BOARD
    if board.is_banned:
        return "while banned from it"
    return "open" if board.is_for_all else "for members"


def _of_writing(actor: Actor, board: BoardFacts | None) -> State:
    board = board or _SOME_BOARD
    state = _of_board(actor, board)
    return "while silenced" if board.is_silenced and state in ("open", "for members") else state


def _of_reply(actor: Actor, board: BoardFacts | None) -> State:
    board = board or _SOME_BOARD
    state = _of_writing(actor, board)
    return "locked" if board.is_locked and state in ("open", "for members") else state


def _of_own_post(actor: Actor, post: PostFacts) -> State:
    if post.writer_id != actor.member_id or actor.role is Role.GUEST:
        return "another's"
    if post.is_deleted:
        return "one's own, taken back"
    return "one's own, held" if post.is_held else "one's own"


def _of_edit(actor: Actor, post: PostFacts) -> State:
    state = _of_own_post(actor, post)
    if state != "one's own":
        return state
    if post.is_name_silenced:
        return "one's own, with its pseudonym silenced"
    return "one's own, while silenced" if post.is_silenced else state


def _of_names(actor: Actor, names: NameFacts) -> State:
    if names.is_silenced:
        return "with one's pseudonym silenced"
    if names.rule == "never" and names.without_name:
        return "without a name, where all write by it"
    if names.rule == "always" and not names.without_name:
        return "by one's name, where nobody does"
    return "as the board has it"


def _of_hug(actor: Actor, post: PostFacts) -> State:
    if post.writer_id == actor.member_id and actor.role is not Role.GUEST:
        return "one's own"
    return "another's, taken back" if post.is_deleted or post.is_held else "another's"


def _of_own(actor: Actor, own: OwnFacts | None) -> State:
    return "while silenced" if own is not None and own.is_silenced else ALONE


def _of_report(actor: Actor, thing: PostFacts) -> State:
    if thing.is_deleted:
        return "gone"
    is_own = thing.writer_id == actor.member_id and actor.role is not Role.GUEST
    return "one's own" if is_own else "another's"


def _of_appeal(actor: Actor, thing: CareFacts) -> State:
    if not thing.is_own:
        return "about another"
    return "appealed before" if thing.is_gone else "about oneself"


def _of_role(actor: Actor, thing: CareFacts) -> State:
    return "oneself" if thing.is_own else "a member"


def _of_sight(actor: Actor, thing: CareFacts | None) -> State:
    return "of no board" if thing is not None and thing.board_id == NO_BOARD else "of the board"


def _of_thread(actor: Actor, thing: CareFacts) -> State:
    if thing.is_gone:
        return "gone"
    return "with another at it" if thing.is_held_by_another else "there"


def _of_care(actor: Actor, thing: CareFacts) -> State:
    if thing.is_own:
        return "one's own"
    if thing.is_gone or thing.is_held_by_another:
        return _of_thread(actor, thing)
    return "of no board" if thing.board_id == NO_BOARD else "there"


def _of_person(actor: Actor, thing: CareFacts) -> State:
    if thing.is_own:
        return "oneself"
    if thing.is_staffs:
        return "of staff"
    if thing.board_id == NO_BOARD:
        return "of no board"
    return "for long" if thing.is_long else "a member"


_STATE: Mapping[Action, Callable[[Actor, Any], State]] = {
    **dict.fromkeys(TABLE, _of_nothing),
    Action.READ_BOARD: _of_board,
    Action.JOIN_BOARD: _of_board,
    Action.START_THREAD: _of_writing,
    Action.REPLY: _of_reply,
    Action.EDIT_POST: _of_edit,
    Action.DELETE_POST: _of_own_post,
    Action.HUG: _of_hug,
    Action.SEND_LETTER: _of_own,
    Action.WRITE_PROFILE: _of_own,
    Action.WRITE_AS: _of_names,
    Action.REPORT: _of_report,
    Action.APPEAL: _of_appeal,
    Action.SET_ROLE: _of_role,
    Action.SEE_QUEUE: _of_sight,
    Action.READ_LOG: _of_sight,
    **dict.fromkeys((action for action in TABLE if TABLE[action] is _CARE), _of_care),
    **dict.fromkeys((action for action in TABLE if TABLE[action] is _THREAD), _of_thread),
    **dict.fromkeys((action for action in TABLE if TABLE[action] is _PERSON), _of_person),
    Action.BAN: _of_role,
}
"""In which of the states of its row a thing is."""


def roles_of(actor: Actor, thing: object = None) -> Who:
    """The first letters of the roles that somebody has towards a thing."""
    roles = {actor.role.value[0]}
    board_id = thing.board_id if isinstance(thing, CareFacts) else ANY_BOARD
    if board_id in actor.leads or (board_id in (ANY_BOARD, NOWHERE) and actor.leads):
        roles.add("l")
    return frozenset(roles)


def why_not(actor: Actor, action: Action, thing: object = None) -> str | None:
    """The reason why `actor` may not do this to `thing`, in words for them; None if they may."""
    if actor.is_reading and action not in FOR_READING:
        return _READING_OF.get(action, _READING)
    if actor.is_banned and action not in FOR_BANNED:
        return _BANNED
    state = _STATE[action](actor, thing)
    may = TABLE[action].get(state, NOBODY)
    if roles_of(actor, thing) & may:
        return None
    return _reason(actor, action, state)


def _reason(actor: Actor, action: Action, state: State) -> str:
    if (action, state) in _WHY:
        return _WHY[action, state]
    ever = frozenset[str]().union(*TABLE[action].values())
    if actor.role is Role.GUEST:
        if ever & STAFF == ever:
            return _ONLY_SYSOPS if ever == SYSOPS else _ONLY_STAFF
        return _MEMBERS_BOARD if action is Action.READ_BOARD else _SIGN_UP
    if not ever & roles_of(actor):
        return _ONLY_SYSOPS if ever == SYSOPS else _ONLY_STAFF
    if (None, state) in _WHY:
        return _WHY[None, state]
    return _ONLY_SYSOPS if TABLE[action].get(state) == SYSOPS else _ONLY_STAFF


def can(actor: Actor, action: Action, thing: object = None) -> bool:
    """Whether `actor` may do this to `thing`."""
    return why_not(actor, action, thing) is None


def require(actor: Actor, action: Action, thing: object = None) -> None:
    """Raise `Refused` with the reason unless `actor` may do this to `thing`."""
    if (reason := why_not(actor, action, thing)) is not None:
        raise Refused(reason)
