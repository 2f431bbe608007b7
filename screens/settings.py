"""Settings: how it is shown, what lets one in, blocked members, one's data and leaving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from textual.app import ComposeResult

from bbs.policy import Action, why_not
from bbs.services import second_step
from screens.base import BaseScreen
from screens.items import BLANK, Item, heading, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList

_WORDS = {
    "face": {"rich": "rich: colours, more air", "lean": "lean: few bytes"},
    "colours": {
        "auto": "as the terminal says",
        "none": "none",
        "16": "16",
        "256": "256",
        "true": "all",
    },
    "glyphs": {"auto": "as the terminal says", "ascii": "ASCII only", "unicode": "Unicode"},
}


_SECRETS = ("passphrase", "newcode", "secondstep")
"""What a key for reading only is not good for: better said before anything is typed."""


class SettingsScreen(BaseScreen):
    """What a member can set for themselves."""

    HEAD = "Settings"
    KEYS = (Key((), "Enter", "", "change", is_for_row=True),)

    def body(self) -> ComposeResult:
        """One menu."""
        yield menu(self._items)

    async def fill(self) -> None:
        """Show the settings as they are."""
        main = self.query_one("#main", RowList)
        value = main.selected.value if isinstance(main.selected, Item) else None
        await main.load(keep=lambda item: item.value is not None and item.value == value)

    async def _items(self) -> Iterable[Item]:
        second = "on" if await self.ask(second_step.is_on, self.visit.actor) else "off"
        chosen = self.visit.preferences
        letter_keys = "yes" if chosen.letter_keys else "no"
        meter = "yes" if chosen.meter else "no"
        folds = "yes" if chosen.folds_warnings else "no"
        return (
            heading("How it is shown"),
            Item("Face", "cycle", _WORDS["face"][chosen.face], value="face"),
            Item("Colours", "cycle", _WORDS["colours"][chosen.colours], value="colours"),
            Item("Glyphs", "cycle", _WORDS["glyphs"][chosen.glyphs], value="glyphs"),
            Item("k and j move up and down", "switch", letter_keys, value="letter_keys"),
            Item("Plain lines, for speech and slow links", "plain", "change", value="plain"),
            Item("Meter: bytes sent, and for the last key", "switch", meter, value="meter"),
            Item("Fold texts that have a warning", "switch", folds, value="folds_warnings"),
            BLANK,
            heading("Coming in"),
            Item("Passphrase", "passphrase", "change", value="passphrase"),
            Item("Recovery code", "newcode", "replace", value="newcode"),
            Item("Second step: a code from an app", "secondstep", second, value="secondstep"),
            Item("SSH keys", "keys", "see and change", value="keys"),
            Item("Sessions", "sessions", "see and end", value="sessions"),
            BLANK,
            heading("You and others"),
            Item("Your profile", "ownprofile", "see and change", value="ownprofile"),
            Item("Friends", "friends", "see and change", value="friends"),
            Item("Blocked members", "blocked", "see and change", value="blocked"),
            Item("Filters: words and boards folded away", "filters", "change", value="filters"),
            BLANK,
            heading("What is yours"),
            Item("First visit: boards, rules, hello", "firstvisit", "again", value="firstvisit"),
            Item("Take my data with me", "takealong", "how to", value="takealong"),
            Item("Leave Lamplight", "farewell", "for good", value="farewell"),
        )

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Change the setting, or open its screen."""
        item = message.row
        assert isinstance(item, Item)
        chosen = self.visit.preferences
        if item.does == "cycle":
            choices = tuple(_WORDS[item.value])
            at = choices.index(getattr(chosen, item.value))
            following = choices[(at + 1) % len(choices)]
            changed: dict[str, Any] = {item.value: following}
            await self.lamp.prefer(replace(chosen, **changed))
            await self.fill()
        elif item.does == "plain":
            await self.do_plain()
        elif item.does == "switch":
            switched: dict[str, Any] = {item.value: not getattr(chosen, item.value)}
            await self.lamp.prefer(replace(chosen, **switched))
            await self.fill()
        elif item.does in _SECRETS and (reason := why_not(self.visit.actor, Action.CHANGE_OWN)):
            self.tell(reason)
        else:
            await self.lamp.visit_place(item.does)

    async def do_plain(self) -> None:
        """Ask, and go on in plain lines from now on."""

        async def change() -> None:
            await self.lamp.prefer(replace(self.visit.preferences, face="plain"))

        says = (
            "The screens end, and lines of text follow, now and whenever you log in. There "
            "`screens` brings the screens back, and `settings face rich` for good."
        )
        await self.confirm("Change to plain lines?", says, "Change", change)

    async def do_face(self) -> None:
        """Change the face, which a row of this screen tells, too."""
        await super().do_face()
        await self.fill()
