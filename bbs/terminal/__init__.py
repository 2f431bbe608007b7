"""The wire: from Textual's screens to a client's terminal, and from its keys to Textual."""

from bbs.terminal.display import display
from bbs.terminal.driver import SSHDriver
from bbs.terminal.encoder import encode
from bbs.terminal.frame import Frame
from bbs.terminal.grammar import WIRE, parse_wire
from bbs.terminal.host import run_app
from bbs.terminal.pen import PenState
from bbs.terminal.profile import Colours, Profile, profile_for

__all__ = [
    "WIRE",
    "Colours",
    "Frame",
    "PenState",
    "Profile",
    "SSHDriver",
    "display",
    "encode",
    "parse_wire",
    "profile_for",
    "run_app",
]
