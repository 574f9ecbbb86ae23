"""Marks: names of states of a diary, by which a file says what it came from.

They stand in ``past`` of ``_meta``. (docs/file-format.md, "How copies merge")
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

PAST = "past"
"""The field of ``_meta`` with the marks of the states that a file came from."""
MOST_MARKS = 200
"""How many marks stay, the newest; fewer backups are kept than that."""
HEAD_BYTES = 4096
"""How much of a file is looked at for its ``rev``, which is in the first record."""
_MARK = re.compile(r"\d{1,18}-[0-9a-f]{16}", re.ASCII)
_REV = re.compile(rb'"rev"\s*:\s*(\d{1,18})\b')


def mark_of(data: bytes) -> str:
    """Return the mark of a file's bytes: ``rev``, which gives marks an order, and a digest."""
    return f"{rev_of(data[:HEAD_BYTES])}-{hashlib.sha256(data).hexdigest()[:16]}"


def read_past(value: object) -> frozenset[str]:
    """Return the marks in a plain value of the field `PAST`; what is no mark is left out."""
    items = value if isinstance(value, list | tuple) else ()
    return frozenset(each for each in items if isinstance(each, str) and _MARK.fullmatch(each))


def newest_marks(marks: Iterable[str]) -> list[str]:
    """Return the newest `MOST_MARKS` of marks, from the oldest to the newest."""
    return sorted({*marks}, key=order_of)[-MOST_MARKS:]


def order_of(mark: str) -> tuple[int, str]:
    """Return by what marks are sorted: ``rev`` first, which rises with every write."""
    return int(mark.partition("-")[0]), mark


def rev_of(head: bytes) -> int:
    """Return the first ``rev`` in the first bytes of a file; 0 without one."""
    found = _REV.search(head)
    return int(found[1]) if found else 0
