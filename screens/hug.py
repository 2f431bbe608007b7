"""The small choice of hugs, one key each."""

from __future__ import annotations

from collections.abc import Iterable

from bbs.kindness import KEYS, LABELS, HugKind
from bbs.views import HugCount
from screens.choice import ChoiceScreen
from screens.items import Item
from screens.registry import Key

_SAYS = "The post shows how many there are, and not who gave them."


class HugScreen(ChoiceScreen):
    """Asks which kind it is to be; dismissed with the kind, or None."""

    KEYS = tuple(
        Key((key,), key, kind.replace("-", "_"), LABELS[kind].lower(), is_hint=False)
        for kind, key in KEYS.items()
    )

    def __init__(self, hugs: Iterable[HugCount]) -> None:
        """`hugs` are those that the post has."""
        given = {each.kind for each in hugs if each.is_given}
        super().__init__("Be kind", [("", _SAYS)], ())
        self._items = tuple(
            Item(
                LABELS[kind] + (": given; take it back" if kind in given else ""),
                str(kind),
                right=KEYS[kind],
            )
            for kind in HugKind
        )

    async def do_hug(self) -> None:
        """A hug."""
        self.dismiss(HugKind.HUG)

    async def do_me_too(self) -> None:
        """Me too."""
        self.dismiss(HugKind.ME_TOO)

    async def do_thank_you(self) -> None:
        """Thank you."""
        self.dismiss(HugKind.THANK_YOU)
