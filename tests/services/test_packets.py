"""Packets: all that is unread, and marking as read just what a packet held."""

from __future__ import annotations

import bz2
import io
import json
import re
import zipfile
from datetime import timedelta
from random import Random

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Letter, Mark, Packet
from bbs.offline.packing import Form
from bbs.services import boards, letters, packets, posts, threads, unreadposts
from bbs.services.credentials import Login
from bbs.views import PacketView
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import dump

ANY: tuple[Form, ...] = ("mbox", "qwk")
POST = re.compile(r"^Message-ID: <post\.(\d+)\.(\d+)@", re.MULTILINE)
LETTER = re.compile(r"^X-Lamplight-Letter: (\d+)$", re.MULTILINE)


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Login:
    """Who takes packets along; on two boards."""
    login = join("quiet-otter")
    for slug in ("back-pain", "migraine"):
        boards.join(login.actor, slug, now=clock())
    return login


@pytest.fixture
def wren(join: Join) -> Login:
    """Who writes."""
    return join("brave-wren")


def begin(
    wren: Login,
    clock: StandingClock,
    replies: int = 0,
    slug: str = "back-pain",
    body: str = "Words",
) -> int:
    """A thread with so many replies; it is the newest."""
    thread = threads.start(wren.actor, slug, "Title", body, now=clock.pass_(minutes=1))
    for _ in range(replies):
        posts.reply(wren.actor, thread.id, body, now=clock())
    return thread.id


def write(wren: Login, clock: StandingClock, subject: str = "Hello", body: str = "Dear") -> None:
    letters.send(wren.actor, "quiet-otter", subject, body, now=clock())


def take(
    login: Login, clock: StandingClock, form: Form = "mbox", max_bytes: int = 256 * 1024
) -> PacketView:
    return packets.make(login.actor, login.key, form=form, max_bytes=max_bytes, now=clock())


def held(view: PacketView) -> list[tuple[int, int]]:
    """The posts of a packed mbox, in their order: thread and number."""
    plain = bz2.decompress(view.data).decode()
    found = [(int(thread), int(number)) for thread, number in POST.findall(plain)]
    assert len(found) == view.posts
    return found


def is_unread(login: Login, thread_id: int) -> bool:
    return threads.get(login.actor, thread_id).is_unread


def noise(rng: Random, letters: int = 600) -> str:
    """Words that hardly pack."""
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789 ") for _ in range(letters))


def test_all_that_is_unread_is_in_and_nothing_is_marked(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    one, two = begin(wren, clock, 2), begin(wren, clock, 0, "migraine")
    begin(wren, clock, 0, "depression")
    write(wren, clock)
    threads.mark_read(otter.actor, one, 1)
    before = dump()
    view = take(otter, clock)
    assert held(view) == [(two, 1), (one, 2), (one, 3)]
    assert (view.posts, view.threads, view.letters) == (3, 2, 1)
    assert (view.left_posts, view.left_letters) == (0, 0)
    assert view.file_name == f"lamplight-{view.id}.mbox.bz2"
    after = dump()
    assert [name for name in after if after[name] != before[name]] == ["packet"]
    row = Packet.get()
    assert row.held == f'{{"threads":[[{one},2,3],[{two},1,1]],"letters":[1]}}'


def test_a_qwk_packet_holds_the_same(otter: Login, wren: Login, clock: StandingClock) -> None:
    begin(wren, clock, 2)
    write(wren, clock)
    view = take(otter, clock, "qwk")
    assert (view.posts, view.letters, view.file_name) == (3, 1, f"lamplight-{view.id}.qwk")
    with zipfile.ZipFile(io.BytesIO(view.data)) as archive:
        assert len(archive.read("MESSAGES.DAT")) == 128 * (1 + 2 * 4)
    assert take(otter, clock).id == view.id, "it holds the same, so it is the same"


def test_confirming_marks_what_it_held_and_nothing_else(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    one, two = begin(wren, clock, 2), begin(wren, clock)
    write(wren, clock, "In it")
    view = take(otter, clock)
    posts.reply(wren.actor, one, "Later", now=clock())
    three = begin(wren, clock)
    write(wren, clock, "Later")
    confirmed = packets.confirm(otter.actor, view.id, now=clock())
    assert (confirmed.posts, confirmed.threads, confirmed.letters) == (4, 2, 1)
    assert [is_unread(otter, thread) for thread in (one, two, three)] == [True, False, True]
    assert threads.get(otter.actor, one).start_number == 4
    rows = letters.listing(otter.actor, otter.key, is_incoming=True, limit=9).rows
    assert [(row.subject, row.is_read) for row in rows] == [("Later", False), ("In it", True)]
    marked = dump()
    packets.confirm(otter.actor, view.id, now=clock())
    assert dump() == marked
    assert held(take(otter, clock)) == [(three, 1), (one, 4)]


def test_a_mark_never_goes_back(otter: Login, wren: Login, clock: StandingClock) -> None:
    one = begin(wren, clock, 2)
    view = take(otter, clock)
    posts.reply(wren.actor, one, "Later", now=clock())
    threads.mark_read(otter.actor, one, 4)
    packets.confirm(otter.actor, view.id, now=clock())
    assert not is_unread(otter, one)


def test_what_is_gone_by_then_is_passed_over(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    one, two = begin(wren, clock), begin(wren, clock)
    write(wren, clock)
    view = take(otter, clock)
    posts.delete(wren.actor, posts.from_number(wren.actor, one, 1, limit=1)[0].id)
    letters.delete(otter.actor, 1)
    packets.confirm(otter.actor, view.id, now=clock())
    mine = Mark.select(Mark.thread, Mark.number).where(Mark.member == otter.actor.member_id)
    assert list(mine.tuples()) == [(two, 1)]


@pytest.mark.parametrize("form", ANY)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_packet_by_packet_each_post_comes_once(
    otter: Login, wren: Login, clock: StandingClock, form: Form, seed: int
) -> None:
    rng = Random(seed)
    wanted = set()
    for _ in range(12):
        thread_id = begin(wren, clock, 0, rng.choice(("back-pain", "migraine")), noise(rng))
        for _ in range(rng.randrange(9)):
            posts.reply(wren.actor, thread_id, noise(rng), now=clock())
        last = threads.get(otter.actor, thread_id).posts
        if rng.random() < 0.4:
            read = rng.randrange(1, last + 1)
            threads.mark_read(otter.actor, thread_id, read)
        else:
            read = 0
        wanted |= {(thread_id, number) for number in range(read + 1, last + 1)}
    for _ in range(4):
        write(wren, clock, body=noise(rng))
    got: list[tuple[int, int]] = []
    letters_got: list[int] = []
    most = 12 * 1024
    for _ in range(60):
        left = len(wanted) - len(got)
        view = take(otter, clock, form, max_bytes=most)
        assert len(view.data) <= most
        assert view.posts + view.left_posts == left
        if not view.id:
            break
        row = Packet.get_by_id(view.id)
        record = json.loads(row.held)
        for thread_id, first, last in record["threads"]:
            got += [(thread_id, number) for number in range(first, last + 1)]
        letters_got += record["letters"]
        packets.confirm(otter.actor, view.id, now=clock())
        unread = {key for key in wanted if key[1] > (_mark(otter, key[0]))}
        assert unread == wanted - set(got), "marked is just what was held"
    assert sorted(got) == sorted(wanted)
    assert sorted(letters_got) == [1, 2, 3, 4]


def _mark(login: Login, thread_id: int) -> int:
    mine = (Mark.member == login.actor.member_id) & (Mark.thread == thread_id)
    return Mark.select(Mark.number).where(mine).scalar() or 0


def test_the_newest_threads_come_first_and_of_each_its_oldest_posts(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    rng = Random(1)
    ids = [begin(wren, clock, body=noise(rng, 900)) for _ in range(6)]
    for thread_id in ids * 6:  # Each is answered in turn, so that all are of the same newness.
        posts.reply(wren.actor, thread_id, noise(rng, 900), now=clock.pass_(minutes=1))
    view = take(otter, clock, max_bytes=16 * 1024)
    got = held(view)
    assert 7 < len(got) < 42
    whole, last = divmod(len(got), 7)
    newest = ids[::-1]
    expected = [(thread, number) for thread in newest[:whole] for number in range(1, 8)]
    assert got == expected + [(newest[whole], number) for number in range(1, last + 1)]
    assert any("Left out:" in line for line in view.words)


def test_letters_take_half_of_the_room_at_most_while_posts_wait(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    rng = Random(1)
    for number in range(1, 31):
        write(wren, clock, f"Letter {number}", noise(rng, 1_000))
    alone = take(otter, clock, max_bytes=16 * 1024)
    for _ in range(30):
        begin(wren, clock, body=noise(rng, 1_000))
    view = take(otter, clock, max_bytes=16 * 1024)
    assert 0 < view.letters < alone.letters < 30 and view.posts > 0
    assert view.left_letters == 30 - view.letters
    numbers = [int(each) for each in LETTER.findall(bz2.decompress(view.data).decode())]
    assert numbers == list(range(30, 30 - view.letters, -1)), "newest first"


def test_one_board_alone(otter: Login, wren: Login, clock: StandingClock) -> None:
    begin(wren, clock)
    two = begin(wren, clock, 0, "migraine")
    write(wren, clock)
    view = packets.make(otter.actor, otter.key, form="mbox", board="migraine", now=clock())
    assert (held(view), view.letters, view.left_letters, view.left_posts) == ([(two, 1)], 0, 0, 0)
    for slug, kind in (("depression", Refused), ("no-such-board", NotFound)):
        with pytest.raises(kind):
            packets.make(otter.actor, otter.key, form="mbox", board=slug, now=clock())


def test_since_a_day(otter: Login, wren: Login, clock: StandingClock) -> None:
    old, woken = begin(wren, clock), begin(wren, clock, 1)
    write(wren, clock, "Old")
    clock.pass_(days=3)
    posts.reply(wren.actor, woken, "Awake again", now=clock())
    write(wren, clock, "New")
    view = packets.make(
        otter.actor, otter.key, form="mbox", since=clock().date() - timedelta(days=1), now=clock()
    )
    # A thread that woke up comes with all that is unread in it, or its mark could not be exact.
    assert held(view) == [(woken, 1), (woken, 2), (woken, 3)]
    assert (view.letters, view.left_letters, view.left_posts) == (1, 1, 1)
    packets.confirm(otter.actor, view.id, now=clock())
    assert is_unread(otter, old) and letters.unread(otter.actor) == 1


def test_without_the_key_letters_are_missing_and_it_says_so(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    begin(wren, clock)
    silent = packets.make(otter.actor, None, form="mbox", now=clock())
    assert not any("Letters are missing" in line for line in silent.words)
    write(wren, clock)
    view = packets.make(otter.actor, None, form="mbox", now=clock())
    assert (view.posts, view.letters) == (1, 0)
    assert any("your passphrase opens your letters" in line for line in view.words)
    assert b"Letters are missing" in bz2.decompress(view.data)
    packets.confirm(otter.actor, view.id, now=clock())
    assert letters.unread(otter.actor) == 1


@pytest.mark.parametrize("form", ANY)
def test_the_same_packet_is_the_same_file(
    otter: Login, wren: Login, clock: StandingClock, form: Form
) -> None:
    begin(wren, clock, 2)
    write(wren, clock)
    one = take(otter, clock, form)
    clock.pass_(days=2)
    two = take(otter, clock, form)
    assert (one.id, one.data) == (two.id, two.data)
    begin(wren, clock)
    assert take(otter, clock, form).id > one.id


def test_an_mbox_as_it_is(otter: Login, wren: Login, clock: StandingClock) -> None:
    begin(wren, clock, 2)
    plain = packets.make(otter.actor, otter.key, form="mbox", is_packed=False, now=clock())
    assert plain.file_name.endswith(".mbox") and plain.data == bz2.decompress(
        take(otter, clock).data
    )


def test_the_last_packets_are_kept_for_a_while(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    made = []
    for _ in range(packets.KEPT + 1):
        begin(wren, clock)
        made.append(take(otter, clock).id)
    assert len(set(made)) == packets.KEPT + 1
    with pytest.raises(NotFound):
        packets.confirm(otter.actor, made[0], now=clock())
    packets.confirm(otter.actor, made[1], now=clock())
    clock.pass_(days=packets.KEPT_DAYS)
    packets.confirm(otter.actor, made[2], now=clock())
    clock.pass_(days=1)
    with pytest.raises(NotFound):
        packets.confirm(otter.actor, made[3], now=clock())
    begin(wren, clock)
    last = take(otter, clock).id
    assert [row.id for row in Packet.select()] == [last]


def test_nobody_confirms_another_s_packet(otter: Login, wren: Login, clock: StandingClock) -> None:
    begin(wren, clock)
    view = take(otter, clock)
    for packet_id in (view.id, view.id + 1, 0, -1):
        before = dump()
        with pytest.raises(NotFound):
            packets.confirm(wren.actor, packet_id, now=clock())
        assert dump() == before


def test_nothing_unread_is_no_packet(otter: Login, clock: StandingClock) -> None:
    for form in ANY:
        view = take(otter, clock, form)
        assert (view.id, view.posts, view.words) == (0, 0, ("Nothing is unread.",))
    assert not Packet.select().exists()


@pytest.mark.parametrize("wishes", [{"max_bytes": 1_000}, {"max_bytes": 10**9}, {"form": "soup"}])
def test_what_cannot_be_asked(
    otter: Login, clock: StandingClock, wishes: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        packets.make(otter.actor, otter.key, **({"form": "mbox", "now": clock()} | wishes))  # type: ignore[arg-type]


def test_what_was_taken_back_is_in_as_a_line(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    one = begin(wren, clock, 2)
    posts.delete(wren.actor, posts.from_number(wren.actor, one, 2, limit=1)[0].id)
    view = take(otter, clock)
    assert held(view) == [(one, 1), (one, 2), (one, 3)]
    assert b"(taken back by its writer)" in bz2.decompress(view.data)


def test_a_thread_of_very_many_posts_comes_in_parts(
    otter: Login, wren: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unreadposts, "MOST_OF_A_THREAD", 3)
    one = begin(wren, clock, 6)
    for numbers, left in (([1, 2, 3], 4), ([4, 5, 6], 1), ([7], 0)):
        view = take(otter, clock)
        assert (held(view), view.left_posts) == ([(one, number) for number in numbers], left)
        packets.confirm(otter.actor, view.id, now=clock())
    assert not is_unread(otter, one)


def test_a_packet_has_its_bound_of_posts(
    otter: Login, wren: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "MOST_POSTS", 4)
    one, two = begin(wren, clock, 2), begin(wren, clock, 1)
    view = take(otter, clock)
    assert (held(view), view.left_posts) == ([(two, 1), (two, 2), (one, 1), (one, 2)], 1)


@pytest.mark.parametrize("form", ANY)
@pytest.mark.parametrize("rows", [3, 60])
def test_it_costs_the_same_with_few_threads_and_many(
    otter: Login,
    wren: Login,
    clock: StandingClock,
    assert_query_count: QueryCount,
    rows: int,
    form: Form,
) -> None:
    for number in range(rows):
        begin(wren, clock, 2, ("back-pain", "migraine")[number % 2])
        write(wren, clock)
    with assert_query_count(10):
        view = take(otter, clock, form)
    assert (view.threads, view.posts, view.letters) == (rows, rows * 3, rows)
    with assert_query_count(8):
        packets.confirm(otter.actor, view.id, now=clock())
    assert not Letter.select().where(Letter.is_incoming, ~Letter.is_read).exists()
