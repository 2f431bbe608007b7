"""What became of uploads, kept in memory for a day: never on the disk, and gone with a restart."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=1)
MOST_OF_ONE = 32
MOST_IN_ALL = 1_000
LONGEST = 8 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one upload."""

    data: bytes
    made_at: datetime


class Receipts:
    """The receipts of all members, each seen by its own member only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], Receipt] = OrderedDict()

    def put(self, member_id: int, name: str, words: str, now: datetime) -> None:
        """Keep a receipt under a name, in the place of one that had it."""
        data = words.encode()
        if len(data) > LONGEST:
            cut = data[:LONGEST].rpartition(b"\n")[0].decode(errors="ignore")
            data = f"{cut}\n(The rest of this receipt had no room.)\n".encode()
        self._kept.pop((member_id, name), None)
        self._kept[member_id, name] = Receipt(data, now)
        own = [key for key in self._kept if key[0] == member_id]
        for key in own[:-MOST_OF_ONE]:
            del self._kept[key]
        while len(self._kept) > MOST_IN_ALL:
            self._kept.popitem(last=False)

    def of(self, member_id: int, now: datetime) -> dict[str, Receipt]:
        """A member's receipts by their names, the oldest first."""
        for key in [each for each, it in self._kept.items() if it.made_at < now - KEPT]:
            del self._kept[key]
        return {name: it for (owner, name), it in self._kept.items() if owner == member_id}

    def remove(self, member_id: int, name: str) -> bool:
        """Throw one away; whether there was such a one."""
        return self._kept.pop((member_id, name), None) is not None
