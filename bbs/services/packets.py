"""Packets: what is unread as one file to take along, and marking as read what a packet held."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple, get_args

from bbs import sealing
from bbs.db import atomic
from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Packet
from bbs.offline import packing, qwk, words
from bbs.offline.packing import Form
from bbs.policy import Action, Actor, require
from bbs.services import boards, letters, threads, unreadposts, vault
from bbs.views import BoardView, ConfirmView, LetterView, PacketView, PlacedPost

KEPT = 8
"""Packets of a member that can still be confirmed."""
KEPT_DAYS = 30
LEAST_BYTES, MOST_BYTES = 4 * 1024, 4 * 1024 * 1024
MOST_POSTS, MOST_LETTERS = 5_000, 200
"""In one packet, however well they pack: making it costs two seconds at most."""

_WORDS_BYTES = 1_024  # Set aside for what the packet says of itself.
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
_UNPACKED = 16  # A packet that unpacks to more than so many times its bound stops there.


class _Span(NamedTuple):
    """Posts of one thread in a packet: from one number to another."""

    thread_id: int
    first: int
    last: int
    posts: int = 0
    """How many they are: without those of blocked members."""

    @property
    def held(self) -> tuple[int, ...]:
        """As it is recorded: without their count, where there is no gap."""
        return self if self.posts != self.last - self.first + 1 else self[:3]

    @property
    def together(self) -> int:
        """How many they are, of a recorded one too."""
        return self.posts or self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What goes into a packet: letters newest first, posts thread by thread; and their parts."""

    letters: Sequence[LetterView]
    posts: Sequence[PlacedPost]
    parts: Sequence[Any]

    @property
    def threads(self) -> dict[int, _Span]:
        """What there is of each thread, by its id."""
        spans: dict[int, _Span] = {}
        for each in self.posts:
            post = each.post
            before = spans.get(post.thread_id, _Span(post.thread_id, post.number, 0))
            spans[post.thread_id] = before._replace(last=post.number, posts=before.posts + 1)
        return spans

    @property
    def held(self) -> str:
        """As it is recorded: numbers only."""
        spans = [span.held for span in sorted(self.threads.values())]
        numbers = sorted(letter.number for letter in self.letters)
        return json.dumps({"threads": spans, "letters": numbers}, separators=(",", ":"))

    @property
    def newest_at(self) -> datetime:
        """The moment of what is newest in it, so that the same packet is the same file."""
        moments = [each.post.posted_at for each in self.posts]
        moments += [datetime.combine(each.day, time(12, tzinfo=UTC)) for each in self.letters]
        return max(moments, default=_NO_TIME)


def make(
    actor: Actor,
    key: sealing.PrivateKey | None,
    *,
    form: Form,
    is_packed: bool = True,
    board: str | None = None,
    since: date | None = None,
    max_bytes: int = 256 * 1024,
    now: datetime,
) -> PacketView:
    """Unread posts of one's boards and unread letters, as one file of at most `max_bytes`.

    Nothing is marked as read. `board` takes a slug, and leaves letters out; `since` leaves out
    threads and letters of before that day; without `is_packed` an mbox is not compressed. Where
    the room is too small, letters come first (in up to half of it), then the threads with the
    newest activity, and of each thread its oldest unread posts: see docs/decisions/0010-packets.md.
    Raises `Invalid` for a value that can't be, `NotFound` or `Refused` for the board.
    """
    require(actor, Action.USE_PACKETS)
    _check(form, max_bytes)
    joined = boards.joined(actor)
    wanted = joined if board is None else (_joined_one(actor, board),)
    form_of = packing.packing(form, vault.house_tag(), actor.handle, wanted, is_packed=is_packed)
    is_locked = key is None and board is None and letters.unread(actor) > 0
    some_letters, waiting = _letters(actor, key, since) if board is None else ((), 0)
    board_ids = {each.id: each for each in wanted}
    chosen = _fitting(form_of, some_letters, _posts(actor, board_ids, since, max_bytes), max_bytes)
    packet_id = _recorded(actor, chosen, now) if chosen.posts or chosen.letters else 0
    counts = {
        "posts": len(chosen.posts),
        "threads": len(chosen.threads),
        "letters": len(chosen.letters),
        "left_posts": max(0, unreadposts.count(actor, set(board_ids)) - len(chosen.posts)),
        "left_letters": 0 if is_locked else max(0, waiting - len(chosen.letters)),
    }
    lines = words.of_packet(packet_id, is_locked=is_locked, **counts)
    return PacketView(
        id=packet_id,
        file_name=f"lamplight-{packet_id}{form_of.ending}",
        data=form_of.whole(chosen.parts, packet_id, lines, chosen.newest_at),
        words=lines,
        **counts,
    )


def confirm(actor: Actor, packet_id: int, *, now: datetime) -> ConfirmView:
    """Mark as read just what a packet of one's own held; doing it twice changes nothing more.

    Raises `NotFound` where there is no such packet any more.
    """
    with atomic():
        require(actor, Action.USE_PACKETS)
        row = (
            Packet.select()
            .where(
                Packet.id == packet_id,
                Packet.member == actor.member_id,
                Packet.made_on >= now.date() - timedelta(days=KEPT_DAYS),
            )
            .first()
        )
        if row is None:
            raise NotFound(
                f"You have no packet {packet_id}, or not any more: the last {KEPT} are kept, for "
                f"{KEPT_DAYS} days. Nothing was marked; fetch a new one."
            )
        held = json.loads(row.held)
        # A packet goes on where the mark stood, and a mark never goes back: all that lies before
        # the last number was read, is held by this packet, or is by somebody who is blocked.
        spans = [_Span(*each) for each in held["threads"]]
        threads.mark_all_read(actor, {span.thread_id: span.last for span in spans})
        letters.mark_read(actor, held["letters"])
    return ConfirmView(
        id=packet_id,
        posts=sum(span.together for span in spans),
        threads=len(spans),
        letters=len(held["letters"]),
    )


def _check(form: str, max_bytes: int) -> None:
    if form not in get_args(Form):
        raise Invalid(f"A packet is one of {', '.join(get_args(Form))}.", field="format")
    if not LEAST_BYTES <= max_bytes <= MOST_BYTES:
        raise Invalid(
            f"A packet has room for {LEAST_BYTES // 1024} to {MOST_BYTES // 1024:,} KiB.",
            field="max-kib",
        )


def _joined_one(actor: Actor, slug: str) -> BoardView:
    board = boards.get(actor, slug)
    boards.require_reading(actor, board)
    if not board.is_joined:
        raise Refused("You have not joined this board, so nothing on it is unread. Join it first.")
    return board


def _letters(
    actor: Actor, key: sealing.PrivateKey | None, since: date | None
) -> tuple[tuple[LetterView, ...], int]:
    """Those that a packet may hold, and how many wait in all."""
    if key is None:
        return (), 0
    return letters.unopened(actor, key, since=since, limit=MOST_LETTERS), letters.waiting(actor)


def _posts(
    actor: Actor, joined: dict[int, BoardView], since: date | None, max_bytes: int
) -> list[PlacedPost]:
    """As many as could have room, were they to pack very well."""
    moment = None if since is None else datetime.combine(since, time(tzinfo=UTC))
    some, size = [], 0
    waiting = unreadposts.newest(actor, joined, since=moment, most_threads=MOST_POSTS)
    for each in islice(waiting, MOST_POSTS):
        some.append(each)
        size += len(each.post.body) + qwk.BLOCK
        if size > max_bytes * _UNPACKED:
            break
    return some


def _fitting(
    form_of: packing.Packing,
    some_letters: Sequence[LetterView],
    some_posts: Sequence[PlacedPost],
    most: int,
) -> _Chosen:
    """As many letters as fit into half of the room, then as many posts as fit into the rest."""
    room = most - _WORDS_BYTES
    letter_parts = [form_of.letter(each) for each in some_letters]
    post_parts = [form_of.post(each) for each in some_posts]

    def size(parts: Sequence[Any]) -> int:
        return len(form_of.whole(parts, 0, (), _NO_TIME))

    kept_letters = _count_that_fits(
        len(letter_parts),
        lambda count: size(letter_parts[:count]),
        room // 2 if some_posts else room,
    )
    letter_parts = letter_parts[:kept_letters]
    kept_posts = _count_that_fits(
        len(post_parts), lambda count: size(letter_parts + post_parts[:count]), room
    )
    return _Chosen(
        some_letters[:kept_letters],
        some_posts[:kept_posts],
        letter_parts + post_parts[:kept_posts],
    )


def _count_that_fits(count: int, size_of: Callable[[int], int], room: int) -> int:
    """How many fit: not always the very most, but near, after two or three trials."""
    while count and (size := size_of(count)) > room:
        count = min(count - 1, int(count * room / size * 0.98))
    return count


def _recorded(actor: Actor, chosen: _Chosen, now: datetime) -> int:
    """The id of the packet; one that holds the same as the one before is the same packet."""
    with atomic():
        require(actor, Action.USE_PACKETS)
        mine = Packet.select(Packet.id, Packet.held).where(Packet.member == actor.member_id)
        last = list(mine.order_by(Packet.id.desc()).limit(KEPT))
        if last and last[0].held == chosen.held:
            packet_id = int(last[0].id)
            Packet.update(made_on=now.date()).where(Packet.id == packet_id).execute()
            return packet_id
        if len(last) == KEPT:
            Packet.delete().where(
                Packet.member == actor.member_id, Packet.id <= last[-1].id
            ).execute()
        old = now.date() - timedelta(days=KEPT_DAYS)
        Packet.delete().where(Packet.member == actor.member_id, Packet.made_on < old).execute()
        made = Packet.create(member=actor.member_id, made_on=now.date(), held=chosen.held)
        return int(made.id)
