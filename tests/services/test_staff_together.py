"""What staff do, where blocks, warnings of writers and the bus are in it, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bbs import folding, warnings
from bbs.errors import Invalid, Refused
from bbs.events import Event, LetterCame, Posted, StandingChanged
from bbs.models import Case, Greeting, Held, Post, Thread
from bbs.offline import plaintext
from bbs.policy import GUEST, Actor
from bbs.services import (
    archive,
    cases,
    greetings,
    holding,
    letters,
    moderation,
    news,
    posts,
    profiles,
    queue,
    reports,
    sanctions,
    search,
    staff,
    standing,
    textsize,
    threadcare,
    threads,
)
from bbs.services.credentials import Login
from bbs.services.holding import Holding
from bbs.views import FilterView
from tests.helpers import StandingClock
from tests.services.house import HOST, heron, last_letter, otter, sysop, wren
from tests.services.test_events import heard

__all__ = ["heard", "heron", "otter", "sysop", "wren"]
LABEL = "eating, numbers"


@pytest.fixture
def all_wait() -> Iterator[None]:
    holding.bind(Holding(is_all=True))
    yield
    holding.bind(Holding())


@pytest.fixture
def thread_id(otter: Login, clock: StandingClock) -> int:
    made = threads.start(
        otter.actor, "back-pain", "Mornings", "Three of them", warning=LABEL, now=clock()
    )
    return made.id


def first(actor: Actor, thread_id: int) -> int:
    return posts.from_number(actor, thread_id, 1, limit=1)[0].id


def labels(thread_id: int) -> tuple[str, str]:
    """The warnings of a thread and of its first post, as they stand in the database."""
    post = Post.get((Post.thread == thread_id) & (Post.number == 1))
    return Thread.get_by_id(thread_id).warning, post.warning


def sizes_are_true() -> bool:
    sizes = textsize.of_views(posts.view(GUEST, row) for row in posts.whole())
    return {row.id: row.text_bytes for row in Thread.select()} == dict(sizes)


def of_kind(kind: type[Event], told: list[Event]) -> list[Event]:
    return [event for event in told if isinstance(event, kind)]


def test_what_waits_is_told_to_nobody_until_it_appears_with_its_warning(
    all_wait: None,
    otter: Login,
    wren: Login,
    heron: Actor,
    heard: Callable[[], list[Event]],
    clock: StandingClock,
) -> None:
    threads.start(otter.actor, "back-pain", "Title", "Body", warning=LABEL, now=clock())
    assert not of_kind(Posted, heard())
    (waits,) = holding.mine(otter.actor)
    assert waits.warning == LABEL
    (row,) = queue.listing(heron, now=clock()).rows
    assert queue.look(heron, row.id, now=clock()).now == f"Warning: {LABEL}\n\nBody"
    thread_id = moderation.release_first(heron, waits.id, now=clock())
    post = Post.get(Post.thread == thread_id)
    assert of_kind(Posted, heard()) == [Posted(Thread.get().board_id, thread_id, post.id)]
    assert labels(thread_id) == (LABEL, LABEL) and sizes_are_true()
    posts.reply(otter.actor, thread_id, "More", warning="loss", now=clock())
    assert not of_kind(Posted, heard())
    moderation.release_first(heron, holding.mine(otter.actor)[0].id, now=clock())
    assert len(of_kind(Posted, heard())) == 1 and sizes_are_true()
    assert posts.from_number(wren.actor, thread_id, 2, limit=1)[0].warning == "loss"


def test_a_refused_one_gives_its_warning_back_too(
    all_wait: None, otter: Login, heron: Actor, clock: StandingClock
) -> None:
    threads.start(otter.actor, "back-pain", "Title", "Body", warning=LABEL, now=clock())
    moderation.refuse_first(heron, holding.mine(otter.actor)[0].id, "Why", now=clock())
    assert f"Title\n\nWarning: {LABEL}\n\nBody" in last_letter(otter)[2]


def test_holding_takes_the_warning_out_of_sight_and_letting_appear_tells(
    otter: Login,
    wren: Login,
    heron: Actor,
    thread_id: int,
    heard: Callable[[], list[Event]],
    clock: StandingClock,
) -> None:
    post_id = first(GUEST, thread_id)
    heard()
    moderation.hold(heron, post_id, "A moment", now=clock())
    assert not of_kind(Posted, heard())
    assert labels(thread_id) == ("", "") and posts.get(wren.actor, post_id).warning == ""
    assert posts.get(otter.actor, post_id).warning == LABEL and sizes_are_true()
    concerned = news.concerned([post_id], [wren.actor.member_id])
    assert not concerned.answers and not concerned.readers
    moderation.release(heron, post_id, now=clock())
    assert len(of_kind(Posted, heard())) == 1
    assert labels(thread_id) == (LABEL, LABEL) and not Held.select().exists() and sizes_are_true()


def test_an_appeal_gives_words_and_warning_back(
    otter: Login, heron: Actor, sysop: Actor, thread_id: int, clock: StandingClock
) -> None:
    post_id = first(GUEST, thread_id)
    moderation.remove(heron, post_id, "Why", now=clock())
    assert labels(thread_id) == ("", "") and sizes_are_true()
    assert f"Mornings\n\nWarning: {LABEL}\n\nThree of them" in last_letter(otter)[2]
    entry = standing.of(otter.actor).deeds[0].entry_id
    case_id = standing.appeal(otter.actor, entry, "Please", now=clock())
    standing.decide(sysop, case_id, True, "Yes", now=clock())
    assert labels(thread_id) == (LABEL, LABEL) and sizes_are_true()
    assert posts.get(GUEST, post_id).body == "Three of them"
    assert threads.get(GUEST, thread_id).title == "Mornings"


def test_details_go_out_of_a_warning_as_out_of_the_text(
    heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    post_id = first(GUEST, thread_id)
    with pytest.raises(Invalid):
        moderation.edit_out(heron, post_id, "Warning: other\n\nThree of them", "Why", now=clock())
    left = "Warning: eating, (...)\n\nThree (...)"
    moderation.edit_out(heron, post_id, left, "Numbers", now=clock())
    assert labels(thread_id) == ("eating, (...)",) * 2 and sizes_are_true()
    assert posts.get(GUEST, post_id).body == "Three (...)"
    moderation.edit_out(heron, post_id, "Three", "Numbers", now=clock())
    assert labels(thread_id) == ("", "") and posts.get(GUEST, post_id).body == "Three"


def test_folds_of_staff_and_of_the_writer_are_two(
    otter: Login, wren: Login, heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    post_id = first(GUEST, thread_id)
    moderation.fold(heron, post_id, "hard mornings", now=clock())
    seen = posts.get(wren.actor, post_id)
    assert (seen.warning, seen.folded_for) == (LABEL, "hard mornings")
    assert folding.why(FilterView(), seen) == "Folded by staff: hard mornings"
    said = plaintext.words(seen)
    assert said == f"Folded by staff: hard mornings\n\nWarning: {LABEL}\n\nThree of them"
    posts.edit(otter.actor, post_id, "Three of them", warning="", now=clock())
    seen = posts.get(wren.actor, post_id)
    assert (seen.warning, seen.folded_for) == ("", "hard mornings") and sizes_are_true()
    (found,) = search.find(wren.actor, "Three", limit=9, now=clock()).rows
    assert "".join(words for words, _ in found.snippet) == "Folded by staff: hard mornings"
    moderation.fold(heron, post_id, "", now=clock())
    assert folding.why(FilterView(), posts.get(wren.actor, post_id)) == ""


def test_who_blocked_the_writer_sees_nothing_of_what_staff_did_either(
    otter: Login, wren: Login, heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    answer = posts.reply(otter.actor, thread_id, "Ring me", now=clock())
    moderation.fold(heron, answer.id, "a number", now=clock())
    moderation.correct(heron, answer.id, "experience", "One's own", now=clock())
    letters.block(wren.actor, "quiet-otter")
    for hold in (False, True):
        if hold:
            moderation.hold(heron, answer.id, "A moment", now=clock())
        seen = posts.get(wren.actor, answer.id)
        assert seen.is_hidden and plaintext.words(seen) == plaintext.HIDDEN
        assert folding.why(FilterView(), seen) == "" and not seen.is_held
        (file,) = archive.thread_files(wren.actor, "back-pain", "2026-05", limit=9)
        whole = archive.text(wren.actor, file, 1, limit=9)
        assert len(whole) == file.size and b"number" not in whole and b"own" not in whole
        assert not posts.get(otter.actor, answer.id).is_hidden


def test_staff_see_what_they_or_a_reporter_blocked(
    otter: Login, wren: Login, heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    post_id = first(GUEST, thread_id)
    for each in (wren.actor, heron):
        letters.block(each, "quiet-otter")
    assert posts.get(heron, post_id).is_hidden
    reports.report(wren.actor, "post", post_id, "spam", now=clock())
    case = Case.get()
    assert cases.snapshot(case) == f"Mornings\n\nWarning: {LABEL}\n\nThree of them"
    assert queue.look(heron, case.id, now=clock()).now == f"Warning: {LABEL}\n\nThree of them"
    moderation.edit_out(heron, post_id, f"Warning: {LABEL}\n\nThree", "Why", now=clock())
    assert Post.get_by_id(post_id).body == "Three"


def test_all_hear_that_somebody_may_do_more_or_less(
    otter: Login, heron: Actor, heard: Callable[[], list[Event]], clock: StandingClock
) -> None:
    otter_id = otter.actor.member_id
    changed = [StandingChanged(otter_id)]

    def told() -> list[Event]:
        return of_kind(StandingChanged, heard())

    told()
    sanctions.warn(HOST, "quiet-otter", "Why", now=clock())
    assert told() == []
    sanctions.silence(HOST, "quiet-otter", 2, "Why", now=clock())
    assert told() == changed
    sanctions.lift(HOST, "quiet-otter", "silence", "Enough", now=clock())
    assert told() == changed
    sanctions.ban(HOST, "quiet-otter", 1, "Why", now=clock())
    assert told() == changed
    clock.pass_(days=2)
    assert sanctions.end_due(now=clock()) == 1 and told() == changed
    staff.set_leader(HOST, "quiet-otter", "stress", now=clock())
    assert told() == changed
    staff.set_role(HOST, "quiet-otter", "professional", verified_as="nurse", now=clock())
    assert told() == changed


def test_a_letter_from_staff_is_told_like_any(
    otter: Login, heard: Callable[[], list[Event]], clock: StandingClock
) -> None:
    heard()
    staff.write(HOST, "quiet-otter", "Hello", "From all of us", now=clock())
    assert of_kind(LetterCame, heard()) == [LetterCame(otter.actor.member_id)]


def test_who_is_silenced_tells_nothing_in_a_profile(otter: Login, clock: StandingClock) -> None:
    profiles.write(otter.actor, "Before")
    sanctions.silence(HOST, "quiet-otter", 2, "Why", now=clock())
    with pytest.raises(Refused, match="silenced"):
        profiles.write(otter.actor, "Read me here instead")
    assert profiles.of(otter.actor, "quiet-otter").body == "Before"


def test_a_thread_to_say_hello_in_is_one_no_more_where_it_is_moved_away(
    sysop: Actor, clock: StandingClock
) -> None:
    thread_id = greetings.open_(sysop, "back-pain", now=clock())
    threadcare.move(sysop, thread_id, "stress", "It belongs there", now=clock())
    assert not Greeting.select().exists()
    assert [row.id for row in threads.listing(GUEST, "back-pain", limit=9).rows] == []


def test_a_thread_that_is_split_off_has_its_first_posts_warning(
    otter: Login, heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    posts.reply(otter.actor, thread_id, "More", warning="loss", now=clock())
    made = threadcare.split(heron, thread_id, 2, "Apart", "Another matter", now=clock())
    assert labels(made) == ("loss", "loss") and labels(thread_id) == (LABEL, LABEL)


@pytest.mark.parametrize(
    ("label", "body"), [("", "Body"), (LABEL, "Body\n\nMore"), ("", "Body\n\nMore"), (LABEL, "x")]
)
def test_a_warning_and_a_text_are_parted_as_they_were(label: str, body: str) -> None:
    assert warnings.apart(warnings.before(label, body)) == (label, body)
