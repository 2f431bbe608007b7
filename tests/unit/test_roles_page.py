"""docs/sysops/roles.md says what the policy's table says."""

from __future__ import annotations

from bbs.policy import TABLE
from tests import roles


def test_the_page_is_as_the_table_says() -> None:
    assert roles.PAGE.read_text(encoding="utf-8") == roles.page(), "run `make roles`"


def test_each_action_and_state_is_on_it() -> None:
    rows = [line for line in roles.page().split("\n") if line.startswith("| ")]
    assert len(rows) == 1 + sum(len(states) for states in TABLE.values())
    assert "| remove a post | there |  |  | yes |  | yes |" in rows
