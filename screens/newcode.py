"""A new recovery code for the old one."""

from __future__ import annotations

from bbs.seam import call
from bbs.services import credentials
from screens.codes import show_recovery_code
from screens.prompt import PromptScreen
from screens.walk import WalkScreen


class NewCodeScreen(WalkScreen):
    """Asks for the passphrase, and shows a new recovery code once."""

    HEAD = "Recovery code"

    async def walk(self) -> None:
        """Ask, then show."""
        codes: list[str] = []

        async def take(typed: str) -> None:
            self.visit.require_try()
            codes.append(await call(credentials.new_recovery_code, self.visit.actor, typed))

        says = "You get a new code. The one that you have is good for nothing from then on."
        prompt = PromptScreen(self.HEAD, says, "Passphrase", take, is_secret=True)
        if await self.app.push_screen_wait(prompt) is not None:
            await show_recovery_code(self, codes[0])
            self.lamp.tell_after("Your new recovery code holds from now on.")
        self.dismiss()
