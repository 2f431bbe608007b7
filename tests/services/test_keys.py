"""The SSH keys that members registered."""

from __future__ import annotations

import base64

import asyncssh
import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.services import boards, credentials, drafts, home, keys, letters, posts, threads
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.tables import dump

ED25519 = asyncssh.generate_private_key("ssh-ed25519")
LINE = ED25519.export_public_key().decode().strip()
BLOB = ED25519.public_data


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521"])
def test_a_line_of_a_public_key(kind: str) -> None:
    key = asyncssh.generate_private_key(kind, comment="otter at home")
    blob, comment = keys.parse(key.export_public_key().decode())
    assert (blob, comment) == (key.public_data, "otter at home")
    assert keys.fingerprint(blob) == key.get_fingerprint()


HUGE = b"\0\0\0\x07ssh-rsa" + b"\0\0\x20\0" + b"n" * 8192


def encoded(blob: bytes) -> str:
    return base64.b64encode(blob).decode()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        f"ssh-dss {encoded(BLOB)}",
        f"command=x {LINE}",
        "ssh-ed25519 !!!!",
        LINE[:-5],
        f"ssh-ed25519 {encoded(BLOB[:-3])}",
        f"ssh-ed25519 {encoded(BLOB[:15])}",
        f"ssh-ed25519 {encoded(BLOB + b'xyz')}",
        f"ssh-rsa {encoded(BLOB)}",
        f"ssh-rsa {encoded(HUGE)}",
    ],
    ids=range(12),  # The key is another one in each process, and names must be the same.
)
def test_what_is_no_public_key(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        keys.parse(line)
    assert refused.value.field == "key"


@pytest.mark.parametrize(("bits", "is_taken"), [(1024, False), (2040, False), (2048, True)])
def test_an_rsa_key_that_can_be_broken_is_refused_with_the_reason(
    bits: int, is_taken: bool
) -> None:
    key = asyncssh.generate_private_key("ssh-rsa", key_size=bits)
    line = key.export_public_key().decode()
    assert keys.is_weak(key.public_data) is not is_taken
    if is_taken:
        assert keys.parse(line)[0] == key.public_data
        return
    with pytest.raises(Invalid, match="2,048 bits at the least") as refused:
        keys.parse(line)
    assert refused.value.field == "key"


def test_a_comment_is_cleaned_and_short() -> None:
    line = f"{LINE} evil\x1b[31m\u202e {'x' * 200}"
    comment = keys.parse(line)[1]
    assert comment.startswith("evil[31m x") and len(comment) == 80


def test_adding_listing_and_removing(join: Join, clock: StandingClock) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    added = keys.add(otter, f"{LINE} home", now=clock())
    assert keys.own(otter) == (added,)
    assert (added.comment, added.added_on) == ("home", clock().date())
    assert keys.own(wren) == ()
    assert credentials.log_in_with_key("quiet-otter", BLOB) is not None
    with pytest.raises(NotFound):
        keys.remove(wren, added.id)
    keys.remove(otter, added.id)
    assert keys.own(otter) == ()
    assert credentials.log_in_with_key("quiet-otter", BLOB) is None


def test_a_key_is_registered_once_a_member(join: Join, clock: StandingClock) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    keys.add(otter, LINE, now=clock())
    with pytest.raises(Invalid, match="already"):
        keys.add(otter, f"{LINE} another comment", now=clock())
    keys.add(wren, LINE, now=clock())


def test_keys_are_bounded(join: Join, clock: StandingClock) -> None:
    otter = join("quiet-otter").actor
    for number in range(keys.MOST):
        keys.register(otter.member_id, b"key %d" % number, "", now=clock())
    with pytest.raises(Invalid, match="20 keys"):
        keys.add(otter, LINE, now=clock())


def test_a_key_has_a_comment_that_can_be_changed(join: Join, clock: StandingClock) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    added = keys.add(otter, f"{LINE} at home", now=clock())
    keys.rename(otter, added.id, " my \x1b[31mold\u202e laptop ")
    assert keys.own(otter)[0].comment == "my [31mold laptop"
    keys.rename(otter, added.id, "")
    assert keys.own(otter)[0].comment == ""
    with pytest.raises(Invalid, match="80 characters"):
        keys.rename(otter, added.id, "x" * 81)
    with pytest.raises(NotFound):
        keys.rename(wren, added.id, "mine")
    assert keys.own(otter)[0].comment == ""


def test_who_comes_in_by_a_key_for_reading_reads_and_writes_nothing(
    join: Join, clock: StandingClock
) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    letters.send(wren, "quiet-otter", "Hello", "Dear otter", now=clock())
    board = boards.join(otter, "back-pain", now=clock())
    thread = threads.start(wren, "back-pain", "Title", "Words", now=clock())
    added = keys.add(otter, LINE, is_for_reading=True, now=clock())
    login = credentials.log_in_with_key("quiet-otter", BLOB)
    assert login is not None and login.actor.is_reading
    reader = login.actor
    assert home.glance(reader, now=clock()).unread_letters == 1
    assert [row.id for row in threads.listing(reader, board.slug, limit=9).rows] == [thread.id]
    threads.mark_read(reader, thread.id, 1)
    key = credentials.open_chest(reader, PASSPHRASE)
    assert letters.read(reader, key, 1).body == "Dear otter"
    before = dump()
    for write in (
        lambda: posts.reply(reader, thread.id, "Answer", now=clock()),
        lambda: letters.send(reader, "brave-wren", "Hello", "Words", now=clock()),
        lambda: letters.delete(reader, 1),
        lambda: keys.limit(reader, added.id, is_for_reading=False),
        lambda: keys.remove(reader, added.id),
        lambda: credentials.change_passphrase(reader, PASSPHRASE, "nine brown herons rest"),
        lambda: drafts.keep(reader, "thread", "back-pain", "T", "B", now=clock()),
    ):
        with pytest.raises(Refused, match="for reading only"):
            write()
    assert dump() == before
    keys.limit(otter, added.id, is_for_reading=False)
    again = credentials.log_in_with_key("quiet-otter", BLOB)
    assert again is not None and not again.actor.is_reading
    with pytest.raises(NotFound):
        keys.limit(wren, added.id, is_for_reading=True)
