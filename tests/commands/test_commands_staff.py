"""The queue and its deeds by commands: as a leader, as a sysop, and refused to everybody else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bbs.models import AuditEntry
from bbs.policy import GUEST, Role
from bbs.services import holding, letters, moderation, posts, reports, sanctions, standing, threads
from bbs.services.credentials import Login
from tests.commands.conftest import Sit
from tests.commands.desk import Desk
from tests.helpers import Join, StandingClock
from tests.screens.community import Community
from tests.services.house import HOST, leader
from tests.tables import dump

OF_STAFF = [
    "queue", "queue next", "queue look 1", "queue be 1 --why Fine", "queue remove 1 --why No",
    "queue hold 1 --why Wait", "queue fold 1 --warning Hard --why So", "queue edit 1 --why A name",
    "queue correct 1 --source nhs.uk", "queue answer 1", "queue tick 1 --step 1", "queue go 1",
    "queue hand-on", "queue grant 1 --why Yes", "queue decline 1 --why No", "queue appear 1",
    "audit", "warn brave-wren --why Kind", "silence brave-wren --days 2 --why Kind",
    "ban brave-wren --days 2 --why Kind", "ban brave-wren --board anxiety --days 2 --why Kind",
    "lift brave-wren ban --why Kind", "lock 1 --why Kind", "move 1 stress --why Kind",
    "merge 1 2 --why Kind", "split 1 2 --title Two --why Kind", "lead brave-wren anxiety",
    "role brave-wren professional --field nurse",
]  # fmt: skip


@pytest.fixture
def lead(town: Community, sit: Sit, join: Join, clock: StandingClock) -> Desk:
    """The desk of somebody who leads all boards of the town."""
    slugs = {threads.get(GUEST, each).board.slug for each in (town.first_id, town.own_id)}
    actor = leader(join, clock, "grey-heron", *slugs)
    return sit(Login(actor))


@pytest.fixture
def chief(town: Community, sit: Sit, join: Join) -> Desk:
    return sit(join("old-captain", Role.SYSOP))


def reported(town: Community, desk: Desk, reason: str = "harassment") -> int:
    """A post of `quiet-otter`'s that `brave-wren` reported."""
    post = posts.from_number(town.other.actor, town.own_id, 1, limit=1)[0]
    reports.report(town.other.actor, "post", post.id, reason, comment="Look", now=desk.clock())
    return post.id


@pytest.mark.parametrize("line", OF_STAFF)
async def test_members_are_refused(line: str, town: Community, desk: Desk) -> None:
    reported(town, desk)
    before = dump()
    assert "Only" in await desk.refused(line, "Words")
    assert dump() == before


async def test_help_names_them_to_staff_alone(desk: Desk, lead: Desk) -> None:
    assert "queue" not in (await desk.done("help")).out
    assert "queue: what waits for staff" in (await lead.done("help")).out


async def test_a_report_and_what_came_of_it(
    town: Community, desk: Desk, lead: Desk, sit: Sit
) -> None:
    first = posts.from_number(town.me.actor, town.first_id, 1, limit=1)[0]
    made = await desk.document(f"report {first.id} --reason harm --comment It names a method")
    assert made == {"done": True, "report": 1}
    found = await lead.document("queue")
    (case,) = found["cases"]
    assert (case["level"], case["kind"], case["reports"]) == ("red", "report", 1)
    seen = await lead.document("queue next")
    assert seen["reporters"] == [
        {"handle": "quiet-otter", "reason": "harm", "comment": "It names a method"}
    ]
    await lead.done(f"queue remove {case['case']} --why No methods, please")
    assert posts.get(GUEST, first.id).is_removed
    out = (await desk.done("notices")).out
    assert "Your report of a post: It was removed." in out
    log = await lead.document("audit")
    assert log["entries"][0]["why"] == "No methods, please"
    assert log["entries"][0]["before"].endswith(first.body)


@pytest.mark.parametrize(
    ("line", "piped", "done"),
    [
        ("queue be CASE --why It is fine", "", "let a thing be"),
        ("queue remove CASE --why Not here", "", "remove a post"),
        ("queue hold CASE --why A moment", "", "take a post out of sight for now"),
        ("queue fold CASE --warning hard things", "", "fold a post behind a warning"),
        ("queue correct CASE --source nhs.uk", "Two a day at most", "pin a correction to a post"),
        ("queue answer CASE --subject Hello", "How are you?", "write a letter as staff"),
        ("warn quiet-otter --why Be kind --case CASE", "", "warn a member"),
        ("silence quiet-otter --days 3 --why Enough --case CASE", "", "silence a member"),
    ],
)
async def test_deeds(line: str, piped: str, done: str, town: Community, lead: Desk) -> None:
    reported(town, lead)
    (case,) = (await lead.document("queue"))["cases"]
    await lead.done(line.replace("CASE", str(case["case"])), piped)
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).first().does == done


async def test_editing_details_out(town: Community, lead: Desk) -> None:
    post_id = reported(town, lead)
    first_word = posts.get(GUEST, post_id).body.split()[0]
    await lead.done("queue edit 1 --why A name", first_word)
    assert posts.get(GUEST, post_id).body == first_word
    assert "nothing else can be changed" in await lead.refused(
        f"queue edit {1} --why A name", "Other words"
    )


async def test_crisis_steps_and_handing_on(town: Community, lead: Desk) -> None:
    reported(town, lead, "crisis")
    seen = await lead.document("queue next")
    assert len(seen["steps"]) == 5
    await lead.done("queue tick 1 --step 2")
    assert (await lead.document("queue look 1"))["steps"][1]["is_taken"] is True
    assert (await lead.document("queue hand-on"))["cases"] == 1
    assert await lead.refused("queue tick 1 --step 9") == "There is no such step."


async def test_what_waits_is_told_and_appears(town: Community, desk: Desk, lead: Desk) -> None:
    holding.bind(holding.Holding(is_all=True))
    try:
        posted = await desk.document("post stress --title Hello", "First words")
        assert posted["is_held"] is True
        assert "looked at by a leader" in (await desk.done("reply 1", "Me too")).out
    finally:
        holding.bind(holding.Holding())
    for case in (await lead.document("queue"))["cases"]:
        await lead.done(f"queue appear {case['case']}")
    assert holding.mine(town.me.actor)[0].title == "Hello", "the leader has no power on that board"


async def test_threads(town: Community, chief: Desk) -> None:
    await chief.done(f"lock {town.first_id} --why In circles")
    assert threads.get(GUEST, town.first_id).is_locked
    await chief.done(f"lock {town.first_id} --undo --why Again")
    made = (await chief.document(f"split {town.own_id} 2 --title Two matters --why They are two"))[
        "thread"
    ]
    await chief.done(f"merge {made} {town.own_id} --why After all")
    await chief.done(f"move {town.own_id} stress --why Better there")
    assert threads.get(GUEST, town.own_id).board.slug == "stress"


async def test_roles(town: Community, chief: Desk, join: Join) -> None:
    await chief.done("lead brave-wren anxiety")
    await chief.done("role brave-wren professional --field nurse")
    post = posts.from_number(GUEST, town.first_id, 1, limit=1)[0]
    assert (post.handle, post.verified_as) in (("brave-wren", "nurse"), (post.handle, ""))
    await chief.done("lead brave-wren anxiety --undo")
    assert "as what" in (await chief.refused("role brave-wren professional")).lower()


async def test_who_is_banned_sees_why_and_appeals(
    town: Community, desk: Desk, chief: Desk, sit: Sit
) -> None:
    await chief.done("ban quiet-otter --days 30 --why Cruelty")
    me = town.me.actor
    banned = sit(Login(replace(me, is_banned=True), town.me.key))
    for line in ("boards --mine", "read 1", "mail", "settings", "new", "packet", "keys"):
        assert "banned" in await banned.refused(line)
    assert (await banned.done("crisis France")).out
    said = await banned.talk("boards", "standing", "bye")
    assert said.count("Cruelty") == 2 and "back-pain" not in said
    found = await banned.document("standing")
    assert found["is_banned"] and found["deeds"][0]["why"] == "Cruelty"
    entry = found["deeds"][0]["entry"]
    await banned.done(f"appeal {entry}", "I am sorry")
    assert (await banned.document("standing"))["deeds"][0]["appeal"] == "waits"
    assert (await banned.run("export")).status == 0
    assert "about you" in await chief.refused("queue grant 1 --why My own")
    standing.decide(HOST, 1, True, "A second chance", now=chief.clock())
    assert (await desk.document("standing"))["is_banned"] is False


async def test_a_letter_is_reported_with_its_key(town: Community, desk: Desk, chief: Desk) -> None:
    number = max(
        row.number
        for row in letters.listing(town.me.actor, town.me.key, is_incoming=True, limit=9).rows
    )
    desk.has_key = False
    assert "passphrase" in await desk.refused(f"report {number} --thing letter --reason other")
    desk.has_key = True
    await desk.done(f"report {number} --thing letter --reason other")
    assert "cases" in json.dumps(await chief.document("queue"))
    assert len((await chief.document("queue"))["cases"]) == 1


async def test_in_a_talk_a_number_opens_a_case(town: Community, lead: Desk) -> None:
    reported(town, lead)
    said = await lead.talk("queue", "1")
    assert "The queue: 0 crisis, 1 red" in said and "As it came in:" in said


async def test_a_silenced_member_is_told_so(town: Community, desk: Desk) -> None:
    sanctions.silence(HOST, "quiet-otter", 2, "Enough", now=desk.clock())
    assert "silenced" in await desk.refused("reply 1", "Words")
    assert (await desk.done("mail send staff --subject Why", "I ask")).status == 0


async def test_a_folded_post_is_opened_by_who_asks(town: Community, desk: Desk) -> None:
    first = posts.from_number(GUEST, town.first_id, 1, limit=1)[0]
    moderation.fold(HOST, first.id, "hard mornings", now=desk.clock())
    line = f"read {town.first_id}"
    out = (await desk.done(line)).out
    assert "Folded by staff: hard mornings. With --all it is here." in out
    assert "The mornings are" not in out
    assert "The mornings are" in (await desk.done(f"{line} --all")).out
    said = await desk.talk(line, "1", "bye")
    assert "Folded by staff: hard mornings. 1 opens it." in said and "The mornings are" in said


async def test_no_line_of_a_post_passes_for_one_of_staff(town: Community, desk: Desk) -> None:
    claim = "Correction by staff (sourced): take ten."
    made = posts.reply(town.other.actor, town.first_id, claim, now=desk.clock())
    moderation.correct(HOST, made.id, "sourced", "Two at most.", "nhs.uk", now=desk.clock())
    out = (await desk.done(f"read {town.first_id}")).out
    assert f"Written here: {claim}" in out
    assert "\n\nCorrection by staff (sourced): Two at most. Source: nhs.uk" in out
