"""Reporting: why, a comment where one likes, and it is sent."""

from __future__ import annotations

from bbs.seam import call
from bbs.services import reports
from bbs.services.reports import SAYS, Reason
from screens.base import BaseScreen
from screens.choice import ChoiceScreen
from screens.prompt import PromptScreen

_SAYS = (
    "Staff look at it, and you are told what came of it. Whoever it is about isn't told who you "
    "are. In danger, ! leads to people who help now."
)
_LETTER = "Of your letters staff see this one, and no other."
_SENT = "Thank you: it is reported. Your home screen tells you what came of it."


def ask(screen: BaseScreen, thing: str, which: str | int) -> None:
    """Ask why something is reported, and for a comment; then report it."""
    visit = screen.visit

    async def chosen(reason: str | None) -> None:
        if reason is None:
            return

        async def send(comment: str) -> None:
            await call(
                reports.report, visit.actor, thing, which, reason,
                comment=comment, key=visit.key, now=visit.now,
            )  # fmt: skip

        says = SAYS[Reason(reason)] + "."
        screen.app.push_screen(
            PromptScreen("Report", says, "Anything to add? (Enter sends)", send), sent
        )

    def sent(comment: str | None) -> None:
        if comment is not None:
            screen.app.call_later(screen.tell, _SENT)

    text = [("", _SAYS), *((("", _LETTER),) if thing == "letter" else ())]
    answers = [(str(reason), words) for reason, words in SAYS.items()]
    screen.app.push_screen(ChoiceScreen("Report: why?", text, answers), chosen)
