"""One setting: its name and words, the values it takes, its value now, and how it is saved.

A `Setting` is a snapshot of one value: saving writes to the diary and leaves the object as it was.
`tui.settings.registry.all_settings` makes them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tui.diary.errors import NotFound
from tui.diary.names import known_name, near_names
from tui.practice.models import Routine, Settings
from tui.settings.presets import caution
from tui.settings.schedule import planned, with_schedule
from tui.settings.value_types import ValueType
from tui.words.phrases import listed

if TYPE_CHECKING:
    from tui.diary.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a routine, of one of its exercises, or of the whole program.

    Attributes:
        key: names it on the command line.
        section: the heading under which it is shown, one of `registry.SECTIONS`.
        label: names it on the screen.
        unit: follows the value; mostly empty.
        help: what it is for, in one sentence.
        value: the value that is in effect.
        undo: what a change of it is called when it is undone.
        routine: the routine that it belongs to; the shown one for a setting of the program.
        exercise: the id of the exercise that it belongs to, or empty.
        note: what else there is to know of it just now, or empty.
        problem: why the value in the file is not used, or empty.
        change: returns a routine with another value; None for a setting of the program.
    """

    key: str
    section: str
    label: str
    unit: str
    help: str
    value_type: ValueType
    value: Any
    default: Any
    undo: str
    routine: Routine
    exercise: str = ""
    note: str = ""
    problem: str = ""
    change: Callable[[Routine, Any], Routine] | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the value is not the default."""
        return bool(self.value != self.default)

    @property
    def range(self) -> str:
        """The values that it takes, in a few characters."""
        return self.value_type.range

    @property
    def text(self) -> str:
        """The value as a person would type it."""
        return self.value_type.text(self.value)

    @property
    def words(self) -> str:
        """The value in words, without the unit."""
        return self.value_type.words(self.value)

    def parse(self, typed: str) -> Any:
        """Return the value of a typed text.

        Raises:
            InvalidValue: the setting does not take it; the message says what it takes.
        """
        return self.value_type.parse(typed)

    def stepped(self, by: int) -> Any:
        """Return the value some steps after this one, or before it (below 0)."""
        return self.value_type.stepped(self.value, by)

    def json_value(self, value: Any) -> Any:
        """Return a value for JSON: a schedule and a time as typed, all others as they are."""
        is_json = isinstance(value, str | int | float | tuple)
        return value if is_json else self.value_type.text(value)

    def routine_with(self, value: Any) -> Routine:
        """Return the routine with another value; nothing is saved."""
        return self.routine if self.change is None else self.change(self.routine, value)

    def caution(self, value: Any) -> str | None:
        """Return what to say before saving a value that asks more of the body than until now."""
        return caution(self.routine, self.routine_with(value))

    def save(self, preferences: Preferences, value: Any) -> None:
        """Write a value to the diary, unless that would change nothing.

        Raises:
            DiaryError: it was not saved, or the disk did not confirm it.
        """
        if value == self.default:
            value = self.default  # only the default itself is left out of the file
        change = self.change
        if change is not None:
            if self.routine_with(value) != self.routine:
                preferences.change_routine(
                    self.routine.id, lambda old: change(old, value), self.undo
                )
            return
        if value == self.value and not self.problem:
            return

        def intermediate(old: Settings) -> Settings:
            # The file's own value stays as long as its stand-in does not change. To write the
            # stand-in over it, the setting takes some other value first.
            return replace(old, **{self.key: self.stepped(1)})

        preferences.change_settings(
            lambda old: replace(old, **{self.key: value}),
            self.undo,
            intermediate=intermediate if value == self.value else None,
        )

    def reset(self, preferences: Preferences) -> None:
        """Write the default to the diary.

        Raises:
            DiaryError: it was not saved, or the disk did not confirm it.
        """
        self.save(preferences, self.default)


@dataclass(frozen=True, slots=True)
class ScheduleSetting(Setting):
    """The schedule. Resetting it also drops what was planned for later dates."""

    @property
    def is_changed(self) -> bool:
        """Whether the schedule is not daily from today on, without end."""
        return bool(self.value != self.default or planned(self.routine, self.default.since))

    def reset(self, preferences: Preferences) -> None:
        """Write daily from today on, with nothing planned for later."""
        if self.is_changed:
            preferences.change_routine(
                self.routine.id, lambda old: with_schedule(old, self.default, alone=True), self.undo
            )


def find_setting(settings: Sequence[Setting], key: str, also: Sequence[str] = ()) -> Setting:
    """Return the setting with a key, which may differ in case.

    Raises:
        NotFound: there is none; the message suggests keys, or of the words in ``also``, what was
            probably meant.
    """
    keys = [setting.key for setting in settings]
    meant = known_name(key, keys)
    if meant is not None:
        return settings[keys.index(meant)]
    near = near_names(key, [*keys, *also])
    hint = f"did you mean {listed(near, 'or')}?" if near else "supine settings lists them all"
    raise NotFound(f"there is no setting {key!r}; {hint}")
