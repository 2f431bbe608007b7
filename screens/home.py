"""Home: what is new, one's boards, and the way to everything else."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.services import home
from bbs.services.boards import COUNT_LIMIT
from bbs.views import HomeView
from screens.base import BaseScreen
from screens.items import BLANK, Item, heading, menu
from screens.leaving import ask_to_leave
from screens.registry import Key
from screens.widgets.rowlist import RowList


def counted(number: int, one: str, many: str) -> str:
    """`1 letter`, `12 letters`, and `99+ letters` where counting stopped."""
    shown = f"{COUNT_LIMIT - 1}+" if number >= COUNT_LIMIT else str(number)
    return f"{shown} {one if number == 1 else many}"


class HomeScreen(BaseScreen):
    """What waits for a member."""

    KEYS = (
        Key(("n",), "n", "next_unread", "next unread"),
        Key(("m",), "m", "mailbox", "mailbox"),
        Key(("escape", "q", "left"), "Esc", "back", "log out"),
    )

    def body(self) -> ComposeResult:
        """One menu."""
        yield menu(self._items)

    async def fill(self) -> None:
        """Show what is new, and stay on the row that was chosen."""
        self.head(f"Lamplight - {self.visit.actor.handle}")
        main = self.query_one("#main", RowList)
        chosen = main.selected
        value = (chosen.does, chosen.value) if isinstance(chosen, Item) else None
        await main.load(keep=lambda item: (item.does, item.value) == value)

    async def _items(self) -> Iterable[Item] | None:
        glance = await self.ask(home.glance, self.visit.actor)
        return None if glance is None else list(self._rows(glance))

    def _rows(self, glance: HomeView) -> Iterable[Item]:
        unread = sum(board.unread for board in glance.boards)
        if unread:
            words = counted(min(unread, COUNT_LIMIT), "thread with news", "threads with news")
            yield Item(words, "next_unread", right="n", look="unread")
        if glance.unread_letters:
            words = counted(glance.unread_letters, "unread letter", "unread letters")
            yield Item(words, "mailbox", right="m", look="unread", value="news")
        if glance.drafts:
            words = counted(glance.drafts, "draft waits", "drafts wait")
            yield Item(f"{words} to be finished", "drafts", look="unread")
        if glance.is_new:
            yield Item("Welcome. Choose a board or two to begin with:")
        else:
            if not (unread or glance.unread_letters):
                nothing = "" if glance.drafts else " Nothing waits for you."
                yield Item(f"All is read.{nothing}", look="dim")
            yield BLANK
            yield heading("Your boards")
        for board in glance.boards:
            news = counted(board.unread, "new", "new") if board.unread else ""
            yield Item(
                board.name,
                "board",
                right=news,
                look="unread" if board.unread else "",
                value=board.slug,
            )
        if not glance.is_new:
            yield BLANK
        yield Item("All boards", "boards")
        yield Item("Mailbox", "mailbox", right="m")
        yield Item("Information and resources", "resources", right="i")
        yield Item("Crisis help", "crisis", right="!")
        yield Item("Settings", "settings", right="s")
        yield Item("Log out", "back", right="Esc")

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Go where the row leads."""
        item = message.row
        assert isinstance(item, Item)
        if item.does == "board":
            await self.lamp.visit_place("threads", slug=item.value)
        else:
            await getattr(self, f"do_{item.does}")()

    async def do_boards(self) -> None:
        """See all boards."""
        await self.lamp.visit_place("boards")

    async def do_drafts(self) -> None:
        """See one's drafts."""
        await self.lamp.visit_place("drafts")

    async def do_back(self) -> None:
        """Ask whether to log out."""
        ask_to_leave(self, "Log out?", "Log out")
