"""Joining: a few questions, one at a time, and back by Esc at each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from bbs import content, text
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import keys, limits, members
from screens.choice import ChoiceScreen
from screens.codes import show_recovery_code
from screens.crisis import all_lines, entries
from screens.prompt import PromptScreen
from screens.twice import ask_new_passphrase
from screens.walk import WalkScreen

Step = Callable[[], Awaitable[bool]]


class SignUpScreen(WalkScreen):
    """Walks a newcomer through what there is to say before they are a member."""

    HEAD = "Join Lamplight"

    def __init__(self) -> None:
        super().__init__()
        self._handle = ""
        self._passphrase = ""
        self._claim_code = ""
        self._keeps_key = False

    async def walk(self) -> None:
        """Ask, one at a time; but nothing where nobody can join at this moment."""
        try:
            await call(limits.check_sign_up, now=self.visit.now)
        except BBSError as error:
            await self._choose("A little later, please", [("", error.message)], ("yes", "Leave"))
            await self._leave()
            return
        steps: list[Step] = [
            self._ask_age,
            self._show_rules,
            self._ask_consent,
            self._ask_handle,
            self._ask_passphrase,
        ]
        if await call(members.is_claim_open):
            steps.append(self._ask_claim_code)
        if self.visit.offered_key is not None and not keys.is_weak(self.visit.offered_key):
            steps.append(self._ask_key)
        at = 0
        while at < len(steps):
            at += 1 if await steps[at]() else -1
            if at < 0:
                await self._leave()
                return
        await self._join()

    async def _leave(self) -> None:
        if self.visit.is_signing_up:
            await self.lamp.leave()
        else:
            self.dismiss()

    async def _choose(
        self,
        head: str,
        parts: list[tuple[str, str]],
        *answers: tuple[str, str],
        must_read: bool = False,
        must_answer: bool = False,
    ) -> Any:
        return await self.app.push_screen_wait(
            ChoiceScreen(head, parts, answers, must_read=must_read, must_answer=must_answer)
        )

    async def _ask_age(self) -> bool:
        answer = await self._choose(
            "Join Lamplight",
            [("", content.text("welcome")), ("", "Are you 18 or older?")],
            ("yes", "Yes, I am 18 or older"),
            ("no", "No, I am younger"),
        )
        if answer == "no":
            await self.app.push_screen_wait(_goodbye(self.visit.now.date()))
            await self.lamp.leave("Take good care of yourself.")
            return False
        return bool(answer == "yes")

    async def _show_rules(self) -> bool:
        answer = await self._choose(
            "House rules",
            [
                ("", content.text("house-rules")),
                ("For information only", content.text("disclaimer")),
            ],
            ("yes", "I have read this and accept it"),
            ("no", "Not for me: go back"),
            must_read=True,
        )
        return bool(answer == "yes")

    async def _ask_consent(self) -> bool:
        answer = await self._choose(
            "What we keep",
            [("", content.text("consent"))],
            ("yes", "I agree"),
            ("no", "I don't: go back"),
            must_read=True,
        )
        return bool(answer == "yes")

    async def _ask_handle(self) -> bool:
        async def check(typed: str) -> None:
            await call(members.check_handle, typed)

        says = (
            "Choose a name for yourself here: 3 to 20 letters, digits and hyphens. "
            "Better not your own name, nor one that you use elsewhere."
        )
        typed = await self.app.push_screen_wait(
            PromptScreen("Your handle", says, "Handle", check, value=self._handle)
        )
        self._handle = typed or self._handle
        return typed is not None

    async def _ask_passphrase(self) -> bool:
        chosen = await ask_new_passphrase(
            self,
            "Your passphrase",
            "It opens the door and your letters. There is no e-mail to ask for a new one, "
            "so choose what you can keep in mind.",
            "Passphrase",
            handle=self._handle,
        )
        self._passphrase = chosen or ""
        return chosen is not None

    async def _ask_claim_code(self) -> bool:
        async def check(typed: str) -> None:
            await call(members.check_claim, typed)

        typed = await self.app.push_screen_wait(
            PromptScreen(
                "Are you the sysop?",
                "This house has no sysop yet. Its first one types the claim code that the server "
                "printed. Everybody else leaves this empty.",
                "Claim code",
                check,
                value=self._claim_code,
            )
        )
        self._claim_code = text.clean(typed or "")
        return typed is not None

    async def _ask_key(self) -> bool:
        offered = self.visit.offered_key or b""
        answer = await self._choose(
            "Your SSH key",
            [
                (
                    "",
                    "Your client showed an SSH key. If you like, it opens the door next time "
                    "without the passphrase. Letters still ask for the passphrase.\n\n"
                    f"{keys.fingerprint(offered)}\n\n"
                    "Keep in mind that a key you also use elsewhere can link you to that place.",
                )
            ],
            ("no", "No, don't keep anything of it"),
            ("yes", "Yes, let me in by this key"),
        )
        self._keeps_key = answer == "yes"
        return answer is not None

    async def _join(self) -> None:
        newcomer = members.Newcomer(
            handle=self._handle,
            passphrase=self._passphrase,
            accepts_rules=True,
            consents=True,
            is_adult=True,
            claim_code=self._claim_code,
            offered_key=self.visit.offered_key if self._keeps_key else None,
        )
        try:
            welcomed = await call(members.sign_up, newcomer, now=self.visit.now)
        except BBSError as error:
            await self._choose("That did not work", [("", error.message)], ("yes", "Back"))
            self._claim_code = ""
            self._has_begun = False
            self.call_later(self.fill)
            return
        await show_recovery_code(self, welcomed.recovery_code, ": go in")
        self._passphrase = ""
        self.visit.offered_key = None
        self.lamp.log_in(welcomed.login, then="firstvisit")


def _goodbye(today: date) -> ChoiceScreen:
    texts = [("", content.text("goodbye-under-18")), *entries(all_lines(), today)]
    return ChoiceScreen("Take care", texts, (("yes", "Leave"),))
