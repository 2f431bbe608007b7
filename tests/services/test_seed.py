"""The synthetic community."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import mean

import pytest

from bbs import content, db, handles, sealing, text
from bbs.errors import Invalid
from bbs.models import Board, Credential, Letter, Mark, Member, Membership, Post, Thread
from bbs.services import boards, credentials, home, letters, seed, seedwords, threads, vault
from bbs.services.seed import Plan, Planted
from tests import stores
from tests.helpers import CHEAP, StandingClock
from tests.tables import dump

NOW = StandingClock()()
PLAN = Plan(members=80, boards=12, threads=60, posts=600, rng_seed=7)


@contextmanager
def another_house(path: Path) -> Iterator[None]:
    vault.bind(vault.Vault(pepper=b"p" * 32, cost=CHEAP))
    with stores.new(path) as url:
        db.connect(url)
        db.migrate()
        with db.database.connection_context():
            yield


@pytest.fixture
def planted(house: None) -> Planted:
    return seed.plant(PLAN, now=NOW)


def test_what_was_asked_for_is_planted(planted: Planted) -> None:
    assert planted == Planted(members=80, boards=12, threads=60, posts=600)
    for model, count in ((Member, 80), (Credential, 80), (Thread, 60), (Post, 600)):
        assert model.select().count() == count
    used = {row.board_id for row in Thread.select()}
    first = {row.id for row in Board.select().order_by(Board.position).limit(12)}
    assert used <= first
    assert {row.board.id for row in Membership.select()} == first
    assert Mark.select().exists()


def test_threads_wait_where_only_their_openers_wrote(planted: Planted) -> None:
    writers: dict[int, set[int]] = {}
    for post in Post.select():
        writers.setdefault(post.thread_id, set()).add(post.writer_id)
    waiting = {row.id for row in Thread.select().where(Thread.waits > 0)}
    assert waiting == {thread_id for thread_id, some in writers.items() if len(some) == 1}
    assert 0 < len(waiting) < len(writers)


def test_a_seed_and_a_moment_give_the_same_community(tmp_path: Path) -> None:
    def grown(name: str, plan: Plan) -> dict[str, list[tuple[object, ...]]]:
        with another_house(tmp_path / name):
            seed.plant(plan, now=NOW)
            tables = dump()
        return {name: rows for name, rows in tables.items() if name != "credential"}

    one = grown("one.db", PLAN)
    assert grown("two.db", PLAN) == one
    other = grown("three.db", Plan(80, 12, 60, 600, rng_seed=8))
    assert other["post"] != one["post"] and other["member"] != one["member"]


def test_threads_and_posts_agree(planted: Planted) -> None:
    for thread in Thread.select():
        rows = list(Post.select().where(Post.thread == thread).order_by(Post.number))
        assert [row.number for row in rows] == list(range(1, thread.posts + 1))
        moments = [row.posted_at for row in rows]
        assert moments == sorted(moments) and moments[-1] == thread.last_at
        assert NOW - timedelta(days=730) <= moments[0] and moments[-1] <= NOW
        assert rows[0].writer == thread.writer


def test_nobody_writes_before_joining_or_reads_past_the_end(planted: Planted) -> None:
    joined_on = {row.id: row.joined_on for row in Member.select()}
    for row in Post.select():
        assert joined_on[row.writer_id] <= row.posted_at.date()
        assert row.token is None and not row.is_edited and not row.is_deleted
    on_board = {(row.member.id, row.board.id) for row in Membership.select()}
    for thread in Thread.select():
        writers = {row.writer_id for row in Post.select().where(Post.thread == thread)}
        assert all((writer, thread.board_id) in on_board for writer in writers)
    for mark in Mark.select(Mark, Thread).join(Thread):
        assert 1 <= mark.number <= mark.thread.posts


def test_texts_are_as_members_could_have_written_them(planted: Planted) -> None:
    bodies = [row.body for row in Post.select()]
    for body in bodies:
        assert text.body(body) == body and body.isascii()
    for thread in Thread.select():
        assert text.title(thread.title) == thread.title and thread.title.isascii()
        assert 3 <= len(thread.title.split()) <= 9
    assert 100 <= mean(len(body.split()) for body in bodies) <= 150
    assert len(set(bodies)) == len(bodies)
    said = "\n".join([*bodies, *(row.title for row in Thread.select())])
    assert "{" not in said and "}" not in said


def test_a_few_are_heard_most(house: None) -> None:
    seed.plant(Plan(members=100, boards=20, threads=400, posts=2_000), now=NOW)
    for counts in (
        Counter(row.board_id for row in Thread.select()),
        Counter(row.writer_id for row in Post.select()),
    ):
        ordered = sorted(counts.values(), reverse=True)
        assert sum(ordered[: len(ordered) // 5]) > sum(ordered) / 2
    lengths = sorted((row.posts for row in Thread.select()), reverse=True)
    assert lengths[0] > 10 * mean(lengths)
    assert lengths[-1] == 1


def test_handles_are_members_handles(planted: Planted) -> None:
    for row in Member.select():
        assert handles.check(row.handle) == row.handle
        assert row.handle_key == handles.normal(row.handle)
        assert row.skeleton == handles.skeleton(row.handle)
        assert row.is_seeded and row.role == "member"
        assert row.rules_version == content.RULES_VERSION


def test_all_share_one_credential_that_opens_nothing_in_earnest(
    house: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretched: list[str] = []
    stretch = sealing.stretch

    def counted(passphrase: str, salt: bytes, cost: sealing.Stretching) -> sealing.Stretched:
        stretched.append(passphrase)
        return stretch(passphrase, salt, cost)

    monkeypatch.setattr(sealing, "stretch", counted)
    seed.plant(PLAN, now=NOW)
    assert stretched == [seed.PASSPHRASE]
    assert len({bytes(row.verifier) for row in Credential.select()}) == 1
    some = Member.select().order_by(Member.id.desc()).first()
    assert some is not None
    assert credentials.log_in(some.handle, seed.PASSPHRASE) is None
    vault.bind(vault.Vault(pepper=b"p" * 32, cost=CHEAP, lets_seeded_in=True))
    login = credentials.log_in(some.handle, seed.PASSPHRASE)
    assert login is not None and login.key is not None
    assert home.glance(login.actor, now=NOW).boards
    assert credentials.log_in(some.handle, "another passphrase") is None


def test_it_adds_to_what_is_there(planted: Planted) -> None:
    before = dump()
    again = seed.plant(PLAN, now=NOW)
    assert again == planted
    after = dump()
    for table in ("member", "thread", "post", "mark", "membership"):
        assert set(before[table]) < set(after[table])
    assert (Member.select().count(), Post.select().count()) == (160, 1_200)


def test_more_boards_than_there_are(house: None) -> None:
    planted = seed.plant(Plan(members=5, boards=10_000, threads=3, posts=3), now=NOW)
    assert planted.boards == Board.select().count()


def test_members_alone_can_be_planted(house: None) -> None:
    assert seed.plant(Plan(3, 0, 0, 0), now=NOW) == Planted(3, 0, 0, 0)
    assert seed.plant(Plan(0, 0, 0, 0), now=NOW) == Planted(0, 0, 0, 0)


@pytest.mark.parametrize(
    "plan",
    [Plan(1, 1, 5, 4), Plan(1, 1, 0, 4), Plan(0, 1, 1, 1), Plan(1, 0, 1, 1), Plan(-1, 0, 0, 0)],
)
def test_a_plan_that_cannot_be(house: None, plan: Plan) -> None:
    before = dump()
    with pytest.raises(Invalid):
        seed.plant(plan, now=NOW)
    assert dump() == before


def test_progress_is_told(house: None) -> None:
    told: list[str] = []
    seed.plant(PLAN, now=NOW, tell=told.append)
    assert told[-1] == "600 posts of 600"
    assert "80 members of 80" in told


def test_three_members_are_ready(planted: Planted) -> None:
    made = seed.ready_members(NOW)
    assert [handle for handle, _ in made] == ["quiet-otter", "brave-wren", "old-lantern"]
    busiest = Counter[int]()
    for thread in Thread.select():
        busiest[thread.board_id] += thread.posts
    top = {board_id for board_id, _ in busiest.most_common(4)}
    for handle, passphrase in made:
        login = credentials.log_in(handle, passphrase)
        assert login is not None
        assert not Member.get_by_id(login.actor.member_id).is_seeded
        assert {board.id for board in boards.joined(login.actor)} == top
        assert letters.unread(login.actor) == 1
        rows = letters.listing(login.actor, login.key, is_incoming=True, limit=5).rows
        letter = letters.read(login.actor, login.key, rows[0].number)
        assert (letter.recipient, letter.is_incoming) == (handle, True)
        assert letter.sender in {other for other, _ in made} - {handle}
        assert len(passphrase.split()) == 4
    assert Letter.select().count() == 6
    with pytest.raises(Invalid, match="is taken"):
        seed.ready_members(NOW)


def test_what_is_new_waits_for_them(house: None) -> None:
    seed.plant(Plan(members=50, boards=3, threads=300, posts=900), now=NOW)
    (handle, passphrase), *_ = seed.ready_members(NOW)
    login = credentials.log_in(handle, passphrase)
    assert login is not None and threads.next_unread(login.actor) is not None


def test_their_passphrases_are_new_each_time(tmp_path: Path) -> None:
    with another_house(tmp_path / "one.db"):
        made = dict(seed.ready_members(NOW))
    with another_house(tmp_path / "two.db"):
        again = dict(seed.ready_members(NOW))
    assert all(made[handle] != again[handle] for handle in seed.READY)
    assert len(set(made.values())) == 3
    assert len(set(seedwords.PASSPHRASE_WORDS)) >= 300
