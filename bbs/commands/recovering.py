"""In by the recovery code, and a new passphrase, as a talk."""

from __future__ import annotations

from bbs import sealing
from bbs.commands.caller import Caller
from bbs.errors import BBSError, Invalid
from bbs.seam import call
from bbs.services import passphrases, recovery, second_step, sessions
from bbs.services.credentials import Login


async def recover(caller: Caller) -> Login | None:
    """Log in by handle and recovery code, or a sysop's, with a new passphrase."""
    visit = caller.visit
    handle = await caller.ask("Handle: ")
    code = await caller.secret("Recovery code, or a sysop's: ")
    while sealing.recovery_key(code) is None and not recovery.is_reset(code):
        if not code.strip():
            return None
        await caller.say(
            "A recovery code is seven groups of four letters and digits, a sysop's four. "
            "Enter alone leaves it."
        )
        code = await caller.secret("The code: ", is_again=True)
    visit.require_try()
    if await call(recovery.check, handle, code, now=visit.now):
        await caller.say(recovery.STAYS_CLOSED)
        if not await caller.agreed("Go on without old letters?"):
            return None
    passphrase = await new_passphrase(caller, handle)
    back = await call(recovery.recover, handle, code, passphrase, now=visit.now)
    if back.recovery_code:
        await show_recovery_code(caller, "This is your new recovery code.", back.recovery_code)
    else:
        await caller.say("Your recovery code stays as it is: keep it.")
    # Whoever had the old passphrase may sit there.
    await call(sessions.end_others, back.login.actor, visit.live)
    return back.login


async def show_recovery_code(caller: Caller, says: str, code: str) -> None:
    """Show a code that is shown once, until it is written down."""
    await caller.say(
        f"{says} It is shown once. Please write it down: if you forget your passphrase, only it "
        "lets you in again and opens your letters.",
        code,
    )
    while not await caller.agreed("Have you written it down?"):
        await caller.say(code)


async def whole(caller: Caller, login: Login) -> Login:
    """The whole of a log-in that came halfway, once the code was typed."""
    while login.halfway is not None:
        typed = await caller.ask("Your second step, the six digits that your app shows now: ")
        caller.visit.require_try()
        try:
            login = await call(second_step.complete, login, typed, now=caller.visit.now)
        except Invalid as error:
            await caller.say(error.message)
    return login


async def new_passphrase(caller: Caller, handle: str) -> str:
    """A new passphrase for `handle`, typed twice alike."""
    await caller.say(
        f"Choose a passphrase: {passphrases.SHORTEST} characters or more, better "
        f"{passphrases.ADVISED}. There is no e-mail to ask for a new one."
    )
    is_again = False
    while True:
        first = await caller.secret("Passphrase: ", is_again=is_again)
        is_again = True
        try:
            passphrases.check(first, handle)
        except BBSError as error:
            await caller.say(error.message)
            continue
        again = await caller.secret("Once more: ", is_again=True)
        if passphrases.normal(again) == passphrases.normal(first):
            return first
        await caller.say("That was not the same. Please choose again.")
