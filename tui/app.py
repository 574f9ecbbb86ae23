"""The app: it wires diary, clock and screens together, and holds no rules."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.constants import TEXTUAL_ANIMATIONS
from textual.filter import LineFilter
from textual.screen import Screen
from textual.types import AnimationLevel

from tui import wording
from tui.clock import Clock, SystemClock
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.diary.snapshot import Snapshot
from tui.ending import end_anyhow_after
from tui.key_queue import KeyQueue
from tui.practice.models import Routine
from tui.screens.base import SupineScreen, styles
from tui.screens.routine import RoutineScreen
from tui.situation import Situation
from tui.themes import THEMES
from tui.together import crowded, in_use, on_each
from tui.widgets.lines import COLOURLESS, STEADY

if TYPE_CHECKING:
    from tui.cues.players import Which
    from tui.screens.session import SessionScreen

T = TypeVar("T")
LOOK_EVERY_S = 1.0
"""How often the open app looks for another program's changes, and for a new day."""
END_WITHIN_S = 4.0
"""How long the program takes to end when it is told to, even on a disk that does not answer."""
LOOK_AROUND_EVERY_S = 60.0
"""How often it looks for what sync programs leave beside the file."""
LEVELS: tuple[AnimationLevel, ...] = ("none", "basic", "full")
MOTION: dict[str, AnimationLevel] = {"none": "none", "reduced": "basic", "full": "full"}
"""What the settings call the levels of animation."""


class SupineApp(App[None], inherit_bindings=False):
    """The full-screen program."""

    TITLE = "supine"
    CSS_PATH = styles("app", "routine", "heatmap")
    BINDINGS = [
        Binding("r", "go('routine')", "routine", id="app.routine"),
        Binding("c", "go('calendar')", "calendar", id="app.calendar"),
        Binding("s", "go('settings')", "settings", id="app.settings"),
        Binding("m", "go('routines')", "routines", id="app.routines", show=False),
        Binding("question_mark", "help", "help", id="app.help", key_display="?"),
        Binding("q,ctrl+q,ctrl+c", "quit", "quit", id="app.quit", key_display="q"),
        Binding("u", "undo", "undo", id="app.undo", show=False),
        Binding("ctrl+r", "redo", "redo", id="app.redo", show=False),
        Binding("ctrl+z", "suspend_process", "suspend", id="app.suspend", show=False),
    ]

    def __init__(
        self,
        diary: Diary,
        *,
        clock: Clock,
        snapshot: Snapshot,
        routine: str | None = None,
        which: Which = shutil.which,
    ) -> None:
        # With the terminal's own colours the filter for NO_COLOR leaves none, not even greys.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.diary = diary
        self.clock = clock
        self.which = which
        self.snapshot = snapshot
        self._routine = routine
        self.fewer = 0
        self._situation: Situation | None = None
        self._shown: Situation | None = None
        self._trouble = ""
        self._copies: list[Path] = []
        self.key_queue = KeyQueue(self)
        self.key_troubles: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.dismissed: set[str] = set()
        self._is_ending = False
        for theme in THEMES:
            self.register_theme(theme)
        self.apply_look()
        # The style sheets are read with the theme's colours, and not a second time for them.
        self.stylesheet.set_variables(self.get_css_variables())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What is done to every line on its way to the terminal."""
        return [COLOURLESS, STEADY] if self.no_color else [*super().get_line_filters(), STEADY]

    def apply_look(self) -> None:
        """Theme and motion as the settings have them; the environment may ask for less of both."""
        settings = self.snapshot.settings
        chosen = "ansi-dark" if self.no_color else settings.theme
        self.theme = chosen if chosen in self.available_themes else THEMES[0].name
        self.animation_level = min(MOTION[settings.motion], TEXTUAL_ANIMATIONS, key=LEVELS.index)
        self._take_keys(settings.keys)

    def _take_keys(self, stored: Mapping[str, object]) -> None:
        """Lay the remapped keys over the screens' own, those of them that make sense."""
        keymap: dict[str, str] = {}
        self.key_troubles = {}
        if stored:
            from tui.keys import sound  # only who remapped a key waits for all screens at once

            keymap, self.key_troubles = sound(stored)
        if keymap != self.keys:
            self.keys = keymap
            self.set_keymap(keymap)

    def refresh_css(self, animate: bool = True) -> None:
        """Read the style sheets again, unless nothing was drawn with them yet."""
        if self.screen_stack and self.screen.is_mounted:
            super().refresh_css(animate=animate)

    def get_default_screen(self) -> Screen[None]:
        """The home screen."""
        return RoutineScreen()

    @property
    def situation(self) -> Situation:
        """Today, as the diary was last read."""
        new = Situation.now(self.snapshot, self.clock, self._routine, self.fewer)
        old = self._situation
        if old is not None and old.date != new.date and self.fewer:
            self.fewer = 0  # what was lowered was lowered for that day
            return self.situation
        if old is None or old.snapshot is not new.snapshot or old.moment != new.moment:
            self._situation = old = new
        return old  # with all that was worked out already

    @property
    def notices(self) -> list[str]:
        """What there is to say of the file and of the routines, and was not put away yet."""
        book = self.diary.book
        here = self.clock.now().tzinfo
        said = [wording.recovered_words(book.recovered, here)] if book.recovered else []
        said += [book.trouble] if book.trouble else []
        said += [f"a sync program left a copy of the file: {copy}" for copy in self._copies]
        if self.key_troubles:
            from tui.keys import passed_over

            said.append(passed_over(self.key_troubles))
        if len(in_use(self.snapshot)) > 1:
            now = self.situation
            areas = crowded(on_each(self.snapshot, now.date, now.closes))
            said += [wording.crowded_words(areas)] if areas else []
        if self.situation.asks_about_props:
            said.append(wording.props_question(self.situation.routine.props))
        return [text for text in said if text not in self.dismissed]

    async def look_around(self) -> None:
        """Look for what sync programs leave beside the file."""

        def look() -> list[Path]:
            from tui.diary.beside import sync_copies

            return sync_copies(self.diary.path)

        copies = await asyncio.to_thread(look)
        if copies != self._copies:
            self._copies = copies
            if self._in_sight is not None:
                self._in_sight.show()

    def on_mount(self) -> None:
        """Look after the file and the date, and leave the terminal as it was when told to end."""
        self.set_interval(LOOK_EVERY_S, self.reload)
        if not self.is_headless and _is_terminal():
            self.set_interval(LOOK_EVERY_S, self._end_if_alone)
        self.set_interval(LOOK_AROUND_EVERY_S, self.look_around)
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
            end_anyhow_after(END_WITHIN_S, self._driver)
        self.set_timer(END_WITHIN_S / 2, self.exit)
        running = self.running
        if running is None:
            self.exit()
        else:
            running.leave_unanswered(is_alone=True)

    async def on_event(self, event: events.Event) -> None:
        """Everything that happens; keys one by one."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.key_queue.take(event)
        else:
            await super().on_event(event)

    async def hand_on(self, key: events.Key) -> None:
        """Let a key have its effect; called by the queue when its turn has come."""
        await super().on_event(key)

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        """Open a screen; keys wait until it is there."""
        self.key_queue.hold()
        return super().push_screen(*arguments, **options)

    async def change(self, operation: Callable[[Diary], T]) -> T | None:
        """Do one diary operation off the event loop, then read the diary again.

        A failure is said at once and gives None; what is saved but not confirmed is said, too.
        """
        try:
            result = await asyncio.to_thread(operation, self.diary)
        except Unconfirmed as error:
            # A path may look like markup, and would swallow the message.
            self.notify(str(error), severity="warning", timeout=10, markup=False)
            result = error.result
        except DiaryError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return None
        await self.reload()
        return result

    async def reload(self) -> None:
        """Read the diary as it stands on the disk, and show it where it changed."""
        try:
            snapshot, trouble = await asyncio.to_thread(self.diary.read), ""
        except DiaryError as error:
            snapshot, trouble = self.snapshot, str(error)
        if trouble and trouble != self._trouble:  # said once, however often it is looked at
            self.notify(trouble, severity="error", timeout=10, markup=False)
        self._trouble = trouble
        has_other_look = snapshot.settings != self.snapshot.settings
        self.snapshot = snapshot
        if has_other_look:
            self.apply_look()
        # A covered screen shows itself when it comes back; working it out now would cost a running
        # session its punctuality.
        screen = self._in_sight
        if screen is not None and self.situation is not self._shown:
            self._shown = self.situation
            screen.show()

    @property
    def _in_sight(self) -> SupineScreen[Any] | None:
        """The screen on top if it shows the diary; none while it is composed, or the app ends."""
        screen = self.screen if self.is_running and self.screen_stack else None
        return screen if isinstance(screen, SupineScreen) and screen.is_mounted else None

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
            running.leave_unanswered()

    def action_go(self, place: str) -> None:
        """Go to one of the main screens; home lies beneath all others."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if place == "calendar":
            from tui.screens.calendar import CalendarScreen

            self.push_screen(CalendarScreen())
        if place == "settings":
            self.show_setting()
        if place == "routines":
            from tui.screens.routines import RoutinesScreen

            self.push_screen(RoutinesScreen())

    def show_setting(self, key: str = "") -> None:
        """Go to a line of the settings, by its key, or to the first one."""
        from tui.screens.settings import SettingsScreen

        if isinstance(self.screen, SettingsScreen):
            self.screen.go(key)
            return
        self.action_go("routine")
        self.push_screen(SettingsScreen(key))

    async def show_routine(self, routine: Routine) -> bool:
        """Show another routine first, bringing it back where it was put away."""

        def show(diary: Diary) -> Routine:
            if routine.archived:
                return diary.choices.archive_routine(routine.id, archived=False)
            return diary.choices.show_routine(routine.id)

        shown = await self.change(show)
        if shown is not None:
            self.shows_chosen()
        return shown is not None

    def shows_chosen(self) -> None:
        """From now on the chosen routine is shown, whatever the command line asked for."""
        self._routine, self.fewer = None, 0

    def action_help(self) -> None:
        """The keys of the screen, and what there is to know."""
        from tui.screens.help import HelpScreen

        title = self.screen.TITLE or getattr(self.screen, "PLACE", "") or "supine"
        keys = list(self.screen.active_bindings.values())
        self.push_screen(HelpScreen(title.capitalize(), keys, str(self.diary.path)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a running session only its own keys mean something."""
        stack = self.screen_stack
        is_running = self.running is not None
        if action == "go":
            # Not out of a session, nor to where one is, be it under the palette.
            place = next((each for each in reversed(stack) if isinstance(each, SupineScreen)), None)
            return not is_running and (place is None or parameters[0] != place.PLACE)
        changes = self.diary.changes
        if action == "help":
            return self.running is None or self.running.is_paused
        if action == "undo":
            return changes.undoable is not None and not is_running
        if action == "redo":
            return changes.redoable is not None and not is_running
        return True

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Take back the last change made here; removing a session asks first."""
        from tui.screens import care

        step = self.diary.changes.undoable
        if step is None:
            return
        if step.removes_session and not await self.push_screen_wait(care.remove_session()):
            return
        if await self.change(lambda diary: diary.changes.undo()) is not None:
            self.notify(f"Undone: {wording.step_words(step)}. ctrl+r does it again.", markup=False)

    @work(exclusive=True, group="undo")
    async def action_redo(self) -> None:
        """Do again what was taken back last."""
        step = await self.change(lambda diary: diary.changes.redo())
        if step is not None:
            self.notify(f"Done again: {wording.step_words(step)}.", markup=False)

    def action_command_palette(self) -> None:
        """Everything the screen can do, by name; a session that is not paused pauses instead."""
        running = self.running
        if running is not None and running is self.screen and not running.is_paused:
            running.touch()
        else:
            super().action_command_palette()
            # Textual's own screen does not say when it is there.
            self.screen.call_after_refresh(self.key_queue.let_go, self.screen)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the current screen can do now: its answers, if it asks, and its own bindings."""
        from tui.palette import commands

        return commands(self, screen)

    def _fatal_error(self) -> None:
        """Say in a line what went wrong inside, instead of a page of traceback."""
        error = sys.exception() if sys.version_info >= (3, 11) else None
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
