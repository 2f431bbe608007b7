"""The crisis lines: what is shipped, whom to show for a country, and what has grown old."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal

from bbs.content._files import read_toml

WayKind = Literal["call", "text", "chat", "email", "letter", "web"]
Mark = Literal["A", "B", "C"]

STALE_AFTER_DAYS: Final = 180
ELSEWHERE: Final = "elsewhere"

# What people type for a country whose name or code in the list is another.
_ALSO_KNOWN_AS: Final = {
    "uk": "GB",
    "great britain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "america": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "korea": "KR",
    "aotearoa": "NZ",
}


@dataclass(frozen=True, slots=True)
class CrisisWay:
    """One way to reach a line; `number` is empty where only the way itself is known."""

    way: WayKind
    number: str


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A line, or the part of one that a single source vouches for."""

    country: str
    code: str
    name: str
    languages: str
    note: str
    ways: tuple[CrisisWay, ...]
    hours: str
    mark: Mark
    source: str
    checked_on: str
    is_on: bool


@cache
def crisis_lines() -> tuple[CrisisLine, ...]:
    """Every shipped entry in its order, those that are switched off too."""
    return tuple(
        CrisisLine(
            country=line["country"],
            code=line["code"],
            name=line["name"],
            languages=line.get("languages", ""),
            note=line.get("note", ""),
            ways=tuple(CrisisWay(way["way"], way["number"]) for way in line["ways"]),
            hours=line["hours"],
            mark=line["mark"],
            source=line["source"],
            checked_on=line["checked_on"],
            is_on=line["is_on"],
        )
        for line in read_toml("crisis.toml")["line"]
    )


def crisis_lines_for(
    country_or_code: str, lines: Iterable[CrisisLine] | None = None
) -> tuple[CrisisLine, ...]:
    """The lines to show for a country's code, name or beginning of a name, else "elsewhere".

    `lines` is the sysop's list; without it the shipped one is searched.
    """
    shown = [line for line in (crisis_lines() if lines is None else lines) if line.is_on]
    wanted = " ".join(country_or_code.casefold().split())
    wanted = _ALSO_KNOWN_AS.get(wanted, wanted).casefold()
    if wanted:
        # A whole code or name wins, so that "ch" is Switzerland alone.
        exact = tuple(x for x in shown if wanted in (x.code.casefold(), x.country.casefold()))
        found = exact or tuple(x for x in shown if x.country.casefold().startswith(wanted))
        if found:
            return found
    return tuple(line for line in shown if line.country == ELSEWHERE)


def in_words(way: CrisisWay) -> str:
    """A way as people read it: "call 988", "chat: 988lifeline.org", or just "chat"."""
    if not way.number:
        return way.way
    return f"{way.way} {way.number}" if way.way in ("call", "text") else f"{way.way}: {way.number}"


def said(line: CrisisLine, today: date) -> str:
    """The ways of a line, its hours, and when it was checked, in one sentence."""
    ways = ", ".join([*map(in_words, line.ways), *([line.hours] if line.hours else [])])
    return f"{ways} ({checked(line, today)})"


def checked(line: CrisisLine, today: date) -> str:
    """When a line was checked, with a warning where that is long ago."""
    if line.checked_on == "unknown":
        return "not known when it was checked: it may have changed"
    if is_stale(line.checked_on, today):
        return f"checked {line.checked_on}, over 180 days ago: it may have changed"
    return f"checked {line.checked_on}"


def is_stale(checked_on: str, today: date) -> bool:
    """Whether a line was last checked over 180 days ago, or nobody knows when.

    A year or a month counts as its last day.
    """
    try:
        first, last = _period(checked_on.strip())
    except ValueError:
        return True
    # A day that is yet to come cannot be the day of a check.
    return first > today or (today - last).days > STALE_AFTER_DAYS


def _period(checked_on: str) -> tuple[date, date]:
    """The first and the last day of "2025", "2023-11" or "2023-11-30"."""
    parts = checked_on.split("-")
    if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        raise ValueError(checked_on)
    year, *rest = (int(part) for part in parts)
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 1:
        first = date(year, rest[0], 1)
        return first, first.replace(day=monthrange(year, rest[0])[1])
    return (day := date(year, rest[0], rest[1])), day
