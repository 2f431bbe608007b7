"""The crisis lines: what is shipped, whom to show for a country, and what has grown old."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal
from unicodedata import combining, normalize

from bbs.content._files import read_toml

WayKind = Literal["call", "text", "chat", "email", "letter", "web"]
Mark = Literal["A", "B", "C"]

STALE_AFTER_DAYS: Final = 180
ELSEWHERE: Final = "elsewhere"


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

    Names are also those of its own language, and the common ones: "UK", "England", "Deutschland".

    `lines` is the sysop's list; without it the shipped one is searched.
    """
    shown = [line for line in (crisis_lines() if lines is None else lines) if line.is_on]
    wanted = _bare(country_or_code)
    if wanted:
        # A whole code or name wins, so that "ch" is Switzerland alone; then other whole names.
        codes = {_bare(code) for name, code in _also_known_as() if name == wanted}
        exact = _of(shown, {wanted}) or _of(shown, codes)
        found = exact or _beginning_with(shown, wanted)
        if found:
            return found
    return tuple(line for line in shown if line.country == ELSEWHERE)


def has_crisis_lines(country_or_code: str) -> bool:
    """Whether there are lines of this very country, by its whole name or code."""
    wanted = _bare(country_or_code)
    codes = {_bare(code) for name, code in _also_known_as() if name == wanted}
    shown = [line for line in crisis_lines() if line.is_on]
    return bool(_of(shown, {wanted}) or _of(shown, codes))


def _bare(name: str) -> str:
    """A name as it is compared: without accents, full stops, capitals and a "the" before it."""
    letters = (x for x in normalize("NFD", name.casefold()) if x != "." and not combining(x))
    return " ".join("".join(letters).split()).removeprefix("the ")


@cache
def _also_known_as() -> tuple[tuple[str, str], ...]:
    """What people type for a country whose name in the list is another, and its code."""
    names = read_toml("crisis.toml")["also_known_as"]
    return tuple((_bare(name), code) for code, known_as in names.items() for name in known_as)


def _of(lines: Iterable[CrisisLine], names: set[str]) -> tuple[CrisisLine, ...]:
    return tuple(x for x in lines if not names.isdisjoint((_bare(x.code), _bare(x.country))))


def _beginning_with(lines: Iterable[CrisisLine], wanted: str) -> tuple[CrisisLine, ...]:
    codes = {code for name, code in _also_known_as() if name.startswith(wanted)}
    return tuple(x for x in lines if _bare(x.country).startswith(wanted) or x.code in codes)


def in_words(way: CrisisWay) -> str:
    """A way as people read it: "call 988", "chat: 988lifeline.org", or just "chat"."""
    if not way.number:
        return way.way
    return f"{way.way} {way.number}" if way.way in ("call", "text") else f"{way.way}: {way.number}"


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
