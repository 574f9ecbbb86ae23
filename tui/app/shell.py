"""The app as its screens see it: the diary, today, the look, and one way to change the diary.

`Shell` knows no screen, so screens can import it. `SupineApp` in `tui.app.main` adds the screens.

Invariants: `snapshot` is only ever replaced as a whole, after the diary was read. The diary is read
and changed in threads, and everything else happens on the event loop.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.actions import ActionParseResult
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.constants import TEXTUAL_ANIMATIONS
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.timer import Timer
from textual.types import AnimationLevel

from tui.app.keys.bindings import button_for, key_for
from tui.app.keys.queue import KeyQueue
from tui.app.keys.terminal_input import main_key, tolerant
from tui.app.notifications import NotifyingApp
from tui.app.terminal_filters import ASCII, COLOURLESS, STEADY
from tui.app.themes import THEMES, readable
from tui.app.timers import that_rings
from tui.app.widgets.key_footer import bar_rows
from tui.clock import Clock
from tui.diary.all_routines import for_each_routine, overloaded_areas
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.models import Routine
from tui.words import phrases
from tui.words.color import wants_color
from tui.words.glyphs import Look, can_encode_signs, key_names

if TYPE_CHECKING:
    from tui.app.page import PageDriver
    from tui.cues.process import Which
    from tui.diary.copies import Copy
    from tui.diary.undo import UndoStep

T = TypeVar("T")
LEVELS: tuple[AnimationLevel, ...] = ("none", "basic", "full")
"""Textual's animation levels, from the least to the most."""
MOTION: dict[str, AnimationLevel] = {"none": "none", "reduced": "basic", "full": "full"}
"""The animation level of each value of the setting `motion`."""
_ROOMY = 60
"""Cells from which on the footer writes enter as a word."""


def _tell_nobody(event: str, detail: object) -> None:
    del event, detail


def _is_complete(node: DOMNode) -> bool:
    """Return whether a node is the app, or belongs to a screen that is complete."""
    path = node.ancestors_with_self
    screen = next((each for each in path if isinstance(each, Screen)), None)
    # `ShellScreen` answers; it cannot be named here.
    return isinstance(path[-1], App) and bool(getattr(screen, "is_complete", True))


class Shell(NotifyingApp, inherit_bindings=False):
    """The state that all screens share, and the one way to change the diary.

    Args:
        diary: the diary that is shown.
        clock: the machine's clocks.
        snapshot: the diary as it was read last.
        routine: the id of the routine to show; None for the one chosen in the settings.
        which: finds an installed program, as `shutil.which` does.
        color: the option ``--color``: auto, always or never.
        encoding: that of the terminal; None for UTF-8.
        is_touched: draw for fingers, as in a browser; None to do so in a browser only.
    """

    ALLOW_SELECT = False
    """No text is marked by dragging over it: there is no key that would copy it, and Textual fails
    at a click on a widget that has just gone. Terminals mark text themselves while shift is held.
    """

    def __init__(
        self,
        diary: Diary,
        *,
        clock: Clock,
        snapshot: Snapshot,
        routine: str | None = None,
        which: Which = shutil.which,
        color: str = "auto",
        encoding: str | None = None,
        is_touched: bool | None = None,
    ) -> None:
        has_color = wants_color(color, os.environ, is_terminal=True)
        # With the terminal's own colours the filter for no colours leaves none, not even greys.
        super().__init__(ansi_color=None if has_color else True)
        # Textual looks for NO_COLOR alone, and takes an empty one for set.
        self.no_color = not has_color
        self._has_signs = can_encode_signs(encoding)
        self._is_touched = is_touched
        self.diary = diary
        self.clock = clock
        self.which = which
        self.snapshot = snapshot
        self.lowered_by = 0
        """By how many reps the person lowered each of today's targets (rules R3.lowered)."""
        self.key_queue = KeyQueue(self)
        self.keys: dict[str, str] = {}
        """The remapped keys in use, by binding id."""
        self.key_problems: dict[str, str] = {}
        """Why stored keys are not used, by binding id."""
        self.page: PageDriver | None = None
        """The page in a browser that the app is shown in, if it is; its driver sets it."""
        self.write_code: Callable[[str], None] | None = None
        """Sends a code to the terminal; its driver sets it, where there is one."""
        self.dismissed: set[str] = set()
        """The notices that were dismissed."""
        self.tell: Callable[[str, object], None] = _tell_nobody
        """Is told of screens, actions, changes and crashes, for ``--debug``."""
        self.last_beside_diary: tuple[UndoStep | None] | None = None
        """What undo would have taken back when the reminder was changed, which it can't undo."""
        self._routine = routine
        self._today_cache: Today | None = None
        self._shown: Today | None = None
        self._read_problem = ""
        self.copies: list[Copy] = []
        """The copies that sync programs left beside the file, as they were found last."""
        # The order matters. A theme must be registered before the settings choose it. The style
        # sheets are parsed with the theme's variables, and once more if these change later, which
        # would delay the first paint.
        for theme in THEMES:
            self.register_theme(theme)
        self.apply_look()
        self.stylesheet.set_variables(self.get_css_variables())

    def set_timer(
        self, delay: float, callback: Callable[..., Any] | None = None, **options: Any
    ) -> Timer:
        return that_rings(super().set_timer(delay, callback, **options))

    # Look

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is applied to every line on its way to the terminal."""
        if self.no_color:
            colours: list[LineFilter] = [COLOURLESS]
        else:
            filters = super().get_line_filters()
            colours = [each for each in filters if not isinstance(each, Monochrome | NoColor)]
        return [*colours, *([ASCII] if self.is_ascii else []), STEADY]

    def get_css_variables(self) -> dict[str, str]:
        """Return the variables of the theme in use, with colours that can be read."""
        self.theme_variables = readable(super().get_css_variables())
        return self.theme_variables

    def compose(self) -> ComposeResult:
        """Compose nothing; by now it is known whether the app is in a browser."""
        self.set_class(self.is_touched, "-touch")
        return ()

    @property
    def is_touched(self) -> bool:
        """Whether it is drawn for fingers: what can be tapped is two rows high or more."""
        return self.is_web if self._is_touched is None else self._is_touched

    @property
    def key_rows(self) -> int:
        """The rows of the line of keys; for fingers it is a bar of buttons."""
        return bar_rows(self.size.height) if self.is_touched else 1

    @property
    def is_ascii(self) -> bool:
        """Whether only ASCII signs are drawn: by the settings, or for want of an encoding."""
        return self.snapshot.settings.glyphs == "ascii" or not self._has_signs

    @property
    def has_shades(self) -> bool:
        """Whether greys and half blocks can be drawn: not in the terminal's own few colours."""
        return not (self.no_color or self.is_ascii or self.theme.startswith("ansi"))

    @property
    def day_look(self) -> Look:
        """How dates are drawn: by colours only where every step of the shade has one of its own.

        In 256 colours that is known of supine's own themes.
        """
        if self.is_ascii:
            return "digits"
        is_own = any(self.theme == theme.name for theme in THEMES)
        has_colors = self.console.color_system == "truecolor" or (
            self.console.color_system == "256" and is_own
        )
        return "tiles" if has_colors and self.has_shades else "shades"

    def written_keys(self, keys: str) -> str:
        """Return keys as they are to be drawn: with signs, or with words for them.

        Enter is always a word, as in the sentences that name it.
        """
        return key_names(keys) if self.is_ascii else keys.replace("⏎", "enter")

    def key_for(self, binding_id: str) -> str:
        """Return the key of a binding as it is named beside words, remapped or not.

        Where it is drawn for fingers there may be no keys, so there it is empty.
        """
        return "" if self.is_touched else self.written_keys(key_for(binding_id, self.keys))

    def way_to(self, binding_id: str) -> str:
        """Return how something is done, as sentences name it: ``press u``, or ``tap undo``.

        What has no button of its own is in the menu.
        """
        if not self.is_touched:
            return f"press {self.key_for(binding_id)}"
        button = button_for(binding_id)
        return f"tap {button}" if button else "open the menu"

    def get_key_display(self, binding: Binding) -> str:
        """Return how the footer writes a key: enter as a sign only where there is little room."""
        keys = super().get_key_display(binding)
        has_room = self.size.width >= _ROOMY or self.is_ascii
        return self.written_keys(keys) if has_room else keys

    def apply_look(self) -> None:
        """Apply the settings' theme, motion and keys.

        The environment can ask for less motion than the settings, and for no colours.
        """
        settings = self.snapshot.settings
        chosen = "ansi-dark" if self.no_color else settings.theme
        self.theme = chosen if chosen in self.available_themes else THEMES[0].name
        self.animation_level = min(MOTION[settings.motion], TEXTUAL_ANIMATIONS, key=LEVELS.index)
        self._apply_keys(settings.keys)

    def _apply_keys(self, stored: Mapping[str, object]) -> None:
        """Lay the remapped keys that can be used over the bindings."""
        keymap: dict[str, str] = {}
        self.key_problems = {}
        if stored:
            from tui.app.keys.keymap import validate  # few people have remapped a key

            keymap, self.key_problems = validate(stored)
        if keymap != self.keys:
            self.keys = keymap
            self.set_keymap(keymap)

    def refresh_css(self, animate: bool = True) -> None:
        """Read the style sheets again, unless nothing was drawn with them yet."""
        if self.screen_stack and self.screen.is_mounted:
            super().refresh_css(animate=animate)

    # State

    @property
    def today(self) -> Today:
        """The diary as it was last read, seen from this moment.

        It is the same object until diary, date or routine change, since it caches what is computed.
        """
        new = Today.now(self.snapshot, self.clock, self._routine, self.lowered_by)
        old = self._today_cache
        if old is not None and old.date != new.date and self.lowered_by:
            self.lowered_by = 0  # the targets were lowered for that date only
            return self.today
        if old is None or old.snapshot is not new.snapshot or old.moment != new.moment:
            self._today_cache = old = new
        return old

    @property
    def notices(self) -> list[str]:
        """What there is to say about the file, keys and routines, and was not dismissed yet."""
        store, today = self.diary.store, self.today
        notices = []
        if store.recovered:
            from tui.words.recovered import recovered_words

            notices.append(recovered_words(store.recovered, self.clock.local, today.date))
        if store.backup_problem:
            notices.append(store.backup_problem)
        if self.key_problems:
            from tui.app.keys.keymap import rejected_message

            notices.append(self.written_keys(rejected_message(self.key_problems)))
        routines = for_each_routine(today)
        if len(routines) > 1 and (areas := overloaded_areas(routines)):
            notices.append(phrases.overloaded_words(areas))
        if today.asks_about_props and today.advice is None:  # one thing at a time
            notices.append(
                phrases.props_question(today.routine.props, self.way_to("routine.props"))
            )
        return [notice for notice in notices if notice not in self.dismissed]

    @property
    def copies_notice(self) -> str:
        """What there is to say about copies of the diary, if it was not dismissed yet."""
        if not self.copies:
            return ""
        from tui.words.copies import waiting_words  # few people ever have one

        notice = waiting_words(self.copies)
        return "" if notice in self.dismissed else notice

    async def find_copies(self) -> None:
        """Look for copies that sync programs left beside the file, and show a change of them."""

        def find() -> list[Copy]:
            from tui.diary.copies import MOST_BYTES_A_LOOK

            return self.diary.find_copies(MOST_BYTES_A_LOOK)

        copies = await asyncio.to_thread(find)
        if copies != self.copies:
            self.copies = copies
            self.show_changes()

    async def show_routine(self, routine: Routine) -> bool:
        """Show a routine from now on, and bring it back if it is archived.

        Return whether that could be saved.
        """

        def show(diary: Diary) -> Routine:
            if routine.archived:
                return diary.preferences.archive_routine(routine.id, archived=False)
            return diary.preferences.show_routine(routine.id)

        shown = await self.change(show)
        if shown is not None:
            self.show_chosen_routine()
        return shown is not None

    def show_chosen_routine(self) -> None:
        """Show the routine that the settings choose, whatever the command line asked for."""
        self._routine, self.lowered_by = None, 0

    # Reading and changing the diary

    async def change(self, operation: Callable[[Diary], T]) -> T | None:
        """Do one diary operation in a thread, read the diary again, and return its result.

        The result is None if the operation failed, which a notification says. A change that was
        written but not confirmed by the disk counts as made, and a notification says that too.
        """
        try:
            result = await asyncio.to_thread(operation, self.diary)
        except Unconfirmed as error:
            self.notify_problem(str(error), "warning")
            result = error.result
        except DiaryError as error:
            self.tell("not changed", error)
            self.notify_problem(str(error))
            return None
        self.tell("changed", getattr(operation, "__qualname__", ""))
        await self.reload()
        return result

    async def reload(self) -> None:
        """Read the diary as it is on the disk, and draw what has changed."""
        before = self.snapshot
        try:
            snapshot, problem = await asyncio.to_thread(self.diary.read), ""
        except DiaryError as error:
            snapshot, problem = self.snapshot, str(error)
        self._take_over(snapshot, problem)
        if self.copies and snapshot is not before:
            await self.find_copies()  # another program may have merged them

    def _take_over(self, snapshot: Snapshot, problem: str) -> None:
        """Show the diary as it was read just now, and why it could not be read, if so."""
        if problem and problem != self._read_problem:  # it is read every second, and said once
            self.notify_problem(problem)
        self._read_problem = problem
        before, self.snapshot = self.snapshot.settings, snapshot
        if snapshot.settings != before:
            self.apply_look()
        if snapshot.settings.glyphs != before.glyphs and self.screen_stack:
            # Line filters are asked for at each paint; the footer has room for other keys.
            self.refresh()
            self.screen.refresh_bindings()
        today = self.today
        if today is not self._shown and self.show_changes():
            self._shown = today

    # Keys, one by one

    def get_driver_class(self) -> type[Driver]:
        """Return what reads and writes the terminal; no input can end it."""
        return tolerant(super().get_driver_class())

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; a key goes through the key queue first."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.key_queue.put(main_key(event))
        else:
            await super().on_event(event)

    async def deliver(self, key: events.Key) -> None:
        """Let a key have its effect; the key queue calls this in the key's turn."""
        await super().on_event(key)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Perform an action, unless its screen is not complete; return whether that is all.

        It may come from a key, a click, or the palette, and the screen may have gone since. What is
        dropped counts as done: the same key must not act on what lies beneath.
        """
        if default_namespace is not None and not _is_complete(default_namespace):
            return True
        self.tell("action", action if isinstance(action, str) else action[1])
        return await super().run_action(action, default_namespace, namespaces)

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        """Open a screen; keys wait until it is painted."""
        self.key_queue.hold()
        self.tell("screen", type(arguments[0]).__name__ if arguments else "")
        return super().push_screen(*arguments, **options)

    # What SupineApp fills in, since it knows the screens

    def show_changes(self) -> bool:
        """Let the screen on top draw the diary again; return whether it is one that does.

        A covered screen draws when it comes back. Drawing it now could delay a running session.
        """
        raise NotImplementedError

    def action_go(self, place: str) -> None:
        """Go to a main screen, by its navigation key."""
        raise NotImplementedError

    def show_setting(self, key: str = "") -> None:
        """Go to a line of the settings by its key, or to the first line."""
        raise NotImplementedError
