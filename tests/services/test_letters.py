"""Letters: sealed, and each side for itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bbs import sealing
from bbs.errors import Invalid, Locked, NotFound, Refused
from bbs.models import Letter
from bbs.policy import GUEST
from bbs.services import letters, sealed, threads
from bbs.services.credentials import Login
from bbs.views import LetterRow, LetterView
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import dump, on_disk, plan, statements

CANARIES = ("kanarienvogel", "zitronenfalter")


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


def send(
    sender: Login, to: str, clock: StandingClock, subject: str = "Hello", token: str | None = None
) -> int:
    return letters.send(sender.actor, to, subject, "Dear you", token=token, now=clock())


def inbox(login: Login) -> tuple[LetterRow, ...]:
    return letters.listing(login.actor, login.key, is_incoming=True, limit=100).rows


def sent(login: Login) -> tuple[LetterRow, ...]:
    return letters.listing(login.actor, login.key, is_incoming=False, limit=100).rows


def test_a_letter_arrives_and_a_copy_stays(otter: Login, wren: Login, clock: StandingClock) -> None:
    number = letters.send(otter.actor, "Brave-WREN", " Hel\nlo ", "Dear\x1b wren", now=clock())
    day = clock().date()
    assert inbox(wren) == (LetterRow(1, "quiet-otter", "Hel lo", day, is_read=False),)
    assert sent(otter) == (LetterRow(number, "brave-wren", "Hel lo", day, is_read=True),)
    assert inbox(otter) == sent(wren) == ()
    expected = LetterView(1, True, "quiet-otter", "brave-wren", "Hel lo", "Dear wren", day)
    assert letters.read(wren.actor, wren.key, 1) == expected
    copy = letters.read(otter.actor, otter.key, number)
    assert copy == replace(expected, number=number, is_incoming=False)
    assert "Dear" not in repr(copy)


def test_unread_letters_are_counted(otter: Login, wren: Login, clock: StandingClock) -> None:
    for _ in range(3):
        send(otter, "brave-wren", clock)
    assert (letters.unread(wren.actor), letters.unread(otter.actor)) == (3, 0)
    for _ in range(2):
        letters.read(wren.actor, wren.key, 2)
    assert letters.unread(wren.actor) == 2
    assert [row.is_read for row in inbox(wren)] == [False, True, False]
    letters.delete(wren.actor, 1)
    assert letters.unread(wren.actor) == 1


def test_counting_stops(
    otter: Login, wren: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "COUNT_LIMIT", 2)
    for _ in range(4):
        send(otter, "brave-wren", clock)
    assert letters.unread(wren.actor) == 2


def test_unread_letters_are_counted_by_the_index(
    otter: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    with statements(monkeypatch) as ran:
        letters.unread(otter.actor)
    wanted = "(owner_id=? AND is_incoming=? AND is_hidden=? AND is_read=?)"
    assert any(wanted in step for step in plan(ran[-1])), plan(ran[-1])


def test_nothing_of_a_letter_can_be_read_on_the_disk(
    join: Join, clock: StandingClock, tmp_path: Path
) -> None:
    ant, bee = join("heidelbeere"), join("brombeere")
    before = on_disk(tmp_path)
    subject, body = CANARIES
    letters.send(ant.actor, "brombeere", subject, body, now=clock())
    letters.read(bee.actor, bee.key, 1)
    after = on_disk(tmp_path)
    assert len(after) > len(before), "the letter is on the disk indeed"
    for word in CANARIES:
        assert word.encode() not in after
    # Handles are in the members' table; the letter adds none.
    rows = b"".join(bytes(row.sealed) + bytes(row.route or b"") for row in Letter.select())
    columns = repr(dump()["letter"]).encode()
    for handle in (b"heidelbeere", b"brombeere"):
        assert handle not in rows and handle not in columns
    # The same look finds what is not sealed.
    threads.start(ant.actor, "back-pain", subject, body, now=clock())
    assert all(word.encode() in on_disk(tmp_path) for word in CANARIES)


def test_the_length_of_a_letter_tells_little(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    for body in ("x", "x" * 300):
        letters.send(otter.actor, "brave-wren", "Hello", body, now=clock())
    assert len({len(bytes(row.sealed)) for row in Letter.select()}) == 1


def test_the_two_copies_are_not_neighbours(otter: Login, wren: Login, clock: StandingClock) -> None:
    for _ in range(10):
        send(otter, "brave-wren", clock)
    ids = sorted(row.id for row in Letter.select())
    assert len(ids) == 20
    assert all(later - earlier > 1 for earlier, later in pairwise(ids))
    owners = [row.owner_id for row in Letter.select().order_by(Letter.id)]
    assert owners not in ([1, 2] * 10, [2, 1] * 10), "in pairs after all"


def test_a_copy_opens_for_its_owner_and_in_its_place_only(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    send(otter, "brave-wren", clock)
    send(otter, "brave-wren", clock, "Another")
    assert letters.read(wren.actor, otter.key, 1).subject == "(stays closed)"
    one, two = Letter.select().where(Letter.owner == wren.actor.member_id).order_by(Letter.number)
    Letter.update(sealed=two.sealed).where(Letter.id == one.id).execute()
    assert letters.read(wren.actor, wren.key, 1).subject == "(stays closed)"
    assert letters.read(wren.actor, wren.key, 2).subject == "Another"


def test_the_commitment_proves_a_letter(otter: Login, wren: Login, clock: StandingClock) -> None:
    send(otter, "brave-wren", clock)
    row = Letter.get(Letter.is_incoming == True)  # noqa: E712
    assert wren.key is not None and row.commitment is not None
    texts = sealed.open_(
        wren.key, row.owner_id, "letter", str(row.id).encode(), row.key_number, bytes(row.sealed)
    )
    assert texts is not None
    packed, opening = sealing.pack(*texts), bytes.fromhex(texts[-1])
    assert sealing.tag(opening, packed) == bytes(row.commitment)
    assert sealing.tag(opening, packed + b"!") != bytes(row.commitment)


def test_each_side_deletes_for_itself(otter: Login, wren: Login, clock: StandingClock) -> None:
    number = send(otter, "brave-wren", clock)
    letters.delete(otter.actor, number)
    assert (sent(otter), len(inbox(wren))) == ((), 1)
    with pytest.raises(NotFound):
        letters.delete(otter.actor, number)
    send(otter, "brave-wren", clock)
    letters.delete(wren.actor, 1)
    assert [row.number for row in inbox(wren)] == [2]
    assert len(sent(otter)) == 1
    with pytest.raises(NotFound):
        letters.read(wren.actor, wren.key, 1)


def test_a_number_is_never_another_letter_s(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    for number in (1, 2, 3):
        send(otter, "brave-wren", clock)
        assert [row.number for row in inbox(wren)] == [number]
        letters.delete(wren.actor, number)


def test_nobody_reads_or_deletes_another_s(
    otter: Login, wren: Login, join: Join, clock: StandingClock
) -> None:
    send(otter, "brave-wren", clock)
    lantern = join("old-lantern")
    for number in (1, 2):
        with pytest.raises(NotFound):
            letters.read(lantern.actor, lantern.key, number)
        with pytest.raises(NotFound):
            letters.delete(lantern.actor, number)
    assert inbox(lantern) == ()


def test_without_a_key_letters_are_locked(otter: Login, wren: Login, clock: StandingClock) -> None:
    send(otter, "brave-wren", clock)
    with pytest.raises(Locked):
        letters.listing(wren.actor, None, is_incoming=True, limit=10)
    with pytest.raises(Locked):
        letters.read(wren.actor, None, 1)
    assert letters.unread(wren.actor) == 1, "it was not read, and may be counted"
    letters.send(wren.actor, "quiet-otter", "Back", "Sealing needs no key", now=clock())
    assert [row.subject for row in inbox(otter)] == ["Back"]


def test_blocking_hides_past_and_future_and_unblocking_brings_back(
    otter: Login, wren: Login, join: Join, clock: StandingClock
) -> None:
    lantern = join("old-lantern")
    send(otter, "brave-wren", clock, "Past")
    send(lantern, "brave-wren", clock, "Another's")
    send(wren, "quiet-otter", clock, "Mine")
    for _ in range(2):
        letters.block(wren.actor, "Quiet-Otter")
    assert letters.blocked(wren.actor) == ("quiet-otter",)
    assert letters.blocked(otter.actor) == (), "the writer isn't told"
    number = send(otter, "brave-wren", clock, "Future")
    assert letters.read(otter.actor, otter.key, number).subject == "Future"
    assert [row.subject for row in inbox(wren)] == ["Another's"]
    assert letters.unread(wren.actor) == 1
    assert [row.subject for row in sent(wren)] == ["Mine"]
    with pytest.raises(NotFound):
        letters.read(wren.actor, wren.key, 1)
    letters.unblock(wren.actor, "quiet-otter")
    assert [row.subject for row in inbox(wren)] == ["Future", "Another's", "Past"]
    assert letters.unread(wren.actor) == 3
    assert letters.blocked(wren.actor) == ()


def test_who_cannot_be_blocked(otter: Login) -> None:
    with pytest.raises(Invalid):
        letters.block(otter.actor, "quiet-otter")
    for refuse in (letters.block, letters.unblock):
        with pytest.raises(NotFound):
            refuse(otter.actor, "nobody-here")


def test_the_same_token_sends_once(otter: Login, wren: Login, clock: StandingClock) -> None:
    one = send(otter, "brave-wren", clock, token="t")
    assert send(otter, "brave-wren", clock, token="t") == one
    assert send(otter, "brave-wren", clock, token="u") != one
    send(wren, "quiet-otter", clock, token="t")
    send(otter, "brave-wren", clock)
    send(otter, "brave-wren", clock)
    assert (len(inbox(wren)), len(sent(otter)), len(inbox(otter))) == (4, 4, 1)


@pytest.mark.parametrize(
    ("to", "subject", "body", "kind"),
    [
        ("nobody-here", "Hello", "Dear you", NotFound),
        ("quiet-otter", "Hello", "Dear you", Invalid),
        ("brave-wren", "", "Dear you", Invalid),
        ("brave-wren", "x" * 81, "Dear you", Invalid),
        ("brave-wren", "Hello", " ", Invalid),
        ("brave-wren", "Hello", "x" * 30_001, Invalid),
    ],
)
def test_what_cannot_be_sent(
    otter: Login,
    wren: Login,
    clock: StandingClock,
    to: str,
    subject: str,
    body: str,
    kind: type[Exception],
) -> None:
    before = dump()
    with pytest.raises(kind):
        letters.send(otter.actor, to, subject, body, now=clock())
    assert dump() == before


def test_the_longest_letter_fits(otter: Login, wren: Login, clock: StandingClock) -> None:
    letters.send(otter.actor, "brave-wren", "水" * 80, "x" * 30_000, now=clock())
    assert len(letters.read(wren.actor, wren.key, 1).body) == 30_000


def test_pages(otter: Login, wren: Login, clock: StandingClock) -> None:
    for _ in range(7):
        send(otter, "brave-wren", clock)
    seen, after = list[int](), None
    while True:
        page = letters.listing(wren.actor, wren.key, is_incoming=True, limit=3, after=after)
        seen, after = seen + [row.number for row in page.rows], page.after
        if after is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    end = letters.listing(wren.actor, wren.key, is_incoming=True, limit=3, is_from_end=True)
    assert [row.number for row in end.rows] == [3, 2, 1]
    before = letters.listing(wren.actor, wren.key, is_incoming=True, limit=3, before=end.before)
    assert [row.number for row in before.rows] == [6, 5, 4]


@pytest.mark.parametrize("rows", [3, 60])
def test_the_list_costs_one_query(
    otter: Login, wren: Login, clock: StandingClock, assert_query_count: QueryCount, rows: int
) -> None:
    for _ in range(rows):
        send(otter, "brave-wren", clock)
    for login, is_incoming in ((wren, True), (otter, False)):
        with assert_query_count(1):
            page = letters.listing(login.actor, login.key, is_incoming=is_incoming, limit=100)
        assert len(page.rows) == rows


def test_guests_have_no_mailbox(otter: Login) -> None:
    for refuse in (letters.unread, letters.blocked):
        with pytest.raises(Refused):
            refuse(GUEST)
