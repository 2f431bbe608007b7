"""Who comes in: one connection's authentication."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import asyncssh

from bbs.config import Settings
from bbs.errors import BBSError, Busy
from bbs.ssh.algorithms import SIGNATURES
from bbs.ssh.entry import Authenticator, Door, Entry, MakeFace, MakeTree, Tries, door_for
from bbs.ssh.link import keep_buffer_small
from bbs.ssh.session import Session, Sessions
from bbs.ssh.tally import Event

_INSTRUCTION = (
    "Welcome to Lamplight. To join, connect as new@; to look around, as guest@. "
    "Both need no passphrase. For crisis help type ! instead of a passphrase.\n"
)
_NO_MATCH = (
    "This handle and this passphrase don't belong together. Please try again; to join, connect "
    "as new@; to look around, as guest@.\n"
)
_PROMPT = "Passphrase: "
_SECOND_STEP = "Your second step: the six digits that your app shows now."
_CODE_PROMPT = "Code: "
_MOST_HELPS = 6
_MOST_KEYS = 20
_MOST_CHANNELS = 8
"""Faces, commands and files together."""
_MOST_NAMES = 5
_SUSPICIOUS_TRIES = 3
_NO_CHANNEL_SECONDS = 300
_FULL = "Every seat is taken at the moment. Please try again in a few minutes."
_FULL_OF_GUESTS = "Every seat for guests is taken at the moment; members come in by their handle."
_ENOUGH = "Too many tries. Please connect again in a minute."


Challenge = tuple[str, str, str, list[tuple[str, bool]]]


def _challenge(words: str) -> Challenge:
    return "", f"{words}\n", "", [(_CODE_PROMPT, True)]


class Doorkeeper(asyncssh.SSHServer):
    """Lets people in, by the same steps and words whether or not a handle is known."""

    def __init__(
        self,
        authenticate: Authenticator,
        make_face: MakeFace,
        make_tree: MakeTree,
        sessions: Sessions,
        settings: Settings,
    ) -> None:
        """Serve one connection."""
        self._authenticate = authenticate
        self._make_face = make_face
        self._make_tree = make_tree
        self._sessions = sessions
        self._tries = Tries(settings.login_tries)
        self._idle_seconds = settings.idle_minutes * 60
        self._keys_left = _MOST_KEYS
        self._names_left = _MOST_NAMES
        self._channels = 0
        self._unused: asyncio.TimerHandle | None = None
        self._has_guessed = False
        self._helps_left = _MOST_HELPS
        self._asks_code = False
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
            if msg and not (self._takes_key() and _is_sound(signature)):
                return False
            if not await proven(username, key_data, msg, signature):
                return False
            return await self._may_enter_with_key(username, key_data) if msg else True

        conn.validate_public_key = validate  # type: ignore[method-assign]

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the gate how it went."""
        if self._unused is not None:
            self._unused.cancel()
        self._connection.caller.leave(has_guessed=self._has_guessed_in_vain())

    def _has_guessed_in_vain(self) -> bool:
        if self._entry is None or self._asks_code:
            return self._tries.used > 0
        # Guests may try passphrases too, on the welcome screen; a few are a person's mistakes.
        return self._entry.door is not Door.MEMBER and self._tries.used >= _SUSPICIOUS_TRIES

    def begin_auth(self, username: str) -> bool:
        """Guests need no proof; everybody else has something to say first."""
        self._username = username
        self._names_left -= 1
        if self._names_left < 0:
            self._turn_away(_ENOUGH)
        elif door_for(username) is Door.GUEST:
            return not self._enter(Entry(Door.GUEST, self._tries))
        return True

    def _enter(self, entry: Entry) -> bool:
        """Let somebody in, where there is a seat for them."""
        if not self._connection.caller.enter(entry.door):
            self._turn_away(_FULL if entry.door is Door.MEMBER else _FULL_OF_GUESTS)
            return False
        self._entry = entry
        self._close_unless_used()
        return True

    def _turn_away(self, words: str) -> None:
        self._connection.disconnect(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, words)

    def _close_unless_used(self) -> None:
        # Whoever logged in and opens nothing would hold a seat for ever.
        if self._unused is not None:
            self._unused.cancel()  # Somebody came halfway by one method, and went on by another.
        loop = asyncio.get_running_loop()
        self._unused = loop.call_later(_NO_CHANNEL_SECONDS, self._connection.close)

    def public_key_auth_supported(self) -> bool:
        """Keys are for members, and at new@ for who wants to bring one."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Every well-formed key may go on to prove itself."""
        return True

    async def _may_enter_with_key(self, username: str, public_key: bytes) -> bool:
        door = door_for(username)
        if door is Door.NEW:
            return self._enter(Entry(door, self._tries, offered_key=public_key))
        login = await self._authenticate.by_key(username, public_key)
        return login is not None and self._enter(Entry(door, self._tries, login))

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

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Challenge:
        """Ask for the passphrase, with a word on the two open doors and on a guess before."""
        self._asks_code = False
        if door_for(username) is Door.NEW:
            return "", "", "", []
        instruction = _NO_MATCH if self._has_guessed else _INSTRUCTION
        return "", instruction, "", [(_PROMPT, False)]

    async def validate_kbdint_response(self, username: str, responses: Any) -> bool | Challenge:
        """Check a passphrase given by the `keyboard-interactive` method, and a code after it."""
        if self._asks_code:
            return len(responses) == 1 and await self._verify_code(responses[0])
        if door_for(username) is Door.NEW:
            return self._enter(Entry(Door.NEW, self._tries))
        may_ask = len(responses) == 1 and self._helps_left > 0
        if may_ask and (words := self._authenticate.crisis_help(responses[0])):
            # It is no guess, and tells nothing of any handle.
            self._helps_left -= 1
            return "", f"{words}\n", "", [(_PROMPT, False)]
        if len(responses) != 1 or not await self._verify(username, responses[0]):
            return False
        if self._entry is None or not self._authenticate.is_halfway(self._entry.login):
            return True
        # Nobody gets here without the passphrase, so the prompt tells nothing to strangers. By the
        # `password` method it can't be asked here: then the face asks before anything else.
        self._asks_code = True
        return _challenge(_SECOND_STEP)

    async def _verify_code(self, code: str) -> bool | Challenge:
        """The same verifier's count of tries holds for codes, too."""
        if self._entry is None or not self._tries.take():
            return False
        try:
            login = await self._authenticate.by_code(self._entry.login, code)
        except BBSError as error:
            if self._tries.left > 0:
                return _challenge(error.message)
            self._turn_away(_ENOUGH)
            return False
        self._asks_code = False
        self._entry = replace(self._entry, login=login)
        return True

    async def _verify(self, username: str, passphrase: str) -> bool:
        """The one verifier of both methods, so that its limit holds for their sum."""
        if not self._tries.take():
            self._turn_away(_ENOUGH)
            return False
        login = None
        try:
            login = await self._authenticate.by_passphrase(username, passphrase)
            self._has_guessed = login is None
            if login is None:
                self._connection.caller.count(Event.GUESSED)
        except Busy:
            self._connection.caller.count(Event.BUSY)
        if login is not None:
            return self._enter(Entry(Door.MEMBER, self._tries, login))
        if self._tries.left <= 0:
            self._turn_away(_ENOUGH)
        return False

    def session_requested(self) -> Session | bool:
        """Open a channel for a face, a command or files; a few are plenty for one person."""
        if self._entry is None or self._channels >= _MOST_CHANNELS:
            return False
        self._channels += 1
        if self._unused is not None:
            self._unused.cancel()
        return Session(
            self._entry,
            self._make_face,
            self._make_tree,
            self._sessions,
            self._channel_closed,
            self._idle_seconds,
        )

    def _channel_closed(self) -> None:
        self._channels -= 1
        if not self._channels:
            self._close_unless_used()


def _is_sound(signature: bytes) -> bool:
    """Whether a signature names an algorithm that can't be forged."""
    length = int.from_bytes(signature[:4], "big")
    return signature[4 : 4 + length].decode("ascii", errors="replace") in SIGNATURES
