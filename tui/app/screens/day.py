"""The day editor: one date's sessions one by one, how it felt, and whether it was rest."""

from __future__ import annotations

import datetime as dt

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineScreen, one_at_a_time, styles
from tui.app.dialogs.remove_session import remove_session
from tui.app.keys import bindings
from tui.app.screens import day_actions
from tui.app.screens.session_editor import SessionEditor
from tui.app.widgets.day_weeks import DayWeeks
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.key_footer import KeyFooter, line_rows
from tui.app.widgets.option_list import PlainOptionList
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.practice.models import DayRecord, Session
from tui.words import phrases
from tui.words.day import day_parts, session_parts

_ROWS_AROUND = 6
"""Rows for the title, the keys, what is known in a sentence, and the air between."""


class DayParts(PlainOptionList):
    """What is known of a date, a line each."""

    BINDINGS = bindings.DAY_PARTS


class DayScreen(SupineScreen[None], inherit_bindings=False):
    """One date; a date of which nothing is known begins with a session to fill in."""

    CSS_PATH = styles("list", "heatmap", "day")
    TITLE = "Day"
    BINDINGS = bindings.DAY

    def __init__(self, date: dt.date) -> None:
        super().__init__()
        self.date = date

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Vertical(classes="page"):
            yield Static(id="what")
            yield DayParts(compact=True, classes="-cut")
            yield DayWeeks(can_be_tall=True)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        if not self._sessions and self.date not in self.app.snapshot.days:
            self.action_add()

    @property
    def _sessions(self) -> dict[str, Session]:
        """The date's sessions of the shown routine by id, those without counted reps included."""
        today = self.app.today
        wanted = (self.date, today.routine.id)
        found = (each for each in today.snapshot.sessions if (each.day, each.routine) == wanted)
        return {session.id: session for session in found}

    def on_resize(self) -> None:
        self.show()

    def on_heatmap_moved(self, event: Heatmap.Moved) -> None:
        """Show the date that was clicked."""
        self.date = event.date
        self.query_one(OptionList).highlighted = 0
        self.show()

    def draw(self) -> None:
        today = self.app.today
        title = phrases.day_words(self.date)
        self.query_one(TitleBar).show_text(title, str(self.date.year))
        parts = day_parts(today, self.date)
        self.query_one("#what", Static).update(Content.styled(" · ".join(parts), QUIET))
        options = self.query_one(OptionList)
        cursor = options.highlighted or 0
        options.clear_options()
        options.add_options(self._lines(today.snapshot.days.get(self.date)))
        options.highlighted = min(cursor, options.option_count - 1)
        lines = options.option_count * line_rows(self.app)
        weeks = self.query_one(DayWeeks)
        room = self.size.height - self.app.key_rows + 1
        has_room = room >= _ROWS_AROUND + lines + weeks.rows_with_air
        weeks.show_around(self.date, today, self.app.day_look, has_room=has_room)
        self.refresh_bindings()

    def _lines(self, record: DayRecord | None) -> list[Option]:
        sessions = self._sessions.values()
        answers = [("before", record.check), ("after", record.report)] if record is not None else []
        felt = ", ".join(
            f"{when}: {phrases.BAND_WORDS[band]}" for when, band in answers if band is not None
        )
        answer = record.compare if record is not None else None
        compared = phrases.compared_words(answer) if answer else "not answered"
        reason = record.rest_reason if record is not None else None
        add = "another session" if sessions else "a session"
        return [
            *(Option(_session_line(session), id=f"session:{session.id}") for session in sessions),
            Option(_line("add", add), id="add"),
            Option(_line("felt", felt or "not answered"), id="feel"),
            Option(_line("neck", compared), id="compare"),
            Option(_line("rest", phrases.rest_words(reason) if reason else "no"), id="rest"),
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to remove a session only where there is one."""
        del parameters
        return action != "remove" or bool(self._sessions)

    def key_words(self, binding: Binding) -> str:
        """Name nothing that would be refused."""
        is_refused = day_actions.is_refused(self.app.today, self.date, binding.action)
        if binding.action == "remove":
            is_refused = self._chosen is None
        return "" if is_refused else super().key_words(binding)

    # What keys do

    def on_option_list_option_highlighted(self) -> None:
        self.refresh_bindings()  # whether the line is a session, which can be removed

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Change what the line says."""
        session = self._session_of(event.option)
        if session is not None:
            self.app.push_screen(SessionEditor(session))
        elif event.option.id == "add":
            self.action_add()
        elif event.option.id == "feel":
            self.action_feel()
        elif event.option.id == "compare":
            self.action_compare()
        elif event.option.id == "rest":
            self.action_rest()

    def _session_of(self, option: Option | None) -> Session | None:
        """Return the session that a line stands for, if it stands for one."""
        key = (option.id or "") if option is not None else ""
        return self._sessions.get(key.removeprefix("session:"))

    @property
    def _chosen(self) -> Session | None:
        """The session under the cursor, or the only one."""
        sessions = self._sessions
        session = self._session_of(self.query_one(OptionList).highlighted_option)
        return next(iter(sessions.values())) if session is None and len(sessions) == 1 else session

    def action_add(self) -> None:
        """Fill in a session that is missing."""
        self.app.push_screen(SessionEditor(day_actions.draft(self.app, self.date)))

    @one_at_a_time
    async def action_remove(self) -> None:
        """Remove the session under the cursor, or the only one, after a question."""
        session = self._chosen
        if session is None:
            self.notify("Select a session first.")
            return
        question = remove_session(
            f"({_session_words(session)})",
            self.app.way_to("app.undo"),
            has_sign=session.stop_reason == "warning",
        )
        if await self.app.push_screen_wait(question):
            wanted = session.id
            await self.app.change(lambda diary: diary.remove_session(wanted))

    @one_at_a_time
    async def action_feel(self) -> None:
        """Ask how the date felt."""
        await day_actions.feel(self.app, self.date)

    @one_at_a_time
    async def action_compare(self) -> None:
        """Ask how the date felt compared with a month before."""
        await day_actions.compare(self.app, self.date)

    @one_at_a_time
    async def action_rest(self) -> None:
        """Mark the date, or a range of dates, as rest."""
        await day_actions.mark_rest(self.app, self.date)

    @one_at_a_time
    async def action_done(self) -> None:
        """Mark the date as done without the timer."""
        await day_actions.mark_done(self.app, self.date)

    def action_leave(self) -> None:
        self.dismiss()


def _session_words(session: Session) -> str:
    return " · ".join(session_parts(session))


def _session_line(session: Session) -> Content:
    start = f"{session.start:%H:%M}" if session.start else "by hand"
    return _line(start, _session_words(session))


def _line(label: str, words: str) -> Content:
    return Content.assemble((f" {label:<10}", QUIET), words)
