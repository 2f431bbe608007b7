"""What terminals are taken for."""

from __future__ import annotations

import pytest

from bbs.terminal import Colours, profile_for


@pytest.mark.parametrize(
    ("term", "env", "colours"),
    [
        ("xterm", {}, Colours.ANSI16),
        ("screen", {}, Colours.ANSI16),
        ("linux", {}, Colours.ANSI16),
        ("no-such-terminal", {}, Colours.ANSI16),
        ("xterm-256color", {}, Colours.ANSI256),
        ("tmux-256color", {"COLORTERM": "truecolor"}, Colours.TRUE),
        ("xterm", {"COLORTERM": "24bit"}, Colours.TRUE),
        ("xterm", {"COLORTERM": "yes"}, Colours.ANSI16),
        ("xterm-direct", {}, Colours.TRUE),
        ("xterm-kitty", {}, Colours.TRUE),
        ("vt100", {}, Colours.NONE),
        ("vt220", {"COLORTERM": "truecolor"}, Colours.NONE),
        ("linux-m", {}, Colours.NONE),
        ("xterm-mono", {}, Colours.NONE),
        ("xterm-direct", {"NO_COLOR": "1"}, Colours.NONE),
        ("xterm-direct", {"NO_COLOR": ""}, Colours.TRUE),
        ("dumb", {"COLORTERM": "truecolor"}, Colours.NONE),
        ("", {}, Colours.NONE),
        (None, {}, Colours.NONE),
    ],
)
def test_colours_follow_the_environment(
    term: str | None, env: dict[str, str], colours: Colours
) -> None:
    assert profile_for(term, env).colours is colours


@pytest.mark.parametrize(
    ("env", "is_unicode"),
    [
        ({}, True),
        ({"LANG": ""}, True),
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, False),
        ({"LC_CTYPE": "ru_RU.KOI8-R", "LANG": "ru_RU.UTF-8"}, False),
    ],
)
def test_glyphs_follow_the_locale(env: dict[str, str], is_unicode: bool) -> None:
    assert profile_for("xterm", env).is_unicode is is_unicode


@pytest.mark.parametrize(
    "term", ["\x1b]0;x\x07", "xterm\n", "x" * 33, "a b", "../../etc", "ｘterm", "xterm\x00"]
)
def test_hostile_names_are_not_kept(term: str) -> None:
    profile = profile_for(term, {})
    assert profile.term == "unknown"
    assert profile.colours is Colours.ANSI16
    assert not profile.is_dumb
    assert not profile.has_alt_screen


@pytest.mark.parametrize(
    ("term", "has_alt_screen", "is_dumb"),
    [
        ("xterm-256color", True, False),
        ("screen.xterm-256color", True, False),
        ("rxvt-unicode-256color", True, False),
        ("linux", False, False),
        ("vt100", False, False),
        ("dumb", False, True),
        ("", False, True),
        (None, False, True),
    ],
)
def test_screens_and_dumb_terminals(term: str | None, has_alt_screen: bool, is_dumb: bool) -> None:
    profile = profile_for(term, {})
    assert (profile.has_alt_screen, profile.is_dumb) == (has_alt_screen, is_dumb)
