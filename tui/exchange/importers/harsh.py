"""harsh's log: ``date : habit : y, n or s : comment : amount``, a line for each answer."""

from __future__ import annotations

import datetime as dt
import re

from tui.exchange.importers.habits import (
    ForeignFile,
    HabitMark,
    Marks,
    State,
    iso_date,
    note_of,
    shown,
)
from tui.exchange.read_export import ImportRefused

_BETWEEN = " : "
_ANSWERS: dict[str, State] = {"y": "done", "n": "open", "s": "skipped"}


def is_log(line: str) -> bool:
    """Whether a file's first line that says anything is one of such a log."""
    return re.match(r"\d\S* : .+ : ", f"{line} ", re.ASCII) is not None


def is_said(line: str) -> bool:
    """Whether a line says anything: it is neither blank nor a remark."""
    return bool(line.strip()) and not line.startswith("#")


def read_log(text: str) -> ForeignFile:
    """The habits of a log; of several answers for one date the last one counts.

    Raises:
        ImportRefused: the first line that does not fit.
    """
    habits: dict[str, dict[dt.date, HabitMark]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not is_said(line):
            continue
        where = f"line {number}"
        # Editors take away the space that ends a line without comment and amount.
        cells = [cell.strip() for cell in f"{line.rstrip()} ".split(_BETWEEN)]
        if len(cells) < 3 or not cells[1]:
            raise ImportRefused(where, f"{shown(line.strip())} is no date, habit and answer")
        if cells[2] not in _ANSWERS:
            raise ImportRefused(where, f"{shown(cells[2])} is no answer, which are y, n and s")
        # The amount comes last; a comment may have colons of its own.
        comment = _BETWEEN.join(cells[3:-1] if len(cells) > 4 else cells[3:])
        mark = HabitMark(_ANSWERS[cells[2]], note_of(comment, where))
        habits.setdefault(cells[1], {})[iso_date(cells[0], where)] = mark
    marks: list[tuple[str, Marks]] = list(habits.items())
    return ForeignFile.of("harsh", "harsh", marks)
