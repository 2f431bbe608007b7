"""What more can be done with a thread, and about a post's writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bbs import pseudonyms as names
from bbs.handles import BLOCKED, DEPARTED
from bbs.policy import Action, BoardFacts, can
from bbs.services import bookmarks, following, letters, pseudonyms
from bbs.views import PostView, ThreadView
from screens.base import BaseScreen
from screens.choice import ChoiceScreen
from screens.widgets.usertext import shown

if TYPE_CHECKING:
    from screens.thread import ThreadScreen

_SILENCES = {
    "silence": (True, "Whoever is behind it can write in this thread no more."),
    "unsilence": (False, "Whoever is behind it can write in this thread again."),
}
_CHANGES: dict[str, tuple[Callable[..., None], str]] = {
    "follow": (following.follow, "You follow this thread: home tells of answers in it."),
    "unfollow": (following.unfollow, "You follow it no more."),
    "bookmark": (bookmarks.put, "A bookmark is in. Home, Bookmarks lists them."),
    "take_out": (bookmarks.take_out, "The bookmark is taken out."),
    "ignore": (following.ignore, "You ignore this thread: nothing in it is new any more."),
    "heed": (following.heed, "You ignore it no more."),
}


async def ask(screen: ThreadScreen, thread: ThreadView, post: PostView | None) -> None:
    """Ask what is to be done, and do it."""
    other = post is not None and not post.is_own and post.handle not in (DEPARTED, BLOCKED)
    handle = names.address(post.handle, thread.id) if post is not None and other else ""
    name = post.handle if post is not None and names.is_name(post.handle) else ""

    async def answered(answer: str | None) -> None:
        if answer == "profile":
            await screen.lamp.visit_place("profile", handle=handle)
        elif answer == "write":
            await screen.lamp.visit_place("editor", kind="letter", target=handle)
        elif answer == "block":
            await block(screen, handle)
        elif answer in _SILENCES:
            silenced, words = _SILENCES[answer]
            if await screen.done(
                pseudonyms.silence, screen.visit.actor, thread.id, name, is_silenced=silenced
            ):
                screen.tell(words)
        elif answer in _CHANGES:
            change, words = _CHANGES[answer]
            if await screen.done(change, screen.visit.actor, thread.id):
                await screen.fill()
                screen.tell(words)

    about = f"about {shown(handle)}, or " if handle else ""
    question = ChoiceScreen(
        shown(handle) or "This thread",
        [("", f"What would you like to do {about}with this thread?")],
        (
            *_of_writer(handle),
            *await _of_pseudonym(screen, thread, name),
            *_of_thread(thread),
            ("no", "Nothing"),
        ),
    )
    screen.app.push_screen(question, answered)


def _of_writer(handle: str) -> Iterator[tuple[str, str]]:
    if handle:
        if not names.parsed(handle):
            yield "profile", "What they tell of themselves"
        yield "write", "Write a letter"
        yield "block", "Block: see no more of them"


async def _of_pseudonym(
    screen: ThreadScreen, thread: ThreadView, name: str
) -> tuple[tuple[str, str], ...]:
    facts = BoardFacts(thread.board.is_for_all)
    if not name or not can(screen.visit.actor, Action.SILENCE_PSEUDONYM, facts):
        return ()
    is_silent = await screen.ask(pseudonyms.is_silent, screen.visit.actor, thread.id, name)
    if is_silent:
        return (("unsilence", "Let this pseudonym speak again here"),)
    return (("silence", "Silence this pseudonym in this thread"),)


def _of_thread(thread: ThreadView) -> Iterator[tuple[str, str]]:
    if thread.is_followed:
        yield "unfollow", "Follow this thread no more"
    else:
        yield "follow", "Follow this thread: be told of answers"
    if thread.is_bookmarked:
        yield "take_out", "Take the bookmark out"
    else:
        yield "bookmark", "Put a bookmark in"
    if thread.is_ignored:
        yield "heed", "Ignore this thread no more"
    else:
        yield "ignore", "Ignore this thread: nothing in it is new"


async def block(screen: BaseScreen, handle: str) -> None:
    """Block somebody, and say how to undo it."""
    if await screen.done(letters.block, screen.visit.actor, handle):
        hugs = "" if names.parsed(handle) else ", nor hugs"
        screen.lamp.tell_after(
            f"You will see no posts and letters of {shown(handle)} any more{hugs}; they aren't "
            "told. Settings, Blocked members, lets them in again."
        )
