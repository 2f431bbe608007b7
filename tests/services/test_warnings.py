"""Words of warning before a text: set, changed, shown to all, and gone with the words."""

from __future__ import annotations

import pytest

from bbs import warnings
from bbs.errors import Invalid
from bbs.models import Draft, Post, Thread
from bbs.policy import GUEST
from bbs.services import (
    archive,
    boards,
    drafts,
    leaving,
    letters,
    packets,
    posts,
    preferences,
    sealed,
    threads,
)
from bbs.services.credentials import Login
from bbs.views import PreferenceView
from tests.helpers import PASSPHRASE, Join, StandingClock

BOARD, MONTH, LABEL = "back-pain", "2026-05", "eating, numbers"
LINE = b"Warning: eating, numbers\n"


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join, clock: StandingClock) -> Login:
    login = join("brave-wren")
    boards.join(login.actor, BOARD, now=clock())
    return login


@pytest.fixture
def thread_id(otter: Login, clock: StandingClock) -> int:
    made = threads.start(otter.actor, BOARD, "Title", "Words", warning=f" {LABEL}\n", now=clock())
    return made.id


def warned(thread_id: int) -> list[str]:
    return [post.warning for post in posts.from_number(GUEST, thread_id, 1, limit=9)]


def labelled(otter: Login, thread_id: int) -> str:
    (row,) = threads.listing(otter.actor, BOARD, limit=9).rows
    assert row.id == thread_id
    return row.warning


def test_a_thread_has_its_first_posts(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock
) -> None:
    assert warned(thread_id) == [LABEL] and labelled(wren, thread_id) == LABEL
    posts.reply(wren.actor, thread_id, "Answer", warning="loss", now=clock())
    posts.reply(wren.actor, thread_id, "Another", now=clock())
    assert warned(thread_id) == [LABEL, "loss", ""] and labelled(wren, thread_id) == LABEL


def test_it_changes_with_an_edit_or_stays(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock
) -> None:
    first = posts.from_number(GUEST, thread_id, 1, limit=1)[0].id
    second = posts.reply(wren.actor, thread_id, "Answer", warning="loss", now=clock()).id
    posts.edit(otter.actor, first, "Other words")
    posts.edit(wren.actor, second, "Other words", warning="grief")
    assert warned(thread_id) == [LABEL, "grief"] and labelled(wren, thread_id) == LABEL
    posts.edit(otter.actor, first, "Other words", warning="")
    assert warned(thread_id) == ["", "grief"] and labelled(wren, thread_id) == ""
    posts.edit(otter.actor, first, "Other words", title="New", warning="numbers")
    assert labelled(wren, thread_id) == "numbers"


def test_it_is_cleaned_and_short(otter: Login, clock: StandingClock) -> None:
    assert warnings.label("  eating,\x1b]0;x\x07\n numbers ") == "eating,]0;x numbers"
    assert warnings.label(" \n") == ""
    assert warnings.label("é" * 60) == "é" * 60
    for service in (
        lambda raw: threads.start(otter.actor, BOARD, "T", "B", warning=raw, now=clock()),
        warnings.label,
    ):
        with pytest.raises(Invalid, match="61 characters; 60 fit") as error:
            service("x" * 61)
        assert error.value.field == "warning"


def test_it_goes_with_the_words(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock
) -> None:
    posts.reply(wren.actor, thread_id, "Answer", now=clock())
    first = posts.from_number(GUEST, thread_id, 1, limit=1)[0].id
    posts.delete(otter.actor, first)
    assert warned(thread_id) == ["", ""] and labelled(wren, thread_id) == ""


@pytest.mark.parametrize("erase_texts", [True, False])
def test_of_who_leaves_it_is_kept_or_erased_with_the_words(
    otter: Login, wren: Login, thread_id: int, erase_texts: bool, clock: StandingClock
) -> None:
    posts.reply(wren.actor, thread_id, "Answer", now=clock())
    leaving.delete_account(otter.actor, PASSPHRASE, erase_texts=erase_texts, now=clock())
    left = "" if erase_texts else LABEL
    assert [row.warning for row in Post.select().order_by(Post.id)] == [left, ""]
    assert [row.warning for row in Thread.select()] == [left]
    (file,) = archive.thread_files(wren.actor, BOARD, MONTH, limit=9)
    assert len(archive.text(wren.actor, file, 1, limit=9)) == file.size


def test_of_a_blocked_members_post_there_is_none(otter: Login, wren: Login, thread_id: int) -> None:
    letters.block(wren.actor, "quiet-otter")
    (post,) = posts.from_number(wren.actor, thread_id, 1, limit=9)
    assert post.warning == "" == labelled(wren, thread_id)


def test_files_and_packets_have_the_line(
    otter: Login, wren: Login, thread_id: int, clock: StandingClock
) -> None:
    posts.reply(otter.actor, thread_id, "More", warning=LABEL, now=clock())
    first = posts.from_number(GUEST, thread_id, 1, limit=1)[0].id
    for warning in (LABEL, "x", "", LABEL):
        posts.edit(otter.actor, first, "Words", warning=warning)
        (file,) = archive.thread_files(wren.actor, BOARD, MONTH, limit=9)
        assert len(archive.text(wren.actor, file, 1, limit=9)) == file.size
    assert archive.text(wren.actor, file, 1, limit=9).count(b"  " + LINE + b"\n  ") == 2
    taken = packets.make(wren.actor, wren.key, form="mbox", is_packed=False, now=clock())
    assert taken.data.count(b"\n" + LINE + b"\nWords\n") == 1
    assert taken.data.count(b"\n" + LINE + b"\nMore\n") == 1


def test_a_draft_keeps_it(otter: Login, clock: StandingClock) -> None:
    drafts.keep(otter.actor, "reply", "7", "", "Begun", warning=LABEL, now=clock())
    found = drafts.find(otter.actor, otter.key, "reply", "7")
    assert found is not None and (found.warning, found.body) == (LABEL, "Begun")


def test_an_older_draft_has_none(otter: Login, clock: StandingClock) -> None:
    drafts.keep(otter.actor, "reply", "7", "", "Begun", now=clock())
    slot = bytes(Draft.get().slot)
    texts = ("reply", "7", "", "Begun", clock().isoformat())
    old = sealed.seal(otter.actor.member_id, "draft", slot, *texts)
    Draft.update(sealed=old.sealed).execute()
    found = drafts.find(otter.actor, otter.key, "reply", "7")
    assert found is not None and (found.warning, found.body) == ("", "Begun")


def test_folding_is_a_setting(otter: Login) -> None:
    assert not preferences.of(otter.actor).folds_warnings
    preferences.choose(otter.actor, PreferenceView("lean", folds_warnings=True))
    assert preferences.of(otter.actor).folds_warnings
