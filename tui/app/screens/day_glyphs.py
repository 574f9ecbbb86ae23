"""Day glyphs as text, where they do not stand in a heatmap; glyph and shade are the same there."""

from __future__ import annotations

import datetime as dt

from textual.content import Content

from tui.app.widgets.title_bar import QUIET
from tui.practice.history import History, Level
from tui.words.glyphs import DayGlyph, day_glyph

_OF_GLYPH = {"r": QUIET, "!": "bold", "○": "bold"}
_OF_LEVEL = {Level.NONE: QUIET, Level.PART: "bold $secondary", Level.FULL: "bold $primary"}


def glyph_text(seen: DayGlyph) -> Content:
    """Return a day glyph in its shade."""
    return Content.styled(seen.glyph, _OF_GLYPH.get(seen.glyph) or _OF_LEVEL[seen.level])


def day_glyph_text(history: History, date: dt.date) -> Content:
    """Return the glyph of a date in its shade."""
    return glyph_text(day_glyph(history, date))
