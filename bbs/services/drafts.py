"""Drafts: texts that were begun, sealed to their writer until they are sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bbs import handles, sealing, text
from bbs.db import atomic
from bbs.errors import Invalid
from bbs.models import Draft
from bbs.policy import Action, Actor, require
from bbs.services import sealed, vault
from bbs.views import DraftView

MOST_BYTES = 1024 * 1024
MOST_LINES = 60_000
MOST_DRAFTS = 50
_KIND = "draft"
_NAMES = {None: "", True: "without name", False: "by name"}


def keep(
    actor: Actor,
    kind: str,
    target: str,
    title: str,
    body: str,
    *,
    without_name: bool | None = None,
    warning: str = "",
    now: datetime,
) -> None:
    """Keep what was written so far for this place; an empty text throws the draft away.

    `without_name` is whether it is to be posted so, if that was chosen. Raises `Invalid` where it
    is over 1 MiB or 60,000 lines, or there are too many drafts.
    """
    title, body = text.clean(title), text.clean(body, multiline=True)
    warning = text.clean(warning)
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
        saved_at = now.astimezone(UTC).isoformat()
        texts = (kind, target, title, body, saved_at, _NAMES[without_name], warning)
        kept = sealed.seal(actor.member_id, _KIND, slot, *texts)
        Draft.replace(
            member=actor.member_id, slot=slot, key_number=kept.key_number, sealed=kept.sealed
        ).execute()


def find(actor: Actor, key: sealing.PrivateKey | None, kind: str, target: str) -> DraftView | None:
    """The draft for this place, if there is one; raises `Locked` if it can't be opened yet."""
    require(actor, Action.SEE_OWN)
    row = Draft.select().where(_at(actor, _slot(actor, kind, target))).first()
    return None if row is None else opened(row, actor, key)


def exists(actor: Actor, kind: str, target: str) -> bool:
    """Whether a draft waits for this place."""
    require(actor, Action.SEE_OWN)
    return bool(Draft.select().where(_at(actor, _slot(actor, kind, target))).exists())


def own(actor: Actor, key: sealing.PrivateKey | None) -> tuple[DraftView, ...]:
    """All of one's drafts, newest first; raises `Locked` if they can't be opened yet."""
    require(actor, Action.SEE_OWN)
    views = [opened(row, actor, key) for row in _all(actor)]
    found = [view for view in views if view is not None]
    return tuple(sorted(found, key=lambda view: view.saved_at, reverse=True))


def count(actor: Actor) -> int:
    """How many drafts wait."""
    require(actor, Action.SEE_OWN)
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


def opened(row: Draft, actor: Actor, key: sealing.PrivateKey | None) -> DraftView | None:
    """A draft as its writer left it, or None where it is damaged. Raises `Locked`."""
    opener = sealed.required(key, "Your drafts are sealed. Your passphrase opens them.")
    slot, kept = bytes(row.slot), bytes(row.sealed)
    texts = sealed.open_(opener, actor.member_id, _KIND, slot, row.key_number, kept)
    if texts is None:
        return None
    # Drafts of before pseudonyms have five, those of before warnings six.
    kind, target, title, body, saved_at, chosen, warning = (*texts, "", "")[:7]
    without_name = {word: each for each, word in _NAMES.items()}[chosen]
    at = datetime.fromisoformat(saved_at)
    return DraftView(kind, target, title, body, at, without_name, warning)
