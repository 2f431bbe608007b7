"""The store itself: who waits for whom, and what became of what a row points at."""

from __future__ import annotations

import threading
import time

import pytest
from peewee import IntegrityError, OperationalError

from bbs import db
from bbs.errors import NotFound
from bbs.models import FormerHandle, Membership


@pytest.mark.sqlite
def test_a_writer_waits_for_others_no_longer_than_for_the_store(
    house: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.2)
    is_held, is_enough = threading.Event(), threading.Event()

    def hold() -> None:
        with db._writing():
            is_held.set()
            is_enough.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert is_held.wait(10)
    began = time.monotonic()
    with pytest.raises(OperationalError, match="no writer got through"), db.atomic():
        pass
    assert 0.2 <= time.monotonic() - began < 5
    is_enough.set()
    holder.join()
    with db.atomic():
        FormerHandle.insert(tag=b"x").execute()


def test_a_row_that_points_at_what_is_gone_is_not_written(house: None) -> None:
    def write() -> None:
        with db.atomic():
            FormerHandle.insert(tag=b"x").execute()
            Membership.insert(member=7, board=1, floor_at=0).execute()

    with pytest.raises(NotFound, match="Nothing was written"):
        write()
    assert not FormerHandle.select().exists()


def test_another_fault_of_a_row_is_the_services_to_tell(house: None) -> None:
    with db.atomic():
        FormerHandle.insert(tag=b"x").execute()
    with pytest.raises(IntegrityError), db.atomic():
        FormerHandle.insert(tag=b"x").execute()


@pytest.mark.sqlite
def test_nothing_that_a_statement_sets_aside_gets_to_the_disk(house: None) -> None:
    in_memory = 2
    assert db.database.execute_sql("PRAGMA temp_store").fetchone() == (in_memory,)
    assert db.database.execute_sql("PRAGMA secure_delete").fetchone() == (1,)
