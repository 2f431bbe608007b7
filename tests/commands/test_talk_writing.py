"""Writing in a talk: line by line, with the draft kept whatever happens."""

from __future__ import annotations

import pytest

from bbs.errors import Busy
from bbs.models import Draft, Thread
from bbs.services import drafts
from tests.commands.desk import CTRL_C, Desk
from tests.screens.community import Community, bodies, draft_of


async def test_a_thread_line_by_line(desk: Desk, town: Community) -> None:
    told = await desk.talk("draft delete 1", "yes", "post stress", "Three good things", "One", "",
                           "..two", "...", ".", "s")  # fmt: skip
    assert "A new thread on Stress.\nTitle: A dot alone ends it, .h helps.\n" in told
    asked = "3 words, as quiet-otter. Send, no name, keep, throw away, write on: "
    assert f"{asked}Posted as thread " in told
    made = Thread.get(Thread.title == "Three good things")
    assert bodies(made.id) == ["One\n\n.two\n.."]
    assert draft_of(town.me, "thread", "stress") is None


async def test_dots_read_change_take_out_and_put_in(desk: Desk, town: Community) -> None:
    told = await desk.talk(
        f"reply {town.first_id}", "one", "two", "three", ".e 2", "zwei", ".d 1", ".i 2", "new",
        "..dot", ".", "last", ".l", ".", "s",
    )  # fmt: skip
    assert "Now: two\nNew, or Enter to leave it: Line 2 is changed. Go on at the end.\n" in told
    assert "Line 1 is out. Go on" in told and "Before line 2; a dot alone" in told
    assert "4 lines, 4 words. Go on at the end.\n" in told
    assert "5 lines, 5 words.\n1. zwei\n2. new\n3. .dot\n4. three\n5. last\n" in told
    assert bodies(town.first_id)[-1] == "zwei\nnew\n.dot\nthree\nlast"


@pytest.mark.parametrize("line", [".e", ".e 9", ".d 0", ".d x", ".i 999999999", ".e -1", ".d ٣٣"])
async def test_a_line_that_is_not_there_is_said_so(line: str, desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", "one", line, ".", "s")
    assert "There is no line " in told
    assert bodies(town.first_id)[-1] == "one"


@pytest.mark.parametrize("line", [".?", ".help", ".x", ".en"])
async def test_other_dots_explain_themselves(line: str, desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", "one", line, ".", "s")
    assert ".e 3 writes" in told and ".q leaves" in told
    assert bodies(town.first_id)[-1] == "one"


@pytest.mark.parametrize("leaving", [(".q",), (".", "k"), (CTRL_C,), ()])
async def test_what_was_begun_is_kept_and_offered_again(
    leaving: tuple[str, ...], desk: Desk, town: Community
) -> None:
    reply = f"reply {town.first_id}"
    told = await desk.talk(reply, "Begun", "and not ended", *leaving)
    if leaving:
        assert "Kept as a draft.\n" in told or leaving == (".", "k")
    assert draft_of(town.me, "reply", str(town.first_id)) == ("", "Begun\nand not ended")
    told = await desk.talk(reply, ".l", "a third line", ".", "s")
    assert "Your draft from just now, 2 lines, 4 words; .l reads it.\n" in told
    assert bodies(town.first_id)[-1] == "Begun\nand not ended\na third line"
    assert draft_of(town.me, "reply", str(town.first_id)) is None


async def test_each_line_is_on_the_disk_before_the_next_is_asked_for(
    desk: Desk, town: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    keep = drafts.keep

    def noted(actor: object, kind: str, target: str, title: str, body: str, **more: object) -> None:
        kept.append(body)
        keep(town.me.actor, kind, target, title, body, now=desk.clock())

    monkeypatch.setattr(drafts, "keep", noted)
    await desk.talk(f"reply {town.first_id}", "a", "b", ".i 1", "c", "d", ".", ".e 1", "e", ".d 2")
    assert kept == ["a", "a\nb", "c\na\nb", "c\nd\na\nb", "e\nd\na\nb", "e\na\nb"]


async def test_a_draft_is_finished_from_the_list_of_drafts(desk: Desk, town: Community) -> None:
    told = await desk.talk("draft", "1", "and ended", ".", "s")
    assert "1. thread stress: A title begun, 1 hour ago\n" in told and "Title: " not in told
    made = Thread.get(Thread.title == "A title begun")
    assert bodies(made.id) == ["Words begun\nand ended"]
    assert Draft.select().count() == 0


async def test_thrown_away_and_written_on(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", "a", ".", "?", "w", "b", ".", "t")
    assert told.count("Send, no name, keep") == 3 and "Thrown away.\n" in told
    assert Draft.select().count() == 1 and bodies(town.first_id)[-1] == "That sounds hard."
    assert "Nothing was written, and nothing is kept.\n" in await desk.talk(
        f"reply {town.first_id}", ".q"
    )


async def test_a_text_that_will_not_do_stays_in_hand(desk: Desk, town: Community) -> None:
    told = await desk.talk("draft delete 1", "yes", "post stress", "x" * 81, "Words", ".", "s",
                           "Short", "s")  # fmt: skip
    assert "The title has 81 characters; 80 fit. Please shorten it.\n" in told
    assert bodies(Thread.get(Thread.title == "Short").id) == ["Words"]
    told = await desk.talk(f"reply {town.first_id}", *["x" * 16_000] * 2, ".", "s", "w", ".d 1",
                           ".", "s")  # fmt: skip
    assert "32,001 bytes long, and 30,000 fit." in told
    assert bodies(town.first_id)[-1] == "x" * 16_000


async def test_where_drafts_cannot_be_kept_it_is_said_once_and_writing_goes_on(
    desk: Desk, town: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy("The store did not answer.")

    monkeypatch.setattr(drafts, "keep", busy)
    told = await desk.talk(f"reply {town.first_id}", "a", "b", "c", ".", "s")
    assert told.count("The store did not answer.") == 1 and "Posted as number 3." in told
    assert bodies(town.first_id)[-1] == "a\nb\nc"


async def test_a_letter_with_a_subject_that_is_asked_for(desk: Desk, town: Community) -> None:
    told = await desk.talk("mail send brave-wren", "Good morning", "How are you?", ".", "s",
                           "mail send nobody-here", "mail --sent", "1")  # fmt: skip
    assert "Subject: " in told and "Sent to brave-wren" in told and "There is no" in told
    assert "1. To brave-wren, today: Good morning\n" in told and "How are you?" in told


async def test_a_guest_is_refused_before_anything_is_written(guest: Desk, town: Community) -> None:
    told = await guest.talk("post stress", f"reply {town.first_id}", "mail send brave-wren")
    assert told.count("That is for members.") == 3 and "A dot alone" not in told


async def test_control_characters_come_back_from_no_line(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", "A\x1b[31mB\x9b5n\u202e", ".l", ".e 1",
                           "\x1b]0;x\x07", ".l", ".q", "draft")  # fmt: skip
    assert not set("\x1b\x9b\x07\u202e") & set(told)
