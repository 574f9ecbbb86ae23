"""Writing what is changed on the settings screen: in order, off the event loop, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui.diary.diary import Diary
from tui.diary.undo import ChangeHistory, UndoStep

if TYPE_CHECKING:
    from tui.app.shell import Shell

Operation = Callable[[Diary], Any]
"""A change of the diary; what it returns is not None."""


class SaveQueue:
    """Writes one change after the other; of what waits under one key, only the newest is written.

    Args:
        app: makes the changes.
        saved: called after each change, with its key and what the operation returned, or None where
            it was not saved.
    """

    def __init__(self, app: Shell, saved: Callable[[str, Any], None]) -> None:
        self._app = app
        self._saved = saved
        self._waiting: dict[str, Operation] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether anything is still to be written."""
        return self._task is not None and not self._task.done()

    def is_waiting(self, key: str) -> bool:
        """Whether a change waits under a key."""
        return key in self._waiting

    def put(self, key: str, operation: Operation) -> None:
        """Write a change as soon as those before it are written."""
        self._waiting[key] = operation
        if not self.is_busy:
            self._task = asyncio.create_task(self._write_all())
            # The app watches it for errors. Leaving the app cancels its workers, hence the shield.
            self._app.run_worker(asyncio.shield(self._task), group="saving")

    async def _write_all(self) -> None:
        while self._waiting:
            key = next(iter(self._waiting))
            self._saved(key, await self._app.change(self._waiting.pop(key)))

    async def finish(self) -> None:
        """Wait until everything is written, when the screen or the app is left."""
        if self._task is not None:
            await asyncio.wait([self._task])


class UndoGroup:
    """Changes that are taken back as one: steps through the values of one setting."""

    def __init__(self) -> None:
        self._step: UndoStep | None = None

    def write(self, changes: ChangeHistory, save: Callable[[], None]) -> None:
        """Save, and join the change with the group's last one, unless another came between."""
        before = changes.undoable
        save()
        after = changes.undoable
        if after is not before:
            is_next = before is not None and before is self._step
            self._step = changes.merge_last_two() if is_next else after
