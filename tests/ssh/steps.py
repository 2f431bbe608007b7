"""What members do, step by step, each waiting for what the screen answers."""

from __future__ import annotations

from typing import Any

from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.server import Server

FAREWELL = "Take care. Lamplight is here at any hour."
RESTARTING = "Lamplight is being restarted. Whatever you were writing is kept as a draft."


async def answer_until_handle(t: Terminal) -> None:
    """Age, rules and consent."""
    await t.until("Are you 18 or older?", "Yes, I am 18 or older")
    await t.press("enter")
    # Accepting is for who has read to the end: as many a page as any terminal needs.
    await t.until("I have read this and accept it")
    await t.press(*["space"] * 12, "enter")
    await t.until("What we keep", "I agree")
    await t.press(*["space"] * 12, "enter")
    await t.until("Your handle", "Better not your own name")


async def give_passphrase(t: Terminal, passphrase: str = PASSPHRASE) -> None:
    """A passphrase, twice."""
    await t.until("Your passphrase", "It opens the door and your letters.")
    await t.type(passphrase)
    await t.press("enter")
    await t.until("Please type it again.")
    await t.type(passphrase)
    await t.press("enter")


async def sign_up(
    t: Terminal, handle: str, *, claim: str | None = "", keeps_key: bool | None = None
) -> None:
    """Become a member; `claim` is None where nobody asks for a claim code any more."""
    await answer_until_handle(t)
    await t.type(handle)
    await t.press("enter")
    await give_passphrase(t)
    if claim is not None:
        await t.until("Are you the sysop?")
        await t.type(claim)
        await t.press("enter")
    if keeps_key is not None:
        await t.until("Your SSH key", "SHA256:")
        await t.press(*(("down", "enter") if keeps_key else ("enter",)))
    await t.until("Your recovery code", "I have written it down")
    await t.press("enter", "down", "enter")
    await t.until("First visit, 1 of 3")
    await t.press("escape")
    await at_home(t, handle)
    await t.until("First visit, leads")


async def newcomer(server: Server, handle: str, **options: Any) -> Terminal:
    """Connect as new@, become a member, and stand at home."""
    t = await terminal(server.port, "new", **options)
    await sign_up(t, handle)
    return t


async def member(server: Server, handle: str, **options: Any) -> Terminal:
    """Log in by passphrase, and stand at home."""
    t = await terminal(server.port, handle, PASSPHRASE, **options)
    await at_home(t, handle)
    return t


async def at_home(t: Terminal, handle: str) -> None:
    """Wait for the home screen; where it has many rows, those of its end lie below the screen."""

    def is_there() -> bool:
        words = t.picture.words()
        return f"Lamplight - {handle}" in words and ("Log out" in words or "Esc log out" in words)

    await t.until_true(is_there, f"the home of {handle}")


async def choose(t: Terminal, row: str) -> None:
    """Move in a list until the cursor stands on the row that begins so, and open it."""
    await move_to(t, row)
    await t.press("enter")


async def move_to(t: Terminal, row: str) -> None:
    """Press the arrows until the cursor stands on the row that begins so."""
    for _ in range(120):
        starts = [line.lstrip(" >").startswith(row) for line in t.screen()]
        if starts[t.cursor[1]]:
            return
        is_above = any(starts[: t.cursor[1]])
        await _to_another_row(t, "up" if is_above else "down")
    raise AssertionError(f"no row {row!r}")


async def _to_another_row(t: Terminal, key: str) -> None:
    before = standing(t)
    await t.press(key)
    await t.until_true(lambda: standing(t) != before, f"another row than {before}")


def standing(t: Terminal) -> tuple[tuple[int, int], str]:
    """Where the cursor stands, and on what: the same place has another row in a list that moved."""
    return t.cursor, t.screen()[t.cursor[1]]


async def open_board(t: Terminal, board: str) -> None:
    """From home to a board by the list of all boards."""
    await choose(t, "All boards")
    await t.until("Boards", "Depression")
    await choose(t, board)
    await t.until(board, without="Bipolar")


async def join_board(t: Terminal, board: str) -> None:
    """From home to a board that is joined then."""
    await open_board(t, board)
    await t.until(f"{board} (not joined)")
    await t.press("j")
    await t.until(f"You joined {board}.")


async def start_thread(t: Terminal, title: str, body: str) -> None:
    """On a board: begin a thread, and see it in the list."""
    await t.press("c")
    await t.until("New thread", "Title")
    await fill_in(t, title)
    await t.type(body)
    await t.until(title, body)
    await t.press("ctrl+s")
    await t.until(title, without="New thread")


async def fill_in(t: Terminal, text: str) -> None:
    """Type into a field of the editor, and go on to the next one."""
    await t.type(text)
    await t.until(text)
    row = t.cursor[1]
    await t.press("enter")
    await t.until_true(lambda: t.cursor[1] != row, "the next field")


async def write_letter(t: Terminal, to: str, subject: str, body: str) -> None:
    """In the mailbox: write a letter and send it."""
    await t.press("c")
    await t.until("Letter", "To", "Subject")
    await fill_in(t, to)
    await fill_in(t, subject)
    await t.type(body)
    await t.until(body)
    await t.press("ctrl+s")
    await t.until("Mailbox: received", "Your letter is sent.")


async def back_home(t: Terminal, handle: str) -> None:
    """Press Esc until home."""
    for _ in range(6):
        if f"Lamplight - {handle}" in t.picture.words():
            break
        await t.press_and_see("escape", row=0)
    await at_home(t, handle)
