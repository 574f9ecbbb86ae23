"""Reps against the target date by date, and soreness beneath: bars that read in any colour.

Textual's own sparkline shows one series; here what was done stands full in front of what was
asked, which is dotted above it, so that a glance tells a short day from a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from tui.app.widgets.title_bar import FAINT, QUIET
from tui.practice.models import Band

LABEL_CELLS = 10
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_SORE = {Band.CLEAR: "▁", Band.MILD: "▃", Band.MODERATE: "▅", Band.HIGH: "▇", Band.WARNING: "!"}


class Point(NamedTuple):
    """One date: reps counted and asked, all exercises together, and how sore it was, if said."""

    counted: int
    target: int
    sore: Band | None


def trend(points: Sequence[Point], rows: int) -> Content:
    """The bars of dates in order, a cell each, ``rows`` high, and a row of soreness.

    The highest bar is the most that was counted or asked; nothing is drawn above it.
    """
    most = max((max(point.counted, point.target) for point in points), default=0)
    if not most:
        return Content("")
    lines = []
    for row in range(rows - 1, -1, -1):
        label = "reps" if row == 0 else str(most) if row == rows - 1 else ""
        parts: list[tuple[str, str]] = [(label.ljust(LABEL_CELLS), QUIET)]
        for point in points:
            counted = _share(point.counted, most, rows) - row * 8
            asked = _share(point.target, most, rows) - row * 8
            if counted > 0:
                parts.append((_EIGHTHS[min(8, counted)], "$secondary"))
            else:
                parts.append(("░" if asked >= 4 else " ", FAINT))
        lines.append(Content.assemble(*parts))
    marks = "".join(_SORE[point.sore] if point.sore else " " for point in points)
    if marks.strip():
        lines.append(
            Content.assemble(("soreness".ljust(LABEL_CELLS), QUIET), (marks, "$foreground 80%"))
        )
    return Content("\n").join(lines)


def _share(reps: int, most: int, rows: int) -> int:
    """A bar's height in eighths of a row; what was counted at all is at least one high."""
    return max(1, round(reps / most * rows * 8)) if reps else 0
