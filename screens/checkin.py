"""Today's check-in: a mood, up to three things done, a note. Each is kept when it is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import ComposeResult

from bbs import moods
from bbs.policy import Action
from bbs.seam import call
from bbs.services import checkins
from bbs.views import CheckInView, TodayView
from screens.base import BaseScreen
from screens.choice import ChoiceScreen
from screens.items import BLANK, Item, heading, menu
from screens.prompt import PromptScreen
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_DIGITS = tuple(
    Key((str(mood),), str(mood), f"mood_{mood}", words, needs=Action.KEEP_JOURNAL, is_hint=False)
    for mood, words in moods.LABELS.items()
)


class CheckInScreen(BaseScreen):
    """How the day is."""

    HEAD = "Today's check-in"
    NEEDS_KEY = True
    WITHOUT = ("checkin",)
    KEYS = (
        Key((), "Enter", "", "choose", is_for_row=True),
        *_DIGITS,
        Key(("d",), "d", "delete", "delete", needs=Action.KEEP_JOURNAL, is_hint=False),
    )
    _today: TodayView | None = None
    _has_been_told = False

    def body(self) -> ComposeResult:
        """One menu."""
        yield menu(self._items)

    async def fill(self) -> None:
        """Show the check-in as it is, and stay on the row that was chosen."""
        main = self.query_one("#main", RowList)
        chosen = main.selected
        value = (chosen.does, chosen.value) if isinstance(chosen, Item) else None
        await main.load(keep=lambda item: (item.does, item.value) == value)

    async def _items(self) -> Iterable[Item] | None:
        today = await self.ask(checkins.today, self.visit.actor, self.visit.key, now=self.visit.now)
        if today is None:
            return None
        self._today = today
        rows = _choices() if today.checkin is None else _rows(today, today.checkin)
        return [*rows, BLANK, *_FURTHER]

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Choose a mood, change what stands there, or go on."""
        item = message.row
        assert isinstance(item, Item)
        if item.does in ("mood", "counters"):
            await self.lamp.visit_place(item.does)
        elif item.does == "journal":
            await self.do_journal()
        elif item.does == "choose":
            await self._keep(mood=item.value)
        elif item.does == "done":
            self._ask_done(item.value)
        else:
            await getattr(self, f"_ask_{item.does}")()

    async def _keep(self, **given: Any) -> None:
        if await self.done(self._check_in, **given):
            await self.fill()
            self._be_kind()

    def _check_in(self, **given: Any) -> None:
        visit = self.visit
        self._today = checkins.check_in(visit.actor, visit.key, now=visit.now, **given)

    def _be_kind(self) -> None:
        """Say once that others listen, where the last days were hard."""
        if self._today is None or not self._today.is_heavy or self._has_been_told:
            return
        self._has_been_told = True

        async def answered(answer: str | None) -> None:
            if answer == "crisis":
                await self.do_crisis()
            elif answer == "resources":
                await self.do_resources()

        answers = (
            ("no", "Thank you, not now"),
            ("crisis", "Show the crisis lines"),
            ("resources", "Show information and resources"),
        )
        ask = ChoiceScreen("Hard days", [("", moods.HEAVY)], answers)
        self.app.push_screen(ask, answered)

    async def _ask_change(self) -> None:
        async def answered(answer: str | None) -> None:
            if answer is not None:
                await self._keep(mood=int(answer))

        answers = [(str(mood), f"{mood}  {words}") for mood, words in moods.LABELS.items()]
        self.app.push_screen(ChoiceScreen("How is today?", [("", _SCALE)], answers), answered)

    def _ask_done(self, at: int) -> None:
        before = self._today.checkin.done if self._today and self._today.checkin else ()

        async def check(typed: str) -> None:
            done = [*before[:at], typed, *before[at + 1 :]]
            await call(self._check_in, done=done)

        says = "One thing that you did today, however small. Left empty, it goes."
        value = shown(before[at]) if at < len(before) else ""
        self.app.push_screen(PromptScreen("Done today", says, "Done", check, value=value))

    async def _ask_spoken(self) -> None:
        async def check(typed: str) -> None:
            await call(self._check_in, spoken=typed)

        before = self._today.checkin.spoken if self._today and self._today.checkin else ""
        says = "It need not be a name, and need not be here: people near you count most."
        self.app.push_screen(
            PromptScreen(moods.ASKED, says, "Spoken with", check, value=shown(before))
        )

    async def _ask_note(self) -> None:
        if self._today is not None and self._today.checkin is not None:
            target, note = self._today.day.isoformat(), self._today.checkin.note
            await self.lamp.visit_place("editor", kind="note", target=target, quote=note)

    async def do_delete(self) -> None:
        """Throw today's check-in away."""
        today = self._today
        if today is None or today.checkin is None:
            self.tell("There is no check-in for today.")
            return

        async def delete() -> None:
            if await self.done(checkins.delete, self.visit.actor, today.day):
                await self.fill()
                self.tell("Today's check-in is gone.")

        says = "Mood, things done and note of today go for good."
        await self.confirm("Delete today's check-in?", says, "Delete it", delete)

    async def do_mood_1(self) -> None:
        """Very hard."""
        await self._keep(mood=1)

    async def do_mood_2(self) -> None:
        """Hard."""
        await self._keep(mood=2)

    async def do_mood_3(self) -> None:
        """So-so."""
        await self._keep(mood=3)

    async def do_mood_4(self) -> None:
        """Good."""
        await self._keep(mood=4)

    async def do_mood_5(self) -> None:
        """Very good."""
        await self._keep(mood=5)


_SCALE = "Any answer is right. Only you can read it."
_FURTHER = (
    Item("The weeks, and what goes with better days", "mood", value="weeks"),
    Item("Counters: days since ...", "counters", value="counters"),
    Item("Journal", "journal", right="y", value="journal"),
)


def _choices() -> Iterable[Item]:
    yield heading("How is today?")
    for mood, words in moods.LABELS.items():
        yield Item(f"{mood}  {words}", "choose", value=mood)
    yield Item(_SCALE, look="dim")


def _rows(today: TodayView, checkin: CheckInView) -> Iterable[Item]:
    yield Item(f"Mood: {checkin.mood}, {moods.LABELS[checkin.mood]}", "change", right="1 to 5")
    for at, each in enumerate(checkin.done):
        yield Item(f"Done: {shown(each)}", "done", value=at)
    if len(checkin.done) < checkins.MOST_DONE:
        words = "Add a thing that you did" if checkin.done else "Done today: up to three things"
        yield Item(words, "done", value=len(checkin.done))
    first = shown(checkin.note.split("\n", 1)[0])
    yield Item(f"Note: {first}" if first else "A note", "note")
    if checkin.spoken:
        yield Item(f"Spoken with: {shown(checkin.spoken)}", "spoken")
    elif today.asks_whom:
        yield Item(moods.ASKED, "spoken")
