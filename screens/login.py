"""In by handle and passphrase, typed into our own screens."""

from __future__ import annotations

from bbs.errors import Invalid
from bbs.seam import call
from bbs.services import credentials
from screens.codes import ask_code
from screens.prompt import PromptScreen
from screens.walk import WalkScreen


class LogInScreen(WalkScreen):
    """Asks for the handle, then for the passphrase."""

    HEAD = "Log in"

    async def walk(self) -> None:
        """Ask, one at a time."""

        async def take_handle(typed: str) -> None:
            if not typed.strip():
                raise Invalid("Please type your handle.")

        says = "The name that you chose when you joined."
        handle = await self.app.push_screen_wait(
            PromptScreen(self.HEAD, says, "Handle", take_handle)
        )
        logins: list[credentials.Login] = []

        async def try_passphrase(typed: str) -> None:
            # The same words for an unknown handle: who is a member is nobody's business.
            self.visit.require_try()
            login = await call(credentials.log_in, (handle or "").strip(), typed)
            if login is None:
                raise Invalid("This handle and this passphrase don't belong together.")
            logins.append(login)

        prompt = PromptScreen(self.HEAD, "", "Passphrase", try_passphrase, is_secret=True)
        if handle is None or await self.app.push_screen_wait(prompt) is None:
            self.dismiss()
            return
        whole = await ask_code(self, logins[0])
        if whole is None:
            self.dismiss()
        else:
            self.lamp.log_in(whole)
