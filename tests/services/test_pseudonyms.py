"""Writing without one's name: pseudonyms, what their writers may, silence, and what is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bbs import pseudonyms as names
from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Board, Follow, Member, Post, Pseudonym, Thread
from bbs.policy import GUEST, Actor, Role
from bbs.services import (
    archive,
    boards,
    drafts,
    home,
    hugs,
    leaving,
    letters,
    limits,
    notices,
    posts,
    pseudonyms,
    threads,
    waiting,
)
from bbs.services.credentials import Login
from bbs.services.waits import ANSWERED, OF_OTHERS
from bbs.views import ThreadView
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock
from tests.tables import dump, plan, statements

BOARD = "back-pain"
CHIEF = Actor(0, "host", Role.SYSOP)


@pytest.fixture
def login(join: Join) -> Login:
    return join("heidelbeere")


@pytest.fixture
def me(login: Login) -> Actor:
    return login.actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


@pytest.fixture
def veiled(me: Actor, clock: StandingClock) -> ThreadView:
    """A thread that was begun without a name."""
    return threads.start(me, BOARD, "Title", "First", without_name=True, now=clock())


def writers(actor: Actor, thread_id: int) -> list[str]:
    return [post.handle for post in posts.from_number(actor, thread_id, 1, limit=100)]


def name_in(actor: Actor, thread_id: int) -> str:
    return pseudonyms.in_thread(actor, thread_id).pseudonym


def has(slug: str, rule: str) -> None:
    Board.update(pseudonyms=rule).where(Board.slug == slug).execute()


def test_a_thread_and_its_answers_stand_under_one_name_that_is_no_handle(
    me: Actor, wren: Actor, veiled: ThreadView, clock: StandingClock
) -> None:
    posts.reply(me, veiled.id, "More", without_name=True, now=clock())
    posts.reply(wren, veiled.id, "An answer", now=clock())
    name = name_in(me, veiled.id)
    assert names.is_name(name) and writers(wren, veiled.id) == [name, name, "brave-wren"]
    rows = threads.listing(GUEST, BOARD, limit=9).rows
    assert [row.handle for row in rows] == [name]
    assert "heidelbeere" not in repr((rows, posts.from_number(wren, veiled.id, 1, limit=9)))


def test_another_thread_has_another_name_and_another_member_too(
    me: Actor, wren: Actor, clock: StandingClock
) -> None:
    found = set()
    for number in range(20):
        thread = threads.start(me, BOARD, f"T{number}", "Words", without_name=True, now=clock())
        posts.reply(wren, thread.id, "Words", without_name=True, now=clock())
        both = writers(me, thread.id)
        assert len(set(both)) == 2, "one name is one person's"
        found |= set(both)
    assert len(found) > 30
    ids = [row.id for row in Pseudonym.select().order_by(Pseudonym.thread)]
    assert all(each < 0 for each in ids) and ids != sorted(ids)
    assert Member.select().where(Member.id.in_(ids), Member.joined_on > "1970-01-01").count() == 0


def test_a_name_in_use_is_not_drawn_again(
    me: Actor, veiled: ThreadView, join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = name_in(me, veiled.id)
    drawn = iter([taken, taken, "a calm sedge"])
    monkeypatch.setattr(names, "made_of", lambda first, second: next(drawn))
    made = posts.reply(join("brave-wren").actor, veiled.id, "Yes", without_name=True, now=clock())
    assert made.handle == "a calm sedge"


def test_a_name_like_a_handle_of_before_is_not_drawn(
    me: Actor, wren: Actor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["a brave wren", "a calm sedge"])
    monkeypatch.setattr(names, "made_of", lambda first, second: next(drawn))
    thread = threads.start(me, BOARD, "Title", "Words", without_name=True, now=clock())
    assert writers(wren, thread.id) == ["a calm sedge"]


def test_where_all_names_are_taken_nothing_is_posted(
    me: Actor,
    wren: Actor,
    veiled: ThreadView,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken, before = name_in(me, veiled.id), dump()
    monkeypatch.setattr(names, "made_of", lambda first, second: taken)
    with pytest.raises(Invalid, match="so many pseudonyms"):
        posts.reply(wren, veiled.id, "Yes", without_name=True, now=clock())
    assert dump() == before


@pytest.mark.parametrize(
    "handle", ["calm-sedge", "a-calm-sedge", "calmsedge", "Ca1m-Sedge", "a-young-zinnia"]
)
def test_nobody_can_have_a_handle_that_looks_like_a_pseudonym(handle: str, join: Join) -> None:
    with pytest.raises(Invalid, match="kept for the house"):
        join(handle)


def test_one_s_own_is_one_s_own_and_nobody_else_s(
    me: Actor, wren: Actor, veiled: ThreadView, clock: StandingClock
) -> None:
    answer = posts.reply(wren, veiled.id, "An answer", now=clock())
    (first, second) = posts.from_number(me, veiled.id, 1, limit=9)
    assert (first.is_own, second.is_own) == (True, False)
    assert [each.is_own for each in posts.from_number(wren, veiled.id, 1, limit=9)] == [False, True]
    assert not any(each.is_own for each in posts.from_number(GUEST, veiled.id, 1, limit=9))
    edited = posts.edit(me, first.id, "Changed", title="New title")
    assert edited.is_edited and names.is_name(edited.handle)
    assert threads.get(wren, veiled.id).title == "New title"
    for refused in (posts.delete, lambda actor, post_id: posts.edit(actor, post_id, "Mine")):
        with pytest.raises(Refused, match="somebody else's"):
            refused(wren, first.id)
    with pytest.raises(Refused, match="your own"):
        hugs.give(me, first.id, "hug", now=clock())
    posts.delete(me, first.id)
    assert posts.get(wren, first.id).is_deleted
    posts.delete(wren, answer.id)


def test_the_last_one_used_is_the_one_at_hand(
    me: Actor, wren: Actor, veiled: ThreadView, clock: StandingClock
) -> None:
    name = name_in(me, veiled.id)
    posts.reply(me, veiled.id, "As before", now=clock())
    assert pseudonyms.in_thread(me, veiled.id).without_name
    posts.reply(me, veiled.id, "By name", without_name=False, now=clock())
    assert not pseudonyms.in_thread(me, veiled.id).without_name
    posts.reply(me, veiled.id, "As before", now=clock())
    assert writers(wren, veiled.id) == [name, name, "heidelbeere", "heidelbeere"]
    assert pseudonyms.in_thread(wren, veiled.id).pseudonym == ""
    other = threads.start(me, BOARD, "Another", "Words", now=clock())
    assert writers(wren, other.id) == ["heidelbeere"], "nothing is remembered elsewhere"


def test_the_same_token_posts_once_under_a_pseudonym_too(me: Actor, clock: StandingClock) -> None:
    def start() -> ThreadView:
        return threads.start(me, BOARD, "Title", "Words", without_name=True, token="t", now=clock())

    one = start()
    assert start().id == one.id
    first = posts.reply(me, one.id, "Yes", without_name=True, token="u", now=clock())
    assert posts.reply(me, one.id, "Yes", without_name=False, token="u", now=clock()) == first
    assert Pseudonym.select().count() == 1 and Post.select().count() == 2


@pytest.mark.parametrize("without_name", [None, True, False])
@pytest.mark.parametrize("rule", names.RULES)
def test_a_board_s_rule(
    rule: str, without_name: bool | None, me: Actor, wren: Actor, clock: StandingClock
) -> None:
    open_id = threads.start(wren, BOARD, "Title", "Words", now=clock()).id
    has(BOARD, rule)
    assert boards.get(me, BOARD).pseudonyms == rule
    is_refused = (rule, without_name) in (("always", False), ("never", True))
    is_veiled = without_name or (without_name is None and rule == "always")
    before = dump()

    def start() -> int:
        made = threads.start(me, BOARD, "T", "Words", without_name=without_name, now=clock())
        return made.id

    def reply() -> int:
        posts.reply(me, open_id, "Words", without_name=without_name, now=clock())
        return open_id

    for write in (start, reply):
        if is_refused:
            with pytest.raises(Refused, match="On this board everybody writes"):
                write()
        else:
            assert names.is_name(writers(wren, write())[-1]) is bool(is_veiled)
    assert (dump() == before) is is_refused


def test_a_rule_that_came_later_shows_nobody_s_name(
    me: Actor, veiled: ThreadView, clock: StandingClock
) -> None:
    has(BOARD, "never")
    view = pseudonyms.in_thread(me, veiled.id)
    assert view.without_name and view.is_free, "who wrote without it chooses"
    with pytest.raises(Refused, match="by their name"):
        posts.reply(me, veiled.id, "And now?", now=clock())
    posts.reply(me, veiled.id, "By name", without_name=False, now=clock())
    assert not pseudonyms.in_thread(me, veiled.id).is_free


def test_silence_holds_for_whoever_is_behind_it_in_that_thread_alone(
    me: Actor, wren: Actor, veiled: ThreadView, clock: StandingClock
) -> None:
    name, first = name_in(me, veiled.id), posts.from_number(me, veiled.id, 1, limit=1)[0]
    looks = posts.from_number(wren, veiled.id, 1, limit=9)
    with pytest.raises(Refused):
        pseudonyms.silence(wren, veiled.id, name)
    assert pseudonyms.silence(CHIEF, veiled.id, name) is None  # type: ignore[func-returns-value]
    assert pseudonyms.is_silent(CHIEF, veiled.id, name)
    before = dump()
    for without_name in (None, True, False):
        with pytest.raises(Refused, match="silenced your pseudonym"):
            posts.reply(me, veiled.id, "More", without_name=without_name, now=clock())
    with pytest.raises(Refused, match="silenced"):
        posts.edit(me, first.id, "More")
    assert dump() == before
    assert posts.from_number(wren, veiled.id, 1, limit=9) == looks, "nobody else sees it"
    posts.reply(wren, veiled.id, "Others may", now=clock())
    threads.start(me, BOARD, "Elsewhere", "Words", without_name=True, now=clock())
    pseudonyms.silence(CHIEF, veiled.id, name, is_silenced=False)
    assert posts.reply(me, veiled.id, "Again", now=clock()).handle == name
    pseudonyms.silence(CHIEF, veiled.id, name)
    posts.delete(me, first.id)
    for wrong in ("a calm sedge", "heidelbeere"):
        with pytest.raises(NotFound):
            pseudonyms.silence(CHIEF, veiled.id, wrong)


def test_who_waits_and_who_is_told(
    me: Actor, wren: Actor, join: Join, clock: StandingClock
) -> None:
    for actor in (me, wren):
        boards.join(actor, BOARD, now=clock())
    by_name = threads.start(me, BOARD, "By name", "Words", now=clock()).id
    veiled = threads.start(me, BOARD, "Veiled", "Words", without_name=True, now=clock()).id
    assert [row.id for row in waiting.listing(wren, limit=9).rows] == [by_name, veiled]
    assert waiting.listing(me, limit=9).rows == (), "one's own, under either name"
    assert Thread.get_by_id(veiled).waits == OF_OTHERS, "it would tell who is new"
    posts.reply(me, by_name, "Veiled", without_name=True, now=clock())
    assert Thread.get_by_id(by_name).waits == ANSWERED, "as after anybody else's answer"
    assert notices.answers(me) == (), "one knows what one wrote"
    answer = posts.reply(wren, veiled, "An answer", now=clock())
    hugs.give(wren, posts.from_number(wren, veiled, 1, limit=1)[0].id, "hug", now=clock())
    told = notices.listing(me)
    assert [(each.thread_id, each.count) for each in told.answers] == [(veiled, 1)]
    assert [each.thread_id for each in told.hugs] == [veiled]
    assert (home.glance(me, now=clock()).answers, home.glance(me, now=clock()).hugs) == (1, 1)
    notices.mark_seen(me, told)
    assert home.glance(me, now=clock()).hugs == 0
    assert answer.number == 2 and Follow.select().where(Follow.member < 0).count() == 0


def test_what_it_counts_for_is_the_member(
    me: Actor, veiled: ThreadView, clock: StandingClock
) -> None:
    bound = dict.fromkeys(limits.Kind, limits.Limit(2, 2, timedelta(hours=1)))
    limits.bind(bound)
    posts.reply(me, veiled.id, "One", without_name=True, now=clock())
    posts.reply(me, veiled.id, "Two", without_name=False, now=clock())
    with pytest.raises(Exception, match="2 posts an hour"):
        posts.reply(me, veiled.id, "Three", without_name=True, now=clock())
    limits.bind({})


def test_a_file_is_as_long_as_it_says(
    me: Actor, wren: Actor, veiled: ThreadView, login: Login, clock: StandingClock
) -> None:
    first = posts.reply(me, veiled.id, "Wörds", without_name=True, now=clock())
    posts.reply(wren, veiled.id, "An answer", now=clock())

    def is_right() -> bool:
        file = archive.thread_file(wren, BOARD, "2026-05", veiled.id)
        return len(archive.text(wren, file, 1, limit=99)) == file.size

    assert is_right()
    posts.edit(me, first.id, "Longer than it was")
    assert is_right()
    leaving.delete_account(me, PASSPHRASE, erase_texts=True, now=clock())
    assert is_right()
    assert leaving.erase_due(now=clock.pass_(days=28)) == 1
    assert is_right() and posts.get(wren, first.id).is_deleted


@pytest.mark.parametrize("erase_texts", [False, True])
def test_when_its_writer_leaves_nothing_of_it_changes(
    me: Actor, wren: Actor, veiled: ThreadView, clock: StandingClock, erase_texts: bool
) -> None:
    posts.reply(me, veiled.id, "By name", without_name=False, now=clock())
    posts.reply(wren, veiled.id, "An answer", now=clock())
    alone = threads.start(me, BOARD, "Alone", "Words", without_name=True, now=clock()).id
    hugs.give(wren, posts.from_number(wren, alone, 1, limit=1)[0].id, "hug", now=clock())

    def looks() -> Any:
        both = [posts.from_number(wren, each, 1, limit=9) for each in (veiled.id, alone)]
        return [[post for post in some if names.is_name(post.handle)] for some in both]

    before = looks(), threads.get(wren, alone), threads.get(wren, veiled.id)
    leaving.delete_account(me, PASSPHRASE, erase_texts=erase_texts, now=clock())
    assert (looks(), threads.get(wren, alone), threads.get(wren, veiled.id)) == before
    rows = list(Pseudonym.select())
    assert {row.owner_id for row in rows} == {None}, "nobody knows any more"
    assert all((row.erase_at is not None) is erase_texts for row in rows)
    assert {post.token for post in Post.select()} == {None}


def test_words_go_each_on_a_day_of_its_own(me: Actor, wren: Actor, clock: StandingClock) -> None:
    made = [
        threads.start(me, BOARD, f"T{each}", f"Words {each}", without_name=True, now=clock()).id
        for each in range(8)
    ]
    answered = made[0]
    posts.reply(wren, answered, "An answer", now=clock())
    leaving.delete_account(me, PASSPHRASE, erase_texts=True, now=clock())
    due = sorted(row.erase_at for row in Pseudonym.select())
    assert len(set(due)) == 8
    assert clock() < due[0] and due[-1] < clock() + leaving.ERASED_WITHIN
    assert due[-1] - due[0] > timedelta(hours=1)
    gone = 0
    for day in range(1, 29):
        clock.pass_(days=1)
        gone += leaving.erase_due(now=clock())
        assert gone == sum(each <= clock() for each in due), day
    assert gone == 8 and leaving.erase_due(now=clock()) == 0
    assert [row.id for row in Thread.select()] == [answered]
    assert threads.get(wren, answered).title == posts.TAKEN_BACK_TITLE
    first, second = posts.from_number(wren, answered, 1, limit=9)
    assert first.is_deleted and first.body == "" and names.is_name(first.handle)
    assert second.body == "An answer"
    assert "Words" not in repr(dump())


def test_a_thread_that_goes_takes_its_pseudonyms_along(
    me: Actor, wren: Actor, veiled: ThreadView, clock: StandingClock
) -> None:
    before = Member.select().count()
    reply = posts.reply(wren, veiled.id, "Yes", without_name=True, now=clock())
    assert posts.delete(wren, reply.id) is False
    assert posts.delete(me, posts.from_number(me, veiled.id, 1, limit=1)[0].id) is True
    assert Pseudonym.select().count() == 0
    assert Member.select().count() == before - 1
    assert not Member.select().where(Member.id < 0).exists()


def test_a_draft_remembers_it(login: Login, clock: StandingClock) -> None:
    for chosen in (None, True, False):
        drafts.keep(login.actor, "reply", "7", "", "Begun", without_name=chosen, now=clock())
        found = drafts.find(login.actor, login.key, "reply", "7")
        assert found is not None and found.without_name is chosen


def test_guests_and_keys_for_reading_have_none(me: Actor, veiled: ThreadView) -> None:
    reading = Actor(me.member_id, me.handle, me.role, is_reading=True)
    for actor in (GUEST, reading):
        with pytest.raises(Refused):
            pseudonyms.on_board(actor, BOARD)
        with pytest.raises(Refused):
            pseudonyms.in_thread(actor, veiled.id)


def test_what_is_one_s_own_is_found_along_an_index(
    me: Actor, veiled: ThreadView, monkeypatch: pytest.MonkeyPatch
) -> None:
    with statements(monkeypatch) as ran:
        notices.hug_count(me)
        threads.posted_with(me, "t")
    wanted = (
        "hug_writer_id_id (writer_id=? AND id>?)",
        "post_writer_id_token (writer_id=? AND token=?)",
    )
    for statement, index in zip(ran, wanted, strict=True):
        steps = plan(statement)
        assert [step for step in steps if index in step], steps


@pytest.mark.parametrize("rows", [3, 60])
def test_a_page_costs_no_more_for_pseudonyms(
    me: Actor, veiled: ThreadView, clock: StandingClock, assert_query_count: QueryCount, rows: int
) -> None:
    for number in range(rows - 1):
        posts.reply(me, veiled.id, "More", without_name=bool(number % 2), now=clock())
    with assert_query_count(4):
        assert len(posts.from_number(me, veiled.id, 1, limit=100)) == rows


def test_blocks_and_leaving_do_not_tell_whose_hugs_they_are(
    me: Actor, wren: Actor, join: Join, clock: StandingClock
) -> None:
    """Who asks without their name thanks those who answer, and blocking suspects tells nothing."""
    lantern = join("old-lantern").actor
    asked = threads.start(me, BOARD, "Asked", "Words", without_name=True, now=clock()).id
    answer = posts.reply(wren, asked, "An answer", now=clock()).id
    hugs.give(me, answer, "thank-you", now=clock())

    def seen(actor: Actor) -> list[tuple[str, int]]:
        return [(each.kind, each.count) for each in posts.get(actor, answer).hugs]

    assert seen(me) == seen(wren) == seen(lantern) == [("thank-you", 1)]
    assert posts.get(me, answer).hugs[0].is_given and not posts.get(wren, answer).hugs[0].is_given
    for blocker in (wren, lantern):
        letters.block(blocker, me.handle)
        assert seen(blocker) == [("thank-you", 1)]
    letters.block(wren, f"{posts.from_number(wren, asked, 1, limit=1)[0].handle} in {asked}")
    assert seen(wren) == [], "the pseudonym's are hidden with it"
    assert seen(lantern) == [("thank-you", 1)]
    leaving.delete_account(me, PASSPHRASE, erase_texts=True, now=clock())
    assert seen(lantern) == [("thank-you", 1)]


def test_a_hug_by_one_s_name_is_taken_back_under_a_pseudonym(
    me: Actor, wren: Actor, clock: StandingClock
) -> None:
    thread = threads.start(wren, BOARD, "By name", "Words", now=clock()).id
    first = posts.from_number(wren, thread, 1, limit=1)[0].id
    assert hugs.give(me, first, "hug", now=clock()) is True
    posts.reply(me, thread, "Veiled", without_name=True, now=clock())
    assert hugs.give(me, first, "hug", now=clock()) is False
    assert posts.get(wren, first).hugs == ()
