"""Warnings, silences and bans: what each stops, for how long, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Membership
from bbs.policy import GUEST, Actor
from bbs.services import (
    archive,
    boards,
    credentials,
    export,
    hugs,
    leaving,
    letters,
    posts,
    sanctions,
    search,
    staff,
    standing,
    threads,
)
from bbs.services.credentials import Login
from bbs.sessions import LiveSessions
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.services.house import HOST, egret, heron, last_letter, otter, sysop, wren
from tests.tables import dump

__all__ = ["egret", "heron", "otter", "sysop", "wren"]


@pytest.fixture
def post_id(otter: Login, clock: StandingClock) -> int:
    thread = threads.start(otter.actor, "back-pain", "Title", "Body", now=clock())
    return posts.from_number(otter.actor, thread.id, 1, limit=1)[0].id


def refuse(*acts: Callable[[], Any], says: str) -> None:
    before = dump()
    for act in acts:
        with pytest.raises(Refused, match=says):
            act()
    assert dump() == before


def test_a_warning_is_told_and_stops_nothing(
    otter: Login, heron: Actor, post_id: int, clock: StandingClock
) -> None:
    sanctions.warn(heron, "quiet-otter", "Please be kinder.", now=clock())
    sender, subject, body = last_letter(otter)
    assert (sender, subject) == ("staff", "A warning from staff") and "be kinder" in body
    posts.edit(otter.actor, post_id, "Kinder", now=clock())
    assert not standing.of(otter.actor).is_silenced


def test_who_is_silenced_reads_takes_back_and_writes_to_staff(
    otter: Login, wren: Login, heron: Actor, post_id: int, clock: StandingClock
) -> None:
    thread_id = posts.get(otter.actor, post_id).thread_id
    theirs = posts.reply(wren.actor, thread_id, "Words", now=clock())
    sanctions.silence(heron, "quiet-otter", 2, "Enough", now=clock())
    me, now = otter.actor, clock()
    refuse(
        lambda: threads.start(me, "back-pain", "Title", "Body", now=now),
        lambda: posts.reply(me, thread_id, "Words", now=now),
        lambda: posts.edit(me, post_id, "Words", now=now),
        lambda: letters.send(me, "brave-wren", "Hello", "Words", now=now),
        says="silenced",
    )
    assert len(posts.from_number(me, thread_id, 1, limit=9)) == 2
    assert hugs.give(me, theirs.id, "hug", now=now)
    assert letters.send(me, "staff", "Why?", "I ask", now=now)
    posts.delete(me, post_id)
    shown = standing.of(me)
    assert shown.is_silenced and not shown.is_banned and shown.deeds[0].why == "Enough"
    clock.pass_(days=2)
    assert sanctions.end_due(now=clock()) == 1
    posts.reply(me, thread_id, "I am back", now=clock())
    assert not standing.of(me).is_silenced


def test_a_ban_from_a_board_is_for_that_board(
    otter: Login, heron: Actor, post_id: int, clock: StandingClock
) -> None:
    sanctions.ban(heron, "quiet-otter", 3, "Not here", slug="back-pain", now=clock())
    me, thread_id = otter.actor, posts.get(GUEST, post_id).thread_id
    refuse(
        lambda: threads.listing(me, "back-pain", limit=9),
        lambda: posts.from_number(me, thread_id, 1, limit=9),
        lambda: threads.start(me, "back-pain", "Title", "Body", now=clock()),
        lambda: posts.edit(me, post_id, "Words", now=clock()),
        lambda: boards.join(me, "back-pain", now=clock()),
        lambda: archive.thread_files(me, "back-pain", "2026-05", limit=9),
        says="(?i)banned|silenced",
    )
    assert not search.find(me, "Title", limit=9, now=clock()).rows
    assert search.find(GUEST, "Title", limit=9, now=clock()).rows
    assert not threads.titles(me, [thread_id]) and threads.titles(GUEST, [thread_id])
    assert not Membership.select().exists()
    view = boards.get(me, "back-pain")
    assert view.is_banned and not view.may_read
    threads.start(me, "anxiety", "Title", "Body", now=clock())
    assert not credentials.actor_of(_member(me)).is_banned
    assert sanctions.lift(heron, "quiet-otter", "ban", "Sorry", slug="back-pain", now=clock()) == 1
    assert boards.get(me, "back-pain").may_read


def _member(actor: Actor) -> Any:
    from bbs.models import Member

    return Member.get_by_id(actor.member_id)


def test_who_is_banned_from_the_house_sees_why_appeals_takes_along_and_leaves(
    otter: Login, sysop: Actor, egret: Actor, post_id: int, clock: StandingClock
) -> None:
    sanctions.ban(sysop, "quiet-otter", 30, "Cruelty", now=clock())
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    assert login is not None and login.actor.is_banned
    me = login.actor
    refuse(
        lambda: boards.require_reading(me, boards.get(me, "back-pain")),
        lambda: posts.reply(me, 1, "Words", now=clock()),
        lambda: letters.listing(me, otter.key, is_incoming=True, limit=1),
        lambda: letters.send(me, "staff", "Hello", "Words", now=clock()),
        says="banned",
    )
    shown = standing.of(me)
    (deed,) = shown.deeds
    assert shown.is_banned and deed.why == "Cruelty" and deed.is_in_force and deed.until
    assert (deed.until - clock()).days == 30
    case_id = standing.appeal(me, deed.entry_id, "I am sorry", now=clock())
    assert list(export.archive(me, login.key, now=clock()))
    with pytest.raises(Refused):
        standing.decide(sysop, case_id, True, "My own", now=clock())
    with pytest.raises(Refused):
        standing.decide(egret, case_id, True, "No sysop", now=clock())
    standing.decide(HOST, case_id, True, "A second chance", now=clock())
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    assert login is not None and not login.actor.is_banned
    sanctions.ban(sysop, "quiet-otter", 0, "Again", now=clock())
    clock.pass_(days=4_000)
    assert sanctions.end_due(now=clock()) == 0, "for good"
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    assert login is not None and login.actor.is_banned
    leaving.delete_account(login.actor, PASSPHRASE, erase_texts=True, now=clock())
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None


def test_a_ban_ends_live_sessions_and_a_sweep_those_that_another_process_banned(
    otter: Login, sysop: Actor, clock: StandingClock
) -> None:
    live = LiveSessions()
    ended: list[str] = []

    def begin() -> None:
        live.begin(
            otter.actor.member_id, "full screen", "passphrase", clock(),
            connection=object(), end=ended.append, drop=lambda: None,
        )  # fmt: skip

    begin()
    sanctions.ban(sysop, "quiet-otter", 2, "Why", live=live, now=clock())
    assert len(ended) == 1 and "appeal" in ended[0]
    begin()
    clock.pass_(minutes=1)
    sanctions.ban(sysop, "quiet-otter", 2, "Why", now=clock())
    sanctions.end_sessions_of_banned(live)
    assert len(ended) == 2
    clock.pass_(minutes=1)
    begin()
    sanctions.end_sessions_of_banned(live)
    assert len(ended) == 2, "who came in since is there to see why"


def test_how_far_a_leader_may_go(
    otter: Login, heron: Actor, egret: Actor, sysop: Actor, clock: StandingClock
) -> None:
    refuse(lambda: sanctions.silence(heron, "quiet-otter", 8, "Why", now=clock()), says="7 days")
    refuse(lambda: sanctions.ban(heron, "quiet-otter", 2, "Why", now=clock()), says="sysop")
    refuse(lambda: sanctions.silence(heron, "little-egret", 2, "Why", now=clock()), says="sysop")
    refuse(lambda: sanctions.warn(heron, "old-lantern", "Why", now=clock()), says="sysop")
    refuse(lambda: sanctions.warn(heron, "grey-heron", "Why", now=clock()), says="yourself")
    refuse(
        lambda: sanctions.ban(heron, "quiet-otter", 2, "Why", slug="anxiety", now=clock()),
        says="leads this board",
    )
    sanctions.silence(heron, "quiet-otter", 7, "Why", now=clock())
    sanctions.silence(sysop, "quiet-otter", 400, "Why", now=clock())
    for days in (-1, 4_000):
        with pytest.raises(Invalid):
            sanctions.ban(sysop, "quiet-otter", days, "Why", now=clock())
    acts: tuple[Callable[[], Any], ...] = (
        lambda: sanctions.warn(sysop, "quiet-otter", " ", now=clock()),
        lambda: sanctions.silence(sysop, "quiet-otter", 0, "Why", now=clock()),
        lambda: sanctions.lift(sysop, "quiet-otter", "warning", "Why", now=clock()),
    )
    for act in acts:
        with pytest.raises(Invalid):
            act()
    with pytest.raises(NotFound):
        sanctions.ban(sysop, "quiet-otter", 2, "Why", slug="nowhere", now=clock())


def test_a_verified_professional_has_the_field_beside_the_handle(
    otter: Login, sysop: Actor, post_id: int, clock: StandingClock
) -> None:
    with pytest.raises(Invalid):
        staff.set_role(sysop, "quiet-otter", "professional", now=clock())
    staff.set_role(sysop, "quiet-otter", "professional", verified_as="nurse", now=clock())
    assert posts.get(GUEST, post_id).verified_as == "nurse"
    thread_id = posts.get(GUEST, post_id).thread_id
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    assert login is not None
    posts.reply(login.actor, thread_id, "As a nurse", now=clock())
    file = archive.thread_file(GUEST, "back-pain", "2026-05", thread_id)
    text = archive.text(GUEST, file, 1, limit=9)
    assert text.count(b"by quiet-otter (nurse, verified), ") == 2 and len(text) == file.size
    staff.set_role(sysop, "quiet-otter", "member", now=clock())
    file = archive.thread_file(GUEST, "back-pain", "2026-05", thread_id)
    assert len(archive.text(GUEST, file, 1, limit=9)) == file.size
    assert posts.get(GUEST, post_id).verified_as == ""


def test_a_letter_as_staff_passes_blocks(
    otter: Login, heron: Actor, join: Join, clock: StandingClock
) -> None:
    letters.block(otter.actor, "grey-heron")
    staff.write(heron, "quiet-otter", "A word", "From us", now=clock())
    assert last_letter(otter) == ("staff", "A word", "From us")
    number = letters.listing(otter.actor, otter.key, is_incoming=True, limit=1).rows[0].number
    assert not letters.read(otter.actor, otter.key, number).is_key_new
