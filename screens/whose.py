"""Who will be seen as the writer: a line above the text, and a question where there are two."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from bbs.pseudonyms import Whose
from screens.choice import ChoiceScreen

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


def question(whose: Whose) -> ChoiceScreen:
    """Asks which of the two answers, the one of the last time first."""
    names = whose.names
    answers = [("by name", names.handle), ("without name", names.pseudonym)]
    if whose.without_name:
        answers.reverse()
    says = (
        f"In this thread you wrote as {names.pseudonym}. Nobody here can tell that it is you, "
        "unless you say so, or write of the same things under both names."
    )
    return ChoiceScreen("Who answers?", [("", says)], answers)
