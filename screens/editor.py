"""Writing: a post, a letter, an entry of the journal; the draft is kept meanwhile."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from bbs import content
from bbs.clock import ago
from bbs.errors import BBSError, Invalid, KeyChanged, Locked
from bbs.seam import call
from bbs.services import (
    checkins,
    drafts,
    holding,
    journal,
    letters,
    posts,
    profiles,
    threads,
)
from bbs.views import DraftView
from screens.card import WritersCard
from screens.choice import ChoiceScreen
from screens.registry import Key
from screens.warned import WarnedScreen
from screens.whose import Naming, WhoseLine
from screens.widgets.textfields import BodyField, LineField

_DRAFT_SECONDS = 2
_SENT = {
    "thread": "Your thread is posted.",
    "reply": "Your answer is posted.",
    "edit": "Your post is changed.",
    "letter": "Your letter is sent.",
    "profile": "Your profile is changed.",
    "journal": "It is in your journal.",
    "journal-edit": "The entry is changed.",
    "note": "The note is kept.",
}
_HEADS = {
    "thread": "New thread",
    "reply": "Reply",
    "edit": "Change your post",
    "letter": "Letter",
    "profile": "Your profile",
    "journal": "Journal",
    "journal-edit": "Change the entry",
    "note": "Note of the day",
}
_PRIVATE = ("journal", "journal-edit", "note")
"""What only its writer will ever read."""


class EditorScreen(WarnedScreen):
    """A text being written, for one place: the draft's."""

    HAS_TEXT = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key(("ctrl+s",), "Ctrl+S", "send", "send"),
        Key(("escape",), "Esc", "back", "leave", "Leave: send, keep as a draft, or throw away."),
    )

    def __init__(
        self, kind: str, target: str, title: str = "", quote: str = "", warning: str = ""
    ) -> None:
        """Write for a kind of draft and its target, from `title`, `quote` and `warning` on."""
        super().__init__()
        self.HEAD = _HEADS[kind]  # type: ignore[misc]
        self.kind = kind
        self._target = target
        self._title = title
        self._begun_with = quote
        self._token = secrets.token_hex(16)
        self._timer: Timer | None = None
        self._is_finished = False
        self._is_asked = False
        self._accepts_new_key = False
        self._waits = ""
        """What is said where it is yet to appear."""
        self._is_private = kind in _PRIVATE
        self._naming = Naming(self, kind, target)
        self._card = WritersCard(self, is_private=self._is_private)
        self.warning = self._begun_warning = warning
        self._saved = (title, "" if kind == "reply" else quote, warning)
        self._saved_choice: bool | None = None

    @property
    def _has_title(self) -> bool:
        return self.kind in ("thread", "letter", "journal", "journal-edit") or (
            self.kind == "edit" and bool(self._title)
        )

    def body(self) -> ComposeResult:
        """The fields, the text, and a hint on kindness."""
        if self.kind == "letter":
            with Horizontal(classes="field short"):
                yield Static("To", classes="label", markup=False)
                yield LineField(self._target, "to")
        if self._has_title:
            with Horizontal(classes="field short"):
                label = "Subject" if self.kind == "letter" else "Title"
                yield Static(Content(label), classes="label", markup=False)
                yield LineField(self._title, "title")
        if self._naming.is_wanted:
            yield WhoseLine()
        yield BodyField(self._begun_with, "main")
        hint = _letter_hint(self._target) if self.kind == "letter" else _HINTS.get(self.kind)
        if hint is not None:
            yield Static(Content(hint), id="foot", markup=False)

    def note_warning(self) -> None:
        """Keep it with the draft."""
        self._keep_soon()

    async def fill(self) -> None:
        """Offer the draft that waits for this place; begin where something is missing."""
        if self._is_asked:
            return
        self._is_asked = True
        if self.warning:
            self.show_warning()
        first = self.query("Input")
        missing = [field for field in first.results(Input) if not field.value]
        if missing:
            missing[0].focus()
        else:
            self._area.focus()
            self._area.move_cursor(self._area.document.end)
        await self._naming.learn()
        try:
            draft = await call(
                drafts.find, self.visit.actor, self.visit.key, self.kind, self._target
            )
        except Locked as error:
            # A draft waits for this very place: to write on without it would write over it.
            self._is_asked, self.NEEDS_KEY = False, True  # type: ignore[misc]
            self.lamp.unlock(error.message)
            return
        except BBSError as error:
            self.tell(error)
            return
        if draft is not None:
            self._take(draft)
        else:
            self._naming.ask()

    def own_keys(self) -> tuple[Key, ...]:
        """What is for oneself isn't sent; one's name can be left out where there is a choice."""
        if not self._is_private:
            return (*super().own_keys(), *self._naming.keys)
        leave = "Leave: save, keep as a draft, or throw away."
        return replace(self.KEYS[0], label="save"), replace(self.KEYS[1], explains=leave)

    async def do_name(self) -> None:
        """Write without one's name, or by it."""
        self._naming.change()
        self._keep_soon()

    def _take(self, draft: DraftView) -> None:
        quote = self._begun_with if self.kind == "reply" else ""
        self._area.text = f"{draft.body}\n\n{quote}" if quote else draft.body
        self._area.move_cursor(self._area.document.end)
        for field in self.query("#title").results(Input):
            field.value = draft.title
        self.warning = draft.warning
        self.show_warning()
        self._saved = (draft.title, draft.body, draft.warning)
        self._saved_choice = draft.without_name
        self._naming.take(draft.without_name)
        self.tell(f"This is your draft from {ago(draft.saved_at, self.visit.now)}.")

    async def on_input_blurred(self, event: Input.Blurred) -> None:
        """Offer the draft that waits for whom this letter is to."""
        if event.input.id == "to":
            self.query_one("#foot", Static).update(Content(_letter_hint(event.value)))
        is_empty = not self._area.text and not self._value("title")
        if event.input.id == "to" and is_empty and event.value.strip():
            try:
                draft = await call(
                    drafts.find, self.visit.actor, self.visit.key, "letter", event.value.strip()
                )
            except BBSError:
                return  # No draft can be opened: then it is begun anew.
            if draft is not None:
                self._target = draft.target
                self._take(draft)

    @property
    def _area(self) -> TextArea:
        return self.query_one("#main", TextArea)

    def _value(self, name: str) -> str:
        return next((field.value for field in self.query(f"#{name}").results(Input)), "")

    def on_text_area_changed(self) -> None:
        """Keep the draft two seconds after the last key."""
        self._keep_soon()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the draft two seconds after the last key."""
        self._keep_soon()

    def _keep_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self._is_asked and not self._is_finished:
            self._timer = self.set_timer(_DRAFT_SECONDS, self.keep)

    def on_body_field_too_long(self, message: BodyField.TooLong) -> None:
        """Say that a paste was not taken."""
        self.tell(message.said)

    @property
    def _is_only_quote(self) -> bool:
        """Whether nothing stands there but the quote that it was begun with."""
        quote = self._begun_with.strip() if self.kind == "reply" else ""
        return bool(quote) and self._area.text.strip() == quote

    async def keep(self) -> None:
        """Keep what was written so far as a draft, if it changed."""
        if self._is_finished or not self._is_asked:
            return
        # Another's words alone are no draft: they stand in the thread.
        body = "" if self._is_only_quote else self._area.text
        now = (self._value("title"), body, self.warning)
        target = self._value("to").strip() or self._target
        choice = self._naming.chosen
        is_same = target == self._target and choice == self._saved_choice
        if now == self._saved and (is_same or not any(now)):
            return
        kept = await self.done(
            drafts.keep, self.visit.actor, self.kind, target, now[0], body,
            without_name=choice, warning=self.warning, now=self.visit.now,
        )  # fmt: skip
        if kept:
            if target != self._target:
                await self.done(drafts.drop, self.visit.actor, self.kind, self._target)
                self._target = target
            self._saved, self._saved_choice = now, choice

    async def do_send(self) -> None:
        """Send it; where that can't be done, everything stays as it is."""
        if self._is_finished:
            return
        send: Callable[[], bool] = getattr(self, f"_send_{self.kind.replace('-', '_')}")
        # Whatever is asked for on the way, the draft is safe first.
        await self.keep()
        written = f"{self._value('title')}\n\n{self.warning}\n\n{self._area.text}"
        if await self._card.comes_first(written, self.do_send):
            return
        try:
            await call(send)
        except Locked as error:
            self.lamp.unlock(error.message)
            return
        except KeyChanged as error:
            await self._ask_about_key(error.message)
            return
        except BBSError as error:
            self.tell(error)
            return
        self._is_finished = True
        await self.done(drafts.drop, self.visit.actor, self.kind, self._target)
        self.dismiss(_SENT[self.kind])
        self.lamp.tell_after(self._waits or _SENT[self.kind])

    def _send_thread(self) -> bool:
        made = threads.start(
            self.visit.actor,
            self._target,
            self._value("title"),
            self._area.text,
            without_name=self._naming.without_name,
            warning=self.warning,
            token=self._token,
            now=self.visit.now,
        )
        self._waits = holding.waits_words() if made.is_held else ""
        return True

    def _send_reply(self) -> bool:
        if self._is_only_quote:
            raise Invalid("There is nothing of your own written yet.", field="body")
        made = posts.reply(
            self.visit.actor,
            int(self._target),
            self._area.text,
            without_name=self._naming.without_name,
            warning=self.warning,
            token=self._token,
            now=self.visit.now,
        )
        self._waits = holding.waits_words() if made.is_held else ""
        return True

    def _send_edit(self) -> bool:
        title = self._value("title") if self._has_title else None
        visit, body = self.visit, self._area.text
        posts.edit(
            visit.actor, int(self._target), body, title=title, warning=self.warning, now=visit.now
        )
        return True

    def _send_profile(self) -> bool:
        profiles.write(self.visit.actor, self._area.text)
        return True

    def _send_letter(self) -> bool:
        letters.send(
            self.visit.actor,
            self._value("to"),
            self._value("title"),
            self._area.text,
            token=self._token,
            accepts_new_key=self._accepts_new_key,
            now=self.visit.now,
        )
        return True

    def _send_journal(self) -> bool:
        journal.write(
            self.visit.actor,
            self._value("title"),
            self._area.text,
            token=self._token,
            now=self.visit.now,
        )
        return True

    def _send_journal_edit(self) -> bool:
        title, body = self._value("title"), self._area.text
        journal.change(self.visit.actor, self.visit.key, int(self._target), title, body)
        return True

    def _send_note(self) -> bool:
        checkins.check_in(
            self.visit.actor,
            self.visit.key,
            note=self._area.text,
            day=date.fromisoformat(self._target),
            now=self.visit.now,
        )
        return True

    async def _ask_about_key(self, says: str) -> None:
        """Ask before a letter is sealed to a key that this member hasn't seen yet."""

        async def send() -> None:
            self._accepts_new_key = True
            await self.do_send()

        await self.confirm("A new key", says, "Send it all the same", send)

    async def do_back(self) -> None:
        """Leave: send, keep the draft, or throw it away."""
        is_begun_with = self._area.text == self._begun_with or self._is_only_quote
        unchanged = is_begun_with and self._value("title") == self._title
        unchanged = unchanged and self.warning == self._begun_warning
        if unchanged or not (self._area.text.strip() or self._value("title").strip()):
            await self._finish(is_kept=False)
            return

        async def answered(answer: str | None) -> None:
            if answer == "send":
                await self.do_send()
            elif answer == "warn":
                await self.do_warn()
            elif answer == "keep":
                await self._finish(is_kept=True)
            elif answer == "discard":
                await self._finish(is_kept=False)

        ask = ChoiceScreen(
            "Leave the editor",
            [("", "What shall become of what you have written?")],
            (
                ("keep", "Keep it as a draft"),
                ("send", "Save it now" if self._is_private else "Send it now"),
                ("discard", "Throw it away"),
                *((("warn", "Put a warning before it"),) if self.may_warn else ()),
                ("stay", "Go on writing"),
            ),
        )
        self.app.push_screen(ask, answered)

    async def _finish(self, *, is_kept: bool) -> None:
        if is_kept:
            await self.keep()
        self._is_finished = True
        if not is_kept:
            await self.done(drafts.drop, self.visit.actor, self.kind, self._target)
        self.dismiss()


_FOR_ONESELF = "Only you can open this: it is sealed with your own key."


def _letter_hint(to: str) -> str:
    return _TO_STAFF if letters.is_staff(to) else _SEALED


_TO_STAFF = "To staff: not sealed. All who care for this house can read it."
_SEALED = "Sealed to you two while it lies here. Still: better no names, places or numbers."
_HINTS = {
    "reply": content.text("reply_hint"),
    **dict.fromkeys(_PRIVATE, _FOR_ONESELF),
    "profile": "Every member may read it. Better no names, places or numbers.",
}
