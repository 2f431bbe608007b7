"""Bytes on the wire, action by action, against the limits and against ncurses."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from tests.bench.place import READER
from tests.bench.results import write_down
from tests.bench.wire import Session, furnished, walk
from tests.bench.yardstick import ncurses_sizes
from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.slowlink import SlowLink
from tests.ssh.steps import at_home

pytestmark = pytest.mark.bench

MOST = {
    "lean": {"cursor down": 16, "cursor up": 16, "cursor down, scrolling": 130,
             "a typed character": 8, "first screen": 1_400},
    "rich": {"cursor down": 170, "cursor up": 170, "cursor down, scrolling": 200,
             "a typed character": 12, "first screen": 2_800},
}  # fmt: skip
"""Payload bytes."""
LISTS = ("page down in a list", "open a list", "back to the list", "mailbox", "back to the mailbox")
PROSE = ("page down in a thread", "open a thread", "open a letter")
RATIOS = {"lean": (1.0, 1.1), "rich": (1.2, 1.2)}
"""Bytes for a byte of the new screen's text: lists, prose."""
AGAINST_NCURSES = 0.95


@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_bytes(face: str, tmp_path: Path) -> None:
    async with furnished(tmp_path, face) as server:
        session = await walk(server)
    recording = tmp_path / "frames.json"
    session.save(recording)
    theirs = ncurses_sizes(recording, len(session.frames))
    print(f"\n{face}, 80x24, xterm-256color: payload bytes")
    print(f"{'':<26}{'ours':>7}{'ncurses':>9}{'text':>7}{'ratio':>7}")
    for taken, other in zip(session.taken, theirs, strict=True):
        row = f"{taken.name:<26}{taken.size:>7}{other:>9}{taken.text:>7}{taken.ratio:>7.2f}"
        print(row)
    share = sum(taken.size for taken in session.taken) / sum(theirs)
    print(f"in sum, against ncurses: {share:.2f}")
    rows = [
        {"action": taken.name, "bytes": taken.size, "ncurses": other, "text": taken.text}
        for taken, other in zip(session.taken, theirs, strict=True)
    ]
    write_down(f"bytes, {face}", rows)
    assert exceeded(face, session) == {}
    assert share <= AGAINST_NCURSES


def exceeded(face: str, session: Session) -> dict[str, float]:
    """The limits that a session went beyond, each with its figure."""
    found: dict[str, float] = {}
    for name, limit in MOST[face].items():
        most = max(taken.size for taken in session.of(name))
        if most > limit:
            found[name] = most
    for names, ratio in zip((LISTS, PROSE), RATIOS[face], strict=True):
        for name in names:
            reached = mean(taken.ratio for taken in session.of(name))
            if reached > ratio:
                found[name] = round(reached, 3)
    return found


@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_home_of_thirty_boards(face: str, tmp_path: Path) -> None:
    async with furnished(tmp_path, face, more_boards=25) as server:
        t = await terminal(server.port, READER, PASSPHRASE)
        await at_home(t, READER)
        session = Session(t)
        await session.settled()
        first = session.note("first screen", 0)
        assert sum("12 new" in row for row in t.screen()) > 5, t.screen()
        await t.leave()
    print(f"\nhome of thirty boards, {face}: {first.size} bytes for {first.text} of text")
    write_down(f"home of thirty boards, {face}", {"bytes": first.size, "text": first.text})
    assert first.size <= MOST[face]["first screen"]


@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_bytes_compressed(face: str, tmp_path: Path) -> None:
    async with furnished(tmp_path, face) as server:
        async with SlowLink(server.port).open() as link:
            plain = await walk(server, via=link)
        async with SlowLink(server.port).open() as link:
            packed = await walk(server, via=link, compression_algs=["zlib@openssh.com"])
    print(f"\n{face}, bytes on the wire (SSH and TCP payload): plain, with zlib")
    rows = []
    for name in dict.fromkeys(taken.name for taken in plain.taken):
        pair = [mean(each.wire for each in session.of(name)) for session in (plain, packed)]
        print(f"{name:<26}{pair[0]:>8.0f}{pair[1]:>8.0f}")
        rows.append({"action": name, "plain": round(pair[0]), "zlib": round(pair[1])})
    write_down(f"bytes on the wire, {face}", rows)
    sums = [sum(each.wire for each in session.taken) for session in (plain, packed)]
    print(f"{'in sum':<26}{sums[0]:>8}{sums[1]:>8}")
    assert sums[1] < sums[0]
