"""Finding posts: what is found, in which order, and what must not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbs import db
from bbs.errors import NotFound, Refused, TooMany
from bbs.models import Board, Post, Thread
from bbs.policy import GUEST, Actor
from bbs.services import (
    boards,
    following,
    leaving,
    letters,
    limits,
    posts,
    search,
    threads,
    wordindex,
)
from bbs.services.credentials import Login
from bbs.views import FoundPost, Page
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock
from tests.tables import sqlite_alone

CLOSED = "bereavement"
"""A board that guests may not read."""

Write = Callable[..., int]


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


@pytest.fixture
def write(wren: Login, clock: StandingClock) -> Write:
    """Begin a thread, by the wren where nobody else is named; its id."""

    def begin(
        body: str, title: str = "A title", slug: str = "back-pain", by: Login | None = None
    ) -> int:
        actor = (by or wren).actor
        return threads.start(actor, slug, title, body, now=clock.pass_(minutes=1)).id

    return begin


@pytest.fixture(autouse=True)
def whole_index(house: None) -> Iterator[None]:
    """Whatever a test did, afterwards the index holds what the posts hold, and nothing else."""
    yield
    if db.is_postgresql():
        assert words_on_server() == words_of_posts()
        return
    db.database.execute_sql(
        "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)"
    )  # Raises where they differ.


def words_on_server() -> list[Any]:
    """What PostgreSQL's index holds."""
    rows: Any = db.database.execute_sql("SELECT id, found_by::text FROM words ORDER BY id")
    return list(rows.fetchall())


def words_of_posts() -> list[Any]:
    """What it would hold if it were made anew."""
    rows: Any = db.database.execute_sql(
        "SELECT id, (setweight(to_tsvector('lamplight', title), 'A') ||"
        " setweight(to_tsvector('lamplight', body), 'D') ||"
        " array_to_tsvector(string_to_array(tags, ' ')))::text FROM word_source ORDER BY id"
    )
    return list(rows.fetchall())


def found(raw: str, actor: Actor = GUEST, **where: Any) -> list[int]:
    """The ids of the threads in which posts were found, in their order."""
    return [row.thread_id for row in page(raw, actor, **where).rows]


def page(raw: str, actor: Actor = GUEST, *, limit: int = 50, **where: Any) -> Page[FoundPost]:
    return search.find(actor, raw, limit=limit, now=StandingClock()(), **where)


def first_post(thread_id: int) -> int:
    return int(Post.get(Post.thread == thread_id, Post.number == 1).id)


def test_words_are_found_in_bodies_and_in_titles_newest_first(write: Write) -> None:
    first = write("The kitchen timer helps me")
    second = write("Nothing to say", "Kitchen talk")
    write("Something else")
    assert found("kitchen") == [second, first]
    assert found("timer") == [first]
    assert found("bicycle") == []


def test_a_row_says_where_who_and_when(write: Write, wren: Login, clock: StandingClock) -> None:
    thread_id = write("The kitchen\n\ntimer *helps*, me", "Sitting at work")
    answer = posts.reply(wren.actor, thread_id, "A timer, too", now=clock.pass_(minutes=1))
    newest, oldest = page("timer").rows
    assert (newest.id, newest.number, newest.posted_at) == (answer.id, 2, answer.posted_at)
    assert (oldest.thread_id, oldest.title, oldest.handle) == (
        thread_id,
        "Sitting at work",
        "brave-wren",
    )
    assert (oldest.board_slug, oldest.board_name) == ("back-pain", "Back Pain")
    assert oldest.snippet == (("The kitchen ", False), ("timer", True), (" *helps*, me", False))


def test_the_snippet_is_taken_where_the_words_are(write: Write) -> None:
    write("before " * 500 + "a nightingale sang " + "after " * 500)
    (row,) = page("nightingales").rows
    assert ("nightingale", True) in row.snippet
    assert len("".join(words for words, _ in row.snippet)) < 250
    (row,) = page("title").rows
    assert not any(is_found for _, is_found in row.snippet), "it stands in the title"
    assert row.snippet[0][0].startswith("before before")


@pytest.mark.parametrize(
    ("raw", "is_found"),
    [
        ("sleep", True), ("SLEEPING", True), ("sleeps badly", True), ("badly sleep", True),
        ("sleep well", False), ('"sleep badly"', True), ('"badly sleep"', False),
        ("cafe", True), ("Café", True), ("CAFÉ", True), ("don't", True), ("dont", False),
        ("sleep -badly", False), ("sleep -well", True), ('sleep -"sleep well"', True),
        ("self-harm", False), ("12", True), ("b12", True), ("安心", True), ("心", False),
        ("“sleep badly”", True), ("sleep 😀", True), ('sleep "', True), ('"sleep badly', True),
    ],
)  # fmt: skip
def test_what_members_type(write: Write, raw: str, is_found: bool) -> None:
    if raw == "安心":
        sqlite_alone()  # Without blanks PostgreSQL finds whole runs only.
    write("I sleep badly, don't I? At 12 in the café, with B12. 安心します 😀", "Zolpi")
    assert bool(found(raw)) is is_found


@pytest.mark.parametrize(
    "raw",
    [
        "", " ", "-", '"', '""', '" "', "-sleep", '-"sleep"', "\x00", "sleep\x00", "😀", "*", "^",
        "\ue0001", "\ue0011", "\ud800", "by:", "title : sleep",
        "NEAR(sleep badly, 5)", "AND",
        "sleep AND NOT", "sleep OR", "{title body}: sleep", "sleep + badly", "sleep*", "'; DROP",
        "()", "a " * 5_000, "x" * 5_000, "%", "\u202esleep", "- - -", '-"', "---x",
        "ﷺ", "¼", "\u0301",
    ],
)  # fmt: skip
def test_odd_input_is_taken_as_it_is(write: Write, otter: Login, raw: str) -> None:
    write("I sleep badly")
    for is_best in (False, True):
        for actor in (GUEST, otter.actor):
            page(raw, actor, is_best=is_best)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    raw=st.text(st.sampled_from("ab sleep\"-*:()^+{}'%\x00\ue0001😀安é\n,.AND") | st.characters())
)
def test_whatever_is_typed_nothing_is_raised(house: None, raw: str) -> None:
    if "by:" not in raw.lower():
        page(raw)
        page(raw, is_best=True)


def test_what_looks_like_an_operator_is_a_word(write: Write) -> None:
    either = write("or not near and")
    write("apple")
    assert found("apple OR near") == []
    assert found("OR NOT NEAR AND") == [either]


def test_in_one_board(write: Write) -> None:
    here, _ = write("timer"), write("timer", slug="stress")
    assert found("timer", board="back-pain") == [here]
    with pytest.raises(NotFound):
        page("timer", board="no-such-board")


def test_a_thread_that_moves_is_found_where_it_is(write: Write) -> None:
    thread_id = write("timer")
    other = Board.get(Board.slug == "stress").id
    Thread.update(board=other).where(Thread.id == thread_id).execute()
    assert found("timer", board="back-pain") == []
    assert found("timer", board="stress") == [thread_id]


def test_only_boards_that_one_may_read(write: Write, otter: Login) -> None:
    open_, closed = write("timer"), write("timer", slug=CLOSED)
    assert found("timer") == [open_]
    assert found("timer by:brave-wren") == [open_]
    assert found("timer", is_best=True) == [open_]
    assert found("timer", otter.actor) == [closed, open_]
    with pytest.raises(Refused):
        page("timer", board=CLOSED)


def test_by_writer(write: Write, otter: Login, wren: Login, clock: StandingClock) -> None:
    theirs, own = write("timer"), write("timer", by=otter)
    posts.reply(otter.actor, theirs, "Another timer", now=clock())
    assert found("timer", by="quiet-otter") == [theirs, own]
    assert found("timer by:BRAVE-wren") == [theirs]
    assert found("", by="quiet-otter") == [theirs, own], "all that they wrote"
    assert found("apple", by="quiet-otter") == []


def test_by_nobody(write: Write, otter: Login) -> None:
    write("timer")
    with pytest.raises(NotFound, match="no member named old-lantern"):
        page("timer", otter.actor, by="old-lantern")
    assert page("timer", by="old-lantern").rows == (), "guests aren't told who is a member"


def test_posts_of_blocked_members_are_left_out(
    write: Write, otter: Login, wren: Login, clock: StandingClock, join: Join
) -> None:
    theirs, own = write("timer"), write("timer", by=otter)
    third = write("timer", by=join("old-lantern"))
    letters.block(otter.actor, "brave-wren")
    for is_best in (False, True):
        assert found("timer", otter.actor, is_best=is_best) == [third, own]
    assert found("timer", otter.actor, by="brave-wren") == []
    assert found("timer", wren.actor) == [third, own, theirs], "others see them as before"
    leaving.delete_account(wren.actor, PASSPHRASE, erase_texts=False, now=clock())
    assert found("timer", otter.actor) == [third, own], "nor once they have left"
    assert found("timer") == [third, own, theirs]


def test_an_ignored_thread_is_found(write: Write, otter: Login) -> None:
    thread_id = write("timer")
    following.ignore(otter.actor, thread_id)
    assert found("timer", otter.actor) == [thread_id]


def test_what_was_taken_back_is_found_no_more(
    write: Write, wren: Login, otter: Login, clock: StandingClock
) -> None:
    thread_id = write("nightingale", "kingfisher")
    answer = posts.reply(otter.actor, thread_id, "swallow", now=clock())
    posts.delete(wren.actor, first_post(thread_id))
    assert found("nightingale") == found("kingfisher") == []
    assert found("taken back") == [], "nor the line that stands there instead"
    assert found("by:brave-wren") == []
    assert found("swallow") == [thread_id]
    posts.delete(otter.actor, answer.id)
    assert found("swallow") == []
    assert not Thread.select().exists()


def test_what_was_changed_is_found_by_its_new_words(write: Write, wren: Login) -> None:
    thread_id = write("nightingale", "kingfisher")
    posts.edit(wren.actor, first_post(thread_id), "swallow", title="heron")
    assert found("nightingale") == found("kingfisher") == []
    assert found("swallow heron") == [thread_id]


@pytest.mark.parametrize("erase_texts", [False, True])
def test_who_leaves(
    write: Write, wren: Login, otter: Login, clock: StandingClock, erase_texts: bool
) -> None:
    alone, shared = write("nightingale"), write("nightingale", "kingfisher")
    posts.reply(otter.actor, shared, "swallow", now=clock())
    leaving.delete_account(wren.actor, PASSPHRASE, erase_texts=erase_texts, now=clock())
    assert found("nightingale") == ([] if erase_texts else [shared, alone])
    assert found("kingfisher") == ([] if erase_texts else [shared])
    assert found("swallow") == [shared]
    assert page("", by="brave-wren").rows == ()


def index_terms() -> set[str]:
    """All words that the index knows."""
    run: Any = db.database.execute_sql
    run("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, 'row')")
    terms = {term for (term,) in run("SELECT term FROM vocabulary").fetchall()}
    run("DROP TABLE temp.vocabulary")
    return terms


def test_an_erased_members_words_are_in_no_table_of_the_index(
    write: Write, wren: Login, otter: Login, clock: StandingClock
) -> None:
    sqlite_alone()
    for _ in range(20):
        shared = write("nachtigall", "eisvogel")
        posts.reply(otter.actor, shared, "schwalbe", now=clock())
    assert {"nachtigal", "eisvogel", "schwalb"} <= index_terms()
    leaving.delete_account(wren.actor, PASSPHRASE, erase_texts=True, now=clock())
    assert not {term for term in index_terms() if term.startswith(("nachtig", "eisvog"))}
    blocks = b"".join(
        row[0] for row in db.database.execute_sql("SELECT block FROM words_data").fetchall()
    )
    assert b"schwalb" in blocks and b"nachtig" not in blocks and b"eisvog" not in blocks


def test_a_write_that_fails_leaves_the_index_as_it_was(write: Write, wren: Login) -> None:
    thread_id = write("nightingale")

    def fail() -> None:
        with db.atomic():
            Post.update(body="swallow").where(Post.thread == thread_id).execute()
            assert found("swallow") == [thread_id]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert found("nightingale") == [thread_id] and found("swallow") == []


def walked(raw: str, actor: Actor, limit: int, **where: Any) -> tuple[list[int], list[int]]:
    """The posts page by page down to the end, and from the end page by page up again."""
    down, up = list[int](), list[int]()
    at = page(raw, actor, limit=limit, **where)
    assert at.before is None
    down += [row.id for row in at.rows]
    while at.after is not None:
        at = page(raw, actor, limit=limit, after=at.after, **where)
        down += [row.id for row in at.rows]
    at = page(raw, actor, limit=limit, is_from_end=True, **where)
    assert at.after is None
    up = [row.id for row in at.rows]
    while at.before is not None:
        at = page(raw, actor, limit=limit, before=at.before, **where)
        up = [row.id for row in at.rows] + up
    return down, up


@pytest.mark.parametrize("is_best", [False, True])
@pytest.mark.parametrize("count", [1, 4, 5, 13])
def test_pages(write: Write, otter: Login, count: int, is_best: bool) -> None:
    ids = [
        first_post(write("timer" if at % 3 else "a kitchen", "t" if at % 2 else "kitchen timer"))
        for at in range(count)
    ]
    expected = [row.id for row in page("timer", otter.actor, is_best=is_best).rows]
    assert set(expected) <= set(ids)
    if not is_best:
        assert expected == sorted(expected, reverse=True)
    for limit in (1, 2, 4, 100):
        assert walked("timer", otter.actor, limit, is_best=is_best) == (expected, expected)
    skipped = page("timer", otter.actor, limit=2, skip=2, is_best=is_best)
    assert [row.id for row in skipped.rows] == expected[2:4]


@pytest.mark.parametrize("is_best", [False, True])
def test_what_is_posted_meanwhile_moves_no_page(write: Write, otter: Login, is_best: bool) -> None:
    ids = [first_post(write("timer")) for _ in range(4)][::-1]
    first = page("timer", otter.actor, limit=2, is_best=is_best)
    write("timer")
    second = page("timer", otter.actor, limit=2, is_best=is_best, after=first.after)
    assert [row.id for row in (*first.rows, *second.rows)] == ids
    back = page("timer", otter.actor, limit=2, is_best=is_best, before=second.before)
    assert back.rows == first.rows


def test_best_first(write: Write) -> None:
    sqlite_alone()  # On PostgreSQL "near" is not asked.
    title = write("Something", "My kitchen timer")
    phrase = write("I set a kitchen timer")
    near = write("A timer for the kitchen")
    far = write("kitchen " + "and " * 30 + "timer")
    newest = write("timer " + "and " * 30 + "kitchen")
    assert found("kitchen timer", is_best=True) == [title, phrase, near, newest, far]
    assert found("kitchen timer") == [newest, far, near, phrase, title]


def test_best_first_is_among_the_newest(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_alone()  # On PostgreSQL "near" is not asked.
    monkeypatch.setattr(search, "BEST_AMONG", 2)
    write("Something", "kitchen timer")
    second, third = write("kitchen or timer"), write("kitchen " + "and " * 30 + "timer")
    assert found("kitchen timer", is_best=True) == [second, third]


def test_searches_are_limited_and_further_pages_are_not(
    write: Write, otter: Login, clock: StandingClock
) -> None:
    for _ in range(3):
        write("timer")
    limits.bind({limits.Kind.SEARCH: limits.Limit(2, 2, limits._HOUR)})
    first = page("timer", otter.actor, limit=1)
    page("timer", otter.actor, limit=1, after=first.after)
    page("timer", otter.actor, limit=1)
    with pytest.raises(TooMany, match="2 searches an hour"):
        page("timer", otter.actor)
    assert page("timer").rows, "guests have no account to count by"


def test_it_takes_as_many_queries_for_one_row_as_for_many(
    write: Write, otter: Login, assert_query_count: QueryCount
) -> None:
    for count in (1, 30):
        for _ in range(count):
            write("a kitchen timer")
        with assert_query_count(5):
            page("timer", otter.actor)
        with assert_query_count(6):
            page("timer", otter.actor, is_best=True)


def test_newest_first_needs_no_sorting(house: None) -> None:
    sqlite_alone()
    run: Any = db.database.execute_sql
    sought = wordindex.Sought(("timer", "kitchen"), ("apple",), 1, 2, (3,), (4,))
    query = wordindex._index.select(wordindex._id()).where(wordindex._has(sought))
    sql, parameters = query.order_by(wordindex._id().desc()).limit(9).bind(db.database.obj).sql()
    plan = [row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()]
    assert len(plan) == 1 and "VIRTUAL TABLE" in plan[0], plan


def test_a_board_is_joined_or_not_all_the_same(
    write: Write, otter: Login, clock: StandingClock
) -> None:
    thread_id = write("timer")
    boards.join(otter.actor, "back-pain", now=clock())
    assert found("timer", otter.actor) == [thread_id]
