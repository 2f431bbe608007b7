"""Letters to pseudonyms, and their answers: relayed, and neither side learns more."""

from __future__ import annotations

import bz2
import io
import zipfile
from dataclasses import dataclass

import pytest

from bbs import pseudonyms as forms
from bbs import sealing
from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Block, Letter, Pin
from bbs.models import Thread as ThreadRow
from bbs.offline import names as addresses
from bbs.offline import qwk
from bbs.policy import Actor, Role
from bbs.pseudonyms import answer_to
from bbs.services import (
    boards,
    inbox,
    leaving,
    letters,
    packets,
    pins,
    posts,
    pseudonyms,
    recovery,
    threads,
    vault,
)
from bbs.services.credentials import Login
from bbs.views import LetterView, ReceiptLine
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.tables import sqlite_alone

CHIEF = Actor(0, "host", Role.SYSOP)


@dataclass
class Thread:
    """A thread in which somebody writes without their name."""

    id: int
    name: str

    @property
    def to(self) -> str:
        """How its writer is written to."""
        return f"{self.name} in {self.id}"


@pytest.fixture
def me(join: Join) -> Login:
    return join("heidelbeere")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


@pytest.fixture
def thread(me: Login, clock: StandingClock) -> Thread:
    made = threads.start(me.actor, "stress", "Title", "First", without_name=True, now=clock())
    return Thread(made.id, pseudonyms.in_thread(me.actor, made.id).pseudonym)


def send(login: Login, to: str, clock: StandingClock, words: str = "Dear you") -> int:
    return letters.send(login.actor, to, "Hello", words, now=clock())


def inbox_of(login: Login) -> list[LetterView]:
    return list(letters.in_order(login.actor, login.key, limit=50))


def test_there_and_back(me: Login, wren: Login, thread: Thread, clock: StandingClock) -> None:
    number = send(wren, thread.to, clock)
    (got,) = inbox_of(me)
    assert (got.sender, got.recipient, got.body) == ("brave-wren", thread.to, "Dear you")
    assert answer_to(got) == f"brave-wren as {thread.to}"
    send(me, answer_to(got), clock, "Thank you")
    (back,) = inbox_of(wren)
    assert (back.sender, back.recipient, back.body) == (thread.to, "brave-wren", "Thank you")
    assert answer_to(back) == thread.to
    mine = letters.read(wren.actor, wren.key, number)
    assert (mine.sender, mine.recipient, answer_to(mine)) == ("brave-wren", thread.to, thread.to)
    sent = letters.listing(me.actor, me.key, is_incoming=False, limit=5).rows
    copy = letters.read(me.actor, me.key, sent[0].number)
    assert copy.sender == thread.to and answer_to(copy) == answer_to(got)
    everything = repr((inbox_of(wren), mine, letters.blocked(wren.actor)))
    assert "heidelbeere" not in everything


@pytest.mark.parametrize("form", ["{}", "{bare}", "{upper}", "  {bare}  ", "{hash}"])
def test_how_it_is_addressed(
    form: str, me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    bare = thread.to.removeprefix("a ")
    to = form.format(
        thread.to, bare=bare, upper=thread.to.upper(), hash=bare.replace(" in ", " in #")
    )
    send(wren, to, clock)
    assert inbox_of(me)[0].recipient == thread.to


def test_nobody_of_that_name(me: Login, wren: Login, thread: Thread, clock: StandingClock) -> None:
    other = threads.start(me.actor, "stress", "Another", "Words", now=clock()).id
    bare = thread.name.removeprefix("a ").replace(" ", "-")
    wrong = (f"{thread.name} in {other}", f"a calm sedge in {thread.id}", f"{thread.name} in 999")
    for to in (*wrong, thread.name, bare):
        with pytest.raises(NotFound):
            send(wren, to, clock)
    with pytest.raises(Invalid, match="of your own"):
        send(me, thread.to, clock)
    assert Letter.select().count() == 0


def test_a_pseudonym_begins_no_letters_and_is_used_by_nobody_else(
    me: Login, wren: Login, join: Join, thread: Thread, clock: StandingClock
) -> None:
    third = join("old-lantern")
    send(wren, thread.to, clock)
    with pytest.raises(Refused, match="begins none"):
        send(me, f"old-lantern as {thread.to}", clock)
    for login in (wren, third):
        other = "old-lantern" if login is wren else "brave-wren"
        for under in (thread.to, "a calm sedge in 1", "nonsense", f"{thread.name} in 999"):
            with pytest.raises(NotFound):
                send(login, f"{other} as {under}", clock)
    assert len(inbox_of(wren)) == len(inbox_of(third)) == 0


def test_two_pseudonyms_write_to_each_other(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    send(wren, thread.to, clock)
    posts.reply(wren.actor, thread.id, "Veiled too", without_name=True, now=clock())
    theirs = f"{pseudonyms.in_thread(wren.actor, thread.id).pseudonym} in {thread.id}"
    send(me, theirs, clock)
    send(wren, f"heidelbeere as {theirs}", clock)
    got = inbox_of(me)[-1]
    assert (got.sender, got.recipient) == (theirs, "heidelbeere")
    with pytest.raises(Refused):
        send(wren, f"{thread.to} as {theirs}", clock)


def test_blocks_are_of_names_not_of_persons(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    send(wren, thread.to, clock)
    back = answer_to(inbox_of(me)[0])
    letters.block(wren.actor, "heidelbeere")
    send(me, back, clock, "as a pseudonym")
    send(me, "brave-wren", clock, "by name")
    assert [each.body for each in inbox_of(wren)] == ["as a pseudonym"], "or it would tell"
    letters.unblock(wren.actor, "heidelbeere")
    letters.block(wren.actor, thread.to.removeprefix("a "))
    send(me, back, clock, "again")
    assert [each.body for each in inbox_of(wren)] == ["by name"]
    assert letters.blocked(wren.actor) == (thread.to,)
    letters.unblock(wren.actor, thread.to)
    assert len(inbox_of(wren)) == 3 and letters.blocked(wren.actor) == ()
    with pytest.raises(Invalid, match="pseudonym of your own"):
        letters.block(me.actor, thread.to)


def test_whom_one_blocked_reaches_neither_one_s_handle_nor_one_s_pseudonym(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    letters.block(me.actor, "brave-wren")
    send(wren, thread.to, clock)
    assert inbox_of(me) == [] and Letter.select().count() == 2, "who is blocked isn't told"
    letters.unblock(me.actor, "brave-wren")
    assert len(inbox_of(me)) == 1


def test_no_key_tells_who_it_is(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    send(wren, "heidelbeere", clock)
    kept = Pin.select().count()
    send(wren, thread.to, clock)
    send(me, answer_to(inbox_of(me)[-1]), clock)
    letters.read(wren.actor, wren.key, inbox_of(wren)[0].number)
    assert Pin.select().where(Pin.member == wren.actor.member_id).count() == kept
    with pytest.raises(NotFound):
        pins.look(wren.actor, thread.to)
    code = recovery.offer_reset(CHIEF, "heidelbeere", now=clock())
    recovery.recover("heidelbeere", code, "nine other herons wade", now=clock())
    with pytest.raises(Exception, match="new key"):
        send(wren, "heidelbeere", clock)
    send(wren, thread.to, clock)


def test_who_was_silenced_gets_letters_and_sends_none_as_that_pseudonym(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    pseudonyms.silence(CHIEF, thread.id, thread.name)
    send(wren, thread.to, clock)
    back = answer_to(inbox_of(me)[0])
    with pytest.raises(Refused, match="silenced"):
        send(me, back, clock)
    send(me, "brave-wren", clock, "by name")
    assert [each.sender for each in inbox_of(wren)] == ["heidelbeere"]


@pytest.mark.parametrize("erase_texts", [False, True])
def test_that_nobody_reads_it_any_more_isn_t_told(
    erase_texts: bool, me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    letters.block(wren.actor, thread.to)
    leaving.delete_account(me.actor, PASSPHRASE, erase_texts=erase_texts, now=clock())
    number = send(wren, thread.to, clock)
    assert letters.read(wren.actor, wren.key, number).recipient == thread.to
    assert letters.blocked(wren.actor) == (thread.to,) and Block.select().count() == 1
    letters.unblock(wren.actor, thread.to)


def test_a_thread_that_is_gone_has_no_mailbox(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    send(wren, thread.to, clock)
    back = answer_to(inbox_of(me)[0])
    posts.delete(me.actor, posts.from_number(me.actor, thread.id, 1, limit=1)[0].id)
    with pytest.raises(NotFound):
        send(wren, thread.to, clock)
    with pytest.raises(NotFound):
        send(me, back, clock)
    assert len(inbox_of(me)) == 1


def take(
    login: Login, data: str, clock: StandingClock, *, name: str = "a.eml", is_open: bool = True
) -> ReceiptLine:
    key: sealing.PrivateKey | None = login.key if is_open else None
    view = inbox.take(login.actor, key, data.encode(), file_name=name, now=clock())
    return view.lines[0]


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("to", ["Reply-To", "From"])
def test_mail_that_answers_one_to_a_pseudonym_comes_from_it(
    to: str, is_open: bool, me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    send(wren, thread.to, clock)
    packet = packets.make(me.actor, me.key, form="mbox", now=clock())
    message = bz2.decompress(packet.data).decode().split("\n\n")[0]
    fields = dict(line.split(": ", 1) for line in message.split("\n")[1:])
    assert thread.to in fields["To"] and "heidelbeere" not in fields["Reply-To"]
    answer = f"To: {fields[to]}\nIn-Reply-To: {fields['Message-ID']}\nSubject: Re: Hello\n\nYes\n"
    line = take(me, answer, clock, is_open=is_open)
    assert line.outcome == "posted" and line.words.endswith(f"brave-wren as {thread.to}.")
    assert [each.sender for each in inbox_of(wren)] == [thread.to]


def test_an_answer_in_qwk_comes_from_the_pseudonym(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    send(wren, thread.to, clock)
    rep = qwk_reply(f"{qwk.FIRST_LETTER + inbox_of(me)[0].number}", "brave-wren", qwk.LETTERS)
    (line,) = inbox.take(me.actor, None, rep, now=clock()).lines
    assert line.outcome == "posted"
    assert [each.sender for each in inbox_of(wren)] == [thread.to]


def test_a_private_answer_in_qwk_to_a_post_goes_to_the_pseudonym(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    first = posts.from_number(wren.actor, thread.id, 1, limit=1)[0]
    rep = qwk_reply(str(first.id), thread.name, qwk.LETTERS)
    (line,) = inbox.take(wren.actor, wren.key, rep, now=clock()).lines
    assert line.outcome == "posted", line
    assert [each.recipient for each in inbox_of(me)] == [thread.to]


def test_a_name_that_qwk_cut_is_still_the_one(
    me: Login, wren: Login, thread: Thread, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_alone()  # Where a number that was given moves the next one on.
    monkeypatch.setattr(forms, "made_of", lambda first, second: "a grateful tamarisk")
    ThreadRow.insert(
        id=99_999, board=1, writer=me.actor.member_id, title="x", posts=0, last_at=0
    ).execute()
    made = threads.start(me.actor, "stress", "Title", "Words", without_name=True, now=clock())
    to = f"a grateful tamarisk in {made.id}"
    assert len(to) > qwk.FIELD
    send(wren, to, clock)
    send(me, f"brave-wren as {to}", clock)
    number = qwk.FIRST_LETTER + inbox_of(wren)[0].number
    rep = qwk_reply(str(number), to[: qwk.FIELD - 1], qwk.LETTERS)
    (line,) = inbox.take(wren.actor, wren.key, rep, now=clock()).lines
    assert line.outcome == "posted", line
    assert [each.recipient for each in inbox_of(me)] == [to, to]


def qwk_reply(number: str, to: str, conference: int) -> bytes:
    head = b"".join((
        b"*", str(conference).encode().ljust(7), b"05-04-2609:30", to.encode().ljust(25),
        b"me".ljust(25), b"Re: Hello".ljust(25), b" " * 12, number.encode().ljust(8), b"2     ",
        b"\xe1", conference.to_bytes(2, "little"), b"   ",
    ))  # fmt: skip
    house = vault.house_tag()
    data = house.upper().encode().ljust(qwk.BLOCK) + head + b"Yes\xe3".ljust(qwk.BLOCK)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"{house.upper()}.MSG", data)
    return buffer.getvalue()


def test_an_answer_to_somebody_else_is_not_sent_by_name_by_mistake(
    me: Login, wren: Login, join: Join, thread: Thread, clock: StandingClock
) -> None:
    join("old-lantern")
    send(wren, thread.to, clock)
    made = addresses.letter_id(vault.house_tag(), "heidelbeere", inbox_of(me)[0].number)
    answer = f"To: old-lantern@lamplight.invalid\nIn-Reply-To: {made}\nSubject: Re: Hello\n\nYes\n"
    line = take(me, answer, clock)
    assert line.outcome == "refused" and "came to a pseudonym of yours" in line.words
    letters.delete(me.actor, inbox_of(me)[0].number)
    line = take(me, answer.replace("old-lantern", "brave-wren"), clock)
    assert line.outcome == "refused" and "may have come to a pseudonym" in line.words
    assert take(wren, answer, clock).outcome == "posted", "who has none is not kept from it"


@pytest.mark.parametrize(
    ("head", "is_veiled"),
    [("", True), ("Name: yes\n", False), ("Name: No\n", True)],
)
def test_a_note_says_whether_by_name(
    head: str, is_veiled: bool, me: Login, thread: Thread, clock: StandingClock
) -> None:
    line = take(me, f"Thread: {thread.id}\n{head}\nMore", clock, name="a.txt")
    shown = posts.from_number(me.actor, thread.id, line.post_number, limit=1)[0].handle
    assert (shown == thread.name) is is_veiled
    assert (f"Its writer is shown as {thread.name}." in line.words) is is_veiled


def test_mail_begins_a_thread_without_a_name(me: Login, clock: StandingClock) -> None:
    mail = "To: stress@boards.lamplight.invalid\nX-Lamplight-Name: no\nSubject: Hello\n\nWords\n"
    line = take(me, mail, clock)
    assert " Its writer is shown as a " in line.words
    wrong = take(me, mail.replace("Name: no", "Name: perhaps"), clock)
    assert wrong.outcome == "refused" and "yes or no" in wrong.words


def test_posts_in_an_mbox_say_how_their_writer_is_written_to(
    me: Login, wren: Login, thread: Thread, clock: StandingClock
) -> None:
    boards.join(wren.actor, "stress", now=clock())
    packet = packets.make(wren.actor, wren.key, form="mbox", now=clock())
    mbox = bz2.decompress(packet.data).decode()
    local = thread.to.replace(" ", ".")
    assert f"From: {thread.name} <{local}@lamplight.invalid>\n" in mbox
    assert "heidelbeere" not in mbox
    line = take(wren, f"To: {local}@lamplight.invalid\nSubject: Hello\n\nDear you\n", clock)
    assert line.outcome == "posted"
    assert [each.recipient for each in inbox_of(me)] == [thread.to]
