"""Writing without one's name by commands, and in a talk."""

from __future__ import annotations

import json

import pytest

from bbs import pseudonyms as names
from bbs.services import drafts, posts, pseudonyms
from tests.commands.conftest import Sit
from tests.commands.desk import Desk
from tests.screens.community import Community


def writers(town: Community, thread_id: int) -> list[str]:
    return [each.handle for each in posts.from_number(town.me.actor, thread_id, 1, limit=50)]


async def veil(desk: Desk, thread_id: int) -> str:
    """Answer without a name; the pseudonym."""
    name = (await desk.document(f"reply {thread_id} --without-name", "Veiled"))["handle"]
    assert names.is_name(name)
    return str(name)


async def test_a_thread_and_answers(desk: Desk, town: Community, sit: Sit) -> None:
    told = await desk.done("post stress --title A title --without-name", "Words")
    made = told.out.split()[3]
    name = writers(town, int(made))[0]
    assert told.out == f"Posted as thread {made} on Stress, as {name}.\n"
    assert (await desk.done(f"reply {made}", "More")).out.endswith(f", as {name}.\n")
    by_name = await desk.document(f"reply {made} --by-name", "By name")
    assert by_name["handle"] == "quiet-otter"
    assert writers(town, int(made)) == [name, name, "quiet-otter"]
    document = await sit(town.other).document(f"read {made}")
    first, _, third = document["posts"]
    assert (first["handle"], first["address"]) == (name, f"{name} in {made}")
    assert third["address"] == "quiet-otter" and not any(
        each["is_own"] for each in document["posts"]
    )
    both = await desk.refused(f"reply {made} --by-name --without-name", "Words", status=2)
    assert "not allowed with" in both


async def test_letters_there_and_back(desk: Desk, town: Community, sit: Sit) -> None:
    name, other = await veil(desk, town.first_id), sit(town.other)
    to = f"{name} in {town.first_id}"
    told = await other.done(f"mail send {to} --subject Hello there", "Dear you")
    assert told.out.startswith(f"Sent to {to}; your copy is letter ")
    number = (await desk.document("mail"))["letters"][0]["letter"]
    read = await desk.document(f"mail read {number}")
    assert read["answer_to"] == f"brave-wren as {to}"
    plain = await desk.done(f"mail read {number}")
    assert plain.out.endswith(f"To answer: mail send brave-wren as {to}\n")
    await desk.done(f"mail send {read['answer_to']} --subject Re", "Thank you")
    back = (await other.document("mail"))["letters"][0]
    assert back["handle"] == to
    for line in (f"mail read {back['letter']}", f"mail read {back['letter']} --json"):
        assert "quiet-otter" not in (await other.done(line)).out
    assert "is no letter of theirs" in await desk.refused(
        f"mail send old-lantern as {to} --subject Hello", "Words"
    )


async def test_blocking(desk: Desk, town: Community, sit: Sit) -> None:
    name, other = await veil(desk, town.first_id), sit(town.other)
    to = f"{name} in {town.first_id}"
    await other.done(f"block {to}")
    assert (await other.document("block"))["blocked"] == [to]
    assert "of your own" in await desk.refused(f"block {to}")
    await other.done(f"unblock {to.removeprefix('a ')}")
    assert (await other.document("block"))["blocked"] == []


async def test_a_talk_shows_who_writes_and_n_changes_it(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", "Words", ".", "n", "b", "no name", "s")
    asked = "Send, {}, keep, throw away, write on: "
    assert f"1 word, as quiet-otter. {asked.format('no name')}" in told
    assert told.count(f"1 word, as a pseudonym. {asked.format('by name')}") == 2
    name = writers(town, town.first_id)[-1]
    assert names.is_name(name) and f"as {name}.\n" in told


@pytest.mark.parametrize(
    ("answer", "is_veiled"), [("", True), ("h", False), ("p", True), ("H ", False)]
)
async def test_a_talk_asks_which_of_two(
    answer: str, is_veiled: bool, desk: Desk, town: Community
) -> None:
    name = await veil(desk, town.first_id)
    told = await desk.talk(f"reply {town.first_id}", answer, "Words", ".", "s")
    assert f"Who answers? p {name}, h quiet-otter; Enter is p: " in told
    assert writers(town, town.first_id)[-1] == (name if is_veiled else "quiet-otter")


async def test_what_was_said_or_begun_is_not_asked(desk: Desk, town: Community) -> None:
    name = await veil(desk, town.first_id)
    told = await desk.talk(f"reply {town.first_id} --by-name", "Begun")
    assert "Who answers?" not in told
    draft = drafts.find(town.me.actor, town.me.key, "reply", str(town.first_id))
    assert draft is not None and draft.without_name is False
    told = await desk.talk(f"reply {town.first_id}", ".", "n", "k")
    assert "Who answers?" not in told and ", as quiet-otter. Send" in told
    told = await desk.talk(f"reply {town.first_id}", ".", "s")
    assert writers(town, town.first_id)[-1] == name


async def test_a_letter_as_a_pseudonym_that_is_kept_goes_out_as_that(
    desk: Desk, town: Community, sit: Sit
) -> None:
    name, other = await veil(desk, town.first_id), sit(town.other)
    to = f"{name} in {town.first_id}"
    await other.done(f"mail send {to} --subject Hello", "Dear you")
    await desk.talk(f"mail send brave-wren as {to}", "Re: Hello", "Thank you", ".q")
    told = await desk.talk("draft", "1", ".", "s")
    assert f"1. letter brave-wren as {to}: Re: Hello" in told
    assert (await other.document("mail"))["letters"][0]["handle"] == to


async def test_reply_after_a_letter_comes_from_who_was_written_to(
    desk: Desk, town: Community, sit: Sit
) -> None:
    name, other = await veil(desk, town.first_id), sit(town.other)
    to = f"{name} in {town.first_id}"
    await other.done(f"mail send {to} --subject Hello", "Dear you")
    told = await desk.talk("mail", "1", "reply", "Thank you", ".", "s")
    assert f"A letter to brave-wren as {to}: Re: Hello." in told
    number = (await desk.document("mail"))["letters"][0]["letter"]
    await desk.done(f"mail reply {number}", "And again")
    assert [each["handle"] for each in (await other.document("mail"))["letters"][:2]] == [to, to]


async def test_home_and_programs_count_as_ever(desk: Desk, town: Community, sit: Sit) -> None:
    before = json.loads((await desk.done("whoami --json")).out)
    await veil(desk, town.first_id)
    after = json.loads((await desk.done("whoami --json")).out)
    assert {key for key in before if before[key] != after[key]} <= {"unread_threads"}
    assert pseudonyms.in_thread(town.me.actor, town.first_id).without_name
