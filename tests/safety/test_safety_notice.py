"""What must be noticed and what must not, and what the card says of it."""

from __future__ import annotations

import re

import pytest

from bbs import content, safety
from bbs.safety import Notice, notice
from bbs.safety.anchors import anchors
from bbs.safety.words import sentences
from bbs.text import BODY_BYTES

MUST = {
    "amber": [
        "Nobody would notice if I stopped coming home.",
        "i feel lik theres no hope 4 me",
        "My family would cope better if I wasn't in the picture.",
        "If I didn't wake up tomorrow I wouldn't mind.",
    ],
    "red": [
        "I've been having thoughts of ending my life.",
        "i cant stop thinking abt killing myself",
        "I\u2019m suicidal again.",
        "My boyfriend told me tonight he wants to end it all.",
        "I cut again last night.",
    ],
    "crisis": [
        "I'm going to kill myself tonight.",
        "i swallowed all my pills",
        "I took 30 paracetamol an hour ago.",
        "By the time you read this I'll be gone.",
        "Goodbye everyone. I'm sorry. Look after my cat.",
    ],
}
MUST_NOT = [
    "This traffic is killing me.",
    "I'd kill for a decent coffee right now.",
    "I nearly died when she walked in on me singing.",
    "I'm not suicidal, just tired.",
    "I have never wanted to die.",
    "I used to self-harm as a teenager but not for twelve years.",
    "My brother attempted suicide ten years ago; he is a father of two now.",
    "The song says 'I don't want to live forever' and my kids sing it all day.",
    "Can anyone recommend a book on grief after suicide?",
    "The deadline is killing us, honestly.",
    "I have a plan for the week: walk, bath, early bed.",
    "Goodbye for now, see you at the group on Thursday.",
    "I took two paracetamol an hour ago and the headache is gone.",
    "Tomorrow is the day! First day at the new college.",
    "I can't go on holiday this year because of the dog.",
]


@pytest.mark.parametrize(
    ("level", "text"), [(k, each) for k, texts in MUST.items() for each in texts]
)
def test_it_is_noticed(level: str, text: str) -> None:
    assert notice(text).level == level


@pytest.mark.parametrize("text", MUST_NOT)
def test_it_is_not_noticed(text: str) -> None:
    assert notice(text).level == "green"


def test_lines_that_quote_are_not_the_writers() -> None:
    hard = "I want to die."
    assert notice(f"> {hard}\nI hear you.").is_nothing
    assert notice(f"  > {hard}").is_nothing
    assert notice(f"> I hear you.\n{hard}").level == "red"
    assert notice("> ring 07700 900142\nThank you.").details == ()


def test_lines_that_a_program_folded_are_one_sentence() -> None:
    text = "I sat in the kitchen until four in the morning and thought that I want to\ndie."
    assert notice(text).level == "red"


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Ring me on 07700 900142.", "phone", "07700 900142"),
        ("> quoted\nwrite to a.b@example.org", "email", "a.b@example.org"),
        ("I'm at 27 Wexcombe Road now", "address", "27 Wexcombe Road"),
        ("my snap is tired_otter_404", "handle-elsewhere", "tired_otter_404"),
        ("My son Tom Hanley said so.", "full-name", "Tom Hanley"),
    ],
)
def test_details_are_found_where_they_stand(text: str, kind: str, words: str) -> None:
    found = notice(text).details
    assert [(each.kind, text[each.start : each.end]) for each in found] == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Samaritans are on 116 123, any hour.",
        "You can call or text 988.",
        "My order number was 204671 and it still hasn't come.",
        "It was 12 March 2019.",
        "Viktor Frankl's book got me through the winter.",
        "thanks @moderators for sorting that out",
        "I've read your post 4 times.",
    ],
)
def test_these_are_no_details(text: str) -> None:
    assert notice(text).details == ()


def test_numbers_are_noticed_only_where_they_are_banned() -> None:
    text = "I am down to 49 kilos, BMI 17."
    assert notice(text).is_nothing
    found = notice(text, bans_numbers=True).details
    assert [each.kind for each in found] == ["number", "number"]
    assert notice("My puppy weighs 6 kilos already.", bans_numbers=True).is_nothing


def test_claims() -> None:
    text = "Honestly, you can stop taking your lithium. It worked."
    ((start, end),) = notice(text).claims
    assert text[start:end] == "can stop taking your lithium"
    for harmless in ("Can I stop taking lithium?", "I came off sertraline slowly with my GP."):
        assert notice(harmless).claims == ()


@pytest.mark.parametrize(
    "text", ["", " ", ">", "\n\n", "\0", "'\"'", "💀", "a" * 50_000, "die " * 9_000]
)
def test_odd_texts_are_taken(text: str) -> None:
    assert isinstance(notice(text, bans_numbers=True), Notice)


def test_no_more_is_read_than_can_be_sent() -> None:
    assert notice("x " * BODY_BYTES + "I want to die.").is_nothing


def test_contractions_text_speak_and_slips_are_read() -> None:
    assert list(sentences("I'm gona kil myslef 2nite, its hapening")) == [
        "i am going to kill myself tonight , it is happening"
    ]


def test_an_expression_is_anchored_in_words_that_must_be_there() -> None:
    assert anchors(r"(?:kill|hang) (?:my|him)self") == [{"hang", "kill"}, {"himself", "myself"}]
    assert anchors(r"(?:really )?suicid(?:e|al)") == [{"suicide", "suicidal"}]
    assert anchors(r"\w+ing .*") == []


def test_each_card_fits_what_was_noticed() -> None:
    text = "I want to die. Ring 07700 900142. You can stop taking your lithium. I am 49 kilos."
    noticed = notice(text, bans_numbers=True)
    card = safety.card(text, noticed)
    assert card is not None
    said = "\n".join(card.paragraphs)
    for words in ("very painful", "07700 900142", "stop taking your lithium", "49 kilos"):
        assert words in said
    assert [value for value, _ in card.answers] == [safety.CHANGE, safety.SEND, safety.CRISIS]
    assert safety.card(text, noticed, told=safety.matters(noticed)) is None
    assert safety.card("Hello", notice("Hello")) is None


def test_in_a_crisis_the_lines_come_first_and_sending_stays() -> None:
    text = "I'm going to kill myself tonight."
    card = safety.card(text, notice(text))
    assert card is not None
    assert [value for value, _ in card.answers] == [safety.CRISIS, safety.CHANGE, safety.SEND]
    said = " ".join(card.paragraphs)
    for words in ("local emergency number", "not crisis care", "around the clock",
                  "cannot locate you or send help"):  # fmt: skip
        assert words in said


def test_who_was_told_the_less_is_told_the_more() -> None:
    mild, hard = notice("I am a burden to everyone."), notice("I want to die.")
    assert safety.card("", hard, told=safety.matters(mild)) is not None
    assert safety.card("", mild, told=safety.matters(hard)) is None


def test_the_words_are_short_and_accuse_nobody() -> None:
    for name, words in content.card_words().items():
        assert len(words.split()) <= 55, name
        assert not re.search(
            r"\b(must|violat|forbidden|flag|suspicious|wrong|warn|risk)", words, re.I
        )
