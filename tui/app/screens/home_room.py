"""How the home screen shares out the room that a terminal has.

What stands where is known before the first paint, so that nothing moves when the streak and the
weeks follow.
"""

from __future__ import annotations

from typing import NamedTuple

WEEKS_ROWS, TALL_WEEKS_ROWS = 9, 16
"""Rows of the last weeks with their heading, and of those with tiles two rows high."""
_TALL_WEEKS = 44
"""Rows of the terminal from which on the tiles are that high."""
_ROOMY = 32
"""Rows from which on there is air to spare."""
_STREAK_ROWS, _DAYS_ROWS = 2, 6
"""Rows of the streak without its number, and of the week with the sums and the row above them."""
_COLUMNS = 3
"""The most columns beside each other."""
_NUMBERS = ((7, 2), (5, 2), (3, 0))
"""The heights of the number of days, and the rows that each leaves free; largest first."""


class Room(NamedTuple):
    """What there is room for.

    Attributes:
        number_rows: the rows of the number of days; 1 for plain text.
        top_rows: those of today, the streak and the week.
        weeks_rows: those of the last weeks with their heading; 0 for no weeks.
    """

    number_rows: int
    top_rows: int
    weeks_rows: int


def room_for(
    height: int,
    *,
    today_rows: int,
    notice_rows: int,
    columns: int,
    has_tall_tiles: bool,
) -> Room:
    """Return what there is room for besides today and the notices, the weeks before the number.

    Args:
        height: rows of the terminal.
        today_rows: those of what today asks.
        notice_rows: those of the notices, with the empty ones above them.
        columns: 1 if the streak stands beneath today, 2 if beside it, 3 if the week has a column of
            its own.
        has_tall_tiles: whether a year of tiles fits that are three cells wide.
    """
    is_roomy = height >= _ROOMY
    left = height - 3 - notice_rows  # title, key line, and a row above
    weeks_rows = TALL_WEEKS_ROWS if has_tall_tiles and height >= _TALL_WEEKS else WEEKS_ROWS

    def top(number_rows: int, free: int = 0) -> int:
        streak = _STREAK_ROWS + number_rows + free + (_DAYS_ROWS if columns < _COLUMNS else 0)
        return today_rows + 2 + streak if columns == 1 else max(today_rows, streak)

    gap = 2 if is_roomy else 1
    if top(1) + gap + weeks_rows > left:
        weeks_rows = gap = 0
    fits = (rows for rows, free in _NUMBERS if top(rows, free) + gap + weeks_rows <= left)
    number_rows = next(fits, 1)
    return Room(number_rows, top(number_rows, dict(_NUMBERS).get(number_rows, 0)), weeks_rows)
