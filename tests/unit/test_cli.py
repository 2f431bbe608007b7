"""The sysop's command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bbs import db
from bbs.cli import _announce, main
from bbs.clock import utc_now
from bbs.config import Settings
from bbs.models import Member
from bbs.services import credentials, recovery
from bbs.ssh.daemon import Daemon
from bbs.ssh.gate import Gate
from bbs.ssh.session import Sessions


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BBS_ARGON2_MEMORY_KIB", "64")
    yield tmp_path
    db.database.close()


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=typed)


def test_a_member_is_added_with_a_role(home: Path) -> None:
    typed = "seven quiet herons wade\n"
    done = run(
        "member", "add", "old-lantern", "--role", "sysop", "--passphrase-file", "-", typed=typed
    )
    assert done.exit_code == 0, done.output
    assert len(done.stdout.strip().split("-")) == 7
    with db.database.connection_context():
        assert Member.get(Member.handle == "old-lantern").role == "sysop"
        assert credentials.log_in("old-lantern", "seven quiet herons wade") is not None


def test_a_refusal_is_one_line_and_status_1(home: Path) -> None:
    for handle, passphrase, reason in (
        ("guest", "seven quiet herons wade", "kept for the house"),
        ("old-lantern", "short", "8 characters"),
    ):
        done = run("member", "add", handle, "--passphrase-file", "-", typed=passphrase + "\n")
        assert done.exit_code == 1
        assert reason in done.stderr and "Traceback" not in done.output


def test_files_are_for_the_owner_only(home: Path) -> None:
    run("member", "add", "old-lantern", "--passphrase-file", "-", typed="seven quiet herons wade\n")
    for folder in (home / "data", home / "hostkeys"):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_a_reset_is_said_what_it_does_before_and_asked_for(home: Path) -> None:
    typed = "seven quiet herons wade\n"
    run("member", "add", "old-lantern", "--passphrase-file", "-", typed=typed)
    refused = run("member", "recover", "old-lantern", typed="n\n")
    assert refused.exit_code == 1 and refused.stdout == ""
    assert "stay closed for good" in refused.stderr
    done = run("member", "recover", "Old-Lantern", typed="y\n")
    assert done.exit_code == 0, done.output
    assert done.stderr.index("stay closed for good") < done.stderr.index("Go on?")
    code = done.stdout.strip()
    with db.database.connection_context():
        assert recovery.check("old-lantern", code, now=utc_now())
    again = run("member", "recover", "old-lantern", "--yes")
    assert again.exit_code == 0 and again.stdout.strip() != code
    nobody = run("member", "recover", "nobody-here", "--yes")
    assert nobody.exit_code == 1 and "no member named nobody-here" in nobody.stderr


def test_wrong_usage_is_status_2(home: Path) -> None:
    assert run("member", "add", "old-lantern").exit_code == 2
    assert run("seed", "--posts", "none").exit_code == 2


def test_a_bad_setting_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBS_PORT", "harbour")
    done = run("serve")
    assert done.exit_code == 1 and "port is a whole number" in done.stderr


def test_seed_makes_a_community_that_can_not_log_in(home: Path) -> None:
    words = ("--members", "20", "--boards", "3", "--threads", "10", "--posts", "40")
    done = run("seed", *words)
    assert done.exit_code == 0, done.output
    assert "Made 20 members, and 10 threads with 40 posts on 3 boards." in done.stderr
    with db.database.connection_context():
        assert Member.select().where(Member.is_seeded).count() == 20


@pytest.mark.parametrize("is_demo", [False, True])
def test_the_demo_names_no_command_for_the_real_house(
    is_demo: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon = Daemon("127.0.0.1", 2222, Sessions(), Gate(Settings()))
    _announce(daemon, "SHA256:x", "AAAA-BBBB-CCCC", is_demo=is_demo)
    said = capsys.readouterr().err
    assert "AAAA-BBBB-CCCC" in said
    assert ("member add" in said) is not is_demo


def test_a_thread_to_say_hello_in_is_opened_once(home: Path) -> None:
    typed = "seven quiet herons wade\n"
    assert "no sysop yet" in run("board", "greet", "anxiety").stderr
    run("member", "add", "old-lantern", "--role", "sysop", "--passphrase-file", "-", typed=typed)
    done = run("board", "greet", "anxiety", "stress")
    assert (done.exit_code, done.stdout) == (0, "anxiety: thread 1\nstress: thread 2\n")
    assert run("board", "greet", "anxiety").stdout == "anxiety: thread 1\n"
    assert run("board", "greet", "--all").stdout.count(": thread ") == 67
    assert run("board", "greet").exit_code == run("board", "greet", "x", "--all").exit_code == 2
    assert "no such board" in run("board", "greet", "nowhere").stderr
