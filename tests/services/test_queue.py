"""The queue: who sees what in which order, one person at a time, and what a report shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import AuditEntry, Case, Letter, Report
from bbs.policy import Action, Actor
from bbs.services import letters, moderation, posts, queue, reports, sanctions, staff, threads
from bbs.services.credentials import Login
from tests.helpers import Join, QueryCount, StandingClock
from tests.services.house import (
    HOST,
    egret,
    heron,
    last_letter,
    leader,
    otter,
    sysop,
    wren,
)
from tests.tables import dump

__all__ = ["egret", "heron", "otter", "sysop", "wren"]
GRAVE = "I am going to kill myself tonight. I have the pills here. Goodbye."


def post(who: Login | Actor, clock: StandingClock, body: str = "Words", slug: str = "back-pain",
         title: str = "Title") -> int:  # fmt: skip
    actor = who.actor if isinstance(who, Login) else who
    thread = threads.start(actor, slug, title, body, now=clock())
    return posts.from_number(actor, thread.id, 1, limit=1)[0].id


def shown(actor: Actor, clock: StandingClock, **more: str) -> list[tuple[str, str, str]]:
    """Level, kind and title of what waits."""
    rows = queue.listing(actor, now=clock(), **more).rows  # type: ignore[arg-type]
    return [(row.level, row.kind, row.title) for row in rows]


def test_what_matters_most_first_and_the_oldest_of_each_first(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    for reason in ("spam", "other", "harassment", "crisis", "selling", "details"):
        clock.pass_(minutes=1)
        reports.report(wren.actor, "post", post(otter, clock, title=reason), reason, now=clock())
    assert shown(heron, clock) == [
        ("crisis", "report", "crisis"),
        ("red", "report", "harassment"),
        ("red", "report", "details"),
        ("amber", "report", "other"),
        ("green", "report", "spam"),
        ("green", "report", "selling"),
    ]
    assert [row[2] for row in shown(heron, clock, level="red")] == ["harassment", "details"]
    assert queue.listing(heron, now=clock()).counts == (
        ("crisis", 1), ("red", 2), ("amber", 1), ("green", 2)
    )  # fmt: skip
    with pytest.raises(Invalid):
        queue.listing(heron, level="blue", now=clock())


def test_amber_that_waits_for_long_counts_as_red(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    reports.report(wren.actor, "post", post(otter, clock, title="old"), "other", now=clock())
    clock.pass_(hours=11, minutes=59)
    reports.report(wren.actor, "post", post(otter, clock, title="new"), "harm", now=clock())
    assert [row[2] for row in shown(heron, clock)] == ["new", "old"]
    clock.pass_(minutes=1)
    assert shown(heron, clock) == [("red", "report", "old"), ("red", "report", "new")]
    assert [row.has_risen for row in queue.listing(heron, now=clock()).rows] == [True, False]


def test_the_detector_raises_and_no_member_sees_a_mark(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    post_id = post(otter, clock, GRAVE)
    post(otter, clock, "A quiet day, thank you all.")
    (row,) = queue.listing(heron, now=clock()).rows
    assert (row.level, row.kind, row.about) == ("crisis", "raised", "quiet-otter")
    mine, theirs = posts.get(otter.actor, post_id), posts.get(wren.actor, post_id)
    assert theirs.body == GRAVE and (theirs.folded_for, theirs.is_held) == ("", False)
    assert mine.body == GRAVE and not mine.folded_for


def test_what_is_made_grave_by_an_edit_is_raised(
    otter: Login, heron: Actor, clock: StandingClock
) -> None:
    post_id = post(otter, clock)
    posts.edit(otter.actor, post_id, GRAVE, now=clock())
    assert [row[0] for row in shown(heron, clock)] == ["crisis"]


def test_several_reports_of_one_post_are_one_case_of_the_gravest_level(
    otter: Login, wren: Login, heron: Actor, egret: Actor, clock: StandingClock
) -> None:
    post_id = post(otter, clock)
    first = reports.report(wren.actor, "post", post_id, "spam", comment="Again", now=clock())
    assert reports.report(wren.actor, "post", post_id, "harm", now=clock()) == first
    reports.report(egret, "post", post_id, "harm", comment="Look", now=clock())
    (row,) = queue.listing(heron, now=clock()).rows
    assert (row.level, row.reports) == ("red", 2)
    seen = queue.look(heron, row.id, now=clock())
    assert [(each.reporter, each.reason, each.comment) for each in seen.reports] == [
        ("brave-wren", "spam", "Again"), ("little-egret", "harm", "Look")
    ]  # fmt: skip


def test_the_snapshot_stays_though_the_post_goes(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    post_id = post(otter, clock, "Cruel words")
    reports.report(wren.actor, "post", post_id, "harassment", now=clock())
    assert posts.delete(otter.actor, post_id) is True
    case_id = queue.first(heron, now=clock())
    assert case_id is not None
    seen = queue.look(heron, case_id, now=clock())
    assert seen.snapshot == "Title\n\nCruel words" and seen.is_gone and seen.thread_id == 0
    queue.let_be(heron, case_id, "It was taken back", now=clock())
    assert not shown(heron, clock)


def test_two_at_once_don_t_collide(
    otter: Login, wren: Login, heron: Actor, egret: Actor, clock: StandingClock
) -> None:
    post_ids = [post(otter, clock, title=f"Title {n}") for n in range(2)]
    for post_id in post_ids:
        reports.report(wren.actor, "post", post_id, "other", now=clock())
        clock.pass_(seconds=1)
    one = queue.first(heron, now=clock())
    assert one is not None
    queue.look(heron, one, now=clock())
    other = queue.first(egret, now=clock())
    assert other not in (None, one)
    assert queue.first(heron, now=clock()) == one
    before = dump()
    for act in (
        lambda: queue.look(egret, one, now=clock()),
        lambda: queue.let_be(egret, one, now=clock()),
        lambda: moderation.remove(egret, post_ids[0], "Why", now=clock()),
        lambda: queue.let_go(egret, one, now=clock()),
        lambda: sanctions.warn(egret, "quiet-otter", "Why", case_id=one, now=clock()),
        lambda: staff.write(egret, "quiet-otter", "Hello", "Words", case_id=one, now=clock()),
    ):
        with pytest.raises(Refused, match="already"):
            act()
    assert dump() == before
    assert queue.listing(egret, now=clock()).rows[0].holder == "grey-heron"
    clock.pass_(minutes=15)
    queue.look(egret, one, now=clock())
    with pytest.raises(Refused, match="little-egret is at this"):
        queue.let_be(heron, one, now=clock())
    queue.let_go(egret, one, now=clock())
    queue.let_be(heron, one, now=clock())
    with pytest.raises(Refused, match="done with"):
        queue.let_be(heron, one, now=clock())


def test_a_leader_sees_their_boards_and_letters_to_staff(
    otter: Login, wren: Login, heron: Actor, sysop: Actor, clock: StandingClock
) -> None:
    reports.report(wren.actor, "post", post(otter, clock, slug="anxiety"), "other", now=clock())
    reports.report(wren.actor, "member", "quiet-otter", "other", now=clock())
    letters.send(wren.actor, "staff", "A question", "How do I ...", now=clock())
    assert [row[1] for row in shown(heron, clock)] == ["letter"]
    assert [row[1] for row in shown(sysop, clock)] == ["report", "report", "letter"]
    hidden = [row.id for row in queue.listing(sysop, now=clock()).rows if row.kind == "report"]
    for case_id in hidden:
        with pytest.raises(Refused):
            queue.look(heron, case_id, now=clock())
    assert (queue.count(heron), queue.count(sysop), queue.count(wren.actor)) == (1, 3, 0)


def test_nobody_decides_on_what_is_about_themselves(
    wren: Login, heron: Actor, egret: Actor, clock: StandingClock
) -> None:
    post_id = post(heron, clock)
    reports.report(wren.actor, "post", post_id, "other", now=clock())
    assert not shown(heron, clock) and len(shown(egret, clock)) == 1
    with pytest.raises(Refused):
        queue.look(heron, Case.get().id, now=clock())


def test_a_moderator_who_is_blocked_by_the_reported_sees_and_writes_all_the_same(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    letters.block(otter.actor, "grey-heron")
    post_id = post(otter, clock, "Cruel words")
    reports.report(wren.actor, "post", post_id, "harassment", now=clock())
    case_id = queue.first(heron, now=clock())
    assert case_id is not None
    assert queue.look(heron, case_id, now=clock()).snapshot.endswith("Cruel words")
    moderation.remove(heron, post_id, "Be kind", now=clock())
    assert "Be kind" in last_letter(otter)[2]


def test_a_reported_letter_discloses_that_letter_only(
    otter: Login, wren: Login, sysop: Actor, clock: StandingClock
) -> None:
    letters.send(otter.actor, "brave-wren", "Hello", "The first, a kind one", now=clock())
    letters.send(otter.actor, "brave-wren", "You", "The second, a cruel one", now=clock())
    reports.report(wren.actor, "letter", 2, "harassment", key=wren.key, now=clock())
    (row,) = queue.listing(sysop, now=clock()).rows
    assert (row.title, row.about) == ("a letter", "quiet-otter")
    assert not AuditEntry.select().where(AuditEntry.does == Action.LOOK_AT_LETTER).exists()
    seen = queue.look(sysop, row.id, now=clock())
    assert "The second, a cruel one" in seen.snapshot and "kind one" not in repr(seen)
    queue.look(sysop, row.id, now=clock())
    looked = AuditEntry.select().where(AuditEntry.does == Action.LOOK_AT_LETTER)
    assert looked.count() == 1, "once for each time that somebody takes it"
    sanctions.warn(sysop, "quiet-otter", "Be kind", case_id=row.id, now=clock())
    assert reports.told(wren.actor)[0].thing == "a letter"


def test_a_letter_that_is_not_as_it_was_sent_can_t_be_reported(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    letters.send(otter.actor, "brave-wren", "Hello", "Words", now=clock())
    mine = (Letter.owner == wren.actor.member_id) & (Letter.number == 1)
    honest = bytes(Letter.get(mine).commitment or b"")
    for forged in (b"x" * 32, None):
        Letter.update(commitment=forged).where(mine).execute()
        with pytest.raises(Invalid, match="proved"):
            reports.report(wren.actor, "letter", 1, "other", key=wren.key, now=clock())
    Letter.update(commitment=honest).where(mine).execute()
    assert reports.report(wren.actor, "letter", 1, "other", key=wren.key, now=clock())
    with pytest.raises(NotFound):
        reports.report(otter.actor, "letter", 1, "other", key=otter.key, now=clock())


def test_what_can_t_be_reported(otter: Login, wren: Login, clock: StandingClock) -> None:
    post_id = post(otter, clock)
    for actor, thing, which, reason, error in (
        (otter.actor, "post", post_id, "spam", Refused),
        (otter.actor, "member", "quiet-otter", "spam", Refused),
        (wren.actor, "post", 9_999, "spam", NotFound),
        (wren.actor, "post", "x", "spam", Invalid),
        (wren.actor, "post", post_id, "dislike", Invalid),
        (wren.actor, "planet", post_id, "spam", Invalid),
        (wren.actor, "member", "nobody-here", "spam", NotFound),
    ):
        with pytest.raises(error):
            reports.report(actor, thing, which, reason, now=clock())
    with pytest.raises(Invalid):
        reports.report(wren.actor, "post", post_id, "spam", comment="x" * 2_001, now=clock())
    assert not Report.select().exists()


def test_letters_to_staff_come_from_the_first_minute_on_and_are_answered(
    wren: Login, heron: Actor, clock: StandingClock
) -> None:
    number = letters.send(wren.actor, "Staff", "A question", "How do I ...", token="t", now=clock())
    assert letters.send(wren.actor, "staff", "A", "question", token="t", now=clock()) == number
    assert letters.read(wren.actor, wren.key, number).recipient == "staff"
    (row,) = queue.listing(heron, now=clock()).rows
    seen = queue.look(heron, row.id, now=clock())
    assert (row.about, seen.snapshot) == ("brave-wren", "A question\n\nHow do I ...")
    assert b"How do I" not in bytes(Case.get_by_id(row.id).snapshot or b"")
    from bbs.services import staff

    staff.write(heron, "brave-wren", "So", "Like this", case_id=row.id, now=clock())
    assert last_letter(wren) == ("staff", "So", "Like this")
    assert not queue.listing(heron, now=clock()).rows


def test_a_grave_letter_to_staff_is_a_crisis(
    wren: Login, heron: Actor, clock: StandingClock
) -> None:
    letters.send(wren.actor, "staff", "Help", GRAVE, now=clock())
    assert [row[0] for row in shown(heron, clock)] == ["crisis"]


def test_the_steps_of_a_crisis_are_ticked_and_logged(
    otter: Login, heron: Actor, clock: StandingClock
) -> None:
    post(otter, clock, GRAVE)
    case_id = queue.first(heron, now=clock())
    assert case_id is not None
    seen = queue.look(heron, case_id, now=clock())
    assert len(seen.steps) == 5 and not any(taken for _, taken in seen.steps)
    queue.tick(heron, case_id, 0, now=clock())
    queue.tick(heron, case_id, 1, now=clock())
    queue.tick(heron, case_id, 1, now=clock())
    seen = queue.tick(heron, case_id, 4, now=clock())
    assert [taken for _, taken in seen.steps] == [True, False, False, False, True]
    with pytest.raises(Invalid):
        queue.tick(heron, case_id, 5, now=clock())
    queue.let_be(heron, case_id, "They are safe", now=clock())
    (entry,) = list(queue._history(Case.get_by_id(case_id).of_whom))
    assert "then a break for yourself" in entry.after and "Is it safe" not in entry.after


def test_the_queue_can_be_handed_on(
    otter: Login, wren: Login, heron: Actor, egret: Actor, clock: StandingClock
) -> None:
    for number in range(3):
        reports.report(
            wren.actor, "post", post(otter, clock, title=f"{number}"), "other", now=clock()
        )
    ids = [row.id for row in queue.listing(heron, now=clock()).rows]
    for case_id in ids[:2]:
        queue.look(heron, case_id, now=clock())
    with pytest.raises(Invalid):
        queue.hand_on(heron, "brave-wren", now=clock())
    assert queue.hand_on(heron, "little-egret", now=clock()) == 2
    assert queue.first(egret, now=clock()) == ids[0]
    assert queue.first(heron, now=clock()) == ids[2]
    assert queue.hand_on(egret, now=clock()) == 2
    assert not any(row.holder for row in queue.listing(heron, now=clock()).rows)


def test_who_reads_hard_things_for_an_hour_is_told_so(
    otter: Login, heron: Actor, egret: Actor, clock: StandingClock
) -> None:
    post(otter, clock, GRAVE)
    case_id = queue.first(heron, now=clock())
    assert case_id is not None
    for _ in range(7):
        assert not queue.look(heron, case_id, now=clock()).care
        clock.pass_(minutes=9)
    assert "Have a glass of water" in queue.look(heron, case_id, now=clock()).care
    assert "Have a glass of water" in queue.listing(heron, now=clock()).care
    assert not queue.listing(egret, now=clock()).care, "it is for who read"
    clock.pass_(minutes=21)
    assert not queue.listing(heron, now=clock()).care, "a break was taken"
    assert not queue.look(heron, case_id, now=clock()).care


def test_it_costs_the_same_with_few_and_with_many(
    otter: Login,
    wren: Login,
    sysop: Actor,
    join: Join,
    clock: StandingClock,
    assert_query_count: QueryCount,
) -> None:
    leader(join, clock, "grey-heron", "back-pain")
    for number in range(12):
        reports.report(
            wren.actor, "post", post(otter, clock, title=f"{number}"), "other", now=clock()
        )
        queue.look(sysop, Case.select().order_by(Case.id.desc()).first().id, now=clock())
        if number in (0, 11):
            with assert_query_count(10):
                queue.listing(sysop, now=clock())


def test_who_left_took_their_words_along(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    from bbs.services import leaving
    from tests.helpers import PASSPHRASE

    reports.report(wren.actor, "post", post(otter, clock, "Cruel words"), "harm", now=clock())
    leaving.delete_account(otter.actor, PASSPHRASE, erase_texts=True, now=clock())
    (row,) = queue.listing(heron, now=clock()).rows
    assert (row.about, row.title) == ("somebody who has left", "(gone with its writer)")
    seen = queue.look(heron, row.id, now=clock())
    assert "Cruel words" not in repr(seen) and seen.is_gone
    queue.let_be(heron, row.id, now=clock())


def test_the_lease_is_a_quarter_of_an_hour() -> None:
    from bbs.services import cases

    assert timedelta(minutes=15) == cases.LEASE
    assert HOST.member_id == 0
