"""harsh's log: a line ``date : habit : y, n or s : comment : amount`` for each answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tui.exchange.dates import DateReader
from tui.exchange.importers.habits import ForeignFile, HabitMark, Marks, State, checked_note
from tui.exchange.refusals import ImportRefused, quoted
from tui.exchange.source import Source
from tui.exchange.tables import lines_of

_SEPARATOR = " : "
_STATES: dict[str, State] = {"y": "done", "n": "open", "s": "skipped"}


def matches(source: Source) -> bool:
    """Whether a file is a log of harsh.

    It is if its first line that is neither blank nor a comment is a date in digits, a habit and one
    of the three answers, with a colon between spaces after the first two.
    """
    _, line = next(_entries(source), ("", ""))
    return re.match(r"\d{4}-\d\d-\d\d : .+ : [yns]( |$)", line, re.ASCII) is not None


def _entries(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the place and text of every line that is neither blank nor a comment."""
    for number, line in enumerate(lines_of(source.text.text), 1):
        if line.strip() and not line.startswith("#"):
            yield f"line {number}", line


def read_log(source: Source) -> ForeignFile:
    """Return the habits of a log; of several answers for one date the last one counts.

    Raises:
        ImportRefused: the first line that is not valid.
    """
    dates = DateReader(
        ((where, line.partition(_SEPARATOR)[0].strip()) for where, line in _entries(source)),
        source.order,
    )
    habits: dict[str, dict[dt.date, HabitMark]] = {}
    for where, line in _entries(source):
        # Some editors remove the space at the end of a line, which belongs to the last separator.
        cells = [cell.strip() for cell in f"{line.rstrip()} ".split(_SEPARATOR)]
        if len(cells) < 3 or not cells[1]:
            raise ImportRefused(where, f"{quoted(line.strip())} is not a date, habit and answer")
        if cells[2] not in _STATES:
            raise ImportRefused(
                where, f"{quoted(cells[2])} is not an answer; answers are y, n and s"
            )
        # The amount is the last cell. A comment may hold separators of its own.
        comment = _SEPARATOR.join(cells[3:-1] if len(cells) > 4 else cells[3:])
        mark = HabitMark(_STATES[cells[2]], checked_note(comment, where))
        habits.setdefault(cells[1], {})[dates.read(cells[0], where)] = mark
    marks: list[tuple[str, Marks]] = list(habits.items())
    return ForeignFile.of("harsh", "harsh", marks, source.text.remarks + dates.remarks)
