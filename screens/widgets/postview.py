"""The posts of a thread, loaded a page at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bbs import clock
from bbs.kindness import in_words
from bbs.offline.plaintext import body_words, correction_words, folded_words, verified
from bbs.views import PostView as PostValue
from screens.widgets.lines import Line, justify
from screens.widgets.reader import Block, Reader
from screens.widgets.usertext import shown

Provider = Callable[[int, int], Awaitable[tuple[PostValue, ...] | None]]
"""`provider(first, count)`: posts by number, or None where they couldn't be had."""


class PostView(Reader):
    """Posts, one under the other; the current one is what keys such as `r` and `e` mean."""

    MARKS = True

    def __init__(self, provider: Provider, now: Callable[[], datetime], *, id: str) -> None:
        """Show what `provider` gives, with ages as of `now`."""
        super().__init__(self._blocks, id=id)
        self._provider = provider
        self._now = now
        self.unfolded: set[int] = set()
        """The ids of posts that are shown though they are folded behind a warning."""
        self.read_before = 0
        """The number of the last post that had been read when the thread was opened."""

    @property
    def post(self) -> PostValue | None:
        """The current post."""
        subject = self.block.subject if self.block is not None else None
        return subject if isinstance(subject, PostValue) else None

    async def _blocks(self, first: int, count: int) -> tuple[Block, ...] | None:
        posts = await self._provider(first, count)
        return None if posts is None else tuple(map(self._block, posts))

    def _block(self, post: PostValue) -> Block:
        parts = [body_words(post)]
        if post.warning:
            is_open = post.id in self.unfolded
            parts = [folded_words(post), *(parts if is_open else ["(o shows it)"])]
        if post.correction:
            parts.append(correction_words(post))
        text = shown("\n\n".join(parts), multiline=True)
        foot = in_words(post.hugs)
        return Block(post.number, lambda width: self._head(post, width), text, post, foot)

    def _head(self, post: PostValue, width: int) -> Line:
        is_new = post.number > self.read_before and not post.is_own
        notes = [clock.ago(post.posted_at, self._now())]
        if post.is_edited:
            notes.append("edited")
        left: Line = (
            (f"{post.number} ", "dim"),
            (shown(post.handle), "handle"),
            (verified(post), "dim"),
            (", new" if is_new else "", "unread"),
        )
        return justify(left, ((", ".join(notes), "dim"),), width)
