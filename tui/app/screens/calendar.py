"""The calendar: a year of weeks, a list of days, or statistics; a date in words, and the streak.

Heatmap and list have a cursor each; the one that is shown decides which date the keys act on. The
statistics have none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import ceil
from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.app.base import HEIGHTS, SupineScreen, one_at_a_time, styles
from tui.app.keys import bindings
from tui.app.screens import day_actions
from tui.app.screens.day import DayScreen
from tui.app.screens.day_glyphs import day_glyph_text, legend_text
from tui.app.widgets.day_list import DayList
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.statistics import StatisticsView
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.app.widgets.week_axis import LEGEND, week_axis
from tui.diary.all_routines import merged
from tui.diary.today import Today
from tui.practice.week_figures import WeekFigures, week_figures
from tui.words import phrases
from tui.words.day import date_words, day_columns, day_lines, day_parts, first_known_date
from tui.words.day_grid import ROWS, TALL
from tui.words.find import DATE_FORMS, noted_date, typed_date

View = Literal["heatmap", "list", "statistics"]
_NEXT_VIEW: dict[View, View] = {
    "heatmap": "list",
    "list": "statistics",
    "statistics": "heatmap",
}
_VIEW_WORDS: dict[View, str] = {"heatmap": "heatmap", "list": "list", "statistics": "stats"}
"""The views as the line of keys names them, which has little room at 40 columns."""
_COUNTED_CELLS = 13
"""The width of the counts in the list, enough for ``10 of 10 each``."""
_LEAST_FOR_AXIS, _ROOMY, _SPACED = 16, 22, 23
"""Rows of the terminal from which on the weeks are summed up, their bars are two rows high, and a
row is blank above these."""
_MOST_SUMS = 6
"""The lines beneath the legend."""
_ON_A_DATE = ("open", "done", "feel")
"""The actions that a date may refuse."""
NO_PRACTICE_TODAY = "today could be day one"
NO_PRACTICE = "Your practice days will appear here, with your reps below."


class CalendarScreen(SupineScreen[None], inherit_bindings=False):
    """The days of the shown routine, or of all routines as one.

    Args:
        view: what is shown first.
    """

    CSS_PATH = styles("calendar")
    NAVIGATION_KEY = "calendar"
    BINDINGS = bindings.CALENDAR

    def __init__(self, view: View = "heatmap") -> None:
        super().__init__()
        self._view: View = view
        self._is_merged = False
        self._searched = ""
        """The words that were last looked for in notes."""
        self._refused: set[str] = set()
        """What would be refused on the date under the cursor."""
        self._drawn_date: dt.date | None = None
        self._weeks: dict[dt.date, WeekFigures] = {}
        """The figures of weeks by their first dates, of the days at hand."""
        self._weeks_of: Today | None = None
        self._merged: tuple[Today, Today] | None = None

    @property
    def today(self) -> Today:
        """The days that are shown: of the shown routine, or of all routines as one."""
        own = self.app.today
        if not self._is_merged:
            return own
        if self._merged is None or self._merged[0] is not own:
            self._merged = own, merged(own)
        return self._merged[1]

    def compose(self) -> ComposeResult:
        yield TitleBar("Calendar")
        with Vertical(id="calendar"):
            yield Heatmap(id="heatmap", can_be_tall=True)
            yield Static(id="axis")
            yield Static(id="legend")
            with Horizontal(id="below"):
                yield Static(id="day")
                yield Static(id="sums")
            yield DayList(self._list_line, id="list")
            yield StatisticsView(id="statistics")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._focus_view()

    def on_resize(self) -> None:
        # The widgets get their sizes with the layout that follows.
        self.call_after_refresh(self.show)

    @property
    def cursor(self) -> dt.date:
        """The date that keys act on."""
        return self._days.cursor

    @property
    def _days(self) -> Heatmap | DayList:
        return self.query_one(DayList) if self._view == "list" else self.query_one(Heatmap)

    def _focus_view(self) -> None:
        """Set the class of the view, and the focus on what it shows."""
        for view in _NEXT_VIEW:
            self.set_class(view == self._view, f"-{view}")
        is_statistics = self._view == "statistics"
        (self.query_one(StatisticsView) if is_statistics else self._days).focus()

    # What is shown

    def draw(self) -> None:
        today = self.today
        heatmap, days = self.query_one(Heatmap), self.query_one(DayList)
        starts_on = today.snapshot.settings.first_weekday
        was_on_today = self._drawn_date in (None, heatmap.cursor)
        heatmap.show(today.history, starts_on=starts_on, look=self.app.day_look)
        days.show(*self._listed_range(), today.date)
        if self._drawn_date != today.date:
            if was_on_today:  # then the cursor goes along to the new day
                heatmap.cursor = days.cursor = today.date
            self._drawn_date = today.date
        if self._view == "statistics":
            self.query_one(StatisticsView).show(today)
        self.set_class(self.size.height >= _LEAST_FOR_AXIS, "-axis")
        self.set_class(self.size.height >= _SPACED, "-spaced")
        self._draw_sums()
        self._draw_axis()
        self._draw_date()
        self.refresh_bindings()

    def _listed_range(self) -> tuple[dt.date, dt.date]:
        """Return the first date of which anything is known and the last, which is today or later.

        A later one is a date that is marked as rest already.
        """
        today = self.today
        return first_known_date(today), max([today.date, *[*today.days][-1:]])

    def _draw_sums(self) -> None:
        today = self.today
        history = today.history
        standing = phrases.today_words(history, today.ends_at)
        lead = phrases.streak_lead(today, phrases.plural(history.current, "day"))
        standing = f" · {standing}" if lead else standing
        streak = Content.assemble((lead, "bold"), (standing, QUIET))
        sums = phrases.joined(phrases.longest_words(history), phrases.last_30_words(history))
        lines = [
            Content.styled("STREAK", QUIET),
            streak,
            Content.styled(sums, QUIET),
            Content.styled(phrases.steadiness_words(history), QUIET),
            Content.styled(phrases.totals_words(history), QUIET),
        ]
        if compared := phrases.comparisons_words(today.comparisons):
            lines.append(Content.styled(compared, QUIET))
        self.query_one("#sums", Static).update(Content("\n").join(lines))

    def _draw_axis(self) -> None:
        """Draw the figures of the weeks that are in view, and what the signs mean."""
        today, heatmap = self.today, self.query_one(Heatmap)
        axis, legend = self.query_one("#axis", Static), self.query_one("#legend", Static)
        words = self._legend()
        legend.update(words)
        if not today.days:
            axis.update(Content.styled(NO_PRACTICE, QUIET))
            return
        if self._weeks_of is not today:
            self._weeks_of, self._weeks = today, {}
        for week in heatmap.weeks:
            if week not in self._weeks:
                records = today.snapshot.days
                self._weeks[week] = week_figures(week, today.history, today.days, records)
        figures = [self._weeks[week] for week in heatmap.weeks]
        rows = self._spread(figures, words)
        axis.update(week_axis(figures, heatmap.shape, rows))

    def _spread(self, figures: Sequence[WeekFigures], legend: Content) -> int:
        """Return the rows of the bars, and set the air around them.

        What a tall screen has more than its parts need goes to the bars, and above the heatmap.
        """
        room, heatmap = self.query_one("#calendar").content_size, self.query_one(Heatmap)
        is_tall = self._is_tall
        rows = 4 if is_tall else 2 if self.size.height >= _ROOMY else 1
        signs = any(each.band for each in figures) + any(each.compare for each in figures)
        words = sum(ceil(line.cell_length / max(1, room.width)) for line in legend.split())
        gaps = 5 if is_tall else 1 + self.has_class("-spaced")
        spare = room.height - heatmap.size.height - rows - signs - words - gaps - _MOST_SUMS
        higher = max(0, min(4, spare // 3)) if is_tall else 0
        above = max(0, (spare - higher) // 3) if is_tall else 0
        heatmap.styles.margin = (above, 0, 0, 0)
        before_words = 2 if is_tall else int(spare > 0)
        self.query_one("#legend").styles.margin = (before_words, 0, 0, 0)
        return rows + higher

    @property
    def _is_tall(self) -> bool:
        """Whether there are rows to spare; dates for fingers take some."""
        least = HEIGHTS[2][0] + (TALL.height - ROWS if self.app.is_touched else 0)
        return self.size.height >= least

    def _legend(self) -> Content:
        lines = [legend_text(self.app, is_short=not self.has_class("-wide"))]
        if self._is_tall and self.today.days:
            between = "   " if self.has_class("-wide") else "\n"
            lines.append(Content.styled(between.join(LEGEND), QUIET))
        return Content("\n").join(lines)

    def _draw_date(self) -> None:
        """Draw the date under the cursor."""
        today, date = self.today, self.cursor
        heading = date_words(date, today.date)
        if date == today.date:
            heading = f"{heading}, today"
        lines = [Content(line) for line in day_lines(self._parts(date))]
        day = self.query_one("#day", Static)
        day.update(Content("\n").join([Content.styled(heading, "bold"), *lines]))
        has_several = len(self.app.snapshot.routines) > 1
        title = f"Calendar · {today.routine.name}" if has_several else "Calendar"
        aside = "Statistics" if self._view == "statistics" else f"{date:%B} {date.year}"
        self.query_one(TitleBar).show_text(title, aside)
        refused = {each for each in _ON_A_DATE if day_actions.is_refused(today, date, each)}
        if refused != self._refused:
            self._refused = refused
            self.refresh_bindings()

    def _parts(self, date: dt.date) -> list[str]:
        today = self.today
        if date == today.date and not today.days:
            return [NO_PRACTICE_TODAY]
        return day_parts(today, date)

    def _list_line(self, date: dt.date) -> Content:
        today = self.today
        is_narrow = self.has_class("-narrow")
        counted, unusual = day_columns(today, date, is_short=is_narrow)
        if date == today.date and not today.days:
            unusual = NO_PRACTICE_TODAY
        if date == today.date and not counted:
            # Nothing stands before it yet: it is not an aside.
            counted, unusual = unusual, ""
        # Where there is little room, the year stands in the title alone, and words follow at once.
        year = "" if is_narrow else f" {date.year}"
        day = f"{date:%a} {date.day:>2} {date:%b}{year}"
        glyph = day_glyph_text(self.app, today.history, date)
        if is_narrow:
            words = Content(phrases.joined(counted, unusual))
        else:
            words = Content.assemble(f"{counted:<{_COUNTED_CELLS}}", (f"  {unusual}", QUIET))
        return Content.assemble((f" {day}  ", QUIET), glyph, " ", words)

    # What keys do

    def on_heatmap_moved(self) -> None:
        self._draw_date()

    def on_heatmap_scrolled(self) -> None:
        if self.is_complete:
            self._draw_axis()

    def on_day_list_moved(self) -> None:
        self._draw_date()

    def on_heatmap_opened(self) -> None:
        self._open()

    def on_day_list_opened(self) -> None:
        self._open()

    def _open(self) -> None:
        if not day_actions.is_ahead(self.app, self.cursor):
            self.app.push_screen(DayScreen(self.cursor))

    @one_at_a_time
    async def action_find(self) -> None:
        """Go to a date that is typed, or to the last one with the typed words in a note."""
        from tui.app.dialogs.prompt import PromptDialog

        question = "Go to a date, or to a note with these words"
        found = await self.app.push_screen_wait(
            PromptDialog(question, self._found, longest=80, hint=f"{DATE_FORMS}, or words")
        )
        if found is not None:
            self._go(dt.date.fromisoformat(found))

    def action_find_next(self) -> None:
        """Go to the note before that has the words that were typed last."""
        if found := noted_date(self.today, self._searched, self.cursor):
            self._go(found)

    def _found(self, text: str) -> str:
        """Return the date that a text names or finds, for `PromptDialog`."""
        date = typed_date(text, self.today.date)
        if date is None:
            date = noted_date(self.today, text, self.cursor)
            if date is None:
                raise ValueError(
                    f"No note has these words. To go to a date, type it like {DATE_FORMS}."
                )
            self._searched = text
            self.refresh_bindings()
        return date.isoformat()

    def _go(self, date: dt.date) -> None:
        self._days.cursor = date
        self._draw_date()

    def action_together(self) -> None:
        """Show the days of all routines as one, or of the shown routine again."""
        self._is_merged = not self._is_merged
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what has a meaning now."""
        del parameters
        has_one_part = self.has_class("-short") and self._view == "heatmap"
        if action == "swap":
            return has_one_part
        if action in ("done", "rest", "feel"):
            # Not on a date that is out of sight, and nothing is done for all routines at once.
            is_hidden = has_one_part and self.has_class("-swapped")
            is_hidden = is_hidden or self._view == "statistics"
            return not is_hidden and not (action == "done" and self._is_merged)
        if action == "find":
            return self._view != "statistics"
        if action == "find_next":
            return self._view != "statistics" and bool(self._searched)
        if action == "together":
            return len(self.app.snapshot.routines) > 1
        return True

    @one_at_a_time
    async def action_done(self) -> None:
        """Mark the date as done without the timer."""
        await day_actions.mark_done(self.app, self.cursor)

    @one_at_a_time
    async def action_rest(self) -> None:
        """Mark the date, or a range of dates, as rest."""
        await day_actions.mark_rest(self.app, self.cursor)

    @one_at_a_time
    async def action_feel(self) -> None:
        """Ask how the date felt."""
        await day_actions.feel(self.app, self.cursor)

    def key_words(self, binding: Binding) -> str:
        """Name the view that comes next, and nothing that would be refused."""
        if binding.action == "next_view":
            return _VIEW_WORDS[_NEXT_VIEW[self._view]]
        return "" if binding.action in self._refused else super().key_words(binding)

    def action_next_view(self) -> None:
        """Show the days as a list, then statistics, then the heatmap again."""
        self.show_view(_NEXT_VIEW[self._view])

    def show_view(self, view: View) -> None:
        """Show a view, with the cursor on the same date."""
        date = self.cursor
        self._view = view
        self._focus_view()
        self.show()
        self._days.cursor = date
        self._draw_date()

    def action_swap(self) -> None:
        """Show the numbers instead of the days, or the other way round, where only one fits."""
        self.toggle_class("-swapped")
        self.refresh_bindings()
