"""A new passphrase, asked for twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bbs.errors import Invalid
from bbs.services import passphrases
from screens.prompt import PromptScreen
from screens.walk import WalkScreen


async def ask_new_passphrase(
    walk: WalkScreen,
    head: str,
    says: str,
    label: str,
    *,
    handle: str,
    take: Callable[[str], Awaitable[object]] | None = None,
) -> str | None:
    """The new passphrase of `handle` once it was typed twice alike, or None by Esc.

    `take` does what is to be done with it while the second question stands, and may refuse.
    """

    async def check(typed: str) -> None:
        passphrases.check(typed, handle)

    wait = walk.app.push_screen_wait
    while True:
        first: str | None = await wait(
            PromptScreen(
                head,
                says,
                label,
                check,
                is_secret=True,
                hint=lambda typed: passphrases.hint(typed, handle),
            )
        )
        if first is None:
            return None
        # Esc at the second question leads to choosing another.
        if await wait(_again(head, first, take)) is not None:
            return first


def _again(head: str, first: str, take: Callable[[str], Awaitable[object]] | None) -> PromptScreen:
    async def check(typed: str) -> None:
        if passphrases.normal(typed) != passphrases.normal(first):
            raise Invalid("That was not the same. Once more, or Esc to choose another.")
        if take is not None:
            await take(first)

    return PromptScreen(head, "Please type it again.", "Once more", check, is_secret=True)
