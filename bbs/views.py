"""What services hand out: frozen values, never a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")
Cursor = tuple[int, int]
"""Where a page begins or ends, in the order of its list: opaque to the faces."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in order, and the cursors to go on from; None where there is nothing further."""

    rows: tuple[Row, ...]
    before: Cursor | None = None
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board as one member sees it in a list."""

    id: int
    slug: str
    name: str
    description: str
    category: str
    is_health: bool
    is_for_all: bool
    is_joined: bool
    may_read: bool
    pseudonyms: str = "allowed"
    """Whether one can write without one's name: `allowed`, `always` or `never`."""
    unread: int = 0
    """Unread threads, where joined; COUNT_LIMIT stands for that many or more.

    0 where they weren't counted (`boards.head`, `boards.by_id`).
    """


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in a board's list."""

    id: int
    title: str
    handle: str
    replies: int
    last_at: datetime
    is_unread: bool
    board_id: int = 0
    warning: str = ""
    """What its writer wants said before it is read."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread's head: where it is, how long, and where this member should go on reading."""

    id: int
    title: str
    board: BoardView
    posts: int
    start_number: int
    """The first unread post, else the last one; 1 for who never opened it."""
    is_unread: bool
    is_followed: bool = False
    is_bookmarked: bool = False
    is_ignored: bool = False


@dataclass(frozen=True, slots=True)
class NamesView:
    """Who can be shown as the writer of what this member is about to post."""

    handle: str
    pseudonym: str
    """The member's own in this thread; "" where none was made yet."""
    rule: str
    """The board's: `allowed`, `always` or `never`."""
    without_name: bool
    """How it is where the member doesn't say: as the last time in this thread."""

    @property
    def is_free(self) -> bool:
        """Whether there is a choice."""
        # Who wrote without their name before a board forbade it, chooses what becomes of that.
        return self.rule == "allowed" or (self.rule == "never" and self.without_name)


@dataclass(frozen=True, slots=True)
class HugCount:
    """How many gave one kind of hug to a post: `hug`, `me-too` or `thank-you`."""

    kind: str
    count: int
    is_given: bool = False
    """Whether this member is one of them."""


@dataclass(frozen=True, slots=True)
class AnswersNotice:
    """Answers of others in a followed thread, since this member read it or was told of them."""

    thread_id: int
    title: str
    board_name: str
    count: int
    """COUNT_LIMIT stands for that many or more."""
    upto: int
    """The number of the thread's newest post, up to which it is told."""


@dataclass(frozen=True, slots=True)
class HugsNotice:
    """Hugs that a post of this member's received."""

    post_id: int
    number: int
    thread_id: int
    title: str
    hugs: tuple[HugCount, ...]


@dataclass(frozen=True, slots=True)
class NoticesView:
    """What a member is to be told, in groups."""

    answers: tuple[AnswersNotice, ...]
    hugs: tuple[HugsNotice, ...]
    hug_mark: int
    """Up to which hug it tells."""
    has_more: bool
    """Whether there is more to be told when these were."""


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder of the archive: a board by its slug, or a month as `2026-05`."""

    name: str
    changed_at: datetime | None
    """When something last came into it; None where nothing ever did."""


@dataclass(frozen=True, slots=True)
class ThreadFile:
    """A thread as a file of the archive; `size` is in bytes, without rendering exact."""

    id: int
    title: str
    head: bytes = field(repr=False)
    """What stands before its first post."""
    posts: int
    size: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PostView:
    """A post in its thread; `body` is empty where its writer took it back, or is blocked."""

    id: int
    thread_id: int
    number: int
    handle: str
    body: str
    posted_at: datetime
    is_edited: bool
    is_deleted: bool
    is_own: bool
    hugs: tuple[HugCount, ...] = ()
    """Those kinds of which there are any."""
    warning: str = ""
    """What its writer wants said before it is read."""
    is_hidden: bool = False
    """Whether this member blocked its writer: then nothing of it is in here."""


@dataclass(frozen=True, slots=True)
class PlacedPost:
    """A post, and the thread and the board on which it stands."""

    title: str
    board: BoardView
    post: PostView


@dataclass(frozen=True, slots=True)
class FilterBoard:
    """A board that a member wants folded away."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class FilterView:
    """What a member wants folded away, the oldest filter first."""

    words: tuple[str, ...] = ()
    boards: tuple[FilterBoard, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post that a search found."""

    id: int
    thread_id: int
    number: int
    title: str
    board_id: int
    board_slug: str
    board_name: str
    handle: str
    posted_at: datetime
    snippet: tuple[tuple[str, bool], ...]
    """Some of its words on one line, in parts: the text, and whether it is what was looked for."""
    warning: str = ""
    """What its writer wants said before it is read."""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in the mailbox's list; `number` is the owner's own and stays."""

    number: int
    handle: str
    subject: str
    day: date
    is_read: bool


@dataclass(frozen=True, slots=True)
class LetterView:
    """An opened letter."""

    number: int
    is_incoming: bool
    sender: str
    recipient: str
    subject: str
    body: str = field(repr=False)
    day: date
    is_key_new: bool = False
    """Whether the other side's key is another than the one that was seen before."""


@dataclass(frozen=True, slots=True)
class DraftView:
    """A text that was begun and kept."""

    kind: str
    """`thread`, `reply`, `edit`, `letter`, `journal`, `journal-edit` or `note`."""
    target: str
    """A board's slug, a thread's id, a post's id, a handle, an entry's number or a day."""
    title: str = field(repr=False)
    body: str = field(repr=False)
    saved_at: datetime
    without_name: bool | None = None
    """Whether it is to be posted without one's name, if that was chosen."""
    warning: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in the journal's list; `number` is the owner's own and stays."""

    number: int
    title: str = field(repr=False)
    """Its title, or where it has none its first words."""
    written_at: datetime | None
    """None where it can't be opened."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An opened entry of one's own journal."""

    number: int
    title: str = field(repr=False)
    """Empty where it was given none."""
    body: str = field(repr=False)
    written_at: datetime
    is_changed: bool
    is_closed: bool = False
    """Whether it can't be opened: it was sealed to a former key, or is damaged."""


@dataclass(frozen=True, slots=True, repr=False)
class CheckInView:
    """A check-in: a mood from 1 to 5, at most three things done, a note."""

    day: date
    mood: int
    done: tuple[str, ...]
    note: str
    spoken: str
    """Whom one has spoken with; empty where it wasn't asked or answered."""


@dataclass(frozen=True, slots=True, repr=False)
class TodayView:
    """The check-in of a day, and what goes with it now."""

    day: date
    checkin: CheckInView | None
    is_heavy: bool
    """Whether the last days were hard, one after the other."""
    asks_whom: bool
    """Whether it is time to ask whom one has spoken with."""


@dataclass(frozen=True, slots=True, repr=False)
class WeekView:
    """A week from its Monday on, with the mood of each day; None where there was no check-in."""

    begins: date
    moods: tuple[int | None, ...]

    @property
    def average(self) -> float | None:
        """The mood on average."""
        known = [mood for mood in self.moods if mood is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True, repr=False)
class TogetherView:
    """A thing done, on how many days, and the mood on average with it and without it."""

    what: str
    days_with: int
    days_without: int
    mood_with: float
    mood_without: float


@dataclass(frozen=True, slots=True, repr=False)
class MoodView:
    """The weeks, the oldest first; what goes with better days; the days, the newest first."""

    weeks: tuple[WeekView, ...]
    together: tuple[TogetherView, ...]
    days: tuple[CheckInView, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CounterView:
    """A counter of days; the day on which it began is day 1."""

    number: int
    name: str
    began: date
    day: int
    best: int
    """The most whole days in one run, this one too."""
    total: int
    """The whole days of all runs."""
    times: int
    """How often it was set back."""
    is_closed: bool = False
    """Whether it can't be opened: it was sealed to a former key, or is damaged."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """An SSH key that a member registered."""

    id: int
    fingerprint: str
    comment: str
    added_on: date
    is_for_reading: bool = False
    """Whether who comes in by it can write nothing."""


@dataclass(frozen=True, slots=True)
class PinView:
    """A correspondent's key: four groups of four characters, and whether it is a new one."""

    handle: str
    fingerprint: str
    has_changed: bool


@dataclass(frozen=True, slots=True)
class ArrivalsView:
    """What happened at a member's door since they were told last."""

    logins: int
    wrong: int
    """Passphrases or recovery codes that were not right."""
    codes: int
    """Codes of the second step that were not right, after a passphrase that was."""
    seen: tuple[int, int, int]
    """For this session's next question."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A live session of one's own; no address, for none is kept."""

    id: str
    face: str
    came_by: str
    """`passphrase`, or a key by its comment or fingerprint."""
    since: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class FriendView:
    """Somebody on a member's private list of friends."""

    handle: str
    state: str
    """`friend`; `asked`: by oneself, without an answer so far; `asks`: an answer is awaited."""


@dataclass(frozen=True, slots=True)
class GreetingView:
    """The thread of a board in which newcomers say hello."""

    slug: str
    name: str
    thread_id: int
    has_said: bool
    """Whether this member wrote in it already."""


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What a member tells of themselves, and nothing besides."""

    handle: str
    body: str
    boards: tuple[str, ...]
    """The slugs of the boards that they name, in the catalogue's order."""
    board_names: tuple[str, ...]
    season: str
    """`spring 2026`, or empty where they don't show it."""
    is_own: bool
    is_blocked: bool = False
    """Whether this member blocked them: then there is nothing else in it."""
    friend: str = ""
    """As `FriendView.state`; empty where there is nothing between the two."""


@dataclass(frozen=True, slots=True)
class SecretView:
    """A secret for one-time codes: to be typed, and as the address that apps take (otpauth:)."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """How a member likes it shown."""

    face: str = "rich"
    colours: str = "auto"
    glyphs: str = "auto"
    letter_keys: bool = False
    """Whether k and j move too."""
    meter: bool = False
    """Whether the bytes that were sent stand at the lower right."""
    folds_warnings: bool = False
    """Whether a text with a warning before it stays folded until it is opened."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """What the home screen shows at one glance."""

    boards: tuple[BoardView, ...]
    unread_letters: int
    drafts: int
    is_new: bool
    """Whether this member has not joined any board yet."""
    answers: int = 0
    """Answers of others in threads that one follows; here and below COUNT_LIMIT is that or more."""
    answered_threads: int = 0
    hugs: int = 0
    """Hugs received that one has not been told of."""
    has_checked_in: bool | None = None
    """Whether today's check-in is done; None where that is not to be told."""
    friend_requests: int = 0
    """Members who ask to be a friend, and wait for an answer."""
    waiting: int = 0
    """Threads on one's boards that nobody else has answered yet."""


@dataclass(frozen=True, slots=True)
class PacketView:
    """Unread posts and letters as one file; `id` is 0 where there was nothing to hold."""

    id: int
    file_name: str
    data: bytes = field(repr=False)
    posts: int
    threads: int
    letters: int
    left_posts: int
    """Unread posts that had no room, or lie before the day that was asked for."""
    left_letters: int
    words: tuple[str, ...]
    """What it holds, what is missing and why, and what to do next: a sentence a line."""


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """What is marked as read now, because a packet held it."""

    id: int
    posts: int
    threads: int
    letters: int


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What became of one answer."""

    subject: str
    """Its subject, or what stands for one."""
    place: str
    """Where it went: `thread 12`, `board back-pain`, `letter to brave-wren`; empty if unknown."""
    outcome: str
    """`posted`, `before` (it was posted before), `refused`."""
    words: str
    """What became of it, in a sentence; of one that was refused, the reason."""
    thread_id: int = 0
    post_number: int = 0
    letter_number: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What became of the answers in a file, in their order."""

    lines: tuple[ReceiptLine, ...]
    passed_over: int
    """The packet's own messages that came back along with the answers."""
