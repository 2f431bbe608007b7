"""A thread as plain text of 80 columns, computed piece by piece.

The text of a thread is `head(...)` and then `post(...)` for each post in order; nothing of one
piece depends on another, so its length in bytes can be kept up to date without rendering. What a
member wrote is set in by two blanks: no body can pass for the heading of somebody else's post.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Protocol

from wcwidth import wcswidth, wcwidth

from bbs import content, text, warnings
from bbs.views import PostView

COLUMNS = 80
TAKEN_BACK = "(taken back by its writer)"
HIDDEN = "(a post of somebody you blocked)"
REMOVED = "(removed by staff)"
WAITS = "(waits for a leader to look at it)"

_INDENT = "  "
_TAB = 4
_QUOTE = re.compile(r">[> ]*")
_WORD = re.compile(r"[^ ]+ *| +")
STAFFS = r"(?:folded|correction) by staff\b"
"""How the lines of staff in a post begin, whatever the size of the letters."""
_LIKE_STAFFS = re.compile(rf"\W*{STAFFS}", re.IGNORECASE)


class Where(Protocol):
    """As much of a board as its threads tell of it."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def slug(self) -> str:
        """Its name in paths."""

    @property
    def is_health(self) -> bool:
        """Whether its threads say that they are no medical advice."""


def thread(title: str, thread_id: int, board: Where, posts: Iterable[PostView]) -> bytes:
    """The whole text of a thread, in UTF-8."""
    return head(title, thread_id, board) + b"".join(map(post, posts))


def head(title: str, thread_id: int, board: Where) -> bytes:
    """What stands before the first post, in UTF-8."""
    lines = [
        *wrap(text.clean(title), COLUMNS),
        f"Thread {thread_id} on {board.name} ({board.slug})",
    ]
    if board.is_health:
        lines.append(content.text("thread_foot"))
    return ("\n".join(lines) + "\n").encode("utf-8")


def post(view: PostView) -> bytes:
    """One post with the blank line before it, in UTF-8; whose own it is makes no difference."""
    notes = "" if not view.is_edited or view.is_deleted else ", edited"
    handle = text.clean(view.handle)
    lines = ["", f"Post {view.number} by {handle}{verified(view)}, {moment(view.posted_at)}{notes}"]
    # At the left edge, where no body stands.
    lines += wrap(folded, COLUMNS) if (folded := warnings.folded_words(view)) else ()
    lines.append("")
    lines += (f"{_INDENT}{line}".rstrip() for line in _body(view))
    lines += wrap(correction_words(view), COLUMNS) if view.correction else ()
    return ("\n".join(lines) + "\n").encode("utf-8")


def words(view: PostView, like_ours: re.Pattern[str] = _LIKE_STAFFS) -> str:
    """All that stands in a post, cleaned: its own words between those of staff.

    A line of its own that could pass for one of staff, or of the house, as `like_ours` matches its
    beginning, is said to be written there.
    """
    lines = body_words(view).split("\n")
    own = "\n".join(f"Written here: {x}" if like_ours.match(x) else x for x in lines)
    parts = (warnings.folded_words(view), own, correction_words(view))
    return "\n\n".join(part for part in parts if part)


def body_words(view: PostView) -> str:
    """What its writer says, cleaned, the warning first; or what is said in its place."""
    if view.is_hidden:
        return HIDDEN
    if view.is_deleted:
        return REMOVED if view.is_removed else TAKEN_BACK
    body = warnings.before(view.warning, text.clean(view.body, multiline=True))
    if view.is_held:
        return f"{WAITS}\n{body}" if body else WAITS
    return body


def verified(view: PostView) -> str:
    """What is said beside the handle of a professional: ` (nurse, verified)`."""
    return f" ({text.clean(view.verified_as)}, verified)" if view.verified_as else ""


def correction_words(view: PostView) -> str:
    """A pinned correction in a sentence or two; "" where there is none."""
    pinned = view.correction
    if pinned is None:
        return ""
    source = f" Source: {text.clean(pinned.source)}" if pinned.source else ""
    return f"Correction by staff ({pinned.standing}): {text.clean(pinned.body)}{source}"


def moment(at: datetime) -> str:
    """A moment as it stands in files: `2026-05-04 09:30 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _body(view: PostView) -> Iterator[str]:
    for line in body_words(view).split("\n"):
        yield from wrap(line, COLUMNS - len(_INDENT))


def wrap(line: str, columns: int) -> list[str]:
    """One line as lines of at most so many columns; a quoted one stays quoted in each of them.

    Words that are longer are cut, and no line is empty but an empty one's only one.
    """
    line = line.expandtabs(_TAB)
    if len(line) <= columns and line.isascii():
        return [line]
    marks = match.group() if (match := _QUOTE.match(line)) else ""
    if not marks or len(marks) >= columns // 2:
        return _folded(line, columns)
    quote = marks.rstrip(" ") + " "
    return [quote + part for part in _folded(line[len(marks) :], columns - len(quote))]


def _folded(line: str, columns: int) -> list[str]:
    lines: list[str] = []
    kept, used = "", 0
    for word in _WORD.findall(line):
        width = _width(word.rstrip(" "))
        if kept and used + width > columns:
            lines.append(kept.rstrip(" "))
            kept, used = "", 0
            if not word.strip(" "):
                continue
        while width > columns:
            part = _fitting(word, columns)
            lines.append(part)
            word = word[len(part) :]
            width = _width(word.rstrip(" "))
        kept, used = kept + word, used + _width(word)
    if kept.strip(" ") or not lines:
        lines.append(kept.rstrip(" "))
    return lines


def _width(word: str) -> int:
    return len(word) if word.isascii() else max(0, wcswidth(word))


def _fitting(word: str, columns: int) -> str:
    """As much of the beginning as fits, and no mark without its base."""
    used = 0
    for at, character in enumerate(word):
        used += max(0, wcwidth(character))
        if used > columns:
            return word[:at]
    return word
