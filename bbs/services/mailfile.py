"""The letters that one received as an mbox, a page at a time; nothing is marked as read."""

from __future__ import annotations

from bbs import sealing
from bbs.offline import mbox
from bbs.policy import Action, Actor, require
from bbs.services import letters, vault


def part(
    actor: Actor, key: sealing.PrivateKey | None, *, after: int = 0, limit: int
) -> tuple[bytes, int]:
    """Up to `limit` letters from the number after `after` on, and the number of the last one.

    Nothing and `after` where there is none. Raises `Locked` where the session has no key.
    """
    require(actor, Action.USE_MAILBOX)
    views = letters.in_order(actor, key, after=after, limit=limit)
    house = vault.house_tag()
    data = b"".join(mbox.letter(house, actor.handle, view) for view in views)
    return data, views[-1].number if views else after
