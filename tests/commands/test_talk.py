"""The plain face as a talk: lines in, lines out, each of which makes sense by itself."""

from __future__ import annotations

import pytest

from bbs.models import Member
from bbs.services import boards, letters, posts, preferences, threads
from tests.commands.conftest import Sit
from tests.commands.desk import CTRL_C, Desk, Paper
from tests.helpers import PASSPHRASE, StandingClock
from tests.screens.community import Community, bodies, number_of

MENU = 200
SEEN = "What you type next can be seen on your screen."


def signs(told: str) -> set[str]:
    """The characters that a screen reader would have to name, or pass over."""
    return {c for c in told if not c.isascii() or not (c.isalnum() or c in " \n.,:;!?'-()/>+#`@=")}


async def test_the_menu_is_short(desk: Desk, guest: Desk) -> None:
    told = await desk.talk()
    assert told == (
        "Lamplight, quiet-otter: 3 unread threads, 1 letter, 1 draft, 1 answer, 1 unanswered.\n"
        "Type new, boards, mail, help, bye; crisis anytime.\n> "
    )
    assert len(told.encode()) < MENU
    assert len((await guest.talk()).encode()) < MENU
    assert await desk.talk("home") == told + told


async def test_reading_with_numbers_and_enter(
    desk: Desk, town: Community, clock: StandingClock
) -> None:
    words = "One two three four five six seven eight nine ten. " * 20
    for _ in range(4):
        posts.reply(town.other.actor, town.first_id, words, now=clock.pass_(minutes=1))
    paper = await desk.talked("new", "1", "", "", "2")
    new, first, second, nothing, other = paper.answers()[1:6]
    assert new.startswith(
        "3 unread threads.\n1. First winter with a bad back, by brave-wren, 5 replies"
    )
    assert first.startswith("First winter with a bad back. 6 posts, unread.\n")
    assert "\n1 of 6, brave-wren, 1 hour ago:\n" in first
    assert "\n2 of 6, old-lantern," in first and first.endswith("\n2 more: Enter.\n")
    assert second.startswith("5 of 6, brave-wren, ") and "\n6 of 6, brave-wren, just now:" in second
    assert nothing == ""
    assert other.startswith("Too much at once. 1 post, unread.\n"), "the list still holds"


async def test_reading_begins_where_one_left_off(
    desk: Desk, town: Community, clock: StandingClock
) -> None:
    threads.mark_read(town.me.actor, town.first_id, 1)
    told = await desk.talk(f"read {town.first_id}")
    assert "First winter with a bad back. 2 posts, unread from 2 on.\n" in told
    assert "\n2 of 2, old-lantern" in told and "1 of 2" not in told
    again = await desk.talk(f"read {town.first_id}")
    assert "First winter with a bad back. 2 posts.\n" in again and "\n1 of 2," in again


async def test_lists_are_as_short_as_can_be_heard(
    desk: Desk, town: Community, clock: StandingClock
) -> None:
    for number in range(12):
        threads.start(town.other.actor, "stress", f"Title {number}", "Words", now=clock())
    told = await desk.talk("threads stress", "9", "1")
    assert "\n8. Title 4, unread, by brave-wren, just now\n9. More.\n> " in told
    assert "Stress, 5 threads, page 2.\n1. Title 3, unread" in told
    assert "> Title 3. 1 post, unread.\n" in told


async def test_what_is_one_s_own_tells_its_id_and_is_edited_and_deleted(
    desk: Desk, town: Community
) -> None:
    told = await desk.talk(f"reply {town.first_id}", "Mine.", ".", "s", "read", "edit",
                           ".e 1", "Mine, better.", ".", "s", "delete", "no", "delete",
                           "yes")  # fmt: skip
    assert "Posted as number 3.\n" in told and "3 of 3, quiet-otter, just now, yours, id " in told
    assert "Now: Mine." in told and " is changed.\n" in told
    assert (
        "Take back your post 3 in First winter with a bad back for good? yes or no: It stays.\n"
        in told
    )
    assert told.endswith("is taken back.\n> ")
    assert bodies(town.first_id)[-1] == ""


async def test_nothing_named_means_what_was_read_last(desk: Desk, town: Community) -> None:
    told = await desk.talk("threads stress", "leave", "join", "read", "mail read")
    assert "You have left Stress. Your posts stay." in told and "You have joined Stress." in told
    assert "The following arguments are required: THREAD. Usage: read THREAD" in told
    assert "Name the letter by its number. Usage: mail read ID." in told


async def test_letters(desk: Desk, town: Community) -> None:
    number = number_of(town.me)
    told = await desk.talk("mail", "1", "mail delete", "yes", "mail read 999")
    assert "1. From brave-wren, unread, today: Thank you\n" in told
    assert "Thank you, from brave-wren, today, 4 words.\n\nIt did me good.\n" in told
    assert f"Letter {number} is thrown away." in told
    assert told.endswith("There is no letter 999 in the last list. mail tells it again.\n> ")


async def test_a_key_s_login_asks_for_the_passphrase_once(desk: Desk, town: Community) -> None:
    desk.has_key = False
    number = number_of(town.me)
    read = f"mail read {number}"
    paper = await desk.talked("mail read 999", read, "not this one", PASSPHRASE, "draft")
    told = "".join(paper.said)
    assert told.count("Your passphrase opens your letters.") == 2, (
        "not for a letter that is not there"
    )
    assert told.count(SEEN) == 1
    assert "It did me good." in told and "1. thread stress: A title begun" in told
    unseen = await desk.talked(f"mail read {number}", PASSPHRASE, has_pty=True)
    assert SEEN not in "".join(unseen.said) and len(unseen.secrets) == 1


async def test_a_guest_logs_in_and_a_wrong_passphrase_is_told(guest: Desk) -> None:
    told = await guest.talk("new", "login quiet-otter", "not this one", "", "login", "quiet-otter",
                            "not this one", PASSPHRASE, "new")  # fmt: skip
    assert told.startswith("Lamplight, as a guest.\n")
    assert "That is for members." in told
    assert told.count("lets you in by your recovery code. Enter alone leaves it.\n") == 2
    assert told.count(f"{SEEN}\nPassphrase: ") == 2
    assert "Lamplight, quiet-otter: 3 unread threads, 1 letter, 1 draft, 1 answer" in told


async def test_guesses_are_counted(guest: Desk) -> None:
    guest.tries = 2
    told = await guest.talk("login quiet-otter", *["not this one"] * 3)
    assert told.count("don't belong together") == 2 and "too many tries" in told


JOINING = ("yes", "yes", "yes")


async def test_joining(guest: Desk) -> None:
    told = await guest.talk("join", *JOINING, "no way", "quiet-otter", "grey-heron", "short",
                            PASSPHRASE, "not the same", PASSPHRASE, PASSPHRASE, "no", "yes",
                            "skip", "boards", "whoami")  # fmt: skip
    assert "House rules, " in told and "Disclaimer, " in told and " words.\n" in told
    assert "Lamplight, grey-heron.\n" in told
    assert "Type boards to find yours." in told and "grey-heron, member." in told
    assert "That was not the same. Please choose again." in told
    code = told.split("opens your letters.\n")[1].split("\n")[0]
    assert told.count(code) == 2 and len(code.split("-")) == 7
    assert Member.select().where(Member.handle == "grey-heron").exists()
    recovered = await guest.talk("recover", "grey-heron", code, "nine grey herons wade",
                                 "nine grey herons wade", "whoami")  # fmt: skip
    assert "grey-heron, member. Your letters are open." in recovered


@pytest.mark.parametrize("answers", [("no",), ("yes", "no"), ("yes", "yes", "no"), JOINING])
async def test_who_would_rather_not_join_has_left_nothing(
    answers: tuple[str, ...], guest: Desk
) -> None:
    before = Member.select().count()
    visit = guest.visit()
    visit.is_signing_up = True
    told = "".join((await guest.talked(*answers, visit=visit)).said)
    assert Member.select().count() == before
    if answers == ("no",):
        assert "Take good care of yourself." in visit.farewell and "findahelpline" in told


async def test_crisis_help_by_a_sign(desk: Desk, guest: Desk) -> None:
    for each in (desk, guest):
        told = await each.talk("!", "! UK", "!uk")
        assert told.count("116 123") == 2
        assert "type an exclamation mark and the country: ! Ireland" in told
        assert "\n- " not in told and "\n  " not in told


async def test_resources_without_signs_before_lines(guest: Desk) -> None:
    told = await guest.talk("resources", "1", "resources sleep")
    assert "1. " in told and "\n- " not in told and " words.\n" in told


async def test_no_line_of_ours_has_signs_or_columns(desk: Desk, guest: Desk) -> None:
    ours = await desk.talk("help", "boards --mine", "settings", "keys", "draft", "mail", "whoami",
                           "help mail", "help packet", "nonsense", "999", "home")  # fmt: skip
    assert signs(ours) <= set("*[]|<~_"), signs(ours)
    assert "  " not in ours and "\t" not in ours


async def test_what_goes_wrong_is_told_and_the_talk_goes_on(desk: Desk) -> None:
    told = await desk.talk("nonsense", "read x", "read 999", "9", "9" * 5000, "٣", CTRL_C,
                           "packet", "export", "\x1b[31m", "whoami")  # fmt: skip
    assert "There is no command 'nonsense'. help lists them all.\n" in told
    usage = "Usage: read THREAD [--page N] [--all] [--open].\n"
    assert f"'x' is not the number of a thread. {usage}" in told
    assert told.count("There is no number 9") == 2
    assert "went wrong" not in told and "\x1b" not in told
    assert "packet > lamplight" in told and told.endswith(
        "3 unread threads, 1 letter, 1 draft, 1 answer, 1 unanswered.\n> "
    )


@pytest.mark.parametrize("word", ["bye", "quit", "exit", "logout", "BYE"])
async def test_bye(word: str, desk: Desk) -> None:
    paper = await desk.talked(word, "whoami")
    assert list(paper.typed) == ["whoami"] and paper.said[-1] == "> "


async def test_screens_need_a_terminal(desk: Desk) -> None:
    told = await desk.talk("screens", "whoami")
    assert "connect with ssh -t." in told and "quiet-otter, member." in told
    visit = desk.visit()
    await desk.talked("screens", visit=visit, has_pty=True)
    assert visit.wants_other_face


async def test_settings_keys_and_blocks(desk: Desk, town: Community) -> None:
    told = await desk.talk("settings face plain", "keys remove 1", "no", "keys remove 1", "yes",
                           "keys", "block brave-wren", "block", "unblock brave-wren",
                           "passphrase", PASSPHRASE, "nine grey herons wade",
                           "nine grey herons wade")  # fmt: skip
    assert "face is plain now." in told and "0 keys." in told and "2 blocked members:" in told
    assert told.count(SEEN) == 1 and "Your passphrase is changed." in told
    assert preferences.of(town.me.actor).face == "plain"


async def test_leaving_for_good_asks_twice(desk: Desk) -> None:
    told = await desk.talk("delete-account --posts leave", "no", "delete-account --posts leave",
                           "yes", PASSPHRASE, "whoami")  # fmt: skip
    assert "Nothing was deleted." in told and "Your account is deleted." in told
    assert "member. Your letters" not in told, "the talk is over"
    assert not Member.select().where(Member.handle == "quiet-otter").exists()


async def test_many_letters_and_threads_are_said_as_such(
    desk: Desk, town: Community, sit: Sit, clock: StandingClock
) -> None:
    for _ in range(3):
        letters.send(town.other.actor, "quiet-otter", "Hello", "Words", now=clock())
    boards.leave(town.me.actor, "back-pain")
    told = await desk.talk()
    assert told.startswith("Lamplight, quiet-otter: 1 unread thread, 4 letters, 1 draft, 1 answer")


async def test_news_are_told_at_the_next_prompt_and_never_amid_typing(
    desk: Desk, town: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = desk.visit()
    lines = Paper.read_line

    async def read_line(self: Paper, prompt: str = "", *, is_secret: bool = False) -> str | None:
        line = await lines(self, prompt, is_secret=is_secret)
        if line == "help":  # They come while this was being typed.
            visit.bell.put_letter()
            visit.bell.put_answer(town.own_id)
        return line

    monkeypatch.setattr(Paper, "read_line", read_line)
    first, helped, after = (await desk.talked("help", "boards", visit=visit)).answers()[:3]
    words = "1 new letter, an answer in a thread that you follow.\n"
    assert words not in first and words not in after
    assert helped.endswith(words)


async def test_news_that_may_have_been_missed_are_looked_for(desk: Desk) -> None:
    visit = desk.visit()
    visit.bell.put_missed()
    told = await desk.talked(visit=visit)
    assert told.answers()[0].endswith("1 new letter, an answer in a thread that you follow.\n")


async def test_counts_that_moved_are_no_news_in_a_talk(desk: Desk) -> None:
    visit = desk.visit()
    visit.bell.put_post()
    assert (await desk.talked(visit=visit)).answers() == (await desk.talked()).answers()
