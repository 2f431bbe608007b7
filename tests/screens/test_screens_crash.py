"""An error in our own code ends the session, and tells nobody what the member was reading."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from textual.worker import WorkerFailed

from bbs.errors import Busy
from bbs.services import boards, home, threads
from screens.base import BaseScreen
from screens.editor import EditorScreen
from screens.signup import SignUpScreen
from screens.thread import ThreadScreen
from screens.threads import ThreadsScreen
from screens.widgets.rowlist import RowList
from tests.helpers import Join, StandingClock
from tests.screens.community import draft_of, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage

SECRET = "my sister's funeral"


class OwnError(Exception):
    """Raised with what a member wrote in its message."""


async def fail(*_: object, **__: object) -> None:
    body = SECRET
    raise OwnError(f"can't show {body!r}")


async def failing(
    session: AbstractAsyncContextManager[Stage], act: Callable[[Stage], Awaitable[None]]
) -> Stage:
    """Play a session that an error of our own ends."""
    try:
        async with session as stage:
            await act(stage)
            assert stage.app.has_failed
    except (OwnError, WorkerFailed):
        return stage
    raise AssertionError("nothing failed")


@pytest.mark.parametrize(
    ("owner", "method", "keys"),
    [
        (BaseScreen, "do_resources", ("i",)),
        (ThreadsScreen, "fill", ("down",) * 5 + ("enter",)),
        (RowList, "move", ("down",)),
        (ThreadScreen, "on_reader_moved", ("n",)),
    ],
)
async def test_an_error_ends_the_session_and_says_nothing_of_what_was_read(
    play: Play,
    join: Join,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    owner: type,
    method: str,
    keys: tuple[str, ...],
) -> None:
    house = settle_in(join, clock)
    caplog.set_level(logging.DEBUG)

    async def act(stage: Stage) -> None:
        monkeypatch.setattr(owner, method, fail)
        await stage.press(*keys)

    stage = await failing(play(house.me), act)
    assert capfd.readouterr() == ("", "")
    assert stage.app.return_code == 1
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.name for record in errors] == ["bbs.screens"]
    assert "OwnError" in errors[0].getMessage() and "test_screens_crash.py" in caplog.text
    assert SECRET not in caplog.text and "funeral" not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)


async def test_an_error_in_a_worker_ends_the_session_too(
    play: Play,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def act(stage: Stage) -> None:
        monkeypatch.setattr(SignUpScreen, "_show_rules", fail)
        await stage.choose("Join Lamplight")
        await stage.choose("Yes, I am 18")

    await failing(play(), act)
    assert capfd.readouterr() == ("", "")
    assert "funeral" not in caplog.text


async def test_a_session_beside_one_that_fails_lives_on(
    play: Play, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, other = join("quiet-otter"), join("brave-wren")
    async with play(other) as lives:
        with monkeypatch.context() as patch:
            patch.setattr(BaseScreen, "do_resources", fail)
            await failing(play(me), lambda dies: dies.press("i"))
        await lives.press("s")
        assert lives.place == "SettingsScreen"
        assert not lives.app.has_failed


async def test_what_was_being_written_can_be_kept_after_an_error(
    play: Play, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = join("quiet-otter")

    async def act(stage: Stage) -> None:
        await stage.visit("editor", kind="thread", target="anxiety")
        await stage.type("A title")
        await stage.app.keep_all()
        monkeypatch.setattr(EditorScreen, "do_send", fail)
        await stage.press("ctrl+s")

    await failing(play(login), act)
    assert draft_of(login, "thread", "anxiety") == ("A title", "")


@pytest.mark.parametrize(
    ("module", "service", "name"),
    [
        (home, "glance", "home"),
        (boards, "listing", "boards"),
        (threads, "listing", "threads"),
        (threads, "get", "thread"),
    ],
)
async def test_a_store_that_does_not_answer_is_told_and_ends_nothing(
    play: Play,
    join: Join,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    service: str,
    name: str,
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy("Please try again in a minute.")

    house = settle_in(join, clock)
    made_with: dict[str, dict[str, Any]] = {
        "threads": {"slug": "stress"},
        "thread": {"thread_id": house.own_id},
    }
    async with play(house.me) as stage:
        monkeypatch.setattr(module, service, busy)
        await stage.visit(name, **made_with.get(name, {}))
        if name == "home":
            await stage.press("i", "escape")
        assert stage.notice == "Please try again in a minute."
        assert not stage.app.has_failed
        await stage.press("i", "escape", "down", "space", "enter", "end")
        assert not stage.app.has_failed
