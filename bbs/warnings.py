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
_LEAD = "Warning: "


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


def before(words: str, body: str) -> str:
    """A text with its warning before it, as staff read and keep it; `apart` parts them again."""
    return f"{line(words)}\n\n{body}" if words else body


def apart(whole: str) -> tuple[str, str]:
    """The warning and the text that `before` made one; no warning where there was none.

    Who wrote such a line into the text itself meant the same by it.
    """
    first, gap, body = whole.partition("\n\n")
    words = first.removeprefix(_LEAD)
    if not gap or words == first or "\n" in words or len(words) > LONGEST:
        return "", whole
    return words, body


def line(words: str) -> str:
    """As they stand before a text: `Warning: eating, numbers`."""
    return f"{_LEAD}{text.clean(words)}"


def may_fold(post: PostView | FoundPost) -> bool:
    """Whether a text stands behind a warning, for who likes such texts folded; one's own never."""
    return bool(post.warning) and not post.is_own


def folded_words(post: PostView) -> str:
    """What is said before a post that staff folded; "" where they didn't, or it is gone."""
    if not post.folded_for or post.is_deleted or post.is_hidden:
        return ""
    return f"Folded by staff: {text.clean(post.folded_for)}"
