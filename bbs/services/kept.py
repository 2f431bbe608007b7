"""All that is kept about a member, table by table and column by column.

A new table is named here, or a test fails: either as a part of what a member can take along, or
among what is nobody's. What becomes of it when they leave is in `leaving`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bbs import sealing
from bbs.errors import Locked
from bbs.models import (
    Arrival,
    Block,
    Board,
    Bookmark,
    CheckIn,
    Counter,
    Credential,
    Draft,
    Filter,
    Follow,
    Friend,
    Hug,
    HugMark,
    JournalEntry,
    Letter,
    Mark,
    Member,
    MemberKey,
    Membership,
    Packet,
    Pin,
    Post,
    Preference,
    Profile,
    ProfileBoard,
    Pseudonym,
    ResetCode,
    SecondStep,
    Thread,
)
from bbs.policy import Actor
from bbs.services import checkins, counters, drafts, journal, keys, letters, pseudonyms
from bbs.services.blocks import title

Record = dict[str, Any]
More = Callable[[Actor, sealing.PrivateKey | None, Sequence[Any]], Iterable[Record]]
"""What is told of rows beside their columns: a record a row."""

_LOCK = "a lock that only your passphrase opens; in a file it would help others to guess at it"
TOLD = "told by its meaning"


@dataclass(frozen=True, slots=True)
class Part:
    """A table's rows about a member. Each column is told, or withheld for a reason."""

    name: str
    says: str
    member: Any
    """The column that says whose a row is."""
    order: tuple[Any, ...]
    tells: tuple[Any, ...]
    withholds: Mapping[Any, str] = field(default_factory=dict)
    more: More | None = None
    at_once: int = 100
    """Rows that are in memory at a time."""
    has_pseudonyms: bool = False
    """Whether rows of the member's pseudonyms are theirs, too."""

    def records(self, actor: Actor, key: sealing.PrivateKey | None) -> Iterator[Record]:
        """The member's rows, in order; between two records no statement is open."""
        for rows in self._rows(actor):
            more = self.more(actor, key, rows) if self.more else ({} for _ in rows)
            for row, told in zip(rows, more, strict=True):
                yield {each.column_name: row.__data__[each.name] for each in self.tells} | told

    def _rows(self, actor: Actor) -> Iterator[list[Any]]:
        is_own = self.member == actor.member_id
        if self.has_pseudonyms and pseudonyms.has_any(actor):
            is_own = pseudonyms.is_own(actor, self.member)
        mine = self.member.model.select().where(is_own)
        rows = list(mine.order_by(*self.order).limit(self.at_once))
        while rows:
            yield rows
            last = [rows[-1].__data__[each.name] for each in self.order]
            first, *others = self.order
            further: Any = first > last[0]
            if others:  # Two columns at the most: the first alone isn't one's own.
                further = (first >= last[0]) & (further | (others[0] > last[1]))
            rows = list(mine.where(further).order_by(*self.order).limit(self.at_once))


def _with_line(actor: Actor, key: object, rows: Sequence[Any]) -> Iterable[Record]:
    for row in rows:
        blob = bytes(row.public_key)
        kind = blob[4 : 4 + int.from_bytes(blob[:4], "big")].decode("ascii", "replace")
        yield {
            "line": f"{kind} {base64.b64encode(blob).decode()} {row.comment}".strip(),
            "fingerprint": keys.fingerprint(blob),
        }


def _with_board(actor: Actor, key: object, rows: Sequence[Any]) -> Iterable[Record]:
    found = Board.select(Board.id, Board.slug).where(Board.id.in_([row.board_id for row in rows]))
    slugs = {board.id: board.slug for board in found}
    return [{"board": slugs[row.board_id]} for row in rows]


def _with_pseudonym(more: More) -> More:
    """With the pseudonym under which each row stands; none where it is one's handle."""

    def both(actor: Actor, key: sealing.PrivateKey | None, rows: Sequence[Any]) -> Iterable[Record]:
        found = pseudonyms.addresses({row.writer_id for row in rows} - {actor.member_id})
        told = more(actor, key, rows)
        return [
            each | {"pseudonym": found.get(row.writer_id)}
            for row, each in zip(rows, told, strict=True)
        ]

    return both


def _with_name(actor: Actor, key: object, rows: Sequence[Any]) -> Iterable[Record]:
    found = pseudonyms.addresses(row.id for row in rows)
    return [{"pseudonym": found.get(row.id)} for row in rows]


def _with_filtered(actor: Actor, key: object, rows: Sequence[Any]) -> Iterable[Record]:
    query = Board.select(Board.id, Board.slug).where(Board.id.in_([row.board_id for row in rows]))
    slugs = {board.id: board.slug for board in query}
    return [{"board": slugs.get(row.board_id)} for row in rows]


def _with_thread(actor: Actor, key: object, rows: Sequence[Any]) -> Iterable[Record]:
    thread_ids = {row.thread_id for row in rows}
    called = title(actor).alias("called")
    query: Any = Thread.select(Thread.id, called, Board.slug).join(Board)
    query = query.where(Thread.id.in_(list(thread_ids)))
    found = {row.id: {"board": row.board.slug, "title": row.called} for row in query}
    # It may have gone a moment ago.
    return [found.get(row.thread_id, {}) for row in rows]


def _with_handle(column: str) -> More:
    """The handle of the member in a column, or how a pseudonym is written to."""

    def more(actor: Actor, key: object, rows: Sequence[Any]) -> Iterable[Record]:
        ids = [row.__data__[column] for row in rows]
        handles = pseudonyms.addresses(ids)
        return [{"handle": handles.get(each)} for each in ids]

    return more


def _with_letter(
    actor: Actor, key: sealing.PrivateKey | None, rows: Sequence[Any]
) -> Iterable[Record]:
    for row in rows:
        try:
            view = letters.opened(row, key)
        except Locked:
            yield {"missing": MISSING}
        else:
            yield {
                "from": view.sender,
                "to": view.recipient,
                "subject": view.subject,
                "body": view.body,
            }


def _with_draft(
    actor: Actor, key: sealing.PrivateKey | None, rows: Sequence[Any]
) -> Iterable[Record]:
    for row in rows:
        try:
            view = drafts.opened(row, actor, key)
        except Locked:
            yield {"missing": MISSING}
        else:
            yield (
                {"missing": _CLOSED}
                if view is None
                else {
                    "kind": view.kind,
                    "for": view.target,
                    "saved_at": view.saved_at,
                    "title": view.title,
                    "warning": view.warning,
                    "body": view.body,
                }
            )


def _with_entry(
    actor: Actor, key: sealing.PrivateKey | None, rows: Sequence[Any]
) -> Iterable[Record]:
    for row in rows:
        try:
            view = journal.opened(row, key)
        except Locked:
            yield {"missing": MISSING}
        else:
            yield (
                {"missing": _CLOSED}
                if view.is_closed
                else {
                    "written_at": view.written_at,
                    "is_changed": view.is_changed,
                    "title": view.title,
                    "body": view.body,
                }
            )


def _with_check_in(
    actor: Actor, key: sealing.PrivateKey | None, rows: Sequence[Any]
) -> Iterable[Record]:
    for row in rows:
        view = None if key is None else checkins.opened(row, key)
        if view is None:
            yield {"missing": MISSING if key is None else _CLOSED}
        else:
            yield {
                "day": view.day,
                "mood": view.mood,
                "done": list(view.done),
                "spoken": view.spoken,
                "body": view.note,
            }


def _with_counter(
    actor: Actor, key: sealing.PrivateKey | None, rows: Sequence[Any]
) -> Iterable[Record]:
    for row in rows:
        # How many days it is by now, `counter` tells: what is kept is when it began.
        view = None if key is None else counters.opened(row, key, date.min)
        if view is None or view.is_closed:
            yield {"missing": MISSING if key is None else _CLOSED}
        else:
            yield {
                "name": view.name,
                "began": view.began,
                "best_before": view.best,
                "total_before": view.total,
                "times_set_back": view.times,
            }


_CLOSED = "it can't be opened any more"
MISSING = (
    "It is sealed, and you came without your passphrase. Log in by it "
    "(ssh -o PubkeyAuthentication=no ...), and take your data along once more."
)

PARTS = (
    Part(
        "account",
        "who you are here",
        Member.id,
        (Member.id,),
        (Member.id, Member.handle, Member.handle_key, Member.skeleton, Member.role,
         Member.joined_on, Member.rules_version, Member.consented_on, Member.is_seeded,
         Member.letters, Member.entries),
    ),
    Part(
        "credential",
        "how your passphrase is proved",
        Credential.member,
        (Credential.member,),
        (Credential.argon2_time, Credential.argon2_memory_kib, Credential.argon2_lanes,
         Credential.public_key, Credential.key_number),
        {
            Credential.salt: _LOCK,
            Credential.verifier: _LOCK,
            Credential.master_by_passphrase: _LOCK,
            Credential.master_by_recovery: _LOCK,
            Credential.private_key: _LOCK,
        },
    ),
    Part(
        "ssh-keys",
        "the SSH keys that you registered",
        MemberKey.member,
        (MemberKey.id,),
        (MemberKey.id, MemberKey.comment, MemberKey.added_on, MemberKey.is_for_reading),
        {MemberKey.public_key: TOLD},
        _with_line,
    ),
    Part(
        "second-step",
        "that your log-ins ask for a code",
        SecondStep.member,
        (SecondStep.member,),
        (SecondStep.last_step, SecondStep.wrong, SecondStep.wrong_since),
        {SecondStep.secret: "whoever reads it could make your codes"},
    ),
    Part(
        "reset-code",
        "that a sysop made a code which lets you in anew",
        ResetCode.member,
        (ResetCode.member,),
        (ResetCode.until,),
        {ResetCode.tag: "a keyed tag of the code"},
    ),
    Part(
        "arrivals",
        "how often somebody came in by your handle, or tried to",
        Arrival.member,
        (Arrival.member,),
        (Arrival.logins, Arrival.logins_told, Arrival.wrong, Arrival.wrong_told, Arrival.codes,
         Arrival.codes_told),
    ),
    Part(
        "pins",
        "that you have seen the keys of those with whom you exchange letters",
        Pin.member,
        (Pin.slot,),
        (),
        {Pin.slot: "a keyed tag of their handle, which your letters say",
         Pin.key_tag: "a keyed tag of their key"},
    ),
    Part(
        "preferences",
        "how you like it shown",
        Preference.member,
        (Preference.member,),
        (Preference.face, Preference.colours, Preference.glyphs, Preference.letter_keys,
         Preference.meter, Preference.folds_warnings),
    ),
    Part(
        "profile",
        "what you tell of yourself, and whether the season of your joining is shown",
        Profile.member,
        (Profile.member,),
        (Profile.shows_season, Profile.body),
    ),
    Part(
        "profile-boards",
        "the boards that your profile names",
        ProfileBoard.member,
        (ProfileBoard.board,),
        (),
        {ProfileBoard.board: TOLD},
        _with_board,
    ),
    Part(
        "boards",
        "the boards that you joined, and from when on threads count as unread",
        Membership.member,
        (Membership.board,),
        (Membership.floor_at,),
        {Membership.board: TOLD},
        _with_board,
    ),
    Part(
        "threads",
        "the threads that you began",
        Thread.writer,
        (Thread.id,),
        (Thread.id, Thread.title, Thread.posts, Thread.last_at, Thread.month, Thread.text_bytes,
         Thread.waits, Thread.warning),
        {Thread.board: TOLD},
        _with_pseudonym(_with_board),
        has_pseudonyms=True,
    ),
    Part(
        "posts",
        "what you posted",
        Post.writer,
        (Post.posted_at, Post.id),
        (Post.id, Post.thread, Post.number, Post.posted_at, Post.is_edited, Post.is_deleted,
         Post.token, Post.warning, Post.body),
        {},
        _with_pseudonym(_with_thread),
        has_pseudonyms=True,
    ),
    Part(
        "pseudonyms",
        "the pseudonyms under which you wrote, and whether one was silenced",
        Pseudonym.owner,
        (Pseudonym.thread,),
        (Pseudonym.thread, Pseudonym.is_silenced),
        {Pseudonym.id: "a number made at random",
         Pseudonym.erase_at: "it is set when you leave, and then nobody knows whose it was"},
        _with_name,
    ),
    Part(
        "read",
        "how far you read in which thread, and which ones you ignore",
        Mark.member,
        (Mark.thread,),
        (Mark.thread, Mark.number, Mark.is_ignored),
        {},
        _with_thread,
    ),
    Part(
        "followed",
        "the threads that you follow, and up to which post you were told of answers",
        Follow.member,
        (Follow.thread,),
        (Follow.thread, Follow.told),
        {},
        _with_thread,
    ),
    Part(
        "bookmarks",
        "the threads in which you put a bookmark",
        Bookmark.member,
        (Bookmark.id,),
        (Bookmark.id, Bookmark.thread),
        {},
        _with_thread,
    ),
    Part(
        "filters",
        "words and boards that you want folded away",
        Filter.member,
        (Filter.id,),
        (Filter.id, Filter.word),
        {Filter.board: TOLD},
        _with_filtered,
    ),
    Part(
        "hugs-given",
        "the posts to which you gave a hug, a me too or a thank you",
        Hug.member,
        (Hug.id,),
        (Hug.id, Hug.post, Hug.kind),
        {Hug.writer: "whose post it is, the post says"},
        has_pseudonyms=True,
    ),
    Part(
        "hugs-received",
        "hugs that your posts received; those of members whom you blocked too",
        Hug.writer,
        (Hug.id,),
        (Hug.id, Hug.post, Hug.kind),
        {Hug.member: "who gave it is theirs to tell"},
        has_pseudonyms=True,
    ),
    Part(
        "hugs-told",
        "up to which of them you were told",
        HugMark.member,
        (HugMark.member,),
        (HugMark.hug_number,),
    ),
    Part(
        "packets",
        "which posts and letters the packets held that you took along, by their numbers",
        Packet.member,
        (Packet.id,),
        (Packet.id, Packet.made_on, Packet.held),
        {},
    ),
    Part(
        "letters",
        "the letters in your mailbox, received and sent; those of members whom you blocked too",
        Letter.owner,
        (Letter.number,),
        (Letter.number, Letter.is_incoming, Letter.is_read, Letter.is_hidden, Letter.day,
         Letter.key_number, Letter.token),
        {
            Letter.id: "a number made at random",
            Letter.sealed: TOLD,
            Letter.route: "a keyed tag of who wrote to whom, which the letter says itself",
            Letter.commitment: "a keyed tag of the letter's own words",
            Letter.relayed: "a keyed tag of your pseudonym that it came to, which it says itself",
        },
        _with_letter,
        at_once=20,
    ),
    Part(
        "drafts",
        "what you began to write",
        Draft.member,
        (Draft.slot,),
        (Draft.key_number,),
        {Draft.slot: "a keyed tag of where the draft belongs, which it says itself",
         Draft.sealed: TOLD},
        _with_draft,
        at_once=2,
    ),
    Part(
        "journal",
        "your journal",
        JournalEntry.owner,
        (JournalEntry.number,),
        (JournalEntry.number, JournalEntry.key_number, JournalEntry.token),
        {JournalEntry.id: "a number made at random", JournalEntry.sealed: TOLD},
        _with_entry,
        at_once=20,
    ),
    Part(
        "check-ins",
        "your check-ins, a day each",
        CheckIn.owner,
        (CheckIn.slot,),
        (CheckIn.key_number,),
        {CheckIn.slot: "a keyed tag of the day, which it says itself", CheckIn.sealed: TOLD},
        _with_check_in,
        at_once=20,
    ),
    Part(
        "counters",
        "what you count the days of",
        Counter.owner,
        (Counter.number,),
        (Counter.number, Counter.key_number),
        {Counter.sealed: TOLD},
        _with_counter,
    ),
    Part(
        "friends",
        "your friends, and whom you asked to be one",
        Friend.member,
        (Friend.other,),
        (),
        {Friend.other: TOLD, Friend.is_put_away: "whether they put it away is theirs to know"},
        _with_handle("other"),
    ),
    Part(
        "friend-requests",
        "who would like to be your friend; those whom you blocked too",
        Friend.other,
        (Friend.member,),
        (Friend.is_put_away,),
        {Friend.member: TOLD},
        _with_handle("member"),
    ),
    Part(
        "blocked",
        "the members and pseudonyms that you blocked",
        Block.member,
        (Block.blocked,),
        (),
        {Block.blocked: TOLD},
        _with_handle("blocked"),
    ),
)  # fmt: skip
"""What a member can take along."""

OTHERS = {Block.blocked: "who blocked you is theirs to know"}
"""Columns that say something about a member which is not for them."""

NOBODYS = {
    "category": "the catalogue",
    "board": "the catalogue",
    "house": "facts about the house",
    "greeting": "which thread of a board is there to say hello in",
    "tally": "counts for the limits, under keyed tags that tell nobody whose; gone in a day",
    "former_handle": "keyed tags of the handles of those who left",
}
"""Tables in which nothing is about a member."""
