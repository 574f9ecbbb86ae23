"""The days: a year of weeks as a heatmap or as a list, the day under the cursor, and the streak."""

from __future__ import annotations

import datetime as dt

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineScreen, one_at_a_time, styles
from tui.app.keys import bindings
from tui.app.screens import day_actions
from tui.app.screens.day import DayScreen
from tui.app.widgets.day_list import DayList
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.app.widgets.trend import LABEL_CELLS, Point, trend
from tui.diary.all_routines import merged
from tui.diary.today import Today
from tui.practice.dates import ONE_DAY
from tui.practice.history import Level
from tui.practice.models import WEEKDAYS
from tui.words import phrases
from tui.words.day import date_words, day_lines, day_parts, first_known_date
from tui.words.glyphs import LEGEND, day_glyph

FIRST = "today can be day one"
INVITE = "The days that you practise will stand here, and their reps beneath."
STYLES = {Level.NONE: QUIET, Level.PART: "$secondary", Level.FULL: "$primary"}


class CalendarScreen(SupineScreen[None], inherit_bindings=False):
    """The calendar."""

    CSS_PATH = styles("calendar")
    NAVIGATION_KEY = "calendar"
    BINDINGS = bindings.CALENDAR

    def __init__(self) -> None:
        super().__init__()
        self._today: dt.date | None = None
        self._is_list = self._is_combined = False
        self._shown_until: dt.date | None = None
        self._combined: tuple[Today, Today] | None = None

    @property
    def today(self) -> Today:
        """The days that are shown: of the shown routine, or of all routines as one."""
        own = self.app.today
        if not self._is_combined:
            return own
        if self._combined is None or self._combined[0] is not own:
            self._combined = own, merged(own)
        return self._combined[1]

    def compose(self) -> ComposeResult:
        """The heatmap over the day under its cursor, the numbers beside it, the trend beneath."""
        yield TitleBar("Calendar")
        with Vertical(id="calendar"):
            yield Heatmap(id="heatmap")
            yield Static(id="legend")
            with Horizontal(id="below"):
                yield Static(id="day")
                yield Static(id="sums")
            yield Static(id="trend")
            yield DayList(self._line, id="list")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(Heatmap).focus()

    def on_resize(self) -> None:
        """Another size has room for other parts."""
        self.call_after_refresh(self.show)

    @property
    def cursor(self) -> dt.date:
        """The date that keys speak of."""
        return self._shown.cursor

    @property
    def _shown(self) -> Heatmap | DayList:
        return self.query_one(DayList) if self._is_list else self.query_one(Heatmap)

    # What is shown

    def draw(self) -> None:
        """Draw the days as they are now; the cursor goes along from one day to the next."""
        today = self.today
        settings = today.snapshot.settings
        heatmap, days = self.query_one(Heatmap), self.query_one(DayList)
        starts_on = WEEKDAYS.index(settings.week_starts_on)
        cursor = heatmap.cursor if self._today else today.date
        heatmap.show(today.history, starts_on=starts_on)
        days.show(*self._listed(), today.date)
        if self._today != today.date:
            if cursor == self._today or self._today is None:
                heatmap.cursor = days.cursor = today.date
            self._today = today.date
        self.set_class(self._is_list, "-list")
        self._show_legend()
        self._show_sums()
        self._show_trend()
        self._show_day()
        self.refresh_bindings()

    def _listed(self) -> tuple[dt.date, dt.date]:
        """From the first date of which anything is known to the last; today at least."""
        today = self.today
        return first_known_date(today), max([today.date, *[*today.days][-1:]])

    def _show_legend(self) -> None:
        levels = {"-": Level.PART, "#": Level.FULL, "i": Level.FULL}
        styles = {glyph: f"bold {STYLES[level]}" for glyph, level in levels.items()}
        legend = [
            Content.assemble((glyph, styles.get(glyph, QUIET)), (f" {words}", QUIET))
            for glyph, words in LEGEND
        ]
        self.query_one("#legend", Static).update(Content("   ").join(legend))

    def _show_sums(self) -> None:
        today = self.today
        history = today.history
        standing = phrases.today_words(history, today.ends_at)
        streak = Content.assemble(
            (phrases.plural(history.current, "day"), "bold"), (f" · {standing}", QUIET)
        )
        lines = [
            Content.styled("STREAK", QUIET),
            streak,
            Content.styled(phrases.days_words(history), QUIET),
            Content.styled(phrases.steady_words(history), QUIET),
            Content.styled(phrases.totals_words(history), QUIET),
        ]
        self.query_one("#sums", Static).update(Content("\n").join(lines))

    def _show_trend(self) -> None:
        """The dates up to the last that is seen above, as many as there is room for."""
        today = self.today
        if not today.days:
            self.query_one("#trend", Static).update(Content.styled(INVITE, QUIET))
            return
        last = min(today.date, self.query_one(Heatmap).last_week + ONE_DAY * 6)
        width = self.query_one("#calendar").content_size.width - LABEL_CELLS
        rows = 2 if self.has_class("-medium-high") else 5
        points = []
        for back in range(min(width, 371) - 1, -1, -1):
            date = last - ONE_DAY * back
            verdict = today.history.verdict(date)
            day = today.days.get(date)
            said = (
                day.worst_band if day and (day.check or day.report or day.stop.severity) else None
            )
            points.append(Point(verdict.counted, verdict.target or 0, said))
        self.query_one("#trend", Static).update(trend(points, rows))

    def _show_day(self) -> None:
        today, date = self.today, self.cursor
        heading = date_words(date, today.date)
        if date == today.date:
            heading = f"{heading}, today"
        lines = [Content(line) for line in day_lines(self._parts(date))]
        day = self.query_one("#day", Static)
        day.update(Content("\n").join([Content.styled(heading, "bold"), *lines]))
        several = len(self.app.snapshot.routines) > 1
        title = f"Calendar · {today.routine.name}" if several else "Calendar"
        self.query_one(TitleBar).show_text(title, f"{date:%B} {date.year}")
        if self._shown_until != self.query_one(Heatmap).last_week:
            self._shown_until = self.query_one(Heatmap).last_week
            self._show_trend()

    def _parts(self, date: dt.date) -> list[str]:
        """What there is to say of a date."""
        today = self.today
        if date == today.date and not today.days:
            return [FIRST]
        return day_parts(today, date)

    def _line(self, date: dt.date) -> Content:
        """A date's line in the list."""
        today = self.today
        seen = day_glyph(today.history, date)
        words = " · ".join(self._parts(date))
        # Where there is little room, the year stands in the title alone.
        year = "" if self.has_class("-narrow") else f" {date.year}"
        day = f"{date:%a} {date.day:>2} {date:%b}{year}"
        return Content.assemble(
            (f" {day}  ", QUIET), (seen.glyph, f"bold {STYLES[seen.level]}"), f"  {words}"
        )

    # What keys do

    def on_heatmap_moved(self) -> None:
        """Another date is under the cursor."""
        self._show_day()

    def on_day_list_moved(self) -> None:
        """Another date is under the cursor."""
        self._show_day()

    def on_heatmap_opened(self) -> None:
        """Open the date under the cursor."""
        self._open()

    def on_day_list_opened(self) -> None:
        """Open the date under the cursor."""
        self._open()

    def _open(self) -> None:
        if not day_actions.is_ahead(self.app, self.cursor):
            self.app.push_screen(DayScreen(self.cursor))

    def action_together(self) -> None:
        """The days of all routines as one, or of the shown one again."""
        self._is_combined = not self._is_combined
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what means something now."""
        del parameters
        if action == "swap":
            return self.has_class("-short") and not self._is_list
        is_hidden = self.has_class("-swapped") and self.has_class("-short") and not self._is_list
        if action in ("done", "rest", "feel"):
            # Not of a date that cannot be seen, nor of all routines at once.
            return not is_hidden and not (action == "done" and self._is_combined)
        if action == "together":
            return len(self.app.snapshot.routines) > 1
        return True

    @one_at_a_time
    async def action_done(self) -> None:
        """Mark the date as done without the timer."""
        await day_actions.mark_done(self.app, self.cursor)

    @one_at_a_time
    async def action_rest(self) -> None:
        """Mark the date, or more, as rest."""
        await day_actions.mark_rest(self.app, self.cursor)

    @one_at_a_time
    async def action_feel(self) -> None:
        """Say how the date felt."""
        await day_actions.feel(self.app, self.cursor)

    def action_list(self) -> None:
        """The same days as a list, or as a heatmap again."""
        date = self.cursor
        self._is_list = not self._is_list
        self.show()
        self._shown.focus()
        self._shown.cursor = date
        self._show_day()

    def action_swap(self) -> None:
        """Show the numbers where there is room for one part."""
        self.toggle_class("-swapped")
        self.refresh_bindings()
