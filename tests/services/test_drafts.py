"""Drafts: kept, sealed, and offered again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bbs.errors import Invalid, Locked, Refused
from bbs.models import Draft
from bbs.policy import GUEST
from bbs.services import drafts, threads
from bbs.services.credentials import Login
from bbs.views import DraftView
from tests.helpers import Join, StandingClock
from tests.tables import dump, on_disk

CANARIES = ("kanarienvogel", "zitronenfalter", "heidelbeere")


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


def keep(login: Login, clock: StandingClock, body: str = "Body", target: str = "7") -> None:
    drafts.keep(login.actor, "reply", target, "", body, now=clock())


def test_a_draft_comes_back(otter: Login, clock: StandingClock) -> None:
    drafts.keep(otter.actor, "thread", "back-pain", "Title", "One\n\ntwo", now=clock())
    found = drafts.find(otter.actor, otter.key, "thread", "back-pain")
    assert found == DraftView("thread", "back-pain", "Title", "One\n\ntwo", clock.now)
    assert drafts.find(otter.actor, otter.key, "thread", "anxiety") is None
    assert drafts.find(otter.actor, otter.key, "reply", "back-pain") is None
    assert "Title" not in repr(found) and "two" not in repr(found)


def test_the_newest_words_count(otter: Login, clock: StandingClock) -> None:
    keep(otter, clock, "One")
    clock.pass_(seconds=2)
    keep(otter, clock, "Two")
    found = drafts.find(otter.actor, otter.key, "reply", "7")
    assert found is not None and (found.body, found.saved_at) == ("Two", clock.now)
    assert drafts.count(otter.actor) == 1


def test_an_empty_text_and_dropping_throw_it_away(otter: Login, clock: StandingClock) -> None:
    throws: tuple[Callable[[], None], ...] = (
        lambda: keep(otter, clock, " \n"),
        lambda: drafts.drop(otter.actor, "reply", "7"),
    )
    for throw in throws:
        keep(otter, clock)
        keep(otter, clock, target="8")
        for _ in range(2):
            throw()
        assert [draft.target for draft in drafts.own(otter.actor, otter.key)] == ["8"]


def test_all_of_one_s_drafts_newest_first(otter: Login, join: Join, clock: StandingClock) -> None:
    wren = join("brave-wren")
    for target in ("1", "2", "3"):
        clock.pass_(minutes=1)
        keep(otter, clock, target=target)
    keep(wren, clock)
    assert [draft.target for draft in drafts.own(otter.actor, otter.key)] == ["3", "2", "1"]
    assert (drafts.count(otter.actor), drafts.count(wren.actor)) == (3, 1)
    assert drafts.own(otter.actor, wren.key) == (), "another's key opens nothing"


def test_nothing_of_a_draft_can_be_read_on_the_disk(
    otter: Login, clock: StandingClock, tmp_path: Path
) -> None:
    title, body, target = CANARIES
    drafts.keep(otter.actor, "letter", target, title, body, now=clock())
    kept, row = on_disk(tmp_path), Draft.get()
    assert bytes(row.slot) in kept, "the draft is on the disk indeed"
    for word in CANARIES:
        assert word.encode() not in kept
    # The same look finds what is not sealed.
    threads.start(otter.actor, "back-pain", title, f"{body} {target}", now=clock())
    assert all(word.encode() in on_disk(tmp_path) for word in CANARIES)


def test_a_slot_is_a_tag_of_its_member_s(otter: Login, join: Join, clock: StandingClock) -> None:
    keep(otter, clock)
    keep(otter, clock, target="8")
    keep(join("brave-wren"), clock)
    slots = {bytes(row.slot) for row in Draft.select()}
    assert len(slots) == 3 and {len(slot) for slot in slots} == {32}


def test_a_draft_opens_in_its_place_only(otter: Login, clock: StandingClock) -> None:
    keep(otter, clock, "One", target="1")
    keep(otter, clock, "Two", target="2")
    one, two = Draft.select()
    Draft.update(sealed=one.sealed).where(Draft.slot == two.slot).execute()
    found = [drafts.find(otter.actor, otter.key, "reply", target) for target in ("1", "2")]
    assert [each and each.body for each in found] == ["One", None]


def test_a_mebibyte_is_kept_and_no_more(otter: Login, clock: StandingClock) -> None:
    keep(otter, clock, "x" * drafts.MOST_BYTES)
    found = drafts.find(otter.actor, otter.key, "reply", "7")
    assert found is not None and len(found.body) == 1024 * 1024
    before = dump()
    for title, body in (("", "x" * (drafts.MOST_BYTES + 1)), ("é", "x" * (drafts.MOST_BYTES - 1))):
        with pytest.raises(Invalid, match=r"1,048,577 bytes long; 1,048,576 can be kept"):
            drafts.keep(otter.actor, "reply", "7", title, body, now=clock())
    assert dump() == before


def test_drafts_are_bounded(
    otter: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    keep(otter, clock, target="1")
    keep(otter, clock, target="2")
    with pytest.raises(Invalid, match="2 drafts"):
        keep(otter, clock, target="3")
    keep(otter, clock, "Changed", target="2")
    assert drafts.count(otter.actor) == 2


def test_without_a_key_drafts_are_kept_and_locked(otter: Login, clock: StandingClock) -> None:
    keep(otter, clock)
    with pytest.raises(Locked):
        drafts.find(otter.actor, None, "reply", "7")
    with pytest.raises(Locked):
        drafts.own(otter.actor, None)
    assert drafts.find(otter.actor, None, "reply", "8") is None
    assert drafts.count(otter.actor) == 1


def test_guests_have_no_drafts(house: None) -> None:
    for refuse in (lambda: drafts.count(GUEST), lambda: drafts.find(GUEST, None, "reply", "7")):
        with pytest.raises(Refused):
            refuse()


def test_whether_one_exists_is_known_without_a_key(
    otter: Login, join: Join, clock: StandingClock
) -> None:
    keep(otter, clock)
    assert drafts.exists(otter.actor, "reply", "7")
    drafts.keep(otter.actor, "letter", "Brave-Wren", "", "Words", now=clock())
    assert drafts.exists(otter.actor, "letter", "brave-wren"), "a handle in any spelling"
    for kind, target in (("reply", "8"), ("edit", "7"), ("letter", "old-lantern")):
        assert not drafts.exists(otter.actor, kind, target)
    assert not drafts.exists(join("old-lantern").actor, "reply", "7")
    drafts.drop(otter.actor, "reply", "7")
    assert not drafts.exists(otter.actor, "reply", "7")
    with pytest.raises(Refused):
        drafts.exists(GUEST, "reply", "7")
