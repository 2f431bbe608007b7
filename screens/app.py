"""The app of one session: a stack of screens, and no feature of its own."""

from __future__ import annotations

import contextlib
import logging
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import ANSIToTruecolor
from textual.screen import Screen
from textual.widgets import Input, TextArea

from bbs.bell import AWAY, News, together, told
from bbs.errors import BBSError
from bbs.policy import Action, can
from bbs.sealing import PrivateKey
from bbs.seam import call
from bbs.services import boards, home, notices, preferences, threads
from bbs.services.credentials import Login
from bbs.terminal.display import display
from bbs.terminal.driver import SSHDriver
from bbs.views import PreferenceView
from bbs.visit import Visit
from screens.base import BaseScreen
from screens.places import make
from screens.stylesheet import SharedStylesheet
from screens.widgets.canvas import Canvas

_ALL_READ = "That was all: nothing else is unread on your boards."
_NONE_JOINED = "You have joined no board yet. All boards lists them, and j joins."

_READ_SECONDS = 3.0
_HEAR_SECONDS = 3.0
"""News come no more often than that to one session."""

log = logging.getLogger("bbs.screens")


class _Nowhere:
    """A file that keeps nothing: a session has no standard output."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


class LamplightApp(App[str]):
    """Lamplight, for one person at one terminal."""

    CSS_PATH = str(Path(__file__).parent / "styles" / "lamplight.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [Binding("ctrl+q", "quick_exit", priority=True, show=False)]

    def __init__(self, visit: Visit, driver_class: Callable[..., Driver] | None = None) -> None:
        """Serve `visit`; `driver_class` makes the driver of its terminal."""
        super().__init__(driver_class=driver_class, ansi_color=True)  # type: ignore[arg-type]
        self.visit = visit
        self.stylesheet = SharedStylesheet(variables=self.get_css_variables())
        self._is_leaving = False
        self._news = News()
        self._told_at = self._heard_at = 0.0
        self._is_hearing = self._is_away = False
        self.animation_level = "none"
        # Textual reads the server's own environment here: none of it is the member's.
        self.no_color = False
        self._filters = [ANSIToTruecolor(self.ansi_theme_dark, enabled=False)]
        self.console = Console(
            color_system="truecolor",
            file=_Nowhere(),  # type: ignore[arg-type]
            highlight=False,
            emoji=False,
            legacy_windows=False,
            force_terminal=True,
            _environ={},
        )

    @property
    def face(self) -> str:
        """Rich or lean; who likes plain lines best and wants screens for once gets rich ones."""
        return "lean" if self.visit.preferences.face == "lean" else "rich"

    @property
    def letter_keys(self) -> bool:
        """Whether k and j move."""
        return self.visit.preferences.letter_keys

    @property
    def holds_keys(self) -> bool:
        """Whether what is typed ahead is for a screen that is still to come."""
        top = self.screen_stack[-1] if self.screen_stack else None
        return isinstance(top, BaseScreen) and (top.is_busy or top.is_making)

    async def on_mount(self) -> None:
        """Show the first screen."""
        if self.visit.is_slow():
            self.visit.preferences = replace(self.visit.preferences, face="lean")
            self._show_as_preferred()
        if self.visit.is_member:
            await self.enter(Login(self.visit.actor, self.visit.key, self.visit.came_by))
        elif self.visit.halfway is not None:
            await self.visit_place("code", login=self.visit.halfway)
        elif self.visit.is_signing_up:
            await self.visit_place("signup")
        else:
            await self.visit_place("welcome")

    async def enter(self, login: Login, then: str = "") -> None:
        """Somebody is logged in: go to their home screen, and forget the way here.

        Where `then` names a place, go on to that one.
        """
        self.visit.take(login)
        with contextlib.suppress(BBSError):
            is_slow = self.visit.is_slow()
            self.visit.preferences = await call(preferences.of, login.actor, is_slow=is_slow)
        if self.visit.preferences.face == "plain":
            # They came here from plain lines, and are shown screens this once.
            self.visit.preferences = replace(self.visit.preferences, face="lean")
        self._show_as_preferred()
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.visit_place("home")
        self.visit.bell.listen(self._rung)
        if then:
            await self.visit_place(then)

    @property
    def news_words(self) -> tuple[str, ...]:
        """What the bottom line tells beside the hints, the longest wording first."""
        return AWAY if self._is_away else told(self._news)

    def news_were_seen(self) -> None:
        """Another screen comes: what stood on the bottom line for a while has been read."""
        if time.monotonic() - self._told_at >= _READ_SECONDS:
            self._news = News()

    def _rung(self) -> None:
        # The counts of a busy house don't flicker, and a slow line isn't filled with them.
        if not self._is_hearing:
            self._is_hearing = True
            wait = self._heard_at + _HEAR_SECONDS - time.monotonic()
            if wait > 0:
                self.call_later(self.set_timer, wait, self._hear)
            else:
                self.call_later(self._hear)

    async def _hear(self) -> None:
        """Tell what came, without a word about what: the bottom line, and the counts at home."""
        self._is_hearing, self._heard_at = False, time.monotonic()
        news, top = self.visit.bell.take(), self.screen
        if news is None or self._is_leaving:
            return
        self._is_away = news.is_away or (self._is_away and not news.is_late)
        if news.is_late:
            news = await self._looked_for()
        if told(news):
            self._news, self._told_at = together(self._news, news), self._heard_at
        if isinstance(top, BaseScreen) and top is self.screen and top.is_mounted:
            if self._is_away:
                top.paint_hints()
            else:
                top.show_hints()
                await top.hear(news)

    async def _looked_for(self) -> News:
        """What is new, where news may have been missed; told anew rather than not at all."""
        try:
            glance = await call(home.glance, self.visit.actor, now=self.visit.now)
            answers = await call(notices.answers, self.visit.actor)
        except BBSError:
            return News(is_late=True)
        self._news = News()
        answered = tuple(each.thread_id for each in answers)
        return News(glance.unread_letters, glance.hugs, answered, is_late=True)

    def log_in(self, login: Login, then: str = "") -> None:
        """Take the answer of a log-in.

        Later, in the app's own turn: a screen's worker can't wait for its own screen's end.
        """
        self.call_later(self.enter, login, then)

    async def visit_place(self, name: str, *, in_place: bool = False, **arguments: Any) -> None:
        """Open a screen by its name among the places; `in_place` of the one that is open."""
        if isinstance(self.screen, BaseScreen) and self.screen.came_by == (name, arguments):
            return  # It is open: a key that was pressed twice means one and the same.
        screen = make(name, **arguments)
        screen.came_by = name, arguments
        if in_place and len(self.screen_stack) > 2:
            await self.pop_screen()
        await self.push_screen(screen)

    def make_choice(
        self, head: str, text: Sequence[tuple[str, str]], answers: Iterable[tuple[str, str]]
    ) -> BaseScreen:
        """A question with its answers."""
        return make("choice", head=head, text=text, answers=answers)

    async def open_next_unread(self, after_thread_id: int | None = None) -> None:
        """Open the next unread thread, in place of a thread that is open."""
        top = self.screen
        if not isinstance(top, BaseScreen):
            return
        try:
            found = await call(threads.next_unread, self.visit.actor, after_thread_id)
        except BBSError as error:
            top.tell(error)
            return
        if found is None:
            mine = await call(boards.joined, self.visit.actor)
            top.tell(_ALL_READ if mine else _NONE_JOINED)
        else:
            # Later, in the app's own turn: a screen's handler can't wait for its own screen's end.
            in_place = after_thread_id is not None
            self.call_later(self.visit_place, "thread", in_place=in_place, thread_id=found)

    def tell_after(self, words: str) -> None:
        """Say a sentence on the screen that comes to the top next."""

        def tell() -> None:
            if isinstance(self.screen, BaseScreen):
                self.screen.tell(words)

        self.call_after_refresh(tell)

    def unlock(self, why: str) -> None:
        """Ask for the passphrase, which opens what is sealed; then fill the screen again."""
        top = self.screen
        if not isinstance(top, BaseScreen):
            return

        async def answered(key: PrivateKey | None) -> None:
            if key is None and top.NEEDS_KEY:
                # Later: the prompt is still on its way out, and `top` not on top again.
                self.call_later(top.dismiss)
                return
            top.awaits_key = False
            if key is not None:
                self.visit.key = key
                await top.fill()

        top.awaits_key = True
        self.push_screen(make("unlock", why=why), answered)

    async def change_face(self) -> None:
        """Change between rich and lean, and remember it."""
        face = "lean" if self.face == "rich" else "rich"
        await self.prefer(replace(self.visit.preferences, face=face))

    async def prefer(self, chosen: PreferenceView) -> None:
        """Show it another way from now on; members' choices are kept."""
        is_plain = chosen.face == "plain"
        if not is_plain:  # Else nothing more is shown.
            self.visit.preferences = chosen
            self._show_as_preferred()
        if can(self.visit.actor, Action.CHANGE_OWN):
            try:
                await call(preferences.choose, self.visit.actor, chosen)
            except BBSError as error:
                log.warning("a preference was not kept: %s", type(error).__name__)
        if is_plain:
            await self.go_plain()

    def _show_as_preferred(self) -> None:
        chosen = self.visit.preferences
        is_lean = chosen.face == "lean"
        if is_lean != self.has_class("lean"):
            self.set_class(is_lean, "lean")
            self.refresh_css(animate=False)
        if isinstance(self._driver, SSHDriver):
            self._driver.show_as(chosen.colours, chosen.glyphs, has_meter=chosen.meter)
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    async def keep_all(self) -> None:
        """Keep what was typed on any screen."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, BaseScreen):
                await screen.keep()

    async def leave(self, farewell: str | None = None) -> None:
        """End the session, keeping what was typed; the first farewell holds."""
        if self._is_leaving:
            return
        self._is_leaving = True
        self.visit.bell.listen(None)
        await self.keep_all()
        self.exit(self.visit.farewell if farewell is None else farewell)

    async def go_plain(self) -> None:
        """End the screens: plain lines follow."""
        self.visit.wants_other_face = True
        await self.leave("")

    async def action_quick_exit(self) -> None:
        """Clear screen and scrollback at once, then hang up; nothing is said."""
        if isinstance(self._driver, SSHDriver):
            self._driver.wipe()
        await self.leave("")

    def take_key(self, key: str) -> bool:
        """Let the list or text that has the focus do at once what a key asks for, if it can."""
        top = self.screen_stack[-1] if self.screen_stack else None
        if (
            not isinstance(top, BaseScreen)
            or not self._running
            or not isinstance(top.focused, Canvas)
        ):
            return False
        with self._context():
            return top.focused.take(key)

    def paint_lines(self, canvas: Canvas, rows: Iterable[int]) -> bool:
        """Send lines of a canvas without the compositor; False where only that can tell how."""
        driver, screen = self._driver, canvas.screen
        if (
            not isinstance(driver, SSHDriver)
            or screen is not self.screen
            or screen._layout_required
            or screen._dirty_widgets
            or self._batch_count
        ):
            return False
        place = screen._compositor.visible_widgets.get(canvas)
        if place is None or not place[1].contains_region(place[0]):
            return False
        region = place[0]
        # Textual keeps lines as it painted them last, and these it won't know of.
        canvas._styles_cache.clear()
        strips = {region.y + row: canvas.render_line(row) for row in rows}
        cursor = canvas.real_cursor
        self.cursor_position = cursor
        driver.paint_strips(region.x, region.right, strips, (cursor.x, cursor.y))
        return True

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Hand the compositor's update to the driver, and say where the cursor stands."""
        focused = self.screen.focused if self._screen_stack else None
        if isinstance(focused, Canvas):
            self.cursor_position = focused.real_cursor
        elif isinstance(focused, Input | TextArea):
            self.cursor_position = focused.cursor_screen_offset
        display(self, renderable)

    def _handle_exception(self, error: Exception) -> None:
        """End this session with an apology, and tell nobody what the member was reading."""
        places = [
            f"{Path(frame.filename).name}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)[-4:]
        ]
        log.error("session failed: %s at %s", type(error).__name__, " < ".join(reversed(places)))
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print nothing: what Textual would print shows members' words."""
        self._exit_renderables.clear()

    @property
    def has_failed(self) -> bool:
        """Whether an error ended this session."""
        return self._exception is not None
