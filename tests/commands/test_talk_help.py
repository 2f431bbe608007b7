"""A talk that listens: crisis help anywhere, questions asked again, what is meant by name."""

from __future__ import annotations

import pytest

from bbs.models import Member
from bbs.services import boards, letters, posts, second_step
from bbs.services.second_step import _bytes_of, _totp
from bbs.sessions import LiveSessions
from tests.commands.desk import Desk
from tests.commands.test_commands_docs import documented, keys
from tests.helpers import PASSPHRASE, StandingClock
from tests.screens.community import Community, bodies, number_of

HELP = "116 123"
SECRETS = "What you type next can be seen on your screen."


@pytest.mark.parametrize("sign", ["!", " ! ", "! UK", "!uk", "! Elbonia"])
async def test_crisis_help_at_every_question_of_joining(sign: str, guest: Desk) -> None:
    answers = ("yes", "yes", "yes", "grey-heron", PASSPHRASE, PASSPHRASE, "yes")
    typed = [each for answer in answers for each in (sign, answer)]
    told = await guest.talk("join", *typed, sign, "skip", "whoami")
    assert told.count("Where you were:") == len(answers) + 1
    assert told.count("emergency number") >= len(answers)
    assert "grey-heron, member." in told


async def test_crisis_help_at_a_passphrase_is_no_try(guest: Desk) -> None:
    guest.tries = 1
    told = await guest.talk("login", "!", "quiet-otter", "! Ireland", PASSPHRASE)
    assert "Lamplight, quiet-otter" in told and told.count(HELP) == 1
    assert told.count("Where you were:") == 2
    told = await guest.talk("recover", "!", "quiet-otter", "!", "")
    assert told.count("Where you were:") == 2


async def test_crisis_help_while_a_text_is_written(desk: Desk, town: Community) -> None:
    told = await desk.talk(
        f"reply {town.first_id}", "One", "!", "! Ireland", "!important", "! so this", ".e 1", "!",
        "Won", ".", "!", "crisis", "send",
    )  # fmt: skip
    assert told.count("Your text goes on.") == 2 and told.count("Where you were:") == 3
    assert "Taken as a line of your text" in told
    assert bodies(town.first_id)[-1] == "Won\n!important\n! so this"


async def test_a_title_may_begin_with_a_sign(desk: Desk, town: Community) -> None:
    told = await desk.talk("draft delete 1", "yes", "post stress", "!", "!Finally", "Rest.", ".",
                           "s", "threads stress")  # fmt: skip
    assert "Where you were:\nTitle: " in told and "1. !Finally, " in told


@pytest.mark.parametrize("answer", ["Yes.", "YES", "y", "yes please", "Y!", '"yes"'])
async def test_yes_in_many_ways(answer: str, desk: Desk, town: Community) -> None:
    assert "is taken back" in await desk.talk(f"reply {town.first_id}", "Mine", ".", "s", "delete",
                                              answer)  # fmt: skip


@pytest.mark.parametrize("answer", ["No.", "n", "NO", "no thanks"])
async def test_no_in_many_ways(answer: str, desk: Desk, town: Community) -> None:
    assert "It stays." in await desk.talk(f"reply {town.first_id}", "Mine", ".", "s", "delete",
                                          answer)  # fmt: skip


async def test_what_is_neither_is_asked_again(guest: Desk) -> None:
    before = Member.select().count()
    told = await guest.talk("join", "what?", "", "maybe", "twenty", "yes", "yess")
    assert told.count("Please type yes or no.") == 5
    assert told.count("Are you 18 or older? yes or no: ") == 5
    assert "Take good care" not in told and Member.select().count() == before


async def test_reply_answers_what_was_read_last(desk: Desk, town: Community) -> None:
    letter = number_of(town.me)
    told = await desk.talk(f"read {town.first_id}", f"mail read {letter}", "reply", "For you.",
                           ".", "s", "mail --sent", "1")  # fmt: skip
    assert "A letter to brave-wren: Re: Thank you.\n" in told and "Sent to brave-wren" in told
    assert "Re: Thank you, to brave-wren, today, 2 words." in told
    assert "For you." not in bodies(town.first_id), "nobody else reads it"
    told = await desk.talk(f"mail read {letter}", f"read {town.first_id}", "reply", "For all.",
                           ".", "s")  # fmt: skip
    assert "Reply in First winter with a bad back." in told
    assert bodies(town.first_id)[-1] == "For all."


async def test_delete_and_read_mean_the_letter_that_was_read_last(
    desk: Desk, town: Community
) -> None:
    letter = number_of(town.me)
    told = await desk.talk(f"read {town.first_id}", f"mail read {letter}", "read", "delete", "yes")
    assert told.count("It did me good.") == 2
    assert "Throw Thank you, from brave-wren, away for good? yes or no: Letter" in told
    assert letters.received(town.me.actor)[0] == 0
    assert "not there any more" in await desk.talk("mail delete 99") and "Throw" not in (
        await desk.talk("mail delete 99")
    )


async def test_an_answer_to_a_letter_as_a_single_command(desk: Desk, town: Community) -> None:
    found = await desk.document(f"mail reply {number_of(town.me)}", "Thank you, too.")
    read = await desk.document(f"mail read {found['letter']}")
    assert (read["subject"], read["recipient"]) == ("Re: Thank you", "brave-wren")


async def test_a_letter_asks_for_whom_and_a_post_names_its_board(
    desk: Desk, town: Community
) -> None:
    told = await desk.talk("mail send", "brave-wren", "Hello", "Words", ".", "s", "draft delete 1",
                           "yes", "post Stress", "Title", ".q")  # fmt: skip
    assert "To whom, their handle: " in told and "Sent to brave-wren" in told
    assert "A new thread on Stress.\nTitle: " in told


@pytest.mark.parametrize(
    "name", ["Back Pain", "back-pain", "BACK PAIN", '"Back Pain"', "back pa", "backpain"]
)
async def test_boards_by_their_names(name: str, desk: Desk, town: Community) -> None:
    assert "Back Pain, " in await desk.talk(f"threads {name}")
    assert "Back Pain, " in (await desk.done(f"threads {name} --unread")).out


async def test_a_name_that_more_than_one_board_has_is_none(desk: Desk, town: Community) -> None:
    told = await desk.talk("threads p", "threads Parkinsons", "threads bipolar", "threads .")
    assert (
        told.count("There is no such board.") == 2
        and "Parkinson's, " in told
        and "Bipolar, 0 threads" in told
    )
    assert len(boards.listing(town.me.actor)) > 60


async def test_numbers_after_a_verb_are_those_of_the_last_list(desk: Desk, town: Community) -> None:
    told = await desk.talk("boards Chronic", "threads 2", "boards Chronic", "join 1", "resources",
                           "resources 1", "new", "read 2", "mail", "mail read 1")  # fmt: skip
    assert "\nBack Pain, " in told.replace("> ", "\n") and "You have joined Fibromyalgia." in told
    assert "Sitting at work. 2 posts" in told or "Too much at once. 1 post" in told
    assert "It did me good." in told and "Usage" not in told


async def test_boards_are_told_step_by_step(desk: Desk) -> None:
    told = await desk.talk("boards")
    assert "67 boards. You have joined 2.\n1. Stress, joined, 1 unread thread. Too much" in told
    assert "\n3. Mood and anxiety, 8 boards\n" in told and len(told) < 1_000
    told = await desk.talk("boards", "3")
    assert "8 boards.\nMood and anxiety:\n1. Depression." in told
    assert "67 boards.\nMood and anxiety:\n1. " in await desk.talk("boards --all")
    assert "no such category" in await desk.talk("boards Elbonia")
    assert len((await desk.document("boards"))["boards"]) == 67
    assert len((await desk.document("boards Cancer"))["boards"]) == 6


async def test_help_is_short_and_tells_more_by_the_word(desk: Desk) -> None:
    told = await desk.talk("help")
    assert len(told) - len(await desk.talk()) < 1_100 and "Writing: post, reply, edit" in told
    assert await desk.talk("?") == told
    assert "reply: answer in a thread." in await desk.talk("help reply")
    assert "reply: answer in a thread." in await desk.talk("help --all")


async def test_next_reads_on_or_tells_what_is_unread(desk: Desk, town: Community) -> None:
    told = await desk.talk("next", "1", "drafts")
    assert "3 unread threads." in told and "1 draft." in told


async def test_a_text_that_is_loaded_says_how_long_it_is(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"reply {town.first_id}", "One", "two", ".", "s", "edit", ".e 2", "zwei",
                           ".", "s")  # fmt: skip
    assert "Change your post, number 3.\nIt has 2 lines, 2 words; .l reads it" in told
    assert "Line 2 is changed." in told and bodies(town.first_id)[-1] == "One\nzwei"


async def test_an_end_of_input_says_that_the_draft_is_kept(desk: Desk, town: Community) -> None:
    assert (await desk.talk(f"reply {town.first_id}", "One")).endswith("Kept as a draft.\n")


async def test_the_second_step_by_talk(desk: Desk, town: Community, guest: Desk) -> None:
    assert await desk.document("second-step") == {"is_on": False}
    secret = second_step.new_secret(town.me.actor).secret  # Of the same form as what is told.
    paper = await desk.talked("second-step on", "wrong one", PASSPHRASE, "000000", "")
    told = "".join(paper.said)
    assert "by hand and by time" in told and "This code is not right" in told
    assert len(told.split("shown once:\n")[1].split("\n")[0].replace(" ", "")) == len(
        secret.replace(" ", "")
    )
    assert "It stays off." in told and not second_step.is_on(town.me.actor)
    code = _totp(_bytes_of(secret)).generate(int(desk.clock().timestamp())).decode()
    second_step.switch_on(town.me.actor, PASSPHRASE, secret, code, now=desk.clock())
    assert "It is on already." in await desk.talk("second-step on")
    told = await desk.talk("second-step off", PASSPHRASE)
    assert "ask for no code any more" in told and not second_step.is_on(town.me.actor)
    assert "asked step by step" in await desk.refused("second-step on")


async def test_a_new_recovery_code_by_talk(desk: Desk, guest: Desk) -> None:
    told = await desk.talk("recovery-code", "", "recovery-code", PASSPHRASE, "no", "yes")
    assert "Your old code stays as it is." in told
    code = told.split("opens your letters.\n")[1].split("\n")[0]
    told = await guest.talk("recover", "quiet-otter", "nonsense", code, PASSPHRASE + "s",
                            PASSPHRASE + "s", "whoami")  # fmt: skip
    assert "Your recovery code stays as it is: keep it." in told
    assert told.count("A recovery code is seven groups") == 1 and told.count(SECRETS) == 2
    assert "quiet-otter, member." in told


async def test_sessions_are_listed_and_ended(desk: Desk, town: Community) -> None:
    live = LiveSessions()
    ended: list[str] = []
    me, now = town.me.actor.member_id, desk.clock()
    for face in ("plain lines", "full screen", "files"):
        live.begin(me, face, "passphrase", now, connection=face, end=ended.append,
                   drop=lambda: None)  # fmt: skip
    visit = desk.visit()
    visit.live, visit.session_id = live, live.of(me)[0].id
    told = "".join((await desk.talked("sessions", "sessions end 1", "sessions end 9",
                                      "sessions end 2", "sessions end", "sessions",
                                      visit=visit)).said)  # fmt: skip
    assert "3 sessions. From where is not kept.\n1. plain lines, by passphrase, this one\n" in told
    assert "2. full screen, by passphrase, since just now\n" in told
    assert "bye leaves it" in told and "There is no session 9." in told
    assert len(ended) == 2 and told.endswith("1 session. From where is not kept.\n1. plain lines, "
                                             "by passphrase, this one\n> ")  # fmt: skip


async def test_the_keys_of_sessions(desk: Desk, town: Community) -> None:
    assert documented("sessions")[0] >= {"sessions[].face"}
    assert keys(await desk.document("sessions end")) == documented("sessions")[1]


@pytest.mark.parametrize("verb", ["reply 1", "read 1", "mail reply 1"])
async def test_a_number_after_a_list_of_letters_is_a_letter_s(
    verb: str, desk: Desk, town: Community
) -> None:
    before = bodies(town.first_id)
    told = await desk.talk("mail", verb, "For you.", ".", "s", "hug", "bookmark", "edit")
    assert "Reply in" not in told and bodies(town.first_id) == before
    if verb == "read 1":
        assert "It did me good." in told and told.count("You read a letter last.") == 3
    else:
        assert "A letter to brave-wren: Re: Thank you.\n" in told
        assert "2 words, for brave-wren alone. Send, keep" in told and "Sent to brave-wren" in told


async def test_a_number_that_no_letter_has_is_no_thread_s(desk: Desk, town: Community) -> None:
    told = await desk.talk("mail", "reply 2", "delete 2", "read 7")
    assert told.count("in the last list. mail tells it again.") == 3


async def test_a_country_that_is_not_spelt_so(desk: Desk, town: Community) -> None:
    told = await desk.talk(
        "! Germny", "! Irland", "! 3", f"reply {town.first_id}", "! germny", ".q"
    )
    assert told.count("Taken as Germany.") == 2 and "Taken as Ireland." in told
    assert "No country is known here by the name 3.\n" in told
    assert told.count("Your text goes on.") == 1


async def test_who_is_too_young_hears_numbers_before_the_line_is_closed(guest: Desk) -> None:
    visit = guest.visit()
    visit.is_signing_up = True
    told = "".join((await guest.talked("no", "Ireland", "", visit=visit)).said)
    assert "116 123" in told and told.index("Your country") < told.index("116 123")
    assert visit.farewell == "Take good care of yourself."


async def test_a_quote_is_said_to_be_one(desk: Desk, town: Community, clock: StandingClock) -> None:
    posts.reply(town.other.actor, town.first_id, "> You said\n> so.\nI agree.", now=clock())
    told = await desk.talk(f"read {town.first_id}")
    assert "Quote:\nYou said\nso.\nEnd of quote.\nI agree.\n" in told


async def test_what_one_has_just_posted_is_meant(desk: Desk, town: Community) -> None:
    told = await desk.talk("post Anxiety", "", "Mine", "One", ".i 1", ".l", "Zero", ".", ".", "s",
                           "delete", "yes")  # fmt: skip
    assert told.count("Title: ") == 2, "a title is asked for again"
    assert "Still before line 1: a dot alone comes back first." in told
    assert "Take back your post 1 in Mine, with which the thread goes, for good?" in told
    assert "The thread is gone whole." in told


async def test_words_of_a_talk_are_helped_with(guest: Desk) -> None:
    told = await guest.talk("help", "help login", "help recover")
    assert "For guests: join, login, recover." in told
    assert "login: log in by your handle" in told and "recover: come in by your recovery" in told


async def test_boards_that_are_nearly_named(desk: Desk) -> None:
    told = await desk.talk("join bck pain", "boards pain", "join", "Anxiety")
    assert "There is no such board. Did you mean Back Pain?" in told
    assert "Back Pain, joined" in told and "Which board: " not in told
