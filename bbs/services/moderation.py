"""What staff do with posts: hold, release, fold, edit details out, remove, correct.

Each is one write: the policy is asked, the log says who, why, before and after, the writer hears
of it by a letter from staff, and the case in the queue is done with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bbs import events, text, warnings
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Case, Correction, Held, Hug, Post, Thread
from bbs.policy import NOWHERE, Action, Actor, CareFacts, require
from bbs.services import actors, audit, cases, holding, letters, logkeys, posts, threads, waits
from bbs.services.audit import Deed

STANDINGS = ("experience", "sourced", "disputed")
REMOVED_TITLE = "(title removed by staff)"
LONGEST_REASON = 2_000
MAY_APPEAL = (
    "If you think that this is wrong, you can appeal once: Settings, Your standing, or the command "
    "standing. Somebody else of staff decides then. You can also answer this letter."
)


@dataclass(frozen=True, slots=True)
class Doing:
    """A post that something is done about, who does it, and the case, if there is one."""

    actor: Actor
    post: Post
    board_id: int
    title: str
    of_whom: str
    case: Case | None
    reason: str
    now: datetime

    def log(self, action: Action, *, before: str = "", after: str = "") -> int:
        """Write it into the log."""
        deed = Deed(action, "post", self.post.id, self.board_id, self.reason, before, after)
        return audit.append(self.actor, deed, of_whom=self.of_whom, now=self.now)

    def close(self, outcome: str) -> None:
        """Be done with the case, if there is one."""
        if self.case is not None:
            cases.close(self.case, outcome, now=self.now)

    def tell(self, subject: str, says: str, given_back: str = "") -> None:
        """Write to the writer, if they are still here."""
        parts = [f"{says} It is post {self.post.number} in: {self.title}", f"Why: {self.reason}"]
        if given_back:
            parts.append(f"So that nothing is lost to you, this is what you wrote:\n\n{given_back}")
        body = "\n\n".join([*parts, MAY_APPEAL])
        letters.from_staff(self.post.writer_id, subject, body, now=self.now)


def let_be(actor: Actor, post_id: int, reason: str = "", *, now: datetime) -> None:
    """Leave a post as it is, and be done with its case."""
    with _doing(actor, Action.LET_BE, post_id, reason or "Nothing to be done.", now) as doing:
        doing.log(Action.LET_BE)
        doing.close("let be")


def hold(actor: Actor, post_id: int, reason: str, *, now: datetime) -> None:
    """Take a post out of sight for now; its words wait where nobody else reads them."""
    with _doing(actor, Action.HOLD, post_id, reason, now) as doing:
        post = doing.post
        if post.is_held:
            raise Invalid("This post is held already.")
        title = doing.title if post.number == 1 else ""
        words = _whole(title, post.warning, post.body)
        Held.insert(
            writer=post.writer_id,
            board=doing.board_id,
            thread=post.thread_id,
            post=post.id,
            title=title,
            body=post.body,
            warning=post.warning,
            written_at=now,
        ).execute()
        _rewrite(post, "", "", is_held=True)
        if title:
            _entitle(post.thread_id, holding.WAITS_TITLE)
        doing.log(Action.HOLD, before=words)
        doing.tell("Your post is out of sight for now", "Staff took a post of yours out of sight.")
        if doing.case is None:
            cases.open_(
                cases.Kind.HELD, "amber", "post", post.id, snapshot=words,
                of_whom=doing.of_whom, board_id=doing.board_id, post_id=post.id, now=now,
            )  # fmt: skip


def release(actor: Actor, post_id: int, reason: str = "", *, now: datetime) -> None:
    """Let a post that was taken out of sight appear again."""
    reason = reason or "It was looked at, and is fine."
    with _doing(actor, Action.RELEASE, post_id, reason, now) as doing:
        put_back(doing.post)
        doing.log(Action.RELEASE)
        doing.tell("Your post can be seen again", "Staff let a post of yours appear again.")
        doing.close("released")


def put_back(post: Post) -> None:
    """Give a held post its words back; for services that have asked."""
    row = Held.get_or_none(Held.post == post.id)
    if row is None:
        raise Invalid("This post isn't held.")
    _rewrite(post, row.warning, row.body, is_held=False)
    if row.title:
        _entitle(post.thread_id, row.title)
    row.delete_instance()
    board_id = Thread.get_by_id(post.thread_id).board_id
    events.publish(events.Posted(board_id, post.thread_id, post.id))


def fold(actor: Actor, post_id: int, warning: str, reason: str = "", *, now: datetime) -> None:
    """Fold a post behind a warning, `talks of self-harm`; an empty one unfolds it."""
    warning = text.title(warning, name="warning") if warning.strip() else ""
    reason = reason or (f"So that nobody comes upon it unasked: {warning}" if warning else "")
    with _doing(actor, Action.FOLD, post_id, reason or "It needs no warning.", now) as doing:
        before = doing.post.folded_for
        _fold(doing.post, warning)
        doing.log(Action.FOLD, before=before, after=warning)
        if warning:
            says = f"Staff folded a post of yours behind the words: {warning}."
            doing.tell("Your post is folded behind a warning", says)
        doing.close("folded" if warning else "let be")


def edit_out(actor: Actor, post_id: int, body: str, reason: str, *, now: datetime) -> None:
    """Put a version without the details in a post's place; its writer gets theirs back.

    `body` begins with the writer's warning, as `warnings.before` puts it, where that is to stay.
    Raises `Invalid` where anything but leaving out was done: staff put no words in others' mouths.
    """
    after = text.body(body)
    with _doing(actor, Action.EDIT_OUT, post_id, reason, now) as doing:
        before = warnings.before(doing.post.warning, doing.post.body)
        if doing.post.is_held:
            raise Invalid("This post is held. Let it appear first, or remove it.")
        if after == before or not is_shorter_version(before, after):
            raise Invalid(
                "Words can be left out, or (...) put in their place; nothing else can be changed.",
                field="body",
            )
        label, left = warnings.apart(after) if doing.post.warning else ("", after)
        _rewrite(doing.post, label, left, is_edited=True)
        doing.log(Action.EDIT_OUT, before=before, after=after)
        doing.tell(
            "Details were taken out of your post", "Staff took details out of a post.", before
        )
        doing.close("edited")


def is_shorter_version(before: str, after: str) -> bool:
    """Whether `after` is `before` with words left out, and `(...)` where some were."""
    kept = iter(before.split())
    return all(word in kept for word in after.replace("(...)", " ").split())


def remove(actor: Actor, post_id: int, reason: str, *, now: datetime) -> None:
    """Take a post away; its writer is told why, and gets the text back."""
    with _doing(actor, Action.REMOVE, post_id, reason, now) as doing:
        post = doing.post
        row = Held.get_or_none(Held.post == post.id)
        kept = post if row is None else row
        title = (row.title if row is not None else doing.title) if post.number == 1 else ""
        words = _whole(title, kept.warning, kept.body)
        _rewrite(post, "", "", is_deleted=True, is_removed=True, is_held=False)
        unpin(post)
        Held.delete().where(Held.post == post_id).execute()
        Hug.delete().where(Hug.post == post_id).execute()
        waits.wait_again([post.thread_id])
        if title:
            _entitle(post.thread_id, REMOVED_TITLE)
        doing.log(Action.REMOVE, before=words)
        doing.tell("Your post was removed", "Staff removed a post of yours.", words)
        doing.close("removed")


def restore(post: Post, before: str) -> None:
    """Undo a removal with the words that the log kept; for services that have asked."""
    title, _, words = before.partition("\n\n") if post.number == 1 else ("", "", before)
    _rewrite(post, *warnings.apart(words), is_deleted=False, is_removed=False)
    if title:
        _entitle(post.thread_id, title)


def rewrite(post: Post, before: str) -> None:
    """Give a post other words, as the log kept them; for services that have asked."""
    _rewrite(post, *warnings.apart(before))


def _rewrite(post: Post, warning: str, body: str, **more: bool) -> None:
    with posts.resizing(Post.id == post.id):
        changes = {"body": body, "warning": warning, **more}
        Post.update(changes).where(Post.id == post.id).execute()
    if post.number == 1:
        Thread.update(warning=warning).where(Thread.id == post.thread_id).execute()


def unfold(post: Post) -> None:
    """Fold a post no more; for services that have asked."""
    _fold(post, "")


def _fold(post: Post, warning: str) -> None:
    with posts.resizing(Post.id == post.id):
        Post.update(folded_for=warning).where(Post.id == post.id).execute()


def unpin(post: Post) -> None:
    """Take a correction away; for services that have asked."""
    with posts.resizing(Post.id == post.id):
        Correction.delete().where(Correction.post == post.id).execute()


def correct(
    actor: Actor,
    post_id: int,
    standing: str,
    body: str,
    source: str = "",
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Pin what is known about a claim to a post: `experience`, `sourced` or `disputed`.

    What is sourced or disputed needs a source. The post stays as it is.
    """
    if standing not in STANDINGS:
        raise Invalid(f"The standing is one of {', '.join(STANDINGS)}.", field="standing")
    body, source = words_of(body, 1_000, "body"), text.clean(source).strip()
    if standing != "experience" and not source:
        raise Invalid("Where is this known from? Please name a source.", field="source")
    if len(source) > 200:
        raise Invalid("The source has 200 characters at most.", field="source")
    with _doing(actor, Action.CORRECT, post_id, reason or body, now) as doing:
        values = {"standing": standing, "body": body, "source": source, "pinned_at": now}
        with posts.resizing(Post.id == post_id):
            Correction.delete().where(Correction.post == post_id).execute()
            Correction.insert(post=post_id, **values).execute()
        doing.log(Action.CORRECT, after=f"{standing}: {body} {source}".strip())
        doing.tell("A correction is pinned to your post", "Staff pinned a correction to a post.")
        doing.close("corrected")


def release_first(actor: Actor, held_id: int, *, now: datetime) -> int:
    """Let a newcomer's post appear, now, at its thread's end; its thread's id."""
    with _doing_held(actor, Action.RELEASE, held_id, now) as (doer, row, case):
        person, writer = holding.writer_of(row)
        if row.thread_id is None:
            post = threads.begin(
                person, writer, row.board_id, row.title, row.body, warning=row.warning, now=now
            )
        else:
            post = posts.append(
                person, writer, row.thread_id, row.body, warning=row.warning, now=now
            )
        Post.update(token=row.token).where(Post.id == post.id).execute()
        deed = Deed(Action.RELEASE, "post", post.id, row.board_id)
        audit.append(doer, deed, of_whom=logkeys.name_of(row.writer_id), now=now)
        row.delete_instance()
        if case is not None:
            cases.close(case, "released", now=now)
            # What is grave about it stays in the queue.
            if case.level < cases.LEVELS.index("green"):
                cases.open_(
                    cases.Kind.RAISED, cases.LEVELS[case.level], "post", post.id,
                    snapshot=_whole(row.title, row.warning, row.body), of_whom=case.of_whom,
                    board_id=row.board_id, post_id=post.id, now=case.opened_at,
                )  # fmt: skip
        return int(post.thread_id)


def refuse_first(actor: Actor, held_id: int, reason: str, *, now: datetime) -> None:
    """Let a newcomer's post not appear; its writer is told why, and gets the text back."""
    reason = words_of(reason, LONGEST_REASON, "reason")
    with _doing_held(actor, Action.REMOVE, held_id, now) as (doer, row, case):
        of_whom = logkeys.name_of(row.writer_id)
        words = _whole(row.title, row.warning, row.body)
        deed = Deed(Action.REMOVE, "held", row.id, row.board_id, reason, words)
        audit.append(doer, deed, of_whom=of_whom, now=now)
        body = (
            "Your post will not appear here.\n\n"
            f"Why: {reason}\n\nSo that nothing is lost to you, this is what you wrote:\n\n"
            f"{words}\n\n{MAY_APPEAL}"
        )
        letters.from_staff(row.writer_id, "Your post will not appear", body, now=now)
        row.delete_instance()
        if case is not None:
            cases.close(case, "removed", now=now)


@contextmanager
def _doing(
    actor: Actor, action: Action, post_id: int, reason: str, now: datetime
) -> Iterator[Doing]:
    """One write about a post, once the policy was asked."""
    with atomic():
        doer = actors.fresh(actor)
        row = posts.whole().where(Post.id == post_id).first()
        if row is None:
            require(doer, action, CareFacts(NOWHERE))
            raise NotFound("This post is not there any more.")
        thread = Thread.get_by_id(row.thread_id)
        case = cases.about("post", post_id)
        facts = CareFacts(
            thread.board_id,
            is_own=_is_own(doer, row.writer_id),
            is_gone=row.is_deleted,
            is_held_by_another=cases.is_held_by_another(case, doer, now),
        )
        require(doer, action, facts)
        reason = words_of(reason, LONGEST_REASON, "reason")
        of_whom = logkeys.name_of(row.writer_id)
        yield Doing(doer, row, thread.board_id, thread.title, of_whom, case, reason, now)


@contextmanager
def _doing_held(
    actor: Actor, action: Action, held_id: int, now: datetime
) -> Iterator[tuple[Actor, Held, Case | None]]:
    with atomic():
        doer = actors.fresh(actor)
        row = Held.get_or_none(Held.id == held_id)
        if row is None:
            require(doer, action, CareFacts(NOWHERE))
            raise NotFound("This post waits no longer.")
        case = cases.about("held", held_id)
        facts = CareFacts(
            row.board_id,
            is_own=_is_own(doer, row.writer_id),
            is_held_by_another=cases.is_held_by_another(case, doer, now),
        )
        require(doer, action, facts)
        yield doer, row, case


def _is_own(doer: Actor, writer_id: int) -> bool:
    return bool(doer.member_id) and actors.person(writer_id) == doer.member_id


def _entitle(thread_id: int, title: str) -> None:
    Thread.update(title=title).where(Thread.id == thread_id).execute()


def _whole(title: str, warning: str, body: str) -> str:
    words = warnings.before(warning, body)
    return f"{title}\n\n{words}" if title else words


def words_of(words: str, longest: int, name: str) -> str:
    """What staff wrote, cleaned; raises `Invalid` where it is empty or too long."""
    words = text.clean(words, multiline=True).strip()
    if not words:
        raise Invalid(f"Please write the {name}.", field=name)
    if len(words) > longest:
        raise Invalid(f"The {name} has {longest:,} characters at most.", field=name)
    return words
