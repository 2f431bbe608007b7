"""What holds for every place: at every size, with every key that works everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bbs.policy import GUEST
from bbs.services import journal
from bbs.services.credentials import Halfway, Login
from bbs.views import HugCount
from screens.places import PLACES
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, number_of, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import SIZES, Stage

Arguments = dict[str, Any]
Needs = Callable[[Community], Arguments]

TEXTS = [("A heading", "word " * 400), ("Another", "A short one.")]


def _halfway(house: Community) -> Halfway:
    assert house.me.key is not None
    return Halfway(house.me.actor, house.me.key)


ARGUMENTS: dict[str, Needs] = {
    "threads": lambda house: {"slug": "back-pain"},
    "thread": lambda house: {"thread_id": house.own_id},
    "editor": lambda house: {"kind": "letter", "target": "brave-wren"},
    "letter": lambda house: {"number": number_of(house.me)},
    "entry": lambda house: {"number": entry_of(house.me)},
    "unlock": lambda house: {"why": "Your passphrase opens your letters."},
    "page": lambda house: {"head": "A page", "texts": TEXTS},
    "choice": lambda house: {
        "head": "A choice",
        "text": TEXTS,
        "answers": (("yes", "Yes, gladly"), ("no", "No")),
    },
    "help": lambda house: {"keys": []},
    "profile": lambda house: {"handle": "brave-wren"},
    "hug": lambda house: {"hugs": [HugCount("hug", 2, is_given=True)]},
    "code": lambda house: {"login": Login(GUEST, halfway=_halfway(house))},
}
FOR_GUESTS = (
    "boards",
    "choice",
    "crisis",
    "help",
    "login",
    "page",
    "recover",
    "resources",
    "search",
    "signup",
    "thread",
    "threads",
    "welcome",
)
EVERYWHERE = sorted(PLACES)


def entry_of(login: Login) -> int:
    """The number of a journal's one entry, written if need be."""
    moment = datetime(2026, 5, 4, tzinfo=UTC)
    return journal.write(login.actor, "A quiet day", "Words " * 400, token="one", now=moment)


def arguments(name: str, house: Community) -> Arguments:
    return ARGUMENTS[name](house) if name in ARGUMENTS else {}


async def check_at_all_sizes(stage: Stage, name: str, made_with: Arguments) -> None:
    for size in SIZES:
        await stage.resize(*size)
        depth = len(stage.app.screen_stack)
        await stage.visit(name, **made_with)
        for other in (size, *SIZES, size):
            await stage.resize(*other)
            stage.check()
        while len(stage.app.screen_stack) > depth:
            stage.app.pop_screen()
            await stage.press()
        await stage.resize(*size)


@pytest.mark.parametrize("face", ["rich", "lean"])
@pytest.mark.parametrize("name", EVERYWHERE)
async def test_every_place_fits_every_size(
    play: Play, join: Join, clock: StandingClock, name: str, face: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        if face == "lean":
            await stage.press("f6")
        await check_at_all_sizes(stage, name, arguments(name, house))
        assert not stage.app.has_failed


@pytest.mark.parametrize("name", FOR_GUESTS)
async def test_every_place_for_guests_fits_every_size(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    house = settle_in(join, clock)
    async with play() as stage:
        await check_at_all_sizes(stage, name, arguments(name, house))
        assert not stage.app.has_failed


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_crisis_help_opens_from_everywhere_and_leads_back(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit(name, **arguments(name, house))
        before, focused = stage.places, stage.screen.focused
        if name != "crisis":
            await stage.press("f1" if stage.screen.HAS_TEXT else "exclamation_mark")
            assert stage.place == "CrisisScreen"
            stage.check()
        await stage.press("f1")
        assert stage.places == [*before, "CrisisScreen"][: len(before) + (name != "crisis")]
        await stage.press("escape")
        if name != "crisis":
            assert stage.places == before
            assert stage.screen.focused is focused


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_the_help_lists_every_key_that_works_here(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me, size=(80, 60)) as stage:
        await stage.visit(name, **arguments(name, house))
        if stage.screen.HAS_TEXT or name == "help":
            return
        before = stage.places
        keys = stage.screen.keys()
        await stage.press("question_mark")
        assert stage.place == "HelpScreen"
        stage.check()
        for key in keys:
            assert f"{key.shown}: {key.explains or key.label}" in stage.folded
        await stage.press("question_mark")
        assert stage.places == [*before, "HelpScreen"], "there is no help on help"
        await stage.press("escape")
        assert stage.places == before


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_every_key_that_a_place_names_does_something(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit(name, **arguments(name, house))
        keys = stage.screen.keys()
        for key in keys:
            if key.keys:
                assert callable(getattr(stage.screen, f"do_{key.does}", None)), key
            assert key.shown and key.label


@pytest.mark.parametrize("name", [name for name in EVERYWHERE if name not in ("welcome", "home")])
async def test_escape_leads_back(play: Play, join: Join, clock: StandingClock, name: str) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit(name, **arguments(name, house))
        assert stage.places != ["HomeScreen"]
        await stage.press("escape")
        assert stage.places == ["HomeScreen"]
        stage.check()


@pytest.mark.parametrize("key", ["q", "left"])
@pytest.mark.parametrize(
    "name", ["boards", "threads", "thread", "mailbox", "letter", "settings", "resources", "help"]
)
async def test_so_do_q_and_left_where_letters_are_no_text(
    play: Play, join: Join, clock: StandingClock, name: str, key: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit(name, **arguments(name, house))
        await stage.press(key)
        assert stage.places == ["HomeScreen"]


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("size", [(1, 1), (5, 2), (500, 200)])
async def test_no_size_breaks_a_place(
    play: Play, join: Join, clock: StandingClock, name: str, size: tuple[int, int]
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit(name, **arguments(name, house))
        await stage.resize(*size)
        await stage.press("down", "pagedown", "end", "home")
        assert len(stage.rows()) == size[1]
        await stage.resize(80, 24)
        stage.check()


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_keys_that_come_in_one_packet_reach_the_screen_that_they_lead_to(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("boards")
        await stage.visit(name, **arguments(name, house))
        before = stage.places
        await stage.press_ahead("f1", "escape", "f1", "escape")
        assert stage.places == (before if name != "crisis" else before[:-1])


async def test_other_face_by_a_key_is_kept(play: Play, join: Join) -> None:
    me = join("quiet-otter")
    async with play(me) as stage:
        assert not stage.app.has_class("lean")
        await stage.press("f6")
        assert stage.app.has_class("lean")
        assert stage.rows()[0].startswith("Lamplight"), "no margin in the lean face"
    async with play(me) as stage:
        assert stage.app.has_class("lean") and stage.app.face == "lean"


async def test_n_m_i_and_s_lead_on_from_a_thread(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.own_id)
        for key, place in (("m", "Mailbox"), ("i", "Resources"), ("s", "Settings")):
            await stage.press(key)
            assert stage.place == f"{place}Screen"
            await stage.press("escape")
            assert stage.place == "ThreadScreen"


async def test_a_guest_is_shown_no_key_that_is_for_members(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play() as stage:
        await stage.visit("thread", thread_id=house.own_id)
        keys = stage.screen.keys()
        assert {key.does for key in keys}.isdisjoint(
            {"reply", "quote", "edit", "delete", "more", "next_unread", "mailbox", "settings"}
        )
        for key in ("r", "R", "l", "n", "m", "s"):
            await stage.press(key)
            assert stage.place == "ThreadScreen"
            assert "for members" in stage.notice, "who presses it is told why not"


async def test_quick_exit_ends_the_session_from_a_text_field_and_says_nothing(
    play: Play, join: Join
) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.visit("editor", kind="letter", target="")
        await stage.type("brave")
        await stage.press("ctrl+q")
        assert stage.app.return_value == ""
