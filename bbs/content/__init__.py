"""Shipped texts: the board catalogue, crisis lines, resources, house rules and disclaimers."""

from bbs.content.cards import card_words
from bbs.content.catalogue import BoardText, CategoryText, ReadableBy, categories
from bbs.content.crisis import (
    ELSEWHERE,
    STALE_AFTER_DAYS,
    CrisisLine,
    CrisisWay,
    Mark,
    WayKind,
    country_like,
    crisis_lines,
    crisis_lines_for,
    has_crisis_lines,
    in_words,
    is_stale,
)
from bbs.content.crisispage import (
    NO_LINE,
    checked_in_words,
    crisis_page,
    crisis_rows,
    ways_in_words,
)
from bbs.content.library import (
    ResourcePage,
    Section,
    resource_foot,
    resource_lines,
    resource_list_lines,
    resource_page,
    resource_pages,
    resource_source,
    resources_for,
)
from bbs.content.patterns import safety_patterns, safety_weights
from bbs.content.pseudonyms import pseudonym_words
from bbs.content.suggesting import suggested
from bbs.content.texts import (
    RULES_VERSION,
    TEXT_FILES,
    TEXT_LINES,
    ReservedGroup,
    reserved_groups,
    reserved_handles,
    text,
)

__all__ = [
    "ELSEWHERE",
    "NO_LINE",
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
    "Section",
    "WayKind",
    "card_words",
    "categories",
    "checked_in_words",
    "country_like",
    "crisis_lines",
    "crisis_lines_for",
    "crisis_page",
    "crisis_rows",
    "has_crisis_lines",
    "in_words",
    "is_stale",
    "pseudonym_words",
    "reserved_groups",
    "reserved_handles",
    "resource_foot",
    "resource_lines",
    "resource_list_lines",
    "resource_page",
    "resource_pages",
    "resource_source",
    "resources_for",
    "safety_patterns",
    "safety_weights",
    "suggested",
    "text",
    "ways_in_words",
]
