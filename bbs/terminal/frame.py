"""A frame: what every cell of a screen shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from bbs.terminal.cells import CONTINUATION, cells_of
from bbs.terminal.look import DEFAULT, Look, blank_look, look_for
from bbs.terminal.profile import FULL, Profile

Cell = tuple[str, Look]
Row = list[Cell]

BLANK: Cell = (" ", DEFAULT)
_MOST_RUNS = 200


class Frame:
    """Rows of cells; a wide character fills one cell and leaves a continuation in the next.

    A row is never changed once it stands in `rows`, only replaced, so frames may share rows.
    """

    __slots__ = ("_runs", "height", "profile", "rows", "width")

    def __init__(self, width: int, height: int, profile: Profile = FULL) -> None:
        """A blank frame."""
        self.width = width
        self.height = height
        self.profile = profile
        self.rows: list[Row] = [[BLANK] * width] * height
        # Strips that were drawn before, as cells: lists hand the same ones again and again.
        self._runs: dict[int, tuple[Strip, Row]] = {}

    def snapshot(self) -> Frame:
        """The frame as it is now, whatever is painted later."""
        return self.resized(self.width, self.height)

    def resized(self, width: int, height: int) -> Frame:
        """A copy of that size, cropped or with blanks added at the right and below."""
        frame = Frame(width, height, self.profile)
        for y, row in enumerate(self.rows[:height]):
            frame.rows[y] = row if width == self.width else _fitted(row, width)
        return frame

    def text(self) -> list[str]:
        """The characters, a string a row."""
        return ["".join(text for text, _ in row) for row in self.rows]

    def write_at_end(self, text: str) -> None:
        """Put an ASCII text into the last cells of the last row."""
        row = self.rows[-1].copy()
        start = max(0, self.width - len(text))
        _mend(row, start)
        row[start:] = [(letter, DEFAULT) for letter in text[-self.width :]]
        self.rows[-1] = row

    def paint(self, update: CompositorUpdate) -> None:
        """Take over what the compositor has drawn."""
        if isinstance(update, LayoutUpdate):
            for y, strips in enumerate(update.strips, update.region.y):
                segments = (segment for strip in strips if strip is not None for segment in strip)
                self._draw(update.region.x, y, segments, 0, self.width, self.width)
        elif isinstance(update, ChopsUpdate):
            for y, low, high in update.spans:
                ends_and_chops = zip(update.chop_ends[y], update.chops[y].items(), strict=False)
                for end, (x, strip) in ends_and_chops:
                    if strip is not None and x < high and end > low:
                        self._draw(x, y, strip, low, high, end)

    def paint_strips(self, x: int, end: int, strips: Mapping[int, Strip]) -> None:
        """Draw whole lines, by their rows, from `x` to before `end`."""
        for y, strip in strips.items():
            self._draw(x, y, strip, 0, self.width, end)

    def _draw(
        self, x: int, y: int, segments: Iterable[Segment], low: int, high: int, end: int
    ) -> None:
        """Draw segments from `x` on, of which only what touches `low` to `high`, before `end`."""
        if not 0 <= y < self.height:
            return
        run = self._run_of(segments) if isinstance(segments, Strip) else self._run(segments)
        end = min(end, x + len(run), self.width)
        low, high = max(low, x, 0), min(high, end)
        if low >= high:
            return
        # A wide character that the span cuts is drawn as a whole where there is room for it.
        while low > max(x, 0) and run[low - x][0] == CONTINUATION:
            low -= 1
        while high < end and run[high - x][0] == CONTINUATION:
            high += 1
        _mend(run, low - x)
        _mend(run, high - x)
        row = self.rows[y].copy()
        _mend(row, low)
        _mend(row, high)
        row[low:high] = run[low - x : high - x]
        self.rows[y] = row

    def _run_of(self, strip: Strip) -> Row:
        kept = self._runs.get(id(strip))
        if kept is None:
            if len(self._runs) > _MOST_RUNS:
                self._runs.clear()
            kept = self._runs[id(strip)] = strip, self._run(strip)
        return kept[1].copy()

    def _run(self, segments: Iterable[Segment]) -> Row:
        run: Row = []
        for text, style, control in segments:
            if control is not None:
                continue
            look = look_for(style, self.profile.colours)
            blank = blank_look(look)
            if style is not None and style.conceal:
                text = " " * len(cells_of(text))
            cells = cells_of(text, self.profile.is_unicode)
            run.extend([(cell, blank if cell == " " else look) for cell in cells])
        return run


def ink(row: Row, start: int = 0) -> int:
    """How many characters must be written to make a blank row show this one from `start` on."""
    return len("".join([text for text, _ in row[start:]]).replace(" ", ""))


def _fitted(row: Row, width: int) -> Row:
    fitted = row[:width] + [BLANK] * (width - len(row))
    if width < len(row) and row[width][0] == CONTINUATION:
        fitted[-1] = _blank(fitted[-1])
    return fitted


def _mend(row: Row, x: int) -> None:
    """Blank both halves of a wide character that stands across `x`."""
    if 0 < x < len(row) and row[x][0] == CONTINUATION:
        row[x - 1] = _blank(row[x - 1])
        row[x] = _blank(row[x])


def _blank(cell: Cell) -> Cell:
    return " ", blank_look(cell[1])
