"""One letter."""

from __future__ import annotations

from textual.app import ComposeResult

from bbs import clock
from bbs.policy import Action
from bbs.pseudonyms import answer_to, parsed
from bbs.services import letters, pins
from bbs.views import LetterView
from screens import report
from screens.choice import ChoiceScreen
from screens.reading import ReadingScreen
from screens.registry import Key
from screens.threadmore import block
from screens.widgets.lines import Line, justify
from screens.widgets.reader import Block, Reader
from screens.widgets.usertext import shown


class LetterScreen(ReadingScreen):
    """Reads a letter; answers it, deletes it, or blocks its writer."""

    NEEDS_KEY = True
    KEYS = (
        Key(("r",), "r", "reply", "reply", needs=Action.SEND_LETTER),
        Key(("d",), "d", "delete", "delete", needs=Action.DELETE_LETTER),
        Key(("x",), "x", "report", "report", "Report this letter to staff.", is_hint=False),
        Key(("l",), "l", "more", "more", "Their key; block the writer.", needs=Action.BLOCK),
    )

    def __init__(self, number: int) -> None:
        """Read the letter with that number of one's own mailbox."""
        super().__init__()
        self._number = number
        self._letter: LetterView | None = None

    def body(self) -> ComposeResult:
        """The letter's text."""
        yield Reader(self._load, id="main")

    async def _load(self, first: int, count: int) -> tuple[Block, ...]:
        letter = self._letter
        if letter is None or first > 1:
            return ()
        text = shown(letter.body, multiline=True)
        return (Block(1, lambda width: self._head(letter, width), text),)

    def _head(self, letter: LetterView, width: int) -> Line:
        other = f"from {letter.sender}" if letter.is_incoming else f"to {letter.recipient}"
        day = clock.days_ago((self.visit.now.date() - letter.day).days)
        return justify(((shown(other), "handle"),), ((day, "dim"),), width)

    async def fill(self) -> None:
        """Open the letter."""
        self._letter = await self.ask(letters.read, self.visit.actor, self.visit.key, self._number)
        if self._letter is not None:
            self.head(f"Letter: {shown(self._letter.subject)}")
            await self.query_one("#main", Reader).open()
            if self._letter.is_key_new:
                self.tell(letters.new_key_warning(shown(self._letter.sender)))

    @property
    def _other(self) -> str:
        letter = self._letter
        if letter is None:
            return ""
        return letter.sender if letter.is_incoming else letter.recipient

    @property
    def _is_closed(self) -> bool:
        return self._other in ("", letters.NOBODY)

    async def do_reply(self) -> None:
        """Answer."""
        if self._is_closed:
            self.tell(letters.CLOSED)
        elif self._letter is not None:
            subject, to = shown(letters.answering(self._letter.subject)), answer_to(self._letter)
            await self.lamp.visit_place("editor", kind="letter", target=to, title=subject)

    async def do_report(self) -> None:
        """Show this letter to staff."""
        letter = self._letter
        if letter is not None and letter.is_incoming and letter.sender != letters.STAFF:
            report.ask(self, "letter", letter.number)
        else:
            self.tell("Letters that you received from members can be reported.")

    async def do_delete(self) -> None:
        """Throw one's own copy away."""

        async def delete() -> None:
            if await self.done(letters.delete, self.visit.actor, self._number):
                self.dismiss()
                self.lamp.tell_after("Your copy is gone. The other side keeps theirs.")

        says = "Your copy goes for good; the other side keeps theirs."
        await self.confirm("Delete this letter?", says, "Delete my copy", delete)

    async def do_more(self) -> None:
        """Show the other side's key, or block them."""
        handle = self._other
        if self._is_closed:
            self.tell(letters.CLOSED)
            return
        if letters.is_staff(handle):
            self.tell("This is staff: all of them together. r answers.")
            return
        # A pseudonym has no key of its own, and that of who is behind it would tell.
        has_key = parsed(handle) is None
        pin = await self.ask(pins.look, self.visit.actor, handle) if has_key else None

        async def answered(answer: str | None) -> None:
            if answer == "block":
                await block(self, handle)
                self.dismiss()
            elif answer == "accept" and await self.done(pins.accept, self.visit.actor, handle):
                await self.fill()
                self.tell("You are warned again where their key changes once more.")

        text = [("", "Blocked, all their letters, past and future, go out of your sight. They "
                     "aren't told.")]  # fmt: skip
        answers = [("no", "Nothing"), ("block", "Block them")]
        if pin is not None:
            text.append(("Their key", pin.fingerprint))
        if pin is not None and pin.has_changed:
            text.append(("", letters.new_key_warning(shown(handle))))
            answers.insert(1, ("accept", "It is them: take the new key"))
        self.app.push_screen(ChoiceScreen(shown(handle), text, answers), answered)
