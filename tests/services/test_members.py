"""Becoming a member."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Credential, House, Member
from bbs.policy import GUEST, Actor, Role
from bbs.services import credentials, keys, members, recovery
from bbs.services.members import Newcomer
from tests.helpers import PASSPHRASE, Join, StandingClock

OTTER = Newcomer("quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True)
CHIEF = Actor(0, "host", Role.SYSOP)


def test_a_newcomer_becomes_a_member(house: None, clock: StandingClock) -> None:
    welcomed = members.sign_up(OTTER, now=clock())
    actor = welcomed.login.actor
    assert (actor.handle, actor.role) == ("quiet-otter", Role.MEMBER)
    assert welcomed.login.key is not None
    row = Member.get_by_id(actor.member_id)
    assert row.joined_on == row.consented_on == clock().date()
    assert (row.rules_version, row.is_seeded) == (1, False)
    again = credentials.log_in("quiet-otter", PASSPHRASE)
    assert again is not None and again.actor == actor
    assert PASSPHRASE not in repr(OTTER) and welcomed.recovery_code not in repr(welcomed)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"is_adult": False}, "is_adult"),
        ({"accepts_rules": False}, "accepts_rules"),
        ({"consents": False}, "consents"),
        ({"handle": "ab"}, "handle"),
        ({"handle": "sysop"}, "handle"),
        ({"passphrase": "short"}, "passphrase"),
        ({"passphrase": "quiet-otter"}, "passphrase"),
        ({"claim_code": "ABCD-ABCD-ABCD"}, "claim_code"),
    ],
)
def test_what_is_missing_is_named_and_nobody_is_made(
    house: None, clock: StandingClock, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        members.sign_up(replace(OTTER, **change), now=clock())  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Member.select().exists() and not Credential.select().exists()


@pytest.mark.parametrize("handle", ["quiet-otter", "Quiet-OTTER", "ｑuiet-otter"])
def test_a_name_is_had_once(join: Join, handle: str) -> None:
    join("quiet-otter")
    with pytest.raises(Invalid, match="is taken") as refused:
        join(handle)
    assert refused.value.field == "handle"


@pytest.mark.parametrize("handle", ["quiet-0tter", "quietotter", "qulet-otter"])
def test_a_name_that_looks_like_another_is_refused(join: Join, handle: str) -> None:
    join("quiet-otter")
    with pytest.raises(Invalid, match="looks too much like"):
        join(handle)


def test_a_name_that_was_taken_in_the_meantime(
    join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    join("quiet-otter")
    monkeypatch.setattr(members, "check_handle", lambda raw: raw)
    with pytest.raises(Invalid, match="a moment ago"):
        members.sign_up(OTTER, now=clock())
    assert Member.select().count() == Credential.select().count() == 1


def test_a_key_that_was_offered_lets_in(house: None, clock: StandingClock) -> None:
    blob = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32
    login = members.sign_up(replace(OTTER, offered_key=blob), now=clock()).login
    assert [key.comment for key in keys.own(login.actor)] == ["from sign-up"]
    found = credentials.log_in_with_key("Quiet-Otter", blob)
    assert found is not None and found.actor == login.actor


def test_the_claim_code_makes_one_sysop(house: None, clock: StandingClock) -> None:
    assert not members.is_claim_open()
    old, code = members.offer_claim(), members.offer_claim()
    assert old and code and members.is_claim_open()
    assert code.encode() not in bytes(House.select().get().value)
    with pytest.raises(Invalid):
        members.sign_up(replace(OTTER, claim_code=old), now=clock())
    for typed in (code, f" {code.lower()} ", code.replace("-", " "), code.replace("-", "")):
        members.check_claim(typed)
    claimed = members.sign_up(replace(OTTER, claim_code=code.lower()), now=clock())
    assert claimed.login.actor.role is Role.SYSOP
    assert not members.is_claim_open()
    assert members.offer_claim() is None
    with pytest.raises(Invalid) as refused:
        members.sign_up(replace(OTTER, handle="brave-wren", claim_code=code), now=clock())
    assert refused.value.field == "claim_code"


def test_of_two_with_the_same_claim_code_one_is_the_sysop(
    house: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = members.offer_claim() or ""
    members.sign_up(replace(OTTER, claim_code=code), now=clock())
    # The other one's code was looked at before the first one's sign-up was written.
    monkeypatch.setattr(members, "_claimed_role", lambda _: Role.SYSOP)
    with pytest.raises(Invalid) as refused:
        members.sign_up(replace(OTTER, handle="brave-wren", claim_code=code), now=clock())
    assert refused.value.field == "claim_code"
    assert Member.select().count() == 1


def test_a_sysop_adds_members(house: None, clock: StandingClock) -> None:
    code = members.add(CHIEF, "old-lantern", PASSPHRASE, Role.PROFESSIONAL, now=clock())
    login = recovery.recover("old-lantern", code, "nine quiet herons wade", now=clock()).login
    assert login.actor.role is Role.PROFESSIONAL


@pytest.mark.parametrize("role", [Role.MEMBER, Role.PROFESSIONAL, Role.GUEST])
def test_nobody_else_adds_members(house: None, clock: StandingClock, role: Role) -> None:
    actor = GUEST if role is Role.GUEST else Actor(1, "otter", role)
    with pytest.raises(Refused):
        members.add(actor, "old-lantern", PASSPHRASE, Role.SYSOP, now=clock())
    assert not Member.select().exists()


def test_a_member_is_found_by_name(join: Join) -> None:
    otter = join("quiet-otter").actor
    assert members.id_of("QUIET-otter") == otter.member_id
    with pytest.raises(NotFound, match="no member named brave-wren"):
        members.id_of("brave-wren")
    with pytest.raises(NotFound) as refused:
        members.id_of("x\x1b[31m" * 100)
    assert "\x1b" not in refused.value.message and len(refused.value.message) < 60
