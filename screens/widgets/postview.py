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

Why = Callable[[PostValue], str | None]
"""Why a post is folded, in a line; None where it isn't."""


class PostView(Reader):
    """Posts, one under the other; the current one is what keys such as `r` and `e` mean."""

    MARKS = True

    def __init__(
        self,
        provider: Provider,
        now: Callable[[], datetime],
        *,
        why: Why = lambda post: None,
        id: str,
    ) -> None:
        """Show what `provider` gives, with ages as of `now`; where there is a `why`, folded."""
        super().__init__(self._blocks, id=id)
        self._why = why
        self._provider = provider
        self._now = now
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
        if why := self._why(post):
            text = f"{shown(why)}. Enter opens it."
            return Block(post.number, lambda width: self._head(post, width), text, post)
        parts = (folded_words(post), body_words(post), correction_words(post))
        text = shown("\n\n".join(part for part in parts if part), multiline=True)
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
