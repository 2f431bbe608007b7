"""Who comes in: one connection's authentication."""

from __future__ import annotations

import logging
from typing import Any

import asyncssh

from bbs.errors import Busy
from bbs.ssh.entry import Authenticator, Door, Entry, MakeFace, MakeTree, Tries, door_for
from bbs.ssh.link import keep_buffer_small
from bbs.ssh.session import Session, Sessions

log = logging.getLogger("bbs.ssh")

_INSTRUCTION = (
    "Welcome to Lamplight. To join, connect as new@; to look around, as guest@. "
    "Both need no passphrase.\n"
)
_NO_MATCH = (
    "This handle and this passphrase don't belong together. Please try again; to join, connect "
    "as new@; to look around, as guest@.\n"
)
_PROMPT = "Passphrase: "
_MOST_KEYS = 20
_MOST_CHANNELS = 8
"""Faces, commands and files together."""


class Doorkeeper(asyncssh.SSHServer):
    """Lets people in, by the same steps and words whether or not a handle is known."""

    def __init__(
        self,
        authenticate: Authenticator,
        make_face: MakeFace,
        make_tree: MakeTree,
        sessions: Sessions,
        tries: int,
    ) -> None:
        """Serve one connection; `tries` is how many passphrases it may try in all."""
        self._authenticate = authenticate
        self._make_face = make_face
        self._make_tree = make_tree
        self._sessions = sessions
        self._tries = Tries(tries)
        self._keys_left = _MOST_KEYS
        self._channels = 0
        self._has_guessed = False
        self._username = ""
        self._entry: Entry | None = None
        self._connection: Any = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Put ourselves before asyncssh's check of keys.

        Its own hook is asked the same for an offer and for a signature, so it would tell whoever
        offers a public key whether that key belongs to a member.
        """
        self._connection = conn
        keep_buffer_small(conn)
        proven = conn.validate_public_key

        async def validate(username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
            # Whoever signs for very many keys, or forges, has had their turns.
            if msg and not self._takes_key():
                return False
            if not await proven(username, key_data, msg, signature):
                return False
            return await self._may_enter_with_key(username, key_data) if msg else True

        conn.validate_public_key = validate  # type: ignore[method-assign]

    def begin_auth(self, username: str) -> bool:
        """Guests need no proof; everybody else has something to say first."""
        self._username = username
        if door_for(username) is Door.GUEST:
            self._entry = Entry(Door.GUEST, self._tries)
            return False
        return True

    def public_key_auth_supported(self) -> bool:
        """Keys are for members, and at new@ for who wants to bring one."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Every well-formed key may go on to prove itself."""
        return True

    async def _may_enter_with_key(self, username: str, public_key: bytes) -> bool:
        door = door_for(username)
        if door is Door.NEW:
            self._entry = Entry(door, self._tries, offered_key=public_key)
            return True
        login = await self._authenticate.by_key(username, public_key)
        if login is None:
            return False
        self._entry = Entry(door, self._tries, login)
        return True

    def _takes_key(self) -> bool:
        # Clients offer all their keys by themselves: a refused one is no guess, but has an end.
        self._keys_left -= 1
        return self._keys_left >= 0

    def password_auth_supported(self) -> bool:
        """For handles; at new@ there is nothing to type."""
        return door_for(self._username) is Door.MEMBER

    async def validate_password(self, username: str, password: str) -> bool:
        """Check a passphrase given by the `password` method."""
        return await self._verify(username, password)

    def kbdint_auth_supported(self) -> bool:
        """Prompts for handles; at new@ none, which lets a newcomer without a key in."""
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        """Ask for the passphrase, with a word on the two open doors and on a guess before."""
        if door_for(username) is Door.NEW:
            return "", "", "", []
        instruction = _NO_MATCH if self._has_guessed else _INSTRUCTION
        return "", instruction, "", [(_PROMPT, False)]

    async def validate_kbdint_response(self, username: str, responses: Any) -> bool:
        """Check a passphrase given by the `keyboard-interactive` method."""
        if door_for(username) is Door.NEW:
            self._entry = Entry(Door.NEW, self._tries)
            return True
        return len(responses) == 1 and await self._verify(username, responses[0])

    async def _verify(self, username: str, passphrase: str) -> bool:
        """The one verifier of both methods, so that its limit holds for their sum."""
        if not self._tries.take():
            return False
        login = None
        try:
            login = await self._authenticate.by_passphrase(username, passphrase)
            self._has_guessed = login is None
        except Busy:
            log.warning("too many log-ins at once: one was turned away")
        if login is not None:
            self._entry = Entry(Door.MEMBER, self._tries, login)
            return True
        if self._tries.left <= 0:
            self._connection.disconnect(
                asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE,
                "Too many tries. Please connect again in a minute.",
            )
        return False

    def session_requested(self) -> Session | bool:
        """Open a channel for a face or files; a few at once are plenty for one person."""
        if self._entry is None or self._channels >= _MOST_CHANNELS:
            return False
        self._channels += 1
        return Session(
            self._entry, self._make_face, self._make_tree, self._sessions, self._channel_closed
        )

    def _channel_closed(self) -> None:
        self._channels -= 1
