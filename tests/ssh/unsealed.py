"""`bbs` with the sealing switched off, so that a test can see what sealing is for."""

from __future__ import annotations

from typing import Any

from bbs import cli, sealing


def _as_it_is(public: bytes, plain: bytes, info: bytes) -> bytes:
    return plain


def _opened(self: Any, sealed: bytes, info: bytes) -> bytes:
    return sealed


if __name__ == "__main__":
    sealing.seal = _as_it_is
    sealing.PrivateKey.open = _opened  # type: ignore[method-assign]
    cli.main(prog_name="bbs")
