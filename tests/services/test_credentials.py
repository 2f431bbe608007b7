"""Logging in, and the chest of keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbs import sealing
from bbs.errors import Invalid, Refused
from bbs.models import Credential, Member
from bbs.services import credentials, keys, letters, members, recovery, vault
from tests.helpers import CHEAP, PASSPHRASE, Join, StandingClock
from tests.tables import dump, on_disk

NEW = "nine brown herons rest"


@pytest.fixture
def stretched(monkeypatch: pytest.MonkeyPatch) -> list[sealing.Stretching]:
    """The cost of each stretching, as they happen."""
    seen: list[sealing.Stretching] = []
    stretch = sealing.stretch

    def counted(passphrase: str, salt: bytes, cost: sealing.Stretching) -> sealing.Stretched:
        seen.append(cost)
        return stretch(passphrase, salt, cost)

    monkeypatch.setattr(sealing, "stretch", counted)
    return seen


def with_letter(join: Join, clock: StandingClock) -> credentials.Login:
    """quiet-otter, with a letter from brave-wren."""
    otter = join("quiet-otter")
    letters.send(join("brave-wren").actor, "quiet-otter", "Hello", "Dear otter", now=clock())
    return otter


def opens_letter(login: credentials.Login) -> bool:
    return letters.read(login.actor, login.key, 1).body == "Dear otter"


@pytest.mark.parametrize("handle", ["quiet-otter", "Quiet-OTTER"])
def test_the_passphrase_lets_in_and_opens_letters(
    join: Join, clock: StandingClock, handle: str
) -> None:
    otter = with_letter(join, clock)
    login = credentials.log_in(handle, PASSPHRASE)
    assert login is not None and login.actor == otter.actor
    assert opens_letter(login)
    assert "key" not in repr(login)


@pytest.mark.parametrize("handle", ["quiet-otter", "brave-wren", "", "x" * 5_000, "sysop"])
def test_a_wrong_one_costs_the_same_work_whoever_it_is(
    join: Join, stretched: list[sealing.Stretching], handle: str
) -> None:
    join("quiet-otter")
    stretched.clear()
    assert credentials.log_in(handle, PASSPHRASE + "!") is None
    assert stretched == [CHEAP]


def test_a_passphrase_is_taken_in_its_normal_form(join: Join) -> None:
    join("quiet-otter")
    assert credentials.log_in("quiet-otter", PASSPHRASE.replace(" ", "\u00a0")) is not None
    assert credentials.log_in("quiet-otter", PASSPHRASE.upper()) is None


def test_another_house_has_another_pepper(join: Join) -> None:
    join("quiet-otter")
    vault.bind(vault.Vault(pepper=b"q" * 32, cost=CHEAP))
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None


def test_a_new_cost_is_taken_up_at_the_next_login(
    join: Join, clock: StandingClock, stretched: list[sealing.Stretching]
) -> None:
    with_letter(join, clock)
    dear = sealing.Stretching(time=2, memory_kib=128, lanes=1)
    vault.bind(vault.Vault(pepper=b"p" * 32, cost=dear))
    stretched.clear()
    assert credentials.log_in("quiet-otter", "wrong passphrase") is None
    assert credentials.log_in("quiet-otter", PASSPHRASE) is not None
    assert stretched == [CHEAP, CHEAP, dear]
    stretched.clear()
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    assert stretched == [dear]
    assert login is not None and opens_letter(login)


def test_a_new_passphrase_keeps_letters_and_recovery_code(join: Join, clock: StandingClock) -> None:
    otter = with_letter(join, clock).actor
    credentials.change_passphrase(otter, PASSPHRASE, NEW)
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None
    login = credentials.log_in("quiet-otter", NEW)
    assert login is not None and opens_letter(login)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong", NEW, "old"), (PASSPHRASE, "short", "passphrase"),
     (PASSPHRASE, "quiet-otter", "passphrase")],
)  # fmt: skip
def test_a_change_that_is_refused_changes_nothing(
    join: Join, old: str, new: str, field: str
) -> None:
    otter, before = join("quiet-otter").actor, dump()
    with pytest.raises(Invalid) as refused:
        credentials.change_passphrase(otter, old, new)
    assert refused.value.field == field
    after = dump()
    # A passphrase that was wrong is told to the member, whoever sits there.
    assert len(after.pop("arrival")) == (field == "old") and not before.pop("arrival")
    assert after == before


def test_the_recovery_code_gives_a_new_passphrase_and_keeps_letters(
    house: None, join: Join, clock: StandingClock
) -> None:
    otter = members.Newcomer(
        "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    code = members.sign_up(otter, now=clock()).recovery_code
    letters.send(join("brave-wren").actor, "quiet-otter", "Hello", "Dear otter", now=clock())
    assert not recovery.check("Quiet-Otter", code.lower().replace("-", ""), now=clock())
    for _ in range(2):  # It stays good.
        typed = code.lower().replace("-", "")
        back = recovery.recover("Quiet-Otter", typed, NEW, now=clock())
        assert opens_letter(back.login) and back.recovery_code == ""
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None
    login = credentials.log_in("quiet-otter", NEW)
    assert login is not None and opens_letter(login)


def test_a_recovery_that_is_refused_changes_nothing_but_is_counted(
    join: Join, clock: StandingClock
) -> None:
    join("quiet-otter")
    before = dump()
    for handle in ("quiet-otter", "brave-wren"):
        for code in (sealing.new_recovery_code(), "nonsense", ""):
            with pytest.raises(Refused, match="don't belong together"):
                recovery.recover(handle, code, NEW, now=clock())
            with pytest.raises(Refused, match="don't belong together"):
                recovery.check(handle, code, now=clock())
    with pytest.raises(Invalid):
        recovery.recover("quiet-otter", sealing.new_recovery_code(), "short", now=clock())
    after = dump()
    assert after.pop("arrival") and not before.pop("arrival")
    assert after == before


def test_a_key_opens_the_door_and_the_passphrase_the_letters(
    join: Join, clock: StandingClock
) -> None:
    otter = with_letter(join, clock).actor
    blob = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32
    keys.register(otter.member_id, blob, "", now=clock())
    login = credentials.log_in_with_key("Quiet-Otter", blob)
    assert login == credentials.Login(otter, came_by=f"key {keys.fingerprint(blob)}")
    assert credentials.log_in_with_key("brave-wren", blob) is None
    assert credentials.log_in_with_key("quiet-otter", blob[:-1] + b"x") is None
    with pytest.raises(Invalid, match="not the passphrase"):
        credentials.open_chest(otter, "wrong")
    assert opens_letter(credentials.Login(otter, credentials.open_chest(otter, PASSPHRASE)))


def test_seeded_members_are_let_in_only_where_the_vault_says_so(
    house: None, clock: StandingClock
) -> None:
    otter = members.Newcomer(
        "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    welcomed = members.sign_up(otter, now=clock())
    blob = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32
    keys.register(welcomed.login.actor.member_id, blob, "", now=clock())
    Member.update(is_seeded=True).execute()
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None
    assert credentials.log_in_with_key("quiet-otter", blob) is None
    with pytest.raises(Refused):
        recovery.recover("quiet-otter", welcomed.recovery_code, NEW, now=clock())
    vault.bind(vault.Vault(pepper=b"p" * 32, cost=CHEAP, lets_seeded_in=True))
    assert credentials.log_in("quiet-otter", PASSPHRASE) is not None
    assert credentials.log_in_with_key("quiet-otter", blob) is not None


def test_no_secret_is_kept(house: None, clock: StandingClock, tmp_path: Path) -> None:
    otter = members.Newcomer(
        "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    code = members.sign_up(otter, now=clock()).recovery_code
    row = Credential.get()
    stretched = sealing.stretch(PASSPHRASE, bytes(row.salt), CHEAP)
    recovery = sealing.recovery_key(code)
    assert recovery is not None
    kept = on_disk(tmp_path)
    for secret in (
        PASSPHRASE.encode(), code.encode(), code.replace("-", "").encode(), stretched.auth,
        stretched.kek, recovery, vault.current().pepper,
    ):  # fmt: skip
        assert secret not in kept
    # The same look finds what is kept indeed.
    for kept_value in (b"quiet-otter", bytes(row.salt), bytes(row.verifier)):
        assert kept_value in kept
