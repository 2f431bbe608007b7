"""What a terminal understands beyond the least, by its name."""

from __future__ import annotations

import re
from typing import NamedTuple


class Caps(NamedTuple):
    """Abilities, named as terminfo names them; every terminal has CUP, CUF, EL and ED."""

    bce: bool = False
    """Erases to the pen's background."""
    ech: bool = False
    """Erases a number of cells."""
    rep: bool = False
    """Repeats the last character."""
    csr: bool = False
    """Scrolls a region of rows by line feeds, and back by reverse index."""
    indn: bool = False
    """Scrolls a region by a number of rows, up and down."""
    il: bool = False
    """Inserts and deletes rows."""
    dch: bool = False
    """Deletes cells of a row."""
    ich: bool = False
    """Inserts cells into a row."""
    hpa: bool = False
    """Goes to a column of the row."""
    vpa: bool = False
    """Goes to a row of the column."""


SAFE = Caps()
_XTERM = Caps(*[True] * 10)
_FAMILIES = tuple(
    (re.compile(pattern, re.ASCII), caps)
    for pattern, caps in (
        (r"(screen|tmux)([-.+].*)?", _XTERM._replace(bce=False, ech=False, rep=False)),
        (r"linux.*", _XTERM._replace(rep=False, indn=False)),
        (r"rxvt-unicode.*", _XTERM._replace(rep=False)),
        (r"rxvt.*", _XTERM._replace(ech=False, rep=False, indn=False, dch=False)),
        (r"putty.*", _XTERM._replace(ich=False)),
        (r"(konsole|gnome)([-.+].*)?", _XTERM._replace(rep=False, indn=False, ich=False)),
        (r"(xterm-)?kitty.*", _XTERM._replace(bce=False)),
        (r"st([-.+].*)?", _XTERM._replace(rep=False)),
        (r"(iterm2?|nsterm)([-.+].*)?", _XTERM._replace(ech=False, rep=False, indn=False)),
        (r"(xterm|vte|mintty|ms-terminal)([-.+].*)?", _XTERM),
        (r"(alacritty|foot|wezterm|contour|ghostty)([-.+].*)?", _XTERM),
        (r"vt[2-5]\d\d.*", Caps(ech=True, csr=True, il=True, dch=True, ich=True)),
        (r"vt1\d\d.*", Caps(csr=True)),
    )
)


def caps_for(name: str) -> Caps:
    """What the terminal of that name understands; the least where the name is unknown.

    Read off ncurses' terminfo; a test compares the two wherever terminfo knows the name. It is a
    table of ours because the standard library's curses reads one entry a process.
    """
    for pattern, caps in _FAMILIES:
        if pattern.fullmatch(name):
            return caps
    return SAFE
