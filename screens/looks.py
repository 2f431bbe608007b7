"""What things look like, by face: names of looks, and the styles that they stand for."""

from __future__ import annotations

from rich.style import Style

# Middle tones, which can be read on a dark ground and on a light one: the ground is the
# terminal's own in both faces, which is calmer, and costs no bytes.
AMBER, TEAL, DEEP, GREY = "#c0771f", "#1f8a8a", "#1f6a6a", "#808080"

_RICH = {
    "": Style(),
    "dim": Style(color=GREY),
    "strong": Style(bold=True),
    "quote": Style(color=GREY, italic=True),
    "handle": Style(color=TEAL),
    "unread": Style(color=AMBER, bold=True),
    "heading": Style(color=AMBER, bold=True),
    "selected": Style(color="#ffffff", bgcolor=DEEP, bold=True),
    "marker": Style(color=AMBER, bold=True),
    "found": Style(color=AMBER, bold=True),
}
_LEAN = {
    "": Style(),
    "dim": Style(dim=True),
    "strong": Style(bold=True),
    "quote": Style(dim=True),
    "handle": Style(),
    # The star beside it says so already; bold would cost seven bytes a row.
    "unread": Style(),
    "heading": Style(bold=True),
    "selected": Style(),
    "marker": Style(),
    "found": Style(bold=True),
}
# As the style sheet lays the body out: what a screen is made for before Textual has done so.
BODY_MOST = 112
_BODY_PADDING = {"rich": 2, "lean": 0}
FACES = {"rich": _RICH, "lean": _LEAN}


def look(face: str, name: str) -> Style:
    """The style of a look in a face."""
    return FACES[face][name]


def body_width(face: str, columns: int) -> int:
    """How many cells of a terminal's `columns` the body of a screen has."""
    return min(columns, BODY_MOST) - _BODY_PADDING[face]
