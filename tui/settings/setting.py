"""One setting: what it is called, takes, says, does and goes back to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tui.diary.errors import NotFound
from tui.practice.models import Routine, Settings
from tui.settings.presets import caution
from tui.settings.schedule import planned, with_schedule
from tui.settings.value_types import ValueType, nearest
from tui.words.phrases import listed

if TYPE_CHECKING:
    from tui.diary.preferences import Preferences

SECTIONS = ("Routine", "Exercises", "Plan", "Schedule", "Day and week", "Sound", "Look")
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a routine or of the whole program.

    ``key`` names it on the command line, ``section`` is one of `SECTIONS`, ``exercise`` the id of
    the exercise that it belongs to, or empty. ``help`` is one sentence. ``undo`` is what a change
    of it is called afterwards. ``note`` says what else is to be known of it just now, and
    ``trouble`` what the file holds in its place that does not fit; both are mostly empty.
    """

    key: str
    section: str
    label: str
    unit: str
    help: str
    kind: ValueType
    value: Any
    default: Any
    undo: str
    routine: Routine
    exercise: str = ""
    note: str = ""
    trouble: str = ""
    change: Callable[[Routine, Any], Routine] | None = None
    """How a routine's setting is put into a routine; one of the whole program has none."""

    @property
    def is_changed(self) -> bool:
        """Whether it is not at its default."""
        return bool(self.value != self.default)

    @property
    def range(self) -> str:
        """What it may be, in a few characters."""
        return self.kind.range

    @property
    def text(self) -> str:
        """Its value as one would type it."""
        return self.kind.text(self.value)

    @property
    def words(self) -> str:
        """Its value as one reads it, without the unit."""
        return self.kind.words(self.value)

    def parse(self, typed: str) -> Any:
        """The value of a text.

        Raises:
            Unfit: it is none for this setting; the message says what would be.
        """
        return self.kind.parse(typed)

    def stepped(self, by: int) -> Any:
        """The value so many steps on, or back (below 0); at its limits it stays."""
        return self.kind.stepped(self.value, by)

    def plain(self, value: Any) -> Any:
        """A value as JSON has it: what is no number, word, list or switch as one would type it."""
        return value if isinstance(value, str | int | float | tuple) else self.kind.text(value)

    def tried(self, value: Any) -> Routine:
        """The routine with this value, not saved: for a preview."""
        return self.routine if self.change is None else self.change(self.routine, value)

    def caution(self, value: Any) -> str | None:
        """What to say before this value is saved, if it asks more of the body than until now."""
        return caution(self.routine, self.tried(value))

    def save(self, choices: Preferences, value: Any) -> None:
        """Write the value down; what would change nothing is not written.

        Raises:
            DiaryError: it was not saved, or is not confirmed.
        """
        if value == self.default:
            value = self.default  # what only equals it is not left out of the file
        change = self.change
        if change is not None:
            if self.tried(value) != self.routine:
                choices.change_routine(self.routine.id, lambda old: change(old, value), self.undo)
            return
        if value == self.value and not self.trouble:
            return

        def intermediate(old: Settings) -> Settings:
            # What does not fit is written over only by something else than stands in for it.
            return replace(old, **{self.key: self.stepped(1)})

        choices.change_settings(
            lambda old: replace(old, **{self.key: value}),
            self.undo,
            intermediate=intermediate if value == self.value else None,
        )

    def reset(self, choices: Preferences) -> None:
        """Go back to the default.

        Raises:
            DiaryError: it was not saved, or is not confirmed.
        """
        self.save(choices, self.default)


@dataclass(frozen=True, slots=True)
class ScheduleRow(Setting):
    """The schedule: going back to its default also drops what was planned for later."""

    @property
    def is_changed(self) -> bool:
        """Whether it is not daily from today on."""
        return bool(self.value != self.default or planned(self.routine, self.default.since))

    def reset(self, choices: Preferences) -> None:
        """Daily from today on, and nothing planned for later."""
        if self.is_changed:
            choices.change_routine(
                self.routine.id, lambda old: with_schedule(old, self.default, alone=True), self.undo
            )


def find(known: Sequence[Setting], key: str) -> Setting:
    """The row of a key.

    Raises:
        NotFound: there is none; the message names those that are nearly called so.
    """
    for row in known:
        if row.key == key:
            return row
    near = nearest(key, [row.key for row in known])
    hint = f"did you mean {listed(near, 'or')}?" if near else "supine settings lists them all"
    raise NotFound(f"there is no setting {key!r}; {hint}")
