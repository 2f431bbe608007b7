"""Finding posts by their words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from bbs import finding, folding
from bbs.services import boards, filters, search
from bbs.views import BoardView, FilterView, FoundPost, Page
from screens.base import BaseScreen
from screens.registry import Key
from screens.widgets.resultlist import ResultList
from screens.widgets.usertext import shown

_HOW = 'All words count; "words in quotes" stand together; -word leaves out; by:handle'
_BEST = f"best first among the newest {search.BEST_AMONG:,} that match"
_SEARCH = Key((), "Enter", "", "search")
_WHERE = Key(("tab",), "Tab", "where", "all boards", "Look on this board, or on all boards.")
_DOWN = Key(("down",), "Down", "results", "results", "Go to what was found.", is_hint=False)
_OPEN = Key((), "Enter", "", "open", is_for_row=True)
_WORDS = Key(("slash",), "/", "words", "other words", "Go back to the words.")
_ORDER = Key(("o",), "o", "order", "best first", "Newest first, or best first.")


class SearchScreen(BaseScreen):
    """A line for words, and what has them below it. Typing never waits for a search."""

    HEAD = "Search"
    AUTO_FOCUS = "#words"
    WITHOUT = ("search",)

    def __init__(self, slug: str = "") -> None:
        """Look on the board with that slug first; without one, on all."""
        super().__init__()
        self.board_slug = slug
        self.HAS_TEXT = True  # type: ignore[misc]
        self._board: BoardView | None = None
        self._is_on_board = bool(slug)
        self._is_best = False
        self._raw = ""
        """What was looked for last; "" before anything was."""
        self._number = 0
        """Of the last search: what an earlier one finds later is not shown."""
        self._is_further = False
        self._filters = FilterView()
        self._unfolded: set[int] = set()

    def body(self) -> ComposeResult:
        """The field, where and how it is looked for, and the list."""
        with Horizontal(classes="field short"):
            yield Static("Words", classes="label", markup=False)
            field = Input(id="words", select_on_focus=False, max_length=finding.LONGEST)
            field.cursor_blink = False
            yield field
        yield Static("", id="lead", markup=False)
        yield ResultList(
            self._provide,
            self._why,
            self.visit.clock,
            empty="",
            in_quotes=lambda: self.visit.preferences.colours == "none",
            folds_warnings=lambda: self.visit.preferences.folds_warnings,
            id="main",
        )

    @property
    def _list(self) -> ResultList:
        return self.query_one("#main", ResultList)

    @property
    def _field(self) -> Input:
        return self.query_one("#words", Input)

    async def fill(self) -> None:
        """Say where it is looked for, and show anew what was found: it may have changed."""
        if self.board_slug and self._board is None:
            self._board = await self.ask(boards.head, self.visit.actor, self.board_slug)
        found = await self.ask(filters.of, self.visit.actor)
        self._filters = found or self._filters
        self._show_lead()
        if self._raw:
            await self._load()

    def own_keys(self) -> tuple[Key, ...]:
        """In the field: search; in the list: open, other words, another order."""
        where = _WHERE
        if self._board is not None and not self._is_on_board:
            where = replace(_WHERE, label="this board")
        has_board = (where,) if self._board is not None else ()
        if self.HAS_TEXT:
            down = (_DOWN,) if self._list.post is not None else ()
            return (_SEARCH, *has_board, *down)
        order = replace(_ORDER, label="newest first") if self._is_best else _ORDER
        return (_OPEN, *has_board, _WORDS, order)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Letters are text in the field, and keys in the list."""
        self.HAS_TEXT = isinstance(event.widget, Input)  # type: ignore[misc]
        self.show_hints()

    def _show_lead(self) -> None:
        on = self._board
        where = f"on {shown(on.name)}" if on is not None and self._is_on_board else "on all boards"
        order = _BEST if self._is_best else "newest first"
        said = _HOW if not self._raw else ""
        words = f"Looks {where}, {order}." + (f"\n{said}." if said else "")
        self.query_one("#lead", Static).update(Content(words))
        self.show_hints()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search, in a worker: whoever types on meanwhile is not held up."""
        event.stop()
        self.tell("")
        wanted = finding.parse(event.value)
        if wanted.is_nothing:
            self.tell("Type a word to look for.")
            return
        self._raw = event.value
        self._begin()

    def _begin(self) -> None:
        """Search anew; a search that is under way is forgotten."""
        self._number += 1
        self._is_further = False
        self._unfolded.clear()
        self._show_lead()
        self.run_worker(self._search(self._number), name="search", group="search", exclusive=True)

    async def _search(self, number: int) -> None:
        self._list.say_empty("")
        await self._list.load()
        if number != self._number:
            return
        self._is_further = True
        self._list.say_empty("Nothing is found." if self._list.is_empty else "")
        # Whoever has begun to type other words stays with them.
        if self._list.post is not None and self._field.value == self._raw and self.HAS_TEXT:
            self._list.focus()
        self.show_hints()

    async def _load(self) -> None:
        chosen = self._list.post
        post_id = chosen.id if chosen is not None else 0
        await self._list.load(keep=lambda row: isinstance(row, FoundPost) and row.id == post_id)

    async def _provide(self, **where: Any) -> Page[FoundPost] | None:
        if not self._raw:
            return Page(())
        number = self._number
        page = await self.ask(
            search.find,
            self.visit.actor,
            self._raw,
            board=self.board_slug if self._is_on_board else "",
            is_best=self._is_best,
            is_further=self._is_further,
            now=self.visit.now,
            **where,
        )
        return page if number == self._number else None

    def _why(self, post: FoundPost) -> str | None:
        if post.id in self._unfolded:
            return None
        return folding.of_found(self._filters, post, self.visit.actor.handle)

    async def on_row_list_chosen(self, message: ResultList.Chosen) -> None:
        """Open the thread at the post; what is folded is unfolded first."""
        post = message.row
        assert isinstance(post, FoundPost)
        if self._why(post) is not None:
            self._unfolded.add(post.id)
            self._list.redraw()
        else:
            await self.lamp.visit_place("thread", thread_id=post.thread_id, number=post.number)

    async def do_where(self) -> None:
        """Look on this board, or on all."""
        self._is_on_board = not self._is_on_board
        self._again()

    async def do_order(self) -> None:
        """Newest first, or best first."""
        self._is_best = not self._is_best
        self._again()

    def _again(self) -> None:
        if self._raw:
            self._begin()
        else:
            self._show_lead()

    async def do_results(self) -> None:
        """Go to the list."""
        if self._list.post is not None:
            self._list.focus()

    async def do_words(self) -> None:
        """Go back to the words, which stand there to be changed."""
        self._field.focus()
