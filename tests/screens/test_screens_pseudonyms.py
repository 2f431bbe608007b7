"""Writing without one's name in the full-screen face."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from textual.widgets import Input, TextArea

from bbs import pseudonyms as names
from bbs.models import Board
from bbs.policy import Role
from bbs.services import drafts, letters, posts, pseudonyms, threads
from bbs.services.credentials import Login
from screens.widgets.postview import PostView
from tests.commands.worlds import PEOPLE, World, base, begin, opened, write_letters
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage, count_calls, running


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


def line(stage: Stage) -> str:
    """The line that says who will be seen as the writer."""
    return stage.static("whose")


def writers(login: Login, thread_id: int) -> list[str]:
    return [each.handle for each in posts.from_number(login.actor, thread_id, 1, limit=50)]


async def test_ctrl_n_leaves_the_name_out_and_the_line_says_so(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.visit("threads", slug="back-pain")
        await stage.press("c")
        assert line(stage) == "You write as quiet-otter. Ctrl+N: without your name."
        assert "You write as quiet-otter." in stage.shown
        await stage.press("ctrl+n")
        assert line(stage) == (
            "You write without your name: under a pseudonym, which is made when you send it. "
            "Ctrl+N: by your name."
        )
        await stage.press("ctrl+n")
        assert line(stage).startswith("You write as quiet-otter.")
        await stage.press("ctrl+n")
        await stage.type("A title")
        await stage.press("enter")
        await stage.type("Words")
        stage.check()
        await stage.press("ctrl+s")
        assert stage.place == "ThreadsScreen"
        (row,) = [each for each in threads.listing(town.me.actor, "back-pain", limit=9).rows
                  if each.title == "A title"]  # fmt: skip
        assert names.is_name(row.handle) and row.handle in stage.shown


async def test_where_there_are_two_one_is_asked_who_answers(
    play: Play, town: Community, clock: StandingClock
) -> None:
    posts.reply(town.me.actor, town.first_id, "Veiled", without_name=True, now=clock())
    name = pseudonyms.in_thread(town.me.actor, town.first_id).pseudonym
    async with play(town.me) as stage:
        for answer, expected in (("enter", name), ("down", "quiet-otter"), ("enter", "quiet-otter"),
                                 ("escape", "quiet-otter"), ("down", name)):  # fmt: skip
            await stage.visit("thread", thread_id=town.first_id)
            await stage.press("r")
            assert stage.place == "ChoiceScreen" and "Who answers?" in stage.head
            await stage.press(*((answer, "enter") if answer == "down" else (answer,)))
            assert stage.place == "EditorScreen" and stage.has_focus(stage.main(TextArea))
            assert line(stage).startswith(f"You write as {expected}.")
            await stage.type("More")
            await stage.press("ctrl+s")
            assert writers(town.me, town.first_id)[-1] == expected
            await stage.press("escape")


async def test_a_draft_remembers_the_choice_and_asks_no_more(
    play: Play, town: Community, clock: StandingClock
) -> None:
    posts.reply(town.me.actor, town.first_id, "Veiled", without_name=True, now=clock())
    name = pseudonyms.in_thread(town.me.actor, town.first_id).pseudonym
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("r", "down", "enter")
        await stage.type("Begun")
        await stage.press("escape", "enter")
        draft = drafts.find(town.me.actor, town.me.key, "reply", str(town.first_id))
        assert draft is not None and draft.without_name is False
        await stage.press("r")
        assert stage.place == "EditorScreen" and line(stage).startswith("You write as quiet-otter")
        await stage.press("ctrl+n")
        await stage.app.keep_all()
        draft = drafts.find(town.me.actor, town.me.key, "reply", str(town.first_id))
        assert draft is not None and draft.without_name is True
        await stage.press("ctrl+s")
    assert writers(town.me, town.first_id)[-1] == name


@pytest.mark.parametrize("rule", ["always", "never"])
async def test_a_board_with_a_rule_leaves_no_choice(play: Play, town: Community, rule: str) -> None:
    Board.update(pseudonyms=rule).execute()
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("r")
        before = line(stage)
        assert "On this board everybody" in before and "Ctrl+N" not in before
        await stage.press("ctrl+n")
        assert line(stage) == before
        await stage.type("Words")
        await stage.press("ctrl+s")
    assert names.is_name(writers(town.me, town.first_id)[-1]) is (rule == "always")


async def test_letters_and_edits_have_no_such_line(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.visit("editor", kind="letter", target="brave-wren")
        assert not stage.screen.query("#whose")


async def test_a_letter_to_a_pseudonym_from_its_post_and_the_answer(
    play: Play, town: Community, clock: StandingClock
) -> None:
    posts.reply(town.other.actor, town.own_id, "Veiled", without_name=True, now=clock())
    name = pseudonyms.in_thread(town.other.actor, town.own_id).pseudonym
    to = f"{name} in {town.own_id}"
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.own_id)
        await stage.press("end", "l")
        assert stage.head == to and "Block: see no more of them" in stage.shown
        assert "What they tell" not in stage.shown and "Silence" not in stage.shown
        await stage.choose("Write a letter")
        assert stage.screen.query_one("#to", Input).value == to
        await stage.type("Hello")
        await stage.press("enter")
        await stage.type("Dear you")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadScreen"
    async with play(town.other) as stage:
        await stage.visit("mailbox")
        await stage.press("enter")
        assert "from quiet-otter" in stage.shown
        await stage.press("r")
        assert stage.screen.query_one("#to", Input).value == f"quiet-otter as {to}"
        await stage.type("Thank you")
        await stage.press("ctrl+s")
    async with play(town.me) as stage:
        await stage.visit("mailbox")
        assert name in stage.shown
        await stage.press("enter")
        assert f"from {to}" in stage.shown and "brave-wren" not in stage.shown
        await stage.press("l")
        assert stage.place == "ChoiceScreen" and "key" not in stage.shown.lower().split("block")[0]
        await stage.choose("Block them")
        await stage.visit("blocked")
        assert to in stage.shown
    assert to in letters.blocked(town.me.actor)


async def test_one_s_own_pseudonymous_post_is_edited_and_taken_back(
    play: Play, town: Community, clock: StandingClock
) -> None:
    posts.reply(town.me.actor, town.first_id, "Veiled", without_name=True, now=clock())
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("end")
        assert stage.main(PostView).post is not None and "e edit" in stage.static("hints")
        await stage.press("e")
        await stage.type(" still")
        await stage.press("ctrl+s")
        assert "Veiled still" in stage.shown
        await stage.press("d")
        await stage.choose("Take it back")
        assert stage.notice == "It is taken back."


async def test_a_sysop_silences_it_and_lets_it_speak_again(
    play: Play, town: Community, join: Join, clock: StandingClock
) -> None:
    posts.reply(town.me.actor, town.first_id, "Veiled", without_name=True, now=clock())
    chief = join("chief-heron", Role.SYSOP)
    async with play(chief) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("end", "l")
        await stage.choose("Silence this pseudonym")
        assert stage.notice == "Whoever is behind it can write in this thread no more."
        assert "quiet-otter" not in stage.shown
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("r", "enter")
        await stage.type("More")
        await stage.press("ctrl+s")
        assert stage.place == "EditorScreen" and "silenced your pseudonym" in stage.notice
    async with play(chief) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("end", "l")
        await stage.choose("Let this pseudonym speak again")
    posts.reply(town.me.actor, town.first_id, "Again", now=clock())


async def look(world: World) -> list[str]:
    """What the reader sees on screen after screen."""
    found = []
    async with running(world.clock, world.reader) as stage:
        for place, arguments in (
            ("home", {}), ("boards", {}), ("threads", {"slug": "back-pain"}),
            ("threads", {"slug": "bereavement"}), ("waiting", {}), ("notices", {}),
            ("bookmarks", {}), ("mailbox", {}), ("letter", {"number": 1}), ("blocked", {}),
            ("drafts", {}), ("settings", {}),
        ):  # fmt: skip
            await stage.visit(place, **arguments)
            found.append(stage.shown)
        for thread_id in world.thread_ids:
            await stage.visit("thread", thread_id=thread_id)
            found.append(stage.shown)
            await stage.press("home", "l")
            found.append(stage.shown)
            await stage.press("escape")
    return found


async def test_two_worlds_look_the_same_on_all_screens(
    tmp_path: Path, empty_house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_calls(monkeypatch)
    looks = []
    with base(tmp_path, empty_house) as path:
        for veiled in PEOPLE[:2]:
            with opened(path, tmp_path / f"{veiled}.db", veiled, monkeypatch, 3) as world:
                rng = Random(3)
                begin(world, rng)
                begin(world, rng, "heidelbeere", is_veiled=False)
                begin(world, rng, "stachelbeere", is_veiled=False)
                begin(world, rng)
                write_letters(world, rng)
                looks.append(await look(world))
    assert looks[0] == looks[1]
    assert sum("Title 0" in each for each in looks[0]) > 2
