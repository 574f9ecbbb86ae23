"""Marking days as rest: from when, until when, and why, in a few keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineDialog, styles
from tui.app.keys import bindings
from tui.app.widgets.fields import Field
from tui.app.widgets.key_footer import KeyFooter
from tui.diary.diary import LONGEST_REST
from tui.practice.dates import ONE_DAY, days_between, week_start
from tui.practice.models import RestReason
from tui.words import phrases

REASONS: dict[RestReason, str] = {
    "sore": "sore or tired",
    "ill": "ill",
    "travel": "travelling",
    "other": "something else",
}


@dataclass(frozen=True, slots=True)
class Rest:
    """A range of dates, both included, and why they are rest; None takes the marks back."""

    first: dt.date
    last: dt.date
    why: RestReason | None


class DateField(Field):
    """A date, a day earlier or later with the arrows."""

    def __init__(self, label: str, date: dt.date, *, id: str) -> None:
        super().__init__(label, id=id)
        self.date = date

    def value_text(self) -> str:
        """Weekday, day and month, and the year where it helps."""
        return f"{phrases.day_words(self.date, short=True)} {self.date.year}"

    def action_step(self, step: int) -> None:
        """A day earlier or later."""
        self.take(self.date + ONE_DAY * step)

    def take(self, date: dt.date) -> None:
        """Another date."""
        if date != self.date:
            self.date = date
            self.post_changed()


class RestDialog(SupineDialog[Rest | None]):
    """From when, until when, and with one key why; escape changes nothing.

    Args:
        date: where both ends begin.
        today: rest may lie up to a year ahead of it.
        week_starts_on: 0 (Monday) to 6.
    """

    CSS_PATH = styles("dialogs", "day")
    BINDINGS = bindings.REST

    def __init__(self, date: dt.date, today: dt.date, week_starts_on: int) -> None:
        super().__init__()
        self._date, self._today = date, today
        self._week_starts_on = week_starts_on

    def compose(self) -> ComposeResult:
        """Two dates above the reasons."""
        with Vertical(classes="dialog"):
            yield Static("Rest, which bridges your streak", classes="dialog-title")
            yield DateField("from", self._date, id="first")
            yield DateField("until", self._date, id="last")
            yield Static(id="span", classes="dialog-text")
            for key, words in [*enumerate(REASONS.values(), 1), (0, "no rest after all")]:
                yield Static(Content.assemble((f" {key} ", "bold $primary"), f" {words}"))
        yield KeyFooter()

    def on_mount(self) -> None:
        """The end is what is changed most."""
        self.query_one("#last").focus()
        self._show()

    @property
    def _first(self) -> DateField:
        return self.query_one("#first", DateField)

    @property
    def _last(self) -> DateField:
        return self.query_one("#last", DateField)

    def on_field_changed(self, event: Field.Changed) -> None:
        """One end never passes the other, nor a year ahead."""
        ahead = self._today + ONE_DAY * LONGEST_REST
        moved = self._first if event.field is self._first else self._last
        moved.take(max(dt.date.min + ONE_DAY * 7, min(ahead, moved.date)))
        if self._first.date > self._last.date:
            other = self._last if moved is self._first else self._first
            other.take(moved.date)
        if days_between(self._first.date, self._last.date) >= LONGEST_REST:
            far = LONGEST_REST - 1 if moved is self._last else 1 - LONGEST_REST
            other = self._first if moved is self._last else self._last
            other.take(moved.date - ONE_DAY * far)
        self._show()

    def _show(self) -> None:
        count = days_between(self._first.date, self._last.date) + 1
        self.query_one("#span", Static).update(f"{phrases.plural(count, 'day')}, because of:")

    def action_week(self) -> None:
        """From the first to the last day of the week of the end."""
        first = week_start(self._last.date, self._week_starts_on)
        self._last.take(first + ONE_DAY * 6)
        self._first.take(first)

    def action_choose(self, why: RestReason | None) -> None:
        """Mark the range with a reason, or take its marks back."""
        self.dismiss(Rest(self._first.date, self._last.date, why))
