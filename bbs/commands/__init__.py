"""The line face: commands over `ssh HOST COMMAND`, and the same verbs in a talk of plain lines."""

from bbs.commands.caller import Caller
from bbs.commands.run import answer
from bbs.commands.talk import talk

__all__ = ["Caller", "answer", "talk"]
