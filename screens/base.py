"""What all screens share: head, notice, hints, keys, and how errors are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from bbs.bell import News
from bbs.errors import BBSError, Locked
from bbs.policy import Action, can, why_not
from bbs.seam import call
from bbs.visit import Visit
from screens.registry import EVERYWHERE, MORE_ROWS, Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import UserText

if TYPE_CHECKING:
    from screens.app import LamplightApp

Args = ParamSpec("Args")
Result = TypeVar("Result")


_FILLING = 1.0
"""Seconds."""


_GAP = 2
"""Blanks between hints."""


def _width(key: Key) -> int:
    return len(key.shown) + 1 + len(key.label) + _GAP


class HintLine(Static):
    """The keys that do most here, on the bottom line."""

    _shown: tuple[str, Sequence[tuple[str, str]]] | None = None

    def show(self, keys: list[Key], width: int, news: Sequence[str] = ()) -> None:
        """Show as many hints as fit, in their order; the vital ones always.

        Before them stand news, in the first of the given wordings that leaves room for those.
        """
        # The blanks behind the last one need no room.
        room = width + _GAP - sum(_width(key) for key in keys if key.is_vital)
        told = next((words for words in news if cell_len(words) + _GAP <= room), "")
        if told:
            room -= cell_len(told) + _GAP
        kept: list[Key] = []
        for key in keys:
            if not key.is_vital:
                room -= _width(key)
            if key.is_vital or room >= 0:
                kept.append(key)
        shown = [(key.shown, key.label) for key in kept]
        if (told, shown) == self._shown:
            return
        self._shown = told, shown
        parts = [part for name, label in shown for part in ((name, "bold"), f" {label}  ")]
        if told:
            parts.insert(0, (f"{told}  ", "reverse"))
        self.update(Content.assemble(*parts))


class BaseScreen(Screen[Any]):
    """A screen of Lamplight: its keys are a table, its errors are sentences."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    HEAD: ClassVar[str] = ""
    AUTO_FOCUS = "#main"
    TRAVELS: ClassVar[bool] = True
    """Whether keys may lead elsewhere from here; a question wants an answer first."""
    HAS_TEXT: ClassVar[bool] = False
    """Whether letters belong to a text field."""
    WITHOUT: ClassVar[tuple[str, ...]] = ()
    """What keys do everywhere, and would do nothing here: they are neither keys nor hints."""
    NEEDS_KEY: ClassVar[bool] = False
    """Whether there is nothing to show without the key to what is sealed."""
    awaits_key = False
    """Whether it has asked for that key, and not heard yet."""
    _has_notice = False
    is_making = True
    """Whether it is yet to be filled for the first time, so that keys must wait for it."""
    is_busy = False
    """Whether another screen is about to come, so that keys must wait for it."""
    board_slug = ""
    """The board that the screen is about, if it is about one."""
    came_by: tuple[str, dict[str, Any]] | None = None
    """The place that this is, and what it was made with."""

    @property
    def visit(self) -> Visit:
        """Who sits here."""
        return self.lamp.visit

    @property
    def lamp(self) -> LamplightApp:
        """The app, as what it is."""
        from screens.app import LamplightApp

        return cast(LamplightApp, self.app)

    def compose(self) -> ComposeResult:
        """Head, the screen's own part, notice, hints."""
        yield UserText(self.HEAD, id="head")
        with Vertical(id="body"):
            yield from self.body()
        yield Static("", id="notice", markup=False)
        yield HintLine("", id="hints", markup=False)

    def body(self) -> ComposeResult:
        """The screen's own widgets; the one to be focused has the id `main`."""
        raise NotImplementedError
        yield

    async def fill(self) -> None:
        """Load what the screen shows: when it comes to the top, and comes back to it."""

    async def on_screen_resume(self) -> None:
        """Show what has changed meanwhile."""
        self.lamp.news_were_seen()
        self.show_hints()
        if self.awaits_key:
            return
        # Where filling takes long (the database is busy), keys wait no longer than this.
        self.set_timer(_FILLING, self._end_making)
        try:
            await self.fill()
        finally:
            self._end_making()

    def _end_making(self) -> None:
        self.is_making = False

    def on_resize(self, event: events.Resize) -> None:
        """Fit the hints anew; sizes that are no more are passed over.

        Textual answers every size with another event: two of them in one queue would answer each
        other for ever, and the loop, which is everybody's, would never come to anything else.
        """
        if event.size != self.app.size:
            event.stop()
            event.prevent_default()
        elif self.is_mounted:
            self.show_hints()

    def on_row_list_sight_changed(self) -> None:
        """The hints depend on whether there are rows, and more below."""
        if self.is_mounted:
            self.show_hints()

    def head(self, words: str) -> None:
        """Change the head."""
        self.query_one("#head", UserText).show(words)

    def tell(self, told: str | BBSError) -> None:
        """Say a sentence above the hints; it goes with the next key."""
        words = told.message if isinstance(told, BBSError) else told
        notice = self.query_one("#notice", Static)
        notice.update(Content(words))
        notice.display = self._has_notice = bool(words)

    async def ask(
        self, service: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Result | None:
        """Call a service; None where it raised, which the person is told.

        Where letters are still sealed it asks for the passphrase, and calls again.
        """
        try:
            return await call(service, *args, **kwargs)
        except Locked as error:
            self.lamp.unlock(error.message)
        except BBSError as error:
            self.tell(error)
        return None

    async def done(
        self, service: Callable[Args, object], *args: Args.args, **kwargs: Args.kwargs
    ) -> bool:
        """Call a service for what it does; whether it did, for if not the person was told."""

        def do() -> bool:
            service(*args, **kwargs)
            return True

        do.pool = getattr(service, "pool", "db")  # type: ignore[attr-defined]
        return await self.ask(do) is not None

    def own_keys(self) -> tuple[Key, ...]:
        """The screen's own keys as things stand now."""
        return self.KEYS

    def keys(self) -> list[Key]:
        """All keys that work here, one's own first."""
        own = [key for key in self.own_keys() if self._may(key)]
        taken = {key.does for key in own} | set(self.WITHOUT)
        others = [key for key in EVERYWHERE if self._may(key) and key.does not in taken]
        if not self.TRAVELS:
            others = [key for key in others if not key.is_travel]
        if self.HAS_TEXT:
            others = [key.where_letters_are_text() for key in others if key.in_text]
        return own + others

    def _may(self, key: Key) -> bool:
        # Only what depends on the person: hiding a key is courtesy, the service checks.
        if key.needs in (None, Action.EDIT_POST, Action.DELETE_POST):
            return not self.visit.actor.is_reading or key.needs is None
        return can(self.visit.actor, cast(Action, key.needs))

    def show_hints(self) -> None:
        """Write the bottom line."""
        hints = [key for key in self.keys() if key.is_hint]
        for main in self.query("#main").results(RowList):
            if main.is_empty:
                hints = [key for key in hints if not key.is_for_row]
            if main.is_below_sight:
                hints.insert(0, MORE_ROWS)
        line = self.query_one("#hints", HintLine)
        line.show(hints, self.app.size.width - 2, self.lamp.news_words)

    def paint_hints(self) -> None:
        """Send the bottom line at once, also while this screen waits for what was asked of it."""
        self.show_hints()
        self._dirty_widgets.add(self.query_one("#hints", HintLine))
        self._on_timer_update()

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close this screen, once: Textual would close the one below the second time."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    async def on_key(self, event: events.Key) -> None:
        """Do what the key says, unless a text field has taken it."""
        name = event.key
        if self.app.screen is not self:
            # Typed ahead, while the next screen was being made: it is meant for that one.
            event.stop()
            self.app.post_message(events.Key(name, event.character))
            return
        for key in self.keys():
            if name in key.keys:
                event.stop()
                event.prevent_default()
                self.tell("")
                await getattr(self, f"do_{key.does}")()
                return
        self.hush()
        self._tell_why_not(name)

    def _tell_why_not(self, name: str) -> None:
        """A key that others may use does not just do nothing."""
        if self.HAS_TEXT or not self.TRAVELS:
            return
        for key in (*self.own_keys(), *EVERYWHERE):
            if name in key.keys and key.needs is not None and not self._may(key):
                self.tell(why_not(self.visit.actor, key.needs) or "")
                return

    def hush(self) -> None:
        """Take away what was said: the next key was pressed."""
        if self._has_notice:
            self.tell("")

    async def confirm(self, head: str, says: str, yes: str, do: Callable[[], Any]) -> None:
        """Ask before something goes for good; `do` is awaited after `yes` only."""

        async def answered(answer: str | None) -> None:
            if answer == "yes":
                await do()

        answers = (("no", "No, leave it as it is"), ("yes", yes))
        ask = self.lamp.make_choice(head, [("", says)], answers)
        self.app.push_screen(ask, answered)

    async def do_back(self) -> None:
        """Leave this screen."""
        self.dismiss()

    async def do_help(self) -> None:
        """Show all keys that work here."""
        await self.lamp.visit_place("help", keys=self.keys())

    async def do_crisis(self) -> None:
        """Show the lines to reach a person now."""
        await self.lamp.visit_place("crisis")

    async def do_resources(self) -> None:
        """Show information and resources."""
        await self.lamp.visit_place("resources")

    async def do_search(self) -> None:
        """Find posts by their words, on the board where one is first of all."""
        await self.lamp.visit_place("search", slug=self.board_slug)

    async def do_mailbox(self) -> None:
        """Open the mailbox."""
        await self.lamp.visit_place("mailbox")

    async def do_checkin(self) -> None:
        """Open today's check-in."""
        await self.lamp.visit_place("checkin")

    async def do_journal(self) -> None:
        """Open the journal."""
        await self.lamp.visit_place("journal")

    async def do_settings(self) -> None:
        """Open the settings."""
        await self.lamp.visit_place("settings")

    async def do_next_unread(self) -> None:
        """Open the next unread thread."""
        await self.lamp.open_next_unread()

    async def do_face(self) -> None:
        """Change between rich and lean."""
        await self.lamp.change_face()

    async def do_quick_exit(self) -> None:
        """Clear everything and hang up."""
        await self.lamp.action_quick_exit()

    async def hear(self, news: News) -> None:
        """News came while this screen is on top; the bottom line says it in any case."""

    async def keep(self) -> None:
        """Keep what was typed: the line dropped, or the server stops."""


def main_widget(screen: BaseScreen, kind: type[Widget]) -> Any:
    """The screen's main widget."""
    return screen.query_one("#main", kind)
