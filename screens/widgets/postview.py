"""The posts of a thread, loaded a page at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bbs import clock, folding, warnings
from bbs.kindness import in_words
from bbs.offline import plaintext
from bbs.views import PostView as PostValue
from screens.widgets.lines import Line, justify
from screens.widgets.reader import Block, Reader
from screens.widgets.usertext import shown

Provider = Callable[[int, int], Awaitable[tuple[PostValue, ...] | None]]
"""`provider(first, count)`: posts by number, or None where they couldn't be had."""

Why = Callable[[PostValue], str | None]
"""Why a post is folded by a filter, if it is."""
_FOLDED = "Folded. Enter opens it."


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
        self.folds_warnings = False
        self._opened: set[int] = set()

    @property
    def post(self) -> PostValue | None:
        """The current post."""
        subject = self.block.subject if self.block is not None else None
        return subject if isinstance(subject, PostValue) else None

    @property
    def is_foldable(self) -> bool:
        """Whether the current post stands behind a warning that this reader likes folded."""
        post = self.post
        return self.folds_warnings and post is not None and warnings.may_fold(post)

    @property
    def is_shut(self) -> bool:
        """Whether the current post is folded behind its warning now."""
        return self.post is not None and self._is_shut(self.post)

    def _is_shut(self, post: PostValue) -> bool:
        return self.folds_warnings and warnings.may_fold(post) and post.id not in self._opened

    async def turn(self) -> None:
        """Open the current post behind its warning, or fold it again."""
        post = self.post
        if post is None or not self.is_foldable:
            return
        self._opened ^= {post.id}
        await self.draw_anew()

    async def draw_anew(self) -> None:
        """Show the current post as it is to be shown now: folded, or opened."""
        post = self.post

        def lay_anew() -> None:
            if post is None or self.post is not post:
                return
            self.blocks[self.current] = self._block(post)
            self._lay()
            self.top = min(self.top, self._starts[self.current])

        await self._moved(lay_anew)

    async def _blocks(self, first: int, count: int) -> tuple[Block, ...] | None:
        posts = await self._provider(first, count)
        return None if posts is None else tuple(map(self._block, posts))

    def _block(self, post: PostValue) -> Block:
        if self._is_shut(post):
            text = f"{warnings.line(post.warning)}\n{_FOLDED}"
        elif why := self._why(post):
            text = f"{folding.line(why)}. Enter opens it."
            return Block(post.number, lambda width: self._head(post, width), text, post)
        else:
            text = plaintext.words(post)
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
            (", new" if is_new else "", "unread"),
        )
        return justify(left, ((", ".join(notes), "dim"),), width)
