"""harsh's log: a line ``date : habit : y, n or s : comment : amount`` for each answer."""

from __future__ import annotations

import datetime as dt
import re

from tui.exchange.importers.habits import (
    ForeignFile,
    HabitMark,
    Marks,
    State,
    checked_note,
    parse_iso_date,
    quoted,
)
from tui.exchange.read_export import ImportRefused

_SEPARATOR = " : "
_STATES: dict[str, State] = {"y": "done", "n": "open", "s": "skipped"}


def matches(text: str) -> bool:
    """Whether the first line that is not blank and not a comment is one of a log."""
    lines = (line.rstrip("\r") for line in text.split("\n"))
    line = next(filter(_is_entry, lines), "")
    return re.match(r"\d\S* : .+ : ", f"{line} ", re.ASCII) is not None


def _is_entry(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def read_log(text: str) -> ForeignFile:
    """Return the habits of a log; of several answers for one date the last one counts.

    Raises:
        ImportRefused: the first line that is not valid.
    """
    habits: dict[str, dict[dt.date, HabitMark]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not _is_entry(line):
            continue
        where = f"line {number}"
        # Some editors remove the space at the end of a line, which belongs to the last separator.
        cells = [cell.strip() for cell in f"{line.rstrip()} ".split(_SEPARATOR)]
        if len(cells) < 3 or not cells[1]:
            raise ImportRefused(where, f"{quoted(line.strip())} is no date, habit and answer")
        if cells[2] not in _STATES:
            raise ImportRefused(where, f"{quoted(cells[2])} is no answer, which are y, n and s")
        # The amount is the last cell. A comment may hold separators of its own.
        comment = _SEPARATOR.join(cells[3:-1] if len(cells) > 4 else cells[3:])
        mark = HabitMark(_STATES[cells[2]], checked_note(comment, where))
        habits.setdefault(cells[1], {})[parse_iso_date(cells[0], where)] = mark
    marks: list[tuple[str, Marks]] = list(habits.items())
    return ForeignFile.of("harsh", "harsh", marks)
