"""Profiles, friends, warnings and the first visit, as commands and in a talk."""

from __future__ import annotations

from bbs.models import Member
from bbs.policy import Actor, Role
from bbs.services import boards, friends, greetings, letters, posts, preferences, profiles
from bbs.views import PreferenceView
from tests.commands.conftest import Sit
from tests.commands.desk import Desk
from tests.helpers import PASSPHRASE
from tests.screens.community import Community, bodies

LABEL = "eating, numbers"


async def test_a_profile_is_written_and_read(desk: Desk, town: Community, sit: Sit) -> None:
    assert "Nothing is written in here. profile edit" in (await desk.done("profile")).out
    await desk.done("profile edit", "I paint.\nBadly.\n")
    await desk.done("profile boards stress back-pain")
    await desk.done("profile season yes")
    seen = (await sit(town.other).done("profile quiet-otter")).out
    assert (
        seen == "quiet-otter, here since spring 2026.\nI paint.\nBadly.\nOn: Stress, Back Pain.\n"
    )
    await desk.done("profile boards")
    await desk.done("profile season no")
    assert (await desk.document("profile"))["boards"] == []
    assert "1,001 bytes" in await desk.refused("profile edit", "x" * 1_001)
    assert "yes or no" in await desk.refused("profile season maybe", status=2)
    assert "One member" in await desk.refused("profile brave-wren old-lantern", status=2)
    assert "no member named" in await desk.refused("profile nobody-here")


async def test_of_whom_one_blocked(desk: Desk, town: Community) -> None:
    profiles.write(town.other.actor, "I paint.")
    letters.block(town.me.actor, "brave-wren")
    found = await desk.document("profile brave-wren")
    assert found["is_blocked"] and found["body"] == ""
    assert "You blocked them" in (await desk.done("profile brave-wren")).out


async def test_a_profile_is_written_line_by_line_in_a_talk(desk: Desk, town: Community) -> None:
    told = await desk.talk("profile edit", "I paint.", ".w eating", ".", "s", "profile")
    assert "a few lines that every member may read" in told and "Your profile is changed." in told
    assert "Two dots begin a line" in told and ".w eating" not in told, "it has no warning"
    assert profiles.of(town.other.actor, "quiet-otter").body == "I paint."
    kept = await desk.talk("profile edit", "Never sent.", ".q", "draft", "1", ".l", ".", "t")
    assert "1. profile: I paint. Never sent.," in kept and "2. Never sent.\n" in kept


async def test_the_card_is_shown_for_details_in_a_profile(desk: Desk, town: Community) -> None:
    told = await desk.talk("profile edit", "Call me: 555 0134 221", ".", "s", "w", ".", "t")
    assert "telephone" in told.lower() or "phone" in told.lower(), told
    assert profiles.of(town.me.actor, "quiet-otter").body == ""


async def test_friends(desk: Desk, town: Community, sit: Sit) -> None:
    wren = sit(town.other)
    assert (await desk.document("friend brave-wren"))["is_friend"] is False
    assert (await desk.done("friends")).out == (
        "0 friends. Nobody else sees this list.\nbrave-wren: asked by you, no answer so far\n"
    )
    assert "quiet-otter: asks to be your friend\n" in (await wren.done("friends")).out
    assert (await wren.document("whoami"))["friend_requests"] == 1
    assert "1 friend request" in await wren.talk()
    told = await wren.talk("friends", "1", "friend quiet-otter", "friends")
    assert "quiet-otter: asks to be your friend.\n" in told
    assert "You and quiet-otter are friends now." in told and "1. quiet-otter: a friend\n" in told
    await desk.done("unfriend brave-wren")
    assert not friends.are(town.other.actor, town.me.actor.member_id)


async def test_what_a_blocked_member_is_told_is_what_all_are_told(
    town: Community, sit: Sit
) -> None:
    letters.block(town.me.actor, "brave-wren")
    wren, lantern = sit(town.other), sit(town.third)
    for line in ("friend quiet-otter", "friends", "profile quiet-otter", "unfriend quiet-otter"):
        assert await wren.done(line) == await lantern.done(line)


async def test_hidden_posts_in_commands(desk: Desk, town: Community) -> None:
    letters.block(town.me.actor, "old-lantern")
    told = (await desk.done(f"read {town.first_id}")).out
    assert "by blocked member" not in told and "blocked member, 1 hour ago:" in told
    assert "(a post of somebody you blocked)\n" in told and "That sounds hard." not in told
    found = (await desk.document(f"read {town.first_id}"))["posts"][1]
    assert found["is_hidden"] and found["body"] == "" and found["handle"] == "blocked member"
    assert "Too much at once" not in (await desk.done("threads stress")).out
    assert "(by somebody you blocked)" in (await desk.done("threads stress")).out
    assert str(town.far_id) not in (await desk.done("new")).out


async def test_a_warning_comes_with_the_command(desk: Desk, town: Community) -> None:
    made = await desk.document(f"post stress --title Hello --warning {LABEL}", "Words")
    thread = made["thread"]
    await desk.done(f"reply {thread} --warning loss", "More")
    told = (await desk.done(f"read {thread}")).out
    assert f"Warning: {LABEL}\n\nWords\n" in told and "Warning: loss\n\nMore\n" in told
    assert f"Hello, warning: {LABEL}, by quiet-otter" in (await desk.done("threads stress")).out
    first = posts.from_number(town.me.actor, thread, 1, limit=1)[0].id
    for given, left in (("", LABEL), (" --warning numbers", "numbers"), (" --no-warning", "")):
        await desk.done(f"edit {first}{given}", "Words")
        assert posts.get(town.me.actor, first).warning == left
    assert "61 characters" in await desk.refused(f"reply {thread} --warning {'x' * 61}", "Words")


async def test_a_warning_is_typed_in_a_talk_and_kept_with_the_draft(
    desk: Desk, town: Community
) -> None:
    told = await desk.talk(
        f"reply {town.first_id}", f".w {'x' * 61}", f".w {LABEL}", "Words", ".q",
        f"reply {town.first_id}", ".", "s",
    )  # fmt: skip
    assert "61 characters" in told and f"Warning: {LABEL}.\n" in told
    answer = posts.from_number(town.me.actor, town.first_id, 3, limit=1)[0]
    assert (answer.warning, answer.body) == (LABEL, "Words")
    told = await desk.talk(f"edit {answer.id}", ".w", ".", "s")
    assert "It has no warning." in told and posts.get(town.me.actor, answer.id).warning == ""


async def test_who_asked_for_it_opens_what_is_folded(desk: Desk, town: Community, sit: Sit) -> None:
    wren = sit(town.other)
    await wren.done(f"reply {town.first_id} --warning {LABEL}", "Of pounds")
    assert "Of pounds" in (await desk.done(f"read {town.first_id}")).out
    await desk.done("settings folds_warnings yes")
    assert preferences.of(town.me.actor) == PreferenceView(folds_warnings=True)
    told = (await desk.done(f"read {town.first_id}")).out
    folded = f"Warning: {LABEL}. Folded: read {town.first_id} --open reads it.\n"
    assert folded in told and "Of pounds" not in told
    assert "Of pounds" in (await desk.done(f"read {town.first_id} --open")).out
    assert (await desk.document(f"read {town.first_id}"))["posts"][2]["body"] == "Of pounds"
    told = await desk.talk(f"read {town.first_id}", "open 3", "open 9", "hug 3")
    first, opened = told.split("> 3, brave-wren")
    assert f"Warning: {LABEL}. Folded: open 3 reads it." in first and "Of pounds" not in first
    assert "Of pounds" in opened and "no post 9" in opened
    assert "Read a thread first" in await desk.talk("open")
    assert "is for a talk" in await desk.refused("open 3", status=2)
    # One's own is never folded.
    await desk.done(f"reply {town.first_id} --warning {LABEL}", "Of my own pounds")
    assert "Of my own pounds" in (await desk.done(f"read {town.first_id}")).out


async def test_a_warning_is_before_a_filter_and_a_block_before_both(
    desk: Desk, town: Community, sit: Sit
) -> None:
    wren, thread = sit(town.other), town.first_id
    await wren.done(f"reply {thread} --warning {LABEL}", "Of needles, and nettles")
    await desk.done("settings folds_warnings yes")
    await desk.done("filters add needles")
    for options, line in (
        ("", f"Warning: {LABEL}. Folded: read {thread} --open reads it."),
        (" --all", f"Warning: {LABEL}. Folded: read {thread} --open reads it."),
        (" --open", "Folded by your filter: needles. With --all it is here."),
        (" --open --all", f"Warning: {LABEL}\n\nOf needles, and nettles"),
    ):
        told = (await desk.done(f"read {thread}{options}")).out
        assert line in told and ("nettles" in told) == (options == " --open --all"), options
    await wren.done(f"reply {thread}", "The last one")
    told = await desk.talk(f"read {thread} --page 1", "open 3", "1", "")
    first, opened, all_of_it = told.split("\n> ")[1:4]
    assert f"Warning: {LABEL}. Folded: open 3 reads it." in first and "needles" not in first
    assert "Folded by your filter: needles. 1 opens it." in opened and "nettles" not in opened
    assert "Of needles, and nettles" in all_of_it
    # In a search the words are folded, or the whole line.
    found = await desk.talk("search nettles", "filters remove needles", "search nettles")
    assert "1. Folded by your filter: needles.\n" in found
    assert f", warning: {LABEL}, by brave-wren on Back Pain, just now: folded\n" in found
    assert (await desk.document("search nettles"))["posts"][0]["warning"] == LABEL
    await desk.done("settings folds_warnings no")
    assert "just now: Of needles, and " in (await desk.done("search nettles")).out
    # Words of a warning are folded as any others, and whom one blocked says nothing at all.
    await desk.done("filters add eating")
    assert "Folded by your filter: eating." in (await desk.done(f"read {thread}")).out
    await desk.done("block brave-wren")
    told = (await desk.done(f"read {thread}")).out
    assert "(a post of somebody you blocked)" in told and "eating" not in told
    assert "Nothing is found" in (await desk.done("search nettles")).out


async def test_boards_for_what_one_struggles_with(desk: Desk, guest: Desk) -> None:
    for who in (desk, guest):
        found = await who.document("boards --for my back pain and I drink")
        assert [board["board"] for board in found["boards"]][:1] == ["back-pain"]
        assert "alcohol" in [board["board"] for board in found["boards"]]
    assert (await desk.done("boards --for xyzzy")).out == "0 boards.\n"
    mine = await desk.document("boards --mine --for my back pain and I drink")
    assert [board["board"] for board in mine["boards"]] == ["back-pain"]


async def test_the_first_visit_as_a_talk(desk: Desk, town: Community) -> None:
    Member.update(role=Role.SYSOP).where(Member.handle == "old-lantern").execute()
    chief = Actor(town.third.actor.member_id, "old-lantern", Role.SYSOP)
    hello = greetings.open_(chief, "migraine", now=desk.clock())
    told = await desk.talk(
        "welcome", "xyzzy", "headaches", "9", "1", "r", "1", "Hello, I am new.", ".", "s", "whoami"
    )
    assert "No board comes to mind." in told and "1. Migraine." in told
    assert "The numbers go from 1 to 1." in told and "Joined: Migraine." in told
    assert "Be kind. Listen first" in told
    assert bodies(hello)[1] == "Hello, I am new."
    assert "quiet-otter, member." in told and "welcome comes back" in told
    again = await desk.talk("welcome", "", "", "whoami")
    assert "Say hello where you like" in again and "quiet-otter, member." in again


async def test_the_first_visit_can_be_left_at_each_step(desk: Desk, town: Community) -> None:
    before = {board.slug for board in boards.joined(town.me.actor)}
    for answers in (("skip",), ("headaches", "skip"), ("", "SKIP")):
        told = await desk.talk("welcome", *answers, "whoami")
        assert "quiet-otter, member. Your letters are open.\n" in told.split("> ")[-2], answers
        assert "3 of 3" not in told
    assert {board.slug for board in boards.joined(town.me.actor)} == before


async def test_it_comes_once_after_joining(guest: Desk) -> None:
    told = await guest.talk(
        "join", "yes", "yes", "yes", "grey-heron", PASSPHRASE, PASSPHRASE, "yes",
        "headaches", "1", "", "whoami",
    )  # fmt: skip
    assert "Joined: Migraine." in told and "Lamplight, grey-heron: 0 unread threads." in told
    assert told.count("1 of 3.") == 1
