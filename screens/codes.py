"""A recovery code, shown once; and the code of a second step, asked for."""

from __future__ import annotations

from bbs.seam import call
from bbs.services import second_step
from bbs.services.credentials import Login
from screens.choice import ChoiceScreen
from screens.prompt import PromptScreen
from screens.walk import WalkScreen


async def show_recovery_code(walk: WalkScreen, code: str, then: str = "") -> None:
    """Show a recovery code until whoever sits here has written it down; `then` says what comes."""
    parts = [
        ("", "This is shown once. Write it down, and keep it where nobody else looks:"),
        ("", code),
        (
            "",
            "If you forget your passphrase, only this code lets you in again, and only it "
            "opens your letters. We can't look it up.",
        ),
    ]
    # The first answer does nothing: one Enter too many must not take the code away for good.
    answers = (("wait", "I am writing it down"), ("yes", f"I have written it down{then}"))
    ask = "Your recovery code"
    while (
        await walk.app.push_screen_wait(ChoiceScreen(ask, parts, answers, must_answer=True))
        != "yes"
    ):
        pass


async def ask_code(walk: WalkScreen, login: Login) -> Login | None:
    """The whole log-in of who came halfway, once they typed the code; None by Esc."""
    if login.halfway is None:
        return login
    whole: list[Login] = []

    async def check(typed: str) -> None:
        walk.visit.require_try()
        whole.append(await call(second_step.complete, login, typed, now=walk.visit.now))

    says = "Your second step: the six digits that your app shows now."
    prompt = PromptScreen("Second step", says, "Code", check)
    return None if await walk.app.push_screen_wait(prompt) is None else whole[0]


class CodeScreen(WalkScreen):
    """Asks who came halfway, by a client that can't ask, for the code of their second step."""

    HEAD = "Second step"

    def __init__(self, login: Login) -> None:
        """Complete `login`."""
        super().__init__()
        self._login = login

    async def walk(self) -> None:
        """Ask, and let in or out."""
        whole = await ask_code(self, self._login)
        if whole is not None:
            self.lamp.log_in(whole)
        elif self.visit.is_member:
            self.dismiss()
        else:
            await self.lamp.leave()
