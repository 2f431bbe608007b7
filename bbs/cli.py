"""The sysop's command line."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from bbs import config, wiring
from bbs.clock import utc_now
from bbs.errors import BBSError
from bbs.policy import Actor, Role
from bbs.services import boards, greetings, members, recovery, seed
from bbs.ssh.daemon import Daemon

HOST = Actor(0, "host", Role.SYSOP)
"""Whoever may run commands on the server's host may do what a sysop may."""


@contextmanager
def _told() -> Iterator[None]:
    """Errors as one line on standard error, and status 1."""
    try:
        yield
    except BBSError as error:
        raise click.ClickException(error.message) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file; bbs.toml in the working directory otherwise.",
)
@click.version_option(package_name="lamplight", message="%(version)s")
@click.pass_context
def main(context: click.Context, path: Path | None) -> None:
    """Lamplight: an anonymous support community, served over SSH."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("bbs").setLevel(logging.INFO)
    os.umask(0o077)  # Whatever we write is for the account that runs us.
    with _told():
        context.obj = config.load(path)


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0: a free one.")
@click.option("--demo", is_flag=True, help="A throw-away house full of people, to look around in.")
@click.pass_obj
def serve(settings: config.Settings, host: str | None, port: int | None, demo: bool) -> None:
    """Accept connections until SIGTERM, SIGINT or SIGHUP."""
    settings = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    with _told():
        if not demo:
            with wiring.house(settings):
                asyncio.run(wiring.serve(settings, _announce))
            return
        with tempfile.TemporaryDirectory(prefix="lamplight-demo-") as folder:
            _serve_demo(
                replace(
                    settings,
                    home=Path(folder),
                    data_dir=Path("data"),
                    hostkey_dir=Path("hostkeys"),
                    database_url="",
                    demo=True,
                )
            )


def _serve_demo(settings: config.Settings) -> None:
    with wiring.house(settings):
        say("A community for trial is being made up. Nobody in it is real.")
        plan = seed.Plan(members=300, boards=30, threads=400, posts=4_000, rng_seed=1)
        seed.plant(plan, now=utc_now())
        ready = seed.ready_members(utc_now())
        say("Ready members, with their passphrases:")
        for handle, passphrase in ready:
            say(f"  {handle}   {passphrase}")
        asyncio.run(wiring.serve(settings, partial(_announce, is_demo=True)))


def _announce(
    daemon: Daemon, fingerprint: str, claim_code: str | None, *, is_demo: bool = False
) -> None:
    port = f"-p {daemon.port} " if daemon.port != 22 else ""
    host = "127.0.0.1" if daemon.host in ("", "0.0.0.0", "::") else daemon.host  # noqa: S104
    say(f"Host key: {fingerprint} (ED25519)")
    say("To connect:")
    say(f"  ssh {port}new@{host}      join")
    say(f"  ssh {port}guest@{host}    look around, or log in from there")
    say(f"  ssh {port}HANDLE@{host}   log in")
    if claim_code is not None:
        say("There is no sysop yet. Whoever signs up with this claim code is the first one:")
        say(f"  {claim_code}")
        if not is_demo:  # The command knows nothing of the demo's house.
            command = _own_command()
            say(f"or, on this host: {command} member add HANDLE --role sysop --passphrase-file -")
    click.echo(f"ready {daemon.host}:{daemon.port}")
    sys.stdout.flush()


def _own_command() -> str:
    if Path(sys.argv[0]).name != "__main__.py":
        return "bbs"
    return f"{os.path.relpath(sys.executable)} -m bbs"


def say(words: str) -> None:
    """A line for whoever sits at the server's terminal."""
    click.echo(words, err=True)


@main.group()
def member() -> None:
    """Members of the community."""


@member.command("add")
@click.argument("handle")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if role is not Role.GUEST]),
    default=Role.MEMBER.value,
    show_default=True,
)
@click.option(
    "--passphrase-file", required=True, type=click.File("r"), help="Its first line; - for stdin."
)
@click.pass_obj
def add_member(settings: config.Settings, handle: str, role: str, passphrase_file: object) -> None:
    """Add a member, who has accepted the house rules on your word."""
    passphrase = passphrase_file.readline().rstrip("\r\n")  # type: ignore[attr-defined]
    with _told(), wiring.house(settings):
        code = members.add(HOST, handle, passphrase, Role(role), now=utc_now())
    say(f"{handle} is a {role} now. Their recovery code, which is shown this once:")
    click.echo(code)


@member.command("recover")
@click.argument("handle")
@click.option("--yes", "is_sure", is_flag=True, help="Don't ask whether you are sure.")
@click.pass_obj
def recover_member(settings: config.Settings, handle: str, is_sure: bool) -> None:
    """Make a code that lets a member in who lost passphrase and recovery code."""
    with _told(), wiring.house(settings):
        members.id_of(handle)
        say(recovery.STAYS_CLOSED)
        say("Give the code to nobody but them: whoever has it can take the handle over.")
        if not is_sure:
            click.confirm("Go on?", abort=True, err=True)
        code = recovery.offer_reset(HOST, handle, now=utc_now())
    say(
        f"Good once, within {recovery.RESET_HOURS} hours: connect as guest@, then "
        '"Log in with the recovery code". This is shown this once:'
    )
    click.echo(code)


@main.command("seed")
@click.option("--members", "members_", type=click.IntRange(1), default=1_000, show_default=True)
@click.option("--boards", type=click.IntRange(1), default=40, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=1_000, show_default=True)
@click.option("--posts", type=click.IntRange(1), default=10_000, show_default=True)
@click.option("--rng-seed", type=int, default=1, show_default=True, help="The same seed: the same.")
@click.pass_obj
def plant_seed(
    settings: config.Settings, members_: int, boards: int, threads: int, posts: int, rng_seed: int
) -> None:
    """Fill the database with a made-up community, for trials and benchmarks."""
    plan = seed.Plan(members_, boards, threads, posts, rng_seed)
    with _told(), wiring.house(settings):
        planted = seed.plant(plan, now=utc_now(), tell=say)
    say(
        f"Made {planted.members:,} members, and {planted.threads:,} threads with "
        f"{planted.posts:,} posts on {planted.boards:,} boards."
    )


@main.group()
def board() -> None:
    """Boards of the community."""


@board.command("greet")
@click.argument("slugs", metavar="[BOARD]...", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="On every board.")
@click.pass_obj
def open_greeting(settings: config.Settings, slugs: tuple[str, ...], is_all: bool) -> None:
    """Begin a board's thread in which newcomers say hello, in the first sysop's name."""
    if bool(slugs) == is_all:
        raise click.UsageError("Name boards by their short names, or say --all.")
    with _told(), wiring.house(settings):
        wanted = slugs or [each.slug for each in boards.listing(HOST)]
        for slug in wanted:
            click.echo(f"{slug}: thread {greetings.open_(HOST, slug, now=utc_now())}")
