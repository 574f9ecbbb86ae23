"""What the settings screen knows: its rows, the one under the cursor, and what is not saved yet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from tui.app.settings.file_actions import Facts
from tui.app.settings.lines import ADD, SECTIONS, lines, matching, shown_rows
from tui.app.settings.list_widget import Line
from tui.app.settings.sound_note import sound_note
from tui.cues.process import Which
from tui.diary.today import Today
from tui.practice.dates import ONE_DAY
from tui.practice.models import WEEKDAYS, Routine, ScheduleEntry, Weekly
from tui.settings.presets import exercise_name
from tui.settings.registry import all_settings
from tui.settings.schedule import FARTHEST, toggled
from tui.settings.setting import ScheduleSetting, Setting
from tui.settings.value_types import InvalidValue

_NOWHERE = Line("", SECTIONS[0], "")


class Form:
    """Rows, and a cursor among them.

    ``query`` is what is looked for. ``values`` are shown but not on the disk yet, by the keys of
    their rows. ``draft`` is a schedule that was not accepted yet. ``typing`` is the key of the line
    that is typed, ``typed`` its value once it fits, ``reason`` why what was last tried does not.
    ``which`` finds the programs that make something heard.
    """

    def __init__(self, which: Which) -> None:
        self.rows: dict[str, Setting] = {}
        self.lines: list[Line] = []
        self.at = ""
        self.facts = Facts()
        self.query = ""
        self.values: dict[str, Any] = {}
        self.draft: ScheduleEntry | None = None
        self.typing = ""
        self.typed: Any = None
        self.reason = ""
        self._routine = Routine(id="-", name="-")
        self._best = ""
        self.which = which

    def read(self, now: Today) -> None:
        """Take over the settings as they stand now; what is not saved stays shown."""
        known = shown_rows(all_settings(now.snapshot, now.routine, now.date))
        self.rows = {row.key: row for row in known}
        self._routine = now.routine
        if self.draft is not None and self.draft == self.rows["schedule"].value:
            self.draft = None
        self.arrange()

    def arrange(self) -> None:
        """List the rows that match the query; the cursor stays where it was, if that still is."""
        values = self.values | ({"schedule": self.draft} if self.draft is not None else {})
        every = lines(list(self.rows.values()), self._routine, self.facts, values)
        before = self._keys
        self.lines, self._best = every, ""
        if self.is_filtered:
            self.lines, self._best = matching(every, self.query, self.rows)
        keys = self._keys
        if self.at not in keys:
            is_gone = self.at in before and all(line.key != self.at for line in every)
            self.at = (self._near(before) if is_gone else "") or self._best or next(iter(keys), "")

    def _near(self, before: Sequence[str]) -> str:
        """Where the cursor goes when its line is gone: to the same line of the next exercise, or of
        the one before; else to the line that stood before it.
        """
        keys, here = self._keys, before.index(self.at)
        field = self.at.rpartition(".")[2]
        alike = [n for n, key in enumerate(before) if key.startswith("exercises.")]
        alike = [n for n in alike if before[n].endswith(f".{field}") and before[n] in keys]
        if self.at.startswith("exercises.") and alike:
            return before[next((n for n in alike if n > here), alike[-1])]
        return next((key for key in reversed(before[:here]) if key in keys), "")

    def look_for(self, query: str) -> None:
        """List what matches, the cursor on what matches best."""
        self.query = query
        at, self.at = self.at, ""
        self.arrange()
        if not self.is_filtered and at in self._keys:
            self.at = at

    @property
    def _keys(self) -> list[str]:
        return [line.key for line in self.lines if not line.is_heading]

    @property
    def is_filtered(self) -> bool:
        """Whether something is looked for."""
        return bool(self.query.strip())

    @property
    def line(self) -> Line:
        """The line under the cursor; an empty one where nothing is listed."""
        return next((line for line in self.lines if line.key == self.at), _NOWHERE)

    @property
    def section(self) -> str:
        """The section under the cursor."""
        return self.line.section

    @property
    def row(self) -> Setting | None:
        """The setting under the cursor, if it is one."""
        return self.rows.get(self.at)

    def value(self, row: Setting) -> Any:
        """What a row shows: what was last chosen, even if it is not saved yet."""
        if isinstance(row, ScheduleSetting) and self.draft is not None:
            return self.draft
        return self.values.get(row.key, row.value)

    def stored(self, key: str) -> Any:
        """The value of a row as it stands on the disk; the whole routine for other lines."""
        row = self.rows.get(key)
        return self._routine if row is None else row.value

    @property
    def note(self) -> str:
        """What of the value under the cursor cannot be heard here."""
        row = self.row
        if row is None or row.key not in ("sound", "speech"):
            return ""
        sound = self.rows["sound"]
        return sound_note(row.key, self.value(row), self.value(sound), self.which)

    @property
    def is_changed(self) -> bool:
        """Whether the row under the cursor is not at its default."""
        return self.row is not None and self.line.is_changed

    def beside(self, by: int) -> str:
        """The key of the line so many lines down, or up; at most the last or the first."""
        keys = self._keys
        at = keys.index(self.at) if self.at in keys else 0
        return keys[max(0, min(len(keys) - 1, at + by))] if keys else ""

    def first_of(self, section: str) -> str:
        """The key of the first line of a section; where the cursor is, if it has none."""
        here = (line for line in self.lines if line.section == section and not line.is_heading)
        return next((line.key for line in here), self.at)

    def next_section(self, by: int) -> str:
        """The key of the first line of the next section that has any, round and round."""
        filled = {line.section for line in self.lines if not line.is_heading}
        sections = [section for section in SECTIONS if section in filled]
        if not sections:
            return self.at
        return self.first_of(sections[(sections.index(self.section) + by) % len(sections)])

    def take(self, text: str) -> bool:
        """Look at what is typed; whether it fits."""
        row = self.rows.get(self.typing)
        self.typed, self.reason = None, ""
        try:
            if row is not None:
                self.typed = row.parse(text)
            elif self.typing == ADD:
                self.typed = exercise_name(self._routine).parse(text)
        except InvalidValue as error:
            self.reason = str(error)
        return self.typed is not None

    def tried(self) -> Routine:
        """The routine as it would be with all that is shown, and with what is being typed."""
        routine = self._routine
        values = dict(self.values)
        if self.typed is not None and self.typing in self.rows:
            values[self.typing] = self.typed
        elif self.draft is not None:
            values["schedule"] = self.draft
        for key, value in values.items():
            change = self.rows[key].change
            with suppress(ValueError):  # beside something that is not saved yet it may not fit
                routine = routine if change is None else change(routine, value)
        return routine

    def entry(self) -> ScheduleEntry | None:
        """The schedule that is typed or chosen, and not accepted yet."""
        if self.typing == "schedule" and self.typed is not None:
            entry: ScheduleEntry = self.typed
            return None if entry == self.schedule.value else entry
        return self.draft

    # The schedule, which is only tried until it is accepted

    @property
    def schedule(self) -> ScheduleSetting:
        """The schedule's row."""
        row = self.rows["schedule"]
        assert isinstance(row, ScheduleSetting)
        return row

    def try_schedule(self, entry: ScheduleEntry, reason: str = "") -> None:
        """Show an entry that is not accepted yet; what stands already needs no accepting."""
        self.draft = None if entry == self.schedule.value else entry
        self.reason = reason
        self.arrange()

    def try_day(self, number: int) -> None:
        """One of the days of the week more or less; or how many of them, where any will do."""
        entry = self.value(self.schedule)
        if isinstance(entry, Weekly):
            self.try_schedule(replace(entry, times=min(6, number)))
            return
        try:
            self.try_schedule(toggled(entry, WEEKDAYS[number - 1]))
        except InvalidValue as error:
            self.try_schedule(entry, str(error))

    def try_needs(self) -> None:
        """Whether one rep keeps a day, or only all that is asked."""
        entry = self.value(self.schedule)
        self.try_schedule(replace(entry, needs="any" if entry.needs == "full" else "full"))

    def try_begin(self, days: int) -> None:
        """From so many days later on, or earlier; from today at the earliest."""
        entry, today = self.value(self.schedule), self.schedule.default.since
        since = max(today, min(entry.since + ONE_DAY * days, today + ONE_DAY * FARTHEST))
        self.try_schedule(replace(entry, since=since))
