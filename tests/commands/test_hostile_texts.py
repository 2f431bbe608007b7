"""Hostile texts in every place that shows a member's words as lines, files or packets.

They are written as they are, past the cleaner: what keeps them from a terminal is then what shows
them.
"""

from __future__ import annotations

import bz2
import json
import unicodedata
from collections.abc import Sequence

import pytest

import bbs.text
from bbs.commands.receipts import Receipts
from bbs.commands.tree import Tree
from bbs.files import Place
from bbs.services import boards, drafts, keys, letters, packets, posts, threads
from bbs.services.credentials import Login
from tests.commands.conftest import Sit
from tests.helpers import Join, StandingClock
from tests.ssh.hostile import many
from tests.ssh.test_ssh_wire import everywhere

COUNT = 500
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
_FORBIDDEN = ("Cc", "Cf", "Cs", "Co")
_JOINERS = "\u200c\u200d"


def foreign(said: str, *, allowed: str = "\n\t") -> set[str]:
    """The characters in it that no terminal should get from us."""
    return {
        each
        for each in set(said)
        if unicodedata.category(each) in _FORBIDDEN and each not in allowed + _JOINERS
    }


@pytest.fixture
def reader(join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> Login:
    """Whoever reads what was written past the cleaner."""
    me, other = join("quiet-otter"), join("loud-magpie").actor
    boards.join(me.actor, "stress", now=clock())
    with monkeypatch.context() as patch:
        everywhere(patch, bbs.text.clean)
        _write(many(COUNT), me, other, clock)
    clock.pass_(hours=1)
    return me


def _write(texts: Sequence[str], me: Login, other: object, clock: StandingClock) -> None:
    for number, text in enumerate(texts):
        now = clock.pass_(seconds=1)
        title, body = f"{text} {number}", f"{text}\n> {text}\n- {text}"
        thread = threads.start(other, "stress", title, body, now=now)  # type: ignore[arg-type]
        posts.reply(other, thread.id, f"{number}\n{text}{text}", now=now)  # type: ignore[arg-type]
        if number % 10 == 0:
            letters.send(other, "quiet-otter", title, body, now=now)  # type: ignore[arg-type]
    for number, text in enumerate(texts[-40:]):
        drafts.keep(me.actor, "thread", f"board-{number}", f"{text} {number}", text, now=clock())
    keys.add(me.actor, f"{_KEY} {texts[5]}", now=clock())


async def test_in_commands_as_text_and_as_json(reader: Login, sit: Sit) -> None:
    desk = sit(reader)
    lines = [f"threads stress --page {page}" for page in range(1, COUNT // 20 + 1)]
    lines += [f"read {number}" for number in range(1, COUNT + 1)]
    lines += ["new", "mail", "draft", "keys", "boards", "whoami"]
    lines += [f"mail read {number}" for number in range(1, COUNT // 10 + 1)]
    lines += [f"draft read {number}" for number in range(1, 41)]
    for line in lines:
        for form in ("", " --json"):
            done = await desk.run(line + form)
            assert done.status == 0, (line, done.error)
            assert not foreign(done.out), (line + form, foreign(done.out))
            if form:
                json.loads(done.out)


async def test_in_a_talk(reader: Login, sit: Sit) -> None:
    typed = [line for number in range(1, COUNT + 1) for line in (f"read {number}", "")]
    said = "".join(await sit(reader).talk("threads stress", *typed, "draft", "mail", "1", "bye"))
    assert len(said) > 100_000 and not foreign(said)


async def test_in_files(reader: Login, sit: Sit, clock: StandingClock) -> None:
    sit(reader)
    tree = Tree(reader.actor, reader.key, Receipts(), clock)
    count = 0
    waiting: list[Place] = [("boards", "stress"), ("mail",)]
    while waiting:
        place = waiting.pop()
        async for info in tree.listing(place):
            assert not foreign(info.name), info.name
            here = (*place, info.name)
            if info.is_folder:
                waiting.append(here)
                continue
            file = await tree.open(here)
            data = await file.read(0, 10_000_000)
            await file.close()
            assert not foreign(data.decode()), (here, foreign(data.decode()))
            count += 1
    assert count >= COUNT


def test_in_packets(reader: Login, clock: StandingClock) -> None:
    made = packets.make(reader.actor, reader.key, form="mbox", max_bytes=2_000_000, now=clock())
    said = bz2.decompress(made.data).decode()
    assert made.posts > COUNT and not foreign(said), foreign(said)
