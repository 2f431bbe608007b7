"""Every permission: each role with each action in each state."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bbs.errors import Refused
from bbs.policy import (
    GUEST,
    Action,
    Actor,
    BoardFacts,
    NameFacts,
    PostFacts,
    Role,
    can,
    require,
    why_not,
)
from bbs.pseudonyms import RULES

MINE, OTHER = 7, 8
OPEN, MEMBERS = BoardFacts(is_for_all=True), BoardFacts(is_for_all=False)
OWN, OWN_GONE = PostFacts(MINE, is_deleted=False), PostFacts(MINE, is_deleted=True)
THEIRS, THEIRS_GONE = PostFacts(OTHER, is_deleted=False), PostFacts(OTHER, is_deleted=True)
NOBODYS = PostFacts(0, is_deleted=False)
BOARDS = {"open": OPEN, "members": MEMBERS}
POSTS = {
    "own": OWN, "own gone": OWN_GONE, "theirs": THEIRS, "theirs gone": THEIRS_GONE,
    "nobody's": NOBODYS, "own silenced": PostFacts(MINE, is_deleted=False, is_silenced=True),
}  # fmt: skip
NAMES = {
    f"{rule}, {'without' if without else 'by'} name{', silenced' if silenced else ''}": NameFacts(
        rule, without, silenced
    )
    for rule, without, silenced in product(RULES, (False, True), (False, True))
}
ALONE = {"-": None}

STATES: dict[Action, dict[str, object]] = {
    Action.READ_BOARD: {**BOARDS},
    Action.JOIN_BOARD: {**BOARDS},
    Action.START_THREAD: {**BOARDS},
    Action.REPLY: {**BOARDS},
    Action.EDIT_POST: {**POSTS},
    Action.DELETE_POST: {**POSTS},
    Action.HUG: {**POSTS},
    Action.FOLLOW: {**ALONE},
    Action.KEEP_MARKS: {**ALONE},
    Action.USE_MAILBOX: {**ALONE},
    Action.SEND_LETTER: {**ALONE},
    Action.DELETE_LETTER: {**ALONE},
    Action.BLOCK: {**ALONE},
    Action.BEFRIEND: {**ALONE},
    Action.SEE_PROFILE: {**ALONE},
    Action.WRITE_PROFILE: {**ALONE},
    Action.KEEP_DRAFT: {**ALONE},
    Action.SEE_OWN: {**ALONE},
    Action.USE_PACKETS: {**ALONE},
    Action.CHANGE_OWN: {**ALONE},
    Action.READ_JOURNAL: {**ALONE},
    Action.KEEP_JOURNAL: {**ALONE},
    Action.TAKE_ALONG: {**ALONE},
    Action.LEAVE_FOR_GOOD: {**ALONE},
    Action.ADD_MEMBER: {**ALONE},
    Action.RESET_MEMBER: {**ALONE},
    Action.WRITE_AS: {**NAMES},
    Action.SILENCE_PSEUDONYM: {**BOARDS},
    Action.OPEN_GREETING: {**ALONE},
}

# Who may: g guest, m member, p professional, s sysop.
TABLE = """
read a board | open | g m p s
read a board | members | m p s
join or leave a board | open | m p s
join or leave a board | members | m p s
start a thread | open | m p s
start a thread | members | m p s
reply | open | m p s
reply | members | m p s
edit a post | own | m p s
edit a post | own gone |
edit a post | theirs |
edit a post | theirs gone |
edit a post | nobody's |
edit a post | own silenced |
delete a post | own | m p s
delete a post | own gone |
delete a post | theirs |
delete a post | theirs gone |
delete a post | nobody's |
delete a post | own silenced | m p s
give a hug | own |
give a hug | own gone |
give a hug | theirs | m p s
give a hug | theirs gone |
give a hug | nobody's | m p s
give a hug | own silenced |
follow, bookmark or ignore a thread | - | m p s
keep one's place in a thread | - | m p s
read one's letters | - | m p s
send a letter | - | m p s
throw a letter away | - | m p s
block somebody | - | m p s
ask somebody to be friends | - | m p s
read what a member tells of themselves | - | m p s
tell something of oneself | - | m p s
keep a draft | - | m p s
see one's own settings, keys, sessions and drafts | - | m p s
take packets along, and send answers back | - | m p s
change one's own settings, keys and passphrase | - | m p s
read one's journal, check-ins and counters | - | m p s
write in one's journal, check in, and count | - | m p s
take one's own data along | - | m p s
leave for good | - | m p s
open a thread to say hello in | - | s
add a member | - | s
give a member a code for a new passphrase | - | s
write by one's name or without it | allowed, by name | m p s
write by one's name or without it | allowed, by name, silenced |
write by one's name or without it | allowed, without name | m p s
write by one's name or without it | allowed, without name, silenced |
write by one's name or without it | always, by name |
write by one's name or without it | always, by name, silenced |
write by one's name or without it | always, without name | m p s
write by one's name or without it | always, without name, silenced |
write by one's name or without it | never, by name | m p s
write by one's name or without it | never, by name, silenced |
write by one's name or without it | never, without name |
write by one's name or without it | never, without name, silenced |
silence a pseudonym in its thread, or let it speak again | open | s
silence a pseudonym in its thread, or let it speak again | members | s
"""
EXPECTED = {
    (action.strip(), state.strip()): set(who.split())
    for action, state, who in (line.split("|") for line in TABLE.strip().split("\n"))
}
ACTORS = {role: GUEST if role is Role.GUEST else Actor(MINE, "otter", role) for role in Role}
ALL = [(role, action, state) for role, action in product(Role, Action) for state in STATES[action]]


def test_the_table_is_whole() -> None:
    assert set(EXPECTED) == {(action.value, state) for _, action, state in ALL}
    assert set(STATES) == set(Action)


@pytest.mark.parametrize(("role", "action", "state"), ALL)
def test_who_may_do_what(role: Role, action: Action, state: str) -> None:
    thing, actor = STATES[action][state], ACTORS[role]
    expected = role.value[0] in EXPECTED[action.value, state]
    assert can(actor, action, thing) is expected
    reason = why_not(actor, action, thing)
    if expected:
        assert reason is None
        require(actor, action, thing)
    else:
        assert reason
        with pytest.raises(Refused) as refused:
            require(actor, action, thing)
        assert refused.value.message == reason


FOR_READING = {"read a board", "take packets along, and send answers back",
               "keep one's place in a thread", "read one's letters",
               "see one's own settings, keys, sessions and drafts",
               "read what a member tells of themselves"}  # fmt: skip


@pytest.mark.parametrize(("role", "action", "state"), ALL)
def test_who_came_by_a_key_for_reading_may_read_and_nothing_else(
    role: Role, action: Action, state: str
) -> None:
    thing, whole = STATES[action][state], ACTORS[role]
    reading = replace(whole, is_reading=True)
    expected = can(whole, action, thing) and action.value in FOR_READING
    assert can(reading, action, thing) is expected
    if action.value not in FOR_READING:
        assert "for reading only" in (why_not(reading, action, thing) or "")


def test_a_guest_is_told_how_to_join() -> None:
    for action in (Action.REPLY, Action.USE_MAILBOX, Action.START_THREAD):
        assert "new@" in (why_not(GUEST, action, OPEN) or "")
    assert "members only" in (why_not(GUEST, Action.READ_BOARD, MEMBERS) or "")
