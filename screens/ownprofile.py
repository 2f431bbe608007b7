"""One's own profile: the lines, the boards that it names, the season of joining."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.services import boards, profiles
from screens.base import BaseScreen
from screens.items import BLANK, Item, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class OwnProfileScreen(BaseScreen):
    """What every member may read of oneself; at first it is empty."""

    HEAD = "Your profile"
    KEYS = (Key((), "Enter", "", "change", is_for_row=True),)

    def body(self) -> ComposeResult:
        """One menu."""
        yield menu(self._items)

    async def fill(self) -> None:
        """Show what stands in it."""
        main = self.query_one("#main", RowList)
        does = main.selected.does if isinstance(main.selected, Item) else None
        await main.load(keep=lambda item: item.does == does)

    async def _items(self) -> Iterable[Item] | None:
        actor = self.visit.actor
        found = await self.ask(profiles.of, actor, actor.handle)
        if found is None:
            return None
        words = shown(" ".join(found.body.split()))
        named = ", ".join(found.board_names)
        return (
            Item("A few lines" + (f": {words}" if words else ""), "lines", value=found.body),
            Item("Boards" + (f": {named}" if named else ""), "boards"),
            Item("In which season you joined", "season", found.season or "not shown",
                 value=bool(found.season)),
            BLANK,
            Item("See it as others do", "look"),
        )  # fmt: skip

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Change it."""
        item = message.row
        assert isinstance(item, Item)
        actor = self.visit.actor
        if item.does == "lines":
            await self.lamp.visit_place(
                "editor", kind="profile", target=actor.handle, quote=item.value
            )
        elif item.does == "boards":
            await self.lamp.visit_place("profileboards")
        elif item.does == "season":
            if await self.done(profiles.show_season, actor, not item.value):
                await self.fill()
        else:
            await self.lamp.visit_place("profile", handle=actor.handle)


class ProfileBoardsScreen(BaseScreen):
    """Choose the boards that one's profile names; none is named by itself."""

    HEAD = "Boards in your profile"
    KEYS = (Key((), "Enter", "", "name or not", is_for_row=True),)

    def __init__(self) -> None:
        super().__init__()
        self._named: list[str] = []

    def body(self) -> ComposeResult:
        """One list."""
        yield menu(self._items)

    async def fill(self) -> None:
        """Show which are named."""
        main = self.query_one("#main", RowList)
        slug = main.selected.value if isinstance(main.selected, Item) else None
        await main.load(keep=lambda item: item.value == slug)

    async def _items(self) -> Iterable[Item] | None:
        actor = self.visit.actor
        found = await self.ask(profiles.of, actor, actor.handle)
        every = await self.ask(boards.listing, actor)
        if found is None or every is None:
            return None
        self._named = list(found.boards)
        # One's own first: they are the likeliest.
        ordered = sorted(every, key=lambda board: not board.is_joined)
        return [
            Item(
                board.name, "board", "named" if board.slug in self._named else "", value=board.slug
            )
            for board in ordered
        ]

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Name it, or name it no more."""
        assert isinstance(message.row, Item)
        slug = message.row.value
        left = [each for each in self._named if each != slug]
        wanted = left if slug in self._named else [*left, slug]
        if await self.done(profiles.name_boards, self.visit.actor, wanted):
            await self.fill()
