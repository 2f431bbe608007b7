"""The library: pages of information by group, as shipped and as a sysop edited them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from bbs.content._files import read_text, read_toml
from bbs.content.folding import ITEM, PLAIN_WIDTH, folded
from bbs.content.texts import text
from bbs.errors import Invalid

_HEADING: Final = "# "
_SOURCES: Final = "Sources:"
_WRITTEN: Final = "Written: "


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; the first has no heading where the page begins without one."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """One page of information; `written_on` is a day, "2026-11-25".

    A page that is not `is_on` is kept, and not shown.
    """

    slug: str
    group: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    written_on: str
    is_on: bool = True


def resource_page(slug: str, group: str, summary: str, source: str) -> ResourcePage:
    """Take the source of a page apart: this is how one is shipped, and how one is edited.

    Title; blank line; paragraphs and list items ("- "), each in one line, and headings ("# ");
    "Sources:" with an item for each; "Written: YYYY-MM-DD". Raises `Invalid` where a part lacks.
    """
    title, _, rest = source.strip("\n").partition("\n")
    body, found, end = rest.rpartition(f"\n{_SOURCES}\n")
    if not title.strip() or title.startswith((_HEADING, ITEM)):
        raise Invalid("The first line is the page's title.", field="body")
    *sources, written = end.split("\n")
    items = tuple(line.removeprefix(ITEM).strip() for line in sources if line.startswith(ITEM))
    if not found or not items or len(items) != len(sources):
        raise Invalid(f'It must end with "{_SOURCES}", and a line for each: "- ...".', field="body")
    if not written.startswith(_WRITTEN) or not _is_day(written.removeprefix(_WRITTEN)):
        raise Invalid(f'Its last line must be the day: "{_WRITTEN}YYYY-MM-DD".', field="body")
    sections = tuple(_sections(body.strip("\n").split("\n")))
    if not sections:
        raise Invalid("There is nothing between its title and its sources.", field="body")
    return ResourcePage(
        slug=slug,
        group=group,
        title=title.strip(),
        summary=summary,
        sections=sections,
        sources=items,
        written_on=written.removeprefix(_WRITTEN),
    )


def _is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _sections(lines: Iterable[str]) -> Iterator[Section]:
    heading, kept = "", list[str]()
    for line in (*lines, _HEADING):
        if not line.startswith(_HEADING):
            kept.append(line)
            continue
        words = "\n".join(kept).strip("\n")
        if heading or words:
            yield Section(heading, words)
        heading, kept = line.removeprefix(_HEADING).strip(), []


def resource_source(slug: str) -> str:
    """The source of a shipped page, for a sysop who edits it; KeyError for any other slug."""
    if all(page.slug != slug for page in _shipped()):
        raise KeyError(slug)
    return read_text(f"resources/{slug}.txt")


@cache
def _shipped() -> tuple[ResourcePage, ...]:
    return tuple(
        resource_page(
            entry["slug"],
            group["name"],
            entry["summary"],
            read_text(f"resources/{entry['slug']}.txt"),
        )
        for group in read_toml("resources/index.toml")["group"]
        for entry in group["pages"]
    )


def resource_pages(edited: Iterable[ResourcePage] = ()) -> tuple[ResourcePage, ...]:
    """The pages to show, group by group.

    An edited page takes the place of the shipped one with its slug, or comes last in its group.
    """
    shipped = _shipped()
    pages = {page.slug: page for page in (*shipped, *edited)}
    groups = dict.fromkeys(page.group for page in pages.values())
    return tuple(
        page for group in groups for page in pages.values() if page.group == group and page.is_on
    )


def resources_for(
    words: str, pages: Iterable[ResourcePage] | None = None
) -> tuple[ResourcePage, ...]:
    """The page of that slug or title alone, or else all whose title or summary has the words."""
    among = resource_pages() if pages is None else tuple(pages)
    wanted = words.casefold().replace("-", " ").split()
    for page in among:
        names = (page.slug.replace("-", " "), page.title.casefold().replace("-", " "))
        if wanted in [name.split() for name in names]:
            return (page,)
    told = ((page, f"{page.slug} {page.title} {page.summary}".casefold()) for page in among)
    return tuple(page for page, says in told if wanted and all(word in says for word in wanted))


def resource_lines(page: ResourcePage, width: int = PLAIN_WIDTH) -> tuple[str, ...]:
    """A page as plain lines of at most `width` characters, longer words left whole."""
    parts = [page.title]
    for section in page.sections:
        parts += ["", *((section.heading, "") if section.heading else ()), section.text]
    parts += ["", _SOURCES, *(f"{ITEM}{source}" for source in page.sources)]
    parts += ["", *resource_foot(page)]
    return tuple(line for part in parts for line in folded(part, width))


def resource_list_lines(
    pages: Iterable[ResourcePage] | None = None, width: int = PLAIN_WIDTH
) -> tuple[str, ...]:
    """The list of pages as plain lines: groups, and in each "slug: what it is about"."""
    lines, group = list[str](), ""
    for page in resource_pages() if pages is None else pages:
        if page.group != group:
            group = page.group
            lines += [*([""] if lines else []), *folded(group, width)]
        lines += folded(f"{ITEM}{page.slug}: {page.summary}", width)
    return tuple(lines)


def resource_foot(page: ResourcePage) -> tuple[str, str]:
    """What stands under every page: its day, and what it is not."""
    return f"Written on {page.written_on}.", text("resource_foot")
