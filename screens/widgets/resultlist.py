"""Posts that a search found: two lines each, of which the first is the one to stand on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bbs import clock, finding, folding, warnings
from bbs.views import FoundPost, Page
from screens.widgets.lines import Line, justify
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


@dataclass(frozen=True, slots=True)
class Under:
    """The second line of a post that was found."""

    post: FoundPost


Half = FoundPost | Under
Found = Callable[..., Awaitable[Page[FoundPost] | None]]
Why = Callable[[FoundPost], str | None]
"""Why a post is folded, if it is."""


class ResultList(RowList[Half]):
    """A list that moves by posts, and keeps both lines of the selected one in sight."""

    def __init__(
        self,
        provider: Found,
        why: Why,
        now: Callable[[], datetime],
        *,
        empty: str,
        in_quotes: Callable[[], bool],
        folds_warnings: Callable[[], bool],
        id: str,
    ) -> None:
        """Show what `provider` gives.

        `in_quotes` tells whether looks alone can't mark a word, `folds_warnings` whether no words
        of a text are shown that has a warning.
        """

        async def halves(**where: Any) -> Page[Half] | None:
            page = await provider(**where)
            if page is None:
                return None
            rows = tuple(half for post in page.rows for half in (post, Under(post)))
            return Page(rows, page.before, page.after)

        super().__init__(
            halves, self._draw_half, empty=empty, may_select=lambda row: isinstance(row, FoundPost),
            id=id,
        )  # fmt: skip
        self._why = why
        self._now = now
        self._in_quotes = in_quotes
        self._folds_warnings = folds_warnings

    @property
    def post(self) -> FoundPost | None:
        """The post that the cursor stands on."""
        row = self.selected
        return row if isinstance(row, FoundPost) else None

    def say_empty(self, words: str) -> None:
        """What stands in place of posts where there are none."""
        self._empty = words
        self.refresh_lines()

    def _step(self, key: str) -> int | None:
        by = super()._step(key)
        if by is None:
            return None
        return 2 * by if abs(by) == 1 else by - by % 2

    def _show_selected(self) -> bool:
        has_scrolled = super()._show_selected()
        # One line is not enough for both: then the first one counts.
        if self.size.height > 1 and self.index == self.top + self.size.height - 1:
            self.top += 1
            self.refresh_lines()
            return True
        return has_scrolled

    def _draw_half(self, row: Half, width: int) -> Line:
        post = row.post if isinstance(row, Under) else row
        why = self._why(post)
        if isinstance(row, Under):
            return () if why is not None else self._under(post, width)
        age = ((clock.age(post.posted_at, self._now()), "dim"),)
        title = shown(post.title) if why is None else folding.line(why)
        return justify(((title, "" if why is None else "dim"),), age, width)

    def _under(self, post: FoundPost, width: int) -> Line:
        snippet = [(shown(f"|{words}|")[1:-1], is_found) for words, is_found in post.snippet]
        if self._in_quotes():
            snippet = [(finding.in_quotes(snippet), False)]
        if self._folds_warnings() and warnings.may_fold(post):
            snippet = []
        head = f"  {shown(post.handle)}, {shown(post.board_name)}: "
        head += f"{warnings.line(post.warning)}. " if post.warning else ""
        pieces = ((head, "dim"), *((words, "found" if is_it else "") for words, is_it in snippet))
        return justify(pieces, (), width)
