"""The crisis lines in words: the same in every face, and as a page in under 600 bytes."""

from collections.abc import Iterable
from datetime import date

from bbs.content.crisis import (
    ELSEWHERE,
    CrisisLine,
    crisis_lines,
    crisis_lines_for,
    in_words,
    is_stale,
)
from bbs.content.folding import ITEM, PLAIN_WIDTH, UNBROKEN, folded
from bbs.content.texts import text

NO_LINE = "Our list has no checked line for that country yet."


def ways_in_words(line: CrisisLine) -> tuple[str, ...]:
    """Each way to reach it, and what the source says besides: "call 988", "text 988", "24/7"."""
    about = (*map(in_words, line.ways), line.hours, line.languages, line.note)
    return tuple(part for part in about if part)


def checked_in_words(line: CrisisLine, today: date) -> str:
    """When it was checked, with a warning where that is long ago or not known."""
    if line.checked_on == "unknown":
        return "not known when it was checked: it may have changed"
    if is_stale(line.checked_on, today):
        return f"checked {line.checked_on}, over 180 days ago: it may have changed"
    return f"checked {line.checked_on}"


def crisis_page(
    country: str,
    today: date,
    lines: Iterable[CrisisLine] | None = None,
    *,
    width: int = PLAIN_WIDTH,
    has_foot: bool = True,
) -> str:
    """The plain page: for a country its lines, in under 600 bytes, or without one the countries.

    `lines` is the sysop's list; without it the shipped one is searched. `width` is in characters.
    Without its foot it says nothing of emergencies: whoever shows it has done so.
    """
    among = crisis_lines() if lines is None else tuple(lines)
    found = crisis_lines_for(country, among)
    parts: list[str] = []
    if not country.strip():
        names = dict.fromkeys(x.country for x in among if x.is_on and x.country != ELSEWHERE)
        parts.append(f"By country: {', '.join(names)}.")
    elif all(line.country == ELSEWHERE for line in found):
        parts.append(NO_LINE)
    named = ""
    for line in found:
        if line.country not in (named, ELSEWHERE):
            parts.append(line.country)
        named = line.country
        # A number that is torn in two is read as two numbers.
        ways = ", ".join(part.replace(" ", UNBROKEN) for part in ways_in_words(line))
        parts.append(f"{ITEM}{line.name}: {ways} ({checked_in_words(line, today)})")
    if has_foot:
        parts.append(text("crisis-short"))
    return "\n".join(line for part in parts for line in folded(part, width))


def crisis_rows(lines: Iterable[CrisisLine] | None = None) -> tuple[dict[str, str | bool], ...]:
    """Each way to reach a line as a row of its own, those that are switched off too.

    A mark and a date belong to a way: this is what is listed for programs and for a sysop.
    """
    return tuple(
        {
            "country": line.country,
            "code": line.code,
            "name": line.name,
            "way": way.way,
            "number": way.number,
            "hours": line.hours,
            "languages": line.languages,
            "note": line.note,
            "source": line.source,
            "checked_on": line.checked_on,
            "mark": line.mark,
            "is_on": line.is_on,
        }
        for line in (crisis_lines() if lines is None else lines)
        for way in line.ways
    )
