"""Bars of reps and targets by date, with rows of soreness and answers beneath, for any colours.

Counted reps are full bars, and what was asked beyond them is dotted above. So a date on which less
was done than asked differs from one on which little was asked, which Textual's sparkline, with its
single series, cannot show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from tui.app.widgets.title_bar import FAINT, QUIET
from tui.practice.models import Band, Compare

LABEL_CELLS = 10
"""The width of the labels before the bars, in cells."""
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_SORENESS = {Band.CLEAR: "▁", Band.MILD: "▃", Band.MODERATE: "▅", Band.HIGH: "▇", Band.WARNING: "!"}
_COMPARISONS: dict[Compare | None, str] = {"easier": "▲", "same": "=", "worse": "▼", None: " "}


class Point(NamedTuple):
    """One date: reps counted and asked, summed over its exercises, and what was said of it.

    ``soreness``, and ``compare``, the weekly answer, are None where nothing was said.
    """

    counted: int
    target: int
    soreness: Band | None
    compare: Compare | None = None


def trend(points: Sequence[Point], rows: int) -> Content:
    """Return bars for dates in order, one cell wide and up to ``rows`` high, and what was said.

    The most that was counted or asked on a date is as high as all rows. The rows of soreness and of
    the weekly answers are left out where nothing was said; without reps the content is empty.
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
    sore = "".join(_SORENESS[point.soreness] if point.soreness else " " for point in points)
    compared = "".join(_COMPARISONS[point.compare] for point in points)
    for label, marks in (("soreness", sore), ("neck", compared)):
        if marks.strip():
            lines.append(
                Content.assemble((label.ljust(LABEL_CELLS), QUIET), (marks, "$foreground 80%"))
            )
    return Content("\n").join(lines)


def _eighths(reps: int, most: int, rows: int) -> int:
    """Return the height of a bar in eighths of a row, at least one for any reps."""
    return max(1, round(reps / most * rows * 8)) if reps else 0
