"""The bottom line: that a text goes on, that a list does, and what can't be done just now."""

from __future__ import annotations

from typing import Any

import pytest

from bbs.services import letters, posts
from screens.base import HintLine
from tests.helpers import Join, StandingClock
from tests.screens.community import number_of, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage

READ_ON = "Space more"
MORE = "PgDn more"


async def read_to_the_end(stage: Stage, hint: str, key: str) -> None:
    """The hint stands there for as long as there is more below."""
    before = ""
    assert hint in stage.static("hints")
    while hint in stage.static("hints"):
        assert stage.shown != before
        before = stage.shown
        await stage.press(key)
        stage.check()


@pytest.mark.parametrize("name", ["help", "page", "thread", "letter"])
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_a_long_text_says_that_it_goes_on(
    play: Play, join: Join, clock: StandingClock, name: str, size: tuple[int, int]
) -> None:
    house = settle_in(join, clock)
    long = "\n".join(f"Line {number}" for number in range(60))
    posts.reply(house.other.actor, house.first_id, long, now=clock())
    letters.send(house.other.actor, "quiet-otter", "Long", long, now=clock())
    arguments: dict[str, dict[str, Any]] = {
        "help": {"keys": []},
        "page": {"head": "A page", "texts": [("", long)]},
        "thread": {"thread_id": house.first_id},
        "letter": {"number": number_of(house.me)},
    }
    async with play(house.me, size=size if name != "help" else (40, 15)) as stage:
        await stage.visit(name, **arguments[name])
        await read_to_the_end(stage, READ_ON, "space")
        before = stage.shown
        await stage.press("space")
        assert stage.shown == before
        await stage.press("home")
        assert READ_ON in stage.static("hints")


async def test_a_short_text_does_not(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me, size=(80, 40)) as stage:
        for name, argument in (
            ("thread", {"thread_id": house.own_id}),
            ("letter", {"number": number_of(house.me)}),
            ("page", {"head": "A page", "texts": [("", "Few words.")]}),
        ):
            await stage.visit(name, **argument)
            assert READ_ON not in stage.static("hints"), name
            await stage.resize(80, 8)
            assert (READ_ON in stage.static("hints")) is (name == "thread")
            await stage.resize(80, 40)
            assert READ_ON not in stage.static("hints"), name
            await stage.press("escape")


async def test_crisis_help_says_that_it_goes_on_and_not_that_it_is_open(play: Play) -> None:
    async with play(size=(40, 15)) as stage:
        await stage.press("f1")
        assert "crisis" not in stage.static("hints")
        await read_to_the_end(stage, "Down read on", "pagedown")


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
@pytest.mark.parametrize("name", ["home", "boards"])
async def test_a_long_list_says_that_it_goes_on(
    play: Play, join: Join, clock: StandingClock, name: str, size: tuple[int, int]
) -> None:
    async with play(settle_in(join, clock).me, size=size) as stage:
        if name == "boards":
            await stage.visit(name)
        elif size == (80, 24):
            assert MORE not in stage.static("hints"), "all of it is in sight"
            await stage.resize(40, 10)
        await read_to_the_end(stage, MORE, "pagedown")
        await stage.press("home")
        assert MORE in stage.static("hints")
        await stage.resize(80, 200)
        assert MORE not in stage.static("hints")


async def test_the_line_is_not_painted_anew_while_it_says_the_same(
    play: Play, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[object] = []
    update = HintLine.update

    def counted(self: HintLine, content: object = "", **more: object) -> None:
        painted.append(content)
        update(self, content, **more)  # type: ignore[arg-type]

    async with play(join("quiet-otter"), size=(40, 15)) as stage:
        await stage.visit("boards")
        monkeypatch.setattr(HintLine, "update", counted)
        await stage.press(*["down"] * 30, "pageup", "pagedown")
        assert painted == []
        await stage.press("end")
        assert len(painted) == 1


@pytest.mark.parametrize("name", ["threads", "mailbox", "drafts", "blocked", "keys"])
async def test_an_empty_list_offers_nothing_for_its_rows(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    arguments = {"slug": "anxiety"} if name == "threads" else {}
    async with play(join("quiet-otter")) as stage:
        await stage.visit(name, **arguments)
        assert any(key.is_for_row for key in stage.screen.own_keys())
        hints = stage.static("hints")
        assert "Enter" not in hints and not hints.startswith("d ") and "  d " not in hints
        assert "Esc back" in hints


@pytest.mark.parametrize("name", ["threads", "mailbox", "drafts", "blocked", "keys"])
async def test_a_list_with_rows_does(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    house = settle_in(join, clock)
    arguments = {"slug": "stress"} if name == "threads" else {}
    async with play(house.me) as stage:
        await stage.visit(name, **arguments)
        hints = f"  {stage.static('hints')}"
        assert "Enter " in hints or "  d " in hints
        if name in ("drafts", "blocked", "keys"):
            await stage.press("d")
            if name != "blocked":
                await stage.press("down", "enter")
            assert "  d " not in f"  {stage.static('hints')}", "it was the last one"
