"""In by the recovery code, and a new passphrase, as a talk."""

from __future__ import annotations

from bbs import sealing
from bbs.commands.caller import Caller
from bbs.errors import BBSError, Invalid
from bbs.seam import call
from bbs.services import credentials, passphrases
from bbs.services.credentials import Login


async def recover(caller: Caller) -> Login:
    """Log in by handle and recovery code, with a new passphrase."""
    handle = await caller.ask("Handle: ")
    code = await caller.secret("Recovery code: ")
    if sealing.recovery_key(code) is None:
        raise Invalid("A recovery code is seven groups of four letters and digits.")
    caller.visit.require_try()
    await call(credentials.check_recovery, handle, code)
    passphrase = await new_passphrase(caller, handle)
    return await call(credentials.recover, handle, code, passphrase)


async def new_passphrase(caller: Caller, handle: str) -> str:
    """A new passphrase for `handle`, typed twice alike."""
    await caller.say(
        f"Choose a passphrase: {passphrases.SHORTEST} characters or more, better "
        f"{passphrases.ADVISED}. There is no e-mail to ask for a new one."
    )
    while True:
        first = await caller.secret("Passphrase: ")
        try:
            passphrases.check(first, handle)
        except BBSError as error:
            await caller.say(error.message)
            continue
        if passphrases.normal(await caller.secret("Once more: ")) == passphrases.normal(first):
            return first
        await caller.say("That was not the same. Please choose again.")
