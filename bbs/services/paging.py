"""Keyset pages: the same cost on the first page and on the thousandth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from bbs.views import Cursor, Page

Row = TypeVar("Row")
MOST = 200


def page(
    query: Any,
    order: tuple[Any, Any],
    cursor_of: Callable[[Any], Cursor],
    view: Callable[[Any], Row],
    *,
    limit: int,
    skip: int = 0,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
    is_ascending: bool = False,
) -> Page[Row]:
    """A page of `query` in descending `order` of two fields, or in ascending order.

    `after` and `before` are cursors of another page; with neither it is the first page, or the
    last one with `is_from_end`; `skip` passes over so many rows. At most `MOST` rows, whatever is
    asked.
    """
    limit = max(1, min(limit, MOST))
    is_backwards = before is not None or (is_from_end and after is None)
    rows = list(
        slice_of(
            query, order, limit=limit, skip=skip, after=after, before=before,
            is_from_end=is_from_end, is_ascending=is_ascending,
        )
    )  # fmt: skip
    has_more = len(rows) > limit
    rows = rows[:limit]
    if is_backwards:
        rows.reverse()
    has_before = has_more if is_backwards else after is not None
    has_after = (before is not None) if is_backwards else has_more
    return Page(
        rows=tuple(view(row) for row in rows),
        before=cursor_of(rows[0]) if rows and has_before else None,
        after=cursor_of(rows[-1]) if rows and has_after else None,
    )


def slice_of(
    query: Any,
    order: tuple[Any, Any],
    *,
    limit: int,
    skip: int = 0,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
    is_ascending: bool = False,
) -> Any:
    """The query for the rows of a page and one more; from the page's end on, where it is `before`
    a cursor or at the list's end."""
    first, second = order
    is_backwards = before is not None or (is_from_end and after is None)
    goes_up = is_backwards != is_ascending
    cursor = after if after is not None else before
    if cursor is not None and goes_up:
        query = query.where((first > cursor[0]) | ((first == cursor[0]) & (second > cursor[1])))
        query = query.where(first >= cursor[0])  # The planner finds its range by this one.
    elif cursor is not None:
        query = query.where((first < cursor[0]) | ((first == cursor[0]) & (second < cursor[1])))
        query = query.where(first <= cursor[0])
    ordering = (first.asc(), second.asc()) if goes_up else (first.desc(), second.desc())
    return query.order_by(*ordering).limit(limit + 1).offset(skip)


def batched(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """The rows in batches of at most `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
