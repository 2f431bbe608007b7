"""Boards for what somebody says they struggle with."""

from itertools import chain

import pytest

from bbs import content
from bbs.content._files import read_toml

BOARDS = tuple(chain.from_iterable(category.boards for category in content.categories()))


def slugs(words: str, most: int = 8) -> list[str]:
    return [board.slug for board in content.suggested(words, BOARDS, most=most)]


def test_every_board_is_found_by_its_name_and_by_its_words() -> None:
    meant = read_toml("boardwords.toml")["words"]
    assert set(meant) == {board.slug for board in BOARDS}
    for board in BOARDS:
        assert board.slug in slugs(board.name, most=len(BOARDS)), board.name
        for words in meant[board.slug]:
            assert board.slug in slugs(f"It is my {words}.", most=len(BOARDS)), words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("my husband died in spring", ["bereavement"]),
        ("I WORRIED all night", ["anxiety"]),
        ("back pain, and headaches", ["back-pain", "migraine"]),
        ("I drink too much", ["alcohol", "stress"]),
        ("The doctor says it’s Crohn’s", ["ibd"]),
        ("so lonely", ["loneliness"]),
        ("MS", ["ms"]),
        ("my daughter has ADHD", ["parents-of-children-with-adhd", "adhd"]),
    ],
)
def test_what_people_say(words: str, expected: list[str]) -> None:
    assert set(expected) <= set(slugs(words)[:3])


def test_the_likeliest_come_first() -> None:
    assert slugs("back pain")[0] == "back-pain"
    assert slugs("my daughter has ADHD")[0] == "parents-of-children-with-adhd"


@pytest.mark.parametrize("words", ["", "  ", "the and of", "xyzzy", "\x1b[2J", "ms-dos programs"])
def test_nothing_is_found_for_nothing(words: str) -> None:
    assert slugs(words) == []


def test_a_long_story_is_cut_and_the_list_is_short() -> None:
    everything = " ".join(board.name for board in BOARDS)
    assert len(slugs(everything * 50)) == 8
    assert slugs("x " * 300 + "migraine") == []
