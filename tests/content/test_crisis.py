"""The crisis lines: true to their sources, found by what people type, and short."""

import re
import tomllib
from datetime import date
from importlib.resources import files
from itertools import chain
from typing import get_args

import pytest

from bbs import content
from bbs.content import CrisisLine, CrisisWay

# Code, mark and ways of every entry, written down apart from the file, so that a slip shows.
LINES = """
US A call 988 | text 988 | chat: 988lifeline.org
US B text HOME to 741741
CA A call 988 | text 988
GB A call 116 123 | email: see samaritans.org | letter: see samaritans.org
GB C text SHOUT to 85258
IE A call 116 123
IE C text HELLO to 50808
AU A call 13 11 14 | text 0477 13 11 14 | chat
NZ A call 1737 | text 1737
FR A call 3114
ES A call 024
NL A call 113 | call 0800-0113
BE B call 0800 32 123
BE C call 1813
DE B call 0800 111 0 111 | call 0800 111 0 222
DE C call 116 123 | chat
AT C call 142
CH B call 143
NO B call 116 123
SE C call 90101 | chat | email
DK C call 70 201 201 | chat
HU B call 116-123 | call 06 80 810-600
IL B call 1201
IN A call 14416
JP C call 0120-279-338
JP C call 0800-300-8355
KR A call 109
SG A call 1767 | chat: WhatsApp 9151 1767
TW B call 1925
PH B call 0917 899 8727
PH C call 1553
HK B call 2896 0000
ZA C call 0800 567 567
ZA A text 31393
BR A call 188
AR B call 135
MX B call 800 911 2000
-- B web: findahelpline.com
"""

# Of every entry what else is told: its name, where it has one of its own, and its source.
TOLD = """
US A msdmanuals
US B two sources
CA A dailyhive | English and French
GB A samaritans.org | Samaritans | free
GB C one source, or old
IE A irishexaminer
IE C one source, or old
AU A lifeinmind.org.au | Lifeline
NZ A health.govt.nz
FR A cnape.fr
ES A checkpointcanarias.com
NL A nltimes
BE B two sources | French
BE C one source, or old | Dutch
DE B two sources
DE C one source, or old
AT C one source, or old
CH B two sources
NO B two sources
SE C one source, or old | Mind
DK C one source, or old
HU B two sources
IL B two sources | ERAN
IN A theshillongtimes | Tele-MANAS | 20 languages
JP C one source, or old | Yorisoi
JP C one source, or old | TELL | English
KR A koreabizwire
SG A honeykidsasia
TW B two sources
PH B two sources
PH C one source, or old
HK B two sources | Samaritans
ZA C one source, or old
ZA A thesouthafrican | text for a call back
BR A folhadoestado | CVV | free
AR B two sources | Greater Buenos Aires
MX B two sources
-- B lifeline-international.com | Find a helpline | 130 countries
"""
COUNTRIES = {
    "US": "United States", "CA": "Canada", "GB": "United Kingdom", "IE": "Ireland",
    "AU": "Australia", "NZ": "New Zealand", "FR": "France", "ES": "Spain", "NL": "Netherlands",
    "BE": "Belgium", "DE": "Germany", "AT": "Austria", "CH": "Switzerland", "NO": "Norway",
    "SE": "Sweden", "DK": "Denmark", "HU": "Hungary", "IL": "Israel", "IN": "India", "JP": "Japan",
    "KR": "South Korea", "SG": "Singapore", "TW": "Taiwan", "PH": "Philippines",
    "HK": "Hong Kong", "ZA": "South Africa", "BR": "Brazil", "AR": "Argentina", "MX": "Mexico",
    "": "elsewhere",
}  # fmt: skip

ROUND_THE_CLOCK = {"CA", "AU", "NZ", "FR", "ES", "NL", "NO", "HU", "IL", "IN", "KR"}
CHECKED_ON = {
    ("US", "A"): "2025",
    ("CA", "A"): "2023-11",
    ("NL", "A"): "2020-07",
    ("IN", "A"): "2025-02",
    ("KR", "A"): "2025",
    ("SG", "A"): "2024",
    ("ZA", "A"): "2022",
    ("BR", "A"): "2018",
    ("", "B"): "2024",
}


def codes(query: str) -> set[str]:
    return {line.code for line in content.crisis_lines_for(query)}


def test_every_crisis_entry_is_as_its_source_says() -> None:
    shipped = [
        f"{line.code or '--'} {line.mark} {' | '.join(map(content.in_words, line.ways))}"
        for line in content.crisis_lines()
    ]
    assert shipped == LINES.split("\n")[1:-1]


def test_every_crisis_entry_tells_who_and_who_says_so() -> None:
    shipped = []
    for line in content.crisis_lines():
        named = "" if line.name.startswith("Crisis line") else line.name
        told = (line.source, named, line.languages, line.note)
        shipped.append(f"{line.code or '--'} {line.mark} {' | '.join(filter(None, told))}")
    assert shipped == TOLD.split("\n")[1:-1]
    assert {line.code: line.country for line in content.crisis_lines()} == COUNTRIES


def test_each_way_is_a_row_with_its_own_mark_and_date() -> None:
    rows = content.crisis_rows()
    lines = [(line, way) for line in content.crisis_lines() for way in line.ways]
    assert len(rows) == len(lines) == len(LINES.replace("|", "\n").split("\n")[1:-1])
    for row, (line, way) in zip(rows, lines, strict=True):
        assert (row["way"], row["number"]) == (way.way, way.number)
        for name in ("country", "name", "hours", "source", "checked_on", "mark", "is_on"):
            assert row[name] == getattr(line, name)
        assert row["is_on"] is (row["mark"] != "C")
    assert content.crisis_rows(()) == ()


def test_every_crisis_entry_has_all_its_fields() -> None:
    raw = tomllib.loads(files("bbs.content").joinpath("crisis.toml").read_text(encoding="utf-8"))
    wanted = {
        "country", "code", "name", "ways", "hours", "mark", "source", "checked_on", "is_on",
    }  # fmt: skip
    for entry in raw["line"]:
        assert wanted <= entry.keys() <= wanted | {"languages", "note"}
    for line in content.crisis_lines():
        assert line.country and line.name and line.source and line.checked_on and line.ways
        assert re.fullmatch("[A-Z]{2}", line.code) or line.country == content.ELSEWHERE
        assert line.mark in get_args(content.Mark)
        for way in line.ways:
            assert way.way in get_args(content.WayKind)
            assert way.number or way.way in ("chat", "email", "letter")


def test_a_country_has_one_code() -> None:
    pairs = {(line.country, line.code) for line in content.crisis_lines()}
    assert len(pairs) == len({country for country, _ in pairs}) == len({code for _, code in pairs})


def test_only_what_is_marked_c_ships_switched_off() -> None:
    for line in content.crisis_lines():
        assert line.is_on is (line.mark != "C")


def test_hours_and_dates_say_no_more_than_the_source() -> None:
    for line in content.crisis_lines():
        if line.code == "DK":
            assert line.hours == "11:00 to 04:00"
        else:
            assert line.hours == ("24/7" if line.code in ROUND_THE_CLOCK else "")
        text_line = line.code == "US" and line.mark == "B"
        dated = "unknown" if text_line else CHECKED_ON.get((line.code, line.mark), "unknown")
        assert line.checked_on == dated


def test_numbers_hold_no_letters_that_look_like_digits() -> None:
    words = chain.from_iterable(
        way.number.split()
        for line in content.crisis_lines()
        for way in line.ways
        if "." not in way.number
    )
    for word in words:
        assert re.fullmatch(r"[0-9]+(-[0-9]+)*|[A-Za-z]{2,}", word), word


@pytest.mark.parametrize("query", ["Austria", "AT", "sweden", "Denmark", "jp", "Japan"])
def test_a_country_with_nothing_confirmed_shows_elsewhere(query: str) -> None:
    assert [line.country for line in content.crisis_lines_for(query)] == [content.ELSEWHERE]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("de", {"DE"}),
        ("germ", {"DE"}),
        ("  new   ZEALAND ", {"NZ"}),
        ("united", {"US", "GB"}),
        ("united kingdom", {"GB"}),
        ("ch", {"CH"}),
        ("UK", {"GB"}),
        ("usa", {"US"}),
        ("Scotland", {"GB"}),
        ("Northern Ireland", {"GB"}),
        ("ireland", {"IE"}),
        ("Republic of Ireland", {"IE"}),
        ("Éire", {"IE"}),
        ("England", {"GB"}),
        ("engl", {"GB"}),
        ("wales", {"GB"}),
        ("gb", {"GB"}),
        ("U.K.", {"GB"}),
        ("us", {"US"}),
        ("U.S.A.", {"US"}),
        ("the United States of America", {"US"}),
        ("amer", {"US"}),
        ("The Netherlands", {"NL"}),
        ("Deutschland", {"DE"}),
        ("España", {"ES"}),
        ("Brasil", {"BR"}),
        ("México", {"MX"}),
        ("Korea", {"KR"}),
        ("North Korea", {""}),
        ("Österreich", {""}),
        ("China", {""}),
        ("the", {""}),
        ("...", {""}),
        ("Atlantis", {""}),
        ("elsewhere", {""}),
        ("", {""}),
        ("   ", {""}),
    ],
)
def test_search_by_country_or_code(query: str, expected: set[str]) -> None:
    assert codes(query) == expected
    assert all(line.is_on for line in content.crisis_lines_for(query))


def test_search_in_the_list_that_a_sysop_edited() -> None:
    confirmed = CrisisLine(
        country="Austria",
        code="AT",
        name="Crisis line",
        languages="",
        note="",
        ways=(CrisisWay("call", "142"),),
        hours="",
        mark="A",
        source="confirmed by the sysop",
        checked_on="2026-11-02",
        is_on=True,
    )
    lines = (*content.crisis_lines(), confirmed)
    assert content.crisis_lines_for("at", lines) == (confirmed,)
    assert content.crisis_lines_for("at", ()) == ()


@pytest.mark.parametrize(
    ("checked_on", "today", "expected"),
    [
        ("unknown", date(2026, 1, 1), True),
        ("", date(2026, 1, 1), True),
        ("2025", date(2025, 6, 1), False),
        ("2025", date(2026, 6, 29), False),  # 180 days after 2025-12-31
        ("2025", date(2026, 6, 30), True),
        ("2023-11", date(2024, 5, 28), False),  # 180 days after 2023-11-30
        ("2023-11", date(2024, 5, 29), True),
        ("2024-02", date(2024, 8, 27), False),  # 180 days after 2024-02-29
        ("2024-02", date(2024, 8, 28), True),
        ("2026-11-02", date(2026, 11, 2), False),
        ("2026-11-02", date(2027, 5, 1), False),
        ("2026-11-02", date(2027, 5, 2), True),
        ("2027-01-01", date(2026, 11, 2), True),  # a slip of the pen: not yet come
        ("2026-13", date(2026, 11, 2), True),
        ("2026-02-30", date(2026, 3, 2), True),
        ("0000", date(2026, 3, 2), True),
        ("20261102", date(2026, 11, 2), True),
        ("last year", date(2026, 11, 2), True),
        ("²⁰²⁶", date(2026, 11, 2), True),
    ],
)
def test_is_stale(checked_on: str, today: date, expected: bool) -> None:
    assert content.is_stale(checked_on, today) is expected
