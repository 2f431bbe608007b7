"""Reporting: why, a comment where one likes, and it is sent."""

from __future__ import annotations

from bbs.errors import Invalid
from bbs.services import reports
from bbs.services.reports import LONGEST_COMMENT, SAYS, Reason
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

    async def chosen(reason: str | None) -> None:
        if reason is None:
            return
        prompt = PromptScreen(
            "Report", SAYS[Reason(reason)] + ".", "Anything to add? (Enter sends)", _check
        )
        screen.app.push_screen(prompt, lambda comment: _later(screen, reason, comment))

    def _later(screen: BaseScreen, reason: str, comment: str | None) -> None:
        if comment is not None:
            screen.app.call_later(_send, screen, thing, which, reason, comment)

    text = [("", _SAYS), *((("", _LETTER),) if thing == "letter" else ())]
    answers = [(str(reason), words) for reason, words in SAYS.items()]
    screen.app.push_screen(ChoiceScreen("Report: why?", text, answers), chosen)


async def _check(comment: str) -> None:
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(f"The comment has {LONGEST_COMMENT:,} characters at most.")


async def _send(
    screen: BaseScreen, thing: str, which: str | int, reason: str, comment: str
) -> None:
    visit = screen.visit
    made = await screen.ask(
        reports.report, visit.actor, thing, which, reason,
        comment=comment, key=visit.key, now=visit.now,
    )  # fmt: skip
    if made is not None:
        screen.tell(_SENT)
