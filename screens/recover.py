"""In by the recovery code, or by a sysop's, with a new passphrase."""

from __future__ import annotations

from bbs import sealing
from bbs.errors import Invalid
from bbs.seam import call
from bbs.services import recovery, sessions
from bbs.services.recovery import Recovered
from screens.choice import ChoiceScreen
from screens.codes import show_recovery_code
from screens.prompt import PromptScreen
from screens.twice import ask_new_passphrase
from screens.walk import WalkScreen

_KEEPS = "Now a new passphrase. Your letters stay as they are, and so does the code."
_CLOSES = "Now a new passphrase. After it comes a new recovery code."


class RecoverScreen(WalkScreen):
    """Asks for handle, code and a new passphrase, one at a time."""

    HEAD = "Recovery code"

    async def walk(self) -> None:
        """Ask, one at a time."""
        recovered = await self._ask()
        if recovered is None:
            self.dismiss()
            return
        if recovered.recovery_code:
            await show_recovery_code(self, recovered.recovery_code, ": go in")
        # Whoever had the old passphrase may sit there.
        await call(sessions.end_others, recovered.login.actor, self.visit.live)
        self.lamp.log_in(recovered.login)

    async def _ask(self) -> Recovered | None:
        async def take_handle(typed: str) -> None:
            if not typed.strip():
                raise Invalid("Please type it here, or press Esc.")

        is_reset: list[bool] = []

        async def check_code(typed: str) -> None:
            if sealing.recovery_key(typed) is None and not recovery.is_reset(typed):
                raise Invalid(
                    "A recovery code is seven groups of four letters and digits, a sysop's four."
                )
            self.visit.require_try()
            is_reset[:] = [await call(recovery.check, handle, typed, now=self.visit.now)]

        done: list[Recovered] = []

        async def take(new: str) -> None:
            done.append(await call(recovery.recover, handle, code, new, now=self.visit.now))

        wait = self.app.push_screen_wait
        handle = await wait(PromptScreen(self.HEAD, "", "Handle", take_handle))
        says = (
            "The code that was shown once when you joined, or one that a sysop gave you. Hyphens "
            "don't matter."
        )
        code = handle and await wait(PromptScreen(self.HEAD, says, "Code", check_code))
        if not code or (is_reset[0] and not await self._accepts()):
            return None
        says = _CLOSES if is_reset[0] else _KEEPS
        new = await ask_new_passphrase(
            self, self.HEAD, says, "New passphrase", handle=handle, take=take
        )
        return done[0] if new else None

    async def _accepts(self) -> bool:
        text = [("A sysop's code", recovery.STAYS_CLOSED)]
        answers = (("no", "Not yet: I look for my code"), ("yes", "Go on without old letters"))
        answer = await self.app.push_screen_wait(ChoiceScreen(self.HEAD, text, answers))
        return bool(answer == "yes")
