"""Addresses and message ids."""

from __future__ import annotations

import pytest

from bbs.offline import names
from bbs.offline.names import Reference


@pytest.mark.parametrize("handle", ["quiet-otter", "Bob7", "grüne-eule", "水の音", "тихая-сова"])
def test_a_handle_comes_back_from_its_address(handle: str) -> None:
    address = names.address(handle)
    assert address.isascii() and address.endswith("@lamplight.invalid")
    assert names.handle_of(address.partition("@")[0]) == handle
    assert names.handle_of(address.partition("@")[0].replace("xn--", "XN--")) == handle


@pytest.mark.parametrize("local", ["", "xn--\x80", "xn--" + "9" * 300, "xn--é", "xn--99999999"])
def test_what_is_no_handle(local: str) -> None:
    assert names.handle_of(local) is None


def test_message_ids_are_read_back_in_their_order() -> None:
    header = (
        f"{names.post_id('lampabcd', 7, 1)} <other@example.org>\n\t"
        f"{names.letter_id('lampabcd', 'grüne-eule', 5)} {names.post_id('lampwxyz', 8, 12)}"
        f"{names.packet_id('lampabcd', 'quiet-otter', 3)}"
    )
    assert names.references(header) == [
        Reference("post", "lampabcd", 7, 1),
        Reference("letter", "lampabcd", 5),
        Reference("post", "lampwxyz", 8, 12),
        Reference("packet", "lampabcd", 3),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "<post.7.1@lampabcd.lamplight.invalid",
        "<post.7.x@lampabcd.lamplight.invalid>",
        "<post.-7.1@lampabcd.lamplight.invalid>",
        "<post.7.1@lampabcd.lamplight.invalid.example.org>",
        "<post." + "7" * 19 + ".1@lampabcd.lamplight.invalid>",
        "<post.٣.1@lampabcd.lamplight.invalid>",
    ],
)
def test_what_is_no_message_id_of_ours(header: str) -> None:
    assert names.references(header) == []
