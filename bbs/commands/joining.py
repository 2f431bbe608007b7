"""Joining, as a talk: the same questions as the screens ask, each in a line."""

from __future__ import annotations

from bbs import content, text
from bbs.commands.caller import Caller
from bbs.commands.recovering import new_passphrase, show_recovery_code
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import keys, members
from bbs.services.credentials import Login


async def join(caller: Caller) -> Login | None:
    """Walk a newcomer through what there is to say; None where they would rather not."""
    await caller.say(content.text("welcome"))
    if not await caller.agreed("Are you 18 or older?"):
        page = content.crisis_page("", caller.visit.now.date(), width=caller.width)
        await caller.say(content.text("goodbye-under-18"), page)
        caller.visit.farewell = "Take good care of yourself."
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
    claim_code = ""
    if await call(members.is_claim_open):
        claim_code = await caller.ask("The sysop types the claim code; others just Enter: ")
    welcomed = await call(
        members.sign_up,
        members.Newcomer(
            handle=handle,
            passphrase=passphrase,
            accepts_rules=True,
            consents=True,
            is_adult=True,
            claim_code=text.clean(claim_code),
            offered_key=await _kept_key(caller),
        ),
        now=caller.visit.now,
    )
    says = f"Welcome, {handle}. This is your recovery code."
    await show_recovery_code(caller, says, welcomed.recovery_code)
    return welcomed.login


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
