"""A member of whom every table holds something."""

from __future__ import annotations

from bbs.policy import Actor, Role
from bbs.services import (
    boards,
    bookmarks,
    checkins,
    counters,
    credentials,
    drafts,
    filters,
    friends,
    hugs,
    journal,
    keys,
    letters,
    notices,
    packets,
    posts,
    preferences,
    profiles,
    recovery,
    second_step,
    threads,
)
from bbs.services.credentials import Login
from bbs.views import PreferenceView
from tests.codes import code_at
from tests.helpers import PASSPHRASE, StandingClock

_CHIEF = Actor(0, "host", Role.SYSOP)
KEY_LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
TITLE, BODY, ANSWER, COMMENT = "kanarienvogel", "zitronenfalter", "wiedehopf", "rotkehlchen"
VEILED = "tagpfauenauge"
FILTER = "sperlingskauz"
SUBJECT, LETTER, SENT, DRAFT = "nachtigall", "pfauenauge", "distelfink", "schwalbenschwanz"
ENTRY_TITLE, ENTRY, NOTE, DONE = "wiesenralle", "trauermantel", "blindschleiche", "seepferdchen"
SPOKEN, COUNTED = "gottesanbeterin", "feuersalamander"
JOURNAL = (ENTRY_TITLE, ENTRY, NOTE, DONE, SPOKEN, COUNTED)
ABOUT = "hausrotschwanz"


def leave_something(me: Login, other: Login, clock: StandingClock) -> dict[str, int]:
    """Something of each kind; the ids of a thread of one's own, one with an answer, another's."""
    mine, theirs = me.actor, other.actor
    for actor in (mine, theirs):
        boards.join(actor, "back-pain", now=clock())
    alone = threads.start(mine, "back-pain", f"{TITLE} alone", BODY, token="one", now=clock()).id
    shared = threads.start(mine, "back-pain", TITLE, BODY, token="two", now=clock()).id
    posts.reply(theirs, shared, "An answer of another's", now=clock())
    far = threads.start(theirs, "back-pain", "Of another's", "Other words", now=clock()).id
    posts.reply(mine, far, ANSWER, token="three", now=clock())
    posts.reply(theirs, far, "And so it goes on", now=clock())
    posts.reply(mine, far, VEILED, without_name=True, token="five", now=clock())
    threads.mark_read(mine, far, 3)
    bookmarks.put(mine, far)
    filters.add_word(mine, FILTER)
    filters.add_board(mine, "stress")
    hugs.give(mine, posts.from_number(mine, shared, 2, limit=1)[0].id, "me-too", now=clock())
    hugs.give(mine, posts.from_number(mine, far, 1, limit=1)[0].id, "thank-you", now=clock())
    hugs.give(theirs, posts.from_number(mine, shared, 1, limit=1)[0].id, "hug", now=clock())
    notices.mark_seen(mine, notices.listing(mine))
    letters.send(mine, theirs.handle, SUBJECT, SENT, token="four", now=clock())
    letters.send(theirs, mine.handle, "To you", LETTER, now=clock())
    drafts.keep(mine, "thread", "back-pain", TITLE, DRAFT, now=clock())
    journal.write(mine, ENTRY_TITLE, ENTRY, token="five", now=clock())
    checkins.check_in(mine, me.key, mood=4, done=[DONE], note=NOTE, spoken=SPOKEN, now=clock())
    counters.set_back(mine, me.key, counters.add(mine, COUNTED, now=clock()), now=clock())
    keys.add(mine, f"{KEY_LINE} {COMMENT}", now=clock())
    preferences.choose(mine, PreferenceView("lean"))
    packets.make(mine, me.key, form="mbox", now=clock())
    profiles.write(mine, ABOUT)
    profiles.name_boards(mine, ["back-pain"])
    friends.ask(mine, theirs.handle)
    friends.ask(theirs, mine.handle)
    letters.block(mine, theirs.handle)
    letters.block(theirs, mine.handle)
    credentials.log_in(mine.handle, "not the passphrase")
    secret = second_step.new_secret(mine).secret
    code = code_at(secret, clock())
    second_step.switch_on(mine, PASSPHRASE, secret, code, now=clock())
    recovery.offer_reset(_CHIEF, mine.handle, now=clock())
    return {"alone": alone, "mine": shared, "theirs": far}
