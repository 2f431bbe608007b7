"""docs/members/commands.md says what there is: each usage, and each key of each document."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bbs.commands import registry
from bbs.services import checkins, counters, friends, hugs, journal, posts, profiles
from bbs.services.credentials import Login
from tests.commands.conftest import Sit
from tests.commands.desk import Desk
from tests.helpers import PASSPHRASE
from tests.screens.community import Community, number_of

OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
_PAGE = (Path(__file__).parents[2] / "docs" / "members" / "commands.md").read_text("utf-8")
SECTIONS = {
    part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in re.split(r"^### ", _PAGE, flags=re.M)
}
SHOWN = [command for command in registry.COMMANDS if not command.is_hidden]


def documented(name: str) -> list[set[str]]:
    """The keys of a command: of the command alone, and then of its other forms."""
    _, _, told = SECTIONS[name].partition("\nKeys: ")
    assert told, name
    parts = told.split("\n", 1)[0].split("; ")
    verbs = {
        f"{name} {verb}"
        for verb in ("read", "send", "reply", "delete", "add", "remove", "confirm", "end", "write",
                     "edit", "share", "post", "reset", "rename", "note", "boards", "season")
    }  # fmt: skip
    return [set(re.findall(r"`([^`]+)`", part)) - verbs for part in parts]


def keys(document: Any, path: str = "") -> set[str]:
    """The keys of a document, as the page writes them."""
    if isinstance(document, dict):
        head = f"{path}." if path else ""
        return {each for key, value in document.items() for each in keys(value, head + key)}
    if isinstance(document, list):
        assert document, f"{path} is empty, and shows no keys"
        return {each for value in document for each in keys(value, f"{path}[]")}
    return {path}


def test_each_command_has_its_place_and_its_usage() -> None:
    assert [command.name for command in SHOWN] != []
    for command in SHOWN:
        usage = " ".join(SECTIONS[command.name].split("`: ", 1)[0].split()).strip("`")
        assert usage.split("`:")[0] == command.usage


def keep_a_journal(me: Login, now: datetime) -> None:
    """An entry, a counter, and ten days of which five were better with a walk."""
    journal.write(me.actor, "A day", "Words", now=now)
    counters.add(me.actor, "Days", now=now)
    for back in range(10):
        mood, done = (4, "a walk") if back % 2 else (2, "tea")
        moment = now - timedelta(days=back)
        checkins.check_in(me.actor, me.key, mood=mood, done=[done], now=moment)


@pytest.mark.parametrize(
    ("line", "piped", "form"),
    [
        ("help", "", 0), ("help post", "", 1), ("whoami", "", 0), ("crisis France", "", 0),
        ("resources", "", 0), ("resources sleep", "", 1), ("boards", "", 0),
        ("boards --mine", "", 0),
        ("threads back-pain", "", 0), ("read 1", "", 0), ("join anxiety", "", 0),
        ("leave stress", "", 0), ("new", "", 0), ("post stress --title Hello", "Words", 0),
        ("reply 1", "Words", 0), ("edit 3", "Words", 0), ("delete 3", "", 0), ("mail", "", 0),
        ("mail --sent", "", 0), ("mail read LETTER", "", 1),
        ("mail send brave-wren --subject Hello", "Words", 2), ("mail delete LETTER", "", 2),
        ("block brave-wren", "", 0), ("block", "", 1), ("unblock grey-badger", "", 0),
        ("inbox", "Thread: 1\n\nWords\n", 0), ("settings", "", 0),
        ("passphrase", f"{PASSPHRASE}\nnine grey herons wade\n", 0), ("keys", "", 0),
        (f"keys add {OTHER_KEY}", "", 1), ("keys remove 1", "", 1), ("draft", "", 0),
        ("sessions end", "", 1), ("second-step", "", 0),
        ("mail reply LETTER", "Words", 2),
        ("hug 1 --kind thank-you", "", 0), ("boards --for pain", "", 0),
        ("profile edit", "Words", 1), ("profile boards stress", "", 1),
        ("profile season yes", "", 1), ("friend brave-wren", "", 0), ("unfriend brave-wren", "", 0),
        ("follow 1", "", 0), ("ignore 1", "", 0), ("bookmark 1 --undo", "", 0), ("waiting", "", 0),
        ("journal", "", 0), ("journal read 1", "", 1), ("journal write", "Words", 2),
        ("journal edit 1", "Words", 2), ("journal delete 1", "", 2),
        ("journal share 1 brave-wren", "", 3), ("journal post 1 stress", "", 4),
        ("checkin 4 --did a walk --spoken a friend", "Words", 0), ("checkin", "", 0),
        ("checkin note", "Words", 0), ("checkin delete", "", 1), ("mood", "", 0),
        ("counter", "", 0), ("counter add Days of rest", "", 1), ("counter rename 1 Days", "", 1),
        ("counter delete 1", "", 1), ("counter reset 1", "", 2),
        ("search timer", "", 0), ("filters add needles", "", 1),
        ("draft read 1", "", 1), ("draft delete 1", "", 2),
        ("delete-account --posts leave", PASSPHRASE, 0),
    ],
)  # fmt: skip
async def test_documents_have_the_keys_that_the_page_names(
    line: str, piped: str, form: int, desk: Desk, town: Community
) -> None:
    keep_a_journal(town.me, desk.clock())
    line = line.replace("LETTER", str(number_of(town.me)))
    found = keys(await desk.document(line, piped))
    assert found == documented(line.split()[0])[form]


async def test_of_what_one_is_told(desk: Desk, town: Community) -> None:
    own = posts.from_number(town.me.actor, town.own_id, 1, limit=1)[0]
    hugs.give(town.other.actor, own.id, "hug", now=desk.clock())
    assert keys(await desk.document("notices")) == documented("notices")[0]
    await desk.done(f"bookmark {town.first_id}")
    assert keys(await desk.document("bookmarks")) == documented("bookmarks")[0]


async def test_of_filters(desk: Desk) -> None:
    await desk.done("filters add needles")
    await desk.done("filters add --board stress")
    assert keys(await desk.document("filters")) == documented("filters")[0]
    found = await desk.document("filters remove needles")
    assert keys(found) == documented("filters")[1]


async def test_of_people(desk: Desk, town: Community) -> None:
    profiles.name_boards(town.other.actor, ["stress"])
    friends.ask(town.other.actor, "quiet-otter")
    assert keys(await desk.document("profile brave-wren")) == documented("profile")[0]
    assert keys(await desk.document("friends")) == documented("friends")[0]


async def test_of_a_changed_setting(desk: Desk) -> None:
    assert await desk.document("settings face plain") == {"done": True, "face": "plain"}
    assert documented("settings")[1] == {"done"}


async def test_of_packets(desk: Desk) -> None:
    made = await desk.run("packet --json")
    assert made.status == 0 and made.file
    about = json.loads(made.error)
    assert keys(about) == documented("packet")[0]
    confirmed = await desk.document(f"packet confirm {about['packet']}")
    assert keys(confirmed) == documented("packet")[1]
    assert confirmed["posts"] == about["posts"] > 0


async def test_who_is_a_guest_has_neither_letters_nor_drafts(guest: Desk, sit: Sit) -> None:
    assert keys(await guest.document("whoami")) < documented("whoami")[0]


def test_every_command_has_its_keys_checked() -> None:
    checked = {command.name for command in SHOWN} - {"export", "recovery-code"}
    assert all(documented(name) for name in checked)
    assert "Keys:" not in SECTIONS["export"] + SECTIONS["recovery-code"]
