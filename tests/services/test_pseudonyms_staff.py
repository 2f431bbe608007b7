"""What staff do about a pseudonym holds for who is behind it, and tells nobody who that is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bbs import pseudonyms as names
from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Held, LogKey, Post, Pseudonym, Thread
from bbs.policy import GUEST, Actor
from bbs.services import (
    audit,
    correspondents,
    credentials,
    holding,
    leaving,
    letters,
    moderation,
    posts,
    queue,
    reports,
    sanctions,
    staff,
    standing,
    threadcare,
    threads,
)
from bbs.services.credentials import Login
from bbs.sessions import LiveSessions
from bbs.views import PostView
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.services.house import egret, heron, last_letter, leader, otter, sysop, wren

__all__ = ["egret", "heron", "otter", "sysop", "wren"]


@pytest.fixture
def veiled(otter: Login, wren: Login, clock: StandingClock) -> PostView:
    """A post without its writer's name, with an answer of somebody else."""
    made = threads.start(
        otter.actor, "back-pain", "Title", "Veiled words", without_name=True, now=clock()
    )
    posts.reply(wren.actor, made.id, "An answer", now=clock())
    return posts.from_number(otter.actor, made.id, 1, limit=1)[0]


@pytest.fixture
def holds_first() -> Iterator[None]:
    holding.bind(holding.Holding(first=1))
    yield
    holding.bind(holding.Holding())


def address(post: PostView) -> str:
    return names.address(post.handle, post.thread_id)


def all_that_staff_see(staff_member: Actor, clock: StandingClock) -> str:
    rows = queue.listing(staff_member, now=clock()).rows
    log = audit.listing(staff_member, limit=99).rows
    cases = [queue.look(staff_member, row.id, now=clock()) for row in rows]
    for case in cases:
        queue.let_go(staff_member, case.row.id, now=clock())
    return repr((rows, cases, log))


def test_a_case_and_the_log_show_the_pseudonym(
    otter: Login, wren: Login, heron: Actor, sysop: Actor, veiled: PostView, clock: StandingClock
) -> None:
    reports.report(wren.actor, "post", veiled.id, "harassment", now=clock())
    (row,) = queue.listing(heron, now=clock()).rows
    assert row.about == address(veiled)
    moderation.fold(heron, veiled.id, "hard words", now=clock())
    sanctions.warn(heron, address(veiled), "Please be kinder", now=clock())
    sanctions.silence(heron, address(veiled), 2, "For two days", now=clock())
    staff.write(heron, address(veiled), "From us", "How are you?", now=clock())
    reports.report(wren.actor, "member", address(veiled), "spam", now=clock())
    for each in (heron, sysop):
        seen = all_that_staff_see(each, clock)
        assert veiled.handle in seen and "quiet-otter" not in seen
    entries = audit.listing(sysop, limit=99).rows
    assert {each.about for each in entries if each.does != "say who leads a board"} == {
        address(veiled)
    }


def test_what_is_done_holds_for_who_is_behind_it_and_is_told_to_them(
    otter: Login, heron: Actor, veiled: PostView, clock: StandingClock
) -> None:
    entry = sanctions.silence(heron, address(veiled), 3, "Enough for now", now=clock())
    sender, subject, body = last_letter(otter)
    assert (sender, subject) == ("staff", "You are silenced for a time") and "Enough" in body
    for without_name in (True, False):
        with pytest.raises(Refused, match="silenced"):
            posts.reply(
                otter.actor, veiled.thread_id, "More", without_name=without_name, now=clock()
            )
    with pytest.raises(Refused, match="silenced"):
        letters.send(otter.actor, "brave-wren", "Hello", "Dear wren", now=clock())
    shown = standing.of(otter.actor)
    assert shown.is_silenced and [each.entry_id for each in shown.deeds] == [entry]
    assert shown.deeds[0].why == "Enough for now"


def test_who_lifts_what_is_in_a_handle_s_way_does_not_come_upon_it(
    otter: Login, heron: Actor, veiled: PostView, clock: StandingClock
) -> None:
    sanctions.silence(heron, address(veiled), 3, "Enough for now", now=clock())
    assert sanctions.lift(heron, "quiet-otter", "silence", "Let me see", now=clock()) == 0
    assert standing.of(otter.actor).is_silenced
    assert sanctions.lift(heron, address(veiled), "silence", "It is well", now=clock()) == 1
    posts.reply(otter.actor, veiled.thread_id, "Thank you", now=clock())


def test_a_leader_is_not_told_that_one_of_staff_is_behind_it(
    join: Join, heron: Actor, clock: StandingClock
) -> None:
    chief = leader(join, clock, "tawny-owl", "back-pain")
    made = threads.start(chief, "back-pain", "Title", "Words", without_name=True, now=clock())
    post = posts.from_number(chief, made.id, 1, limit=1)[0]
    with pytest.raises(Refused, match="of staff"):
        sanctions.silence(heron, "tawny-owl", 2, "Why", now=clock())
    sanctions.silence(heron, address(post), 2, "Why", now=clock())
    with pytest.raises(Refused, match="about yourself"):
        sanctions.warn(chief, address(post), "Why", now=clock())


def test_a_ban_ends_their_sessions_and_outlives_the_thread(
    otter: Login, sysop: Actor, clock: StandingClock
) -> None:
    made = threads.start(otter.actor, "back-pain", "T", "Alone", without_name=True, now=clock())
    post = posts.from_number(otter.actor, made.id, 1, limit=1)[0]
    reports.report(sysop, "post", post.id, "harm", now=clock())
    (row,) = queue.listing(sysop, now=clock()).rows
    assert posts.delete(otter.actor, post.id), "the thread goes whole, and its pseudonym"
    live = LiveSessions()
    case = queue.look(sysop, row.id, now=clock())
    assert (case.snapshot, case.row.about) == ("T\n\nAlone", post.handle)
    with pytest.raises(NotFound):
        sanctions.ban(sysop, post.handle, 3, "Enough", live=live, now=clock())
    sanctions.ban(sysop, post.handle, 3, "Enough", case_id=row.id, live=live, now=clock())
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    assert login is not None and login.actor.is_banned


def test_an_appeal_of_a_pseudonym_is_one_s_own_and_stays_veiled(
    otter: Login, heron: Actor, egret: Actor, veiled: PostView, clock: StandingClock
) -> None:
    moderation.remove(heron, veiled.id, "It names a place", now=clock())
    _, _, body = last_letter(otter)
    assert "Veiled words" in body
    (deed,) = standing.of(otter.actor).deeds
    with pytest.raises(Refused):
        standing.appeal(heron, deed.entry_id, "Mine", now=clock())
    case_id = standing.appeal(otter.actor, deed.entry_id, "It names none", now=clock())
    assert queue.look(egret, case_id, now=clock()).row.about == address(veiled)
    standing.decide(egret, case_id, True, "So it is", now=clock())
    assert posts.get(GUEST, veiled.id).body == "Veiled words"
    assert last_letter(otter)[1] == "Your appeal was granted"
    assert "quiet-otter" not in all_that_staff_see(egret, clock)


def test_an_answer_to_staff_comes_from_the_pseudonym(
    otter: Login, heron: Actor, sysop: Actor, veiled: PostView, clock: StandingClock
) -> None:
    sanctions.warn(heron, address(veiled), "Please be kinder", now=clock())
    row = letters.listing(otter.actor, otter.key, is_incoming=True, limit=1).rows[0]
    letter = letters.read(otter.actor, otter.key, row.number)
    to = names.answer_to(letter)
    assert to == f"staff as {address(veiled)}"
    assert letters.answer_to(otter.actor, row.number, "staff") == to
    letters.check_recipient(otter.actor, to)
    letters.send(otter.actor, to, "Re: A warning", "I will", now=clock())
    (case,) = queue.listing(sysop, now=clock()).rows
    assert case.about == address(veiled)
    with pytest.raises(NotFound):
        letters.send(heron, to, "Not mine", "Words", now=clock())


def test_a_letter_of_a_pseudonym_is_reported_as_such(
    otter: Login, wren: Login, sysop: Actor, veiled: PostView, clock: StandingClock
) -> None:
    letters.send(wren.actor, address(veiled), "Hello", "Dear you", now=clock())
    to = f"brave-wren as {address(veiled)}"
    letters.send(otter.actor, to, "Re: Hello", "Cruel words", now=clock())
    for each, about in ((wren, address(veiled)), (otter, "brave-wren")):
        number = letters.listing(each.actor, each.key, is_incoming=True, limit=1).rows[0].number
        reports.report(each.actor, "letter", number, "harassment", key=each.key, now=clock())
        rows = [row for row in queue.listing(sysop, now=clock()).rows if row.about == about]
        case = queue.look(sysop, rows[0].id, now=clock())
        queue.let_be(sysop, rows[0].id, now=clock())
        if each is otter:
            assert veiled.handle not in case.snapshot, "who reports it is named beside it"
        else:
            assert "quiet-otter" not in repr(case)


def test_a_newcomer_s_veiled_post_waits_and_appears_as_anybody_s(
    holds_first: None, otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    made = threads.start(
        otter.actor, "back-pain", "Title", "Words", without_name=True, token="t", now=clock()
    )
    again = threads.start(
        otter.actor, "back-pain", "Title", "Words", without_name=True, token="t", now=clock()
    )
    assert made.is_held and again.is_held and Held.select().count() == 1
    assert holding.count(otter.actor) == 1 and holding.count(wren.actor) == 0
    assert Thread.select().count() == Pseudonym.select().count() == 0
    seen = all_that_staff_see(heron, clock)
    (row,) = queue.listing(heron, now=clock()).rows
    assert names.is_name(row.about) and "quiet-otter" not in seen
    sanctions.warn(heron, row.about, "A word", case_id=row.id, now=clock())
    assert "they see your handle" in last_letter(otter)[2]
    thread_id = moderation.release_first(heron, Held.get().id, now=clock.pass_(hours=1))
    first = posts.from_number(wren.actor, thread_id, 1, limit=1)[0]
    assert (first.handle, first.posted_at) == (row.about, clock())
    assert posts.get(otter.actor, first.id).is_own
    assert Thread.get_by_id(thread_id).waits != 1, "a pseudonym is no newcomer"
    assert not posts.reply(otter.actor, thread_id, "More", now=clock()).is_held


def test_where_all_waits_staff_s_veiled_posts_do_too(heron: Actor, clock: StandingClock) -> None:
    holding.bind(holding.Holding(is_all=True))
    try:
        made = threads.start(heron, "back-pain", "T", "W", without_name=True, now=clock())
        assert made.is_held
        assert not threads.start(heron, "back-pain", "T", "W", now=clock()).is_held
    finally:
        holding.bind(holding.Holding())


@pytest.mark.parametrize("erase_texts", [False, True])
def test_who_leaves_changes_nothing_that_staff_see_that_day(
    otter: Login,
    wren: Login,
    heron: Actor,
    sysop: Actor,
    veiled: PostView,
    clock: StandingClock,
    erase_texts: bool,
) -> None:
    reports.report(wren.actor, "post", veiled.id, "other", now=clock())
    sanctions.silence(heron, address(veiled), 3, "Enough", now=clock())
    before = [all_that_staff_see(each, clock) for each in (heron, sysop)]
    leaving.delete_account(otter.actor, PASSPHRASE, erase_texts=erase_texts, now=clock())
    assert [all_that_staff_see(each, clock) for each in (heron, sysop)] == before
    assert LogKey.get(LogKey.member < 0).owner_id is None
    for act in (
        lambda: sanctions.warn(heron, address(veiled), "Hello", now=clock()),
        lambda: staff.write(heron, address(veiled), "Hello", "You", now=clock()),
        lambda: moderation.fold(heron, veiled.id, "hard words", now=clock()),
    ):
        act()
    assert sanctions.lift(heron, address(veiled), "silence", "Over", now=clock()) == 1
    leaving.erase_due(now=clock() + timedelta(weeks=4))
    assert not LogKey.select().where(LogKey.member < 0).exists()
    assert "Enough" not in all_that_staff_see(sysop, clock)
    assert posts.get(wren.actor, veiled.id).is_deleted is erase_texts


def test_what_waits_when_its_writer_leaves_can_appear_and_goes(
    holds_first: None, otter: Login, heron: Actor, clock: StandingClock
) -> None:
    for title in ("One", "Two"):
        threads.start(otter.actor, "back-pain", title, "W", without_name=True, now=clock())
    leaving.delete_account(otter.actor, PASSPHRASE, erase_texts=True, now=clock())
    first, second = Held.select().order_by(Held.id)
    thread_id = moderation.release_first(heron, first.id, now=clock())
    assert correspondents.known(heron, names.address(
        posts.from_number(heron, thread_id, 1, limit=1)[0].handle, thread_id
    )).person_id == 0  # fmt: skip
    leaving.erase_due(now=clock() + timedelta(weeks=4))
    assert not Held.select().where(Held.id == second.id).exists()
    assert not Thread.select().where(Thread.id == thread_id).exists()
    for row in queue.listing(heron, now=clock()).rows:
        queue.let_be(heron, row.id, now=clock())


def test_threads_with_pseudonyms_are_not_merged(
    otter: Login, wren: Login, egret: Actor, veiled: PostView, clock: StandingClock
) -> None:
    other = threads.start(wren.actor, "back-pain", "Other", "W", without_name=True, now=clock())
    with pytest.raises(Invalid, match="without their name"):
        threadcare.merge(egret, other.id, veiled.thread_id, "One matter", now=clock())
    plain = threads.start(wren.actor, "back-pain", "Plain", "W", now=clock())
    threadcare.merge(egret, veiled.thread_id, plain.id, "One matter", now=clock())
    moved = posts.get(otter.actor, veiled.id)
    assert moved.is_own and moved.thread_id == plain.id
    assert correspondents.known(wren.actor, address(moved)).person_id == otter.actor.member_id


def test_a_split_thread_has_its_pseudonyms_in_both(
    otter: Login, wren: Login, egret: Actor, veiled: PostView, clock: StandingClock
) -> None:
    late = posts.reply(otter.actor, veiled.thread_id, "Late", now=clock())
    assert late.handle == veiled.handle
    made = threadcare.split(egret, veiled.thread_id, 2, "Another", "Two matters", now=clock())
    both = (posts.get(otter.actor, veiled.id), posts.get(otter.actor, late.id))
    assert all(each.is_own and each.handle == veiled.handle for each in both)
    assert both[1].thread_id == made
    for each in both:
        assert correspondents.known(wren.actor, address(each)).person_id == otter.actor.member_id
    assert posts.delete(otter.actor, veiled.id)
    assert posts.get(otter.actor, late.id).body == "Late"
    assert Pseudonym.select().count() == 1 and Post.select().count() == 2
