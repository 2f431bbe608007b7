"""In by the recovery code, with a new passphrase."""

from __future__ import annotations

from bbs import sealing
from bbs.errors import Invalid
from bbs.services import credentials, passphrases
from screens.prompt import PromptScreen
from screens.walk import WalkScreen


class RecoverScreen(WalkScreen):
    """Asks for handle, code and a new passphrase, one at a time."""

    HEAD = "Recovery code"

    async def walk(self) -> None:
        """Ask, one at a time."""

        async def take(typed: str) -> None:
            if not typed.strip():
                raise Invalid("Please type it here, or press Esc.")

        async def check_code(typed: str) -> None:
            if sealing.recovery_key(typed) is None:
                raise Invalid("A recovery code is seven groups of four letters and digits.")

        async def check_passphrase(typed: str) -> None:
            passphrases.check(typed, handle or "")

        wait = self.app.push_screen_wait
        handle = await wait(PromptScreen(self.HEAD, "", "Handle", take))
        says = "The code that was shown once when you joined. Hyphens don't matter."
        code = handle and await wait(PromptScreen(self.HEAD, says, "Recovery code", check_code))
        new = code and await wait(
            PromptScreen(
                self.HEAD,
                "Now a new passphrase. Your letters stay as they are, and so does the code.",
                "New passphrase",
                check_passphrase,
                is_secret=True,
                hint=lambda typed: passphrases.hint(typed, handle or ""),
            )
        )
        login = new and await self.ask(credentials.recover, handle, code, new)
        if login:
            self.lamp.log_in(login)
        elif not new:
            self.dismiss()
