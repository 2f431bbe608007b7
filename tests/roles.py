"""docs/sysops/roles.md, written from the policy's table: `make roles`."""

from __future__ import annotations

from pathlib import Path

from bbs.policy import FOR_BANNED, FOR_READING, LEADERS_DAYS, ROLES, TABLE

PAGE = Path(__file__).parents[1] / "docs" / "sysops" / "roles.md"
_HEAD = f"""# Who may do what

This page is written from the one table in `bbs/policy.py` by `make roles`; a test compares the two,
and another calls every service as each role that may not.

- **guest**: whoever looks around without an account.
- **member**: whoever signed up.
- **leader**: a member who leads the board that it is about; on other boards, a member.
- **professional**: a member whose field a sysop has verified. It shows beside the handle, and gives
  no power.
- **sysop**: whoever runs the house, and whoever gives `bbs` commands on its host.

A role is looked up anew for each thing that staff do: who leads a board no more can do no more, in
sessions that are open, too. Nobody of staff decides on what is their own or about them. A leader
may silence, or ban from a board, for up to {LEADERS_DAYS} days.
"""
_FOOT = """
A key that is for reading only is good for: {reading}.

Who is banned from the house may: {banned}. Guests' pages, crisis help above all, stay open to all.
"""


def page() -> str:
    """The page as the table says."""
    lines = [_HEAD, f"| action | what it is about | {' | '.join(ROLES.values())} |"]
    lines.append("|---|---|" + "---|" * len(ROLES))
    for action, states in TABLE.items():
        for at, (state, who) in enumerate(states.items()):
            marks = " | ".join("yes" if letter in who else "" for letter in ROLES)
            name = action.value if at == 0 else ""
            lines.append(f"| {name} | {'' if state == '-' else state} | {marks} |")
    reading, banned = (
        "; ".join(action.value for action in TABLE if action in some)
        for some in (FOR_READING, FOR_BANNED)
    )
    return "\n".join(lines) + "\n" + _FOOT.format(reading=reading, banned=banned)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
