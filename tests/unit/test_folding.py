"""What a filter folds, and what it doesn't."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs import folding
from bbs.views import FilterBoard, FilterView, FoundPost, PostView, ThreadRow

NOW = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "text", "is_folded"),
    [
        ("needle", "A needle.", True), ("needle", "NEEDLE", True), ("needle", "needles", False),
        ("needle*", "needles", True), ("needle*", "a needle", True), ("needle*", "kneedle", False),
        ("café", "CAFE", True), ("cafe", "cafés", False), ("cafe", "Café!", True),
        ("cafe", "cafe\u0301", True), ("panic attack", "Panic\nattack", True),
        ("panic attack", "attack panic", False), ("panic attack", "panic, attack", True),
        ("self-harm", "self harm", True), ("straße", "STRASSE", True), ("don't", "Don’t", True),
        ("安心", "今日は安心します", True), ("", "anything", False), ("*", "anything", False),
        ("...", "...", False), ("cut", "haircut", False), ("12", "at 12 o'clock", True),
    ],
)  # fmt: skip
def test_words(word: str, text: str, is_folded: bool) -> None:
    assert folding.reason([word], text) == (word if is_folded else None)


def test_the_first_that_fits_is_the_reason() -> None:
    assert folding.reason(["apple", "pear", "plum"], "plum and pear") == "pear"
    assert folding.reason([], "plum") is None


def test_filters_that_mean_the_same_are_the_same() -> None:
    assert folding.normal(" Café ") == folding.normal("CAFE") == "cafe"
    assert folding.normal("Self-Harm*") == "self harm*"
    assert folding.normal("!*") == ""


@given(st.text(), st.text())
def test_a_filter_folds_as_it_was_meant(word: str, text: str) -> None:
    folding.reason([word], text)
    kept = folding.normal(word)
    assert folding.normal(kept) == kept
    assert bool(folding.reason([kept], text)) == bool(folding.reason([word], text))


def row(handle: str = "wren", title: str = "On needles", board_id: int = 3) -> ThreadRow:
    return ThreadRow(1, title, handle, 0, NOW, is_unread=False, board_id=board_id)


FILTERS = FilterView(("needles",), (FilterBoard(7, "stress", "Stress"),))


def test_threads_in_lists() -> None:
    assert folding.of_thread(FILTERS, row(), "otter") == "needles"
    assert folding.of_thread(FILTERS, row(), "wren") is None, "one's own"
    assert folding.of_thread(FILTERS, row(title="Other", board_id=7), "otter") == "Stress"
    assert folding.of_thread(
        FILTERS, row(title="Other", board_id=7), "otter", is_on_board=True
    ) is (None)
    assert folding.of_thread(FilterView(), row(), "otter") is None


def test_posts_that_were_found() -> None:
    found = FoundPost(
        1, 1, 1, "Title", 3, "back-pain", "Back Pain", "wren", NOW,
        (("about ", False), ("needles", True)),
    )  # fmt: skip
    assert folding.of_found(FILTERS, found, "otter") == "needles"
    assert folding.of_found(FILTERS, found, "wren") is None


@pytest.mark.parametrize(("is_own", "is_deleted"), [(False, False), (True, False), (False, True)])
def test_posts_in_a_thread(is_own: bool, is_deleted: bool) -> None:
    post = PostView(
        1, 1, 1, "wren", "needles", NOW, is_edited=False, is_deleted=is_deleted, is_own=is_own
    )
    assert bool(folding.of_post(FILTERS, post)) is not (is_own or is_deleted)
