"""Leaving for good: what goes, what stays, and that no file holds a trace."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from peewee import OperationalError

from bbs import db
from bbs.errors import Invalid, NotFound, Refused
from bbs.handles import DEPARTED
from bbs.models import ALL, Block, Member, Post, Thread
from bbs.policy import GUEST
from bbs.services import (
    boards,
    credentials,
    drafts,
    keys,
    leaving,
    letters,
    limits,
    members,
    posts,
    textsize,
    threads,
)
from bbs.services.credentials import Login
from bbs.services.posts import TAKEN_BACK_TITLE
from bbs.services.sessions import DELETED
from bbs.sessions import LiveSessions
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.services.leftovers import (
    ABOUT,
    ANSWER,
    BODY,
    COMMENT,
    KEY_LINE,
    TITLE,
    VEILED,
    leave_something,
    leave_something_with_staff,
)
from tests.tables import dump, sqlite_alone

HANDLE = "heidelbeere"


@pytest.fixture
def leaver(join: Join) -> Login:
    return join(HANDLE)


@pytest.fixture
def stayer(join: Join) -> Login:
    return join("brave-wren")


@pytest.fixture
def left_behind(leaver: Login, stayer: Login, clock: StandingClock) -> dict[str, int]:
    return leave_something(leaver, stayer, clock)


def leave(login: Login, clock: StandingClock, *, erase_texts: bool = False) -> None:
    leaving.delete_account(login.actor, PASSPHRASE, erase_texts=erase_texts, now=clock())


def bodies(thread_id: int) -> list[tuple[str, str]]:
    return [(post.handle, post.body) for post in posts.from_number(GUEST, thread_id, 1, limit=99)]


def test_posts_stay_under_nobodys_name(
    leaver: Login, stayer: Login, left_behind: dict[str, int], clock: StandingClock
) -> None:
    leave(leaver, clock)
    assert bodies(left_behind["alone"]) == [(DEPARTED, BODY)]
    assert bodies(left_behind["mine"])[0] == (DEPARTED, BODY)
    assert bodies(left_behind["theirs"])[1] == (DEPARTED, ANSWER)
    rows = threads.listing(GUEST, "back-pain", limit=10).rows
    assert {row.handle for row in rows if TITLE in row.title} == {DEPARTED}
    assert {post.token for post in Post.select()} == {None}


def test_texts_go_where_that_is_asked(
    leaver: Login, stayer: Login, left_behind: dict[str, int], clock: StandingClock
) -> None:
    leave(leaver, clock, erase_texts=True)
    with pytest.raises(NotFound):
        threads.get(GUEST, left_behind["alone"])
    assert bodies(left_behind["mine"]) == [(DEPARTED, ""), ("brave-wren", "An answer of another's")]
    assert threads.get(GUEST, left_behind["mine"]).title == TAKEN_BACK_TITLE
    assert bodies(left_behind["theirs"]) == [
        ("brave-wren", "Other words"),
        (DEPARTED, ""),
        ("brave-wren", "And so it goes on"),
        (bodies(left_behind["theirs"])[3][0], VEILED),
    ]
    assert threads.get(GUEST, left_behind["theirs"]).title == "Of another's"


@pytest.mark.parametrize("erase_texts", [False, True])
def test_no_row_holds_or_points_to_who_left(
    leaver: Login,
    stayer: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    erase_texts: bool,
) -> None:
    leave_something_with_staff(leaver, stayer, clock, left_behind["theirs"])
    others = {row for table in dump().values() for row in table}
    references = [
        field
        for model in ALL
        for field in model._meta.sorted_fields
        if getattr(field, "rel_model", None) is Member
    ]
    for field in references:
        held = field.model.select().where(field == leaver.actor.member_id).count()
        assert held, f"add a row of {field.model.__name__} to tests/services/leftovers.py"
    leave(leaver, clock, erase_texts=erase_texts)
    tables = dump()
    assert HANDLE not in repr(tables) and COMMENT not in repr(tables)
    for field in references:
        held = field.model.select().where(field == leaver.actor.member_id).count()
        assert held == 0, (field.model.__name__, field.name)
    # The other's mailbox is theirs, with the letter in it.
    kept = [row for row in tables["letter"] if row[1] == stayer.actor.member_id]
    assert len(kept) == 2 and set(kept) <= others
    inbox = letters.listing(stayer.actor, stayer.key, is_incoming=True, limit=9).rows
    assert inbox == (), "what a blocked one sent stays out of sight"


def test_who_wrote_nothing_leaves_no_row_at_all(
    leaver: Login, stayer: Login, clock: StandingClock
) -> None:
    before = dump()
    leave(leaver, clock)
    after = dump()
    assert [row[1] for row in after["member"]] == ["brave-wren"]
    assert len(after["credential"]) == len(before["credential"]) - 1


def test_a_departed_member_has_no_day_no_name_and_a_number_by_chance(
    join: Join, clock: StandingClock
) -> None:
    found = set()
    for handle in ("heidelbeere", "brombeere", "stachelbeere"):
        login = join(handle)
        threads.start(login.actor, "back-pain", "Title", "Body", now=clock())
        leave(login, clock)
    rows = list[Any](Member.select().dicts())
    assert len(rows) == 3
    for row in rows:
        found.add(row["id"])
        assert row["id"] < 0 and row["handle"] == DEPARTED
        assert row["joined_on"] == row["consented_on"] and row["joined_on"].year == 1970
        assert (row["letters"], row["role"]) == (0, "member")
    assert len(found) == 3
    assert join("johannisbeere").actor.member_id == 4, "numbers of members go on as before"


def test_nobody_gets_the_name_or_one_that_looks_like_it(
    leaver: Login, clock: StandingClock, join: Join
) -> None:
    leave(leaver, clock)
    for handle in (HANDLE, "Heidelbeere", "heide1beere", "heidel-beere"):
        with pytest.raises(Invalid, match="is taken"):
            members.check_handle(handle)
    assert members.check_handle("brombeere") == "brombeere"
    assert HANDLE not in repr(dump())


def test_who_left_can_be_neither_written_to_nor_logged_in(
    leaver: Login, stayer: Login, left_behind: dict[str, int], clock: StandingClock
) -> None:
    leave(leaver, clock)
    assert credentials.log_in(HANDLE, PASSPHRASE) is None
    assert credentials.log_in_with_key(HANDLE, keys.parse(KEY_LINE)[0]) is None
    for name in (HANDLE, DEPARTED, next(row[2] for row in dump()["member"] if row[0] < 0)):
        with pytest.raises(NotFound):
            letters.send(stayer.actor, name, "Hello", "Are you there?", now=clock())
        assert credentials.log_in(name, PASSPHRASE) is None
    assert letters.blocked(stayer.actor) == ()


def test_who_had_blocked_them_still_does(
    leaver: Login, stayer: Login, left_behind: dict[str, int], clock: StandingClock
) -> None:
    leave(leaver, clock)
    block: Any = Block.get()
    assert block.member_id == stayer.actor.member_id
    assert block.blocked.handle == DEPARTED


def test_a_session_that_is_still_open_writes_nothing_any_more(
    leaver: Login, stayer: Login, left_behind: dict[str, int], clock: StandingClock
) -> None:
    leave(leaver, clock)
    before = dump()
    for act in (
        lambda: posts.reply(leaver.actor, left_behind["mine"], "Still here", now=clock()),
        lambda: letters.send(leaver.actor, "brave-wren", "Still", "here", now=clock()),
        lambda: drafts.keep(leaver.actor, "reply", "1", "", "Still here", now=clock()),
        lambda: boards.join(leaver.actor, "stress", now=clock()),
        lambda: leave(leaver, clock),
    ):
        with pytest.raises((NotFound, Invalid, Refused)):
            act()
    assert dump() == before


@pytest.mark.parametrize("confirmation", ["", "not the passphrase", HANDLE])
def test_without_the_passphrase_nothing_happens(
    leaver: Login, left_behind: dict[str, int], clock: StandingClock, confirmation: str
) -> None:
    before = dump()
    with pytest.raises(Invalid, match="Nothing was deleted") as refused:
        leaving.delete_account(leaver.actor, confirmation, erase_texts=True, now=clock())
    assert refused.value.field == "confirmation"
    after = dump()
    # The wrong passphrase is counted, for the member to be told of it.
    assert after.pop("arrival") != before.pop("arrival") and after == before


def test_who_came_by_key_may_give_the_handle(leaver: Login, clock: StandingClock) -> None:
    with pytest.raises(Invalid, match="neither your handle nor your passphrase"):
        leaving.delete_account(
            leaver.actor, "brave-wren", erase_texts=False, came_by_key=True, now=clock()
        )
    leaving.delete_account(
        leaver.actor, " Heidelbeere ", erase_texts=False, came_by_key=True, now=clock()
    )
    assert not Member.select().exists()


def test_an_error_on_the_way_leaves_all_as_it_was(
    leaver: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    before = dump()
    monkeypatch.setattr(limits, "forget", fail)
    with pytest.raises(RuntimeError):
        leave(leaver, clock, erase_texts=True)
    assert dump() == before


def test_other_sessions_end(leaver: Login, stayer: Login, clock: StandingClock) -> None:
    live, told = LiveSessions(), list[tuple[str, str]]()

    def begin(login: Login, name: str) -> str:
        def end(why: str) -> None:
            told.append((name, why))

        return live.begin(
            login.actor.member_id, "full screen", "passphrase", clock(),
            connection=name, end=end, drop=lambda: None,
        )  # fmt: skip

    this_id, _, _ = begin(leaver, "this"), begin(leaver, "another"), begin(stayer, "somebody's")
    leaving.delete_account(
        leaver.actor, PASSPHRASE, erase_texts=False, live=live, this_id=this_id, now=clock()
    )
    assert told == [("another", DELETED)]


def test_counts_go_too(leaver: Login, clock: StandingClock) -> None:
    limits.bind({limits.Kind.POST: limits.Limit(9, 9, limits._HOUR)})
    threads.start(leaver.actor, "back-pain", "Title", "Body", now=clock())
    assert dump()["tally"]
    leave(leaver, clock)
    assert dump()["tally"] == []


def traces(folder: Path, *words: str) -> dict[str, list[str]]:
    """In which of the database's files each word stands; skips the test where a server has them."""
    sqlite_alone()
    files = [path for path in sorted(folder.iterdir()) if path.name.startswith("house.db")]
    return {
        word: [path.name for path in files if word.encode() in path.read_bytes()] for word in words
    }


def _community(leaver: Login, stayer: Login, clock: StandingClock, rng: random.Random) -> None:
    """Pages that were split, filled and emptied, with the words of both between one another."""
    for number in range(300):
        is_mine = rng.random() < 0.5
        actor = leaver.actor if is_mine else stayer.actor
        word = BODY if is_mine else "otherwise"
        body = f"{number} " + " ".join([word] * rng.choice((1, 5, 60, 700)))
        thread = threads.start(actor, "back-pain", f"{word} {number}", body, now=clock())
        if rng.random() < 0.5:
            other = stayer.actor if is_mine else leaver.actor
            answer = f"{'otherwise' if is_mine else ANSWER} " * rng.choice((1, 30, 400))
            post = posts.reply(other, thread.id, answer, now=clock())
            if rng.random() < 0.3:
                posts.edit(other, post.id, answer[: len(answer) // 2] or "x", now=clock())


@pytest.mark.parametrize("seed", range(2))
def test_no_page_of_any_file_holds_a_trace(
    leaver: Login,
    stayer: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    tmp_path: Path,
    seed: int,
) -> None:
    _community(leaver, stayer, clock, random.Random(seed))
    # The index of words has them without their endings.
    words = (HANDLE, TITLE, BODY, BODY.removesuffix("er"), ANSWER, COMMENT, ABOUT)
    before = traces(tmp_path, *words)
    assert all(before.values()), "the same look finds what is there"
    leave(leaver, clock, erase_texts=True)
    assert traces(tmp_path, *words) == {word: [] for word in words}
    assert traces(tmp_path, "otherwise")["otherwise"], "what is others' stays"
    assert db.database.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


def test_a_large_store_is_written_anew_at_the_next_start(
    leaver: Login,
    stayer: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _community(leaver, stayer, clock, random.Random(1))
    monkeypatch.setattr(db, "WRITTEN_ANEW_AT_ONCE", 0)
    leave(leaver, clock, erase_texts=True)
    assert traces(tmp_path, BODY)[BODY], "pages that were split hold what moved"
    assert BODY not in repr(dump())
    db.write_pages_anew()
    assert traces(tmp_path, BODY)[BODY] == []
    assert db.database.execute_sql("PRAGMA user_version").fetchone() == (0,)


def test_the_handle_goes_where_posts_stay(
    leaver: Login, stayer: Login, left_behind: dict[str, int], clock: StandingClock, tmp_path: Path
) -> None:
    leave(leaver, clock)
    found = traces(tmp_path, HANDLE, COMMENT, BODY)
    assert (found[HANDLE], found[COMMENT]) == ([], []) and found[BODY]


def test_without_that_it_would_be_found(
    leaver: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leaving, "leave_no_trace", bool)
    leave(leaver, clock, erase_texts=True)
    assert all(traces(tmp_path, HANDLE, TITLE, BODY, ANSWER, COMMENT).values())


def test_a_store_that_fails_just_then_is_cleaned_at_the_next_start(
    leaver: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full() -> int:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(db, "_size", full)
    leave(leaver, clock, erase_texts=True)
    assert Member.select().where(Member.handle == HANDLE).count() == 0
    monkeypatch.undo()
    db.write_pages_anew()
    assert not any(traces(tmp_path, HANDLE, TITLE, BODY, ANSWER, COMMENT).values())


def test_an_index_of_words_forgets_too(
    leaver: Login, stayer: Login, clock: StandingClock, tmp_path: Path
) -> None:
    sqlite_alone()
    sql: Any = db.database.execute_sql
    sql("CREATE VIRTUAL TABLE others USING fts5(body)")
    sql("INSERT INTO others (rowid, body) VALUES (1, ?), (2, 'otherwise')", (f"{BODY} and",))
    sql("DELETE FROM others WHERE rowid = 1")
    db._cut_log()
    assert traces(tmp_path, BODY)[BODY], "a deleted word stays until the index is merged"
    assert db.leave_no_trace()
    assert traces(tmp_path, BODY)[BODY] == []
    assert sql("SELECT rowid FROM others WHERE others MATCH 'otherwise'").fetchall() == [(2,)]


def index_pages() -> bytes:
    rows = db.database.execute_sql("SELECT block FROM words_data").fetchall()
    return b"".join(row[0] for row in rows)


def test_the_index_of_a_large_store_is_merged_step_by_step_just_afterwards(
    leaver: Login,
    stayer: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sqlite_alone()
    _community(leaver, stayer, clock, random.Random(1))
    begun: list[Callable[[], None]] = []
    steps: list[int] = []
    merge = db._has_merged

    def noted(name: str, pages: int) -> bool:
        steps.append(pages)
        return merge(name, pages)

    monkeypatch.setattr(db, "WRITTEN_ANEW_AT_ONCE", 0)
    monkeypatch.setattr(db, "_MERGED_AT_ONCE", 1)
    monkeypatch.setattr(db, "_has_merged", noted)
    monkeypatch.setattr(db, "_start", lambda seconds, work: begun.append(work))
    leave(leaver, clock, erase_texts=True)
    stem = BODY.removesuffix("er").encode()
    assert stem in index_pages() and not steps, "whoever leaves does not wait for it"
    thread = threading.Thread(target=begun[0])
    thread.start()
    thread.join()
    assert stem not in index_pages() and len(steps) > 2
    left = db.database.execute_sql("SELECT 1 FROM words WHERE words MATCH 'otherwise'").fetchall()
    assert left, "what is others' stays"


def test_a_reader_delays_the_log_and_no_more(
    leaver: Login,
    left_behind: dict[str, int],
    clock: StandingClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sqlite_alone()
    reader = sqlite3.connect(tmp_path / "house.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM post").fetchone()
    db.database.execute_sql("PRAGMA busy_timeout = 50")
    is_cut = threading.Event()
    monkeypatch.setattr(db, "_CUT_AGAIN", 0.05)
    again = db._cut_log_later

    def noted() -> None:
        again()
        if not traces(tmp_path, HANDLE)[HANDLE]:
            is_cut.set()

    monkeypatch.setattr(db, "_cut_log_later", noted)
    leave(leaver, clock, erase_texts=True)
    assert traces(tmp_path, HANDLE)[HANDLE], "whoever read before still reads the old pages"
    reader.execute("COMMIT")
    reader.close()
    assert is_cut.wait(10)


def test_a_guest_has_nothing_to_leave(house: None, clock: StandingClock) -> None:
    with pytest.raises(Refused):
        leaving.delete_account(GUEST, "guest", erase_texts=True, came_by_key=True, now=clock())
    assert not Thread.select().exists()


@pytest.mark.parametrize("erase_texts", [False, True])
def test_the_length_of_a_threads_file_is_still_true(
    leaver: Login, stayer: Login, left_behind: dict[str, int], clock: StandingClock,
    erase_texts: bool,
) -> None:  # fmt: skip
    leaving.delete_account(leaver.actor, PASSPHRASE, erase_texts=erase_texts, now=clock())
    rows = Post.select(Post, Member.handle).join(Member)
    sizes = textsize.of_views(posts.view(GUEST, row) for row in rows)
    kept = {row.id: row.text_bytes for row in Thread.select()}
    assert kept and kept == dict(sizes)
