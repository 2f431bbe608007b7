"""Staff over real SSH: a report, the queue on screens and by commands, a ban, and an appeal."""

from __future__ import annotations

import json

import asyncssh

from tests.helpers import PASSPHRASE
from tests.ssh.client import connect, terminal
from tests.ssh.lines import furnish
from tests.ssh.server import Server
from tests.ssh.steps import at_home, choose, member


async def given(server: Server, handle: str, line: str) -> tuple[int, str, str]:
    """A command, its status, what it said and what it complained of."""
    connection, _ = await connect(server.port, handle, PASSPHRASE)
    async with connection:
        done = await connection.run(line, check=False, stdin=asyncssh.DEVNULL)
    return done.exit_status or 0, str(done.stdout), str(done.stderr)


async def test_a_report_a_deed_a_ban_and_an_appeal(server: Server) -> None:
    thread_id = furnish(server)
    typed = f"{PASSPHRASE}\n"
    for handle, role in (("grey-heron", "member"), ("old-lantern", "sysop")):
        words = ("member", "add", handle, "--role", role, "--passphrase-file", "-")
        assert (await server.command(*words, typed=typed))[0] == 0
    assert (await server.command("member", "lead", "grey-heron", "stress"))[0] == 0

    # The reporter, by a command; whoever is no leader is refused the queue in both faces.
    posts = json.loads((await given(server, "quiet-otter", f"read {thread_id} --json"))[1])["posts"]
    status, _, _ = await given(
        server, "quiet-otter", f"report {posts[1]['post']} --reason harassment --comment Cold words"
    )
    assert status == 0
    status, out, error = await given(server, "quiet-otter", "queue")
    assert (status, out) == (1, "") and "Only who leads this board" in error

    # The leader takes it on screens, and removes the post.
    heron = await member(server, "grey-heron")
    await choose(heron, "1 waits in the queue")
    await heron.until("The queue: 1 red", "reported")
    await heron.press("t")
    await heron.until("Red:", "quiet-otter, harassment: Cold words", "And cold.")
    await heron.press("d")
    await heron.until("Remove", "gets the text back")
    await heron.type("Be warmer")
    await heron.press("enter")
    await heron.until("Remove: done.", "done: removed")
    await heron.leave()

    # The reporter hears of it; the writer has the letter, and appeals.
    assert "It was removed." in (await given(server, "quiet-otter", "notices"))[1]
    mail = json.loads((await given(server, "brave-wren", "mail --json"))[1])["letters"]
    assert [each["handle"] for each in mail] == ["staff"]

    # A sysop bans on screens what a leader can't; the banned one comes back to see why.
    status, _, error = await given(server, "grey-heron", "ban brave-wren --days 9 --why Enough")
    assert status == 1 and "Only a sysop" in error
    status, _, _ = await given(server, "old-lantern", "ban brave-wren --days 9 --why Enough")
    assert status == 0
    wren = await terminal(server.port, "brave-wren", PASSPHRASE)
    await wren.until("Your standing", "You are banned from this house", "Why: Enough", "Log out")
    await choose(wren, "You were banned from the house")
    await wren.until("Appeal: why should it be looked at again?")
    await wren.type("I am sorry")
    await wren.press("enter")
    await wren.until("your appeal waits")
    await wren.leave()
    assert "banned" in (await given(server, "brave-wren", f"read {thread_id}"))[2]
    assert (await given(server, "brave-wren", "standing"))[0] == 0

    # Who did it can't decide; the host can, and the log hangs together.
    status, _, error = await given(server, "old-lantern", "queue grant 2 --why Mine")
    assert status == 1 and "about you" in error
    assert (await server.command("queue", "grant", "2", "--why", "A", "second", "chance"))[0] == 0
    back = await member(server, "brave-wren")
    await at_home(back, "brave-wren")
    await back.leave()
    status, _, error = await server.command("check")
    assert status == 0 and "hangs together" in error
    done = [
        each["done"] for each in json.loads((await server.command("audit", "--json"))[1])["entries"]
    ]
    assert done == [
        "decide on an appeal", "ban a member from the house", "remove a post",
        "say who leads a board",
    ]  # fmt: skip
    assert not server.traces(b"Cold words"), "a comment lies under its writer's key"
