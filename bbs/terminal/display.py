"""The way of a frame from an app to its driver."""

from __future__ import annotations

from typing import Any

from textual._compositor import CompositorUpdate
from textual.app import App

from bbs.terminal.driver import SSHDriver


def display(app: App[Any], renderable: object) -> None:
    """Paint an update: what an app's `_display` calls in place of Textual's own."""
    try:
        driver = app._driver
        if (
            isinstance(renderable, CompositorUpdate)
            and isinstance(driver, SSHDriver)
            and app._running
            and not app._closed
            and not app._batch_count
        ):
            cursor = app.screen.outer_size.clamp_offset(app.cursor_position)
            driver.paint(renderable, (cursor.x, cursor.y))
    except Exception as error:
        app._handle_exception(error)
    finally:
        app.post_display_hook()
