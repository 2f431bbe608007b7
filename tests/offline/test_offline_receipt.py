"""Words for people: on packets and on answers."""

from __future__ import annotations

from bbs.offline import receipt, words
from bbs.views import ReceiptLine, ReceiptView


def test_a_receipt_names_each_answer_and_what_became_of_it() -> None:
    view = ReceiptView(
        (
            ReceiptLine("Re: Title", "thread 7", "posted", "Posted as number 3 in thread 7."),
            ReceiptLine("A word", "letter to wren", "before", "It was sent before."),
            ReceiptLine("x" * 90 + "\x1b[31m", "", "refused", "There is no such board. " * 5),
        ),
        passed_over=2,
    )
    lines = receipt.written(view).split("\n")
    assert lines[:9] == [
        "3 answers: 1 posted, 1 posted before, 1 refused.",
        "2 messages of the packet itself were passed over.",
        "",
        "1. Re: Title (thread 7)",
        "   Posted as number 3 in thread 7.",
        "",
        "2. A word (letter to wren)",
        "   It was sent before.",
        "",
    ]
    assert max(map(len, lines)) <= 80 and "\x1b" not in "".join(lines)


def test_an_empty_receipt() -> None:
    assert receipt.written(ReceiptView((), 1)) == (
        "0 answers.\n1 message of the packet itself was passed over.\n"
    )


def told(packet_id: int = 3, **changes: int) -> str:
    counts = {"posts": 2, "threads": 1, "letters": 1, "left_posts": 0, "left_letters": 0}
    is_locked = bool(changes.pop("is_locked", 0))
    return " ".join(words.of_packet(packet_id, is_locked=is_locked, **(counts | changes)))


def test_a_packet_says_what_it_holds_and_what_is_missing() -> None:
    assert told().startswith("Packet 3 holds 2 posts in 1 thread and 1 letter. When it has")
    assert "packet confirm 3." in told()
    assert "Left out" not in told()
    assert "Left out: 1,200 unread posts and 1 unread letter." in told(
        left_posts=1_200, left_letters=1
    )
    assert "Letters are missing: your key opened the door" in told(letters=0, is_locked=1)
    nothing = {"posts": 0, "threads": 0, "letters": 0}
    assert told(0, **nothing) == "Nothing is unread."
    assert told(0, **nothing, left_posts=1).startswith("Left out: 1 unread post.")
