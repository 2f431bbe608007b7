"""House rules, disclaimers, one-liners and reserved handles."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from bbs.content._files import read_text, read_toml

# In all of them a line is one paragraph or one item ("- " or "1. "); the screens fold it.
TEXT_FILES: Final = (
    "house-rules",
    "disclaimer",
    "consent",
    "crisis-intro",
    "crisis-short",
    "goodbye-under-18",
    "files",
    "files-guest",
    "greeting",
)
TEXT_LINES: Final = (
    "board_disclaimer",
    "thread_foot",
    "reply_hint",
    "welcome",
    "resource_foot",
    "greeting_title",
    "first_visit",
    "offline_ties",
)

# Raised with each change in meaning, so that members are asked again.
RULES_VERSION: Final[int] = read_toml("texts.toml")["rules_version"]


@dataclass(frozen=True, slots=True)
class ReservedGroup:
    """Handles that nobody may choose, and the reason that sign-up gives."""

    name: str
    reason: str
    handles: frozenset[str]


@cache
def text(name: str) -> str:
    """A shipped text by its name, one of TEXT_FILES or TEXT_LINES; KeyError for any other."""
    if name in TEXT_FILES:
        return read_text(f"{name}.txt")
    line: str = read_toml("texts.toml")["lines"][name]
    return line


@cache
def reserved_groups() -> tuple[ReservedGroup, ...]:
    """The reserved handles by the reason why they are reserved."""
    return tuple(
        ReservedGroup(name, group["reason"], frozenset(group["handles"]))
        for name, group in read_toml("handles.toml").items()
    )


@cache
def reserved_handles() -> frozenset[str]:
    """Every handle that nobody may choose, lower-case."""
    return frozenset[str]().union(*(group.handles for group in reserved_groups()))
