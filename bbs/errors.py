"""What can go wrong in a way that a person can be told about."""

from __future__ import annotations

from datetime import datetime


class BBSError(Exception):
    """Something that the member can be told: what happened, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(BBSError):
    """The policy says no."""


class NotFound(BBSError):
    """There is no such thing, or none that this member may see."""


class Invalid(BBSError):
    """What was typed cannot be taken as it is; `field` names the box it was typed in."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Busy(BBSError):
    """The house has too much to do at this moment; the same again in a little while will do."""


class KeyChanged(BBSError):
    """A correspondent has another key than before; who knows it may send all the same."""


class Locked(BBSError):
    """The thing is sealed, and this session has not given its passphrase yet."""


class Interrupted(BBSError):
    """Whoever was asked wants out of the question."""

    def __init__(self, message: str = "Nothing was changed.") -> None:
        super().__init__(message)


class TooMany(BBSError):
    """It was done so often that a limit is reached; it will work again at `again_at`."""

    def __init__(self, message: str, again_at: datetime) -> None:
        super().__init__(message)
        self.again_at = again_at
