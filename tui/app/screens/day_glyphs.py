"""Day glyphs as text, outside of a heatmap; signs and colours are the same there."""

from __future__ import annotations

import datetime as dt

from textual.content import Content

from tui.app.shell import Shell
from tui.app.widgets.day_colors import day_colors
from tui.app.widgets.title_bar import QUIET
from tui.practice.history import History
from tui.words.glyphs import DayGlyph, Mark, day_glyph, day_signs, legend, legend_signs


def day_glyph_text(app: Shell, history: History, date: dt.date) -> Content:
    """Return the signs of a date in its shade, two cells wide."""
    seen = day_glyph(history, date)
    signs = day_signs(seen, app.day_look)
    return Content.assemble((signs[0], _style(app, seen)), (signs[1:], QUIET))


def legend_text(app: Shell, *, is_short: bool) -> Content:
    """Return a line that explains shades and marks."""
    entries = [
        Content.assemble(
            *((legend_signs(seen, app.day_look), _style(app, seen)) for seen in glyphs),
            (f" {words}", QUIET),
        )
        for glyphs, words in legend(app.day_look, is_short=is_short)
    ]
    return Content("  " if is_short else "   ").join(entries)


def _style(app: Shell, seen: DayGlyph) -> str:
    colors = day_colors(app)
    if seen.mark is Mark.SIGN:
        if colors is None:
            return "bold $error"
        return f"bold {_hex(colors.ground)} on {_hex(colors.shades.sign)}"
    if seen.mark is Mark.OPEN:
        return "bold"
    if not seen.step:
        return QUIET
    return "$primary" if colors is None else _hex(colors.shades.steps[seen.step - 1])


def _hex(color: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
