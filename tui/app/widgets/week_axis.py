"""What the weeks of the heatmap came to, beneath it and in the same columns (rules R2.week).

Counted reps are bars, and what was asked beyond them is dotted above, so that a week in which less
was done than asked differs from one in which little was asked. Soreness and the weekly answers have
a row each. Every sign reads without colours.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui.app.widgets.title_bar import FAINT, QUIET
from tui.practice.models import Band
from tui.practice.week_figures import WeekFigures
from tui.words.day_grid import MARGIN_CELLS, Shape
from tui.words.glyphs import COMPARE_SIGNS, EIGHTHS, column_part

_SORENESS = {Band.CLEAR: "▁", Band.MILD: "▃", Band.MODERATE: "▅", Band.HIGH: "▇", Band.WARNING: "!"}
_ASKED = "░"
LEGEND = (
    "reps a day  ▅ counted  ░ not done",
    "sore  ▁ no  ▃ a bit  ▅ sore  ▇ painful",
    "neck  ▲ easier  = same  ▼ worse",
)
"""What the rows say, each in a line of its own or joined."""


def week_axis(figures: Sequence[WeekFigures], shape: Shape, rows: int) -> Content:
    """Return the bars of weeks in order, ``rows`` high, and the rows beneath them.

    The highest mean that was counted or asked is as high as all rows; it stands at their left. Rows
    in which nothing was said are left out, and without any figures the content is empty.
    """
    most = max((max(each.counted or 0, each.target or 0) for each in figures), default=0)
    lines = [_bars(figures, shape, rows, row, most) for row in range(rows - 1, -1, -1) if most]
    soreness = [_SORENESS[each.band] if each.band else "" for each in figures]
    compared = [COMPARE_SIGNS[each.compare] if each.compare else "" for each in figures]
    for label, signs in (("sore", soreness), ("neck", compared)):
        if any(signs):
            marks = "".join(_across(sign, shape) for sign in signs)
            lines.append(Content.assemble(_label(label), (marks.rstrip(), "$foreground 80%")))
    return Content("\n").join(lines)


def _bars(
    figures: Sequence[WeekFigures], shape: Shape, rows: int, row: int, most: float
) -> Content:
    """Return a row of bars, counted from the lowest."""
    words = "reps" if row == 0 else f"{most:.3g}".rjust(4) if row == rows - 1 else ""
    parts = [_label(words)]
    for each in figures:
        sign, style = column_part(_eighths(each.counted, most, rows), row), "$secondary"
        if sign == " ":
            asked = _eighths(each.target, most, rows) - 8 * row
            sign, style = (_ASKED if asked >= 4 else " "), FAINT
        parts.append((_across(sign, shape), style))
    return Content.assemble(*parts)


def _across(sign: str, shape: Shape) -> str:
    """Return a sign in the column of a week; blocks are as wide as the tiles above them."""
    is_block = sign in EIGHTHS or sign == _ASKED
    return (sign * (shape.columns - 1 if is_block else 1)).ljust(shape.columns)


def _label(words: str) -> tuple[str, str]:
    return words.ljust(MARGIN_CELLS), QUIET


def _eighths(reps: float | None, most: float, rows: int) -> int:
    """Return the height of a bar in eighths of a row, at least one for any reps."""
    return max(1, round(reps / most * rows * 8)) if reps else 0
