"""What a client's terminal can do, as far as it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from bbs.terminal.caps import SAFE, Caps, caps_for

UNKNOWN = "unknown"

_NAME = re.compile(r"[A-Za-z0-9._+-]{1,32}", re.ASCII)
_MONOCHROME = re.compile(r"vt\d.*|.*-m|.*-mono", re.ASCII)
_ALTERNATE = re.compile(
    r"(xterm|screen|tmux|rxvt|alacritty|kitty|foot|wezterm|konsole|gnome|vte|st|contour|iterm2?"
    r"|mintty|putty|ghostty|eterm)([-.+].*)?",
    re.ASCII | re.IGNORECASE,
)
# SSH clients seldom pass COLORTERM on, but these names belong to terminals that have every colour.
_TRUE = re.compile(
    r"(alacritty|foot|wezterm|contour|ghostty|xterm-kitty|xterm-ghostty)([-.+].*)?|.*-direct\d*",
    re.ASCII,
)


class Colours(Enum):
    """How many colours a terminal shows."""

    NONE = 0
    ANSI16 = 16
    ANSI256 = 256
    TRUE = 1 << 24


@dataclass(frozen=True, slots=True)
class Profile:
    """The client's terminal: what to send it, and what to spare it."""

    term: str
    colours: Colours
    is_unicode: bool
    has_alt_screen: bool
    is_dumb: bool
    caps: Caps = SAFE


_CHOICES = {
    "none": Colours.NONE,
    "16": Colours.ANSI16,
    "256": Colours.ANSI256,
    "true": Colours.TRUE,
}

FULL = Profile("xterm-direct", Colours.TRUE, True, True, False, caps_for("xterm-direct"))
"""A terminal that can do everything."""


def profile_for(term: str | None, env: Mapping[str, str]) -> Profile:
    """The profile for a TERM and the environment that came with it, both of them untrusted."""
    is_dumb = term in (None, "", "dumb")
    name = "dumb" if is_dumb or term is None else term if _NAME.fullmatch(term) else UNKNOWN
    return Profile(
        term=name,
        colours=Colours.NONE if is_dumb or env.get("NO_COLOR") else _colours(name, env),
        is_unicode=_is_unicode(env),
        has_alt_screen=_ALTERNATE.fullmatch(name) is not None,
        is_dumb=is_dumb,
        caps=caps_for(name),
    )


def preferred(profile: Profile, colours: str, glyphs: str) -> Profile:
    """The profile as its person wants it: `auto` leaves what the terminal says."""
    chosen = _CHOICES.get(colours, profile.colours)
    is_unicode = profile.is_unicode if glyphs == "auto" else glyphs == "unicode"
    return replace(profile, colours=chosen, is_unicode=is_unicode)


def _colours(name: str, env: Mapping[str, str]) -> Colours:
    if _MONOCHROME.fullmatch(name):
        return Colours.NONE
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or _TRUE.fullmatch(name):
        return Colours.TRUE
    return Colours.ANSI256 if name.endswith("-256color") else Colours.ANSI16


def _is_unicode(env: Mapping[str, str]) -> bool:
    for variable in ("LC_ALL", "LC_CTYPE", "LANG"):
        if locale := env.get(variable, ""):
            language, _, codeset = locale.partition(".")
            if codeset:
                return codeset.lower().startswith(("utf-8", "utf8"))
            # macOS sends LC_CTYPE=UTF-8, without a language.
            return language.upper() not in ("C", "POSIX", "LATIN1", "ISO8859-1", "US-ASCII")
    return True
