"""The calendar heatmap: a column for each week, a row for each weekday, and a cursor.

`tui.words.day_grid` says what stands in each cell. `Heatmap` decides which weeks are in
view and where the cursor is. It keeps the rows that were drawn last, and has only those cells
painted again that differ.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Final

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.app.keys import bindings
from tui.app.widgets.day_colors import DayColors, day_colors
from tui.app.widgets.key_footer import is_touched
from tui.practice.dates import FIRST_DATE, LAST_DATE, add_days, add_years, week_start
from tui.practice.history import History
from tui.practice.shades import STEPS
from tui.practice.weeks import WEEKS_OF_A_YEAR
from tui.words import day_grid
from tui.words.day_grid import (
    MARGIN_CELLS,
    ROWS,
    TALL,
    Row,
    Shape,
    Window,
    shape_for,
)
from tui.words.glyphs import Look, day_glyph

_WEEKS_AHEAD: Final = 4
"""How many weeks beyond the cursor's come into view at most when it leaves the window."""
_ROOMY: Final = 44
"""Rows of the terminal from which on a date may be two rows high."""
_ROOMY_FOR_FINGERS: Final = 27
"""Those from which on it is for fingers."""


class Heatmap(Widget, can_focus=True):
    """The days of a routine as weeks side by side, as many as fit.

    Args:
        weeks: the most weeks that are shown. Tiles are wider where all of them fit so.
        can_be_tall: whether tiles are two rows high where the terminal has rows enough.
        has_cursor: whether it takes the focus, and keys and mouse move a cursor, from
            `FIRST_DATE` to a year after today.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"heatmap--{part}"
        for part in ("none", "accent", "quiet", "sign", "today", "cursor", "label")
    }
    DEFAULT_CSS = "Heatmap { width: auto; height: auto; }"
    ALLOW_SELECT = False
    BINDINGS = bindings.HEATMAP

    @dataclass
    class Moved(Message):
        """Keys or mouse moved the cursor to another date."""

        date: dt.date

    class Scrolled(Message):
        """Other weeks are in view."""

    @dataclass
    class Opened(Message):
        """The date under the cursor is to be opened."""

        date: dt.date

    def __init__(
        self,
        *,
        weeks: int = WEEKS_OF_A_YEAR,
        can_be_tall: bool = False,
        has_cursor: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.can_focus = self._has_cursor = has_cursor
        self._most_weeks = weeks
        self._can_be_tall = can_be_tall
        self._look: Look = "tiles"
        self._history: History | None = None
        self._starts_on = 0
        self._cursor = FIRST_DATE
        # First dates of weeks: of the last one in view, and of that with today.
        self._last_week = self._week_of_today = FIRST_DATE
        self._tiles: dict[dt.date, tuple[Row, ...]] = {}
        """The tiles of the history that were drawn already, in the shape and look at hand."""
        self._drawn_weeks: tuple[dt.date, int] | None = None
        self._grid: list[Row] = []
        """The rows without outlines, for the weeks and signs that `_grid_of` tells."""
        self._grid_of: tuple[dt.date, int, str, str] | None = None
        self._rows: list[Row] = []
        self._drawn_size = Size(-1, -1)
        self._colors: DayColors | None = None
        self._derived: dict[str, Style] = {}

    # What is shown

    def show(self, history: History, *, starts_on: int, look: Look = "tiles") -> None:
        """Show these days. Only cells that differ are painted, so this may be called often.

        The window ends with the week of today until it is moved. The cursor begins on today, and
        goes along when it stands on today and another day begins; no `Moved` is sent for that.

        Args:
            history: the days.
            starts_on: the weekday on which weeks begin, 0 (Monday) to 6.
            look: how dates are drawn.
        """
        before = self._history
        week_of_today = week_start(add_days(history.today, 0), starts_on)
        if before is None or self._last_week == self._week_of_today:
            self._last_week = week_of_today
        else:
            self._last_week = week_start(add_days(self._last_week, 6), starts_on)
        if before is None or self._cursor == before.today:
            self._cursor = history.today
        if before is not history or look != self._look:
            self._tiles = {}
            self._grid_of = None
        if look != self._look:
            self._look = look
            self._drawn_size = Size(-1, -1)
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
    def weeks(self) -> list[dt.date]:
        """The first dates of the weeks in view."""
        return self._window.starts

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
    def shape(self) -> Shape:
        """The cells of a date in the present size."""
        return self._shape_for(*self.size)

    def _shape_for(self, width: int, height: int) -> Shape:
        return shape_for(width, height, self._most_weeks, is_touched=self._is_touched)

    @property
    def _is_touched(self) -> bool:
        """Whether its dates are for fingers."""
        return self._has_cursor and is_touched(self.app)

    @property
    def _window(self) -> Window:
        shape = self.shape
        weeks = shape.weeks_in(self.size.width, self._most_weeks)
        # At the very beginning of the calendar there may be fewer weeks before the last one.
        first = week_start(add_days(self._last_week, -7 * (weeks - 1)), self._starts_on)
        today = self._history.today if self._history else FIRST_DATE
        return Window(first, weeks, today, self._cursor if self._has_cursor else None, shape)

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
        elif offset.y == 0 and offset.x >= self.size.width - 2 and self.is_more_right:
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

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of as many whole weeks as there is room for."""
        rows = TALL.height if self._is_touched and self._is_tall(viewport) else ROWS
        shape = self._shape_for(container.width, rows)
        return shape.width_of(shape.weeks_in(container.width, self._most_weeks))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the rows of the largest tiles for which there is room."""
        return self._shape_for(width, TALL.height if self._is_tall(viewport) else ROWS).height

    def _is_tall(self, viewport: Size) -> bool:
        """Return whether a screen has rows enough for dates that are two rows high."""
        least = _ROOMY_FOR_FINGERS if self._is_touched else _ROOMY
        return self._can_be_tall and self._look == "tiles" and viewport.height >= least

    def on_resize(self) -> None:
        """Keep the cursor in view, since another number of weeks may leave it out."""
        self._reveal()
        self._repaint()

    def _repaint(self) -> None:
        """Draw anew, and have painted what differs from before."""
        if self._drawn_size != self.size:
            # Not painted yet, or resized: the next paint draws every row anyway.
            self.refresh()
            self._tell_weeks()
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
        self._tell_weeks()

    def _tell_weeks(self) -> None:
        """Send `Scrolled` if other weeks are in view than before."""
        window = self._window
        weeks = window.first, window.weeks
        if self._drawn_weeks != weeks:
            self._drawn_weeks = weeks
            self.post_message(self.Scrolled())

    def _draw(self) -> None:
        if self._history is None:
            return
        if self._drawn_size != self.size:
            self._drawn_size, self._tiles = self.size, {}  # the shape may be another one
            self._grid_of = None
        window = self._window
        signs = "◂" * self.is_more_left, "▸" * self.is_more_right
        # A cursor that moves changes outlines only.
        grid_of = window.first, window.weeks, *signs
        if self._grid_of != grid_of:
            self._grid_of, self._grid = grid_of, day_grid.draw(window, self._tile, *signs)
        self._rows = day_grid.outlined(self._grid, window)

    def _tile(self, date: dt.date) -> tuple[Row, ...]:
        tile = self._tiles.get(date)
        if tile is None:
            assert self._history is not None
            seen = day_glyph(self._history, date)
            tile = self._tiles[date] = day_grid.tile(seen, self._look, self.shape)
        return tile

    def render_line(self, y: int) -> Strip:
        """Return a row, counted from the top of the widget."""
        if self._drawn_size != self.size:
            self._draw()
        width, base = self.size.width, self.rich_style
        if y >= len(self._rows):
            return Strip.blank(width, base)
        derived = self._styles()
        segments = [
            Segment(
                "".join(character for _, character in run),
                derived.get(part) or self.get_component_rich_style(f"heatmap--{part}"),
            )
            for part, run in groupby(self._rows[y], key=lambda cell: cell[0])
        ]
        return Strip(segments, len(self._rows[y])).adjust_cell_length(width, base)

    def _styles(self) -> dict[str, Style]:
        """Return the styles of steps and signs, the parts of `day_grid.Cell` that are derived.

        Where nothing can be derived they are the components'.
        """
        colors = day_colors(self.app)
        if colors is self._colors and self._derived:
            return self._derived
        steps = [f"step{step}" for step in range(1, STEPS + 1)]
        if colors is None:
            accent = self.get_component_rich_style("heatmap--accent")
            sign = self.get_component_rich_style("heatmap--sign")
            derived = dict.fromkeys(steps, accent)
            derived |= {"sign": sign + Style(reverse=True), "alarm": sign}
        else:
            ground, alarm = (RichColor.from_rgb(*c) for c in (colors.ground, colors.shades.sign))
            tiles = (RichColor.from_rgb(*step) for step in colors.shades.steps)
            derived = {
                step: Style(color=color, bgcolor=ground)
                for step, color in zip(steps, tiles, strict=True)
            }
            derived["sign"] = Style(color=ground, bgcolor=alarm, bold=True)
            derived["alarm"] = Style(color=alarm, bgcolor=ground)
        self._colors, self._derived = colors, derived
        return derived
