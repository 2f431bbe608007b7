"""Correspondents' keys: seen once, and another one is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbs.errors import KeyChanged, NotFound
from bbs.models import Credential, Letter, Pin
from bbs.policy import Actor, Role
from bbs.services import credentials, letters, pins, recovery
from bbs.services.credentials import Login
from tests.helpers import Join, StandingClock
from tests.tables import on_disk

CHIEF = Actor(0, "host", Role.SYSOP)


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


def send(sender: Login, to: str, clock: StandingClock, *, accepts_new_key: bool = False) -> int:
    return letters.send(
        sender.actor, to, "Hello", "Words", accepts_new_key=accepts_new_key, now=clock()
    )


def let_in_anew(handle: str, clock: StandingClock) -> Login:
    code = recovery.offer_reset(CHIEF, handle, now=clock())
    return recovery.recover(handle, code, "nine brown herons rest", now=clock()).login


def test_who_has_written_is_warned_before_they_write_to_a_new_key(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    send(otter, "brave-wren", clock)
    send(otter, "Brave-Wren", clock)
    first = pins.look(otter.actor, "brave-wren")
    assert not first.has_changed and len(first.fingerprint) == 19
    let_in_anew("brave-wren", clock)
    sent = Letter.select().count()
    with pytest.raises(KeyChanged, match="brave-wren has a new key"):
        send(otter, "BRAVE-wren", clock)
    assert Letter.select().count() == sent
    second = pins.look(otter.actor, "brave-wren")
    assert second.has_changed and second.fingerprint != first.fingerprint
    send(otter, "brave-wren", clock, accepts_new_key=True)
    send(otter, "brave-wren", clock)
    assert not pins.look(otter.actor, "brave-wren").has_changed


def test_who_has_read_is_warned_until_they_accept(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    send(wren, "quiet-otter", clock)
    assert not letters.read(otter.actor, otter.key, 1).is_key_new
    again = let_in_anew("brave-wren", clock)
    send(again, "quiet-otter", clock)
    for _ in range(2):
        assert letters.read(otter.actor, otter.key, 2).is_key_new
    with pytest.raises(KeyChanged):
        send(otter, "brave-wren", clock)
    pins.accept(otter.actor, "brave-wren")
    assert not letters.read(otter.actor, otter.key, 2).is_key_new
    send(otter, "brave-wren", clock)


def test_who_never_wrote_to_them_is_not_warned(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    let_in_anew("brave-wren", clock)
    assert not pins.look(otter.actor, "brave-wren").has_changed
    send(otter, "brave-wren", clock)


def test_a_new_passphrase_or_recovery_is_no_new_key(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    send(otter, "brave-wren", clock)
    credentials.change_passphrase(wren.actor, "seven quiet herons wade", "nine brown herons rest")
    code = credentials.new_recovery_code(wren.actor, "nine brown herons rest")
    recovery.recover("brave-wren", code, "four grey geese", now=clock())
    send(otter, "brave-wren", clock)


def test_a_letter_that_was_sent_is_not_sent_again_by_its_token_whatever_the_key(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    number = letters.send(otter.actor, "brave-wren", "Hello", "Words", token="t", now=clock())
    let_in_anew("brave-wren", clock)
    again = letters.send(otter.actor, "brave-wren", "Hello", "Words", token="t", now=clock())
    assert again == number


def test_the_table_tells_nobody_who_writes_to_whom(
    otter: Login, wren: Login, clock: StandingClock, tmp_path: Path
) -> None:
    send(otter, "brave-wren", clock)
    row = Pin.get(Pin.member == otter.actor.member_id)
    public = bytes(Credential.get_by_id(wren.actor.member_id).public_key)
    assert bytes(row.slot) not in (b"brave-wren", b"") and bytes(row.key_tag) not in public
    assert len(bytes(row.slot)) == len(bytes(row.key_tag)) == 32
    # The same key has another tag beside another member.
    third = letters.send(wren.actor, "quiet-otter", "Hello", "Words", now=clock())
    assert third and len({bytes(each.key_tag) for each in Pin.select()}) == 2
    assert bytes(row.slot) in on_disk(tmp_path)


def test_a_writer_who_is_gone_has_no_key(otter: Login, clock: StandingClock) -> None:
    with pytest.raises(NotFound):
        pins.look(otter.actor, "brave-wren")
    assert not pins.note_reading(otter.actor.member_id, "brave-wren")
