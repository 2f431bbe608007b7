"""Counters: days since something, set back without shame."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import moods
from bbs.policy import Action
from bbs.seam import call
from bbs.services import counters
from bbs.views import CounterView
from screens.base import BaseScreen
from screens.choice import ChoiceScreen
from screens.items import Item, menu
from screens.prompt import PromptScreen
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class CountersScreen(BaseScreen):
    """What one counts the days of."""

    HEAD = "Counters"
    NEEDS_KEY = True
    KEYS = (
        Key((), "Enter", "", "change", is_for_row=True),
        Key(("c",), "c", "add", "add", needs=Action.KEEP_JOURNAL),
        Key(("d",), "d", "delete", "delete", needs=Action.KEEP_JOURNAL, is_for_row=True),
    )

    def body(self) -> ComposeResult:
        """What it is, and the list."""
        says = "Days since something. Only you can read it, and it may begin anew at any time."
        yield Static(Content(says), id="lead", markup=False)
        yield menu(self._items, empty="No counter yet. c adds one.")

    async def fill(self) -> None:
        """Show the counters, and stay on the one that was chosen."""
        main = self.query_one("#main", RowList)
        number = main.selected.value.number if isinstance(main.selected, Item) else 0
        await main.load(keep=lambda item: item.value is not None and item.value.number == number)

    async def _items(self) -> Iterable[Item] | None:
        visit = self.visit
        found = await self.ask(counters.listing, visit.actor, visit.key, now=visit.now)
        if found is None:
            return None
        return [Item(shown(each.name), "counter", right=_right(each), value=each) for each in found]

    @property
    def _selected(self) -> CounterView | None:
        item = self.query_one("#main", RowList).selected
        return item.value if isinstance(item, Item) else None

    async def do_add(self) -> None:
        """Ask for a name."""

        async def check(typed: str) -> None:
            await call(counters.add, self.visit.actor, typed, now=self.visit.now)

        def added(typed: str | None) -> None:
            if typed is not None:
                self.tell("Today is day 1.")

        says = (
            "What do you count the days of, or since? For an earlier day: counter add as a command."
        )
        self.app.push_screen(PromptScreen("New counter", says, "Name", check), added)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Ask what shall become of the counter."""
        counter = self._selected
        if counter is None:
            return
        if counter.is_closed:
            self.tell("It was sealed to a key that you had before, and can only be deleted.")
            return

        async def answered(answer: str | None) -> None:
            if answer == "back":
                await self._set_back(counter)
            elif answer == "rename":
                self._rename(counter)
            elif answer == "delete":
                await self.do_delete()

        answers = (
            ("no", "Leave it as it is"),
            ("back", "Begin anew: today is day 1"),
            ("rename", "Change the name"),
            ("delete", "Delete it"),
        )
        text = [("", moods.counted(counter)), ("", moods.KEPT)]
        self.app.push_screen(ChoiceScreen(shown(counter.name), text, answers), answered)

    async def _set_back(self, counter: CounterView) -> None:
        visit = self.visit
        found = await self.ask(
            counters.set_back, visit.actor, visit.key, counter.number, now=visit.now
        )
        if found is not None:
            await self.fill()
            self.tell(moods.set_back(found))

    def _rename(self, counter: CounterView) -> None:
        async def check(typed: str) -> None:
            visit = self.visit
            await call(counters.rename, visit.actor, visit.key, counter.number, typed)

        name = shown(counter.name)
        self.app.push_screen(PromptScreen("Change the name", "", "Name", check, value=name))

    async def do_delete(self) -> None:
        """Throw the selected counter away."""
        counter = self._selected
        if counter is None:
            return

        async def delete() -> None:
            if await self.done(counters.delete, self.visit.actor, counter.number):
                await self.fill()
                self.tell("The counter is gone.")

        says = f"{shown(counter.name)}. It goes for good, with its best run."
        await self.confirm("Delete this counter?", says, "Delete it", delete)


def _right(counter: CounterView) -> str:
    return "" if counter.is_closed else f"day {counter.day:,}"
