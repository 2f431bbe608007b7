"""What an app for one-time codes shows, for tests."""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP


def code_at(secret: str, now: datetime, steps: int = 0) -> str:
    """The code of a secret, so many steps of 30 seconds from `now`."""
    raw = base64.b32decode(secret.replace(" ", ""))
    return TOTP(raw, 6, SHA1(), 30).generate(int(now.timestamp()) + 30 * steps).decode()


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"
