"""The index of words, as services ask it: FTS5 on SQLite, tsvector on PostgreSQL.

Triggers keep it (bbs/migrations/0008_search.py), so that nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from peewee import SQL, Expression, NodeList, SqliteDatabase, Table, Value, fn

from bbs import finding
from bbs.db import database
from bbs.finding import MARK, UNMARK

_BOARD, _WRITER, _DEPARTED = "\ue000", "\ue001", "\ue002"
"""What the words begin with that stand for a post's board and writer."""
_SNIPPET_WORDS = 24
_NEAR = 10

_index = Table("words")


@dataclass(frozen=True, slots=True)
class Sought:
    """What posts must have, and what they must not have, to be found."""

    terms: tuple[str, ...]
    without: tuple[str, ...] = ()
    board_id: int | None = None
    writer_id: int | None = None
    closed_board_ids: tuple[int, ...] = ()
    """Boards that the actor may not read."""
    blocked_ids: tuple[int, ...] = ()
    """Writers whom the actor does not want to hear from."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The words that stand for the board and the writer that are asked for."""
        board = () if self.board_id is None else (f"{_BOARD}{self.board_id}",)
        writer = () if self.writer_id is None else (_writer(self.writer_id),)
        return (*board, *writer)

    @property
    def forbidden_tags(self) -> tuple[str, ...]:
        """Those that stand for boards and writers which must not be found."""
        closed = (f"{_BOARD}{board_id}" for board_id in self.closed_board_ids)
        return (*closed, *map(_writer, self.blocked_ids))


def _writer(member_id: int) -> str:
    return f"{_WRITER}{member_id}" if member_id > 0 else f"{_DEPARTED}{-member_id}"


def ids(
    sought: Sought,
    *,
    limit: int,
    skip: int = 0,
    below: int | None = None,
    above: int | None = None,
    is_upward: bool = False,
) -> list[int]:
    """The posts that are found, newest first; from the oldest on where `is_upward`.

    It stops as soon as it has enough: a common word costs no more than a rare one.
    """
    post_id = _id()
    query = _index.select(post_id).where(_has(sought))
    if below is not None:
        query = query.where(post_id < below)
    if above is not None:
        query = query.where(post_id > above)
    query = query.order_by(post_id.asc() if is_upward else post_id.desc())
    return _first_column(query.limit(limit).offset(skip))


def closest(sought: Sought, post_ids: Sequence[int]) -> list[set[int]]:
    """Among posts that are found, newest first: where all words stand in the title, then where
    they stand side by side, then where they stand near one another."""
    if not post_ids or not sought.terms:
        return []
    post_id = _id()
    is_among = (post_id >= post_ids[-1]) & (post_id <= post_ids[0])
    among = set(post_ids)
    found = []
    for condition in _closer(sought.terms):
        query = _index.select(post_id).where(condition, is_among)
        found.append(among.intersection(_first_column(query)))
    return found


def snippets(sought: Sought, post_ids: Iterable[int]) -> dict[int, str]:
    """For each of the posts some words around those that were found, which `finding` marks."""
    wanted = list(post_ids)
    if not wanted:
        return {}
    if _is_sqlite():
        # They were found already: what else they must or must not have would be looked up for each.
        those = replace(sought, without=(), closed_board_ids=(), blocked_ids=())
        marked = fn.snippet(SQL('"words"'), 1, MARK, UNMARK, "...", _SNIPPET_WORDS)
        query = _index.select(_id(), marked).where(_has(those), _id() << wanted)
    else:
        post = Table("post")
        options = (
            f"StartSel={MARK}, StopSel={UNMARK}, MaxWords={_SNIPPET_WORDS}, "
            f"MinWords={_SNIPPET_WORDS // 2}"
        )
        terms = _joined("||", map(_tsquery, sought.terms or ("",)))
        marked = fn.ts_headline(SQL("'lamplight'"), post.c.body, terms, options)
        query = post.select(post.c.id, marked).where(post.c.id << wanted)
    return dict(database.execute(query).fetchall())


def _first_column(query: Any) -> list[int]:
    # Past peewee's own rows: for 20,000 numbers they cost more than the index does.
    return [row[0] for row in database.execute(query).fetchall()]


def _is_sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)


def _id() -> Any:
    return _index.c.rowid if _is_sqlite() else _index.c.id


def _has(sought: Sought) -> Any:
    """The condition that a post is found."""
    if not _is_sqlite():
        wanted = (*map(_tsquery, sought.terms), *map(_tag_query, sought.tags))
        unwanted = (*map(_tsquery, sought.without), *map(_tag_query, sought.forbidden_tags))
        refused = (NodeList((SQL("!!"), each)) for each in unwanted)
        return _found_by(_joined("&&", (*wanted, *refused)))
    words = " AND ".join(map(_quoted, (*sought.terms, *sought.tags)))
    unwanted_words = " OR ".join(map(_quoted, (*sought.without, *sought.forbidden_tags)))
    return _matches(f"({words}) NOT ({unwanted_words})" if unwanted_words else words)


def _closer(terms: Sequence[str]) -> Iterator[Any]:
    """The conditions that raise a post above others, the strongest first."""
    phrase = " ".join(terms)
    if not _is_sqlite():
        in_title = fn.ts_filter(_index.c.found_by, Value("{a}").cast('"char"[]'))
        yield Expression(in_title, "@@", _joined("&&", map(_tsquery, terms)))
        if len(terms) > 1:
            yield _found_by(_tsquery(phrase))
        return
    quoted = [_quoted(term) for term in terms]
    yield _matches(f"title : ({' AND '.join(quoted)})")
    if len(terms) > 1:
        yield _matches(_quoted(phrase))
        yield _matches(f"NEAR({' '.join(quoted)}, {_NEAR})")


# FTS5 has a language of its own, which members never get to: each word of theirs is in quotes, and
# quotes they have none, for `finding.parse` took them away.


def _matches(words: str) -> Any:
    return Expression(SQL('"words"'), "MATCH", Value(words))


def _quoted(term: str) -> str:
    """As FTS5 takes it. Where no blanks are between words, what begins so will do."""
    return f'"{term}" *' if finding.is_unspaced(term[-1]) else f'"{term}"'


def _found_by(query: Any) -> Any:
    return Expression(_index.c.found_by, "@@", query)


def _tsquery(term: str) -> Any:
    return fn.phraseto_tsquery(SQL("'lamplight'"), term)


def _tag_query(tag: str) -> Any:
    return Value(f"'{tag}'").cast("tsquery")


def _joined(operator: str, queries: Iterable[Any]) -> Any:
    return reduce(lambda one, other: Expression(one, operator, other), queries)
