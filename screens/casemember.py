"""What more can be done from a case: about the member, and about the thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from bbs.errors import Invalid
from bbs.policy import LEADERS_DAYS, Role
from bbs.seam import call
from bbs.services import sanctions, threadcare
from bbs.views import CaseView
from screens.choice import ChoiceScreen
from screens.prompt import PromptScreen
from screens.widgets.usertext import shown

if TYPE_CHECKING:
    from screens.case import CaseScreen

_DAYS = (1, 3, LEADERS_DAYS, 30)
Do = Callable[[str], Awaitable[object]]


def ask(screen: CaseScreen, case: CaseView) -> None:
    """Ask what is to be done, then why, and do it."""
    doing: dict[str, tuple[str, str, Do]] = {
        key: (words, label, do) for key, words, label, do in _all(screen, case)
    }

    async def chosen(answer: str | None) -> None:
        if answer in doing:
            words, label, do = doing[answer]

            def done(typed: str | None) -> None:
                if typed is not None:
                    screen.app.call_later(screen.did, f"{words}: done.")

            screen.app.push_screen(PromptScreen(words, "", label, do), done)

    answers = [(key, words) for key, (words, _, _) in doing.items()]
    head = shown(case.row.about) or "This thread"
    screen.app.push_screen(ChoiceScreen(head, [], [*answers, ("no", "Nothing")]), chosen)


def _all(screen: CaseScreen, case: CaseView) -> Iterator[tuple[str, str, str, Do]]:
    if case.row.about:
        yield from _of_member(screen, case)
    if case.thread_id:
        yield from _of_thread(screen, case)


def _of_member(screen: CaseScreen, case: CaseView) -> Iterator[tuple[str, str, str, Do]]:
    actor, handle, case_id = screen.visit.actor, case.row.about, screen.case_id
    name = shown(handle)

    async def warn(reason: str) -> None:
        now = screen.visit.now
        await call(sanctions.warn, actor, handle, reason, case_id=_open(case, case_id), now=now)

    yield "warn", f"Warn {name}", "Why", warn

    def silence(days: int) -> Do:
        async def do(reason: str) -> None:
            await call(
                sanctions.silence, actor, handle, days, reason,
                case_id=_open(case, case_id), now=screen.visit.now,
            )  # fmt: skip

        return do

    def ban(days: int) -> Do:
        async def do(reason: str) -> None:
            await call(
                sanctions.ban, actor, handle, days, reason,
                case_id=_open(case, case_id), live=screen.visit.live, now=screen.visit.now,
            )  # fmt: skip

        return do

    for days in _DAYS:
        if days <= LEADERS_DAYS or actor.role is Role.SYSOP:
            shown_days = f"{days} {'day' if days == 1 else 'days'}"
            yield f"silence{days}", f"Silence {name} for {shown_days}", "Why", silence(days)
    if actor.role is Role.SYSOP:
        for days in _DAYS[1:]:
            yield f"ban{days}", f"Ban {name} from the house for {days} days", "Why", ban(days)
        yield "ban0", f"Ban {name} from the house for good", "Why", ban(0)


def _of_thread(screen: CaseScreen, case: CaseView) -> Iterator[tuple[str, str, str, Do]]:
    actor, thread_id = screen.visit.actor, case.thread_id

    async def lock(reason: str) -> None:
        await call(threadcare.lock, actor, thread_id, reason, now=screen.visit.now)

    async def move(typed: str) -> None:
        slug, _, reason = typed.strip().partition(" ")
        await call(threadcare.move, actor, thread_id, slug, reason, now=screen.visit.now)

    async def merge(typed: str) -> None:
        number, _, reason = typed.strip().partition(" ")
        if not number.isdecimal():
            raise Invalid("First the number of the thread that stays, then why.")
        into = int(number)
        await call(threadcare.merge, actor, thread_id, into, reason, now=screen.visit.now)

    async def split(typed: str) -> None:
        number, _, title = typed.strip().partition(" ")
        if not number.isdecimal():
            raise Invalid("First the number of the post that begins it, then its title.")
        why = "These are two matters."
        await call(
            threadcare.split, actor, thread_id, int(number), title, why, now=screen.visit.now
        )

    yield "lock", "Lock the thread", "Why", lock
    yield "move", "Move the thread", "Board, then why", move
    yield "merge", "Merge the thread into another", "Its number, then why", merge
    yield "split", "Split the thread", "Post, then the new title", split


def _open(case: CaseView, case_id: int) -> int:
    return 0 if case.is_closed else case_id
