"""The check-in of a day, asked step by step in a talk; and the weeks in words."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from bbs import moods
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.commands.writing import say_after, write
from bbs.errors import Locked
from bbs.policy import Action, require
from bbs.seam import call
from bbs.services import checkins
from bbs.views import CheckInView, MoodView, TodayView

_HEAVY = (
    "These were hard days. Thank you for looking at them all the same. People on the crisis lines "
    "listen, also when it is no emergency: crisis COUNTRY. resources has pages on hard times."
)


async def run(caller: Caller, given: Arguments) -> None:
    """Check in, tell what is there, or throw it away."""
    if given.what == "delete":
        await _delete(caller, given)
    elif given.what == "note":
        await _write_note(caller, given)
    elif given.what or given.did or given.spoken:
        await _check_in(caller, given)
    elif caller.is_talking and not caller.is_json:
        await _ask(caller, given)
    else:
        await _tell(caller, await _look(caller, given.day))


async def _look(caller: Caller, day: date | None) -> TodayView:
    visit = caller.visit
    require(visit.actor, Action.READ_JOURNAL)
    return await call(checkins.today, visit.actor, await caller.key(), day=day, now=visit.now)


async def _check_in(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    require(visit.actor, Action.KEEP_JOURNAL)
    note = "" if caller.is_talking else await caller.piped_text()
    did = None if given.did is None else [" ".join(words) for words in given.did]
    found = await _keep(
        caller,
        mood=int(given.what) if given.what else None,
        done=did,
        note=note if note.strip() else None,
        spoken=" ".join(given.spoken) if given.spoken else None,
        day=given.day,
    )
    await _tell(caller, found, head="Kept.")
    await say_after(caller, note, is_private=True)


async def _keep(caller: Caller, **what: Any) -> TodayView:
    """Check in; where there is a check-in already that is to be changed, the key is asked for."""
    visit = caller.visit
    try:
        return await call(checkins.check_in, visit.actor, visit.key, now=visit.now, **what)
    except Locked:
        key = await caller.key()
        return await call(checkins.check_in, visit.actor, key, now=visit.now, **what)


async def _tell(caller: Caller, found: TodayView, *, head: str = "") -> None:
    lines = [head] if head else []
    if found.checkin is None:
        lines.append("There is no check-in for this day yet. checkin 4 makes one, from 1 to 5.")
    else:
        lines += moods.told(found.checkin)
    if found.is_heavy:
        lines.append(_HEAVY)
    document = {
        "day": found.day.isoformat(),
        "is_done": found.checkin is not None,
        "is_heavy": found.is_heavy,
        "checkin": None if found.checkin is None else _as_json(found.checkin),
    }
    await caller.show(document, lines)


def _as_json(checkin: CheckInView) -> dict[str, Any]:
    return {
        "day": checkin.day.isoformat(),
        "mood": checkin.mood,
        "done": list(checkin.done),
        "note": checkin.note,
        "spoken": checkin.spoken,
    }


async def _ask(caller: Caller, given: Arguments) -> None:
    """Step by step; each answer is kept when it is given, and Enter alone passes on."""
    found = await _look(caller, given.day)
    if found.checkin is not None:
        await caller.say(*moods.told(found.checkin))
        if not await caller.agreed("Change it?"):
            return
    require(caller.visit.actor, Action.KEEP_JOURNAL)
    day = found.day
    mood = await _asked_mood(caller, is_new=found.checkin is None)
    if mood is not None:
        found = await _keep(caller, mood=mood, day=day)
    if found.checkin is None:
        await caller.say("No check-in, then. It is there whenever you like.")
        return
    await _ask_done(caller, day)
    note = await caller.ask("A note in one line, or Enter alone (checkin note takes more): ")
    if note.strip():
        found = await _keep(caller, note=note, day=day)
    if found.asks_whom:
        spoken = await caller.ask(f"{moods.ASKED} Enter alone passes on: ")
        if spoken.strip():
            found = await _keep(caller, spoken=spoken, day=day)
    await _tell(caller, await _look(caller, day), head="Kept. Only you can read it.")
    await say_after(caller, note, is_private=True)


async def _asked_mood(caller: Caller, *, is_new: bool) -> int | None:
    scale = ", ".join(f"{mood} {words}" for mood, words in moods.LABELS.items())
    while True:
        typed = (await caller.ask(f"How is today? {scale}: ")).strip()
        if not typed:
            return None
        if typed in ("1", "2", "3", "4", "5"):
            return int(typed)
        await caller.say(
            "A number from 1 to 5, please; Enter alone leaves it "
            + ("out." if is_new else "as it is.")
        )


async def _ask_done(caller: Caller, day: date) -> None:
    done: list[str] = []
    for at in range(1, checkins.MOST_DONE + 1):
        typed = await caller.ask(f"A thing that you did, {at} of up to 3, or Enter alone: ")
        if not typed.strip():
            return
        done.append(typed)
        await _keep(caller, done=done, day=day)


async def _write_note(caller: Caller, given: Arguments) -> None:
    found = await _look(caller, given.day)
    require(caller.visit.actor, Action.KEEP_JOURNAL)
    if found.checkin is None:
        raise Usage("First the mood: checkin and a number from 1 to 5")

    async def send(title: str, body: str, token: str, warning: str) -> None:
        await _tell(caller, await _keep(caller, note=body, day=found.day), head="Kept.")

    await write(
        caller, "note", found.day.isoformat(), send, body=found.checkin.note, is_private=True
    )


async def _delete(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    day = given.day or checkins.day_at(visit.now)
    if not await caller.agreed(f"Throw the check-in of {moods.short(day)} away, for good?"):
        await caller.say("It stays.")
        return
    await call(checkins.delete, visit.actor, day)
    await caller.done(f"The check-in of {moods.short(day)} is thrown away.", day=day.isoformat())


async def mood(caller: Caller, given: Arguments) -> None:
    """The weeks in words, and what goes with better days."""
    visit = caller.visit
    require(visit.actor, Action.READ_JOURNAL)
    key = await caller.key()
    found = await call(checkins.mood, visit.actor, key, weeks=given.weeks, now=visit.now)
    await caller.show(_mood_as_json(found), _mood_said(found, has_days=given.days))


def _mood_said(found: MoodView, *, has_days: bool) -> list[str]:
    lines = [f"{counted(len(found.days), 'check-in')} in {counted(len(found.weeks), 'week')}."]
    if not found.days:
        return lines
    lines += [f"Week of {moods.in_words(week)}." for week in reversed(found.weeks)]
    if found.together:
        lines += [f"{moods.together_in_words(each)}." for each in found.together]
    lines.append(moods.GOES_WITH if found.together else moods.TOO_LITTLE)
    if has_days:
        for each in found.days:
            lines += ["", *moods.told(each)]
    return lines


def _mood_as_json(found: MoodView) -> dict[str, Any]:
    return {
        "weeks": [
            {"begins": week.begins.isoformat(), "moods": list(week.moods), "average": week.average}
            for week in found.weeks
        ],
        "goes_with_better_days": [
            {
                "what": each.what,
                "days_with": each.days_with,
                "days_without": each.days_without,
                "mood_with": each.mood_with,
                "mood_without": each.mood_without,
            }
            for each in found.together
        ],
        "days": [_as_json(each) for each in found.days],
    }


def a_day(raw: str) -> date:
    """An argument that is a day, as YYYY-MM-DD."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ArgumentTypeError(f"{raw[:40]!r} is no day: days are written 2026-05-04") from None


def _checkin(parser: ArgumentParser) -> None:
    what = (*(str(mood) for mood in moods.LABELS), "note", "delete")
    parser.add_argument("what", nargs="?", choices=what, metavar="MOOD|note|delete")
    parser.add_argument("--did", metavar="WORDS", nargs="+", action="append")
    parser.add_argument("--spoken", metavar="WORDS", nargs="+")
    parser.add_argument("--day", metavar="DAY", type=a_day)


def _weeks(parser: ArgumentParser) -> None:
    parser.add_argument("--weeks", metavar="N", type=number("week"), default=12)
    parser.add_argument("--days", action="store_true", help="each day with its note, too")


COMMANDS = (
    Command(
        "checkin", "check in for today, or tell today's check-in", run, _checkin,
        "MOOD is from 1, very hard, to 5, very good; up to three --did; a note comes from "
        "standard input. DAY is one of the seven before, as 2026-05-04. In a talk it asks.",
        "checkin [MOOD [--did WORDS]... [--spoken WORDS] | note | delete] [--day DAY]",
    ),
    Command("mood", "tell your weeks, and what goes with better days", mood, _weeks,
            f"Up to {checkins.MOST_WEEKS} weeks."),
)  # fmt: skip
