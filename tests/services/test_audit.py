"""The log of staff: it only grows, a change in it is found, and erasure keeps its word."""

from __future__ import annotations

import pytest
from peewee import DatabaseError

from bbs import db
from bbs.errors import Refused
from bbs.models import AuditAnchor, AuditEntry, Case, House, LogKey, Report
from bbs.policy import Action, Actor, Role
from bbs.services import (
    audit,
    credentials,
    leaving,
    moderation,
    posts,
    reports,
    retention,
    sanctions,
    staff,
    standing,
    threads,
)
from bbs.services.credentials import Login
from tests.helpers import PASSPHRASE, Join, StandingClock

HOST = Actor(0, "host", Role.SYSOP)


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def log(otter: Login, clock: StandingClock) -> None:
    """Five entries."""
    for number in range(5):
        clock.pass_(days=1)
        sanctions.warn(HOST, "quiet-otter", f"For reason {number}", now=clock())


def without_rules(*statements: str) -> None:
    """Do what the database refuses, as somebody with the file in hands could."""
    is_server = db.is_postgresql()
    found = db.database.execute_sql(
        "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
        if is_server
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for rule, table in found:
        if rule.startswith("audit"):
            where = f' ON "{table}"' if is_server else ""
            db.database.execute_sql(f'DROP TRIGGER "{rule}"{where}')
    for statement in statements:
        db.database.execute_sql(statement)


SAME = "SELECT * FROM audit_entry WHERE id = 3"
OVER = "ON CONFLICT (id) DO UPDATE SET does = 'nothing'"


@pytest.mark.parametrize(
    ("statement", "only_on"),
    [
        ("UPDATE audit_entry SET does = 'nothing' WHERE id = 3", ""),
        ("UPDATE audit_entry SET id = 99 WHERE id = 3", ""),
        ("DELETE FROM audit_entry WHERE id = 3", ""),
        ("DELETE FROM audit_entry", ""),
        (f"INSERT INTO audit_entry {SAME} {OVER}", ""),
        (f"REPLACE INTO audit_entry {SAME}", "sqlite"),
        ("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry", "sqlite"),
        ("TRUNCATE audit_entry CASCADE", "postgresql"),
        ("TRUNCATE audit_anchor", "postgresql"),
    ],
)
def test_the_database_itself_refuses(log: None, statement: str, only_on: str) -> None:
    if only_on not in ("", "postgresql" if db.is_postgresql() else "sqlite"):
        pytest.skip(f"for {only_on}")
    before = list(AuditEntry.select().order_by(AuditEntry.id).tuples())
    with pytest.raises(DatabaseError, match="the log only grows"):
        db.database.execute_sql(statement)
    assert list(AuditEntry.select().order_by(AuditEntry.id).tuples()) == before


def test_a_whole_chain_is_whole(log: None) -> None:
    assert audit.verify() == audit.Verdict(5)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_entry SET does = 'ban a member from the house' WHERE id = 3", 3),
        ("UPDATE audit_entry SET at = at + 1 WHERE id = 2", 2),
        ("UPDATE audit_entry SET by_whom = 'somebody else' WHERE id = 5", 5),
        ("UPDATE audit_entry SET words = link WHERE id = 1", 1),
        ("DELETE FROM audit_entry WHERE id = 3", 4),
        ("DELETE FROM audit_entry WHERE id = 1", 2),
        ("DELETE FROM audit_entry WHERE id = 5", 5),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_entry SET id = 9 WHERE id = 3", 4),
    ],
)
def test_what_was_broken_by_hand_is_found(log: None, statement: str, broken_at: int) -> None:
    without_rules(statement)
    verdict = audit.verify()
    assert verdict.broken_at == broken_at and verdict.says


def test_a_log_that_is_gone_with_its_end_is_found(log: None) -> None:
    without_rules("DELETE FROM audit_entry", "DELETE FROM house WHERE name = 'audit head'")
    assert audit.verify() == audit.Verdict(0), "as if nothing had ever been: see the decision"
    without_rules()


def test_an_end_that_was_made_up_is_found(log: None) -> None:
    row = House.get(House.name == "audit head")
    last = AuditEntry.get_by_id(4)
    forged = bytes(row.value)[:32] + (4).to_bytes(8, "big") + bytes(last.link)
    without_rules("DELETE FROM audit_entry WHERE id = 5")
    House.update(value=forged).where(House.name == "audit head").execute()
    assert audit.verify().broken_at == 5


def test_it_is_cut_at_an_anchor_and_the_rest_still_hangs_together(
    log: None, clock: StandingClock
) -> None:
    third = AuditEntry.get_by_id(3).at
    assert audit.cut(HOST, third, now=clock()) == 2
    assert [row.id for row in AuditEntry.select().order_by(AuditEntry.id)] == [3, 4, 5, 6]
    assert audit.verify() == audit.Verdict(4)
    with pytest.raises(DatabaseError):
        AuditAnchor.delete().execute()
    with pytest.raises(DatabaseError):
        db.database.execute_sql("DELETE FROM audit_entry WHERE id = 4")


def test_an_anchor_that_was_put_in_by_hand_is_found(log: None) -> None:
    AuditAnchor.insert(upto=4, link=b"x" * 32, made_at=0, seal=b"y" * 32).execute()
    db.database.execute_sql("DELETE FROM audit_entry WHERE id <= 4")
    assert audit.verify().broken_at == 4


def test_erasure_keeps_its_word_and_the_chain_holds(
    log: None, otter: Login, clock: StandingClock
) -> None:
    (entry,) = audit.listing(HOST, limit=1).rows
    assert (entry.about, entry.by, entry.why) == ("quiet-otter", "host", "For reason 4")
    kept = LogKey.get(LogKey.member == otter.actor.member_id)
    name, wrapped = kept.name, bytes(kept.wrapped)
    leaving.delete_account(otter.actor, PASSPHRASE, erase_texts=True, now=clock())
    (entry,) = audit.listing(HOST, limit=1).rows
    assert (entry.about, entry.why, entry.is_readable) == ("somebody who has left", "", False)
    assert audit.verify() == audit.Verdict(5)
    assert AuditEntry.get_by_id(1).of_whom == name
    assert not LogKey.select().where(LogKey.wrapped == wrapped).exists()


def test_a_leader_reads_what_is_of_their_boards(join: Join, clock: StandingClock) -> None:
    join("quiet-otter")
    leader = join("grey-heron").actor
    with pytest.raises(Refused):
        audit.listing(leader, limit=9)
    staff.set_leader(HOST, "grey-heron", "back-pain", now=clock())
    login = credentials.log_in("grey-heron", PASSPHRASE)
    assert login is not None
    sanctions.ban(login.actor, "quiet-otter", 2, "Why", slug="back-pain", now=clock())
    sanctions.warn(HOST, "quiet-otter", "In the house", now=clock())
    assert [row.does for row in audit.listing(login.actor, limit=9).rows] == [
        "ban a member from a board", "say who leads a board"
    ]  # fmt: skip
    assert len(audit.listing(HOST, limit=9).rows) == 3
    house = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
    with pytest.raises(Refused):
        audit.get(login.actor, house.id)


def test_what_was_kept_long_enough_goes_and_appeals_stay(
    log: None, otter: Login, join: Join, clock: StandingClock
) -> None:
    wren = join("brave-wren")
    thread = threads.start(otter.actor, "back-pain", "Title", "Body", now=clock())
    post = posts.from_number(otter.actor, thread.id, 1, limit=1)[0]
    reports.report(wren.actor, "post", post.id, "spam", now=clock())
    moderation.remove(HOST, post.id, "Why", now=clock())
    entry = standing.of(otter.actor).deeds[0].entry_id
    case_id = standing.appeal(otter.actor, entry, "Please", now=clock())
    sysop = join("old-lantern", Role.SYSOP).actor
    standing.decide(sysop, case_id, False, "No", now=clock())
    clock.pass_(days=364)
    assert retention.sweep(HOST, cases_days=365, log_days=400, now=clock()) == (0, 0)
    clock.pass_(days=2)
    assert retention.sweep(HOST, cases_days=365, log_days=0, now=clock()) == (1, 0)
    assert [case.id for case in Case.select()] == [case_id] and not Report.select().exists()
    assert retention.sweep(HOST, cases_days=0, log_days=368, now=clock()) == (0, 2)
    assert audit.verify() == audit.Verdict(6)
    with pytest.raises(Refused):
        standing.appeal(otter.actor, entry, "Once more", now=clock())


def test_each_deed_fits_into_its_column() -> None:
    """SQLite takes what is longer than a column says; PostgreSQL doesn't."""
    assert max(len(action) for action in Action) <= AuditEntry.does.max_length
