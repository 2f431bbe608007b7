"""Handles: which may be had, and which look alike."""

from __future__ import annotations

import unicodedata

import asyncssh.saslprep
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs import handles, pseudonyms
from bbs.content import reserved_handles
from bbs.errors import Invalid

RAW = st.one_of(
    st.text(max_size=24),
    st.text(st.sampled_from("abcXYZ019-éößŉﬁ①αовשاع5가ᄀ\u1160\u1161\u3164カ漢ーʰ"), max_size=24),
    st.text(st.characters(categories=("Lu", "Ll", "Lo", "Lm", "Lt", "Nd")), min_size=3, max_size=6),
)


@pytest.mark.parametrize(
    "name",
    [
        "quiet-otter", "Quiet-Otter", "abc", "a-1", "x" * 20, "otter42", "müde-eule", "omega",
        "тихая-выдра", "静かな-カワウソ", "조용한-수달", "수달水獺", "ㄅㄆ漢字", "שלום", "سلام",
    ],
)  # fmt: skip
def test_names_that_can_be_had(name: str) -> None:
    assert handles.check(name) == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "3 to 20"),
        ("ab", "3 to 20"),
        ("x" * 21, "3 to 20"),
        ("quiet otter", "letters, digits and hyphens"),
        ("quiet_otter", "letters, digits and hyphens"),
        ("quiet\u200botter", "letters, digits and hyphens"),
        ("quiet\u202eotter", "letters, digits and hyphens"),
        ("quiet\x1b[31m", "letters, digits and hyphens"),
        ("e\u0336\u0336\u0336vil", "letters, digits and hyphens"),
        ("otter🦦", "letters, digits and hyphens"),
        ("\ue000\ue001\ue002", "letters, digits and hyphens"),
        ("-otter", "between two"),
        ("otter-", "between two"),
        ("quiet--otter", "between two"),
        ("12345", "at least one letter"),
        ("1-2-3", "at least one letter"),
        ("quiet-оtter", "several alphabets"),
        ("qυiet", "several alphabets"),
        ("sysop", "kept for the house"),
        ("SysOp", "kept for the house"),
        ("sys0p", "kept for the house"),
        ("he1p", "kept for the house"),
        ("9-1-1", "at least one letter"),
        ("ｇｕｅｓｔ", "kept for the house"),
    ],
)
def test_names_that_nobody_can_have(name: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        handles.check(name)
    assert refused.value.field == "handle"


@pytest.mark.parametrize(
    "blank", ["\u1160", "\u115f", "\u3164", "\uffa0", "\u1161", "\u11a8\u11a8"]
)
def test_letters_that_take_no_room_are_refused(blank: str) -> None:
    with pytest.raises(Invalid, match="letters, digits and hyphens"):
        handles.check(f"수달수{blank}")


@pytest.mark.parametrize("name", ["НОРЕ", "ТЕАМ", "НОЅТ", "Норе", "ΗΟΡΕ"])
def test_capitals_of_other_alphabets_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match="small letters"):
        handles.check(name)


@pytest.mark.parametrize(
    "name", ["sysopˎ", "guestˌ", "lamplightˉ", "ˈsysop", "aliceˍfox", "aliceーfox", "aliceʼfox"]
)
def test_specks_beside_a_name_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match="letters, digits and hyphens"):
        handles.check(name)


def test_every_reserved_name_is_refused_in_any_case() -> None:
    names = (*reserved_handles(), *pseudonyms.lookalikes())
    assert handles._reserved_skeletons() == {handles.skeleton(name) for name in names}
    for name in reserved_handles():
        with pytest.raises(Invalid):
            handles.check(name.upper())


@pytest.mark.parametrize(
    "alike",
    ["quiet-0tter", "Quiet-Otter", "quietotter", "qu1et-otter", "quLet-otter", "quiet-оtter",
     "ԛuiet-otter", "ｑuiet-otter", "quiet-οtter", "q-u-i-e-t-otter"],
)  # fmt: skip
def test_names_that_look_alike_have_one_skeleton(alike: str) -> None:
    assert handles.skeleton(alike) == handles.skeleton("quiet-otter")


@pytest.mark.parametrize(
    ("one", "other"),
    [("modern", "modem"), ("vvren", "wren"), ("clover", "dover"), ("müde", "mude"), ("аса", "aca"),
     ("caʦ", "cats"), ("aʣe", "adze"), ("paʪ", "pals"), ("cœur", "coeur"), ("æther", "aether")],
)  # fmt: skip
def test_pairs_that_are_mistaken_for_one_another(one: str, other: str) -> None:
    assert handles.skeleton(one) == handles.skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("quiet-otter", "quiet-utter"), ("wren", "wrens"), ("amber", "ember"), ("raze", "rare"),
     ("otter2", "otter3"), ("수달", "수단")],
)  # fmt: skip
def test_different_names_have_different_skeletons(one: str, other: str) -> None:
    assert handles.skeleton(one) != handles.skeleton(other)


@given(RAW)
def test_what_was_accepted_is_accepted_again(raw: str) -> None:
    try:
        name = handles.check(raw)
    except Invalid:
        return
    assert handles.check(name) == name
    assert handles.SHORTEST <= len(name) <= handles.LONGEST
    assert handles.skeleton(name)


@given(RAW)
def test_what_was_accepted_can_be_a_user_name_of_ssh(raw: str) -> None:
    try:
        name = handles.check(raw)
    except Invalid:
        return
    assert handles.normal(asyncssh.saslprep.saslprep(name)) == handles.normal(name)


@given(st.text(max_size=20))
def test_the_normal_form_knows_no_case(raw: str) -> None:
    normal = handles.normal(raw)
    assert handles.normal(normal) == normal
    assert unicodedata.is_normalized("NFKC", normal)


@pytest.mark.parametrize("typed", ["Quiet-Otter", "QUIET-OTTER", "ｑｕｉｅｔ-otter", "quiet-otter"])
def test_a_name_is_found_however_it_is_typed(typed: str) -> None:
    assert handles.normal(typed) == "quiet-otter"


@pytest.mark.parametrize("name", ["שלום-12", "سلام5", "ꭰꭱꭲ"])
def test_names_that_ssh_cannot_carry(name: str) -> None:
    with pytest.raises(Invalid, match="SSH can't carry"):
        handles.check(name)
