"""The app as its screens see it: the diary, today, the look, and one way to change the diary.

`Shell` knows no screen, so screens import it freely. `tui.app.main.SupineApp` adds the screens.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.constants import TEXTUAL_ANIMATIONS
from textual.filter import LineFilter
from textual.types import AnimationLevel

from tui.app.keys.queue import KeyQueue
from tui.app.terminal_filters import ASCII, COLOURLESS, STEADY
from tui.app.themes import THEMES
from tui.clock import Clock
from tui.diary.all_routines import active_routines, for_each_routine, overloaded_areas
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.models import Routine
from tui.words import phrases
from tui.words.glyphs import key_names

if TYPE_CHECKING:
    from tui.cues.process import Which

T = TypeVar("T")
# Textual's animation levels, from the least to the most, and what the settings call them.
LEVELS: tuple[AnimationLevel, ...] = ("none", "basic", "full")
MOTION: dict[str, AnimationLevel] = {"none": "none", "reduced": "basic", "full": "full"}


class Shell(App[None], inherit_bindings=False):
    """The state that all screens share, and the one way to change the diary.

    Args:
        diary: the diary that is shown.
        clock: the machine's clocks.
        snapshot: the diary as it was read last.
        routine: the id of the routine to show; None for the one chosen in the settings.
        which: finds an installed program, as `shutil.which` does.
    """

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
        self.fewer = 0
        """By how many reps of each exercise today's target was lowered on the screen."""
        self.key_queue = KeyQueue(self)
        self.keys: dict[str, str] = {}
        """The remapped keys in use, by binding id."""
        self.key_problems: dict[str, str] = {}
        """Why stored keys are not used, by binding id."""
        self.dismissed: set[str] = set()
        """The notices that were put away."""
        self._routine = routine
        self._today_cache: Today | None = None
        self._shown: Today | None = None
        self._trouble = ""
        self._copies: list[Path] = []
        # The order matters: a theme must be known before the settings choose it, and the style
        # sheets are parsed with the theme's variables. Set now, they are not parsed a second time.
        for theme in THEMES:
            self.register_theme(theme)
        self.apply_look()
        self.stylesheet.set_variables(self.get_css_variables())

    # Look

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is applied to every line on its way to the terminal."""
        filters = [COLOURLESS] if self.no_color else super().get_line_filters()
        return [*filters, *([ASCII] if self.is_ascii else []), STEADY]

    @property
    def is_ascii(self) -> bool:
        """Whether the settings ask for ASCII signs only."""
        return self.snapshot.settings.glyphs == "ascii"

    def written_keys(self, keys: str) -> str:
        """Return keys as they are to be drawn: with signs, or with words for them."""
        return key_names(keys) if self.is_ascii else keys

    def get_key_display(self, binding: Binding) -> str:
        """Return how the footer writes a key."""
        return self.written_keys(super().get_key_display(binding))

    def apply_look(self) -> None:
        """Apply the settings' theme, motion and keys; the environment may ask for less motion."""
        settings = self.snapshot.settings
        chosen = "ansi-dark" if self.no_color else settings.theme
        self.theme = chosen if chosen in self.available_themes else THEMES[0].name
        self.animation_level = min(MOTION[settings.motion], TEXTUAL_ANIMATIONS, key=LEVELS.index)
        self._apply_keys(settings.keys)

    def _apply_keys(self, stored: Mapping[str, object]) -> None:
        """Lay the remapped keys over the bindings, those of them that can be used."""
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
        """Today, as the diary was last read."""
        new = Today.now(self.snapshot, self.clock, self._routine, self.fewer)
        old = self._today_cache
        if old is not None and old.date != new.date and self.fewer:
            self.fewer = 0  # what was lowered was lowered for that day
            return self.today
        if old is None or old.snapshot is not new.snapshot or old.moment != new.moment:
            self._today_cache = old = new
        return old  # with all that was worked out already

    @property
    def notices(self) -> list[str]:
        """What there is to say about the file and the routines, and was not put away yet."""
        store = self.diary.store
        here = self.clock.now().tzinfo
        said = [phrases.recovered_words(store.recovered, here)] if store.recovered else []
        said += [store.backup_problem] if store.backup_problem else []
        said += [f"a sync program left a copy of the file: {copy}" for copy in self._copies]
        if self.key_problems:
            from tui.app.keys.keymap import rejected_message

            said.append(rejected_message(self.key_problems))
        if len(active_routines(self.snapshot)) > 1:
            now = self.today
            areas = overloaded_areas(for_each_routine(self.snapshot, now.date, now.ends_at))
            said += [phrases.overloaded_words(areas)] if areas else []
        if self.today.asks_about_props:
            said.append(phrases.props_question(self.today.routine.props))
        return [text for text in said if text not in self.dismissed]

    async def find_conflict_copies(self) -> None:
        """Look for the copies that sync programs leave beside the file."""

        def find() -> list[Path]:
            from tui.diary.paths import conflict_copies

            return conflict_copies(self.diary.path)

        copies = await asyncio.to_thread(find)
        if copies != self._copies:
            self._copies = copies
            self.show_changes()

    async def show_routine(self, routine: Routine) -> bool:
        """Show another routine from now on, and bring it back where it was archived.

        Returns:
            Whether that could be saved.
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
        """Show the routine chosen in the settings, whatever the command line asked for."""
        self._routine, self.fewer = None, 0

    # Reading and changing the diary

    async def change(self, operation: Callable[[Diary], T]) -> T | None:
        """Do one diary operation off the event loop, then read the diary again.

        Returns:
            What the operation returned; None if it failed, which a notification says. A change
            that was saved but not confirmed by the disk counts as made, and is said, too.
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
        before, self.snapshot = self.snapshot.settings, snapshot
        if snapshot.settings != before:
            self.apply_look()
        if snapshot.settings.glyphs != before.glyphs and self.screen_stack:
            # Line filters are asked for at each paint; the footer has room for other keys.
            self.refresh()
            self.screen.refresh_bindings()
        if self.is_in_sight and self.today is not self._shown:
            self._shown = self.today
            self.show_changes()

    # Keys, one by one

    async def on_event(self, event: events.Event) -> None:
        """Handle every event; keys go through the key queue."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.key_queue.put(event)
        else:
            await super().on_event(event)

    async def deliver(self, key: events.Key) -> None:
        """Let a key have its effect; the key queue calls this when its turn has come."""
        await super().on_event(key)

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        """Open a screen; keys wait until it is there."""
        self.key_queue.hold()
        return super().push_screen(*arguments, **options)

    # What only the whole app can do, since it knows the screens

    @property
    def is_in_sight(self) -> bool:
        """Whether a screen that shows the diary is on top, mounted and not about to go."""
        raise NotImplementedError

    def show_changes(self) -> None:
        """Let the screen on top draw the diary again, if one is in sight that shows it.

        A covered screen draws itself when it comes back. Working it out now would cost a running
        session its punctuality.
        """
        raise NotImplementedError

    def action_go(self, place: str) -> None:
        """Go to a main screen, by its navigation key."""
        raise NotImplementedError

    def show_setting(self, key: str = "") -> None:
        """Go to a line of the settings, by its key, or to the first one."""
        raise NotImplementedError

    @property
    def is_session_running(self) -> bool:
        """Whether a session is on the screen, or beneath another one."""
        raise NotImplementedError
