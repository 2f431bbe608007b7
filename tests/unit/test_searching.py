"""The search for words that should be nowhere finds them wherever they are."""

from __future__ import annotations

import base64
import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.searching import found_in, found_under

WORD = "kanarienvogel"
NOISE = random.Random(1).randbytes(30_000)


def _zip(method: int) -> Callable[[bytes], bytes]:
    def pack(plain: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as zipped:
            zipped.writestr("words.txt", plain)
        return file.getvalue()

    return pack


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "hexadecimal": lambda plain: plain.hex().encode(),
    "base64": base64.b64encode,
    "base64 for URLs": base64.urlsafe_b64encode,
    "base64 in lines": base64.encodebytes,
    "zlib": zlib.compress,
    "zlib, fast": lambda plain: zlib.compress(plain, 1),
    "gzip": gzip.compress,
    "zip": _zip(zipfile.ZIP_DEFLATED),
    "zip, stored": _zip(zipfile.ZIP_STORED),
    "gzip in zip": lambda plain: _zip(zipfile.ZIP_DEFLATED)(gzip.compress(plain)),
    "zlib in base64 in gzip": lambda plain: gzip.compress(zlib.compress(base64.b64encode(plain))),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("before", range(3))
def test_each_form_is_found_in_the_midst_of_noise(
    tmp_path: Path, packing: str, encoding: str, before: int
) -> None:
    text = "x" * before + f"A {WORD} sang, and another {WORD} too."
    (tmp_path / "data").write_bytes(NOISE + PACKINGS[packing](text.encode(encoding)) + NOISE)
    assert found_under(tmp_path, [WORD, "zitronenfalter"]) == {WORD: {"data"}}


def test_a_stream_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    packed = zlib.compress(WORD.encode() + NOISE)
    assert found_in(packed[:4096] + NOISE, [WORD]) == {WORD}


def test_noise_holds_nothing() -> None:
    assert found_in(NOISE * 3, [WORD]) == set()
