"""What was measured, for other programs: one file, a table for each bench."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_PATH = Path("build/bench.json")


def write_down(table: str, rows: Any) -> None:
    """Keep `rows` (whatever JSON can hold) as that table, in place of what it held before."""
    _PATH.parent.mkdir(exist_ok=True)
    kept = json.loads(_PATH.read_text()) if _PATH.exists() else {}
    kept[table] = rows
    _PATH.write_text(json.dumps(kept, indent=1))
