"""The home screen's glance."""

from __future__ import annotations

import pytest

from bbs.errors import Refused
from bbs.policy import GUEST
from bbs.services import boards, drafts, friends, home, hugs, letters, posts, threads
from bbs.views import HomeView
from tests.helpers import Join, QueryCount, StandingClock


def test_a_newcomer_sees_that_all_is_new(join: Join, clock: StandingClock) -> None:
    assert home.glance(join("quiet-otter").actor, now=clock()) == HomeView(
        (), 0, 0, is_new=True, has_checked_in=False
    )


def test_what_waits(join: Join, clock: StandingClock) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    for slug in ("back-pain", "anxiety"):
        boards.join(otter, slug, now=clock())
    threads.start(wren, "back-pain", "Title", "Body", now=clock())
    letters.send(wren, "quiet-otter", "Hello", "Dear otter", now=clock())
    drafts.keep(otter, "reply", "7", "", "Body", now=clock())
    own = threads.start(otter, "back-pain", "Of my own", "Body", now=clock()).id
    for _ in range(2):
        posts.reply(wren, own, "An answer", now=clock())
    first = posts.from_number(wren, own, 1, limit=1)[0]
    hugs.give(wren, first.id, "hug", now=clock())
    friends.ask(wren, "quiet-otter")
    glance = home.glance(otter, now=clock())
    assert [(board.slug, board.unread) for board in glance.boards] == [
        ("anxiety", 0),
        ("back-pain", 2),
    ]
    assert (glance.answers, glance.answered_threads, glance.hugs) == (2, 1, 1)
    assert (glance.waiting, glance.friend_requests) == (1, 1)
    assert (glance.unread_letters, glance.drafts, glance.is_new) == (1, 1, False)


def test_guests_have_no_home(house: None, clock: StandingClock) -> None:
    with pytest.raises(Refused):
        home.glance(GUEST, now=clock())


@pytest.mark.parametrize("rows", [3, 60])
def test_a_glance_costs_eight_queries(
    join: Join, clock: StandingClock, assert_query_count: QueryCount, rows: int
) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    for board in boards.listing(otter)[:rows]:
        boards.join(otter, board.slug, now=clock())
        threads.start(wren, board.slug, "Title", "Body", now=clock())
    with assert_query_count(8):
        assert len(home.glance(otter, now=clock()).boards) == rows
