"""The writing commands: what comes from standard input, done and refused."""

from __future__ import annotations

import pytest

from bbs.models import Thread
from bbs.services import letters, posts
from tests.commands.conftest import Sit
from tests.commands.desk import Desk
from tests.screens.community import BLOCKED, Community, bodies, number_of
from tests.tables import dump

WRITING = [
    "post stress --title Hello", "reply {first}", "edit {own}", "mail send brave-wren --subject Hi",
]  # fmt: skip


@pytest.fixture
def names(town: Community) -> dict[str, int]:
    """What stands for the numbers in lines; the first post of a thread is `own`."""
    own = posts.from_number(town.me.actor, town.own_id, 1, limit=1)[0]
    return {"first": town.first_id, "own": own.id}


async def test_a_thread_is_begun(desk: Desk, town: Community) -> None:
    told = await desk.document("post stress --title Three good things", "One\n\n> two\n  three\n")
    assert bodies(told["thread"]) == ["One\n\n> two\n  three"]
    assert Thread.get_by_id(told["thread"]).title == "Three good things"
    again = await desk.done("post stress --title 'Three good things'", "One\n")
    assert again.out.startswith("Posted as thread ") and again.out.endswith(" on Stress.\n")
    assert Thread.select().where(Thread.title == "Three good things").count() == 2


async def test_an_answer_is_posted_and_changed_and_taken_back(desk: Desk, town: Community) -> None:
    made = await desk.document(f"reply {town.first_id}", "Mine.")
    assert (made["number"], bodies(town.first_id)[-1]) == (3, "Mine.")
    await desk.done(f"edit {made['post']}", "Mine, changed.")
    assert bodies(town.first_id)[-1] == "Mine, changed."
    for _ in range(2):
        await desk.done(f"edit {made['post']}", "The same twice.")
    gone = await desk.document(f"delete {made['post']}")
    assert gone["is_thread_gone"] is False and bodies(town.first_id)[-1] == ""
    assert await desk.refused(f"delete {made['post']}") == "This post was taken back already."
    assert await desk.refused(f"edit {made['post']}", "x") == "This post was taken back already."


async def test_a_title_is_changed_with_the_first_post(
    desk: Desk, town: Community, names: dict[str, int]
) -> None:
    await desk.done(f"edit {names['own']} --title Sitting, and standing", "New words")
    assert Thread.get_by_id(town.own_id).title == "Sitting, and standing"
    await desk.done(f"edit {names['own']}", "Newer words")
    assert Thread.get_by_id(town.own_id).title == "Sitting, and standing"


async def test_a_thread_in_which_nothing_else_stands_goes_whole(desk: Desk) -> None:
    made = await desk.document("post stress --title Alone", "Words")
    read = await desk.document(f"read {made['thread']}")
    gone = await desk.document(f"delete {read['posts'][0]['post']}")
    assert gone["is_thread_gone"] is True
    await desk.refused(f"read {made['thread']}")


async def test_a_letter_is_sent_and_thrown_away(desk: Desk, town: Community, sit: Sit) -> None:
    made = await desk.document("mail send Brave-Wren --subject Good morning", "How are you?")
    wren = sit(town.other)
    found = await wren.document(f"mail read {number_of(town.other)}")
    assert (found["subject"], found["body"]) == ("Good morning", "How are you?")
    assert found["sender"] == "quiet-otter"
    await desk.done(f"mail delete {made['letter']}")
    assert "not there" in await desk.refused(f"mail delete {made['letter']}")
    assert (await wren.document("mail"))["letters"][0]["subject"] == "Good morning"


async def test_blocking_twice_is_as_good_as_once(desk: Desk, town: Community, sit: Sit) -> None:
    for _ in range(2):
        await desk.done("block brave-wren")
    assert (await desk.document("block"))["blocked"] == ["brave-wren", BLOCKED]
    await sit(town.other).done("mail send quiet-otter --subject Hello", "Words")
    assert (await desk.document("mail"))["letters"] == []
    for _ in range(2):
        await desk.done("unblock brave-wren")
    assert (await desk.document("block"))["blocked"] == [BLOCKED]


async def test_joining_and_leaving_twice_is_as_good_as_once(desk: Desk) -> None:
    for verb, is_joined in (("join", True), ("leave", False)):
        for _ in range(2):
            assert await desk.document(f"{verb} anxiety") == {"done": True, "board": "anxiety"}
        rows = (await desk.document("boards"))["boards"]
        assert [row["is_joined"] for row in rows if row["board"] == "anxiety"] == [is_joined]


BAD = {
    "nothing": (b"", "There is nothing written yet."),
    "blanks": (b" \n\t\n", "There is nothing written yet."),
    "controls only": (b"\x1b\x07\x00", "There is nothing written yet."),
    "too long": (b"x" * 30_001, "30,001 bytes long, and 30,000 fit"),
    "too many lines": (b"x\n" * 1_001, "1,001 lines, and 1,000 fit"),
    "ten megabytes": (b"word " * 2_000_000, "over 117 KiB, which is more than can be taken"),
    "Latin-1": ("Grüße".encode("latin-1"), "This text is not in UTF-8."),
    "UTF-16": ("Hello".encode("utf-16"), "This text is not in UTF-8."),
    "half a letter": ("é".encode()[:1], "This text is not in UTF-8."),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "This text is not in UTF-8."),
}


@pytest.mark.parametrize("line", WRITING)
async def test_bad_texts_are_refused_with_the_reason_and_nothing_changes(
    line: str, desk: Desk, names: dict[str, int]
) -> None:
    before = dump()
    for what, (data, reason) in BAD.items():
        assert reason in await desk.refused(line.format(**names), data), what
    assert dump() == before


async def test_what_is_not_text_is_left_out(desk: Desk, town: Community) -> None:
    text = "\ufeffA\x1b[31mB\x9b5n\u202eC\r\nD\x00\n"
    await desk.done(f"reply {town.first_id}", text)
    assert bodies(town.first_id)[-1] == "A[31mB5nC\nD"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("post nowhere --title x", "There is no such board."),
        (f"post stress --title {'x' * 81}", "The title has 81 characters; 80 fit."),
        ("reply 999", "This thread is not there any more."),
        ("edit 999", "This post is not there any more."),
        ("edit 1", "This post is somebody else's."),
        ("delete 1", "This post is somebody else's."),
        ("mail send nobody-here --subject x", "There is no"),
        ("mail send quiet-otter --subject x", "This is your own handle."),
        (f"mail send brave-wren --subject {'x' * 81}", "The subject has 81 characters; 80 fit."),
        ("block quiet-otter", ""),
        ("block nobody-here", "There is no"),
        ("unblock nobody-here", "There is no"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_the_reason(
    line: str, reason: str, desk: Desk
) -> None:
    before = dump()
    assert reason in await desk.refused(line, "Words")
    assert dump() == before


async def test_with_a_terminal_a_text_is_typed(desk: Desk, town: Community) -> None:
    found = await desk.run(f"reply {town.first_id}", "Typed words.", has_pty=True)
    assert found.status == 0, found


async def test_a_blocked_member_s_letter_is_accepted_and_unseen(town: Community, sit: Sit) -> None:
    letters.block(town.me.actor, "old-lantern")
    lantern = sit(town.third)
    await lantern.done("mail send quiet-otter --subject Hello", "Words")
    page = letters.listing(town.me.actor, town.me.key, is_incoming=True, limit=10)
    assert [row.handle for row in page.rows] == ["brave-wren"]
