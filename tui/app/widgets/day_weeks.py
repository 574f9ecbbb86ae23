"""The weeks around one date, beneath what is said of it."""

from __future__ import annotations

import datetime as dt

from textual import events

from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.key_footer import is_touched
from tui.diary.today import Today
from tui.words.day_grid import ROWS, TALL
from tui.words.glyphs import Look


class DayWeeks(Heatmap):
    """The weeks around a date, where there is room; a click goes to another one."""

    def on_mount(self) -> None:
        self.can_focus = False

    @property
    def rows_with_air(self) -> int:
        """The least rows that they take, with the air above them."""
        return TALL.height + 4 if is_touched(self.app) else ROWS + 2

    def show_around(self, date: dt.date, today: Today, look: Look, *, has_room: bool) -> None:
        """Show the weeks with the cursor on a date, or nothing without room."""
        self.display = has_room
        if has_room:
            self.show(today.history, starts_on=today.snapshot.settings.first_weekday, look=look)
            self.cursor = date

    def _turn_wheel(self, event: events.MouseEvent, weeks: int) -> None:
        """Leave the wheel alone: it would go to other dates."""
