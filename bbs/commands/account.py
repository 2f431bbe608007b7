"""One's account: where one is logged in, the second step of a log-in, a new recovery code."""

from __future__ import annotations

from argparse import ArgumentParser

from bbs.clock import spoken_ago
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, number
from bbs.commands.recovering import show_recovery_code
from bbs.errors import Invalid, NotFound, Refused
from bbs.policy import Action, require
from bbs.seam import call
from bbs.services import credentials, second_step
from bbs.services import sessions as live_sessions
from bbs.views import SessionView

_IN_A_TALK = (
    "This is asked step by step: ssh -T HANDLE@HOST begins a talk, and the same word in it."
)


async def sessions(caller: Caller, given: Arguments) -> None:
    """One's live sessions: list them, end one, or all others."""
    visit = caller.visit
    found = await call(live_sessions.own, visit.actor, visit.live, visit.session_id)
    if given.does is None:
        lines = [f"{counted(len(found), 'session')}. From where is not kept."]
        lines += [f"{at}. {_said(caller, each)}" for at, each in enumerate(found, 1)]
        documents = [
            {
                "face": each.face,
                "came_by": each.came_by,
                "since": each.since.isoformat(),
                "is_this": each.is_this,
            }
            for each in found
        ]
        await caller.show({"sessions": documents}, lines)
    elif given.which is None:
        ended = await call(live_sessions.end_others, visit.actor, visit.live, visit.session_id)
        await caller.done(f"{counted(ended, 'other session')} ended. Drafts are kept.", ended=ended)
    elif given.which > len(found):
        raise NotFound(f"There is no session {given.which}. `sessions` alone lists them.")
    elif (one := found[given.which - 1]).is_this:
        raise Invalid("This is the session that you sit at. bye leaves it.")
    else:
        await call(live_sessions.end, visit.actor, visit.live, one.id)
        await caller.done("It is ended. A draft that was being written is kept.", ended=1)


def _said(caller: Caller, session: SessionView) -> str:
    since = (
        "this one" if session.is_this else f"since {spoken_ago(session.since, caller.visit.now)}"
    )
    return f"{session.face}, by {session.came_by}, {since}"


async def second(caller: Caller, given: Arguments) -> None:
    """Say whether log-ins ask for a code, too; in a talk switch it on or off."""
    actor = caller.visit.actor
    is_on = await call(second_step.is_on, actor)
    if given.does is None:
        says = f"The second step is {'on' if is_on else 'off'}."
        await caller.show({"is_on": is_on}, [says, _EXPLAINED])
        return
    require(actor, Action.CHANGE_OWN)
    if not caller.is_talking:
        raise Refused(_IN_A_TALK)
    if (given.does == "on") == is_on:
        raise Invalid(f"It is {given.does} already.")
    await (_switch_off if is_on else _switch_on)(caller)


_EXPLAINED = (
    "Where it is on, log-ins by passphrase ask for six digits that an app on your telephone shows. "
    "An SSH key is asked for none. If you lose the app, the recovery code lets you in and switches "
    "it off."
)


async def _switch_off(caller: Caller) -> None:
    async def take(typed: str) -> bool:
        await call(second_step.switch_off, caller.visit.actor, typed)
        return True

    is_done = await caller.secret_until("Your passphrase: ", take)
    await caller.say("Your log-ins ask for no code any more." if is_done else "It stays on.")


async def _switch_on(caller: Caller) -> None:
    actor = caller.visit.actor
    await caller.say(_EXPLAINED)

    async def check(typed: str) -> str:
        await call(credentials.check_passphrase, actor, typed)
        return typed

    passphrase = await caller.secret_until("Your passphrase: ", check)
    if passphrase is None:
        await caller.say("It stays off.")
        return
    secret = await call(second_step.new_secret, actor)
    await caller.say(
        "Put this secret into your app, by hand and by time. It is shown once:", secret.secret,
        "Or the same as an address:", secret.uri,
    )  # fmt: skip
    while typed := await caller.ask("The six digits that your app shows now: "):
        caller.visit.require_try()
        try:
            now = caller.visit.now
            await call(second_step.switch_on, actor, passphrase, secret.secret, typed, now=now)
        except Invalid as error:
            await caller.say(f"{error.message} Enter alone leaves it off.")
        else:
            await caller.say("From your next log-in by passphrase on, a code is asked for.")
            return
    await caller.say("It stays off.")


async def recovery_code(caller: Caller, given: Arguments) -> None:
    """A new recovery code for the old one, once the passphrase is given."""
    actor = caller.visit.actor
    require(actor, Action.CHANGE_OWN)
    if not caller.is_talking:
        raise Refused(_IN_A_TALK)
    await caller.say("You get a new code. The old one is good for nothing from then on.")
    code = await caller.secret_until(
        "Your passphrase: ", lambda typed: call(credentials.new_recovery_code, actor, typed)
    )
    if code is None:
        await caller.say("Your old code stays as it is.")
    else:
        await show_recovery_code(caller, "This is your new recovery code.", code)


def _ending(parser: ArgumentParser) -> None:
    parser.add_argument("does", nargs="?", choices=("end",), metavar="end")
    parser.add_argument("which", nargs="?", metavar="N", type=number("session"))


def _switch(parser: ArgumentParser) -> None:
    parser.add_argument("does", nargs="?", choices=("on", "off"), metavar="on|off")


COMMANDS = (
    Command("sessions", "list where you are logged in, end one or all others", sessions, _ending,
            "sessions end 2 ends the second of the list, sessions end all others.",
            "sessions [end [N]]"),
    Command("second-step", "ask for a code after your passphrase, or no more", second, _switch,
            "It is switched in a talk, where your app's code can be asked for."),
    Command("recovery-code", "get a new recovery code for the old one", recovery_code,
            about="It is asked for in a talk."),
)  # fmt: skip
