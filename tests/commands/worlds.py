"""The same community twice, but for who is behind its pseudonyms; and all that another can see."""

from __future__ import annotations

import io
import random
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest

from bbs import db
from bbs.commands import registry
from bbs.commands.receipts import Receipts
from bbs.commands.tree import Tree
from bbs.errors import BBSError
from bbs.models import Member
from bbs.policy import GUEST, Actor, Role
from bbs.services import (
    boards,
    credentials,
    export,
    friends,
    leaving,
    letters,
    limits,
    members,
    posts,
    profiles,
    vault,
)
from bbs.services import hugs as giving
from bbs.services import pseudonyms as veils
from bbs.services import threads as beginning
from bbs.services.credentials import Login
from bbs.views import PostView
from tests.commands.desk import Desk
from tests.helpers import CHEAP, PASSPHRASE, StandingClock
from tests.tables import sqlite_alone

SLUGS = ("back-pain", "bereavement")
PEOPLE = ("heidelbeere", "stachelbeere", "brave-wren", "old-lantern")
"""Two who may be behind the pseudonyms, who looks on, and somebody else."""


@dataclass
class World:
    """A community in which somebody writes without their name."""

    clock: StandingClock
    logins: dict[str, Login]
    veiled: Login
    thread_ids: list[int] = field(default_factory=list)
    veiled_ids: list[int] = field(default_factory=list)
    silenced_ids: set[int] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    """Handles that the reader has blocked."""

    @property
    def reader(self) -> Login:
        """Who looks on."""
        return self.logins["brave-wren"]

    def now(self) -> datetime:
        """A little later."""
        return self.clock.pass_(minutes=7)


Act = Callable[[World, Random], None]


def begin(world: World, rng: Random, who: str = "", *, is_veiled: bool = True) -> None:
    """Begin a thread."""
    actor = world.logins[who].actor if who else world.veiled.actor
    title, slug = f"Title {len(world.thread_ids)}", rng.choice(SLUGS)
    made = beginning.start(
        actor, slug, title, f"Words {rng.random()}", without_name=is_veiled, now=world.now()
    )
    world.thread_ids.append(made.id)
    if is_veiled:
        world.veiled_ids.append(_post(world, made.id, 1).id)


def answer(world: World, rng: Random, who: str = "") -> None:
    """Answer somewhere, by a handle, or veiled."""
    open_ids = [each for each in world.thread_ids if each not in world.silenced_ids]
    thread_id, words = rng.choice(open_ids), f"Words {rng.random()}"
    actor = world.logins[who].actor if who else world.veiled.actor
    made = posts.reply(actor, thread_id, words, without_name=not who, now=world.now())
    if not who:
        world.veiled_ids.append(made.id)


def change(world: World, rng: Random) -> None:
    """Change what was written under a pseudonym, and put a warning before it."""
    post_id, words = rng.choice(world.veiled_ids), f"Changed {rng.random()}"
    posts.edit(world.veiled.actor, post_id, words, warning=f"Numbers {rng.random():.2}")


def take_back(world: World, rng: Random) -> None:
    """Take one of them back."""
    gone = world.veiled_ids.pop(rng.randrange(len(world.veiled_ids)))
    thread_id = posts.get(world.reader.actor, gone).thread_id
    if posts.delete(world.veiled.actor, gone):
        world.thread_ids.remove(thread_id)


def hug(world: World, rng: Random) -> None:
    """Give a hug to a pseudonym."""
    who = rng.choice(("brave-wren", "old-lantern"))
    giving.give(world.logins[who].actor, rng.choice(world.veiled_ids), "hug", now=world.now())


def write_letters(world: World, rng: Random) -> None:
    """Write to a pseudonym, which answers; and handles write, too."""
    to = address(world, rng.choice(world.veiled_ids))
    letters.send(world.reader.actor, to, "To you", f"Dear {rng.random()}", now=world.now())
    letters.send(
        world.veiled.actor, f"brave-wren as {to}", "Re: To you", f"{rng.random()}", now=world.now()
    )
    for who in PEOPLE[:2]:
        letters.send(world.logins[who].actor, "brave-wren", "Hello", "Dear wren", now=world.now())
        letters.send(world.reader.actor, who, "Hello", "Dear you", now=world.now())


def block_a_handle(world: World, rng: Random) -> None:
    """Block one of those who may be behind it."""
    who = rng.choice(PEOPLE[:2])
    letters.block(world.reader.actor, who)
    world.blocked.add(who)


def block_a_pseudonym(world: World, rng: Random) -> None:
    """Block a pseudonym."""
    letters.block(world.reader.actor, address(world, rng.choice(world.veiled_ids)))


def befriend(world: World, rng: Random) -> None:
    """Both who may be behind it ask to be friends, and tell something of themselves."""
    for who in PEOPLE[:2]:
        friends.ask(world.logins[who].actor, "brave-wren")
        profiles.write(world.logins[who].actor, f"I am {who}.")
        profiles.show_season(world.logins[who].actor, shows=True)


def silence(world: World, rng: Random) -> None:
    """Silence a pseudonym, whose next words are refused."""
    post = _shown(world, rng.choice(world.veiled_ids))
    chief = Actor(0, "host", Role.SYSOP)
    veils.silence(chief, post.thread_id, post.handle)
    world.silenced_ids.add(post.thread_id)
    with pytest.raises(BBSError):
        posts.reply(world.veiled.actor, post.thread_id, "More", now=world.now())
    world.veiled_ids = [
        each for each in world.veiled_ids if _shown(world, each).thread_id not in world.silenced_ids
    ]


ACTS: tuple[Act, ...] = (
    begin, answer, answer, answer, change, take_back, hug, write_letters, block_a_handle,
    block_a_pseudonym, silence, befriend,
    lambda world, rng: answer(world, rng, "heidelbeere"),
    lambda world, rng: answer(world, rng, "stachelbeere"),
    lambda world, rng: answer(world, rng, "brave-wren"),
    lambda world, rng: begin(world, rng, "heidelbeere", is_veiled=False),
    lambda world, rng: begin(world, rng, "stachelbeere", is_veiled=False),
)  # fmt: skip


def leave(world: World, who: str, *, erase_texts: bool) -> None:
    """One of those who may be behind it leaves for good."""
    leaving.delete_account(
        world.logins[who].actor, PASSPHRASE, erase_texts=erase_texts, now=world.now()
    )
    world.gone.add(who)
    world.thread_ids = [
        each
        for each in world.thread_ids
        if each in beginning.titles(world.reader.actor, world.thread_ids)
    ]


def address(world: World, post_id: int) -> str:
    """How a post's writer is written to."""
    post = _shown(world, post_id)
    return f"{post.handle} in {post.thread_id}"


def _shown(world: World, post_id: int) -> PostView:
    """A post as somebody sees it who has blocked nobody."""
    return posts.get(world.logins["old-lantern"].actor, post_id)


def _post(world: World, thread_id: int, number: int) -> PostView:
    return posts.from_number(world.reader.actor, thread_id, number, limit=1)[0]


@contextmanager
def base(folder: Path, empty_house: str) -> Iterator[Path]:
    """A house where people have joined and written by their names: to be copied."""
    path = folder / "base.db"
    sqlite_alone()
    shutil.copyfile(str(empty_house).removeprefix("sqlite:///"), path)
    db.connect(f"sqlite:///{path}")
    vault.bind(vault.Vault(pepper=b"p" * 32, cost=CHEAP))
    limits.bind({})
    clock = StandingClock()
    with db.database.connection_context():
        for handle in PEOPLE:
            if handle == "stachelbeere":
                clock.pass_(days=20)  # This one and those who follow are newcomers.
            newcomer = members.Newcomer(
                handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
            )
            actor = members.sign_up(newcomer, now=clock()).login.actor
            for slug in SLUGS:
                boards.join(actor, slug, now=clock())
        Member.update(role=Role.PROFESSIONAL).where(Member.handle == "stachelbeere").execute()
    yield path


@contextmanager
def opened(
    path: Path, copy: Path, veiled: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> Iterator[World]:
    """A copy of the house, in which this one is behind the pseudonyms; chance begins anew."""
    shutil.copyfile(path, copy)
    db.connect(f"sqlite:///{copy}")
    # Each kind for itself: a letter that nobody gets draws no number, and changes no token.
    chance, tokens, days = Random(seed), Random(seed), Random(seed)
    monkeypatch.setattr(secrets, "randbits", chance.getrandbits)
    monkeypatch.setattr(secrets, "token_hex", lambda count: tokens.randbytes(count).hex())
    monkeypatch.setattr(random.SystemRandom, "random", lambda self: days.random())
    clock = StandingClock()
    clock.pass_(days=21)
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=8)
    try:
        with db.database.connection_context():
            found = {each: credentials.log_in(each, PASSPHRASE) for each in PEOPLE}
            logins = {name: login for name, login in found.items() if login is not None}
            yield World(clock, logins, logins[veiled])
    finally:
        db.close_pools()


READS = (
    "help", "help post", "whoami", "crisis", "resources", "boards", "boards --mine",
    *(f"threads {slug}{unread}" for slug in SLUGS for unread in ("", " --unread")),
    "new", "notices", "waiting", "bookmarks", "mail", "mail --sent", "block", "keys", "settings",
    "draft", "journal", "mood", "counter", "filters",
    "search Words", "search Words --best", "search Title -Changed",
    *(f"search Words by:{who}" for who in PEOPLE), *(f"search by:{who}" for who in PEOPLE),
    "packet --format mbox", "packet --format qwk", "friends", "profile",
    "boards --for back pain",
    *(f"profile {who}" for who in PEOPLE),
)  # fmt: skip
"""What asks for nothing in particular."""
WRITES = {
    "join", "leave", "post", "reply", "edit", "delete", "hug", "follow", "ignore", "bookmark",
    "unblock", "inbox", "passphrase", "export", "delete-account", "read", "go-on", "sessions",
    "second-step", "recovery-code", "unfold", "checkin", "friend", "unfriend", "open", "welcome",
}  # fmt: skip
"""What is tried below on things in particular, or does nothing but to one's own."""


def forgotten() -> set[str]:
    """Commands of which nothing is said here: whoever adds one thinks of pseudonyms."""
    named = {line.split()[0] for line in READS} | WRITES
    return {command.name for command in registry.COMMANDS} - named


async def seen(world: World) -> dict[str, object]:
    """All that the reader, and a guest, can get: by commands, in a talk, and as files."""
    found: dict[str, object] = {}
    desks = {
        "reader": Desk(world.clock, world.reader, tries=10_000),
        "guest": Desk(world.clock, tries=10_000),
    }
    for name, desk in desks.items():
        for line in (*READS, *_about_each(world)):
            for form in (line, f"{line} --json"):
                found[f"{name}: {form}"] = await desk.run(form, b"Words")
        actor, key = (world.reader.actor, world.reader.key) if name == "reader" else (GUEST, None)
        tree = Tree(actor, key, Receipts(), world.clock)
        async for place, what in _files(tree, ()):
            found[f"{name}: file {'/'.join(place)}"] = what
    talk = [line for each in world.thread_ids for line in (f"read {each}", "open 1", "open 2", "")]
    talk += ["new", "1", "mail", "1", "block", "friends", "1"]
    found["talk"] = await desks["reader"].talk(*talk)
    pieces = export.archive(world.reader.actor, world.reader.key, now=world.clock())
    with ZipFile(io.BytesIO(b"".join(pieces))) as zipped:
        found |= {f"export: {name}": zipped.read(name) for name in zipped.namelist()}
    return found


def _about_each(world: World) -> Iterator[str]:
    for thread_id in world.thread_ids:
        yield f"read {thread_id}"
        yield f"follow {thread_id}"
        yield f"bookmark {thread_id}"
        for post in posts.from_number(world.reader.actor, thread_id, 1, limit=50):
            if not post.is_own:
                yield f"edit {post.id}"
                yield f"delete {post.id}"
                yield f"hug {post.id}"
            if " " in post.handle:
                yield f"mail send {post.handle} in {thread_id} --subject Hello"
                yield f"mail send brave-wren as {post.handle} in {thread_id} --subject Hello"
                yield f"mail send old-lantern as {post.handle} in {thread_id} --subject Hello"
                yield f"block {post.handle} in {thread_id}"
                yield f"unblock {post.handle} in {thread_id}"
                yield f"block {post.handle}"
                yield f'search by:"{post.handle}"'
                yield f"profile {post.handle}"
                yield f"friend {post.handle}"
                yield f"unfriend {post.handle}"
    for who in PEOPLE:
        yield f"friend {who}"
        yield f"unfriend {who}"
        yield f"mail send {who} --subject Hello"
        yield f"block {who}"
        if who not in world.blocked:  # What they write is to be compared, too.
            yield f"unblock {who}"
    for number in range(1, 12):
        yield f"mail read {number}"


async def _files(
    tree: Tree, place: tuple[str, ...]
) -> AsyncIterator[tuple[tuple[str, ...], object]]:
    async for info in tree.listing(place):
        if place == ("boards",) and info.name not in SLUGS:
            continue
        where = (*place, info.name)
        yield where, info
        if info.is_folder:
            async for each in _files(tree, where):
                yield each
            continue
        try:
            file = await tree.open(where)
        except BBSError as error:
            yield where, error.message
            continue
        data = b""
        while part := await file.read(len(data), 65_536):
            data += part
        await file.close()
        yield (*where, "data"), data
