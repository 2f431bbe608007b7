"""What packets weigh beside the text that they hold, and what they cost to make."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from datetime import timedelta
from pydoc_data.topics import topics

import pytest

from bbs.models import Post
from bbs.offline import plaintext
from bbs.offline.packing import Form
from bbs.policy import Actor
from bbs.services import boards, packets, seed, unreadposts
from bbs.views import BoardView
from tests.helpers import Join, StandingClock

pytestmark = pytest.mark.bench
POSTS = 1_000
MOST = 1.3


def synthetic(bodies: list[str]) -> list[str]:
    """The seeded community's posts, composed of patterns: they pack far better than any prose."""
    return bodies


def prose(bodies: list[str]) -> list[str]:
    """English that people wrote (Python's own help), as long for each post as there is enough."""
    text = " ".join(" ".join(topics.values()).split())
    share = len(text) / sum(map(len, bodies))
    at, cut = 0, []
    for body in bodies:
        end = at + max(1, int(len(body) * share))
        cut.append(text[at:end])
        at = end
    assert at <= len(text) and min(map(len, cut)) > 0
    return cut


@pytest.mark.parametrize("words", [synthetic, prose])
@pytest.mark.parametrize("form", ["mbox", "qwk"])
def test_weight(
    join: Join,
    clock: StandingClock,
    form: Form,
    words: Callable[[list[str]], list[str]],
) -> None:
    login = join("quiet-otter")
    seed.plant(seed.Plan(members=200, boards=10, threads=150, posts=POSTS), now=clock())
    rows = list(Post.select(Post.id, Post.body).order_by(Post.id))
    for row, body in zip(rows, words([str(row.body) for row in rows]), strict=True):
        Post.update(body=body).where(Post.id == row.id).execute()
    joined = _joined(login.actor, clock)
    placed = list(unreadposts.newest(login.actor, joined, since=None, most_threads=10_000))
    assert len(placed) == POSTS
    bare = len(gzip.compress("\n".join(each.post.body for each in placed).encode(), 9))
    shown = len(gzip.compress(b"".join(plaintext.post(each.post) for each in placed), 9))
    began = time.process_time()
    view = packets.make(
        login.actor, login.key, form=form, max_bytes=packets.MOST_BYTES, now=clock()
    )
    cpu = time.process_time() - began
    assert view.posts == POSTS
    weight = len(view.data)
    print(
        f"\n{form}, {words.__name__}: {weight:,} bytes; gzip -9 of the bodies {bare:,} "
        f"({weight / bare:.2f}), of the text form {shown:,} ({weight / shown:.2f}); "
        f"{cpu:.2f} s of CPU"
    )
    assert weight <= MOST * shown
    if form == "mbox" or words is prose:
        assert weight <= MOST * bare


def _joined(actor: Actor, clock: StandingClock) -> dict[int, BoardView]:
    """The reader on every board, for so long that all is unread."""
    for board in boards.listing(actor):
        boards.join(actor, board.slug, now=clock() - timedelta(days=5_000))
    return {board.id: board for board in boards.joined(actor)}
