"""The shipped texts: complete, within their limits, and true to the facts they were taken from."""

import re
import tomllib
from collections import Counter
from importlib.resources import files
from itertools import chain, pairwise

import pytest

from bbs import content

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

WORD_LIMITS = {
    "house-rules": (40, 260),
    "disclaimer": (40, 110),
    "consent": (40, 120),
    "crisis-intro": (40, 70),
    "crisis-short": (20, 40),
    "goodbye-under-18": (40, 80),
    "files": (100, 300),
    "files-guest": (60, 130),
    "greeting": (40, 70),
}

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


@pytest.mark.parametrize("name", content.TEXT_FILES)
def test_long_texts_stay_short(name: str) -> None:
    least, limit = WORD_LIMITS[name]
    assert least <= len(content.text(name).split()) < limit


def test_texts_say_what_they_must() -> None:
    rules = content.text("house-rules")
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", rules, re.M)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert content.RULES_VERSION == 1
    for name in ("disclaimer", "crisis-intro", "crisis-short"):
        assert "not crisis care" in content.text(name)
        assert "around the clock" in content.text(name)
    for name in ("disclaimer", "crisis-intro", "crisis-short", "goodbye-under-18"):
        assert "local emergency number" in content.text(name)
    for name in ("crisis-intro", "crisis-short"):
        assert "cannot locate you or send help" in content.text(name)
    assert "information, not medical advice" in content.text("resource_foot")
    assert "take a copy, or have it erased, at any time" in content.text("consent")


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
        is_item = [bool(re.match(r"- |\d+\. |Written: |$", x)) for x in shipped.split("\n")]
        # Two plain lines in a row would be a paragraph that was folded by hand.
        assert not any(not first and not second for first, second in pairwise(is_item)), name


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
