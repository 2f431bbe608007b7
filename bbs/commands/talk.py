"""The plain face: a talk of lines, one command after the other, made for speech and slow links."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from bbs.bell import News, told
from bbs.commands import run
from bbs.commands.about import what_waits
from bbs.commands.boards import counted
from bbs.commands.caller import Caller, Here, Hung
from bbs.commands.command import Usage, words
from bbs.commands.firstvisit import walk
from bbs.commands.joining import join
from bbs.commands.recovering import recover, whole
from bbs.errors import BBSError, Invalid
from bbs.seam import call
from bbs.services import arrivals, credentials, home, notices
from bbs.services.credentials import Login

PROMPT = "> "
_MENU = "Type new, boards, mail, help, bye; crisis anytime."
_GUEST_MENU = "Type join, login, boards, resources, help, bye; crisis anytime."
_FAILED = "Something went wrong on our side. What was sent is safe. Please try that again."

log = logging.getLogger("bbs.commands")


async def talk(caller: Caller) -> str:
    """Take one line after the other until `bye`; the words to say last."""
    try:
        if caller.visit.is_signing_up and not caller.visit.is_member:
            await _safely(caller, lambda: _join(caller))
            if not caller.visit.is_member:
                return caller.visit.farewell
        elif caller.visit.halfway is not None:
            halfway = caller.visit.halfway
            await _safely(caller, lambda: _complete(caller, halfway))
            if not caller.visit.is_member:
                return caller.visit.farewell
        else:
            await _greet(caller)
        while await _turn(caller):
            pass
    except Hung:
        return ""
    return "" if caller.visit.wants_other_face else caller.visit.farewell


async def _greet(caller: Caller) -> None:
    """Who is here and what waits, in few bytes."""
    visit = caller.visit
    caller.here, caller.choices, caller.on_enter = Here(), [], ""
    if not visit.is_member:
        await caller.say("Lamplight, as a guest.", _GUEST_MENU)
        return
    glance = await call(home.glance, visit.actor, now=visit.now)
    waits = what_waits(glance)
    await caller.say(f"Lamplight, {visit.actor.handle}{': ' if waits else ''}{waits}.")
    await caller.say(*await _at_the_door(caller))
    await caller.say(_MENU if not glance.is_new else f"Type boards to find yours. {_MENU}")


async def _at_the_door(caller: Caller) -> list[str]:
    """What happened there since this member was told last."""
    visit = caller.visit
    seen = None if visit.news is None else visit.news.seen
    visit.news = news = await call(arrivals.tell, visit.actor, seen)
    told = []
    if news.logins:
        told.append(f"Since you were last here: {counted(news.logins, 'log-in')}.")
    if news.wrong:
        told.append(f"Wrong passphrases that were tried: {news.wrong}.")
    if news.codes:
        told.append(
            f"Wrong codes after your right passphrase: {news.codes}. If that was not you, change "
            "your passphrase: passphrase."
        )
    return told


async def _turn(caller: Caller) -> bool:
    """One line and what comes of it; False when the talk is over."""
    line: str | None = ""

    async def take() -> None:
        nonlocal line
        await _tell_news(caller)
        line = await caller.console.read_line(PROMPT)
        if line is not None:
            await _do(caller, line.strip())

    await _safely(caller, take)
    return line is not None and not caller.is_over


async def _tell_news(caller: Caller) -> None:
    """What came while something else was done or read: before the prompt, never amid typing."""
    news = caller.visit.bell.take() if caller.visit.is_member else None
    if news is None:
        return
    if news.is_late:
        glance = await call(home.glance, caller.visit.actor, now=caller.visit.now)
        answered = await call(notices.answers, caller.visit.actor)
        threads = tuple(each.thread_id for each in answered)
        news = News(glance.unread_letters, glance.hugs, threads)
    for wording in told(news)[:1]:
        await caller.say(f"{wording}.")


async def _safely(caller: Caller, do: Callable[[], Awaitable[None]]) -> None:
    """Do it; whatever goes wrong is told, and the talk goes on."""
    try:
        await do()
    except Usage as error:
        await caller.say(_aloud(f"{error.message}."))
    except BBSError as error:
        await caller.say(_aloud(error.message))
    except Hung:
        raise
    except Exception as error:
        # The error's own words may quote a member, so only its kind is told.
        log.error("a command failed: %s", type(error).__name__)
        await caller.say(_FAILED)


def _aloud(message: str) -> str:
    """Without the signs that stand around a command where it is read by eye."""
    return message.replace("`", "")


async def _do(caller: Caller, line: str) -> None:
    on_enter, caller.on_enter = caller.on_enter, ""
    verb = line.split(" ", 1)[0].lower()
    if not line:
        if on_enter:
            await _do_chosen(caller, on_enter)
    elif verb.isdecimal() and verb == line:
        if len(line) > 6 or not 0 < int(line) <= len(caller.choices):
            raise Invalid(f"There is no number {line[:6]} in the last list.")
        await _do_chosen(caller, caller.choices[int(line) - 1])
    elif verb.startswith("!"):
        await run.run(caller, ["crisis", *words(line[1:])])
    elif verb in ("bye", "quit", "exit", "logout"):
        caller.is_over = True
    elif verb == "screens":
        _require_pty(caller)
        caller.visit.wants_other_face = True
        caller.is_over = True
    elif verb == "login" and not caller.visit.is_member:
        await _log_in(caller, line[len(verb) :].strip())
    elif verb == "join" and not caller.visit.is_member:
        await _join(caller)
    elif verb == "recover" and not caller.visit.is_member:
        if (back := await recover(caller)) is not None:
            await _enter(caller, back)
    elif verb == "next":
        await _do_chosen(caller, on_enter or "new")
    elif verb == "home":
        await _greet(caller)
    else:
        await run.run(caller, words(line))


async def _do_chosen(caller: Caller, command: str) -> None:
    caller.is_typed = False
    try:
        await run.run(caller, words(command))
    finally:
        caller.is_typed = True


def _require_pty(caller: Caller) -> None:
    if not caller.console.has_pty:
        raise Invalid("Full screens need a terminal: connect with ssh -t.")


async def _enter(caller: Caller, login: Login) -> None:
    caller.visit.take(login)
    await _greet(caller)


async def _complete(caller: Caller, login: Login) -> None:
    await _enter(caller, await whole(caller, login))


async def _log_in(caller: Caller, handle: str) -> None:
    handle = handle or (await caller.ask("Handle: ")).strip()

    async def take(typed: str) -> Login:
        login = await call(credentials.log_in, handle, typed)
        if login is None:
            raise Invalid(
                "This handle and this passphrase don't belong together. recover, at the prompt, "
                "lets you in by your recovery code."
            )
        return login

    login = await caller.secret_until("Passphrase: ", take)
    if login is not None:
        await _complete(caller, login)


async def _join(caller: Caller) -> None:
    login = await join(caller)
    if login is not None:
        caller.visit.is_signing_up = False
        caller.visit.take(login)
        await _safely(caller, lambda: walk(caller))
        await _greet(caller)
    elif caller.visit.is_signing_up:
        await caller.say("You have not joined. You are welcome at any time.")
