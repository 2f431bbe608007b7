"""What ncurses sends for the same frames, over a pty of the same kind."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

_REPLAY = Path(__file__).with_name("curses_replay.py")
_PATIENCE, _QUIET = 5.0, 0.08


def ncurses_sizes(recording: Path, frames: int, term: str = "xterm-256color") -> list[int]:
    """Bytes that ncurses writes for each of the recorded frames."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, str(_REPLAY), str(recording)],
        stdin=slave, stdout=slave, stderr=subprocess.DEVNULL,
        env={"TERM": term, "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
    )  # fmt: skip
    try:
        _read(master, _PATIENCE)
        sizes = []
        for _ in range(frames):
            os.write(master, b"x")
            sizes.append(_read(master, _QUIET * 4))
        return sizes
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


def _read(master: int, patience: float) -> int:
    """How many bytes come until it is quiet; waits so long for the first."""
    size = 0
    while select.select([master], [], [], patience)[0]:
        size += len(os.read(master, 65536))
        patience = _QUIET
    return size
