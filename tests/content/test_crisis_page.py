"""Crisis help as a plain page: short, whole, and no number torn in two."""

from datetime import date

import pytest

from bbs import content
from bbs.content import CrisisLine, CrisisWay

TODAY = date(2026, 11, 25)
COUNTRIES = {line.country for line in content.crisis_lines()}


@pytest.mark.parametrize("country", [*sorted(COUNTRIES), "Atlantis", "x" * 1000])
def test_a_countrys_page_is_short_and_whole(country: str) -> None:
    for today in (TODAY, date(2025, 1, 1), date(2099, 1, 1)):
        page = content.crisis_page(country, today)
        assert len(page.encode()) < 600
        assert page.isascii() and all(len(line) <= 72 for line in page.split("\n"))
        read = " ".join(page.split())
        assert content.text("crisis-short") in read
        for line in content.crisis_lines_for(country):
            for words in content.ways_in_words(line):
                assert any(words in row for row in page.split("\n")), "no number is torn in two"
            assert f"({content.checked_in_words(line, today)})" in read
        for line in content.crisis_lines():
            if not line.is_on and line.country == country:
                assert all(f"{way.way} {way.number}" not in read for way in line.ways)


def test_a_page_names_its_country_or_says_that_there_is_none() -> None:
    page = content.crisis_page("uk", TODAY)
    assert page.startswith("United Kingdom\n- Samaritans: call 116 123, ")
    assert content.NO_LINE not in page
    page = content.crisis_page("Austria", TODAY)
    assert page.startswith(content.NO_LINE) and "findahelpline.com" in page
    assert "Atlantis" not in content.crisis_page("Atlantis", TODAY)


def test_without_a_country_the_page_says_which_there_are() -> None:
    page = " ".join(content.crisis_page("", TODAY).split())
    assert "findahelpline.com" in page and content.NO_LINE not in page
    on = {line.country for line in content.crisis_lines() if line.is_on} - {content.ELSEWHERE}
    off = COUNTRIES - on - {content.ELSEWHERE}
    assert off == {"Austria", "Sweden", "Denmark", "Japan"}
    assert all(country in page for country in on)
    assert not any(country in page for country in off)


def test_a_page_of_the_list_that_a_sysop_edited() -> None:
    line = CrisisLine(
        "Austria", "AT", "Crisis line", "German", "", (CrisisWay("call", "142"),), "24/7", "A",
        "confirmed by the sysop", "2026-11-02", True,
    )  # fmt: skip
    page = content.crisis_page("austria", TODAY, [line])
    assert "- Crisis line: call 142, 24/7, German (checked 2026-11-02)" in page
    page = content.crisis_page("austria", date(2027, 6, 1), [line])
    assert "over 180 days ago" in " ".join(page.split())
