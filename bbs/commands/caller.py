"""Whoever gives commands: how they are answered, asked, and where they are."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from bbs import content, text
from bbs.errors import Invalid, Refused
from bbs.offline.plaintext import wrap
from bbs.sealing import PrivateKey
from bbs.seam import call
from bbs.services import credentials
from bbs.visit import Visit

COLUMNS = 79
_UNFOLDED = 10_000
_NO_KEY = (
    "Your key opens the door, your passphrase opens your letters and drafts. For these come in "
    "by your passphrase: ssh -o PubkeyAuthentication=no HANDLE@HOST ..."
)


T = TypeVar("T")


class Hung(Exception):
    """Nobody is there to answer any more."""


class Console(Protocol):
    """Where lines come from and go to."""

    has_pty: bool
    columns: int

    async def read_line(self, prompt: str = "", *, is_secret: bool = False) -> str | None:
        """Ask for a line; None where nothing more will come."""

    async def read_all(self, most: int) -> bytes:
        """All that comes, or a little more than `most` bytes of it."""

    async def say(self, text: str) -> None:
        """Write a text."""

    async def send(self, data: bytes) -> None:
        """Write bytes as they are."""

    async def say_error(self, text: str) -> None:
        """Write to standard error."""


@dataclass(slots=True)
class Here:
    """What a command in a talk means where it names nothing."""

    board: str = ""
    thread: int = 0
    post: int = 0
    next: int = 0
    """The number of the post with which one reads on in that thread."""
    letter: int = 0
    entry: int = 0
    is_letter: bool = False
    """Whether a letter was read after all else."""


@dataclass(slots=True)
class Caller:
    """One who gives commands: a single one, or one after the other in a talk."""

    visit: Visit
    console: Console
    is_talking: bool = False
    is_json: bool = False
    here: Here = field(default_factory=Here)
    choices: list[str] = field(default_factory=list)
    """In a talk: the commands that the numbers of the last list stand for."""
    on_enter: str = ""
    """In a talk: what an empty line does next."""
    is_typed: bool = True
    """Whether the command stands as it was typed; a choice of a list names what is meant by id."""
    is_over: bool = False
    """Whether the talk has come to its end."""

    @property
    def columns(self) -> int:
        """How wide a line may be; 0: as wide as it is."""
        if self.console.columns:
            return self.console.columns - 1
        return 0 if self.is_talking else COLUMNS

    @property
    def width(self) -> int:
        """How wide a shipped text may be, which has lines of some width."""
        return self.columns or _UNFOLDED

    async def say(self, *lines: str) -> None:
        """Say lines of our own or a member's, folded to the width of whoever reads."""
        await self.console.say("".join(f"{part}\n" for line in lines for part in self.folded(line)))

    def folded(self, line: str) -> Iterable[str]:
        """The line in parts that fit."""
        for each in text.clean(line, multiline=True).split("\n"):
            yield from wrap(each, self.columns) if self.columns else (each,)

    async def show(self, document: Mapping[str, Any], lines: Iterable[str]) -> None:
        """Answer with a JSON document where that was asked for, else with lines."""
        if self.is_json:
            await self.console.say(
                text.escaped_for_terminals(json.dumps(document, ensure_ascii=False)) + "\n"
            )
        else:
            await self.say(*lines)

    async def done(self, words: str, **facts: Any) -> None:
        """Say that it is done; in JSON with the facts that a program would want."""
        await self.show({"done": True, **facts}, [words])

    async def ask(self, prompt: str, *, is_secret: bool = False) -> str:
        """Ask for a line; crisis help comes at every question, which is then asked again.

        Raises `Hung` where nobody is there any more.
        """
        while True:
            line = await self.console.read_line(prompt, is_secret=is_secret)
            if line is None:
                raise Hung
            if not self.is_talking or (country := asked_for_help(line, is_text=not prompt)) is None:
                if self.is_talking and not prompt and line.startswith("! "):
                    await self.say("Taken as a line of your text; ! alone gives crisis help.")
                return line
            await self.say_crisis_lines(country)
            await self.say("Where you were:" if prompt else "Your text goes on.")

    async def choose(self, question: str, *answers: str) -> str:
        """One of some answers, by its word or the beginning of it; asked until it is one."""
        while True:
            typed = (await self.ask(question)).strip().strip(".!\"'").lower()
            if typed == "crisis":
                await self.say_crisis_lines("")
                continue
            # More than the word is taken for it, too: "yes please".
            found = [each for each in answers if typed and each.startswith(typed.split()[0])]
            if len(found) == 1:
                return found[0]
            await self.say(f"Please type {' or '.join(answers)}.")

    async def agreed(self, question: str) -> bool:
        """Whether yes is said to a question, in a talk; a single command has said it already."""
        if not self.is_talking:
            return True
        return await self.choose(f"{question} yes or no: ", "yes", "no") == "yes"

    async def secret(self, prompt: str, *, is_again: bool = False) -> str:
        """Ask for something that others should not see; says so, once, where it will be seen."""
        if not self.console.has_pty and self.is_talking and not is_again:
            await self.say("What you type next can be seen on your screen.")
        return await self.ask(prompt, is_secret=True)

    async def secret_until(self, prompt: str, take: Callable[[str], Awaitable[T]]) -> T | None:
        """Ask for a secret until `take` raises no `Invalid`; None where Enter alone is typed.

        Raises what else `take` raises, as after too many tries.
        """
        is_again = False
        while typed := await self.secret(prompt, is_again=is_again):
            self.visit.require_try()
            try:
                return await take(typed)
            except Invalid as error:
                await self.say(f"{error.message} Enter alone leaves it.")
            is_again = True
        return None

    async def say_crisis_lines(self, country: str) -> None:
        """The page of a country's lines, or of all, as it is said in a talk."""
        await self.say(content.text("crisis-short"))
        if country and not content.has_crisis_lines(country):
            meant = content.country_like(country)
            asks = f" Taken as {meant}." if meant else ""
            await self.say(f"No country is known here by the name {country}.{asks}")
            country = meant
        page = content.crisis_page(country, self.visit.now.date(), width=self.width, has_foot=False)
        await self.say(page.replace("- ", "", 1).replace("\n- ", "\n"))  # Signs are read aloud.
        if not country:
            await self.say("For its lines type an exclamation mark and the country: ! Ireland")

    def picked(self, typed: str, verb: str) -> str:
        """What a number stands for in a last list that `verb` goes on from; else what was typed."""
        if self.is_talking and self.is_typed and typed.isdecimal() and len(typed) < 6:
            choice = self.choices[int(typed) - 1] if 0 < int(typed) <= len(self.choices) else ""
            if choice.startswith(f"{verb} ") and "--" not in choice:
                return choice.removeprefix(f"{verb} ")
        return typed

    async def key(self) -> PrivateKey | None:
        """The key to what is sealed, asked for in a talk.

        Raises `Refused` where a single command has none.
        """
        if self.visit.key is None and self.visit.is_member:
            if not self.is_talking:
                raise Refused(_NO_KEY)
            actor = self.visit.actor
            self.visit.key = await self.secret_until(
                "Your passphrase opens your letters. Passphrase: ",
                lambda typed: call(credentials.open_chest, actor, typed),
            )
            if self.visit.key is None:
                raise Refused("Your letters stay sealed for now.")
        return self.visit.key

    async def piped(self, most: int) -> bytes:
        """All of standard input; raises `Invalid` where it is over `most` bytes."""
        data = await self.console.read_all(most)
        if len(data) > most:
            raise Invalid(f"That is over {most // 1024:,} KiB, which is more than can be taken.")
        return data

    async def piped_text(self) -> str:
        """Standard input as text; raises `Invalid` where it isn't UTF-8."""
        data = await self.piped(4 * text.BODY_BYTES)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid(
                "This text is not in UTF-8. `iconv -t utf-8` changes it from another encoding."
            ) from None


def asked_for_help(line: str, *, is_text: bool) -> str | None:
    """The country, or "", that a line asks crisis help for: `!` alone, or with a country; `crisis`.

    None for any other line: a line of a text may begin with "!", too.
    """
    line = line.strip()
    # No passphrase is so short, and no handle is called so.
    if line == "crisis" and not is_text:
        return ""
    if not line.startswith("!"):
        return None
    country = line.strip("! ")
    is_asking = (
        not country
        or content.has_crisis_lines(country)
        or (line.startswith("! ") and content.country_like(country))
    )
    return country if is_asking or (line.startswith("! ") and not is_text) else None
