"""News for one session: what came while somebody sits here, summed up until their face takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST_THREADS = 20
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class News:
    """What came since it was taken last."""

    letters: int = 0
    hugs: int = 0
    threads: tuple[int, ...] = ()
    """Threads that one follows, in which somebody answered."""
    has_more: bool = False
    """Whether there was more than is kept here."""
    is_late: bool = False
    """Whether some may have been missed, so that all has to be looked at."""
    is_away: bool = False
    """Whether the store doesn't answer, so that what one does waits for it."""


class Bell:
    """Rings a session's face when there is news for its member; all on the event loop.

    However slow the face is, it keeps three numbers and a few ids.
    """

    def __init__(self) -> None:
        self._ring: Callable[[], None] | None = None
        self._letters = self._hugs = 0
        self._threads: dict[int, None] = {}
        self._has_more = self._is_late = self._is_away = self._has_rung = False

    def listen(self, ring: Callable[[], None] | None) -> None:
        """Call `ring` when there is something to take; what waits already rings at once."""
        self._ring = ring
        if self._has_rung and ring is not None:
            ring()

    def put_letter(self) -> None:
        """A letter came."""
        self._letters += 1
        self._now()

    def put_hug(self) -> None:
        """Somebody gave a hug."""
        self._hugs += 1
        self._now()

    def put_answer(self, thread_id: int) -> None:
        """Somebody answered in a thread that the member follows."""
        if thread_id in self._threads or len(self._threads) < MOST_THREADS:
            self._threads[thread_id] = None
        else:
            self._has_more = True
        self._now()

    def put_post(self) -> None:
        """Something is new on a board of the member's: counts have moved, and no more."""
        self._now()

    def put_missed(self) -> None:
        """Something may have come that this bell was not told of."""
        self._is_late, self._is_away = True, False
        self._now()

    def put_away(self) -> None:
        """The store doesn't answer; `put_missed` says when it does again."""
        self._is_away = True
        self._now()

    def take(self) -> News | None:
        """All that came since the last time; None where it was nothing."""
        if not self._has_rung:
            return None
        news = News(
            min(self._letters, MOST_COUNTED),
            min(self._hugs, MOST_COUNTED),
            tuple(self._threads),
            self._has_more or max(self._letters, self._hugs) > MOST_COUNTED,
            self._is_late,
            self._is_away,
        )
        self._letters = self._hugs = 0
        self._threads = {}
        self._has_more = self._is_late = self._is_away = self._has_rung = False
        return news

    def _now(self) -> None:
        # Once until it is taken: a face that is slow isn't rung at a hundred times.
        if not self._has_rung:
            self._has_rung = True
            if self._ring is not None:
                self._ring()


def together(one: News, other: News) -> News:
    """The news of two times as one."""
    threads = tuple(dict.fromkeys((*one.threads, *other.threads)))
    letters, hugs = one.letters + other.letters, one.hugs + other.hugs
    return News(
        min(letters, MOST_COUNTED),
        min(hugs, MOST_COUNTED),
        threads[:MOST_THREADS],
        one.has_more
        or other.has_more
        or len(threads) > MOST_THREADS
        or max(letters, hugs) > MOST_COUNTED,
        one.is_late or other.is_late,
    )


AWAY = (
    "The community's store is away for a moment: what you do waits for it.",
    "The store is away: please wait.",
    "Please wait",
)
"""The same in longer and shorter words."""


def told(news: News) -> tuple[str, ...]:
    """News in words, the long ones first and then shorter ones; nothing where there is nothing."""
    threads = len(news.threads)
    parts: list[tuple[str, str]] = []
    if news.letters:
        letters = "1 new letter" if news.letters == 1 else f"{news.letters} new letters"
        parts.append((letters, letters.replace("new ", "")))
    if threads:
        answers = "an answer in a thread" if threads == 1 else f"answers in {threads} threads"
        parts.append((f"{answers} that you follow", "an answer" if threads == 1 else "answers"))
    if news.hugs:
        hugs = "a hug" if news.hugs == 1 else f"{news.hugs} hugs"
        parts.append((f"{hugs} for you", hugs))
    if not parts:
        return ()
    more = " and more" if news.has_more else ""
    forms = (", ".join(each[at] for each in parts) + more for at in (0, 1))
    return (*(form[0].upper() + form[1:] for form in forms), "News")
