"""The full-screen program: it wires diary, clock and screens together, and holds no rules."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from textual import work
from textual.app import SystemCommand
from textual.screen import Screen

from tui.app.base import SupineScreen, session_screen, styles
from tui.app.keys import bindings
from tui.app.screens.home import HomeScreen
from tui.app.shell import Shell
from tui.app.shutdown import FAILED, EndWatch, force_exit, ignore_stops, terminal_restorer
from tui.clock import SystemClock
from tui.diary.diary import Diary
from tui.words import phrases

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tui.app.screens.session import SessionScreen

RELOAD_EVERY_S = 1.0
"""How often the open app looks for another program's changes, and for a new date."""
END_WITHIN_S = 4.0
"""How long the program takes to end when it is told to, even if the disk does not answer."""
FIND_COPIES_EVERY_S = 60.0
"""How often it looks for copies that sync programs left beside the file."""


class SupineApp(Shell, inherit_bindings=False):
    """The app with its screens. It loads only the home screen; others are loaded when opened."""

    TITLE = "supine"
    CSS_PATH = styles("app", "home", "heatmap")
    BINDINGS = bindings.APP

    _is_ending = False
    _end_watch: EndWatch | None = None
    _has_failed = False

    def get_default_screen(self) -> Screen[None]:
        return HomeScreen()

    def on_mount(self) -> None:
        """Begin to look after the file, the date and the terminal, and to heed signals."""
        self.set_interval(RELOAD_EVERY_S, self.reload)
        if not self.is_headless and _is_terminal():
            self.set_interval(RELOAD_EVERY_S, self._end_without_terminal)
        self.set_interval(FIND_COPIES_EVERY_S, self._find_copies)
        # The terminal gives an empty screen to a program that goes on after ctrl+z, and Textual
        # paints only what changes.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        page = self.page
        if page is not None:
            page.tell_colors()
            self.theme_changed_signal.subscribe(self, lambda _: page.tell_colors())
        if self._end_watch is not None:
            # It calls from a thread of its own, which knows neither the loop nor the running app.
            loop, context = asyncio.get_running_loop(), contextvars.copy_context()

            def tell() -> None:
                with contextlib.suppress(RuntimeError):  # the loop is closed: it ends already
                    loop.call_soon_threadsafe(self.end, context=context)

            self._end_watch.connect(tell)

    async def _find_copies(self) -> None:
        """Look for copies of the diary; not while a session runs, which nothing may delay."""
        if self.running is None:
            await self.find_copies()

    def _end_without_terminal(self) -> None:
        """End if the terminal has gone without a signal: Textual would read from it for ever."""
        if not _is_terminal():
            self.end()

    def end(self) -> None:
        """End as told from outside; a running session is closed on the disk first."""
        if self._is_ending:  # a terminal that closes often sends several signals
            return
        self._is_ending = True
        if self._end_watch is not None:
            self._end_watch.begin()
        self.set_timer(END_WITHIN_S / 2, self.exit)
        running = self.running
        if running is None:
            self.exit()
        else:
            running.quit_as_interrupted(is_unasked=True)

    def leave_alone(self) -> None:
        """Pause a running session: the page that shows it, and is to be heard, is away."""
        running = self.running
        if running is not None and running.is_complete and not self._is_ending:
            running.pause()

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Leave the app; from now on nothing stops it."""
        if not self.is_headless:
            ignore_stops()
        super().exit(result, return_code, message)

    # Screens

    @property
    def _drawable_screen(self) -> SupineScreen[Any] | None:
        """The screen on top, if it shows the diary and is complete, and the app is not ending."""
        screen = self.screen if self.is_running and self.screen_stack else None
        return screen if isinstance(screen, SupineScreen) and screen.is_complete else None

    def show_changes(self) -> bool:
        screen = self._drawable_screen
        if screen is not None:
            screen.show()
        return screen is not None

    @property
    def running(self) -> SessionScreen | None:
        """The running session, on top or beneath another screen; None without one."""
        return cast("SessionScreen | None", session_screen(self))

    async def action_quit(self) -> None:
        """Leave the program; a running session asks first what to keep."""
        running = self.running
        if running is None:
            self.exit()
        elif running is self.screen:
            await self.run_action("stop", running)
        else:
            running.quit_as_interrupted()

    def action_go(self, place: str) -> None:
        while len(self.screen_stack) > 1:  # the home screen lies beneath all others
            self.pop_screen()
        if place == "calendar":
            from tui.app.screens.calendar import CalendarScreen

            self.push_screen(CalendarScreen())
        if place == "statistics":
            from tui.app.screens.calendar import CalendarScreen

            self.push_screen(CalendarScreen("statistics"))
        if place == "settings":
            self.show_setting()
        if place == "routines":
            from tui.app.screens.routines import RoutinesScreen

            self.push_screen(RoutinesScreen())

    def show_setting(self, key: str = "") -> None:
        from tui.app.settings.screen import SettingsScreen

        if isinstance(self.screen, SettingsScreen):
            self.screen.go(key)
            return
        self.action_go("routine")
        self.push_screen(SettingsScreen(key))

    def action_help(self) -> None:
        """Show the keys of the screen on top, and what there is to know."""
        from tui.app.screens.help import HelpScreen

        title = self.screen.TITLE or getattr(self.screen, "NAVIGATION_KEY", "") or "supine"
        active = list(self.screen.active_bindings.values())
        self.push_screen(HelpScreen(title.capitalize(), active, str(self.diary.path)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what has a meaning now; a running session leaves little but its own keys."""
        running = self.running
        match action:
            case "go":
                # Neither out of a session, nor to the screen on top, be it under the palette.
                screens = [each for each in self.screen_stack if isinstance(each, SupineScreen)]
                is_there = bool(screens) and parameters[0] == screens[-1].NAVIGATION_KEY
                return running is None and not is_there
            case "help":
                return running is None or running.is_paused
            case "undo" | "redo":
                return running is None
            case _:
                return True

    # Undo and redo

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Take back the last change of this run, and say what it was; redo makes it again."""
        undoable = self.diary.changes.undoable
        beside, self.last_beside_diary = self.last_beside_diary, None
        if beside is not None and beside[0] is undoable:
            from tui.words.reminding import NOT_UNDONE

            self.notify(NOT_UNDONE)
            return
        if undoable is None:
            self.notify("Nothing to undo.")
            return
        step = await self.change(lambda diary: diary.changes.undo())
        if step is not None:
            what, again = phrases.step_words(step), self.way_to("app.redo")
            words = f"Undone: {what}. To redo it, {again}."
            if step.sign is not None:
                from tui.words.safety import taken_back_words

                words = taken_back_words(what, again)
            if step.copies:
                from tui.words.copies import stay_words

                words = f"{words} {stay_words(step)}"
            self.notify(words, markup=False)

    @work(exclusive=True, group="undo")
    async def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        if self.diary.changes.redoable is None:
            self.notify("Nothing to redo.")
            return
        step = await self.change(lambda diary: diary.changes.redo())
        if step is not None:
            undo = self.way_to("app.undo")
            words = f"Redone: {phrases.step_words(step)}. To undo it, {undo}."
            self.notify(words, markup=False)

    # The palette

    def action_command_palette(self) -> None:
        """Open the palette; in a session that runs, pause instead, as any stray key does."""
        running = self.running
        if running is not None and running is self.screen and not running.is_paused:
            running.stray_key()
            return
        from tui.app.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        from tui.app.palette import commands

        return commands(self, screen)

    # A mistake of our own

    def panic(self, *renderables: Any) -> None:
        """End with something to say about an exception, and with an exit code for it."""
        self._has_failed = True
        super().panic(*renderables)

    @property
    def exit_code(self) -> int:
        """The exit code, which is 0 only if the app was left, and nothing went wrong on the way."""
        is_left = self.return_code == 0 and not self._has_failed
        return 0 if is_left else FAILED

    def _print_error_renderables(self) -> None:
        """Print what ends the app, once: Textual would say how its developers see the rest."""
        if "debug" not in self.features:
            del self._exit_renderables[1:]
        super()._print_error_renderables()

    def watch_end(self, watch: EndWatch) -> None:
        """End when ``watch`` says so, and let it see to it."""
        self._end_watch = watch

    def _fatal_error(self) -> None:
        """End with one line about an exception, instead of pages of traceback.

        Textual's own name; it calls this while it handles the exception.
        """
        if not self.is_headless:
            ignore_stops()
        error = sys.exception()
        self.tell("crash", error)
        if error is None or "debug" in self.features or os.environ.get("PYTEST_CURRENT_TEST"):
            super()._fatal_error()
            return
        from rich.text import Text

        from tui.words.mistakes import mistake_words

        self.panic(Text(mistake_words(error, self.diary.path)))  # a string would be markup


def _is_terminal() -> bool:
    """Return whether standard input is a terminal; one that was closed is none."""
    return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())


def run_app(
    diary: Diary,
    routine: str | None,
    color: str,
    tell: Callable[[str, object], None] | None = None,
) -> int:
    """Read the diary, run the app, and return its exit code, as for the command line.

    Args:
        diary: the diary.
        routine: the id of the routine to show; None for the one that the settings choose.
        color: the option ``--color``: auto, always or never.
        tell: is told of what happens, for ``--debug``.

    Raises:
        DiaryError: the diary cannot be read, or has no such routine. Nothing was drawn yet.
    """
    clock = SystemClock()
    snapshot = diary.read()
    snapshot.routine(routine)
    app = SupineApp(
        diary,
        clock=clock,
        snapshot=snapshot,
        routine=routine,
        color=color,
        # Textual writes there; what it has no bytes for, it would write as escapes.
        encoding=getattr(sys.__stderr__, "encoding", None),
    )
    if tell is not None:
        app.tell = tell
    restore = terminal_restorer()
    watch = EndWatch(END_WITHIN_S, lambda: force_exit(restore))
    app.watch_end(watch)
    watch.listen()
    app.run()
    return app.exit_code
