"""How a line is taken apart, and what is said of one that can't be."""

from __future__ import annotations

from argparse import ArgumentParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs.commands import registry
from bbs.commands.command import Command, words
from tests.commands.desk import Desk
from tests.tables import dump


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", []),
        ("  post   back-pain ", ["post", "back-pain"]),
        ('post stress --title "Two words"', ["post", "stress", "--title", "Two words"]),
        ("post stress --title 'Two words'", ["post", "stress", "--title", "Two words"]),
        ('post stress --title="Two words"', ["post", "stress", "--title=Two words"]),
        ("post stress --title I don't know", ["post", "stress", "--title", "I", "don't", "know"]),
        ("the boys' room", ["the", "boys'", "room"]),
        ('an open "quote', ["an", "open", '"quote']),
        ("$(reboot) `id` ; ls | cat > x", ["$(reboot)", "`id`", ";", "ls", "|", "cat", ">", "x"]),
    ],
)
def test_words(line: str, found: list[str]) -> None:
    assert words(line) == found


@given(st.text())
def test_any_line_has_words_and_loses_nothing_but_quotes_and_blanks(line: str) -> None:
    kept = "".join("".join(words(line)).split())
    bare = "".join(line.split())
    assert [c for c in kept if c not in "\"'"] == [c for c in bare if c not in "\"'"]


WRONG = [
    "nonsense", "read", "read x", "read 0", "read -1", "read 1 2", "read ٣", "read 1e3",
    "read 99999999999999999999999999", f"read {'9' * 5000}", f"threads stress --page {'9' * 18}",
    "threads", "threads stress --page 0", "threads stress --pag 2", "join",
    "post", "post stress", "post --title Words", "mail open 1", "mail read", "mail read x",
    "mail send", "mail send brave-wren", "mail delete", "unblock", "keys swap 1", "keys remove",
    "keys remove x", "keys remove 1 2", "draft read", "draft read x", "settings shoes 3",
    "settings face", "packet confirm", "packet confirm x", "packet --format tar",
    "packet --since yesterday", "packet --max-kib 0", "delete-account", "delete-account --posts x",
    "whoami me", "help nonsense", "help a b", "boards --json=1", "edit", "delete 1 --title x",
]  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
async def test_wrong_usage_is_one_line_and_status_2(line: str, desk: Desk) -> None:
    before = dump()
    reason = await desk.refused(line, "Words\n", status=2)
    assert 10 < len(reason) < 500
    assert dump() == before


HOSTILE = ["\x1b[31mred", "\x9b5n", "a\u202eb", "x\x07\x00", "../../etc/passwd", "%s%n{}",
           "'; DROP TABLE member; --", "line\u2028break", "z" * 300_000]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["{}", "help {}", "threads {}", "join {}", "read {}", "block {}", "settings {} x",
             "mail {}", "post {} --title x", "resources {}", "mail send {} --subject x",
             "read 1 --{}", "keys add {}", "packet --since {}", "settings face {}"],
)  # fmt: skip
async def test_hostile_words_are_refused_in_one_clean_line(line: str, desk: Desk) -> None:
    before = dump()
    for name in HOSTILE:
        found = await desk.run(line.format(name), "Words\n")
        assert found.status in (1, 2) and found.out == "", name[:40]
        assert found.error.count("\n") == 1 and found.error[:-1].isprintable(), name[:40]
        assert len(found.error) < 700, name[:40]
        assert "went wrong" not in found.error, name[:40]
    assert dump() == before


async def test_help_lists_every_command_and_how_each_is_used(desk: Desk) -> None:
    listed = await desk.document("help")
    shown = [command for command in registry.COMMANDS if not command.is_hidden]
    assert [each["command"] for each in listed["commands"]] == [each.name for each in shown]
    for command in shown:
        told = (await desk.done(f"help {command.name}")).out
        assert command.usage.split("|")[0].split()[0] == command.name
        assert " ".join(f"Usage: {command.usage}".split()) in " ".join(told.split())
        assert (await desk.done(f"{command.name} --help")).out == told
        assert max(map(len, told.split("\n"))) < 80


@pytest.mark.parametrize("command", registry.COMMANDS, ids=lambda command: command.name)
def test_usage_names_all_that_is_declared(command: Command) -> None:
    parser = ArgumentParser(add_help=False)
    command.declare(parser)
    usage = command.usage
    for action in parser._actions:
        for name in action.option_strings or ([str(action.metavar)] if action.metavar else []):
            assert all(part in usage for part in name.split("|")), (name, usage)
    bare = [str(each.metavar) for each in parser._actions if not each.option_strings]
    if not command.form and "--" in usage:
        assert all(usage.index(name) < usage.index("--") for name in bare)


async def test_usage_puts_first_what_must_be_given(desk: Desk) -> None:
    form = "post BOARD --title WORDS [--warning TEXT] [--without-name|--by-name]"
    assert registry.find("post").usage == form
    assert registry.find("threads").usage == "threads BOARD [--unread] [--page N]"
    assert registry.find("read").usage == "read THREAD [--page N] [--all] [--open]"


async def test_verbs_are_known_in_capitals_and_an_empty_line_is_help(desk: Desk) -> None:
    assert (await desk.done("WHOAMI")).out == (await desk.done("whoami")).out
    assert (await desk.done("  ")).out == (await desk.done("help")).out
