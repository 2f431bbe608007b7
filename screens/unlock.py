"""The passphrase, asked for when something sealed is opened first."""

from __future__ import annotations

from bbs.sealing import PrivateKey
from bbs.seam import call
from bbs.services import credentials
from screens.prompt import PromptScreen


class UnlockScreen(PromptScreen):
    """Dismissed with the key to what is sealed, or None by Esc."""

    def __init__(self, why: str) -> None:
        """Say `why` it is asked."""
        self._key: PrivateKey | None = None
        super().__init__("Sealed", why, "Passphrase", self._open, is_secret=True)

    async def _open(self, typed: str) -> None:
        self.visit.require_try()
        self._key = await call(credentials.open_chest, self.visit.actor, typed)

    def dismiss(self, result: object = None) -> object:  # type: ignore[override]
        """Hand on the key, never the passphrase."""
        return super().dismiss(self._key)
