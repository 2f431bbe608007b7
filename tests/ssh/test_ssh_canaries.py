"""Words that members write in private stand in no file of the server's, in no form."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers import PASSPHRASE
from tests.searching import found_under
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
    start_thread,
    write_letter,
)

SUBJECT, LETTER = "kanarienvogel", "zitronenfalter"
DRAFT_TO, DRAFT_SUBJECT, DRAFT_LETTER = "wiedehopf", "rotkehlchen", "nachtigall"
DRAFT_TITLE, DRAFT_BODY, DRAFT_ANSWER = "pfauenauge", "distelfink", "schwalbenschwanz"
THROWN_AWAY = "goldammer"
PASS, NEW_PASS, TYPED_IN_VAIN = "steinkauz im alten turm", "uhu am stillen see", "bussard kreist"
PUBLIC = "sommergoldhaehnchen"
SEALED = (
    SUBJECT,
    LETTER,
    DRAFT_TO,
    DRAFT_SUBJECT,
    DRAFT_LETTER,
    DRAFT_TITLE,
    DRAFT_BODY,
    DRAFT_ANSWER,
)
NEVER = (PASS, NEW_PASS, TYPED_IN_VAIN)


async def _drop_while_writing(t: Terminal, *fields: str) -> None:
    """Fill in the editor, the body last, and drop the line."""
    for each in fields[:-1]:
        await fill_in(t, each)
    await t.type(fields[-1])
    await t.until(fields[-1])
    t.abort()


async def _join(server: Server) -> str:
    """Become a member with a passphrase that is a canary; the recovery code."""
    t = await terminal(server.port, "new")
    await answer_until_handle(t)
    await t.type("grey-heron")
    await t.press("enter")
    await give_passphrase(t, PASS)
    await t.until("Are you the sysop?")
    await t.press("enter")
    await t.until("Your recovery code", "I have written it down")
    code = next(row.strip() for row in t.screen() if row.count("-") == 6)
    await t.press("down", "enter")
    await t.until("First visit, 1 of 3")
    await t.press("escape")
    await at_home(t, "grey-heron")
    await t.leave()
    return code


async def _write_everywhere(server: Server) -> None:
    """Letters sent, read and deleted; drafts of all kinds, kept and thrown away."""
    otter = await newcomer(server, "quiet-otter")
    await join_board(otter, "Stress")
    await start_thread(otter, "In the open", PUBLIC)
    await back_home(otter, "quiet-otter")
    await otter.press("m")
    await otter.until("No letters here yet.")
    for _ in range(2):
        await write_letter(otter, "grey-heron", SUBJECT, LETTER)
    await otter.press("c")
    await otter.until("Subject")
    await _drop_while_writing(otter, DRAFT_TO, DRAFT_SUBJECT, DRAFT_LETTER)
    otter = await member(server, "quiet-otter")
    await choose(otter, "Stress")
    await otter.until("In the open")
    await otter.press("c")
    await otter.until("New thread", "Title")
    await _drop_while_writing(otter, DRAFT_TITLE, DRAFT_BODY)
    otter = await member(server, "quiet-otter")
    await choose(otter, "Stress")
    await otter.until("In the open")
    await otter.press("enter")
    await otter.until(PUBLIC)
    await otter.press("r")
    await otter.until("Reply")
    await _drop_while_writing(otter, DRAFT_ANSWER)
    otter = await member(server, "quiet-otter")
    await otter.until("3 drafts wait")
    await choose(otter, "3 drafts")
    await otter.until("Drafts", DRAFT_TITLE)
    await otter.leave()


async def _read_and_answer(server: Server) -> None:
    """The other reads a letter, throws it away, changes the passphrase, and guesses in vain."""
    heron = await terminal(server.port, "grey-heron", PASS)
    await at_home(heron, "grey-heron")
    await heron.press("m")
    await heron.until(SUBJECT)
    await heron.press("enter")
    await heron.until("Letter: ", LETTER)
    await heron.press("r")
    await heron.until("Re: ")
    await heron.type(THROWN_AWAY)
    await heron.until(THROWN_AWAY)
    await heron.press("escape")
    await heron.until("Leave the editor")
    await heron.press("down", "down", "enter")  # Throw it away.
    await heron.until("Letter: ", LETTER)
    await heron.press("escape")
    await heron.until("Mailbox: received")
    await back_home(heron, "grey-heron")
    await heron.press("s")
    await choose(heron, "Passphrase")
    await heron.until("The old one")
    await heron.type(PASS)
    await heron.press("enter")
    for says in ("The new one", "Please type it again."):
        await heron.until(says)
        await heron.type(NEW_PASS)
        await heron.press("enter")
    await heron.until("Your passphrase is changed.")
    await heron.leave()
    guest = await terminal(server.port, "guest")
    await guest.until("Leave", "crisis")
    await choose(guest, "Log in")
    await guest.until("Handle")
    await guest.type("grey-heron")
    await guest.press("enter")
    await guest.until("Passphrase")
    await guest.type(TYPED_IN_VAIN)
    await guest.press("enter")
    await guest.until("don't belong together")
    guest.abort()


def _back_up(folder: Path) -> None:
    """Copies such as a sysop makes."""
    copies = folder / "backups"
    copies.mkdir()
    with closing(sqlite3.connect(folder / "data" / "lamplight.db")) as store:
        with closing(sqlite3.connect(copies / "by-api.db")) as copy:
            store.backup(copy)
        store.execute("VACUUM INTO ?", (str(copies / "vacuumed.db"),))
        dump = "\n".join(store.iterdump()).encode()
    (copies / "dump.sql.gz").write_bytes(gzip.compress(dump))


@pytest.mark.sqlite
@pytest.mark.parametrize("module", ["bbs", "tests.ssh.unsealed"])
async def test_what_is_written_in_private_is_in_no_file(tmp_path: Path, module: str) -> None:
    server = Server(tmp_path, module)
    words = [*SEALED, THROWN_AWAY, *NEVER, PUBLIC]
    expected = {PUBLIC} if module == "bbs" else {PUBLIC, *SEALED}
    await server.start()
    try:
        code = await _join(server)
        words += [code, code.replace("-", ""), PASSPHRASE]
        await _write_everywhere(server)
        await _read_and_answer(server)
        _back_up(tmp_path)
        running = found_under(tmp_path, words)
        await server.kill()
        killed = found_under(tmp_path, words)
        await server.start()
        await (await member(server, "quiet-otter")).leave()
        assert await server.stop() == 0
        stopped = found_under(tmp_path, words)
    finally:
        await server.close()
    for found in (running, killed, stopped):
        assert set(found) - {THROWN_AWAY} == expected, found
        assert "dump.sql.gz" in found[PUBLIC] and "by-api.db" in found[PUBLIC]
    assert any(name.endswith("-wal") for name in running[PUBLIC])
    if module == "bbs":
        assert THROWN_AWAY not in {*running, *killed, *stopped}
    assert "Traceback" not in server.log() and "ERROR" not in server.log()
