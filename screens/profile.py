"""What a member tells of themselves, and what there is between them and the reader."""

from __future__ import annotations

from textual.app import ComposeResult

from bbs.policy import Action
from bbs.services import friends, letters, profiles
from bbs.views import ProfileView
from screens.reading import ReadingScreen
from screens.registry import Key
from screens.threadmore import block
from screens.widgets.reader import Block, Reader, still
from screens.widgets.usertext import shown

_ASK = Key(("f",), "f", "befriend", "be friends", "Ask them to be friends.", Action.BEFRIEND)
_YES = Key(("f",), "f", "befriend", "say yes", "Be friends.", Action.BEFRIEND)
_END = Key(("u",), "u", "unfriend", "unfriend", "Be friends no more.", Action.BEFRIEND)
_TAKE_BACK = Key(("u",), "u", "unfriend", "take back", "Take it back.", Action.BEFRIEND)
_PUT_AWAY = Key(("u",), "u", "unfriend", "put away", "Put it away.", Action.BEFRIEND)
_WRITE = Key(("c",), "c", "compose", "letter", "Write them a letter.", Action.SEND_LETTER)
_BLOCK = Key(("l",), "l", "block", "block", "Block: see no more of them.", Action.BLOCK)
_UNBLOCK = Key(("d",), "d", "unblock", "let in again", needs=Action.BLOCK)
_EDIT = Key(("e",), "e", "edit", "change", needs=Action.WRITE_PROFILE)
_BETWEEN = {
    "": (_ASK,),
    friends.ASKED: (_TAKE_BACK,),
    friends.ASKS: (_YES, _PUT_AWAY),
    friends.FRIEND: (_END,),
}
_STATES = {
    friends.ASKED: "You asked to be friends. There is no answer so far.",
    friends.ASKS: "They ask to be your friend. f says yes, u puts it away; they aren't told.",
    friends.FRIEND: "You are friends.",
}


class ProfileScreen(ReadingScreen):
    """One member's profile."""

    def __init__(self, handle: str) -> None:
        """Show the profile of `handle`."""
        super().__init__()
        self._handle = handle
        self._profile: ProfileView | None = None

    def body(self) -> ComposeResult:
        """The texts."""
        yield Reader(self._load, total=1, id="main")

    async def _load(self, first: int, count: int) -> tuple[Block, ...]:
        found = self._profile
        return () if found is None else (still(1, "", _told(found)),)[first - 1 : first - 1 + count]

    async def fill(self) -> None:
        """Show it as it is now."""
        found = await self.ask(profiles.of, self.visit.actor, self._handle)
        if found is not None:
            self._profile = found
            self.head(shown(found.handle))
            await self.reader.open()
            self.show_hints()

    def own_keys(self) -> tuple[Key, ...]:
        """What can be done depends on what there is between the two."""
        found = self._profile
        if found is None:
            return super().own_keys()
        if found.is_own:
            return (*super().own_keys(), _EDIT)
        if found.is_blocked:
            return (*super().own_keys(), _UNBLOCK)
        return (*super().own_keys(), *_BETWEEN[found.friend], _WRITE, _BLOCK)

    async def do_befriend(self) -> None:
        """Ask them to be friends, or say yes."""
        is_friend = await self.ask(friends.ask, self.visit.actor, self._handle)
        if is_friend is not None:
            await self.fill()
            self.tell("You are friends now." if is_friend else "They are asked.")

    async def do_unfriend(self) -> None:
        """Be friends no more, or put away what was asked."""
        if await self.done(friends.end, self.visit.actor, self._handle):
            await self.fill()
            self.tell("It is done. They aren't told.")

    async def do_compose(self) -> None:
        """Write them a letter."""
        await self.lamp.visit_place("editor", kind="letter", target=self._handle)

    async def do_block(self) -> None:
        """Ask whether to block them."""

        async def do() -> None:
            await block(self, self._handle)
            await self.fill()

        says = "You see no posts, letters, hugs and requests of theirs any more. They aren't told."
        await self.confirm(f"Block {shown(self._handle)}?", says, "Block them", do)

    async def do_unblock(self) -> None:
        """Let them in again."""
        if await self.done(letters.unblock, self.visit.actor, self._handle):
            await self.fill()

    async def do_edit(self) -> None:
        """Change one's own."""
        await self.lamp.visit_place("ownprofile")


def _told(found: ProfileView) -> str:
    if found.is_blocked:
        return "You blocked them, so there is nothing to see here. d lets them in again."
    parts = [
        shown(found.body, multiline=True),
        f"On: {', '.join(shown(name) for name in found.board_names)}" if found.board_names else "",
        f"Here since {found.season}" if found.season else "",
    ]
    if not any(parts):
        parts.append("Nothing is written in here.")
    parts.append(_STATES.get(found.friend, ""))
    return "\n\n".join(part for part in parts if part)
