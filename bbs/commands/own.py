"""What is one's own: settings, passphrase, keys, drafts."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict, replace
from typing import Any

from bbs.clock import spoken_ago
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.errors import Invalid, NotFound
from bbs.policy import Action, require
from bbs.seam import call
from bbs.services import credentials, drafts, keys, passphrases, preferences
from bbs.views import DraftView

_SWITCHES = ("letter_keys", "meter", "folds_warnings")
_MEANS = {
    "face": "full screens with or without ornament, or plain lines",
    "colours": "how many colours full screens have",
    "glyphs": "which signs full screens draw with",
    "letter_keys": "whether k and j move in lists too",
    "meter": "whether full screens show the bytes that were sent",
    "folds_warnings": "whether a text with a warning stays folded until you open it",
}


async def settings(caller: Caller, given: Arguments) -> None:
    """How it is shown: all, or one that is changed."""
    chosen = await call(preferences.of, caller.visit.actor)
    if given.name is None:
        shown = asdict(chosen)
        lines = [
            f"{name}, {_MEANS[name]}: {_worded(value)}, of {_choices(name)}."
            for name, value in shown.items()
        ]
        lines.append("settings, a name and a value change one: settings face plain")
        await caller.show({"settings": shown}, lines)
        return
    name = given.name.replace("-", "_")
    if name not in asdict(chosen) or given.value is None:
        raise Usage(f"Settings are {', '.join(asdict(chosen))}. Usage: settings NAME VALUE")
    value: Any = given.value
    if name in _SWITCHES:
        if given.value not in ("yes", "no"):
            raise Invalid(f"{name} is yes or no.", field=name)
        value = given.value == "yes"
    changed = {name: value}
    chosen = replace(chosen, **changed)
    await call(preferences.choose, caller.visit.actor, chosen)
    caller.visit.preferences = chosen
    await caller.done(f"{name} is {given.value} now.", **changed)


def _worded(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _choices(name: str) -> str:
    return ", ".join(preferences.CHOICES.get(name, ("yes", "no")))


async def passphrase(caller: Caller, given: Arguments) -> None:
    """A new passphrase for the old one: asked for, or two lines of standard input."""
    actor = caller.visit.actor
    require(actor, Action.CHANGE_OWN)
    if caller.is_talking or caller.console.has_pty:
        old = await caller.secret("The old passphrase: ")
        asked = f"The new one, {passphrases.SHORTEST} characters or more: "
        new = await caller.secret(asked, is_again=True)
        again = await caller.secret("Once more: ", is_again=True)
        if passphrases.normal(again) != passphrases.normal(new):
            raise Invalid("That was not the same. Nothing was changed.")
    else:
        lines = [line.rstrip("\r") for line in (await caller.piped_text()).split("\n")]
        if lines[-1] == "":
            del lines[-1]
        if len(lines) != 2:
            raise Usage("Two lines on standard input: the old passphrase, then the new one")
        old, new = lines
    caller.visit.require_try()
    await call(credentials.change_passphrase, actor, old, new)
    await caller.done("Your passphrase is changed. Letters and recovery code stay as they are.")


async def own_keys(caller: Caller, given: Arguments) -> None:
    """One's SSH keys: list, add, remove."""
    actor = caller.visit.actor
    if given.does == "add":
        line = " ".join(given.rest) or await _asked_key(caller)
        key = await call(keys.add, actor, line, now=caller.visit.now)
        await caller.done(f"Key {key.id} lets you in: {key.fingerprint}", key=key.id)
    elif given.does == "remove":
        if len(given.rest) != 1:
            raise Usage("Name the key by its number. Usage: keys remove ID")
        try:
            key_id = number("key")(given.rest[0])
        except ArgumentTypeError as error:
            raise Usage(f"{error}. Usage: keys remove ID") from None
        if not await caller.agreed(f"Remove key {key_id}? It opens the door no more."):
            await caller.say("It stays.")
            return
        await call(keys.remove, actor, key_id)
        await caller.done("This key opens nothing here any more.", key=key_id)
    else:
        found = await call(keys.own, actor)
        lines = [f"{counted(len(found), 'key')}."]
        # What tells keys apart by ear comes first.
        lines += [
            f"{key.id}. {key.comment or 'no name'}, added on {key.added_on}, {key.fingerprint}"
            for key in found
        ]
        documents = [
            {
                "key": key.id,
                "fingerprint": key.fingerprint,
                "comment": key.comment,
                "added_on": key.added_on.isoformat(),
            }
            for key in found
        ]
        await caller.show({"keys": documents}, lines)


async def _asked_key(caller: Caller) -> str:
    if caller.is_talking:
        return await caller.ask("Paste the one line of your .pub file: ")
    return await caller.piped_text()


async def own_drafts(caller: Caller, given: Arguments) -> None:
    """One's drafts: list, read, throw away."""
    found = await call(drafts.own, caller.visit.actor, await caller.key())
    if given.does is None:
        lines = [f"{counted(len(found), 'draft')}."]
        lines += [f"{at}. {_draft_said(caller, draft)}" for at, draft in enumerate(found, 1)]
        caller.choices = [_going_on(draft) for draft in found]
        await caller.show({"drafts": [_draft_as_json(x) for x in found]}, lines)
        return
    if given.which is None:
        raise Usage(f"Name the draft by its place in the list. Usage: draft {given.does} N")
    if given.which > len(found):
        raise NotFound(f"There is no draft {given.which}. `draft` alone lists them.")
    draft = found[given.which - 1]
    if given.does == "delete":
        if not await caller.agreed("Throw this draft away?"):
            await caller.say("It stays.")
            return
        await call(drafts.drop, caller.visit.actor, draft.kind, draft.target)
        await caller.done("The draft is thrown away.", kind=draft.kind, target=draft.target)
        return
    document = {**_draft_as_json(draft), "body": draft.body}
    await caller.show(document, [_draft_said(caller, draft), "", draft.body])


def _draft_said(caller: Caller, draft: DraftView) -> str:
    words = draft.title or " ".join(draft.body.split())[:60]
    ago = spoken_ago(draft.saved_at, caller.visit.now)
    where = "profile" if draft.kind == "profile" else f"{draft.kind} {draft.target}"
    return f"{where}: {words}, {ago}"


def _draft_as_json(draft: DraftView) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "target": draft.target,
        "title": draft.title,
        "saved_at": draft.saved_at.isoformat(),
    }


_VERBS = {
    "thread": "post",
    "reply": "reply",
    "edit": "edit",
    "letter": "mail send",
    "profile": "profile edit",
    "journal": "journal write",
    "journal-edit": "journal edit",
    "note": "checkin note --day",
}


def _going_on(draft: DraftView) -> str:
    # One has one profile: its command names none.
    target = "" if draft.kind == "profile" else draft.target
    return f"{_VERBS[draft.kind]} {target}".strip()


def _setting(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?")
    parser.add_argument("value", metavar="VALUE", nargs="?")


def _key(parser: ArgumentParser) -> None:
    parser.add_argument("does", nargs="?", choices=("add", "remove"), metavar="add|remove")
    parser.add_argument("rest", nargs="*", metavar="KEY|ID")


def _draft(parser: ArgumentParser) -> None:
    parser.add_argument("does", nargs="?", choices=("read", "delete"), metavar="read|delete")
    parser.add_argument("which", nargs="?", metavar="N", type=number("draft"))


COMMANDS = (
    Command("settings", "how it is shown; with a name and a value: change it", settings, _setting),
    Command("passphrase", "change your passphrase", passphrase,
            about="Two lines on standard input: the old passphrase, then the new one."),
    Command("keys", "list your SSH keys, add or remove one", own_keys, _key,
            "The key comes as a line, or from standard input: keys add < ~/.ssh/id_ed25519.pub",
            "keys [add KEY | remove ID]"),
    Command("draft", "list what you began and kept, read or delete one", own_drafts, _draft,
            form="draft [read N | delete N]"),
)  # fmt: skip
