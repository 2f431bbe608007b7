"""People: what members tell of themselves, and one's private list of friends."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage
from bbs.commands.writing import write
from bbs.policy import Action, require
from bbs.seam import call
from bbs.services import friends, profiles
from bbs.views import FriendView, ProfileView

_FRIENDS = {
    friends.FRIEND: "a friend",
    friends.ASKED: "asked by you, no answer so far",
    friends.ASKS: "asks to be your friend",
}


async def profile(caller: Caller, given: Arguments) -> None:
    """A profile, or a change to one's own."""
    verb, *rest = given.words or [caller.visit.actor.handle]
    does = {"edit": _edit, "boards": _boards, "season": _season}.get(verb.lower())
    if does is not None:
        await does(caller, rest)
        return
    if rest:
        raise Usage(f"One member at a time. Usage: {_PROFILE}")
    found = await call(profiles.of, caller.visit.actor, verb)
    document = {
        "handle": found.handle,
        "body": found.body,
        "boards": list(found.boards),
        "season": found.season,
        "is_own": found.is_own,
        "is_blocked": found.is_blocked,
        "friend": found.friend,
    }
    await caller.show(document, _told(found))


def _told(found: ProfileView) -> list[str]:
    if found.is_blocked:
        return [f"{found.handle}. You blocked them: unblock shows it again."]
    season = f", here since {found.season}" if found.season else ""
    lines = [f"{found.handle}{season}."]
    lines += [found.body] if found.body else []
    if found.board_names:
        lines.append(f"On: {', '.join(found.board_names)}.")
    if not (found.body or found.board_names):
        own = " profile edit takes a few lines." if found.is_own else ""
        lines.append(f"Nothing is written in here.{own}")
    if found.friend:
        lines.append(f"{found.handle}: {_FRIENDS[found.friend]}.")
    return lines


async def _edit(caller: Caller, rest: list[str]) -> None:
    if rest:
        raise Usage(f"The lines come from standard input. Usage: {_PROFILE}")
    actor = caller.visit.actor
    require(actor, Action.WRITE_PROFILE)
    own = await call(profiles.of, actor, actor.handle)

    async def send(title: str, body: str, token: str, warning: str) -> None:
        await call(profiles.write, actor, body)
        await caller.done("Your profile is changed.")

    if caller.is_talking:
        await caller.say("Your profile: a few lines that every member may read.")
    await write(caller, "profile", actor.handle, send, body=own.body)


async def _boards(caller: Caller, slugs: list[str]) -> None:
    await call(profiles.name_boards, caller.visit.actor, slugs)
    words = "Your profile names no boards." if not slugs else "Your profile names these boards."
    await caller.done(words)


async def _season(caller: Caller, rest: list[str]) -> None:
    if rest not in (["yes"], ["no"]):
        raise Usage(f"Season is yes or no. Usage: {_PROFILE}")
    shows = rest == ["yes"]
    await call(profiles.show_season, caller.visit.actor, shows)
    says = "shows" if shows else "does not show"
    await caller.done(f"Your profile {says} in which season you joined.")


async def listing(caller: Caller, given: Arguments) -> None:
    """One's friends, and who asks or was asked."""
    found = await call(friends.listing, caller.visit.actor)
    caller.choices = [f"profile {each.handle}" for each in found]
    states = [each.state for each in found]
    lines = [f"{counted(states.count(friends.FRIEND), 'friend')}. Nobody else sees this list."]
    for at, each in enumerate(found, 1):
        lines.append(f"{at}. {_said(each)}" if caller.is_talking else _said(each))
    if friends.ASKS in states:
        lines.append("friend HANDLE says yes, unfriend HANDLE puts it away; they aren't told.")
    document: dict[str, Any] = {
        "friends": [{"handle": each.handle, "state": each.state} for each in found]
    }
    await caller.show(document, lines)


def _said(each: FriendView) -> str:
    return f"{each.handle}: {_FRIENDS[each.state]}"


async def befriend(caller: Caller, given: Arguments) -> None:
    """Ask somebody to be friends, or say yes."""
    is_friend = await call(friends.ask, caller.visit.actor, given.handle)
    words = (
        f"You and {given.handle} are friends now."
        if is_friend
        else f"{given.handle} is asked. You are friends once they want it, too."
    )
    await caller.done(words, handle=given.handle, is_friend=is_friend)


async def unfriend(caller: Caller, given: Arguments) -> None:
    """Be friends no more, take back a request, or put one away."""
    await call(friends.end, caller.visit.actor, given.handle)
    words = f"{given.handle} is not on your list any more. They aren't told."
    await caller.done(words, handle=given.handle)


def _of_profile(parser: ArgumentParser) -> None:
    parser.add_argument("words", metavar="HANDLE", nargs="*")


def _member(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE")


_PROFILE = "profile [HANDLE | edit | boards [BOARD ...] | season yes|no]"
COMMANDS = (
    Command("profile", "what a member tells of themselves; alone: your own", profile, _of_profile,
            "The lines come from standard input: profile edit < me.txt", _PROFILE),
    Command("friends", "list your friends, and who asks to be one", listing),
    Command("friend", "ask a member to be friends, or say yes", befriend, _member),
    Command("unfriend", "be friends no more, or put a request away", unfriend, _member),
)  # fmt: skip
