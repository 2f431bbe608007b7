"""Texts that want more of a terminal than to be read."""

from __future__ import annotations

import random

from bbs.text import TITLE_CHARACTERS

_ESCAPES = (
    "\x1b[2J\x1b[H",
    "\x1b[31;1mred\x1b[0m",
    "\x1b[?1049l\x1b[?25l",
    "\x1b[6n\x1b[c\x1b[>c",
    "\x1b[999;999H\x1b[1000A",
    "\x1b[20t\x1b[21t",
    "\x1b[?1000h\x1b[?1003h",
    "\x1b[8;1;1t",
    "\x1b[5i\x1b[4i",
    "\x1b[!p\x1bc",
    "\x1b(0lqqk\x1b(B",
    "\x1b#8",
    "\x1b%@\x1b%G",
    "\x1b[200~rm -rf\x1b[201~",
    "\x1b]0;title\x07",
    "\x1b]2;title\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]4;1;?\x07\x1b]10;?\x07",
    "\x1b]1337;File=inline=1:AAAA\x07",
    '\x1bP$q"p\x1b\\',
    "\x1bPq#0;2;0;0;0#0~~\x1b\\",
    "\x1b_Gf=100;AAAA\x1b\\",
    "\x1b^private\x1b\\ \x1bXstring\x1b\\",
    "\x1b",
    "\x1b\x1b[\x1b]",
)
_CONTROLS = (
    "\x9b31mred",
    "\x9d0;title\x9c",
    "\x90q~~\x9c",
    "\x9b2J",
    "\x85next\x84index",
    "".join(map(chr, range(32))) + "\x7f",
    "".join(map(chr, range(0x80, 0xA0))),
    "bell\x07back\x08\x08\x08\x08space",
    "over\rwritten",
    "\x0e\x0fshifted",
    "tab\ttab\x0bvertical\x0cform",
    "\x00nul\x00",
)
_UNICODE = (
    "\u202eright to left",
    "\u202d\u202a\u202b\u202c",
    "\u2066\u2067\u2068\u2069isolates",
    "\u200e\u200f\u061cmarks",
    "zero\u200b\u200c\u200d\u2060\ufeffwidth",
    "\u2028line\u2029paragraph",
    "\u00ad\u00adsoft\u00adhyphens",
    "Z" + "\u0300\u0301\u0302\u0303\u0304" * 12 + "algo",
    "\u0300\u0301at the start",
    "\u20dd\u20e3enclosed",
    "\u0e01" + "\u0e49" * 40,
    "\u1100" + "\u1161\u11a8" * 20,
    "\u0915\u094d" * 20,
    "\ue000\uf8ff\U000f0000\U0010fffd",
    "\ufdd0\ufffe\uffff\U0001ffff",
    "\U000e0001\U000e0061\U000e007f tags",
    "\ufff9an\ufffano\ufffbtation",
    "\u180e\u3164\u115f\u2800blank",
    "a\ufe0f\ufe0e\U000e0100\ufe0f",
    "\u202f\u3000\u00a0spaces\u2003",
    "\ufdfa\ufdfd\U00012031wide",
)
_PICTURES = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
    "\U0001f3f3\ufe0f\u200d\U0001f308\U0001f1e9\U0001f1ea\U0001f44d\U0001f3fd",
    "\u200d".join("\U0001f468" * 20),
    "\U0001f9d1" * 39,
    "\u6f22\u5b57" * 19,
)
_MARKUP = (
    "[@click=app.quit]x[/]",
    "[red]red[/red] [b]bold",
    "[/] [/red] [",
    "[link=file:///etc/passwd]x[/link]",
    "]]>[[[\\[",
    "$who {0} {name!r} %s %n",
    "w" * 70,
)

TEXTS = (*_ESCAPES, *_CONTROLS, *_UNICODE, *_PICTURES, *_MARKUP)
"""What one member may try on another; each fits a title."""

SURROGATES = ("\ud800", "\udfff lone", "\ud83d split \ude00")
"""What no encoder of UTF-8 takes as it stands."""

assert all(len(text) <= TITLE_CHARACTERS - 4 for text in TEXTS), "too long for a title"


def many(count: int, seed: int = 1) -> tuple[str, ...]:
    """That many of them: those above, and then pieces of them put together by chance."""
    rng = random.Random(seed)
    made = list(TEXTS[:count])
    while len(made) < count:
        pieces = (_piece(rng) for _ in range(rng.randint(2, 5)))
        made.append("".join(pieces)[: TITLE_CHARACTERS - 5])
    return tuple(made)


def _piece(rng: random.Random) -> str:
    """A part of one of the texts, or a sequence of control with parameters by chance."""
    if rng.random() < 0.6:
        text = rng.choice(TEXTS)
        start = rng.randrange(len(text))
        return text[start : start + rng.randint(1, 24)]
    begin = rng.choice(
        ("\x1b[", "\x1b]", "\x1bP", "\x1b_", "\x1b", "\x9b", "\x9d", "\x90", "\x1b#")
    )
    middle = "".join(rng.choice("0123456789;:?>=!$ \"'") for _ in range(rng.randrange(8)))
    return begin + middle + rng.choice("@ABCDHJKLMPSTXZbcdghlmnpqrstux~\x07\x9c\\")
