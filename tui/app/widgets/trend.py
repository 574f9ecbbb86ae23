"""Bars of reps and targets date by date, with a row of soreness beneath, for any colours.

Counted reps are full bars, and what was asked beyond them is dotted above. So a date on which less
was done than asked differs from one on which little was asked, which Textual's sparkline, with its
single series, cannot show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from tui.app.widgets.title_bar import FAINT, QUIET
from tui.practice.models import Band

LABEL_CELLS = 10
"""The width of the labels before the bars, in cells."""
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_SORENESS = {Band.CLEAR: "▁", Band.MILD: "▃", Band.MODERATE: "▅", Band.HIGH: "▇", Band.WARNING: "!"}


class Point(NamedTuple):
    """One date: reps counted and asked, summed over its exercises, and soreness if it was said."""

    counted: int
    target: int
    soreness: Band | None


def trend(points: Sequence[Point], rows: int) -> Content:
    """Return bars for dates in order, one cell wide and up to ``rows`` high, and the soreness.

    The most that was counted or asked on a date is as high as all rows. Without soreness its row is
    left out; without reps the content is empty.
    """
    most = max((max(point.counted, point.target) for point in points), default=0)
    if not most:
        return Content("")
    lines = []
    for row in range(rows - 1, -1, -1):
        label = "reps" if row == 0 else str(most) if row == rows - 1 else ""
        parts: list[tuple[str, str]] = [(label.ljust(LABEL_CELLS), QUIET)]
        for point in points:
            counted = _eighths(point.counted, most, rows) - row * 8
            asked = _eighths(point.target, most, rows) - row * 8
            if counted > 0:
                parts.append((_EIGHTHS[min(8, counted)], "$secondary"))
            else:
                parts.append(("░" if asked >= 4 else " ", FAINT))
        lines.append(Content.assemble(*parts))
    marks = "".join(_SORENESS[point.soreness] if point.soreness else " " for point in points)
    if marks.strip():
        lines.append(
            Content.assemble(("soreness".ljust(LABEL_CELLS), QUIET), (marks, "$foreground 80%"))
        )
    return Content("\n").join(lines)


def _eighths(reps: int, most: int, rows: int) -> int:
    """Return the height of a bar in eighths of a row, at least one for any reps."""
    return max(1, round(reps / most * rows * 8)) if reps else 0
