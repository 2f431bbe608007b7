"""Joining, as a talk: the same questions as the screens ask, each in a line."""

from __future__ import annotations

from dataclasses import replace

from bbs import content, text
from bbs.commands.caller import Caller
from bbs.commands.recovering import new_passphrase, show_recovery_code
from bbs.errors import BBSError, Invalid
from bbs.seam import call
from bbs.services import keys, members
from bbs.services.credentials import Login

_HELP = "At any question type crisis, or an exclamation mark, for crisis help; then go on."
_CLAIM = "The sysop types the claim code; others just Enter: "


async def join(caller: Caller) -> Login | None:
    """Walk a newcomer through what there is to say; None where they would rather not."""
    await caller.say(content.text("welcome"), _HELP)
    if not await caller.agreed("Are you 18 or older?"):
        caller.visit.farewell = "Take good care of yourself."
        await _say_goodbye(caller)
        caller.is_over = True
        return None
    for name, question in (
        ("house-rules", ""),
        ("disclaimer", "Do you accept the house rules and this?"),
        ("consent", "Do you agree?"),
    ):
        words = content.text(name)
        await caller.say(
            f"{name.replace('-', ' ').capitalize()}, {len(words.split())} words.", words
        )
        if question and not await caller.agreed(question):
            return None
    handle = await _handle(caller)
    passphrase = await new_passphrase(caller, handle)
    is_claim_open = await call(members.is_claim_open)
    claim_code = await caller.ask(_CLAIM) if is_claim_open else ""
    newcomer = members.Newcomer(
        handle=handle,
        passphrase=passphrase,
        accepts_rules=True,
        consents=True,
        is_adult=True,
        claim_code=text.clean(claim_code),
        offered_key=await _kept_key(caller),
    )
    while True:
        try:
            welcomed = await call(members.sign_up, newcomer, now=caller.visit.now)
            break
        except Invalid as error:
            if error.field != "claim_code":
                raise
            await caller.say(error.message)
            newcomer = replace(newcomer, claim_code=text.clean(await caller.ask(_CLAIM)))
    says = f"Welcome, {handle}. This is your recovery code."
    await show_recovery_code(caller, says, welcomed.recovery_code)
    return welcomed.login


async def _say_goodbye(caller: Caller) -> None:
    """Who is under 18 leaves with numbers to reach, and not before they had the time for it."""
    await caller.say(content.text("goodbye-under-18"))
    await caller.say_crisis_lines("")
    asked = "Your country, for its lines; Enter alone leaves: "
    while country := (await caller.ask(asked)).strip():
        await caller.say_crisis_lines(country)


async def _handle(caller: Caller) -> str:
    await caller.say(
        "Choose a handle: 3 to 20 letters, digits and hyphens. Better not your own name, nor one "
        "that you use elsewhere."
    )
    while True:
        typed = await caller.ask("Handle: ")
        try:
            return await call(members.check_handle, typed)
        except BBSError as error:
            await caller.say(error.message)


async def _kept_key(caller: Caller) -> bytes | None:
    offered, caller.visit.offered_key = caller.visit.offered_key, None
    if offered is None or keys.is_weak(offered):
        return None
    await caller.say(
        f"Your client showed an SSH key, {keys.fingerprint(offered)}. It can open the door next "
        "time. A key that you also use elsewhere can link you to that place."
    )
    return offered if await caller.agreed("Keep it?") else None
