"""The catalogue of boards that a new community starts with."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from bbs.content._files import read_toml

ReadableBy = Literal["all", "members"]


@dataclass(frozen=True, slots=True)
class BoardText:
    """One board of the catalogue; what it inherits from its category is filled in."""

    slug: str
    name: str
    description: str
    is_health: bool
    readable_by: ReadableBy


@dataclass(frozen=True, slots=True)
class CategoryText:
    """One category with its boards, in the order of the list."""

    slug: str
    name: str
    is_health: bool
    readable_by: ReadableBy
    boards: tuple[BoardText, ...]


@cache
def categories() -> tuple[CategoryText, ...]:
    """The whole catalogue, in its order."""
    return tuple(
        CategoryText(
            slug=category["slug"],
            name=category["name"],
            is_health=category["is_health"],
            readable_by=category["readable_by"],
            boards=tuple(
                BoardText(
                    slug=board["slug"],
                    name=board["name"],
                    description=board["description"],
                    is_health=board.get("is_health", category["is_health"]),
                    readable_by=category["readable_by"],
                )
                for board in category["boards"]
            ),
        )
        for category in read_toml("boards.toml")["category"]
    )
