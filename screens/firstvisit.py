"""A first visit in three screens: boards, house rules, a hello. Each can be left."""

from __future__ import annotations

from bbs import content
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import greetings
from screens.choice import ChoiceScreen
from screens.chooseboards import ChooseBoardsScreen
from screens.walk import WalkScreen

_AGAIN = "Settings, First visit, leads here again."


class FirstVisitScreen(WalkScreen):
    """Walks a newcomer through it; Esc leaves at any point."""

    HEAD = "First visit"

    async def walk(self) -> None:
        """Boards, rules, hello."""
        thread_id = 0
        goes_on = await self.app.push_screen_wait(ChooseBoardsScreen())
        if goes_on and await self._rules():
            thread_id = await self._hello()
        self.dismiss()
        if thread_id:
            self.lamp.call_later(
                self.lamp.visit_place, "editor", kind="reply", target=str(thread_id)
            )
        else:
            self.lamp.tell_after(_AGAIN)

    async def _rules(self) -> bool:
        answer = await self.app.push_screen_wait(
            ChoiceScreen(
                "First visit, 2 of 3: house rules",
                [("", content.text("house-rules"))],
                (("on", "Go on"), ("leave", "Leave this")),
            )
        )
        return bool(answer == "on")

    async def _hello(self) -> int:
        """The thread in which to say hello; 0 for none."""
        try:
            found = await call(greetings.mine, self.visit.actor)
        except BBSError:
            found = ()  # Nothing of a visit is worth an error.
        places = [each for each in found if not each.has_said]
        says = _SAYS if places else _NOWHERE
        answer = await self.app.push_screen_wait(
            ChoiceScreen(
                "First visit, 3 of 3: hello",
                [("", says), ("", content.text("offline_ties")), ("", _KEYS)],
                (
                    *((str(each.thread_id), f"Say hello: {each.name}") for each in places[:4]),
                    ("0", "Go home"),
                ),
            )
        )
        return int(answer or 0)


_SAYS = "A line is enough: what brings you, or only that you are here. Or read quietly first."
_NOWHERE = "Read quietly for as long as you like. r answers in a thread, c begins one."
_KEYS = "On every screen: ! for crisis help, i for information, ? for all keys."
