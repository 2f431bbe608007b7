"""A new passphrase for the old one."""

from __future__ import annotations

from bbs.seam import call
from bbs.services import credentials, sessions
from screens.prompt import PromptScreen
from screens.twice import ask_new_passphrase
from screens.walk import WalkScreen


class PassphraseScreen(WalkScreen):
    """Asks for the old passphrase, the new one, and the new one again."""

    HEAD = "Passphrase"

    async def walk(self) -> None:
        """Ask, one at a time."""

        async def check_old(typed: str) -> None:
            self.visit.require_try()
            await call(credentials.open_chest, self.visit.actor, typed)

        async def take(new: str) -> None:
            await call(credentials.change_passphrase, self.visit.actor, old, new)

        old = await self.app.push_screen_wait(
            PromptScreen(self.HEAD, "", "The old one", check_old, is_secret=True)
        )
        new = old and await ask_new_passphrase(
            self,
            self.HEAD,
            "Your letters and your recovery code stay as they are.",
            "The new one",
            handle=self.visit.actor.handle,
            take=take,
        )
        told = await self._changed() if new else ""
        self.dismiss()
        if told:
            self.lamp.tell_after(told)

    async def _changed(self) -> str:
        visit = self.visit
        found = await self.ask(sessions.own, visit.actor, visit.live, visit.session_id) or ()
        others = sum(not each.is_this for each in found)
        if not others:
            return "Your passphrase is changed."
        words = "One other session stays" if others == 1 else f"{others} other sessions stay"
        return f"Your passphrase is changed. {words} open: see Sessions in the settings."
