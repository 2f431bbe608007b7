"""What a packet says of itself, in sentences."""

from __future__ import annotations

LOCKED = (
    "Letters are missing: your key opened the door, and your passphrase opens your letters. "
    "Fetch with `ssh -o PubkeyAuthentication=no` to have them too."
)


def of_packet(
    packet_id: int,
    *,
    posts: int,
    threads: int,
    letters: int,
    left_posts: int,
    left_letters: int,
    is_locked: bool,
) -> tuple[str, ...]:
    """What a packet holds, what is missing and why, and what to do next: a sentence a line."""
    lines = []
    if packet_id:
        held = [f"{_many(posts, 'post')} in {_many(threads, 'thread')}"] if posts else []
        held += [_many(letters, "letter")] if letters else []
        lines.append(f"Packet {packet_id} holds {' and '.join(held)}.")
    elif not (left_posts or left_letters or is_locked):
        lines.append("Nothing is unread.")
    left = [_many(left_posts, "unread post")] if left_posts else []
    left += [_many(left_letters, "unread letter")] if left_letters else []
    if left:
        lines.append(f"Left out: {' and '.join(left)}. They come with later packets.")
    if is_locked:
        lines.append(LOCKED)
    if packet_id:
        lines.append(
            f"When it has arrived whole: packet confirm {packet_id}. "
            "What it holds is marked as read then, and nothing else."
        )
    return tuple(lines)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
