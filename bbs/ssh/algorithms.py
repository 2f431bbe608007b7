"""Which algorithms we speak: no fail in ssh-audit, and old clients still get in."""

from __future__ import annotations

from typing import Any

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

COMPRESSION = ("none", "zlib@openssh.com")
COMPRESSION_ALONE = ("zlib@openssh.com",)
"""For a port of its own: a stock client compresses there without being told to."""


def options(login_seconds: int) -> dict[str, Any]:
    """The options of the listening connection: algorithms, time-outs, and nothing forwarded."""
    return {
        "kex_algs": _KEX,
        "encryption_algs": _CIPHERS,
        "mac_algs": _MACS,
        "server_version": "Lamplight",
        "login_timeout": login_seconds,
        "keepalive_interval": 30,
        "keepalive_count_max": 4,
        "rekey_bytes": 1 << 28,
        "agent_forwarding": False,
        "x11_forwarding": False,
        "allow_scp": False,
        "gss_host": None,
        "host_based_auth": False,
        "line_editor": False,
        "encoding": None,
    }
