"""Reads the files that are shipped inside this package."""

import tomllib
from importlib.resources import files
from typing import Any


def read_text(path: str) -> str:
    """The text of one shipped file, `path` with forward slashes, without the last line end."""
    return files(__package__).joinpath(*path.split("/")).read_text(encoding="utf-8").rstrip("\n")


def read_toml(path: str) -> dict[str, Any]:
    """One shipped TOML file as plain values."""
    return tomllib.loads(read_text(path))
