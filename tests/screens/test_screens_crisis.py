"""Crisis help, information and resources, and the help on keys."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from bbs import content
from tests.helpers import Join, StandingClock
from tests.screens.conftest import Play
from tests.screens.stage import Stage


async def read_through(stage: Stage, key: str = "space") -> str:
    """All that is to be read from here to the end."""
    read, before = stage.folded, ""
    while stage.shown != before:
        before = stage.shown
        await stage.press(key)
        read += " " + stage.folded
    return read


@pytest.mark.parametrize(
    ("typed", "country"),
    [("can", "Canada"), ("CAN", "Canada"), ("uk", "United Kingdom"), ("usa", "United States")],
)
async def test_a_countrys_lines_stand_at_the_top_at_once(
    play: Play, typed: str, country: str
) -> None:
    async with play() as stage:
        await stage.press("exclamation_mark")
        await stage.type(typed)
        first = stage.rows()[3]
        assert first.strip().startswith(f"{country}: ")
        lines = content.crisis_lines_for(country)
        assert lines[0].name in stage.folded and lines[0].ways[0].number in stage.folded


async def test_an_unknown_country_shows_what_there_is_elsewhere(play: Play) -> None:
    elsewhere = next(line for line in content.crisis_lines() if line.country == content.ELSEWHERE)
    async with play() as stage:
        await stage.press("f1")
        await stage.type("atlantis")
        assert elsewhere.name in stage.folded
        await stage.press(*["backspace"] * 8)
        assert elsewhere.name not in stage.rows()[3]
        assert "Canada" in await read_through(stage, "down")


async def test_lines_that_are_switched_off_are_never_shown(play: Play) -> None:
    off = [line for line in content.crisis_lines() if not line.is_on or line.mark == "C"]
    assert off
    async with play(size=(200, 60)) as stage:
        await stage.press("f1")
        pages = [await read_through(stage, "pagedown")]
        for country in {line.country for line in off}:
            stage.screen.query_one("#country", Input).value = ""
            await stage.type(country)
            pages.append(await read_through(stage, "pagedown"))
    shown = " ".join(pages)
    on = {line.name for line in content.crisis_lines() if line.is_on}
    for line in off:
        if line.name not in on:
            assert f"{line.country}: {line.name}" not in shown
    for line in content.crisis_lines():
        if line.is_on:
            assert f"{line.country}: {line.name}" in shown


@pytest.mark.parametrize("days", [0, 3650])
async def test_when_a_line_was_checked_is_told_and_whether_that_is_long_ago(
    play: Play, clock: StandingClock, days: int
) -> None:
    today = clock.pass_(days=days).date()
    said: set[str] = set()
    async with play(size=(200, 60)) as stage:
        for line in (line for line in content.crisis_lines() if line.is_on):
            when = f"checked {line.checked_on}"
            words = f"({when})"
            if line.checked_on == "unknown":
                words = "(not known when it was checked: it may have changed)"
            elif content.is_stale(line.checked_on, today):
                words = f"({when}, over 180 days ago: it may have changed)"
            kind = words.replace(line.checked_on, "...")
            if kind in said:
                continue
            said.add(kind)
            await stage.visit("crisis")
            await stage.type(line.country)
            assert f"{line.country}: {line.name}" in stage.shown and words in stage.shown
            await stage.press("escape")
    assert ("(checked ...)" in said) == (days == 0)
    assert "(checked ..., over 180 days ago: it may have changed)" in said


async def test_arrows_read_on_while_the_field_keeps_the_cursor(play: Play) -> None:
    async with play(size=(40, 15)) as stage:
        await stage.press("f1")
        before = stage.shown
        await stage.press("down")
        assert stage.shown != before
        assert stage.cursor_row.strip().startswith("Country")
        await stage.press("up")
        assert stage.shown == before
        stage.check()


async def test_a_letter_that_is_a_key_elsewhere_is_text_here(play: Play) -> None:
    async with play() as stage:
        await stage.press("f1")
        await stage.type("qisnm?!")
        assert stage.place == "CrisisScreen"
        assert stage.screen.query_one("#country", Input).value == "qisnm?!"


async def test_every_page_can_be_read_to_its_end(play: Play, join: Join) -> None:
    async with play(join("quiet-otter"), size=(40, 15)) as stage:
        await stage.press("i")
        for page in content.resource_pages():
            await stage.choose(page.title)
            assert stage.head == page.title
            read = await read_through(stage)
            said = [part for each in page.sections for part in (each.heading, each.text)]
            missing = {word for word in " ".join(said).split() if word not in read}
            assert not missing
            assert all(word in read for source in page.sources for word in source.split())
            assert f"Written on {page.written_on}." in read
            assert "information, not medical advice" in " ".join(read.split())
            await stage.press("escape")
            assert stage.place == "ResourcesScreen"
            assert page.title[:20] in stage.cursor_row


async def test_pages_stand_in_their_groups_and_say_what_they_are_about(play: Play) -> None:
    async with play(size=(80, 60)) as stage:
        await stage.press("i")
        rows = [row.strip().removeprefix("> ") for row in stage.rows()]
        at = -1
        for page in content.resource_pages():
            group = rows.index(page.group)
            after = rows.index(f"{page.title}: {page.summary}")
            assert group < after and after > at, "in the order of the library"
            at = after
        assert rows.index("This house") > at
        stage.check()


async def test_where_there_is_no_room_the_titles_stand_alone(play: Play) -> None:
    async with play(size=(40, 15)) as stage:
        await stage.press("i")
        shown = await read_through(stage, "pagedown")
        for page in content.resource_pages():
            assert page.title in shown and page.summary not in shown
        assert "PgDn more" not in stage.static("hints")
        await stage.press("home")
        assert "PgDn more" in stage.static("hints")


async def test_no_number_of_a_crisis_line_is_torn_in_two(play: Play) -> None:
    async with play(size=(40, 15)) as stage:
        for line in content.crisis_lines():
            if not line.is_on:
                continue
            await stage.visit("crisis")
            await stage.type(line.country)
            shown = stage.shown
            for _ in range(6):
                await stage.press("down")
                shown += "\n" + stage.shown
            for words in map(content.in_words, line.ways):
                assert words in shown, line
            await stage.press("escape")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("House rules", "house-rules"),
        ("For information", "disclaimer"),
        ("What we keep", "consent"),
    ],
)
async def test_the_texts_of_the_house_can_be_read(play: Play, row: str, name: str) -> None:
    async with play() as stage:
        await stage.press("i")
        await stage.choose(row)
        read = await read_through(stage)
        assert content.text(name).split()[-1] in read
        assert content.text(name).split()[0] in read


async def test_resources_lead_to_crisis_help(play: Play) -> None:
    async with play() as stage:
        await stage.press("i")
        assert "nothing here replaces a doctor" in stage.folded
        await stage.choose("Crisis help")
        assert stage.place == "CrisisScreen"


async def test_help_is_about_the_screen_from_which_it_was_asked(play: Play, join: Join) -> None:
    async with play(join("quiet-otter"), size=(80, 60)) as stage:
        await stage.press("question_mark")
        assert "m: mailbox" in stage.shown and "c: new thread" not in stage.shown
        await stage.press("escape")
        await stage.visit("threads", slug="stress")
        await stage.press("question_mark")
        assert "c: new thread" in stage.shown
        assert "Home, End, g, G: go to the beginning, to the end" in stage.shown
        assert "Ctrl+S sends" in stage.shown
        assert "A star (*) right before a word" in stage.folded, "no star is swallowed"
        assert "make it strong" in stage.folded
