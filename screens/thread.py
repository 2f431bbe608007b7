"""A thread: reading, replying, changing what is one's own."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import content, folding
from bbs.kindness import LABELS, HugKind
from bbs.policy import Action
from bbs.services import filters, hugs, posts, threads
from bbs.views import FilterView, ThreadView
from bbs.views import PostView as PostValue
from screens import threadmore
from screens.choice import ChoiceScreen
from screens.hug import HugScreen
from screens.reading import ReadingScreen
from screens.registry import Key
from screens.widgets.postview import PostView
from screens.widgets.usertext import shown

_REPLY = Key(("r",), "r", "reply", "reply", needs=Action.REPLY)
_QUOTE = Key(("R", "upper_r"), "R", "quote", "reply with quote", needs=Action.REPLY, is_hint=False)
_EDIT = Key(("e",), "e", "edit", "edit", "Change this post of yours.")
_DELETE = Key(("d",), "d", "delete", "take back", "Take back this post of yours.")
_HUG = Key(("h",), "h", "hug", "hug", "Give a hug, a me too or a thank you.", Action.FOLLOW)
_OPEN = Key(("enter", "right"), "Enter", "unfold", "open", "Read what a warning folds.")
_UNFOLD = Key(("enter",), "Enter", "unfold", "unfold", "Open this post, which a filter folded.")
_FOLD = Key(("enter", "right"), "Enter", "unfold", "fold", "Fold this text again.")
_MORE = Key(
    ("l",),
    "l",
    "more",
    "more",
    "Follow, bookmark or ignore the thread; see who wrote the post, write to them, block them.",
    Action.FOLLOW,
)
_NEXT = Key(("n",), "n", "next_unread", "next unread", needs=Action.KEEP_MARKS)


class ThreadScreen(ReadingScreen):
    """The posts of one thread."""

    def __init__(self, thread_id: int, number: int = 0) -> None:
        """Show the thread with that id, from the post of that number on, or from the unread."""
        super().__init__()
        self._number = number
        self.thread_id = thread_id
        self._thread: ThreadView | None = None
        self._marked = 0
        self._filters = FilterView()
        self._unfolded: set[int] = set()

    def body(self) -> ComposeResult:
        """The posts, and what they are at the foot."""
        yield PostView(self._provide, self.visit.clock, why=self._why, id="main")
        yield Static(Content(content.text("thread_foot")), id="foot", markup=False)

    @property
    def _view(self) -> PostView:
        return self.query_one("#main", PostView)

    def _why(self, post: PostValue) -> str | None:
        """Why a post is folded, if it is."""
        return None if post.id in self._unfolded else folding.of_post(self._filters, post)

    async def _provide(self, first: int, count: int) -> tuple[PostValue, ...] | None:
        found = await self.ask(
            posts.from_number, self.visit.actor, self.thread_id, first, limit=count
        )
        if found is None:
            # It went while it was open: there is nothing left to show.
            self._view.blocks = []
        return found

    async def fill(self) -> None:
        """Show the thread as it is now: at the first unread post, or where one was."""
        thread = await self.ask(threads.get, self.visit.actor, self.thread_id)
        if thread is None:
            return
        self._filters = await self.ask(filters.of, self.visit.actor) or self._filters
        is_first = self._thread is None
        grew = self._thread is not None and thread.posts > self._thread.posts
        self._thread, self.board_slug = thread, thread.board.slug
        self.head(f"{thread.board.name}: {shown(thread.title)}")
        view = self._view
        view.total = thread.posts
        view.folds_warnings = self.visit.preferences.folds_warnings
        if is_first:
            is_read = thread.start_number == thread.posts and not thread.is_unread
            view.read_before = thread.posts if is_read else thread.start_number - 1
            view.seen = thread.start_number - 1
            await view.open(self._number or thread.start_number)
        else:
            await view.open(thread.posts if grew else view.block.number if view.block else 1)

    async def on_reader_moved(self) -> None:
        """Remember how far it was read."""
        seen = self._view.seen
        if seen > self._marked and self.visit.is_member:
            self._marked = seen
            await self.ask(threads.mark_read, self.visit.actor, self.thread_id, seen)

    def own_keys(self) -> tuple[Key, ...]:
        """Editing and taking back are for one's own posts, hugs for those of others."""
        post = self._view.post
        if post is None or post.is_deleted or post.is_hidden:
            for_post: tuple[Key, ...] = ()
        else:
            for_post = (_EDIT, _DELETE) if post.is_own else (_HUG,)
        view = self._view
        if view.is_shut:
            for_post = (_OPEN, *for_post)
        elif post is not None and self._why(post):
            for_post = (_UNFOLD, *for_post)
        elif view.is_foldable:
            for_post = (_FOLD, *for_post)
        return (*super().own_keys(), _REPLY, _NEXT, *for_post, _MORE, _QUOTE)

    async def do_reply(self) -> None:
        """Answer in the thread."""
        await self.lamp.visit_place("editor", kind="reply", target=str(self.thread_id))

    async def do_quote(self) -> None:
        """Answer with what the post says before it."""
        post = self._view.post
        has_words = post is not None and not post.is_deleted and not post.is_hidden
        quote = quoted(post) if post is not None and has_words else ""
        await self.lamp.visit_place("editor", kind="reply", target=str(self.thread_id), quote=quote)

    async def do_edit(self) -> None:
        """Change one's own post."""
        post = self._view.post
        if post is not None:
            title = self._thread.title if self._thread is not None and post.number == 1 else ""
            await self.lamp.visit_place(
                "editor",
                kind="edit",
                target=str(post.id),
                title=title,
                quote=post.body,
                warning=post.warning,
            )

    async def do_delete(self) -> None:
        """Ask whether to take back one's own post."""
        post = self._view.post
        if post is None:
            return

        async def answered(answer: str | None) -> None:
            if answer != "yes":
                return
            is_gone = await self.ask(posts.delete, self.visit.actor, post.id)
            if is_gone:
                self.dismiss()
            elif is_gone is not None:
                await self.fill()
                self.tell("It is taken back.")

        ask = ChoiceScreen(
            "Take back this post?",
            [("", "Its words go for good. A line says that it was taken back.")],
            (("no", "Keep it"), ("yes", "Take it back")),
        )
        self.app.push_screen(ask, answered)

    async def do_unfold(self) -> None:
        """Open a post behind its warning, then one that a filter folds; fold it again."""
        view, post = self._view, self._view.post
        if post is not None and not view.is_shut and self._why(post):
            self._unfolded.add(post.id)
            await view.draw_anew()
        else:
            await view.turn()
        self.show_hints()

    async def do_hug(self) -> None:
        """Ask which hug it is to be, and give it or take it back."""
        post = self._view.post
        if post is None:
            return

        async def answered(kind: str | None) -> None:
            if kind is None:
                return
            now = self.visit.now
            is_given = await self.ask(hugs.give, self.visit.actor, post.id, kind, now=now)
            if is_given is not None:
                await self.fill()
                done = "given" if is_given else "taken back"
                self.tell(f"{LABELS[HugKind(kind)]}: {done}.")

        self.app.push_screen(HugScreen(post.hugs), answered)

    async def do_more(self) -> None:
        """Ask what more is to be done with the thread, or about the post's writer."""
        if self._thread is not None:
            await threadmore.ask(self, self._thread, self._view.post)

    async def do_next_unread(self) -> None:
        """Read on in this thread while there is something unread below; then the next one."""
        thread, view = self._thread, self._view
        if thread is not None and thread.is_unread and view.has_unseen():
            await view.read_on()
        else:
            await self.lamp.open_next_unread(self.thread_id)


def quoted(post: PostValue) -> str:
    """A post's words as a quote, for the beginning of an answer."""
    lines = "\n".join(f"> {line}" for line in shown(post.body, multiline=True).split("\n"))
    return f"{shown(post.handle)} wrote:\n{lines}\n\n"
