"""One date: its sessions one by one, how it felt, and whether it was rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineScreen, one_at_a_time, styles
from tui.app.dialogs import care
from tui.app.keys import bindings
from tui.app.screens import day_actions
from tui.app.screens.session_editor import SessionEditor
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.option_list import PlainOptionList
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.practice.models import Session
from tui.words import phrases
from tui.words.day import day_parts, session_parts


class Parts(PlainOptionList):
    """What is known of a date, a line each."""

    BINDINGS = bindings.DAY_PARTS


class DayScreen(SupineScreen[None], inherit_bindings=False):
    """The day editor; a date of which nothing is known begins with a session to fill in."""

    CSS_PATH = styles("day")
    TITLE = "Day"
    BINDINGS = bindings.DAY

    def __init__(self, date: dt.date) -> None:
        super().__init__()
        self.date = date
        self._begins_empty = True

    def compose(self) -> ComposeResult:
        """What is known of the date, a line each; enter changes one."""
        yield TitleBar(phrases.day_words(self.date), str(self.date.year))
        with Vertical(id="day-editor"):
            yield Static(id="what")
            yield Parts(id="parts", compact=True, classes="-cut")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        if not self._sessions and self.date not in self.app.snapshot.days:
            self._edit_new()

    @property
    def _sessions(self) -> list[Session]:
        """The date's sessions of the shown routine, also those in which nothing was counted."""
        today = self.app.today
        wanted = (self.date, today.routine.id)
        return [s for s in today.snapshot.sessions if (s.day, s.routine) == wanted]

    def draw(self) -> None:
        """Draw what is known of the date."""
        today = self.app.today
        parts = day_parts(today, self.date)
        self.query_one("#what", Static).update(Content.styled(" · ".join(parts), QUIET))
        options = self.query_one(OptionList)
        kept = options.highlighted
        options.clear_options()
        for session in self._sessions:
            options.add_option(Option(_session_line(session), id=f"session:{session.id}"))
        options.add_option(
            Option(
                _line("add", "another session" if self._sessions else "a session that you did"),
                id="add",
            )
        )
        record = today.snapshot.days.get(self.date)
        felt = (
            []
            if record is None
            else [
                f"{kind}: {phrases.BAND_WORDS[band]}"
                for kind, band in (("before", record.check), ("after", record.report))
                if band is not None
            ]
        )
        options.add_option(Option(_line("felt", ", ".join(felt) or "not asked"), id="feel"))
        why = record.rest_reason if record else None
        options.add_option(
            Option(_line("rest", phrases.rest_words(why) if why else "no"), id="rest")
        )
        options.highlighted = min(kept or 0, options.option_count - 1)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what means something now."""
        del parameters
        if action == "remove":
            return bool(self._sessions)
        return True

    # What keys do

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter changes what the line says."""
        name, _, session = (event.option.id or "").partition(":")
        actions: dict[str, Callable[[], object]] = {
            "add": self._edit_new,
            "feel": self.action_feel,
            "rest": self.action_rest,
        }
        if name == "session":
            self._edit(session)
        else:
            actions[name]()

    def _edit(self, name: str) -> None:
        session = next((s for s in self._sessions if s.id == name), None)
        if session is not None:
            self.app.push_screen(SessionEditor(session))

    def _edit_new(self) -> None:
        self.app.push_screen(SessionEditor(day_actions.draft(self.app, self.date)))

    def action_add(self) -> None:
        """Fill in a session that is missing."""
        self._edit_new()

    @one_at_a_time
    async def action_remove(self) -> None:
        """Remove the session of the line, or the only one, once that was confirmed."""
        options = self.query_one(OptionList)
        option = options.highlighted_option
        name = (option.id or "").removeprefix("session:") if option else ""
        session = next((s for s in self._sessions if s.id == name), None)
        if session is None and len(self._sessions) == 1:
            session = self._sessions[0]
        if session is None:
            self.notify("Go to the session to remove first.")
            return
        found = session
        if await self.app.push_screen_wait(care.remove_session(f"({_words(found)})", "u")):
            await self.app.change(lambda diary: diary.remove_session(found.id))

    @one_at_a_time
    async def action_feel(self) -> None:
        """Say how the date felt."""
        await day_actions.feel(self.app, self.date)

    @one_at_a_time
    async def action_rest(self) -> None:
        """Mark the date, or more, as rest."""
        await day_actions.mark_rest(self.app, self.date)

    @one_at_a_time
    async def action_done(self) -> None:
        """Mark the date as done without the timer."""
        await day_actions.mark_done(self.app, self.date)

    def action_leave(self) -> None:
        """Back to the calendar."""
        self.app.pop_screen()


def _words(session: Session) -> str:
    return " · ".join(session_parts(session))


def _session_line(session: Session) -> Content:
    began = f"{session.start:%H:%M}" if session.start else "by hand"
    return _line(began, _words(session))


def _line(label: str, words: str) -> Content:
    return Content.assemble((f" {label:<10}", QUIET), words)
