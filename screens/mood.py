"""The weeks: a plot of the mood, what goes with better days, and the days one by one."""

from __future__ import annotations

from textual.app import ComposeResult

from bbs import moods
from bbs.services import checkins
from bbs.views import MoodView
from screens.reading import ReadingScreen
from screens.widgets.reader import Block, Reader, still
from screens.widgets.usertext import shown

_WEEKS = 12
_CELL = 2


class MoodScreen(ReadingScreen):
    """Shows the last twelve weeks."""

    HEAD = "Your weeks"
    NEEDS_KEY = True
    _blocks: tuple[Block, ...] = ()

    def body(self) -> ComposeResult:
        """The plot, and texts below it."""
        yield Reader(self._load, id="main")

    async def _load(self, first: int, count: int) -> tuple[Block, ...]:
        return self._blocks[first - 1 : first - 1 + count]

    async def fill(self) -> None:
        """Look at the weeks."""
        found = await self.ask(
            checkins.mood, self.visit.actor, self.visit.key, weeks=_WEEKS, now=self.visit.now
        )
        reader = self.query_one("#main", Reader)
        if found is not None and not reader.blocks:
            texts = _texts(found)
            self._blocks = tuple(still(at, *each) for at, each in enumerate(texts, 1))
            reader.total = len(self._blocks)
            await reader.open()


def _texts(found: MoodView) -> list[tuple[str, str]]:
    if not found.days:
        return [("", "There is no check-in in these weeks yet.")]
    plot = "\n".join(moods.plot(found.weeks, cell=_CELL))
    together = [shown(moods.together_in_words(each)) for each in found.together]
    better = "\n".join([*together, "", moods.GOES_WITH]) if together else moods.TOO_LITTLE
    weeks = "\n".join(moods.in_words(week) for week in reversed(found.weeks))
    days = [("", shown("\n".join(moods.told(each)), multiline=True)) for each in found.days]
    first, *others = days
    return [
        ("The mood of the weeks, on average", plot),
        ("What goes with better days", better),
        ("Week by week", weeks),
        ("Day by day", first[1]),
        *others,
    ]
