"""The shipped texts: complete, within their limits, and true to the facts they were taken from."""

import re
import tomllib
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import chain, pairwise
from typing import get_args

import pytest

from bbs import content
from bbs.content import CrisisLine, CrisisWay

CATALOGUE = {
    "Mood and anxiety": "Depression, Bipolar, Anxiety, Panic, Seasonal Affective, Loneliness, "
    "Shyness, Stress",
    "Serious and complex": "Schizophrenia, Personality Disorders, Borderline, PTSD and Trauma, "
    "Self-Injury, OCD",
    "Eating and body": "Eating Disorders, Bulimia Nervosa, Anorexia, Binge Eating, Body Image",
    "Addiction and impulse": "Alcohol, Drugs, Smoking, Gambling, Anger",
    "Neurology and communication": "ADHD, Autism, Stuttering, Migraine, Epilepsy, MS, Parkinson's",
    "Chronic illness and pain": "Fibromyalgia, Back Pain, Lyme, Type 2 Diabetes, Hepatitis C, "
    "Arthritis, Lupus, IBD",
    "Cancer": "Breast, Kidney, Hodgkin's, Bone, Leukaemia, Carers of People with Cancer",
    "Work and lung": "Asbestosis, Mesothelioma, COPD, Workplace Injury, Burnout",
    "Parenting": "Breastfeeding, Postpartum Depression, Infertility, Miscarriage, Single Parents, "
    "Parents of Children with ADHD",
    "Loss and change": "Bereavement, Suicide Loss, Divorce, Pet Loss, Job Loss, Retirement",
    "Family and community": "Family and Friends of Bipolar, Caregivers, LGBTQ+, Veterans, "
    "Rural Living",
}
MEMBERS_ONLY = {
    "Serious and complex",
    "Eating and body",
    "Addiction and impulse",
    "Loss and change",
}
NOT_HEALTH = {
    "job-loss",
    "rural-living",
    "retirement",
    "lgbtq",
    "veterans",
    "pet-loss",
    "divorce",
    "single-parents",
}

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

WORD_LIMITS = {
    "house-rules": 260,
    "disclaimer": 110,
    "consent": 120,
    "crisis-intro": 70,
    "goodbye-under-18": 80,
}
NEVER_SAID = ("committed suicide", "commit suicide", "successful", "failed attempt")

BOARDS = tuple(chain.from_iterable(category.boards for category in content.categories()))


def all_files() -> dict[str, str]:
    """Every shipped text file by its path."""
    root = files("bbs.content")
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for folder in (root, root.joinpath("resources"))
        for entry in folder.iterdir()
        if entry.name.endswith((".txt", ".toml"))
    }


def codes(query: str) -> set[str]:
    return {line.code for line in content.crisis_lines_for(query)}


def test_the_catalogue_is_whole_and_in_order() -> None:
    shipped = {
        category.name: ", ".join(board.name for board in category.boards)
        for category in content.categories()
    }
    assert shipped == CATALOGUE
    assert list(shipped) == list(CATALOGUE)
    counts = [len(category.boards) for category in content.categories()]
    assert counts == [8, 6, 5, 5, 7, 8, 6, 5, 6, 6, 5]


def test_slugs_are_plain_and_unique() -> None:
    for slugs in ([b.slug for b in BOARDS], [c.slug for c in content.categories()]):
        assert [slug for slug, times in Counter(slugs).items() if times > 1] == []
        assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []
    assert {"back-pain", "ptsd-and-trauma", "hodgkins", "type-2-diabetes"} <= {
        board.slug for board in BOARDS
    }


def test_descriptions_are_one_short_line() -> None:
    assert [b.slug for b in BOARDS if not 15 <= len(b.description) <= 60] == []
    assert [b.slug for b in BOARDS if b.description.endswith(".")] == []
    assert [b.slug for b in BOARDS if re.search(r"\bcure", b.description, re.I)] == []
    assert len({b.description for b in BOARDS}) == len(BOARDS)


def test_who_may_read_and_what_is_a_health_board() -> None:
    for category in content.categories():
        expected = "members" if category.name in MEMBERS_ONLY else "all"
        assert {category.readable_by, *(b.readable_by for b in category.boards)} == {expected}
    assert {board.slug for board in BOARDS if not board.is_health} == NOT_HEALTH


def test_every_crisis_entry_is_as_its_source_says() -> None:
    shipped = [
        f"{line.code or '--'} {line.mark} {' | '.join(map(content.in_words, line.ways))}"
        for line in content.crisis_lines()
    ]
    assert shipped == LINES.split("\n")[1:-1]


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


def test_resource_pages() -> None:
    pages = content.resource_pages()
    assert [page.slug for page in pages] == [
        "mental-health",
        "when-to-see-a-doctor",
        "offline-ties",
        "using-advice",
        "safety-online",
    ]
    listed = tomllib.loads(all_files()["index.toml"])["page"]
    for page, entry in zip(pages, listed, strict=True):
        assert page.title == entry["title"]
        assert page.reviewed == "2026-11"
        assert page.sources and "http" not in page.sources
        assert 20 <= len(page.summary) <= 60
        assert 150 <= len(all_files()[f"{page.slug}.txt"].split()) <= 350
        assert page.body.startswith(page.body.lstrip()) and not page.body.startswith(page.title)
    emergency = {"mental-health", "when-to-see-a-doctor", "safety-online"}
    for page in pages:
        assert page.slug not in emergency or "local emergency number" in page.body


@pytest.mark.parametrize(("name", "limit"), WORD_LIMITS.items())
def test_long_texts_stay_short(name: str, limit: int) -> None:
    assert 40 <= len(content.text(name).split()) < limit


def test_texts_say_what_they_must() -> None:
    rules = content.text("house-rules")
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", rules, re.M)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert content.RULES_VERSION == 1
    for name in ("disclaimer", "crisis-intro"):
        assert "not crisis care" in content.text(name)
        assert "around the clock" in content.text(name)
    for name in ("disclaimer", "crisis-intro", "goodbye-under-18"):
        assert "local emergency number" in content.text(name)
    assert "cannot locate you or send help" in content.text("crisis-intro")
    assert "copy or for erasure at any time" in content.text("consent")


def test_one_liners_fit_a_narrow_screen() -> None:
    for name in content.TEXT_LINES:
        lines = content.text(name).split("\n")
        assert all(0 < len(line) <= 76 for line in lines), name
        assert len(lines) == 1 or (name == "welcome" and len(lines) <= 3)


@pytest.mark.parametrize("name", ["nothing", "", "../__init__", "resources/mental-health"])
def test_an_unknown_text_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        content.text(name)


def test_every_text_shows_on_an_ascii_terminal() -> None:
    for name, shipped in all_files().items():
        assert shipped.isascii() and shipped.replace("\n", "").isprintable(), name
        assert all(line == line.rstrip() for line in shipped.split("\n")), name


def test_a_paragraph_is_one_line() -> None:
    texts = {name: shipped for name, shipped in all_files().items() if name.endswith(".txt")}
    for name, shipped in texts.items():
        assert "\n\n\n" not in shipped
        is_item = [bool(re.match(r"- |\d+\. |Reviewed: |$", x)) for x in shipped.split("\n")]
        # Two plain lines in a row would be a paragraph that was folded by hand.
        assert not any(not first and not second for first, second in pairwise(is_item)), name


def test_wording_is_careful() -> None:
    for name, shipped in all_files().items():
        said = shipped.casefold()
        assert [phrase for phrase in NEVER_SAID if phrase in said] == [], name


def test_reserved_handles() -> None:
    handles = content.reserved_handles()
    assert {
        "guest", "new", "staff", "sysop", "admin", "root", "moderator", "leader", "lamplight",
        "help", "system", "everyone", "all", "anonymous", "deleted", "departed-member", "crisis",
        "support", "doctor", "nurse", "therapist",
    } <= handles  # fmt: skip
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", handle) for handle in handles)
    raw = tomllib.loads(all_files()["handles.toml"])
    assert sum(len(group["handles"]) for group in raw.values()) == len(handles)
    assert all(group.reason and group.handles for group in content.reserved_groups())
