"""The outbox: what is taken, what is refused, and the receipts."""

from __future__ import annotations

import logging

import pytest

from bbs.commands.outbox import LONGEST_NAME, MOST_BYTES, MOST_FILES, Outbox
from bbs.commands.receipts import MOST_IN_ALL, MOST_OF_ONE, Receipts
from bbs.commands.upload import LARGEST
from bbs.errors import BBSError, Invalid, NotFound, Refused
from tests.helpers import StandingClock

LETTER = b"To: brave-wren\nSubject: Hello\n\nDear wren\n"


class Post:
    """Stands in for the service that posts."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.error: Exception | None = None
        self.refuses = False

    async def take(self, data: bytes, name: str) -> tuple[str, bool]:
        if self.error is not None:
            raise self.error
        if self.refuses:
            return "1 answer: 1 refused.\n", False
        self.taken.append((name, data))
        return "1 answer: 1 posted.\n", True


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def receipts() -> Receipts:
    return Receipts()


@pytest.fixture
def outbox(post: Post, receipts: Receipts, clock: StandingClock) -> Outbox:
    return Outbox(7, post.take, receipts, clock)


async def put(outbox: Outbox, name: str, data: bytes = LETTER) -> None:
    file = outbox.create(name, may_make=True, must_make=False, is_emptied=True)
    await file.write(0, data)
    await file.close()


async def names(outbox: Outbox) -> list[str]:
    return [each.name async for each in outbox.listing()]


async def receipt(outbox: Outbox, name: str) -> str:
    return (await outbox.open(f"{name}.receipt.txt").read(0, 100_000)).decode()


@pytest.mark.parametrize("name", ["a.eml", "A.EML", "replies.rep", "x.REP", "m.mbox", "note.txt"])
async def test_a_file_is_posted_when_it_is_closed(outbox: Outbox, post: Post, name: str) -> None:
    file = outbox.create(name, may_make=True, must_make=True, is_emptied=True)
    await file.write(0, LETTER[:9])
    await file.write(9, LETTER[9:])
    assert post.taken == []
    await file.close()
    assert post.taken == [(name, LETTER)]
    assert await names(outbox) == [name, f"{name}.receipt.txt"]
    assert await receipt(outbox, name) == "1 answer: 1 posted.\n"
    assert outbox.info(name).size == len(LETTER)


async def test_what_the_line_cut_off_is_not(outbox: Outbox, post: Post) -> None:
    file = outbox.create("a.eml", may_make=True, must_make=False, is_emptied=True)
    await file.write(0, LETTER)
    file.abandon()
    assert post.taken == [] and await names(outbox) == []


async def test_a_name_to_upload_by_and_a_name_to_post_by(outbox: Outbox, post: Post) -> None:
    await put(outbox, "a.eml.filepart")
    assert post.taken == []
    assert "must end in one of .eml" in await receipt(outbox, "a.eml.filepart")
    await outbox.rename("a.eml.filepart", "a.eml", may_replace=False)
    assert post.taken == [("a.eml", LETTER)]
    assert await names(outbox) == ["a.eml", "a.eml.receipt.txt"]
    # What was posted isn't posted again under another name.
    await outbox.rename("a.eml", "b.txt", may_replace=False)
    assert len(post.taken) == 1


async def test_renaming_asks_before_it_replaces(outbox: Outbox) -> None:
    await put(outbox, "a.part")
    await put(outbox, "b.part", b"other")
    with pytest.raises(Refused, match="already"):
        await outbox.rename("a.part", "b.part", may_replace=False)
    await outbox.rename("a.part", "b.part", may_replace=True)
    assert await outbox.open("b.part").read(0, 100) == LETTER
    with pytest.raises(NotFound):
        await outbox.rename("a.part", "c.part", may_replace=True)


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"", "empty"), (b"x" * 8192, "interrupted")],
)
async def test_what_is_not_whole_is_refused_with_a_reason(
    outbox: Outbox, post: Post, data: bytes, word: str
) -> None:
    with pytest.raises(Invalid, match=word):
        await put(outbox, "a.eml", data)
    assert word in await receipt(outbox, "a.eml")
    assert post.taken == []
    await put(outbox, "a.eml", data + LETTER)
    assert len(post.taken) == 1


async def test_what_is_too_large_is_refused(outbox: Outbox, post: Post) -> None:
    file = outbox.create("a.mbox", may_make=True, must_make=False, is_emptied=True)
    for at in range(0, 10 * 1024 * 1024, 32_768):
        if at < LARGEST:
            await file.write(at, b"x" * 32_768)
            continue
        with pytest.raises(Invalid, match="2,048 KiB"):
            await file.write(at, b"x" * 32_768)
    with pytest.raises(Invalid, match="2,048 KiB"):
        await file.close()
    assert "Not posted. It is over 2,048 KiB" in await receipt(outbox, "a.mbox")
    assert post.taken == [] and outbox.info("a.mbox").size == 0


async def test_the_reason_of_a_refusal_stands_in_the_receipt(outbox: Outbox, post: Post) -> None:
    post.error = Invalid("This is no mbox.")
    with pytest.raises(Invalid, match="This is no mbox"):
        await put(outbox, "a.mbox")
    assert await receipt(outbox, "a.mbox") == "Not posted. This is no mbox.\n"


async def test_where_each_answer_was_refused_the_client_hears_it(
    outbox: Outbox, post: Post
) -> None:
    post.refuses = True
    with pytest.raises(Invalid, match="receipt"):
        await put(outbox, "a.txt")
    assert await receipt(outbox, "a.txt") == "1 answer: 1 refused.\n"
    post.refuses = False
    await outbox.rename("a.txt", "a.eml", may_replace=False)
    assert post.taken == [("a.eml", LETTER)]
    assert await names(outbox) == ["a.eml", "a.eml.receipt.txt"]


async def test_a_fault_of_ours_tells_nothing(
    outbox: Outbox, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.error = RuntimeError("Dear wren, a secret")
    with caplog.at_level(logging.DEBUG), pytest.raises(Invalid, match="We are sorry"):
        await put(outbox, "secret.eml")
    assert "RuntimeError" in caplog.text and "secret" not in caplog.text
    assert "secret" not in await receipt(outbox, "secret.eml")


@pytest.mark.parametrize(
    "name",
    ["", "a\x1b[2J.eml", "a\nb.eml", " a.eml", "x" * (LONGEST_NAME + 1), "\u202egnp.eml", "\ud800"],
)
async def test_names_that_none_may_have(outbox: Outbox, name: str) -> None:
    with pytest.raises(Invalid):
        outbox.create(name, may_make=True, must_make=False, is_emptied=True)
    await put(outbox, "a.part")
    with pytest.raises(Invalid):
        await outbox.rename("a.part", name, may_replace=True)
    assert await names(outbox) == ["a.part", "a.part.receipt.txt"]


async def test_receipts_are_ours(outbox: Outbox, post: Post) -> None:
    with pytest.raises(Refused):
        outbox.create("a.eml.receipt.txt", may_make=True, must_make=False, is_emptied=True)
    await put(outbox, "a.eml")
    outbox.remove("a.eml.receipt.txt")
    assert await names(outbox) == ["a.eml"]
    outbox.remove("a.eml")
    with pytest.raises(NotFound):
        outbox.remove("a.eml")
    assert len(post.taken) == 1


async def test_many_small_files_have_an_end(outbox: Outbox) -> None:
    for number in range(MOST_FILES):
        await put(outbox, f"{number}.part")
    with pytest.raises(Invalid, match="full"):
        outbox.create("one-more.eml", may_make=True, must_make=False, is_emptied=True)


async def test_what_was_posted_makes_room(outbox: Outbox, post: Post) -> None:
    for number in range(MOST_FILES + 20):
        await put(outbox, f"{number}.eml")
    for number in range(4):
        await put(outbox, f"large-{number}.eml", b"x" * (LARGEST - 1))
    assert len(post.taken) == MOST_FILES + 24
    assert sum([each.size async for each in outbox.listing()]) < MOST_BYTES + 100_000


async def test_what_waits_is_not_pushed_out(outbox: Outbox) -> None:
    await put(outbox, "a.part", b"x" * (LARGEST - 1))
    await put(outbox, "b.part", b"x" * (LARGEST - 1))
    with pytest.raises(Invalid, match="full"):
        await put(outbox, "c.part", b"x" * 4097)
    assert outbox.info("a.part").size == outbox.info("b.part").size == LARGEST - 1


async def test_one_writer_at_a_time(outbox: Outbox) -> None:
    file = outbox.create("a.part", may_make=True, must_make=False, is_emptied=True)
    with pytest.raises(Refused):
        outbox.create("a.part", may_make=True, must_make=False, is_emptied=True)
    with pytest.raises(Refused):
        await outbox.rename("a.part", "b.eml", may_replace=True)
    await file.close()
    with pytest.raises(Refused, match="already"):
        outbox.create("a.part", may_make=True, must_make=True, is_emptied=True)
    with pytest.raises(NotFound):
        outbox.create("b.part", may_make=False, must_make=False, is_emptied=False)


async def test_a_file_that_goes_while_it_is_written(outbox: Outbox, post: Post) -> None:
    file = outbox.create("a.eml", may_make=True, must_make=False, is_emptied=True)
    await file.write(0, LETTER)
    outbox.remove("a.eml")
    await file.close()
    assert post.taken == [] and await names(outbox) == []


async def test_a_receipt_is_there_on_the_next_connection(
    outbox: Outbox, post: Post, receipts: Receipts, clock: StandingClock
) -> None:
    await put(outbox, "a.eml")
    later = Outbox(7, post.take, receipts, clock)
    assert await names(later) == ["a.eml.receipt.txt"]
    stranger = Outbox(8, post.take, receipts, clock)
    assert await names(stranger) == []
    with pytest.raises(BBSError):
        stranger.open("a.eml.receipt.txt")
    clock.pass_(days=1, seconds=1)
    assert await names(later) == []


def test_receipts_are_bounded(clock: StandingClock) -> None:
    receipts = Receipts()
    for number in range(MOST_OF_ONE + 5):
        receipts.put(1, f"{number}", "words", clock())
    assert [*receipts.of(1, clock())] == [f"{number}" for number in range(5, MOST_OF_ONE + 5)]
    receipts.put(2, "long", "line\n" * 100_000, clock())
    kept = receipts.of(2, clock())["long"].data
    assert len(kept) < 9_000 and kept.endswith(b"\n(The rest of this receipt had no room.)\n")
    for number in range(MOST_IN_ALL + 10):
        receipts.put(100 + number, "x", "words", clock())
    assert receipts.of(1, clock()) == {} and len(receipts._kept) == MOST_IN_ALL
