"""The app: it wires diary, clock and screens together, and holds no rules."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import work
from textual.app import SystemCommand
from textual.screen import Screen

from tui.app.base import SupineScreen, styles
from tui.app.keys import bindings
from tui.app.screens.home import HomeScreen
from tui.app.shell import Shell
from tui.app.shutdown import force_exit_after
from tui.clock import SystemClock
from tui.diary.diary import Diary
from tui.words import phrases

if TYPE_CHECKING:
    from tui.app.screens.session import SessionScreen

T = TypeVar("T")
LOOK_EVERY_S = 1.0
"""How often the open app looks for another program's changes, and for a new day."""
END_WITHIN_S = 4.0
"""How long the program takes to end when it is told to, even on a disk that does not answer."""
FIND_COPIES_EVERY_S = 60.0
"""How often it looks for what sync programs leave beside the file."""


class SupineApp(Shell, inherit_bindings=False):
    """The full-screen program."""

    TITLE = "supine"
    CSS_PATH = styles("app", "home", "heatmap")
    BINDINGS = bindings.APP

    _is_ending = False

    def get_default_screen(self) -> Screen[None]:
        """The home screen."""
        return HomeScreen()

    def on_mount(self) -> None:
        """Look after the file and the date, and leave the terminal as it was when told to end."""
        self.set_interval(LOOK_EVERY_S, self.reload)
        if not self.is_headless and _is_terminal():
            self.set_interval(LOOK_EVERY_S, self._end_if_alone)
        self.set_interval(FIND_COPIES_EVERY_S, self.find_conflict_copies)
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                # Not in a thread other than the main one, as under some test runners.
                with contextlib.suppress(ValueError, RuntimeError):
                    loop.add_signal_handler(number, self.end)

    def _end_if_alone(self) -> None:
        """End when the terminal has gone and nobody said so: reading from it would never rest."""
        if not _is_terminal():
            self.end()

    def end(self) -> None:
        """End because something outside says so; a running session is closed on the disk first."""
        if self._is_ending:  # a terminal that closes often says so twice
            return
        self._is_ending = True
        if not self.is_headless:
            force_exit_after(END_WITHIN_S, self._driver)
        self.set_timer(END_WITHIN_S / 2, self.exit)
        running = self.running
        if running is None:
            self.exit()
        else:
            running.quit_as_interrupted(is_unasked=True)

    @property
    def _in_sight(self) -> SupineScreen[Any] | None:
        """The screen on top if it shows the diary; None while it is composed, or the app ends."""
        screen = self.screen if self.is_running and self.screen_stack else None
        return screen if isinstance(screen, SupineScreen) and screen.is_complete else None

    @property
    def is_in_sight(self) -> bool:
        """Whether a screen that shows the diary is on top, mounted and not about to go."""
        return self._in_sight is not None

    def show_changes(self) -> None:
        """Let the screen on top draw the diary again, if one is in sight that shows it."""
        if self._in_sight is not None:
            self._in_sight.show()

    @property
    def is_session_running(self) -> bool:
        """Whether a session is on the screen, or beneath another one."""
        return self.running is not None

    @property
    def running(self) -> SessionScreen | None:
        """The session that is going on, if one is."""
        for screen in self.screen_stack:
            if isinstance(screen, SupineScreen) and screen.IS_SESSION:
                return cast("SessionScreen", screen)
        return None

    async def action_quit(self) -> None:
        """Leave; a running session asks first what to keep."""
        running = self.running
        if running is None:
            self.exit()
        elif running is self.screen:
            running.action_stop()
        else:
            running.quit_as_interrupted()

    def action_go(self, place: str) -> None:
        """Go to one of the main screens; home lies beneath all others."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if place == "calendar":
            from tui.app.screens.calendar import CalendarScreen

            self.push_screen(CalendarScreen())
        if place == "settings":
            self.show_setting()
        if place == "routines":
            from tui.app.screens.routines import RoutinesScreen

            self.push_screen(RoutinesScreen())

    def show_setting(self, key: str = "") -> None:
        """Go to a line of the settings, by its key, or to the first one."""
        from tui.app.settings.screen import SettingsScreen

        if isinstance(self.screen, SettingsScreen):
            self.screen.go(key)
            return
        self.action_go("routine")
        self.push_screen(SettingsScreen(key))

    def action_help(self) -> None:
        """The keys of the screen, and what there is to know."""
        from tui.app.screens.help import HelpScreen

        title = self.screen.TITLE or getattr(self.screen, "NAVIGATION_KEY", "") or "supine"
        keys = list(self.screen.active_bindings.values())
        self.push_screen(HelpScreen(title.capitalize(), keys, str(self.diary.path)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a running session only its own keys mean something."""
        stack = self.screen_stack
        if action == "go":
            # Not out of a session, nor to where one is, be it under the palette.
            place = next((each for each in reversed(stack) if isinstance(each, SupineScreen)), None)
            return not self.is_session_running and (
                place is None or parameters[0] != place.NAVIGATION_KEY
            )
        changes = self.diary.changes
        if action == "help":
            return self.running is None or self.running.is_paused
        if action == "undo":
            return changes.undoable is not None and not self.is_session_running
        if action == "redo":
            return changes.redoable is not None and not self.is_session_running
        return True

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Take back the last change made here; removing a session asks first."""
        from tui.app.dialogs import care

        step = self.diary.changes.undoable
        if step is None:
            return
        if step.removes_session and not await self.push_screen_wait(care.remove_session()):
            return
        if await self.change(lambda diary: diary.changes.undo()) is not None:
            self.notify(f"Undone: {phrases.step_words(step)}. ctrl+r does it again.", markup=False)

    @work(exclusive=True, group="undo")
    async def action_redo(self) -> None:
        """Do again what was taken back last."""
        step = await self.change(lambda diary: diary.changes.redo())
        if step is not None:
            self.notify(f"Done again: {phrases.step_words(step)}.", markup=False)

    def action_command_palette(self) -> None:
        """Everything the screen can do, by name; a session that is not paused pauses instead."""
        running = self.running
        if running is not None and running is self.screen and not running.is_paused:
            running.stray_key()
        else:
            super().action_command_palette()
            # Textual's own screen does not say when it is there.
            self.screen.call_after_refresh(self.key_queue.release, self.screen)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the current screen can do now: its answers, if it asks, and its own bindings."""
        from tui.app.palette import commands

        return commands(self, screen)

    def _fatal_error(self) -> None:
        """Say in a line what went wrong inside, instead of a page of traceback."""
        error = sys.exception()
        if error is None or "debug" in self.features or os.environ.get("PYTEST_CURRENT_TEST"):
            super()._fatal_error()
            return
        from rich.text import Text

        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        self.panic(
            Text(
                f"supine had to stop because of a mistake of its own ({error!r}, {place}). "
                f"Every rep that was shown as done is in {self.diary.path}."
            )
        )


def _is_terminal() -> bool:
    """Whether there is a terminal to read from; one that was closed is none."""
    return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())


def run_app(diary: Diary, routine: str | None) -> int:
    """Read the diary, then open the app; the exit code is that of the command line.

    Raises:
        DiaryError: the diary cannot be read, or has no such routine; nothing was drawn yet.
    """
    clock = SystemClock()
    snapshot = diary.read()
    snapshot.routine(routine)
    app = SupineApp(diary, clock=clock, snapshot=snapshot, routine=routine)
    app.run()
    return app.return_code or 0
