"""What the calendar heatmap shows in each cell of the terminal.

Weeks are columns, weekdays are rows, and a row of month names stands above them. Glyph and shade
tell the same, so that a year can be read without colours. The cursor stands in ``[ ]``, today in
``( )``. Nothing here knows a widget.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tui.practice.dates import ONE_DAY
from tui.practice.history import History, Level
from tui.practice.weeks import WEEKS_OF_A_YEAR, month_labels
from tui.words.glyphs import day_glyph

ONE_WEEK: Final = ONE_DAY * 7
ROWS: Final = 8
"""One row for the months, and one for each weekday."""
MARGIN_CELLS: Final = 4
"""Cells before the first week: the letter of the weekday, and space."""
# A glyph with the gap after it; and the end of a month's name that begins over the last week.
_WEEK_CELLS, _END_CELLS = 2, 1

_WEEKDAY_LETTERS: Final = "MTWTFSS"
_PART_BY_GLYPH: Final = {"r": "quiet", "!": "sign", "○": "today"}
_PART_BY_LEVEL: Final = {Level.NONE: "none", Level.PART: "part", Level.FULL: "full"}

Cell = tuple[str, str]
"""What stands in one cell of the terminal, as (part, character).

The part names the component class ``heatmap--part`` that styles it.
"""
Row = list[Cell]
# Of the same part as a weekday's letter, so that both are sent to the terminal as one run of text.
_BLANK: Final[Cell] = ("label", " ")


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks in view: ``weeks`` of them, from the one that begins on ``first``.

    ``cursor`` is the date under the cursor, or None without a cursor.
    """

    first: dt.date
    weeks: int
    today: dt.date
    cursor: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The first date of the last week."""
        return self.first + ONE_WEEK * (self.weeks - 1)

    def holds(self, date: dt.date) -> bool:
        """Return whether a date is in view."""
        return 0 <= (date - self.first).days < 7 * self.weeks

    def place(self, date: dt.date) -> tuple[int, int]:
        """Return where a date's glyph stands, as (x, y) in cells from the top left."""
        week, row = divmod((date - self.first).days, 7)
        return MARGIN_CELLS + _WEEK_CELLS * week, 1 + row

    def date_at(self, x: int, y: int) -> dt.date | None:
        """Return the date whose glyph, or the gap after it, is at a place; None elsewhere."""
        week, row = (x - MARGIN_CELLS) // _WEEK_CELLS, y - 1
        is_date = 0 <= week < self.weeks and 0 <= row < 7
        return self.first + ONE_DAY * (7 * week + row) if is_date else None


def weeks_in(width: int, most: int = WEEKS_OF_A_YEAR) -> int:
    """Return how many weeks fit into ``width`` cells, from 1 to ``most``."""
    return max(1, min(most, (width - MARGIN_CELLS - _END_CELLS) // _WEEK_CELLS))


def width_of(weeks: int) -> int:
    """Return the cells that a number of weeks takes."""
    return MARGIN_CELLS + _WEEK_CELLS * weeks + _END_CELLS


def cell_of(history: History, date: dt.date) -> Cell:
    """Return the glyph of a date with its part."""
    glyph, level = day_glyph(history, date)
    if glyph == " ":
        return _BLANK
    return _PART_BY_GLYPH.get(glyph) or _PART_BY_LEVEL[level], glyph


def draw(
    window: Window, cell_of: Callable[[dt.date], Cell], left_sign: str, right_sign: str
) -> list[Row]:
    """Return the months and the seven weekdays, each row as wide as `width_of` says.

    ``left_sign`` and ``right_sign`` stand beside the months for what lies beyond either side; ''
    for none.
    """
    weeks = [window.first + ONE_WEEK * n for n in range(window.weeks)]
    rows = [_months(weeks, left_sign, right_sign)]
    for weekday in range(7):
        row: Row = [("label", _WEEKDAY_LETTERS[(window.first.weekday() + weekday) % 7])]
        row += [_BLANK] * (MARGIN_CELLS - 1)
        for week in weeks:
            part, glyph = cell_of(week + ONE_DAY * weekday)
            # The gap has the glyph's part, so that equal days are sent as one run of text.
            row += (part, glyph), (part, " ")
        rows.append([*row, _BLANK])
    if window.holds(window.today):
        x, y = window.place(window.today)
        rows[y][x - 1], rows[y][x + 1] = ("today", "("), ("today", ")")
    if window.cursor is not None and window.holds(window.cursor):
        x, y = window.place(window.cursor)
        glyph = rows[y][x][1]
        rows[y][x - 1 : x + 2] = [("cursor", character) for character in ("[", glyph, "]")]
    return rows


def _months(weeks: list[dt.date], left_sign: str, right_sign: str) -> Row:
    line = [" "] * width_of(len(weeks))
    for column, name in month_labels(weeks):
        x = MARGIN_CELLS + _WEEK_CELLS * column
        line[x : x + len(name)] = name
    if left_sign:
        line[MARGIN_CELLS - 2] = left_sign
    if right_sign:
        line[-1] = right_sign
        if line[-2] != " ":  # a name that would touch the sign
            line[-3:-1] = "  "
    return [("label", character) for character in line]
