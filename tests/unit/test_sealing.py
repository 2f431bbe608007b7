"""Keys and sealed text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbs import sealing
from tests.helpers import CHEAP

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
PRIVATE, PUBLIC = sealing.new_key_pair()
CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV"


def test_stretching_gives_two_secrets() -> None:
    salt = b"s" * sealing.SALT_BYTES
    one = sealing.stretch("seven herons", salt, CHEAP)
    assert one == sealing.stretch("seven herons", salt, CHEAP)
    assert len(one.auth) == len(one.kek) == sealing.KEY_BYTES
    others = (
        sealing.stretch("seven heronS", salt, CHEAP),
        sealing.stretch("seven herons", b"t" * sealing.SALT_BYTES, CHEAP),
        sealing.stretch("seven herons", salt, sealing.Stretching(2, 64, 1)),
    )
    secrets = [each for made in (one, *others) for each in (made.auth, made.kek)]
    assert len(set(secrets)) == len(secrets)
    assert repr(one) == "Stretched()"


def test_what_was_wrapped_is_unwrapped_by_its_key_and_label_only() -> None:
    wrapped = sealing.wrap(KEY, b"secret", b"label")
    assert sealing.unwrap(KEY, wrapped, b"label") == b"secret"
    assert sealing.unwrap(OTHER_KEY, wrapped, b"label") is None
    assert sealing.unwrap(KEY, wrapped, b"another") is None
    assert sealing.unwrap(KEY, wrapped[:-1], b"label") is None
    assert sealing.unwrap(KEY, b"", b"label") is None
    changed = bytes([*wrapped[:-1], wrapped[-1] ^ 1])
    assert sealing.unwrap(KEY, changed, b"label") is None


def test_wrapping_twice_never_looks_the_same() -> None:
    assert sealing.wrap(KEY, b"secret", b"") != sealing.wrap(KEY, b"secret", b"")


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\n",
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
    ],
)
def test_a_recovery_code_may_be_typed_sloppily(typed: str) -> None:
    assert sealing.recovery_key(typed) == sealing.recovery_key(CODE) is not None


@pytest.mark.parametrize(
    "typed", ["", "quiet-otter", CODE[:-1], CODE + "A", CODE[:-1] + "U", CODE[:-1] + "é"]
)
def test_what_cannot_be_a_recovery_code(typed: str) -> None:
    assert sealing.recovery_key(typed) is None


def test_recovery_codes_are_new_each_time_and_give_other_keys() -> None:
    codes = {sealing.new_recovery_code() for _ in range(50)}
    assert len({sealing.recovery_key(code) for code in codes} - {None}) == 50
    assert all(len(code) == 34 and code.count("-") == 6 for code in codes)


def test_what_was_sealed_opens_with_its_key_and_info_only() -> None:
    key = sealing.PrivateKey(PRIVATE)
    sealed = sealing.seal(PUBLIC, b"dear otter", b"letter 1")
    assert key.open(sealed, b"letter 1") == b"dear otter"
    assert key.open(sealed, b"letter 2") is None
    assert sealing.PrivateKey(sealing.new_key_pair()[0]).open(sealed, b"letter 1") is None
    assert key.open(sealed[:-1], b"letter 1") is None
    assert key.open(b"", b"letter 1") is None
    assert b"otter" not in sealed
    assert PRIVATE.hex() not in repr(key)


@pytest.mark.parametrize(
    ("length", "bucket"),
    [(0, 512), (508, 512), (509, 2048), (2044, 2048), (2045, 8192), (8188, 8192), (8189, 32768),
     (32764, 32768), (32765, 131072), (1_048_576, 1_572_864)],
)  # fmt: skip
def test_the_length_tells_only_the_bucket(length: int, bucket: int) -> None:
    empty = len(sealing.seal(PUBLIC, b"", b""))
    sealed = sealing.seal(PUBLIC, b"x" * length, b"")
    assert len(sealed) - empty == bucket - 512
    assert sealing.PrivateKey(PRIVATE).open(sealed, b"") == b"x" * length


def test_what_is_longer_than_any_bucket_is_refused() -> None:
    with pytest.raises(ValueError, match="too long to seal"):
        sealing.seal(PUBLIC, b"x" * 1_572_864, b"")


@settings(max_examples=25)
@given(st.binary(max_size=600), st.binary(max_size=20))
def test_sealing_and_opening(plain: bytes, info: bytes) -> None:
    assert sealing.PrivateKey(PRIVATE).open(sealing.seal(PUBLIC, plain, info), info) == plain


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6))
def test_packing_and_unpacking(fields: list[str]) -> None:
    assert list(sealing.unpack(sealing.pack(*fields))) == fields


@given(st.lists(st.binary(max_size=5), max_size=4), st.lists(st.binary(max_size=5), max_size=4))
def test_a_tag_knows_where_its_parts_end(one: list[bytes], other: list[bytes]) -> None:
    assert (sealing.tag(KEY, *one) == sealing.tag(KEY, *other)) is (one == other)
    assert sealing.tag(KEY, *one) != sealing.tag(OTHER_KEY, *one)


def test_same() -> None:
    assert sealing.same(b"abc", b"abc")
    assert not sealing.same(b"abc", b"abd")
