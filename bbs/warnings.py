"""A few words that a writer wants said before a text: `eating, numbers`. Pure.

They are shown to all, and fold the text for those who asked for it. Nobody claims that they
protect: measured, they don't lower distress (docs/decisions/0023-profiles.md).
"""

from __future__ import annotations

from bbs import text
from bbs.errors import Invalid
from bbs.views import FoundPost, PostView

LONGEST = 60
"""Characters."""


def label(raw: str) -> str:
    """The words as they are kept, in one line; empty where there are none.

    Raises `Invalid` where they are too long.
    """
    words = text.clean(raw)
    if len(words) > LONGEST:
        raise Invalid(
            f"The warning has {len(words)} characters; {LONGEST} fit. A word or two are enough.",
            field="warning",
        )
    return words


def line(words: str) -> str:
    """As they stand before a text: `Warning: eating, numbers`."""
    return f"Warning: {text.clean(words)}"


def may_fold(post: PostView | FoundPost) -> bool:
    """Whether a text stands behind a warning, for who likes such texts folded; one's own never."""
    return bool(post.warning) and not post.is_own
