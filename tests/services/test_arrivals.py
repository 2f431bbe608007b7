"""What is told of log-ins and guesses, and what is kept of them."""

from __future__ import annotations

import pytest
from peewee import OperationalError

from bbs import db
from bbs.errors import Refused
from bbs.models import Arrival
from bbs.services import arrivals, credentials, keys, recovery
from bbs.services.credentials import Login
from tests.helpers import PASSPHRASE, Join, StandingClock

BLOB = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32


def come_in(passphrase: str = PASSPHRASE) -> Login | None:
    return credentials.log_in("quiet-otter", passphrase)


def told(login: Login) -> tuple[int, int, int]:
    view = arrivals.tell(login.actor)
    return view.logins, view.wrong, view.codes


def test_who_just_joined_or_came_once_is_told_nothing(join: Join) -> None:
    otter = join("quiet-otter")
    assert told(otter) == (0, 0, 0)
    assert come_in() is not None
    assert told(otter) == (0, 0, 0), "that log-in is the one that asks"


def test_log_ins_since_the_last_home_are_told_once(join: Join, clock: StandingClock) -> None:
    otter = join("quiet-otter")
    keys.register(otter.actor.member_id, BLOB, "", now=clock())
    come_in()
    told(otter)
    come_in()
    assert credentials.log_in_with_key("quiet-otter", BLOB) is not None
    come_in()
    assert told(otter) == (2, 0, 0)
    come_in()
    assert told(otter) == (0, 0, 0)


def test_a_session_is_told_of_what_comes_while_it_lasts_even_if_another_was_told(
    join: Join,
) -> None:
    otter = join("quiet-otter")
    come_in()
    first = arrivals.tell(otter.actor)
    come_in()
    come_in("not this one")
    assert told(otter) == (0, 1, 0), "the second session's own home"
    later = arrivals.tell(otter.actor, first.seen)
    assert (later.logins, later.wrong) == (1, 1)
    again = arrivals.tell(otter.actor, later.seen)
    assert (again.logins, again.wrong) == (0, 0)


def test_wrong_passphrases_and_codes_are_counted_and_lock_nobody_out(
    join: Join, clock: StandingClock
) -> None:
    otter = join("quiet-otter")
    for _ in range(30):
        assert come_in("not this one") is None
    with pytest.raises(Refused):
        recovery.check("Quiet-Otter", "no code", now=clock())
    assert come_in() is not None
    assert told(otter) == (0, 31, 0)


def test_of_an_unknown_handle_nothing_is_kept(join: Join) -> None:
    join("quiet-otter")
    assert credentials.log_in("nobody-here", PASSPHRASE) is None
    assert not Arrival.select().exists()


def test_a_wrong_passphrase_writes_nothing_before_it_is_answered(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    join("quiet-otter")
    left: list[object] = []
    monkeypatch.setattr(arrivals, "later", left.append)
    for handle in ("quiet-otter", "nobody-here"):
        assert credentials.log_in(handle, "not this one") is None
    assert not Arrival.select().exists()
    assert len(left) == 2, "the same is left to be done whoever it is"


def test_who_can_not_be_counted_comes_in_all_the_same(
    join: Join, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    join("quiet-otter")

    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(arrivals, "_count", full)
    login = come_in()
    assert login is not None and login.key is not None
    assert "a log-in was not counted: OperationalError" in caplog.text


def test_what_is_left_for_later_runs_in_a_thread_and_may_fail(
    house: None, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fail() -> None:
        raise ValueError("a secret")

    db.later(lambda: done.append("at once"))
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    db.later(fail)
    db.later(lambda: done.append("in a thread"))
    db.close_pools()
    assert done == ["at once", "in a thread"]
    assert "a small write failed: ValueError" in caplog.text and "secret" not in caplog.text
