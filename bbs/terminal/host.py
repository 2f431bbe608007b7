"""Many Textual apps in one process, without those side effects that suit only one."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TypeVar

import textual.app
from textual.app import App

T = TypeVar("T")


def _no_redirection(target: object) -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


# Textual points sys.stdout and sys.stderr, which are the process's, at the app while it runs. Apps
# that overlap would put them back in the wrong order, and leave them with one that has ended.
for _name in ("redirect_stdout", "redirect_stderr"):
    if not hasattr(textual.app, _name):
        raise ImportError(f"textual.app has no {_name} any more: look how it captures output now")
    setattr(textual.app, _name, _no_redirection)


async def run_app(app: App[T], size: tuple[int, int]) -> T | None:
    """Run an app on the loop that others share, until it ends; what it returned.

    It is `App.run_async` less the task factory that it sets on the loop, the keys that it takes
    from the environment, and the developer's tools.
    """
    app.devtools = None
    app._thread_init()  # type: ignore[no-untyped-call]
    app._loop = asyncio.get_running_loop()
    with app._context():
        try:
            await app._process_messages(mouse=False, terminal_size=size)
        finally:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(app._shutdown())
            app._loop = None
            app._thread_id = 0
    return app.return_value
