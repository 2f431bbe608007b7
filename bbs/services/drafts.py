"""Drafts: texts that were begun, sealed to their writer until they are sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bbs import handles, sealing, text
from bbs.db import atomic
from bbs.errors import Invalid, Locked
from bbs.models import Draft
from bbs.policy import Action, Actor, require
from bbs.services import credentials, vault
from bbs.views import DraftView

MOST_BYTES = 1024 * 1024
MOST_LINES = 60_000
MOST_DRAFTS = 50


def keep(actor: Actor, kind: str, target: str, title: str, body: str, *, now: datetime) -> None:
    """Keep what was written so far for this place; an empty text throws the draft away.

    Raises `Invalid` where it is over 1 MiB or 60,000 lines, or there are too many drafts.
    """
    title, body = text.clean(title), text.clean(body, multiline=True)
    if not title and not body:
        drop(actor, kind, target)
        return
    size = len(title.encode()) + len(body.encode())
    if size > MOST_BYTES:
        raise Invalid(
            f"The draft is {size:,} bytes long; {MOST_BYTES:,} can be kept. "
            "What is beyond that is on your screen only.",
            field="body",
        )
    if (lines := body.count("\n") + 1) > MOST_LINES:
        raise Invalid(
            f"The draft has {lines:,} lines; {MOST_LINES:,} can be kept. "
            "What is beyond that is on your screen only.",
            field="body",
        )
    with atomic():
        require(actor, Action.KEEP_DRAFT)
        slot = _slot(actor, kind, target)
        is_new = not Draft.select().where(_at(actor, slot)).exists()
        if is_new and _all(actor).count() >= MOST_DRAFTS:
            raise Invalid(f"{MOST_DRAFTS} drafts are kept at the most. Please finish some first.")
        public, key_number = credentials.public_key_of(actor.member_id)
        plain = sealing.pack(kind, target, title, body, now.astimezone(UTC).isoformat())
        Draft.replace(
            member=actor.member_id,
            slot=slot,
            key_number=key_number,
            sealed=sealing.seal(public, plain, _info(actor, key_number, slot)),
        ).execute()


def find(actor: Actor, key: sealing.PrivateKey | None, kind: str, target: str) -> DraftView | None:
    """The draft for this place, if there is one; raises `Locked` if it can't be opened yet."""
    require(actor, Action.KEEP_DRAFT)
    row = Draft.select().where(_at(actor, _slot(actor, kind, target))).first()
    return None if row is None else opened(row, actor, key)


def exists(actor: Actor, kind: str, target: str) -> bool:
    """Whether a draft waits for this place."""
    require(actor, Action.KEEP_DRAFT)
    return bool(Draft.select().where(_at(actor, _slot(actor, kind, target))).exists())


def own(actor: Actor, key: sealing.PrivateKey | None) -> tuple[DraftView, ...]:
    """All of one's drafts, newest first; raises `Locked` if they can't be opened yet."""
    require(actor, Action.KEEP_DRAFT)
    views = [opened(row, actor, key) for row in _all(actor)]
    found = [view for view in views if view is not None]
    return tuple(sorted(found, key=lambda view: view.saved_at, reverse=True))


def count(actor: Actor) -> int:
    """How many drafts wait."""
    require(actor, Action.KEEP_DRAFT)
    return int(_all(actor).count())


def drop(actor: Actor, kind: str, target: str) -> None:
    """Throw the draft for this place away, if there is one."""
    with atomic():
        require(actor, Action.KEEP_DRAFT)
        Draft.delete().where(_at(actor, _slot(actor, kind, target))).execute()


def _all(actor: Actor) -> Any:
    return Draft.select().where(Draft.member == actor.member_id)


def _at(actor: Actor, slot: bytes) -> Any:
    return (Draft.member == actor.member_id) & (Draft.slot == slot)


def _slot(actor: Actor, kind: str, target: str) -> bytes:
    # A keyed tag: to whom somebody began a letter is nobody's business.
    target = handles.normal(target) if kind == "letter" else target
    return vault.current().tag("draft", actor.member_id, kind, target)


def _info(actor: Actor, key_number: int, slot: bytes) -> bytes:
    return f"lamplight/1 draft|{actor.member_id}|{key_number}|".encode() + slot


def opened(row: Draft, actor: Actor, key: sealing.PrivateKey | None) -> DraftView | None:
    """A draft as its writer left it, or None where it is damaged. Raises `Locked`."""
    if key is None:
        raise Locked("Your drafts are sealed. Your passphrase opens them.")
    plain = key.open(bytes(row.sealed), _info(actor, row.key_number, bytes(row.slot)))
    if plain is None:
        return None
    kind, target, title, body, saved_at = sealing.unpack(plain)
    return DraftView(kind, target, title, body, datetime.fromisoformat(saved_at))
