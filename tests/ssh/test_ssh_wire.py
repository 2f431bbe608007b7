"""Whatever one member writes, another's terminal gets only what our encoder can say."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import pytest

import bbs.terminal.filter
import bbs.text
from bbs.clock import utc_now
from bbs.services import boards, letters, members, posts, threads
from bbs.services.credentials import Login
from bbs.ssh.daemon import Daemon
from bbs.terminal import parse_wire
from screens.widgets import usertext
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.hostile import SURROGATES, TEXTS
from tests.ssh.steps import at_home, back_home, choose, open_board

_BOARD, _OTHER = "stress", "loneliness"
_FOOT = "Members' experience, not medical advice"
_ALL_READ = "That was all: nothing else is unread"
_FOREIGN = (b"\x1b]52;", b"\xe2\x80\xae", b"\xee\x80\x80")
"""The clipboard, an override of the direction, and a private character."""


def _join(handle: str) -> Login:
    newcomer = members.Newcomer(
        handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    return members.sign_up(newcomer, now=utc_now()).login


def _write(texts: tuple[str, ...]) -> None:
    """One member writes them all: as titles, as bodies, and as letters."""
    writer, reader = _join("loud-magpie").actor, _join("quiet-otter").actor
    now = utc_now()
    boards.join(reader, _BOARD, now=now)
    long = threads.start(writer, _BOARD, "All in one", "It begins.", now=now)
    for number, text in enumerate(texts, 10):
        posts.reply(writer, long.id, f"{number} {text}\n> {text}\n*{text}* -", now=now)
    for number, text in enumerate(texts, 10):
        body = f"{text}\n{text}{text}\n- {text}"
        # Those on the board that the reader joined are opened, the others' titles are seen.
        board = _OTHER if number % 3 else _BOARD
        threads.start(writer, board, f"{number} {text}", f"Body {number} {body}", now=now)
        if number % 6 == 0:
            letters.send(writer, "quiet-otter", f"{number} {text}", f"{number} {body}", now=now)
    letters.send(writer, "quiet-otter", "All in one", "\n".join(texts), now=now)


async def _read_all(t: Terminal, count: int) -> None:
    """The other member sees all lists, and opens all threads of a board, and letters."""
    await at_home(t, "quiet-otter")
    for board in ("Stress", "Loneliness"):
        await open_board(t, board)
        await t.until(board, "loud-magpie")
        for _ in range(count // 40 + 1):
            await _press_and_wait(t, "pagedown")
        await back_home(t, "quiet-otter")
    for _ in range(3 * count):
        await _press_and_wait(t, "n")
        if _ALL_READ in t.picture.words():
            break
    await t.until(_ALL_READ)
    # An answer with a quote brings what was written into a text field.
    for _ in range(5):
        await _press_and_wait(t, "R")
        await t.until("Reply", "loud-magpie wrote:")
        await t.press("escape")
        await t.until(_FOOT, without="Reply")
        await t.press("pageup")
    while "Lamplight - quiet-otter" not in t.picture.words():
        await _press_and_wait(t, "escape")
    await at_home(t, "quiet-otter")

    await t.press("m")
    await t.until("Mailbox: received", "All in one")
    for number in range(count // 6 + 1):
        await t.press("enter")
        await t.until("Letter: ", "from loud-magpie")
        await t.press("space" if number % 2 else "r")
        if not number % 2:
            await t.until("Subject", "Re: ")
            await t.press("escape")
            await t.until("Letter: ", "from loud-magpie")
        await t.press("escape")
        await t.until("Mailbox: received")
        await t.press("down")
    await t.press("escape")
    await at_home(t, "quiet-otter")


async def _press_and_wait(t: Terminal, key: str) -> None:
    """Press a key, and wait until something came of it."""
    before = len(t.wire)
    await t.press(key)
    await t.until_true(lambda: len(t.wire) > before, f"an answer to {key}")


async def test_all_that_reaches_a_terminal_is_what_we_can_say(daemon: Daemon) -> None:
    texts = (*TEXTS, *SURROGATES)
    _write(texts)
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await _read_all(t, len(texts))
    assert not t.is_over
    said = parse_wire(t.wire)
    assert sum(len(each) for each in said) > 20_000
    # Markup is text to us, and is read as it was written.
    assert any("app.quit]" in each for each in said)


def unclean(raw: str, *, multiline: bool = False) -> str:
    return raw


def everywhere(monkeypatch: pytest.MonkeyPatch, old: Callable[..., str]) -> None:
    """Take a function out of every module of ours that knows it by a name."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").split(".")[0] not in ("bbs", "screens"):
            continue
        for name, value in list(vars(module).items()):
            if value is old:
                monkeypatch.setattr(module, name, unclean)


@pytest.mark.sqlite  # PostgreSQL takes no NUL, so that uncleaned texts get nowhere.
async def test_without_cleaning_it_would_be_more(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    for old in (bbs.text.clean, usertext.shown, bbs.terminal.filter.safe_cell_text):
        everywhere(monkeypatch, old)
    _write(TEXTS)
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await at_home(t, "quiet-otter")
    await choose(t, "Stress")
    await t.until("Stress", "loud-magpie")
    await _press_and_wait(t, "end")
    await _press_and_wait(t, "enter")
    # Each layer would have stopped these; with all of them gone they arrive. On a busy machine a
    # page that is turned before it was sent is skipped, so read on until they are there, and back.
    for _ in range(3):
        for key in ("space",) * 16 + ("b",) * 16:
            if all(each in t.wire for each in _FOREIGN):
                break
            await t.press(key)
            await asyncio.sleep(0.05)
    await t.until_true(lambda: all(each in t.wire for each in _FOREIGN), "what is foreign")
    with pytest.raises(ValueError, match="nothing that we say"):
        parse_wire(t.wire)
