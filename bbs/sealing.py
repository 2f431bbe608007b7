"""Keys and sealed text: pure functions over bytes.

One argon2id run stretches a passphrase to 64 bytes; HKDF makes `auth` (proves who logs in) and
`kek` (opens the key chest) of them. A random master key wraps the member's private key, and is
itself wrapped by the kek and by the recovery code. Texts are sealed with HPKE (RFC 9180) over
ML-KEM-768 with X25519, padded so that their length tells little.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SALT_BYTES = 16
KEY_BYTES = 32
_NONCE_BYTES = 12
_MLKEM_PUBLIC_BYTES = 1184
_MLKEM_SEED_BYTES = 64
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_BUCKETS = tuple(size * 1024 for size in (0.5, 2, 8, 32, 128, 512, 1536))
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_CHARACTERS = 28  # 140 bits, in seven groups of four.


@dataclass(frozen=True, slots=True)
class Stretching:
    """argon2id's parameters: passes, memory in KiB, lanes."""

    time: int
    memory_kib: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Stretched:
    """What a passphrase becomes; neither half tells the other."""

    auth: bytes = field(repr=False)
    kek: bytes = field(repr=False)


def stretch(passphrase: str, salt: bytes, cost: Stretching) -> Stretched:
    """Stretch a passphrase; this is the slow step, some 50 ms of work and 46 MiB."""
    raw = hash_secret_raw(
        passphrase.encode("utf-8"), salt, cost.time, cost.memory_kib, cost.lanes, 64, Type.ID
    )
    return Stretched(_expand(raw, b"lamplight/1 auth"), _expand(raw, b"lamplight/1 kek"))


def _expand(key: bytes, info: bytes) -> bytes:
    return HKDFExpand(hashes.SHA256(), KEY_BYTES, info).derive(key)


def tag(pepper: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 under the pepper over parts, each with its length before it."""
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.new(pepper, framed, hashlib.sha256).digest()


def same(one: bytes, other: bytes) -> bool:
    """Whether two secrets are the same, in constant time."""
    return hmac.compare_digest(one, other)


def wrap(key: bytes, secret: bytes, label: bytes) -> bytes:
    """Encrypt a secret under a 32-byte key; `label` says what it is and for whom."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, secret, label)


def unwrap(key: bytes, wrapped: bytes, label: bytes) -> bytes | None:
    """What `wrap` was given, or None where the key or the label is another's."""
    try:
        return ChaCha20Poly1305(key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], label)
    except (InvalidTag, ValueError):  # The latter where it was cut off.
        return None


def new_recovery_code() -> str:
    """A code of 140 random bits: seven groups of four letters and digits, none alike."""
    letters = [secrets.choice(_CROCKFORD) for _ in range(_RECOVERY_CHARACTERS)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, _RECOVERY_CHARACTERS, 4))


def bare_code(code: str) -> str:
    """A code's letters and digits, however it was typed: in lower case, with spaces, without.

    O, I and L are taken for the digits that they look like (Crockford's base 32).
    """
    typed = "".join(character for character in code.upper() if character.isalnum())
    return typed.translate(str.maketrans("OIL", "011"))


def recovery_key(code: str) -> bytes | None:
    """The key that a recovery code stands for, however it was typed; None if it can't be one."""
    typed = bare_code(code)
    if len(typed) != _RECOVERY_CHARACTERS or set(typed) - set(_CROCKFORD):
        return None
    return _expand(hashlib.sha256(typed.encode()).digest(), b"lamplight/1 recovery")


class PrivateKey:
    """A member's private key, in memory for as long as the session needs it."""

    __slots__ = ("_key",)

    def __init__(self, raw: bytes) -> None:
        """Take the key from the bytes that `raw_bytes` gave."""
        self._key = hpke.MLKEM768X25519PrivateKey(
            MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(raw[_MLKEM_SEED_BYTES:]),
        )

    def open(self, sealed: bytes, info: bytes) -> bytes | None:
        """What was sealed for this key under `info`, or None."""
        try:
            padded = _SUITE.decrypt(sealed, self._key, info)
        except (InvalidTag, ValueError):
            return None
        return _unpadded(padded)


def new_key_pair() -> tuple[bytes, bytes]:
    """A private key's bytes (96) and its public key's (1,216)."""
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return mlkem.private_bytes_raw() + x25519.private_bytes_raw(), public


def seal(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Seal `plain` so that only the owner of `public` can open it, and only under `info`."""
    key = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
    )
    return bytes(_SUITE.encrypt(_padded(plain), key, info))


def _padded(plain: bytes) -> bytes:
    framed = len(plain).to_bytes(4, "big") + plain
    for bucket in _BUCKETS:
        if len(framed) <= bucket:
            return framed.ljust(int(bucket), b"\0")
    raise ValueError("too long to seal")


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + length]


def pack(*fields: str) -> bytes:
    """Texts as bytes, each with its length before it."""
    encoded = (each.encode("utf-8") for each in fields)
    return b"".join(len(each).to_bytes(4, "big") + each for each in encoded)


def unpack(packed: bytes) -> tuple[str, ...]:
    """The texts that `pack` was given."""
    fields, at = [], 0
    while at < len(packed):
        end = at + 4 + int.from_bytes(packed[at : at + 4], "big")
        fields.append(packed[at + 4 : end].decode("utf-8"))
        at = end
    return tuple(fields)
