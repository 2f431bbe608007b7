"""The library of pages: whole, found by what people type, and open to what a sysop edits."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from bbs import content
from bbs.content import ResourcePage
from bbs.errors import Invalid

GROUPS = {
    "Finding help": "mental-health when-to-see-a-doctor seeing-a-therapist "
    "talking-with-clinicians medicines checking-advice using-advice",
    "Hard times": "suicidal-thoughts self-harm helping-in-crisis helpers panic trauma",
    "Body and habits": "sleep pain eating alcohol-and-drugs",
    "Life and people": "grief suicide-loss new-parents offline-ties carers",
    "Work": "work-illness burnout",
    "Safety": "safety-online being-watched",
}
# The bodies' own domains; nothing else may stand as an address.
DOMAINS = {
    "988lifeline.org", "afsp.org", "cdc.gov", "consumer.ftc.gov", "esafety.gov.au", "hhs.gov",
    "hse.gov.uk", "medlineplus.gov", "nccih.nih.gov", "ncsc.gov.uk", "nhs.uk", "nhsinform.scot",
    "nia.nih.gov", "nice.org.uk", "nimh.nih.gov", "ninds.nih.gov", "openssh.com", "osha.gov",
    "ptsd.va.gov", "rethinkingdrinking.niaaa.nih.gov", "samaritans.org", "samhsa.gov",
    "supportaftersuicide.org.uk", "techsafety.org", "who.int",
}  # fmt: skip

PAGES = content.resource_pages()
each_page = pytest.mark.parametrize("page", PAGES, ids=[page.slug for page in PAGES])

SOURCE = """The title

Words before any heading.

# A heading

- an item

Sources:
- NHS: a page. nhs.uk
Written: 2026-11-25
"""


def words_of(page: ResourcePage) -> str:
    """What a page says, without its sources."""
    return "\n".join(f"{section.heading}\n{section.text}" for section in page.sections)


def test_the_library_is_whole_and_in_order() -> None:
    shipped: dict[str, list[str]] = {}
    for page in PAGES:
        shipped.setdefault(page.group, []).append(page.slug)
    assert {group: " ".join(slugs) for group, slugs in shipped.items()} == GROUPS
    assert list(shipped) == list(GROUPS)
    for names in ([p.slug for p in PAGES], [p.title for p in PAGES], [p.summary for p in PAGES]):
        assert len(set(names)) == len(names)


def test_no_page_lies_about_unlisted() -> None:
    folder = files("bbs.content").joinpath("resources")
    kept = {entry.name for entry in folder.iterdir()}
    assert kept == {"index.toml", *(f"{page.slug}.txt" for page in PAGES)}
    listed = tomllib.loads(folder.joinpath("index.toml").read_text(encoding="utf-8"))["group"]
    assert [group["name"] for group in listed] == list(GROUPS)


@each_page
def test_every_page_is_whole(page: ResourcePage) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", page.slug)
    assert 5 <= len(page.title) <= 34, "it stands in a row of 40 columns"
    assert len(f"{page.title}: {page.summary}") <= 74, "both stand in a row of 80"
    assert len(page.summary) >= 30 and not f"{page.title}{page.summary}".endswith(".")
    assert date.fromisoformat(page.written_on) == date(2026, 11, 25)
    assert len(page.sections) >= 2
    assert all(section.text for section in page.sections)
    assert all(section.heading for section in page.sections[1:])
    assert all(len(section.heading) <= 60 for section in page.sections)
    assert 300 <= len(f"{page.title} {words_of(page)}".split()) <= 700


@each_page
def test_every_page_names_its_sources(page: ResourcePage) -> None:
    assert 2 <= len(page.sources) <= 6
    for source in page.sources:
        body, _, domain = source.rpartition(" ")
        assert domain in DOMAINS, source
        assert re.fullmatch(r"[A-Z0-9].*: .+\.", body), source
        assert "http" not in source and "/" not in domain


def test_every_domain_that_is_allowed_is_used() -> None:
    assert {source.rsplit(" ", 1)[1] for page in PAGES for source in page.sources} == DOMAINS


@each_page
def test_paragraphs_are_short(page: ResourcePage) -> None:
    for section in page.sections:
        for line in section.text.split("\n"):
            assert len(line.split()) <= 95, line
            assert not line.startswith((">", "*")) and not re.search(r"\*\S", line), line


@each_page
def test_no_odd_characters(page: ResourcePage) -> None:
    source = content.resource_source(page.slug)
    assert source.isascii() and source.replace("\n", "").isprintable()
    assert "  " not in source and "\t" not in source
    assert all(line == line.strip() for line in source.split("\n"))


@each_page
def test_plain_lines(page: ResourcePage) -> None:
    lines = content.resource_lines(page)
    assert lines[0] == page.title
    assert lines[-2] == "Written on 2026-11-25." or lines[-3] == "Written on 2026-11-25."
    assert all(len(line) <= 72 and line == line.rstrip() for line in lines)
    read = " ".join(" ".join(lines).split())
    assert " ".join(words_of(page).split()) in read
    for source in page.sources:
        assert source in read
    assert content.text("resource_foot") in read
    assert all(len(line) <= 40 for line in content.resource_lines(page, width=40))


def test_a_list_item_is_indented_and_a_heading_stands_alone() -> None:
    page = content.resource_page("s", "G", "what", SOURCE.replace("an item", "word " * 20))
    lines = content.resource_lines(page, width=30)
    assert lines[:5] == ("The title", "", "Words before any heading.", "", "A heading")
    assert lines[5:9] == ("", "- word word word word word", "  word word word word word",
                          "  word word word word word")  # fmt: skip


def test_the_list_as_plain_lines() -> None:
    lines = content.resource_list_lines()
    assert [line for line in lines if line in GROUPS] == list(GROUPS)
    assert [line.split(":")[0] for line in lines if line.startswith("- ")] == [
        f"- {page.slug}" for page in PAGES
    ]
    assert all(len(line) <= 72 for line in lines)
    assert content.resource_list_lines(()) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sleep", ["sleep"]),
        ("SLEEP", ["sleep"]),
        ("after-a-loss-by-suicide", ["suicide-loss"]),
        ("Living with pain", ["pain"]),
        ("new parents", ["new-parents"]),
        ("asbestos", ["work-illness"]),
        ("loss", ["suicide-loss"]),
        ("therapist", ["seeing-a-therapist", "talking-with-clinicians"]),
        ("suicid", ["suicidal-thoughts", "suicide-loss"]),
        ("juggling", []),
        ("", []),
        (" - ", []),
    ],
)
def test_a_page_is_found(words: str, expected: list[str]) -> None:
    assert [page.slug for page in content.resources_for(words)] == expected


def test_every_page_is_found_by_slug_and_title() -> None:
    for page in PAGES:
        assert content.resources_for(page.slug) == (page,)
        assert content.resources_for(page.title.upper()) == (page,)


def test_an_edited_page_takes_the_place_of_the_shipped_one() -> None:
    sleep = next(page for page in PAGES if page.slug == "sleep")
    mine = replace(sleep, title="Sleep in our valley")
    local = content.resource_page("clinics", "Finding help", "Clinics near us", SOURCE)
    other = content.resource_page("rules", "Our own", "Words of ours", SOURCE)
    gone = replace(next(page for page in PAGES if page.slug == "burnout"), is_on=False)
    pages = content.resource_pages([mine, local, other, gone])
    assert [page.slug for page in pages] == [
        *GROUPS["Finding help"].split(), "clinics",
        *" ".join(list(GROUPS.values())[1:]).replace(" burnout", "").split(), "rules",
    ]  # fmt: skip
    assert next(page for page in pages if page.slug == "sleep") is mine
    assert content.resources_for("sleep", pages) == (mine,)
    assert content.resources_for("burnout", pages) == ()
    assert content.resource_pages() == PAGES, "what is shipped stays as it is"


@each_page
def test_a_shipped_page_can_be_edited_from_its_source(page: ResourcePage) -> None:
    source = content.resource_source(page.slug)
    assert content.resource_page(page.slug, page.group, page.summary, source) == page


@pytest.mark.parametrize("slug", ["nothing", "", "../crisis", "index"])
def test_there_is_no_source_of_what_is_no_page(slug: str) -> None:
    with pytest.raises(KeyError):
        content.resource_source(slug)


def test_a_source_is_taken_apart() -> None:
    page = content.resource_page("s", "G", "what", SOURCE)
    assert page.title == "The title"
    assert [(section.heading, section.text) for section in page.sections] == [
        ("", "Words before any heading."),
        ("A heading", "- an item"),
    ]
    assert page.sources == ("NHS: a page. nhs.uk",)
    assert page.written_on == "2026-11-25"


@pytest.mark.parametrize(
    ("of", "instead", "told"),
    [
        ("The title", "", "first line"),
        ("The title", "# The title", "first line"),
        ("Sources:\n", "", "Sources:"),
        ("- NHS: a page. nhs.uk\n", "", "Sources:"),
        ("- NHS: a page. nhs.uk", "NHS: a page. nhs.uk", "Sources:"),
        ("Written: 2026-11-25", "Written: 2026-11", "day"),
        ("Written: 2026-11-25", "Written: 2026-02-30", "day"),
        ("Written: 2026-11-25", "Written: 20261125", "day"),
        ("Written: 2026-11-25", "Written in November", "day"),
        (SOURCE[SOURCE.index("Words") : SOURCE.index("\nSources")], "", "between"),
        (SOURCE, "", "first line"),
    ],
)
def test_a_source_that_lacks_something_is_refused(of: str, instead: str, told: str) -> None:
    assert of in SOURCE
    source = SOURCE.replace(of, instead, 1)
    if of == "The title" and not instead:
        source = "\n# A heading\n" + SOURCE[SOURCE.index("\nSources") :]
    with pytest.raises(Invalid, match=told) as refused:
        content.resource_page("s", "G", "what", source)
    assert refused.value.field == "body"
