"""What is one's own by commands: settings, passphrase, keys, drafts, packets, leaving."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from bbs.models import Member
from bbs.services import credentials, preferences
from tests.commands.conftest import Sit
from tests.commands.desk import Desk
from tests.helpers import PASSPHRASE
from tests.screens.community import Community, bodies, draft_of
from tests.tables import dump

OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43 + " me@work"
NEW = "nine grey herons wade"


async def test_settings_are_shown_and_changed(desk: Desk, town: Community) -> None:
    assert "lines: rich, of rich,\nlean, plain.\n" in (await desk.done("settings")).out
    assert (await desk.done("settings face plain")).out == "face is plain now.\n"
    await desk.done("settings letter-keys yes")
    chosen = preferences.of(town.me.actor)
    assert (chosen.face, chosen.letter_keys, chosen.meter) == ("plain", True, False)


@pytest.mark.parametrize("line", ["settings face round", "settings meter perhaps"])
async def test_a_setting_that_there_is_not_changes_nothing(line: str, desk: Desk) -> None:
    before = dump()
    await desk.refused(line)
    assert dump() == before


@pytest.mark.parametrize("end", ["\n", "", "\r\n"])
async def test_a_passphrase_is_changed(end: str, desk: Desk) -> None:
    between = end or "\n"
    await desk.done("passphrase", f"{PASSPHRASE}{between}{NEW}{end}")
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None
    login = credentials.log_in("quiet-otter", NEW)
    assert login is not None and login.key is not None


@pytest.mark.parametrize(
    ("piped", "status"),
    [
        ("", 2), (PASSPHRASE, 2), (f"{PASSPHRASE}\n{NEW}\n{NEW}\n", 2),
        (f"not this one\n{NEW}\n", 1), (f"{PASSPHRASE}\nshort\n", 1),
    ],
)  # fmt: skip
async def test_a_passphrase_that_will_not_do_changes_nothing(
    piped: str, status: int, desk: Desk
) -> None:
    before = dump()
    reason = await desk.refused("passphrase", piped, status=status)
    assert NEW not in reason and PASSPHRASE not in reason
    # A wrong one may have been counted already, which happens a moment later.
    assert dump() | {"arrival": []} == before


async def test_guesses_are_counted(desk: Desk) -> None:
    desk.tries = 2
    for _ in range(2):
        await desk.refused("passphrase", f"not this one\n{NEW}\n")
    assert "too many tries" in await desk.refused("passphrase", f"{PASSPHRASE}\n{NEW}\n")
    assert credentials.log_in("quiet-otter", PASSPHRASE) is not None


async def test_with_a_terminal_a_passphrase_is_asked_for_unseen(desk: Desk) -> None:
    found = await desk.run("passphrase", f"{PASSPHRASE}\n{NEW}\n{NEW}", has_pty=True)
    assert found.status == 0 and "Your passphrase is changed." in found.out
    assert credentials.log_in("quiet-otter", NEW) is not None


async def test_keys_are_added_and_removed(desk: Desk) -> None:
    for line, piped in ((f"keys add {OTHER_KEY}", ""), ("keys add", OTHER_KEY + "\n")):
        made = await desk.document(line, piped)
        rows = (await desk.document("keys"))["keys"]
        assert [row["comment"] for row in rows] == ["me@home", "me@work"]
        await desk.done(f"keys remove {made['key']}")
    assert [row["key"] for row in (await desk.document("keys"))["keys"]] == [1]


@pytest.mark.parametrize(
    ("line", "piped"),
    [("keys add", ""), ("keys add", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n"),
     ("keys add ssh-ed25519 AAAA", ""), ("keys remove 99", "")],
)  # fmt: skip
async def test_bad_keys_are_refused(line: str, piped: str, desk: Desk) -> None:
    before = dump()
    await desk.refused(line, piped)
    assert dump() == before


async def test_drafts_are_read_and_thrown_away(desk: Desk, town: Community) -> None:
    assert (
        await desk.done("draft")
    ).out == "1 draft.\n1. thread stress: A title begun, 1 hour ago\n"
    assert "Words begun" in (await desk.done("draft read 1")).out
    await desk.done("draft delete 1")
    assert draft_of(town.me, "thread", "stress") is None
    assert (await desk.done("draft")).out == "0 drafts.\n"


async def test_a_packet_is_a_file_and_its_words_go_beside(desk: Desk, town: Community) -> None:
    made = await desk.run("packet --unpacked")
    assert made.status == 0 and made.out == ""
    assert b"First winter with a bad back" in made.file
    assert "packet confirm" in made.error
    number = made.error.split("packet confirm ")[1].split()[0].rstrip(".`")
    await desk.done(f"packet confirm {number}")
    await desk.done(f"packet confirm {number}")
    assert (await desk.done("new")).out == "Nothing is unread.\n"
    assert await desk.refused("packet confirm 999")


async def test_a_file_is_not_for_a_terminal(desk: Desk) -> None:
    for line in ("packet", "inbox", "export"):
        found = await desk.run(line, "x", has_pty=True)
        assert found.status == 1 and "file" in found.error and found.out == ""


async def test_answers_are_posted_once(desk: Desk, town: Community) -> None:
    answer = f"Thread: {town.first_id}\n\nAn answer from the train.\n"
    told = await desk.document("inbox", answer)
    assert [line["outcome"] for line in told["answers"]] == ["posted"]
    again = await desk.document("inbox", answer)
    assert [line["outcome"] for line in again["answers"]] == ["before"]
    assert bodies(town.first_id).count("An answer from the train.") == 1


async def test_a_bad_answer_is_named_and_the_status_says_so(desk: Desk) -> None:
    found = await desk.run("inbox --json", "Thread: 999\n\nWords\n")
    assert found.status == 1 and found.error.count("\n") == 1
    assert found.document["answers"][0]["outcome"] == "refused"
    for bad in (b"", b"\x00\xff" * 1000, b"x" * (10 * 1024 * 1024 + 1)):
        assert (await desk.run("inbox", bad)).status == 1


async def test_all_that_is_one_s_own_comes_as_a_zip(desk: Desk) -> None:
    found = await desk.run("export")
    assert found.status == 0 and found.out == ""
    assert zipfile.ZipFile(BytesIO(found.file)).testzip() is None


async def test_leaving_needs_the_passphrase(desk: Desk, town: Community, sit: Sit) -> None:
    before = dump()
    await desk.refused("delete-account --posts leave", "not this one\n")
    await desk.refused("delete-account", PASSPHRASE, status=2)
    assert dump() == before
    await desk.done("delete-account --posts erase", f"{PASSPHRASE}\n")
    assert not Member.select().where(Member.handle == "quiet-otter").exists()
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None
