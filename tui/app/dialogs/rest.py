"""The question that marks dates as rest: from when, until when, and why, in a few keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineDialog
from tui.app.dialogs.prompt import PromptDialog
from tui.app.keys import bindings
from tui.app.widgets.fields import Field
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.tap_line import TapLine
from tui.diary.diary import LONGEST_REST
from tui.practice.dates import FIRST_DATE, ONE_DAY, days_between
from tui.practice.models import RestReason
from tui.words import phrases
from tui.words.find import DATE_FORMS, typed_date


@dataclass(frozen=True, slots=True)
class Rest:
    """The answer: a range of dates, both included, and why they are rest; None unmarks them."""

    first: dt.date
    last: dt.date
    reason: RestReason | None


class DateField(Field):
    """A date, which the arrows move by a day, and which can be typed.

    Args:
        label: what the date is.
        date: the date at first.
        today: the practice date, for what is typed.
    """

    BINDINGS = bindings.DATE_FIELD

    def __init__(self, label: str, date: dt.date, today: dt.date, *, id: str) -> None:
        super().__init__(label, id=id)
        self.date = date
        self._today = today

    def value_text(self) -> str:
        return f"{phrases.day_words(self.date, short=True)} {self.date.year}"

    def action_step(self, step: int) -> None:
        self.set_date(self.date + ONE_DAY * step)

    def action_type(self) -> None:
        """Let a date be typed."""

        def check(text: str) -> str:
            date = typed_date(text, self._today, near=self.date)
            if date is None:
                raise ValueError(f"Type a date like {DATE_FORMS}.")
            return date.isoformat()

        def take(typed: str | None) -> None:
            if typed is not None:
                self.set_date(dt.date.fromisoformat(typed))

        question = f"Rest {self.label} which date?"
        self.app.push_screen(PromptDialog(question, check, longest=40, hint=DATE_FORMS), take)

    def set_date(self, date: dt.date) -> None:
        """Change to another date."""
        if date != self.date:
            self.date = date
            self.post_changed()


class RestDialog(SupineDialog[Rest | None]):
    """Two dates, and a key for each reason; it returns a `Rest`, or None at escape.

    Args:
        date: where both ends begin.
        today: the practice date; rest may lie up to `LONGEST_REST` dates ahead of it.
    """

    BINDINGS = bindings.REST

    def __init__(self, date: dt.date, today: dt.date) -> None:
        super().__init__()
        self._date, self._today = date, today

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Mark rest days (your streak is safe)", classes="dialog-title")
            yield DateField("from", self._date, self._today, id="first")
            yield DateField("until", self._date, self._today, id="last")
            yield Static(id="span", classes="dialog-text")
            reasons: list[tuple[int, RestReason | None, str]] = [
                *(
                    (n, reason, words)
                    for n, (reason, words) in enumerate(phrases.REST_WORDS.items(), 1)
                ),
                (0, None, "remove the rest mark"),
            ]
            for key, reason, words in reasons:
                line = Content.assemble((f" {key} ", "bold $primary"), f" {words}")
                yield TapLine(line, f"choose({reason!r})")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one("#last").focus()  # the end is changed most often
        self._show_length()

    @property
    def _first(self) -> DateField:
        return self.query_one("#first", DateField)

    @property
    def _last(self) -> DateField:
        return self.query_one("#last", DateField)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Keep the ends in order and in range: the end that did not move gives way."""
        first, last = self._first, self._last
        moved, other = (first, last) if event.field is first else (last, first)
        latest = self._today + ONE_DAY * LONGEST_REST
        moved.set_date(max(FIRST_DATE, min(latest, moved.date)))
        if first.date > last.date:
            other.set_date(moved.date)
        if days_between(first.date, last.date) >= LONGEST_REST:
            farthest = ONE_DAY * (LONGEST_REST - 1)
            other.set_date(moved.date - farthest if moved is last else moved.date + farthest)
        self._show_length()

    def _show_length(self) -> None:
        count = days_between(self._first.date, self._last.date) + 1
        self.query_one("#span", Static).update(f"{phrases.plural(count, 'day')}. Reason:")

    def action_week(self) -> None:
        """Extend the range by a week; a single date becomes the first of seven."""
        first, last = self._first.date, self._last.date
        longer = last + ONE_DAY * (6 if first == last else 7)
        farthest = min(first + ONE_DAY * (LONGEST_REST - 1), self._today + ONE_DAY * LONGEST_REST)
        self._last.set_date(max(last, min(longer, farthest)))

    def action_choose(self, reason: RestReason | None) -> None:
        """Answer with the range and a reason, or None to unmark the range."""
        self.dismiss(Rest(self._first.date, self._last.date, reason))
