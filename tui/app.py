"""The app: it wires diary, clock and screens together, and holds no rules."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from tui import wording
from tui.clock import Clock, SystemClock
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.diary.snapshot import Snapshot
from tui.screens import care
from tui.screens.routine import RoutineScreen
from tui.screens.session import SessionScreen
from tui.situation import Situation
from tui.themes import THEMES

T = TypeVar("T")
LOOK_EVERY_S = 1.0
"""How often the open app looks for another program's changes, and for a new day."""
LOOK_AROUND_EVERY_S = 60.0
"""How often it looks for what sync programs leave beside the file."""
_HERE = Path(__file__).parent
# Inside the package when installed, beside it in a checkout.
STYLES = next(
    (d for d in (_HERE / "styles", _HERE.parent / "styles") if (d / "app.tcss").is_file()), _HERE
)


class SupineApp(App[None], inherit_bindings=False):
    """The full-screen program."""

    TITLE = "supine"
    CSS_PATH = [
        STYLES / f"{name}.tcss"
        for name in ("app", "routine", "dialogs", "session", "finish", "hold_timer")
    ]
    BINDINGS = [
        Binding("q,ctrl+q,ctrl+c", "quit", "quit", id="app.quit", key_display="q"),
        Binding("u", "undo", "undo", id="app.undo", show=False),
        Binding("ctrl+r", "redo", "redo", id="app.redo", show=False),
        Binding("ctrl+z", "suspend_process", "suspend", id="app.suspend", show=False),
    ]

    def __init__(
        self, diary: Diary, *, clock: Clock, snapshot: Snapshot, routine: str | None = None
    ) -> None:
        # With the terminal's own colours the filter for NO_COLOR leaves none, not even greys.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.diary = diary
        self.clock = clock
        self.snapshot = snapshot
        self._routine = routine
        self.fewer = 0
        self._situation: Situation | None = None
        self._shown: Situation | None = None
        self._trouble = ""
        self._copies: list[Path] = []
        self.dismissed: set[str] = set()
        for theme in THEMES:
            self.register_theme(theme)
        chosen = "ansi-dark" if self.no_color else snapshot.settings.theme
        self.theme = chosen if chosen in self.available_themes else THEMES[0].name

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
    def safety(self) -> list[str]:
        """What there is to say about the file and was not put away yet."""
        book = self.diary.book
        said = [wording.recovered_words(book.recovered)] if book.recovered else []
        said += [book.trouble] if book.trouble else []
        said += [f"a sync program left a copy of the file: {copy}" for copy in self._copies]
        return [text for text in said if text not in self.dismissed]

    async def _look_around(self) -> None:
        """Look for what sync programs leave beside the file."""

        def look() -> list[Path]:
            from tui.diary.recovery import sync_copies

            return sync_copies(self.diary.path)

        copies = await asyncio.to_thread(look)
        if copies != self._copies:
            self._copies = copies
            if isinstance(self.screen, RoutineScreen):
                self.screen.show()

    def on_mount(self) -> None:
        """Look after the file and the date, and leave the terminal as it was when told to end."""
        self.set_interval(LOOK_EVERY_S, self.reload)
        self.set_interval(LOOK_AROUND_EVERY_S, self._look_around)
        self.call_after_refresh(self._look_around)
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                # Not in a thread other than the main one, as under some test runners.
                with contextlib.suppress(ValueError, RuntimeError):
                    loop.add_signal_handler(number, self.exit)

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
        self.snapshot = snapshot
        # A covered screen shows itself when it comes back; working it out now would cost a running
        # session its punctuality.
        if isinstance(self.screen, RoutineScreen) and self.situation is not self._shown:
            self._shown = self.situation
            self.screen.show()

    async def action_quit(self) -> None:
        """Leave; a running session asks first what to keep."""
        running = next((s for s in self.screen_stack if isinstance(s, SessionScreen)), None)
        if running is None:
            self.exit()
        elif running is self.screen:
            running.action_stop()
        else:
            running.leave_unanswered()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a running session only its own keys mean something."""
        del parameters
        is_running = bool(self.screen_stack) and isinstance(self.screen, SessionScreen)
        changes = self.diary.changes
        if action == "undo":
            return changes.undoable is not None and not is_running
        if action == "redo":
            return changes.redoable is not None and not is_running
        return True

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Take back the last change made here; removing a session asks first."""
        step = self.diary.changes.undoable
        if step is None:
            return
        if step.removes_session and not await self.push_screen_wait(care.remove_session()):
            return
        if await self.change(lambda diary: diary.changes.undo()) is not None:
            self.notify(f"Undone: {step.words}. ctrl+r does it again.", markup=False)

    @work(exclusive=True, group="undo")
    async def action_redo(self) -> None:
        """Do again what was taken back last."""
        step = await self.change(lambda diary: diary.changes.redo())
        if step is not None:
            self.notify(f"Done again: {step.words}.", markup=False)

    def action_command_palette(self) -> None:
        """Everything the screen can do, by name; a running session pauses instead."""
        if isinstance(self.screen, SessionScreen):
            self.screen.touch()
        else:
            super().action_command_palette()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the current screen can do now, from its own bindings."""
        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.id and binding.action not in seen:
                seen.add(binding.action)
                name = binding.description[:1].upper() + binding.description[1:]
                namespace, action = active.node, binding.action
                yield SystemCommand(
                    name,
                    binding.tooltip or f"key {binding.key_display or binding.key}",
                    lambda n=namespace, a=action: self.call_later(self.run_action, a, n),
                )

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
