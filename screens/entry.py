"""One entry of the journal, and the ways in which a copy of it goes to others."""

from __future__ import annotations

from textual.app import ComposeResult

from bbs import clock
from bbs.policy import Action
from bbs.seam import call
from bbs.services import boards, drafts, journal, letters
from bbs.views import EntryView
from screens.choice import ChoiceScreen
from screens.prompt import PromptScreen
from screens.reading import ReadingScreen
from screens.registry import Key
from screens.widgets.lines import Line, justify
from screens.widgets.reader import Block, Reader
from screens.widgets.usertext import shown

_SHARING = (
    "The entry itself stays yours alone. A copy goes out, which you can change before you send it: "
    "as a letter it is sealed to who receives it, and on a board all its readers see it."
)
_WAITS = (
    "A draft waits there already. Send it or throw it away first: see Drafts on the home screen."
)


class EntryScreen(ReadingScreen):
    """Reads an entry; changes it, deletes it, or sends a copy of it."""

    NEEDS_KEY = True
    KEYS = (
        Key(("e",), "e", "edit", "edit", needs=Action.KEEP_JOURNAL),
        Key(("d",), "d", "delete", "delete", needs=Action.KEEP_JOURNAL),
        Key(("l",), "l", "more", "share", "Send a copy as a letter, or post one to a board."),
    )

    def __init__(self, number: int) -> None:
        """Read the entry with that number of one's own journal."""
        super().__init__()
        self._number = number
        self._entry: EntryView | None = None

    def body(self) -> ComposeResult:
        """The entry's text."""
        yield Reader(self._load, id="main")

    async def _load(self, first: int, count: int) -> tuple[Block, ...]:
        entry = self._entry
        if entry is None or first > 1:
            return ()
        return (
            Block(1, lambda width: self._line(entry, width), shown(entry.body, multiline=True)),
        )

    def _line(self, entry: EntryView, width: int) -> Line:
        if entry.is_closed:
            return ()
        day = f"{entry.written_at:%A} {entry.written_at.day} {entry.written_at:%B %Y}"
        age = clock.ago(entry.written_at, self.visit.now)
        changed = ", changed since" if entry.is_changed else ""
        return justify(((f"{day}{changed}", "handle"),), ((age, "dim"),), width)

    async def fill(self) -> None:
        """Open the entry."""
        self._entry = await self.ask(journal.read, self.visit.actor, self.visit.key, self._number)
        if self._entry is not None:
            title = shown(self._entry.title)
            self.head(f"Journal: {title}" if title else "Journal")
            await self.query_one("#main", Reader).open()

    def _open_entry(self) -> EntryView | None:
        entry = self._entry
        if entry is not None and entry.is_closed:
            self.tell(journal.CLOSED)
            return None
        return entry

    async def do_edit(self) -> None:
        """Change it."""
        if (entry := self._open_entry()) is not None:
            target, title = str(self._number), entry.title
            await self.lamp.visit_place(
                "editor", kind="journal-edit", target=target, title=title, quote=entry.body
            )

    async def do_delete(self) -> None:
        """Throw it away."""

        async def delete() -> None:
            if await self.done(journal.delete, self.visit.actor, self._number):
                self.dismiss()
                self.lamp.tell_after("The entry is gone.")

        await self.confirm("Delete this entry?", "It goes for good.", "Delete it", delete)

    async def do_more(self) -> None:
        """Ask where a copy is to go."""
        if self._open_entry() is None:
            return
        mine = await self.ask(boards.joined, self.visit.actor) or ()

        async def answered(answer: str | None) -> None:
            if answer == "letter":
                self._ask_whom()
            elif answer not in (None, "no"):
                await self._go_out("thread", str(answer))

        to_boards = [(board.slug, f"Post a copy to {board.name}") for board in mine]
        answers = [
            ("no", "Nothing"),
            ("letter", "Send a copy as a letter, to a friend"),
            *to_boards,
        ]
        self.app.push_screen(ChoiceScreen("Share a copy", [("", _SHARING)], answers), answered)

    def _ask_whom(self) -> None:
        async def check(typed: str) -> None:
            await call(letters.check_recipient, self.visit.actor, typed.strip())

        async def answered(typed: str | None) -> None:
            if typed is not None:
                await self._go_out("letter", typed.strip())

        says = "A copy is sealed to them, and theirs to keep. You can change it before it goes."
        self.app.push_screen(PromptScreen("Share by letter", says, "Handle", check), answered)

    async def _go_out(self, kind: str, target: str) -> None:
        """Open the editor with a copy, where nothing else was begun for that place."""
        entry = self._open_entry()
        waits = await self.ask(drafts.exists, self.visit.actor, kind, target)
        if entry is None or waits is None:
            return
        if waits:
            self.tell(_WAITS)
            return
        # Later, in the app's own turn: the question is still on its way out.
        self.app.call_later(
            self.lamp.visit_place, "editor", kind=kind, target=target, title=entry.title,
            quote=entry.body,
        )  # fmt: skip
