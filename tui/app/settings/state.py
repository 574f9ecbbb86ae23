"""What the settings screen shows, apart from widgets: its lines, its cursor, and unsaved values.

A value is shown as soon as it is chosen, and saved a moment later. Until then it stands in
`SettingsState.unsaved`, over the value in the diary. A schedule that is being put together stands
in `SettingsState.draft`; it is saved only once the person accepts it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tui.app.keys.bindings import KeyFor
from tui.app.settings.file_actions import FileFacts
from tui.app.settings.lines import (
    ADD,
    FILE,
    SECTIONS,
    Line,
    all_lines,
    matching,
    shown_settings,
)
from tui.cues.process import Which
from tui.diary.today import Today
from tui.practice.models import Routine, ScheduleEntry
from tui.settings.presets import exercise_name
from tui.settings.setting import Setting
from tui.settings.value_types import InvalidValue

if TYPE_CHECKING:
    from tui.app.page import PageDriver

_NO_LINE = Line("", SECTIONS[0], "")
_SECTION_OF_ACTION = {
    "add": "Exercises",
    "gentler": "Plan",
    "try_sound": "Sound",
    "back_up": FILE,
    "export": FILE,
    "import_file": FILE,
}
"""The section on whose lines an action means something."""


class SettingsState:
    """The lines of the settings, one of them under the cursor.

    Args:
        today: the diary and the date.
        cursor: the key of the line under the cursor; the first line if there is none.
        which: finds an installed program that plays or speaks.
        page: the page in a browser that plays and speaks instead; None outside a browser.

    Attributes:
        settings: the settings by key, with the values that are shown.
        lines: the lines that are listed: all, or those that match the query.
        facts: what is known of the file.
        reminder: when the reminder rings and what there is to know of it, in words; empty until
            that is known.
        query: the words that are looked for.
        unsaved: values that are shown and not saved yet, by the keys of their settings.
        draft: a schedule that was not accepted yet.
        typing: the key of the line whose value is typed, or empty.
        typed: the value that is typed, once it is one.
        error: why what was tried last is not taken, or empty.
        status: the key of a line and what is said at its end: that it is saved, or not.
    """

    def __init__(
        self,
        today: Today,
        cursor: str,
        which: Which,
        key_for: KeyFor,
        *,
        page: PageDriver | None = None,
    ) -> None:
        self.cursor = cursor
        self.which = which
        self.key_for = key_for
        self.page = page
        self.lines: list[Line] = []
        self.facts = FileFacts()
        self.reminder = ("", "")
        self.query = ""
        self.unsaved: dict[str, Any] = {}
        self.draft: ScheduleEntry | None = None
        self.typing = ""
        self.typed: Any = None
        self.error = ""
        self.status = ("", "")
        self._status_value: Any = None
        self.read(today)

    def read(self, today: Today) -> None:
        """Show the settings as they stand in the diary now; what is not saved yet stays shown."""
        self.today = today
        stored = {each.key: each for each in shown_settings(today)}
        if self.page is not None:
            stored.pop("notice", None)  # the terminal shows it, and a page has none
        self._stored = stored
        if self.draft is not None and self.draft == self.schedule.value:
            self.draft = None
        if self._stored_value(self.status[0]) != self._status_value:
            self.status = ("", "")  # undone, or changed elsewhere
        self.update_lines()

    def update_lines(self) -> None:
        """List the lines anew; the cursor stays on its line, if that is still there."""
        shown = self._shown_values()
        self.settings = {
            key: dataclasses.replace(each, value=shown.get(key, each.value))
            for key, each in self._stored.items()
        }
        before = self._keys
        all_of_them = all_lines(
            self.settings.values(), self.routine, self.facts, self.key_for, self.reminder[0]
        )
        self.lines, best = all_of_them, ""
        if self.is_filtered:
            self.lines, best = matching(all_of_them, self.query)
        keys = self._keys
        if self.cursor not in keys:
            is_gone = self.cursor in before and self.cursor not in {x.key for x in all_of_them}
            near = self._key_near(before) if is_gone else ""
            self.cursor = near or best or next(iter(keys), "")

    def _shown_values(self) -> dict[str, Any]:
        return self.unsaved if self.draft is None else {**self.unsaved, "schedule": self.draft}

    def _key_near(self, before: Sequence[str]) -> str:
        """Return where the cursor goes when its line is gone.

        That is the same line of the next exercise, or of the one before; else the line above.
        """
        place, field = before.index(self.cursor), self.cursor.rpartition(".")[2]
        above = [key for key in reversed(before[:place]) if key in self._keys]
        below = [key for key in before[place:] if key in self._keys]
        alike = [key for key in (*below, *above) if key.endswith(f".{field}")]
        return next(iter((*alike, *above)), "")

    # What is there

    @property
    def routine(self) -> Routine:
        """The routine whose settings are shown, as it is in the diary."""
        return self.today.routine

    @property
    def _keys(self) -> list[str]:
        return [line.key for line in self.lines if not line.is_heading]

    @property
    def line(self) -> Line:
        """The line under the cursor; an empty one where none is listed."""
        return next((line for line in self.lines if line.key == self.cursor), _NO_LINE)

    @property
    def section(self) -> str:
        """The section of the line under the cursor."""
        return self.line.section

    @property
    def setting(self) -> Setting | None:
        """The setting under the cursor with the value that is shown, if the line is a setting."""
        return self.settings.get(self.cursor)

    @property
    def schedule(self) -> Setting:
        """The schedule as it is in the diary."""
        return self._stored["schedule"]

    @property
    def shown_schedule(self) -> ScheduleEntry:
        """The schedule that is shown: the draft, if there is one."""
        entry: ScheduleEntry = self.settings["schedule"].value
        return entry

    @property
    def is_filtered(self) -> bool:
        """Whether something is looked for."""
        return bool(self.query.strip())

    def allows(self, action: str) -> bool:
        """Return whether an action of the screen means anything on the line under the cursor."""
        setting = self.setting
        if action in _SECTION_OF_ACTION:
            return self.section == _SECTION_OF_ACTION[action]
        match action:
            case "remove" | "shift":
                return setting is not None and bool(setting.exercise)
            case "reset":
                return setting is not None and setting.is_changed
            case "step":
                return self.line.has_arrows
            case "find":
                return self.draft is None  # nothing may hide what is not accepted yet
            case "needs" | "begin" | "day":
                return self.cursor == "schedule"
        return True

    def set_status(self, key: str, words: str) -> None:
        """Say something at the end of a line, for as long as its value in the diary stays."""
        self.status, self._status_value = (key, words), self._stored_value(key)

    def _stored_value(self, key: str) -> Any:
        return self._stored[key].value if key in self._stored else self.routine

    # Going to other lines

    def key_beside(self, by: int) -> str:
        """Return the key some lines below the cursor, or above it; at most the last or first."""
        keys = self._keys
        place = keys.index(self.cursor) if self.cursor in keys else 0
        return keys[max(0, min(len(keys) - 1, place + by))] if keys else ""

    def first_key(self, section: str) -> str:
        """Return the first key of a section; the key under the cursor if it lists none."""
        keys = (x.key for x in self.lines if x.section == section and not x.is_heading)
        return next(keys, self.cursor)

    def next_section_key(self, by: int) -> str:
        """Return the first key of a section some sections on; the first one follows the last."""
        listed = {line.section for line in self.lines}
        sections = [section for section in SECTIONS if section in listed]
        if not sections:
            return self.cursor
        return self.first_key(sections[(sections.index(self.section) + by) % len(sections)])

    def look_for(self, query: str) -> None:
        """List the lines that match, with the cursor on the best one."""
        before, self.cursor = self.cursor, ""
        self.query = query
        self.update_lines()
        if not self.is_filtered and before in self._keys:
            self.cursor = before

    # Typing and trying

    def parse(self, text: str) -> bool:
        """Set ``typed`` or ``error`` from what is typed; return whether it is a value."""
        self.typed, self.error = None, ""
        try:
            if self.typing in self.settings:
                self.typed = self.settings[self.typing].parse(text)
            elif self.typing == ADD:
                self.typed = exercise_name(self.routine).parse(text)
        except InvalidValue as error:
            self.error = str(error)
        return self.typed is not None

    def tried_routine(self) -> Routine:
        """Return the routine with all values that are shown, and with the one that is typed."""
        values = dict(self._shown_values())
        if self.typed is not None and self.typing in self.settings:
            values[self.typing] = self.typed
        routine = self.routine
        for key, value in values.items():
            change = self.settings[key].change
            if change is not None:
                with suppress(ValueError):  # it may not fit beside another unsaved value
                    routine = change(routine, value)
        return routine

    def tried_schedule(self) -> ScheduleEntry | None:
        """Return the schedule that is typed or put together and not accepted yet, if any."""
        if self.typing == "schedule" and self.typed is not None:
            entry: ScheduleEntry = self.typed
            return None if entry == self.schedule.value else entry
        return self.draft

    def take_draft(self) -> ScheduleEntry | None:
        """End the draft and return it."""
        draft, self.draft = self.draft, None
        self.update_lines()
        return draft

    def try_schedule(self, entry: ScheduleEntry) -> None:
        """Make an entry the draft, unless it is the one in the diary."""
        self.draft = None if entry == self.schedule.value else entry
        self.error = ""
        self.update_lines()
