"""What there is to know without reading a board: help, who one is, crisis lines, resources."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict

from bbs import content
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command
from bbs.errors import NotFound
from bbs.seam import call
from bbs.services import drafts, letters


async def who(caller: Caller, given: Arguments) -> None:
    """Who one is logged in as."""
    actor = caller.visit.actor
    document: dict[str, object] = {"handle": actor.handle, "role": str(actor.role)}
    if not caller.visit.is_member:
        says = "You are a guest: nobody in particular. new@ signs up, a handle logs in."
        await caller.show(document, [says])
        return
    document["unread_letters"] = await call(letters.unread, actor)
    document["drafts"] = await call(drafts.count, actor)
    opens = "open" if caller.visit.key is not None else "sealed until you give your passphrase"
    await caller.show(document, [f"{actor.handle}, {actor.role}. Your letters are {opens}."])


async def crisis(caller: Caller, given: Arguments) -> None:
    """Lines to reach a person now."""
    country = " ".join(given.country)
    if country:
        found: Iterable[content.CrisisLine] = content.crisis_lines_for(country)
    else:
        found = (line for line in content.crisis_lines() if line.is_on)
    shown = tuple(found)
    lines = [content.text("crisis-intro")] if not country else []
    if country and all(line.country == content.ELSEWHERE for line in shown):
        lines.append("Our list has no checked line for that country yet.")
    today = caller.visit.now.date()
    for line in shown:
        lines.append(f"{line.country}: {line.name}: {content.said(line, today)}")
    if country:
        lines.append(
            "In danger now: your local emergency number. Nobody here can locate you or send help."
        )
    documents = [
        {
            "country": line.country,
            "name": line.name,
            "ways": [asdict(way) for way in line.ways],
            "hours": line.hours,
            "checked_on": line.checked_on,
        }
        for line in shown
    ]
    await caller.show({"lines": documents}, lines)


async def resources(caller: Caller, given: Arguments) -> None:
    """The information pages, or one of them."""
    pages = content.resource_pages()
    if not given.page:
        lines = [f"{len(pages)} pages. For information only: nothing here replaces a doctor."]
        for number, page in enumerate(pages, 1):
            name = f"{number}." if caller.is_talking else f"{page.slug}:"
            lines.append(f"{name} {page.title}. {page.summary}")
        caller.choices = [f"resources {page.slug}" for page in pages]
        listed = [
            {"page": page.slug, "title": page.title, "summary": page.summary} for page in pages
        ]
        await caller.show({"pages": listed}, lines)
        return
    wanted = next((page for page in pages if page.slug == given.page), None)
    if wanted is None:
        raise NotFound("There is no such page. `resources` alone lists them.")
    ends = (f"Sources: {wanted.sources}", f"Reviewed: {wanted.reviewed}")
    document = {
        "page": wanted.slug,
        "title": wanted.title,
        "body": wanted.body,
        "sources": wanted.sources,
        "reviewed": wanted.reviewed,
    }
    words = f"{wanted.title}. {len(wanted.body.split()):,} words."
    await caller.show(document, (words, "", wanted.body, "", *ends))


def _country(parser: ArgumentParser) -> None:
    parser.add_argument("country", metavar="COUNTRY", nargs="*", help="a name or a code")


def _page(parser: ArgumentParser) -> None:
    parser.add_argument("page", metavar="PAGE", nargs="?", help="its short name")


COMMANDS = (
    Command("whoami", "say who you are here", who),
    Command("crisis", "lines to reach a person now", crisis, _country),
    Command("resources", "information on health, and whom to ask", resources, _page),
)
