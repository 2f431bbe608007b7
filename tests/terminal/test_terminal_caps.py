"""Our table of abilities says of each terminal no more than its terminfo does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bbs.terminal.caps import SAFE, Caps, caps_for

NAMES = (
    "xterm", "xterm-256color", "xterm-direct", "screen", "screen-256color", "tmux", "tmux-256color",
    "linux", "rxvt", "rxvt-unicode-256color", "putty", "putty-256color", "konsole", "gnome", "vte",
    "vte-256color", "kitty", "alacritty", "st", "st-256color", "iterm2", "mintty", "nsterm",
    "ms-terminal", "vt100", "vt220",
)  # fmt: skip
_ASK = """
import curses, sys
try:
    curses.setupterm(sys.argv[1])
except curses.error:
    sys.exit(3)
has = lambda name: curses.tigetflag(name) == 1 or curses.tigetstr(name)
print(" ".join(filter(has, sys.argv[2:])))
"""


def by_terminfo(term: str) -> set[str] | None:
    """The abilities that terminfo knows of; None where it doesn't know the terminal."""
    asked = [sys.executable, "-c", _ASK, term, *Caps._fields]
    done = subprocess.run(asked, capture_output=True, text=True)
    return set(done.stdout.split()) if done.returncode == 0 else None


@pytest.mark.parametrize("term", NAMES)
def test_no_more_than_terminfo_says(term: str) -> None:
    known = by_terminfo(term)
    if known is None:
        pytest.skip(f"terminfo doesn't know {term}")
    claimed = {name for name, has in caps_for(term)._asdict().items() if has}
    assert claimed <= known
    assert len(known - claimed) <= 1, known - claimed


@pytest.mark.parametrize("term", ["", "unknown", "xtermite", "vt", "hpterm", "ansi"])
def test_unknown_terminals_get_the_least(term: str) -> None:
    assert caps_for(term) == SAFE
