"""The tree: names, and what each place is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bbs import db
from bbs.commands.boardfiles import FILES_AT_ONCE, file_name
from bbs.commands.receipts import Receipts
from bbs.commands.tree import Tree
from bbs.errors import Locked, NotFound, Refused
from bbs.files import FileInfo, Place
from bbs.models import Thread
from bbs.policy import GUEST
from bbs.services import letters, threads
from bbs.services.credentials import Login
from tests.helpers import Join, StandingClock
from tests.ssh.hostile import TEXTS

FOLDER = ("boards", "back-pain", "2026-05")


@pytest.fixture
def otter(join: Join, tmp_path: Path) -> Iterator[Login]:
    """A member in a house with threads for its database."""
    login = join("quiet-otter")
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    yield login
    db.close_pools()


@pytest.fixture
def tree(otter: Login, clock: StandingClock) -> Tree:
    return Tree(otter.actor, otter.key, Receipts(), clock)


async def listed(tree: Tree, *place: str) -> list[FileInfo]:
    return [each async for each in tree.listing(place)]


async def read(tree: Tree, *place: str) -> bytes:
    file, data = await tree.open(place), b""
    while part := await file.read(len(data), 1_000):
        data += part
    await file.close()
    return data


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Stairs, again", "12-stairs-again.txt"),
        ("  -- ", "12.txt"),
        ("\U0001f422", "12.txt"),
        ("Über die Brücke!", "12-über-die-brücke.txt"),
        ("नमस्ते दुनिया", "12-नमस्ते-दुनिया.txt"),
        ("../../etc/passwd", "12-etc-passwd.txt"),
        ("C:\\con|aux?*", "12-c-con-aux.txt"),
        ("w" * 80, f"12-{'w' * 60}.txt"),
        ("a" * 59 + " b", f"12-{'a' * 59}.txt"),
        ("漢" * 80, f"12-{'漢' * 50}.txt"),
    ],
)
def test_a_file_has_a_name_that_any_disk_takes(title: str, name: str) -> None:
    assert file_name(12, title) == name


@pytest.mark.parametrize("title", TEXTS)
def test_no_title_makes_a_name_that_is_more_than_a_name(title: str) -> None:
    name = file_name(7, title)
    assert name.startswith("7") and name.endswith(".txt") and len(name.encode()) < 180
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t\x1b ') and name.isprintable()


async def test_what_there_is_for_a_member(tree: Tree) -> None:
    names = [each.name for each in await listed(tree)]
    assert names == ["README.txt", "boards", "mail", "packets", "outbox"]
    assert len(await listed(tree, "boards")) == 67
    assert [each.name for each in await listed(tree, "packets")] == ["unread.mbox", "unread.qwk"]
    assert await listed(tree, "outbox") == []


async def test_each_listing_agrees_with_each_stat_and_each_file(
    tree: Tree, otter: Login, join: Join, clock: StandingClock
) -> None:
    threads.start(otter.actor, "back-pain", "Stairs", "Hello", now=clock())
    letters.send(join("brave-wren").actor, "quiet-otter", "Hello", "Dear otter", now=clock())
    waiting: list[Place] = [()]
    files = 0
    while waiting:
        place = waiting.pop()
        async for info in tree.listing(place):
            here = (*place, info.name)
            assert await tree.info(here) == info
            if info.is_folder:
                waiting.append(here)
            else:
                files += 1
                assert len(await read(tree, *here)) == info.size
    assert files == 5


async def test_a_folder_of_more_than_a_page(tree: Tree, otter: Login, clock: StandingClock) -> None:
    first = threads.start(otter.actor, "back-pain", "Title", "Body", now=clock())
    row = Thread.get_by_id(first.id).__data__
    count = 2 * FILES_AT_ONCE
    Thread.insert_many({**row, "id": first.id + each} for each in range(1, count)).execute()
    names = [each.name for each in await listed(tree, *FOLDER)]
    assert names == [f"{first.id + each}-title.txt" for each in range(count)]


async def test_the_number_alone_leads_to_a_thread(
    tree: Tree, otter: Login, clock: StandingClock
) -> None:
    thread = threads.start(otter.actor, "back-pain", "Stairs", "Hello", now=clock())
    for name in (f"{thread.id}.txt", f"{thread.id}-another-title.txt"):
        assert b"Hello" in await read(tree, *FOLDER, name)
        assert (await tree.info((*FOLDER, name))).name == f"{thread.id}-stairs.txt"


@pytest.mark.parametrize(
    "place",
    [
        ("nothing",),
        ("README.txt", "x"),
        ("boards", "nothing"),
        ("boards", "back-pain", "nothing"),
        (*FOLDER, "nothing"),
        (*FOLDER, "1-x.txt.bak"),
        (*FOLDER, "x1-x.txt"),
        (*FOLDER, "1-x.txt", "x"),
        ("mail", "nothing"),
        ("mail", "inbox.mbox", "x"),
        ("packets", "nothing"),
        ("packets", "unread.qwk", "x"),
        ("outbox", "nothing"),
        ("outbox", "folder", "x"),
    ],
)
async def test_what_there_is_not(tree: Tree, place: Place) -> None:
    for asked in (tree.info, tree.open):
        with pytest.raises((NotFound, Refused)):
            await asked(place)


@pytest.mark.parametrize("place", [(), ("boards",), FOLDER[:2], FOLDER, ("mail",), ("outbox",)])
async def test_a_folder_is_not_read(tree: Tree, place: Place) -> None:
    with pytest.raises(Refused, match="folder"):
        await tree.open(place)


async def test_letters_need_the_key(otter: Login, clock: StandingClock) -> None:
    tree = Tree(otter.actor, None, Receipts(), clock)
    assert [each.name for each in await listed(tree, "mail")] == ["letters-are-sealed.txt"]
    told = await read(tree, "mail", "letters-are-sealed.txt")
    assert told.startswith(b"Your key opens the door, your passphrase opens your letters.\n")
    with pytest.raises(Locked):
        await tree.info(("mail", "inbox.mbox"))


async def test_the_mailbox_is_as_long_as_it_is_now(
    tree: Tree, otter: Login, join: Join, clock: StandingClock
) -> None:
    wren = join("brave-wren").actor
    sizes = []
    for number in range(45):
        if number % 15 == 0:
            sizes.append((await tree.info(("mail", "inbox.mbox"))).size)
        letters.send(wren, "quiet-otter", f"Letter {number}", "Dear otter", now=clock())
    data = await read(tree, "mail", "inbox.mbox")
    assert data.count(b"\nSubject: Letter") == 45
    assert sizes[0] == 0 and sizes == sorted(set(sizes))
    letters.delete(otter.actor, 1)
    assert (await tree.info(("mail", "inbox.mbox"))).size < len(data)


async def test_a_packet_holds_still_for_a_minute(
    tree: Tree, otter: Login, join: Join, clock: StandingClock
) -> None:
    wren = join("brave-wren").actor
    told = await tree.info(("packets", "unread.mbox"))
    letters.send(wren, "quiet-otter", "Hello", "Dear otter", now=clock())
    assert len(await read(tree, "packets", "unread.mbox")) == told.size
    clock.pass_(seconds=61)
    assert b"Dear otter" in await read(tree, "packets", "unread.mbox")


async def test_guests_write_nothing(otter: Login, clock: StandingClock) -> None:
    tree = Tree(GUEST, None, Receipts(), clock)
    assert [each.name for each in await listed(tree)] == ["README.txt", "boards"]
    made = {"may_make": True, "must_make": False, "is_emptied": True}
    for refused in (
        tree.create(("outbox", "a.eml"), **made),
        tree.rename(("outbox", "a"), ("outbox", "b"), may_replace=True),
        tree.remove(("README.txt",)),
        tree.resize(("README.txt",), 0),
    ):
        with pytest.raises(Refused, match="new@"):
            await refused
