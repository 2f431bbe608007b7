"""The one door between the faces and the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from bbs.db import pool_for

__all__ = ["call"]

Args = ParamSpec("Args")
Result = TypeVar("Result")


async def call(service: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
    """Run a service in a database thread and await what it hands out.

    Raises what the service raises, and `Busy` where the store doesn't answer. If the caller is
    cancelled the service still finishes: a write that began is whole.
    """
    future = pool_for(service).submit(partial(service, *args, **kwargs))
    return await asyncio.shield(asyncio.wrap_future(future))
