"""A new passphrase for the old one."""

from __future__ import annotations

from bbs.errors import Invalid
from bbs.seam import call
from bbs.services import credentials, passphrases
from screens.prompt import PromptScreen
from screens.walk import WalkScreen


class PassphraseScreen(WalkScreen):
    """Asks for the old passphrase, the new one, and the new one again."""

    HEAD = "Passphrase"

    async def walk(self) -> None:
        """Ask, one at a time."""
        handle = self.visit.actor.handle

        async def take(typed: str) -> None:
            self.visit.require_try()
            await call(credentials.open_chest, self.visit.actor, typed)

        async def check(typed: str) -> None:
            passphrases.check(typed, handle)

        async def check_again(typed: str) -> None:
            if passphrases.normal(typed) != passphrases.normal(new or ""):
                raise Invalid("That was not the same. Once more, or Esc to leave it as it was.")

        wait = self.app.push_screen_wait
        old = await wait(PromptScreen(self.HEAD, "", "The old one", take, is_secret=True))
        new = old and await wait(
            PromptScreen(
                self.HEAD,
                "Your letters and your recovery code stay as they are.",
                "The new one",
                check,
                is_secret=True,
                hint=lambda typed: passphrases.hint(typed, handle),
            )
        )
        again = new and await wait(
            PromptScreen(
                self.HEAD, "Please type it again.", "Once more", check_again, is_secret=True
            )
        )
        if not again:
            self.dismiss()
            return
        if await self.done(credentials.change_passphrase, self.visit.actor, old, new):
            self.dismiss()
            self.lamp.tell_after("Your passphrase is changed.")
        # Otherwise the reason stands on this screen, and Esc leads back.
