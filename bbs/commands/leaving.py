"""Taking along all that is one's own, and leaving for good."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator

from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage
from bbs.errors import Refused
from bbs.seam import call
from bbs.services import export, leaving

_AT_ONCE = 64 * 1024
_KEY_MISSING = (
    "Your letters and drafts are sealed, and are said to be missing in it. To have them, ask for "
    "it by your passphrase: ssh -o PubkeyAuthentication=no HANDLE@HOST export > lamplight.zip"
)
_GOODBYE = (
    "Your account is deleted. Take care; crisis lines stay open to you: ssh guest@HOST crisis"
)


async def take_along(caller: Caller, given: Arguments) -> None:
    """All that is kept about one, as a ZIP on standard output."""
    if caller.console.has_pty or caller.is_talking:
        raise Refused("It is a file: ssh HANDLE@HOST export > lamplight.zip asks for it.")
    visit = caller.visit
    pieces = await call(export.archive, visit.actor, visit.key, now=visit.now)
    while data := await call(_some, pieces):
        await caller.console.send(data)
    if visit.key is None:
        await caller.console.say_error(f"{_KEY_MISSING}\n")


def _some(pieces: Iterator[bytes]) -> bytes:
    """The next pieces; nothing where there are no more."""
    taken = bytearray()
    for piece in pieces:
        taken += piece
        if len(taken) >= _AT_ONCE:
            break
    return bytes(taken)


async def delete_account(caller: Caller, given: Arguments) -> None:
    """Leave for good, once it is confirmed."""
    visit = caller.visit
    if given.posts is None and caller.is_talking:
        asked = "Your posts: leave them under departed member, or erase their words? "
        given.posts = await caller.choose(asked, "leave", "erase")
    if given.posts is None:
        raise Usage(
            "Say what becomes of your posts: --posts leave (under `departed member`) or "
            "--posts erase (their words go; those under pseudonyms within four weeks)"
        )
    becomes = "your posts stay" if given.posts == "leave" else "the words of your posts go"
    if not await caller.agreed(f"Delete your account, at once and for good? Then {becomes}."):
        await caller.say("Nothing was deleted.")
        return
    came_by_key = visit.key is None
    either = "your handle or your passphrase" if came_by_key else "your passphrase"
    if caller.is_talking or caller.console.has_pty:
        confirmation = await caller.secret(f"To confirm, type {either}: ")
    else:
        confirmation = (await caller.piped_text()).removesuffix("\n")
    visit.require_try()
    await call(
        leaving.delete_account,
        visit.actor,
        confirmation,
        erase_texts=given.posts == "erase",
        came_by_key=came_by_key,
        live=visit.live,
        this_id=visit.session_id,
        now=visit.now,
    )
    caller.is_over = True
    visit.farewell = ""
    await caller.done(_GOODBYE)


def _posts(parser: ArgumentParser) -> None:
    parser.add_argument("--posts", choices=("leave", "erase"), help="what becomes of your posts")


COMMANDS = (
    Command(
        "export",
        "take along all that is kept about you, as a ZIP file",
        take_along,
        about="export > lamplight.zip",
    ),
    Command(
        "delete-account",
        "leave for good, at once",
        delete_account,
        _posts,
        "Your passphrase comes from standard input: delete-account --posts leave < passphrase.txt",
    ),
)
