"""The second step of one's log-ins: switched on, and off."""

from __future__ import annotations

from bbs.seam import call
from bbs.services import credentials, second_step
from bbs.views import SecretView
from screens.choice import ChoiceScreen
from screens.prompt import PromptScreen
from screens.walk import WalkScreen

_IS_OFF = (
    "After your passphrase, a log-in can ask for a code of six digits that an app on your "
    "telephone shows (TOTP). Then somebody who got hold of your passphrase still stays outside. "
    "An SSH key is asked for no code.\n\n"
    "If you lose the app, the recovery code lets you in and switches this off."
)
_IS_ON = (
    "After your passphrase, your log-ins ask for the code that your app shows. The recovery code "
    "lets you in without it, and switches it off."
)


class SecondStepScreen(WalkScreen):
    """Leads through switching it on, or off."""

    HEAD = "Second step"

    async def walk(self) -> None:
        """Say how it stands, and change it."""
        is_on = await self.ask(second_step.is_on, self.visit.actor)
        if is_on is not None:
            done = await (self._switch_off() if is_on else self._switch_on())
            if done:
                self.lamp.tell_after(done)
        self.dismiss()

    async def _switch_off(self) -> str:
        async def take(typed: str) -> None:
            self.visit.require_try()
            await call(second_step.switch_off, self.visit.actor, typed)

        if await self._choose(_IS_ON, ("no", "Leave it on"), ("yes", "Switch it off")) != "yes":
            return ""
        if await self._ask_passphrase(take=take) is None:
            return ""
        return "Your log-ins ask for no code any more."

    async def _switch_on(self) -> str:
        answers = (("yes", "Set it up"), ("no", "Leave it off"))
        if await self._choose(_IS_OFF, *answers) != "yes":
            return ""
        passphrase = await self._ask_passphrase()
        if passphrase is None:
            return ""
        secret = await self.ask(second_step.new_secret, self.visit.actor)
        if secret is None or await self._show(secret) != "yes":
            return ""

        async def take(typed: str) -> None:
            self.visit.require_try()
            now = self.visit.now
            await call(
                second_step.switch_on, self.visit.actor, passphrase, secret.secret, typed, now=now
            )

        says = "The six digits that your app shows now, to see that it works."
        prompt = PromptScreen(self.HEAD, says, "Code", take)
        if await self.app.push_screen_wait(prompt) is None:
            return ""
        return "From your next log-in by passphrase on, a code is asked for."

    async def _ask_passphrase(self, take: object = None) -> str | None:
        async def check(typed: str) -> None:
            self.visit.require_try()
            await call(credentials.check_passphrase, self.visit.actor, typed)

        prompt = PromptScreen(
            self.HEAD, "", "Passphrase", take if callable(take) else check, is_secret=True
        )
        typed: str | None = await self.app.push_screen_wait(prompt)
        return typed

    async def _show(self, secret: SecretView) -> object:
        parts = [
            ("", "Put this secret into your app (\"enter a key by hand\", by time). It is shown "
                 "once:"),
            ("", secret.secret),
            ("Or the same as an address", secret.uri),
        ]  # fmt: skip
        answers = (("yes", "My app shows a code now"), ("no", "Not now"))
        return await self.app.push_screen_wait(ChoiceScreen(self.HEAD, parts, answers))

    async def _choose(self, says: str, *answers: tuple[str, str]) -> object:
        return await self.app.push_screen_wait(ChoiceScreen(self.HEAD, [("", says)], answers))
