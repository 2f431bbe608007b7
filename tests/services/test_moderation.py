"""What staff do with posts: each is done, logged, told to the writer, and taken back by appeal."""

from __future__ import annotations

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import AuditEntry, Post, Thread
from bbs.policy import GUEST, Action, Actor
from bbs.services import (
    archive,
    audit,
    hugs,
    moderation,
    notices,
    posts,
    queue,
    reports,
    staff,
    standing,
    textsize,
    threads,
)
from bbs.services.credentials import Login
from tests.helpers import StandingClock
from tests.services.house import HOST, heron, last_letter, otter, sysop, wren
from tests.tables import dump

__all__ = ["heron", "otter", "sysop", "wren"]


@pytest.fixture
def post_id(otter: Login, wren: Login, clock: StandingClock) -> int:
    """A post of the otter's, the second of a thread of the wren's."""
    thread = threads.start(wren.actor, "back-pain", "Mornings", "Stiff again", now=clock())
    return posts.reply(otter.actor, thread.id, "Ring me at 555 0199 tonight", now=clock()).id


def last_entry() -> tuple[str, str, str, str]:
    """What was done, and the words of the log: why, before, after."""
    row = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
    words = audit.words(row)
    assert words is not None
    return (row.does, *words)


def sizes_are_true() -> bool:
    rows = posts.whole()
    sizes = textsize.of_views(posts.view(GUEST, row) for row in rows)
    return {row.id: row.text_bytes for row in Thread.select()} == dict(sizes)


def test_removing(otter: Login, heron: Actor, post_id: int, clock: StandingClock) -> None:
    moderation.remove(heron, post_id, "No numbers to ring, please.", now=clock())
    seen = posts.get(GUEST, post_id)
    assert (seen.body, seen.is_deleted, seen.is_removed) == ("", True, True)
    assert last_entry() == (
        Action.REMOVE, "No numbers to ring, please.", "Ring me at 555 0199 tonight", ""
    )  # fmt: skip
    sender, subject, body = last_letter(otter)
    assert (sender, subject) == ("staff", "Your post was removed")
    assert "No numbers to ring" in body and "Ring me at 555 0199 tonight" in body
    assert "heron" not in body
    assert sizes_are_true() and audit.verify() == audit.Verdict(2)


def test_the_title_goes_with_a_first_post(
    wren: Login, heron: Actor, post_id: int, clock: StandingClock
) -> None:
    first = posts.from_number(GUEST, posts.get(GUEST, post_id).thread_id, 1, limit=1)[0]
    moderation.remove(heron, first.id, "Why", now=clock())
    assert threads.get(GUEST, first.thread_id).title == moderation.REMOVED_TITLE
    assert "Mornings\n\nStiff again" in last_letter(wren)[2]


def test_holding_and_letting_appear(
    otter: Login, wren: Login, heron: Actor, post_id: int, clock: StandingClock
) -> None:
    moderation.hold(heron, post_id, "A moment, please.", now=clock())
    assert posts.get(wren.actor, post_id).body == "" and posts.get(wren.actor, post_id).is_held
    assert posts.get(otter.actor, post_id).body == "Ring me at 555 0199 tonight"
    assert Post.get_by_id(post_id).body == "", "nothing that reads posts can show it"
    with pytest.raises(Refused):
        posts.edit(otter.actor, post_id, "Other words", now=clock())
    with pytest.raises(Refused):
        hugs.give(wren.actor, post_id, "hug", now=clock())
    with pytest.raises(Invalid):
        moderation.hold(heron, post_id, "Again", now=clock())
    (row,) = queue.listing(heron, now=clock()).rows
    assert (row.thing, row.about) == ("post", "quiet-otter")
    with pytest.raises(Invalid):
        queue.let_be(heron, row.id, now=clock())
    moderation.release(heron, post_id, now=clock())
    assert posts.get(wren.actor, post_id).body == "Ring me at 555 0199 tonight"
    assert not queue.listing(heron, now=clock()).rows
    assert sizes_are_true()


def test_folding(otter: Login, heron: Actor, post_id: int, clock: StandingClock) -> None:
    moderation.fold(heron, post_id, "a number to ring", now=clock())
    seen = posts.get(GUEST, post_id)
    assert (seen.folded_for, seen.body) == ("a number to ring", "Ring me at 555 0199 tonight")
    assert "a number to ring" in last_letter(otter)[2] and sizes_are_true()
    moderation.fold(heron, post_id, "", now=clock())
    assert posts.get(GUEST, post_id).folded_for == "" and sizes_are_true()


def test_editing_details_out(
    otter: Login, heron: Actor, post_id: int, clock: StandingClock
) -> None:
    for words in ("Ring me never tonight", "tonight Ring me", "Ring me at 555 0199 tonight"):
        with pytest.raises(Invalid):
            moderation.edit_out(heron, post_id, words, "A number", now=clock())
    moderation.edit_out(heron, post_id, "Ring me (...) tonight", "A number", now=clock())
    seen = posts.get(GUEST, post_id)
    assert (seen.body, seen.is_edited) == ("Ring me (...) tonight", True)
    assert last_entry() == (
        Action.EDIT_OUT, "A number", "Ring me at 555 0199 tonight", "Ring me (...) tonight"
    )  # fmt: skip
    assert "555 0199" in last_letter(otter)[2] and sizes_are_true()


def test_correcting(otter: Login, heron: Actor, post_id: int, clock: StandingClock) -> None:
    with pytest.raises(Invalid):
        moderation.correct(heron, post_id, "sourced", "Two a day at most.", now=clock())
    with pytest.raises(Invalid):
        moderation.correct(heron, post_id, "true", "Two a day at most.", "nhs.uk", now=clock())
    moderation.correct(heron, post_id, "sourced", "Two a day at most.", "nhs.uk", now=clock())
    pinned = posts.get(GUEST, post_id).correction
    assert pinned is not None
    assert (pinned.standing, pinned.body, pinned.source) == (
        "sourced", "Two a day at most.", "nhs.uk"
    )  # fmt: skip
    file = archive.thread_file(GUEST, "back-pain", "2026-05", posts.get(GUEST, post_id).thread_id)
    whole = archive.text(GUEST, file, 1, limit=10)
    assert b"\nCorrection by staff (sourced): Two a day at most. Source: nhs.uk\n" in whole
    assert len(whole) == file.size and sizes_are_true()


def test_whoever_wrote_it_decides_nothing_about_it(
    heron: Actor, sysop: Actor, wren: Login, clock: StandingClock
) -> None:
    thread = threads.start(wren.actor, "back-pain", "Title", "Body", now=clock())
    mine = posts.reply(heron, thread.id, "My own words", now=clock())
    before = dump()
    with pytest.raises(Refused):
        moderation.let_be(heron, mine.id, now=clock())
    assert dump() == before
    moderation.remove(sysop, mine.id, "Why", now=clock())
    assert posts.get(GUEST, mine.id).is_removed


def test_a_leader_of_another_board_may_not(heron: Actor, wren: Login, clock: StandingClock) -> None:
    thread = threads.start(wren.actor, "anxiety", "Title", "Body", now=clock())
    post = posts.from_number(GUEST, thread.id, 1, limit=1)[0]
    with pytest.raises(Refused):
        moderation.remove(heron, post.id, "Why", now=clock())
    with pytest.raises(NotFound):
        moderation.remove(heron, 9_999, "Why", now=clock())
    with pytest.raises(Refused):
        moderation.remove(wren.actor, 9_999, "Why", now=clock())


def test_who_leads_no_more_can_do_no_more(heron: Actor, post_id: int, clock: StandingClock) -> None:
    staff.set_leader(HOST, "grey-heron", "back-pain", leads=False, now=clock())
    with pytest.raises(Refused):
        moderation.remove(heron, post_id, "Why", now=clock())


def test_what_a_report_led_to_is_told_to_the_reporter_alone(
    otter: Login, wren: Login, heron: Actor, post_id: int, clock: StandingClock
) -> None:
    reports.report(wren.actor, "post", post_id, "details", comment="A phone number", now=clock())
    assert not notices.listing(wren.actor).reports
    moderation.edit_out(heron, post_id, "Ring me (...) tonight", "A number", now=clock())
    (told,) = notices.listing(wren.actor).reports
    assert (told.thing, told.outcome) == ("a post", "Details were taken out of it.")
    notices.mark_seen(wren.actor, notices.listing(wren.actor))
    assert not notices.listing(wren.actor).reports
    assert "wren" not in last_letter(otter)[2]


@pytest.mark.parametrize("deed", ["remove", "hold", "fold", "edit_out", "correct"])
def test_an_appeal_that_is_granted_undoes_it(
    otter: Login, heron: Actor, sysop: Actor, post_id: int, clock: StandingClock, deed: str
) -> None:
    before = posts.get(GUEST, post_id)
    if deed == "remove":
        moderation.remove(heron, post_id, "Why", now=clock())
    elif deed == "hold":
        moderation.hold(heron, post_id, "Why", now=clock())
    elif deed == "fold":
        moderation.fold(heron, post_id, "numbers", now=clock())
    elif deed == "edit_out":
        moderation.edit_out(heron, post_id, "Ring me", "Why", now=clock())
    else:
        moderation.correct(heron, post_id, "disputed", "Not so.", "nhs.uk", now=clock())
    (about_me,) = standing.of(otter.actor).deeds
    case_id = standing.appeal(otter.actor, about_me.entry_id, "It is fine", now=clock())
    with pytest.raises(Refused):
        standing.appeal(otter.actor, about_me.entry_id, "Once more", now=clock())
    with pytest.raises(Refused):
        standing.decide(heron, case_id, True, "My own deed", now=clock())
    assert case_id not in {row.id for row in queue.listing(heron, now=clock()).rows}
    standing.decide(sysop, case_id, True, "You are right", now=clock())
    after = posts.get(GUEST, post_id)
    assert (after.body, after.is_held, after.is_removed, after.folded_for, after.correction) == (
        before.body, False, False, "", None
    )  # fmt: skip
    assert sizes_are_true()
    assert standing.of(otter.actor).deeds[0].appeal == "granted"
    assert "granted" in last_letter(otter)[1]


def test_an_appeal_that_is_declined_changes_nothing(
    otter: Login, wren: Login, heron: Actor, sysop: Actor, post_id: int, clock: StandingClock
) -> None:
    moderation.remove(heron, post_id, "Why", now=clock())
    (about_me,) = standing.of(otter.actor).deeds
    with pytest.raises(Refused):
        standing.appeal(wren.actor, about_me.entry_id, "For a friend", now=clock())
    case_id = standing.appeal(otter.actor, about_me.entry_id, "It is fine", now=clock())
    standing.decide(sysop, case_id, False, "It isn't", now=clock())
    assert posts.get(GUEST, post_id).is_removed
    assert standing.of(otter.actor).deeds[0].appeal == "declined"
