"""No write without the policy: every service that takes an actor is called by a guest."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import bbs.services
from bbs.errors import BBSError, Refused
from bbs.models import Letter, Post
from bbs.policy import GUEST, Role
from bbs.services import (
    archive,
    boards,
    checkins,
    counters,
    drafts,
    journal,
    keys,
    letters,
    posts,
    pseudonyms,
    threads,
)
from bbs.sessions import LiveSessions
from bbs.views import NoticesView, PreferenceView
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.tables import dump

# What guests may ask. All else refuses them: a new service does, or is named here.
READING = {
    "archive.board_folder",
    "archive.board_folders",
    "archive.month_folder",
    "archive.month_folders",
    "archive.text",
    "archive.thread_file",
    "archive.thread_files",
    "blocks.are_apart",  # Conditions of queries, here and below.
    "blocks.has_none",
    "blocks.ids",
    "blocks.is_blocked",
    "blocks.is_not_blocked",
    "blocks.title",
    "boards.by_id",
    "boards.get",
    "boards.head",
    "boards.is_unread",
    "boards.joined",
    "boards.listing",
    "boards.named",
    "boards.of_each",  # For services that have asked.
    "boards.of_thread",
    "boards.require_reading",
    "boards.suggested",
    "filters.of",
    "friends.is_friend",
    "hugs.of",
    "pseudonyms.hugs_as",  # For services that have asked.
    "limits.count",  # For services that have asked; limits are by account, and guests have none.
    "limits.use",
    "posts.from_number",
    "posts.get",
    "posts.query",
    "posts.view",
    "preferences.of",
    "pseudonyms.has_any",
    "pseudonyms.is_own",
    "search.find",
    "threads.columns",
    "threads.get",
    "threads.listing",
    "threads.mark_read",  # Keeps nothing for a guest, without a word.
    "threads.next_unread",
    "threads.posted_with",
    "threads.titles",
    "unreadposts.count",
    "unreadposts.newest",
}
KEY_LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43


def services() -> dict[str, Callable[..., Any]]:
    """Every public function of every service that takes an actor first."""
    found: dict[str, Callable[..., Any]] = {}
    for module_info in pkgutil.iter_modules(bbs.services.__path__):
        module = importlib.import_module(f"bbs.services.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            if next(iter(inspect.signature(function).parameters), "") == "actor":
                found[f"{module_info.name}.{name}"] = function
    return found


SERVICES = services()


@pytest.fixture
def arguments(join: Join, clock: StandingClock, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A plausible value for each name of a parameter, in a house where there is something."""
    otter, wren = join("quiet-otter"), join("brave-wren")
    board = boards.join(otter.actor, "back-pain", now=clock())
    thread = threads.start(otter.actor, "back-pain", "Title", "Body", token="t", now=clock())
    post = posts.reply(wren.actor, thread.id, "Answer", now=clock())
    letters.send(otter.actor, "brave-wren", "Hello", "Dear wren", now=clock())
    drafts.keep(otter.actor, "reply", "7", "", "Begun", now=clock())
    journal.write(otter.actor, "Title", "Body", token="t", now=clock())
    checkins.check_in(otter.actor, otter.key, mood=3, now=clock())
    counters.add(otter.actor, "Days", now=clock())
    added = keys.add(otter.actor, KEY_LINE, now=clock())
    kind = "hug" if "hugs" in request.node.name else "reply"
    return {
        "board": board, "board_id": board.id, "body": "Words", "words": "back-pain",
        "chosen": PreferenceView("lean"),
        "confirmation": PASSPHRASE, "erase_texts": True, "first": 1,
        "handle": "old-lantern", "is_incoming": True, "key": otter.key,
        "key_id": added.id, "kind": kind, "limit": 10, "line": KEY_LINE, "new": "nine herons",
        "code": "123456", "comment": "laptop", "is_for_reading": True, "live": LiveSessions(),
        "secret": "A" * 32, "session_id": "x",
        "data": b"To: quiet-otter\n\nHello", "form": "mbox", "joined": {}, "most_threads": 10,
        "now": clock(), "number": 1, "numbers": {1: 1}, "old": PASSPHRASE, "packet_id": 1,
        "passphrase": PASSPHRASE,
        "post_id": post.id, "role": Role.MEMBER, "slug": "back-pain", "subject": "Hello",
        "target": "7", "thread_id": thread.id, "thread_ids": [thread.id], "title": "Title",
        "to": "quiet-otter", "day": clock().date(),
        "token": "t", "board_ids": {board.id}, "since": None,
        "row": posts.query(otter.actor).where(Post.id == post.id).get(), "month": "2026-05",
        "member": Post.writer, "other_id": wren.actor.member_id,
        "of_one": Post.select(Post.thread),
        "raw": "body", "post_ids": [post.id], "shown": NoticesView((), (), 1, has_more=False),
        "typed": "quiet-otter", "letter": Letter.get(), "without_name": True,
        "writer": pseudonyms.Writer(-1, "a calm sedge"), "name": "a calm sedge",
        "shows": True, "slugs": ["back-pain"],
        "file": archive.thread_file(otter.actor, "back-pain", "2026-05", thread.id),
    }  # fmt: skip


def called(name: str, arguments: dict[str, Any]) -> Any:
    function = SERVICES[name]
    parameters = list(inspect.signature(function).parameters.values())[1:]
    required = [each.name for each in parameters if each.default is inspect.Parameter.empty]
    return function(GUEST, **{each: arguments[each] for each in required})


def test_the_walk_finds_the_services() -> None:
    assert {"letters.send", "posts.delete", "boards.join", "members.add"} <= set(SERVICES)
    assert set(SERVICES) >= READING
    assert len(SERVICES) >= 40


@pytest.mark.parametrize("name", sorted(set(SERVICES) - READING))
def test_a_guest_is_refused_and_nothing_changes(name: str, arguments: dict[str, Any]) -> None:
    before = dump()
    with pytest.raises(Refused):
        called(name, arguments)
    assert dump() == before


@pytest.mark.parametrize("name", sorted(READING))
def test_what_guests_may_ask_changes_nothing(name: str, arguments: dict[str, Any]) -> None:
    before = dump()
    try:
        called(name, arguments)
    except BBSError as error:
        pytest.fail(f"{name} refused a guest: {error.message}")
    assert dump() == before


def test_the_dump_shows_what_changed(arguments: dict[str, Any], join: Join) -> None:
    before = dump()
    threads.mark_read(join("old-lantern").actor, arguments["thread_id"], 1)
    assert dump()["mark"] != before["mark"]
    assert dump()["member"] != before["member"]
