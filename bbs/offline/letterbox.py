"""Mail, mbox and text files that a member sends back, read as answers."""

from __future__ import annotations

import re
from dataclasses import replace
from email.utils import getaddresses

from bbs import text
from bbs.errors import Invalid
from bbs.offline import mail, names
from bbs.offline.answers import MOST_ANSWERS, Answer, Parcel, Unusable

_START = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_QUOTED_START = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_NO_SUBJECT = "(no subject)"
_MOST_MESSAGES = 10_000  # A packet's own ones may come back with the answers.


def mailbox(data: bytes, house: str) -> Parcel:
    """The answers of an mbox; raises `Invalid` where it is none, or holds too many.

    A message begins at a line of `From ` after an empty one, or at the very start.
    """
    if not _START.match(data):
        raise Invalid("This is no mbox: it does not begin with a line of `From `.")
    starts = [
        found
        for found in _START.finditer(data)
        if found.start() == 0 or data.endswith((b"\n\n", b"\n\r\n"), 0, found.start())
    ]
    if len(starts) > _MOST_MESSAGES:
        raise Invalid(f"It holds over {_MOST_MESSAGES:,} messages. Nothing was posted.")
    ends = [found.start() for found in starts[1:]] + [len(data)]
    entries: list[Answer | Unusable] = []
    passed_over = 0
    for found, end in zip(starts, ends, strict=True):
        entry = message(data[found.end() : end], house, is_quoted=True)
        if entry is None:
            passed_over += 1
        else:
            entries.append(entry)
    if len(entries) > MOST_ANSWERS:
        raise Invalid(
            f"It holds {len(entries):,} messages, and {MOST_ANSWERS} fit in one file. "
            "Nothing was posted: please send it in parts."
        )
    return Parcel(tuple(entries), passed_over)


def message(data: bytes, house: str, *, is_quoted: bool = False) -> Answer | Unusable | None:
    """One message of mail as an answer; None where it is one of a packet's own.

    `is_quoted` says that it stood in an mbox, where lines of `From ` have a mark before them.
    """
    subject = _NO_SUBJECT
    try:
        fields = mail.head(data)
        if names.references(fields.get("message-id", "")):
            return None
        subject = text.clean(fields.get("subject", ""))[: text.TITLE_CHARACTERS] or _NO_SUBJECT
        mail.require_whole(data)
        return _addressed(mail.read(_QUOTED_START.sub(b"", data) if is_quoted else data), house)
    except Invalid as error:
        return Unusable(subject, error.message)
    except RecursionError:  # Comments in comments, or parts in parts, beyond what anybody sends.
        return Unusable(subject, "It is nested too deeply to be read here.")


def note(data: bytes) -> Answer | Unusable:
    """A text file that begins with `To:`, `Thread:` or `Board:`, `Subject:`, and an empty line."""
    subject = _NO_SUBJECT
    try:
        try:
            words = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid("It is not written in UTF-8.") from None
        words = words.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
        top, _, body = words.partition("\n\n")
        fields: dict[str, str] = {}
        for line in top.split("\n"):
            name, colon, value = line.partition(":")
            if not colon or not name.strip().isalpha():
                raise Invalid(
                    "It does not begin with lines such as `Thread: 12` or `To: HANDLE`, "
                    "and then an empty line."
                )
            fields.setdefault(name.strip().lower(), value.strip())
        subject = text.clean(fields.get("subject", ""))[: text.TITLE_CHARACTERS] or _NO_SUBJECT
        return _addressed(mail.Mail(fields, body), "", is_note=True)
    except Invalid as error:
        return Unusable(subject, error.message)


def _addressed(letter: mail.Mail, house: str, *, is_note: bool = False) -> Answer:
    """Where a message is to go.

    What is addressed to a handle alone goes to nobody else, whatever it answers: a private word
    must never be posted. Raises `Invalid` where it can't be told.
    """
    fields = letter.fields
    slugs, handles = _addressees(fields, is_note=is_note)
    thread_id = _thread(fields, house)
    answer = Answer(
        "reply",
        subject=text.clean(fields.get("subject", "")),
        body=letter.body,
        mark=fields.get("message-id", ""),
        lost_signature=letter.lost_signature,
        without_name=_without_name(fields),
    )
    if len(slugs) > 1:
        raise Invalid("It is addressed to several boards. Please send it to one.")
    if not slugs and handles:
        if len(handles) > 1:
            raise Invalid("It is addressed to several members. A letter goes to one.")
        number = _letter(fields, house)
        return replace(answer, kind="letter", handle=handles[0], letter_number=number)
    slug = slugs[0] if slugs else ""
    if thread_id:
        return replace(answer, thread_id=thread_id, slug=slug)
    if slug:
        return replace(answer, kind="thread", slug=slug)
    raise Invalid("It does not say where it goes: a thread, a board or a member.")


def _without_name(fields: dict[str, str]) -> bool | None:
    """Whether one's name is to stay out: `Name: no` in a note, in mail `X-Lamplight-Name: no`."""
    told = fields.get("name", fields.get("x-lamplight-name", "")).strip().lower()
    if told not in ("", "yes", "no"):
        raise Invalid("`Name:` wants yes or no: whether your name is shown.")
    return {"yes": False, "no": True}.get(told)


def _addressees(fields: dict[str, str], *, is_note: bool) -> tuple[list[str], list[str]]:
    """The boards and the members that a message is addressed to."""
    slugs = [
        each.strip() for name in ("board", "newsgroups") for each in fields.get(name, "").split(",")
    ]
    handles: list[str] = []
    values = [fields[name] for name in ("to", "cc") if fields.get(name)]
    if is_note:  # There a handle may stand alone, in any letters.
        values, handles = (
            [each for each in values if "@" in each],
            [each for each in values if "@" not in each],
        )
    for _, where in getaddresses(values):
        if not where:
            continue
        local, _, domain = where.rpartition("@")
        if domain.lower() == names.BOARDS:
            slugs.append(local)
        elif domain.lower() == names.DOMAIN and (handle := names.handle_of(local)):
            handles.append(handle)
        else:
            raise Invalid(
                "It is addressed to somebody outside of this house, and no mail leaves it."
            )
    return list(dict.fromkeys(filter(None, (each.lower() for each in slugs)))), handles


def _letter(fields: dict[str, str], house: str) -> int:
    """The number of the letter of one's own mailbox that a message answers, 0 where it's none."""
    for name in ("in-reply-to", "references"):
        for found in reversed(names.references(fields.get(name, ""))):
            if found.kind == "letter" and found.house == house:
                return found.id
    return 0


def _thread(fields: dict[str, str], house: str) -> int:
    """The id of the thread that a message answers, 0 where it answers none."""
    for name in ("thread", "x-lamplight-thread"):
        if told := fields.get(name, "").strip().removeprefix("#"):
            if not told.isdecimal() or len(told) > 18:
                raise Invalid("`Thread:` wants the number of a thread.")
            return int(told)
    for name in ("in-reply-to", "references"):
        for found in reversed(names.references(fields.get(name, ""))):
            if found.house != house:
                raise Invalid("It answers a post of another house.")
            if found.kind == "post":
                return found.id
    return 0
