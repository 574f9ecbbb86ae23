"""The calendar heatmap: a column a week, a row a weekday, a glyph a date, and a cursor.

`draw` says what stands in every cell of the terminal, and is pure.  `Heatmap` keeps the rows that
were drawn last and asks for those cells that differ to be painted again.  Glyph and shade say the
same, so that a year can be read without colours; the cursor stands in [ ], today in ( ).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
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
from tui.practice.dates import ONE_DAY, week_start
from tui.practice.history import History, Level
from tui.practice.weeks import WEEKS_OF_A_YEAR, month_labels
from tui.words.glyphs import day_glyph

ONE_WEEK: Final = ONE_DAY * 7
# Every week that holds one of these dates, or one between them, can be written as seven dates.
FIRST_DATE: Final = dt.date.min + ONE_DAY * 6
LAST_DATE: Final = dt.date.max - ONE_DAY * 6
ROWS: Final = 8
"""One for the months, then one for each weekday."""

# In cells: the weekday's letter with its air, a glyph with its gap, the rest of a month's name.
_MARGIN, _CELL, _END = 4, 2, 1
_LETTERS: Final = "MTWTFSS"
_BY_GLYPH: Final = {"r": "quiet", "!": "sign", "○": "today"}
_BY_LEVEL: Final = {Level.NONE: "none", Level.PART: "part", Level.FULL: "full"}
_AHEAD: Final = 4
"""Weeks that come into view beyond the one to which the cursor left the window, at most."""

Spot = tuple[str, str]
"""What stands in a cell of the terminal, as (part, character); a part names a component class."""

Setting = list[Spot]
# Of the same part as a weekday's letter, so that both are sent as one run of text.
_BLANK: Final[Spot] = ("label", " ")


@dataclass(frozen=True, slots=True)
class View:
    """``weeks`` weeks side by side, from the one that begins with ``first``; no cursor if None."""

    first: dt.date
    weeks: int
    today: dt.date
    cursor: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The first date of the last week."""
        return self.first + ONE_WEEK * (self.weeks - 1)

    def holds(self, date: dt.date) -> bool:
        """Whether a date is to be seen."""
        return 0 <= (date - self.first).days < 7 * self.weeks

    def place(self, date: dt.date) -> tuple[int, int]:
        """Where a date's glyph stands, as (x, y)."""
        week, row = divmod((date - self.first).days, 7)
        return _MARGIN + _CELL * week, 1 + row

    def date_at(self, x: int, y: int) -> dt.date | None:
        """The date whose glyph, or the gap after it, is at a place, if any."""
        week, row = (x - _MARGIN) // _CELL, y - 1
        is_date = 0 <= week < self.weeks and 0 <= row < 7
        return self.first + ONE_DAY * (7 * week + row) if is_date else None


def columns(width: int, most: int = WEEKS_OF_A_YEAR) -> int:
    """How many weeks fit side by side into so many cells; 1 to ``most``."""
    return max(1, min(most, (width - _MARGIN - _END) // _CELL))


def width_of(weeks: int) -> int:
    """The cells that so many weeks take."""
    return _MARGIN + _CELL * weeks + _END


def moved(date: dt.date, days: int) -> dt.date:
    """The date so many days on, or the nearer of the first and the last date there are here."""
    first, last = FIRST_DATE.toordinal(), LAST_DATE.toordinal()
    return dt.date.fromordinal(max(first, min(date.toordinal() + days, last)))


def moved_years(date: dt.date, years: int) -> dt.date:
    """The same date so many years on, within the same limits; 28 February for a missing 29th."""
    year = date.year + years
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return FIRST_DATE if years < 0 else LAST_DATE
    try:
        return moved(date.replace(year=year), 0)
    except ValueError:
        return date.replace(year=year, day=28)


def spot(history: History, date: dt.date) -> Spot:
    """The glyph of a date, with the part that gives it its shade."""
    glyph, level = day_glyph(history, date)
    if glyph == " ":
        return _BLANK
    return _BY_GLYPH.get(glyph) or _BY_LEVEL[level], glyph


def draw(view: View, spot_of: Callable[[dt.date], Spot], before: str, after: str) -> list[Setting]:
    """All rows, each as wide as `width_of` says: the months, then the weekdays.

    ``before`` and ``after`` are signs for what lies beyond either side, '' for none.
    """
    weeks = [view.first + ONE_WEEK * n for n in range(view.weeks)]
    rows = [_months(weeks, before, after)]
    for weekday in range(7):
        row: Setting = [("label", _LETTERS[(view.first.weekday() + weekday) % 7])]
        row += [_BLANK] * (_MARGIN - 1)
        for week in weeks:
            part, glyph = spot_of(week + ONE_DAY * weekday)
            # The gap goes with the glyph, so that a run of days is sent as one run of text.
            row += (part, glyph), (part, " ")
        rows.append([*row, _BLANK])
    if view.holds(view.today):
        x, y = view.place(view.today)
        rows[y][x - 1], rows[y][x + 1] = ("today", "("), ("today", ")")
    if view.cursor is not None and view.holds(view.cursor):
        x, y = view.place(view.cursor)
        rows[y][x - 1 : x + 2] = [("cursor", at) for at in ("[", rows[y][x][1], "]")]
    return rows


def _months(weeks: list[dt.date], before: str, after: str) -> Setting:
    line = [" "] * width_of(len(weeks))
    for column, name in month_labels(weeks):
        x = _MARGIN + _CELL * column
        line[x : x + len(name)] = name
    if before:
        line[_MARGIN - 2] = before
    if after:
        line[-1] = after
        if line[-2] != " ":  # a name that would run into the sign
            line[-3:-1] = "  "
    return [("label", character) for character in line]


class Heatmap(Widget, can_focus=True):
    """The days of a routine as weeks side by side: as many as fit, at most ``weeks``.

    With ``has_cursor`` it takes the focus, and keys and mouse move a cursor from the year 1 to a
    year after today. Without, it only shows.
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
        """The date under the cursor was asked for."""

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
        self._most = weeks
        self._history: History | None = None
        self._starts_on = 0
        self._cursor = self._home = self._last = FIRST_DATE
        self._spots: dict[dt.date, Spot] = {}
        self._rows: list[Setting] = []
        self._drawn_size = Size(-1, -1)

    # --- what is shown ----------------------------------------------------------------------------

    def show(self, history: History, *, starts_on: int, upto: dt.date | None = None) -> None:
        """Show these days; cheap to call often, since only cells that differ are painted again.

        ``starts_on`` is the first day of a week, 0 (Monday) to 6. The window ends with the week of
        ``upto``, None for today, until it is moved away from there. The cursor begins on today, and
        goes along when it stands on today and another day has come; no `Moved` is sent for that.
        """
        before = self._history
        home = week_start(moved(upto or history.today, 0), starts_on)
        if before is None or self._last == self._home:
            self._last = home
        else:
            self._last = week_start(moved(self._last, 6), starts_on)
        if before is None:
            self._cursor = min(upto or history.today, history.today)
        elif self._cursor == before.today:
            self._cursor = history.today
        if before is not history:
            self._spots = {}
        self._history, self._starts_on = history, starts_on
        self._home = home
        self.cursor = self._cursor

    @property
    def cursor(self) -> dt.date:
        """The date under the cursor.

        Another one is brought into view, or the nearest that can be; no `Moved` is sent.
        """
        return self._cursor

    @cursor.setter
    def cursor(self, date: dt.date) -> None:
        self._cursor = min(moved(date, 0), self._latest)
        self._reveal()
        self._repaint()

    @property
    def first_week(self) -> dt.date:
        """The first date of the first week in view."""
        return self._view.first

    @property
    def last_week(self) -> dt.date:
        """The first date of the last week in view."""
        return self._view.last

    @property
    def is_more_left(self) -> bool:
        """Whether there are sessions of weeks before those in view."""
        first = self._history.first_record if self._history else None
        return first is not None and first < self.first_week

    @property
    def is_more_right(self) -> bool:
        """Whether the week of today comes after those in view."""
        return self._history is not None and (self._history.today - self.last_week).days >= 7

    @property
    def _latest(self) -> dt.date:
        """How far on the cursor goes."""
        return moved_years(self._history.today, 1) if self._history else LAST_DATE

    @property
    def _view(self) -> View:
        weeks = columns(self.size.width, self._most)
        # At the very beginning of the calendar there may be fewer weeks before the last one.
        first = week_start(moved(self._last, -7 * (weeks - 1)), self._starts_on)
        today = self._history.today if self._history else FIRST_DATE
        return View(first, weeks, today, self._cursor if self._has_cursor else None)

    # --- moving -----------------------------------------------------------------------------------

    def action_move(self, days: int) -> None:
        """So many days on."""
        self._go(moved(self._cursor, days))

    def action_year(self, years: int) -> None:
        """So many years on; the window goes along, so that the cursor stays where it is seen."""
        date = min(moved_years(self._cursor, years), self._latest)
        week = self._week(date)
        last = moved(self._last, (week - self._week()).days)
        self._last = min(self._week(last), self._farthest(week))
        self._go(date)

    def action_today(self) -> None:
        """Back to today, and to the weeks that were shown at first."""
        if self._history:
            self._last = self._home
            self._go(self._history.today)

    def action_first(self) -> None:
        """To the first date with a session."""
        if self._history and self._history.first_record:
            self._go(self._history.first_record)

    def action_open(self) -> None:
        """Ask for the date under the cursor."""
        self.post_message(self.Opened(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """Go to the date that was clicked, open it if the cursor is there, or go on at a sign."""
        offset = event.get_content_offset(self)
        if not self._has_cursor or offset is None:
            return
        event.stop()
        view = self._view
        date = view.date_at(*offset)
        if date is not None and date == self._cursor:
            self.action_open()
        elif date is not None:
            self._go(date)
        elif offset.y == 0 and offset.x < _MARGIN and self.is_more_left:
            self._scroll(-max(1, view.weeks - 1))
        elif offset.y == 0 and offset.x >= width_of(view.weeks) - 2 and self.is_more_right:
            self._scroll(max(1, view.weeks - 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """A week back."""
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """A week on."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, weeks: int) -> None:
        if self._has_cursor:
            event.stop()
            self._scroll(weeks)

    def _scroll(self, weeks: int) -> None:
        """Move the window; the cursor stays on its date, or in the nearest column."""
        last = moved(self.last_week, 7 * weeks)
        self._last = min(self._week(last), self._week(self._latest))
        view, week = self._view, self._week()
        nearest = max(view.first, min(week, view.last))
        self._go(moved(self._cursor, (nearest - week).days))

    def _go(self, date: dt.date) -> None:
        before = self._cursor
        self.cursor = date
        if self._cursor != before:
            self.post_message(self.Moved(self._cursor))

    def _week(self, date: dt.date | None = None) -> dt.date:
        return week_start(date or self._cursor, self._starts_on)

    def _farthest(self, week: dt.date) -> dt.date:
        """How far on the window goes for a cursor in a week: no blank weeks beside days done."""
        return self._home if week <= self._home else self._week(self._latest)

    def _reveal(self) -> None:
        """Bring the cursor into view, with some weeks beyond it: there will be more such steps."""
        view, week = self._view, self._week()
        if not self._has_cursor or not self.size.width or view.holds(self._cursor):
            return
        ahead = 7 * min(_AHEAD, view.weeks // 2)
        if week < view.first:
            self._last = self._week(moved(week, 7 * (view.weeks - 1) - ahead))
        else:
            self._last = min(self._week(moved(week, ahead)), self._farthest(week))

    # --- painting ---------------------------------------------------------------------------------

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As many whole weeks as there is room for."""
        return width_of(columns(container.width, self._most))

    def on_resize(self) -> None:
        """Another number of weeks may leave the cursor out."""
        self._reveal()
        self._repaint()

    def _repaint(self) -> None:
        if self._drawn_size != self.size:
            # Not painted yet, or resized: the next paint draws every row anyway.
            self.refresh()
            return
        before = self._rows
        self._draw()
        regions = []
        for y, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new:
                changed = [x for x, seen in enumerate(new) if seen != old[x]]
                regions.append(Region(changed[0], y, changed[-1] + 1 - changed[0], 1))
        if regions:
            self.refresh(*regions)

    def _draw(self) -> None:
        if self._history is None:
            return
        self._drawn_size = self.size
        before, after = "◂" if self.is_more_left else "", "▸" if self.is_more_right else ""
        self._rows = draw(self._view, self._spot, before, after)

    def _spot(self, date: dt.date) -> Spot:
        known = self._spots.get(date)
        if known is None:
            assert self._history is not None
            known = self._spots[date] = spot(self._history, date)
        return known

    def render_line(self, y: int) -> Strip:
        """One row, ``y`` counted from the top of the widget."""
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
            for part, run in groupby(self._rows[y], key=lambda seen: seen[0])
        ]
        return Strip(segments, len(self._rows[y])).adjust_cell_length(width, base)
