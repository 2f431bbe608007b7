"""Which algorithms we speak: no fail in ssh-audit, and old clients still get in."""

from __future__ import annotations

from typing import Any

from bbs.config import Settings

# curve25519 comes first or Dropbear 2022.83 fails with a wrong guess; the client's order
# decides, so a post-quantum client still gets ML-KEM.
_KEX = ("curve25519-sha256", "curve25519-sha256@libssh.org", "mlkem768x25519-sha256")
_CIPHERS = (
    "chacha20-poly1305@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-gcm@openssh.com",
    "aes256-ctr",
    "aes128-ctr",
)
_MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com")

_STRICT_KEX = ("mlkem768x25519-sha256",)
_STRICT_CIPHERS = ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr")
# Signatures of members' keys. RSA with SHA-1 can be forged.
SIGNATURES = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "rsa-sha2-256",
    "rsa-sha2-512",
)
_WINDOW = 256 * 1024
_LARGEST_PACKET = 32 * 1024

NO_COMPRESSION = ("none",)
COMPRESSION = ("none", "zlib@openssh.com")
COMPRESSION_ALONE = ("zlib@openssh.com",)
"""For a port of its own: a stock client compresses there without being told to."""


def options(settings: Settings) -> dict[str, Any]:
    """The options of every connection: algorithms, time-outs, and nothing forwarded."""
    is_strict = settings.strict_algorithms
    return {
        "kex_algs": _STRICT_KEX if is_strict else _KEX,
        "encryption_algs": _STRICT_CIPHERS if is_strict else _CIPHERS,
        "mac_algs": _MACS,
        "signature_algs": SIGNATURES,
        "server_version": "Lamplight",
        "login_timeout": settings.login_seconds,
        "keepalive_interval": 30,
        "keepalive_count_max": 4,
        "rekey_bytes": settings.rekey_bytes,
        "window": _WINDOW,
        "max_pktsize": _LARGEST_PACKET,
        "agent_forwarding": False,
        "x11_forwarding": False,
        "allow_scp": False,
        "gss_host": None,
        "host_based_auth": False,
        "line_editor": False,
        "encoding": None,
    }
