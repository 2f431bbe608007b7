"""One's live sessions."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs.clock import ago
from bbs.services import sessions
from bbs.views import SessionView
from screens.base import BaseScreen
from screens.items import BLANK, Item, counted_all, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class SessionsScreen(BaseScreen):
    """See where one is logged in, and end it."""

    HEAD = "Sessions"
    KEYS = (Key(("d",), "d", "end", "end it", is_for_row=True),)

    def body(self) -> ComposeResult:
        """What is kept of a session, and the list."""
        says = "Where you are logged in now. From where is not kept, so nobody can see it."
        yield Static(Content(says), id="lead", markup=False)
        yield menu(self._items, empty="No session is known.")

    async def fill(self) -> None:
        """Show the sessions as they are now."""
        await self.query_one("#main", RowList).load()

    async def _items(self) -> Iterable[Item] | None:
        visit = self.visit
        found = await self.ask(sessions.own, visit.actor, visit.live, visit.session_id)
        if found is None:
            return None
        rows = [self._row(each) for each in found]
        if any(not each.is_this for each in found):
            rows += [BLANK, Item("End all but this one", "end_others")]
        if visit.news is not None and (logins := visit.news.seen[0]):
            # Who came in and left again was told of their own log-in; the sum they can't hide.
            words = counted_all(logins, "log-in", "log-ins")
            rows += [BLANK, Item(f"{words} by your handle so far.", look="dim")]
        return rows

    def _row(self, session: SessionView) -> Item:
        since = "this one" if session.is_this else ago(session.since, self.visit.now)
        words = f"{session.face}, by {shown(session.came_by)}"
        return Item(words, "end", right=since, value=session)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """End what was chosen, after a question."""
        assert isinstance(message.row, Item)
        await getattr(self, f"do_{message.row.does}")()

    async def do_end(self) -> None:
        """End the selected session; this very one by logging out."""
        item = self.query_one("#main", RowList).selected
        if not isinstance(item, Item) or not isinstance(item.value, SessionView):
            return
        if item.value.is_this:
            self.tell("This is the session that you sit at. Log out from the home screen.")
            return
        session_id = item.value.id

        async def end() -> None:
            if await self.done(sessions.end, self.visit.actor, self.visit.live, session_id):
                await self.fill()
                self.tell("It is ended. What was being written there is kept as a draft.")

        says = "It is hung up on with a sentence. A draft that is being written is kept."
        await self.confirm("End this session?", says, "End it", end)

    async def do_end_others(self) -> None:
        """End all but this one."""

        async def end() -> None:
            visit = self.visit
            if await self.done(sessions.end_others, visit.actor, visit.live, visit.session_id):
                await self.fill()
                self.tell("This is your only session now.")

        says = "All others are hung up on with a sentence. Drafts are kept."
        await self.confirm("End the others?", says, "End them", end)
