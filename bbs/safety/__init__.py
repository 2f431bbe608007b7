"""Detectors over what a member is about to send, for that member's eyes alone. Pure."""

from bbs.safety.crisis import Level
from bbs.safety.details import Detail, DetailKind
from bbs.safety.notices import Notice, notice

__all__ = ["Detail", "DetailKind", "Level", "Notice", "notice"]
