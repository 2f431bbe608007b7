"""The three kinds of hugs, and how they are told. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from bbs.views import HugCount


class HugKind(StrEnum):
    """What one can give to a post in one key, once each."""

    HUG = "hug"
    ME_TOO = "me-too"
    THANK_YOU = "thank-you"


KEYS = {HugKind.HUG: "h", HugKind.ME_TOO: "m", HugKind.THANK_YOU: "t"}
LABELS = {HugKind.HUG: "Hug", HugKind.ME_TOO: "Me too", HugKind.THANK_YOU: "Thank you"}
_MANY = {HugKind.HUG: "hugs", HugKind.ME_TOO: "me too", HugKind.THANK_YOU: "thank you"}


def in_words(hugs: Iterable[HugCount]) -> str:
    """`2 hugs (1 yours), 1 me too`."""
    parts = []
    for each in hugs:
        kind = HugKind(each.kind)
        name = LABELS[kind].lower() if each.count == 1 else _MANY[kind]
        yours = "" if not each.is_given else " (yours)" if each.count == 1 else " (1 yours)"
        parts.append(f"{each.count:,} {name}{yours}")
    return ", ".join(parts)
