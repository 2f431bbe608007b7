"""What goes wrong at the keyboard gets a clear answer, and loses nothing."""

from __future__ import annotations

import pytest

from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.server import Server
from tests.ssh.steps import (
    answer_until_handle,
    at_home,
    back_home,
    choose,
    fill_in,
    give_passphrase,
    join_board,
    member,
    newcomer,
    open_board,
)

_TOO_LONG = 31_000
_PASTED = 1_000_000


async def _clear(t: Terminal, label: str) -> None:
    """Empty the field that the cursor stands in."""

    def is_empty() -> bool:
        return t.screen()[t.cursor[1]].strip() == label

    if not is_empty():
        await t.press("ctrl+u")
        await t.until_true(is_empty, "an empty field")


async def _handle_is_refused(t: Terminal, handle: str, why: str) -> None:
    await _clear(t, "Handle")
    await t.type(handle)
    await t.press("enter")
    await t.until("Your handle", handle, why)


async def test_handles_that_cant_be_had_say_why_and_another_can_be_typed(server: Server) -> None:
    otter = await newcomer(server, "quiet-otter")
    await otter.leave()
    t = await terminal(server.port, "new")
    await answer_until_handle(t)
    await _handle_is_refused(t, "Quiet-Otter", "is taken. Please think of another name.")
    await _handle_is_refused(t, "qu1et-otter", "looks too much like the name of somebody")
    await _handle_is_refused(t, "quiet-оtter", "letters of several alphabets")
    await _handle_is_refused(t, "sys-op", "is kept for the house.")
    await _handle_is_refused(t, "x-", "3 to 20 characters")
    await _clear(t, "Handle")
    await t.type("grey-heron")
    await t.press("enter")
    await t.until("Your passphrase")
    await t.type("password1")
    await t.press("enter")
    await t.until("among those that are tried first")
    await _clear(t, "Passphrase")
    await give_passphrase(t)
    await t.until("Are you the sysop?")
    await t.press("enter")
    await t.until("Your recovery code")
    await t.press("down", "enter")
    await t.until("First visit, 1 of 3")
    await t.press("escape")
    await at_home(t, "grey-heron")


async def test_posts_that_cant_be_sent_stay_in_the_editor(server: Server) -> None:
    t = await newcomer(server, "quiet-otter")
    await join_board(t, "Stress")
    await t.press("c")
    await t.until("New thread", "Title")
    title = "t" * 90
    await t.type(title)
    await t.press("enter")
    await t.press("ctrl+s")
    await t.until("New thread", "The title has 90 characters; 80 fit.")

    await t.press("up", "end", *["backspace"] * 80)
    await t.until("New thread", "t" * 10, without="t" * 11)
    await t.press("ctrl+s")
    await t.until("New thread", "There is nothing written yet.", "t" * 10)

    row = t.cursor[1]
    await t.press("down")
    await t.until_true(lambda: t.cursor[1] != row, "the text")
    await t.paste("too much " * (_TOO_LONG // 9) + "the en")
    await t.until("too much too much")
    await t.type("d")  # The key after a long paste brings its end into sight.
    await t.until("too much the end")
    await t.press("ctrl+s")
    await t.until("New thread", "It is 31,003 bytes long, and 30,000 fit.", "too much")

    # It waits as a draft, whole.
    await t.press("escape")
    await t.until("Leave the editor", "Keep it as a draft")
    await t.press("enter")
    await t.until("Stress", without="Leave the editor")
    await t.press("c")
    await t.until("This is your draft", "too much the end", "t" * 10)
    await t.press("ctrl+s")
    await t.until("It is 31,003 bytes long")
    assert server.query("SELECT count(*) FROM thread") == [(0,)]


async def test_a_paste_of_a_megabyte_is_kept_as_a_draft(server: Server) -> None:
    t = await newcomer(server, "quiet-otter")
    await join_board(t, "Stress")
    await t.press("c")
    await t.until("New thread", "Title")
    await fill_in(t, "Very long")
    lines = "a line of what I wrote elsewhere\n" * (_PASTED // 33)
    await t.paste(lines + "and the last lin")
    await t.until("what I wrote elsewhere")
    await t.type("e")
    await t.until("and the last line")
    await t.press("ctrl+s")
    size = len(lines) + len("and the last line")
    await t.until(f"It is {size:,} bytes long, and 30,000 fit. Nothing is lost")
    t.abort()

    t = await member(server, "quiet-otter")
    await t.until("1 draft waits to be finished")
    await choose(t, "Stress")
    await t.until("c new thread")
    await t.press("c")
    await t.until("This is your draft", "and the last line", "Very long")
    await t.press("ctrl+s")
    await t.until(f"It is {size:,} bytes long")


async def test_a_paste_beyond_what_can_be_kept_is_refused_in_words(server: Server) -> None:
    t = await newcomer(server, "quiet-otter")
    await join_board(t, "Stress")
    await t.press("c")
    await t.until("New thread", "Title")
    await fill_in(t, "Too long")
    await t.type("Before.")
    await t.until("Before.")
    await t.paste("x" * (1_100_000))
    await t.until("That is more than the 1 MiB or 60,000 lines that can be kept.", "Before.")
    await t.type(" After.")
    await t.until("Before. After.")


@pytest.mark.parametrize("kind", ["thread", "letter"])
async def test_a_dropped_line_leaves_a_draft_in_its_place(server: Server, kind: str) -> None:
    t = await newcomer(server, "quiet-otter")
    await (join_board(t, "Stress") if kind == "thread" else t.press("m"))
    await t.until("c new thread" if kind == "thread" else "No letters here yet.")
    await t.press("c")
    await t.until("Title" if kind == "thread" else "Subject")
    if kind == "letter":
        await fill_in(t, "grey-heron")
    await fill_in(t, "In a tunnel")
    await t.type("I was about to say")
    await t.until("I was about to say")
    t.abort()

    t = await member(server, "quiet-otter")
    await t.until("1 draft waits to be finished")
    await choose(t, "1 draft waits")
    await t.until("Drafts", "In a tunnel")
    await t.press("enter")
    await t.until("This is your draft", "In a tunnel", "I was about to say")
    if kind == "letter":
        await t.until("grey-heron")
        return
    await t.press("escape")
    await t.until("Leave the editor")
    await t.press("enter")
    await t.until("Drafts", "In a tunnel", without="Leave the editor")
    await back_home(t, "quiet-otter")
    await open_board(t, "Stress")
    await t.press("c")
    await t.until("This is your draft", "In a tunnel", "I was about to say")
    await t.press("ctrl+s")
    await t.until("Stress", "In a tunnel", without="New thread")
    await back_home(t, "quiet-otter")
    await t.until("All boards", without="draft")


async def test_a_letter_to_nobody_says_so_and_stays(server: Server) -> None:
    t = await newcomer(server, "quiet-otter")
    await t.press("m")
    await t.until("No letters here yet.")
    await t.press("c")
    await t.until("Subject")
    await fill_in(t, "nobody-here")
    await fill_in(t, "Hello")
    await t.type("Are you there?")
    await t.press("ctrl+s")
    await t.until("There is no member named nobody-here.", "Hello", "Are you there?")


async def test_a_changed_mind_at_the_passphrase_is_no_trap(server: Server) -> None:
    t = await terminal(server.port, "new")
    await answer_until_handle(t)
    await t.type("quiet-otter")
    await t.press("enter")
    await t.until("Your passphrase", "It opens the door")
    await t.type(PASSPHRASE)
    await t.press("enter")
    await t.until("Please type it again.")
    await t.type("something else")
    await t.press("enter")
    await t.until("That was not the same.")
    await t.press("escape")
    await t.until("It opens the door")
    await t.press("escape")
    await t.until("Your handle", "quiet-otter")
