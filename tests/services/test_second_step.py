"""One-time codes after the passphrase."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bbs.errors import Invalid, Refused
from bbs.models import SecondStep
from bbs.policy import GUEST
from bbs.services import arrivals, credentials, keys, letters, recovery, second_step
from bbs.services.credentials import Login
from tests import codes
from tests.codes import wrong
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.tables import dump, on_disk

NEW = "nine brown herons rest"


def code_at(secret: str, clock: StandingClock, steps: int = 0) -> str:
    return codes.code_at(secret, clock(), steps)


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def secret(otter: Login, clock: StandingClock) -> str:
    """The secret of a second step that is on; the code of that time is used up."""
    made = second_step.new_secret(otter.actor).secret
    code = code_at(made, clock)
    second_step.switch_on(otter.actor, PASSPHRASE, made, code, now=clock())
    return made


def halfway() -> Login:
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    assert login is not None
    return login


def test_the_secret_is_what_apps_take(otter: Login) -> None:
    view = second_step.new_secret(otter.actor)
    parts = urlsplit(view.uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Lamplight:quiet-otter"
    told = parse_qs(parts.query)
    assert told["secret"] == [view.secret.replace(" ", "")] and told["issuer"] == ["Lamplight"]
    assert len(base64.b32decode(told["secret"][0])) == 20
    assert view.secret not in repr(view) and told["secret"][0] not in repr(view)
    assert not SecondStep.select().exists(), "nothing is kept before a code was seen"


def test_a_code_is_asked_for_after_the_passphrase(secret: str, clock: StandingClock) -> None:
    clock.pass_(minutes=5)
    login = halfway()
    assert (login.actor, login.key) == (GUEST, None), "whoever forgets to ask lets nobody in"
    whole = second_step.complete(login, code_at(secret, clock), now=clock())
    assert whole.actor.handle == "quiet-otter" and whole.key is not None
    assert whole.halfway is None
    assert credentials.log_in("quiet-otter", "not this one") is None
    assert credentials.log_in("nobody-here", PASSPHRASE) is None


def test_a_log_in_counts_when_it_is_whole(otter: Login, secret: str, clock: StandingClock) -> None:
    clock.pass_(minutes=5)
    halfway()
    with pytest.raises(Invalid):
        second_step.complete(halfway(), wrong(code_at(secret, clock)), now=clock())
    second_step.complete(halfway(), code_at(secret, clock), now=clock())
    told = arrivals.tell(otter.actor)
    assert (told.logins, told.wrong, told.codes) == (0, 0, 1)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(secret: str, clock: StandingClock, steps: int) -> None:
    clock.pass_(minutes=5)
    second_step.complete(halfway(), f" {code_at(secret, clock, steps)} ", now=clock())


@pytest.mark.parametrize("steps", [-2, 2, 100])
def test_but_not_more(secret: str, clock: StandingClock, steps: int) -> None:
    clock.pass_(minutes=5)
    with pytest.raises(Invalid, match="not right, or was used"):
        second_step.complete(halfway(), code_at(secret, clock, steps), now=clock())


@pytest.mark.parametrize("typed", ["", "1", "abcdef", "0" * 5_000, "１２３４５６"])
def test_what_is_no_code(secret: str, clock: StandingClock, typed: str) -> None:
    with pytest.raises(Invalid):
        second_step.complete(halfway(), typed, now=clock())


def test_a_code_is_good_once_and_none_before_it(secret: str, clock: StandingClock) -> None:
    with pytest.raises(Invalid):
        second_step.complete(halfway(), code_at(secret, clock), now=clock())
    clock.pass_(minutes=5)
    code, before = code_at(secret, clock), code_at(secret, clock, -1)
    second_step.complete(halfway(), code, now=clock())
    for used in (code, before):
        with pytest.raises(Invalid, match="used already"):
            second_step.complete(halfway(), used, now=clock())
    clock.pass_(seconds=30)
    second_step.complete(halfway(), code_at(secret, clock), now=clock())


def test_many_wrong_codes_wait_for_an_hour(secret: str, clock: StandingClock) -> None:
    clock.pass_(minutes=5)
    login = halfway()
    for _ in range(second_step.MOST_WRONG):
        with pytest.raises(Invalid):
            second_step.complete(login, wrong(code_at(secret, clock)), now=clock())
    with pytest.raises(Refused, match="in 60 minutes"):
        second_step.complete(login, code_at(secret, clock), now=clock())
    clock.pass_(minutes=40)
    with pytest.raises(Refused, match="in 20 minutes"):
        second_step.complete(login, code_at(secret, clock), now=clock())
    clock.pass_(minutes=20)
    second_step.complete(login, code_at(secret, clock), now=clock())


def test_a_clock_that_was_set_back_locks_nobody_out(secret: str, clock: StandingClock) -> None:
    clock.pass_(minutes=5)
    for _ in range(second_step.MOST_WRONG):
        with pytest.raises(Invalid):
            second_step.complete(halfway(), wrong(code_at(secret, clock)), now=clock())
    SecondStep.update(last_step=0).execute()
    clock.pass_(days=-1)
    second_step.complete(halfway(), code_at(secret, clock), now=clock())


@pytest.mark.parametrize(
    ("passphrase", "is_secret_whole", "is_code_right", "field"),
    [("not this one", True, True, "passphrase"), (PASSPHRASE, False, True, "secret"),
     (PASSPHRASE, True, False, "code")],
)  # fmt: skip
def test_switching_on_asks_for_passphrase_and_code(
    otter: Login, clock: StandingClock, passphrase: str, is_secret_whole: bool,
    is_code_right: bool, field: str,
) -> None:  # fmt: skip
    made = second_step.new_secret(otter.actor).secret
    code = code_at(made, clock) if is_code_right else wrong(code_at(made, clock))
    before = dump()
    with pytest.raises(Invalid) as refused:
        second_step.switch_on(
            otter.actor, passphrase, made if is_secret_whole else made[:9], code, now=clock()
        )
    assert refused.value.field == field
    after = dump()
    is_counted = after.pop("arrival") != before.pop("arrival")
    assert is_counted == (field == "passphrase"), "a wrong passphrase is told to the member"
    assert after == before and not second_step.is_on(otter.actor)


def test_switching_off_asks_for_the_passphrase(otter: Login, secret: str) -> None:
    with pytest.raises(Invalid):
        second_step.switch_off(otter.actor, "not this one")
    assert second_step.is_on(otter.actor)
    second_step.switch_off(otter.actor, PASSPHRASE)
    assert not second_step.is_on(otter.actor)
    assert halfway().actor == otter.actor and halfway().halfway is None


def test_recovery_switches_it_off_and_who_waits_at_the_code_is_not_let_in(
    join: Join, clock: StandingClock, otter: Login, secret: str
) -> None:
    recovery_code = credentials.new_recovery_code(otter.actor, PASSPHRASE)
    thief = halfway()
    back = recovery.recover("quiet-otter", recovery_code, NEW, now=clock())
    assert back.login.actor == otter.actor
    with pytest.raises(Refused, match="log in again"):
        second_step.complete(thief, code_at(secret, clock, 1), now=clock())
    login = credentials.log_in("quiet-otter", NEW)
    assert login is not None and login.halfway is None


def test_a_key_is_asked_for_no_code(otter: Login, secret: str, clock: StandingClock) -> None:
    blob = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32
    keys.register(otter.actor.member_id, blob, "", now=clock())
    login = credentials.log_in_with_key("quiet-otter", blob)
    assert login is not None and login.actor == otter.actor
    letters.send(otter.actor, _wren(clock), "Hello", "Dear wren", now=clock())
    assert credentials.open_chest(otter.actor, PASSPHRASE) is not None


def _wren(clock: StandingClock) -> str:
    from bbs.services import members

    newcomer = members.Newcomer("brave-wren", PASSPHRASE, True, True, True)
    return members.sign_up(newcomer, now=clock()).login.actor.handle


def test_the_secret_is_not_kept_as_it_is(secret: str, tmp_path: Path) -> None:
    kept, bare = on_disk(tmp_path), secret.replace(" ", "")
    assert bare.encode() not in kept and base64.b32decode(bare) not in kept
    assert bytes(SecondStep.get().secret) in kept
