"""What there is to know without reading a board: help, who one is, crisis lines, resources."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict

from bbs import content
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command
from bbs.errors import NotFound
from bbs.seam import call
from bbs.services import home
from bbs.services.boards import COUNT_LIMIT
from bbs.views import HomeView


async def who(caller: Caller, given: Arguments) -> None:
    """Who one is logged in as."""
    actor = caller.visit.actor
    document: dict[str, object] = {"handle": actor.handle, "role": str(actor.role)}
    if not caller.visit.is_member:
        says = "You are a guest: nobody in particular. new@ signs up, a handle logs in."
        await caller.show(document, [says])
        return
    glance = await call(home.glance, actor, now=caller.visit.now)
    document["unread_threads"] = sum(board.unread for board in glance.boards)
    for name in ("unread_letters", "drafts", "answers", "hugs", "friend_requests", "waiting"):
        document[name] = getattr(glance, name)
    opens = "open" if caller.visit.key is not None else "sealed until you give your passphrase"
    lines = [f"{actor.handle}, {actor.role}. Your letters are {opens}."]
    if waits := what_waits(glance):
        lines.append(f"{waits}.")
    await caller.show(document, lines)


def what_waits(glance: HomeView) -> str:
    """What home has to tell, in one line of words; "" where one hasn't begun yet."""
    waits = []
    if not glance.is_new:
        unread = sum(board.unread for board in glance.boards)
        waits.append(counted(unread, "unread thread"))
    if glance.unread_letters:
        waits.append(counted(glance.unread_letters, "letter"))
    if glance.drafts:
        waits.append(counted(glance.drafts, "draft"))
    if glance.answers:
        waits.append(f"{_few(glance.answers)} answer{'' if glance.answers == 1 else 's'}")
    if glance.hugs:
        waits.append(f"{_few(glance.hugs)} hug{'' if glance.hugs == 1 else 's'}")
    if glance.friend_requests:
        waits.append(counted(glance.friend_requests, "friend request"))
    if glance.waiting:
        waits.append(f"{_few(glance.waiting)} unanswered")
    if glance.has_checked_in:
        waits.append("checked in")
    return ", ".join(waits)


def _few(number: int) -> str:
    return f"{COUNT_LIMIT - 1}+" if number >= COUNT_LIMIT else str(number)


async def crisis(caller: Caller, given: Arguments) -> None:
    """Lines to reach a person now: a country's, or which countries there are."""
    country, today = " ".join(given.country), caller.visit.now.date()
    shown = content.crisis_lines_for(country) if country else content.crisis_lines()
    rows = content.crisis_rows(line for line in shown if line.is_on)
    if caller.is_talking and not caller.is_json:
        await caller.say_crisis_lines(country)
    else:
        await caller.show({"lines": list(rows)}, [content.crisis_page(country, today)])


async def resources(caller: Caller, given: Arguments) -> None:
    """The information pages, or one of them."""
    words = caller.picked(" ".join(given.page), "resources")
    found = content.resources_for(words) if words else content.resource_pages()
    if not found:
        raise NotFound("There is no such page. `resources` alone lists them.")
    if words and len(found) == 1:
        await _page(caller, found[0])
        return
    head = f"{len(found)} pages. For information only: nothing here replaces a doctor."
    caller.choices = [f"resources {page.slug}" for page in found]
    if caller.is_talking:
        lines = [f"{at}. {page.title}. {page.summary}" for at, page in enumerate(found, 1)]
    else:
        lines = list(content.resource_list_lines(found))
    listed = [
        {"page": page.slug, "group": page.group, "title": page.title, "summary": page.summary}
        for page in found
    ]
    await caller.show({"pages": listed}, [head, *lines])


async def _page(caller: Caller, page: content.ResourcePage) -> None:
    sections = [asdict(section) for section in page.sections]
    document = {
        "page": page.slug,
        "title": page.title,
        "sections": sections,
        "sources": list(page.sources),
        "written_on": page.written_on,
    }
    words = sum(len(section.text.split()) for section in page.sections)
    lines = content.resource_lines(page, caller.width)
    if caller.is_talking:
        # A sign before a line is read aloud.
        lines = (f"{words} words.", *(line.removeprefix("- ") for line in lines))
    await caller.show(document, lines)


def _country(parser: ArgumentParser) -> None:
    parser.add_argument("country", metavar="COUNTRY", nargs="*", help="a name or a code")


def _one_page(parser: ArgumentParser) -> None:
    parser.add_argument("page", metavar="PAGE", nargs="*", help="its short name, or words of it")


COMMANDS = (
    Command("whoami", "say who you are here", who),
    Command("crisis", "lines to reach a person now", crisis, _country),
    Command("resources", "information on health, and whom to ask", resources, _one_page),
)
