"""The mailbox: letters received, and letters sent."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import clock
from bbs.bell import News
from bbs.policy import Action
from bbs.services import letters, sealed
from bbs.views import LetterRow, Page
from screens.base import BaseScreen
from screens.registry import Key
from screens.widgets.lines import Line, fit, justify
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_WIDE = 60
_HANDLE, _PSEUDONYM = 20, 30


class MailboxScreen(BaseScreen):
    """Letters, newest first."""

    NEEDS_KEY = True
    KEYS = (
        Key((), "Enter", "", "open", is_for_row=True),
        Key(("c",), "c", "compose", "write", needs=Action.SEND_LETTER),
        Key(("tab",), "Tab", "other_box", "inbox or sent"),
        Key(("d",), "d", "delete", "delete", needs=Action.DELETE_LETTER, is_for_row=True),
    )
    _is_incoming = True

    def body(self) -> ComposeResult:
        """What sealing does, and one list."""
        yield Static(Content("\n".join(sealed.PROTECTS)), id="lead", markup=False)
        yield RowList(self._provide, self._draw, empty="No letters here yet.", id="main")

    async def _provide(self, **where: Any) -> Page[LetterRow] | None:
        return await self.ask(
            letters.listing,
            self.visit.actor,
            self.visit.key,
            is_incoming=self._is_incoming,
            **where,
        )

    def _draw(self, row: LetterRow, width: int) -> Line:
        mark = ("  " if row.is_read else "* ", "unread")
        day = clock.days_ago((self.visit.now.date() - row.day).days)
        name = shown(row.handle)
        # A pseudonym is told by all of it, and may be longer than a handle.
        size = max(_HANDLE, min(len(name), _PSEUDONYM)) if width >= _WIDE else 12
        look = "" if row.is_read else "unread"
        handle = (fit(name, size) + " ", look)
        subject = (shown(row.subject), look)
        right = ((f"{day:>12}", ""),) if width >= _WIDE else ()
        return justify((mark, handle, subject), right, width)

    async def fill(self) -> None:
        """Show the letters as they are now."""
        self.head("Mailbox: received" if self._is_incoming else "Mailbox: sent")
        main = self.query_one("#main", RowList)
        number = main.selected.number if isinstance(main.selected, LetterRow) else 0
        await main.load(keep=lambda row: row.number == number)

    async def hear(self, news: News) -> None:
        """Show the letter that came."""
        if (news.letters or news.is_late) and not (self.is_making or self.awaits_key):
            await self.fill()

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the letter."""
        assert isinstance(message.row, LetterRow)
        await self.lamp.visit_place("letter", number=message.row.number)

    async def do_compose(self) -> None:
        """Write a letter."""
        await self.lamp.visit_place("editor", kind="letter", target="")

    async def do_other_box(self) -> None:
        """Change between received and sent."""
        self._is_incoming = not self._is_incoming
        await self.fill()

    async def do_delete(self) -> None:
        """Throw one's own copy of the selected letter away."""
        row = self.query_one("#main", RowList).selected
        if not isinstance(row, LetterRow):
            return

        async def delete() -> None:
            if await self.done(letters.delete, self.visit.actor, row.number):
                await self.fill()
                self.tell("Your copy is gone. The other side keeps theirs.")

        says = (
            f"Letter: {shown(row.subject)}. Your copy goes for good; the other side keeps theirs."
        )
        await self.confirm("Delete this letter?", says, "Delete my copy", delete)
