"""Ids of new sessions: UUIDs of version 7 (RFC 9562), which sort by the time of their making."""

from __future__ import annotations

import time


def uuid7() -> str:
    """A new id; the standard library's own comes only with Python 3.14."""
    import secrets  # reading needs neither
    import uuid

    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
