"""HabitBull's export: CSV with a row for each habit and date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from tui.exchange.importers.habits import (
    ForeignFile,
    HabitMark,
    Marks,
    checked_note,
    make_date,
    parse_iso_date,
    quoted,
)
from tui.exchange.read_export import ImportRefused, csv_rows

COLUMNS = ("HabitName", "HabitDescription", "HabitCategory", "CalendarDate", "Value", "CommentText")
_DATE_WITH_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def matches(header: Sequence[str]) -> bool:
    """Whether a header of CSV is HabitBull's; the comments may be missing."""
    return tuple(header[:5]) == COLUMNS[:5]


def read_habitbull(text: str, delimiter: str) -> ForeignFile:
    """Return the habits of an export; a row may lack its comment.

    Dates are ``YYYY-MM-DD`` or have slashes. Those are read in the order that is possible for all
    of them. If both orders are, the month comes first, as Loop Habit Tracker reads them, and the
    file's remark says so.

    Raises:
        ImportRefused: the first row that is not valid.
    """
    rows = [(where, [cell.strip() for cell in row]) for where, row in csv_rows(text, delimiter)][1:]
    for where, row in rows:
        if not 5 <= len(row) <= len(COLUMNS):
            raise ImportRefused(where, f"it has {len(row)} instead of {len(COLUMNS)} cells")
    is_day_first, remark = _date_order([row[3] for _, row in rows])
    habits: dict[str, dict[dt.date, HabitMark]] = {}
    for where, (name, _, _, date, value, *comment) in rows:
        note = checked_note("".join(comment), where)
        mark = HabitMark("done" if _amount(value, where) > 0 else "open", note)
        habits.setdefault(name, {})[_date(date, where, is_day_first=is_day_first)] = mark
    marks: list[tuple[str, Marks]] = list(habits.items())
    return ForeignFile.of("HabitBull", "habitbull", marks, remark)


def _date_order(texts: Sequence[str]) -> tuple[bool, str]:
    """Return whether the day comes first in dates with slashes, and a remark if that is a guess."""
    dates = [match for text in texts if (match := _DATE_WITH_SLASHES.fullmatch(text))]
    if any(int(match[1]) > 12 for match in dates):
        return True, ""
    if not dates or any(int(match[2]) > 12 for match in dates):
        return False, ""
    return False, f"dates such as {dates[0][0]} are read with the month first"


def _date(text: str, where: str, *, is_day_first: bool) -> dt.date:
    if (match := _DATE_WITH_SLASHES.fullmatch(text)) is None:
        return parse_iso_date(text, where)
    first, second, year = map(int, match.groups())
    month, day = (second, first) if is_day_first else (first, second)
    return make_date(year, month, day, where)


def _amount(text: str, where: str) -> float:
    # HabitBull writes a very low number for "nothing"; spreadsheets make -2.15E+09 of it.
    if re.fullmatch(r"[+-]?\d{1,18}([.,]\d{1,18})?(E[+-]?\d\d?)?", text, re.ASCII | re.IGNORECASE):
        return float(text.replace(",", "."))
    raise ImportRefused(where, f"{quoted(text)} is no number")
