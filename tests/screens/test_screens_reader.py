"""Posts to read: moving, what counts as seen, and how much is kept in memory."""

from __future__ import annotations

import asyncio

import pytest

from screens.widgets.postview import PostView
from screens.widgets.reader import Reader, fixed
from tests.screens.bench import NOW, Bench, Posts, shown
from tests.screens.stage import settle

COUNT = 150
MOST_BLOCKS = 140


def mixed(number: int) -> str:
    """A body of one line, of a few, or of far more than fit on a screen; each line is unlike."""
    lines = {0: 1, 1: 3, 2: 34, 3: 8, 4: 19}[number % 5]
    return "\n".join(f"post {number} line {line}" for line in range(1, lines + 1))


def everything() -> list[str]:
    """All lines of all posts, in order."""
    return [line for number in range(1, COUNT + 1) for line in mixed(number).split("\n")]


def posts_view(posts: Posts) -> PostView:
    view = PostView(posts, lambda: NOW, id="main")
    view.total = posts.count
    return view


def lines_in_sight(bench: Bench[PostView]) -> list[str]:
    return [row.strip() for row in bench.rows() if row.startswith("  post ")]


async def read_all(bench: Bench[PostView], key: str) -> tuple[list[str], list[int]]:
    """Press a key until nothing moves; each line in the order in which it was first in sight."""
    read = dict.fromkeys(lines_in_sight(bench))
    seen = [bench.widget.seen]
    while True:
        before = (bench.widget.block, bench.rows())
        await bench.press(key)
        read |= dict.fromkeys(lines_in_sight(bench))
        seen.append(bench.widget.seen)
        assert len(bench.widget.blocks) <= MOST_BLOCKS
        if (bench.widget.block, bench.rows()) == before:
            return list(read), seen


@pytest.mark.parametrize("key", ["pagedown", "space", "down"])
async def test_reading_on_shows_every_line_in_its_order(key: str) -> None:
    posts = Posts(COUNT, mixed)
    async with shown(posts_view(posts)) as bench:
        await bench.widget.open()
        read, seen = await read_all(bench, key)
        assert read == everything()
        assert seen == sorted(seen) and seen[0] < COUNT and seen[-1] == COUNT
        assert bench.widget.post is not None and bench.widget.post.number == COUNT
        assert posts.most <= 20 and posts.calls <= 30


@pytest.mark.parametrize("key", ["pageup", "b", "up"])
async def test_reading_back_shows_every_line(key: str) -> None:
    async with shown(posts_view(Posts(COUNT, mixed))) as bench:
        await bench.widget.open()
        await bench.press("end")
        assert bench.widget.seen == 1, "who jumps to the end has not read what lies between"
        read, seen = await read_all(bench, key)
        assert set(read) == set(everything())
        assert seen == sorted(seen), "what was seen stays seen"
        assert bench.rows()[0].startswith("> 1 brave-wren")


async def test_down_goes_by_post_and_by_line_inside_a_long_one() -> None:
    async with shown(posts_view(Posts(COUNT, mixed)), (60, 20)) as bench:
        await bench.widget.open()
        assert bench.cursor_row.startswith("> 1 brave-wren")
        await bench.press("down")
        assert bench.cursor_row.startswith("> 2 brave-wren")
        # Two: 34 lines. It is scrolled through, a line a key.
        top = bench.widget.top
        await bench.press("down")
        assert bench.widget.post is not None and bench.widget.post.number == 2
        assert bench.widget.top == top + 1
        while "post 2 line 34" not in bench.rows()[-1]:
            await bench.press("down")
        await bench.press("down")
        assert bench.widget.post.number == 3
        assert "post 2 line 34" in "\n".join(bench.rows())
        await bench.press("up")
        assert bench.widget.post.number == 2


@pytest.mark.parametrize("number", [1, 2, 7, 75, 149, 150])
async def test_it_opens_in_the_middle(number: int) -> None:
    async with shown(posts_view(Posts(COUNT, mixed))) as bench:
        await bench.widget.open(number)
        assert bench.widget.post is not None and bench.widget.post.number == number
        assert bench.cursor_row.startswith(f"> {number} brave-wren")
        assert bench.widget.seen < COUNT or number >= 149
        read, _ = await read_all(bench, "pageup")
        assert f"post {number} line 1" in read and "post 1 line 1" in read
        back, _ = await read_all(bench, "pagedown")
        assert set(back) == set(everything())


async def test_what_was_seen_counts_only_posts_that_were_in_sight_whole() -> None:
    async with shown(posts_view(Posts(COUNT, mixed)), (60, 20)) as bench:
        await bench.widget.open()
        assert bench.widget.seen == 1, "of the second one, 34 lines long, the end is not in sight"
        while "post 2 line 34" not in "\n".join(bench.rows()):
            assert bench.widget.seen == 1
            await bench.press("down")
        assert bench.widget.seen == 2


@pytest.mark.parametrize("key", ["home", "g"])
async def test_home_and_end(key: str) -> None:
    async with shown(posts_view(Posts(COUNT, mixed))) as bench:
        await bench.widget.open(70)
        await bench.press("G")
        assert bench.rows()[-1].strip().startswith(f"post {COUNT} line")
        await bench.press(key)
        assert bench.rows()[0].startswith("> 1 brave-wren")
        assert len(bench.widget.blocks) <= MOST_BLOCKS


@pytest.mark.parametrize("number", [1, 2, 40, 72, 148, 150])
@pytest.mark.parametrize("size", [(60, 5), (20, 8), (200, 60), (10, 1), (1, 1)])
async def test_resizing_keeps_the_current_post_in_sight(number: int, size: tuple[int, int]) -> None:
    async with shown(posts_view(Posts(COUNT, mixed)), (80, 50)) as bench:
        await bench.widget.open(1)
        while bench.widget.post is None or bench.widget.post.number < number:
            await bench.widget.page(1)
            await settle(bench.pilot)
        current = bench.widget.post.number
        await bench.resize(*size)
        assert bench.widget.post.number == current
        at, height = bench.widget.current, bench.widget.size.height
        start = bench.widget._starts[at]
        end = start + len(bench.widget.block.lines) if bench.widget.block else start
        assert start < bench.widget.top + height and end > bench.widget.top, "it is out of sight"
        await bench.resize(80, 50)
        assert bench.widget.post.number == current


async def test_letters_move_where_one_chose_so() -> None:
    async with shown(posts_view(Posts(COUNT, lambda number: "short"))) as bench:
        await bench.widget.open()
        await bench.press("j")
        assert bench.widget.current == 0
        bench.app.letter_keys = True
        await bench.press("j", "j", "k")
        assert bench.widget.current == 1


async def test_reading_at_the_same_time_as_it_is_opened_shows_no_post_twice() -> None:
    posts = Posts(COUNT, lambda number: "short", is_slow=True)
    async with shown(posts_view(posts), (60, 40)) as bench:
        await bench.widget.open()
        await asyncio.gather(*(bench.widget.page(1) for _ in range(4)), bench.widget.open(60))
        await asyncio.gather(bench.widget.open(30), *(bench.widget.page(1) for _ in range(4)))
        numbers = [block.number for block in bench.widget.blocks]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_a_thread_that_can_not_be_had_leaves_an_empty_view() -> None:
    async def refused(first: int, count: int) -> None:
        return None

    async with shown(PostView(refused, lambda: NOW, id="main")) as bench:
        await bench.widget.open()
        await bench.press("down", "up", "pagedown", "pageup", "home", "end")
        assert bench.widget.post is None
        assert bench.rows() == [""] * 20


async def test_a_page_of_one_text_marks_no_current_block() -> None:
    async with shown(Reader(fixed(("A heading", "one\ntwo")), id="main"), (30, 5)) as bench:
        await bench.widget.open()
        assert bench.rows() == ["  A heading", "  one", "  two", "", ""]


async def test_prose_is_never_wider_than_can_be_read() -> None:
    async with shown(Reader(fixed(("", "word " * 200)), id="main"), (200, 30)) as bench:
        await bench.widget.open()
        assert 60 < max(map(len, bench.rows())) <= 86
