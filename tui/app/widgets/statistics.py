"""The statistics: sections of numbers and small plots, in as many columns as there is room for."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.keys import bindings
from tui.app.widgets.title_bar import QUIET
from tui.diary.today import Today
from tui.words.statistics import NARROWEST, Section, Tone, columns, footnote, sections

STYLES: Final[dict[Tone, str]] = {
    "plain": "",
    "quiet": QUIET,
    "bar": "$primary",
    "second": "$secondary",
    "track": "$faint",
}
_GAP = 5
"""Cells between two columns."""
_WIDEST = 56
"""The most cells that a section takes."""
_MOST_COLUMNS = 3


class StatisticsView(VerticalScroll, can_focus=True, inherit_bindings=False):
    """The statistics of a routine, which scroll where they don't fit."""

    DEFAULT_CSS = """
    StatisticsView {
        height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden;
    }
    StatisticsView > Static { width: 1fr; height: auto; }
    """
    BINDINGS = bindings.STATISTICS

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._today: Today | None = None

    def compose(self) -> ComposeResult:
        yield Static()

    def show(self, today: Today) -> None:
        """Show the statistics up to a moment."""
        self._today = today
        self._draw()

    def on_resize(self) -> None:
        """Draw in the new width."""
        self._draw()

    def _draw(self) -> None:
        width, height = self.scrollable_content_region.size
        width -= 1  # air before the scrollbar
        if self._today is not None and width > 0:
            self.query_one(Static).update(statistics_content(self._today, width, height))


def statistics_content(today: Today, width: int, height: int) -> Content:
    """Return the statistics in so many cells, with more in them and more air in more rows."""
    count = max(1, min(_MOST_COLUMNS, (width + _GAP) // (NARROWEST + _GAP)))
    cells = min(_WIDEST, max(NARROWEST, (width - _GAP * (count - 1)) // count))
    split = columns(sections(today, cells, room=height), count)
    for air in (2, 1):
        blocks = [_column(each, air) for each in split]
        if max(map(len, blocks)) <= height:
            break
    lines = [_beside(row, cells) for row in zip_longest(*blocks)]
    if words := footnote(today):
        lines += [Content.styled(words, QUIET)]
    above = max(0, height - len(lines)) // 3
    return Content("\n").join([Content("")] * above + lines)


def _column(drawn: list[Section], air: int) -> list[Content]:
    """Return the lines of sections beneath one another, empty lines after each."""
    return [
        Content.assemble(*((part.text, STYLES[part.tone]) for part in line))
        for section in drawn
        for line in (*section.lines, *[[]] * air)
    ]


def _beside(row: tuple[Content | None, ...], cells: int) -> Content:
    """Return a line of each column side by side."""
    line = Content("")
    for number, part in enumerate(row):
        if part is not None:
            air = number * (cells + _GAP) - line.cell_length
            line = Content.assemble(line, " " * air, part)
    return line
