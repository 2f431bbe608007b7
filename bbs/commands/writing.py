"""Texts: from standard input for a single command, line by line in a talk, with the draft kept."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from bbs import safety
from bbs.clock import spoken_ago
from bbs.commands.boards import counted
from bbs.commands.caller import Caller, Hung
from bbs.errors import BBSError, Interrupted, Invalid
from bbs.seam import call
from bbs.services import drafts, letters

Send = Callable[[str, str, str], Awaitable[None]]
"""Takes title, body and a token that is the same where it is sent again."""

_HOW = "A dot alone ends it, .h helps."
_DOTS = (
    "A dot alone ends the text: then you send it, keep it, or throw it away.",
    "What begins with a dot is for us. .l reads it all again, with line numbers.",
    ".e 3 writes line 3 anew. .d 3 takes it out. .i 3 puts lines in before it, until a dot alone.",
    ".q leaves, and keeps it as a draft. Two dots begin a line that has a dot at its start.",
    "An exclamation mark alone, !, gives crisis help; your text waits.",
)
_ENDS = ("send", "keep", "throw away", "write on")


async def write(
    caller: Caller, kind: str, target: str, send: Send, *, title: str = "", body: str = "",
    asks_title: str = "",
) -> None:  # fmt: skip
    """Get a text for `kind` (thread, reply, edit, letter) and `target`, and send it.

    In a talk `title` and `body` are what it begins with, and `asks_title` is the question for a
    title that isn't given.
    """
    if caller.is_talking:
        await _Composing(caller, kind, target, send, title, body).run(asks_title)
    else:
        typed = await caller.piped_text()
        # A retry of a script must not post twice, but a token of the text would forbid repeating.
        await send(title, typed, secrets.token_hex(16))
        await _say_after(caller, f"{title}\n\n{typed}")


async def _say_after(caller: Caller, written: str) -> None:
    """Nobody can be asked here: a kind line follows what was sent, where no program reads it."""
    try:
        line = safety.line_after(await call(safety.notice, written))
    except BBSError:
        return  # It is sent: nothing that comes after may say otherwise.
    if line:
        await caller.console.say_error(f"{line}\n")


class _Composing:
    """One text being written in a talk."""

    def __init__(
        self, caller: Caller, kind: str, target: str, send: Send, title: str, body: str
    ) -> None:
        self._caller, self._send = caller, send
        self._place = kind, target
        self._title = title
        self._lines = body.split("\n") if body else []
        self._token = secrets.token_hex(16)
        self._kept: tuple[str, str] = (title, body)
        self._trouble = ""
        self._is_draft = False
        self._told: frozenset[str] = frozenset()

    async def run(self, asks_title: str) -> None:
        """Begin or go on, until it is sent, kept or thrown away."""
        caller = self._caller
        await self._take_draft()
        try:
            if asks_title and not self._title:
                self._title = await caller.ask(asks_title)
            if self._lines and not self._is_draft:
                await caller.say(f"It has {self._count()}; .l reads it, .e 1 changes line 1.")
            await caller.say(_HOW)
            while not await self._lines_then_answer():
                pass
        except Hung:
            await self._keep()
            # Ctrl+D ends what is typed, and the line may still be there.
            await caller.say(self._what_is_kept())
            raise
        except Interrupted:
            await self._keep()
            raise Interrupted(self._what_is_kept()) from None

    async def _take_draft(self) -> None:
        caller, (kind, target) = self._caller, self._place
        actor = caller.visit.actor
        if not await call(drafts.exists, actor, kind, target):
            return
        draft = await call(drafts.find, actor, await caller.key(), kind, target)
        if draft is None:
            return
        self._title = draft.title or self._title
        self._lines = draft.body.split("\n") if draft.body else []
        self._kept = draft.title, draft.body
        self._is_draft = True
        ago = spoken_ago(draft.saved_at, caller.visit.now)
        await caller.say(f"Your draft from {ago}, {self._count()}; .l reads it.")

    async def _lines_then_answer(self) -> bool:
        """Take lines until a dot; whether all is done then."""
        caller = self._caller
        while True:
            line = await caller.ask("")
            if line == ".":
                break
            if line == ".q":
                await self._keep()
                await caller.say(self._what_is_kept())
                return True
            if line.startswith(".."):
                await self._add(line[1:])
            elif line.startswith("."):
                await self._dot(line)
            else:
                await self._add(line)
        return await self._end()

    async def _add(self, line: str, at: int | None = None) -> None:
        self._lines.insert(len(self._lines) if at is None else at, line)
        await self._try_to_keep()

    async def _try_to_keep(self) -> None:
        """A dropped line loses no more than what was not yet entered."""
        try:
            await self._keep()
        except BBSError as error:
            # What was typed stays in hand, and the trouble is told once.
            if error.message != self._trouble:
                await self._caller.say(error.message)
            self._trouble = error.message

    async def _end(self) -> bool:
        caller = self._caller
        while True:
            asked = f"{self._words()}. Send, keep, throw away or write on: "
            choice = await caller.choose(asked, *_ENDS)
            if choice == "send":
                choice = await self._after_card()
            if choice == "send":
                try:
                    await self._send(self._title, self._body(), self._token)
                except BBSError as error:
                    await caller.say(error.message)
                    if isinstance(error, Invalid) and error.field in ("title", "subject"):
                        self._title = await caller.ask("Title: ")
                    continue
                await call(drafts.drop, caller.visit.actor, *self._place)
                return True
            if choice == "keep":
                await self._keep()
                await caller.say("Kept as a draft.")
                return True
            if choice == "throw away":
                await call(drafts.drop, caller.visit.actor, *self._place)
                await caller.say("Thrown away.")
                return True
            if choice == "write on":
                return False

    async def _after_card(self) -> str:
        """What is chosen once the card was read; "send" where nothing new was noticed."""
        caller = self._caller
        written = f"{self._title}\n\n{self._body()}"
        try:
            noticed = await call(safety.notice, written)
        except BBSError:
            return "send"  # A card is never what keeps a text from being sent.
        card = safety.card(written, noticed, told=self._told)
        if card is None:
            return "send"
        self._told |= safety.matters(noticed)
        await caller.say(*card.paragraphs)
        return await caller.choose(safety.question(), "send", "write on")

    async def _dot(self, line: str) -> None:
        caller = self._caller
        verb, _, rest = line[1:].partition(" ")
        at = int(rest) - 1 if rest.strip().isdecimal() and len(rest) < 6 else -1
        if verb == "l":
            shown = (f"{n}. {each}" for n, each in enumerate(self._lines, 1))
            await caller.say(f"{self._count()}.", *shown)
        elif verb in ("e", "d", "i") and not 0 <= at < len(self._lines):
            await caller.say(f"There is no line {rest.strip() or 'of that number'}; .l reads them.")
        elif verb == "e":
            await caller.say(f"Now: {self._lines[at]}")
            self._lines[at] = await caller.ask("New: ")
            await self._try_to_keep()
            await caller.say(f"Line {at + 1} is changed. Go on at the end.")
        elif verb == "d":
            del self._lines[at]
            await self._try_to_keep()
            await caller.say(f"Line {at + 1} is out. Go on at the end.")
        elif verb == "i":
            while (line := await caller.ask("")) != ".":
                await self._add(line.removeprefix(".") if line.startswith("..") else line, at)
                at += 1
            await caller.say(f"{self._count()}. Go on at the end.")
        else:
            await caller.say(*_DOTS)

    def _what_is_kept(self) -> str:
        return "Kept as a draft." if self._body().strip() or self._title else "Nothing to keep."

    def _body(self) -> str:
        return "\n".join(self._lines)

    def _count(self) -> str:
        return f"{counted(len(self._lines), 'line')}, {self._words()}"

    def _words(self) -> str:
        return counted(len(self._body().split()), "word")

    async def _keep(self) -> None:
        now = (self._title, self._body())
        if now != self._kept:
            visit = self._caller.visit
            await call(drafts.keep, visit.actor, *self._place, *now, now=visit.now)
            self._kept = now


async def check_recipient(caller: Caller, to: str) -> None:
    """Raise what is wrong with a recipient, before a letter is written to them."""
    await call(letters.check_recipient, caller.visit.actor, to)
