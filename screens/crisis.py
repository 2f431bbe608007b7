"""Crisis help: lines to reach a person now, by country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from bbs import content
from screens.reading import ReadingScreen
from screens.registry import Key
from screens.widgets.reader import Block, Reader, still


class CrisisScreen(ReadingScreen):
    """Type a country; its lines stand at the top at once."""

    HEAD = "Crisis help"
    AUTO_FOCUS = "#country"
    HAS_TEXT = True
    WITHOUT = ("crisis",)
    READING = (
        Key(("down", "pagedown"), "Down", "read_on", "read on"),
        Key(("up", "pageup"), "Up", "read_back", "read back", is_hint=False),
    )

    def body(self) -> ComposeResult:
        """A field for the country, and the lines below."""
        with Horizontal(classes="field"):
            yield Static("Country", classes="label", markup=False)
            field = Input(placeholder="type the first letters", id="country")
            field.cursor_blink = False
            yield field
        reader = Reader(self._load, id="main")
        reader.can_focus = False
        yield reader

    _blocks: Sequence[Block] = ()

    async def _load(self, first: int, count: int) -> tuple[Block, ...]:
        return tuple(self._blocks[first - 1 : first - 1 + count])

    async def fill(self) -> None:
        """Show what it is, and all lines."""
        await self._show("")

    async def on_input_changed(self, event: Input.Changed) -> None:
        """Show the lines of the country that is typed."""
        await self._show(event.value)

    async def _show(self, country: str) -> None:
        today = self.visit.now.date()
        if country.strip():
            found = content.crisis_lines_for(country)
            texts = [*entries(found, today), ("", content.text("crisis-short"))]
            if all(line.country == content.ELSEWHERE for line in found):
                texts.insert(0, ("", content.NO_LINE))
        else:
            texts = [("", content.text("crisis-intro")), *entries(all_lines(), today)]
        self._blocks = [still(number, *text) for number, text in enumerate(texts, 1)]
        reader = self.query_one("#main", Reader)
        reader.total = len(texts)
        await reader.open()


def all_lines() -> Iterable[content.CrisisLine]:
    """All lines that are switched on."""
    return (line for line in content.crisis_lines() if line.is_on)


def entries(lines: Iterable[content.CrisisLine], today: date) -> Iterable[tuple[str, str]]:
    """Each line as a heading, and its ways with when they were checked."""
    for line in lines:
        # A way in each line: a number that is torn in two is read as two numbers.
        about = (*content.ways_in_words(line), f"({content.checked_in_words(line, today)})")
        yield f"{line.country}: {line.name}", "\n".join(about)
