"""Home: what is new, one's boards, and the way to everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual.app import ComposeResult

from bbs.bell import News
from bbs.services import arrivals, home
from bbs.services.boards import COUNT_LIMIT
from bbs.views import HomeView
from screens.base import BaseScreen
from screens.items import BLANK, Item, counted_all, heading, menu
from screens.leaving import ask_to_leave
from screens.registry import Key
from screens.widgets.rowlist import RowList


def _has_news(glance: HomeView) -> bool:
    return bool(
        any(board.unread for board in glance.boards)
        or glance.unread_letters
        or glance.answers
        or glance.hugs
        or glance.friend_requests
    )


def counted(number: int, one: str, many: str) -> str:
    """`1 letter`, `12 letters`, and `99+ letters` where counting stopped."""
    shown = f"{COUNT_LIMIT - 1}+" if number >= COUNT_LIMIT else str(number)
    return f"{shown} {one if number == 1 else many}"


_DOOR = {
    "logins": (
        "Log-ins",
        "This many times somebody came in by your handle since you last saw your home screen, "
        "this session left out: by your passphrase, a key, a command or files. If these were not "
        "all you, change your passphrase, look over your SSH keys and end the other sessions, all "
        "in the settings.",
    ),
    "wrong": (
        "Wrong passphrases",
        "Anybody who knows your handle can guess, and you may have mistyped yourself. Nobody is "
        "locked out by that; each try takes time. A long passphrase is your safety.",
    ),
    "codes": (
        "Wrong codes after your passphrase",
        "Somebody gave your right passphrase and then a wrong code. If that was not you, change "
        "your passphrase now.",
    ),
}
_NOT_KEPT = ("", "When and from where it was, we don't keep.")


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
        glance = await self.ask(home.glance, self.visit.actor, now=self.visit.now)
        seen = None if self.visit.news is None else self.visit.news.seen
        news = await self.ask(arrivals.tell, self.visit.actor, seen)
        if news is not None:
            self.visit.hear(news)
        return None if glance is None else [*self._door(), *self._rows(glance)]

    async def hear(self, news: News) -> None:
        """Let the counts move."""
        if not (self.is_making or self.awaits_key):
            await self.fill()

    def _door(self) -> Iterable[Item]:
        """What happened at the member's door since they were here."""
        news = self.visit.news
        if news is None:
            return
        if news.logins:
            words = counted_all(news.logins, "log-in", "log-ins")
            yield Item(f"Since you were last here: {words}", "arrivals", look="unread")
        if news.wrong:
            words = counted_all(news.wrong, "wrong passphrase was", "wrong passphrases were")
            yield Item(f"{words} tried", "arrivals", look="unread", value="wrong")
        if news.codes:
            words = counted_all(news.codes, "wrong code", "wrong codes")
            yield Item(f"{words} after your passphrase", "arrivals", look="unread", value="codes")

    def _rows(self, glance: HomeView) -> Iterable[Item]:
        unread = sum(board.unread for board in glance.boards)
        if unread:
            words = counted(min(unread, COUNT_LIMIT), "thread with news", "threads with news")
            yield Item(words, "next_unread", right="n", look="unread")
        if glance.unread_letters:
            words = counted(glance.unread_letters, "unread letter", "unread letters")
            yield Item(words, "mailbox", right="m", look="unread", value="news")
        if glance.answers:
            words = counted(glance.answers, "answer", "answers")
            where = counted(glance.answered_threads, "thread", "threads")
            yield Item(f"{words} in {where}", "notices", look="unread", value="answers")
        if glance.hugs:
            words = counted(glance.hugs, "hug", "hugs")
            yield Item(f"{words} for you", "notices", look="unread", value="hugs")
        if glance.friend_requests:
            words = counted(glance.friend_requests, "asks", "ask")
            yield Item(f"{words} to be your friend", "friends", look="unread")
        if glance.waiting:
            words = counted(glance.waiting, "waits", "wait")
            yield Item(f"{words} for a first reply", "waiting")
        if glance.drafts:
            words = counted(glance.drafts, "draft waits", "drafts wait")
            yield Item(f"{words} to be finished", "drafts", look="unread")
        if glance.is_new:
            yield Item("Welcome. Choose a board or two to begin with:")
        else:
            if not _has_news(glance):
                nothing = "" if glance.drafts or glance.waiting else " Nothing waits for you."
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
        if glance.has_checked_in is not None:
            done = "done" if glance.has_checked_in else "t"
            yield Item("Today's check-in", "checkin", right=done)
            yield Item("Journal", "journal", right="y")
        yield Item("All boards", "boards")
        yield Item("Search", "search", right="/")
        yield Item("Bookmarks", "bookmarks")
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

    async def do_bookmarks(self) -> None:
        """See one's bookmarks."""
        await self.lamp.visit_place("bookmarks")

    async def do_waiting(self) -> None:
        """See who waits for a first reply."""
        await self.lamp.visit_place("waiting")

    async def do_friends(self) -> None:
        """See one's friends."""
        await self.lamp.visit_place("friends")

    async def do_notices(self) -> None:
        """See answers and hugs."""
        await self.lamp.visit_place("notices")

    async def do_drafts(self) -> None:
        """See one's drafts."""
        await self.lamp.visit_place("drafts")

    async def do_arrivals(self) -> None:
        """Explain what happened at the door; then it was looked at."""
        news = self.visit.news
        if news is not None:
            texts = [text for name, text in _DOOR.items() if getattr(news, name)]
            self.visit.news = replace(news, logins=0, wrong=0, codes=0)
            await self.lamp.visit_place("page", head="At your door", texts=[*texts, _NOT_KEPT])

    async def do_back(self) -> None:
        """Ask whether to log out."""
        ask_to_leave(self, "Log out?", "Log out")
