"""Home, boards, and a board's threads."""

from __future__ import annotations

import pytest

from bbs.services import boards, drafts, posts, threads
from bbs.services.credentials import Login
from tests.helpers import Join, StandingClock
from tests.screens.community import settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage, in_order


def joined(login: Login) -> list[str]:
    return [board.slug for board in boards.joined(login.actor)]


def row_with(stage: Stage, words: str) -> str:
    found = [row for row in stage.rows() if words in row]
    assert len(found) == 1, stage.shown
    return found[0].strip()


async def test_home_shows_what_waits(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        assert in_order(
            (
                "3 threads with news",
                "1 unread letter",
                "1 draft waits to be finished",
                "Your boards",
                "Stress",
                "1 new",
                "Back Pain",
                "2 new",
                "All boards",
                "Mailbox",
                "Settings",
                "Log out",
            ),
            stage.shown,
        )
        assert stage.cursor_row.strip().startswith("> 3 threads with news")


async def test_home_says_when_all_is_read(play: Play, join: Join, clock: StandingClock) -> None:
    login = join("quiet-otter")
    boards.join(login.actor, "stress", now=clock())
    async with play(login) as stage:
        assert "All is read. Nothing waits for you." in stage.shown
        drafts.keep(login.actor, "thread", "stress", "A title", "Words", now=clock())
        await stage.press("i", "escape")
        assert "1 draft waits to be finished" in stage.shown
        assert "All is read." in stage.shown and "Nothing waits" not in stage.shown


async def test_n_says_how_to_join_where_no_board_is_joined(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.press("n")
        assert stage.notice == "You have joined no board yet. All boards lists them, and j joins."


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("3 threads", "ThreadScreen"),
        ("1 unread letter", "MailboxScreen"),
        ("1 draft", "DraftsScreen"),
        ("Back Pain", "ThreadsScreen"),
        ("All boards", "BoardsScreen"),
        ("Mailbox", "MailboxScreen"),
        ("Information", "ResourcesScreen"),
        ("Crisis help", "CrisisScreen"),
        ("Settings", "SettingsScreen"),
        ("Log out", "ChoiceScreen"),
    ],
)
async def test_each_row_of_home_leads_somewhere_and_back(
    play: Play, join: Join, clock: StandingClock, row: str, place: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.choose(row)
        assert stage.place == place
        await stage.press("escape")
        assert stage.places == ["HomeScreen"]
        if place != "ThreadScreen":
            assert stage.cursor_row.strip().removeprefix("> ").startswith(row), (
                "the cursor stands where it stood"
            )


async def test_home_shows_what_came_meanwhile(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.press("i")
        threads.start(house.other.actor, "stress", "One more", "Words", now=clock())
        await stage.press("escape")
        assert "4 threads with news" in stage.shown


async def test_j_joins_and_leaves_and_the_cursor_stays_on_the_board(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.visit("boards")
        await stage.press("down", "down", "j")
        assert joined(login) == ["anxiety"]
        assert "You joined Anxiety" in stage.notice
        assert "Your boards" in stage.rows()[2] and "> Anxiety" in stage.cursor_row
        await stage.press("j")
        assert joined(login) == []
        assert "You left Anxiety" in stage.notice
        assert "> Anxiety" in stage.cursor_row
        await stage.press("down")
        assert stage.notice == "", "what was said goes with the next key"


async def test_boards_say_what_they_are_where_there_is_room(play: Play, join: Join) -> None:
    async with play(join("quiet-otter"), size=(120, 100)) as stage:
        await stage.visit("boards")
        assert "Anxiety: Worry that will not settle" in stage.shown
        assert row_with(stage, "Mood and anxiety") == "Mood and anxiety"
        for size, is_cut in (((80, 100), True), ((40, 15), False)):
            await stage.resize(*size)
            await stage.press("escape")
            await stage.visit("boards")
            assert "Anxiety" in stage.shown
            long = [row for row in stage.rows() if row.endswith("...")]
            assert bool(long) is is_cut, "a long one is cut where there is room, or left out"
        assert "Worry" not in stage.shown


async def test_every_board_can_be_reached(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login, size=(40, 15)) as stage:
        await stage.visit("boards")
        reached = set()
        before = -1
        while stage.list.index != before:
            before = stage.list.index
            reached.add(stage.list.selected.value.slug if stage.list.selected else "")
            assert stage.cursor_row.strip().startswith("> ")
            await stage.press("down")
        assert reached == {board.slug for board in boards.listing(login.actor)}


async def test_a_boards_threads_by_newest_activity_with_mark_replies_and_age(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    posts.reply(house.third.actor, house.first_id, "Once more.", now=clock.pass_(minutes=30))
    clock.pass_(hours=2)
    async with play(house.me) as stage:
        await stage.visit("threads", slug="back-pain")
        assert in_order(("First winter", "Sitting at work"), stage.shown)
        first, own = row_with(stage, "First winter"), row_with(stage, "Sitting at work")
        assert first.startswith("> * First winter") and first.endswith("2    2 h")
        assert "brave-wren" in first and "quiet-otter" in own
        assert own.endswith("1    3 h")
        await stage.press("enter", "end", "escape")
        assert row_with(stage, "First winter").startswith(">   First winter"), "it is read now"
        assert row_with(stage, "Sitting at work").startswith("* "), "an answer came to one's own"


async def test_a_health_board_bears_the_disclaimer(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.visit("threads", slug="back-pain")
        assert "nothing here replaces your clinician" in stage.folded
        await stage.press("escape")
        other = next(b for b in boards.listing(stage.app.visit.actor) if not b.is_health)
        await stage.visit("threads", slug=other.slug)
        assert "clinician" not in stage.folded
        assert "Nobody has written here yet. c begins a thread." in stage.shown


async def test_the_head_says_whether_one_has_joined(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.visit("threads", slug="back-pain")
        assert stage.head == "Back Pain (not joined)"
        await stage.press("j")
        assert (stage.head, joined(login)) == ("Back Pain", ["back-pain"])
        await stage.press("j")
        assert (stage.head, joined(login)) == ("Back Pain (not joined)", [])


async def test_a_guest_is_not_told_that_they_have_not_joined(play: Play) -> None:
    async with play() as stage:
        await stage.visit("threads", slug="anxiety")
        assert stage.head == "Anxiety"


@pytest.mark.parametrize("size", [(80, 24), (40, 16)])
async def test_a_board_says_what_it_is_where_there_are_rows_enough(
    play: Play, join: Join, size: tuple[int, int]
) -> None:
    login = join("quiet-otter")
    for slug in ("back-pain", "shyness"):
        about = boards.get(login.actor, slug).description
        async with play(login, size=size) as stage:
            await stage.visit("threads", slug=slug)
            row = stage.rows()[2].strip()
            assert row == about or (row.endswith("...") and about.startswith(row[:-3]))
            stage.check()
            await stage.resize(size[0], 15)
            assert about[:12] not in stage.shown
            await stage.resize(*size)
            assert stage.rows()[2].strip() == row


async def test_one_comes_back_to_the_thread_that_one_opened_far_down(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    for number in range(160):
        threads.start(house.other.actor, "stress", f"Number {number}", "Words", now=clock())
    async with play(house.me) as stage:
        await stage.visit("threads", slug="stress")
        for _ in range(7):
            await stage.press("pagedown")
        row, at = stage.cursor_row, stage.cursor()
        assert stage.list.index > 100
        await stage.press("enter")
        assert stage.place == "ThreadScreen"
        await stage.press("escape")
        assert stage.cursor_row.replace("*", " ") == row.replace("*", " ")
        assert stage.cursor() == at, "as high on the screen as it was"


async def test_a_board_that_is_not_there_says_so(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.visit("threads", slug="no-such-board")
        assert "no such board" in stage.notice
        await stage.press("c", "j", "down", "enter")
        assert stage.place == "ThreadsScreen"
        await stage.press("escape")
        assert stage.places == ["HomeScreen"]


async def test_a_key_that_comes_twice_in_one_packet_opens_one_screen(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("threads", slug="back-pain")
        await stage.press_ahead("enter", "enter")
        assert stage.places == ["HomeScreen", "ThreadsScreen", "ThreadScreen"]


async def test_what_is_typed_before_the_editor_is_there_is_no_command(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press_ahead("r", *"simmer")
        assert stage.places == ["HomeScreen", "ThreadScreen", "EditorScreen"]
        assert "simmer" in stage.shown


async def test_escapes_in_one_packet_close_one_screen_each_and_ask_where_one_must(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("editor", kind="thread", target="anxiety")
        await stage.type("A title")
        await stage.press("f1")
        await stage.press_ahead("escape", "escape")
        assert stage.places == ["HomeScreen", "EditorScreen", "ChoiceScreen"]
