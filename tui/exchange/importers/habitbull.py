"""HabitBull's export as CSV: a row for each habit and date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from tui.exchange.importers.habits import (
    ForeignFile,
    HabitMark,
    Marks,
    iso_date,
    make_date,
    note_of,
    shown,
)
from tui.exchange.read_export import ImportRefused, csv_rows

COLUMNS = ("HabitName", "HabitDescription", "HabitCategory", "CalendarDate", "Value", "CommentText")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def read_habitbull(text: str, delimiter: str) -> ForeignFile:
    """The habits of an export; comments may be left out of a row.

    Dates are ``YYYY-MM-DD`` or, with slashes, in the order that fits all of them; where both do,
    the month comes first, as it does for Loop Habit Tracker.

    Raises:
        ImportRefused: the first row that does not fit.
    """
    rows = [(where, [cell.strip() for cell in row]) for where, row in csv_rows(text, delimiter)][1:]
    for where, row in rows:
        if not 5 <= len(row) <= len(COLUMNS):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(COLUMNS)} cells")
    is_day_first, remark = _order([row[3] for _, row in rows])
    habits: dict[str, dict[dt.date, HabitMark]] = {}
    for where, (name, _, _, date, value, *comment) in rows:
        state = HabitMark("done" if _amount(value, where) > 0 else "open").state
        mark = HabitMark(state, note_of("".join(comment), where))
        habits.setdefault(name, {})[_date(date, where, is_day_first)] = mark
    marks: list[tuple[str, Marks]] = list(habits.items())
    return ForeignFile.of("HabitBull", "habitbull", marks, remark)


def _order(texts: Sequence[str]) -> tuple[bool, str]:
    """Whether the day comes first in dates with slashes, and what to say where one cannot know."""
    found = [match for text in texts if (match := _SLASHES.fullmatch(text))]
    if any(int(match[1]) > 12 for match in found):
        return True, ""
    if not found or any(int(match[2]) > 12 for match in found):
        return False, ""
    return False, f"dates such as {found[0][0]} are read with the month first"


def _date(text: str, where: str, is_day_first: bool) -> dt.date:
    if (match := _SLASHES.fullmatch(text)) is None:
        return iso_date(text, where)
    one, other, year = map(int, match.groups())
    month, day = (other, one) if is_day_first else (one, other)
    return make_date(year, month, day, where)


def _amount(text: str, where: str) -> float:
    # Spreadsheets write the very low number that HabitBull has for "nothing" as -2.15E+09.
    if re.fullmatch(r"[+-]?\d{1,18}([.,]\d{1,18})?(E[+-]?\d\d?)?", text, re.ASCII | re.IGNORECASE):
        return float(text.replace(",", "."))
    raise ImportRefused(where, f"{shown(text)} is no number")
