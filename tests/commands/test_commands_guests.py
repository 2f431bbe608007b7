"""Every command as a guest gives it: the reading ones answer, the others say why not."""

from __future__ import annotations

import pytest

from bbs.commands import registry
from tests.commands.desk import Desk
from tests.tables import dump

MEMBERS_ONLY = "That is for members. Joining takes two minutes: connect as new@."
NOT_YOURS = "This post is somebody else's."

READING = {
    "help": "help",
    "whoami": "whoami",
    "crisis": "crisis France",
    "resources": "resources sleep",
    "boards": "boards",
    "threads": "threads stress",
    "read": "read 1",
    "go-on": "go-on 1 1",
    "search": "search mornings",
    "unfold": "unfold 1 1 2",
    "settings": "settings",
}
REFUSED = {
    "join": ("join stress", MEMBERS_ONLY),
    "leave": ("leave stress", MEMBERS_ONLY),
    "new": ("new", MEMBERS_ONLY),
    "hug": ("hug 1", MEMBERS_ONLY),
    "notices": ("notices", MEMBERS_ONLY),
    "waiting": ("waiting", MEMBERS_ONLY),
    "profile": ("profile quiet-otter", MEMBERS_ONLY),
    "friends": ("friends", MEMBERS_ONLY),
    "friend": ("friend quiet-otter", MEMBERS_ONLY),
    "unfriend": ("unfriend quiet-otter", MEMBERS_ONLY),
    "follow": ("follow 1", MEMBERS_ONLY),
    "ignore": ("ignore 1", MEMBERS_ONLY),
    "bookmark": ("bookmark 1", MEMBERS_ONLY),
    "bookmarks": ("bookmarks", MEMBERS_ONLY),
    "post": ("post stress --title Hello", MEMBERS_ONLY),
    "reply": ("reply 1", MEMBERS_ONLY),
    "edit": ("edit 1", NOT_YOURS),
    "delete": ("delete 1", NOT_YOURS),
    "mail": ("mail", MEMBERS_ONLY),
    "filters": ("filters", MEMBERS_ONLY),
    "block": ("block brave-wren", MEMBERS_ONLY),
    "unblock": ("unblock brave-wren", MEMBERS_ONLY),
    "journal": ("journal", MEMBERS_ONLY),
    "checkin": ("checkin 3", MEMBERS_ONLY),
    "mood": ("mood", MEMBERS_ONLY),
    "counter": ("counter add Days", MEMBERS_ONLY),
    "packet": ("packet", MEMBERS_ONLY),
    "inbox": ("inbox", MEMBERS_ONLY),
    "passphrase": ("passphrase", MEMBERS_ONLY),
    "keys": ("keys", MEMBERS_ONLY),
    "draft": ("draft", MEMBERS_ONLY),
    "sessions": ("sessions", MEMBERS_ONLY),
    "second-step": ("second-step", MEMBERS_ONLY),
    "recovery-code": ("recovery-code", MEMBERS_ONLY),
    "export": ("export", MEMBERS_ONLY),
    "delete-account": ("delete-account --posts leave", MEMBERS_ONLY),
}


def test_every_command_is_in_the_table() -> None:
    told = {command.name for command in registry.COMMANDS if not command.is_talk_only}
    assert set(READING) | set(REFUSED) == told


@pytest.mark.parametrize("name", READING)
async def test_a_guest_may_read(name: str, guest: Desk) -> None:
    before = dump()
    found = await guest.done(READING[name])
    assert found.out
    assert dump() == before


@pytest.mark.parametrize("name", REFUSED)
async def test_a_guest_is_refused_with_the_reason(name: str, guest: Desk) -> None:
    before = dump()
    line, reason = REFUSED[name]
    assert await guest.refused(line, "Words\n") == reason
    assert dump() == before


@pytest.mark.parametrize(
    "line", ["mail read 1", "mail send brave-wren --subject Hello", "mail delete 1", "draft read 1",
             "draft delete 1", "keys remove 1", "packet confirm 1", "settings face lean", "block",
             "hug 1 --kind me-too", "follow 1 --undo", "ignore 1 --undo", "bookmark 1 --undo"],
)  # fmt: skip
async def test_nor_may_a_guest_by_another_form(line: str, guest: Desk) -> None:
    assert await guest.refused(line, "Words\n") == MEMBERS_ONLY


async def test_what_members_say_among_themselves_is_not_for_guests(guest: Desk) -> None:
    reason = await guest.refused("threads schizophrenia")
    assert reason.startswith("This board is for members only")
