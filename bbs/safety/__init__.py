"""Detectors over what a member is about to send, for that member's eyes alone. Pure."""

from bbs.safety.card import (
    CHANGE,
    CRISIS,
    SEND,
    Card,
    card,
    for_oneself,
    line_after,
    matters,
    question,
)
from bbs.safety.crisis import Level
from bbs.safety.details import Detail, DetailKind
from bbs.safety.notices import Notice, notice

__all__ = [
    "CHANGE",
    "CRISIS",
    "SEND",
    "Card",
    "Detail",
    "DetailKind",
    "Level",
    "Notice",
    "card",
    "for_oneself",
    "line_after",
    "matters",
    "notice",
    "question",
]
