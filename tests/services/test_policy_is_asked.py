"""No write without the policy: every service that takes an actor is called by who may not."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

import bbs.services
from bbs.errors import BBSError, Invalid, NotFound, Refused
from bbs.models import Case, Letter, Post
from bbs.policy import GUEST, Actor, Role
from bbs.services import (
    archive,
    boards,
    checkins,
    counters,
    drafts,
    holding,
    journal,
    keys,
    letters,
    posts,
    pseudonyms,
    reports,
    sanctions,
    staff,
    standing,
    threads,
)
from bbs.sessions import LiveSessions
from bbs.views import NoticesView, PreferenceView
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.tables import dump

# What guests may ask. All else refuses them: a new service does, or is named here.
READING = {
    "actors.is_banned_from",
    "actors.is_silenced",  # For services that are about to ask.
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
    "boards.is_banned",
    "boards.is_unread",
    "boards.joined",
    "boards.listing",
    "boards.named",
    "boards.of_each",  # For services that have asked.
    "boards.of_thread",
    "boards.require_reading",
    "boards.suggested",
    "holding.is_to_wait",
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
    "posts.with_held",
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
# For services that have asked, within their atomic block.
INNER = {"actors.fresh", "audit.append", "care.note", "care.rest", "care.word",
         "holding.hold_first", "logkeys.of_actor"}  # fmt: skip
# Only for sysops; the next ones for leaders of the board, too.
SYSOPS = {"audit.cut", "members.add", "recovery.offer_reset", "retention.sweep",
          "sanctions.ban", "staff.set_leader", "staff.set_role"}  # fmt: skip
STAFF = {
    "audit.get", "audit.listing", "moderation.correct", "moderation.edit_out", "moderation.fold",
    "moderation.hold", "moderation.let_be", "moderation.refuse_first", "moderation.release",
    "moderation.release_first", "moderation.remove", "queue.first", "queue.hand_on", "queue.let_be",
    "queue.let_go", "queue.listing", "queue.look", "queue.tick", "sanctions.lift",
    "sanctions.silence", "sanctions.warn", "staff.leaders", "staff.write", "standing.decide",
    "threadcare.lock", "threadcare.merge", "threadcare.move", "threadcare.split",
}  # fmt: skip
# What any leader may: it shows no more than what is theirs.
OF_ANY_LEADER = {"audit.listing", "queue.first", "queue.hand_on", "queue.listing", "staff.leaders",
                 "sanctions.lift", "sanctions.silence", "sanctions.warn",
                 "staff.write"}  # fmt: skip
BANNED_MAY = {"export.archive", "leaving.delete_account", "standing.appeal", "standing.of"}
HOST = Actor(0, "host", Role.SYSOP)
KEY_LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43


def services() -> dict[str, Callable[..., Any]]:
    """Every public function of every service that takes an actor first."""
    found: dict[str, Callable[..., Any]] = {}
    for module_info in pkgutil.iter_modules(bbs.services.__path__):
        module = importlib.import_module(f"bbs.services.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            name_ = f"{module_info.name}.{name}"
            first = next(iter(inspect.signature(function).parameters), "")
            if first == "actor" and name_ not in INNER:
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
    kinds = {"hugs": "hug", "sanctions": "silence"}
    kind = next((kinds[each] for each in kinds if each in request.node.name), "reply")
    reports.report(wren.actor, "post", post.id - 1, "crisis", now=clock())
    holding.bind(holding.Holding(is_all=True))
    posts.reply(wren.actor, thread.id, "It waits", now=clock())
    holding.bind(holding.Holding())
    entry = sanctions.warn(HOST, "quiet-otter", "A word", now=clock())
    appeal = standing.appeal(otter.actor, entry, "Please", now=clock())
    case = Case.get(Case.post == post.id - 1)
    is_appeal = "decide" in request.node.name
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
        "rows": [Post.get_by_id(post.id)], "case_id": appeal if is_appeal else case.id,
        "entry_id": entry, "is_granted": True, "reason": "other" if "report" in
        request.node.name else "Why", "thing": "post", "which": post.id, "held_id": 1, "step": 0,
        "warning": "words", "standing": "experience", "days": 2, "into_id": thread.id + 1,
        "report_ids": [1], "cases_days": 1, "log_days": 1, "before": clock(),
        "file": archive.thread_file(otter.actor, "back-pain", "2026-05", thread.id),
    }  # fmt: skip


def called(name: str, arguments: dict[str, Any]) -> Any:
    return called_by(GUEST, name, arguments)


def called_by(actor: Actor, name: str, arguments: dict[str, Any]) -> Any:
    function = SERVICES[name]
    parameters = list(inspect.signature(function).parameters.values())[1:]
    required = [each.name for each in parameters if each.default is inspect.Parameter.empty]
    return function(actor, **{each: arguments[each] for each in required})


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


def refused(actor: Actor, name: str, arguments: dict[str, Any]) -> None:
    before = dump()
    with pytest.raises(Refused):
        called_by(actor, name, arguments)
    assert dump() == before


@pytest.mark.parametrize("name", sorted(SYSOPS | STAFF))
@pytest.mark.parametrize("role", [Role.MEMBER, Role.PROFESSIONAL])
def test_who_is_not_of_staff_is_refused(
    role: Role, name: str, arguments: dict[str, Any], join: Join
) -> None:
    refused(join("old-lantern", role).actor, name, arguments)


@pytest.mark.parametrize("name", sorted((SYSOPS | STAFF) - OF_ANY_LEADER))
def test_who_leads_another_board_is_refused(
    name: str, arguments: dict[str, Any], join: Join, clock: StandingClock
) -> None:
    leader = join("old-lantern").actor
    staff.set_leader(HOST, "old-lantern", "anxiety", now=clock())
    refused(leader, name, arguments)


@pytest.mark.parametrize("name", sorted(SYSOPS))
def test_who_leads_the_board_is_no_sysop(
    name: str, arguments: dict[str, Any], join: Join, clock: StandingClock
) -> None:
    leader = join("old-lantern").actor
    staff.set_leader(HOST, "old-lantern", "back-pain", now=clock())
    refused(leader, name, arguments)


@pytest.mark.parametrize("name", sorted(STAFF))
def test_who_was_of_staff_is_refused_though_the_session_is_older(
    name: str, arguments: dict[str, Any], join: Join
) -> None:
    member = join("old-lantern").actor
    stale = replace(member, role=Role.SYSOP, leads=frozenset((arguments["board_id"],)))
    refused(stale, name, arguments)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - READING - BANNED_MAY))
def test_who_is_banned_is_refused(name: str, arguments: dict[str, Any], join: Join) -> None:
    refused(replace(join("old-lantern").actor, is_banned=True), name, arguments)


@pytest.mark.parametrize("name", sorted(SYSOPS | STAFF))
def test_a_sysop_is_not_refused(name: str, arguments: dict[str, Any], join: Join) -> None:
    with suppress(Invalid, NotFound):  # Of what is asked for here not all is there.
        called_by(join("grey-heron", Role.SYSOP).actor, name, arguments)


def test_every_service_of_staff_is_in_one_of_the_lists() -> None:
    assert set(SERVICES) >= SYSOPS | STAFF | BANNED_MAY
    modules = ("audit", "moderation", "queue", "sanctions", "staff", "threadcare")
    of_staff = {name for name in SERVICES if name.split(".")[0] in modules}
    assert of_staff - SYSOPS - STAFF == {"queue.count"}, "a new one: who may call it?"


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
