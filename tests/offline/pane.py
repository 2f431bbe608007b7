"""A program of somebody else's in a terminal of its own, driven by keys."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

TMUX = shutil.which("tmux")
_PATIENCE = 20.0


class Pane:
    """One program in one pane of a tmux server of its own."""

    def __init__(self, folder: Path, command: list[str], environment: Mapping[str, str]) -> None:
        """Start it, in `folder`, with this environment and no more."""
        self._words = [TMUX or "tmux", "-S", str(folder / "tmux.sock"), "-f", "/dev/null"]
        self._environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment}
        # It stays open for a look when the program has ended.
        words = f"TERM=screen {shlex.join(command)}; echo ended with $?; exec sleep 60"
        self._tmux("new-session", "-d", "-x", "80", "-y", "24", "-c", str(folder), words)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            [*self._words, *words],
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
            env=self._environment,
        )
        return done.stdout.decode("utf-8", "replace")

    def shows(self) -> str:
        """The text on the screen."""
        return self._tmux("capture-pane", "-p")

    def until(self, wanted: str) -> str:
        """Wait until the screen shows these words, and hand it out."""
        deadline = time.monotonic() + _PATIENCE
        while wanted not in (shown := self.shows()):
            assert time.monotonic() < deadline, f"never shown: {wanted}\n{shown}"
            time.sleep(0.05)
        return shown

    def press(self, *keys: str) -> None:
        """Press keys, by the names that tmux has for them."""
        self._tmux("send-keys", *keys)

    def close(self) -> None:
        """End it."""
        subprocess.run([*self._words, "kill-server"], check=False, capture_output=True)
