"""A receipt in words: what became of each answer that a member sent."""

from __future__ import annotations

from collections import Counter

from bbs import text
from bbs.offline.plaintext import COLUMNS, wrap
from bbs.views import ReceiptView

_OUTCOMES = (("posted", "posted"), ("before", "posted before"), ("refused", "refused"))


def written(view: ReceiptView) -> str:
    """The receipt as plain text of 80 columns, an entry an answer."""
    counts = Counter(line.outcome for line in view.lines)
    total = len(view.lines)
    told = ", ".join(f"{counts[name]} {words}" for name, words in _OUTCOMES if counts[name])
    lines = [f"{total} answer{'' if total == 1 else 's'}{': ' if told else ''}{told}."]
    if view.passed_over:
        were = (
            "message of the packet itself was"
            if view.passed_over == 1
            else ("messages of the packet itself were")
        )
        lines.append(f"{view.passed_over} {were} passed over.")
    for number, line in enumerate(view.lines, 1):
        place = f" ({line.place})" if line.place else ""
        lines += ["", *wrap(text.clean(f"{number}. {line.subject}{place}"), COLUMNS)]
        lines += (f"   {part}" for part in wrap(text.clean(line.words), COLUMNS - 3))
    return "\n".join(lines) + "\n"
