"""Where newcomers say hello."""

from __future__ import annotations

from typing import Any

from peewee import ForeignKeyField

from bbs.models.base import Base
from bbs.models.board import Board
from bbs.models.thread import Thread


class Greeting(Base):
    """The thread of a board in which newcomers say hello."""

    board = ForeignKeyField(Board, primary_key=True, on_delete="CASCADE")
    board_id: Any
    thread = ForeignKeyField(Thread, on_delete="CASCADE", unique=True)
    thread_id: Any
