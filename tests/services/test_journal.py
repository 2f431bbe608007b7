"""The journal: entries for their writer's eyes, kept and shared as copies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bbs import db
from bbs.errors import Invalid, Locked, NotFound, Refused
from bbs.models import JournalEntry, Member
from bbs.services import drafts, journal
from bbs.services.credentials import Login
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import dump, on_disk

TITLE, BODY = "wiesenralle", "trauermantel\nand a second line"


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


def titles(login: Login) -> list[str]:
    return [row.title for row in journal.listing(login.actor, login.key, limit=99).rows]


def test_what_is_written_can_be_read(otter: Login, clock: StandingClock) -> None:
    written = clock()
    number = journal.write(otter.actor, TITLE, BODY, now=written)
    clock.pass_(hours=3)
    entry = journal.read(otter.actor, otter.key, number)
    assert (entry.title, entry.body, entry.written_at) == (TITLE, BODY, written)
    assert not entry.is_changed and not entry.is_closed
    (row,) = journal.listing(otter.actor, otter.key, limit=10).rows
    assert (row.number, row.title, row.written_at) == (1, TITLE, written)
    assert TITLE not in repr(entry) + repr(row) and "trauermantel" not in repr(entry)


def test_a_title_is_not_needed(otter: Login, clock: StandingClock) -> None:
    journal.write(otter.actor, "  ", "A first line\nand more", now=clock())
    journal.write(otter.actor, "", "word " * 40, now=clock())
    assert titles(otter) == [f"{('word ' * 12)}...", "A first line"]
    assert journal.read(otter.actor, otter.key, 1).title == ""
    with pytest.raises(Invalid):
        journal.write(otter.actor, "Title", " \n ", now=clock())
    with pytest.raises(Invalid):
        journal.write(otter.actor, "x" * 81, "Body", now=clock())


def test_changed_it_keeps_its_moment(otter: Login, clock: StandingClock) -> None:
    written = clock()
    number = journal.write(otter.actor, TITLE, BODY, now=written)
    clock.pass_(days=2)
    journal.change(otter.actor, otter.key, number, "Another", "Other words")
    entry = journal.read(otter.actor, otter.key, number)
    assert (entry.title, entry.body) == ("Another", "Other words")
    assert entry.written_at == written and entry.is_changed
    with pytest.raises(NotFound):
        journal.change(otter.actor, otter.key, 9, "Title", "Body")
    with pytest.raises(Locked):
        journal.change(otter.actor, None, number, "Title", "Body")


def test_without_the_key_it_is_written_and_not_read(otter: Login, clock: StandingClock) -> None:
    number = journal.write(otter.actor, TITLE, BODY, now=clock())
    for ask in (
        lambda: journal.read(otter.actor, None, number),
        lambda: journal.listing(otter.actor, None, limit=9),
    ):
        with pytest.raises(Locked, match="sealed"):
            ask()


def test_sent_twice_it_is_there_once(otter: Login, wren: Login, clock: StandingClock) -> None:
    for _ in range(2):
        assert journal.write(otter.actor, TITLE, BODY, token="one", now=clock()) == 1
    assert journal.write(wren.actor, TITLE, BODY, token="one", now=clock()) == 1
    assert titles(otter) == [TITLE]


def test_a_number_is_never_given_twice(otter: Login, clock: StandingClock) -> None:
    for expected in (1, 2):
        assert journal.write(otter.actor, f"{expected}", BODY, now=clock()) == expected
    drafts.keep(otter.actor, "journal-edit", "2", "2", "Begun anew", now=clock())
    journal.delete(otter.actor, 2)
    assert not drafts.exists(otter.actor, "journal-edit", "2")
    assert journal.write(otter.actor, "3", BODY, now=clock()) == 3
    assert titles(otter) == ["3", "1"]
    for number in (2, 9):
        with pytest.raises(NotFound):
            journal.delete(otter.actor, number)


def test_another_member_reads_changes_and_deletes_nothing_of_it(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    number = journal.write(otter.actor, TITLE, BODY, now=clock())
    before = dump()
    for ask in (
        lambda: journal.read(wren.actor, wren.key, number),
        lambda: journal.change(wren.actor, wren.key, number, "Title", "Body"),
        lambda: journal.delete(wren.actor, number),
    ):
        with pytest.raises(NotFound):
            ask()
    assert titles(wren) == [] and dump() == before
    # Neither does another's key open it, whoever asks.
    assert journal.read(otter.actor, wren.key, number).is_closed


def test_a_row_in_anothers_place_stays_closed(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    journal.write(otter.actor, "First", "One", now=clock())
    journal.write(otter.actor, "Second", "Two", now=clock())
    one, two = JournalEntry.select().order_by(JournalEntry.number)
    JournalEntry.update(sealed=two.sealed).where(JournalEntry.id == one.id).execute()
    first = journal.read(otter.actor, otter.key, 1)
    assert first.is_closed and first.body == journal.CLOSED
    assert titles(otter) == ["Second", "(stays closed)"]
    rows = journal.listing(otter.actor, otter.key, limit=9).rows
    assert rows[1].written_at is None
    with pytest.raises(NotFound, match="can't be opened"):
        journal.to_share(otter.actor, otter.key, 1)
    with pytest.raises(NotFound, match="can't be opened"):
        journal.change(otter.actor, otter.key, 1, "Title", "Body")
    assert journal.to_share(otter.actor, otter.key, 2).body == "Two"


def test_the_database_holds_no_word_and_no_moment(
    otter: Login, clock: StandingClock, tmp_path: Path
) -> None:
    journal.write(otter.actor, TITLE, BODY, now=clock())
    journal.change(otter.actor, otter.key, 1, "blindschleiche", "seepferdchen")
    found = on_disk(tmp_path)
    for word in (TITLE, "trauermantel", "blindschleiche", "seepferdchen", "2026-05-04T"):
        assert word.encode() not in found, word
    (row,) = dump()["journal_entry"]
    assert not any(isinstance(each, str) for each in row)
    sizes = {len(bytes(row.sealed)) for row in JournalEntry.select()}
    journal.write(otter.actor, "", "x", now=clock())
    assert {len(bytes(row.sealed)) for row in JournalEntry.select()} == sizes


def test_who_came_by_a_key_for_reading_reads_nothing_of_it(
    otter: Login, clock: StandingClock
) -> None:
    reader = replace(otter.actor, is_reading=True)
    journal.write(otter.actor, TITLE, BODY, now=clock())
    with pytest.raises(Refused, match=r"for reading only\. Your journal"):
        journal.read(reader, otter.key, 1)
    with pytest.raises(Refused):
        journal.listing(reader, otter.key, limit=9)
    with pytest.raises(Refused, match="for reading only"):
        journal.write(reader, TITLE, BODY, now=clock())


def test_there_is_a_most(
    otter: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_ENTRIES", 2)
    for _ in range(2):
        journal.write(otter.actor, TITLE, BODY, token=None, now=clock())
    with pytest.raises(Invalid, match="at the most"):
        journal.write(otter.actor, TITLE, BODY, now=clock())
    assert Member.get_by_id(otter.actor.member_id).entries == 2


@pytest.mark.parametrize("rows", [3, 40])
def test_a_page_costs_one_query(
    otter: Login, clock: StandingClock, assert_query_count: QueryCount, rows: int
) -> None:
    with db.atomic():
        for number in range(rows):
            journal.write(otter.actor, f"{number}", BODY, now=clock())
    with assert_query_count(1):
        assert len(journal.listing(otter.actor, otter.key, limit=50).rows) == rows
