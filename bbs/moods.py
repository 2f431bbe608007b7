"""Moods from 1 to 5: their names, their weeks, and what goes with better days. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bbs.views import CheckInView, CounterView, TogetherView, WeekView

LABELS = {1: "very hard", 2: "hard", 3: "so-so", 4: "good", 5: "very good"}
LOW = 2
HEAVY_DAYS = 3
"""So many check-ins one after the other, all of them low, are told kindly."""
_HEAVY_SPAN = 5
ASK_EVERY = 7
"""Days between two answers to whom one has spoken with."""
FEWEST = 5
"""Days with a thing done, and days without it, below which nothing is said of it."""
BETTER = 0.3
"""By how much the mood must be higher, on average; less is told as nothing."""
MOST_TOGETHER = 8
WEEK = 7

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def weeks(moods: Mapping[date, int], last: date, count: int) -> tuple[WeekView, ...]:
    """`count` weeks up to the one in which `last` lies, the oldest first."""
    monday = last - timedelta(days=last.weekday())
    begins = [monday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    return tuple(
        WeekView(first, tuple(moods.get(first + timedelta(days=at)) for at in range(WEEK)))
        for first in begins
    )


def is_heavy(checkins: Sequence[CheckInView], today: date) -> bool:
    """Whether the last three check-ins, of the last five days, were all low.

    Who has a hard time may leave a day out: that makes it no lighter.
    """
    newest = sorted(checkins, key=lambda each: each.day)[-HEAVY_DAYS:]
    return (
        len(newest) == HEAVY_DAYS
        and all(each.mood <= LOW for each in newest)
        and (today - newest[0].day).days < _HEAVY_SPAN
    )


def asks_whom(checkins: Iterable[CheckInView], today: date) -> bool:
    """Whether it is a week since somebody was named, leaving today's answer out."""
    days = [each.day for each in checkins if each.spoken and each.day != today]
    return all((today - day).days >= ASK_EVERY for day in days)


def together(checkins: Sequence[CheckInView]) -> tuple[TogetherView, ...]:
    """What was done on days with a better mood, the biggest difference first.

    Only what was done on five days at least and left on five at least; each is an average beside
    another, and no more: it doesn't say what comes of what.
    """
    done = [({each.casefold() for each in checkin.done}, checkin.mood) for checkin in checkins]
    names: dict[str, Counter[str]] = {}
    for checkin in checkins:
        for each in checkin.done:
            names.setdefault(each.casefold(), Counter())[each] += 1
    found = []
    for thing, spellings in names.items():
        with_it = [mood for things, mood in done if thing in things]
        without = [mood for things, mood in done if thing not in things]
        if min(len(with_it), len(without)) < FEWEST:
            continue
        averages = sum(with_it) / len(with_it), sum(without) / len(without)
        if averages[0] - averages[1] >= BETTER:
            name = spellings.most_common(1)[0][0]
            found.append(TogetherView(name, len(with_it), len(without), *averages))
    found.sort(key=lambda each: each.mood_without - each.mood_with)
    return tuple(found[:MOST_TOGETHER])


def plot(shown: Sequence[WeekView], *, cell: int) -> list[str]:
    """The weeks' averages as columns of `cell` characters, from 5 down to 1, and the first days.

    Block characters in eighths; a week without a check-in has a dot.
    """
    lines = []
    for level in range(5, 0, -1):
        columns = "".join(_block(week.average, level).ljust(cell) for week in shown)
        lines.append(f"{level} {columns}".rstrip())
    return [*lines, _scale(shown, cell)]


def _block(average: float | None, level: int) -> str:
    if average is None:
        return "." if level == 1 else " "
    return _EIGHTHS[max(0, min(8, round((average - level + 1) * 8)))]


def _scale(shown: Sequence[WeekView], cell: int) -> str:
    """The first day of a week under its column, as often as there is room."""
    line = "  "
    for at, week in enumerate(shown):
        place, words = 2 + at * cell, short(week.begins)
        if len(line) <= place and place + len(words) <= 2 + len(shown) * cell + len(words) - cell:
            line = line.ljust(place) + words + " "
    return line.rstrip()


def short(day: date) -> str:
    """`4 May`."""
    return f"{day.day} {day:%b}"


def in_words(week: WeekView) -> str:
    """`4 May: 5 check-ins, 3.4 on average, from 2 to 5`."""
    known = [mood for mood in week.moods if mood is not None]
    if not known:
        return f"{short(week.begins)}: no check-in"
    if len(known) == 1:
        return f"{short(week.begins)}: 1 check-in, {known[0]}"
    low, high = min(known), max(known)
    spread = f"from {low} to {high}" if low != high else f"each {low}"
    average = sum(known) / len(known)
    return f"{short(week.begins)}: {len(known)} check-ins, {average:.1f} on average, {spread}"


def together_in_words(each: TogetherView) -> str:
    """`walk: 3.9 on average on 12 days with it, 3.1 on 20 days without`."""
    return (
        f"{each.what}: {each.mood_with:.1f} on average on {each.days_with} days with it, "
        f"{each.mood_without:.1f} on {each.days_without} days without"
    )


def told(checkin: CheckInView) -> list[str]:
    """A check-in in lines: mood, what was done, whom one has spoken with; the note last."""
    lines = [f"{short(checkin.day)}: {checkin.mood}, {LABELS[checkin.mood]}."]
    if checkin.done:
        lines.append(f"Done: {', '.join(checkin.done)}.")
    if checkin.spoken:
        lines.append(f"Spoken with: {checkin.spoken}")
    return lines + ([checkin.note] if checkin.note else [])


GOES_WITH = (
    "These go with better days here. It is no cause and no advice: a better day may as well be why "
    "there was room for it."
)
TOO_LITTLE = (
    "Nothing can be said yet of what goes with better days: it takes five days with a thing done "
    "and five without, and a difference that is more than chance shows easily."
)
ASKED = "Whom have you spoken with this week?"
HEAVY = (
    "The last days were hard ones. Thank you for looking at them all the same. You need not "
    "be alone with it: people on the crisis lines listen, also when it is no emergency, and the "
    "pages on hard times may have a word for today."
)
KEPT = "To begin anew takes nothing away: the best run and all days stay."


def counted(counter: CounterView) -> str:
    """`Day 15, since 4 May 2026. Best run 34 days, 60 days in all.`"""
    began = f"{counter.began.day} {counter.began:%B %Y}"
    words = f"Day {counter.day:,}, since {began}."
    if counter.times:
        words += f" Best run {_days(counter.best)}, {_days(counter.total)} in all."
    return words


def set_back(counter: CounterView) -> str:
    """What is said when a counter begins anew: never a reproach."""
    words = "Day 1 again. It takes courage to write that down."
    if counter.total:
        words += f" All that was before stays: {_days(counter.total)}, and a best run of"
        words += f" {_days(counter.best)}."
    return words


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"
