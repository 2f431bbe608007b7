"""How a cell looks, in the colours that the client's terminal has."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from bbs.terminal.profile import Colours

Colour = int | tuple[int, int, int] | None
"""None: the terminal's own; below 16: its palette; below 256: the common one; red, green, blue."""

_LIGHT = frozenset((3, 6, 7, 10, 11, 14, 15))


class Look(NamedTuple):
    """Colours and attributes of a cell."""

    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


DEFAULT = Look()


def look_for(style: Style | None, colours: Colours) -> Look:
    """The look that `style` has on such a terminal; links and blinking are left out."""
    if style is None:
        return DEFAULT
    # Not cached by style: styles differ by what they carry besides, links and offsets among it.
    return _look(
        style.color,
        style.bgcolor,
        bool(style.bold),
        bool(style.dim),
        bool(style.italic),
        bool(style.underline or style.underline2),
        bool(style.reverse),
        bool(style.strike),
        colours,
    )


@lru_cache(4096)
def _look(
    fg: Color | None,
    bg: Color | None,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    reverse: bool,
    strike: bool,
    colours: Colours,
) -> Look:
    fore, back = _reduced(fg, colours), _reduced(bg, colours)
    if fore is not None and fore == back and fg != bg:
        # Two colours that became one would hide the text.
        fore = 0 if fore in _LIGHT else 15
    return interned(Look(fore, back, bold, dim, italic, underline, reverse, strike))


def _reduced(colour: Color | None, colours: Colours) -> Colour:
    if colour is None or colour.type is ColorType.DEFAULT or colours is Colours.NONE:
        return None
    if colours is Colours.ANSI16:
        colour = colour.downgrade(ColorSystem.STANDARD)
    elif colours is Colours.ANSI256 and colour.triplet is not None:
        colour = colour.downgrade(ColorSystem.EIGHT_BIT)
    if colour.number is not None:
        return colour.number
    return None if colour.triplet is None else (*colour.triplet,)


@lru_cache(4096)
def interned(look: Look) -> Look:
    """The one instance of looks that are equal, so that comparing them is cheap."""
    return look


@lru_cache(4096)
def blank_look(look: Look) -> Look:
    """What of a look can be seen on a space."""
    if look.underline or look.reverse or look.strike:
        return look
    return interned(Look(bg=look.bg)) if look.bg is not None else DEFAULT
