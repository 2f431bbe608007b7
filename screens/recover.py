"""In by the recovery code, with a new passphrase."""

from __future__ import annotations

from bbs import sealing
from bbs.errors import Invalid
from bbs.seam import call
from bbs.services import credentials
from screens.prompt import PromptScreen
from screens.twice import ask_new_passphrase
from screens.walk import WalkScreen


class RecoverScreen(WalkScreen):
    """Asks for handle, code and a new passphrase, one at a time."""

    HEAD = "Recovery code"

    async def walk(self) -> None:
        """Ask, one at a time."""

        async def take_handle(typed: str) -> None:
            if not typed.strip():
                raise Invalid("Please type it here, or press Esc.")

        async def check_code(typed: str) -> None:
            if sealing.recovery_key(typed) is None:
                raise Invalid("A recovery code is seven groups of four letters and digits.")
            self.visit.require_try()
            await call(credentials.check_recovery, handle, typed)

        logins: list[credentials.Login] = []

        async def take(new: str) -> None:
            logins.append(await call(credentials.recover, handle, code, new))

        wait = self.app.push_screen_wait
        handle = await wait(PromptScreen(self.HEAD, "", "Handle", take_handle))
        says = "The code that was shown once when you joined. Hyphens don't matter."
        code = handle and await wait(PromptScreen(self.HEAD, says, "Recovery code", check_code))
        new = code and await ask_new_passphrase(
            self,
            self.HEAD,
            "Now a new passphrase. Your letters stay as they are, and so does the code.",
            "New passphrase",
            handle=handle,
            take=take,
        )
        if new:
            self.lamp.log_in(logins[0])
        else:
            self.dismiss()
