"""The question before one leaves."""

from __future__ import annotations

from screens.base import BaseScreen
from screens.choice import ChoiceScreen


def ask_to_leave(screen: BaseScreen, head: str, yes: str) -> None:
    """Ask under `head` whether to leave, which the answer `yes` does."""

    async def answered(answer: str | None) -> None:
        if answer == "yes":
            await screen.lamp.leave()

    says = "It does good to see people face to face, too. Whom could you call today?"
    screen.app.push_screen(
        ChoiceScreen(head, [("", says)], (("yes", yes), ("no", "Stay"))), answered
    )
