"""A widget that paints lines itself: what RowList and Reader have in common."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from screens.looks import look
from screens.widgets.lines import Line

MARGIN = 2


class Canvas(Widget, can_focus=True):
    """Paints one line a row from `line_at`, and says where the real cursor stands.

    It has no scroll bar: with keyset pages nobody knows how long a list is, and a bar that moves
    costs bytes on every key.
    """

    WIDEST = 200
    """Longer lines than this are not made, however wide the screen is."""

    top = 0

    def line_at(self, index: int) -> tuple[Line, bool] | None:
        """The line with this index, and whether it is the one that is selected."""
        raise NotImplementedError

    def cursor_line(self) -> int:
        """The index of the line on which the real cursor stands."""
        raise NotImplementedError

    @property
    def real_cursor(self) -> Offset:
        """Where on the screen the terminal's cursor belongs."""
        row = self.cursor_line() - self.top
        return self.region.offset + Offset(0, max(0, min(row, max(0, self.size.height - 1))))

    @property
    def columns(self) -> int:
        """How many cells a line may take beside the margin."""
        # Before the first layout it has no width yet, and a line a letter would cost seconds.
        width = self.size.width or self.app.size.width
        return max(1, min(width - MARGIN, self.WIDEST))

    def hush(self) -> None:
        """A key is taken here and goes no further: what the screen said goes with it."""
        hush = getattr(self.screen, "hush", None)
        if hush is not None:
            hush()

    def refresh_line(self, index: int) -> None:
        """Paint one line anew."""
        self.refresh(Region(0, index - self.top, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        width = self.size.width
        found = self.line_at(self.top + y)
        if found is None:
            return Strip.blank(width)
        line, is_selected = found
        face = self.face
        marker = Segment("> " if is_selected else "  ", look(face, "marker"))
        ground = look(face, "selected") if is_selected and self.has_focus else look(face, "")
        segments = [Segment(text, look(face, name) + ground) for text, name in line]
        return Strip([marker, *segments]).adjust_cell_length(width)

    @property
    def face(self) -> str:
        """The face that the member chose."""
        return str(getattr(self.app, "face", "rich"))
