"""One case of the queue: what there is to know, and what can be done, one key each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult

from bbs import content
from bbs.clock import ago
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import deciding, moderation, queue, staff, standing
from bbs.views import CaseView
from screens import casemember
from screens.choice import ChoiceScreen
from screens.prompt import PromptScreen
from screens.reading import ReadingScreen
from screens.registry import Key
from screens.textprompt import TextPromptScreen
from screens.widgets.reader import Block, Reader
from screens.widgets.usertext import shown

_BE = Key(("a",), "a", "be", "let be", "Leave it as it is: the case is done with.")
_APPEAR = Key(("v",), "v", "appear", "let appear", "Let a held post appear.")
_HOLD = Key(("h",), "h", "hold", "hold", "Take the post out of sight for now.")
_FOLD = Key(("f",), "f", "fold", "fold", "Fold the post behind a warning.")
_EDIT = Key(("e",), "e", "edit", "edit out", "Take details out of the post.")
_REMOVE = Key(("d",), "d", "remove", "remove", "Remove it; the writer gets the text back.")
_CORRECT = Key(("p",), "p", "correct", "pin correction", "Pin a correction with its source.")
_WRITE = Key(("w",), "w", "write", "write", "Write a letter as staff.")
_STEPS = Key(("c",), "c", "steps", "steps", "The steps of a crisis, to be ticked off.")
_MEMBER = Key(("l",), "l", "member", "more", "Warn, silence or ban; the thread.")
_GRANT = Key(("y",), "y", "grant", "grant", "Grant the appeal: what was done is undone.")
_DECLINE = Key(("d",), "d", "decline", "decline", "Decline the appeal.")
_NEXT = Key(("t",), "t", "take", "next", "The next case that nobody is at.")
_GO = Key(("g",), "g", "go", "give back", "Give the case back to the queue.", is_hint=False)
_OPEN = Key(("o",), "o", "open", "thread", "Read it in its thread.", is_hint=False)


class CaseScreen(ReadingScreen):
    """Takes a case for a quarter of an hour, and shows it."""

    def __init__(self, case_id: int) -> None:
        """Show the case of that number."""
        super().__init__()
        self.case_id = case_id
        self.case: CaseView | None = None

    def body(self) -> ComposeResult:
        """All there is to know, one under the other."""
        yield Reader(self._load, id="main")

    async def fill(self) -> None:
        """Take the case, and show it as it is now."""
        found = await self.ask(queue.look, self.visit.actor, self.case_id, now=self.visit.now)
        if found is not None:
            await self.show(found)

    async def show(self, case: CaseView) -> None:
        """Show the case as it was found."""
        self.case = case
        row = case.row
        about = f", of {shown(row.about)}" if row.about else ""
        state = f", done: {case.outcome}" if case.is_closed else ""
        self.head(f"{row.level.capitalize()}: {shown(row.title)}{about}{state}")
        reader = self.query_one("#main", Reader)
        reader.total = 1
        await reader.open()
        if case.care:
            self.tell(case.care)
        self.show_hints()

    async def _load(self, first: int, count: int) -> tuple[Block, ...]:
        case = self.case
        if case is None or first > 1:
            return ()
        return (Block(1, lambda width: (), self._words(case)),)

    def _words(self, case: CaseView) -> str:
        parts = []
        for each in case.reports:
            comment = f": {each.comment}" if each.comment else ""
            parts.append(f"{each.reporter}, {each.reason}{comment}")
        parts.append(case.snapshot)
        if case.is_gone:
            parts.append("It is not there any more.")
        elif case.now not in case.snapshot:
            parts.append(f"As it is now:\n{case.now}")
        if case.steps:
            parts.append("\n".join(_step(*each) for each in case.steps))
        for entry in case.history:
            parts.append(f"Before, {ago(entry.at, self.visit.now)}: {entry.does}. {entry.why}")
        return shown("\n\n".join(parts), multiline=True)

    def own_keys(self) -> tuple[Key, ...]:
        """What can be done with such a thing, as it is now."""
        case = self.case
        if case is None or case.is_closed:
            return (*super().own_keys(), _NEXT)
        return (*super().own_keys(), *_keys_for(case), _NEXT, _GO)

    async def did(self, words: str) -> None:
        """It is done: show it, and say so."""
        await self.fill()
        self.tell(words)

    def _ask_why(self, head: str, says: str, do: Callable[[str], Awaitable[object]]) -> None:
        """Ask for a reason, do it, and say that it is done."""

        def done(reason: str | None) -> None:
            if reason is not None:
                self.app.call_later(self.did, f"{head}: done.")

        self.app.push_screen(PromptScreen(head, says, "Why", do), done)

    async def do_be(self) -> None:
        """Let it be."""
        done = await self.done(queue.let_be, self.visit.actor, self.case_id, now=self.visit.now)
        if done:
            await self.did("It is let be. t takes the next.")

    async def do_appear(self) -> None:
        """Let a held post appear."""
        done = await self.done(deciding.appear, self.visit.actor, self.case_id, now=self.visit.now)
        if done:
            await self.did("It can be seen now. t takes the next.")

    async def do_hold(self) -> None:
        """Take the post out of sight."""

        async def hold(reason: str) -> None:
            post_id = self.case.number if self.case else 0
            await call(moderation.hold, self.visit.actor, post_id, reason, now=self.visit.now)

        self._ask_why("Hold", "It goes out of sight; its writer is told why.", hold)

    async def do_fold(self) -> None:
        """Fold the post."""

        async def fold(warning: str) -> None:
            post_id = self.case.number if self.case else 0
            await call(moderation.fold, self.visit.actor, post_id, warning, now=self.visit.now)

        says = "The post is folded behind these words: talks of self-harm. Nothing unfolds it."
        self._ask_why("Fold", says, fold)

    async def do_remove(self) -> None:
        """Remove it."""

        async def remove(reason: str) -> None:
            await call(
                deciding.take_away, self.visit.actor, self.case_id, reason, now=self.visit.now
            )

        self._ask_why("Remove", "Its writer is told why, and gets the text back.", remove)

    async def do_edit(self) -> None:
        """Take details out."""
        case = self.case
        if case is None:
            return

        async def edit(body: str, reason: str) -> None:
            await call(
                moderation.edit_out, self.visit.actor, case.number, body, reason,
                now=self.visit.now,
            )  # fmt: skip

        says = "Take words out; (...) may stand in their place. The writer gets it all back."
        self._write("Edit details out", says, "Why", case.now, edit)

    async def do_correct(self) -> None:
        """Ask how it is known, and pin a correction."""
        case = self.case
        if case is None:
            return

        async def chosen(kind: str | None) -> None:
            async def pin(body: str, source: str) -> None:
                await call(
                    moderation.correct, self.visit.actor, case.number, kind or "", body, source,
                    now=self.visit.now,
                )  # fmt: skip

            if kind is not None:
                says = "In a few sentences; the post stays as it is."
                self._write("Pin a correction", says, "Source", "", pin)

        answers = (
            ("sourced", "Known from a source"),
            ("disputed", "Disputed: sources say different things"),
            ("experience", "One's own experience, and no more"),
        )
        self.app.push_screen(ChoiceScreen("How is it known?", [], answers), chosen)

    async def do_write(self) -> None:
        """Write to whoever it is about; in a crisis with a letter to begin with."""
        case = self.case
        if case is None or not case.row.about:
            return
        subject, body = "From staff", ""
        if case.row.level == "crisis":
            subject, body = content.crisis_letter(shown(case.row.about))

        async def write(body: str, subject: str) -> None:
            await call(
                staff.write, self.visit.actor, case.row.about, subject, body,
                case_id=self.case_id, now=self.visit.now,
            )  # fmt: skip

        says = "It passes blocks, and its words stay in the log of staff."
        self._write(f"To {shown(case.row.about)}, as staff", says, "Subject", body, write, subject)

    def _write(
        self,
        head: str,
        says: str,
        label: str,
        body: str,
        do: Callable[[str, str], Awaitable[object]],
        line: str = "",
    ) -> None:
        def done(is_done: bool | None) -> None:
            if is_done:
                self.app.call_later(self.did, f"{head}: done.")

        self.app.push_screen(TextPromptScreen(head, says, label, do, body=body, line=line), done)

    async def do_steps(self) -> None:
        """Tick a step off."""
        case = self.case
        if case is None:
            return

        async def chosen(step: str | None) -> None:
            if step is not None:
                found = await self.ask(
                    queue.tick, self.visit.actor, self.case_id, int(step), now=self.visit.now
                )
                if found is not None:
                    await self.show(found)

        answers = [(str(at), _step(*each)) for at, each in enumerate(case.steps)]
        self.app.push_screen(ChoiceScreen("Steps of a crisis", [], answers), chosen)

    async def do_member(self) -> None:
        """Ask what is to be done about the member."""
        if self.case is not None:
            casemember.ask(self, self.case)

    async def do_grant(self) -> None:
        """Grant an appeal."""
        self._decide("Grant", is_granted=True)

    async def do_decline(self) -> None:
        """Decline an appeal."""
        self._decide("Decline", is_granted=False)

    def _decide(self, head: str, *, is_granted: bool) -> None:
        async def decide(reason: str) -> None:
            await call(
                standing.decide, self.visit.actor, self.case_id, is_granted, reason,
                now=self.visit.now,
            )  # fmt: skip

        self._ask_why(head, "The member is told why.", decide)

    async def do_open(self) -> None:
        """Read it where it stands."""
        if self.case is not None and self.case.thread_id:
            await self.lamp.visit_place("thread", thread_id=self.case.thread_id)

    async def do_go(self) -> None:
        """Give it back."""
        if await self.done(queue.let_go, self.visit.actor, self.case_id, now=self.visit.now):
            self.dismiss()

    async def do_take(self) -> None:
        """Go on with the next case; this one is given back, if it is not done with."""
        if self.case is not None and not self.case.is_closed:
            try:
                await call(queue.let_go, self.visit.actor, self.case_id, now=self.visit.now)
            except BBSError as error:
                self.tell(error)
                return
        found = await self.ask(queue.first, self.visit.actor, now=self.visit.now)
        if found is None:
            self.dismiss()
            self.lamp.tell_after("Nothing more waits that nobody is at. Thank you.")
        else:
            self.case_id = found
            await self.fill()


def _step(words: str, is_taken: bool) -> str:
    return f"[{'x' if is_taken else ' '}] {words}"


def _keys_for(case: CaseView) -> tuple[Key, ...]:
    kind, thing = case.row.kind, case.row.thing
    if kind == "appeal":
        return (_GRANT, _DECLINE, _WRITE)
    keys = (_STEPS,) if case.steps else ()
    is_there = not case.is_gone
    if thing == "held":
        return (_APPEAR, _REMOVE, *keys, _WRITE, _MEMBER)
    if thing == "post" and is_there:
        first = (_APPEAR,) if kind == "held" else (_BE,)
        return (*first, _REMOVE, *keys, _FOLD, _HOLD, _EDIT, _CORRECT, _WRITE, _MEMBER, _OPEN)
    return (_BE, *keys, _WRITE, _MEMBER)
