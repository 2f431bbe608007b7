"""The threat model names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"\b(\w+)/(test_\w+)")
ROW = re.compile(r"^\|[^|]*\| to [^|]+ \| [^|]+ \| ([^|]+) \|$", re.M)


def test_each_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 30
    missing = [f"{folder}/{name}" for folder, name in named if not _is_there(folder, name)]
    assert missing == []


def _is_there(folder: str, name: str) -> bool:
    return (ROOT / "tests" / folder / f"{name}.py").exists()


def test_each_threat_is_answered_by_a_test() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) > 20
    assert all(NAMED.search(shown) for shown in rows)


def test_the_page_is_found_from_the_readme() -> None:
    assert "](docs/security.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
