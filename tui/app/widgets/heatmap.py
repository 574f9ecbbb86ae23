"""The calendar heatmap: a column for each week, a row for each weekday, and a cursor.

`tui.app.widgets.heatmap_view` says what stands in each cell. `Heatmap` decides which weeks are in
view and where the cursor is. It keeps the rows that were drawn last, and has only those cells
painted again that differ.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.app.keys import bindings
from tui.app.widgets import heatmap_view
from tui.app.widgets.heatmap_view import MARGIN_CELLS, ROWS, Cell, Row, Window, weeks_in, width_of
from tui.practice.dates import FIRST_DATE, LAST_DATE, add_days, add_years, week_start
from tui.practice.history import History
from tui.practice.weeks import WEEKS_OF_A_YEAR

_WEEKS_AHEAD: Final = 4
"""How many weeks beyond the cursor's come into view at most when it leaves the window."""


class Heatmap(Widget, can_focus=True):
    """The days of a routine as weeks side by side, as many as fit.

    Args:
        weeks: the most weeks that are shown.
        has_cursor: whether it takes the focus, and keys and mouse move a cursor, from
            `FIRST_DATE` to a year after today.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"heatmap--{part}"
        for part in ("none", "part", "full", "quiet", "sign", "today", "cursor", "label")
    }
    DEFAULT_CSS = f"Heatmap {{ width: auto; height: {ROWS}; }}"
    ALLOW_SELECT = False
    BINDINGS = bindings.HEATMAP

    @dataclass
    class Moved(Message):
        """Keys or mouse moved the cursor to another date."""

        date: dt.date

    @dataclass
    class Opened(Message):
        """The date under the cursor is to be opened."""

        date: dt.date

    def __init__(
        self,
        *,
        weeks: int = WEEKS_OF_A_YEAR,
        has_cursor: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.can_focus = self._has_cursor = has_cursor
        self._most_weeks = weeks
        self._history: History | None = None
        self._starts_on = 0
        self._cursor = FIRST_DATE
        # First dates of weeks: of the last one in view, and of that with today.
        self._last_week = self._week_of_today = FIRST_DATE
        self._cells: dict[dt.date, Cell] = {}
        """The cells of the history that were drawn already."""
        self._rows: list[Row] = []
        self._drawn_size = Size(-1, -1)

    # What is shown

    def show(self, history: History, *, starts_on: int) -> None:
        """Show these days. Only cells that differ are painted, so this may be called often.

        The window ends with the week of today until it is moved. The cursor begins on today, and
        goes along when it stands on today and another day begins; no `Moved` is sent for that.

        Args:
            history: the days.
            starts_on: the weekday on which weeks begin, 0 (Monday) to 6.
        """
        before = self._history
        week_of_today = week_start(add_days(history.today, 0), starts_on)
        if before is None or self._last_week == self._week_of_today:
            self._last_week = week_of_today
        else:
            self._last_week = week_start(add_days(self._last_week, 6), starts_on)
        if before is None or self._cursor == before.today:
            self._cursor = history.today
        if before is not history:
            self._cells = {}
        self._history, self._starts_on = history, starts_on
        self._week_of_today = week_of_today
        self.cursor = self._cursor

    @property
    def cursor(self) -> dt.date:
        """The date under the cursor.

        Setting it brings the date, or the nearest one that is allowed, into view and sends no
        `Moved`.
        """
        return self._cursor

    @cursor.setter
    def cursor(self, date: dt.date) -> None:
        self._cursor = min(add_days(date, 0), self._latest)
        self._reveal()
        self._repaint()

    @property
    def first_week(self) -> dt.date:
        """The first date of the first week in view."""
        return self._window.first

    @property
    def last_week(self) -> dt.date:
        """The first date of the last week in view."""
        return self._window.last

    @property
    def is_more_left(self) -> bool:
        """Whether there are sessions before the weeks in view."""
        first = self._history.first_record if self._history else None
        return first is not None and first < self.first_week

    @property
    def is_more_right(self) -> bool:
        """Whether the week of today comes after those in view."""
        return self._history is not None and (self._history.today - self.last_week).days >= 7

    @property
    def _latest(self) -> dt.date:
        """The last date to which the cursor can go."""
        return add_years(self._history.today, 1) if self._history else LAST_DATE

    @property
    def _window(self) -> Window:
        weeks = weeks_in(self.size.width, self._most_weeks)
        # At the very beginning of the calendar there may be fewer weeks before the last one.
        first = week_start(add_days(self._last_week, -7 * (weeks - 1)), self._starts_on)
        today = self._history.today if self._history else FIRST_DATE
        return Window(first, weeks, today, self._cursor if self._has_cursor else None)

    # Moving

    def action_move(self, days: int) -> None:
        """Move the cursor some days later, or earlier with a negative number."""
        self._go(add_days(self._cursor, days))

    def action_year(self, years: int) -> None:
        """Move the cursor some years later, and the window with it, so that it stays in place."""
        date = min(add_years(self._cursor, years), self._latest)
        week = self._week(date)
        last = add_days(self._last_week, (week - self._week(self._cursor)).days)
        self._last_week = min(self._week(last), self._last_week_for(week))
        self._go(date)

    def action_today(self) -> None:
        """Move the cursor to today, and the window back to the weeks that end with it."""
        if self._history:
            self._last_week = self._week_of_today
            self._go(self._history.today)

    def action_first(self) -> None:
        """Move the cursor to the first date with a session."""
        if self._history and self._history.first_record:
            self._go(self._history.first_record)

    def action_open(self) -> None:
        """Send `Opened` for the date under the cursor."""
        self.post_message(self.Opened(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked date, open it if the cursor is there, or go on at a sign."""
        offset = event.get_content_offset(self)
        if not self._has_cursor or offset is None:
            return
        event.stop()
        window = self._window
        date = window.date_at(*offset)
        if date is not None and date == self._cursor:
            self.action_open()
        elif date is not None:
            self._go(date)
        elif offset.y == 0 and offset.x < MARGIN_CELLS and self.is_more_left:
            self._scroll(-max(1, window.weeks - 1))
        elif offset.y == 0 and offset.x >= width_of(window.weeks) - 2 and self.is_more_right:
            self._scroll(max(1, window.weeks - 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the window a week back."""
        self._turn_wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the window a week on."""
        self._turn_wheel(event, 1)

    def _turn_wheel(self, event: events.MouseEvent, weeks: int) -> None:
        if self._has_cursor:
            event.stop()
            self._scroll(weeks)

    def _scroll(self, weeks: int) -> None:
        """Move the window; the cursor stays on its date, or goes to the nearest week in view."""
        last = add_days(self.last_week, 7 * weeks)
        self._last_week = min(self._week(last), self._week(self._latest))
        window, week = self._window, self._week(self._cursor)
        nearest = max(window.first, min(week, window.last))
        self._go(add_days(self._cursor, (nearest - week).days))

    def _go(self, date: dt.date) -> None:
        before = self._cursor
        self.cursor = date
        if self._cursor != before:
            self.post_message(self.Moved(self._cursor))

    def _week(self, date: dt.date) -> dt.date:
        return week_start(date, self._starts_on)

    def _last_week_for(self, week: dt.date) -> dt.date:
        """Return the last week that may be in view with the cursor in a week.

        Weeks after today, which are blank, are shown only when the cursor is among them.
        """
        return self._week_of_today if week <= self._week_of_today else self._week(self._latest)

    def _reveal(self) -> None:
        """Bring the cursor into view with some weeks beyond it, since it may move on that way."""
        window, week = self._window, self._week(self._cursor)
        if not self._has_cursor or not self.size.width or window.holds(self._cursor):
            return
        ahead = 7 * min(_WEEKS_AHEAD, window.weeks // 2)
        if week < window.first:
            self._last_week = self._week(add_days(week, 7 * (window.weeks - 1) - ahead))
        else:
            self._last_week = min(self._week(add_days(week, ahead)), self._last_week_for(week))

    # Painting

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """Return the width of as many whole weeks as there is room for."""
        return width_of(weeks_in(container.width, self._most_weeks))

    def on_resize(self) -> None:
        """Keep the cursor in view, since another number of weeks may leave it out."""
        self._reveal()
        self._repaint()

    def _repaint(self) -> None:
        """Draw anew, and have painted what differs from before."""
        if self._drawn_size != self.size:
            # Not painted yet, or resized: the next paint draws every row anyway.
            self.refresh()
            return
        before = self._rows
        self._draw()
        regions = []
        for y, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new:
                changed = [x for x, cell in enumerate(new) if cell != old[x]]
                regions.append(Region(changed[0], y, changed[-1] + 1 - changed[0], 1))
        if regions:
            self.refresh(*regions)

    def _draw(self) -> None:
        if self._history is None:
            return
        self._drawn_size = self.size
        left_sign, right_sign = "◂" * self.is_more_left, "▸" * self.is_more_right
        self._rows = heatmap_view.draw(self._window, self._cell, left_sign, right_sign)

    def _cell(self, date: dt.date) -> Cell:
        cell = self._cells.get(date)
        if cell is None:
            assert self._history is not None
            cell = self._cells[date] = heatmap_view.cell_of(self._history, date)
        return cell

    def render_line(self, y: int) -> Strip:
        """Return a row, counted from the top of the widget."""
        if self._drawn_size != self.size:
            self._draw()
        width, base = self.size.width, self.rich_style
        if y >= len(self._rows):
            return Strip.blank(width, base)
        segments = [
            Segment(
                "".join(character for _, character in run),
                self.get_component_rich_style(f"heatmap--{part}"),
            )
            for part, run in groupby(self._rows[y], key=lambda cell: cell[0])
        ]
        return Strip(segments, len(self._rows[y])).adjust_cell_length(width, base)
