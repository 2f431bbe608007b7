"""A widget that paints lines itself: what RowList and Reader have in common."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from screens.looks import body_width, look
from screens.widgets.lines import Line

MARGIN = 2
_MOST_STRIPS = 300


class Canvas(Widget, can_focus=True):
    """Paints one line a row from `line_at`, and says where the real cursor stands.

    It has no scroll bar: with keyset pages nobody knows how long a list is, and a bar that moves
    costs bytes on every key.
    """

    WIDEST = 200
    """Longer lines than this are not made, however wide the screen is."""

    top = 0

    def __init__(self, *, id: str | None = None) -> None:
        """A canvas without lines yet."""
        super().__init__(id=id)
        # Lines in sight, painted once: a list of rows that scrolls by one paints one row.
        self._strips: dict[tuple[int, bool, int, str], tuple[Line, Strip]] = {}

    def take(self, key: str) -> bool:
        """Do at once what a key asks for; False where it must go the long way, as any other."""
        return False

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
        width = self.size.width or body_width(self.face, self.app.size.width)
        return max(1, min(width - MARGIN, self.WIDEST))

    def hush(self) -> None:
        """A key is taken here and goes no further: what the screen said goes with it."""
        hush = getattr(self.screen, "hush", None)
        if hush is not None:
            hush()

    @property
    def moves_by_letter(self) -> bool:
        """Whether k and j move, too."""
        return bool(getattr(self.app, "letter_keys", False))

    def refresh_line(self, index: int) -> None:
        """Paint one line anew."""
        self.refresh_lines(range(index, index + 1))

    def refresh_lines(self, indexes: Iterable[int] | None = None) -> None:
        """Paint some lines anew, or all that are in sight.

        They go to the terminal by themselves where that can be: the way through Textual's
        compositor costs ten times as much.
        """
        height = self.size.height
        rows = (
            range(height)
            if indexes is None
            else [at - self.top for at in indexes if 0 <= at - self.top < height]
        )
        paint = getattr(self.app, "paint_lines", None)
        if paint is None or not paint(self, rows):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        width = self.size.width
        found = self.line_at(self.top + y)
        if found is None:
            return Strip.blank(width)
        line, is_selected = found
        face = self.face
        key = (id(line), is_selected and self.has_focus, width, face)
        if (kept := self._strips.get(key)) is not None and kept[0] is line:
            return kept[1]
        marker = Segment("> " if is_selected else "  ", look(face, "marker"))
        looks = [(text, look(face, name)) for text, name in line]
        if is_selected and self.has_focus:
            # As far as the first gap: what does not look different costs no bytes.
            ground = look(face, "selected")
            blanks = [at for at, (text, _) in enumerate(looks) if at and not text.strip()]
            end = blanks[0] if blanks else len(looks)
            looks[:end] = [(text, style + ground) for text, style in looks[:end]]
        segments = [Segment(text, style) for text, style in looks]
        strip = Strip([marker, *segments]).adjust_cell_length(width)
        if len(self._strips) > _MOST_STRIPS:
            self._strips.clear()
        self._strips[key] = line, strip
        return strip

    @property
    def face(self) -> str:
        """The face that the member chose."""
        return str(getattr(self.app, "face", "rich"))
