"""The house that the wire is measured in: a board of 500 threads, one of them with 12 posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bbs import wiring
from bbs.clock import utc_now
from bbs.config import Settings
from bbs.models import Thread
from bbs.services import boards, hugs, letters, members, posts, preferences, seedtext, threads
from bbs.services.credentials import Login
from bbs.views import PreferenceView
from tests import stores
from tests.helpers import PASSPHRASE
from tests.ssh.server import UNLIMITED

READER, WRITER = "quiet-otter", "loud-magpie"
BOARD, BOARD_NAME = "back-pain", "Back Pain"
LONG_THREAD = "What helped me through the first winter"
THREADS, POSTS, WORDS, LETTERS, NEW_THREADS = 500, 12, 120, 30, 12
_JOINED = (BOARD, "fibromyalgia", "bereavement", "rural-living", "stress")


def _join(handle: str, now: datetime) -> Login:
    newcomer = members.Newcomer(
        handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    return members.sign_up(newcomer, now=now).login


def words(rng: Random, count: int) -> str:
    """A post of just so many words, in paragraphs as people write them."""
    text: list[str] = []
    while len(text) < count:
        text += seedtext.post(rng, is_first=False).replace("\n", " \n ").split(" ")
        text = [word for word in text if word]
    kept, left = [], count
    for word in text:
        kept.append(word)
        left -= word != "\n"
        if not left:
            break
    return " ".join(kept).replace(" \n ", "\n").strip()


def furnish(folder: Path, face: str, more_boards: int = 0) -> None:
    """Fill the house in `folder`, whose reader has chosen `face`.

    `more_boards` are joined beside the usual five, and each has threads that are new.
    """
    rng = Random(7)
    now = utc_now().astimezone(UTC) - timedelta(hours=1)
    wide: dict[str, Any] = dict.fromkeys(UNLIMITED, 0)
    settings = Settings(home=folder, database_url=stores.of(folder), argon2_memory_kib=64, **wide)
    with wiring.house(settings):
        reader, writer = _join(READER, now).actor, _join(WRITER, now).actor
        for slug in _JOINED:
            boards.join(reader, slug, now=now)
        preferences.choose(reader, PreferenceView(face=face))
        for number in range(THREADS - 1):
            then = now - timedelta(minutes=3 * (THREADS - number))
            threads.start(writer, BOARD, seedtext.title(rng), words(rng, 60), now=then)
        long = threads.start(writer, BOARD, LONG_THREAD, words(rng, WORDS), now=now)
        for number in range(1, POSTS):
            who = reader if number % 5 == 0 else writer
            at = now + timedelta(minutes=number)
            made = posts.reply(who, long.id, words(rng, WORDS), now=at)
            if who is reader:
                hugs.give(writer, made.id, "hug", now=at)
        Thread.update(last_at=now + timedelta(minutes=POSTS)).where(Thread.id == long.id).execute()
        others = [board for board in boards.listing(reader) if not board.is_joined][:more_boards]
        for board in others:
            boards.join(reader, board.slug, now=now)
            for _ in range(NEW_THREADS):
                threads.start(writer, board.slug, seedtext.title(rng), words(rng, 60), now=now)
        for _ in range(LETTERS):
            letters.send(writer, READER, seedtext.title(rng), words(rng, WORDS), now=now)
