"""Every permission: each role with each action in each state."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bbs import policy
from bbs.errors import Refused
from bbs.policy import (
    GUEST,
    NO_BOARD,
    NOWHERE,
    Action,
    Actor,
    BoardFacts,
    CareFacts,
    NameFacts,
    OwnFacts,
    PostFacts,
    Role,
    can,
    require,
    why_not,
)
from bbs.pseudonyms import RULES

MINE, OTHER = 7, 8
LED, FOREIGN = 3, 4
OPEN, MEMBERS = BoardFacts(is_for_all=True), BoardFacts(is_for_all=False)
READING = {"open": OPEN, "for members": MEMBERS,
           "while banned from it": BoardFacts(True, is_banned=True)}  # fmt: skip
WRITING = {**READING, "while silenced": BoardFacts(True, is_silenced=True)}
REPLYING = {**WRITING, "locked": BoardFacts(True, is_locked=True)}
OWN, THEIRS = PostFacts(MINE, is_deleted=False), PostFacts(OTHER, is_deleted=False)
OWN_POSTS = {"one's own": OWN, "one's own, taken back": PostFacts(MINE, is_deleted=True),
             "one's own, held": PostFacts(MINE, False, is_held=True),
             "another's": THEIRS}  # fmt: skip
EDITING = {**OWN_POSTS, "one's own, while silenced": PostFacts(MINE, False, is_silenced=True),
           "one's own, with its pseudonym silenced":
               PostFacts(MINE, False, is_name_silenced=True)}  # fmt: skip
HUGGING = {"another's": THEIRS, "another's, taken back": PostFacts(OTHER, is_deleted=True),
           "one's own": OWN}  # fmt: skip
REPORTING = {"another's": THEIRS, "one's own": OWN, "gone": PostFacts(OTHER, is_deleted=True)}
WRITING_AS = {"as the board has it": NameFacts("allowed", False),
              "with one's pseudonym silenced": NameFacts("allowed", False, is_silenced=True),
              "without a name, where all write by it": NameFacts("never", True),
              "by one's name, where nobody does": NameFacts("always", False)}  # fmt: skip
NAMES = {
    f"{rule}, {'without' if without else 'by'} name{', silenced' if silenced else ''}": NameFacts(
        rule, without, silenced
    )
    for rule, without, silenced in product(RULES, (False, True), (False, True))
}
ALONE = {"-": None}
LETTERS = {"-": OwnFacts(), "while silenced": OwnFacts(is_silenced=True)}
THREADS: dict[str, object] = {"there": CareFacts(LED), "gone": CareFacts(LED, is_gone=True),
           "with another at it": CareFacts(LED, is_held_by_another=True)}  # fmt: skip
CARE: dict[str, object] = {
    **THREADS,
    "of no board": CareFacts(NO_BOARD),
    "one's own": CareFacts(LED, is_own=True),
}
PEOPLE: dict[str, object] = {"a member": CareFacts(LED), "for long": CareFacts(LED, is_long=True),
          "of no board": CareFacts(NO_BOARD), "of staff": CareFacts(LED, is_staffs=True),
          "oneself": CareFacts(LED, is_own=True)}  # fmt: skip
ROLES = {"a member": CareFacts(NO_BOARD), "oneself": CareFacts(NO_BOARD, is_own=True)}
SIGHT = {"of the board": CareFacts(LED), "of no board": CareFacts(NO_BOARD)}
APPEALS = {"about oneself": CareFacts(NOWHERE, is_own=True), "about another": CareFacts(NOWHERE),
           "appealed before": CareFacts(NOWHERE, is_own=True, is_gone=True)}  # fmt: skip

STATES: dict[Action, dict[str, object]] = {
    Action.READ_BOARD: {**READING},
    Action.JOIN_BOARD: {**READING},
    Action.START_THREAD: {**WRITING},
    Action.REPLY: {**REPLYING},
    Action.EDIT_POST: {**EDITING},
    Action.DELETE_POST: {**OWN_POSTS},
    Action.HUG: {**HUGGING},
    Action.SEND_LETTER: {**LETTERS},
    Action.WRITE_PROFILE: {**LETTERS},
    Action.WRITE_AS: {**WRITING_AS},
    Action.REPORT: {**REPORTING},
    Action.APPEAL: {**APPEALS},
    Action.SET_ROLE: {**ROLES},
    Action.BAN: {**ROLES},
    Action.SEE_QUEUE: {**SIGHT},
    Action.READ_LOG: {**SIGHT},
    **dict.fromkeys(
        (
            Action.HOLD_CASE, Action.LOOK_AT_LETTER, Action.LET_BE, Action.HOLD, Action.RELEASE,
            Action.FOLD, Action.EDIT_OUT, Action.REMOVE, Action.CORRECT, Action.DECIDE_APPEAL,
        ),
        CARE,
    ),
    **dict.fromkeys((Action.LOCK, Action.MOVE, Action.MERGE, Action.SPLIT), THREADS),
    **dict.fromkeys(
        (Action.WARN, Action.SILENCE, Action.BAN_FROM_BOARD, Action.LIFT, Action.WRITE_AS_STAFF),
        PEOPLE,
    ),
}  # fmt: skip
for action in Action:
    STATES.setdefault(action, {**ALONE})

# Who may: g guest, m member, p professional, l leader of the board (who is a member), s sysop.
TABLE = """
read a board | open | g m l p s
read a board | for members | m l p s
read a board | while banned from it |
join or leave a board | open | m l p s
join or leave a board | for members | m l p s
join or leave a board | while banned from it |
start a thread | open | m l p s
start a thread | for members | m l p s
start a thread | while banned from it |
start a thread | while silenced |
reply | open | m l p s
reply | for members | m l p s
reply | while banned from it |
reply | while silenced |
reply | locked |
edit a post | one's own | m l p s
edit a post | one's own, taken back |
edit a post | one's own, held |
edit a post | one's own, while silenced |
edit a post | one's own, with its pseudonym silenced |
edit a post | another's |
delete a post | one's own | m l p s
delete a post | one's own, taken back |
delete a post | one's own, held |
delete a post | another's |
give a hug | another's | m l p s
give a hug | another's, taken back |
give a hug | one's own |
follow, bookmark or ignore a thread | - | m l p s
keep one's place in a thread | - | m l p s
read one's letters | - | m l p s
send a letter | - | m l p s
send a letter | while silenced |
send a letter to staff | - | m l p s
throw a letter away | - | m l p s
block somebody | - | m l p s
ask somebody to be friends | - | m l p s
read what a member tells of themselves | - | m l p s
tell something of oneself | - | m l p s
tell something of oneself | while silenced |
keep a draft | - | m l p s
see one's own settings, keys, sessions and drafts | - | m l p s
take packets along, and send answers back | - | m l p s
change one's own settings, keys and passphrase | - | m l p s
read one's journal, check-ins and counters | - | m l p s
write in one's journal, check in, and count | - | m l p s
take one's own data along | - | m l p s
leave for good | - | m l p s
report something | another's | m l p s
report something | one's own |
report something | gone |
see what staff did about oneself | - | m l p s
appeal | about oneself | m l p s
appeal | about another |
appeal | appealed before |
open a thread to say hello in | - | s
add a member | - | s
give a member a code for a new passphrase | - | s
write by one's name or without it | as the board has it | m l p s
write by one's name or without it | with one's pseudonym silenced |
write by one's name or without it | without a name, where all write by it |
write by one's name or without it | by one's name, where nobody does |
silence a pseudonym in its thread, or let it speak again | - | s
change a member's role, or verify a professional | a member | s
change a member's role, or verify a professional | oneself |
say who leads a board | - | s
see the queue | of the board | l s
see the queue | of no board | s
lock or open a thread | there | l s
lock or open a thread | gone |
lock or open a thread | with another at it |
move a thread | there | l s
move a thread | gone |
move a thread | with another at it |
merge threads | there | l s
merge threads | gone |
merge threads | with another at it |
split a thread | there | l s
split a thread | gone |
split a thread | with another at it |
ban a member from the house | a member | s
ban a member from the house | oneself |
read the log of what staff did | of the board | l s
read the log of what staff did | of no board | s
let old entries of the log go | - | s
"""
for name in (
    "take a case, or hand it on", "look at a reported letter", "let a thing be",
    "take a post out of sight for now", "let a held post appear", "fold a post behind a warning",
    "edit details out of a post", "remove a post", "pin a correction to a post",
    "decide on an appeal",
):  # fmt: skip
    TABLE += f"""
{name} | there | l s
{name} | of no board | s
{name} | one's own |
{name} | gone |
{name} | with another at it |
"""
for name in (
    "warn a member", "silence a member", "ban a member from a board", "lift a silence or a ban",
    "write a letter as staff",
):  # fmt: skip
    TABLE += f"""
{name} | a member | l s
{name} | for long | s
{name} | of no board | s
{name} | of staff | s
{name} | oneself |
"""
EXPECTED = {
    (action.strip(), state.strip()): set(who.split())
    for action, state, who in (line.split("|") for line in TABLE.split("\n") if line)
}
ACTORS = {
    "g": GUEST,
    "m": Actor(MINE, "otter", Role.MEMBER),
    "l": Actor(MINE, "otter", Role.MEMBER, leads=frozenset((LED,))),
    "p": Actor(MINE, "otter", Role.PROFESSIONAL),
    "s": Actor(MINE, "otter", Role.SYSOP),
}
ALL = [
    (role, action, state) for role, action in product(ACTORS, Action) for state in STATES[action]
]


@pytest.mark.parametrize("name", NAMES)
def test_as_whom_one_may_write(name: str) -> None:
    expected = name in ("allowed, by name", "allowed, without name", "always, without name",
                        "never, by name")  # fmt: skip
    for role in "mlps":
        assert can(ACTORS[role], Action.WRITE_AS, NAMES[name]) is expected
    assert why_not(GUEST, Action.WRITE_AS, NAMES[name])


def test_the_table_is_whole() -> None:
    assert set(EXPECTED) == {(action.value, state) for _, action, state in ALL}
    assert {action: set(states) for action, states in STATES.items()} == {
        action: set(states) for action, states in policy.TABLE.items()
    }


@pytest.mark.parametrize(("role", "action", "state"), ALL)
def test_who_may_do_what(role: str, action: Action, state: str) -> None:
    thing, actor = STATES[action][state], ACTORS[role]
    expected = role in EXPECTED[action.value, state]
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
               "read what a member tells of themselves",
               "see what staff did about oneself"}  # fmt: skip


@pytest.mark.parametrize(("role", "action", "state"), ALL)
def test_who_came_by_a_key_for_reading_may_read_and_nothing_else(
    role: str, action: Action, state: str
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


FOR_BANNED = {"see what staff did about oneself", "appeal", "take one's own data along",
              "leave for good"}  # fmt: skip


@pytest.mark.parametrize(("role", "action", "state"), ALL)
def test_who_is_banned_may_see_why_appeal_and_leave_and_nothing_else(
    role: str, action: Action, state: str
) -> None:
    thing = STATES[action][state]
    banned = replace(ACTORS[role], is_banned=True)
    assert can(banned, action, thing) is (
        can(ACTORS[role], action, thing) and action.value in FOR_BANNED
    )


@pytest.mark.parametrize("action", [a for a in Action if STATES[a] is CARE or a in (Action.LOCK,)])
def test_a_leader_of_another_board_is_a_member_like_others(action: Action) -> None:
    leader = ACTORS["l"]
    assert can(leader, action, CareFacts(LED))
    assert not can(leader, action, CareFacts(FOREIGN))
    assert not can(leader, action, CareFacts(NO_BOARD))
    assert "leads this board" in (why_not(leader, action, CareFacts(FOREIGN)) or "")


def test_what_is_refused_by_the_table_has_words_for_it() -> None:
    for role, action, state in ALL:
        reason = why_not(ACTORS[role], action, STATES[action][state])
        assert reason is None or (reason.endswith((".", "@.")) and len(reason) > 20)
