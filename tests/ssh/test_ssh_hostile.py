"""Hostile texts in every place that shows a member's words, in both full-screen faces.

They are written as they are, past the cleaner: what keeps them from the terminal is then what
shows them. (What cleaning does on the way in, test_ssh_wire shows.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import bbs.text
from bbs.clock import utc_now
from bbs.models import Member
from bbs.policy import Actor
from bbs.services import boards, drafts, keys, letters, members, posts, preferences, threads
from bbs.terminal import parse_wire
from bbs.views import PreferenceView
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.hostile import many
from tests.ssh.server import in_process
from tests.ssh.steps import at_home, back_home, choose, open_board
from tests.ssh.test_ssh_wire import everywhere, unclean

_FACES = ("rich", "lean")
_TERMS = ("xterm-256color", "vt100", "linux")
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 42
_WRITERS = 8
_DRAFTS = 40
_READER = "quiet-otter"


@contextmanager
def _past_the_cleaner() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        everywhere(patch, bbs.text.clean)
        assert bbs.text.clean is unclean
        yield


def _join(handle: str) -> Actor:
    newcomer = members.Newcomer(
        handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    return members.sign_up(newcomer, now=utc_now()).login.actor


def _write(texts: Sequence[str], face: str) -> None:
    """Titles, bodies, letters, handles, drafts, comments of keys, and whom one blocked."""
    now = utc_now()
    reader = _join(_READER)
    preferences.choose(reader, PreferenceView(face=face))
    boards.join(reader, "stress", now=now)
    writers = [_join(f"magpie-{chr(ord('a') + number) * 2}") for number in range(_WRITERS)]
    with _past_the_cleaner():
        for number, text in enumerate(texts):
            writer = writers[number % _WRITERS]
            thread = threads.start(
                writer, "stress", f"{text} {number}", f"{text}\n> {text}\n- {text}*{text}*", now=now
            )
            posts.reply(writers[number % 5], thread.id, f"{number}\n{text}{text}", now=now)
            if number % 5 == 0:
                body = f"{text}\n{text}{text}"
                letters.send(writer, _READER, f"{text} {number}", body, now=now)
        for number, text in enumerate(texts[-_DRAFTS:]):
            drafts.keep(reader, "thread", f"board-{number}", f"{text} {number}", text, now=now)
        for number, text in enumerate(texts[:: len(texts) // 15][:15]):
            keys.add(reader, f"{_KEY}{chr(ord('A') + number)} {text}", now=now)
    for number, writer in enumerate(writers):
        # No handle may be so: where one is, it can do no harm either.
        Member.update(handle=(texts[-1 - number] or "?")[:40]).where(
            Member.id == writer.member_id
        ).execute()
    letters.block(reader, writers[0].handle)


async def _press(t: Terminal, key: str) -> None:
    """Press a key, and give the screen a little time to answer; some keys change nothing."""
    before = len(t.wire)
    await t.press(key)
    for _ in range(20):
        if len(t.wire) > before:
            break
        await asyncio.sleep(0.01)


async def _go_through(t: Terminal, texts: Sequence[str]) -> int:
    """See all places, and most of what stands in them; how many threads were opened."""
    await at_home(t, _READER)
    await open_board(t, "Stress")
    for _ in range(len(texts) // 15 + 2):
        await _press(t, "pagedown")
    await back_home(t, _READER)
    heads = set()
    for number in range(4 * len(texts)):
        await _press(t, "n")
        heads.add(t.screen()[0])
        if number % 25 == 0:
            await _press(t, "R")
            await t.until("Reply", "wrote:")
            await t.press("escape")
            await t.until("Members' experience", without="Reply")
        if "That was all: nothing else is unread" in t.picture.words():
            break
    await t.until("That was all: nothing else is unread")
    await back_home(t, _READER)

    await t.press("m")
    await t.until("Mailbox: received")
    for number in range(len(texts) // 5):
        await t.press("enter")
        await t.until("Letter: ", "from ")
        if number % 7 == 0:
            await t.press("r")
            await t.until("Subject", "Re: ")
            await t.press("escape")
            await t.until("Letter: ", "from ")
        await t.press("escape")
        await t.until("Mailbox: received")
        await _press(t, "down")
    await back_home(t, _READER)

    await choose(t, f"{_DRAFTS} drafts wait")
    await t.until("Drafts")
    for _ in range(_DRAFTS):
        await _press(t, "down")
    await _ask_and_say_no(t, "Drafts")
    await back_home(t, _READER)
    for row, column in (("SSH keys", "SHA256:"), ("Blocked members", "")):
        await t.press("s")
        await t.until("How it is shown")
        await choose(t, row)
        await t.until(row, column, without="How it is shown")
        for _ in range(15):
            await _press(t, "down")
        if column:
            await _ask_and_say_no(t, row)
        else:
            await t.press("d")
            # It is no handle, so nobody is found by it; what is told quotes it.
            await t.until("There is no member named")
        await back_home(t, _READER)
    return len(heads)


async def _ask_and_say_no(t: Terminal, place: str) -> None:
    await t.press("d")
    await t.until("No, leave it as it is")
    await t.press("escape")
    await t.until(place, without="No, leave it as it is")


async def _type_them(t: Terminal, texts: Sequence[str]) -> None:
    """One's own terminal is safe from what one pastes, and from what one is told of it."""
    await t.press("m")
    await t.until("Mailbox: received")
    for text in texts:
        await t.press("c")
        await t.until("Subject")
        await t.paste(text.replace("\x1b[201~", ""))
        await t.press("enter", "H", "i", "enter")
        await t.paste(text.replace("\x1b[201~", "") * 3)
        await t.press("x")
        await t.press("ctrl+s")
        await t.until("There is no member named")
        await t.press("escape")
        await t.until("Leave the editor")
        await t.press("down", "down", "enter")  # Throw it away.
        await t.until("Mailbox: received", without="Leave the editor")
    await back_home(t, _READER)


async def _is_harmless(
    folder: Path, count: int, face: str, term: str, tell: Callable[[str], None] = print
) -> None:
    texts = many(count)
    async with in_process(folder) as daemon:
        _write(texts, face)
        t = await terminal(daemon.port, _READER, PASSPHRASE, term=term)
        opened = await _go_through(t, texts)
        await _type_them(t, texts[:: max(1, count // 12)])
        assert not t.is_over
        said = parse_wire(t.wire)
    assert opened > count / 2, "threads were seen"
    tell(f"{face}, {term}: {count} texts, {len(said):,} things said in {len(t.wire):,} bytes")


@pytest.mark.parametrize(("face", "term"), [("rich", "xterm-256color"), ("lean", "vt100")])
@pytest.mark.sqlite  # PostgreSQL takes no NUL, so that uncleaned texts get nowhere.
async def test_a_few_hostile_texts_in_all_places(tmp_path: Path, face: str, term: str) -> None:
    await _is_harmless(tmp_path, 40, face, term)


@pytest.mark.soak
@pytest.mark.parametrize("face", _FACES)
@pytest.mark.parametrize("term", _TERMS)
async def test_five_hundred_hostile_texts_in_all_places(
    tmp_path: Path, face: str, term: str
) -> None:
    await _is_harmless(tmp_path, 500, face, term)


def test_there_are_five_hundred_and_they_are_hostile() -> None:
    texts = many(500)
    assert len(set(texts)) > 490
    foreign = 0
    for text in texts:
        try:
            parse_wire(text.encode("utf-8", "surrogatepass"))
        except ValueError:
            foreign += 1
    assert foreign > 400
