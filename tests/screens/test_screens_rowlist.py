"""Lists: a window of rows that is loaded page by page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from bbs.views import Page
from screens.items import BLANK, Item, heading, menu
from screens.widgets.lines import Line
from screens.widgets.rowlist import PAGE, RowList
from tests.screens.bench import Rows, shown
from tests.screens.stage import settle

WINDOW = 4 * PAGE


def draw(row: int, width: int) -> Line:
    return ((f"row {row}", ""),)


def numbers(rows: Rows) -> RowList[int]:
    return RowList(rows, draw, empty="Nothing here.", id="main")


def is_joined_up(listing: RowList[int]) -> bool:
    """Whether the rows in memory follow one another, none missing and none twice."""
    first = listing.rows[0]
    return listing.rows == list(range(first, first + len(listing.rows)))


async def test_down_and_up_across_every_page() -> None:
    rows = Rows(320)
    async with shown(numbers(rows), (30, 10)) as bench:
        await bench.widget.load()
        for step, way in ((1, range(1, 320)), (-1, range(318, -1, -1))):
            for wanted in way:
                await bench.widget.move(step)
                assert bench.widget.selected == wanted
                assert is_joined_up(bench.widget) and len(bench.widget.rows) <= WINDOW
        assert set(rows.limits) == {PAGE}


@pytest.mark.parametrize(("down", "up"), [("pagedown", "pageup"), ("space", "b")])
async def test_a_thousand_rows_by_the_page(down: str, up: str) -> None:
    async with shown(numbers(Rows(1000)), (30, 10)) as bench:
        await bench.widget.load()
        seen = set()
        while bench.widget.selected != 999:
            before = bench.widget.selected
            seen |= set(filter(None, bench.rows()))
            await bench.press(down)
            assert bench.widget.selected is not None and before is not None
            assert bench.widget.selected == min(999, before + 9)
            assert is_joined_up(bench.widget) and len(bench.widget.rows) <= WINDOW
            assert bench.cursor_row == f"> row {bench.widget.selected}"
        seen |= set(bench.rows())
        assert {row.removeprefix("> ").strip() for row in seen} == {f"row {n}" for n in range(1000)}
        while bench.widget.selected != 0:
            await bench.press(up)
            assert is_joined_up(bench.widget) and len(bench.widget.rows) <= WINDOW
            assert bench.cursor_row == f"> row {bench.widget.selected}"


@pytest.mark.parametrize(("end", "home"), [("end", "home"), ("G", "g")])
async def test_to_the_end_and_back_without_what_lies_between(end: str, home: str) -> None:
    rows = Rows(1000)
    async with shown(numbers(rows), (30, 10)) as bench:
        await bench.widget.load()
        await bench.press(end)
        assert bench.widget.selected == 999
        assert bench.rows()[-1] == "> row 999"
        assert "row 990" in bench.rows()[0]
        await bench.press("up", "up")
        assert bench.cursor_row == "> row 997"
        await bench.press(home)
        assert bench.rows()[:2] == ["> row 0", "  row 1"]
        assert rows.calls == 3


async def test_from_the_end_up_across_the_page() -> None:
    async with shown(numbers(Rows(130)), (30, 10)) as bench:
        await bench.widget.load(is_from_end=True)
        for wanted in range(128, -1, -1):
            await bench.widget.move(-1)
            assert bench.widget.selected == wanted
        assert bench.widget.rows == list(range(130))


async def test_k_and_j_move_only_where_one_chose_so() -> None:
    async with shown(numbers(Rows(9)), (30, 10)) as bench:
        await bench.widget.load()
        await bench.press("j")
        assert bench.widget.selected == 0
        bench.app.letter_keys = True
        await bench.press("j", "j", "k")
        assert bench.widget.selected == 1


async def test_an_empty_list_says_so_and_takes_every_key() -> None:
    async with shown(numbers(Rows(0)), (30, 10)) as bench:
        assert bench.rows() == [""] * 10, "before it is loaded it says nothing"
        await bench.widget.load()
        await bench.press("down", "up", "pagedown", "pageup", "home", "end", "enter")
        assert bench.widget.selected is None
        assert bench.rows()[0] == "  Nothing here."


async def test_a_list_that_could_not_be_had_stays_as_it_was() -> None:
    async def refused(**_: object) -> Page[int] | None:
        return None

    async with shown(RowList(refused, draw, empty="Nothing here.", id="main")) as bench:
        await bench.widget.load()
        await bench.press("down", "pagedown", "end")
        assert bench.rows() == [""] * 20


async def test_enter_and_right_choose_the_selected_row() -> None:
    chosen: list[object] = []

    class Listening(RowList[int]):
        def on_row_list_chosen(self, message: RowList.Chosen) -> None:
            chosen.append(message.row)

    listing = Listening(Rows(9), draw, empty="", id="main")
    async with shown(listing) as bench:
        await listing.load()
        await bench.press("enter", "down", "right")
    assert chosen == [0, 1]


async def test_the_selection_is_kept_when_it_is_loaded_again() -> None:
    async with shown(numbers(Rows(200)), (30, 10)) as bench:
        await bench.widget.load()
        await bench.press(*["pagedown"] * 3)
        assert bench.widget.selected == 27
        await bench.widget.load(keep=lambda row: row == 27)
        await settle(bench.pilot)
        assert bench.cursor_row == "> row 27"
        await bench.widget.load(keep=lambda row: row == 5000)
        assert bench.widget.selected == 0


async def test_the_selection_is_kept_far_down_too() -> None:
    async with shown(numbers(Rows(1000)), (30, 10)) as bench:
        await bench.widget.load()
        for _ in range(40):
            await bench.press("pagedown")
        await bench.widget.load(keep=lambda row: row == 360)
        await settle(bench.pilot)
        assert bench.cursor_row == "> row 360"
        assert is_joined_up(bench.widget) and len(bench.widget.rows) <= WINDOW


@pytest.mark.parametrize("size", [(30, 3), (80, 24), (10, 1), (1, 1)])
async def test_the_selected_row_stays_in_sight_at_every_size(size: tuple[int, int]) -> None:
    async with shown(numbers(Rows(200)), (60, 40)) as bench:
        await bench.widget.load()
        await bench.press("pagedown", "pagedown")
        await bench.resize(*size)
        assert bench.widget.selected == 78
        assert "> row 78".startswith(bench.cursor_row)
        await bench.press("down")
        await bench.resize(60, 40)
        assert bench.cursor_row == "> row 79"


async def test_two_loads_at_the_same_time_leave_no_gap() -> None:
    rows = Rows(1000)
    async with shown(numbers(rows), (30, 10)) as bench:
        await bench.widget.load()
        await bench.press(*["pagedown"] * 20)
        rows.is_slow = True
        await asyncio.gather(
            bench.widget.load(), bench.widget.move(40), bench.widget.load(), bench.widget.move(40)
        )
        assert is_joined_up(bench.widget)


MENU = (
    heading("First"),
    Item("one", "do"),
    BLANK,
    heading("Second"),
    Item("two", "do"),
    Item("three", "do"),
    Item("a remark"),
)


async def test_headings_are_passed_over_and_come_into_sight() -> None:
    async def items() -> Iterable[Item]:
        return MENU

    async with shown(menu(items), (30, 4)) as bench:
        await bench.widget.load()
        assert bench.rows() == ["  First", "> one", "", "  Second"]
        await bench.press("up")
        assert bench.cursor_row == "> one"
        await bench.press("down")
        assert bench.cursor_row == "> two"
        await bench.press("end")
        assert bench.cursor_row == "> three"
        await bench.press("down")
        assert bench.cursor_row == "> three"
        await bench.press("up")
        assert bench.cursor_row == "> two"
        await bench.press("up")
        assert bench.rows()[:2] == ["  First", "> one"], "the first heading comes into sight again"
        await bench.press("end", "home")
        assert bench.rows()[:2] == ["  First", "> one"]


async def test_a_menu_of_headings_alone_selects_nothing() -> None:
    async def items() -> Iterable[Item]:
        return (heading("First"), BLANK, heading("Second"))

    async with shown(menu(items), (30, 4)) as bench:
        await bench.widget.load()
        await bench.press("down", "end", "up", "home", "enter", "pagedown")
        assert bench.widget.selected is None
        assert not any(row.startswith(">") for row in bench.rows())
