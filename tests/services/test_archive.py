"""Boards as folders, threads as files: exact lengths, constant costs, and who sees what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bbs.errors import BBSError, Invalid, NotFound, Refused
from bbs.models import Thread
from bbs.policy import GUEST, Actor, Role
from bbs.services import archive, letters, mailfile, posts, seed, threads
from bbs.views import ThreadFile
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import dump, plan, statements

BOARD, FOR_MEMBERS, MONTH = "back-pain", "bereavement", "2026-05"


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


def whole(actor: Actor, file: ThreadFile) -> bytes:
    """A file, read as a client reads it."""
    data, first = b"", 1
    while part := archive.text(actor, file, first, limit=20):
        data, first = data + part, first + 20
    return data


def files_of(actor: Actor, slug: str = BOARD, month: str = MONTH) -> list[ThreadFile]:
    return list(archive.thread_files(actor, slug, month, limit=archive.MOST))


def test_a_thread_is_a_file_in_the_month_of_its_beginning(
    otter: Actor, clock: StandingClock
) -> None:
    thread = threads.start(otter, BOARD, "Stairs, again", "Hello", now=clock())
    clock.pass_(days=40)
    posts.reply(otter, thread.id, "Still here", now=clock())
    assert [each.name for each in archive.month_folders(otter, BOARD)] == [MONTH]
    (file,) = files_of(otter)
    assert (file.id, file.title, file.posts) == (thread.id, "Stairs, again", 2)
    assert file.changed_at == clock()
    assert archive.thread_file(otter, BOARD, MONTH, thread.id) == file
    text = whole(otter, file)
    assert len(text) == file.size
    assert text.decode().startswith(f"Stairs, again\nThread {thread.id} on Back Pain (back-pain)\n")
    assert text.decode().endswith("  Still here\n")


def test_the_length_is_exact_whatever_was_done(join: Join, clock: StandingClock) -> None:
    actors = [join(handle).actor for handle in ("quiet-otter", "brave-wren", "żółta-sowa")]
    rng = Random(11)
    bodies = ("Short", "> quoted\n\nw" + "o" * 200, "漢字" * 60, "\ttab\n" * 30, "a\u0301" * 90)
    for _ in range(6):
        threads.start(rng.choice(actors), BOARD, rng.choice(bodies)[:60], "First", now=clock())
    mine: list[tuple[Actor, int]] = []
    for _ in range(90):
        clock.pass_(seconds=rng.randrange(90_000), microseconds=rng.randrange(1_000_000))
        thread_ids = [row.id for row in Thread.select()]
        actor = rng.choice(actors)
        match rng.randrange(4):
            case 0 | 1:
                made = posts.reply(actor, rng.choice(thread_ids), rng.choice(bodies), now=clock())
                mine.append((actor, made.id))
            case 2 if mine:
                who, post_id = rng.choice(mine)
                posts.edit(who, post_id, rng.choice(bodies), title="A new title")
            case 3 if mine:
                who, post_id = mine.pop(rng.randrange(len(mine)))
                posts.delete(who, post_id)
            case _:
                pass
        mine = [each for each in mine if exists(each[1])]
    files = files_of(actors[0])
    assert len(files) >= 4
    for file in files:
        assert len(whole(actors[0], file)) == file.size, file.title


def exists(post_id: int) -> bool:
    try:
        return not posts.get(Actor(1, "x", GUEST.role), post_id).is_deleted
    except BBSError:
        return False


def test_a_moment_that_rounds_into_the_next_minute(otter: Actor) -> None:
    now = datetime(2026, 5, 4, 9, 59, 59, 999_900, tzinfo=UTC)
    threads.start(otter, BOARD, "Late", "Hello", now=now)
    (file,) = files_of(otter)
    assert b"2026-05-04 10:00 UTC" in whole(otter, file)
    assert len(whole(otter, file)) == file.size


def test_a_seeded_community_has_exact_lengths(house: None, clock: StandingClock) -> None:
    seed.plant(seed.Plan(members=50, boards=4, threads=60, posts=500, rng_seed=3), now=clock())
    reader = Actor(1, "reader", Role.MEMBER)
    seen = 0
    for board in archive.board_folders(reader):
        for month in archive.month_folders(reader, board.name):
            assert archive.month_folder(reader, board.name, month.name) == month
            for file in files_of(reader, board.name, month.name):
                assert len(whole(reader, file)) == file.size
                seen += file.posts
    assert seen == 500


def test_months_are_found_one_after_the_other(otter: Actor, clock: StandingClock) -> None:
    assert archive.month_folders(otter, BOARD) == ()
    for month in (1, 3, 4, 12):
        for day in (2, 9):
            threads.start(otter, BOARD, "Title", "Body", now=datetime(2025, month, day, tzinfo=UTC))
    folders = archive.month_folders(otter, BOARD)
    assert [each.name for each in folders] == ["2025-01", "2025-03", "2025-04", "2025-12"]
    assert [each.changed_at for each in folders] == [
        datetime(2025, month, 9, tzinfo=UTC) for month in (1, 3, 4, 12)
    ]


def test_a_month_is_listed_in_pages(otter: Actor, clock: StandingClock) -> None:
    made = [threads.start(otter, BOARD, "Title", "Body", now=clock()).id for _ in range(7)]
    found: list[int] = []
    while page := archive.thread_files(
        otter, BOARD, MONTH, after=found[-1] if found else 0, limit=3
    ):
        assert len(page) <= 3
        found += [each.id for each in page]
    assert found == made


@pytest.mark.parametrize("count", [2, 60])
def test_each_question_costs_as_much_with_few_and_with_many(
    otter: Actor, clock: StandingClock, assert_query_count: QueryCount, count: int
) -> None:
    for day in range(count):
        threads.start(otter, BOARD, "Title", "Body", now=clock.now - timedelta(days=day))
    with assert_query_count(1):
        archive.board_folders(otter)
    with assert_query_count(2):
        archive.board_folder(otter, BOARD)
    with assert_query_count(2):
        archive.month_folders(otter, BOARD)
    with assert_query_count(2):
        archive.month_folder(otter, BOARD, MONTH)
    with assert_query_count(3):
        files = archive.thread_files(otter, BOARD, MONTH, limit=100)
    with assert_query_count(3):
        archive.thread_file(otter, BOARD, MONTH, files[0].id)
    with assert_query_count(2):
        archive.text(otter, files[0], 1, limit=20)


def test_no_question_looks_at_every_thread(
    otter: Actor, monkeypatch: pytest.MonkeyPatch, clock: StandingClock
) -> None:
    threads.start(otter, BOARD, "Title", "Body", now=clock())
    with statements(monkeypatch) as ran:
        archive.board_folders(otter)
        archive.board_folder(otter, BOARD)
        archive.month_folders(otter, BOARD)
        archive.month_folder(otter, BOARD, MONTH)
        (file,) = archive.thread_files(otter, BOARD, MONTH, after=0, limit=100)
        archive.thread_file(otter, BOARD, MONTH, file.id)
        archive.text(otter, file, 1, limit=20)
    assert len(ran) == 15
    steps = [step.strip() for statement in ran for step in plan(statement)]
    # The boards are few, and so are the months that were found so far.
    assert {step for step in steps if step.startswith("SCAN")} == {
        "SCAN t1 USING INDEX board_slug",
        "SCAN months",
    }
    assert len([step for step in steps if "TEMP B-TREE" in step]) == 1


def test_guests_see_what_guests_may_read(otter: Actor, clock: StandingClock) -> None:
    thread = threads.start(otter, FOR_MEMBERS, "Title", "Body", now=clock())
    assert FOR_MEMBERS in {each.name for each in archive.board_folders(otter)}
    names = {each.name for each in archive.board_folders(GUEST)}
    assert BOARD in names and FOR_MEMBERS not in names
    (file,) = files_of(otter, FOR_MEMBERS)
    for asked in (
        lambda: archive.board_folder(GUEST, FOR_MEMBERS),
        lambda: archive.month_folders(GUEST, FOR_MEMBERS),
        lambda: archive.month_folder(GUEST, FOR_MEMBERS, MONTH),
        lambda: archive.thread_files(GUEST, FOR_MEMBERS, MONTH, limit=9),
        lambda: archive.thread_file(GUEST, FOR_MEMBERS, MONTH, thread.id),
        lambda: archive.text(GUEST, file, 1, limit=20),
    ):
        with pytest.raises(Refused):
            asked()


@pytest.mark.parametrize("month", ["", "2026-13", "2026-5", "1999-01", "x", "٢٠٢٦-05", "2026-05 "])
def test_a_month_that_is_none(otter: Actor, clock: StandingClock, month: str) -> None:
    thread = threads.start(otter, BOARD, "Title", "Body", now=clock())
    assert files_of(otter, BOARD, month) == []
    for asked in (
        lambda: archive.month_folder(otter, BOARD, month),
        lambda: archive.thread_file(otter, BOARD, month, thread.id),
    ):
        with pytest.raises(NotFound):
            asked()


def test_a_thread_is_in_one_place(otter: Actor, clock: StandingClock) -> None:
    thread = threads.start(otter, BOARD, "Title", "Body", now=clock())
    for slug, month, thread_id in (
        ("anxiety", MONTH, thread.id),
        (BOARD, "2026-04", thread.id),
        (BOARD, MONTH, thread.id + 1),
        (BOARD, MONTH, 10**17),
        ("no-such-board", MONTH, thread.id),
    ):
        with pytest.raises(NotFound):
            archive.thread_file(otter, slug, month, thread_id)


def test_a_thread_that_goes_while_it_is_read(otter: Actor, clock: StandingClock) -> None:
    thread = threads.start(otter, BOARD, "Title", "Body", now=clock())
    (file,) = files_of(otter)
    posts.delete(otter, posts.from_number(otter, thread.id, 1, limit=1)[0].id)
    with pytest.raises(NotFound):
        archive.text(otter, file, 1, limit=20)


def test_reading_marks_nothing(otter: Actor, join: Join, clock: StandingClock) -> None:
    wren = join("brave-wren")
    threads.start(otter, BOARD, "Title", "Body", now=clock())
    letters.send(otter, "brave-wren", "Hello", "Dear wren", now=clock())
    before = dump()
    (file,) = files_of(wren.actor)
    assert whole(wren.actor, file)
    assert mailfile.part(wren.actor, wren.key, limit=10)[0]
    assert dump() == before


def test_letters_come_in_their_order_and_once(join: Join, clock: StandingClock) -> None:
    otter, wren = join("quiet-otter"), join("brave-wren")
    for number in range(7):
        letters.send(otter.actor, "brave-wren", f"Letter {number}", "Dear wren", now=clock())
    letters.send(wren.actor, "quiet-otter", "Sent, not received", "Dear otter", now=clock())
    data, after = b"", 0
    while True:
        part, last = mailfile.part(wren.actor, wren.key, after=after, limit=3)
        if not part:
            break
        assert part.count(b"\nSubject: ") <= 3 and last > after
        data, after = data + part, last
    subjects = [line for line in data.decode().split("\n") if line.startswith("Subject: ")]
    assert subjects == [f"Subject: Letter {number}" for number in range(7)]
    assert letters.received(wren.actor) == (7, after, clock().date())
    assert letters.received(join("old-lantern").actor) == (0, 0, None)


def test_without_the_key_no_letter_comes(join: Join) -> None:
    with pytest.raises(BBSError) as caught:
        mailfile.part(join("quiet-otter").actor, None, limit=10)
    assert not isinstance(caught.value, Refused | Invalid)
