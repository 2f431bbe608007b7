"""Programs that nobody here wrote: multimail and mutt read packets, and answer them."""

from __future__ import annotations

import bz2
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bbs.errors import Invalid
from bbs.offline import parcel
from bbs.services import boards, inbox, letters, packets, posts, threads, vault
from bbs.services.credentials import Login
from tests.helpers import Join, StandingClock
from tests.offline.pane import TMUX, Pane

MULTIMAIL, MUTT = shutil.which("mm"), shutil.which("mutt")
TITLE = "Stiff in the morning, and nobody at work who knows"
LONG = " ".join(f"word{number}" for number in range(60))
# Programs see by the time of the file, in whole seconds, whether an editor changed it.
EDITOR = """#!/bin/sh
sleep 1.1
sed '/^-- $/,$d' "$1" > "$1.new"
printf 'Café helps me.\\nFrom here on it went better.\\n' >> "$1.new"
sed -n '/^-- $/,$p' "$1" >> "$1.new"
cat "$1.new" > "$1"
"""


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Login:
    """Somebody with a thread of two posts, another thread and a letter to read."""
    otter, wren = join("quiet-otter"), join("brave-wren")
    for slug in ("back-pain", "migraine"):
        boards.join(otter.actor, slug, now=clock())
    body = f"It hurts… {LONG}\n\nTell me."
    first = threads.start(wren.actor, "back-pain", TITLE, body, now=clock())
    posts.reply(wren.actor, first.id, "Still there?", now=clock.pass_(minutes=1))
    threads.start(wren.actor, "migraine", "Light", "Too bright.", now=clock.pass_(minutes=1))
    letters.send(wren.actor, "quiet-otter", "A word", "Only for you.", now=clock())
    return otter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home for a program, with an editor that adds two lines, above a signature."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "editor").write_text(EDITOR)
    (home / "editor").chmod(0o755)
    return home


@pytest.fixture
def multimail(otter: Login, folder: Path, clock: StandingClock) -> Iterator[Pane]:
    packet = packets.make(otter.actor, otter.key, form="qwk", now=clock())
    (folder / "packet.qwk").write_bytes(packet.data)
    # In this setting it passes what the editor wrote on as it is.
    (folder / ".mmailrc").write_text("Version: 0.52\nUseTaglines: No\nCharset: CP437\n")
    home = str(folder)
    pane = Pane(
        folder,
        [MULTIMAIL or "mm", f"{home}/packet.qwk"],
        {"HOME": home, "MMAIL": home, "EDITOR": f"{home}/editor"},
    )
    yield pane
    pane.close()


@pytest.fixture
def mutt(otter: Login, folder: Path, clock: StandingClock) -> Iterator[Pane]:
    packet = packets.make(otter.actor, otter.key, form="mbox", now=clock())
    (folder / "packet.mbox").write_bytes(bz2.decompress(packet.data))
    (folder / "muttrc").write_text(
        f"""
        set folder="{folder}" record="{folder}/answers.mbox" sendmail="/bin/true" copy=yes
        set from="quiet-otter@lamplight.invalid" use_domain=no mbox_type=mbox confirmcreate=no
        set sort=threads ascii_chars=yes fast_reply=yes include=yes send_charset="utf-8"
        set editor="{folder}/editor" reply_to=yes signature="{folder}/signature"
        """
    )
    (folder / "signature").write_text("Nobody's real name\n")
    pane = Pane(
        folder,
        [MUTT or "mutt", "-n", "-F", f"{folder}/muttrc", "-R", "-f", f"{folder}/packet.mbox"],
        {"HOME": str(folder)},
    )
    yield pane
    pane.close()


def bodies(login: Login, thread_id: int) -> list[str]:
    return [post.body for post in posts.from_number(login.actor, thread_id, 1, limit=100)]


@pytest.mark.skipif(not (MULTIMAIL and TMUX), reason="multimail and tmux are not installed")
def test_multimail_reads_a_packet_and_its_answers_land(
    otter: Login, multimail: Pane, folder: Path, clock: StandingClock
) -> None:
    assert "Packet 1 holds 3 posts in 2 threads and 1 letter." in multimail.until("PACKET.TXT")
    multimail.press("q")
    multimail.until("View bulletins")
    multimail.press("n")
    areas = multimail.until("Subscribed Areas")
    for name, count in (("Letters", 1), ("Back Pain", 2), ("Migraine", 1)):
        line = next(line for line in areas.split("\n") if f" {name}   " in line)
        assert line.split("x")[2].split()[-2:] == [str(count)] * 2, line
    # To the first post of the thread, whose title is longer than a header of QWK's.
    multimail.press("End", "Enter")
    assert "brave-wren" in multimail.until("Stiff in the morning")
    multimail.press("Enter")
    shown = multimail.until("Tell me.")
    assert TITLE in shown
    assert all(f"word{number}" in shown.split() for number in range(60)), "lines fold at blanks"
    answer(multimail, folder, 1)
    # And to the letter.
    multimail.press("q")
    multimail.until("Unread in Back Pain")
    multimail.press("q")
    multimail.until("select area")
    multimail.press("Home", "Down", "Down", "Enter")
    multimail.until("A word")
    multimail.press("Enter")
    multimail.until("Only for you.")
    answer(multimail, folder, 2)
    data = next((folder / "up").glob("*.rep")).read_bytes()
    receipt = inbox.take(otter.actor, otter.key, data, now=clock())
    assert [line.outcome for line in receipt.lines] == ["posted", "posted"], receipt
    thread = bodies(otter, 1)
    assert len(thread) == 3 and bodies(otter, 2) == ["Too bright."]
    assert thread[-1].endswith("Café helps me.\nFrom here on it went better.")
    assert "> It hurts..." in thread[-1]
    sent = letters.listing(otter.actor, otter.key, is_incoming=False, limit=10).rows
    assert [(row.handle, row.subject) for row in sent] == [("brave-wren", "Re: A word")]
    again = inbox.take(otter.actor, otter.key, data, now=clock())
    assert [line.outcome for line in again.lines] == ["before", "before"]
    assert len(bodies(otter, 1)) == 3


def answer(multimail: Pane, folder: Path, count: int) -> None:
    """Reply to what is open, in the area where it stands, so that so many answers are saved."""
    multimail.press("r")
    multimail.until("Reply goes to area")
    multimail.press("Enter")
    multimail.until("Subj: Re:")
    multimail.press("Enter")
    deadline = time.monotonic() + 20
    while saved(folder) < count:
        assert time.monotonic() < deadline, multimail.shows()
        time.sleep(0.05)
    multimail.until("Msg#")


def saved(folder: Path) -> int:
    """How many answers the file holds that multimail keeps."""
    try:
        data = next((folder / "up").glob("*.rep")).read_bytes()
        return len(parcel.opened(data, vault.house_tag()).entries)
    except (StopIteration, Invalid):  # Not there, or not whole yet.
        return 0


@pytest.mark.skipif(not (MUTT and TMUX), reason="mutt and tmux are not installed")
def test_mutt_threads_a_packet_and_its_answers_come_back(
    otter: Login, mutt: Pane, folder: Path, clock: StandingClock
) -> None:
    index = mutt.until("Msgs:5").split("\n")
    at = next(n for n, line in enumerate(index) if "Stiff in the morning" in line)
    assert "`->" in index[at + 1], "the reply hangs below what it answers"
    assert "Light" in "\n".join(index) and "A word" in "\n".join(index)
    for words in ("Still there", "Only for you"):
        mutt.press("/", f"~b '{words}'", "Enter")
        mutt.press("Enter")
        mutt.until(f"{words}")
        mutt.press("r")
        mutt.until("y:Send")
        mutt.press("y")
        mutt.until("Mail sent.")
        mutt.press("i")
        mutt.until("q:Quit")
    mutt.press("x")
    data = (folder / "answers.mbox").read_bytes()
    assert data.count(b"\nIn-Reply-To: <") == 2
    receipt = inbox.take(otter.actor, otter.key, data, now=clock())
    assert [line.outcome for line in receipt.lines] == ["posted", "posted"], receipt
    assert (receipt.lines[0].thread_id, receipt.lines[0].post_number) == (1, 3)
    thread = bodies(otter, 1)
    assert thread[-1].endswith("> Still there?\n\nCafé helps me.\nFrom here on it went better.")
    assert b"real name" in data and "real name" not in "".join(thread)
    sent = letters.listing(otter.actor, otter.key, is_incoming=False, limit=10).rows
    assert [(row.handle, row.subject) for row in sent] == [("brave-wren", "Re: A word")]
    packet = (folder / "packet.mbox").read_bytes()
    again = inbox.take(otter.actor, otter.key, packet + data, now=clock())
    assert [line.outcome for line in again.lines] == ["before", "before"]
    assert again.passed_over == 5 and len(bodies(otter, 1)) == 3
