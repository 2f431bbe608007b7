"""Makes the pictures in docs/pictures: `python -m tests.pictures`."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bbs import db, sealing
from bbs.policy import GUEST, Actor
from bbs.services import boards, credentials, hugs, letters, members, posts, threads, vault
from bbs.visit import Visit
from screens.app import LamplightApp

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)

_TALK = (
    (
        "brave-wren",
        "First winter with a bad back",
        30,
        "Mornings are the worst: the cold gets in before I am out of bed, and it takes me an hour "
        "to stand straight.\n\nHow do you others begin the day?",
    ),
    (
        "old-lantern",
        "Sitting at work: what helped me",
        26,
        "After ten years of it, what helped *me* was getting up every half hour. A kitchen timer "
        "does it.",
    ),
    (
        "quiet-otter",
        "Sleeping on the side, or not?",
        9,
        "My clinician and I tried three pillows. The third one stayed.",
    ),
    (
        "marsh-heron",
        "Nobody sees it",
        3,
        "People say that I look well. It is kind of them, and it makes me feel alone.",
    ),
)
_ANSWER = (
    "> Mornings are the worst\n\nThat sounds hard, and I know that hour. You are not the only one "
    "who holds on to the sink.\n\nWhat was good for me was a warm shower *before* anything else. "
    "It may be another thing for you: your clinician can tell which movements are safe."
)


def _people() -> dict[str, Actor]:
    people = {}
    for handle in ("quiet-otter", "brave-wren", "old-lantern", "marsh-heron"):
        newcomer = members.Newcomer(handle, "seven quiet herons wade", True, True, True)
        people[handle] = members.sign_up(newcomer, now=NOW - timedelta(days=30)).login.actor
        for slug in ("back-pain", "bereavement", "rural-living"):
            boards.join(people[handle], slug, now=NOW - timedelta(days=20))
    return people


def _settle(folder: Path) -> credentials.Login:
    """A small community, in which one member waits to be shown around."""
    db.connect(f"sqlite:///{folder / 'pictures.db'}")
    db.migrate()
    vault.bind(vault.Vault(b"p" * 32, sealing.Stretching(1, 64, 1)))
    with db.database.connection_context():
        boards.load_catalogue()
        people = _people()
        for handle, title, hours, body in _TALK:
            at = NOW - timedelta(hours=hours)
            threads.start(people[handle], "back-pain", title, body, now=at)
        posts.reply(people["old-lantern"], 1, _ANSWER, now=NOW - timedelta(hours=2))
        for thread_id, handles in ((1, ("old-lantern", "marsh-heron")), (3, ("brave-wren",))):
            first = posts.from_number(GUEST, thread_id, 1, limit=1)[0]
            for handle in handles:
                hugs.give(people[handle], first.id, "hug", now=NOW)
        letters.send(people["marsh-heron"], "quiet-otter", "Thank you", "It did me good.", now=NOW)
        login = credentials.log_in("quiet-otter", "seven quiet herons wade")
        if login is None:
            raise SystemExit("the member of the pictures can't log in")
        return login


async def _walk(login: credentials.Login, size: tuple[int, int], end: str) -> None:
    app = LamplightApp(Visit(lambda: NOW, login.actor, login.key))
    board = ["down"] * 4  # Below what is new.
    walks: dict[str, Sequence[str]] = {
        "home": (),
        "threads": (*board, "enter"),
        "thread": (*board, "enter", "enter"),
        "boards": ("end", *["up"] * 6, "enter"),
        "editor": ("n", "r", *"You are not alone with this."),
        "mailbox": ("m",),
        "crisis": ("exclamation_mark", *"can"),
        "settings": ("s",),
    }
    for name, keys in walks.items():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                await pilot.press("space" if key == " " else key)
                await pilot.pause()
            await pilot.pause()
            picture = _FONTS.sub("", app.export_screenshot(title="Lamplight"))
            (FOLDER / f"{name}{end}.svg").write_text(picture, encoding="utf-8")
        app = LamplightApp(Visit(lambda: NOW, login.actor, login.key))


def main(sizes: list[str]) -> None:
    """Draw all screens at 80x24, or at the sizes that are asked for, as `40x15`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        login = _settle(Path(folder))
        db.open_pools(db_threads=2, hash_threads=1, hash_waiting=4)
        for size in sizes or ["80x24"]:
            columns, rows = map(int, size.split("x"))
            asyncio.run(_walk(login, (columns, rows), f"-{size}" if sizes else ""))
        db.close_pools()


if __name__ == "__main__":
    main(sys.argv[1:])
