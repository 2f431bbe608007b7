"""Finding posts, and filters of one's own, as commands and in a talk."""

from __future__ import annotations

import pytest

from bbs.services import letters, posts, threads
from tests.commands.desk import Desk
from tests.screens.community import Community


async def test_posts_are_found(desk: Desk, town: Community) -> None:
    assert (await desk.done("search timer")).out == (
        "1 post, newest first.\n"
        f"{town.own_id}, post 2: Sitting at work, by brave-wren on Back Pain, 1 hour ago: "
        "A kitchen\n"
        '"timer" helps me.\n'
    )
    document = await desk.document("search timer")
    assert document["posts"][0]["snippet"][1] == {"text": "timer", "is_found": True}
    assert (await desk.done("search bicycle")).out == "Nothing is found.\n"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("search mornings", 3), ("search mornings -sitting", 2), ("search -sitting mornings", 2),
        ('search "the mornings"', 3), ('search "mornings the"', 0), ("search mornings sitting", 1),
        ('search mornings -"a bad back"', 2), ("search mornings --by brave-wren", 1),
        ("search mornings --board stress", 1), ("search --board back-pain mornings", 2),
        ("search mornings by:quiet-otter", 1), ("search --by=brave-wren", 2),
        ("search mornings --best", 3), ("search don't", 0), ("search that's", 0),
    ],
)  # fmt: skip
async def test_words_phrases_and_options(desk: Desk, line: str, count: int) -> None:
    assert len((await desk.document(line))["posts"]) == count


@pytest.mark.parametrize("line", ["search", "search --best", "search -", "search 😀", 'search ""'])
async def test_without_a_word_it_says_how(desk: Desk, line: str) -> None:
    assert "Say a word to look for. Usage: search WORDS" in await desk.refused(line, status=2)


async def test_what_can_not_be(desk: Desk) -> None:
    assert "no such board" in await desk.refused("search timer --board nowhere")
    assert "no member named nobody" in await desk.refused("search timer --by nobody")
    await desk.refused("search timer --page 0", status=2)
    await desk.refused("search timer --worst", status=2)
    await desk.refused("search timer --board", status=2)


async def test_best_first_says_among_what(desk: Desk) -> None:
    said = " ".join((await desk.done("search mornings --best")).out.split())
    assert "3 posts, best first among the newest 20,000 that match." in said


async def test_pages(desk: Desk, town: Community) -> None:
    for _ in range(21):
        posts.reply(town.other.actor, town.first_id, "a bicycle", now=desk.clock())
    first = await desk.done("search bicycle --by brave-wren --best")
    assert first.out.endswith("More: search bicycle --by brave-wren --best --page 2\n")
    second = await desk.document("search bicycle --by brave-wren --best --page 2")
    assert (len(second["posts"]), second["has_more"]) == (1, False)
    assert "Nothing is found, page 3." in (await desk.done("search bicycle --page 3")).out


async def test_a_guest_finds_what_all_may_read(guest: Desk, town: Community) -> None:
    threads.start(town.other.actor, "bereavement", "Title", "timer", now=guest.clock())
    assert len((await guest.document("search timer"))["posts"]) == 1


async def test_in_a_talk_a_number_opens_the_thread_at_the_post(desk: Desk) -> None:
    told = (await desk.talked("search helps me", "1", "hug")).answers()
    assert told[1] == (
        "1 post, newest first.\n"
        "1. Sitting at work, by brave-wren on Back Pain, 1 hour ago: A kitchen timer "
        '"helps" "me".\n'
    )
    assert told[2].startswith("2 of 2, brave-wren, 1 hour ago:\nA kitchen timer helps me.\n")
    assert "Hug for brave-wren, post 2: given." in told[3]


async def test_in_a_talk_more_goes_on(desk: Desk, town: Community) -> None:
    for _ in range(9):
        posts.reply(town.other.actor, town.first_id, 'a "red bicycle"', now=desk.clock())
    told = (await desk.talked('search "red bicycle" -green', "9")).answers()
    assert "9. More." in told[1]
    assert told[2].startswith("1 post, newest first, page 2.\n1. ")


async def test_whom_one_blocked_is_not_found(desk: Desk, town: Community) -> None:
    letters.block(town.me.actor, "brave-wren")
    assert (await desk.document("search timer"))["posts"] == []


async def test_filters_are_listed_added_and_removed(desk: Desk) -> None:
    assert (await desk.done("filters")).out == "0 filters.\n"
    added = (await desk.done("filters add Panic Attack")).out
    assert added == "What has it is folded behind one line from now on: panic attack.\n"
    await desk.done("filters add --board stress")
    assert (await desk.done("filters")).out == (
        "2 filters.\nWord: panic attack\nBoard: Stress (stress)\n"
    )
    assert (await desk.done("filters remove PANIC attack")).out == "Folded no more: panic attack.\n"
    await desk.done("filters remove --board stress")
    assert (await desk.document("filters"))["words"] == []
    assert "no such filter" in await desk.refused("filters remove stress")
    assert "needs a word" in await desk.refused("filters add ...")
    assert "Name a word, or a board" in await desk.refused("filters add", status=2)
    assert "Name a word, or a board" in await desk.refused("filters add x --board y", status=2)


async def test_lists_fold_what_has_the_word(desk: Desk, town: Community) -> None:
    await desk.done("filters add winter")
    out = (await desk.done("threads back-pain")).out
    assert f"{town.first_id}. Folded by your filter: winter.\n" in out
    assert "First winter" not in out and "Sitting at work" in out
    assert "First winter" not in (await desk.done("new")).out
    assert "First winter" in (await desk.run("threads back-pain --json")).out
    found = (await desk.done("search mornings")).out
    assert f"{town.first_id}, post 1: Folded by your filter: winter.\n" in found
    assert "First winter" not in found


async def test_a_filtered_board_is_folded_in_lists_of_many_boards(
    desk: Desk, town: Community
) -> None:
    await desk.done("filters add --board back-pain")
    assert "Folded by your filter: Back Pain." in (await desk.done("new")).out
    assert "First winter" in (await desk.done("threads back-pain")).out


async def test_reading_folds_posts(desk: Desk, town: Community) -> None:
    await desk.done("filters add timer")
    out = (await desk.done(f"read {town.own_id}")).out
    assert "Folded by your filter: timer. With --all it is here.\n" in out
    assert "kitchen" not in out
    assert "kitchen timer" in (await desk.done(f"read {town.own_id} --all")).out


async def test_in_a_talk_a_number_opens_what_is_folded(desk: Desk, town: Community) -> None:
    await desk.done("filters add sounds")
    for number in range(60):
        posts.reply(town.other.actor, town.first_id, f"{'word ' * 40}{number}", now=desk.clock())
    told = (await desk.talked(f"read {town.first_id}", "1", "")).answers()
    assert (
        "2 of 62, old-lantern, 1 hour ago:\nFolded by your filter: sounds. 1 opens it.\n" in told[1]
    )
    assert told[2] == "That sounds hard.\n"
    last = told[1].rstrip().rsplit("\n", 1)[1].split(" ")[0]
    assert told[3].startswith(f"{62 - int(last) + 1} of 62, "), "Enter reads on where it would have"


async def test_the_last_list_holds_while_one_reads_what_is_folded(
    desk: Desk, town: Community
) -> None:
    await desk.done("filters add timer")
    told = (await desk.talked("threads back-pain", "1", "3", "2")).answers()
    assert "Folded by your filter: timer. 3 opens it." in told[2]
    assert told[3] == "A kitchen timer helps me.\n"
    assert told[4].startswith("First winter with a bad back.")


async def test_ones_own_words_are_never_folded(desk: Desk, town: Community) -> None:
    await desk.done("filters add sitting")
    await desk.done("filters add mornings")
    assert "Sitting at work" in (await desk.done("threads back-pain")).out
    assert "The mornings are" in (await desk.done(f"read {town.own_id}")).out


async def test_a_guest_has_no_filters(guest: Desk) -> None:
    await guest.refused("filters")
    await guest.refused("filters add winter")


async def test_a_fold_line_is_opened_from_a_list(desk: Desk, town: Community) -> None:
    await desk.done("filters add winter")
    told = (await desk.talked("threads back-pain", "2")).answers()
    assert "2. Folded by your filter: winter." in told[1]
    assert told[2].startswith("First winter with a bad back.")
