"""What the calendar heatmap shows in each cell of the terminal.

Weeks are columns, weekdays are rows, and a row of month names stands above them. A date is a filled
tile with a gap to the right and, where it is two rows high, below. The tile's colour is the shade
and its form the mark; without colours signs tell both (`tui.words.glyphs.Look`). The cursor stands
in ``[ ]``, today in ``( )``. Nothing here knows a widget.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from tui.practice.dates import ONE_DAY
from tui.practice.weeks import WEEKS_OF_A_YEAR, month_labels
from tui.words.glyphs import DayGlyph, Look, Mark, day_signs

ONE_WEEK: Final = ONE_DAY * 7
MARGIN_CELLS: Final = 5
"""Cells before the first week: the letter of the weekday, and space for words of the same axis."""
_END_CELLS: Final = 1
"""Cells after the last week, for the end of a month's name that begins over it."""

_WEEKDAY_LETTERS: Final = "MTWTFSS"
_PARTS: Final = {Mark.NONE: "none", Mark.OPEN: "today", Mark.REST: "quiet", Mark.SIGN: "sign"}

Cell = tuple[str, str]
"""What stands in one cell of the terminal, as (part, character).

The part is ``step1`` to ``step4`` for the steps of the shade, ``sign`` and ``alarm`` for a warning
sign on and in its colour, or names the component class ``heatmap--part`` that styles it.
"""
Row = list[Cell]
# Of the same part as a weekday's letter, so that both are sent to the terminal as one run of text.
_BLANK: Final[Cell] = ("label", " ")


class Shape(NamedTuple):
    """The cells that a date takes, the gap included."""

    columns: int
    rows: int = 1

    @property
    def height(self) -> int:
        """The rows of the heatmap: one for the months, and those of the weekdays."""
        return 1 + 7 * self.rows

    def width_of(self, weeks: int) -> int:
        """Return the cells that a number of weeks takes."""
        return MARGIN_CELLS + self.columns * weeks + _END_CELLS

    def weeks_in(self, width: int, most: int = WEEKS_OF_A_YEAR) -> int:
        """Return how many weeks fit into ``width`` cells, from 1 to ``most``."""
        return max(1, min(most, (width - MARGIN_CELLS - _END_CELLS) // self.columns))


SMALL: Final = Shape(2)
WIDE: Final = Shape(3)
TALL: Final = Shape(3, 2)
ROWS: Final = SMALL.height
"""The rows of a heatmap whose dates are one row high."""
# Tiles that are two rows high leave half a row free as their gap.
_TALL_TILES: Final = {
    Mark.FULL: ("██", "▀▀"),
    Mark.PART: ("  ", "▀▀"),
    Mark.IMAGINED: ("▛▜", "▀▀"),
}
"""Both rows of a mark that fills them; all others stand in the first."""


def shape_for(
    width: int, height: int, most: int = WEEKS_OF_A_YEAR, *, is_touched: bool = False
) -> Shape:
    """Return the largest shape in which ``most`` weeks fit, else the smallest.

    For fingers it is the largest one for which there are rows, with as many weeks as fit.
    """
    if is_touched and height >= TALL.height:
        return TALL
    if width < WIDE.width_of(most):
        return SMALL
    return TALL if height >= TALL.height else WIDE


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks in view: ``weeks`` of them, from the one that begins on ``first``.

    ``cursor`` is the date under the cursor, or None without a cursor.
    """

    first: dt.date
    weeks: int
    today: dt.date
    cursor: dt.date | None = None
    shape: Shape = SMALL

    @property
    def starts(self) -> list[dt.date]:
        """The first dates of the weeks."""
        return [self.first + ONE_WEEK * n for n in range(self.weeks)]

    @property
    def last(self) -> dt.date:
        """The first date of the last week."""
        return self.first + ONE_WEEK * (self.weeks - 1)

    def holds(self, date: dt.date) -> bool:
        """Return whether a date is in view."""
        return 0 <= (date - self.first).days < 7 * self.weeks

    def place(self, date: dt.date) -> tuple[int, int]:
        """Return where a date's tile begins, as (x, y) in cells from the top left."""
        week, row = divmod((date - self.first).days, 7)
        return MARGIN_CELLS + self.shape.columns * week, 1 + self.shape.rows * row

    def date_at(self, x: int, y: int) -> dt.date | None:
        """Return the date whose tile, or the gap after it, is at a place; None elsewhere."""
        week, row = (x - MARGIN_CELLS) // self.shape.columns, (y - 1) // self.shape.rows
        is_date = 0 <= week < self.weeks and 0 <= row < 7
        return self.first + ONE_DAY * (7 * week + row) if is_date else None


def part_of(seen: DayGlyph) -> str:
    """Return the part that styles a date's signs."""
    return _PARTS.get(seen.mark, f"step{seen.step}")


def tile(seen: DayGlyph, look: Look, shape: Shape) -> tuple[Row, ...]:
    """Return the cells of a date, by rows."""
    part = part_of(seen)
    if seen.mark is Mark.AHEAD:
        return ([_BLANK] * shape.columns,) * shape.rows
    if shape.rows > 1 and seen.mark in _TALL_TILES:
        # The gap has the tile's part, so that equal dates are sent as one run of text.
        return tuple([(part, sign) for sign in f"{row} "] for row in _TALL_TILES[seen.mark])
    if seen.mark is Mark.SIGN:
        filled = day_signs(seen, look, shape.columns)[:-1]
        first: Row = [*(("sign", sign) for sign in filled), _BLANK]
        below: Row = [*(("alarm", "▀") for _ in filled), _BLANK]
        return (first, below)[: shape.rows]
    signs: Row = [(part, sign) for sign in day_signs(seen, look, shape.columns)]
    return (signs, [(part, " ")] * shape.columns)[: shape.rows]


def draw(
    window: Window,
    tile_of: Callable[[dt.date], tuple[Row, ...]],
    left_sign: str,
    right_sign: str,
) -> list[Row]:
    """Return the rows: the months and the weekdays, each row as wide as `Shape.width_of` says.

    Outlines are not drawn; see `outlined`. ``left_sign`` and ``right_sign`` stand beside the months
    for what lies beyond either side; '' for none.
    """
    shape = window.shape
    weeks = window.starts
    rows = [_months(weeks, shape, left_sign, right_sign)]
    for weekday in range(7):
        letter = ("label", _WEEKDAY_LETTERS[(window.first.weekday() + weekday) % 7])
        lines: list[Row] = [[_BLANK] * MARGIN_CELLS for _ in range(shape.rows)]
        lines[0][0] = letter
        for week in weeks:
            for line, cells in zip(lines, tile_of(week + ONE_DAY * weekday), strict=True):
                line += cells
        rows += [[*line, _BLANK] for line in lines]
    return rows


def outlined(rows: Sequence[Row], window: Window) -> list[Row]:
    """Return the rows of `draw` with the outlines of today and of the cursor."""
    rows = [*rows]
    if window.holds(window.today):
        _outline(rows, window, window.today, "today", "()")
    if window.cursor is not None and window.holds(window.cursor):
        _outline(rows, window, window.cursor, "cursor", "[]")
    return rows


def _outline(rows: list[Row], window: Window, date: dt.date, part: str, outline: str) -> None:
    """Draw an outline into the gaps beside a date; a mark that stands there stays."""
    x, y = window.place(date)
    rows[y] = [*rows[y]]
    end = x + window.shape.columns - 1
    if rows[y][x][1] != " ":  # close to a narrow sign
        end = next(at for at in range(x + 1, end + 1) if at == end or _is_free(rows[y][at]))
    for at, sign in ((x - 1, outline[0]), (end, outline[1])):
        before = rows[y][at][1]
        rows[y][at] = part, sign if before in " ()" else before


def _is_free(cell: Cell) -> bool:
    part, sign = cell
    return sign in " )" and part != "sign"


def _months(weeks: list[dt.date], shape: Shape, left_sign: str, right_sign: str) -> Row:
    line = [" "] * shape.width_of(len(weeks))
    for column, name in month_labels(weeks):
        x = MARGIN_CELLS + shape.columns * column
        line[x : x + len(name)] = name
    if left_sign:
        line[MARGIN_CELLS - 2] = left_sign
    if right_sign:
        line[-1] = right_sign
        if line[-2] != " ":  # a name that would touch the sign
            line[-3:-1] = "  "
    return [("label", character) for character in line]
