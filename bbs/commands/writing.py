"""Texts: from standard input for a single command, line by line in a talk, with the draft kept."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from bbs import safety, warnings
from bbs.clock import spoken_ago
from bbs.commands.boards import counted
from bbs.commands.caller import Caller, Hung
from bbs.commands.whose import ask, other
from bbs.errors import BBSError, Interrupted, Invalid
from bbs.pseudonyms import Whose
from bbs.seam import call
from bbs.services import drafts, letters

Send = Callable[[str, str, str, str], Awaitable[None]]
"""Takes title, body, a token that is the same where it is sent again, and words of warning."""

WARNED = ("thread", "reply", "edit")
"""What a warning can stand before."""

_HOW = "A dot alone ends it, .h helps."
_DOTS = (
    "A dot alone ends the text: then you send it, keep it, or throw it away.",
    "What begins with a dot is for us. .l reads it all again, with line numbers.",
    ".e 3 writes line 3 anew. .d 3 takes it out. .i 3 puts lines in before it, until a dot alone.",
    ".q leaves, and keeps it as a draft. Two dots begin a line that has a dot at its start.",
    "An exclamation mark alone, !, gives crisis help; your text waits.",
)
_WARNING_DOT = ".w eating, numbers has that said before it, as a warning. .w alone takes it out."
_OF_DRAFTS = ("post ", "reply ", "edit ", "mail send ", "profile edit", "journal ")
_ENDS = ("keep", "throw away", "write on")


async def write(
    caller: Caller, kind: str, target: str, send: Send, *, title: str = "", body: str = "",
    asks_title: str = "", whose: Whose | None = None, warning: str = "", is_private: bool = False,
    for_whom: str = "",
) -> None:  # fmt: skip
    """Get a text for a draft's `kind` and `target`, and send it; `is_private`: keep it for oneself.

    In a talk `title`, `body` and `warning` are what it begins with, `asks_title` is the question
    for a title that isn't given, and `whose` can be changed until it is sent. `for_whom` is said
    once more before it is.
    """
    if caller.is_talking:
        composing = _Composing(
            caller,
            kind,
            target,
            send,
            title,
            body,
            whose,
            warning,
            is_private=is_private,
            for_whom=for_whom,
        )
        await composing.run(asks_title)
        if caller.choices and caller.choices[0].startswith(_OF_DRAFTS):
            caller.choices = []  # What was sent is no draft any more.
    else:
        typed = await caller.piped_text()
        # A retry of a script must not post twice, but a token of the text would forbid repeating.
        await send(title, typed, secrets.token_hex(16), warning)
        await say_after(caller, f"{title}\n\n{warning}\n\n{typed}", is_private=is_private)


async def say_after(caller: Caller, written: str, *, is_private: bool = False) -> None:
    """Nobody can be asked here: a kind line follows what was sent, where no program reads it."""
    try:
        line = safety.line_after(await call(safety.notice, written), is_private=is_private)
    except BBSError:
        return  # It is sent: nothing that comes after may say otherwise.
    if line and caller.is_talking:
        await caller.say(line)
    elif line:
        await caller.console.say_error(f"{line}\n")


class _Composing:
    """One text being written in a talk."""

    def __init__(
        self, caller: Caller, kind: str, target: str, send: Send, title: str, body: str,
        whose: Whose | None, warning: str, *, is_private: bool, for_whom: str,
    ) -> None:  # fmt: skip
        self._for_whom = for_whom
        self._caller, self._send, self._whose = caller, send, whose
        self._place = kind, target
        self._title, self._is_private = title, is_private
        self._lines = body.split("\n") if body else []
        self._warning = warning
        self._token = secrets.token_hex(16)
        self._kept: tuple[str, str, bool | None, str] = (title, body, self._chosen, warning)
        self._begun = (title, body, warning)
        self._trouble = ""
        self._is_draft = False
        self._told: frozenset[str] = frozenset()

    async def run(self, asks_title: str) -> None:
        """Begin or go on, until it is sent, kept or thrown away."""
        caller = self._caller
        await self._take_draft()
        try:
            if self._whose is not None:
                await ask(caller, self._whose)
            # One's own may have none, and is asked for it once.
            has_been_asked = self._is_private and bool(self._lines)
            while asks_title and not self._title.strip() and not has_been_asked:
                self._title = await caller.ask(asks_title)
                has_been_asked = self._is_private
                if self._title.strip() == ".q":
                    self._title = ""
                    await caller.say(self._what_is_kept())
                    return
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
        self._warning = draft.warning or self._warning
        if self._whose is not None:
            self._whose.take(draft.without_name)
        self._kept = draft.title, draft.body, draft.without_name, draft.warning
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
            whose = self._whose
            shown = "" if whose is None else f", as {whose.shown}"
            shown += f", for {self._for_whom} alone" if self._for_whom else ""
            change = "" if whose is None else other(whose)
            first = "Save, keep as a draft" if self._is_private else "Send, keep"
            if change:
                first = f"Send, {change}, keep"
            choice = await caller.choose(
                f"{self._words()}{shown}. {first}, throw away, write on: ",
                self._does, *_ENDS, *((change,) if change else ()),
            )  # fmt: skip
            if whose is not None and choice == change:
                whose.change()
                await self._try_to_keep()
            if choice == self._does:
                choice = await self._after_card()
            if choice == self._does:
                try:
                    await self._send(self._title, self._body(), self._token, self._warning)
                except BBSError as error:
                    await caller.say(error.message)
                    if isinstance(error, Invalid) and error.field in ("title", "subject"):
                        self._title = await caller.ask("Title: ")
                    continue
                await call(drafts.drop, caller.visit.actor, *self._place)
                return True
            if choice == "keep":
                await self._keep()
                await caller.say(self._what_is_kept())
                return True
            if choice == "throw away":
                await call(drafts.drop, caller.visit.actor, *self._place)
                await caller.say("Thrown away.")
                return True
            if choice == "write on":
                return False

    @property
    def _does(self) -> str:
        return "save" if self._is_private else "send"

    async def _after_card(self) -> str:
        """What is chosen once the card was read; to send where nothing new was noticed."""
        caller = self._caller
        written = f"{self._title}\n\n{self._warning}\n\n{self._body()}"
        try:
            noticed = await call(safety.notice, written)
        except BBSError:
            return self._does  # A card is never what keeps a text from being sent.
        if self._is_private:
            noticed = safety.for_oneself(noticed)
        card = safety.card(written, noticed, told=self._told, is_private=self._is_private)
        if card is None:
            return self._does
        self._told |= safety.matters(noticed)
        await caller.say(*card.paragraphs)
        asked = safety.question(is_private=self._is_private)
        return await caller.choose(asked, self._does, "write on")

    async def _dot(self, line: str) -> None:
        caller = self._caller
        verb, _, rest = line[1:].partition(" ")
        at = int(rest) - 1 if rest.strip().isdecimal() and len(rest) < 6 else -1
        if verb == "l":
            shown = (f"{n}. {each}" for n, each in enumerate(self._lines, 1))
            await caller.say(f"{self._count()}.", *shown)
        elif verb == "w" and self._place[0] in WARNED:
            await self._warn(rest)
        elif verb in ("e", "d", "i") and not 0 <= at < len(self._lines):
            await caller.say(f"There is no line {rest.strip() or 'of that number'}; .l reads them.")
        elif verb == "e":
            await caller.say(f"Now: {self._lines[at]}")
            new = await caller.ask("New, or Enter to leave it: ")
            self._lines[at] = new or self._lines[at]
            await self._try_to_keep()
            is_changed = "is changed" if new else "stays"
            await caller.say(f"Line {at + 1} {is_changed}. Go on at the end.")
        elif verb == "d":
            del self._lines[at]
            await self._try_to_keep()
            await caller.say(f"Line {at + 1} is out. Go on at the end.")
        elif verb == "i":
            await caller.say(f"Before line {at + 1}; a dot alone comes back to the end.")
            while (line := await caller.ask("")) != ".":
                if line.startswith(".") and not line.startswith(".."):
                    await caller.say(f"Still before line {at + 1}: a dot alone comes back first.")
                    continue
                await self._add(line.removeprefix(".") if line.startswith("..") else line, at)
                at += 1
            await caller.say(f"{self._count()}. Go on at the end.")
        else:
            may_warn = self._place[0] in WARNED
            await caller.say(*_DOTS[:-2], *((_WARNING_DOT,) if may_warn else ()), *_DOTS[-2:])

    async def _warn(self, words: str) -> None:
        try:
            self._warning = warnings.label(words)
        except Invalid as error:
            await self._caller.say(error.message)
            return
        await self._try_to_keep()
        said = f"{warnings.line(self._warning)}." if self._warning else "It has no warning."
        await self._caller.say(said)

    def _what_is_kept(self) -> str:
        if self._is_untouched:
            return "Nothing was written, and nothing is kept."
        return "Kept as a draft."

    @property
    def _is_untouched(self) -> bool:
        """Whether nothing stands here but what it began with."""
        title, body = self._title, self._body()
        # A warning alone is nothing that could be kept.
        is_nothing = not (title.strip() or body.strip())
        return not self._is_draft and (is_nothing or (title, body, self._warning) == self._begun)

    def _body(self) -> str:
        return "\n".join(self._lines)

    def _count(self) -> str:
        return f"{counted(len(self._lines), 'line')}, {self._words()}"

    def _words(self) -> str:
        return counted(len(self._body().split()), "word")

    async def _keep(self) -> None:
        now = (self._title, self._body(), self._chosen, self._warning)
        if now != self._kept and not self._is_untouched:
            visit = self._caller.visit
            title, body, chosen, warning = now
            await call(
                drafts.keep, visit.actor, *self._place, title, body,
                without_name=chosen, warning=warning, now=visit.now,
            )  # fmt: skip
            self._kept = now
            self._is_draft = True

    @property
    def _chosen(self) -> bool | None:
        return None if self._whose is None else self._whose.chosen


async def check_recipient(caller: Caller, to: str) -> None:
    """Raise what is wrong with a recipient, before a letter is written to them."""
    await call(letters.check_recipient, caller.visit.actor, to)
