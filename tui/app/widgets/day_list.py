"""The days as a list, newest first, of which only the lines in view are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.keys import bindings
from tui.app.widgets.key_footer import line_rows
from tui.practice.dates import ONE_DAY, add_years, days_between


class DayList(ScrollView, can_focus=True):
    """A line for each date, with a cursor on one of them.

    Args:
        line_of: returns the content of a date's line.
    """

    DEFAULT_CSS = """
    DayList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    COMPONENT_CLASSES = {"day-list--cursor"}
    BINDINGS = bindings.DAY_LIST

    class Moved(Message):
        """Keys or mouse moved the cursor to another date."""

        def __init__(self, date: dt.date) -> None:
            super().__init__()
            self.date = date

    class Opened(Message):
        """The date under the cursor is to be opened."""

        def __init__(self, date: dt.date) -> None:
            super().__init__()
            self.date = date

    def __init__(self, line_of: Callable[[dt.date], Content], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line_of = line_of
        self._first = self._last = self._today = dt.date(2000, 1, 1)
        self._cursor = self._last

    def show(self, first: dt.date, last: dt.date, today: dt.date) -> None:
        """List the dates from ``first`` to ``last``, both included."""
        self._first, self._last, self._today = min(first, last), last, today
        self.virtual_size = Size(self.size.width, self.rows * (days_between(self._first, last) + 1))
        self.cursor = self._cursor
        self.refresh()

    @property
    def cursor(self) -> dt.date:
        """The date under the cursor; setting it brings the nearest listed date into view."""
        return self._cursor

    @cursor.setter
    def cursor(self, date: dt.date) -> None:
        before, self._cursor = self._cursor, max(self._first, min(self._last, date))
        for changed in (before, self._cursor):
            y = self._row(changed) * self.rows - self.scroll_offset.y
            self.refresh(Region(0, y, self.size.width, self.rows))
        row = Region(0, self._row(self._cursor) * self.rows, 1, self.rows)
        self.scroll_to_region(row, animate=False, force=True, x_axis=False)

    @property
    def rows(self) -> int:
        """The rows of a date: more than one for fingers."""
        return line_rows(self.app)

    def _row(self, date: dt.date) -> int:
        return days_between(date, self._last)

    def render_line(self, y: int) -> Strip:
        """Return a row of the view, counted from the top of the widget."""
        row, below = divmod(y + self.scroll_offset.y, self.rows)
        width, base = self.scrollable_content_region.width, self.rich_style
        if not 0 <= row <= days_between(self._first, self._last):
            return Strip.blank(width, base)
        date = self._last - ONE_DAY * row
        is_cursor = date == self._cursor and self.has_focus
        style = self.get_component_rich_style("day-list--cursor") if is_cursor else base
        if below:
            return Strip.blank(width, style)
        line = self._line_of(date).truncate(width, ellipsis=True)
        segments = line.render_segments(self.visual_style)
        if is_cursor:
            segments = [Segment(segment.text, style) for segment in segments]
        return Strip(segments).adjust_cell_length(width, style)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def action_move(self, days: int) -> None:
        """Move the cursor some days later, or earlier with a negative number."""
        self._move(self._cursor.toordinal() + days)

    def action_page(self, pages: int) -> None:
        """Move the cursor a page of days later, or earlier with a negative number."""
        self.action_move(pages * max(1, self.size.height // self.rows - 1))

    def action_year(self, years: int) -> None:
        """Move the cursor some years later, or earlier with a negative number."""
        self._move(add_years(self._cursor, years).toordinal())

    def action_today(self) -> None:
        """Move the cursor to today."""
        self._move(self._today.toordinal())

    def action_first(self) -> None:
        """Move the cursor to the first date."""
        self._move(self._first.toordinal())

    def _move(self, ordinal: int) -> None:
        ordinal = max(self._first.toordinal(), min(self._last.toordinal(), ordinal))
        date = dt.date.fromordinal(ordinal)
        if date != self._cursor:
            self.cursor = date
            self.post_message(self.Moved(date))

    def action_open(self) -> None:
        """Send `Opened` for the date under the cursor."""
        self.post_message(self.Opened(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked date, or open it if the cursor is there."""
        row = (event.y + self.scroll_offset.y) // self.rows
        if row > days_between(self._first, self._last):
            return
        date = self._last - ONE_DAY * row
        if date == self._cursor:
            self.action_open()
        else:
            self._move(date.toordinal())
