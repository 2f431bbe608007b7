"""All that is kept about a member can be taken along; no table and no column is forgotten."""

from __future__ import annotations

import base64
import io
import json
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from zipfile import ZipFile

import pytest
from peewee import ForeignKeyField

from bbs import db
from bbs.errors import Refused
from bbs.models import ALL, Letter, Member, Post
from bbs.policy import GUEST
from bbs.services import drafts, export, kept, leaving, letters, posts, threads
from bbs.services.blocks import TITLE as TITLE_HIDDEN
from bbs.services.credentials import Login
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.services.leftovers import (
    ANSWER,
    APPEALED,
    BODY,
    COMMENT,
    COUNTED,
    DONE,
    DRAFT,
    ENTRY,
    ENTRY_TITLE,
    HELD,
    JOURNAL,
    KEY_LINE,
    LETTER,
    NOTE,
    REPORTED,
    SENT,
    SPOKEN,
    SUBJECT,
    TITLE,
    TO_STAFF,
    VEILED,
    leave_something,
    leave_something_with_staff,
)
from tests.tables import dump

TABLES = {model._meta.table_name: model for model in ALL}
REFERENCES = [
    field
    for model in ALL
    for field in model._meta.sorted_fields
    if isinstance(field, ForeignKeyField) and field.rel_model is Member
]
PEOPLE = ("member", "owner", "writer", "author", "reader", "sender", "recipient", "handle", "actor")


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


def taken(login: Login, clock: StandingClock, *, is_open: bool = True) -> dict[str, str]:
    """The files of what somebody takes along, by name."""
    pieces = export.archive(login.actor, login.key if is_open else None, now=clock())
    with ZipFile(io.BytesIO(b"".join(pieces))) as zipped:
        assert zipped.testzip() is None
        return {
            info.filename.removeprefix("lamplight/"): zipped.read(info).decode("utf-8")
            for info in zipped.infolist()
        }


def names(fields: Any) -> set[str]:
    return {field.name for field in fields}


def test_every_table_is_somebodys_or_is_said_to_be_nobodys() -> None:
    with_members = {field.model._meta.table_name for field in REFERENCES} | {"member"}
    assert with_members.isdisjoint(kept.NOBODYS)
    assert with_members | set(kept.NOBODYS) == set(TABLES), (
        "a new table: make it a part in bbs/services/kept.py, or say why it is nobody's"
    )


def test_every_reference_to_a_member_is_told_or_withheld_for_a_reason() -> None:
    told = [part.member for part in kept.PARTS]
    assert {*told, *kept.OTHERS} == {*REFERENCES, Member.id}
    assert len(told) + len(kept.OTHERS) == len(REFERENCES) + 1


@pytest.mark.parametrize("part", kept.PARTS, ids=lambda part: part.name)
def test_every_column_is_told_or_withheld_for_a_reason(part: kept.Part) -> None:
    told, withheld = names(part.tells), names(part.withholds)
    of_whom = set() if part.member is Member.id else {part.member.name}
    columns = names(part.member.model._meta.sorted_fields)
    assert told | withheld | of_whom == columns, "a new column: tell it, or say why not"
    assert told.isdisjoint(withheld | of_whom)
    assert all(part.withholds.values())
    assert kept.TOLD not in part.withholds.values() or part.more is not None


def test_what_names_a_person_refers_to_one() -> None:
    """A bare number of a member's would be forgotten by export and erasure alike."""
    for name, model in TABLES.items():
        for field in model._meta.sorted_fields:
            if any(word in field.name for word in PEOPLE) and name not in ("member", *kept.NOBODYS):
                assert field in REFERENCES, f"{name}.{field.name} is no foreign key"


def test_every_reference_goes_with_its_member_or_is_given_to_nobody() -> None:
    for field in REFERENCES:
        goes = field.on_delete == "CASCADE"
        assert goes or field in leaving.GIVEN_TO_NOBODY, (
            f"{field.model.__name__}.{field.name}: say what becomes of it in leaving"
        )


def test_each_part_tells_what_is_kept(otter: Login, wren: Login, clock: StandingClock) -> None:
    leave_something(otter, wren, clock)
    files = taken(otter, clock)
    expected = {f"{part.name}.{ending}" for part in kept.PARTS for ending in ("json", "txt")}
    assert set(files) == {"README.txt", *expected}
    parts = {part.name: json.loads(files[f"{part.name}.json"]) for part in kept.PARTS}
    (account,) = parts["account"]
    assert account["handle"] == "quiet-otter" and account["joined_on"] == "2026-05-04"
    assert [post["body"] for post in parts["posts"]] == [BODY, BODY, ANSWER, VEILED]
    assert parts["posts"][2] | {"thread_id": 0, "id": 0} == {
        "id": 0, "thread_id": 0, "number": 2, "posted_at": "2026-05-04T09:30:00+00:00",
        "is_edited": False, "is_deleted": False, "token": "three", "body": ANSWER,
        "is_held": False, "is_removed": False, "folded_for": "", "warning": "",
        "board": "back-pain", "title": TITLE_HIDDEN, "pseudonym": None,
    }  # fmt: skip
    (pseudonym,) = parts["pseudonyms"]
    assert parts["posts"][3]["pseudonym"] == pseudonym["pseudonym"]
    assert pseudonym["pseudonym"].endswith(f" in {parts['posts'][3]['thread_id']}")
    assert [thread["title"] for thread in parts["threads"]] == [f"{TITLE} alone", TITLE]
    assert {(each["number"], each["title"]) for each in parts["read"]} >= {(3, TITLE_HIDDEN)}
    (key,) = parts["ssh-keys"]
    assert key["line"] == f"{KEY_LINE} {COMMENT}" and key["fingerprint"].startswith("SHA256:")
    sent, got = parts["letters"]
    assert (sent["to"], sent["subject"], sent["body"]) == ("brave-wren", SUBJECT, SENT)
    assert (got["from"], got["body"], got["is_hidden"]) == ("brave-wren", LETTER, True)
    (draft,) = parts["drafts"]
    assert (draft["kind"], draft["for"], draft["body"]) == ("thread", "back-pain", DRAFT)
    (entry,) = parts["journal"]
    assert (entry["title"], entry["body"], entry["number"]) == (ENTRY_TITLE, ENTRY, 1)
    (day,) = parts["check-ins"]
    assert day == {
        "key_number": 1, "day": "2026-05-04", "mood": 4, "done": [DONE], "spoken": SPOKEN,
        "body": NOTE,
    }  # fmt: skip
    (counter,) = parts["counters"]
    assert (counter["name"], counter["began"]) == (COUNTED, "2026-05-04")
    assert counter["times_set_back"] == 1
    assert f"\ndone: {DONE}\n" in files["check-ins.txt"]
    assert parts["blocked"] == [{"handle": "brave-wren"}]
    assert parts["boards"][0]["board"] == "back-pain"
    assert parts["preferences"][0]["face"] == "lean"
    for words, name in ((ANSWER, "posts"), (LETTER, "letters"), (DRAFT, "drafts")):
        assert f"\n{words}\n" in files[f"{name}.txt"]
    assert "posted_at: 2026-05-04 09:30:00 UTC" in files["posts.txt"]


def test_what_staff_did_is_told_and_not_who_did_it(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    far = leave_something(otter, wren, clock)["theirs"]
    leave_something_with_staff(otter, wren, clock, far)
    files = taken(otter, clock)
    parts = {part.name: json.loads(files[f"{part.name}.json"]) for part in kept.PARTS}
    assert all(parts.values()), "each has something in this house"
    assert [each["comment"] for each in parts["reports"]] == [REPORTED, ""]
    (held,) = parts["waiting"]
    assert (held["body"], held["board"]) == (HELD, "back-pain")
    (sanction,) = parts["sanctions"]
    assert (sanction["kind"], sanction["reason"]) == ("silence", "Enough for now")
    assert parts["appeals"][0]["appeal"] == APPEALED
    of_pseudonym, log = parts["staff-log"]
    assert of_pseudonym["entries"] == [] and of_pseudonym["name"] != log["name"]
    told = [(each["done"], each["words"][0]) for each in log["entries"]]
    assert ("silence a member", "Enough for now") in told
    assert TO_STAFF in files["letters.txt"]
    assert "host" not in files["staff-log.json"]


def test_nothing_of_another_is_taken_along(otter: Login, wren: Login, clock: StandingClock) -> None:
    leave_something(otter, wren, clock)
    for login, words in ((otter, "An answer of another's"), (wren, ANSWER)):
        assert words not in "".join(taken(login, clock).values())
    theirs = "".join(taken(wren, clock).values())
    assert DRAFT not in theirs and COMMENT not in theirs and "lean" not in theirs
    assert SENT in theirs, "the letter that they got is theirs"


def test_no_secret_is_in_it(otter: Login, wren: Login, clock: StandingClock) -> None:
    leave_something(otter, wren, clock)
    everything = "".join(taken(otter, clock).values())
    (row,) = [row for row in dump()["credential"] if row[0] == otter.actor.member_id]
    assert len(kept.PARTS[1].withholds) == 5
    for value in row:
        if isinstance(value, bytes) and len(value) < 1_000:
            assert base64.b64encode(value).decode() not in everything
    assert PASSPHRASE not in everything


def test_without_the_key_what_is_sealed_is_said_to_be_missing(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    leave_something(otter, wren, clock)
    files = taken(otter, clock, is_open=False)
    held = {"letters": 2, "drafts": 1, "journal": 1, "check-ins": 1, "counters": 1}
    for name, count in held.items():
        records = json.loads(files[f"{name}.json"])
        assert len(records) == count
        assert all("you came without your passphrase" in each["missing"] for each in records)
        assert not any("body" in each for each in records)
    missing = "Your letters, drafts, journal, check-ins and counters could not be opened."
    assert missing in files["README.txt"]
    assert "could not be opened" not in taken(otter, clock)["README.txt"]
    assert not any(word in "".join(files.values()) for word in (SENT, *JOURNAL))


def test_who_has_nothing_gets_empty_parts(otter: Login, clock: StandingClock) -> None:
    files = taken(otter, clock)
    assert json.loads(files["posts.json"]) == [] and files["posts.txt"] == "Nothing.\n"
    assert "quiet-otter" in files["README.txt"]


def test_the_readme_says_what_is_withheld_and_why(otter: Login, clock: StandingClock) -> None:
    readme = taken(otter, clock)["README.txt"]
    for part in kept.PARTS:
        assert part.says in readme
        for column, reason in part.withholds.items():
            assert (f"{column.column_name}: {reason}" in readme) is (reason != kept.TOLD)
    for reason in (*kept.OTHERS.values(), *kept.NOBODYS.values()):
        assert reason in readme


def test_taking_along_changes_nothing(otter: Login, wren: Login, clock: StandingClock) -> None:
    leave_something(otter, wren, clock)
    before = dump()
    taken(otter, clock)
    assert dump() == before


def test_all_pages_are_there_once(
    otter: Login, wren: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.Part, "at_once", 3, raising=False)
    thread_ids = [
        threads.start(otter.actor, "stress", f"Title {n}", f"Body {n}", now=clock()).id
        for n in range(10)
    ]
    for number in range(250):  # Many at one moment: their ids tell them apart.
        posts.reply(otter.actor, thread_ids[number % 10], f"Answer {number}", now=clock())
    for number in range(45):
        letters.send(otter.actor, "brave-wren", f"Letter {number}", "Dear", now=clock())
    for number in range(7):
        drafts.keep(otter.actor, "reply", str(number), "", f"Draft {number}", now=clock())
    files = taken(otter, clock)

    def told(name: str, field: str) -> list[Any]:
        return [each[field] for each in json.loads(files[f"{name}.json"])]

    assert sorted(told("posts", "body")) == sorted(row.body for row in Post.select())
    assert told("letters", "subject") == [f"Letter {number}" for number in range(45)]
    assert sorted(told("drafts", "body")) == [f"Draft {number}" for number in range(7)]
    assert told("read", "thread_id") == thread_ids


@pytest.mark.usefixtures("as_ever")
def test_it_is_made_while_it_is_sent_and_memory_stays_small(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    thread = threads.start(otter.actor, "stress", "Title", "Body", now=clock())
    rows = (
        {"thread": thread.id, "number": number, "writer": otter.actor.member_id,
         "body": f"{number} " + "word " * 5_000, "posted_at": clock()}
        for number in range(2, 1_500)
    )  # fmt: skip
    with db.atomic():
        for row in rows:
            Post.insert(row).execute()
    tracemalloc.start()
    try:
        sizes = [len(piece) for piece in export.archive(otter.actor, otter.key, now=clock())]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    written = 1_500 * 25_000
    assert len(sizes) > 20 and max(sizes) < 1_000_000
    assert peak < written / 4, f"{peak:,} bytes for {written:,}"


def test_each_piece_may_be_made_in_another_thread(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    leave_something(otter, wren, clock)
    pieces = export.archive(otter.actor, otter.key, now=clock())
    made = []

    def one() -> bytes:
        with db.database.connection_context():
            return next(pieces, b"")

    while piece := ThreadPoolExecutor(1).submit(one).result():
        made.append(piece)
    with ZipFile(io.BytesIO(b"".join(made))) as zipped:
        assert zipped.testzip() is None and len(zipped.namelist()) == 1 + 2 * len(kept.PARTS)


def test_a_letter_that_is_damaged_is_no_end(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    leave_something(otter, wren, clock)
    Letter.update(sealed=b"damaged").execute()
    subjects = [each["subject"] for each in json.loads(taken(otter, clock)["letters.json"])]
    assert subjects == ["(stays closed)"] * 2


def test_a_guest_has_nothing_to_take_along(house: None, clock: StandingClock) -> None:
    with pytest.raises(Refused):
        export.archive(GUEST, None, now=clock())
