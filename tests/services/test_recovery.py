"""A sysop's code, and a new recovery code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bbs import sealing
from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Credential, ResetCode
from bbs.policy import Action, Actor, Role
from bbs.services import audit, credentials, drafts, keys, letters, recovery
from bbs.services.credentials import Login
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.tables import dump, on_disk

NEW = "nine brown herons rest"
CHIEF = Actor(0, "host", Role.SYSOP)
BLOB = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Login:
    """quiet-otter, with a letter from brave-wren, a draft and a key."""
    login = join("quiet-otter")
    letters.send(join("brave-wren").actor, "quiet-otter", "Hello", "Dear otter", now=clock())
    drafts.keep(login.actor, "thread", "stress", "Begun", "Words", now=clock())
    keys.register(login.actor.member_id, BLOB, "laptop", now=clock())
    return login


def reset(clock: StandingClock) -> str:
    return recovery.offer_reset(CHIEF, "Quiet-Otter", now=clock())


def test_a_sysop_s_code_lets_in_anew_and_old_letters_stay_closed(
    otter: Login, join: Join, clock: StandingClock
) -> None:
    code = reset(clock)
    assert recovery.is_reset(code) and recovery.check("quiet-otter", code, now=clock())
    back = recovery.recover("quiet-otter", code.lower().replace("-", " "), NEW, now=clock())
    actor, key = back.login.actor, back.login.key
    assert actor == otter.actor and key is not None
    assert back.login.came_by == "a sysop's code"
    assert Credential.get_by_id(actor.member_id).key_number == 2
    closed = letters.read(actor, key, 1)
    assert (closed.sender, closed.subject, closed.body) == ("?", "(stays closed)", letters.CLOSED)
    assert drafts.count(actor) == 0, "nobody could open them"
    assert [each.comment for each in keys.own(actor)] == ["laptop"]
    # What comes from now on can be read, also after the new recovery code was used.
    third = join("old-lantern").actor
    letters.send(third, "quiet-otter", "Now", "Dear otter, again", now=clock())
    assert letters.read(actor, key, 2).body == "Dear otter, again"
    again = recovery.recover("quiet-otter", back.recovery_code, "four grey geese", now=clock())
    assert letters.read(actor, again.login.key, 2).body == "Dear otter, again"
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None
    assert credentials.log_in("quiet-otter", "four grey geese") is not None


def test_a_sysop_s_code_is_good_once(otter: Login, clock: StandingClock) -> None:
    code = reset(clock)
    recovery.recover("quiet-otter", code, NEW, now=clock())
    before = dump()
    with pytest.raises(Refused, match="no longer good"):
        recovery.recover("quiet-otter", code, "four grey geese", now=clock())
    after = dump()
    del before["arrival"], after["arrival"]
    assert after == before


def test_of_two_who_use_it_at_once_one_is_refused(
    otter: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = reset(clock)
    row = recovery._by_reset_code("quiet-otter", code, clock())
    recovery.recover("quiet-otter", code, NEW, now=clock())
    monkeypatch.setattr(recovery, "_by_reset_code", lambda *_: row)
    with pytest.raises(Refused):
        recovery.recover("quiet-otter", code, "four grey geese", now=clock())
    assert credentials.log_in("quiet-otter", NEW) is not None


@pytest.mark.parametrize(("hours", "is_good"), [(71, True), (72, False), (1000, False)])
def test_a_sysop_s_code_is_good_for_three_days(
    otter: Login, clock: StandingClock, hours: int, is_good: bool
) -> None:
    code = reset(clock)
    clock.pass_(hours=hours)
    if is_good:
        assert recovery.check("quiet-otter", code, now=clock())
    else:
        with pytest.raises(Refused, match="no longer good"):
            recovery.check("quiet-otter", code, now=clock())


def test_a_newer_code_takes_the_older_one_s_place(otter: Login, clock: StandingClock) -> None:
    old, new = reset(clock), reset(clock)
    with pytest.raises(Refused):
        recovery.check("quiet-otter", old, now=clock())
    assert recovery.check("quiet-otter", new, now=clock())


def test_who_comes_in_by_passphrase_needs_no_code_any_more(
    otter: Login, clock: StandingClock
) -> None:
    code = reset(clock)
    credentials.log_in_with_key("quiet-otter", BLOB)
    assert recovery.check("quiet-otter", code, now=clock()), "a key is no passphrase"
    credentials.log_in("quiet-otter", "not this one")
    assert recovery.check("quiet-otter", code, now=clock())
    credentials.log_in("quiet-otter", PASSPHRASE)
    with pytest.raises(Refused):
        recovery.check("quiet-otter", code, now=clock())


def test_another_s_code_or_an_unknown_handle_get_the_same_words(
    otter: Login, join: Join, clock: StandingClock
) -> None:
    join("old-lantern")
    code, words = reset(clock), set()
    for handle in ("old-lantern", "nobody-here", ""):
        with pytest.raises(Refused) as refused:
            recovery.check(handle, code, now=clock())
        words.add(refused.value.message)
    with pytest.raises(Refused) as refused:
        recovery.check("quiet-otter", sealing.new_recovery_code(), now=clock())
    assert words == {refused.value.message}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.PROFESSIONAL, Role.SYSOP])
def test_nobody_but_a_sysop_gives_codes(otter: Login, clock: StandingClock, role: Role) -> None:
    # What a session was when it began is no matter: what its member is now counts.
    with pytest.raises(Refused, match="sysop"):
        recovery.offer_reset(replace(otter.actor, role=role), "quiet-otter", now=clock())
    assert not ResetCode.select().exists()
    assert not audit.listing(CHIEF, limit=5).rows
    with pytest.raises(NotFound, match="nobody-here"):
        recovery.offer_reset(CHIEF, "nobody-here", now=clock())


def test_the_log_tells_who_gave_a_code_to_whom(otter: Login, clock: StandingClock) -> None:
    reset(clock)
    (entry,) = audit.listing(CHIEF, limit=5).rows
    assert (entry.by, entry.does, entry.about) == ("host", Action.RESET_MEMBER, "quiet-otter")


def test_the_code_is_kept_as_a_keyed_tag_alone(
    otter: Login, clock: StandingClock, tmp_path: Path
) -> None:
    code = reset(clock)
    kept = on_disk(tmp_path)
    for form in (code, code.replace("-", ""), code.lower(), code.replace("-", "").lower()):
        assert form.encode() not in kept
    assert bytes(ResetCode.get().tag) in kept


def test_a_new_recovery_code_takes_the_old_one_s_place(otter: Login, clock: StandingClock) -> None:
    with pytest.raises(Invalid, match="not the passphrase"):
        credentials.new_recovery_code(otter.actor, "not this one")
    first = credentials.new_recovery_code(otter.actor, PASSPHRASE)
    second = credentials.new_recovery_code(otter.actor, PASSPHRASE)
    with pytest.raises(Refused):
        recovery.recover("quiet-otter", first, NEW, now=clock())
    back = recovery.recover("quiet-otter", second, NEW, now=clock())
    assert letters.read(otter.actor, back.login.key, 1).body == "Dear otter"
