"""Leaving for good: what becomes of one's posts, the passphrase, and a goodbye."""

from __future__ import annotations

from bbs.policy import GUEST
from bbs.seam import call
from bbs.services import leaving
from screens.choice import ChoiceScreen
from screens.prompt import PromptScreen
from screens.walk import WalkScreen

_SAYS = (
    "If you leave, this goes at once, and nobody can bring it back: your handle (nobody else gets "
    "it), your passphrase and keys, your mailbox, drafts, settings, your boards and what you read, "
    "and whom you blocked. Letters that you sent stay with those who got them, and so does what "
    "others quoted of your posts.\n\n"
    "What you posted under pseudonyms stays as it is; if your posts are to be erased, it goes "
    "within four weeks, on days by chance: at once it would tell that it was yours. From the "
    "moment you leave nobody knows whose it was.\n\n"
    "Settings, Take my data with me, tells how to keep a copy first.\n\n"
    "What shall become of what you posted?"
)
_ANSWERS = (
    ("stay", "Stay, and change nothing"),
    ("leave", "Leave; my posts stay, as of a departed member"),
    ("erase", "Leave, and erase my posts too"),
)
_GOODBYE = (
    "Your account is gone. Thank you for having been here; what you gave to others stays with "
    "them.\n\n"
    "Should it get hard: press ! now for people to call, by country. They are there for you "
    "without an account too: guest@ leads to them at any hour. And if you should want to come "
    "back one day, under another name, you are welcome."
)
FAREWELL = "Take good care of yourself."


class FarewellScreen(WalkScreen):
    """Asks what becomes of the posts, then for the passphrase, and does it at once."""

    HEAD = "Leave Lamplight"

    async def walk(self) -> None:
        """Ask, one at a time."""
        wait = self.app.push_screen_wait
        answer = await wait(ChoiceScreen(self.HEAD, [("", _SAYS)], _ANSWERS))
        if answer not in ("leave", "erase"):
            self.dismiss()
            return
        came_by_key = self.visit.key is None

        async def leave(typed: str) -> None:
            self.visit.require_try()
            await call(
                leaving.delete_account,
                self.visit.actor,
                typed,
                erase_texts=answer == "erase",
                came_by_key=came_by_key,
                live=self.visit.live,
                this_id=self.visit.session_id,
                now=self.visit.now,
            )
            self.visit.actor, self.visit.key = GUEST, None

        also = " Your handle will do too, as you came in by an SSH key." if came_by_key else ""
        says = f"Enter deletes your account now, for good.{also} Esc leaves all as it is."
        ask = PromptScreen(self.HEAD, says, "Passphrase", leave, is_secret=True)
        if await wait(ask) is None:
            self.dismiss()
            return
        await wait(ChoiceScreen("Goodbye", [("", _GOODBYE)], (("yes", "Leave"),)))
        await self.lamp.leave(FAREWELL)
