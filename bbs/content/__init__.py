"""Shipped texts: the board catalogue, crisis lines, resources, house rules and disclaimers."""

from bbs.content.catalogue import BoardText, CategoryText, ReadableBy, categories
from bbs.content.crisis import (
    ELSEWHERE,
    STALE_AFTER_DAYS,
    CrisisLine,
    CrisisWay,
    Mark,
    WayKind,
    crisis_lines,
    crisis_lines_for,
    in_words,
    is_stale,
)
from bbs.content.texts import (
    RULES_VERSION,
    TEXT_FILES,
    TEXT_LINES,
    ReservedGroup,
    ResourcePage,
    reserved_groups,
    reserved_handles,
    resource_pages,
    text,
)

__all__ = [
    "ELSEWHERE",
    "RULES_VERSION",
    "STALE_AFTER_DAYS",
    "TEXT_FILES",
    "TEXT_LINES",
    "BoardText",
    "CategoryText",
    "CrisisLine",
    "CrisisWay",
    "Mark",
    "ReadableBy",
    "ReservedGroup",
    "ResourcePage",
    "WayKind",
    "categories",
    "crisis_lines",
    "crisis_lines_for",
    "in_words",
    "is_stale",
    "reserved_groups",
    "reserved_handles",
    "resource_pages",
    "text",
]
