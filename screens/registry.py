"""Keys and places: menu, help, hints and permission all derive from here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bbs.policy import Action

_NO_LETTERS = frozenset(
    ("escape", "enter", "tab", "f1", "f6", "ctrl+s", "ctrl+q", "up", "down", "pageup", "pagedown")
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that does something; `does` names the screen's method `do_...`."""

    keys: tuple[str, ...]
    """As Textual names them."""
    shown: str
    """As the hints and the help name it."""
    does: str
    label: str
    """One or two words for the hint line."""
    explains: str = ""
    """A sentence for the help, where the label is not enough."""
    needs: Action | None = None
    is_hint: bool = True
    is_vital: bool = False
    """Whether the hint has its place however narrow the screen is."""
    is_travel: bool = False
    """Whether it leads to another place of the house."""
    is_for_row: bool = False
    """Whether it is for the selected row of a list, and no hint while there is none."""
    in_text: str = ""
    """As it is named where letters belong to a text field; "" where it is a letter itself."""

    def where_letters_are_text(self) -> Key:
        """The key without its letters."""
        keys = tuple(name for name in self.keys if name in _NO_LETTERS)
        return replace(self, keys=keys, shown=self.in_text)


# On every screen. A screen's own key with the same name comes first.
EVERYWHERE = (
    Key(("question_mark",), "?", "help", "keys", "All keys that work here.", is_vital=True),
    Key(
        ("exclamation_mark", "f1"),
        "!",
        "crisis",
        "crisis",
        "Crisis help: lines to reach a person now. F1 does the same, also while writing.",
        is_vital=True,
        in_text="F1",
    ),
    Key(
        ("escape", "q", "left"),
        "Esc",
        "back",
        "back",
        "Go back. q and the left arrow do too.",
        is_vital=True,
        in_text="Esc",
    ),
    Key(
        ("n",),
        "n",
        "next_unread",
        "next unread",
        needs=Action.KEEP_MARKS,
        is_hint=False,
        is_travel=True,
    ),
    Key(
        ("slash",),
        "/",
        "search",
        "search",
        "Find posts by their words; on a board, there first.",
        is_hint=False,
        is_travel=True,
    ),
    Key(("m",), "m", "mailbox", "mailbox", needs=Action.USE_MAILBOX, is_hint=False, is_travel=True),
    Key(("i",), "i", "resources", "information", is_hint=False, is_travel=True),
    Key(("s",), "s", "settings", "settings", needs=Action.SEE_OWN, is_hint=False, is_travel=True),
    Key(
        ("f6",),
        "F6",
        "face",
        "other face",
        "Change between rich and lean.",
        None,
        False,
        in_text="F6",
    ),
    Key(
        ("ctrl+q",),
        "Ctrl+Q",
        "quick_exit",
        "quick exit",
        "Clears the screen and hangs up at once. A draft is kept.",
        is_hint=False,
        in_text="Ctrl+Q",
    ),
)

READ_ON = Key(("pagedown", "space"), "Space", "read_on", "more")
READ_BACK = Key(("pageup", "b"), "b", "read_back", "read back", is_hint=False)
MORE_ROWS = Key((), "PgDn", "", "more")

MOVING = (
    ("Up, Down", "move by one"),
    ("Page Up, Page Down, b, Space", "move by a screen"),
    ("Home, End, g, G", "go to the beginning, to the end"),
    ("Enter, Right", "open"),
)
