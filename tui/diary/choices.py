"""What a person chose: the settings and the routines, changed one choice at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.practice.models import Prop, Routine, Settings

if TYPE_CHECKING:
    from tui.diary.snapshot import Snapshot
    from tui.diary.tables import Tables
    from tui.diary.undo import Changes


class Choices:
    """Settings and routines; every change is one durable write, which a person can take back.

    Args:
        changes: where they are made.
        utc: the time.
    """

    def __init__(self, changes: Changes, utc: Callable[[], dt.datetime]) -> None:
        self._changes = changes
        self._utc = utc

    def welcome(self) -> None:
        """Remember that the first-run screen was answered; nobody takes that back."""
        self.change_settings(lambda old: replace(old, welcomed=True))

    def set_props(self, routine: str, props: Sequence[Prop]) -> Routine:
        """Remember the usual props of a routine."""
        return self.change_routine(
            routine, lambda old: replace(old, props=tuple(props)), "the props"
        )

    def change_settings(self, how: Callable[[Settings], Settings], undo: str = "") -> Settings:
        """Write the settings that ``how`` makes of those that stand."""

        def change(snapshot: Snapshot, tables: Tables) -> Settings:
            old = snapshot.settings
            new = how(old)
            tables.replace("settings", old, new)
            return new

        return self._changes.make(change, undo)

    def change_routine(
        self, routine: str, how: Callable[[Routine], Routine], undo: str = ""
    ) -> Routine:
        """Write the routine that ``how`` makes of the one that stands.

        Raises:
            NotFound: there is no such routine.
        """

        def change(snapshot: Snapshot, tables: Tables) -> Routine:
            old = snapshot.routine(routine)
            new = replace(how(old), changed=self._utc())
            tables.replace("routines", old, new)
            return new

        return self._changes.make(change, undo)
