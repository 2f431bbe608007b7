"""The card in a talk, and the one line that follows a single command."""

from __future__ import annotations

import pytest

from bbs.models import Thread
from tests.commands.desk import Desk
from tests.screens.community import Community, bodies

HARD = "I want to kill myself and I don't know who to tell."
MILD = "My number is 07700 900142, ring me."
ASKED = "Send it as it is, write on, or ! for crisis lines: "


async def test_a_talk_shows_the_card_and_sends_it_as_it_is(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", HARD, ".", "s", "s")
    assert "This sounds very painful" in told and told.count(ASKED) == 1
    assert "Only you see this." in told
    assert bodies(town.first_id)[-1] == HARD


async def test_one_can_write_on_and_is_not_told_twice(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", HARD, ".", "s", "w", "It is hard.", ".", "s")
    assert told.count(ASKED) == 1
    assert bodies(town.first_id)[-1] == f"{HARD}\nIt is hard."


async def test_the_crisis_lines_are_told_from_the_card(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", HARD, ".", "s", "! Ireland", "s")
    assert "116 123" in told and told.count(ASKED) == 2
    assert bodies(town.first_id)[-1] == HARD


async def test_details_are_pointed_out_with_their_words(desk: Desk, town: Community) -> None:
    told = await desk.talk(
        f"reply {town.first_id}", MILD, ".", "s", "w", ".d 1", "Hello.", ".", "s"
    )
    assert 'a telephone number ("07700 900142")' in told
    assert bodies(town.first_id)[-1] == "Hello."


async def test_a_text_like_most_is_sent_at_once(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", "This heat is killing me.", ".", "s")
    assert ASKED not in told
    assert bodies(town.first_id)[-1] == "This heat is killing me."


async def test_hanging_up_at_the_card_keeps_the_draft(desk: Desk, town: Community) -> None:
    await desk.talk(f"reply {town.first_id}", HARD, ".", "s")
    assert bodies(town.first_id)[-1] != HARD
    told = await desk.talk(f"reply {town.first_id}", ".l", ".q")
    assert f"1. {HARD}" in told


@pytest.mark.parametrize("is_json", [False, True])
async def test_a_command_is_followed_by_one_line_once_it_is_posted(
    is_json: bool, desk: Desk, town: Community
) -> None:
    line = f"post stress --title Tonight{' --json' if is_json else ''}"
    told = await desk.run(line, HARD)
    assert told.status == 0
    assert told.error.count("\n") == 1 and told.error.endswith("crisis COUNTRY\n")
    made = Thread.get(Thread.title == "Tonight")
    assert bodies(made.id) == [HARD]
    if is_json:
        assert told.document["thread"] == made.id


@pytest.mark.parametrize(
    "body", [MILD, "You can stop taking your tablets.", f"> {HARD}\nI hear you."]
)
async def test_a_command_says_nothing_of_anything_else(
    body: str, desk: Desk, town: Community
) -> None:
    await desk.done(f"reply {town.first_id}", body)
    assert bodies(town.first_id)[-1] == body


async def test_what_is_refused_is_followed_by_no_line(desk: Desk) -> None:
    assert "crisis" not in await desk.refused("reply 999", HARD)
