"""Mail, mbox and text files that come back, whole and broken."""

from __future__ import annotations

import base64
import bz2
import gzip
from email.message import EmailMessage
from random import Random

import pytest

from bbs.errors import Invalid
from bbs.offline import mbox, names, parcel
from bbs.offline.answers import MOST_ANSWERS, MOST_BYTES, Answer, Unusable
from tests.offline.things import HOUSE, board, letter, odd_text, post

REPLY = (
    b"From: Real Name <real@example.org>\nTo: Back Pain <back-pain@boards.lamplight.invalid>\n"
    b"Subject: Re: Title\nMessage-ID: <a@b>\n"
    b"In-Reply-To: <post.7.2@lampabcd.lamplight.invalid>\nMIME-Version: 1.0\n"
    b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
)
START = b"From otter Mon May  4 09:30:00 2026\n"


def only(data: bytes, file_name: str = "") -> Answer | Unusable:
    found = parcel.opened(data, HOUSE, file_name=file_name)
    (entry,) = found.entries
    assert found.passed_over == 0
    return entry


def reason(data: bytes, file_name: str = "") -> str:
    entry = only(data, file_name)
    assert isinstance(entry, Unusable), entry
    return entry.reason


def with_fields(**changes: str | None) -> bytes:
    """A message with these fields in place of others; None leaves a field out."""
    message = EmailMessage()
    fields: dict[str, str | None] = {
        "From": "real@example.org", "To": "back-pain@boards.lamplight.invalid",
        "Subject": "Re: Title", "In-Reply-To": names.post_id(HOUSE, 7, 2),
    }  # fmt: skip
    for name, value in (fields | {name.replace("_", "-"): value for name, value in changes.items()}
                        ).items():  # fmt: skip
        if value is not None:
            message[name] = value
    message.set_content("Mine\n")
    return message.as_bytes()


def test_a_reply() -> None:
    body = "> quoted,  as it is\n>> twice\n\nCafé"
    assert only(REPLY + body.encode()) == Answer(
        "reply", "Re: Title", body, thread_id=7, slug="back-pain", mark="<a@b>"
    )


def test_in_an_mbox_lines_of_from_lose_their_mark_and_nothing_else() -> None:
    words = b">From here\n>>From there\nFrom nowhere\n\nlast\n\n"
    data = START + REPLY + words + START + REPLY.replace(b"<a@b>", b"<c@d>") + b"Two\n\n"
    found = parcel.opened(data, HOUSE).entries
    assert [each.body for each in found if isinstance(each, Answer)] == [
        "From here\n>From there\nFrom nowhere\n\nlast\n\n", "Two\n\n",
    ]  # fmt: skip


def test_what_mbox_wrote_letterbox_reads_and_passes_over() -> None:
    rng = Random(9)
    own = b"".join(mbox.post(HOUSE, "T", board(), post(n, odd_text(rng))) for n in range(1, 60))
    own += mbox.letter(HOUSE, "quiet-otter", letter())
    found = parcel.opened(own + START + REPLY + b"Mine\n\n", HOUSE)
    assert (found.passed_over, len(found.entries)) == (60, 1)
    assert parcel.opened(own, HOUSE).entries == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("reply", 7, "back-pain", "")),
        ({"To": None}, ("reply", 7, "", "")),
        ({"To": None, "In_Reply_To": None, "References": f"<x@y> {names.post_id(HOUSE, 8, 1)}"},
         ("reply", 8, "", "")),
        ({"To": None, "In_Reply_To": None, "X_Lamplight_Thread": "9"}, ("reply", 9, "", "")),
        ({"In_Reply_To": None}, ("thread", 0, "back-pain", "")),
        ({"In_Reply_To": None, "To": None, "Newsgroups": "back-pain"},
         ("thread", 0, "back-pain", "")),
        ({"In_Reply_To": "<someone@else>"}, ("thread", 0, "back-pain", "")),
        ({"To": "Wren <brave-wren@lamplight.invalid>"}, ("letter", 0, "", "brave-wren")),
        ({"To": "xn--grne-eule-r9a@Lamplight.INVALID", "In_Reply_To": None},
         ("letter", 0, "", "grüne-eule")),
        ({"Cc": "brave-wren@lamplight.invalid"}, ("reply", 7, "back-pain", "")),
        ({"To": "brave-wren@lamplight.invalid", "Cc": "back-pain@boards.lamplight.invalid"},
         ("reply", 7, "back-pain", "")),
    ],
)  # fmt: skip
def test_where_it_goes(changes: dict[str, str | None], expected: tuple[str, int, str, str]) -> None:
    entry = only(with_fields(**changes))
    assert isinstance(entry, Answer)
    assert (entry.kind, entry.thread_id, entry.slug, entry.handle) == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"To": None, "In_Reply_To": None}, "does not say where it goes"),
        ({"To": "friend@example.org"}, "outside of this house"),
        ({"Cc": "friend@example.org"}, "outside of this house"),
        ({"To": "a@boards.lamplight.invalid, b@boards.lamplight.invalid"}, "several boards"),
        ({"To": "a@lamplight.invalid, b@lamplight.invalid"}, "several members"),
        ({"In_Reply_To": "<post.7.2@lampwxyz.lamplight.invalid>"}, "another house"),
        ({"X_Lamplight_Thread": "seven"}, "number of a thread"),
    ],
)  # fmt: skip
def test_where_it_cannot_go(changes: dict[str, str | None], words: str) -> None:
    assert words in reason(with_fields(**changes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thread: 7\n\nMine\n\nand more", ("reply", 7, "", "", "", "Mine\n\nand more")),
        ("thread: #7\r\n\r\nMine\r\n", ("reply", 7, "", "", "", "Mine\n")),
        ("Board: back-pain\nSubject: Grüße\n\nMine",
         ("thread", 0, "back-pain", "", "Grüße", "Mine")),
        ("\ufeffTo: grüne-eule\nSubject: A word\n\nMine",
         ("letter", 0, "", "grüne-eule", "A word", "Mine")),
        ("To: brave-wren@lamplight.invalid\nSubject: x\n\nMine\n-- \nkept",
         ("letter", 0, "", "brave-wren", "x", "Mine\n-- \nkept")),
    ],
)  # fmt: skip
def test_a_text_file(text: str, expected: tuple[str, int, str, str, str, str]) -> None:
    for name in ("", "answer.txt"):
        entry = only(text.encode(), name)
        assert isinstance(entry, Answer)
        got = (entry.kind, entry.thread_id, entry.slug, entry.handle, entry.subject, entry.body)
        assert got == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Just words.\n\nMore.", "lines such as"),
        (b"Thread: 7\n\ncaf\xe9", "UTF-8"),
        (b"Subject: x\n\ny", "does not say where"),
        (b"Thread: x\n\ny", "number of a thread"),
    ],
)  # fmt: skip
def test_a_text_file_that_goes_nowhere(data: bytes, words: str) -> None:
    assert words in reason(data, "answer.txt")


def mail(content: str, body: bytes) -> bytes:
    head = REPLY.split(b"Content-Type")[0]
    return head + content.encode() + b"\n\n" + body


MULTIPART = 'Content-Type: multipart/mixed; boundary="q"'
PLAIN, HTML = b"--q\nContent-Type: text/plain\n\nMine\n", b"--q\nContent-Type: text/html\n\n<p>\n"
PICTURE = b"--q\nContent-Type: image/png\n\nxx\n"
INNER = b"--q\nContent-Type: message/rfc822\n\nSubject: x\n\nHello\n"


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (mail("Content-Type: text/plain; charset=iso-8859-1", b"caf\xe9"), "café"),
        (mail("Content-Type: text/plain; charset=koi8-r", "сова".encode("koi8-r")), "сова"),
        (mail("Content-Type: text/plain", "café".encode()), "café"),
        (mail("X-Nothing: 1", b"a\r\nb"), "a\nb"),
        (mail("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
              base64.b64encode("café".encode())), "café"),
        (mail("Content-Transfer-Encoding: quoted-printable", b"caf=C3=A9 =\ngoes on"),
         "café goes on"),
        (mail("Content-Type: text/plain; format=flowed",
              b"> one \n> two\n>> three \nfour \nfive\n  six\n"),
         "> one two\n>> three \nfour five\n six\n"),
        (mail("Content-Type: text/plain; format=flowed; delsp=yes", b"fo \nur"), "four"),
        (mail(MULTIPART, PLAIN + b"--q--\n"), "Mine"),
    ],
)  # fmt: skip
def test_ways_of_coding(data: bytes, body: str) -> None:
    entry = only(data)
    assert isinstance(entry, Answer) and entry.body == body


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (mail(MULTIPART, PLAIN + HTML + b"--q--\n"), "HTML"),
        (mail("Content-Type: text/html", b"<p>Mine"), "HTML"),
        (mail(MULTIPART, PLAIN + PICTURE + b"--q--\n"), "attachment"),
        (mail(MULTIPART, INNER + b"--q--\n"), "attachment"),
        (mail("Content-Type: text/plain\nContent-Disposition: attachment", b"x"), "attachment"),
        (mail("Content-Type: application/pdf", b"x"), "attachment"),
        (mail(MULTIPART, PLAIN + PLAIN + b"--q--\n"), "several parts"),
        (mail(MULTIPART, PLAIN), "breaks off"),
        (mail(MULTIPART, b"nothing"), "breaks off"),
        (mail("X-A: boundary " + "boundary " * 30, b"x"), "several parts"),
        (mail("Content-Length: 500", b"Mine"), "breaks off"),
        (REPLY.replace(b"To: Back", b"To: " + b"(" * 1_990), "nested too deeply"),
        (mail("Content-Type: text/plain; format=flowed", b"a \n" * 600_000), "1,800,000 bytes"),
        (mail("Content-Transfer-Encoding: base64", b"TWluZ"), "breaks off"),
        (mail("Content-Type: text/plain; charset=utf-8", b"caf\xe9"), "isn't"),
        (mail("Content-Type: text/plain; charset=punycode", b"x" * 50), "unknown here"),
        (mail("Content-Type: text/plain; charset=zlib_codec", b"x"), "unknown here"),
        (mail("Content-Type: text/plain; charset=unicode_escape", b"x"), "unknown here"),
        (REPLY.replace(b"Re: Title", b"=?punycode?q?xxxx?="), "unknown here"),
        (REPLY.replace(b"Re: Title", b"caf\xe9 \xff"), "can't be told"),
        (REPLY.replace(b"Re: Title", b"=?utf-8?q?=ff=ff?="), "can't be told"),
        (REPLY.rstrip(b"\n"), "breaks off"),
        (REPLY[:-40], "breaks off"),
        (REPLY.replace(b"Re: Title", b"x" * 70_000), "too long"),
        (REPLY + b"Mine\n-- \n" + b"line\n" * 5, "signature"),
        (REPLY + b"> quote\n\n-- \nReal Name\nMine, below\n", "signature"),
    ],
)
def test_mail_that_cannot_be_taken(data: bytes, words: str) -> None:
    assert words in reason(data, "answer.eml")


def test_a_signature_stays_out_and_that_is_told() -> None:
    entry = only(REPLY + b"Mine\n-- \nReal Name\nReal Street 1\n")
    assert isinstance(entry, Answer) and (entry.body, entry.lost_signature) == ("Mine", True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"x" * (MOST_BYTES + 1), "long"),
        (gzip.compress(b"x" * (MOST_BYTES + 1)), "long"),
        (bz2.compress(b"x" * 100_000_000), "long"),
        (gzip.compress(REPLY)[:-12], "breaks off"),
        (bz2.compress(REPLY)[:-12], "breaks off"),
        (b"\x1f\x8b" + b"x" * 20, "damaged"),
        (b"BZh9" + b"x" * 20, "damaged"),
        (b"\x7fELF" + b"\0" * 20, "neither mail nor text"),
        ((START + REPLY + b"x\n\n") * (MOST_ANSWERS + 1), "fit in one file"),
        ((START + b"\n") * 20_000, "over 10,000 messages"),
    ],
)  # fmt: skip
def test_what_is_refused_as_a_whole(data: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        parcel.opened(data, HOUSE)
    assert words in refused.value.message and "Nothing was posted" in refused.value.message


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_file_is_unpacked(pack: type[bytes]) -> None:
    assert only(pack(REPLY + b"Mine")) == only(REPLY + b"Mine")


def test_a_file_with_holes_never_ends_but_in_an_answer_or_a_reason() -> None:
    rng = Random(3)
    whole = START + REPLY + b"Mine\n\n" + START + mail(MULTIPART, PLAIN + b"--q--\n") + b"\n"
    for _ in range(2_000):
        broken = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            broken[rng.randrange(len(broken))] = rng.choice(b'\n\r\0 =?:<>@\xc3\xff-q"\x1b')
        end = rng.randrange(len(broken) // 2, len(broken) + 1)
        try:
            found = parcel.opened(bytes(broken[:end]), HOUSE)
        except Invalid:
            continue
        assert all(isinstance(each, (Answer, Unusable)) for each in found.entries)
