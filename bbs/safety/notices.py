"""What a writer is told before a text goes out, and nobody else ever."""

from __future__ import annotations

from dataclasses import dataclass

from bbs.safety.claims import claims
from bbs.safety.crisis import Level, level
from bbs.safety.details import Detail, details
from bbs.safety.words import word_set
from bbs.text import BODY_BYTES


@dataclass(frozen=True, slots=True)
class Notice:
    """What was noticed in a text: its level, details with their places, and claims."""

    level: Level
    details: tuple[Detail, ...] = ()
    claims: tuple[tuple[int, int], ...] = ()
    """Pairs of the first character and the one behind the last."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return self.level == "green" and not self.details and not self.claims


def notice(text: str, *, bans_numbers: bool = False) -> Notice:
    """Look a text over for what its writer may want to know before it is sent.

    Lines that begin with ">" are another's words. Nothing is kept, logged or told to anyone.
    """
    own = text[:BODY_BYTES]  # What is longer can't be sent.
    if ">" in own:
        # As many blanks, so that places stay those of the whole text.
        own = "\n".join(
            " " * len(line) if line.lstrip().startswith(">") else line for line in own.split("\n")
        )
    words = word_set(own)
    return Notice(level(own), details(own, words, bans_numbers=bans_numbers), claims(own, words))
