"""A member who does too much is told when it works again, and loses nothing; others go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import PASSPHRASE
from tests.ssh.client import connect, terminal
from tests.ssh.server import Server
from tests.ssh.steps import back_home, choose, fill_in, join_board, newcomer, start_thread


@pytest.fixture
def settings() -> dict[str, str]:
    """One post an hour for newcomers, one letter a day, three commands an hour."""
    return {
        "newcomer_posts_per_hour": "1",
        "newcomer_letters_per_day": "1",
        "commands_per_hour": "3",
        "sign_ups_per_hour": "2",
    }


async def test_limits_are_told_with_when_they_end(tmp_path: Path, settings: dict[str, str]) -> None:
    server = Server(tmp_path, **settings)
    await server.start()
    try:
        otter = await newcomer(server, "quiet-otter")
        await join_board(otter, "Stress")
        await start_thread(otter, "The first", "All is well.")
        await otter.press("c")
        await otter.until("New thread", "Title")
        await fill_in(otter, "The second")
        await otter.type("What I also wanted to say")
        await otter.press("ctrl+s")
        await otter.until("1 posts an hour are the most", "You can post again in ", "The second")
        await otter.until("What you wrote is not lost.", "What I also wanted to say")
        await otter.press("escape")
        await otter.until("Leave the editor")
        await otter.press("enter")
        await otter.until("The first", without="Leave the editor")
        await back_home(otter, "quiet-otter")
        await otter.until("1 draft waits to be finished")
        assert server.query("SELECT count(*) FROM post") == [(1,)]
        # Another from the same address has an allowance of their own.
        heron = await newcomer(server, "grey-heron")
        await choose(heron, "All boards")
        await heron.until("Boards", "Depression")
        await choose(heron, "Stress")
        await heron.until("c new thread")
        await start_thread(heron, "Of the other", "And here too.")
        # A third one finds the house full for this hour.
        third = await terminal(server.port, "new")
        await third.until("Very many people joined in this hour", "Please come back in ")
        await third.press("enter")
        assert await third.until_over() == 0
    finally:
        await server.close()


async def test_commands_are_counted_but_those_that_nobody_has_to_wait_for(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    server = Server(tmp_path, **settings)
    await server.start()
    try:
        await (await newcomer(server, "quiet-otter")).leave()
        connection, _ = await connect(server.port, "quiet-otter", PASSPHRASE)
        for _ in range(3):
            done = await connection.run("whoami")
            assert done.exit_status == 0, done.stderr
        refused = await connection.run("whoami")
        assert refused.exit_status == 1
        said = str(refused.stderr)
        assert said.startswith("3 commands an hour are the most for one member. They will work ")
        assert said.count("\n") == 1 and " minute" in said
        for free in ("help", "crisis ie"):
            done = await connection.run(free)
            assert done.exit_status == 0, done.stderr
        packed = await connection.run("export", encoding=None)
        assert packed.exit_status == 0 and packed.stdout is not None
        assert packed.stdout[:2] == b"PK"
        connection.close()
    finally:
        await server.close()
