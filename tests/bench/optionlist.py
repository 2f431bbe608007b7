"""Textual as it comes: an OptionList of 500 rows, for the comparison of CPU and bytes."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Plain(App[None]):
    """One list on all of the screen."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield OptionList(
            *[
                f"* A thread of that number {number:<12} loud-magpie  3   1 h"
                for number in range(500)
            ]
        )


if __name__ == "__main__":
    Plain().run()
