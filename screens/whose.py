"""Who will be seen as the writer: a line above the text, and a question where there are two."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from bbs.pseudonyms import Whose
from bbs.services import pseudonyms
from screens.base import BaseScreen
from screens.choice import ChoiceScreen
from screens.registry import Key

_NAME = Key(
    ("ctrl+n",), "Ctrl+N", "name", "name", "Write without your name, or by it.", is_hint=False
)
_WITHOUT = "without name"
_UNMADE = "You write without your name: under a pseudonym, which is made when you send it."
_ONLY = {
    "always": " On this board everybody does.",
    "never": " On this board everybody writes by their name.",
}


class WhoseLine(Static):
    """Says it plainly, and which key changes it."""

    def __init__(self) -> None:
        """A line that is empty yet."""
        super().__init__("", id="whose", markup=False)

    def show(self, whose: Whose) -> None:
        """Say who it is."""
        names = whose.names
        is_unmade = whose.without_name and not names.pseudonym
        words = _UNMADE if is_unmade else f"You write as {whose.shown}."
        if names.is_free:
            words += f" Ctrl+N: {'by your name' if whose.without_name else 'without your name'}."
        else:
            words += _ONLY[names.rule]
        self.update(Content(words))


class Naming:
    """Who will be seen as the writer of what is written at one screen."""

    def __init__(self, screen: BaseScreen, kind: str, target: str) -> None:
        self._screen, self._kind, self._target = screen, kind, target
        self._whose: Whose | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether a pseudonym is to be thought of at all: letters say it in their address."""
        return self._kind in ("thread", "reply")

    @property
    def chosen(self) -> bool | None:
        """What a draft remembers."""
        return None if self._whose is None else self._whose.chosen

    @property
    def without_name(self) -> bool | None:
        """What stands above the text, whatever was posted from elsewhere meanwhile."""
        return None if self._whose is None else self._whose.without_name

    @property
    def keys(self) -> tuple[Key, ...]:
        """The key that changes it, where there is a choice."""
        return (_NAME,) if self._whose is not None and self._whose.names.is_free else ()

    async def learn(self) -> None:
        """Ask the services who it can be, and say who it is."""
        if not self.is_wanted:
            return
        screen, actor = self._screen, self._screen.visit.actor
        if self._kind == "thread":
            names = await screen.ask(pseudonyms.on_board, actor, self._target)
        else:
            names = await screen.ask(pseudonyms.in_thread, actor, int(self._target))
        if names is not None:
            self._whose = Whose(names)
            self._show()

    def ask(self) -> None:
        """Ask which of two it is to be, where nothing was chosen."""
        if self._whose is not None and self._whose.is_open:
            self._screen.app.push_screen(_question(self._whose), self._answered)

    def _answered(self, answer: str | None) -> None:
        if self._whose is not None and answer is not None:
            self._whose.chosen = answer == _WITHOUT
            self._show()

    def take(self, chosen: bool | None) -> None:
        """Take what a draft remembers."""
        if self._whose is not None:
            self._whose.take(chosen)
            self._show()

    def change(self) -> None:
        """Choose the other one."""
        if self._whose is not None:
            self._whose.change()
            self._show()

    def _show(self) -> None:
        if self._whose is not None:
            self._screen.query_one(WhoseLine).show(self._whose)


def _question(whose: Whose) -> ChoiceScreen:
    """Asks which of the two answers, the one of the last time first."""
    names = whose.names
    answers = [("by name", names.handle), (_WITHOUT, names.pseudonym)]
    if whose.without_name:
        answers.reverse()
    says = (
        f"In this thread you wrote as {names.pseudonym}. Nobody here can tell that it is you, "
        "unless you say so, or write of the same things under both names."
    )
    return ChoiceScreen("Who answers?", [("", says)], answers)
